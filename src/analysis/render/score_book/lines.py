"""The lines of the score book: each indicator's figures, comparator and verdict in the form that formulas need.

Belongs here: from the tables ``attainment`` and ``targets`` to what a line puts in; which way of judging recomputes the
status that the package found. Does not belong here: judging or scoring itself (``attainment``, ``leaf_scores``), or
cells (``page``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analysis import tables
from analysis.attainment.natures import nature_of
from analysis.exact import plain, ratio
from analysis.leaf_scores import leaf_rule
from analysis.places import Source
from analysis.render.score_book.layout import layout, said, word
from analysis.rules.model import RuleBook
from analysis.tables import Tables
from analysis.vocabulary import Comparator, ExpressionKind, Horizon, Scope, Status

_FIGURES = (ExpressionKind.QUANTITY.value, ExpressionKind.RANGE.value)
_FACTS = (ExpressionKind.DATE.value, ExpressionKind.BOOLEAN.value, ExpressionKind.COMPOUND.value)
_DECIDED = (Status.MET, Status.PARTLY_MET, Status.NOT_MET)


@dataclass(frozen=True)
class Line:
    """One indicator at one horizon.

    Parameters
    ----------
    indicator
        The indicator's row.
    attained
        Its row of ``attainment``; empty where there is none.
    mode
        How the formulas judge it: a key of the layout's words.
    comparator
        The word beside the figures, or nothing.
    target, actual
        The figures that are compared, in ``unit``.
    verdict
        What stands in 核定结论: the status where figures do not give it.
    """

    indicator: Mapping[str, Any]
    attained: Mapping[str, Any]
    mode: str
    comparator: str = ""
    target: Decimal | None = None
    actual: Decimal | None = None
    unit: str = ""
    verdict: Status | None = None

    @property
    def status(self) -> Status:
        """The status that the formulas come to."""
        return self.verdict or Status(self.attained.get("status") or Status.NOT_REPORTED)


class Lines:
    """The lines of a fund year, and where their figures stood.

    Parameters
    ----------
    evaluated
        The tidy tables, read and computed.
    """

    def __init__(self, evaluated: Tables) -> None:
        self.indicators = {row["indicator_id"]: row for row in tables.records(evaluated["indicators"])}
        self.targets = {(row["indicator_id"], row["horizon"]): row for row in tables.records(evaluated["targets"])}
        self.attained = {(row["indicator_id"], row["horizon"]): row for row in tables.records(evaluated["attainment"])}
        self._cells = {(row["table"], row["key"], row["column"]): row for row in tables.records(evaluated["cells"])}

    def scored(self, score: Mapping[str, Any], book: RuleBook) -> Line:
        """Return the line of a leaf of the fund's scheme; ``score`` is its row of the table ``scores``."""
        own, scheme = self.indicators[score["indicator_id"]], book.scheme(Scope.FUND)
        by = leaf_rule(own, scheme).by
        key = (own["indicator_id"], Horizon.ANNUAL.value)
        if by == "execution":
            return Line(own, self.attained.get(key, {}), "by_spending")
        return self.line(key, pending=score["rule_id"] == scheme.pending, in_words=by == "statement")

    def line(self, key: tuple[str, str], *, pending: bool = False, in_words: bool = False) -> Line:
        """Return the line of an indicator at a horizon.

        Parameters
        ----------
        key
            The indicator and the horizon.
        pending
            Whether the rules leave the line to a person although its status is decided.
        in_words
            Whether figures do not count for the line, only the verdict.
        """
        own, attained = self.indicators[key[0]], self.attained.get(key, {})
        status = Status(attained.get("status") or Status.NOT_REPORTED)
        kind = attained.get("kind")
        figures = kind in _FIGURES or (status is Status.NOT_APPLICABLE and attained.get("actual_value") is not None)
        if figures and not in_words:
            return self._by_figures(own, attained, status)
        mode = "by_facts" if kind in _FACTS and not in_words else "by_bands"
        # A missed date stays missed: the formula itself leaves it to a person. Anything else that is left is said.
        left = pending and status in _DECIDED and not (mode == "by_facts" and status is Status.NOT_MET)
        verdict = None if status is Status.NOT_REPORTED else Status.NEEDS_JUDGEMENT if left else status
        return Line(own, attained, mode, verdict=verdict)

    def place(self, table: str, key: str, column: str) -> str:
        """Say where a value stood, or nothing when it stood in no document."""
        row = self._cells.get((table, key, column))
        return Source(row["file"], row["part"], row["cell"]).human() if row else ""

    def source(self, indicator_id: str, horizon: str, points: bool) -> str:
        """Say where a line's points, target and actual stood."""
        labels = layout().texts["source"]
        places = {
            labels["indicator"]: self.place("indicators", indicator_id, "name") if not points else "",
            labels["points"]: self.place("indicators", indicator_id, "points") if points else "",
            labels["target"]: self.place("targets", f"{indicator_id}|{horizon}", "text"),
            labels["actual"]: self.place("actuals", indicator_id, "text"),
        }
        return told(places)

    def _by_figures(self, own: Mapping[str, Any], attained: Mapping[str, Any], status: Status) -> Line:
        target, actual, unit = attained["target_value"], attained["actual_value"], attained["unit"]
        read = self.targets.get((own["indicator_id"], attained["horizon"]), {})
        unit = unit or read.get("unit") or ""
        ranged = attained["kind"] == ExpressionKind.RANGE.value
        comparator = _comparator(attained["comparator"], own, unit)
        word_beside = word("range") if ranged else comparator.label
        verdict: Status | None = status
        if status is Status.NOT_REPORTED:
            verdict = None
        elif status in _DECIDED and ranged and status is Status.NOT_MET:
            target, word_beside = _missed_end(attained, read)
        elif status in _DECIDED and not ranged:
            verdict = None if _holds(comparator, actual, target) is (status is Status.MET) else status
        elif status is Status.NEEDS_JUDGEMENT and attained["rate"] is None and not ranged:
            actual = None
        target, actual, unit = scaled(target, actual, unit)
        beside = "" if target is None else word_beside
        return Line(own, attained, "by_figures", beside, target, actual, unit, verdict)


