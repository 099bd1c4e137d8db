"""What one text says: the record that the readers fill and the printers print.

Belongs here: :class:`Reading`, how sure it is and why not surer. Does not belong here: how a text is read
(``grammar``) or printed (``printing``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from analysis.vocabulary import Comparator, ExpressionKind

#: Which column a text comes from. It matters for words like 达到, which bind in a target and report in an actual.
Role = Literal["target", "actual"]
ROLES: tuple[Role, ...] = ("target", "actual")
#: The units of a share of a whole. A cumulative one is no sum: 累计支付率60% is the state reached, like 支付率60%.
SHARES = frozenset({"%", "‰", "‱"})


class Confidence(StrEnum):
    """How far a reading may be used without a person looking at the text."""

    HIGH = "high"
    LOW = "low"
    NONE = "none"


class Doubt(StrEnum):
    """Why a reading is not beyond doubt, in the reviewer's words."""

    PROSE = "数字前后另有文字"
    GAP = "比较词与数字之间另有文字"
    NEGATION = "前文含否定词"
    DECREASE = "前文表示下降，方向未计入"
    GROWTH = "前文表示增长，基数未计入"
    EACH = "“各”若干，合计未写明"
    HEDGED = "数字前有“基本”等词，并非确数"
    PLANNED = "同一文字内另有计划数、剩余数"
    MOMENT = "名称问时间而文字只有数字"
    NOT_A_DATE = "文字像日期而名称问数量或时长"
    BASELINE = "以其他数为基准"
    FREQUENCY = "另含频次"
    VAGUE = "数字后有“多”“余”等不定量词"
    REMARK = "括号内另有数字或例外"
    DATE = "同一文字内另有日期"
    DATE_LIMIT = "日期界限不明确"
    UNIT = "单位不在单位表内"
    UNIT_FROM_RATE = "单位按指标名称推为%"
    SHARE = "可能是比值而非百分数"
    SCALE = "数量级与指标名称不一致"
    YEAR = "数字可能是年份"
    NO_UNIT = "没有单位"
    COMPARATORS = "比较词不一致"
    RANGE = "区间另带比较词"
    OPEN = "文字不在已知用语内"


@dataclass(frozen=True)
class Reading:
    """One target or actual text, read.

    Parameters
    ----------
    kind
        What sort of thing the text says.
    comparator
        How an actual is held against it; ``UNSTATED`` when there is neither sign nor word.
    value
        The figure, exact and multiplied out into the base unit (``30万家`` is 300000). A percentage is its percent
        number (``95%`` is 95). The lower end of a range. For a boolean 1 is yes and 0 is no. ``None`` otherwise.
    upper
        The upper end of a range.
    unit
        The base unit, ``""`` when none is known; ``"次/月"`` for a rate.
    multiplier
        The scale that was printed: 10000 for ``万``. It is already part of ``value``.
    cumulative
        The text or the indicator's name says 累计.
    confidence
        ``HIGH``: nothing in the text speaks against the reading. ``LOW``: the reading leaves something out or rests on
        a convention, see ``doubts``; every prose outside the known words is ``LOW``. ``NONE``: not read.
    date_from, date_to
        ISO dates as far as they are printed: ``2021-12-31``, ``2021-06``, ``2021``; without a year ``--06-30`` or
        ``--06``, a day alone ``---15`` (the forms of XML Schema). A deadline has only ``date_to``.
    doubts
        Why the confidence is not ``HIGH``.
    parts
        The readings inside a compound, in the order of the text.
    text
        The text as given, without outer white space. Two readings are equal whatever text they come from.
    """

    kind: ExpressionKind
    comparator: Comparator = Comparator.UNSTATED
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    multiplier: int = 1
    cumulative: bool = False
    confidence: Confidence = Confidence.HIGH
    date_from: str = ""
    date_to: str = ""
    doubts: tuple[Doubt, ...] = ()
    parts: tuple[Reading, ...] = ()
    text: str = field(default="", compare=False)


def confidence_of(doubts: Iterable[Doubt]) -> Confidence:
    """Return ``HIGH`` when there is no doubt, else ``LOW``."""
    return Confidence.LOW if any(True for _ in doubts) else Confidence.HIGH
