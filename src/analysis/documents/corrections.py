"""Corrections of cells that a person declared: ``corrections.yaml`` beside the documents.

Belongs here: what the file may say, and putting a corrected value into a grid while the value it replaces still stands
there. Does not belong here: single values (``corrected_cells``), accepted findings (``acceptance``), names that mean
the same (``aliases``). The documents themselves are never changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from pydantic import StringConstraints

from analysis import handwritten
from analysis.documents.corrected_cells import cell_at, equal, mended, shown, stands, with_value
from analysis.documents.grid import Cell, Grid
from analysis.errors import CorrectionError, Problem
from analysis.handwritten import Written
from analysis.paths import FundYearPaths
from analysis.places import Source
from analysis.provenance import Manifest
from analysis.strict import StrictModel
from analysis.vocabulary import CorrectionStatus

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Value = Annotated[str, StringConstraints(strip_whitespace=True)]

_TEXT_PART = "正文"
_FORMS = "“文件#表1!R13C6”或“文件 表1 第13行第6列”；工作簿为“文件#表名!C7”或“文件 “表名”表 C7”"


class Correction(StrictModel):
    """One cell: where, what stands there, what should, why, whom it was told, and whether they agreed.

    ``found`` and ``corrected`` are as printed; an empty text is a blank cell.
    """

    at: Words
    found: Value
    corrected: Value
    reason: Words
    reported_to: Value = ""
    status: CorrectionStatus


class Accepted(StrictModel):
    """One finding that a person has looked into and lets stand, and why."""

    id: Words
    reason: Words


class Declarations(StrictModel):
    """All of ``corrections.yaml``."""

    corrections: tuple[Correction, ...] = ()
    accepted: tuple[Accepted, ...] = ()


def load(paths: FundYearPaths) -> Written[Declarations]:
    """Load the declarations of a fund year; no file declares nothing.

    Raises
    ------
    CorrectionError
        When the file is malformed, lies one folder too high, or names a cell or a finding twice.
    """
    high = paths.raw.parent / paths.corrections.name
    if high.exists():
        advice = f"移到所属年度的目录，如 {paths.label}/{high.name}"
        what = "更正文件放错了位置：更正属于一个年度"
        raise CorrectionError(Problem(what, f"{paths.fund}/{high.name}", advice=advice))
    if not (paths.corrections.exists() or paths.corrections.is_symlink()):
        return Written(paths.corrections.name, Declarations(), {})
    declared = handwritten.load(paths.corrections, Declarations, CorrectionError)
    if problems := [*_twice(declared, "corrections", "at"), *_twice(declared, "accepted", "id")]:
        raise CorrectionError(problems)
    return declared


def _twice(declared: Written[Declarations], part: str, name: str) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for number, entry in enumerate(getattr(declared.content, part)):
        written = str(getattr(entry, name))
        named = str((Source.of(written) if name == "at" else None) or written)
        where = declared.where(part, number)
        if named in first:
            what = "同一单元格有两条更正" if name == "at" else "同一条发现接受了两次"
            yield Problem(what, where, found=written, expected=f"一条（另见{first[named]}）", advice="删去一条")
        first.setdefault(named, where)


@dataclass(frozen=True)
class _Order:
    """A correction with the address it names and the line it stands on."""

    said: Correction
    source: Source
    where: str

    def problem(self, what: str, found: str = "", expected: str = "", advice: str = "") -> Problem:
        """Say what keeps it from being applied."""
        return Problem(what, f"{self.where}，{self.source.human()}", found, expected, advice)


@dataclass
class Mender:
    """Puts declared values into grids.

    Parameters
    ----------
    declared
        What was declared.
    manifest
        The documents of the fund year.
    """

    declared: Written[Declarations]
    manifest: Manifest
    problems: list[Problem] = field(default_factory=list)
    _orders: dict[tuple[str, str], list[_Order]] = field(default_factory=dict)
    _records: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        files = [entry.file for entry in self.manifest.files]
        for number, said in enumerate(self.declared.content.corrections):
            where, source = self.declared.where("corrections", number), Source.of(said.at)
            if source is None:
                self.problems.append(Problem("看不出是哪个单元格", where, said.at, _FORMS, "照校验结果所印的地址填写"))
            elif source.file not in files:
                known = f"清单中的文件：{'、'.join(files)}"
                self.problems.append(Problem("更正所指的文件不在清单中", where, source.file, known, "改正文件名"))
            elif source.part == _TEXT_PART:
                what = "正文段落不能更正：数据只取自表格"
                self.problems.append(Problem(what, where, said.at, "表格中的一个单元格", "改写地址，或删去这条更正"))
            else:
                self._orders.setdefault((source.file, source.part), []).append(_Order(said, source, where))

    def records(self) -> list[dict[str, Any]]:
        """Return what was corrected, for the table ``corrections``, in the order in which it was declared."""
        sources = (str(Source.of(said.at)) for said in self.declared.content.corrections)
        return [self._records[source] for source in sources if source in self._records]

    def mend(self, grid: Grid) -> Grid:
        """Return a grid with the values that were declared for it; what cannot be applied becomes a problem."""
        fresh: dict[str, Cell] = {}
        for order in self._orders.get((grid.file, grid.part), ()):
            cell = self._standing(grid, order)
            if cell is not None:
                fresh[cell.ref] = with_value(cell, order.said.corrected)
                self._record(order, cell, fresh[cell.ref])
        if not fresh:
            return grid
        # A merged cell is repeated over all it covers, under its own address.
        rows = tuple(tuple(mended(cell, fresh) for cell in row) for row in grid.rows)
        healed = {Source(grid.file, grid.part, ref).human() for ref in fresh}
        left = tuple(problem for problem in grid.problems if problem.where not in healed)
        return replace(grid, rows=rows, problems=left)

    def close(self, file: str, parts: list[str]) -> None:
        """Say which corrections of a file name a table that the file does not have."""
        for (named, part), orders in self._orders.items():
            if named == file and part not in parts:
                known = f"文件中有：{'、'.join(parts) or '没有表格'}"
                self.problems += [order.problem("文件中没有这张表", part, known, "改正地址") for order in orders]

    def _standing(self, grid: Grid, order: _Order) -> Cell | None:
        """Return the cell that a correction names, when the value that it replaces stands there."""
        said, cell = order.said, cell_at(grid, order.source.cell)
        if cell is None:
            size = f"该表共{len(grid.rows)}行{len(grid.rows[0]) if grid.rows else 0}列"
            self.problems.append(order.problem("表中没有这个单元格", order.source.cell, size, "改正地址"))
        elif cell.ref != order.source.cell:
            owner = grid.source(cell)
            what = "该处为合并单元格所覆盖，不能单独更正"
            self.problems.append(order.problem(what, cell.text, f"at: {owner}", "写合并单元格自己的地址"))
        elif equal(said.found, said.corrected):
            self.problems.append(order.problem("更正后的值与原值相同", said.corrected, advice="改正，或删去这条更正"))
        elif stands(cell, said.corrected):
            what, advice = "单元格已是更正后的值", "文件已经改正，删去这条更正"
            self.problems.append(order.problem(what, shown(cell), f"原值 {said.found or '空白'}", advice))
        elif not stands(cell, said.found):
            what, advice = "单元格现在的值不是更正所写的原值，未更正", "对照文件核实后改写 found，或删去这条更正"
            self.problems.append(order.problem(what, shown(cell), f"原值 {said.found or '空白'}", advice))
        else:
            return cell
        return None

    def _record(self, order: _Order, before: Cell, after: Cell) -> None:
        place, said = order.source, order.said
        self._records[str(place)] = {
            "file": place.file,
            "part": place.part,
            "cell": before.ref,
            "found": before.text,
            "corrected": after.text,
            "reason": said.reason,
            "reported_to": said.reported_to,
            "status": said.status.value,
            "source": str(Source(place.file, place.part, before.ref)),
        }
