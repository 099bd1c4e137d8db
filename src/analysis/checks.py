"""Checks: run the suites on the tidy tables and return what was found.

Belongs here: which rules meet which frame, and the order of what they find. Does not belong here: what is checked and
how it is worded (``expectations/*.json``), the form of a suite (``suites``), frames that cross tables (``views``),
judging a rule (``validation``, with Great Expectations), and turning a failing row into words (``findings``).

A rule that Great Expectations could not evaluate is a bug of ours and stops the run: it must not look like faulty
documents, and it must not look like sound ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables as tidy
from analysis.errors import CheckFailedError, Problem, RuleError
from analysis.findings import Places, Subject, build, with_ids
from analysis.suites import Expectation, Suite, load_suites
from analysis.validation import Broken, Validator, prepare
from analysis.validation import warm as warm_validation
from analysis.views import VIEWS
from analysis.vocabulary import FindingStatus, Severity

__all__ = ["Broken", "Validator", "in_order", "merge", "require_usable", "run", "summary", "warm"]

#: Tables about the reading and the checking themselves; there is nothing to check in them.
UNCHECKED = frozenset({"cells", "remarks", "corrections", "aliases", "findings"})

_STRUCTURE = "expect_table_columns_to_match_set"
_UNIQUE = ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique")
_TURNED = {"expect_column_values_to_be_in_set": "expect_column_values_to_not_be_in_set"}
_SEVERITIES = [severity.value for severity in Severity]


def run(
    tables: Mapping[str, pd.DataFrame], cells: pd.DataFrame, suites: Path, only: Collection[str] = ()
) -> pd.DataFrame:
    """Run every suite whose table is there.

    Parameters
    ----------
    tables
        Tidy tables by name. One that is missing or empty was not handed in: nothing is held against the others.
    cells
        The table ``cells``: where each value stood.
    suites
        The folder of suite files.
    only
        Run the suites of these tables, and the rules of other suites that wait for one of them; all when empty.

    Returns
    -------
    pandas.DataFrame
        The table ``findings``, worst first, then by code and row.

    Raises
    ------
    RuleError
        When a suite file is broken, or a table has none.
    RuntimeError
        When a rule could not be evaluated; never a user's mistake.
    """
    loaded = load_suites(suites)
    _require_suites(tables, loaded)
    places, validator = Places(cells, tables.get("corrections")), Validator()
    seen = {*loaded, *UNCHECKED}
    sound = {name: table for name, table in tables.items() if name in seen and _complete(name, table)}
    found: list[dict[str, Any]] = []
    for suite in (suite for name, suite in loaded.items() if name in tables):
        wanted = suite.model_copy(update={"expectations": tuple(_wanted(suite, only, tables))})
        for subject, rules in _subjects(wanted, tables, sound):
            for broken in validator.broken(subject.frame, rules):
                found.extend(_findings(broken, subject, places))
    return tidy.frame("findings", _worst_first(with_ids(found)))


def warm(suites: Path | None = None) -> None:
    """Do once what needs no tables; a process that forks others calls this before, and theirs cost less.

    Parameters
    ----------
    suites
        The folder of suite files, whose rules are got ready. One that is changed afterwards is judged as it is then.
    """
    warm_validation()
    if suites is None:
        return
    with suppress(RuleError, RuntimeError):  # Whoever runs a suite is told what is wrong with it.
        prepare(_resolved(rule, []) for suite in load_suites(suites).values() for rule in suite.expectations)


def merge(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Join the findings of two runs in the one order; what both found stands once."""
    return in_order({record["id"]: record for record in (*tidy.records(earlier), *tidy.records(later))}.values())


