"""What sort of file a document really is, judged by its bytes and not by its name.

Belongs here: telling .docx from .xlsx, and refusing what cannot be read safely, in words that help. Does not belong
here: anything about the content (``recognise``).
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from analysis.errors import DocumentError, Problem

#: Unpacked size above which a document is refused; a fund year's largest honest workbook is a hundredth of it.
MAX_UNPACKED_BYTES = 256 * 1024 * 1024

_OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")


def sort_of(path: Path) -> Literal["docx", "xlsx"]:
    """Tell a text document from a workbook.

    Raises
    ------
    DocumentError
        When the file is password-protected, of the old binary format, damaged, too large when unpacked, or
        something else altogether.
    """
    try:
        head = path.read_bytes()[:8]
    except OSError as failure:
        raise _refuse(path, "文件无法打开", str(failure.strerror), "检查文件权限后重试") from None
    if head == _OLE_MAGIC:
        raise _refuse_ole(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = {info.filename: info.file_size for info in archive.infolist()}
    except zipfile.BadZipFile:
        raise _refuse(path, "文件不是有效的 Office 文件，或已损坏", "", "请报送单位重新导出 .docx 或 .xlsx") from None
    if sum(members.values()) > MAX_UNPACKED_BYTES:
        size = sum(members.values()) // 2**20
        raise _refuse(path, "文件展开后过大，不予读取", f"{size}MB", "删去无关内容或拆分后重新报送")
    if "word/document.xml" in members:
        return "docx"
    if "xl/workbook.xml" in members:
        return "xlsx"
    raise _refuse(path, "压缩包内没有文档或工作簿", "", "请报送 .docx 或 .xlsx 文件")


def _refuse_ole(path: Path) -> DocumentError:
    if _ENCRYPTED_MARK in path.read_bytes():
        return _refuse(path, "文件设有打开密码，无法读取", "", "请报送单位取消密码后重新报送")
    found = "旧版二进制格式（.doc 或 .xls）"
    return _refuse(path, "文件内容与扩展名不符", found, "用 Office 或 WPS 另存为 .docx 或 .xlsx，勿只改扩展名")


def _refuse(path: Path, what: str, found: str, advice: str) -> DocumentError:
    return DocumentError(Problem(what, path.name, found=found, advice=advice))
