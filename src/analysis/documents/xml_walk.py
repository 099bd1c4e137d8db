"""Walking the XML of a part from start to end, in bounded memory, with nothing taken from outside the part.

Belongs here: the parser and its guards. Does not belong here: what the elements mean (``package_parts``,
``grid_docx``, ``workbook``, ``grid_xlsx``). The parser is the standard library's expat, which calls a function per
element: a sheet of a hundred megabytes never stands in memory as a tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from xml.parsers import expat

from analysis.documents.container import Package
from analysis.documents.sorts_of_file import limits
from analysis.errors import DocumentError

Attributes = Mapping[str, str]
#: Called where an element starts; a true answer passes over the whole element.
OnStart = Callable[[Attributes], bool | None]
OnEnd = Callable[[], None]

_ECMA = "http://schemas.openxmlformats.org"
_ISO = "http://purl.oclc.org/ooxml"
#: The names of each vocabulary: the usual one of ECMA-376 and the one of "Strict Open XML" (ISO/IEC 29500).
_VOCABULARIES = {
    f"{_ECMA}/wordprocessingml/2006/main": "w",
    f"{_ISO}/wordprocessingml/main": "w",
    f"{_ECMA}/spreadsheetml/2006/main": "x",
    f"{_ISO}/spreadsheetml/main": "x",
    f"{_ECMA}/officeDocument/2006/relationships": "r",
    f"{_ISO}/officeDocument/relationships": "r",
    f"{_ECMA}/officeDocument/2006/math": "m",
    f"{_ISO}/officeDocument/math": "m",
    f"{_ECMA}/drawingml/2006/main": "a",
    f"{_ISO}/drawingml/main": "a",
    f"{_ECMA}/markup-compatibility/2006": "mc",
    f"{_ECMA}/package/2006/relationships": "rel",
    f"{_ECMA}/package/2006/content-types": "ct",
    "urn:schemas-microsoft-com:office:office": "o",
}
_SEPARATOR = "}"


class Walker:
    """What to do at which element; a reader fills it and gets the calls in document order.

    Names are written with a short prefix, whatever prefix the file uses: ``w:tbl``, ``x:c``, ``rel:Relationship``.
    Text goes to :attr:`text` while that is a list.
    """

    def __init__(self) -> None:
        self.starts: dict[str, OnStart] = {}
        self.ends: dict[str, OnEnd] = {}
        self.text: list[str] | None = None

    def gather(self, element: str, pieces: list[str]) -> None:
        """Let the text of an element's kind go to a list."""

        def on_start(_: Attributes) -> None:
            self.text = pieces

        def on_end() -> None:
            self.text = None

        self.starts[element] = on_start
        self.ends[element] = on_end


def short_name(name: str) -> str:
    """Return the short name of an element or attribute as expat gives it; an unknown vocabulary leaves it bare."""
    space, separator, local = name.rpartition(_SEPARATOR)
    return f"{_VOCABULARIES.get(space, '?')}:{local}" if separator else local


def attribute(attributes: Attributes, name: str) -> str | None:
    """Return an attribute by its short name, such as ``w:val``."""
    return next((value for key, value in attributes.items() if short_name(key) == name), None)


class _Calls(dict[str, OnStart | OnEnd | None]):
    """What to call at an element by its name as expat gives it, each looked up once."""

    def __init__(self, calls: Mapping[str, OnStart] | Mapping[str, OnEnd]) -> None:
        super().__init__()
        self._calls = calls

    def __missing__(self, name: str) -> OnStart | OnEnd | None:
        self[name] = call = self._calls.get(short_name(name))
        return call


def walk(package: Package, part: str, walker: Walker) -> None:
    """Parse a part.

    Raises
    ------
    DocumentError
        When the part is not well-formed, declares a document type (which no Office file does and every XML bomb
        needs), is nested too deep, or holds an endless tag.
    """
    parser = _guarded(package, part)
    _connect(parser, walker, package, part)
    _feed(parser, package, part)


def refuse_document_types(package: Package) -> None:
    """Refuse a package if any of its XML parts declares a document type, read or not; looks at the parts' heads."""
    for part in package.names:
        if part.casefold().endswith((".xml", ".rels", ".vml")):
            parser = _guarded(package, part)
            parser.StartElementHandler = _stop
            # A part that is not well-formed is refused when it is read; a broken part that nobody reads harms nobody.
            with suppress(_Begun, expat.ExpatError, LookupError, ValueError):
                parser.Parse(package.head(part), False)


class _Begun(Exception):  # noqa: N818
    """The first element is reached: no document type can follow."""


def _stop(*_: object) -> None:
    raise _Begun


def _guarded(package: Package, part: str) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True

    def on_doctype(*_: object) -> None:
        what = "文件内含文档类型声明（DOCTYPE），正常的 Office 文件没有，可能是恶意文件，不予读取"
        raise package.refuse(what, part)

    parser.StartDoctypeDeclHandler = on_doctype
    return parser


def _connect(parser: expat.XMLParserType, walker: Walker, package: Package, part: str) -> None:
    starts: dict[str, Any] = _Calls(walker.starts)
    ends: dict[str, Any] = _Calls(walker.ends)
    deepest = limits().xml_depth
    depth = 0
    passed_over = 0

    def on_start(name: str, attributes: Attributes) -> None:
        nonlocal depth, passed_over
        depth += 1
        if depth > deepest:
            raise package.refuse("文件内容嵌套过深，不予读取", part, f"超过{deepest}层")
        if not passed_over:
            call = starts[name]
            if call is not None and call(attributes):
                passed_over = depth

    def on_end(name: str) -> None:
        nonlocal depth, passed_over
        depth -= 1
        if passed_over:
            passed_over = passed_over if passed_over <= depth else 0
        elif (call := ends[name]) is not None:
            call()

    def on_text(text: str) -> None:
        if walker.text is not None and not passed_over:
            walker.text.append(text)

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = on_text


def _feed(parser: expat.XMLParserType, package: Package, part: str) -> None:
    longest = limits().token_kb * 1024
    fed = 0
    try:
        for piece in package.chunks(part):
            parser.Parse(piece, False)
            fed += len(piece)
            # A tag that is still open after so much: older expat reads it anew with every piece.
            if fed - parser.CurrentByteIndex > longest:
                raise package.refuse("文件无法解析：XML 标记过长", part, f"超过{limits().token_kb}KB")
        parser.Parse(b"", True)
    except expat.ExpatError as broken:
        found = f"第{broken.lineno}行第{broken.offset + 1}列不是完整的 XML"
        raise package.refuse("文件无法解析", part, found) from None
    except (LookupError, ValueError) as unknown:
        # expat hands an encoding it does not know to Python's codecs, which may not know it either.
        if isinstance(unknown, DocumentError):
            raise
        raise package.refuse("文件无法解析", part, "XML 的编码无法识别") from None
