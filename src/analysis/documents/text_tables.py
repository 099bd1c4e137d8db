"""A table of a text document while it is read: rows, spans, vertical merges, and what must be said about it.

Belongs here: placing cells in rows. Does not belong here: following the document's XML (``grid_docx``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from analysis.documents.grid import Cell, Covered, Grid
from analysis.documents.grid_remarks import Remark, listed
from analysis.documents.running_text import Story
from analysis.documents.sorts_of_file import limits
from analysis.errors import DocumentError, Problem


@dataclass
class OpenCell:
    """A cell while it is read: its words, its span, and whether it continues the one above or to the left."""

    story: Story = field(default_factory=Story)
    span: int = 1
    merge_down: str = ""
    merge_right: str = ""
    deleted: bool = False


@dataclass(eq=False)
class OpenTable:
    """A table while it is read.

    Parameters
    ----------
    file, part, captions
        As of the grid.
    take
        Called with a number of places that the table needs; refuses when the document becomes too large.
    """

    file: str
    part: str
    captions: tuple[str, ...]
    take: Callable[[int], None]
    rows: list[list[Cell]] = field(default_factory=list)
    row: list[Cell] = field(default_factory=list)
    cells: list[OpenCell] = field(default_factory=list)
    after: int = 0
    row_hidden: bool = False
    row_deleted: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    inner: int = 0
    hidden_texts: int = 0
    deletions: int = 0
    merges: set[int] = field(default_factory=set)
    merges_below: set[int] = field(default_factory=set)
    headless: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def refuse(self, what: str, found: str = "", advice: str = "") -> DocumentError:
        """Make the error that names the cell being read."""
        place = f"{self.file} {self.part} 第{len(self.rows) + 1}行第{len(self.row) + 1}列"
        return DocumentError(Problem(what, place, found=found, advice=advice or "请报送单位重新导出后报送"))

    def begin_row(self) -> None:
        """Begin a row."""
        self.take(1)
        self.row, self.after = [], 0
        self.row_hidden = self.row_deleted = False
        self.merges_below = set()

    def skip(self, count: int) -> None:
        """Leave places of the row without a cell."""
        self._widen(count)
        number = len(self.rows) + 1
        self.row.extend(Cell("", f"R{number}C{len(self.row) + 1 + step}") for step in range(count))

    def end_row(self) -> None:
        """End a row."""
        self.skip(self.after)
        if self.row_hidden:
            self.hidden_rows.add(len(self.rows))
        if self.row_deleted:
            self.deletions += 1
            self.row = [cell if cell.covered else replace(cell, text="") for cell in self.row]
        self.rows.append(self.row)
        self.row = []
        self.merges = self.merges_below

    def place(self, cell: OpenCell) -> None:
        """Append a cell to its row, once for every column that it spans."""
        self._widen(cell.span)
        column = len(self.row)
        address = f"R{len(self.rows) + 1}C{column + 1}"
        text = "" if cell.deleted else cell.story.text()
        if len(text) > limits().characters:
            raise self.refuse("单元格文字过长，不予读取", f"{len(text)}字，上限{limits().characters}字")
        covered = self._covered(cell, column, address, text)
        if covered:
            source = self.rows[-1][column] if covered == "above" else self.row[-1]
            first = replace(source, covered=covered)
            if text:
                self.lost.append(f"第{len(self.rows) + 1}行第{column + 1}列“{text[:20]}”")
        else:
            first = Cell(text, address)
        self.row.append(first)
        if cell.span > 1:
            self.row.extend([replace(first, covered="left")] * (cell.span - 1))

    def close(self) -> Grid:
        """Return the grid, its rows made equally long."""
        width = max(map(len, self.rows), default=0)
        self.take(sum(width - len(row) for row in self.rows))
        rows = tuple(
            (*row, *(Cell("", f"R{number}C{column + 1}") for column in range(len(row), width)))
            for number, row in enumerate(self.rows, start=1)
        )
        return Grid(
            self.file,
            self.part,
            self.captions,
            rows,
            hidden_rows=frozenset(self.hidden_rows),
            notes=tuple(self._notes()),
        )

    def _covered(self, cell: OpenCell, column: int, address: str, text: str) -> Covered:
        if cell.merge_right == "continue" and self.row and not text:
            return "left"
        if not cell.merge_down:
            return ""
        self.merges_below.add(column)
        if cell.merge_down == "restart":
            return ""
        if column in self.merges:
            return "above"
        # Nothing above began this merge. To guess which words it repeats would be to invent them.
        self.headless.append(address)
        return ""

    def _widen(self, count: int) -> None:
        if len(self.row) + count > limits().text_columns:
            found = f"{len(self.row) + count}列，上限{limits().text_columns}列"
            raise self.refuse("表的列数过多，文件可能已损坏", found, "检查该单元格的合并，或重新导出后报送")
        self.take(count)

    def _notes(self) -> list[Remark]:
        place = f"{self.file} {self.part}"
        notes: list[Remark] = []
        if self.hidden_texts:
            notes.append((place, "有隐藏文字，已照常读取", f"{self.hidden_texts}处"))
        if self.deletions:
            notes.append((place, "有未接受的修订，按全部接受读取", f"删除{self.deletions}处"))
        if self.headless:
            notes.append((place, "纵向合并的单元格上方没有起始格，按独立单元格读取", listed(self.headless)))
        if self.lost:
            notes.append((place, "被合并单元格遮住的内容，未读取", listed(self.lost)))
        return notes
