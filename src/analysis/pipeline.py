"""The whole flow on one screen: read → check → evaluate → describe.

Belongs here: the order of the steps and what each hands to the next. Does not belong here: any step's work. Steps that
were done before from the same inputs are taken from ``data/processed``.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis import attainment, checks, facts, processed, provenance, scoring, tables
from analysis.documents import dossier
from analysis.documents.dossier import Dossier
from analysis.errors import NotFoundError, Problem
from analysis.evaluation import Evaluation
from analysis.execution import execution_total
from analysis.leaf_scores import qualitative_bands
from analysis.paths import FundYearPaths
from analysis.provenance import Manifest
from analysis.reconcile import reconcile
from analysis.report.compose import Report, compose
from analysis.report.prose import read_prose
from analysis.rules.loader import is_confirmed, rule_book, self_evaluation_book
from analysis.self_scores import score_forms
from analysis.tables import Tables
from analysis.vocabulary import DocumentKind, ReportKind, Scope

#: The documents without which a fund year cannot be evaluated.
NEEDED: Mapping[ReportKind, tuple[DocumentKind, ...]] = {
    ReportKind.FINAL: (
        DocumentKind.ALLOCATION_PLAN,
        DocumentKind.TARGET_TABLE,
        DocumentKind.EXECUTION_TABLE,
        DocumentKind.FUND_SELF_EVALUATION,
        DocumentKind.PROJECT_SELF_EVALUATION,
        DocumentKind.SCORE_SHEET,
    ),
}


def read(paths: FundYearPaths) -> Dossier:
    """Read the documents into tidy tables, or take the tables that were read from the same documents before."""
    manifest = provenance.load_manifest(paths)
    provenance.verify(paths, manifest)
    found = processed.inputs(paths, manifest, "read")
    known = processed.load(paths, "read", found)
    if known is not None:
        return Dossier(manifest, known)
    read_now = dossier.read(paths)
    processed.save(paths, "read", found, read_now.tables)
    return read_now


def check(paths: FundYearPaths, read_year: Dossier) -> dict[str, pd.DataFrame]:
    """Check the tables, and follow them to scores unless something forbids it.

    Returns
    -------
    dict
        The computed tables. After a critical finding only ``findings`` and ``reconciliation`` hold rows; there are
        ``scores`` only when all results were reported and the year's rules are confirmed.
    """
    found = processed.inputs(paths, read_year.manifest, "computed")
    known = processed.load(paths, "computed", found)
    if known is not None:
        return known
    computed = {name: tables.frame(name, []) for name, spec in tables.dictionary().items() if spec.stage == "computed"}
    computed["reconciliation"] = reconcile(read_year.tables)
    # Checks on what was read come first: scores must not be computed from unusable documents.
    before = {**read_year.tables, "reconciliation": computed["reconciliation"]}
    computed["findings"] = checks.run(before, read_year.tables["cells"], paths.project.expectations)
    results: dict[str, pd.DataFrame] = {}
    if not checks.summary(computed["findings"])["critical"]:
        results = _results(read_year)
    if results:
        computed |= results
        after = {**read_year.tables, **results}
        later = checks.run(after, read_year.tables["cells"], paths.project.expectations, only=tuple(results))
        computed["findings"] = checks.merge(computed["findings"], later)
    processed.save(paths, "computed", found, computed)
    return computed


def evaluate(paths: FundYearPaths) -> Evaluation:
    """Read, check and score a fund year.

    Raises
    ------
    CheckFailedError
        When a critical finding forbids any result.
    JixiaoError
        Whatever reading and the rules raise.
    """
    read_year = read(paths)
    return conclude(paths, read_year, check(paths, read_year))


def conclude(paths: FundYearPaths, read_year: Dossier, computed: Tables) -> Evaluation:
    """Put what was read and what follows from it together; see :func:`evaluate` for what is raised."""
    checks.require_usable(computed["findings"])
    manifest = read_year.manifest
    kind = report_kind(paths, manifest)
    book = rule_book(manifest.fund, manifest.year)
    both = {**read_year.tables, **computed}
    return Evaluation(manifest, kind, both, book, facts.build(manifest, both, book))


def describe(paths: FundYearPaths, evaluation: Evaluation) -> Report:
    """Write the report, the analyst's prose included."""
    return compose(evaluation, read_prose(paths.prose))


def report_kind(paths: FundYearPaths, manifest: Manifest) -> ReportKind:
    """Return the kind of report that the documents allow.

    Raises
    ------
    NotFoundError
        When documents are missing for every kind; the message names them.
    """
    for kind in NEEDED:
        if not missing_documents(manifest, kind):
            return kind
    missing = "、".join(kind.label for kind in missing_documents(manifest, ReportKind.FINAL))
    raise NotFoundError(
        Problem(
            "文件不全，不能作绩效评价",
            paths.label,
            found="、".join(dict.fromkeys(entry.kind.label for entry in manifest.files)),
            expected=f"另需：{missing}",
            advice="补齐文件并在 MANIFEST.yaml 中登记",
        )
    )


def missing_documents(manifest: Manifest, kind: ReportKind) -> list[DocumentKind]:
    """List the kinds of document that a report of a kind needs and that have not come."""
    present = {entry.kind for entry in manifest.files}
    return [needed for needed in NEEDED[kind] if needed not in present]


def _results(read_year: Dossier) -> dict[str, pd.DataFrame]:
    """Follow the tables to scores, as far as the documents and the confirmed rules allow."""
    source, manifest = read_year.tables, read_year.manifest
    complete = not missing_documents(manifest, ReportKind.FINAL)
    book = rule_book(manifest.fund, manifest.year) if complete and is_confirmed(manifest.fund, manifest.year) else None
    own_book = self_evaluation_book(manifest.year) if len(source["filed_scores"]) else None
    if book is not None:
        bands = qualitative_bands(book)
    elif own_book is not None:
        bands = qualitative_bands(own_book, Scope.PROJECT)
    else:
        return {}
    results = {"attainment": attainment.attain(source["targets"], source["actuals"], source["indicators"], bands)}
    if own_book is not None:
        results["self_scores"] = score_forms(source, results["attainment"], own_book)
    if book is not None:
        execution = execution_total(source["execution"])
        fund = scoring.score_fund(source["indicators"], results["attainment"], execution, book)
        projects = scoring.score_projects(source["projects"], source["given_scores"], book)
        results["scores"] = tables.frame("scores", [*tables.records(fund), *tables.records(projects)])
    return results
