"""The style sheet of the Word document, read strictly from ``styles.yaml``.

Belongs here: what a style sheet may say, and that every name in it means something. Does not belong here: the XML that
Word wants (``styles``, ``parts``) and which block takes which style (``blocks``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from pydantic import Field, field_validator, model_validator

from analysis.errors import OutputError
from analysis.strict import StrictModel, load_packaged

Role = Literal["title", "body", "kai", "hei"]
Side = Literal["top", "left", "bottom", "right"]


class Font(StrictModel):
    """A face by the name that Word knows, what stands in for it, and the face of Latin letters."""

    name: str
    others: tuple[str, ...]
    latin: str
    family: Literal["roman", "modern", "swiss"]


class Page(StrictModel):
    """A page in millimetres."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    header: float
    footer: float

    @property
    def text_width(self) -> float:
        """The width of the text in points."""
        return (self.width - self.left - self.right) * 72 / 25.4

    @property
    def text_height(self) -> float:
        """The height of the text in points."""
        return (self.height - self.top - self.bottom) * 72 / 25.4


class Line(StrictModel):
    """One side of a frame, in points."""

    width: float
    colour: str
    space: float


class Style(StrictModel):
    """A paragraph or character style; what is not said is inherited. Points, except ``first_line``: characters."""

    name: str
    kind: Literal["paragraph", "character"] = "paragraph"
    based_on: str = ""
    next: str = ""
    font: Role | None = None
    size: float | None = None
    bold: bool | None = None
    colour: str | None = None
    align: Literal["left", "center", "right", "both"] | None = None
    #: Exact distance of lines; 0 lets a line be as tall as what stands in it.
    line: float | None = None
    before: float | None = None
    after: float | None = None
    first_line: float | None = None
    indent: float | None = None
    right: float | None = None
    keep_next: bool | None = None
    outline: int | None = None
    fill: str | None = None
    frame: dict[Side, Line] = Field(default_factory=dict)
    #: Where a right tab with a dotted leader stands.
    leader: float | None = None
    #: Whether Word offers the style in its gallery.
    quick: bool = False


class TableSize(StrictModel):
    """The styles of a table whose text has one size."""

    size: float
    text: str
    head: str


class Advance(StrictModel):
    """Character widths in ems."""

    digit: float
    point: float
    percent: float


class Tables(StrictModel):
    """What the writer of tables needs."""

    sizes: tuple[TableSize, ...]
    advance: Advance
    inset: float


class KeyFigures(StrictModel):
    """Sizes of a key figure, largest first; white space inside a card and between two."""

    sizes: tuple[float, ...]
    inset: float
    gap: float


class Pictures(StrictModel):
    """How figures are drawn."""

    tallest: float
    resolution: int


class SummaryLook(StrictModel):
    """One size of the summary's text and the distance of its lines."""

    size: float
    line: float


class CoverRoom(StrictModel):
    """The height that a cover may fill, and how what is left is shared."""

    room: float
    shares: tuple[float, float, float]
    label_width: float
    above_notes: float


class Sheet(StrictModel):
    """The whole style sheet."""

    language: str
    latin_language: str
    fonts: dict[Role, Font]
    colours: dict[str, str]
    pages: dict[Literal["portrait", "landscape"], Page]
    cover: CoverRoom
    #: From the largest down.
    summary: tuple[SummaryLook, ...] = Field(min_length=1)
    #: How far the text of a list stands from the margin.
    list_indent: float
    tables: Tables
    key_figures: KeyFigures
    pictures: Pictures
    tones: dict[str, str]
    styles: dict[str, Style]

    @field_validator("colours", mode="before")
    @classmethod
    def _as_written(cls, colours: dict[str, object]) -> dict[str, str]:
        # YAML takes a colour without letters for a number.
        return {name: str(colour).zfill(6) for name, colour in colours.items()}

    @model_validator(mode="after")
    def _names_mean_something(self) -> Sheet:
        styles = {name for style in self.styles.values() for name in (style.based_on, style.next) if name}
        styles |= set(self.tones.values()) | {name for size in self.tables.sizes for name in (size.text, size.head)}
        colours = {colour for style in self.styles.values() for colour in (style.colour, style.fill) if colour}
        colours |= {line.colour for style in self.styles.values() for line in style.frame.values()}
        unknown = sorted(styles - set(self.styles)) + sorted(colours - set(self.colours))
        if unknown:
            raise ValueError(f"没有定义的样式或颜色：{'、'.join(unknown)}")
        return self

    def with_styles(self, changes: Mapping[str, Mapping[str, float]]) -> Sheet:
        """Return the sheet with a few measures of some styles replaced."""
        changed = {name: self.styles[name].model_copy(update=dict(change)) for name, change in changes.items()}
        return self.model_copy(update={"styles": self.styles | changed})

    def table_size(self, size: float) -> TableSize:
        """Return the styles of tables set in a size, or the nearest."""
        return min(self.tables.sizes, key=lambda known: abs(known.size - size))


@cache
def sheet() -> Sheet:
    """Return the style sheet."""
    return load_packaged("analysis.render.docx", "styles.yaml", Sheet, OutputError)
