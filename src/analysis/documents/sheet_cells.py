"""The cells of a sheet while it is read: value, formula and style of each become what the cell shows.

Belongs here: single cells. Does not belong here: the sheet around them (``grid_xlsx``), number formats
(``number_formats``).
"""

from __future__ import annotations

import datetime
import math
import re
from decimal import Decimal
from typing import Any

from analysis.documents.grid import Cell, readable
from analysis.documents.number_formats import GENERAL, shown_number, shown_text, time_kind
from analysis.documents.sheet_addresses import inside, letters, position
from analysis.documents.sheet_dates import shown_date, shown_duration, shown_moment
from analysis.documents.sorts_of_file import limits
from analysis.documents.workbook import SheetEntry, Workbook, text_of, unescaped
from analysis.documents.xml_walk import Attributes, Walker
from analysis.errors import DocumentError, Problem
from analysis.exact import plain

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
#: A number keeps so many characters of its text at most; fifteen digits need far fewer.
_LONGEST_NUMBER = 400


def displayed(value: Any, number_format: str, from_1904: bool = False) -> tuple[str, Decimal | None]:
    """Return what a cell shows and the number in the unit shown.

    Parameters
    ----------
    value
        The stored value.
    number_format
        The cell's number format, such as ``#,##0.00`` or ``0%``.
    from_1904
        Whether days are counted from 1904.

    Returns
    -------
    tuple
        The shown text, and for a number the exact value: 0.95 under ``0%`` gives ``("95%", Decimal("95"))``.
    """
    if value is None:
        return "", None
    if isinstance(value, bool):
        return ("是" if value else "否"), None
    if isinstance(value, datetime.date):
        return shown_moment(value), None
    if isinstance(value, int | float):
        return _number(value, number_format, from_1904)
    text = readable(str(value).replace("\r\n", "\n"))
    return (text if number_format in (GENERAL, "@") else shown_text(text, number_format)), None


def _number(value: float, number_format: str, from_1904: bool) -> tuple[str, Decimal | None]:
    # A spreadsheet keeps fifteen significant digits; more would only be the noise of binary fractions.
    text = f"{value:.15g}"
    number = Decimal(text) if "e" not in text else plain(Decimal(text))
    if number_format == GENERAL:
        return (text if "e" not in text else format(number, "f")), number
    kind = time_kind(number_format)
    if kind == "elapsed":
        return shown_duration(number), None
    if kind == "date" and (date := shown_date(number, from_1904)) is not None:
        return date, None
    return shown_number(number, number_format)


