"""The figures of a check at mid-year.

Belongs here: one function a figure. Does not belong here: those of other kinds of report (``figures``,
``review_figures``), titles (``exhibits.yaml``) or the look (``canvas``).
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from analysis.evaluation import Evaluation
from analysis.report import limits
from analysis.report.blocks import Picture
from analysis.report.canvas import ACCENT, INK, MAIN, figure, shortened, svg
from analysis.report.exhibits import source_line, value, words
from analysis.report.figures import LABEL, Maker, label_rows, picture
from analysis.report.midterm_context import progress_views, slow_spenders
from analysis.report.views import Views

#: Shares of the annual target above this are drawn at the edge, in per cent.
_WIDEST = 150.0


def fig_progress(evaluation: Evaluation, views: Views, title: str) -> Picture:
    """Draw one row a project, one mark an indicator: how much of the annual target is reached, and the time."""
    facts = evaluation.facts
    counted = [view for view in progress_views(evaluation, views) if view.adds_up]
    told_of = {view.project.no for view in counted}
    behind = Counter(view.project.no for view in counted if view.is_missed)
    chosen = limits.marks([p for p in views.projects if p.no in told_of], lambda p: -behind[p.no], "未达标最多")
    projects, drawn_of = chosen.items, {p.no for p in chosen.items}
    shown = [view for view in counted if view.project.no in drawn_of]
    rows_of = {project.no: row for row, project in enumerate(projects)}
    reached = [min(float(facts.value(f"{view.key}.annual.rate") * 100), _WIDEST) for view in shown]
    with figure(len(projects), extra=1.15) as (drawn, axis):
        for missed, marker, colour, label in (
            (False, "o", MAIN, "阶段目标未落后"),
            (True, "D", ACCENT, "阶段目标未达标"),
        ):
            own = [pair for pair in zip(shown, reached, strict=True) if pair[0].is_missed is missed]
            shares = [share for _, share in own]
            places = [rows_of[view.project.no] for view, _ in own]
            face = "none" if not missed else colour
            axis.scatter(shares, places, s=34, marker=marker, facecolor=face, edgecolor=colour, label=label, zorder=3)
        axis.axvline(100, color=INK, linewidth=1)
        axis.set_xlim(0, None)
        _mark_time(axis, float(facts.value("midterm.time_share") * 100), facts["midterm.time_share"].text)
        label_rows(axis, [f"{p.label} {shortened(p.name)}" for p in projects])
        capped = f"；超过{_WIDEST:g}%的画在边上" if any(share >= _WIDEST for share in reached) else ""
        axis.set_xlabel(f"完成年度目标的比例（%），实线为年度目标{capped}")
        axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1.06), ncols=2, frameon=False, fontsize=8)
        text = svg(drawn)
    rows = [[words(v.project.label), words(v.name), value(facts, f"{v.key}.annual.rate")] for v in shown]
    missed_names = [
        f"{v.project.label}的{v.name}（{facts[f'{v.key}.annual.rate'].text}）" for v in shown if v.is_missed
    ]
    told = f"阶段目标未达标的有{'、'.join(missed_names)}" if missed_names else "其中没有阶段目标未达标的指标"
    alt = f"点图：{title}。每点一项指标，共{len(shown)}项，时间进度{facts['midterm.time_share'].text}；{told}。"
    heads = ("项目", "指标", "完成年度目标的比例")
    made = picture("fig_progress", title, text, alt, heads, rows, source_line(evaluation.tables["actuals"]))
    return chosen.told(made, evaluation)


def fig_spending(evaluation: Evaluation, views: Views, title: str) -> Picture:
    """Draw each project's spending rate beside the share of the year that has passed."""
    facts = evaluation.facts
    keys = {p.no: f"execution.project.{p.no}" for p in views.projects}
    told_of = [p for p in views.projects if f"{keys[p.no]}.gap" in facts]
    chosen = limits.marks(told_of, lambda p: facts.value(f"{keys[p.no]}.gap"), "支出最慢")
    shown = chosen.items
    late = {project.no for project in slow_spenders(evaluation, views)}
    with figure(len(shown), extra=1.0) as (drawn, axis):
        for place, project in enumerate(shown):
            rate = float(facts.value(f"{keys[project.no]}.rate") * 100)
            behind = project.no in late
            look = {"color": "white", "edgecolor": ACCENT, "hatch": "////"} if behind else {"color": MAIN}
            axis.barh(place, rate, height=0.62, linewidth=0.8, **look)
            axis.text(rate + 1.2, place, facts[f"{keys[project.no]}.rate"].text, fontsize=8.5, **LABEL)
        rates = [float(facts.value(f"{keys[p.no]}.rate") * 100) for p in shown]
        share = float(facts.value("execution.time_share") * 100)
        axis.set_xlim(0, max(100.0, *rates, share) * 1.12)
        _mark_time(axis, share, facts["execution.time_share"].text)
        label_rows(axis, [f"{p.label} {shortened(p.name)}" for p in shown])
        axis.set_xlabel("支出进度（%），斜线为落后超过门槛的项目")
        text = svg(drawn)
    parts = ("rate", "gap")
    rows = [[words(p.label), *(value(facts, f"{keys[p.no]}.{part}") for part in parts)] for p in shown]
    told = "；".join(f"{p.label}为{facts[f'{keys[p.no]}.rate'].text}" for p in shown)
    alt = f"条形图：{title}。时间进度{facts['execution.time_share'].text}；{told}。"
    heads = ("项目", "支出进度", "与时间进度相差（百分点）")
    made = picture("fig_spending", title, text, alt, heads, rows, source_line(evaluation.tables["execution"]))
    return chosen.told(made, evaluation)


def _mark_time(axis: Any, share: float, printed: str) -> None:
    """Mark the share of the year that has passed, and name it above the rows."""
    axis.axvline(share, color=ACCENT, linewidth=1.2, linestyle="--", zorder=2)
    axis.text(
        share, 1.01, f"时间进度{printed}", transform=axis.get_xaxis_transform(), ha="center", fontsize=8, color=ACCENT
    )


MAKERS: dict[str, Maker] = {maker.__name__: maker for maker in (fig_progress, fig_spending)}
