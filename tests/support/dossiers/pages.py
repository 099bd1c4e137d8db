"""Pages: cells with their places and printed texts, before they become a file.

Belongs here: placing cells, and letting overrides change what a cell prints. Does not belong here: what stands in the
cells (``plan_pages``, ``result_pages``) or the file formats (``files``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Placed:
    """One cell; row and column from 0. ``number`` asks a workbook to store a figure instead of its text."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    number: bool = False


@dataclass(frozen=True)
class Page:
    """A sheet of a workbook, or a table of a text document with the paragraphs before it."""

    title: str
    cells: tuple[Placed, ...]
    captions: tuple[str, ...] = ()

    @cached_property
    def width(self) -> int:
        """The number of columns."""
        return max(cell.column + cell.columns for cell in self.cells)

    @cached_property
    def height(self) -> int:
        """The number of rows."""
        return max(cell.row + cell.rows for cell in self.cells)


@dataclass
class Printer:
    """Says what a named cell prints.

    Parameters
    ----------
    overrides
        Cell name to the text that it prints instead of the model's.
    asked
        The names that were asked for: those that an override may use.
    """

    overrides: Mapping[str, str]
    asked: set[str] = field(default_factory=set)

    def text(self, name: str, said: str) -> str:
        """Return what a cell prints."""
        self.asked.add(name)
        return self.overrides.get(name, said)

    def unknown(self) -> list[str]:
        """Name the overrides that no cell asked for."""
        return sorted(set(self.overrides) - self.asked)


@dataclass
class Draft:
    """A page in the making; rows are added one below the other."""

    printer: Printer
    prefix: str
    row: int = 0
    cells: list[Placed] = field(default_factory=list)

    def name(self, *parts: object) -> str:
        """Return the full name of a cell of this page."""
        return ".".join((self.prefix, *map(str, parts)))

    def wide(self, text: str, columns: int) -> None:
        """Add a row of one cell, such as a title."""
        self.cells.append(Placed(self.row, 0, text, columns=columns))
        self.row += 1

    def heads(self, texts: Sequence[str]) -> None:
        """Add a header row."""
        self.cells += [Placed(self.row, column, text) for column, text in enumerate(texts)]
        self.row += 1

    def line(self, key: object, named: Mapping[str, str], numbers: Iterable[str] = (), start: int = 0) -> None:
        """Add a row of named cells, from a column on."""
        own = set(numbers)
        for column, (name, said) in enumerate(named.items(), start=start):
            text = self.printer.text(self.name(key, name), said)
            self.cells.append(Placed(self.row, column, text, number=name in own))
        self.row += 1

    def put(self, column: int, text: str, rows: int = 1, columns: int = 1, *, number: bool = False) -> None:
        """Place a cell in the current row."""
        self.cells.append(Placed(self.row, column, text, rows, columns, number))

    def page(self, title: str, captions: Sequence[str] = ()) -> Page:
        """Return the finished page."""
        return Page(title, tuple(self.cells), tuple(captions))


def runs(texts: Sequence[str]) -> list[int]:
    """Say for every place how many equal texts in a row begin there; 0 where a run goes on."""
    found = [0] * len(texts)
    start = 0
    for place, text in enumerate(texts):
        if text != texts[start]:
            start = place
        found[start] += 1
    return found
