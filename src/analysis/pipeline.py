"""The whole flow on one screen: read → check → evaluate → describe.

Belongs here: the order of the steps and what each hands to the next. Does not belong here: any step's work. Steps that
were done before from the same inputs are taken from ``data/processed``.
"""

from __future__ import annotations

import pandas as pd

from analysis import acceptance, attainment, checks, facts, processed, provenance, scoring, tables
from analysis.comparison import compare
from analysis.documents import corrections, dossier
from analysis.documents.dossier import Dossier
from analysis.errors import JixiaoError
from analysis.evaluation import Evaluation
from analysis.execution import execution_total
from analysis.kinds import AUTO, is_midterm, missing_documents, report_kind
from analysis.leaf_scores import qualitative_bands
from analysis.paths import FundYearPaths
from analysis.promises import promises
from analysis.reconcile import reconcile
from analysis.report.compose import Report, compose
from analysis.report.prose import read_prose
from analysis.rules.adoption import book_of, has_rules
from analysis.rules.loader import self_evaluation_book
from analysis.self_scores import score_forms
from analysis.tables import Tables
from analysis.vocabulary import ReportKind, Scope


def read(paths: FundYearPaths, kind: str = AUTO) -> Dossier:
    """Read the documents into tidy tables, or take the tables that were read from the same documents before.

    Parameters
    ----------
    paths
        The fund year.
    kind
        The kind of report to write; see :func:`analysis.documents.dossier.read`.
    """
    manifest = provenance.verified(paths)
    midterm = is_midterm(manifest, kind)
    found = processed.inputs(paths, manifest, "read") | _as_read(midterm)
    known = processed.load(paths, "read", found)
    if known is not None:
        return Dossier(manifest, known, midterm)
    with processed.building(paths):
        known = processed.load(paths, "read", found)
        if known is None:
            read_now = dossier.read(paths, kind)
            processed.save(paths, "read", found, read_now.tables)
            return read_now
    return Dossier(manifest, known, midterm)


def check(paths: FundYearPaths, read_year: Dossier) -> dict[str, pd.DataFrame]:
    """Check the tables, and follow them to scores unless something forbids it.

    Returns
    -------
    dict
        The computed tables. After a critical finding in what was read only ``findings``, ``reconciliation``,
        ``promises`` and ``series`` hold rows; there are ``scores`` only when all results were reported and the year's
        rules are confirmed.
    """
    found = processed.inputs(paths, read_year.manifest, "computed") | _as_read(read_year.midterm)
    known = processed.load(paths, "computed", found)
    if known is not None:
        return known
    with processed.building(paths):
        known = processed.load(paths, "computed", found)
        if known is None:
            known = _computed(paths, read_year)
            processed.save(paths, "computed", found, known)
    return known


def _computed(paths: FundYearPaths, read_year: Dossier) -> dict[str, pd.DataFrame]:
    """Compute the tables that :func:`check` returns."""
    computed = {name: tables.frame(name, []) for name, spec in tables.dictionary().items() if spec.stage == "computed"}
    computed["reconciliation"] = reconcile(read_year.tables)
    computed["promises"] = promises(read_year.tables)
    computed["series"] = compare(read_year.tables, *_earlier(paths))
    # Checks on what was read come first: scores must not be computed from unusable documents.
    before = {**read_year.tables, **{name: computed[name] for name in ("reconciliation", "promises", "series")}}
    computed["findings"] = checks.run(before, read_year.tables["cells"], paths.project.expectations)
    results: dict[str, pd.DataFrame] = {}
    if not checks.summary(computed["findings"])["critical"]:
        results = _results(paths, read_year)
    if results:
        computed |= results
        after = {**read_year.tables, **results}
        later = checks.run(after, read_year.tables["cells"], paths.project.expectations, only=tuple(results))
        computed["findings"] = checks.merge(computed["findings"], later)
    computed["findings"] = acceptance.accept(computed["findings"], corrections.load(paths))
    return computed


def evaluate(paths: FundYearPaths, kind: str = AUTO) -> Evaluation:
    """Read, check and, where results were reported, score a fund year.

    Parameters
    ----------
    paths
        The fund year.
    kind
        The kind of report; see :func:`analysis.kinds.report_kind`.

    Raises
    ------
    CheckFailedError
        When a critical finding forbids any result.
    JixiaoError
        Whatever reading and the rules raise.
    """
    read_year = read(paths, kind)
    return conclude(paths, read_year, check(paths, read_year), kind)


def conclude(paths: FundYearPaths, read_year: Dossier, computed: Tables, wanted: str = AUTO) -> Evaluation:
    """Put what was read and what follows from it together; see :func:`evaluate` for what is raised."""
    checks.require_usable(computed["findings"])
    manifest = read_year.manifest
    kind = report_kind(paths, manifest, wanted)
    # A year without final results has nothing to score, and needs no rules for it.
    book = book_of(paths) if kind is ReportKind.FINAL else None
    both = {**read_year.tables, **computed}
    return Evaluation(manifest, kind, both, book, facts.build(manifest, kind, both, book))


def describe(paths: FundYearPaths, evaluation: Evaluation) -> Report:
    """Write the report, the analyst's prose included."""
    return compose(evaluation, read_prose(paths.prose, evaluation.kind))


def _earlier(paths: FundYearPaths) -> tuple[dict[int, Tables], dict[int, str]]:
    """Read the earlier years of the fund; of a year that cannot be read, keep the reason."""
    known: dict[int, Tables] = {}
    unread: dict[int, str] = {}
    for year in paths.earlier():
        try:
            known[year.year] = whole_year(read(year).tables, year.year)
        except JixiaoError as refused:
            said = (f"{each.where}：{each.what}" if each.where else each.what for each in refused.problems)
            unread[year.year] = "；".join(said)
    return known, unread


def whole_year(read_tables: Tables, year: int) -> Tables:
    """Leave out what a year reported of a part of itself: it is not what that year reached."""
    actuals = read_tables["actuals"]
    return {**read_tables, "actuals": actuals[actuals["as_of"].ge(f"{year}-12-31")].reset_index(drop=True)}


def _as_read(midterm: bool) -> dict[str, str]:
    """Tell tables of half-way filings from those of the year's end: they follow from the same documents."""
    return {"read_as": ReportKind.MIDTERM.value} if midterm else {}


def _results(paths: FundYearPaths, read_year: Dossier) -> dict[str, pd.DataFrame]:
    """Follow the tables to scores, as far as the documents and the confirmed rules allow."""
    source, manifest = read_year.tables, read_year.manifest
    complete = not read_year.midterm and not missing_documents(manifest, ReportKind.FINAL)
    book = book_of(paths) if complete and has_rules(paths) else None
    filed = len(source["filed_scores"]) > 0
    own_book = self_evaluation_book(manifest.year) if filed or read_year.midterm else None
    if book is not None:
        bands = qualitative_bands(book)
    elif own_book is not None:
        bands = qualitative_bands(own_book, Scope.PROJECT)
    else:
        return {}
    judged = attainment.attain(source["targets"], source["actuals"], source["indicators"], bands, manifest.year)
    results = {"attainment": judged}
    if own_book is not None and filed:
        results["self_scores"] = score_forms(source, results["attainment"], own_book)
    if book is not None:
        execution = execution_total(source["execution"])
        fund = scoring.score_fund(source["indicators"], results["attainment"], execution, book)
        projects = scoring.score_projects(source["projects"], source["given_scores"], book)
        results["scores"] = tables.frame("scores", [*tables.records(fund), *tables.records(projects)])
    return results
