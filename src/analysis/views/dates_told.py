"""Views about dates outside of the targets: objectives, goals, names, reported results, closing dates, documents.

Belongs here: which date of these is out of place. Does not belong here: dates of targets (``dates``), finding dates in
a text (``moments``), and the wording of findings (the suites).
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.tables import Tables
from analysis.views.common import keyed, keyed_rows
from analysis.views.continued import funded_again
from analysis.views.fund_time import (
    COLUMNS,
    fault_row,
    fund_year,
    last_year,
    late_date,
    printed_dates,
    project_years,
    stage_end,
    stage_ends,
    strange_dates,
)
from analysis.views.model import View, plain
from analysis.views.moments import date_words, moments, outside
from analysis.views.target_lines import frame_of, named
from analysis.vocabulary import Horizon


def text_dates(read: Tables, home: str) -> pd.DataFrame:
    """List the objectives, and the goals of projects, with a date out of place."""
    year = fund_year(read)
    if year is None:
        return frame_of([], COLUMNS)
    known, ends = project_years(read), stage_ends(read, year)
    rows = []
    for row in keyed_rows(read, home):
        number = row["no"] if home == "projects" else row["project_no"]
        owner, label, horizon = f"项目{number}", row.get("horizon_label") or "", row.get("horizon", "")
        text = row["goals" if home == "projects" else "text"] or ""
        # A plan may promise for years to come.
        last = None if home == "projects" else last_year(label, horizon, year)
        limit = stage_end(label, ends.get(owner), year) if horizon == Horizon.STAGE else None
        if found := strange_dates(text, year, last, known.get(owner, ())):
            said = "、".join(dict.fromkeys(moment.clause for moment in found))
            dates = printed_dates(found)
            rows.append(fault_row("year", row, year, owner=owner, name=label, stated=said, printed=dates))
        elif limit and (late := late_date(text, limit, year)):
            when = {"printed": late.printed, "limit": f"{limit.month}月{limit.day}日"}
            rows.append(fault_row("late_stage", row, year, owner=owner, name=label, stated=late.clause, **when))
    return frame_of(rows, COLUMNS)


def name_dates(read: Tables, home: str) -> pd.DataFrame:
    """List the projects, or the indicators, whose name carries another year than the fund year."""
    year = fund_year(read)
    if year is None:
        return frame_of([], COLUMNS)
    return frame_of(_project_names(read, year) if home == "projects" else _indicator_names(read, home, year), COLUMNS)


def _project_names(read: Tables, year: int) -> Iterator[dict[str, str]]:
    """Yield the projects; one that an earlier year funded under the same name is told there."""
    again = funded_again(read, "projects")
    told = set(again.loc[again["past"].eq(True), "no"])
    for row in keyed_rows(read, "projects"):
        found = [moment for moment in moments(row["name"] or "") if outside(moment, year, year)]
        if found and row["no"] not in told:
            dates = printed_dates(found)
            yield fault_row("year", row, year, owner=f"项目{row['no']}", name=row["name"], printed=dates)


def _indicator_names(read: Tables, home: str, year: int) -> Iterator[dict[str, str]]:
    known = project_years(read)
    for of in named(read, home):
        if found := strange_dates(of.full, year, year, known.get(of.owner, ())):
            name, dates = f"{of.id}（{of.name}）", printed_dates(found)
            yield fault_row("year", of, year, owner=of.owner, name=name, printed=dates)


def reported_dates(read: Tables, home: str) -> pd.DataFrame:
    """List the reported results whose date, or whose only dates in the explanation, lie outside of the fund year."""
    year = fund_year(read)
    if year is None:
        return frame_of([], COLUMNS)
    known = project_years(read)
    by_id = {of.id: of for of in named(read)}
    rows = []
    for row in keyed_rows(read, home):
        of = by_id.get(row["indicator_id"])
        for text in (row["text"] or "", row["evidence"] or ""):
            dated = [moment for moment in moments(text) if moment.years]
            found = strange_dates(text, year, year, known.get(of.owner, ()) if of else ())
            if of and found and len(found) == len(dated):
                said = "、".join(dict.fromkeys(moment.clause for moment in found))
                name = f"{of.id}（{of.name}）"
                dates = printed_dates(found)
                rows.append(fault_row("year", row, year, owner=of.owner, name=name, stated=said, printed=dates))
                break
    return frame_of(rows, COLUMNS)


def closing_dates(read: Tables, home: str) -> pd.DataFrame:
    """List the closing dates that lie outside of the fund year, each once with the number of rows."""
    year = fund_year(read)
    table = keyed(read, home)
    rows = []
    for as_of, group in table.groupby("as_of", sort=False):
        found = moments(str(as_of))
        if year is not None and found and found[0].years and found[0].years[0] != year:
            at = group.iloc[0].to_dict()
            rows.append(fault_row("year", at, year, printed=str(as_of), stated=f"{len(group)}行"))
    return frame_of(rows, COLUMNS)


def document_dates(read: Tables, home: str) -> pd.DataFrame:
    """List the documents whose title carries another year, or whose date does not fit what they are."""
    year = fund_year(read)
    if year is None:
        return frame_of([], COLUMNS)
    rows = []
    for row in keyed_rows(read, home):
        at = {"row_key": row["row_key"], "source": row["file"]}
        titled = [moment for moment in moments(row["title"] or "") if moment.years]
        if titled and not any(min(moment.years) <= year <= max(moment.years) for moment in titled):
            dates = printed_dates(titled)
            rows.append(fault_row("title", at, year, name=row["file"], stated=row["title"], printed=dates))
        dated = next((moment for moment in moments(row["date"] or "") if moment.years), None)
        late = dated and row["kind"] in date_words().plans and min(dated.years) > year
        early = dated and row["kind"] in date_words().results and max(dated.years) < year
        if dated and (late or early):
            fault = "late_plan" if late else "early_result"
            rows.append(fault_row(fault, at, year, name=row["file"], stated=row["title"], printed=row["date"]))
    return frame_of(rows, COLUMNS)


VIEWS: dict[str, View] = {
    "text_dates": View(text_dates, plain(*COLUMNS)),
    "name_dates": View(name_dates, plain(*COLUMNS)),
    "reported_dates": View(reported_dates, plain(*COLUMNS)),
    "closing_dates": View(closing_dates, plain(*COLUMNS)),
    "document_dates": View(document_dates, plain(*COLUMNS)),
}
