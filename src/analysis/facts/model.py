"""What a fact is: a value, how it prints, how it was computed, and what it rests on.

Belongs here: the frozen store and looking things up in it. Does not belong here: computing facts (``build``) or
telling a fact's story to a person (``trace``).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from analysis.errors import NotFoundError, Problem
from analysis.places import corrected_place, human_place

_CELL = re.compile(r"(?P<table>\w+)\[(?P<key>.+)\]\.(?P<column>\w+)", re.DOTALL)
#: An unknown key is held against so many known ones at most, those of its own group first.
_COMPARED_KEYS = 5000


class CellRef(NamedTuple):
    """A value of a tidy table; the table ``cells`` tells where it stood in a document."""

    table: str
    key: str
    column: str

    @property
    def name(self) -> str:
        """How it is written: ``targets[F-03|annual].text``."""
        return f"{self.table}[{self.key}].{self.column}"

    @classmethod
    def of(cls, name: str) -> CellRef | None:
        """Read a name back; ``None`` for anything else, such as the key of a fact."""
        found = _CELL.fullmatch(name)
        return cls(found["table"], found["key"], found["column"]) if found else None


@dataclass(frozen=True, slots=True)
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
        cells: Mapping[Any, tuple[str, str]],
        corrected: Mapping[str, str | None] | None = None,
    ) -> None:
        self._facts = MappingProxyType(dict(facts))
        self._cells = MappingProxyType(dict(cells))
        self._corrected = MappingProxyType(dict(corrected or {}))
        self._origins: dict[tuple[str, int], tuple[list[str], int]] = {}

    def __getitem__(self, key: str) -> Fact:
        fact = self._facts.get(key)
        if fact is not None:
            return fact
        near = difflib.get_close_matches(key, self._comparable(key), n=3, cutoff=0.5)
        expected = f"相近的有：{'、'.join(near)}" if near else ""
        raise NotFoundError(Problem("没有这个数据项", key, expected=expected, advice="核对键名"))

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
        """Return the addresses of all cells that a fact rests on, through other facts, each once, in order.

        Parameters
        ----------
        key
            A fact's key, or the name of a cell.
        """
        found: dict[str, None] = {}
        seen: set[str] = set()
        waiting: list[CellRef | str] = [CellRef.of(key) or key]
        while waiting:
            item = waiting.pop()
            if isinstance(item, CellRef):
                cell = self.cell(item)
                if cell is not None:
                    found[cell[0]] = None
            elif item not in seen:
                seen.add(item)
                waiting.extend(reversed(self[item].inputs))
        return list(found)

    def origin(self, key: str, named: int) -> tuple[list[str], int]:
        """Return the first places that a fact or a cell rests on, in words, and how many there are.

        A total of a large dossier rests on very many cells and is printed often; they are looked up once.
        """
        known = self._origins.get((key, named))
        if known is None:
            places = self.places(key)
            known = self._origins[key, named] = [self.said(place) for place in places[:named]], len(places)
        return known

    def said(self, address: str) -> str:
        """Say an address in words; where the value was corrected, with what stood there."""
        place = human_place(address)
        return corrected_place(place, self._corrected[address]) if address in self._corrected else place

    def printed_as(self, text: str) -> list[str]:
        """Return the keys of all facts that print as a text, thousands separators aside."""
        bare = text.replace(",", "")
        return [key for key, fact in self.items() if fact.text.replace(",", "") == bare]

    def quoted_as(self, text: str) -> list[CellRef]:
        """Return the cells that hold a text, blanks aside."""
        bare = "".join(text.split())
        return [CellRef(*ref) for ref, (_, found) in self._cells.items() if bare and "".join(found.split()) == bare]

    def _comparable(self, key: str) -> list[str]:
        """Return the keys that an unknown one may have been meant for."""
        if len(self._facts) <= _COMPARED_KEYS:
            return list(self._facts)
        own = [known for known in self._facts if known.partition(".")[0] == key.partition(".")[0]]
        return (own or list(self._facts))[:_COMPARED_KEYS]
