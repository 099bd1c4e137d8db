"""One thing of this year beside its counterpart in an earlier year: a row of the table ``series``.

Belongs here: the figures of both years and how they stand to each other. Does not belong here: finding the counterpart
(``continuation``), or calling the relation a fault (``views.series`` and the suite).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from analysis import likeness
from analysis.attainment.verdicts import CEILINGS
from analysis.comparison.continuation import Holder, Match
from analysis.comparison.model import Figure, Thing
from analysis.comparison.settings import settings
from analysis.exact import ratio
from analysis.vocabulary import MatchedBy, SeriesSort

Row = dict[str, Any]


def project_row(match: Match, year: int) -> Row:
    """Return the row of a project that an earlier year funded as well."""
    own, earlier = match.own.row, match.earlier.row
    return {
        "sort": SeriesSort.PROJECT.value,
        "item": f"P{own['no']:02d}",
        "name": own["name"],
        "earlier_item": f"P{earlier['no']:02d}",
        "earlier_name": earlier["name"],
        "source": own["source"],
        **_found(match, year, earlier["source"]),
        **_both_projects(match.own, match.earlier),
        "earlier_body": _same_body(match.own, match.earlier),
    }


def thing_row(match: Match, year: int, own: Holder | None, earlier: Holder | None, continued: bool) -> Row:
    """Return the row of an indicator or a promise.

    Parameters
    ----------
    match
        What belongs together.
    year
        The earlier year.
    own, earlier
        The projects, where the things belong to one.
    continued
        Whether the earlier project is the same one, so that its money may be held against this year's.
    """
    thing, before = match.own, match.earlier
    row = {
        "sort": thing.sort.value,
        "item": thing.item,
        "name": thing.name,
        "level_code": thing.level_code or None,
        "one_off": is_one_off(thing),
        "earlier_item": before.item or None,
        "earlier_name": before.name,
        "source": thing.target.source,
        **_both_projects(own, earlier),
        **_found(match, year, before.source),
        **_figure("target", thing.target),
        **_earlier_figures(before, year),
        "comparator": thing.comparator,
        **relation(thing.target, before, thing.comparator),
    }
    if not continued:
        row |= {"amount_wan": None, "earlier_amount_wan": None}
    return row


def dropped_row(before: Thing, own: Holder, earlier: Holder, year: int) -> Row:
    """Return the row of an earlier indicator that this year's form of the project no longer has."""
    match = Match(own, earlier, Decimal(0), MatchedBy.NONE)
    return {
        "sort": SeriesSort.DROPPED.value,
        "item": f"P{own.row['no']:02d}/{before.item}",
        "name": before.name,
        "level_code": before.level_code or None,
        "one_off": is_one_off(before),
        "earlier_item": before.item,
        "earlier_name": before.name,
        "comparator": before.comparator,
        "source": own.row["source"],
        **_both_projects(own, earlier),
        **_found(match, year, before.source),
        **_earlier_figures(before, year),
    }


def unread_row(year: int, why: str) -> Row:
    """Return the row of a year that could not be read."""
    return {
        "sort": SeriesSort.UNREAD.value,
        "item": str(year),
        "name": f"{year}年度文件",
        "earlier_year": year,
        "matched_by": MatchedBy.NONE.value,
        "note": why,
        "source": f"{year}/MANIFEST.yaml",
    }


def is_one_off(thing: Thing) -> bool:
    """Tell whether a thing is done once, such as a system that is built."""
    texts = [*thing.names, thing.target.text if thing.target else ""]
    return any(re.search(settings().one_off, text) for text in texts)


def relation(target: Figure, before: Thing, comparator: str) -> Row:
    """Hold a target against the earlier target and result; for a ceiling the other way round, so that less is laxer.

    Returns
    -------
    dict
        ``of_target`` and ``of_actual``: below 1 the target is laxer than what was set or reached; ``difference``: the
        target less the earlier result. Missing where one side is no single figure, another unit, or not above zero.
    """
    aimed, reached = before.target, before.actual
    row: Row = {"of_target": _of(target, aimed, comparator), "of_actual": _of(target, reached, comparator)}
    if target.value is not None and reached is not None and reached.value is not None and _one_unit(target, reached):
        row["difference"] = target.value - reached.value
    return row


def _of(own: Figure, before: Figure | None, comparator: str) -> Decimal | None:
    if before is None or own.value is None or before.value is None or not _one_unit(own, before):
        return None
    if own.value <= 0 or before.value <= 0:
        return None
    ceiling = comparator in CEILINGS
    return ratio(before.value, own.value) if ceiling else ratio(own.value, before.value)


def _one_unit(one: Figure, other: Figure) -> bool:
    return one.unit == other.unit or not (one.unit and other.unit)


def _found(match: Match, year: int, place: str) -> Row:
    alike = match.likeness if match.by is not MatchedBy.NONE else None
    found = {"earlier_year": year, "matched_by": match.by.value, "likeness": alike}
    return found | {"earlier_source": f"{year}/{place}"}


def _both_projects(own: Holder | None, earlier: Holder | None) -> Row:
    return {
        f"{prefix}{name}": holder.row[column]
        for prefix, holder in (("", own), ("earlier_", earlier))
        if holder is not None
        for name, column in (("project_no", "no"), ("body", "implementer"), ("amount_wan", "budget_wan"))
    }


def _same_body(own: Holder, earlier: Holder) -> str | None:
    """Return the earlier body that is this year's, as applicant or implementer; else the one that carried it out."""
    mine = {likeness.core(body) for body in own.bodies}
    implementer: str | None = earlier.row["implementer"]
    return own.row["implementer"] if mine & {likeness.core(body) for body in earlier.bodies} else implementer


def _figure(name: str, figure: Figure) -> Row:
    return {
        f"{name}_text": figure.text,
        f"{name}_value": figure.value,
        "unit": figure.unit or None,
        "cumulative": figure.cumulative,
    }


def _earlier_figures(before: Thing, year: int) -> Row:
    row: Row = {"earlier_unit": before.unit or None}
    if before.target is not None:
        row |= {"earlier_target_text": before.target.text, "earlier_target_value": before.target.value}
    if before.actual is not None:
        told = {"name": before.actual_name, "text": before.actual.text, "value": before.actual.value}
        told |= {"source": f"{year}/{before.actual.source}"}
        row |= {f"earlier_actual_{column}": value for column, value in told.items()}
    return row
