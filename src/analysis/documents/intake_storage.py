"""Putting documents and their manifest into a fund year's folder: all of them, or none.

Belongs here: copying, replacing, and taking back what was done when something fails. Does not belong here: deciding
what is taken in (``intake``).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis import provenance
from analysis.errors import DocumentError, OutputError, Problem
from analysis.paths import FundYearPaths
from analysis.provenance import Manifest


def store(paths: FundYearPaths, documents: Sequence[Path], manifest: Manifest) -> None:
    """Copy documents into the folder, then write the manifest.

    Everything is copied to a hidden folder first, so that a full disk or an interruption while copying touches no
    document. Then each is put in its place by renaming, the manifest last; when a step fails or is interrupted, those
    before it are taken back, and a folder that was made is removed. Only a process killed outright between two
    renames leaves some documents in place and others not; the hashes in the manifest tell then.

    Parameters
    ----------
    paths
        The fund year.
    documents
        Where they lie; one that lies in the folder already stays.
    manifest
        The manifest that describes the folder with them.

    Raises
    ------
    OutputError
        When something cannot be written.
    DocumentError
        When a document changed since it was read.
    """
    try:
        with (
            _folder(paths.raw),
            tempfile.TemporaryDirectory(dir=paths.raw, prefix=".add-", ignore_cleanup_errors=True) as hidden,
        ):
            fresh, old = Path(hidden) / "fresh", Path(hidden) / "old"
            names = _stage(paths, documents, manifest, fresh)
            _keep(paths.raw, [*names, paths.manifest.name], old)
            _swap(paths, names, manifest, fresh, old)
    except OSError as failure:
        what = f"文件无法写入（{failure.strerror or type(failure).__name__}）"
        place = str(failure.filename or paths.raw)
        raise OutputError(Problem(what, place, advice="检查目录权限和空间")) from None


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """Make a folder and those above it; when what follows fails, remove the ones that were made."""
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for path in made:
            # Innermost first; one in which something lies by now is somebody else's.
            with suppress(OSError):
                path.rmdir()
        raise


def _stage(paths: FundYearPaths, documents: Iterable[Path], manifest: Manifest, fresh: Path) -> list[str]:
    """Copy what does not lie in its place yet; return the names."""
    digests = {entry.file: entry.sha256 for entry in manifest.files}
    fresh.mkdir()
    names = []
    for path in documents:
        target = paths.raw / path.name
        # A link in the folder gives way to the file itself, which then cannot change from outside.
        if target.exists() and not target.is_symlink() and target.samefile(path):
            continue
        shutil.copyfile(path, fresh / path.name)
        if provenance.sha256_of(fresh / path.name) != digests[path.name]:
            what = "文件在添加过程中有改动"
            raise DocumentError(Problem(what, path.name, advice="关闭正在编辑它的程序后重新添加"))
        names.append(path.name)
    return names


def _keep(raw: Path, names: Iterable[str], old: Path) -> None:
    """Copy what is about to be replaced, links as links."""
    old.mkdir()
    for name in names:
        if (raw / name).exists() or (raw / name).is_symlink():
            shutil.copy2(raw / name, old / name, follow_symlinks=False)


def _swap(paths: FundYearPaths, names: Sequence[str], manifest: Manifest, fresh: Path, old: Path) -> None:
    """Put every document in its place and the manifest last; take all of it back when that does not end well."""
    begun: list[str] = []
    try:
        for name in names:
            begun.append(name)
            (fresh / name).replace(paths.raw / name)
        begun.append(paths.manifest.name)
        provenance.write_manifest(paths, manifest)
    except BaseException:
        for name in reversed(begun):
            if (old / name).exists() or (old / name).is_symlink():
                (old / name).replace(paths.raw / name)
            else:
                (paths.raw / name).unlink(missing_ok=True)
        raise
