"""The word lists of the invented dossiers, strictly loaded.

Belongs here: their shape. Does not belong here: the words (``wording.yaml``).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from analysis.errors import RuleError
from analysis.strict import StrictModel, load_file

#: floor: a count or an amount; share: a rate that may not fall below; whole: 100 %; limit: a ceiling; nothing: none
#: may happen; answer: 是 or 否; word: a state; date: a day; spending: the project's money; sample: returned
#: questionnaires; content: satisfaction.
Shape = Literal[
    "floor", "share", "whole", "limit", "nothing", "answer", "word", "date", "spending", "sample", "content"
]


class Item(StrictModel):
    """What an indicator counts; ``low`` and ``high`` bound its annual target."""

    name: str
    shape: Shape = "floor"
    verb: str = ""
    unit: str = ""
    low: int = 90
    high: int = 97
    digits: int = 0
    group: str = ""
    word: str = ""


class Theme(StrictModel):
    """What a project is about."""

    name: str
    about: str


class Field(StrictModel):
    """A field of work with its offices, projects and indicators."""

    direction: str
    department: str
    body: str
    clients: str
    themes: tuple[Theme, ...]
    counts: tuple[Item, ...]
    economic: tuple[Item, ...]
    social: tuple[Item, ...]


class Place(StrictModel):
    """A place; ``level`` is who approves its projects, ``office`` how its departments are called."""

    name: str
    level: str
    office: str


class Direction(StrictModel):
    """A direction of support."""

    name: str
    use: str
    goals: str


class Group(StrictModel):
    """An indicator of the fund that adds up those of projects."""

    name: str
    unit: str
    level: Literal["quantity", "economic", "social"]


class Phrase(StrictModel):
    """How a target is put; ``{}`` stands for the figure."""

    text: str
    comparator: str
    unit_in_name: bool = False


class Fund(StrictModel):
    """The fund's own words."""

    name: str
    short_name: str
    department: str
    authority: str
    task: str
    use: str
    goals: str
    document_status: str


class Evidence(StrictModel):
    """What stands beside actual values."""

    met: tuple[str, ...]
    missed: tuple[str, ...]
    spending: str
    summed: str


class Wording(StrictModel):
    """See ``wording.yaml``."""

    fund: Fund
    places: tuple[Place, ...]
    directions: dict[str, Direction]
    groups: dict[str, Group]
    levels: tuple[dict[str, str], ...]
    phrases: dict[str, tuple[Phrase, ...]]
    quality: tuple[Item, ...]
    timeliness: tuple[Item, ...]
    cost: tuple[Item, ...]
    lasting: tuple[Item, ...]
    evidence: Evidence
    fields: tuple[Field, ...]


@cache
def wording() -> Wording:
    """Return the word lists."""
    return load_file(Path(__file__).with_name("wording.yaml"), Wording, RuleError)
