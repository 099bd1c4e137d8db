"""The figures of a report: each answers one question that its title states.

Belongs here: one function a figure, from an evaluation to a drawing, its alt text and its data table. Does not belong
here: titles (``exhibits.yaml``) or the look (``canvas``). Every label is a fact's printed text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from analysis.evaluation import Evaluation
from analysis.report import limits
from analysis.report.blocks import Cell, Column, Picture, Table
from analysis.report.canvas import ACCENT, INK, LIGHT, MAIN, figure, shortened, svg
from analysis.report.exhibits import source_line, value, words
from analysis.report.views import Views
from analysis.vocabulary import Scope

#: Makes a figure from an evaluation and its views; the title is given by the caller.
Maker = Callable[[Evaluation, Views, str], Picture]

#: Rates that a logarithmic axis names; the threshold is named by its own line.
_TICKS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)

#: Labels that may cross a line keep their ground.
LABEL: dict[str, Any] = {"va": "center", "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.6}, "zorder": 4}

_MARKERS = ("o", "s", "^", "D", "v", "P")
_COLOURS = (MAIN, ACCENT, "#6b4f9a", "#8a8f2b", INK, LIGHT)


def fig_directions(evaluation: Evaluation, _views: Views, title: str) -> Picture:
    """Draw the share of each direction of support."""
    facts = evaluation.facts
    keys = [f"direction.{n}" for n in range(1, int(facts.value("direction.count")) + 1)]
    labels = [facts[f"{key}.name"].text for key in keys]
    shares = [float(facts.value(f"{key}.allocated_share") * 100) for key in keys]
    told = [f"{facts[f'{key}.allocated'].text}万元，{facts[f'{key}.allocated_share'].text}" for key in keys]
    drawn = bars(labels, shares, told, "占下达金额的比例（%）")
    columns = ("allocated", "allocated_share", "project_count")
    rows = [[value(facts, f"{key}.name"), *(value(facts, f"{key}.{column}") for column in columns)] for key in keys]
    alt = f"条形图：{title}。{'；'.join(f'{a}：{b}' for a, b in zip(labels, told, strict=True))}。"
    heads = ("使用方向", "下达金额（万元）", "占比", "项目数（个）")
    return picture("fig_directions", title, drawn, alt, heads, rows, source_line(evaluation.tables["memberships"]))


def fig_execution(evaluation: Evaluation, views: Views, title: str) -> Picture:
    """Draw each project's execution rate."""
    facts = evaluation.facts
    told_of = [p for p in views.projects if facts[f"execution.project.{p.no}.rate"].value is not None]
    chosen = limits.marks(told_of, lambda p: facts.value(f"execution.project.{p.no}.rate"), "执行率最低")
    shown = chosen.items
    rates = [float(facts.value(f"execution.project.{p.no}.rate") * 100) for p in shown]
    told = [facts[f"execution.project.{p.no}.rate"].text for p in shown]
    labels = [f"{p.label} {shortened(p.name)}" for p in shown]
    drawn = bars(labels, rates, told, "预算执行率（%）", marked=[rate < 100 for rate in rates])
    rows = [[words(p.label), value(facts, f"execution.project.{p.no}.rate")] for p in shown]
    below = [f"{p.label}为{text}" for p, text, rate in zip(shown, told, rates, strict=True) if rate < 100]
    alt = f"条形图：{title}。{'低于100%的有：' + '、'.join(below) if below else '各项目执行率均为100%'}。"
    heads = ("项目", "预算执行率")
    made = picture("fig_execution", title, drawn, alt, heads, rows, source_line(evaluation.tables["execution"]))
    return chosen.told(made, evaluation)


