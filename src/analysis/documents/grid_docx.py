"""Tables of a .docx file as grids, merged cells resolved.

Belongs here: following the document's tables, rows and cells from start to end. Does not belong here: what is text
(``running_text``), placing cells in rows (``text_tables``) or what the tables say.
"""

from __future__ import annotations

from analysis.documents.container import Package
from analysis.documents.grid import Grid
from analysis.documents.running_text import RunningText, Story, is_on
from analysis.documents.sorts_of_file import limits
from analysis.documents.text_tables import OpenCell, OpenTable
from analysis.documents.xml_walk import Attributes, OnStart, attribute, walk
from analysis.errors import DocumentError

#: What a table costs beside its cells, in cells.
_PLACES_OF_A_TABLE = 10

_CELL_PROPERTIES = ("w:gridSpan", "w:vMerge", "w:hMerge", "w:cellDel")


def read_grids(package: Package, main: str) -> list[Grid]:
    """Return the document's tables in order, each with the paragraphs that stand before it.

    Parameters
    ----------
    package
        The opened file.
    main
        The document part; headers, footers, notes and comments are parts of their own and no tables come from them.
    """
    reader = _Reader(package)
    walk(package, main, reader.walker)
    return reader.grids()


class _Reader(RunningText):
    """The tables that are open, one within the other, and those that are closed."""

    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self.tables: list[OpenTable] = []
        #: The grids in the order in which their tables begin; a place is taken when one begins.
        self.found: list[Grid | None] = []
        self.slots: list[int] = []
        self.places = limits().places
        self.row_properties = False
        starts, ends = self.walker.starts, self.walker.ends
        starts |= {"w:tbl": self._table, "w:tr": self._row, "w:tc": self._cell, "w:txbxContent": self._box}
        ends |= {
            "w:tbl": self._table_end,
            "w:tr": self._row_end,
            "w:tc": self._cell_end,
            "w:txbxContent": self._box_end,
        }
        starts |= {"w:trPr": self._row_properties, "w:hidden": self._row_hidden, "o:OLEObject": self._object}
        ends |= {"w:txbxContent": self._box_end, "w:trPr": self._row_properties_end}
        starts |= {name: self._property(name) for name in ("w:gridBefore", "w:gridAfter", *_CELL_PROPERTIES)}
        starts |= dict.fromkeys(("w:del", "w:moveFrom"), self._deleted)
        starts |= dict.fromkeys(("w:altChunk", "w:subDoc"), self._elsewhere)

    def refuse(self, what: str, found: str = "", advice: str = "请报送单位重新导出后报送") -> DocumentError:
        """Make the error that names the cell, in the text the file only."""
        return self.tables[-1].refuse(what, found, advice) if self.tables else super().refuse(what, found, advice)

    def grids(self) -> list[Grid]:
        """Return the closed tables in the order in which they began."""
        return [grid for grid in self.found if grid is not None]

    def _table(self, _: Attributes) -> None:
        if len(self.tables) >= limits().nested:
            raise self.refuse("表格嵌套过深，不予读取", f"超过{limits().nested}层", "取消表格嵌套后重新报送")
        captions = self.stories[-1].captions()
        if self.tables:
            outer = self.tables[-1]
            outer.inner += 1
            part, captions = f"{outer.part}内表{outer.inner}", (*outer.captions, *captions)
        else:
            part = self.numbered("文本框表" if len(self.stories) > 1 else "表")
        self._take(_PLACES_OF_A_TABLE)
        self.tables.append(OpenTable(self.package.file, part, captions, self._take, hidden_texts=-self.hidden_texts))
        self.slots.append(len(self.found))
        self.found.append(None)

    def _table_end(self) -> None:
        table = self.tables.pop()
        table.hidden_texts += self.hidden_texts
        grid = table.close()
        self.found[self.slots.pop()] = grid
        if self.tables:
            # The words of a table inside a cell are words of that cell too.
            for text in (cell.text for row in grid.rows for cell in row if cell.text and not cell.covered):
                self.stories[-1].lines.append([text])
            self.stories[-1].captions()

    def _row(self, _: Attributes) -> None:
        if self.tables:
            self.tables[-1].begin_row()

    def _row_end(self) -> None:
        if self.tables:
            self.tables[-1].end_row()

    def _row_properties(self, _: Attributes) -> None:
        self.row_properties = True

    def _row_properties_end(self) -> None:
        self.row_properties = False

    def _cell(self, _: Attributes) -> None:
        if self.tables:
            cell = OpenCell()
            self.tables[-1].cells.append(cell)
            self.stories.append(cell.story)

    def _cell_end(self) -> None:
        if self.tables and self.tables[-1].cells:
            self.stories.pop()
            self.tables[-1].place(self.tables[-1].cells.pop())

    def _row_hidden(self, attributes: Attributes) -> None:
        if self.tables:
            self.tables[-1].row_hidden = is_on(attributes)

    def _property(self, name: str) -> OnStart:
        def on_property(attributes: Attributes) -> None:
            if not self.tables:
                return
            table, value = self.tables[-1], attribute(attributes, "w:val")
            if name == "w:gridBefore":
                table.skip(self._count(value))
            elif name == "w:gridAfter":
                table.after = self._count(value)
            elif not table.cells:
                return
            elif name == "w:gridSpan":
                table.cells[-1].span = max(1, self._count(value))
            elif name == "w:vMerge":
                table.cells[-1].merge_down = value or "continue"
            elif name == "w:hMerge":
                table.cells[-1].merge_right = value or "continue"
            else:
                table.cells[-1].deleted = True

        return on_property

    def _deleted(self, _: Attributes) -> bool:
        if self.tables and self.row_properties:
            self.tables[-1].row_deleted = True
        elif self.tables:
            self.tables[-1].deletions += 1
        return True

    def _box(self, _: Attributes) -> None:
        self.stories.append(Story())

    def _box_end(self) -> None:
        box = self.stories.pop()
        self.stories[-1].lines.extend(box.lines[box.told :] if not self.tables else box.lines)

    def _elsewhere(self, _: Attributes) -> None:
        what = "文档引用了另存的内容（altChunk 或子文档），不能确定全文"
        raise self.refuse(what, advice="用 Word 打开，另存为 .docx 后重新报送")

    def _object(self, attributes: Attributes) -> None:
        program = attributes.get("ProgID", "")
        if not program.startswith("Equation"):
            self._take(1)
            part = self.numbered("嵌入对象")
            note = (f"{self.package.file} {part}", "嵌入的对象不能读取，其中如有表格请直接放入文档", program)
            self.found.append(Grid(self.package.file, part, (), (), notes=(note,)))

    def _take(self, count: int) -> None:
        self.places -= count
        if self.places < 0:
            raise self.refuse("文档的表格过大，不予读取", f"全文件上限{limits().places}格", "拆分后重新报送")

    def _count(self, value: str | None) -> int:
        if value is None or not value.strip().isascii() or not value.strip().isdigit() or len(value) > 12:
            raise self.refuse("单元格的跨列数有误，文件可能已损坏", value or "空白")
        return int(value)
