"""A form's contents as placed cells, the same for a workbook and a text document.

Belongs here: where each label and value stands, and which cells are merged. Does not belong here: what a cell
says (``national_forms_text``), writing files (``national_forms_files``) or what a reader must find
(``national_forms_expected``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from support.national_forms_model import Form, Line, Variant
from support.national_forms_text import cell_text, fund_text, half_width, levels, printed_name

_NOTES = (
    "填表说明：1.其他资金包括自有资金和社会资金。",
    "2.定量指标得分最高不超过该指标分值。",
    "3.执行率=全年执行数÷全年预算数。",
)
_CLOSING = (("评价结论", "项目自评总体较好。"), ("存在问题", "个别指标未完成。"), ("改进措施", "加快项目进度。"))


@dataclass(frozen=True)
class Placed:
    """A cell with its place (from 0) and how far it reaches; ``numeric`` marks what may be stored as a number."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    numeric: bool = False


@dataclass
class Canvas:
    """Cells of one table, filled from the top."""

    variant: Variant
    width: int
    cells: list[Placed] = field(default_factory=list)
    row: int = 0

    def label(self, column: int, text: str, rows: int = 1, columns: int = 1) -> None:
        """Place a label, in the layout's brackets and with its line breaks."""
        if self.variant.half_width:
            text = half_width(text)
        if self.variant.breaks and len(text) >= 4 and "\n" not in text:
            text = f"{text[: len(text) // 2]}\n{text[len(text) // 2 :]}"
        self.cells.append(Placed(self.row, column, text, rows, columns))

    def value(self, column: int, text: str, rows: int = 1, columns: int = 1, numeric: bool = False) -> None:
        """Place a value as it is."""
        self.cells.append(Placed(self.row, column, text, rows, columns, numeric))

    def areas(self, start: int, count: int) -> list[tuple[int, int]]:
        """Divide the columns from ``start`` on among ``count`` cells: column and span of each, the first ones wider."""
        base, surplus = divmod(self.width - start, count)
        spans = [base + (index < surplus) for index in range(count)]
        return [(start + sum(spans[:index]), span) for index, span in enumerate(spans)]

    def blank_row(self) -> None:
        """Leave a row empty where the layout does so."""
        if self.variant.blank_rows:
            self.row += 1


def title_lines(form: Form, variant: Variant) -> tuple[str, str]:
    """Return the title and the line with the year."""
    year = f"（{form.year}年度）"
    return variant.word("title"), half_width(year) if variant.half_width else year


def draw(form: Form, variant: Variant, *, titles: bool) -> Canvas:
    """Place a whole form; ``titles`` puts the title lines into the table."""
    canvas = Canvas(variant, len(variant.columns) + variant.side_label)
    for line in title_lines(form, variant) if titles else ():
        canvas.value(0, line, columns=canvas.width)
        canvas.row += 1
    _header(canvas, form)
    blocks = {"funds": _funds, "objectives": _objectives, "indicators": _indicators}
    for block in variant.blocks:
        canvas.blank_row()
        blocks[block](canvas, form)
    for label, text in _CLOSING if variant.closing else ():
        canvas.label(0, label)
        canvas.value(1, text, columns=canvas.width - 1)
        canvas.row += 1
    for note in _NOTES if variant.notes else ():
        canvas.value(0, note, columns=canvas.width)
        canvas.row += 1
    return canvas


def _header(canvas: Canvas, form: Form) -> None:
    variant = canvas.variant
    values = {
        "project": printed_name(form.project, form.code, variant),
        "department": printed_name(form.department, form.department_code, variant),
        "unit": printed_name(form.unit, form.department_code and f"{form.department_code}001", variant),
        "central": "财政部",
        "leader": "",
        "phone": "",
        "kind": "1.部门预算项目☑ 2.专项□",
        "self_score": form.total,
    }
    for fields in variant.header:
        half = canvas.width // 2
        starts = [0] if len(fields) == 1 else [0, half]
        for key, start, end in zip(fields, starts, [*starts[1:], canvas.width], strict=True):
            canvas.label(start, variant.word(key))
            canvas.value(start + 1, values[key], columns=end - start - 1)
        canvas.row += 1


