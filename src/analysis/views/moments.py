"""The dates that stand in a running text, and what the words around them make of them.

Belongs here: finding dates (``expressions.dates`` reads each), telling those of the past, of a time to come and of no
single year, and holding partial dates against each other. Does not belong here: which date is out of place
(``dates``), and the words (``date_words.yaml``).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from analysis.errors import RuleError
from analysis.expressions.dates import Span, date_at
from analysis.expressions.folding import fold as fold_text
from analysis.expressions.lexicon import lexicon
from analysis.strict import StrictModel, load_packaged

#: Where a date may begin; digits within a longer figure are no beginning.
_BEGINS = re.compile(r"(?<![0-9.])(?:[0-9]|第[1-4一二三四]季|前[两二三23]个?季|[上下]半年|年[底末])")
_CLAUSE = re.compile("[。；;，,]")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


class DateWords(StrictModel):
    """See ``date_words.yaml``."""

    cited: re.Pattern[str]
    recurring: re.Pattern[str]
    relative: re.Pattern[str]
    past_before: re.Pattern[str]
    past_after: re.Pattern[str]
    past_in_brackets: re.Pattern[str]
    future_before: re.Pattern[str]
    future_after: re.Pattern[str]
    work_after: re.Pattern[str]
    steps: tuple[tuple[str, str], ...]
    plans: frozenset[str]
    results: frozenset[str]


@cache
def date_words() -> DateWords:
    """Load the words once."""
    return load_packaged("analysis.views", "date_words.yaml", DateWords, RuleError)


@dataclass(frozen=True)
class Moment:
    """One date in a text.

    Parameters
    ----------
    start, end
        Partial ISO dates as ``expressions`` gives them; a deadline has only ``end``.
    printed, clause, rest
        The date as printed (half-width), the clause in which it stands, and what follows it there.
    past, future
        The text speaks of it as of the past, or works for it only.
    """

    start: str
    end: str
    printed: str
    clause: str
    rest: str
    past: bool = False
    future: bool = False

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are printed, the first and the last one."""
        return tuple(int(iso[:4]) for iso in (self.start, self.end) if _YEAR.match(iso))

    @property
    def of_work(self) -> bool:
        """Whether the date tells when work is done, and not which year's affairs it is about."""
        deadline = not self.start
        begins = self.clause.startswith(self.printed) and (not self.rest or date_words().work_after.search(self.rest))
        return not self.past and not self.future and bool(deadline or begins)

    def begins(self, year: int) -> date | None:
        """Return the first day, or the last one of a deadline; a missing year is the given one."""
        return _day(self.start, year, last=False) if self.start else self.ends(year)

    def ends(self, year: int) -> date | None:
        """Return the last day, or the first one of a start without an end."""
        return _day(self.end or self.start, year, last=True)


@lru_cache(maxsize=65536)
def moments(text: str) -> tuple[Moment, ...]:
    """Find the dates of a text, in order; those that recur, or count from another year, are left out."""
    folded = date_words().cited.sub(" ", fold_text(text, lexicon()))
    found: list[Moment] = []
    place = 0
    while begun := _BEGINS.search(folded, place):
        read = date_at(folded, begun.start())
        if read is None:
            place = begun.start() + 1
            continue
        span, place = read
        moment = _moment(folded, begun.start(), place, span)
        if moment is not None:
            found.append(moment)
    return tuple(found)


def _moment(text: str, begin: int, end: int, span: Span) -> Moment | None:
    lists = date_words()
    before, after = text[:begin], text[end:]
    if lists.recurring.search(before) or lists.relative.search(before) or (span.end or span.start).startswith("---"):
        return None
    rest = _CLAUSE.split(after, maxsplit=1)[0]
    inside = before.rfind("(") > before.rfind(")")
    past = bool(lists.past_before.search(before) or lists.past_after.search(after))
    past = past or bool(inside and lists.past_in_brackets.search(after))
    future = bool(lists.future_before.search(before) or lists.future_after.search(rest))
    clause = f"{_CLAUSE.split(before)[-1]}{text[begin:end]}{rest}"
    return Moment(span.start, span.end, text[begin:end], clause, rest, past, future)


def outside(moment: Moment, first: int, last: int | None) -> bool:
    """Tell whether all the years of a date lie outside of a stretch of years; a date without a year does not."""
    years = moment.years
    if not years or moment.past:
        return False
    too_late = last is not None and min(years) > last and not moment.future
    return max(years) < first or too_late


def _day(iso: str, year: int, *, last: bool) -> date | None:
    """Complete a partial ISO date to its first or its last day."""
    head, _, rest = iso.partition("-") if not iso.startswith("--") else ("", "", iso[2:])
    own = int(head) if head else year
    month, _, day = rest.partition("-")
    if not month:
        return date(own, 12, 31) if last else date(own, 1, 1)
    if day:
        return date(own, int(month), min(int(day), calendar.monthrange(own, int(month))[1]))
    return date(own, int(month), calendar.monthrange(own, int(month))[1] if last else 1)
