"""Everything that people declared beside the documents of a fund year, loaded together.

Belongs here: loading both files so that the faults of both are told at once. Does not belong here: what each says
(``corrections``, ``aliases``).
"""

from __future__ import annotations

from typing import Any

from analysis.documents import aliases, corrections
from analysis.documents.corrections import Mender
from analysis.errors import CorrectionError, Problem
from analysis.paths import FundYearPaths
from analysis.provenance import Manifest


def load(paths: FundYearPaths, manifest: Manifest) -> tuple[Mender, list[dict[str, Any]]]:
    """Return what puts the corrections into the documents, and the records of the table ``aliases``.

    Raises
    ------
    CorrectionError
        When corrections.yaml or aliases.yaml is broken.
    """
    problems: list[Problem] = []
    mender, named = None, []
    try:
        mender = Mender(corrections.load(paths), manifest)
    except CorrectionError as broken:
        problems.extend(broken.problems)
    try:
        named = aliases.load(paths)
    except CorrectionError as broken:
        problems.extend(broken.problems)
    if mender is None or problems:
        raise CorrectionError([*problems, *(mender.problems if mender else ())])
    return mender, named
