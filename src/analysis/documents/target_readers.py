"""Readers of the tables that deal in targets and results: target tables, self-evaluations, score sheets.

Belongs here: turning those grids into records of ``indicators``, ``targets``, ``actuals``, ``objectives``, ``results``,
``given_scores`` and ``mentions``. Does not belong here: reading what a target or an actual says, which is done for
all of them at once in ``dossier`` by ``expressions``.
"""

from __future__ import annotations

import re
from typing import Any

from analysis.documents.collector import Collector, DataRow, data_rows
from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import canonical_level1, fold, horizon_of, level_code, one_line, words
from analysis.documents.recognise import Header
from analysis.vocabulary import DocumentKind, Horizon, Scope


def read_target_table(grid: Grid, header: Header, out: Collector) -> None:
    """Read one project's target form: who, how much, the objectives, and every indicator with every horizon."""
    number, name = _captioned(grid, out)
    if number is None:
        return
    _read_form_fields(grid, header, out, number, name)
    level = header.columns["level"]
    rows = [row for row in grid.rows[header.row + 1 :] if row[header.columns["name"]].text]
    for position, row in enumerate(rows, start=1):
        level1, level2, printed = row[level], row[level + 1], row[header.columns["name"]]
        indicator_id = f"P{number:02d}-{position:02d}"
        _indicator(out, grid, indicator_id, number, (level1, level2, printed), None)
        for label, column in header.rest.items():
            horizon = horizon_of(label)
            assert horizon is not None, "recognise lets only horizons into the open columns"
            _target(out, grid, indicator_id, horizon, one_line(label), row[column])


def read_fund_self_evaluation(grid: Grid, header: Header, out: Collector) -> None:
    """Read the fund's own self-evaluation: indicators with points, expected values and actual values."""
    label = one_line(grid.rows[header.row][header.columns["target"]].text)
    rows = [row for row in data_rows(grid, header) if not row.total and row["name"].text]
    for position, row in enumerate(rows, start=1):
        indicator_id = f"F-{position:02d}"
        levels = (row["level1"], row["level2"], row["name"])
        _indicator(out, grid, indicator_id, None, levels, row["points"])
        _target(out, grid, indicator_id, Horizon.ANNUAL, label, row["target"])
        _actual(out, grid, indicator_id, row)


def read_project_self_evaluation(grid: Grid, header: Header, out: Collector) -> None:
    """Read the projects' self-evaluation: the actual value beside each annual target."""
    seen: set[int] = set()
    for row in data_rows(grid, header):
        number = out.project_no(grid, row["no"])
        if number is None or not row["name"].text:
            continue
        if number not in seen:
            seen.add(number)
            _mention(out, grid, DocumentKind.PROJECT_SELF_EVALUATION, number, row["project"])
        # The target table gives the indicator its number; until both are read the name has to do.
        _actual(out, grid, f"{number}|{fold(row['name'].text)}", row)


def read_other_results(grid: Grid, header: Header, out: Collector) -> None:
    """Read results that a project reports beside its indicators."""
    for row in data_rows(grid, header):
        number = out.project_no(grid, row["no"])
        if number is not None and row["item"].text:
            values = {"project_no": number, "item": one_line(row["item"].text), "text": row.text("actual")}
            out.add("results", grid, values, {"text": row["actual"], "item": row["item"]})


def read_score_sheet(grid: Grid, header: Header, out: Collector) -> None:
    """Read the scores that the evaluators gave, one column a node of the scheme."""
    for row in data_rows(grid, header):
        if row.total:
            continue
        number = out.project_no(grid, row["no"])
        if number is None:
            continue
        _mention(out, grid, DocumentKind.SCORE_SHEET, number, row["name"])
        for label, cell in row.rest.items():
            score = out.number(grid, cell)
            if score is None:
                if not cell.text:
                    out.refuse(grid, cell, "得分为空", "得分", "补上得分")
                continue
            values = {"project_no": number, "node": canonical_level1(label), "score": score}
            out.add("given_scores", grid, values, {"score": cell})


