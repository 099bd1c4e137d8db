"""How tables are laid out: header words, form fields, level names, horizons, loaded strictly from YAML.

Belongs here: the words and the look-ups over them. Does not belong here: walking a grid (``recognise``) or building
rows (the readers).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import Field, RootModel

from analysis.errors import DocumentError
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import DocumentKind, FundSource, Horizon

#: The concept of a declared value whose wording is not among the known ones.
OTHER = "other"

_BRACKETED = re.compile(r"[(（]([^()（）]*)[)）]")
_UNIT_SUFFIX = re.compile(r"[(（]([^()（）]*)[)）]$")


class Layout(StrictModel):
    """The layout of one kind of table; what each part means is said in ``layouts.yaml``."""

    title: str
    document: DocumentKind | None = None
    midterm: DocumentKind | None = None
    dated: tuple[str, ...] = ()
    required: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    rest: Literal["", "horizon", "score"] = ""
    fields: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    labelled: tuple[str, ...] = ()
    unlabelled: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    ignored: str = "(?!)"
    part_of: str = ""
    money: tuple[str, ...] = ()


class StatedItem(StrictModel):
    """What a stated amount means."""

    concept: str
    measure: str
    item: str


class ToldDay(StrictModel):
    """A wording that tells of which day a filing speaks; what each part means is said in ``words.yaml``."""

    pattern: str
    month: int | None = None
    assumed: bool = False


class AsOfWords(StrictModel):
    """The wordings that tell a day, in order."""

    longest: int
    midyear: int
    joined: str
    told: tuple[ToldDay, ...]


class Words(StrictModel):
    """Words and patterns shared by the readers."""

    total_rows: tuple[str, ...]
    score_rows: dict[str, tuple[str, ...]]
    subtotal: str
    section: str
    dashes: tuple[str, ...]
    money_units: dict[str, Decimal]
    unit_line: str
    unit_prefix: str
    fund_title: str
    department_line: str
    note: str
    placeholder: str
    sorts: tuple[str, ...]
    numbered_name: str
    form_totals: tuple[str, ...]
    project_caption: str
    project_number: str
    project_list: str
    remarks: dict[Literal["allocated", "withdrawn"], str]
    level_points: str
    level_punctuation: str
    level1: dict[str, tuple[str, ...]]
    level2: dict[str, tuple[str, ...]]
    horizons: dict[Horizon, str]
    horizon_year: str
    bare_horizon: str
    before_year_end: str
    as_of: AsOfWords
    fund_sources: dict[FundSource, str]
    coded_indicator: str
    rest_titles: dict[str, str]
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


def money_unit_in(text: str) -> str:
    """Return the unit of money that a label gives in brackets anywhere, or an empty text."""
    bracketed = (bare_unit(unit) for unit in _BRACKETED.findall(fold(text)))
    return next((unit for unit in bracketed if unit in words().money_units), "")


def bare_unit(text: str) -> str:
    """Return a unit without what some forms put before it: 单位：万元."""
    return re.sub(words().unit_prefix, "", fold(text))


def is_total(text: str) -> bool:
    """Tell the row that sums up a table by its label."""
    return fold(text).rstrip(":") in words().total_rows


def is_subtotal(text: str) -> bool:
    """Tell a row that sums up a part of a table by its label: 小计, 省级小计."""
    return fold(text).rstrip(":").endswith(words().subtotal)


def is_dash(text: str) -> bool:
    """Tell a mark that offices put where there is nothing to fill in."""
    return fold(text) in words().dashes


def names_horizon(label: str) -> bool:
    """Tell whether a header or a form label names the time that targets speak of."""
    return _worded_horizon(fold(label)) is not None or re.fullmatch(words().bare_horizon, fold(label)) is not None


def horizon_of(label: str, year: int) -> Horizon | None:
    """Tell which horizon a header or a form label names in the documents of a fund year.

    Parameters
    ----------
    label
        As printed. A year in it decides before its words do: in the documents of 2024 阶段目标（2024年）is the first
        stage of a longer project and therefore this year's target, and 2026年 is the project's end.
    year
        The fund year.
    """
    folded = fold(label)
    worded = _worded_horizon(folded)
    printed = re.search(words().horizon_year, folded)
    if printed is None or not names_horizon(label):
        return worded
    named = int(printed["year"])
    if named == year:
        return Horizon.STAGE if re.search(words().before_year_end, folded) else Horizon.ANNUAL
    return Horizon.PERIOD if named > year else worded


def horizons_of(labels: Iterable[str], year: int) -> list[Horizon | None]:
    """Tell the horizons of labels that stand side by side.

    In a project's last year 年度目标（2025年）and 实施周期目标（2025年）name the same year; then the words decide.
    """
    named = list(labels)
    dated = [horizon_of(label, year) for label in named]
    told = [horizon for horizon in dated if horizon is not None]
    return dated if len(set(told)) == len(told) else [_worded_horizon(fold(label)) for label in named]


def _worded_horizon(folded: str) -> Horizon | None:
    return next((horizon for horizon, pattern in words().horizons.items() if re.search(pattern, folded)), None)


def fund_source(label: str) -> FundSource | None:
    """Tell which source of money a printed label names."""
    folded = fold(label)
    return next((source for source, pattern in words().fund_sources.items() if re.search(pattern, folded)), None)


def level_name(text: str) -> str:
    """Return the printed name of a level on one line, without the points that some forms put in brackets behind it."""
    return re.sub(words().level_points, "", one_line(text)).strip()


def bare_level(text: str) -> str:
    """Return the name of a level for comparison: folded, without points and closing punctuation."""
    return re.sub(words().level_punctuation, "", fold(level_name(text)))


def canonical_level1(text: str) -> str:
    """Return the canonical first level of a printed one, or the printed one when it is none of the known."""
    bare = bare_level(text)
    return next((name for name, seen in words().level1.items() if bare in seen), bare)


def level_code(level1: str, level2: str) -> str:
    """Return the class of an indicator, ``产出/数量``, from its printed levels; empty when it is none of the known."""
    bare = bare_level(level2)
    candidates = [code for code, seen in words().level2.items() if bare in seen]
    under = [code for code in candidates if code.startswith(f"{canonical_level1(level1)}/")]
    return next(iter(under or candidates), "")
