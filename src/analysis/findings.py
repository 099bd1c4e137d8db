"""From the rows that break an expectation to findings: figures, place, words, a stable id.

Belongs here: filling the templates of a suite with what stands in the tidy tables. Does not belong here: deciding
which rows break a rule (``checks``) or the rules and their wording (``expectations/*.json``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

import pandas as pd

from analysis import tables, vocabulary
from analysis.errors import Problem, RuleError
from analysis.exact import figure, half_up, plain, short
from analysis.places import Source, corrected_place, human_place
from analysis.suites import Expectation
from analysis.vocabulary import FindingStatus

#: A finding shows figures in full up to this many places; no document prints more.
PLACES = 6
#: Units whose figures always show two places.
_TWO_PLACES = ("万元", "分")
#: A long text is cut in a finding; the place tells where the whole of it stands.
_LONGEST_TEXT = 80
#: A list that a view made may be longer: all of it is to the point.
_LONGEST_LIST = 400
_BLANK = "空白"

Row = Mapping[str, Any]


class Places:
    """Looks up where the values of the tidy tables stood.

    Parameters
    ----------
    cells
        The table ``cells``.
    corrections
        The table ``corrections``; a place whose value was corrected says so.
    """

    def __init__(self, cells: pd.DataFrame, corrections: pd.DataFrame | None = None) -> None:
        self._cells = cells
        self._known: dict[str, dict[tuple[str, str], tuple[str, str, str]]] = {}
        corrected = [] if corrections is None else tables.records(corrections)
        self._corrected = {row["source"]: row["found"] for row in corrected}

    def source(self, table: str, key: str, column: str, row: Row) -> str:
        """Return the address at which a value stood: its cell's, else its row's, else the file; or an empty text."""
        cell = self._places_of(table).get((key, column))
        return str(Source(*cell)) if cell is not None else str(row.get("source") or row.get("file") or "")

    def of(self, table: str, key: str, column: str, row: Row) -> str:
        """Say where a value stood: its cell, else its row's source or file, else the table."""
        source = self.source(table, key, column, row)
        if not source:
            return f"“{tables.dictionary()[table].title}”表"
        place = human_place(source)
        return corrected_place(place, self._corrected[source]) if source in self._corrected else place

    def _places_of(self, table: str) -> dict[tuple[str, str], tuple[str, str, str]]:
        """Return the places of a table's values by key and column; most tables are never asked for."""
        if table not in self._known:
            own = self._cells[self._cells["table"] == table]
            key, column, *place = (own[name].tolist() for name in ("key", "column", "file", "part", "cell"))
            self._known[table] = dict(zip(zip(key, column, strict=True), zip(*place, strict=True), strict=True))
        return self._known[table]


