"""The indicator block of the national form: targets, actuals, points and filed scores of one project.

Belongs here: the rows between the indicator header and the form's total. Does not belong here: the blocks above
(``national_reader``) or our own scores, which ``scoring`` computes beside the filed ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.documents.collector import Collector
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
from analysis.documents.layout import fold, is_dash, is_subtotal, is_total, one_line, split_unit, words
from analysis.documents.recognise import Header
from analysis.documents.rows import rows_below
from analysis.exact import parse_number
from analysis.vocabulary import TOTAL_NODE, Horizon


def read_indicators(form: Grid, header: Header, number: int, out: Collector) -> None:
    """Read the rows of the block; each indicator once, the total as filed, what follows it as a remark."""
    rows = rows_below(form, header)
    end = next((place for place, row in enumerate(rows) if _is_total(row)), len(rows))
    columns = (header.columns["level1"], header.columns["level2"])
    block = [row for row in rows[:end] if not _is_told(row, header)]
    for row, levels in zip(block, levels_of(block, columns), strict=True):
        _read_row(form, header, row, levels, number, out)
    for place, row in enumerate(rows):
        if place >= end and _is_total(row):
            _read_total(form, header, row, number, out)
        elif place >= end or _is_told(row, header):
            _remark_words(form, header, row, out)


def _is_told(row: Sequence[Cell], header: Header) -> bool:
    """Tell a line of words: one cell reaches from the levels over the values."""
    return row[header.columns["level2"]].ref == row[header.columns["target"]].ref


def _remark_words(form: Grid, header: Header, row: Sequence[Cell], out: Collector) -> None:
    told = next((cell for cell in row[1:] if cell.text and cell.ref != row[0].ref), None)
    if told is None:
        return
    if not _is_told(row, header) and row[header.columns["name"]].text and row[header.columns["actual"]].text:
        out.refuse(form, row[header.columns["name"]], "总分以下还有指标", "总分在最后一行", "请报送单位调整行的次序")
        return
    out.remark(form.source(told).human(), f"自评表中“{one_line(row[0].text)}”一行，只作登记", told.text)


def _is_total(row: Sequence[Cell]) -> bool:
    return any(split_unit(fold(cell.text).rstrip(":"))[0].rstrip(":") in words().form_totals for cell in row[:3])


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
    if is_total(name.text) or is_subtotal(name.text) or is_subtotal(levels.level1.cell.text):
        out.remark(form.source(name).human(), "自评表的小计行，只作登记", name.text or levels.level1.cell.text)
        return
    if not name.text:
        out.refuse(form, name, "有指标值或得分而没有指标名称", "三级指标名称", "补上指标名称")
        return
    named = re.sub(words().numbered_name, "", one_line(name.text))
    label = header.label(form, "target")
    known = out.indicator_of(number, levels.code, named)
    unit = one_line(unit_cell.text) if (unit_cell := cell("unit")) else ""
    if known is None:
        known = out.next_indicator(number)
        add_indicator(out, form, known, number, levels, name, named=named, points=cell("points"))
        add_target(out, form, known, Horizon.ANNUAL, label, target, _joined(cell("sign"), target, unit))
        filed = None
    else:
        filed = {_joined(cell("sign"), target, unit): target}
        if not out.has("targets", indicator_id=known, horizon=Horizon.ANNUAL.value):
            add_target(out, form, known, Horizon.ANNUAL, label, target, _joined(cell("sign"), target, unit))
    if unit:
        out.units[known] = unit
    add_actual(out, form, known, actual, evidence=cell("deviation"), filed_target=filed)
    points = cell("points")
    if "score" in header.columns and (cell("score") or points):
        _file_score(form, number, known, known, row[header.columns["score"]], points, out)


def _joined(sign: Cell | None, value: Cell, unit: str) -> str:
    """Put together a target that the form spreads over cells for sign, value and unit."""
    text = value.text
    if not text or is_dash(text):
        return text
    lead = one_line(sign.text) if sign and not is_dash(sign.text) and not text.startswith(sign.text) else ""
    # 指标性质 may hold a word for the indicator's sort instead of a sign; that is no part of its target.
    lead = "" if lead in words().sorts else lead
    return f"{lead}{text}{'' if is_dash(unit) or text.endswith(unit) else unit}"


def _read_total(form: Grid, header: Header, row: Sequence[Cell], number: int, out: Collector) -> None:
    places = {name: header.columns[name] for name in ("points", "score") if name in header.columns}
    points = row[places["points"]] if "points" in places else None
    if "score" in places:
        score = row[places["score"]] if row[places["score"]].text else None
    else:
        # Without a column of scores the sum is the one figure beside the label.
        beside = (cell for cell in row if cell.ref != row[0].ref)
        figures = {cell.ref: cell for cell in beside if parse_number(fold(cell.text)) is not None}
        score = next(iter(figures.values())) if len(figures) == 1 else None
    if score is not None and is_dash(score.text):
        score = None
    if score is not None and score is not points:
        apart = points is not None and points.text != "" and points.ref not in (row[0].ref, score.ref)
        own = points if apart else None
        _file_score(form, number, TOTAL_NODE, None, score, own, out)
        for cell, column, concept in ((own, "分值", "filed_points_total"), (score, "得分", "filed_score_total")):
            if cell is not None and not is_dash(cell.text):
                declare(out, form, cell, (TOTAL_NODE, column), concept, "分", str(number))


def _file_score(
    form: Grid, number: int, node: str, indicator_id: str | None, score: Cell, points: Cell | None, out: Collector
) -> None:
    if is_dash(score.text) and points is None:
        return
    value = out.number(form, score)
    full = out.number(form, points) if points else None
    values = {"project_no": number, "node": node, "indicator_id": indicator_id, "points": full, "score": value}
    out.add("filed_scores", form, values, {"score": score} | ({"points": points} if points else {}))
