"""What every writer prints in the same words: captions, ordinals, status signs, source lines, decimal padding.

Belongs here: small pure functions on blocks whose answer must not differ between HTML and PDF. Does not
belong here: markup of any format, page geometry, and anything that decides what the report says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from analysis.exact import printed_places
from analysis.report.blocks import Blocks, Cell, Cover, Heading, Picture, Table, plain_text
from analysis.vocabulary import Severity, Status

#: The title of a report that has no cover, which happens only when a part of a report is exported.
UNTITLED = "绩效评价报告"

_LAST_CIRCLED = 20
_DASHES = {"–", "—", "-", "－", "/", ""}
_BIDI_CONTROLS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NUMBER = re.compile(r"[+\-−]?[\d,]*\d(\.\d+)?[%‰‱]?")
_PHRASES = re.compile(r"（[^）]*）|.+?年度|[^（]+?(?=（|(?:绩效|中期)[^（]{2,4}报告|$)|.")
#: A finding's number (PRJ-25-f03156), a pointer to a table (表2-1): whoever looks for one must find it whole.
_WHOLE = re.compile(r"((?:[表图]附?)?(?<![0-9A-Za-z-])[0-9A-Za-z]+(?:-[0-9A-Za-z]+)+)")
_LONGEST_WHOLE, _LONG_NUMBER = 24, 10
_POINTERS = ("表", "图")
_FIGURE_AND_UNIT = re.compile(r"([+\-−]?\d[\d,]*(?:\.\d+)?[%‰‱]?)(.*)", re.DOTALL)


def ordinal(number: int) -> str:
    """Print the number of a list item: ①②③ up to ⑳, then （21）."""
    return chr(ord("①") + number - 1) if 1 <= number <= _LAST_CIRCLED else f"（{number}）"


def caption_number(block: Table | Picture) -> str:
    """Return what stands before a caption's title: ``表2-1``, ``图1-1``, ``表A-1``; nothing without a number."""
    kind = "表" if isinstance(block, Table) else "图"
    return f"{kind}{block.number}" if block.number else ""


def source_line(source: str) -> str:
    """Return the line that says where a table or figure comes from."""
    return source if source.startswith(("资料来源", "数据来源", "来源")) else f"资料来源：{source}"


def unit_line(unit: str) -> str:
    """Return the line that says the unit of a table."""
    return unit if not unit or unit.startswith("单位") else f"单位：{unit}"


def note_lines(notes: Sequence[str]) -> list[str]:
    """Return the lines below a table: one note is ``注：…``, several are numbered."""
    if not notes:
        return []
    if len(notes) == 1:
        return [notes[0] if notes[0].startswith("注：") else f"注：{notes[0]}"]
    return [f"{'注：' if number == 1 else '　　'}{number}. {note}" for number, note in enumerate(notes, start=1)]


def clean(text: str) -> str:
    r"""Drop characters that no page can print: controls, lone surrogates, direction overrides.

    Tabs and other line ends become a space or ``\n``; nothing visible is changed.
    """
    folded = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\u2028", "\n")
    if folded.isprintable():
        return folded
    # Each character is judged once, however long the text: a whole page is cleaned too.
    dropped = [char for char in set(folded) if not _is_kept(char)]
    return folded.translate(dict.fromkeys(map(ord, dropped))) if dropped else folded


def _is_kept(char: str) -> bool:
    return char == "\n" or (unicodedata.category(char) not in {"Cc", "Cs"} and char not in _BIDI_CONTROLS)


def whole_words(text: str) -> list[tuple[str, bool]]:
    """Part a text into words that no line end may part, and what lies between them.

    Returns
    -------
    list of tuple
        Each piece with whether it must stay whole; together they are the text.
    """
    pieces = _WHOLE.split(text)
    return [(piece, bool(place % 2) and len(piece) <= _LONGEST_WHOLE) for place, piece in enumerate(pieces) if piece]


def is_long_number(word: str) -> bool:
    """Say whether a word that stays whole is as long as a finding's number: several of them tear a line apart."""
    return len(word) >= _LONG_NUMBER and not word.startswith(_POINTERS)


def status_of(text: str) -> Status | None:
    """Return the status that a cell's whole text names, with or without its sign before it."""
    return _statuses().get(text.strip())


