"""The PDF, written in a process of its own.

Belongs here: handing the one step away that would keep much memory for the rest of a run. Does not belong here: the PDF
(``render.pdf``), the other formats (``report``).

Typst keeps what it has laid out for the next document, and there is none: a child forked from the warm process gives
all of it back. Without a warm process the step is done in place.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from analysis.report.blocks import Blocks
from analysis.warm.client import ADDRESS_VARIABLE, NotWarm, fork


def write_pdf(blocks: Blocks, notebook: Path, target: Path) -> None:
    """Write a report's PDF.

    Parameters
    ----------
    blocks
        The report.
    notebook
        The executed notebook that holds the same blocks.
    target
        The file to write.
    """
    if not _written_apart(notebook, target):
        # What was wrong there is told here.
        target.write_bytes(_pdf(blocks))


def main(arguments: Sequence[str]) -> None:
    """Be the child: read the notebook, write the PDF."""
    from nbformat import v4

    from analysis.render.notebook import blocks_of

    notebook, target = map(Path, arguments)
    # The notebook was written by this run: its form needs no proof.
    target.write_bytes(_pdf(blocks_of(v4.reads(notebook.read_text(encoding="utf-8")))))


def _written_apart(notebook: Path, target: Path) -> bool:
    address = os.environ.get(ADDRESS_VARIABLE)
    if not address:
        return False
    streams = (0, 1, 2)
    arguments = [str(notebook), str(target)]
    try:
        child = fork(address, "analysis.runs.apart:main", arguments, env=os.environ, cwd=Path.cwd(), streams=streams)
    except NotWarm:
        return False
    return child.wait() == 0


def _pdf(blocks: Blocks) -> bytes:
    from analysis.render.pdf import epoch, to_pdf

    return to_pdf(blocks, timestamp=epoch())
