"""The rules that a fund took over for a year, confirmed outside of the package: ``rules.yaml`` of a fund.

Belongs here: what the file may say, and the rules of a fund year with it in view. Does not belong here: the rules that
the package confirms (``loader``) and their shape (``model``).

A province with many funds scores them by one published scheme. Whoever confirms that for a fund year writes it down
with the document that says so. Without the file a year has no rules but its own, and an adoption is never passed on:
it names a fund year that the package confirms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from pydantic import Field, StringConstraints

from analysis import handwritten
from analysis.errors import Problem, RuleError
from analysis.handwritten import Written
from analysis.paths import FundYearPaths
from analysis.rules.loader import confirmed, is_confirmed, rule_book
from analysis.rules.model import Adoption, RuleBook
from analysis.strict import StrictModel

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

_YEAR = re.compile(r"[12][0-9]{3}")
_FUND_YEAR = re.compile(rf"(?P<fund>[^/\s]+)/(?P<year>{_YEAR.pattern})")


class Adopted(StrictModel):
    """Whose rules hold for a year, and the document by which they do."""

    source: Words = Field(alias="as")
    reference: Words


class Adoptions(StrictModel):
    """All of ``rules.yaml``: adopted rules by year."""

    years: dict[str, Adopted] = Field(default_factory=dict)


def has_rules(paths: FundYearPaths) -> bool:
    """Tell whether a fund year has confirmed rules, its own or adopted ones.

    Raises
    ------
    RuleError
        When the fund's ``rules.yaml`` is broken.
    """
    return load(paths) is not None or is_confirmed(paths.fund, paths.year)


def book_of(paths: FundYearPaths) -> RuleBook:
    """Return the rules of a fund year: those confirmed for it, or those that the fund adopted for it.

    Raises
    ------
    RuleError
        When there are none, or the fund's ``rules.yaml`` is broken.
    """
    adoption = load(paths)
    if adoption is None:
        return rule_book(paths.fund, paths.year)
    book = rule_book(adoption.fund, adoption.year)
    return replace(book, fund=paths.fund, year=paths.year, adoption=adoption)


def load(paths: FundYearPaths) -> Adoption | None:
    """Return what a fund adopted for a year; ``None`` where it adopted nothing.

    Raises
    ------
    RuleError
        When the file is malformed or lies in the folder of a year, or when an adoption of any year gives no reference
        or names no fund year that is confirmed by itself.
    """
    low = paths.raw / paths.rules.name
    if low.exists():
        advice = f"移到 {paths.fund}/{low.name}，与其中已有的合并"
        what = "采用规则的文件放错了位置：各年度共用一份"
        raise RuleError(Problem(what, f"{paths.label}/{low.name}", advice=advice))
    if not (paths.rules.exists() or paths.rules.is_symlink()):
        return None
    written = handwritten.load(paths.rules, Adoptions, RuleError)
    if problems := list(_faults(written, paths.fund)):
        raise RuleError(problems)
    adopted = written.content.years.get(str(paths.year))
    named = _FUND_YEAR.fullmatch(adopted.source) if adopted else None
    if adopted is None or named is None:
        return None
    return Adoption(named["fund"], int(named["year"]), adopted.reference)


def _faults(written: Written[Adoptions], fund: str) -> Iterator[Problem]:
    for year, adopted in written.content.years.items():
        where = written.where("years", year)
        if not _YEAR.fullmatch(year):
            yield Problem("不是年度", where, year, "年度，如 2023", "改正年度")
        elif is_confirmed(fund, int(year)):
            yield Problem("该年度有经确认的规则，不得另行采用", where, f"{fund}/{year}", advice="删去这一年")
        else:
            yield from _faults_of_source(written, fund, adopted, where)


def _faults_of_source(written: Written[Adoptions], fund: str, adopted: Adopted, where: str) -> Iterator[Problem]:
    known = f"已确认：{'、'.join(f'{name}/{year}' for name, year in confirmed())}"
    named = _FUND_YEAR.fullmatch(adopted.source)
    if named is None:
        what = "“as”的写法有误"
        yield Problem(what, where, adopted.source, f"资金代码/年度；{known}", "写明采用哪一资金年度的规则")
    elif named["fund"] == fund and named["year"] in written.content.years:
        what = "所采用的年度自己也是采用的，采用不得转手"
        yield Problem(what, where, adopted.source, known, "直接写明规则经确认的资金年度")
    elif not is_confirmed(named["fund"], int(named["year"])):
        what = "所采用的资金年度没有经确认的规则（自己也是采用的，不算）"
        yield Problem(what, where, adopted.source, known, "核对资金代码和年度；写明规则经确认的资金年度")
