"""What a sheet shows for a stored value: number formats applied.

Belongs here: reading a format such as ``"￥"#,##0.00;(#,##0.00)`` or ``0!.0,"万"`` and showing a value with it. Does
not belong here: finding the value or the format (``workbook``, ``sheet_cells``) or dates (``sheet_dates``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from analysis.errors import DocumentError
from analysis.exact import figure, half_up, plain
from analysis.strict import StrictModel, load_packaged

GENERAL = "General"

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"? | [\\!](?P<escaped>.) | (?P<blank>[_*].)
    | \[\$(?P<currency>[^\]-]*)[^\]]*\] | \[(?P<elapsed>[hms]+)\]
    | \[(?P<operator><=|>=|<>|<|>|=)(?P<bound>-?[\d.]+)\] | (?P<bracket>\[[^\]]*\]?)
    | (?P<general>General|G/通用格式) | (?P<exponent>E[+-]) | (?P<date>[ymdhsae]+|AM/PM|A/P|上午/下午)
    | (?P<digit>[0\#?]) | (?P<other>.)
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"?|\[[^\]]*\]?|[\\!_*].|[^;])*', re.DOTALL)
_MINUS = ("-", "－", "(", "（", "△")
#: Beyond this many digits a format no longer helps to read a number.
_LARGEST = Decimal(10) ** 30
_MOST_PLACES = 30

Kind = Literal["digits", "plain", "date", "elapsed", "text", "literal"]


@dataclass(frozen=True)
class Section:
    """One section of a format.

    Parameters
    ----------
    kind
        ``digits`` for a pattern of digits, ``plain`` for the number as stored, ``literal`` for words only.
    prefix, suffix
        The words before and after the number; a percent sign is one of them.
    whole, needed, places
        Digits shown at least before the point; after the point at least and at most.
    grouped
        Whether thousands are set apart.
    shift
        By how many decimal places the shown number is larger than the stored one: 2 for ``%``, -3 for a comma at the
        end.
    condition
        Operator and bound of a section for some numbers only.
    for_negative
        Whether the section is one that says itself that a number is negative.
    """

    kind: Kind
    prefix: str = ""
    suffix: str = ""
    whole: int = 1
    needed: int = 0
    places: int = 0
    grouped: bool = False
    shift: int = 0
    condition: tuple[str, Decimal] | None = None
    for_negative: bool = False

    def holds(self, number: Decimal) -> bool:
        """Tell whether the section's condition holds."""
        if self.condition is None:
            return True
        operator, bound = self.condition
        below, equal = number < bound, number == bound
        return {"<": below, "<=": below or equal, ">": not below and not equal, ">=": not below, "=": equal}.get(
            operator, not equal
        )


class _BuiltIn(StrictModel):
    built_in: dict[int, str]
    dates: tuple[int, ...]
    times: tuple[int, ...]


@cache
def _built_in() -> dict[int, str]:
    known = load_packaged("analysis.documents", "number_formats.yaml", _BuiltIn, DocumentError)
    return known.built_in | dict.fromkeys(known.dates, "yyyy-mm-dd") | dict.fromkeys(known.times, "hh:mm:ss")


def built_in(number: str) -> str:
    """Return a format that files use by number only; an unknown number shows numbers as they are."""
    return _built_in().get(int(number), GENERAL) if number.isascii() and number.isdigit() else GENERAL


@lru_cache(maxsize=1024)
def sections(number_format: str) -> tuple[Section, ...]:
    """Read a format's sections, up to four."""
    parts: list[str] = []
    start = 0
    while start <= len(number_format) and len(parts) < 4:
        match = _SECTION.match(number_format, start)
        end = match.end() if match else len(number_format)
        parts.append(number_format[start:end])
        start = end + 1
    read = [_section(part) for part in parts]
    return tuple(replace(part, for_negative=index > 0 or part.condition is not None) for index, part in enumerate(read))


def time_kind(number_format: str) -> Literal["", "date", "elapsed"]:
    """Tell whether a format shows numbers as dates or as elapsed time."""
    kind = sections(number_format)[0].kind
    return kind if kind in ("date", "elapsed") else ""


def shown_number(number: Decimal, number_format: str) -> tuple[str, Decimal]:
    """Return what a number shows as, and the number in the unit shown: 0.95 under ``0%`` is ``95%`` and 95."""
    section = _fitting(number, sections(number_format))
    if abs(number) >= _LARGEST or section.kind not in ("digits", "plain"):
        return format(number, "f"), number
    shown = plain(number.scaleb(section.shift)) if section.shift else number
    digits = format(abs(shown), "f") if section.kind == "plain" else _digits(abs(shown), section)
    # The colour or the missing minus of a section for negative numbers cannot be read off a text.
    said = section.for_negative and any(mark in section.prefix for mark in _MINUS)
    negative = shown < 0 and re.search("[1-9]", digits) and not said
    return f"{'-' if negative else ''}{section.prefix}{digits}{section.suffix}".strip(), shown


