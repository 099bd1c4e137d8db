"""How tables are laid out: header words, form fields, level names, horizons, loaded strictly from YAML.

Belongs here: the words and the look-ups over them. Does not belong here: walking a grid (``recognise``) or building
rows (the readers).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import Field, RootModel

from analysis.errors import DocumentError
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import DocumentKind, Horizon

#: The concept of a declared value whose wording is not among the known ones.
OTHER = "other"

_UNIT_SUFFIX = re.compile(r"[(（]([^()（）]*)[)）]$")


class Layout(StrictModel):
    """The layout of one kind of table."""

    title: str
    document: DocumentKind | None = None
    required: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    rest: Literal["", "horizon", "score"] = ""
    fields: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    money: tuple[str, ...] = ()


class StatedItem(StrictModel):
    """What a stated amount means."""

    concept: str
    measure: str
    item: str


class Words(StrictModel):
    """Words and patterns shared by the readers."""

    total_rows: tuple[str, ...]
    dashes: tuple[str, ...]
    money_units: dict[str, Decimal]
    unit_line: str
    project_caption: str
    project_number: str
    project_list: str
    remarks: dict[Literal["allocated", "withdrawn"], str]
    level1: dict[str, tuple[str, ...]]
    level2: dict[str, tuple[str, ...]]
    horizons: dict[Horizon, str]
    stated: tuple[StatedItem, ...]
    concepts: dict[str, Literal["money", "count", "percent", "any"]]


class _Layouts(RootModel[dict[str, Layout]]):
    """The layouts by name."""


@cache
def layouts() -> dict[str, Layout]:
    """Return every layout by name."""
    return load_packaged("analysis.documents", "layouts.yaml", _Layouts, DocumentError).root


@cache
def words() -> Words:
    """Return the words."""
    return load_packaged("analysis.documents", "words.yaml", Words, DocumentError)


def fold(text: str) -> str:
    """Fold a header or label for comparison: full width to half, no spaces or line breaks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def one_line(text: str) -> str:
    """Join the lines of a cell; Chinese needs no blank between them."""
    return re.sub(r"\s*\n\s*", "", text)


def split_unit(header: str) -> tuple[str, str]:
    """Split a folded header from the unit in brackets behind it: ``预算金额(万元)`` gives both parts."""
    match = _UNIT_SUFFIX.search(header)
    return (header[: match.start()], match[1]) if match else (header, "")


def is_total(text: str) -> bool:
    """Tell a total row by its label."""
    return fold(text) in words().total_rows


def is_dash(text: str) -> bool:
    """Tell a mark that offices put where there is nothing to fill in."""
    return fold(text) in words().dashes


def horizon_of(label: str) -> Horizon | None:
    """Tell which horizon a header or a form label names."""
    folded = fold(label)
    return next((horizon for horizon, pattern in words().horizons.items() if re.search(pattern, folded)), None)


def canonical_level1(text: str) -> str:
    """Return the canonical first level of a printed one, or the printed one when it is none of the known."""
    return _canonical(text, words().level1) or fold(text)


def level_code(level1: str, level2: str) -> str:
    """Return the class of an indicator, ``产出/数量``, from its printed levels; empty when it is none of the known."""
    candidates = [code for code, seen in words().level2.items() if fold(level2) in seen]
    under = [code for code in candidates if code.startswith(f"{canonical_level1(level1)}/")]
    return next(iter(under or candidates), "")


def _canonical(text: str, synonyms: dict[str, tuple[str, ...]]) -> str:
    return next((name for name, seen in synonyms.items() if fold(text) in seen), "")
