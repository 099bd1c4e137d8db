"""How much of a large dossier a report prints, and what it says of the rest.

Belongs here: choosing the rows of a long table, list or figure, and the note that tells where all of them are. Does not
belong here: the numbers (``limits.yaml``), which row is worse than another (the makers), or the rows themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Generic, TypeVar

from analysis.errors import NarrativeError
from analysis.evaluation import Evaluation
from analysis.report.blocks import Picture, Table
from analysis.strict import StrictModel, load_packaged

Item = TypeVar("Item")
Exhibit = TypeVar("Exhibit", Table, Picture)


class Complete(StrictModel):
    """Where every row of a table or figure is: processed tables, a sheet of the score book."""

    tables: tuple[str, ...]
    sheet: str = ""


class Limits(StrictModel):
    """From how many on something is cut, and to how many."""

    rows: int
    shown: int
    listed: int
    named: int
    marks: int
    drawn: int
    complete: dict[str, Complete]


@dataclass(frozen=True)
class Chosen(Generic[Item]):
    """The rows that are printed, and of how many; ``order`` says of cut ones by what they were chosen."""

    items: Sequence[Item]
    total: int
    order: str

    @property
    def is_cut(self) -> bool:
        """Whether rows were left out."""
        return len(self.items) < self.total

    def told(self, exhibit: Exhibit, evaluation: Evaluation) -> Exhibit:
        """Say below a table or figure what was left out and where all of it is; a whole one stays as it is."""
        if not self.is_cut:
            return exhibit
        verb = "画出" if isinstance(exhibit, Picture) else "列出"
        which = f"{self.order}的" if self.order else "前"
        shown = f"只{verb}{which}{len(self.items):,d}行"
        note = f"共{self.total:,d}行，{shown}；完整的数据见{complete(exhibit.anchor, evaluation)}。"
        return replace(exhibit, notes=(*exhibit.notes, note))


@cache
def limits() -> Limits:
    """Return the numbers of ``limits.yaml``."""
    return load_packaged("analysis.report", "limits.yaml", Limits, NarrativeError)


def rows(items: Sequence[Item], worst: Callable[[Item], Any] | None = None, order: str = "") -> Chosen[Item]:
    """Choose the rows of a table.

    Parameters
    ----------
    items
        All of them.
    worst
        What the worst has least of; without it the first ones are taken.
    order
        That in words, as in 只列得分最低的100行.
    """
    return _cut(items, limits().rows, limits().shown, worst, order)


def marks(items: Sequence[Item], worst: Callable[[Item], Any], order: str) -> Chosen[Item]:
    """Choose the rows of a figure, in their own order."""
    chosen = _cut(items, limits().marks, limits().drawn, worst, order)
    if not chosen.is_cut:
        return chosen
    kept = {id(item) for item in chosen.items}
    return replace(chosen, items=[item for item in items if id(item) in kept])


def few(items: Sequence[Item]) -> Sequence[Item]:
    """Return the members of a list in running text that are named."""
    return items if len(items) <= limits().listed else items[: limits().named]


def is_long(items: Sequence[Any]) -> bool:
    """Tell whether a list in running text is cut."""
    return len(items) > limits().listed


def complete(name: str, evaluation: Evaluation) -> str:
    """Say where every row of a table or figure is."""
    where = limits().complete[name]
    manifest = evaluation.manifest
    first, *others = (f"{table}.csv" for table in where.tables)
    files = "、".join([f" data/processed/{manifest.fund}/{manifest.year}/{first}", *others])
    return f"{files} 和 scores.xlsx 的“{where.sheet}”表" if where.sheet else files


def _cut(items: Sequence[Item], most: int, shown: int, worst: Callable[[Item], Any] | None, order: str) -> Chosen[Item]:
    if len(items) <= most:
        return Chosen(items, len(items), order)
    first = sorted(items, key=worst) if worst else items
    return Chosen(first[:shown], len(items), order)
