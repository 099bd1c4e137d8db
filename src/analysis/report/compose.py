"""The whole report: chapters in order, exhibits numbered, pointers resolved.

Belongs here: putting drafts, tables and figures together into the final blocks. Does not belong here: making any of
them (``narrative``, ``tables``, ``figures``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Any

from pydantic import RootModel

from analysis.errors import NarrativeError, Problem
from analysis.evaluation import Evaluation
from analysis.report import (
    blocks,
    canvas,
    figures,
    midterm_figures,
    midterm_tables,
    narrative,
    review_figures,
    review_tables,
    summary,
)
from analysis.report import tables as report_tables
from analysis.report.blocks import Block, Blocks, Contents, Cover, Heading, Inlines, Link, Picture, Table
from analysis.report.chapters import Chapter, Composed
from analysis.report.context import final_context
from analysis.report.exhibits import layouts
from analysis.report.markdown import Draft, Exhibit, parse
from analysis.report.midterm_context import midterm_context
from analysis.report.narrative import Writer
from analysis.report.problems import ProblemText, problem_texts, problems
from analysis.report.review_context import review_context
from analysis.report.strengths import StrengthText, strength_texts, strengths
from analysis.report.tokens import Ready, without_marks
from analysis.report.views import Views, arrange
from analysis.strict import load_packaged
from analysis.vocabulary import ReportKind

_CONTEXTS: Mapping[ReportKind, Callable[[Evaluation, Views], dict[str, Any]]] = {
    ReportKind.FINAL: final_context,
    ReportKind.MIDTERM: midterm_context,
    ReportKind.TARGET_REVIEW: review_context,
}
_TABLES = {**report_tables.MAKERS, **review_tables.MAKERS, **midterm_tables.MAKERS}
_FIGURES = {**figures.MAKERS, **review_figures.MAKERS, **midterm_figures.MAKERS}


class _Outline(RootModel[dict[ReportKind, tuple[Chapter, ...]]]):
    """Chapters by kind of report."""


@dataclass(frozen=True)
class Report(Composed):
    """The report of a fund year.

    Parameters
    ----------
    kind
        The kind of report.
    """

    kind: ReportKind


@cache
def outline() -> dict[ReportKind, tuple[Chapter, ...]]:
    """Return the chapters of each kind of report."""
    return load_packaged("analysis.report", "outline.yaml", _Outline, NarrativeError).root


def compose(evaluation: Evaluation, prose: Mapping[str, str]) -> Report:
    """Write the report of an evaluated fund year.

    Parameters
    ----------
    evaluation
        The evaluated fund year.
    prose
        The analyst's text by slot.

    Raises
    ------
    NarrativeError
        When a template asks for something that does not exist, or the prose uses what a report has no place for.
    """
    views = arrange(evaluation)
    context = _CONTEXTS[evaluation.kind](evaluation, views)
    context["slot"] = lambda key: Ready(f"\n\n{prose[key]}\n\n" if key in prose else "")
    writer = Writer(evaluation.facts, context)
    # Prose is parsed alone first: a fault in it must be told in the analyst's lines, not in the template's.
    for key, text in prose.items():
        parse(text, f"prose.md “{key}”", writer.resolve)
    writer.context["problems"] = problems(evaluation.kind, writer, views)
    writer.context["strengths"] = strengths(evaluation.kind, writer)
    own, known = outline()[evaluation.kind], tuple(chain.from_iterable(outline().values()))
    drafts = {chapter.name: _draft(chapter, writer) for chapter in own}
    numbers = {chapter.name: chapter.number for chapter in own}
    chapters = assemble(drafts, numbers, _maker(evaluation, views, writer))
    return Report((_cover(evaluation),), chapters, own, known, evaluation.kind)


def warm() -> None:
    """Do once what the first report of a process does before its work: compile every text, draw a first figure.

    A process that forks others calls this before; see :func:`analysis.report.canvas.warm`.
    """
    told: list[ProblemText | StrengthText] = []
    for kind in ReportKind:
        told += [*problem_texts(kind), *strength_texts()[kind]]
    notes = (note for table in layouts().tables.values() for note in table.notes)
    titles = (shown.title for shown in layouts().figures.values())
    words = (template for text in told for template in text.templates)
    narrative.compile_all((*words, *notes, *titles), (text.when for text in told if text.when))
    canvas.warm()


def assemble(
    drafts: Mapping[str, list[Draft]], numbers: Mapping[str, str], make: Callable[[str], Block]
) -> dict[str, Blocks]:
    """Put drafts together: exhibits made and numbered, pointers resolved, the contents behind the first chapter.

    Parameters
    ----------
    drafts
        The chapters in page order.
    numbers
        Under which number a chapter counts its tables and figures.
    make
        Makes an exhibit by its name.

    Raises
    ------
    NarrativeError
        When a pointer leads nowhere.
    """
    chapters = {name: tuple(_numbered(draft, numbers[name], make)) for name, draft in drafts.items()}
    targets = _targets(chapters)
    resolved = {name: tuple(_linked(block, targets) for block in chapter) for name, chapter in chapters.items()}
    first = next(iter(resolved))
    return {**resolved, first: (*resolved[first], Contents())}


def _draft(chapter: Chapter, writer: Writer) -> list[Draft]:
    draft = writer.draft(chapter.template)
    if draft and isinstance(draft[0], Heading):
        draft[0] = replace(draft[0], new_page=chapter.new_page)
    return draft


def _maker(evaluation: Evaluation, views: Views, writer: Writer) -> Callable[[str], Block]:
    def make(name: str) -> Block:
        if name == summary.NAME:
            return summary.key_figures(evaluation)
        if name in _TABLES:
            table = _TABLES[name](evaluation, views)
            return replace(table, notes=tuple(without_marks(writer.fill(note, name)) for note in table.notes))
        if name in _FIGURES:
            title = without_marks(writer.fill(layouts().figures[name].title, f"exhibits.yaml {name}"))
            return _FIGURES[name](evaluation, views, title)
        raise NarrativeError(Problem("模板引用了不存在的图表", found=name))

    return make


def _numbered(draft: list[Draft], chapter: str, make: Callable[[str], Block]) -> Iterator[Block]:
    counts = {Table: 0, Picture: 0}
    for item in draft:
        block = make(item.name) if isinstance(item, Exhibit) else item
        if isinstance(block, Table | Picture):
            kind = type(block)
            counts[kind] += 1
            anchor = block.anchor or f"supplement-{chapter}-{counts[kind]}"
            block = replace(block, number=f"{chapter}-{counts[kind]}", anchor=anchor)
        yield block


def _targets(chapters: Mapping[str, Blocks]) -> dict[str, str]:
    """Return what a pointer to each anchor says."""
    said: dict[str, str] = {}
    for block in (block for chapter in chapters.values() for block in chapter):
        if isinstance(block, Table):
            said[block.anchor] = f"表{block.number}"
        elif isinstance(block, Picture):
            said[block.anchor] = f"图{block.number}"
        elif isinstance(block, Heading):
            said[block.anchor] = block.text.partition("：")[0]
    return said


def _linked(block: Block, targets: Mapping[str, str]) -> Block:
    if isinstance(block, blocks.Paragraph | blocks.Note):
        return replace(block, inlines=_resolved(block.inlines, targets))
    if isinstance(block, blocks.Items):
        return replace(block, items=tuple(_resolved(item, targets) for item in block.items))
    return block


def _resolved(inlines: Inlines, targets: Mapping[str, str]) -> Inlines:
    for inline in inlines:
        if isinstance(inline, Link) and inline.anchor not in targets:
            raise NarrativeError(Problem("模板指向不存在的图表或标题", found=inline.anchor))
    return tuple(
        Link(inline.anchor, targets[inline.anchor]) if isinstance(inline, Link) else inline for inline in inlines
    )


def _cover(evaluation: Evaluation) -> Cover:
    manifest, kind = evaluation.manifest, evaluation.kind
    facts = evaluation.facts
    days = {"midterm.as_of": "检查截至日", "execution.as_of": "评价基准日"}
    notes = [f"{label}：{facts[key].text}" for key, label in days.items() if key in facts][:1]
    notes += ["文件没有写明年度，所列年度为推定"] if manifest.year_status == "assumed" else []
    return Cover(
        title=f"{manifest.year}年{manifest.fund_name}{kind.label}报告",
        subtitle="",
        fund=manifest.fund_name,
        year=manifest.year,
        issuer=manifest.department,
        date=manifest.report_date,
        short_title=f"{manifest.year}年度{manifest.short_name}{kind.label}报告",
        notes=tuple(notes),
    )
