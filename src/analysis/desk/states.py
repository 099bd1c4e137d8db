"""What can be done with a fund year, told without reading its documents.

Belongs here: telling the state of a fund year from its folder, manifest and confirmed rules, and why there are no
scores. Does not belong here: the wording of states and steps (``states.yaml``), or showing them (``overview``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import pandas as pd

from analysis import checks, provenance
from analysis.documents.dossier import Dossier
from analysis.errors import JixiaoError, ManifestError, NotFoundError, Problem, RuleError
from analysis.kinds import AUTO, missing_documents, report_kind
from analysis.paths import FundYearPaths
from analysis.provenance import Manifest
from analysis.rules.adoption import book_of, has_rules
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import ReportKind

StateName = Literal["final", "midterm", "target_review", "unconfirmed", "unregistered", "changed", "missing", "broken"]
StepsName = Literal["always", "scored", "unscored", "critical", "unread"]


class _State(StrictModel):
    label: str
    advice: str


class Step(StrictModel):
    """Code to copy, and what it answers."""

    code: str
    says: str


class _States(StrictModel):
    """All of ``states.yaml``."""

    states: dict[StateName, _State]
    steps: dict[StepsName, tuple[Step, ...]]


@dataclass(frozen=True)
class Condition:
    """What can be done with a fund year.

    Parameters
    ----------
    manifest
        Its manifest, where that can be read.
    kind
        The kind of report that its documents allow.
    label, advice
        Its state in Chinese, and what to do.
    """

    manifest: Manifest | None
    kind: ReportKind | None
    label: str
    advice: str


@cache
def _states() -> _States:
    return load_packaged("analysis.desk", "states.yaml", _States, RuleError)


def steps(*groups: StepsName) -> tuple[Step, ...]:
    """Return the steps of some groups in their order."""
    return tuple(step for group in groups for step in _states().steps[group])


def condition(paths: FundYearPaths, wanted: str = AUTO) -> Condition:
    """Tell what can be done with a fund year; nothing is raised.

    Parameters
    ----------
    paths
        Its folders.
    wanted
        The kind of report; see :func:`analysis.kinds.report_kind`.
    """
    manifest = None
    kind = None
    try:
        manifest = provenance.load_manifest(paths)
        provenance.verified(paths)
        kind = report_kind(paths, manifest, wanted)
        name: StateName = kind.value  # type: ignore[assignment]
        if kind is ReportKind.FINAL and not has_rules(paths):
            name = "unconfirmed"
    except ManifestError:
        name = "changed" if manifest is not None else "broken"
    except NotFoundError:
        name = "missing" if manifest is not None else "unregistered"
    except (JixiaoError, OSError):
        name = "broken"
    state = _states().states[name]
    return Condition(manifest, kind, state.label, state.advice.format(fund=paths.fund, year=paths.year))


def without_scores(paths: FundYearPaths, dossier: Dossier, findings: pd.DataFrame) -> Problem:
    """Say why a fund year has no scores, and what to do."""
    manifest, label = dossier.manifest, paths.label
    if number := checks.summary(findings)["critical"]:
        advice = '看 fy.findings.where(severity="critical")，由报送单位改正文件，或在 corrections.yaml 中更正单元格'
        return Problem(f"有{number}处“严重”发现，不能计分", label, advice=advice)
    if dossier.midterm:
        return Problem("中期检查不计分", label, advice="年终结果报送后再评价")
    if lacking := missing_documents(manifest, ReportKind.FINAL):
        wanted = "、".join(kind.label for kind in lacking)
        advice = (
            f"收到后运行 jixiao add {paths.fund} {paths.year} 文件…；现在可看 fy.indicators、fy.targets 和 fy.findings"
        )
        return Problem("没有得分：还没有报送结果", label, expected=f"另需{wanted}", advice=advice)
    try:
        book_of(paths)
    except RuleError as unconfirmed:
        return unconfirmed.problems[0]
    return Problem("没有得分：评分文件中没有可计分的行", label, advice="核对评分表和自评表")
