"""The file that holds the parts of a Word document.

Belongs here: parts, what points to what, and a ZIP that is the same for the same parts. Does not belong here: what
stands in a part.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

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

    def text(self, elements: Sequence[Element]) -> None:
        """Put the text in."""
        body = self._document.element.body
        for child in list(body):
            body.remove(child)
        body.extend(elements)

    def add(self, name: str, root: Element) -> str:
        """Add a part and return the name by which the text refers to it."""
        content, relationship = _KINDS[name.rstrip("0123456789")]
        part = Part(PackURI(f"/word/{name}.xml"), content, serialize_part_xml(root), self._package)
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
        saved, steady = io.BytesIO(), io.BytesIO()
        self._document.save(saved)
        with zipfile.ZipFile(saved) as source, zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                entry = zipfile.ZipInfo(name, _NO_TIME)
                entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
                target.writestr(entry, source.read(name))
        return steady.getvalue()
