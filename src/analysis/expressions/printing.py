"""A reading back to text, in one fixed spelling.

Belongs here: how a reading is shown beside the cell it came from. Does not belong here: house style of report figures
(``analysis.exact``). Reading the printed text again gives the same printed text.
"""

from __future__ import annotations

from decimal import Decimal

from analysis.exact import short
from analysis.expressions.lexicon import lexicon
from analysis.expressions.reading import Reading
from analysis.vocabulary import Comparator, ExpressionKind

_SIGNS = {
    Comparator.AT_LEAST: "≥",
    Comparator.MORE_THAN: ">",
    Comparator.EQUAL: "=",
    Comparator.AT_MOST: "≤",
    Comparator.LESS_THAN: "<",
    Comparator.ABOUT: "约",
    Comparator.UNSTATED: "",
}


def format_reading(reading: Reading) -> str:
    """Print a reading: ``≥30万家``, ``8至10万字``, ``2021年6月前``, ``≥80%；≥50%``; prose stays as it is."""
    match reading.kind:
        case ExpressionKind.NONE:
            return "—"
        case ExpressionKind.BOOLEAN:
            return "是" if reading.value else "否"
        case ExpressionKind.COMPOUND:
            lead = "累计" if reading.cumulative else ""
            return lead + "；".join(format_reading(part) for part in reading.parts)
        case ExpressionKind.DATE:
            return _date_text(reading)
        case ExpressionKind.QUANTITY | ExpressionKind.RANGE:
            return _quantity_text(reading)
        case _:
            return reading.text


def _quantity_text(reading: Reading) -> str:
    assert reading.value is not None
    date = f"{_date_text(reading)}完成" if reading.date_from or reading.date_to else ""
    cumulative = "累计" if reading.cumulative else ""
    ends = [reading.value] if reading.upper is None else [reading.value, reading.upper]
    figures = "至".join(short(_printed(end, reading.multiplier)) for end in ends)
    return f"{date}{cumulative}{_SIGNS[reading.comparator]}{figures}{_scale(reading.multiplier)}{reading.unit}"


def _printed(value: Decimal, multiplier: int) -> Decimal:
    return value / multiplier


def _scale(multiplier: int) -> str:
    scales = lexicon().words.scales
    return next((word for word, scale in scales.items() if scale == multiplier), "")


def _date_text(reading: Reading) -> str:
    start, end = _spoken(reading.date_from), _spoken(reading.date_to)
    # A day alone is read as a date only behind 每月; 15日 by itself is fifteen days.
    start = f"每月{start}" if reading.date_from.startswith("---") else start
    if not end:
        return f"{start}起"
    if start:
        return start if reading.date_from == reading.date_to else f"{start}至{end}"
    closed = reading.comparator is Comparator.AT_MOST and reading.date_to == "--02"
    return f"{end}{'底' if closed else ''}前"


def _spoken(iso: str) -> str:
    """Say a partial ISO date in Chinese: ``--06-30`` is 6月30日."""
    if not iso:
        return ""
    if iso.startswith("---"):
        return f"{int(iso[3:])}日"
    year, month, day = (*iso.replace("--", "-", 1).split("-"), "", "")[:3]
    return (f"{year}年" if year else "") + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")
