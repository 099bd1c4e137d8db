"""One sheet of the score book: title, header, rows of text, figures and formulas, protection and print.

Belongs here: how a cell is written, whatever it holds. Does not belong here: what a cell can hold
(``cells``), what a sheet holds (``fund`` and its like) or how it looks (``score_book.yaml``).

Text is written as text whatever it begins with; a figure as a double, which prints back every figure of up to 15
digits; a formula with the value that the package computed, so that a viewer which does not recalculate shows it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from analysis.render.score_book.cells import Computed, Content, Fixed, Formats, Held, lines_of, number, validation
from analysis.render.score_book.layout import ColumnSpec, SheetSpec, formula, layout
from analysis.render.wording import clean

#: What a cell of a workbook can hold.
LONGEST = 32_767
#: Text that a spreadsheet would take for a formula if it were typed.
_FORMULA_SIGNS = ("=", "+", "-", "@")
_PAPER_A4 = 9
#: A printed header holds 255 characters.
_TITLE_ROOM = 90
#: Points; no row of a workbook is higher.
_HIGHEST = 409
#: The title and the line below it.
_TITLE_ROWS = 2


class PlainFormulas(Worksheet):  # type: ignore[misc]
    """A worksheet that writes formulas as they are given, for want of anything in them to translate.

    The library looks in each formula for every function that came after Excel 2010, to mark it, and that took a third
    of the time that a book takes. The layout's formulas use none of them, which a test holds. A version of the library
    that does this elsewhere is slower and no less right.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if expand_future_functions:
            return str(super()._prepare_formula(formula, expand_future_functions))
        return formula.removeprefix("=")


