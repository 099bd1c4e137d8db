"""The documents of a fund year, opened: of which day each speaks, and which of several filings of one thing counts.

Belongs here: opening what the manifest lists, its day, and leaving out what a later filing, or another kind of report,
makes void. Does not belong here: finding a day in words (``as_of``), reading tables (the readers), or which kind of
report there is (``kinds``).

Half-way filings use the forms of year's end, so a fund year may hold a form twice. A check at mid-year rests on the
latest filing before the year's end, everything else on the latest of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.documents.as_of import AsOf, midyear, told_day, year_end
from analysis.documents.collector import Collector
from analysis.documents.corrections import Mender
from analysis.documents.grid import Grid
from analysis.documents.layout import layouts
from analysis.documents.recognise import Header, nearest, read_tables
from analysis.errors import DocumentError, Problem
from analysis.provenance import DocumentEntry, Manifest
from analysis.vocabulary import DocumentKind

#: Kinds of document that report the same thing for different days; those of one sort take each other's place.
_SORTS: Mapping[DocumentKind, str] = {
    DocumentKind.EXECUTION_TABLE: "spending",
    DocumentKind.PROJECT_SELF_EVALUATION: "results",
    DocumentKind.MIDTERM_SELF_EVALUATION: "results",
    DocumentKind.NATIONAL_SELF_EVALUATION: "results",
    DocumentKind.FUND_SELF_EVALUATION: "fund",
    DocumentKind.SCORE_SHEET: "scores",
}
#: The kinds whose words tell a day; a form with objectives above its header speaks of days that are not its own.
_DATED = (
    DocumentKind.EXECUTION_TABLE,
    DocumentKind.PROJECT_SELF_EVALUATION,
    DocumentKind.MIDTERM_SELF_EVALUATION,
    DocumentKind.FUND_SELF_EVALUATION,
)


@dataclass(frozen=True)
class Filing:
    """A document that was opened: its entry, its tables with their headers, and the day of which it speaks."""

    entry: DocumentEntry
    tables: list[tuple[Grid, Header | None]]
    day: str


def open_filings(
    manifest: Manifest, places: Mapping[str, Path], mender: Mender | None, out: Collector, *, midterm: bool
) -> list[Filing]:
    """Open every listed document and return those that count; what is wrong, or left out, is noted.

    Parameters
    ----------
    manifest, places
        What the documents are, and where they lie.
    mender
        Puts declared corrections into what was opened.
    out
        Takes the problems and remarks.
    midterm
        Whether a check at mid-year is asked for.
    """
    filings: list[Filing] = []
    # A project's own form names it as the plan does, so the plan comes first.
    for entry in sorted(manifest.files, key=lambda entry: entry.kind is DocumentKind.NATIONAL_SELF_EVALUATION):
        try:
            opened = read_tables(places[entry.file], mender.mend) if mender else read_tables(places[entry.file])
        except DocumentError as unreadable:
            out.problems.extend(unreadable.problems)
            continue
        if mender:
            mender.close(entry.file, [grid.part for grid, _ in opened])
        main = next(((grid, header) for grid, header in opened if header and is_of(header, entry.kind)), None)
        if main is None:
            out.problems.append(_not_of_kind([grid for grid, _ in opened], entry))
        else:
            filings.append(Filing(entry, opened, _day_of(*main, entry, out)))
    return _in_force(filings, year_end(manifest.year), out, midterm=midterm)


def is_of(header: Header, kind: DocumentKind) -> bool:
    """Tell whether a table is the main one of a kind of document."""
    return kind in (header.spec.document, header.spec.midterm)


def told_in(grid: Grid, header: Header, year: int, title: str = "") -> AsOf | None:
    """Return the day of which a table speaks: by its columns' labels, what stands above it, its sheet, its title."""
    labels = [grid.rows[header.row][header.columns[name]].text for name in header.spec.dated if name in header.columns]
    above = [cell.text for row in reversed(grid.rows[: header.row]) for cell in row]
    return told_day([*labels, *above, *reversed(grid.captions), grid.part, title], year)


def _day_of(grid: Grid, header: Header, entry: DocumentEntry, out: Collector) -> str:
    if entry.kind not in _DATED:
        return year_end(out.year)
    told, end = told_in(grid, header, out.year, entry.title), year_end(out.year)
    half_way = told is not None and told.day < end
    if entry.kind is DocumentKind.MIDTERM_SELF_EVALUATION:
        if told is None or told.assumed or not half_way:
            day = told.day if told and half_way else midyear(out.year)
            out.remark(entry.file, f"没有写明截至日期，按{_said(day)}理解", told.printed if told else "")
            return day
    elif entry.kind is DocumentKind.PROJECT_SELF_EVALUATION and told and half_way:
        # A person may register a filing as that of the whole year; then it is.
        out.remark(entry.file, f"登记为{entry.kind.label}，按{_said(end)}读取", told.printed)
        return end
    return told.day if told else end


def _in_force(filings: Sequence[Filing], end: str, out: Collector, *, midterm: bool) -> list[Filing]:
    latest: dict[str, str] = {}
    for filing in filings:
        sort = _SORTS.get(filing.entry.kind, "")
        if sort and (not midterm or filing.day < end):
            latest[sort] = max(latest.get(sort, ""), min(filing.day, end))
    kept = []
    for filing in filings:
        sort = _SORTS.get(filing.entry.kind, "")
        if not sort or min(filing.day, end) == latest.get(sort):
            kept.append(filing)
        else:
            why = "中期检查不用年末的文件" if midterm and filing.day >= end else "另有截至日期更晚的文件"
            out.remark(filing.entry.file, f"截至{_said(filing.day)}，{why}，本次未采用")
    return kept


def _said(day: str) -> str:
    year, month, date = (int(part) for part in day.split("-"))
    return f"{year}年{month}月{date}日"


def _not_of_kind(grids: list[Grid], entry: DocumentEntry) -> Problem:
    layout = next((name for name, spec in layouts().items() if entry.kind in (spec.document, spec.midterm)), None)
    if layout is None:
        return Problem(f"尚不能读取“{entry.kind.label}”", entry.file, advice="本版本只读取评价所需的文件")
    misses = [(grid, nearest(grid, layout)) for grid in grids if grid.rows]
    if not misses:
        return Problem("文件中没有表格", entry.file, expected=f"{entry.kind.label}的表格", advice="核对文件是否完整")
    grid, miss = min(misses, key=lambda pair: len(pair[1].missing))
    return Problem(
        f"不是可读的{entry.kind.label}：缺少列“{'”“'.join(miss.missing)}”" if miss.missing else "表头不完整",
        f"{entry.file} {grid.part}",
        found=f"列：{'、'.join(miss.seen) or '空白'}",
        expected="、".join(layouts()[layout].columns[name][0] for name in layouts()[layout].required),
        advice="补上所缺的列，或在 MANIFEST.yaml 中改正文件种类",
    )
