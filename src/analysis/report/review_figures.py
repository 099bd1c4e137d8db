"""The figures of a review of targets.

Belongs here: one function a figure. Does not belong here: those of a final evaluation (``figures``), titles
(``exhibits.yaml``) or the look (``canvas``, ``figures``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis import tables as tidy
from analysis.evaluation import Evaluation
from analysis.facts import Facts
from analysis.facts.earlier import series_key, shown_series
from analysis.report import limits
from analysis.report.blocks import Picture
from analysis.report.canvas import ACCENT, INK, LIGHT, MAIN, figure, shortened, svg
from analysis.report.exhibits import source_line, value, words
from analysis.report.figures import Maker, bars, label_rows, picture
from analysis.report.views import Views


def fig_allocations(evaluation: Evaluation, views: Views, title: str) -> Picture:
    """Draw what each project was allocated, the largest first."""
    facts = evaluation.facts
    largest = sorted(views.projects, key=lambda p: facts.value(f"{p.key}.allocated"), reverse=True)
    chosen = limits.marks(largest, lambda p: -facts.value(f"{p.key}.allocated"), "安排金额最大")
    shown = chosen.items
    amounts = [float(facts.value(f"{p.key}.allocated")) for p in shown]
    told = [f"{facts[f'{p.key}.allocated'].text}，{facts[f'{p.key}.share'].text}" for p in shown]
    bare = [facts.value(f"{p.key}.targets.count") == 0 for p in shown]
    labels = [f"{p.label} {shortened(p.name)}" for p in shown]
    drawn = bars(labels, amounts, told, "安排金额（万元）；斜线为没有绩效指标的项目", marked=bare)
    parts = ("allocated", "share", "targets.count")
    rows = [[words(p.label), *(value(facts, f"{p.key}.{part}") for part in parts)] for p in shown]
    named = "；".join(
        f"{p.label}为{facts[f'{p.key}.allocated'].text}万元，占{facts[f'{p.key}.share'].text}" for p in shown
    )
    alt = f"条形图：{title}。{named}。"
    heads = ("项目", "安排金额（万元）", "占比", "绩效指标（项）")
    source = source_line(evaluation.tables["projects"])
    return chosen.told(picture("fig_allocations", title, drawn, alt, heads, rows, source), evaluation)


#: More targets than fit a page are drawn from the furthest from what was reached; the table has them all.
DRAWN = 24


def fig_ambition(evaluation: Evaluation, _views: Views, title: str) -> Picture:
    """Draw this year's targets beside earlier targets, as shares of what was reached in the earlier year."""
    facts = evaluation.facts
    comparable = [r for r in tidy.records(shown_series(evaluation.tables["series"])) if r["of_actual"] is not None]
    furthest = sorted(comparable, key=lambda row: abs(row["of_actual"] - 1), reverse=True)[:DRAWN]
    drawn = {row["item"] for row in furthest}
    shown = [row for row in comparable if row["item"] in drawn]
    told = "；".join(f"{row['name']}为{facts[f'{series_key(row)}.of_actual'].text}" for row in shown)
    parts = ("target", "earlier_target", "earlier_actual", "of_actual")
    rows = [[words(row["name"]), *(value(facts, f"{series_key(row)}.{part}") for part in parts)] for row in shown]
    heads = ("指标", "本年目标", "以前年度目标", "以前年度实际", "本年目标占以前实际")
    source = f"{source_line(evaluation.tables['series'])}；以前年度同类文件"
    drawing = picture("fig_ambition", title, _ambition(facts, shown), f"点图：{title}。{told}。", heads, rows, source)
    notes = (f"只画出与以前年度实际相差最大的{DRAWN}项。",) if len(comparable) > DRAWN else ()
    return replace(drawing, notes=notes)


def _ambition(facts: Facts, shown: Sequence[Mapping[str, Any]]) -> str:
    places = range(len(shown))
    ratios = [float(row["of_actual"] * 100) for row in shown]
    earlier = [
        (place, float(row["earlier_target_value"] / row["earlier_actual_value"] * 100))
        for place, row in zip(places, shown, strict=True)
        if row["earlier_target_value"] is not None and row["earlier_actual_value"]
    ]
    hollow: dict[str, Any] = {"marker": "o", "s": 30, "facecolor": "white", "edgecolor": MAIN, "zorder": 3}
    with figure(len(shown), extra=1.0) as (drawn, axis):
        axis.axvline(100, color=INK, linewidth=1)
        axis.hlines(places, [min(100, ratio) for ratio in ratios], [max(100, ratio) for ratio in ratios], color=LIGHT)
        axis.scatter([share for _, share in earlier], [place for place, _ in earlier], label="以前年度目标", **hollow)
        axis.scatter(ratios, places, marker="D", s=34, color=ACCENT, zorder=4, label="本年目标")
        for place, row in zip(places, shown, strict=True):
            text = facts[f"{series_key(row)}.of_actual"].text
            at = (ratios[place], place)
            axis.annotate(text, at, (0, 6), textcoords="offset points", ha="center", fontsize=8)
        label_rows(axis, [f"项目{row['project_no']} {shortened(row['name'])}" for row in shown])
        axis.set_xlabel("占以前年度实际完成值的比例（%），竖线为以前年度实际")
        axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, fontsize=8)
        return svg(drawn)


MAKERS: dict[str, Maker] = {maker.__name__: maker for maker in (fig_allocations, fig_ambition)}
