"""What the sheets of a workbook share: their list, the texts, the number formats, the calendar.

Belongs here: the parts of the package beside the sheets. Does not belong here: the sheets (``grid_xlsx``) or showing
numbers (``number_formats``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from analysis.documents.container import Package
from analysis.documents.number_formats import GENERAL, built_in
from analysis.documents.package_parts import relationships
from analysis.documents.sorts_of_file import limits
from analysis.documents.xml_walk import Attributes, OnStart, Walker, attribute, walk
from analysis.errors import DocumentError, Problem

#: Longer ones no program writes; such a number shows as it is stored.
_LONGEST_FORMAT = 255
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class SheetEntry:
    """A worksheet as the workbook lists it."""

    title: str
    part: str
    hidden: bool


@dataclass
class Workbook:
    """What sheets need to be read.

    Parameters
    ----------
    package
        The opened file.
    sheets
        The worksheets in order; sheets of charts and macros are no worksheets.
    texts
        The shared texts.
    formats
        The number format of each cell style.
    from_1904
        Whether days are counted from 1904.
    """

    package: Package
    sheets: list[SheetEntry] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    from_1904: bool = False

    def refuse(self, entry: SheetEntry, what: str, cell: str, found: str, advice: str) -> DocumentError:
        """Make the error that names the file, the sheet and the cell."""
        where = f"{self.package.file} “{entry.title}”表 {cell}".strip()
        return DocumentError(Problem(what, where, found=found, advice=advice))


def load(package: Package, main: str) -> Workbook:
    """Read the workbook part and what it points to, without the sheets."""
    workbook = Workbook(package)
    targets = relationships(package, main)
    listed: list[tuple[str, str, bool]] = []

    def on_properties(attributes: Attributes) -> None:
        workbook.from_1904 = is_true(attributes.get("date1904"))

    def on_sheet(attributes: Attributes) -> None:
        hidden = attributes.get("state", "visible") != "visible"
        listed.append((attributes.get("name", ""), attribute(attributes, "r:id") or "", hidden))
        if len(listed) > limits().sheets:
            raise package.refuse("工作表过多，不予读取", found=f"超过{limits().sheets}张", advice="拆分后重新报送")

    walker = Walker()
    walker.starts = {"x:workbookPr": on_properties, "x:sheet": on_sheet}
    walk(package, main, walker)
    for title, key, hidden in listed:
        if key not in targets:
            raise package.refuse("工作簿无法解析：所列的工作表不在文件内", f"“{title}”表")
        if targets[key].kind == "worksheet":
            workbook.sheets.append(SheetEntry(title, targets[key].part, hidden))
    _check_titles(package, [title for title, _, _ in listed])
    for relation in targets.values():
        if relation.kind == "sharedStrings":
            _read_texts(package, relation.part, workbook.texts)
        elif relation.kind == "styles":
            workbook.formats = _read_formats(package, relation.part)
    return workbook


def _check_titles(package: Package, titles: list[str]) -> None:
    if not titles:
        raise package.refuse("工作簿内没有工作表")
    doubled = [title for title, count in Counter(titles).items() if count > 1]
    if doubled:
        raise package.refuse("工作簿内有重名的工作表", f"“{doubled[0]}”表", advice="改名后重新报送")


def is_true(text: str | None) -> bool:
    """Read a truth value of XML."""
    return text is not None and text.strip().lower() in ("1", "true", "on")


def unescaped(text: str) -> str:
    """Resolve the escapes of characters that XML cannot hold, such as ``_x000D_``; they are line ends and noise."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: _character(int(match[1], 16)), text)


def _character(code: int) -> str:
    if code in (0x0A, 0x09):
        return chr(code)
    return "" if code < 0x20 or 0xD800 <= code < 0xE000 else chr(code)


def text_of(walker: Walker, element: str, done: Callable[[str], None]) -> None:
    """Let a walker gather the text of an element from its runs, without the phonetic guides; then call back."""
    pieces: list[str] = []

    def on_start(_: Attributes) -> None:
        pieces.clear()

    walker.gather("x:t", pieces)
    walker.starts |= {element: on_start, "x:rPh": lambda _: True}
    walker.ends[element] = lambda: done(unescaped("".join(pieces)))


def _read_texts(package: Package, part: str, texts: list[str]) -> None:
    most = limits().shared_texts

    def done(text: str) -> None:
        if len(texts) >= most:
            raise package.refuse("工作簿文字过多，不予读取", part, f"超过{most}条", "拆分后重新报送")
        texts.append(text)

    walker = Walker()
    text_of(walker, "x:si", done)
    walk(package, part, walker)


def _entering(within: list[str], group: str) -> OnStart:
    return lambda _: within.append(group)


def _read_formats(package: Package, part: str) -> list[str]:
    own: dict[str, str] = {}
    formats: list[str] = []
    within: list[str] = []

    def on_format(attributes: Attributes) -> None:
        if within == ["x:numFmts"]:
            code = attributes.get("formatCode", GENERAL)
            if len(own) < limits().styles and len(code) <= _LONGEST_FORMAT:
                own[attributes.get("numFmtId", "")] = code

    def on_style(attributes: Attributes) -> None:
        if within == ["x:cellXfs"]:
            formats.append(attributes.get("numFmtId", "0"))
            if len(formats) > limits().styles:
                raise package.refuse("工作簿的样式过多，不予读取", part, f"超过{limits().styles}个")

    walker = Walker()
    for group in ("x:numFmts", "x:cellXfs"):
        walker.starts[group] = _entering(within, group)
        walker.ends[group] = within.clear
    walker.starts |= {"x:numFmt": on_format, "x:xf": on_style}
    walk(package, part, walker)
    return [own.get(number) or built_in(number) for number in formats]
