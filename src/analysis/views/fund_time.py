"""What the views about time share: the fund year, the years that a text may speak of, the end of a stage.

Belongs here: helpers of ``dates`` and ``dates_told``. Does not belong here: any view, and finding dates in a text
(``moments``).

Nothing is told where the fund year is not known (``documents``). A year that the project's own name carries is told at
the name, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from analysis import tables
from analysis.tables import Tables
from analysis.views.common import given, given_rows
from analysis.views.moments import Moment, moments, outside
from analysis.vocabulary import Horizon

#: The columns of the views about time.
COLUMNS = ("fault", "owner", "name", "stated", "printed", "limit", "also", "fund_year")


def fund_year(read: Tables) -> int | None:
    """Return the fund year of the documents."""
    years = given(read, "documents")["fund_year"].dropna()
    return int(years.iloc[0]) if len(years) else None


def fault_row(fault: str, at: Any, year: int, **texts: str) -> dict[str, str]:
    """Make a row of a view at a target, an indicator or a row of a table."""
    key, source = (at.key, at.source) if hasattr(at, "key") else (at["row_key"], at["source"])
    return {"fault": fault, "fund_year": str(year), "row_key": key, "source": source, **texts}


def printed_dates(found: Iterable[Moment]) -> str:
    """List dates as they are printed, each once."""
    return "、".join(dict.fromkeys(moment.printed for moment in found))


def project_years(read: Tables) -> dict[str, tuple[int, ...]]:
    """Return the years in the name of each project, by owner."""
    rows = given_rows(read, "projects")
    return {
        f"项目{row['no']}": tuple(year for found in moments(row["name"] or "") for year in found.years) for row in rows
    }


def strange_dates(text: str, first: int, last: int | None, named_years: Iterable[int]) -> list[Moment]:
    """Return the dates of work that lie outside of the years, except those of the project's own name.

    A text that speaks of a year within as well tells the work year by year; nothing in it is strange.
    """
    dated = [moment for moment in moments(text) if moment.years]
    if any(not moment.past and not outside(moment, first, last) for moment in dated):
        return []
    return [moment for moment in dated if moment.of_work and not set(moment.years) <= set(named_years)]


def last_year(label: str, horizon: str, year: int) -> int | None:
    """Return the last year that a text of a horizon may speak of; ``None`` where the label does not tell."""
    if horizon != Horizon.PERIOD:
        return year
    years = [own for moment in moments(label) for own in moment.years]
    return max(years, default=None)


def stage_ends(read: Tables, year: int) -> dict[str, date]:
    """Return the end of the stage as the objectives' labels give it, by owner."""
    objectives = given(read, "objectives")
    staged = objectives[objectives["horizon"].eq(Horizon.STAGE).fillna(False)]
    found = {}
    for row in tables.records(staged):
        if (end := end_of(row["horizon_label"] or "", year)) is not None:
            found[f"项目{row['project_no']}"] = end
    return found


def end_of(label: str, year: int) -> date | None:
    """Return the day by which a label says that its time ends."""
    return next((moment.ends(year) for moment in moments(label)), None)


def stage_end(label: str, known: date | None, year: int) -> date | None:
    """Return the end of a stage: what its own label says, else the label of the project's objective."""
    return end_of(label, year) or known


def late_date(text: str, end: date, year: int) -> Moment | None:
    """Return the first date of a stage's text that lies behind the end of the stage."""
    for moment in moments(text):
        begins = moment.begins(year)
        if moment.of_work and begins is not None and begins > end:
            return moment
    return None
