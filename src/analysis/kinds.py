"""Which kind of report the documents of a fund year allow.

Belongs here: the documents that each kind rests on (``kinds.yaml``), and choosing. Does not belong here: what a report
of a kind says (``report``) or whether the year's rules are confirmed (``rules``).
"""

from __future__ import annotations

from functools import cache

from pydantic import RootModel

from analysis.errors import NotFoundError, Problem, RuleError
from analysis.paths import FundYearPaths
from analysis.provenance import Manifest
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import DocumentKind, ReportKind

#: Lets the documents decide.
AUTO = "auto"


class Needs(StrictModel):
    """What a kind of report rests on; see ``kinds.yaml``."""

    needs: tuple[tuple[DocumentKind, ...], ...]
    not_beside: tuple[DocumentKind, ...] = ()


class _Kinds(RootModel[dict[ReportKind, Needs]]):
    """The kinds of report, the fullest first."""


@cache
def kinds() -> dict[ReportKind, Needs]:
    """Return what each kind of report rests on, the fullest report first."""
    return load_packaged("analysis", "kinds.yaml", _Kinds, RuleError).root


def missing_documents(manifest: Manifest, kind: ReportKind) -> tuple[DocumentKind, ...]:
    """List the kinds of document that a report of a kind still needs: of the set of which least is missing."""
    present = {entry.kind for entry in manifest.files}
    gaps = (tuple(document for document in wanted if document not in present) for wanted in kinds()[kind].needs)
    return min(gaps, key=len)


def _candidates(manifest: Manifest, wanted: str) -> tuple[ReportKind, ...]:
    """Return the kinds that may be written at all, the fullest first."""
    if wanted != AUTO:
        return (ReportKind(wanted),)
    present = {entry.kind for entry in manifest.files}
    return tuple(kind for kind, spec in kinds().items() if present.isdisjoint(spec.not_beside))


def _allowed(manifest: Manifest, wanted: str) -> ReportKind | None:
    return next((kind for kind in _candidates(manifest, wanted) if not missing_documents(manifest, kind)), None)


def is_midterm(manifest: Manifest, wanted: str = AUTO) -> bool:
    """Tell whether a report of a kind rests on what was filed at mid-year; nothing is raised."""
    return _allowed(manifest, wanted) is ReportKind.MIDTERM if wanted == AUTO else wanted == ReportKind.MIDTERM


def report_kind(paths: FundYearPaths, manifest: Manifest, wanted: str = AUTO) -> ReportKind:
    """Return the kind of report to write.

    Parameters
    ----------
    paths, manifest
        The fund year and its documents.
    wanted
        A kind, or ``auto`` for the fullest one that the documents allow.

    Raises
    ------
    NotFoundError
        When documents are missing for the kind that is wanted, or for every kind that fits; the message names them.
    """
    found = _allowed(manifest, wanted)
    if found is not None:
        return found
    asked = _candidates(manifest, wanted)
    lesser = [kind.value for kind in kinds() if kind not in asked and not missing_documents(manifest, kind)]
    advice = "补齐文件并在 MANIFEST.yaml 中登记"
    if wanted == AUTO and lesser:
        advice += f"；暂不使用已报送的结果的，加 --kind {lesser[0]}"
    raise NotFoundError(
        Problem(
            f"文件不全，不能作{'、'.join(kind.label for kind in asked)}",
            paths.label,
            found="、".join(dict.fromkeys(entry.kind.label for entry in manifest.files)),
            expected="；".join(
                f"{kind.label}另需：{'、'.join(document.label for document in missing_documents(manifest, kind))}"
                for kind in asked
            ),
            advice=advice,
        )
    )
