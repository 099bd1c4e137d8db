"""Tables that show themselves: Chinese labels and words for reading, the frame itself for computing.

Belongs here: wording, filtering and showing one frame. Does not belong here: markup of an interactive table
(``live``), or which tables a fund year has (``fund_year``).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Self

import pandas as pd
from markupsafe import Markup

from analysis import tables, vocabulary
from analysis.desk import attended, live, lookup
from analysis.desk.settings import settings
from analysis.errors import ParameterError, Problem
from analysis.places import human_place
from analysis.tables import Column

#: Columns that hold addresses of cells.
_PLACES = ("source", "place")


class FrameView:
    """A frame with a title, and what its columns are called.

    Parameters
    ----------
    title, row
        What the table is, and what one row of it is.
    frame
        The rows; every column of ``columns`` is there.
    columns
        The columns to show, in order.
    note
        What a reader must know before the rows, one sentence.
    """

    def __init__(
        self, title: str, row: str, frame: pd.DataFrame, columns: Mapping[str, Column], note: str = ""
    ) -> None:
        self.title = title
        self.row = row
        self.frame = frame
        self.note = note
        self._columns = dict(columns)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns that are shown; :meth:`labelled` has their Chinese labels."""
        return tuple(self._columns)

    def __len__(self) -> int:
        return len(self.frame)

    def __dir__(self) -> Iterable[str]:
        return [name for name in dir(type(self)) if not name.startswith("_")] + ["frame", "title", "row", "note"]

    def __repr__(self) -> str:
        told = f"；{self.note}" if self.note else ""
        return f"<{self.title}：{len(self)}行{told}；.frame 取数，.labelled() 为中文列名，.where(…) 筛选>"

    def __str__(self) -> str:
        rows = self.labelled().to_string(index=False) if len(self) else "（没有行）"
        return "\n".join(part for part in (self.title, self.note, rows) if part)

    def labels(self) -> dict[str, str]:
        """Return the Chinese label of each shown column, with its unit."""
        return {
            name: f"{spec.label}（{spec.unit}）" if spec.unit else spec.label for name, spec in self._columns.items()
        }

    def labelled(self) -> pd.DataFrame:
        """Return the rows as a reader says them.

        Returns
        -------
        pandas.DataFrame
            The shown columns under their Chinese labels with units (``下达金额（万元）``); closed lists in Chinese, the
            addresses of cells in words, numbers exact as they are (``Decimal``), ``None`` where nothing is stated.
        """
        said = {name: self._worded(name) for name in self._columns}
        return pd.DataFrame(said, columns=list(self._columns), index=self.frame.index).rename(columns=self.labels())

    def _worded(self, name: str) -> pd.Series[Any]:
        # As objects, so that a blank never turns whole numbers into floats.
        values = [self._said(name, value) for value in self.frame[name]]
        return pd.Series(values, index=self.frame.index, dtype=object)

    def where(self, **wanted: Any) -> Self:
        """Keep the rows that fit every condition.

        Parameters
        ----------
        **wanted
            Column names, or their Chinese labels, with what must stand there: one value or a list of values. A closed
            list takes its code or its Chinese word (``severity="warning"``, ``程度="警告"``), a text a part of it, a
            number the number; ``None`` means that nothing is stated.

        Raises
        ------
        NotFoundError
            When there is no such column, or no such word in a closed list; the message names near ones.
        ParameterError
            When a column of numbers is asked for something else.
        """
        kept = pd.Series(True, index=self.frame.index)
        specs = self._filterable()
        for asked, values in wanted.items():
            known = {name: spec.label for name, spec in specs.items()}
            name = lookup.resolve(asked, known, "没有这一列", self.title)
            listed = values if isinstance(values, list | tuple | set | frozenset) else [values]
            fits = pd.Series(False, index=self.frame.index)
            for value in listed:
                fits |= self._fits(name, specs[name], value)
            kept &= fits
        return self._with(self.frame[kept])

    def _filterable(self) -> Mapping[str, Column]:
        return self._columns

    def _fits(self, name: str, spec: Column, value: Any) -> pd.Series[bool]:
        column = self.frame[name]
        if value is None:
            return column.isna()
        if spec.closed:
            words = {str(member.value): member.label for member in getattr(vocabulary, spec.closed)}
            return column.eq(lookup.resolve(str(value), words, f"“{spec.label}”没有这个取值", self.title)).fillna(False)
        if spec.type == "text":
            return column.fillna("").astype(str).str.contains(str(value), regex=False)
        return column.eq(_number(value, spec)).fillna(False).astype(bool)

    def _with(self, frame: pd.DataFrame) -> Self:
        other = copy.copy(self)
        other.frame = frame
        return other

    def _said(self, name: str, value: Any) -> Any:
        """Say a value as a reader does; ``None`` for a blank."""
        if value is None or value is pd.NA or value != value:
            return None
        spec = self._columns[name]
        if spec.closed:
            return getattr(vocabulary, spec.closed)(value).label
        if spec.type == "boolean":
            return "是" if value else "否"
        return human_place(value) if name in _PLACES else value

    def _repr_html_(self) -> str:
        limits = settings().tables
        shown = self._with(self.frame.head(limits.most_rows))
        rows = [[_printed(value) for value in row] for row in shown.labelled().itertuples(index=False, name=None)]
        body = _table(list(self.labels().values()), rows, [spec.type for spec in self._columns.values()])
        told = [self.note] if self.note else []
        if len(self) > len(shown):
            told.append(f"只显示前{limits.most_rows:,d}行，全部在 .frame 中。")
        head = Markup("<p><b>{}</b>（每行：{}；共{}行）{}</p>").format(self.title, self.row, len(self), " ".join(told))
        if len(self) >= limits.live_from and attended.is_attended():
            body = live.wrapped(body, [self._distinct(rows, place) for place in range(len(self.columns))])
        return live.framed(head + body)

    @staticmethod
    def _distinct(rows: list[list[str]], place: int) -> list[str]:
        return list(dict.fromkeys(row[place] for row in rows))


