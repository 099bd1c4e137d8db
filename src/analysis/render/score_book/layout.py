"""What the score book looks like, as data: sheets, columns, styles, words, named cells, formulas, texts.

Belongs here: the shape of ``score_book.yaml`` and the filling of a formula. Does not belong here: any of its words
(the YAML file), writing cells (``page``) or what stands in them (``fund`` and its like).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from pydantic import Field

from analysis.errors import OutputError
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import Comparator, Status

#: The statuses that the cell 核定结论 offers, and the comparators that a line may have.
VERDICTS = tuple(Status)
COMPARATORS = (
    Comparator.AT_LEAST,
    Comparator.MORE_THAN,
    Comparator.EQUAL,
    Comparator.AT_MOST,
    Comparator.LESS_THAN,
    Comparator.ABOUT,
)


class ColumnSpec(StrictModel):
    """One column of a sheet; ``check`` names what may be put in when it is an input."""

    key: str
    label: str
    width: float
    style: str = "text"
    input: bool = False
    check: Literal["", "amount", "figure", "score", "mode", "comparator", "verdict"] = ""


class SheetSpec(StrictModel):
    """One sheet: its name, unit and the line below the title, its columns, and how it is printed.

    Unless ``labelled``, the labels stand above the parts of the sheet and not once at its head.
    """

    name: str
    unit: str = ""
    note: str
    scale: int
    repeat: int
    labelled: bool = True
    break_after: tuple[str, ...] = ()
    columns: tuple[ColumnSpec, ...]


class Section(StrictModel):
    """A part of a sheet with a header of its own."""

    title: str
    labels: dict[str, str]


class NoteSpec(StrictModel):
    """One line of the sheet 说明; ``scored`` ones belong to years that have scores."""

    item: str
    text: str
    scored: bool = False


class Scale(StrictModel):
    """A unit in which money is shown from an amount in 元 on."""

    lower: Decimal = Field(alias="from")
    unit: str


class Message(StrictModel):
    """What a person is told who puts in something else."""

    title: str
    message: str


class Layout(StrictModel):
    """The whole file."""

    properties: dict[str, str]
    font: str
    base: dict[str, Any]
    styles: dict[str, dict[str, Any]]
    roles: dict[str, dict[str, Any]]
    heights: dict[str, int]
    whole_number: dict[str, Any]
    words: dict[str, str]
    money_scales: tuple[Scale, ...]
    names: dict[str, str]
    rule_names: dict[str, str]
    grade_bounds: str
    grade_names: str
    formulas: dict[str, str]
    sheets: dict[str, SheetSpec]
    sections: dict[str, Section]
    texts: dict[str, Any]
    checks: dict[str, Message]
    notes: tuple[NoteSpec, ...]
    legend: dict[str, str]
    documents: dict[str, str]


@cache
def layout() -> Layout:
    """Return the layout."""
    return load_packaged("analysis.render.score_book", "score_book.yaml", Layout, OutputError)


def word(key: str) -> str:
    """Return a word that cells hold and formulas compare with."""
    return layout().words[key]


def said(key: str, **fields: object) -> str:
    """Return a text, its fields filled in."""
    return str(layout().texts[key]).format(**fields)


def formula(key: str, cells: Mapping[str, str]) -> str:
    """Return a formula over cells.

    Parameters
    ----------
    key
        A formula of the layout.
    cells
        The cell of each column by the column's key; more names may be added. They win over words and named cells.

    Returns
    -------
    str
        The formula with its equals sign, on one line.
    """
    templates = layout().formulas
    known = {**_constants(), **cells}
    for part in _PARTS:
        if f"{{{part}}}" in templates[key] and part not in known:
            known[part] = _filled(templates[part], known)
    return "=" + _filled(templates[key], known)


#: Formulas that stand inside others.
_PARTS = ("holds", "over")


def _filled(template: str, fields: Mapping[str, str]) -> str:
    return "".join(line.strip() for line in template.format_map(fields).splitlines())


@cache
def _constants() -> dict[str, str]:
    """Return the quoted words and the names that every formula may use."""
    own = layout()
    words = {key: quoted(text) for key, text in own.words.items()}
    words |= {status.name.lower(): quoted(status.label) for status in Status}
    words |= {comparator.name.lower(): quoted(comparator.label) for comparator in COMPARATORS}
    rules = {f"rule_{role}": name for role, name in own.rule_names.items()}
    return words | own.names | rules | {key: quoted(own.texts[key]) for key in ("agrees", "differs")}


def quoted(text: str) -> str:
    """Return a word as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'
