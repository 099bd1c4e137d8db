"""Writing .docx and .xlsx packages part by part, so that a test can break exactly one thing."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

ECMA = "http://schemas.openxmlformats.org"
ISO = "http://purl.oclc.org/ooxml"
WORD = f"{ECMA}/wordprocessingml/2006/main"
SHEET = f"{ECMA}/spreadsheetml/2006/main"
RELATIONS = f"{ECMA}/package/2006/relationships"
LINKS = f"{ECMA}/officeDocument/2006/relationships"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def write_package(path: Path, parts: Mapping[str, str | bytes | Iterable[bytes]]) -> Path:
    """Write a zip package; a part given in pieces is written piece by piece."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            with archive.open(name, "w") as member:
                for piece in [content] if isinstance(content, str | bytes) else content:
                    member.write(piece.encode() if isinstance(piece, str) else piece)
    return path


def relationships(*entries: tuple[str, str, str], links: str = LINKS) -> str:
    """Return a list of relationships: id, kind, target."""
    inner = "".join(f'<Relationship Id="{key}" Type="{links}/{kind}" Target="{to}"/>' for key, kind, to in entries)
    return f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def content_types(main: str, kind: str) -> str:
    """Return the list of content types with the main part's."""
    space = f"{ECMA}/package/2006/content-types"
    return f'<?xml version="1.0"?><Types xmlns="{space}"><Override PartName="/{main}" ContentType="{kind}"/></Types>'


def docx_parts(body: str, *, kind: str = DOCX_TYPE, word: str = WORD, links: str = LINKS) -> dict[str, str]:
    """Return the parts of a text document with such a body."""
    extra = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    return {
        "[Content_Types].xml": content_types("word/document.xml", kind),
        "_rels/.rels": relationships(("rId1", "officeDocument", "word/document.xml"), links=links),
        "word/document.xml": f'<w:document xmlns:w="{word}" {extra}><w:body>{body}</w:body></w:document>',
    }


def xlsx_parts(
    sheet: str | Iterable[bytes],
    *,
    kind: str = XLSX_TYPE,
    space: str = SHEET,
    links: str = LINKS,
    book: str = "",
    shared: str = "",
    formats: Iterable[str] = (),
) -> dict[str, str | Iterable[bytes]]:
    """Return the parts of a workbook with one sheet of such content (``<sheetData>…``).

    ``formats`` become the styles 1, 2 …; ``shared`` is the inside of the shared texts; ``book`` stands before the
    list of sheets.
    """
    opening, closing = f'<worksheet xmlns="{space}">', "</worksheet>"
    whole = f"{opening}{sheet}{closing}" if isinstance(sheet, str) else pieces(opening, sheet, closing)
    codes = "".join(
        f'<numFmt numFmtId="{164 + index}" formatCode="{escape(code)}"/>' for index, code in enumerate(formats)
    )
    styles = "".join(f'<xf numFmtId="{164 + index}"/>' for index, _ in enumerate(formats))
    return {
        "[Content_Types].xml": content_types("xl/workbook.xml", kind),
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml"), links=links),
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{links}">{book}<sheets>'
        '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relationships(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
            ("rId3", "styles", "styles.xml"),
            links=links,
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{space}">{shared}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{space}"><numFmts>{codes}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": whole,
    }


def escape(text: str) -> str:
    """Escape text for an attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def pieces(opening: str, inside: Iterable[bytes], closing: str) -> Iterable[bytes]:
    """Yield a part without holding it."""
    yield opening.encode()
    yield from inside
    yield closing.encode()


def cells(*rows: str) -> str:
    """Return the data of a sheet from the inside of its rows."""
    return (
        "<sheetData>" + "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(rows, 1)) + "</sheetData>"
    )


def table(*rows: str) -> str:
    """Return a table of a text document from the inside of its rows."""
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def cell(text: str = "", properties: str = "") -> str:
    """Return a cell of a text document."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def paragraph(text: str = "") -> str:
    """Return a paragraph of one run."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
