"""A table of a trial: its frame for computing, its labels for reading, its mark always.

Belongs here: how values of trials print, and tables of them as text and HTML. Does not belong here: what is in a table
(``compare``, ``sensitivity``) or a whole result (``result``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

import pandas as pd

from analysis.exact import half_up, percent, points, short
from analysis.whatif.texts import FrameWords, texts


def signed(value: Decimal, places: int = 2) -> str:
    """Print a difference with its sign: ``+7.00``, ``−0.50``; none is ``0.00``."""
    rounded = half_up(value, places)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{abs(rounded):,f}"


_PRINTED: Mapping[str, Callable[[Any], str]] = {
    "text": str,
    "score": points,
    "signed": signed,
    "move": lambda value: signed(Decimal(int(value)), 0),
    "number": lambda value: short(half_up(Decimal(value), 4)),
    "share": lambda value: percent(value, 0 if value * 100 == half_up(value * 100, 0) else 1),
    "yes": lambda value: "是" if value else "",
}
_FIGURES = frozenset({"score", "signed", "move", "number", "share"})


@dataclass(frozen=True, eq=False)
class Shown:
    """A labelled table of a trial.

    Parameters
    ----------
    name
        Its name in ``texts.yaml``.
    frame
        The data: plain column names, exact ``Decimal``, ``None`` for what is not there. Its ``attrs`` carry the mark,
        the labels and what was changed.
    """

    name: str
    frame: pd.DataFrame

    @property
    def words(self) -> FrameWords:
        """Title, row and columns."""
        return texts().frames[self.name]

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        return f"<{self.words.title}（{texts().mark}）：{len(self.frame)}行>"

    def labelled(self) -> pd.DataFrame:
        """Return the data under their Chinese labels, values as they are."""
        renamed = self.frame.rename(columns={name: spec.heading for name, spec in self.words.columns.items()})
        renamed.attrs = dict(self.frame.attrs)
        return renamed

    def printed(self, columns: Sequence[str] = ()) -> list[list[str]]:
        """Return the rows as they are read, all columns or some of them."""
        names = list(columns or self.words.columns)
        return [[self.say(name, row[name]) for name in names] for row in self.frame.to_dict("records")]

    def say(self, column: str, value: Any) -> str:
        """Print one value as its column prints; nothing where there is none."""
        return "" if _nothing(value) else _PRINTED[self.words.columns[column].shown](value)

    def html(self, columns: Sequence[str] = (), rows: Sequence[int] | None = None) -> str:
        """Return a plain HTML table of all rows or of some of them, the mark in its caption."""
        names = list(columns or self.words.columns)
        wanted = set(range(len(self.frame)) if rows is None else rows)
        specs = [self.words.columns[name] for name in names]
        heads = "".join(f'<th scope="col">{escape(spec.heading)}</th>' for spec in specs)
        body = "".join(
            f"<tr>{''.join(map(_cell, cells, specs))}</tr>"
            for place, cells in enumerate(self.printed(names))
            if place in wanted
        )
        caption = f"{self.words.title}（{texts().mark}；每行：{self.words.row}）"
        return (
            f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _repr_html_(self) -> str:
        return f'<div lang="zh-CN">{self.html()}</div>'


def shown(name: str, rows: Iterable[Mapping[str, Any]], changes: Sequence[str], label: str) -> Shown:
    """Make a table of a trial.

    Parameters
    ----------
    name
        Its name in ``texts.yaml``, which lists the columns that a row must have.
    rows
        The data.
    changes
        The calls that made the changes.
    label
        The fund year.
    """
    words = texts().frames[name]
    listed = list(rows)
    frame = pd.DataFrame({column: pd.Series([row[column] for row in listed], dtype=object) for column in words.columns})
    frame.attrs = {
        "mark": texts().mark,
        "title": words.title,
        "fund_year": label,
        "changes": list(changes),
        "labels": {column: spec.heading for column, spec in words.columns.items()},
    }
    return Shown(name, frame)


def _cell(text: str, spec: Any) -> str:
    side = ' style="text-align:right"' if spec.shown in _FIGURES else ' style="text-align:left"'
    return f"<td{side}>{escape(text)}</td>"


def _nothing(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)
