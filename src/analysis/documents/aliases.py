"""Names that a person confirmed to mean the same: ``aliases.yaml`` of a fund.

Belongs here: what the file may say, and the table ``aliases``. Does not belong here: names that merely look alike
(``likeness``), and what follows from two names being one (``views``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import StringConstraints

from analysis import handwritten
from analysis.documents.layout import fold
from analysis.errors import CorrectionError, Problem
from analysis.handwritten import Written
from analysis.paths import FundYearPaths
from analysis.strict import StrictModel
from analysis.vocabulary import AliasSort

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

#: The list in the file of each sort of name.
_LISTS = {AliasSort.PROJECT: "projects", AliasSort.UNIT: "units", AliasSort.INDICATOR: "indicators"}


class Group(StrictModel):
    """Names that mean the same, and how one knows."""

    names: tuple[Words, ...]
    reason: Words


class Aliases(StrictModel):
    """All of ``aliases.yaml``."""

    projects: tuple[Group, ...] = ()
    units: tuple[Group, ...] = ()
    indicators: tuple[Group, ...] = ()


def load(paths: FundYearPaths) -> list[dict[str, Any]]:
    """Return the records of the table ``aliases``; no file names nothing.

    Groups are numbered through all sorts, so that a number alone tells a group.

    Raises
    ------
    CorrectionError
        When the file is malformed, lies in the folder of a year, or puts a name into two groups.
    """
    low = paths.raw / paths.aliases.name
    if low.exists():
        advice = f"移到 {paths.fund}/{low.name}，与其中已有的合并"
        what = "同义名称文件放错了位置：各年度共用一份"
        raise CorrectionError(Problem(what, f"{paths.label}/{low.name}", advice=advice))
    if not (paths.aliases.exists() or paths.aliases.is_symlink()):
        return []
    written = handwritten.load(paths.aliases, Aliases, CorrectionError)
    if problems := [problem for sort in _LISTS for problem in _faults(written, sort)]:
        raise CorrectionError(problems)
    groups = [(sort, group) for sort, part in _LISTS.items() for group in getattr(written.content, part)]
    return [
        {"sort": sort.value, "group": number, "name": name, "reason": group.reason}
        for number, (sort, group) in enumerate(groups, start=1)
        for name in group.names
    ]


def _faults(written: Written[Aliases], sort: AliasSort) -> Iterator[Problem]:
    part, first = _LISTS[sort], dict[str, str]()
    for number, group in enumerate(getattr(written.content, part)):
        if len(group.names) < 2:
            where = written.where(part, number)
            advice = "补上另一个名称，或删去这一组"
            yield Problem("一组同义名称至少有两个", where, "、".join(group.names), advice=advice)
        for index, name in enumerate(group.names):
            where = written.where(part, number, "names", index)
            if fold(name) in first:
                what, expected = f"{sort.label}名称出现两次", f"只在一组中写一次（另见{first[fold(name)]}）"
                yield Problem(what, where, name, expected, "删去一处；两组同义的合并为一组")
            first.setdefault(fold(name), where)
