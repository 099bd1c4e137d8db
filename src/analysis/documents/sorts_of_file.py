"""Which sorts of file are met, and the limits within which one is opened: the contents of ``containers.yaml``.

Belongs here: the YAML's model and telling what a file is that is no Office document. Does not belong here: opening
packages (``container``).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from analysis.errors import DocumentError, Problem
from analysis.strict import StrictModel, load_packaged

#: So much of a file is looked at to tell what it is.
HEAD_BYTES = 4096

_OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}


class Limits(StrictModel):
    """What a document may not exceed; each is explained in ``containers.yaml``."""

    file_mb: int
    unpacked_mb: int
    part_mb: int
    members: int
    xml_depth: int
    token_kb: int
    places: int
    characters: int
    paragraphs: int
    shared_texts: int
    merged: int
    sheets: int
    styles: int
    nested: int
    text_columns: int
    listed: int


class Named(StrictModel):
    """A sort of file by name, and what to do with such a file."""

    name: str
    advice: str


class Signature(Named):
    """A sort of file told by its first bytes or words."""

    hex: str = ""
    text: str = ""


class ForeignPackage(Named):
    """A zip package of another sort, told by a member."""

    member: str
    begins: str = ""


class MainPart(StrictModel):
    """What the content type of a main part says."""

    content_type: str
    sort: Literal["docx", "xlsx", "xlsb"]


class Containers(StrictModel):
    """All of ``containers.yaml``."""

    limits: Limits
    signatures: tuple[Signature, ...]
    plain_text: Named
    packages: tuple[ForeignPackage, ...]
    mains: tuple[MainPart, ...]
    conventional: dict[Literal["docx", "xlsx"], str]


@cache
def containers() -> Containers:
    """Load ``containers.yaml``."""
    return load_packaged("analysis.documents", "containers.yaml", Containers, DocumentError)


def limits() -> Limits:
    """Return the limits."""
    return containers().limits


def refusal(path: Path) -> Problem | None:
    """Say what a file is that is no zip package; ``None`` for a package, whole or damaged.

    Parameters
    ----------
    path
        The file; at most its first bytes and, for the old binary format, its directory are read.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if head.startswith(_OLE_MAGIC):
            encrypted = _ENCRYPTED_MARK in head + file.read()
            return _ole(path, encrypted)
    if not head:
        return Problem("文件是空的（0字节）", path.name, advice="请报送单位重新报送")
    if head.startswith(b"PK"):
        return None
    seen = _told(head)
    if seen is None:
        return Problem("文件不是有效的 Office 文件，或已损坏", path.name, advice="请报送单位重新导出 .docx 或 .xlsx")
    return Problem("文件内容与扩展名不符", path.name, found=seen.name, advice=seen.advice)


def _ole(path: Path, encrypted: bool) -> Problem:
    if encrypted:
        return Problem("文件设有打开密码，无法读取", path.name, advice="请报送单位取消密码后重新报送")
    advice = "用 Office 或 WPS 另存为 .docx 或 .xlsx，勿只改扩展名"
    return Problem("文件内容与扩展名不符", path.name, found="旧版二进制格式（.doc、.xls、.wps 或 .et）", advice=advice)


def _told(head: bytes) -> Named | None:
    words = _words(head)
    start = words.lstrip("\ufeff \t\r\n").lower() if words is not None else ""
    for signature in containers().signatures:
        if signature.hex and head.startswith(bytes.fromhex(signature.hex)):
            return signature
        if signature.text and start.startswith(signature.text):
            return signature
    return containers().plain_text if words is not None else None


def _words(head: bytes) -> str | None:
    """Decode the head as text; ``None`` where it is none in any encoding that Chinese offices use."""
    marked = next((name for mark, name in _BYTE_ORDER_MARKS.items() if head.startswith(mark)), "")
    if not marked and b"\0" in head:
        return None
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        # The head may end within a character; up to three bytes are given up for that.
        for end in range(len(head), max(0, len(head) - 4), -1):
            try:
                return head[:end].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None
