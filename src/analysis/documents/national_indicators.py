"""The indicator block of the national form: targets, actuals, points and filed scores of one project.

Belongs here: the rows between the indicator header and the form's total. Does not belong here: the blocks above
(``national_reader``) or our own scores, which ``scoring`` computes beside the filed ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.documents.collector import Collector, rows_below
from analysis.documents.declaring import declare
from analysis.documents.grid import Cell, Grid
from analysis.documents.indicator_rows import (
    Levels,
    add_actual,
    add_indicator,
    add_target,
    add_vacancy,
    levels_of,
)
from analysis.documents.layout import fold, is_dash, one_line, words
from analysis.documents.recognise import Header
from analysis.vocabulary import Horizon

#: The node of filed scores that holds the form's sum.
TOTAL_NODE = "总分"


def read_indicators(form: Grid, header: Header, number: int, out: Collector) -> None:
    """Read the rows of the block; each indicator once, the total as filed, what follows it as a remark."""
    rows = rows_below(form, header)
    end = next((place for place, row in enumerate(rows) if _ends_block(row, header)), len(rows))
    columns = (header.columns["level1"], header.columns["level2"])
    block = rows[:end]
    for row, levels in zip(block, levels_of(block, columns), strict=True):
        _read_row(form, header, row, levels, number, out)
    for row in rows[end:]:
        if _is_total(row):
            _read_total(form, header, row, number, out)
        elif told := next((cell for cell in row[1:] if cell.text and cell.ref != row[0].ref), None):
            out.remark(form.source(told).human(), f"自评表表尾“{one_line(row[0].text)}”，只作登记", told.text)


def _ends_block(row: Sequence[Cell], header: Header) -> bool:
    """Tell the total, or a line of closing words whose one cell reaches from the levels over the values."""
    spans = row[header.columns["level2"]].ref == row[header.columns["target"]].ref
    return _is_total(row) or spans


def _is_total(row: Sequence[Cell]) -> bool:
    return any(fold(cell.text).rstrip(":") in words().form_totals for cell in row[:3])


def _read_row(form: Grid, header: Header, row: Sequence[Cell], levels: Levels, number: int, out: Collector) -> None:
    def cell(column: str) -> Cell | None:
        place = header.columns.get(column)
        return row[place] if place is not None and row[place].text else None

    name = row[header.columns["name"]]
    target, actual = row[header.columns["target"]], row[header.columns["actual"]]
    filled = [given for column in ("target", "actual", "score", "points") if (given := cell(column))]
    if re.fullmatch(words().placeholder, fold(name.text)) and not any(not is_dash(given.text) for given in filled):
        # A line of the form that was left empty; the form's own dots are no class.
        if levels.code is not None:
            add_vacancy(out, form, number, levels, [name, *filled])
        return
    if not name.text:
        out.refuse(form, name, "有指标值或得分而没有指标名称", "三级指标名称", "补上指标名称")
        return
    named = re.sub(words().numbered_name, "", one_line(name.text))
    known = out.indicator_of(number, named)
    unit = one_line(unit_cell.text) if (unit_cell := cell("unit")) else ""
    if known is None:
        known = out.next_indicator(number)
        add_indicator(out, form, known, number, levels, name, named=named, points=cell("points"))
        label = one_line(form.rows[header.row][header.columns["target"]].text)
        add_target(out, form, known, Horizon.ANNUAL, label, target, _joined(cell("sign"), target, unit))
        filed = None
    else:
        filed = {_joined(cell("sign"), target, unit): target}
    if unit:
        out.units[known] = unit
    add_actual(out, form, known, actual, evidence=cell("deviation"), filed_target=filed)
    if score := cell("score"):
        _file_score(form, number, known, known, score, cell("points"), out)


def _joined(sign: Cell | None, value: Cell, unit: str) -> str:
    """Put together a target that the form spreads over cells for sign, value and unit."""
    text = value.text
    if not text or is_dash(text):
        return text
    lead = one_line(sign.text) if sign and not is_dash(sign.text) and not text.startswith(sign.text) else ""
    return f"{lead}{text}{'' if is_dash(unit) or text.endswith(unit) else unit}"


def _read_total(form: Grid, header: Header, row: Sequence[Cell], number: int, out: Collector) -> None:
    places = {name: header.columns[name] for name in ("points", "score") if name in header.columns}
    score, points = (row[places[name]] if name in places else None for name in ("score", "points"))
    if score is None or not score.text or is_dash(score.text):
        # Without a column of scores the sum stands in the row's last cell.
        score = next((cell for cell in reversed(row) if cell.number is not None or fold(cell.text).isdecimal()), None)
    if score is not None and score is not points:
        own = points if points and points.text and points.ref != row[0].ref and points is not score else None
        _file_score(form, number, TOTAL_NODE, None, score, own, out)
        for cell, column, concept in ((own, "分值", "filed_points_total"), (score, "得分", "filed_score_total")):
            if cell is not None and not is_dash(cell.text):
                declare(out, form, cell, (TOTAL_NODE, column), concept, "分", str(number))


def _file_score(
    form: Grid, number: int, node: str, indicator_id: str | None, score: Cell, points: Cell | None, out: Collector
) -> None:
    if is_dash(score.text):
        return
    value = out.number(form, score)
    full = out.number(form, points) if points else None
    values = {"project_no": number, "node": node, "indicator_id": indicator_id, "points": full, "score": value}
    out.add("filed_scores", form, values, {"score": score} | ({"points": points} if points else {}))
