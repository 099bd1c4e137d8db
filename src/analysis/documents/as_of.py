"""The day of which a filing speaks, told by its own words: 截至6月30日, 1—6月, 上半年, 中期自评.

Belongs here: finding such a day in titles and labels, and taking it off a label. Does not belong here: the wordings
(``words.yaml``), or which of several filings counts (``filings``).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from analysis.documents.layout import ToldDay, fold, words


@dataclass(frozen=True)
class AsOf:
    """A day as a document tells it.

    Parameters
    ----------
    day
        ISO date.
    printed
        The words that tell it.
    assumed
        Whether the words tell a half-way filing and no day, so that the usual day was taken.
    """

    day: str
    printed: str
    assumed: bool = False


def year_end(year: int) -> str:
    """Return the last day of a fund year."""
    return f"{year}-12-31"


def midyear(year: int) -> str:
    """Return the day of a half-way filing that names none."""
    return _last_day(year, words().as_of.midyear)


def told_day(texts: Iterable[str], year: int) -> AsOf | None:
    """Return the day that texts tell, the first text that tells one deciding.

    Parameters
    ----------
    texts
        Labels and titles as printed, those nearest to the figures first. Running text tells nothing.
    year
        The fund year: a date without a year is one of it, and a day before it is not what a filing speaks of.
    """
    for text in texts:
        folded = fold(text)
        if len(folded) > words().as_of.longest:
            continue
        for wording in words().as_of.told:
            found = re.search(wording.pattern, folded)
            day = _day(found, wording, year) if found else None
            if found and day and day >= f"{year}-01-01":
                return AsOf(day, found[0], wording.assumed)
    return None


def without_day(label: str) -> str:
    """Return a folded label without a day before it: 截至6月底累计支出金额 is 支出金额."""
    for wording in words().as_of.told:
        found = re.match(wording.pattern, label)
        if found:
            return re.sub(words().as_of.joined, "", label[found.end() :])
    return label


def is_day(text: str) -> bool:
    """Tell what a label carries in brackets where others carry a unit: （截至6月底）."""
    return any(re.search(wording.pattern, text) for wording in words().as_of.told)


def _day(found: re.Match[str], wording: ToldDay, year: int) -> str | None:
    printed = found.groupdict()
    own = int(printed.get("year") or year)
    month = int(printed["month"]) if printed.get("month") else wording.month
    if month is None or not 1 <= month <= 12:
        return None
    if not printed.get("day"):
        return _last_day(own, month)
    last = calendar.monthrange(own, month)[1]
    return date(own, month, int(printed["day"])).isoformat() if 1 <= int(printed["day"]) <= last else None


def _last_day(year: int, month: int) -> str:
    return date(year, month, calendar.monthrange(year, month)[1]).isoformat()
