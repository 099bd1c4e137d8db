"""Any cell to one plain spelling: half-width, no white space, Arabic numerals.

Belongs here: what may be changed before anything is understood, and the way from a cell's value to text. Does not
belong here: what a text means. Nothing here may join two figures that the document keeps apart.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd

from analysis.exact import plain
from analysis.expressions.lexicon import Lexicon
from analysis.expressions.numerals import with_arabic_numerals

#: The readers look at no more than this much of a text; a cell of this length holds prose.
LONGEST = 4000

_SAME = {
    "≧": "≥",
    "⩾": "≥",
    "≦": "≤",
    "⩽": "≤",
    "﹦": "=",
    "═": "=",
    "﹥": ">",
    "﹤": "<",
    "﹪": "%",
    "−": "-",
    "﹣": "-",
    "㎡": "m²",
    "㎥": "m³",
    "㎞": "km",
    "㎏": "kg",
    "〔": "[",
    "〕": "]",
    "【": "[",
    "】": "]",
    "∕": "/",
    "⁄": "/",
    "｡": "。",
    "､": "、",
    "µ": "μ",
    "〇": "零",
    "•": "·",
    "・": "·",
    "‧": "·",
    "∙": "·",
    "⋅": "·",
}
_TABLE = str.maketrans(
    {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("〜∼∽˜", "~")
    | dict.fromkeys("–—―─━‐‑‒", "—")
    | _SAME
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"\s+")
_BREAK = re.compile(r"[\r\n\v\f\u2028\u2029]")
_ITEM = re.compile(r"(?:\(?[0-9]{1,2}\)|[0-9]{1,2}[.、])(?!\s*[0-9])|[①-⑳]")
_IN_FIGURES = frozenset("0123456789.,")
_DASHES = re.compile("—+")
# 元/人.天 and 元/人*天: between two things that an amount is counted by every such sign is a middle dot.
_PER_JOIN = re.compile("(?:(?<=/[\u4e00-\u9fff])|(?<=/m²))[.*×](?=[\u4e00-\u9fff])")
# Book marks that stand in for signs of comparing.
_ANGLES = re.compile("[〈〉](?=[=0-9])")
# 95%(含95%)以上: the remark repeats the figure, so it only says that the limit is included.
_REPEATED = re.compile(r"(?<![0-9.,])([0-9][0-9.,]*)([^0-9()]{0,5})\(含\1[^0-9()]{0,2}\)")
_ENDS = "。;,、.:!"
# Not the point: .5 is no 5.
_STARTS = "。;,、:"


def text_of(value: object) -> str:
    """Turn any cell value into text; a missing value is ``""``, a number its plain digits, a truth value 是 or 否."""
    if isinstance(value, str):
        return value
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return _number_text(Decimal(repr(value))) if math.isfinite(value) else ""
    if isinstance(value, Decimal):
        return _number_text(value) if value.is_finite() else ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def fold(text: str, words: Lexicon) -> str:
    """Fold a text to the spelling that the grammar reads."""
    folded = _INVISIBLE.sub(" ", text[:LONGEST]).translate(_TABLE)
    folded = _BLANKS.sub(_without_layout, folded).strip().rstrip(_ENDS + " ").lstrip(_STARTS)
    if "/" in folded:
        folded = _PER_JOIN.sub("·", folded)
    if "(" in folded:
        folded = _without_remarks(folded, words)
    if "〈" in folded or "〉" in folded:
        folded = _ANGLES.sub(lambda found: "<" if found.group() == "〈" else ">", folded)
    return with_arabic_numerals(_DASHES.sub("—", folded), words)


def _without_layout(blank: re.Match[str]) -> str:
    """Tell what white space means: a new item, two figures kept apart, or nothing."""
    text, start, end = blank.string, blank.start(), blank.end()
    if _BREAK.search(blank.group()) and _ITEM.match(text, end):
        return ";"
    return " " if text[max(start - 1, 0) : start] in _IN_FIGURES and text[end : end + 1] in _IN_FIGURES else ""


def _without_remarks(folded: str, words: Lexicon) -> str:
    """Take away brackets that add nothing: ``(含)``, ``(含95%)`` behind 95%, and those around a word like 以上."""
    folded = words.cues.included.sub(lambda word: words.words.or_equal.get(word.group(), word.group()), folded)
    for remark in words.words.inclusive:
        folded = folded.replace(remark, "")
    return words.cues.bracketed_after.sub(r"\1", _REPEATED.sub(r"\1\2", folded))


def _number_text(value: Decimal) -> str:
    # Beyond this size a cell's number is no figure of a document, and printing it out would only cost memory.
    return format(plain(value), "f") if abs(value.adjusted()) < 30 else str(value)
