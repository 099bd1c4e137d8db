"""The report of a comparison: templates filled, exhibits made, chapters put together.

Belongs here: what a comparison's report is made of, in order. Does not belong here: words (``text/``), rows
(``tables``), drawings (``figures``), numbering and pointers (``report.compose``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import chain

from pydantic import RootModel

from analysis.across import figures, tables
from analysis.across.context import context_of, fund_names, period
from analysis.across.exhibits import layouts
from analysis.across.facts import build
from analysis.across.outline import ComparisonReport, Sort, outline
from analysis.across.study import Crossing, Study, Turn
from analysis.across.summary import NAME as KEY_FIGURES
from analysis.across.summary import key_figures
from analysis.errors import NarrativeError, Problem
from analysis.facts import Facts
from analysis.report.blocks import Block, Cover, Heading
from analysis.report.chapters import Chapter
from analysis.report.compose import assemble
from analysis.report.markdown import Draft, parse
from analysis.report.narrative import Writer
from analysis.report.tokens import Ready, without_marks
from analysis.strict import StrictModel, load_packaged


class PointText(StrictModel):
    """A conclusion as ``points.yaml`` describes it."""

    key: str
    when: str
    title: str
    short: str
    text: str
    advice: str
    advice_short: str


class _Points(RootModel[dict[Sort, tuple[PointText, ...]]]):
    """Conclusions by sort of comparison, in order of weight."""


@dataclass(frozen=True)
class PointView:
    """A conclusion that holds; its words carry the marks of figures."""

    key: str
    title: str
    short: Ready
    text: Ready
    advice: Ready
    advice_short: Ready


@cache
def point_texts() -> dict[Sort, tuple[PointText, ...]]:
    """Return every conclusion that a comparison may draw."""
    return load_packaged("analysis.across", "points.yaml", _Points, NarrativeError).root


def describe(study: Study) -> ComparisonReport:
    """Write the report of a comparison.

    Parameters
    ----------
    study
        Several years of one fund, or several funds.

    Raises
    ------
    NarrativeError
        When a template asks for something that does not exist.
    """
    sort: Sort = "years" if study.comparison.is_of_one_fund else "funds"
    facts = build(study)
    writer = Writer(facts, context_of(study, facts))
    writer.context["points"] = [_point(point, writer) for point in point_texts()[sort] if writer.holds(point.when)]
    chapters = outline()[sort]
    drafts = {chapter.name: _draft(chapter, writer) for chapter in chapters}
    numbers = {chapter.name: chapter.number for chapter in chapters}
    made = assemble(drafts, numbers, _maker(study, facts, writer))
    known = tuple(chain.from_iterable(outline().values()))
    return ComparisonReport((_cover(study),), made, chapters, known, sort, facts)


def _point(point: PointText, writer: Writer) -> PointView:
    where = f"points.yaml {point.key}"
    words = (point.short, point.text, point.advice, point.advice_short)
    filled = (Ready(writer.fill(template, where)) for template in words)
    return PointView(point.key, point.title, *filled)


def _draft(chapter: Chapter, writer: Writer) -> list[Draft]:
    source = files("analysis.across").joinpath("text", chapter.template).read_text(encoding="utf-8")
    draft = parse(writer.fill(source, chapter.template), chapter.template, writer.resolve)
    if draft and isinstance(draft[0], Heading):
        draft[0] = replace(draft[0], new_page=chapter.new_page)
    return draft


def _maker(study: Study, facts: Facts, writer: Writer) -> Callable[[str], Block]:
    turns = {f"fig_turn-{turn.earlier.year}-{turn.own.year}": turn for turn in study.years.turns}
    crossings = {f"{each.earlier.year}-{each.own.year}": each for each in study.years.crossings}

    def title(name: str, **more: object) -> str:
        return without_marks(writer.fill(layouts().figures[name].title, f"exhibits.yaml {name}", **more))

    def make(name: str) -> Block:
        sort, _, which = name.partition("-")
        if name == KEY_FIGURES:
            return key_figures(study, facts)
        if name in tables.MAKERS:
            table = tables.MAKERS[name](study, facts)
            return replace(table, notes=tuple(without_marks(writer.fill(note, name)) for note in table.notes))
        if name in figures.MAKERS:
            return figures.MAKERS[name](study, facts, title(name))
        if name in turns:
            return figures.turn_figure(study, facts, turns[name], title(sort, **_moved_money(facts, turns[name])))
        if sort == "fig_bridge":
            crossing = crossings[which]
            return figures.bridge_figure(facts, crossing, title(sort, **_moved_score(facts, crossing)))
        if sort == "bridge":
            return replace(tables.bridge_table(study, facts, crossings[which]), anchor=name)
        raise NarrativeError(Problem("模板引用了不存在的图表", found=name))

    return make


def _moved_money(facts: Facts, turn: Turn) -> dict[str, object]:
    change = facts.value(f"{turn.key}.change")
    keys = {part.key: f"{turn.key}.{part.key}.change" for part in turn.parts}
    along = {key: facts.value(fact) for key, fact in keys.items() if (facts.value(fact) > 0) == (change > 0)}
    said = "各部分增减相抵" if any(facts.value(fact) for fact in keys.values()) else "各部分都没有变动"
    if change and along:
        key = max(along, key=lambda each: abs(along[each]))
        name = next(part.name if key in ("ended", "new") else key for part in turn.parts if part.key == key)
        said = f"主要因{name}（{facts[keys[key]].text}万元）"
    size = facts[f"{turn.key}.size"].text
    ends = {"earlier": turn.earlier.year, "own": turn.own.year}
    return {**ends, "flat": change == 0, "up": change > 0, "size": size, "moved": said}


def _moved_score(facts: Facts, crossing: Crossing) -> dict[str, object]:
    change = facts.value(f"{crossing.key}.change")
    branches = crossing.bridge.branches()
    name = max(branches, key=lambda each: abs(branches[each]))
    number = list(branches).index(name) + 1
    said = f"“{name.replace('/', '·')}”变动最大（{facts[f'{crossing.key}.branch.{number}'].text}分）"
    size = facts[f"{crossing.key}.size"].text
    ends = {"earlier": crossing.earlier.year, "own": crossing.own.year}
    return {**ends, "flat": change == 0, "up": change > 0, "size": size, "moved": said}


def _cover(study: Study) -> Cover:
    comparison = study.comparison
    years, newest = comparison.years, comparison.newest
    span = period(years)
    names = fund_names(comparison)
    one = comparison.is_of_one_fund
    notes = [f"未能纳入：{each.fund} {each.year}年（见附录）" for each in comparison.refused[:4]]
    notes += ["部分文件没有写明年度，所列年度为推定"] if _assumed(study) else []
    return Cover(
        title=f"{names}绩效对比报告" if one else "专项资金绩效对比报告",
        subtitle=span if one else f"{len(comparison.funds)}只资金，{span}",
        fund=names,
        year=newest.year,
        issuer=newest.evaluation.manifest.department if one else "",
        date="",
        short_title=f"{span}{comparison.short_name(newest.fund) if one else '专项资金'}绩效对比报告",
        notes=tuple(notes),
        period=span,
    )


def _assumed(study: Study) -> bool:
    return any(member.evaluation.manifest.year_status == "assumed" for member in study.comparison.members)
