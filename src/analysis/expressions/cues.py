"""What the words around a figure give away: patterns for one figure's surroundings and for closed answers.

Belongs here: patterns that are made from the lists of ``words.yaml`` and need no place in the text. Does not belong
here: which doubt or kind follows from a match (``around``, ``grammar``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.expressions.patterns import ending, joined
from analysis.expressions.wordlists import Words
from analysis.vocabulary import ExpressionKind

#: A longer text is no closed answer, however familiar its words are.
_LONGEST_ANSWER = 14


@dataclass(frozen=True)
class Cues:
    """The patterns.

    Parameters
    ----------
    answers
        Closed answers as they stand in the lists → kind and truth value.
    phrase
        A text wholly made of phrase words with at least one head, or of an absence and an ill.
    denial
        A negation is group 1; a measure that only contains one matches without the group.
    decrease, growth
        A word of moving whose figure is the change; ``growth`` only at the end of the text.
    relative
        A word that counts from something else is group 1; a harmless one matches without the group.
    baseline, earlier, planned
        Anywhere in the text.
    change, hedge, each, plan_share, planned_close, other_period
        At the end of the text.
    every
        ``每…`` with perhaps a verb, at the end; group 1 is the chain of 每 and units.
    bracketed_after
        A word like 以上 in brackets of its own.
    included
        A comparator whose figure is followed by a remark that it is included: 小于1%(含).
    part, no_unit
        A clause that speaks of a part only, and Han signs behind a number that are no unit, at their beginning.
    tails, counted
        Harmless words behind a quantity; ``counted`` only behind a unit.
    """

    answers: dict[str, tuple[ExpressionKind, bool | None]]
    phrase: re.Pattern[str]
    denial: re.Pattern[str]
    decrease: re.Pattern[str]
    growth: re.Pattern[str]
    baseline: re.Pattern[str]
    earlier: re.Pattern[str]
    relative: re.Pattern[str]
    planned: re.Pattern[str]
    change: re.Pattern[str]
    hedge: re.Pattern[str]
    each: re.Pattern[str]
    plan_share: re.Pattern[str]
    planned_close: re.Pattern[str]
    other_period: re.Pattern[str]
    every: re.Pattern[str]
    bracketed_after: re.Pattern[str]
    included: re.Pattern[str]
    part: re.Pattern[str]
    no_unit: re.Pattern[str]
    tails: frozenset[str]
    counted: frozenset[str]

    def denies(self, text: str) -> bool:
        """Tell whether the text holds a negation that is not part of a measure (不良率)."""
        return any(found.group(1) for found in self.denial.finditer(text))

    def compares(self, text: str) -> bool:
        """Tell whether the text counts from something else (较上年), and not only looks so (目前)."""
        return any(found.group(1) for found in self.relative.finditer(text))


def cues_of(words: Words) -> Cues:
    """Compile the patterns."""
    after = joined((*words.unwrapped, *(word for group in words.after.values() for word in group)))
    return Cues(
        answers=_answers(words),
        phrase=_phrase(words),
        denial=re.compile(f"{joined(words.measures_with_negation)}|({joined(words.negation)})"),
        decrease=re.compile(f"(?:{joined(words.decrease)})(?!(?:{joined(words.levels)})$)"),
        growth=ending(words.growth, "了"),
        baseline=re.compile(joined(words.baseline)),
        earlier=re.compile(joined(words.earlier)),
        relative=re.compile(f"{joined(words.not_relative)}|({joined(words.relative)})"),
        planned=re.compile(joined(words.planned)),
        change=ending(words.change),
        hedge=ending(words.hedges, words.hedges_end, not_after=words.hedges_not_after),
        each=ending(words.each),
        plan_share=ending(words.plan_shares, words.plan_shares_end),
        planned_close=ending(words.planned_close, words.planned_close_end),
        other_period=re.compile("(?<!每)[两二三四五六七八九十半双隔几]个?(?:年|月|周|天|日|季度|学期)$"),
        every=re.compile(f"((?:每个?[\u4e00-\u9fff]{{1,4}}?)+)(?:{joined(words.per_verbs)})?$"),
        included=_included(words),
        bracketed_after=re.compile(rf"\(({after})\)"),
        part=re.compile(joined(words.part_clauses)),
        tails=frozenset(words.trailing),
        counted=frozenset(words.counted),
        no_unit=re.compile(joined((*words.not_units, *words.trailing, "至", "到", "每"))),
    )


def _included(words: Words) -> re.Pattern[str]:
    listed = joined(word for groups in (words.signs, words.before) for group in groups.values() for word in group)
    remarks = f"{joined(words.inclusive)}|" + r"\(含[0-9][0-9.,]*[^0-9()]{0,2}\)"
    return re.compile(f"({listed})" + r"(?=[0-9][0-9.,]*[^0-9()]{0,5}(?:" + remarks + "))")


def _answers(words: Words) -> dict[str, tuple[ExpressionKind, bool | None]]:
    answers: dict[str, tuple[ExpressionKind, bool | None]] = {}
    answers |= dict.fromkeys(words.qualitative, (ExpressionKind.QUALITATIVE, None))
    answers |= dict.fromkeys(words.no, (ExpressionKind.BOOLEAN, False))
    answers |= dict.fromkeys(words.yes, (ExpressionKind.BOOLEAN, True))
    return answers | dict.fromkeys(words.blank, (ExpressionKind.NONE, None))


def _phrase(words: Words) -> re.Pattern[str]:
    other = joined((*words.phrase_subjects, *words.phrase_manners))
    heads = joined(words.phrase_heads)
    # 0投诉 is 零投诉; as a listed word, 0 would stop texts with a 0 from sharing a reading.
    absence = f"(?:0|{joined(words.absences)})(?:{joined(words.ill_manners)})*+(?:{joined(words.ills)})"
    return re.compile(f"(?=.{{2,{_LONGEST_ANSWER}}}$)(?:(?:(?:{other})*(?:{heads}))+(?:{other})?|{absence})")