class TableView(FrameView):
    """A tidy table of the data dictionary, all columns or some of them.

    Parameters
    ----------
    name
        Its name in the dictionary.
    frame
        Its rows.
    columns
        The columns to show; all unless given.
    note
        What a reader must know before the rows.
    """

    def __init__(self, name: str, frame: pd.DataFrame, columns: Iterable[str] = (), note: str = "") -> None:
        spec = tables.dictionary()[name]
        self.name = name
        shown = tuple(columns) or tuple(spec.columns)
        super().__init__(spec.title, spec.row, frame, {column: spec.columns[column] for column in shown}, note)

    def _filterable(self) -> Mapping[str, Column]:
        return tables.dictionary()[self.name].columns


def _table(labels: list[str], rows: list[list[str]], types: list[str]) -> Markup:
    """Write a plain table; what stands in it is text, never markup."""
    most = settings().tables.short_text
    classes = [
        "number" if kind in ("decimal", "integer") else "short" if all(len(row[at]) <= most for row in rows) else "text"
        for at, kind in enumerate(types)
    ]
    cell = Markup('<td class="{}">{}</td>')
    head = Markup("").join(
        Markup('<th class="{}">{}</th>').format(kind, label) for kind, label in zip(classes, labels, strict=True)
    )
    body = Markup("").join(
        Markup("<tr>{}</tr>\n").format(
            Markup("").join(cell.format(kind, text) for kind, text in zip(classes, row, strict=True))
        )
        for row in rows
    )
    return Markup('<table class="dataframe"><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table>').format(head, body)


def _number(value: Any, spec: Column) -> Any:
    """Read what a column of numbers or truths is asked for."""
    if spec.type == "boolean":
        return value in (True, "是")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ParameterError(Problem("筛选的取值不是数", spec.label, str(value), "一个数", "写不带单位的数")) from None
    return int(number) if spec.type == "integer" and number == int(number) else number


def _printed(value: Any) -> str:
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)