def _funds(canvas: Canvas, form: Form) -> None:
    variant = canvas.variant
    areas = canvas.areas(1, 1 + len(variant.fund_columns))
    canvas.label(0, variant.word("funds").format(unit=variant.money_unit), rows=1 + len(form.funds))
    for key, (column, span) in zip(("item", *variant.fund_columns), areas, strict=True):
        canvas.label(column, variant.word(key).format(unit=variant.money_unit), columns=span)
    canvas.row += 1
    for index, fund in enumerate(form.funds):
        canvas.label(areas[0][0], variant.fund_labels.get(fund.label, fund.label), columns=areas[0][1])
        for key, (column, span) in zip(variant.fund_columns, areas[1:], strict=True):
            if key != "reason":
                canvas.value(column, fund_text(fund, key, variant), columns=span, numeric=True)
            elif index == 0:
                canvas.value(column, "年中追加项目。", rows=len(form.funds), columns=span)
        canvas.row += 1


def _objectives(canvas: Canvas, form: Form) -> None:
    variant = canvas.variant
    first = 1 + variant.objective_steps
    areas = canvas.areas(first, 2)
    canvas.label(0, variant.word("objectives"), rows=2 + variant.objective_steps)
    if variant.objective_steps:
        canvas.label(1, "1.项目年度目标完成情况", rows=2)
    for key, (column, span) in zip(("expected", "achieved"), areas, strict=True):
        canvas.label(column, variant.word(key), columns=span)
    canvas.row += 1
    for text, (column, span) in zip((form.expected, form.achieved), areas, strict=True):
        canvas.value(column, text, columns=span)
    canvas.row += 1
    if variant.objective_steps:
        canvas.label(1, "2.项目实施内容及过程概述")
        canvas.value(2, "按计划组织实施。", columns=canvas.width - 2)
        canvas.row += 1


def _indicators(canvas: Canvas, form: Form) -> None:
    variant = canvas.variant
    lines = _with_placeholders(form) if variant.placeholders else list(form.lines)
    first = _run(lines, 0, "level1") if variant.goals else len(lines)
    for number, part in enumerate(filter(None, (lines[:first], lines[first:])), start=1):
        if variant.side_label:
            label = f"年度绩效目标{number}" if variant.goals else variant.word("indicators")
            canvas.label(0, label, rows=1 + variant.group_target + len(part))
        _indicator_header(canvas)
        _indicator_rows(canvas, form, part)
    if variant.total:
        canvas.blank_row()
        _total(canvas, form)


def _indicator_header(canvas: Canvas) -> None:
    variant, side = canvas.variant, int(canvas.variant.side_label)
    group = ("sign", "value", "measure") if variant.group_target else ()
    for column, key in enumerate(variant.columns, start=side):
        if key not in group:
            canvas.label(column, variant.word(key), rows=1 + variant.group_target)
        elif key == group[0]:
            canvas.label(column, variant.word("target"), columns=len(group))
    canvas.row += 1
    if group:
        for column, key in enumerate(variant.columns, start=side):
            if key in group:
                canvas.label(column, variant.word(key))
        canvas.row += 1


def _with_placeholders(form: Form) -> list[Line]:
    lines: list[Line] = []
    for level1, members in groupby(form.lines, key=lambda line: line.level1):
        lines += members
        blank = Line(level1, lines[-1].level2, "指标2：", "", "", "", "")
        lines += [blank, replace(blank, level2="……", name="")]
    return lines


def _indicator_rows(canvas: Canvas, form: Form, lines: list[Line]) -> None:
    variant, side = canvas.variant, int(canvas.variant.side_label)
    numeric = ("value", "actual", "points", "score", "review", "weight")
    for index, line in enumerate(lines):
        for column, key in enumerate(variant.columns, start=side):
            text = cell_text(line, key, form, variant)
            if key not in ("level1", "level2") or variant.levels == "repeated":
                canvas.value(column, text, numeric=key in numeric)
                continue
            run = _run(lines, index, key)
            if run:
                canvas.value(column, text, rows=run if variant.levels == "merged" else 1)
        canvas.row += 1


def _run(lines: list[Line], index: int, level: str) -> int:
    """Return how many rows a level reaches from here; 0 where it continues from the row above."""
    here = levels(lines[index], level)
    if index and levels(lines[index - 1], level) == here:
        return 0
    return next((n for n, line in enumerate(lines[index:]) if levels(line, level) != here), len(lines) - index)


def _total(canvas: Canvas, form: Form) -> None:
    variant, side = canvas.variant, int(canvas.variant.side_label)
    places = {key: side + variant.columns.index(key) for key in ("points", "score") if key in variant.columns}
    canvas.label(0, variant.word("total"), columns=min(places.values()))
    texts = {"points": str(Decimal(form.funds[0].points) + sum(Decimal(line.points) for line in form.lines))}
    for key, column in places.items():
        canvas.value(column, texts.get(key, form.total), numeric=True)
    canvas.row += 1
