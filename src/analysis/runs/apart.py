"""The PDF, written in a process of its own while the other formats are written here.

Belongs here: handing the one step away that would keep much memory for the rest of a run. Does not belong here: the PDF
(``render.pdf``), the other formats (``report``).

Typst keeps what it has laid out for the next document, and there is none: a child forked from the warm process gives
all of it back. Without a warm process the step is done in place.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from analysis.report.blocks import Blocks
from analysis.warm.client import ADDRESS_VARIABLE, Forked, NotWarm, fork


class Apart:
    """A report's PDF in the making, from the moment this is created; given up at the end of the block.

    Parameters
    ----------
    blocks
        The report.
    notebook
        The executed notebook that holds the same blocks.
    target
        The file to write.
    """

    def __init__(self, blocks: Blocks, notebook: Path, target: Path) -> None:
        self._blocks, self._target = blocks, target
        self._child = _started(notebook, target)

    def __enter__(self) -> Apart:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is not None and self._child.poll() is None:
            self._child.kill()
            self._child.wait()

    def finish(self) -> None:
        """Wait until the PDF is there; write it here where it could not be written apart."""
        if self._child is None or self._child.wait() != 0:
            # What was wrong there is told here.
            self._target.write_bytes(_pdf(self._blocks))


def main(arguments: Sequence[str]) -> None:
    """Be the child: read the notebook, write the PDF."""
    from nbformat import v4

    from analysis.render.notebook import blocks_of

    notebook, target = map(Path, arguments)
    # The notebook was written by this run: its form needs no proof.
    target.write_bytes(_pdf(blocks_of(v4.reads(notebook.read_text(encoding="utf-8")))))


def _started(notebook: Path, target: Path) -> Forked | None:
    address = os.environ.get(ADDRESS_VARIABLE)
    if not address:
        return None
    arguments = [str(notebook), str(target)]
    with suppress(NotWarm):
        return fork(address, "analysis.runs.apart:main", arguments, env=os.environ, cwd=Path.cwd(), streams=(0, 1, 2))
    return None


def _pdf(blocks: Blocks) -> bytes:
    from analysis.render.pdf import epoch, to_pdf

    return to_pdf(blocks, timestamp=epoch())