def in_order(found: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Make the table ``findings`` of records, worst first, then by code; those of one rule stay in their order."""
    return tidy.frame("findings", _worst_first(found))


def _require_suites(names: Iterable[str], loaded: Collection[str]) -> None:
    """Refuse to pass over a table in silence because its suite file is gone."""
    missing = [name for name in names if name not in loaded and name not in UNCHECKED]
    if missing:
        raise RuleError(Problem("整理表没有校验规则", f"{name}.json", advice="补上规则文件") for name in missing)


def _worst_first(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=lambda finding: (_SEVERITIES.index(finding["severity"]), finding["code"]))


def _wanted(suite: Suite, only: Collection[str], there: Collection[str]) -> Iterator[Expectation]:
    for rule in suite.expectations:
        awaited = VIEWS[rule.meta.view].awaits if rule.meta.view else ""
        if awaited and awaited not in there:
            continue
        if not only or suite.name in only or awaited in only:
            yield rule


def summary(findings: pd.DataFrame) -> dict[str, int]:
    """Count the findings of each severity that nobody accepted, worst first; none is 0."""
    counts = findings.loc[findings["status"] == FindingStatus.OPEN.value, "severity"].value_counts()
    return {severity: int(counts.get(severity, 0)) for severity in _SEVERITIES}


def require_usable(findings: pd.DataFrame) -> None:
    """Stop when figures must not be computed from the documents.

    Raises
    ------
    CheckFailedError
        Naming every critical finding with its place.
    """
    critical = tidy.records(findings[findings["severity"] == Severity.CRITICAL.value])
    if critical:
        raise CheckFailedError(
            Problem(row["message"].rstrip("。"), row["place"], row["found"] or "", row["expected"] or "", row["advice"])
            for row in critical
        )


def _complete(name: str, table: pd.DataFrame) -> bool:
    return set(tidy.dictionary()[name].columns) <= set(table.columns)


def _subjects(
    suite: Suite, given: Mapping[str, pd.DataFrame], sound: Mapping[str, pd.DataFrame]
) -> Iterator[tuple[Subject, list[Expectation]]]:
    """Yield the frames that a suite looks at, each with its rules, references resolved.

    Of a table that lacks a column only the structure is checked; for all else it counts as not handed in.
    """
    complete = suite.name in sound
    rules = [rule for rule in suite.expectations if complete or rule.type == _STRUCTURE]
    by_view = sorted(rules, key=lambda rule: rule.meta.view)
    for view, grouped in groupby(by_view, key=lambda rule: rule.meta.view):
        subject = _subject(suite.name, view, given, sound)
        # A frame without rows can only break a rule about the table as a whole.
        fitting = (rule for rule in grouped if len(subject.frame) or not rule.columns())
        resolved = [ready for rule in fitting if (ready := _resolve(rule, subject.frame, sound)) is not None]
        if resolved:
            yield subject, resolved


def _subject(table: str, view: str, given: Mapping[str, pd.DataFrame], sound: Mapping[str, pd.DataFrame]) -> Subject:
    units = {name: column.unit for name, column in tidy.dictionary()[table].columns.items()}
    if not view:
        return Subject(table, given[table].reset_index(drop=True), units)
    spec = VIEWS[view]
    return Subject(table, spec.build(sound, table).reset_index(drop=True), {**units, **spec.units})


def _resolve(rule: Expectation, frame: pd.DataFrame, sound: Mapping[str, pd.DataFrame]) -> Expectation | None:
    """Put in what a kwarg takes from a table; ``None`` when that table was not handed in."""
    refers = next((value for value in rule.kwargs.values() if isinstance(value, dict) and "column" in value), None)
    if refers is None:
        return _resolved(rule, [])
    known: Any = sound[refers["table"]][refers["column"]].dropna() if refers["table"] in sound else []
    if not len(known):
        return None
    column = frame[rule.kwargs["column"]].dropna()
    return _resolved(rule, column[~column.isin(known)].drop_duplicates().tolist())


def _resolved(rule: Expectation, unknown: list[Any]) -> Expectation:
    """Put in the columns of a table; instead of a set of its values, turned round, the few that are not among them.

    GX copies a set of values dozens of times, and mostly none is unknown.
    """
    kwargs, kind = dict(rule.kwargs), rule.type
    for name, value in rule.kwargs.items():
        if isinstance(value, dict) and "column" in value:
            kwargs[name], kind = unknown, _TURNED[kind]
        elif isinstance(value, dict):
            kwargs[name] = list(tidy.dictionary()[value["table"]].columns)
    return rule.model_copy(update={"type": kind, "kwargs": kwargs})


def _findings(broken: Broken, subject: Subject, places: Places) -> Iterator[dict[str, Any]]:
    """Yield one finding a failing row; one a group where several rows are the same; one where the table fails."""
    if not broken.rows:
        labels = [tidy.dictionary()[subject.table].columns[name].label for name in broken.missing]
        yield build(broken.rule, subject, [], places, "、".join(labels) or f"{len(subject.frame)}行")
        return
    rows = [subject.rows[index] for index in broken.rows]
    if broken.rule.type not in _UNIQUE:
        for row in rows:
            yield build(broken.rule, subject, [row], places)
        return
    alike: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        alike.setdefault(tuple(row[name] for name in broken.rule.columns()), []).append(row)
    for group in alike.values():
        yield build(broken.rule, subject, group, places)
