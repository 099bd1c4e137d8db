"""What one fund year promises and reports, each thing once, however many documents speak of it.

Belongs here: putting together the indicator of a project, the fund's indicator that measures the same, the promise in
running text that it was made of, and the result that was reported of it. Does not belong here: finding a thing again
in another year (``continuation``).

Within one year the same thing has the same figure: a promise of 12,000户次 and a target of 12,000户次 of one project
are one thing under two names. Under every one of them it may come back another year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from analysis import likeness, tables
from analysis.comparison.model import Figure, Thing, figure_of, one_unit
from analysis.comparison.settings import settings
from analysis.expressions.reading import SHARES
from analysis.tables import Tables
from analysis.vocabulary import Horizon, SeriesSort

Rows = list[dict[str, Any]]


def things(read: Tables) -> list[Thing]:
    """Gather what a fund year promises and reports.

    Parameters
    ----------
    read
        Its tidy tables; one that is missing was not handed in.

    Returns
    -------
    list of Thing
        Indicators in their order, then promises without an indicator, then results without either.
    """
    rows = {name: tables.records(read[name]) if name in read else [] for name in _READ}
    own, fund = _indicators(rows)
    spare = []
    for thing, same in _same(fund, own, "target"):
        if same is None:
            spare.append(thing)
        else:
            same.take(thing)
    free = {id(result): result for result in _results(rows["results"])}
    for thing, same in _same(spare, list(free.values()), "actual"):
        if same is not None:
            thing.take(free.pop(id(same), same))
    claims = _merged(_unmatched_claims(_claims(rows["claims"], _other_horizons(rows)), own))
    known = _by_project([*own, *spare, *claims])
    rest = [result for result in free.values() if not _reports(result, known[result.project_no])]
    return [*own, *spare, *claims, *rest]


_READ = ("indicators", "targets", "actuals", "claims", "results")


def _unmatched_claims(claims: Iterable[Thing], own: list[Thing]) -> list[Thing]:
    """Give the indicators the promises that they were made of; return the other promises."""
    known = _by_project(own)
    unmatched = []
    for number, promised in _by_project(claims).items():
        for claim, same in _same(promised, known[number], "target"):
            if same is None:
                unmatched.append(claim)
            else:
                same.take(claim)
    return unmatched


def _by_project(gathered: Iterable[Thing]) -> Mapping[int | None, list[Thing]]:
    known: dict[int | None, list[Thing]] = defaultdict(list)
    for thing in gathered:
        known[thing.project_no].append(thing)
    return known


def _indicators(rows: Mapping[str, Rows]) -> tuple[list[Thing], list[Thing]]:
    """Return the projects' indicators and the fund's."""
    annual = {row["indicator_id"]: row for row in rows["targets"] if row["horizon"] == Horizon.ANNUAL}
    actual = {row["indicator_id"]: row for row in rows["actuals"]}
    own: list[Thing] = []
    fund: list[Thing] = []
    for row in rows["indicators"]:
        ident = row["indicator_id"]
        name = "：".join(part for part in (row["name"], row["sub_name"]) if part)
        thing = Thing(SeriesSort.INDICATOR, ident, name, row["project_no"], row["level_code"] or "", row["source"])
        thing.names = [name]
        thing.target, thing.actual = figure_of(annual.get(ident)), figure_of(actual.get(ident))
        thing.actual_name = name if thing.actual else ""
        (fund if row["project_no"] is None else own).append(thing)
    return own, fund


def _other_horizons(rows: Mapping[str, Rows]) -> set[tuple[Any, ...]]:
    """Return the figures that a project sets for its whole period and not for the year."""
    owner = {row["indicator_id"]: row["project_no"] for row in rows["indicators"]}
    told = [(row["horizon"], (owner.get(row["indicator_id"]), row["value"], row["unit"])) for row in rows["targets"]]
    annual = {figure for horizon, figure in told if horizon == Horizon.ANNUAL}
    return {figure for horizon, figure in told if horizon == Horizon.PERIOD} - annual


def _claims(rows: Rows, elsewhere: set[tuple[Any, ...]]) -> Iterator[Thing]:
    """Yield the promises for the year that count something; a promise for a longer period is none for the year."""
    for number, row in enumerate(rows, start=1):
        figure = figure_of(row)
        for_year = row["horizon"] in (None, Horizon.ANNUAL)
        if figure is None or figure.value is None or not row["subject"] or not for_year:
            continue
        if (row["project_no"], row["value"], row["unit"]) not in elsewhere:
            thing = Thing(SeriesSort.CLAIM, f"C-{number:03d}", row["subject"], row["project_no"], "", row["source"])
            thing.target, thing.names = figure, [row["subject"]]
            yield thing


def _results(rows: Rows) -> Iterator[Thing]:
    for row in rows:
        figure = figure_of(row)
        if figure is not None and figure.value is not None and row["item"]:
            thing = Thing(None, "", row["item"], row["project_no"], "", row["source"], names=[row["item"]])
            thing.actual, thing.actual_name = figure, row["item"]
            yield thing


def _same(given: list[Thing], known: list[Thing], side: str) -> Iterator[tuple[Thing, Thing | None]]:
    """Find for each thing the one of the same figure: its name is alike, or it is the only one."""
    by_value: dict[Decimal, list[Thing]] = defaultdict(list)
    for other in known:
        figure: Figure | None = getattr(other, side)
        if figure is not None and figure.value is not None:
            by_value[figure.value].append(other)
    for thing in given:
        figure = getattr(thing, side)
        value = figure.value if figure is not None else None
        fitting = [other for other in by_value.get(value, ()) if one_unit(thing, other)] if value is not None else []
        alike = [likeness.likeness(thing.name, other.name) for other in fitting]
        best = max(range(len(fitting)), key=alike.__getitem__, default=None)
        if best is not None and alike.count(alike[best]) > 1 and len(fitting) > 1:
            best = None  # Two that are equally alike: neither is sure.
        telling = value is not None and value >= settings().distinctive and thing.unit not in SHARES
        sure = best is not None and (alike[best] >= settings().linked or (telling and len(fitting) == 1))
        yield thing, fitting[best] if best is not None and sure else None


def _merged(claims: list[Thing]) -> list[Thing]:
    """Put promises together that stand in two documents."""
    kept: dict[tuple[Any, ...], list[Thing]] = defaultdict(list)
    merged = []
    for claim in claims:
        assert claim.target is not None
        known = kept[(claim.project_no, *claim.target.measured)]
        first = next((other for other in known if likeness.is_same(claim.name, other.name)), None)
        if first is None:
            known.append(claim)
            merged.append(claim)
        else:
            first.take(claim)
    return merged


def _reports(result: Thing, known: list[Thing]) -> bool:
    """Give a result to the thing that it is the result of and that has none."""
    fitting = [it for it in known if it.target is not None and it.actual is None and it.unit == result.unit]
    alike = [max(likeness.likeness(name, result.name) for name in it.names) for it in fitting]
    at = max(range(len(fitting)), key=alike.__getitem__, default=None)
    if at is None or alike[at] < settings().reported:
        return False
    fitting[at].take(result)
    return True