class Page:
    """A sheet under construction.

    Parameters
    ----------
    workbook, formats
        The workbook that it belongs to.
    spec
        Its name, columns and print.
    title
        The first line.
    """

    def __init__(self, workbook: Workbook, formats: Formats, spec: SheetSpec, title: str) -> None:
        self.spec, self.columns = spec, spec.columns
        self._letters = {column.key: xl_col_to_name(place) for place, column in enumerate(spec.columns)}
        self.next_row = _TITLE_ROWS
        self._inputs: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._formats = formats
        self._sheet = workbook.add_worksheet(spec.name, PlainFormulas)
        self._write(0, 0, title, formats.get(layout().roles["title"]))
        self._write(1, 0, "。".join(filter(None, (spec.unit, spec.note))), formats.get(layout().roles["remark"]))
        if spec.labelled:
            self.header({})
        self._first = self.next_row
        for place, column in enumerate(self.columns):
            self._sheet.set_column(place, place, column.width)
        self._print(title)

    def place(self, key: str) -> int:
        """Return the number of a column."""
        return next(place for place, column in enumerate(self.columns) if column.key == key)

    def cell(self, key: str, row: int) -> str:
        """Return the address of a cell: ``$D7``."""
        return f"${self._letters[key]}{row + 1}"

    def named(self, key: str, row: int, last: int | None = None) -> str:
        """Return the address of a cell, or of cells of one column, for other sheets and for names."""
        letter = self._letters[key]
        end = "" if last is None else f":${letter}${last + 1}"
        return f"'{self.spec.name}'!${letter}${row + 1}{end}"

    def header(self, labels: Mapping[str, str]) -> None:
        """Write a row of labels; ``labels`` replaces some."""
        style = self._formats.get(layout().roles["header"])
        at = self._taken()
        for place, column in enumerate(self.columns):
            self._write(at, place, labels.get(column.key, column.label), style)
        self._sheet.set_row(at, layout().heights["header"])

    def section(self, title: str) -> None:
        """Write the title of a part, a blank row before it unless it is the first."""
        if self.next_row > self._first:
            self.next_row += 1
        self._write(self._taken(), 0, title, self._formats.get(layout().roles["section"]))

    def row(self, values: Mapping[str, Content], role: str = "line", level: int = 0) -> int:
        """Write a row.

        Parameters
        ----------
        values
            What stands in the columns; a column that is not named is blank and locked.
        role
            The look of the row: a key of the layout's roles.
        level
            How far the first column is set in.

        Returns
        -------
        int
            The number of the row, from nought.
        """
        at = self._taken()
        for place, column in enumerate(self.columns):
            content = values.get(column.key, Fixed(None))
            self._cell(at, place, column, content, role, 0 if place else level)
        lines = max(lines_of(values.get(column.key), column, level) for column in self.columns)
        height = layout().heights["line"] * lines + layout().heights["free"]
        self._sheet.set_row(at, min(height, _HIGHEST))
        return at

    def mark_changes(self, key: str, first: int, last: int) -> None:
        """Colour the cells of a column that are not nought."""
        style = {"type": "cell", "criteria": "not between", "minimum": 0, "maximum": 0}
        style["format"] = self._formats.get(layout().roles["changed"])
        place = self.place(key)
        self._sheet.conditional_format(first, place, last, place, style)

    def finish(self, filtered: bool = False) -> None:
        """Close the sheet: whole figures without a decimal point, filter, protection."""
        self._limit_inputs()
        last = max(self.next_row - 1, self._first)
        whole = self._formats.get(layout().whole_number)
        for place, column in enumerate(self.columns):
            if column.style == "figure":
                first = f"{xl_col_to_name(place)}{self._first + 1}"
                test = f"=AND(ISNUMBER({first}),INT({first})={first})"
                rule = {"type": "formula", "criteria": test, "format": whole}
                self._sheet.conditional_format(self._first, place, last, place, rule)
        if filtered:
            self._sheet.autofilter(self._first - 1, 0, last, len(self.columns) - 1)
        allowed = ("format_cells", "format_columns", "format_rows", "autofilter", "sort")
        self._sheet.print_area(_TITLE_ROWS, 0, last, len(self.columns) - 1)
        # Text of documents may look like a number; rows of sums differ from the rows beside them.
        everywhere = f"A1:{xl_col_to_name(len(self.columns) - 1)}{last + 1}"
        self._sheet.ignore_errors({"number_stored_as_text": everywhere, "formula_differs": everywhere})
        self._sheet.protect("", dict.fromkeys(allowed, True))

    def _taken(self) -> int:
        self.next_row += 1
        return self.next_row - 1

    def _cell(self, row: int, place: int, column: ColumnSpec, content: Content, role: str, level: int) -> None:
        style, is_input = column.style, column.input
        if isinstance(content, Fixed):
            style, is_input, content = content.style or style, False, content.value
        is_input = is_input and not isinstance(content, Computed)
        if is_input:
            self._note_input(row, place)
        quoted = isinstance(content, str) and content.startswith(_FORMULA_SIGNS)
        look = self._formats.cell(role, style, level=level, is_input=is_input, quoted=quoted)
        self._write(row, place, content, look)

    def _write(self, row: int, place: int, content: Held | Computed, style: Format) -> None:
        if isinstance(content, Computed):
            value = "" if content.value is None else content.value
            text = content.formula
            if not text.startswith("="):
                cells = {key: f"${letter}{row + 1}" for key, letter in self._letters.items()}
                text = formula(text, cells | dict(content.more or {}))
            self._sheet.write_formula(row, place, text, style, number(value) if isinstance(value, Decimal) else value)
        elif content is None or content == "":
            self._sheet.write_blank(row, place, None, style)
        elif isinstance(content, str):
            self._sheet.write_string(row, place, clean(content)[:LONGEST], style)
        else:
            self._sheet.write_number(row, place, number(Decimal(content)), style)

    def _note_input(self, row: int, place: int) -> None:
        """Keep where inputs stand: runs of rows of a column."""
        runs = self._inputs[place]
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))

    def _limit_inputs(self) -> None:
        """Say what the inputs of each run allow: a sheet takes some sixty thousand such rules, not one a cell."""
        for place, runs in sorted(self._inputs.items()):
            check = self.columns[place].check
            for first, last in runs:
                # An address without $ before its row is that of the first row's cell, and moves along.
                rule = validation(check, self.cell("points", first) if check == "score" else "")
                if rule:
                    self._sheet.data_validation(first, place, last, place, rule)

    def _print(self, title: str) -> None:
        sheet, spec = self._sheet, self.spec
        sheet.freeze_panes(self._first, spec.repeat)
        if spec.labelled:
            sheet.repeat_rows(self._first - 1)
        if spec.repeat:
            sheet.repeat_columns(0, spec.repeat - 1)
        sheet.set_landscape()
        sheet.set_paper(_PAPER_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.6)
        sheet.set_print_scale(spec.scale)
        sheet.hide_gridlines(2)
        sheet.set_v_pagebreaks([self.place(key) + 1 for key in spec.break_after])
        # An ampersand begins a code in a header; the rows above the labels are for the screen.
        sheet.set_header(f"&L&14 {title[:_TITLE_ROOM].replace('&', '&&')}　{spec.name}&R{spec.unit}")
        sheet.set_footer("&C— &P / &N —")
