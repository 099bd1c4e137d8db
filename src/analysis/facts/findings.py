"""Facts about findings: how many there are, of each severity, family, code and group, and where they stand.

Belongs here: counting the table ``findings``, what is open apart from what was accepted, and which findings form a
group (``findings.yaml``). Does not belong here: finding anything (``checks``), or what a finding means (``report``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandas as pd
from pydantic import RootModel

from analysis import tables
from analysis.errors import NarrativeError
from analysis.facts.builder import Builder
from analysis.facts.model import CellRef
from analysis.strict import StrictModel, load_packaged
from analysis.tables import Tables
from analysis.vocabulary import Family, FindingStatus, Severity

#: The column whose place is that of the finding.
PLACED = "message"


class Group(StrictModel):
    """Findings that a text counts together."""

    label: str
    families: tuple[Family, ...] = ()
    codes: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def holds(self, code: str, family: str) -> bool:
        """Tell whether a finding of a code and family belongs to the group."""
        return code not in self.but and (family in self.families or (bool(self.codes) and code.startswith(self.codes)))


class _Groups(RootModel[dict[str, Group]]):
    """Groups by name."""


@cache
def groups() -> Mapping[str, Group]:
    """Return every group: one a family, then those of ``findings.yaml``."""
    own = {family.value: Group(label=family.label, families=(family,)) for family in Family}
    return own | load_packaged("analysis.facts", "findings.yaml", _Groups, NarrativeError).root


def add_findings(facts: Builder, read: Tables) -> None:
    """Add how many findings are open and how many accepted, by severity, family, code and group."""
    findings = read["findings"]
    is_accepted = findings["status"] == FindingStatus.ACCEPTED.value
    still, accepted = findings[~is_accepted], findings[is_accepted]
    _count(facts, "findings.all", findings, "核查发现处数，含已接受的")
    _count(facts, "findings.count", still, "待处理的发现处数")
    _count(facts, "findings.accepted", accepted, "已接受的发现处数")
    for severity in Severity:
        own = still[still["severity"] == severity.value]
        _count(facts, f"findings.{severity}", own, f"程度为“{severity.label}”的待处理发现处数")
        own = accepted[accepted["severity"] == severity.value]
        _count(facts, f"findings.accepted.{severity}", own, f"程度为“{severity.label}”的已接受发现处数")
    for family in Family:
        members = still[still["family"] == family.value]
        _count(facts, f"findings.family.{family}", members, f"“{family.label}”一类的待处理发现处数")
        for severity in Severity:
            own = members[members["severity"] == severity.value]
            said = f"“{family.label}”一类中程度为“{severity.label}”的待处理发现处数"
            _count(facts, f"findings.family.{family}.{severity}", own, said)
    for code, own in still.groupby("code", sort=True):
        _count(facts, f"findings.code.{code}", own, f"代码为{code}的待处理发现处数")
    _add_groups(facts, still)


def placed(findings: pd.DataFrame) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Return where every finding stands and what it says, as the table ``cells`` tells it of values."""
    columns = (findings[name].tolist() for name in ("id", "source", "place", "message"))
    return {
        CellRef("findings", name, PLACED): (source if isinstance(source, str) else place, message)
        for name, source, place, message in zip(*columns, strict=True)
    }


def _add_groups(facts: Builder, still: pd.DataFrame) -> None:
    kinds = still[["code", "family"]].drop_duplicates()
    for name, group in groups().items():
        codes = [row["code"] for row in tables.records(kinds) if group.holds(row["code"], row["family"])]
        members = still[still["code"].isin(codes)]
        for part, severity in (("warnings", Severity.WARNING), ("hints", Severity.INFO)):
            own = members[members["severity"] == severity.value]
            said = f"“{group.label}”中程度为“{severity.label}”的待处理发现处数"
            _count(facts, f"findings.group.{name}.{part}", own, said)


def _count(facts: Builder, key: str, findings: pd.DataFrame, said: str) -> None:
    facts.count(key, len(findings), said, [CellRef("findings", name, PLACED) for name in findings["id"]])
