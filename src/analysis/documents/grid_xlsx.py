"""Sheets of an .xlsx file as grids: what the screen shows, and the number behind it.

Belongs here: sheets and their merged cells. Does not belong here: what the sheets share (``workbook``), single cells
(``sheet_cells``) or what the sheets say. A sheet is read once, from start to end, and only cells that hold something
are kept: the size that a sheet claims, and empty cells with a style, cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from analysis.documents import workbook as shared
from analysis.documents.container import Package
from analysis.documents.grid import Cell, Grid, readable
from analysis.documents.grid_remarks import Remark, listed
from analysis.documents.package_parts import relationships
from analysis.documents.sheet_addresses import MOST_COLUMNS, area, inside, letters
from analysis.documents.sheet_cells import SheetCells
from analysis.documents.sorts_of_file import limits
from analysis.documents.workbook import SheetEntry, Workbook, is_true
from analysis.documents.xml_walk import Attributes, Walker, attribute, walk
from analysis.errors import DocumentError

Area = tuple[int, int, int, int]


def read_grids(package: Package, main: str) -> list[Grid]:
    """Return the workbook's sheets in order, hidden ones included.

    Parameters
    ----------
    package
        The opened file.
    main
        The workbook part.
    """
    workbook = shared.load(package, main)
    places = limits().places
    grids = []
    for entry in workbook.sheets:
        grids.append(_Sheet(workbook, entry, places).read())
        places -= sum(len(row) for row in grids[-1].rows)
    return grids


@dataclass
class _Sheet:
    """One sheet while it is read; ``places`` is how large it may be."""

    workbook: Workbook
    entry: SheetEntry
    places: int
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[tuple[int, int]] = field(default_factory=set)
    drawing: str = ""

    def read(self) -> Grid:
        walker = Walker()
        cells = SheetCells(self.workbook, self.entry, walker, self.places)
        walker.starts |= {
            "x:row": lambda attributes: self._row(attributes, cells.row(attributes)),
            "x:col": self._column,
            "x:mergeCell": self._merge,
            "x:drawing": self._drawing,
        }
        walk(self.workbook.package, self.entry.part, walker)
        height, width = self._size(cells.held)
        names = [letters(column) for column in range(width)]
        rows = [
            [held.get(column) or Cell("", f"{name}{row + 1}") for column, name in enumerate(names)]
            for row in range(height)
            for held in [cells.held.get(row, {})]
        ]
        notes = [*self._cover(rows, height, width), *self._drawn()]
        return Grid(
            self.workbook.package.file,
            self.entry.title,
            (),
            tuple(map(tuple, rows)),
            self.entry.hidden,
            frozenset(row for row in self.hidden_rows if row < height),
            frozenset(self._hidden(width)),
            tuple(notes),
            tuple(cells.problems()),
        )

    def _row(self, attributes: Attributes, row: int) -> None:
        if is_true(attributes.get("hidden")) or attributes.get("ht") == "0":
            self.hidden_rows.add(row)

    def _column(self, attributes: Attributes) -> None:
        if is_true(attributes.get("hidden")) or attributes.get("width") == "0":
            bounds = [attributes.get(name, "") for name in ("min", "max")]
            if all(bound.isascii() and bound.isdigit() and len(bound) < 9 for bound in bounds):
                self.hidden_columns.add((max(0, int(bounds[0]) - 1), min(MOST_COLUMNS, int(bounds[1]))))
                if len(self.hidden_columns) > MOST_COLUMNS:
                    raise self._refuse("列的定义过多，文件可能已损坏")

    def _drawing(self, attributes: Attributes) -> None:
        self.drawing = attribute(attributes, "r:id") or ""

    def _drawn(self) -> list[Remark]:
        """Tell of words in text boxes that lie over the sheet: they stand in no cell."""
        package = self.workbook.package
        relation = relationships(package, self.entry.part).get(self.drawing) if self.drawing else None
        if relation is None or relation.part not in package:
            return []
        words: list[str] = []
        walker = Walker()
        walker.gather("a:t", words)
        walk(package, relation.part, walker)
        text = readable("".join(words))
        return [(f"{package.file} {self.entry.title}", "文本框内的文字，未读取", text[:40])] if text else []

    def _hidden(self, width: int) -> Iterator[int]:
        reached = 0
        for first, end in sorted(self.hidden_columns):
            yield from range(max(first, reached), min(end, width))
            reached = max(reached, end)

    def _merge(self, attributes: Attributes) -> None:
        text = attributes.get("ref", "")
        found = area(text)
        if found is None or not inside(*found[:2]) or not inside(*found[2:]):
            raise self._refuse("合并单元格的范围有误", text)
        if len(self.merged) >= limits().merged:
            raise self._refuse("合并单元格过多，不予读取", f"超过{limits().merged}处")
        self.merged.append(found)

    def _size(self, held: dict[int, dict[int, Cell]]) -> tuple[int, int]:
        """Return how many rows and columns reach to the last cells that hold something."""
        height = max(held, default=-1) + 1
        width = max((max(row) for row in held.values()), default=-1) + 1
        if height * width > self.places:
            tall = next(iter(held[height - 1].values())).ref
            wide = next(row[width - 1].ref for row in held.values() if width - 1 in row)
            found = f"{height}行×{width}列，最末行有 {tall}，最末列有 {wide}；全文件上限{limits().places}格"
            raise self._refuse("表的范围过大，不予读取", found, "删去远离表格的内容，或拆分后重新报送")
        return height, width

    def _cover(self, rows: list[list[Cell]], height: int, width: int) -> list[Remark]:
        """Repeat the first cell of each merged area over the rest of it, as far as the grid reaches."""
        lost: list[Cell] = []
        left = height * width
        for top, start, bottom, end in self.merged:
            bottom, end = min(bottom, height - 1), min(end, width - 1)
            if top > bottom or start > end:
                continue
            left -= (bottom - top + 1) * (end - start + 1)
            if left < 0:
                raise self._refuse("合并单元格互相重叠", f"{letters(start)}{top + 1} 等处", "取消重叠的合并后重新报送")
            lost += self._cover_one(rows, top, start, bottom, end)
        if not lost:
            return []
        words = listed(f"{cell.ref}“{cell.text[:20]}”" for cell in lost)
        return [(f"{self.workbook.package.file} {self.entry.title}", "被合并单元格遮住的内容，未读取", words)]

    @staticmethod
    def _cover_one(rows: list[list[Cell]], top: int, start: int, bottom: int, end: int) -> list[Cell]:
        origin = rows[top][start]
        above, beside = replace(origin, covered="above"), replace(origin, covered="left")
        lost = []
        for row in rows[top : bottom + 1]:
            lost += [cell for cell in row[start : end + 1] if cell.text and cell is not origin and not cell.covered]
            row[start : end + 1] = [above, *[beside] * (end - start)]
        rows[top][start] = origin
        return lost

    def _refuse(self, what: str, found: str = "", advice: str = "请报送单位重新导出后报送") -> DocumentError:
        return self.workbook.refuse(self.entry, what, "", found, advice)