def fig_fund_losses(evaluation: Evaluation, views: Views, title: str) -> Picture:
    """Draw points gained and lost for each second-level node of the fund's scheme."""
    facts = evaluation.facts
    groups = list(dict.fromkeys((i.level1, i.level2) for i in views.indicators))
    keys = [f"fund.node.{level1}/{level2}" for level1, level2 in groups]
    labels = [f"{level1}·{level2}" for level1, level2 in groups]
    with figure(len(keys)) as (drawn, axis):
        gained = [float(facts.value(f"{key}.score")) for key in keys]
        lost = [float(facts.value(f"{key}.lost")) for key in keys]
        places = range(len(keys))
        axis.barh(places, gained, color=MAIN, height=0.62)
        axis.barh(places, lost, left=gained, color="white", edgecolor=ACCENT, hatch="////", height=0.6, linewidth=0.8)
        for place, key in zip(places, keys, strict=True):
            points, score, gap = (facts[f"{key}.{part}"].text for part in ("points", "score", "lost"))
            tail = f"，失{gap}" if facts.value(f"{key}.lost") else ""
            axis.text(gained[place] + lost[place] + 0.3, place, f"{score}/{points}{tail}", va="center", fontsize=8.5)
        label_rows(axis, labels)
        axis.set_xlim(0, max(g + lo for g, lo in zip(gained, lost, strict=True)) * 1.28)
        axis.set_xlabel("分（实心为得分，斜线为失分）")
        text = svg(drawn)
    rows = [
        [words(a), *(value(facts, f"{k}.{c}") for c in ("points", "score", "lost"))]
        for a, k in zip(labels, keys, strict=True)
    ]
    losing = [
        f"{a}失{facts[f'{k}.lost'].text}分" for a, k in zip(labels, keys, strict=True) if facts.value(f"{k}.lost")
    ]
    alt = f"条形图：{title}。{'、'.join(losing) or '没有失分'}。"
    own = evaluation.tables["indicators"]
    source = source_line(own[own["scope"] == Scope.FUND.value])
    return picture("fig_fund_losses", title, text, alt, ("部分", "分值", "得分", "失分"), rows, source)


def fig_project_rates(evaluation: Evaluation, views: Views, title: str) -> Picture:
    """Draw each project's score rate in each part of the scheme: one row a project, one mark a part."""
    facts = evaluation.facts
    nodes = [node.name for node in views.nodes]
    chosen = limits.marks(views.projects, lambda p: facts.value(f"{p.key}.score"), "得分最低")
    labels = [f"{p.label} {shortened(p.name)}" for p in chosen.items]
    with figure(len(labels), extra=1.1) as (drawn, axis):
        for place, node in enumerate(nodes):
            rates = [float(facts.value(f"{p.key}.node.{node}.score_rate") * 100) for p in chosen.items]
            # Marks of equal rates would hide each other; each part keeps a little above or below its row.
            offsets = [row + (place - (len(nodes) - 1) / 2) * 0.16 for row in range(len(labels))]
            axis.scatter(rates, offsets, s=26, marker=_MARKERS[place], color=_COLOURS[place], label=node, zorder=3)
        label_rows(axis, labels)
        axis.set_xlabel("得分率（%）")
        axis.legend(ncols=len(nodes), loc="lower center", bbox_to_anchor=(0.5, 1), frameon=False, handletextpad=0.2)
        text = svg(drawn)
    rows = [
        [words(p.label), *(value(facts, f"{p.key}.node.{node}.score_rate") for node in nodes)] for p in chosen.items
    ]
    lowest = {n.name: "、".join(p.label for p in limits.few(n.lowest)) or "无" for n in views.nodes}
    told = "；".join(
        f"{n.name}平均得分率{facts[f'{n.key}.score_rate'].text}，最低为{lowest[n.name]}" for n in views.nodes
    )
    source = source_line(evaluation.tables["given_scores"])
    made = picture("fig_project_rates", title, text, f"点图：{title}。{told}。", ("项目", *nodes), rows, source)
    return chosen.told(made, evaluation)


