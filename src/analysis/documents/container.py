"""Opening a .docx or .xlsx package safely: nothing is unpacked that was not asked for, nothing without a bound.

Belongs here: the zip archive, its members and what may be wrong with them. Does not belong here: what the members
mean (``package_parts``) or say (``grid_docx``, ``grid_xlsx``).
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.documents.sorts_of_file import containers, limits, refusal
from analysis.errors import DocumentError, Problem

#: A member is read in pieces of this size. Reading it at once would unpack whatever a lying header hides.
CHUNK_BYTES = 256 * 1024

_MEGABYTE = 2**20
_ENCRYPTED_FLAG = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
#: All that ``zipfile`` lets through when an archive is not what it says.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, ValueError, OverflowError, RuntimeError)

_EXPORT_AGAIN = "请报送单位重新导出 .docx 或 .xlsx"


class Package:
    """An opened package.

    Parameters
    ----------
    path
        The file.
    archive
        The zip archive, looked through by :func:`opened`.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.file = path.name
        self._archive = archive
        # The names of parts are compared without case, as the packaging convention has it.
        self._members = {info.filename.casefold(): info for info in archive.infolist() if not info.is_dir()}

    @property
    def names(self) -> list[str]:
        """The members, in the archive's order."""
        return [info.filename for info in self._members.values()]

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._members

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack a member piece by piece; the zip layer checks its sum at the end.

        Raises
        ------
        DocumentError
            When the member is missing, too large or damaged.
        """
        info = self._members.get(name.casefold())
        if info is None:
            raise self.refuse("文件内缺少必要的部件，可能已损坏", name)
        if info.file_size > limits().part_mb * _MEGABYTE:
            raise self._too_large(name, info.file_size, limits().part_mb)
        try:
            with self._archive.open(info) as member:
                while piece := member.read(CHUNK_BYTES):
                    yield piece
        except _BROKEN:
            raise self.refuse("文件内的部件已损坏（压缩数据与登记的大小或校验码不符）", name) from None

    def head(self, name: str) -> bytes:
        """Return the first bytes of a member, at most :data:`CHUNK_BYTES`."""
        return next(self.chunks(name), b"")

    def refuse(self, what: str, part: str = "", found: str = "", advice: str = _EXPORT_AGAIN) -> DocumentError:
        """Make the error that names this file and one of its parts."""
        return DocumentError(Problem(what, f"{self.file} {part}".strip(), found=found, advice=advice))

    def check(self) -> None:
        """Refuse a package that is unsafe or ambiguous before any member is unpacked."""
        members = self._archive.infolist()
        if any(info.flag_bits & _ENCRYPTED_FLAG for info in members):
            raise self.refuse("压缩包设有密码，无法读取", advice="请报送单位取消密码后重新报送")
        if len(members) > limits().members:
            raise self.refuse("文件内的部件过多，不予读取", found=f"{len(members)}个")
        doubled = (
            info for info in members if not info.is_dir() and self._members[info.filename.casefold()] is not info
        )
        if (first := next(doubled, None)) is not None:
            raise self.refuse("文件内有重名的部件，无法确定以哪个为准", first.filename)
        strange = next((info.filename for info in members if info.compress_type not in _METHODS), "")
        if strange:
            raise self.refuse("文件内的部件用了不认识的压缩方式", strange)
        size = sum(info.file_size for info in members)
        if size > limits().unpacked_mb * _MEGABYTE:
            raise self._too_large("", size, limits().unpacked_mb)
        self._check_sort()

    def _check_sort(self) -> None:
        for foreign in containers().packages:
            if foreign.member in self and self.head(foreign.member).startswith(foreign.begins.encode()):
                raise self.refuse("文件内容与扩展名不符", found=foreign.name, advice=foreign.advice)

    def _too_large(self, part: str, size: int, limit: int) -> DocumentError:
        found = f"{-(-size // _MEGABYTE)}MB，上限{limit}MB"
        return self.refuse("文件展开后过大，不予读取", part, found, "删去无关内容或拆分后重新报送")


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """Open a package for reading.

    Raises
    ------
    DocumentError
        When the file is password-protected, of another sort, damaged, or too large when unpacked.
    """
    try:
        size = path.stat().st_size
        if size > limits().file_mb * _MEGABYTE:
            found = f"{-(-size // _MEGABYTE)}MB，上限{limits().file_mb}MB"
            raise DocumentError(Problem("文件过大，不予读取", path.name, found=found, advice="删去无关内容后重新报送"))
        problem = refusal(path)
    except OSError as failure:
        found = failure.strerror or type(failure).__name__
        raise DocumentError(Problem("文件无法打开", path.name, found=found, advice="检查文件权限后重试")) from None
    if problem is not None:
        raise DocumentError(problem)
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN:
        raise DocumentError(Problem("文件不是有效的 Office 文件，或已损坏", path.name, advice=_EXPORT_AGAIN)) from None
    with archive:
        package = Package(path, archive)
        package.check()
        yield package
