"""Findings that a person looked into and lets stand, with the reason.

Belongs here: marking accepted findings, and telling of an acceptance whose finding is gone. Does not belong here: the
form of ``corrections.yaml`` (``documents.corrections``), finding anything (``checks``), wording (``acceptance.yaml``).
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from analysis import checks, tables
from analysis.documents.corrections import Accepted, Declarations
from analysis.errors import CorrectionError, Problem, RuleError
from analysis.findings import Places, Subject, build, with_ids
from analysis.handwritten import Written
from analysis.strict import StrictModel, load_packaged
from analysis.suites import Expectation, Meta
from analysis.vocabulary import FindingStatus, Severity

#: The part of corrections.yaml that lists accepted findings.
_PART = "accepted"


class _Gone(StrictModel):
    """All of ``acceptance.yaml``."""

    severity: Severity
    meta: Meta


@cache
def _gone() -> Expectation:
    said = load_packaged("analysis", "acceptance.yaml", _Gone, RuleError)
    return Expectation(id=said.meta.code.lower(), type=_PART, kwargs={}, severity=said.severity, meta=said.meta)


def accept(findings: pd.DataFrame, declared: Written[Declarations]) -> pd.DataFrame:
    """Mark the findings that were accepted.

    Parameters
    ----------
    findings
        The table ``findings`` of this run.
    declared
        What the fund year's ``corrections.yaml`` says.

    Returns
    -------
    pandas.DataFrame
        The same findings; an accepted one stays in the list with its status and reason. An acceptance whose finding
        is gone becomes a finding itself, unless a critical one kept later checks from running: nobody knows then.

    Raises
    ------
    CorrectionError
        When a critical finding was accepted: it must be mended or corrected.
    """
    wanted = {entry.id: (number, entry) for number, entry in enumerate(declared.content.accepted)}
    if not wanted:
        return findings
    records = tables.records(findings)
    problems = []
    for record in (record for record in records if record["id"] in wanted):
        number, entry = wanted[record["id"]]
        if record["severity"] == Severity.CRITICAL.value:
            problems.append(_refused(record["message"], record["id"], declared.where(_PART, number)))
        record |= {"status": FindingStatus.ACCEPTED.value, "reason": entry.reason}
    if problems:
        raise CorrectionError(problems)
    known = {record["id"] for record in records}
    if not checks.summary(findings)["critical"]:
        gone = [(entry, declared.where(_PART, number)) for id_, (number, entry) in wanted.items() if id_ not in known]
        records += with_ids(map(_told, *zip(*gone, strict=True)) if gone else [])
    return checks.in_order(records)


def _refused(message: str, found: str, where: str) -> Problem:
    what = f"“严重”的发现不能接受：{message.rstrip('。')}"
    return Problem(what, where, found, advice="请报送单位改正文件，或在 corrections 中更正该单元格，并删去这一条")


def _told(entry: Accepted, where: str) -> dict[str, object]:
    """Make the finding that tells of an acceptance without its finding."""
    row = {"id": entry.id, "reason": entry.reason, "source": where}
    subject = Subject("findings", pd.DataFrame([row]))
    return build(_gone(), subject, [row], Places(tables.frame("cells", [])))