class SheetCells:
    """The cells that hold something, by row and column, both counted from nought.

    Parameters
    ----------
    workbook, entry
        Where the sheet belongs.
    walker
        The walker of the sheet, which gets the calls for cells.
    places
        How many cells the sheet may hold.
    """

    def __init__(self, workbook: Workbook, entry: SheetEntry, walker: Walker, places: int) -> None:
        self.held: dict[int, dict[int, Cell]] = {}
        self._workbook, self._entry, self._walker = workbook, entry, walker
        self._free = places
        self._row, self._column = -1, -1
        self._cell: Attributes = {}
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._inline: str | None = None
        self._broken: list[Problem] = []
        self._broken_count = 0
        text_of(walker, "x:is", self._on_inline)
        walker.starts |= {"x:c": self._on_cell, "x:v": self._on_value, "x:f": self._on_formula}
        walker.ends |= {"x:c": self._on_cell_end, "x:v": self._on_text_end, "x:f": self._on_text_end}

    def row(self, attributes: Attributes) -> int:
        """Begin a row and return its index; a row without a number follows the one before."""
        number = attributes.get("r")
        self._row = (
            int(number) - 1 if number and number.isascii() and number.isdigit() and len(number) < 9 else self._row + 1
        )
        self._column = -1
        if not inside(self._row, 0):
            raise self._refuse("行号超出工作表的范围", f"第{self._row + 1}行", "工作表最多1048576行")
        return self._row

    def problems(self) -> list[Problem]:
        """Return the cells without a usable value, the first ones by name."""
        rest = self._broken_count - len(self._broken)
        if not rest:
            return self._broken
        where = f"{self._workbook.package.file} “{self._entry.title}”表"
        return [*self._broken, Problem(f"另有{rest}处公式没有计算结果或结果为错误值", where, advice="一并改正")]

    def _on_cell(self, attributes: Attributes) -> None:
        # Most cells of a formatted sheet are empty: nothing is worked out before there is a value.
        self._cell = attributes
        self._value = self._formula = self._inline = None

    def _locate(self) -> None:
        """Find row and column of the cell; without an address it follows the one before."""
        address = self._cell.get("r")
        found = position(address) if address else (self._row, self._column + 1)
        if found is None:
            raise self._refuse("单元格地址有误", address or "")
        if not inside(*found):
            raise self._refuse("单元格超出工作表的范围", address or "", "工作表最多16384列（XFD）、1048576行")
        self._row, self._column = found

    def _on_value(self, _: Attributes) -> None:
        self._walker.text = self._value = []

    def _on_formula(self, _: Attributes) -> None:
        self._walker.text = self._formula = []

    def _on_text_end(self) -> None:
        self._walker.text = None

    def _on_inline(self, text: str) -> None:
        self._inline = text

    def _on_cell_end(self) -> None:
        if self._value is None and self._formula is None and self._inline is None and "r" in self._cell:
            return
        self._locate()
        kind = self._cell.get("t", "n")
        value = None if self._value is None else "".join(self._value)
        # A formula whose result is an empty text is stored as such; otherwise an empty value was never calculated.
        if self._formula is not None and not value and (value is None or kind != "str"):
            self._break(
                "公式没有保存计算结果", f"={''.join(self._formula)}"[:40], "用 Excel 或 WPS 打开、重新计算并保存"
            )
            return
        if value is None and self._inline is None:
            return
        text, number = self._shown(kind, value or "")
        if not text:
            return
        if len(text) > limits().characters:
            raise self._refuse(
                "单元格文字过长，不予读取", self._address(), f"{len(text)}字，上限{limits().characters}字"
            )
        row = self.held.setdefault(self._row, {})
        if self._column in row:
            raise self._refuse("同一单元格出现两次，文件可能已损坏", self._address())
        self._free -= 1
        if self._free < 0:
            raise self._refuse("有内容的单元格过多，不予读取", "", f"全文件上限{limits().places}个", "拆分后重新报送")
        row[self._column] = Cell(text, self._address(), number)

    def _shown(self, kind: str, value: str) -> tuple[str, Decimal | None]:
        if kind in ("n", ""):
            return self._shown_number(value.strip())
        if kind == "b":
            return displayed(value.strip() in ("1", "true"), GENERAL)
        if kind == "e":
            self._break("公式结果为错误值", value, "改正公式，重新计算并保存")
            return readable(value), None
        if kind == "d":
            return value.strip().removesuffix("T00:00:00").removesuffix("T00:00:00.000"), None
        if kind == "s":
            text = self._shared(value.strip())
        else:
            text = self._inline if self._inline is not None else unescaped(value)
        return displayed(text, self._format())

    def _shown_number(self, value: str) -> tuple[str, Decimal | None]:
        if not value:
            return "", None
        if len(value) > _LONGEST_NUMBER or not _NUMBER.fullmatch(value) or not math.isfinite(number := float(value)):
            raise self._refuse("单元格的数值无效，文件可能已损坏", self._address(), value[:40])
        return displayed(number, self._format(), self._workbook.from_1904)

    def _shared(self, index: str) -> str:
        texts = self._workbook.texts
        if index.isascii() and index.isdigit() and len(index) < 9 and int(index) < len(texts):
            return texts[int(index)]
        raise self._refuse("单元格所指的文字不在文件内，文件可能已损坏", self._address(), index[:40])

    def _format(self) -> str:
        formats = self._workbook.formats
        style = self._cell.get("s", "0")
        # Ask for the common case first: a style that the workbook lists.
        index = int(style) if style.isascii() and style.isdigit() and len(style) < 9 else -1
        return formats[index] if 0 <= index < len(formats) else GENERAL

    def _address(self) -> str:
        return f"{letters(self._column)}{self._row + 1}"

    def _break(self, what: str, found: str, advice: str) -> None:
        self._broken_count += 1
        if len(self._broken) < limits().listed:
            where = f"{self._workbook.package.file} “{self._entry.title}”表 {self._address()}"
            self._broken.append(Problem(what, where, found=found, advice=advice))

    def _refuse(self, what: str, cell: str, found: str = "", advice: str = "请报送单位重新导出后报送") -> DocumentError:
        return self._workbook.refuse(self._entry, what, cell, found, advice)
