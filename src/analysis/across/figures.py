"""The figures of a comparison: what moved a total, targets beside results, targets of several funds.

Belongs here: one function a figure, from a study and its facts to a drawing, its alt text and its data table. Does not
belong here: titles (``exhibits.yaml``) or the look (``report.canvas``). Every label is a fact's printed text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from analysis.across.ambition import Line, lines
from analysis.across.exhibits import sources
from analysis.across.facts import thing_key
from analysis.across.model import Member
from analysis.across.study import Crossing, Study, Turn
from analysis.exact import percent
from analysis.facts import Facts
from analysis.report.blocks import Cell, Picture
from analysis.report.canvas import ACCENT, INK, LIGHT, MAIN, figure, shortened, svg
from analysis.report.exhibits import value, words
from analysis.report.figures import label_rows, picture

#: More indicators than fit a page are drawn from the furthest from what was reached; the table has them all.
DRAWN = 20
_MARKERS = ("o", "s", "^", "D", "v", "P")
_COLOURS = (MAIN, "#6b4f9a", "#8a8f2b", INK)

#: Makes a figure; the title is given by the caller.
Maker = Callable[[Study, Facts, str], Picture]


def turn_figure(study: Study, facts: Facts, turn: Turn, title: str) -> Picture:
    """Draw what moved the money between two years: continued projects one by one, ended and new ones together."""
    keys = [f"{turn.key}.{part.key}" for part in turn.parts]
    labels = [_part_label(part.key, part.name) for part in turn.parts]
    heads = ("部分", f"{turn.earlier.year}年", f"{turn.own.year}年", "变动（万元）")
    rows = [
        [words(part.name), *(value(facts, f"{key}.{name}") for name in ("earlier", "own", "change"))]
        for part, key in zip(turn.parts, keys, strict=True)
    ]
    drawn = _waterfall(facts, labels, [f"{key}.change" for key in keys], f"{turn.key}.change", "累计变动（万元）")
    alt = _alt("瀑布图", title, labels, [facts[f"{key}.change"].text for key in keys])
    name = f"fig_turn-{turn.earlier.year}-{turn.own.year}"
    return picture(name, title, drawn, alt, heads, rows, sources(study.comparison, "projects"))


def bridge_figure(facts: Facts, crossing: Crossing, title: str) -> Picture:
    """Draw what moved the score between two years, by second-level node."""
    names = [name.replace("/", "·") for name in crossing.bridge.branches()]
    keys = [f"{crossing.key}.branch.{number}" for number in range(1, len(names) + 1)]
    rows = [[words(name), value(facts, key)] for name, key in zip(names, keys, strict=True)]
    moved = [(name, key) for name, key in zip(names, keys, strict=True) if facts.value(key)]
    labels = [name for name, _ in moved]
    drawn = _waterfall(facts, labels, [key for _, key in moved], f"{crossing.key}.change", "累计变动（分）")
    alt = _alt("瀑布图", title, labels or ["各部分"], [facts[key].text for _, key in moved] or ["没有变动"])
    name = f"fig_bridge-{crossing.earlier.year}-{crossing.own.year}"
    drawing = picture(name, title, drawn, alt, ("部分", "变动（分）"), rows, "本报告核算")
    return replace(drawing, notes=("得分没有变动的部分没有画出。",)) if len(moved) < len(names) else drawing


def fig_ambition(study: Study, facts: Facts, title: str) -> Picture:
    """Draw the targets of every year as a percentage of what was reached in the newest year that tells."""
    members = {member.year: member for member in study.comparison.members}
    found = lines(study.comparison.members, study.years.chains)
    furthest = sorted(found, key=lambda line: -abs(line.newest_share - 1))[:DRAWN]
    kept = [line for line in found if line in furthest]
    years = sorted({year for line in kept for year, _ in line.shares})
    with figure(len(kept), per_row=0.3, extra=1.0) as (drawn, axis):
        axis.axvline(100, color=INK, linewidth=1)
        for place, line in enumerate(kept):
            at = [float(share * 100) for _, share in line.shares]
            axis.hlines(place, min(100, *at), max(100, *at), color=LIGHT, linewidth=1, zorder=1)
        for number, year in enumerate(years):
            own = [(place, share) for place, line in enumerate(kept) for at, share in line.shares if at == year]
            newest = number == len(years) - 1
            look: dict[str, Any] = {"marker": "D", "s": 38, "color": ACCENT} if newest else _older(number)
            points = [float(share * 100) for _, share in own], [place for place, _ in own]
            axis.scatter(*points, label=f"{year}年目标", zorder=3 + number, **look)
        label_rows(axis, [f"{shortened(line.chain.name)}（{line.year}年）" for line in kept])
        axis.set_xlabel("占实际完成值的比例（%）；竖线为括号内年度的实际")
        axis.legend(ncols=len(years), loc="lower center", bbox_to_anchor=(0.5, 1), frameon=False, fontsize=8)
        text = svg(drawn)
    heads = ("指标", "实际年度", "实际", *(f"{year}年目标" for year in years))
    rows = [[words(x.chain.name), words(f"{x.year}年"), *_cells(facts, x, years, members)] for x in kept]
    told = "；".join(f"{x.chain.name}{x.shares[-1][0]}年目标为{x.year}年实际的{percent(x.newest_share)}" for x in kept)
    source = sources(study.comparison, "targets", "actuals")
    drawing = picture("fig_ambition", title, text, f"点图：{title}。{told}。", heads, rows, source)
    return replace(drawing, notes=(f"只画出与实际相差最大的{DRAWN}项。",)) if len(found) > DRAWN else drawing


def fig_targets(study: Study, facts: Facts, title: str) -> Picture:
    """Draw for every fund year which share of indicators can be measured and which share of projects has any."""
    members = [m for m in study.comparison.members if facts[f"{m.key}/targets.measurable_share"].value is not None]
    labels = [study.comparison.name(member) for member in members]
    parts = (("targets.measurable_share", "可衡量的指标", MAIN, "o"), ("covered.share", "设有指标的项目", ACCENT, "D"))
    with figure(len(members), per_row=0.42, extra=1.0) as (drawn, axis):
        for number, (part, label, colour, marker) in enumerate(parts):
            at = [float(facts.value(f"{member.key}/{part}") * 100) for member in members]
            # Two shares of one size would hide each other.
            places = [place + (number - 0.5) * 0.22 for place in range(len(members))]
            axis.scatter(at, places, label=label, color=colour, marker=marker, s=36, zorder=3)
            for x, y, member in zip(at, places, members, strict=True):
                said = facts[f"{member.key}/{part}"].text
                axis.annotate(said, (x, y), (-8, 0), textcoords="offset points", ha="right", va="center", fontsize=8)
        label_rows(axis, labels)
        axis.set_xlim(0, 104)
        axis.set_xlabel("占比（%）")
        axis.legend(ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1), frameon=False, fontsize=8)
        text = svg(drawn)
    rows = [
        [words(label), *(value(facts, f"{member.key}/{part}") for part, *_ in parts)]
        for label, member in zip(labels, members, strict=True)
    ]
    told = [facts[f"{member.key}/targets.measurable_share"].text for member in members]
    heads = ("资金年度", *(label for _, label, *_ in parts))
    source = sources(study.comparison, "indicators")
    return picture("fig_targets", title, text, _alt("点图", title, labels, told), heads, rows, source)


def _waterfall(facts: Facts, labels: Sequence[str], keys: Sequence[str], whole: str, axis_label: str) -> str:
    """Draw changes one after the other from zero, the whole change at the end; falls are hatched as well."""
    changes = [float(facts.value(key)) for key in keys]
    starts = [sum(changes[:place]) for place in range(len(changes))]
    total = float(facts.value(whole))
    reach = [0.0, total, *starts, *(start + change for start, change in zip(starts, changes, strict=True))]
    room = (max(reach) - min(reach)) or 1.0
    with figure(len(keys) + 1, per_row=0.26, extra=0.75) as (drawn, axis):
        axis.axvline(0, color=INK, linewidth=0.8)
        bars = [*zip(starts, changes, keys, strict=True), (0.0, total, whole)]
        for place, (start, change, key) in enumerate(bars):
            fall = change < 0
            edge = INK if key == whole else ACCENT if fall else MAIN
            axis.barh(
                *(place, change),
                left=start,
                height=0.6,
                color="white" if fall else edge,
                edgecolor=edge,
                hatch="////" if fall else None,
                linewidth=0.8,
            )
            end = max(start, start + change)
            axis.text(end + room * 0.012, place, facts[key].text, va="center", fontsize=8.5)
            if key != whole:
                axis.vlines(start + change, place + 0.3, place + 0.7, color=INK, linewidth=0.6)
        label_rows(axis, [*labels, "合计变动"])
        axis.set_xlim(min(reach) - room * 0.03, max(reach) + room * 0.17)
        axis.set_xlabel(f"{axis_label}；实心为增，斜线为减")
        return svg(drawn)


def _part_label(key: str, name: str) -> str:
    return name if key in ("ended", "new") else f"{key} {shortened(name, 16)}"


def _alt(sort: str, title: str, labels: Sequence[str], told: Sequence[str]) -> str:
    return f"{sort}：{title}。{'；'.join(f'{label}{text}' for label, text in zip(labels, told, strict=True))}。"


def _older(number: int) -> dict[str, Any]:
    colour = _COLOURS[number % len(_COLOURS)]
    return {"marker": _MARKERS[number % len(_MARKERS)], "s": 30, "facecolor": "white", "edgecolor": colour}


def _cells(facts: Facts, line: Line, years: Sequence[int], members: dict[int, Member]) -> list[Cell]:
    def cell(own: int, part: str) -> Cell:
        keys = (f"{thing_key(members[at], name)}.{part}" for at, name in line.chain.at(own))
        return next((value(facts, key) for key in keys if key in facts), words(None))

    return [cell(line.year, "actual"), *(cell(own, "target") for own in years)]


MAKERS: dict[str, Maker] = {maker.__name__: maker for maker in (fig_ambition, fig_targets)}
