"""What a person meant: exact names, Chinese labels, and the near ones when neither is there.

Belongs here: matching what was asked against what there is, and the message when nothing fits. Does not belong here:
what there is (``fund_year``), or how alike two names of documents are (``likeness``, which is asked).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from analysis.desk.settings import settings
from analysis.errors import NotFoundError, Problem
from analysis.likeness import likenesses


def resolve(asked: str, known: Mapping[str, str], what: str, where: str = "", advice: str = "") -> str:
    """Return the name that was meant.

    Parameters
    ----------
    asked
        A name, or the Chinese label of one.
    known
        Names with their labels; a label may be empty.
    what
        What is wrong when there is none, one Chinese sentence without a full stop.
    where, advice
        Where it was asked, and what to do when nothing is near.

    Raises
    ------
    NotFoundError
        When nothing has this name or label; the message names near ones, or all when they are few.
    """
    if asked in known:
        return asked
    for name, label in known.items():
        if asked and asked == label:
            return name
    raise NotFoundError(unknown(asked, known, what, where, advice))


def unknown(asked: str, known: Mapping[str, str], what: str, where: str = "", advice: str = "") -> Problem:
    """Say that something is not there, and what may have been meant."""
    close = near(asked, known)
    most = settings().near.most
    told = listed(close, known)
    if close:
        expected = f"相近的有：{told}"
    else:
        shown = listed(list(known)[: 2 * most], known)
        expected = f"可用：{shown}" + (f"等{len(known)}个" if len(known) > 2 * most else "") if known else ""
    place = f"{where} {asked}".strip()
    return Problem(what, place, expected=expected, advice=advice or "改用上列名称之一")


def near(asked: str, known: Mapping[str, str]) -> list[str]:
    """Return the names that may have been meant, the nearest first; a label counts as much as its name."""
    names = list(known)
    if not asked or not names:
        return []
    limits = settings().near
    found: dict[str, float] = {}
    for spellings in ([*names], [known[name] for name in names]):
        for name, value in zip(names, _likeness(asked, spellings), strict=True):
            found[name] = max(value, found.get(name, 0.0))
    least = max(limits.least, max(found.values()) - limits.behind)
    order = sorted((-value, place, name) for place, (name, value) in enumerate(found.items()) if value >= least)
    return [name for _, _, name in order[: limits.most]]


def listed(names: Iterable[str], known: Mapping[str, str]) -> str:
    """List names, each with its label where it has one of its own."""
    return "、".join(f"{name}（{known[name]}）" if known[name] not in ("", name) else name for name in names)


def _likeness(asked: str, spellings: list[str]) -> list[float]:
    """Say how near each spelling is: letter by letter, as names of documents are compared, or as a part of it."""
    bare = asked.casefold()
    as_names = likenesses([asked], spellings)[0].tolist()
    letters = (difflib.SequenceMatcher(None, bare, other.casefold()).ratio() for other in spellings)
    within = (0.9 if other and (bare in other.casefold()) else 0.0 for other in spellings)
    return [max(parts) if other else 0.0 for other, *parts in zip(spellings, as_names, letters, within, strict=True)]