def fig_attainment(evaluation: Evaluation, views: Views, title: str) -> Picture:
    """Draw attainment rates on a logarithmic scale, with the target and the over-attainment threshold marked."""
    facts = evaluation.facts
    threshold: Decimal = evaluation.rules.rule(evaluation.rules.scheme(Scope.FUND).over_attainment).values().threshold
    shown = sorted(
        (i for i in views.indicators if i.has_rate), key=lambda i: facts.value(f"{i.key}.rate"), reverse=True
    )
    limit = float(threshold * 100)
    with figure(len(shown), per_row=0.27, extra=0.9) as (drawn, axis):
        for place, indicator in enumerate(shown):
            rate = float(facts.value(f"{indicator.key}.rate") * 100)
            over = rate > limit
            axis.plot([100, rate], [place, place], color=ACCENT if over else LIGHT, linewidth=1.4, zorder=2)
            axis.scatter([rate], [place], marker="D" if over else "o", s=30, color=ACCENT if over else MAIN, zorder=3)
            axis.text(rate * 1.05, place, facts[f"{indicator.key}.rate"].text, fontsize=8, **LABEL)
        axis.set_xscale("log")
        axis.axvline(100, color=INK, linewidth=1)
        axis.axvline(limit, color=ACCENT, linewidth=1, linestyle="--")
        rates = [float(facts.value(f"{i.key}.rate") * 100) for i in shown] or [100.0]
        axis.set_xlim(min(90.0, *rates) * 0.95, max(rates) * 1.7)
        low, high = axis.get_xlim()
        axis.set_xticks([tick for tick in _TICKS if low <= tick <= high], minor=False)
        axis.set_xticks([], minor=True)
        axis.xaxis.set_major_formatter(lambda tick, _: f"{tick:g}%")
        label_rows(axis, [shortened(i.name) for i in shown])
        axis.set_xlabel("完成率（对数刻度）")
        for at, label, colour in ((100.0, "目标", INK), (limit, f"门槛{limit:g}%", ACCENT)):
            axis.text(at, -0.75, label, ha="center", va="bottom", fontsize=8, color=colour)
        text = svg(drawn)
    rows = [[words(i.printed_name), value(facts, f"{i.key}.rate")] for i in shown]
    over_named = [
        f"{i.name}（{facts[f'{i.key}.rate'].text}）" for i in shown if facts.value(f"{i.key}.rate") > threshold
    ]
    alt = f"点图：{title}。{'超过门槛的有：' + '、'.join(over_named) if over_named else '没有超过门槛的指标'}。"
    source = source_line(
        evaluation.tables["targets"][evaluation.tables["targets"]["indicator_id"].isin([i.id for i in shown])]
    )
    return picture("fig_attainment", title, text, alt, ("指标", "完成率"), rows, source)


MAKERS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (fig_directions, fig_execution, fig_fund_losses, fig_project_rates, fig_attainment)
}


def bars(
    labels: Sequence[str],
    sizes: Sequence[float],
    told: Sequence[str],
    axis_label: str,
    marked: Sequence[bool] | None = None,
) -> str:
    """Draw horizontal bars from zero with their figures behind them; marked bars are hatched as well as coloured."""
    largest = max(sizes, default=0) or 1
    with figure(len(labels)) as (drawn, axis):
        for place, size in enumerate(sizes):
            special = bool(marked and marked[place])
            axis.barh(
                place,
                size,
                height=0.62,
                color="white" if special else MAIN,
                edgecolor=ACCENT if special else MAIN,
                hatch="////" if special else None,
                linewidth=0.8,
            )
            axis.text(size + largest * 0.012, place, told[place], va="center", fontsize=8.5)
        label_rows(axis, labels)
        longest = max((len(text) for text in told), default=0)
        axis.set_xlim(0, largest * (1.06 + 0.024 * longest))
        axis.set_xlabel(axis_label)
        return svg(drawn)


def label_rows(axis: Any, labels: Sequence[str]) -> None:
    """Name the rows of a figure, the first one on top."""
    axis.set_yticks(range(len(labels)), labels)
    axis.set_ylim(len(labels) - 0.4, -0.6)


def picture(
    name: str, title: str, drawn: str, alt: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]], source: str
) -> Picture:
    """Put a drawing, its alt text and its data table together; numbers are given when the report is composed."""
    columns = tuple(Column(head, "left" if place == 0 else "decimal") for place, head in enumerate(heads))
    data = Table("", f"{title}（数据）", f"{name}-data", columns, tuple(tuple(row) for row in rows), source)
    return Picture("", title, name, drawn, alt, source, (), data)