def _captioned(grid: Grid, out: Collector) -> tuple[int | None, str]:
    """Return the number and name of the project from the line above the form."""
    matches = [re.match(words().project_caption, caption.strip()) for caption in grid.captions]
    captioned = [match for match in matches if match]
    if not captioned:
        out.refuse(
            grid,
            grid.rows[0][0],
            "绩效目标表前没有“序号. 项目名称”一行，无法确定属于哪个项目",
            "如“1. 某某项目”",
            "在表前补上序号和项目名称",
        )
        return None, ""
    return int(captioned[-1]["no"]), one_line(captioned[-1]["name"]).strip()


def _read_form_fields(grid: Grid, header: Header, out: Collector, number: int, name: str) -> None:
    fields: dict[str, Cell] = {}
    for row in grid.rows[: header.row]:
        label = fold(row[0].text)
        value = next((cell for cell in row[1:] if cell.ref != row[0].ref), row[0])
        field = next((field for field, seen in header.spec.fields.items() if label in seen), "")
        horizon = horizon_of(label)
        if field:
            fields[field] = value
        elif horizon is not None:
            values = {"project_no": number, "horizon": horizon.value, "horizon_label": one_line(row[0].text)}
            out.add("objectives", grid, values | {"text": value.text or None}, {"text": value})
    amount, unit_name = fields.get("amount"), fields.get("unit_name")
    values = {
        "project_no": number,
        "document": DocumentKind.TARGET_TABLE.value,
        "name": name,
        "unit_name": one_line(unit_name.text) if unit_name else None,
        "amount_wan": out.amount(grid, amount, "") if amount else None,
    }
    cells = {"amount_wan": amount, "unit_name": unit_name}
    out.add("mentions", grid, values, {k: v for k, v in cells.items() if v is not None} or {"name": grid.rows[0][0]})


def _indicator(
    out: Collector,
    grid: Grid,
    indicator_id: str,
    project_no: int | None,
    levels: tuple[Cell, Cell, Cell],
    points: Cell | None,
) -> None:
    level1, level2, name = levels
    values: dict[str, Any] = {
        "indicator_id": indicator_id,
        "scope": (Scope.PROJECT if project_no is not None else Scope.FUND).value,
        "project_no": project_no,
        "level1": one_line(level1.text) or None,
        "level2": one_line(level2.text) or None,
        "level_code": level_code(level1.text, level2.text) or None,
        "name": one_line(name.text),
        "points": out.number(grid, points) if points else None,
    }
    cells = {"name": name, "level1": level1, "level2": level2, "level_code": level2}
    out.add("indicators", grid, values, cells | ({"points": points} if points else {}))


def _target(out: Collector, grid: Grid, indicator_id: str, horizon: Horizon, label: str, cell: Cell) -> None:
    values = {"indicator_id": indicator_id, "horizon": horizon.value, "horizon_label": label}
    cells = dict.fromkeys(("text", "value", "unit"), cell)
    out.add("targets", grid, values | {"text": cell.text or None}, cells)


def _actual(out: Collector, grid: Grid, indicator_id: str, row: DataRow) -> None:
    values = {
        "indicator_id": indicator_id,
        "as_of": out.as_of,
        "text": row.text("actual"),
        "evidence": row.text("evidence"),
        "filed_target": row.text("target"),
    }
    cells = dict.fromkeys(("text", "value", "unit"), row["actual"]) | {"filed_target": row["target"]}
    evidence = row.get("evidence")
    out.add("actuals", grid, values, cells | ({"evidence": evidence} if evidence else {}))


def _mention(out: Collector, grid: Grid, kind: DocumentKind, number: int, name: Cell) -> None:
    values = {"project_no": number, "document": kind.value, "name": one_line(name.text)}
    out.add("mentions", grid, values, {"name": name})
