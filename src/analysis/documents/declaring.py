"""Recording what a document says about a project or declares about a sum.

Belongs here: records of ``mentions`` and ``declared``, which several readers make. Does not belong here: finding the
cells (the readers) or comparing the figures (``reconcile``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from analysis.documents.collector import Collector
from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import fold, one_line, split_unit, words
from analysis.documents.recognise import Header
from analysis.documents.rows import DataRow, money_unit
from analysis.vocabulary import DocumentKind


def mention(
    out: Collector,
    grid: Grid,
    kind: DocumentKind,
    number: int,
    name: Cell,
    *,
    unit: Cell | None = None,
    amount: Cell | None = None,
    amount_wan: Decimal | None = None,
    known_as: str = "",
) -> None:
    """Record that a document names a project.

    Parameters
    ----------
    kind, number
        The document and the project.
    name, unit, amount
        The cells of the name, of the body in charge and of the amount.
    amount_wan
        The amount in 万元.
    known_as
        The name where it does not stand in a cell, such as a form's caption; ``name`` is then the form's first cell.
    """
    values = {
        "project_no": number,
        "document": kind.value,
        "name": known_as or one_line(name.text),
        "unit_name": one_line(unit.text) if unit else None,
        "amount_wan": amount_wan,
    }
    cells = {"name": None if known_as else name, "amount_wan": amount, "unit_name": unit}
    out.add("mentions", grid, values, {key: cell for key, cell in cells.items() if cell is not None} or {"name": name})


def declare_row(
    out: Collector, grid: Grid, header: Header, row: DataRow, concepts: Mapping[str, str], subject: str | None = None
) -> None:
    """Record the figures that a row declares: canonical column to the concept that its figure stands for."""
    label = next(cell.text for cell in row.cells.values() if cell.text)
    for column, concept in concepts.items():
        cell = row.get(column)
        if cell is not None:
            printed, _ = split_unit(fold(grid.rows[header.row][header.columns[column]].text))
            unit = money_unit(grid, header, column)
            declare(out, grid, cell, (fold(subject or label).replace("|", "·"), printed), concept, unit, subject)


def declare(
    out: Collector, grid: Grid, cell: Cell, names: tuple[str, str], concept: str, unit: str, subject: str | None
) -> None:
    """Record one declared figure: where it stands (row label and column), what it stands for, and of whom."""
    measure = words().concepts[concept]
    sign = {"count": "个", "percent": "%"}.get(measure, "分")
    value = out.amount(grid, cell, unit) if measure == "money" else out.number(grid, cell, sign)
    if value is None:
        return
    values = {
        "table": grid.part,
        "label": names[0],
        "column": names[1],
        "concept": concept,
        "subject": subject,
        "text": cell.text,
        "value": value,
        "unit": {"money": "万元", "count": "个", "percent": "%", "any": unit or None}[measure],
    }
    out.add("declared", grid, values, {"value": cell})