def shown_text(text: str, number_format: str) -> str:
    """Return what a text shows as: ``第@批`` puts words around it."""
    section = next((section for section in sections(number_format) if section.kind == "text"), None)
    return f"{section.prefix}{text}{section.suffix}" if section and text else text


def _fitting(number: Decimal, choices: Sequence[Section]) -> Section:
    """Choose the section for a number; a nought drawn as a dash or as nothing stays a nought of the first section."""
    numeric = [section for section in choices[:3] if section.kind != "text"]
    if any(section.condition for section in numeric):
        return next((section for section in numeric if section.holds(number)), Section("plain"))
    place = 1 if number < 0 and len(numeric) > 1 else 2 if number == 0 and len(numeric) > 2 else 0
    chosen = (numeric or [Section("plain")])[place]
    drawn = number == 0 and not chosen.whole and not chosen.needed
    return chosen if chosen.kind in ("digits", "plain") and not drawn else numeric[0]


def _digits(number: Decimal, section: Section) -> str:
    text = figure(number, section.places) if section.grouped else format(half_up(number, section.places), "f")
    whole, _, fraction = text.partition(".")
    while len(fraction) > section.needed and fraction.endswith("0"):
        fraction = fraction[:-1]
    whole = whole if section.grouped else whole.zfill(max(1, section.whole))
    return f"{whole}.{fraction}" if fraction else whole


def _section(text: str) -> Section:
    tokens = [(match.lastgroup or "", match) for match in _TOKEN.finditer(text)]
    kinds = {kind for kind, _ in tokens}
    condition = next(((m["operator"], Decimal(m["bound"])) for kind, m in tokens if kind == "bound" and _sane(m)), None)
    if "elapsed" in kinds:
        return Section("elapsed", condition=condition)
    if "date" in kinds:
        return Section("date", condition=condition)
    # The pattern as one character a token: digits as they are, words as L, the rest as itself.
    pieces = [piece for piece in map(_piece, tokens) if piece]
    return _numeric(pieces, condition)


def _sane(match: re.Match[str]) -> bool:
    return bool(re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", match["bound"]))


def _piece(token: tuple[str, re.Match[str]]) -> tuple[str, str] | None:
    kind, match = token
    if kind in ("quoted", "escaped", "currency"):
        return "L", match[kind]
    if kind in ("blank", "bracket", "bound"):
        return None
    if kind in ("general", "exponent"):
        return "G", ""
    return (match[0], match[0]) if kind == "digit" or match[0] in "@.,%/" else ("L", match[0])


def _numeric(pieces: Sequence[tuple[str, str]], condition: tuple[str, Decimal] | None) -> Section:
    signs = "".join(sign for sign, _ in pieces)
    found = re.search(r"\.?[0#?G@]", signs)
    if found is None:
        return Section("literal", condition=condition)
    first = found.start()
    last = max(index for index, sign in enumerate(signs) if sign in "0#?G@,.")
    prefix = "".join(words for sign, words in pieces[:first] if sign in "L%")
    suffix = "".join(words for sign, words in pieces[last + 1 :] if sign in "L%")
    percent = 2 * signs.count("%")
    core = signs[first : last + 1]
    if "@" in core:
        return Section("text", prefix, suffix, condition=condition)
    if core == "G":
        return Section("plain", prefix, suffix, shift=percent, condition=condition)
    # 0!.0,"万": a written point among the digits divides like a real one, by as many places as stand behind it.
    written = core.count("L") == 1 and "." not in core and pieces[first + core.index("L")][1] == "."
    if written:
        core = core.replace("L", ".")
    pattern = re.fullmatch(r"(?P<whole>[0#?,]*?)(?P<scale>,*)(?:\.(?P<places>[0#?]*)(?P<more>,*))?", core)
    if pattern is None:
        return Section("plain", condition=condition)
    places = (pattern["places"] or "")[:_MOST_PLACES]
    commas = len(pattern["scale"]) + len(pattern["more"] or "")
    return Section(
        "digits",
        prefix,
        suffix,
        whole=pattern["whole"].count("0"),
        needed=len(places.rstrip("#")),
        places=len(places),
        grouped="," in pattern["whole"],
        shift=percent - 3 * commas - (len(places) if written else 0),
        condition=condition,
    )