@dataclass(frozen=True)
class Subject:
    """A frame that expectations look at: a tidy table, or a view with that table as its home.

    Parameters
    ----------
    table
        The tidy table that findings point at.
    frame
        What is looked at, with a plain index.
    units
        The unit of each column.
    """

    table: str
    frame: pd.DataFrame
    units: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rows as mappings, missing values as ``None``."""
        return tables.records(self.frame)

    def key(self, row: Row) -> str:
        """Name a row as ``cells`` does."""
        return str(row["row_key"]) if "row_key" in row else tables.row_key(self.table, row)

    def print(self, column: str, value: Any) -> str:
        """Print a value for a reader: figures in full, closed lists in Chinese, a missing value as 空白."""
        if value is None or value is pd.NA or value != value:
            return "" if column == "unit" else _BLANK
        spec = tables.dictionary()[self.table].columns.get(column)
        if spec is not None and value in spec.allowed():
            return str(getattr(vocabulary, spec.closed)(value).label)
        return printed(value, self.units.get(column, ""), _LONGEST_LIST if spec is None else _LONGEST_TEXT)


def printed(value: Any, unit: str = "", longest: int = _LONGEST_TEXT) -> str:
    """Print a figure without its unit, or a text up to a length."""
    if isinstance(value, Decimal) and value.is_finite():
        exact = plain(half_up(value, PLACES))
        places = max(2, -int(exact.as_tuple().exponent))
        return figure(value, places) if unit in _TWO_PLACES else short(exact)
    if isinstance(value, bool):
        return "是" if value else "否"
    text = "".join(str(value).split("\n"))
    return text if len(text) <= longest else f"{text[:longest]}……"


def build(rule: Expectation, subject: Subject, rows: Sequence[Row], places: Places, shown: str = "") -> dict[str, Any]:
    """Build the record of one finding.

    Parameters
    ----------
    rule, subject
        The expectation that is broken, and what it looked at.
    rows
        The rows that break it together; empty when the table as a whole does.
    places
        Where values stood.
    shown
        What to show as found when no row tells.

    Returns
    -------
    dict
        A record of the table ``findings`` without ``id``.

    Raises
    ------
    RuleError
        When a template asks for a field that is not there.
    """
    row: Row = rows[0] if rows else {}
    values = _fields(rule, subject, rows, places, shown)
    texts = {name: _fill(rule, name, values) for name in ("found", "expected", "difference")}
    return {
        "code": rule.meta.code,
        "family": rule.meta.family.value,
        "severity": rule.severity.value,
        "table": subject.table,
        "key": subject.key(row) if rows else "",
        "column": pointed_column(rule, subject),
        "place": values["place"],
        "source": places.source(subject.table, subject.key(row), pointed_column(rule, subject), row) if rows else "",
        **texts,
        **{name: _fill(rule, name, values | texts) for name in ("message", "advice")},
        "reference": rule.meta.reference,
        "status": FindingStatus.OPEN.value,
    }


def pointed_column(rule: Expectation, subject: Subject) -> str:
    """Return the column of the tidy table that a finding points at, or an empty text."""
    named = (rule.meta.column, *rule.columns())
    return next((name for name in named if name in tables.dictionary()[subject.table].columns), "")


def with_ids(findings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every finding an id that the same fault keeps from run to run.

    The id rests on the code and the place in the tidy tables, not on figures or order. Only where one rule is broken
    twice at the same place does the order count.
    """
    seen: dict[tuple[str, ...], int] = {}
    identified = []
    for finding in findings:
        place = tuple(finding[name] for name in ("code", "table", "key", "column"))
        seen[place] = seen.get(place, 0) + 1
        text = "|".join(place if seen[place] == 1 else (*place, str(seen[place])))
        digest = hashlib.sha256(text.encode()).hexdigest()[:6]
        identified.append({"id": f"{finding['code']}-{digest}", **finding})
    return identified


def _fields(rule: Expectation, subject: Subject, rows: Sequence[Row], places: Places, shown: str) -> dict[str, str]:
    """Return what templates may use: the first row's values as printed, and the standard fields."""
    column = pointed_column(rule, subject)
    stood = [places.of(subject.table, subject.key(row), column, row) for row in rows]
    if len(set(stood)) < len(stood):
        # Rows of one key share the cells that were kept for it; their own sources tell them apart.
        stood = [human_place(str(row.get("source") or place)) for row, place in zip(rows, stood, strict=True)]
    stood = stood or [places.of(subject.table, "", column, {})]
    values = {name: subject.print(name, value) for row in rows[:1] for name, value in row.items()}
    values |= _figures(rule, subject, rows, column, shown)
    return values | {"place": stood[0], "others": "、".join(stood[1:])}


def _figures(rule: Expectation, subject: Subject, rows: Sequence[Row], column: str, shown: str) -> dict[str, str]:
    """Return what is shown as found, by how much it is off, and how many rows there are."""
    named = next((name for name in (column, *rule.columns()) if rows and name in rows[0]), "")
    unit = subject.units.get(named, "")
    found = shown
    if named:
        figures = subject.print(named, rows[0][named])
        found = f"{figures}{unit}" if rows[0][named] is not None else figures
    off = _gap(rule.kwargs, rows[0]) if rows else None
    gap = f"{printed(off, unit)}{unit}" if off is not None else ""
    return {"shown": found, "gap": gap, "rows": str(len(rows) or len(subject.frame))}


def _gap(kwargs: Mapping[str, Any], row: Row) -> Decimal | None:
    """Return how far a figure lies outside its bounds, or two figures apart; ``None`` where nothing is exact."""
    if "column_A" in kwargs:
        left, right = row[kwargs["column_A"]], row[kwargs["column_B"]]
        return abs(left - right) if isinstance(left, Decimal) and isinstance(right, Decimal) else None
    value = row[kwargs["column"]] if "column" in kwargs else None
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if low is not None and value < low:
        return Decimal(str(low)) - value
    return value - Decimal(str(high)) if high is not None and value > high else None


def _fill(rule: Expectation, name: str, values: Mapping[str, str]) -> str:
    template = str(getattr(rule.meta, name))
    try:
        return template.format_map(values)
    except KeyError as missing:
        problem = Problem(
            f"模板 {name} 用到没有的字段",
            rule.meta.code,
            found=str(missing.args[0]),
            expected="、".join(sorted(values)),
        )
        raise RuleError(problem) from None
