"""Readers of the tables that report results: self-evaluations, other results, score sheets.

Belongs here: turning those grids into records of ``indicators``, ``targets``, ``actuals``, ``results``,
``given_scores`` and ``mentions``. Does not belong here: the national form (``national_reader``) or reading what an
actual says, which is done for all of them at once in ``dossier`` by ``expressions``.
"""

from __future__ import annotations

from analysis.documents.collector import Collector
from analysis.documents.declaring import declare, mention
from analysis.documents.grid import Grid
from analysis.documents.indicator_rows import add_actual, add_indicator, add_target, levels_of
from analysis.documents.layout import canonical_level1, fold, horizon_of, level_code, one_line, words
from analysis.documents.recognise import Header
from analysis.documents.rows import DataRow, data_rows, rows_below
from analysis.vocabulary import DocumentKind, Horizon


def read_fund_self_evaluation(grid: Grid, header: Header, out: Collector) -> None:
    """Read the fund's own self-evaluation: indicators with points, expected values and actual values."""
    label = header.label(grid, "target")
    columns = (header.columns["level1"], header.columns["level2"])
    rows = zip(data_rows(grid, header), levels_of(rows_below(grid, header), columns), strict=True)
    named = [(row, levels) for row, levels in rows if not row.total and row["name"].text]
    for position, (row, levels) in enumerate(named, start=1):
        indicator_id = f"F-{position:02d}"
        add_indicator(out, grid, indicator_id, None, levels, row["name"], points=row["points"])
        add_target(out, grid, indicator_id, Horizon.ANNUAL, label, row["target"])
        filed = {row["target"].text: row["target"]}
        add_actual(out, grid, indicator_id, row["actual"], evidence=row.get("evidence"), filed_target=filed)


def read_project_self_evaluation(grid: Grid, header: Header, out: Collector) -> None:
    """Read the projects' self-evaluation: the actual value beside each annual target."""
    seen: set[int] = set()
    kind = out.kind or DocumentKind.PROJECT_SELF_EVALUATION
    # A half-way form may repeat the stage's target, which says nothing of the annual one.
    repeats = horizon_of(header.label(grid, "target"), out.year) is not Horizon.STAGE
    for row in data_rows(grid, header):
        number = out.project_no(grid, row["no"])
        if number is None or not row["name"].text:
            continue
        if number not in seen:
            seen.add(number)
            mention(out, grid, kind, number, row["project"])
        # The target table gives the indicator its number; until both are read class and name have to do.
        code = level_code(row["level1"].text, row["level2"].text)
        known = f"{number}|{code}|{fold(row['name'].text)}"
        filed = {row["target"].text: row["target"]} if repeats else None
        add_actual(out, grid, known, row["actual"], evidence=row.get("evidence"), filed_target=filed)


def read_other_results(grid: Grid, header: Header, out: Collector) -> None:
    """Read results that a project reports beside its indicators."""
    for row in data_rows(grid, header):
        number = out.project_no(grid, row["no"])
        if number is not None and row["item"].text:
            values = {"project_no": number, "item": one_line(row["item"].text), "text": row.text("actual")}
            out.add("results", grid, values, {"text": row["actual"], "item": row["item"]})


def read_score_sheet(grid: Grid, header: Header, out: Collector) -> None:
    """Read the scores that the evaluators gave, one column a node of the scheme; printed sums and means too."""
    for row in data_rows(grid, header):
        if row.total:
            continue
        if kind := _sums_up(row):
            _declare_scores(grid, row, kind, out)
            continue
        number = out.project_no(grid, row["no"])
        if number is None:
            continue
        mention(out, grid, DocumentKind.SCORE_SHEET, number, row["name"])
        for label, cell in row.rest.items():
            score = out.number(grid, cell)
            if score is None:
                if not cell.text:
                    out.refuse(grid, cell, "得分为空", "得分", "补上得分")
                continue
            values = {"project_no": number, "node": canonical_level1(label), "score": score, "grade": row.text("grade")}
            cells = {"score": cell} | ({"grade": grade} if (grade := row.get("grade")) else {})
            out.add("given_scores", grid, values, cells)
        if whole := row.get("total"):
            names = (f"项目{number}", "总分")
            declare(out, grid, whole, names, "project_score_total", "分", str(number))


def _sums_up(row: DataRow) -> str:
    """Tell what a row says of the scores above it: their mean, its rate, the points; nothing of a project's row."""
    labels = {fold(cell.text).rstrip(":") for name in ("no", "name") if (cell := row.get(name))}
    return next((kind for kind, seen in words().score_rows.items() if labels & set(seen)), "")


def _declare_scores(grid: Grid, row: DataRow, kind: str, out: Collector) -> None:
    label = next(cell.text for name in ("no", "name") if (cell := row.get(name)))
    for column, cell in row.rest.items():
        if cell.text:
            node = canonical_level1(column)
            declare(out, grid, cell, (fold(label), node), f"score_{kind}", "分", node)
    if whole := row.get("total"):
        declare(out, grid, whole, (fold(label), "总分"), f"score_total_{kind}", "分", None)