def severity_of(text: str) -> Severity | None:
    """Return the severity that a cell's whole text names."""
    return _severities().get(text.strip())


@cache
def _statuses() -> dict[str, Status]:
    """Return every way to write a status; of two that are written alike the first counts."""
    forms = ("{label}", "{sign} {label}", "{sign}{label}")
    written = [(form.format(sign=each.sign, label=each.label), each) for each in Status for form in forms]
    return dict(reversed(written))


@cache
def _severities() -> dict[str, Severity]:
    return {severity.label: severity for severity in Severity}


def split_unit(text: str) -> tuple[str, str]:
    """Part a key figure into what is set large and what is set small: ``3,834.29`` and ``万元``."""
    match = _FIGURE_AND_UNIT.fullmatch(text.strip())
    return (match.group(1), match.group(2)) if match else (text, "")


def decimal_padding(texts: Sequence[str]) -> list[str]:
    """Return, for each cell of a column, the characters to keep free behind it so that decimal points align.

    Parameters
    ----------
    texts
        The plain text of the column's cells. Dashes are treated as whole numbers; words get no padding.
    """
    tails = [_tail(text.strip()) for text in texts]
    most = max((places for places, _ in filter(None, tails)), default=0)
    signed = any(sign for _, sign in filter(None, tails))
    return ["" if tail is None else _padding(*tail, most, signed) for tail in tails]


def _padding(places: int, sign: bool, most: int, signed: bool) -> str:
    point = "." if most and not places else ""
    return f"{point}{'0' * (most - places)}{'%' if signed and not sign else ''}"


def _tail(text: str) -> tuple[int, bool] | None:
    """Return the decimal places of a figure and whether a percent sign follows; nothing for words."""
    if text in _DASHES:
        return 0, False
    if not _NUMBER.fullmatch(text):
        return None
    return printed_places(text), text[-1] in "%‰‱"


def title_lines(title: str, widest: float) -> list[str]:
    """Break a title where a reader would: after 年度, around brackets, before 绩效评价报告 and the like.

    A line end in the title always breaks.

    Parameters
    ----------
    title
        The title.
    widest
        The room on a line, in Chinese characters. A phrase that is longer stays whole; the writer breaks it.
    """
    lines: list[str] = []
    for part in title.split("\n"):
        line = ""
        for phrase in _PHRASES.findall(part):
            if line and _ems(line + phrase) > widest:
                lines.append(line)
                line = ""
            line += phrase
        lines.append(line)
    return [line for line in lines if line]


def _ems(text: str) -> float:
    return sum(0.58 if char.isascii() else 1.0 for char in text)


def is_covered(cell: Cell) -> bool:
    """Say whether another cell's span covers this one, so that no writer prints it."""
    return cell.rowspan == 0 or cell.colspan == 0


def column_texts(table: Table, column: int) -> list[str]:
    """Return the plain text of a column's cells, top to bottom; covered cells are blank."""
    cells = (row[column] for row in table.rows)
    return ["" if is_covered(cell) else plain_text(cell.inlines) for cell in cells]


def cover_of(blocks: Blocks) -> Cover | None:
    """Return the title page, if there is one."""
    return next((block for block in blocks if isinstance(block, Cover)), None)


def title_of(blocks: Blocks) -> str:
    """Return the document's title: the cover's, or else the first heading's."""
    cover = cover_of(blocks)
    if cover:
        return cover.title
    return next((heading.text for heading in headings_of(blocks)), UNTITLED)


def headings_of(blocks: Blocks) -> list[Heading]:
    """Return the headings in order."""
    return [block for block in blocks if isinstance(block, Heading)]


def depths(headings: Iterable[Heading]) -> list[int]:
    """Return each heading's place in the outline.

    It is the heading's level, except that no level is ever skipped on the way down: assistive technology, and
    PDF/UA with it, refuses an outline with holes.
    """
    result: list[int] = []
    for heading in headings:
        result.append(max(1, min(heading.level, (result[-1] if result else 0) + 1)))
    return result


def anchors_of(blocks: Blocks) -> set[str]:
    """Return every anchor that a link can point to."""
    return {block.anchor for block in blocks if isinstance(block, Heading | Table | Picture) and block.anchor}
