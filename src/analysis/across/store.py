"""A store of facts of several fund years: each year's own under its key, and those across years beside them.

Belongs here: taking over a fund year's facts with its cells, and adding up and holding against each other what is in
the store. Does not belong here: which facts there are (``facts``).

A fund year's facts begin with its key and a slash (``gd-finance/2023/plan.allocated``); no other key has a slash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from analysis import tables
from analysis.across.model import Member
from analysis.comparison.model import Figure
from analysis.exact import half_up, money, percent, quantity, ratio, total
from analysis.facts import CellRef, Facts
from analysis.facts.builder import Builder
from analysis.facts.targets import add_targets
from analysis.places import Source


class Store(Builder):
    """Facts of several fund years under construction."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: dict[CellRef, tuple[str, str]] = {}
        self._corrected: dict[str, str | None] = {}

    def take(self, member: Member, name: str) -> None:
        """Take over a fund year's facts; ``name`` stands before the file in every address."""
        own = Builder()
        own.facts.update(member.evaluation.facts)
        if "targets.indicator_count" not in own.facts:
            # Every kind of report is held against the others by how its targets are set.
            add_targets(own, member.tables)
        for fact in own.facts.values():
            # What a year's own report says of earlier years is worked out anew, between the years that are compared.
            if fact.key.startswith("series."):
                continue
            inputs = tuple(self._moved(member, item) for item in fact.inputs)
            self._add(replace(fact, key=f"{member.key}/{fact.key}", inputs=inputs))
        for row in tables.records(member.tables["cells"]):
            cell = CellRef(f"{member.key}/{row['table']}", row["key"], row["column"])
            place = Source(f"{name} {row['file']}", row["part"], row["cell"])
            self._cells[cell] = (str(place), row["text"] or "")
        for row in tables.records(member.tables["corrections"]):
            self._corrected[f"{name} {row['source']}"] = row["found"]

    def quoted(self, key: str, member: Member, name: str, figure: Figure) -> None:
        """Add a target or a result as it stands in a document: the figure where it is one, else the words."""
        cell = CellRef(f"{member.key}/things", key, "text")
        self._cells[cell] = (f"{name} {figure.source}", figure.text)
        if figure.value is None:
            self.name(key, figure.text, cell)
        else:
            self.figure(key, figure.value, quantity(figure.value, figure.unit), "", (cell,))

    def total_of(self, key: str, inputs: Iterable[str], formula: str) -> Decimal:
        """Add a sum of amounts that are in the store; return it."""
        keys = tuple(inputs)
        value = total(self.value(each) for each in keys)
        self.figure(key, value, money(value), formula, keys)
        return value

    def change(self, key: str, own: str, earlier: str) -> Decimal:
        """Add by how much a figure differs from an earlier one, in its unit and, where it was not zero, in percent."""
        value = self.value(own) - self.value(earlier)
        formula = f"{self.facts[own].text} − {self.facts[earlier].text} = {signed(value)}"
        self.figure(key, value, signed(value), formula, (own, earlier))
        self.figure(key.removesuffix("change") + "size", abs(value), money(abs(value)), formula, (own, earlier))
        if self.value(earlier):
            rate = ratio(value, self.value(earlier))
            said = signed_percent(rate)
            self.figure(f"{key}.rate", rate, said, f"{signed(value)} ÷ {self.facts[earlier].text} = {said}", (key,))
        return value

    def quotient(self, key: str, part: str, whole: str) -> None:
        """Add one figure as a percentage of another of the same unit."""
        value = ratio(self.value(part), self.value(whole))
        text = percent(value)
        self.figure(key, value, text, f"{self.facts[part].text} ÷ {self.facts[whole].text} = {text}", (part, whole))

    def value(self, key: str) -> Decimal:
        """Return the exact value of a fact that is a figure."""
        value = self.facts[key].value
        assert value is not None, key
        return value

    def frozen(self) -> Facts:
        """Return the facts, to which nothing can be added any more."""
        return Facts(self.facts, self._cells, self._corrected)

    def _moved(self, member: Member, item: CellRef | str) -> CellRef | str:
        if isinstance(item, str):
            return f"{member.key}/{item}"
        return item._replace(table=f"{member.key}/{item.table}")


def signed(value: Decimal, places: int = 2) -> str:
    """Print a change with its sign: ``+12.00``, ``−3.50``, ``0.00``; it is zero where it prints as zero."""
    rounded = half_up(value, places)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{abs(rounded):,f}"


def signed_percent(share: Decimal) -> str:
    """Print a change of a share of one as a percentage with its sign: ``+12.5%``."""
    return f"{signed(share * 100, 1)}%"
