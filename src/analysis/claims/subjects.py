"""What a promised figure counts, from the words around it.

Belongs here: the subject of a piece. Does not belong here: where pieces begin and end (``pieces``), the figure
(``quantity``) and what one piece takes over from another (``claims``).

A subject is made of the words before the figure and the words behind it, in the order of print and in folded spelling.
Left out are comparators, dates, 累计 and remarks in brackets, which the reading tells; the words of ``wording.yaml``
that name nothing at both ends (其中, 合计, 力争, 要求, 每年); and the means before 实现 (通过路演实现融资). Verbs stay:
新增, 减少 or 上线 change what is counted, and two subjects with the same verb are alike on both sides of a comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.claims.pieces import WORDS, Piece
from analysis.claims.wording import ClaimWords
from analysis.expressions.lexicon import Lexicon
from analysis.expressions.scan import Mark, Token

#: Signs that may be left at either end of words.
_MARKS = ":,-—"


@dataclass(frozen=True)
class Subject:
    """The words of one piece.

    Parameters
    ----------
    before, behind
        Cleaned words before and behind the figure.
    raw
        All the words as they stand, for a piece of nothing else than words that are dropped (完成20%).
    spread
        ``"each"`` when 各 or 均 stands before the figure, ``"share"`` for 分别, else empty.
    """

    before: str
    behind: str
    raw: str = ""
    spread: str = ""

    @property
    def text(self) -> str:
        """The whole subject."""
        return self.before + self.behind


def subject_of(piece: Piece, words: Lexicon, own: ClaimWords) -> Subject:
    """Read the subject off a piece; without a figure all its words are ``before``."""
    place = len(piece.tokens) if piece.figure is None else piece.figure
    lead, tail = _said(piece.tokens[:place], own), _said(piece.tokens[place + 1 :], own)
    found = own.each.search(lead) if piece.figure is not None else None
    share = found is not None and found.group().startswith(words.words.distributive)
    spread = "share" if share else "each" if found else ""
    late = words.late.search(tail)
    before, behind = cleaned(lead, own), (tail[: late.start()] if late else tail).removeprefix("的")
    # 路演20场及配套培训: the conjunction holds the two together.
    behind = _without_end(behind, own).strip(_MARKS) if before else cleaned(behind, own)
    raw = "" if own.is_idle(lead + tail) else (lead + tail).strip(_MARKS)
    return Subject(before, behind, raw, spread)


def cleaned(text: str, own: ClaimWords) -> str:
    """Take the words that name nothing off both ends; a text of nothing else becomes empty."""
    if means := own.means.match(text):
        text = text[means.end() :]
    start = 0
    while found := own.head.match(text, start):
        start = found.end()
    return _without_end(text[start:], own).strip(_MARKS)


def _without_end(text: str, own: ClaimWords) -> str:
    end = len(text)
    while end and (found := own.tail.search(text[max(0, end - own.longest) : end])):
        end -= len(found.group())
    return text[:end]


def spread_over(subject: Subject, fragments: Sequence[str], own: ClaimWords) -> list[str]:
    """Return every subject that a figure with 各, 均 or 分别 speaks of."""
    parts = [*fragments, *_joined_parts(subject.before, own)]
    return [part + subject.behind for part in parts]


def shares_noun(subject: Subject, fragments: Sequence[str], words: Lexicon, own: ClaimWords) -> bool:
    """Tell whether the words before a 、 belong to the figure: 企业、农户200家, but not 活跃交易、服务企业20家."""
    if not fragments or not subject.text:
        return False
    stands_alone = own.verb.match(subject.text) and not own.says_nothing(fragments[-1])
    return subject.text.endswith(words.words.rate_names) or not stands_alone


def is_compared(tokens: Sequence[Token], place: int, own: ClaimWords) -> bool:
    """Tell whether a date is what a figure is compared with (较2022年), and not when it is promised."""
    return place > 0 and tokens[place - 1].text.endswith(own.words.compared)


def _said(tokens: Sequence[Token], own: ClaimWords) -> str:
    return "".join(
        token.text
        for place, token in enumerate(tokens)
        if token.mark in WORDS or (token.mark is Mark.DATE and is_compared(tokens, place, own))
    )


def _joined_parts(text: str, own: ClaimWords) -> list[str]:
    parts = own.join.split(text)
    return parts if all(len(part) > 1 for part in parts) else [text]
