"""A fund year on one card: names, documents, money, findings, score, and what to do next.

Belongs here: gathering what the card says. Does not belong here: its markup (``overview.html.j2``), its steps
(``states.yaml``), or computing any figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from analysis import checks, exact, listing
from analysis.desk import live, states
from analysis.desk.states import Condition, Step
from analysis.errors import JixiaoError, Problem
from analysis.provenance import Manifest
from analysis.tables import Tables
from analysis.vocabulary import TOTAL_NODE, Scope, Severity

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True)
class Card:
    """What the card of a fund year says.

    Parameters
    ----------
    title
        The fund's full name and the year.
    lines
        Label to words, in order.
    warning
        What keeps the fund year from being evaluated; empty when nothing does.
    steps
        Code to copy next.
    """

    title: str
    lines: Mapping[str, str]
    warning: str
    steps: tuple[Step, ...]

    def html(self) -> str:
        """Return the card as a notebook shows it."""
        return live.framed(Markup(_template().render(card=self)))  # noqa: S704 - escaped in there


def stopped_card(label: str, found: Condition, error: JixiaoError) -> Card:
    """Return the card of a fund year whose documents cannot be read."""
    lines = _names(found) | {"状态": found.label} if found.manifest else {"状态": found.label}
    return Card(title_of(found.manifest, label), lines, str(error), states.steps("unread"))


def card_of(found: Condition, read: Tables, computed: Tables, no_scores: Problem | None) -> Card:
    """Return the card of a fund year that was read and checked.

    Parameters
    ----------
    found
        What can be done with it.
    read, computed
        Its tidy tables.
    no_scores
        Why there are no scores, if there are none.
    """
    critical = bool(checks.summary(computed["findings"])["critical"])
    lines = _names(found) | {"资金": _money(read), "核查发现": findings_said(computed["findings"])}
    lines |= {"得分": score_said(computed["scores"])} if not no_scores else {}
    steps = states.steps("always", "critical" if critical else "unscored" if no_scores else "scored")
    return Card(title_of(found.manifest), lines, str(no_scores or ""), steps)


def title_of(manifest: Manifest | None, label: str = "") -> str:
    """Return the fund's full name and the year."""
    return f"{manifest.fund_name}（{manifest.year}年度）" if manifest else label


def findings_said(findings: pd.DataFrame) -> str:
    """Count the open findings by severity, and beside them what was accepted."""
    summary, accepted = checks.summary(findings), listing.accepted(findings)
    also = {name: f"（另有{count}处已接受）" for name, count in accepted.items()}
    return "，".join(f"{severity.label}{summary[severity]}处{also.get(severity.value, '')}" for severity in Severity)


def score_said(scores: pd.DataFrame) -> str:
    """Say the fund's total and its grade."""
    total = scores[scores["scope"].eq(Scope.FUND.value) & scores["node"].eq(TOTAL_NODE)].iloc[0]
    return f"{exact.points(total['score'])}分，等级“{total['grade']}”"


def _names(found: Condition) -> dict[str, str]:
    manifest = found.manifest
    assert manifest is not None
    kinds = "、".join(dict.fromkeys(entry.kind.label for entry in manifest.files))
    assumed = "（年度为推定）" if manifest.year_status == "assumed" else ""
    return {
        "主管部门": manifest.department,
        "报告种类": f"{found.kind.label if found.kind else '—'}{assumed}",
        "文件": f"{len(manifest.files)}份：{kinds}",
    }


def _money(read: Tables) -> str:
    projects, execution = read["projects"], read["execution"]
    withdrawn = exact.total(projects["withdrawn_wan"])
    said = f"{len(projects)}个项目，安排{exact.money(exact.total(projects['budget_wan']))}万元"
    if withdrawn:
        said += f"（下达{exact.money(exact.total(projects['allocated_wan']))}万元，收回{exact.money(withdrawn)}万元）"
    return said + (f"，支出{exact.money(exact.total(execution['paid_wan']))}万元" if len(execution) else "")


@cache
def _template() -> Template:
    from jinja2 import Environment

    text = (files("analysis.desk") / "overview.html.j2").read_text(encoding="utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
