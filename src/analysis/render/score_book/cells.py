"""What a cell of the score book can hold, how it looks, and what may be put in.

Belongs here: the kinds of content, the formats, the room that text takes, the checks of inputs. Does not belong here:
writing a sheet (``page``) or any style, word or message (``score_book.yaml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from analysis.exact import plain
from analysis.render.score_book.layout import COMPARATORS, VERDICTS, ColumnSpec, layout, word

Held: TypeAlias = str | int | Decimal | None

#: Widths are counted in digits of the workbook's 11 points; the cells' text is smaller.
_ROOM = 1.12

#: What stays free to the left and right of a cell's text.
_INSET = 1.5


@dataclass(frozen=True)
class Computed:
    """A formula and its value: a key of the layout's formulas, or a formula as it stands when it begins with ``=``."""

    formula: str
    value: Held
    more: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Fixed:
    """A value that may not be changed, though its column is for input; perhaps in another style than the column's."""

    value: Held | Computed
    style: str = ""


Content: TypeAlias = Held | Computed | Fixed


class Formats:
    """The cell formats of a workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[Any, ...], Format] = {}
        self._cells: dict[tuple[str, str, int, bool, bool], Format] = {}

    def cell(self, role: str, style: str, *, level: int, is_input: bool, quoted: bool) -> Format:
        """Return the format of a cell of a row.

        Parameters
        ----------
        role, style
            The look of the row and that of the column: keys of the layout.
        level
            How far the text is set in.
        is_input
            Whether a person may put something in.
        quoted
            Whether a spreadsheet would take the text for a formula if it were typed.
        """
        known = (role, style, level, is_input, quoted)
        if known not in self._cells:
            own = layout().styles[style]
            parts: list[Mapping[str, Any]] = [layout().roles[role], {"locked": True}, own]
            if level:
                parts.append({"indent": own.get("indent", 0) + level})
            if is_input:
                parts.append(layout().roles["input"])
            if quoted:
                parts.append({"quote_prefix": True})
            self._cells[known] = self.get(*parts)
        return self._cells[known]

    def get(self, *parts: Mapping[str, Any]) -> Format:
        """Return the format that parts give together, later ones winning."""
        properties: dict[str, Any] = {"font_name": layout().font, **layout().base}
        for part in parts:
            properties |= part
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]


def number(value: Decimal) -> int | float:
    """Return a figure as a workbook holds it: a whole number, or the double nearest to it."""
    value = plain(value)
    return int(value) if value == value.to_integral_value() else float(value)


def lines_of(content: Content, column: ColumnSpec, level: int) -> int:
    """Estimate how many lines a cell's text takes: a Chinese character is as wide as two digits."""
    while isinstance(content, Fixed | Computed):
        content = content.value
    if not isinstance(content, str):
        return 1
    room = max(column.width * _ROOM - _INSET - level, 1)
    widths = (2 * len(line) - len(line.encode("ascii", "ignore")) for line in content.splitlines())
    return sum(max(1, -int(-width // room)) for width in widths)


@cache
def validation(check: str, limit: str) -> dict[str, Any] | None:
    """Return what an input allows and what a person is told who puts in something else; ``None`` where all is allowed.

    Parameters
    ----------
    check
        A column's check.
    limit
        The cell that limits a score; for any other check nothing.
    """
    rule = _allowed(check, limit)
    if rule is None:
        return None
    told = layout().checks["list" if rule["validate"] == "list" else check]
    return rule | {"error_title": told.title, "error_message": told.message}


def _allowed(check: str, limit: str) -> dict[str, Any] | None:
    modes = [word(mode) for mode in ("by_spending", "by_figures", "by_bands", "by_facts")]
    lists = {
        "mode": modes,
        "comparator": [each.label for each in COMPARATORS] + [word("range")],
        "verdict": [status.label for status in VERDICTS],
    }
    if check in lists:
        return {"validate": "list", "source": lists[check]}
    if check == "amount":
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    if check == "figure":
        return {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
    if check == "score":
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": f"={limit}"}
    return None
