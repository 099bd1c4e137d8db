"""The file that holds the parts of a Word document.

Belongs here: parts, what points to what, and a ZIP that is the same for the same parts. Does not belong here: what
stands in a part.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import CT_Types, serialize_part_xml
from docx.opc.package import OpcPackage
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI, PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from analysis.render.docx.xml import Xml

#: A ZIP cannot do without a time; this is the first that it can tell.
_NO_TIME = (1980, 1, 1, 0, 0, 0)

#: Of the library's empty document the text and the palette of colours are kept; what describes its maker is not.
_KEPT = {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.THEME}

_KINDS = {
    "styles": (CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES),
    "fontTable": (CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE),
    "numbering": (CONTENT_TYPE.WML_NUMBERING, RELATIONSHIP_TYPE.NUMBERING),
    "settings": (CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS),
    "header": (CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER),
    "footer": (CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER),
}


class Package:
    """A Word file in the making."""

    def __init__(self) -> None:
        document = Document()
        self._document = document
        self._part = document.part
        self._package = document.part.package
        for holder in (self._part, self._package):
            for name in [name for name, pointer in holder.rels.items() if pointer.reltype not in _KEPT]:
                holder.rels.pop(name)

    def text(self, elements: Sequence[Xml]) -> None:
        """Put the text in."""
        root = self._document.element
        body = parse_xml(f"<w:body {nsdecls('w', 'r', 'wp')}>{''.join(elements)}</w:body>")
        root.replace(root.body, body)

    def add(self, name: str, root: Xml) -> str:
        """Add a part and return the name by which the text refers to it."""
        content, relationship = _KINDS[name.rstrip("0123456789")]
        part = Part(PackURI(f"/word/{name}.xml"), content, serialize_part_xml(parse_xml(root)), self._package)
        return self._part.relate_to(part, relationship)

    def picture(self, png: bytes) -> str:
        """Add a picture and return the name by which the text refers to it; the same picture is kept once."""
        name, _ = self._part.get_or_add_image(io.BytesIO(png))
        return name

    def describe(self, core: bytes) -> None:
        """Add the document's properties."""
        uri = PackURI("/docProps/core.xml")
        part = Part(uri, CONTENT_TYPE.OPC_CORE_PROPERTIES, core, self._package)
        self._package.relate_to(part, RELATIONSHIP_TYPE.CORE_PROPERTIES)

    def bytes(self) -> bytes:
        """Return the file."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as file:
            for name, content in _entries(self._package):
                entry = zipfile.ZipInfo(name, _NO_TIME)
                entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
                file.writestr(entry, content)
        return stream.getvalue()


def _entries(package: OpcPackage) -> Iterator[tuple[str, bytes]]:
    """Name what the file consists of; the library would pack it too, with the time of day."""
    yield CONTENT_TYPES_URI.membername, _content_types(package.parts)
    yield PACKAGE_URI.rels_uri.membername, package.rels.xml
    for part in package.parts:
        yield part.partname.membername, part.blob
        if len(part.rels):
            yield part.partname.rels_uri.membername, part.rels.xml


def _content_types(parts: Sequence[Part]) -> bytes:
    """Say what each part is: one of XML by its name, any other, all of them pictures, by its ending."""
    ending = {"rels": CONTENT_TYPE.OPC_RELATIONSHIPS, "xml": CONTENT_TYPE.XML}
    ending |= {part.partname.ext: part.content_type for part in parts if part.partname.ext not in ending}
    types = CT_Types.new()  # type: ignore[no-untyped-call]
    for name in sorted(ending):
        types.add_default(name, ending[name])
    for part in sorted(parts, key=lambda part: part.partname):
        if part.partname.ext == "xml":
            types.add_override(part.partname, part.content_type)
    return serialize_part_xml(types)
