"""The document model: a report is a tuple of blocks, and every writer reads nothing else.

Belongs here: what blocks and inlines there are, and their structured JSON form, which an executed notebook carries
in its outputs. Does not belong here: making blocks from facts (``narrative``, ``tables``, ``figures``) or turning
them into HTML or Typst (``render``).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

#: The mime type under which a notebook output carries the structured form.
MIME = "application/vnd.jixiao.blocks+json"

#: Raised when the structured form changes so that an older notebook can no longer be read.
FORMAT_VERSION = 1

Align = Literal["left", "center", "right", "decimal"]


@dataclass(frozen=True)
class Text:
    """Plain words."""

    text: str
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True)
class Value:
    """A printed figure, bound to its fact.

    ``formula`` is the calculation in one line and ``sources`` the cells it rests on; both are empty for a figure
    that a person wrote.
    """

    key: str
    text: str
    formula: str = ""
    sources: str = ""


@dataclass(frozen=True)
class Link:
    """A pointer to a block of the same report."""

    anchor: str
    text: str


Inline = Text | Value | Link
Inlines = tuple[Inline, ...]


@dataclass(frozen=True)
class Cover:
    """The title page; ``period`` stands for the year where a report is about several."""

    title: str
    subtitle: str
    fund: str
    year: int
    issuer: str
    date: str
    short_title: str
    notes: tuple[str, ...] = ()
    period: str = ""


@dataclass(frozen=True)
class KeyFigure:
    """One of the large figures on the summary page."""

    label: str
    value: Inlines
    note: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """The row of large figures on the summary page."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Contents:
    """Where the table of contents stands; each writer builds it from the headings."""

    title: str = "目录"


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 opens a chapter."""

    level: int
    text: str
    anchor: str
    numbered: bool = True
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    inlines: Inlines


@dataclass(frozen=True)
class Items:
    """A list; an ordered one is printed ①②③."""

    items: tuple[Inlines, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Note:
    """A remark set apart from the text."""

    inlines: Inlines
    tone: Literal["info", "warning"] = "info"


@dataclass(frozen=True)
class Column:
    """A column of a printed table; ``width`` is its share of the page relative to the others."""

    label: str
    align: Align = "left"
    width: float = 1.0


@dataclass(frozen=True)
class Cell:
    """A cell of a printed table; ``rowspan`` is 0 where a cell above covers it."""

    inlines: Inlines
    rowspan: int = 1
    colspan: int = 1
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """A printed table: never without a title and a source.

    ``total_row`` says that the last row is a total. ``landscape`` asks for a landscape page on paper.
    """

    number: str
    title: str
    anchor: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    unit: str = ""
    notes: tuple[str, ...] = ()
    total_row: bool = False
    landscape: bool = False
    row_headers: int = 1

    def __post_init__(self) -> None:
        if not self.title or not self.source:
            raise ValueError(f"table {self.number!r} needs a title and a source")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.number!r}: a row has {len(row)} cells, not {len(self.columns)}")


@dataclass(frozen=True)
class Picture:
    """A figure: its title states the finding, ``alt`` tells the same with the values."""

    number: str
    title: str
    anchor: str
    svg: str
    alt: str
    source: str
    notes: tuple[str, ...] = ()
    data: Table | None = None

    def __post_init__(self) -> None:
        if not self.alt or not self.source:
            raise ValueError(f"figure {self.number!r} needs alt text and a source")


Block = Cover | KeyFigures | Contents | Heading | Paragraph | Items | Note | Table | Picture
Blocks = tuple[Block, ...]

_TYPES: dict[str, type] = {kind.__name__: kind for kind in (*get_args(Block), *get_args(Inline))}


def to_json(blocks: Blocks) -> dict[str, Any]:
    """Turn blocks into the structured form: plain dictionaries, lists, strings and numbers."""
    return {"version": FORMAT_VERSION, "blocks": [_encode(block) for block in blocks]}


def from_json(data: dict[str, Any]) -> Blocks:
    """Read the structured form back; the inverse of :func:`to_json`.

    Raises
    ------
    ValueError
        When the form is of another version, or names a block that does not exist.
    """
    if data.get("version") != FORMAT_VERSION:
        raise ValueError(f"blocks of version {data.get('version')!r}; this program reads {FORMAT_VERSION}")
    return tuple(_decode(item, Block) for item in data["blocks"])


def plain_text(inlines: Inlines) -> str:
    """Join the words of inlines."""
    return "".join(inline.text for inline in inlines)


def _encode(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    name = type(value).__name__
    said = {part: _encode(own) for part, default in _parts(type(value)) if (own := getattr(value, part)) != default}
    return {"type": name, **said} if name in _TYPES else said


@cache
def _parts(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in fields(kind))


def _decode(value: Any, hint: Any) -> Any:
    if isinstance(value, list):
        return tuple(_decode(item, get_args(hint)[0]) for item in value)
    if not isinstance(value, dict):
        return value
    kind: Any = hint
    if "type" in value:
        if value["type"] not in _TYPES:
            raise ValueError(f"unknown block {value['type']!r}; known: {', '.join(sorted(_TYPES))}")
        kind = _TYPES[value["type"]]
    elif get_origin(hint) is UnionType:
        kind = next(option for option in get_args(hint) if is_dataclass(option))
    hints = _hints(kind)
    return kind(**{name: _decode(item, hints[name]) for name, item in value.items() if name != "type"})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
