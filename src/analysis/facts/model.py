"""What a fact is: a value, how it prints, how it was computed, and what it rests on.

Belongs here: the frozen store and looking things up in it. Does not belong here: computing facts (``build``) or
telling a fact's story to a person (``trace``).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from analysis.errors import NotFoundError, Problem
from analysis.places import corrected_place, human_place


@dataclass(frozen=True)
class CellRef:
    """A value of a tidy table; the table ``cells`` tells where it stood in a document."""

    table: str
    key: str
    column: str


@dataclass(frozen=True)
class Fact:
    """One number or name.

    Parameters
    ----------
    key
        Stable name, such as ``execution.rate``.
    text
        How it prints, unit not included unless it belongs to the figure (``%``).
    value
        The exact value; ``None`` for a name.
    formula
        The calculation in one line, with the figures in it; empty for a value taken as it stands.
    inputs
        What it follows from: cells, or other facts by key.
    """

    key: str
    text: str
    value: Decimal | None = None
    formula: str = ""
    inputs: tuple[CellRef | str, ...] = ()


class Facts(Mapping[str, Fact]):
    """The facts of one fund year; nothing can be added once it is made."""

    def __init__(
        self,
        facts: Mapping[str, Fact],
        cells: Mapping[CellRef, tuple[str, str]],
        corrected: Mapping[str, str | None] | None = None,
    ) -> None:
        self._facts = MappingProxyType(dict(facts))
        self._cells = MappingProxyType(dict(cells))
        self._corrected = MappingProxyType(dict(corrected or {}))

    def __getitem__(self, key: str) -> Fact:
        if key not in self._facts:
            near = difflib.get_close_matches(key, self._facts, n=3, cutoff=0.5)
            raise NotFoundError(
                Problem(
                    "没有这个数据项", key, expected=f"相近的有：{'、'.join(near)}" if near else "", advice="核对键名"
                )
            )
        return self._facts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __contains__(self, key: object) -> bool:
        return key in self._facts

    def value(self, key: str) -> Decimal:
        """Return the exact value of a numeric fact."""
        value = self[key].value
        if value is None:
            raise TypeError(f"fact {key!r} is a name, not a number")
        return value

    def cell(self, ref: CellRef) -> tuple[str, str] | None:
        """Return a cell's address and its printed text, or ``None`` for a value that is not in a document."""
        return self._cells.get(ref)

    def places(self, key: str) -> list[str]:
        """Return the addresses of all cells that a fact rests on, through other facts, each once, in order."""
        found: dict[str, None] = {}
        for item in self[key].inputs:
            if isinstance(item, str):
                found.update(dict.fromkeys(self.places(item)))
            elif (cell := self.cell(item)) is not None:
                found[cell[0]] = None
        return list(found)

    def said(self, address: str) -> str:
        """Say an address in words; where the value was corrected, with what stood there."""
        place = human_place(address)
        return corrected_place(place, self._corrected[address]) if address in self._corrected else place

    def printed_as(self, text: str) -> list[str]:
        """Return the keys of all facts that print as a text, thousands separators aside."""
        bare = text.replace(",", "")
        return [key for key, fact in self.items() if fact.text.replace(",", "") == bare]
