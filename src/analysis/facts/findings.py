"""Facts about findings: how many there are, of each severity, family, code and group, and where they stand.

Belongs here: counting the table ``findings``, what is open apart from what was accepted, and which findings form a
group (``findings.yaml``). Does not belong here: finding anything (``checks``), or what a finding means (``report``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import pandas as pd
from pydantic import RootModel

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


class _Row(NamedTuple):
    """What is counted by of a finding."""

    id: str
    code: str
    family: str
    severity: str


def add_findings(facts: Builder, read: Tables) -> None:
    """Add how many findings are open and how many accepted, by severity, family, code and group."""
    findings = read["findings"]
    # There are a hundred counts of them: a plain list is gone through faster than a frame is cut.
    rows = list(map(_Row, *(findings[name].tolist() for name in _Row._fields)))
    is_accepted = findings["status"].eq(FindingStatus.ACCEPTED.value).tolist()
    still = [row for row, accepted in zip(rows, is_accepted, strict=True) if not accepted]
    accepted = [row for row, accepted in zip(rows, is_accepted, strict=True) if accepted]
    _count(facts, "findings.all", rows, "核查发现处数，含已接受的")
    _count(facts, "findings.count", still, "待处理的发现处数")
    _count(facts, "findings.accepted", accepted, "已接受的发现处数")
    for severity in Severity:
        _count(facts, f"findings.{severity}", _of(still, severity), f"程度为“{severity.label}”的待处理发现处数")
        said = f"程度为“{severity.label}”的已接受发现处数"
        _count(facts, f"findings.accepted.{severity}", _of(accepted, severity), said)
    for family in Family:
        members = [row for row in still if row.family == family.value]
        _count(facts, f"findings.family.{family}", members, f"“{family.label}”一类的待处理发现处数")
        for severity in Severity:
            said = f"“{family.label}”一类中程度为“{severity.label}”的待处理发现处数"
            _count(facts, f"findings.family.{family}.{severity}", _of(members, severity), said)
    for code in sorted({row.code for row in still}):
        own = [row for row in still if row.code == code]
        _count(facts, f"findings.code.{code}", own, f"代码为{code}的待处理发现处数")
    _add_groups(facts, still)


def placed(findings: pd.DataFrame) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Return where every finding stands and what it says, as the table ``cells`` tells it of values."""
    columns = (findings[name].tolist() for name in ("id", "source", "place", "message"))
    return {
        CellRef("findings", name, PLACED): (source if isinstance(source, str) else place, message)
        for name, source, place, message in zip(*columns, strict=True)
    }


def _add_groups(facts: Builder, still: Sequence[_Row]) -> None:
    for name, group in groups().items():
        members = [row for row in still if group.holds(row.code, row.family)]
        for part, severity in (("warnings", Severity.WARNING), ("hints", Severity.INFO)):
            said = f"“{group.label}”中程度为“{severity.label}”的待处理发现处数"
            _count(facts, f"findings.group.{name}.{part}", _of(members, severity), said)


def _of(rows: Sequence[_Row], severity: Severity) -> list[_Row]:
    return [row for row in rows if row.severity == severity.value]


def _count(facts: Builder, key: str, rows: Sequence[_Row], said: str) -> None:
    facts.count(key, len(rows), said, [CellRef("findings", row.id, PLACED) for row in rows])
