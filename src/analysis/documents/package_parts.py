"""Which part of a package is the document, and which parts it points to.

Belongs here: content types and relationships. Does not belong here: unpacking (``container``) or reading the document
itself (``grid_docx``, ``grid_xlsx``). Macros and templates have content types of their own and are read like any
other document: their code lies in parts that nothing here opens.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Literal

from analysis.documents.container import Package
from analysis.documents.sorts_of_file import containers, limits
from analysis.documents.xml_walk import Attributes, Walker, walk

Sort = Literal["docx", "xlsx"]

_CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True)
class Relationship:
    """What a part points to: the last word of the relation's type, and the part."""

    kind: str
    part: str


def main_part(package: Package) -> tuple[Sort, str]:
    """Return whether a package is a text document or a workbook, and its main part.

    Raises
    ------
    DocumentError
        When it is neither.
    """
    declared = [relation.part for relation in relationships(package, "").values() if relation.kind == "officeDocument"]
    types = _content_types(package)
    for part in declared:
        said = types.get(part.casefold(), "")
        sort = next((main.sort for main in containers().mains if main.content_type in said), None)
        if sort == "xlsb":
            raise package.refuse(
                "文件内容与扩展名不符", found="二进制工作簿（.xlsb）", advice="用 Excel 打开后另存为 .xlsx"
            )
        if sort is not None and part in package:
            return sort, part
    for usual, part in containers().conventional.items():
        if part in package:
            return usual, part
    raise package.refuse("压缩包内没有文档或工作簿", advice="请报送 .docx 或 .xlsx 文件；压缩包请先解压")


def relationships(package: Package, part: str) -> dict[str, Relationship]:
    """Return what a part points to inside the package, by id; addresses outside are never followed.

    Parameters
    ----------
    package
        The package.
    part
        A part's name, or an empty text for the package itself.
    """
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, Relationship] = {}

    def on_relationship(attributes: Attributes) -> None:
        if attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = Relationship(kind, target.lstrip("/"))
            _bounded(package, listing, len(found))

    if listing in package:
        walker = Walker()
        walker.starts["rel:Relationship"] = on_relationship
        walk(package, listing, walker)
    return found


def _content_types(package: Package) -> dict[str, str]:
    types: dict[str, str] = {}

    def on_override(attributes: Attributes) -> None:
        types[attributes.get("PartName", "").lstrip("/").casefold()] = attributes.get("ContentType", "")
        _bounded(package, _CONTENT_TYPES, len(types))

    if _CONTENT_TYPES in package:
        walker = Walker()
        walker.starts["ct:Override"] = on_override
        walk(package, _CONTENT_TYPES, walker)
    return types


def _bounded(package: Package, part: str, count: int) -> None:
    if count > limits().members:
        raise package.refuse("文件内的部件过多，不予读取", part, f"超过{limits().members}个")