def told(places: Mapping[str, str]) -> str:
    """Join places with what stood there: ``自评表.xlsx “绩效自评表”表 D5（分值）、E5（目标值）``."""
    grouped: dict[str, list[str]] = {}
    for label, place in places.items():
        table, _, cell = place.rpartition(" ")
        if cell:
            grouped.setdefault(table, []).append(said("place", cell=cell, label=label))
    return "；".join(f"{table} {'、'.join(cells)}" for table, cells in grouped.items())


def owner(row: Mapping[str, Any], projects: Mapping[int, str]) -> str:
    """Say whose an indicator is."""
    number = row["project_no"]
    return said("fund") if number is None else f"{number} {projects.get(number, '')}".strip()


def _comparator(stored: str, own: Mapping[str, Any], unit: str) -> Comparator:
    comparator = Comparator(stored)
    if comparator is not Comparator.UNSTATED:
        return comparator
    return nature_of(own["name"], own["level_code"], unit).comparator


def _holds(comparator: Comparator, actual: Decimal, target: Decimal) -> bool:
    """Compare as the formula ``holds`` of the layout does."""
    match comparator:
        case Comparator.AT_MOST:
            return actual <= target
        case Comparator.LESS_THAN:
            return actual < target
        case Comparator.EQUAL:
            return actual == target
        case Comparator.MORE_THAN:
            return actual > target
        case _:
            return actual >= target


def _missed_end(attained: Mapping[str, Any], read: Mapping[str, Any]) -> tuple[Decimal, str]:
    """Return the end of a range that an actual lies beyond, and how it limits."""
    lower: Decimal = attained["target_value"]
    if attained["actual_value"] < lower:
        return lower, Comparator.AT_LEAST.label
    upper: Decimal = read["upper"]
    # The table of targets holds the ends as printed; the lower one tells the factor of a conversion.
    return (ratio(upper * lower, read["value"]) if read["value"] else upper), Comparator.AT_MOST.label


def scaled(target: Decimal | None, other: Decimal | None, unit: str) -> tuple[Decimal | None, Decimal | None, str]:
    """Show money in the largest unit that the target, or else the figure beside it, reaches."""
    size = abs(target or other or Decimal(0))
    fitting = next((scale for scale in layout().money_scales if size >= scale.lower), None)
    if unit != "元" or fitting is None:
        return target, other, unit
    first, second = (None if value is None else plain(value / fitting.lower) for value in (target, other))
    return first, second, fitting.unit
