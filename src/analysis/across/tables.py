"""The tables of findings, of score bridges, of several funds, and those of every comparison.

Belongs here: one function a table. Does not belong here: money, projects and targets through the years
(``tables_years``), titles, widths and notes (``exhibits.yaml``).
"""

from __future__ import annotations

from analysis.across.exhibits import shown, sources, table, year_columns
from analysis.across.recurring import Matter
from analysis.across.series import rows_of
from analysis.across.study import Crossing, Study
from analysis.across.tables_years import MAKERS as MAKERS_YEARS
from analysis.across.tables_years import Maker
from analysis.facts import Facts
from analysis.report.blocks import Table
from analysis.report.canvas import shortened
from analysis.report.exhibits import EMPTY, ColumnLayout, spanned, value, words
from analysis.vocabulary import DocumentKind, Family, Recurrence, Severity

#: A finding's words are told up to so many signs; the report of its year has all of them.
LONGEST = 90


def bridge_table(study: Study, facts: Facts, crossing: Crossing) -> Table:
    """One row a leaf of the scheme: both scores, the change, and what it follows from."""
    steps = crossing.bridge.steps
    first = spanned([words(step.branch.replace("/", "·")) for step in steps])
    rows = []
    for number, (cell, step) in enumerate(zip(first, steps, strict=True), start=1):
        key = f"{crossing.key}.step.{number}"
        scores = [
            value(facts, f"{member.key}/indicator.{row['indicator_id']}.score") if row is not None else words(None)
            for member, row in ((crossing.earlier, step.earlier), (crossing.own, step.own))
        ]
        changes = [value(facts, f"{key}.{part}") for part in ("change", "by_points", "by_rate")]
        said = step.matched or ("不再设" if step.own is None else "新设")
        rows.append([cell, words(step.name), *scores, *changes, words(said)])
    totals = [value(facts, f"{member.key}/fund.score", strong=True) for member in (crossing.earlier, crossing.own)]
    whole = value(facts, f"{crossing.key}.change", strong=True)
    rows.append([words("总分", strong=True), EMPTY, *totals, whole, EMPTY, EMPTY, EMPTY])
    return table("bridge", rows, sources(study.comparison, "indicators"))


def again(study: Study, _facts: Facts) -> Table:
    """One row a matter that several years have: where, in which years, and the newest finding's words."""
    rows = [
        [
            words(matter.marks[-1].id),
            words(matter.severity.label),
            words(_object(study, matter)),
            words("、".join(f"{year}年{matter.count(year)}处" for year in matter.years)),
            words(shortened(matter.marks[-1].message, LONGEST)),
        ]
        for matter in study.years.matters
        if matter.became is Recurrence.AGAIN
    ]
    return table("again", rows, "本报告核查")


def gone(study: Study, _facts: Facts) -> Table:
    """One row a warning that a later year, which could have had it, does not have."""
    rows = [
        [
            words(matter.marks[-1].id),
            words(_object(study, matter)),
            words(f"{matter.years[-1]}年"),
            words(f"{matter.until}年"),
            words(shortened(matter.marks[-1].message, LONGEST)),
        ]
        for matter in study.years.matters
        if matter.became is Recurrence.GONE and matter.severity is not Severity.INFO
    ]
    return table("gone", rows, "本报告核查")


def families_years(study: Study, facts: Facts) -> Table:
    """One row a family of checks, one column a year."""
    members = shown(study.comparison.members)
    rows = [
        [words(family.label), *(value(facts, f"{member.key}/open.{family}") for member in members)] for family in Family
    ]
    totals = [value(facts, f"{member.key}/open.count", strong=True) for member in members]
    rows.append([words("合计", strong=True), *totals])
    return table("families_years", rows, "本报告核查", year_columns(members))


def funds_overview(study: Study, facts: Facts) -> Table:
    """One row a fund year: projects, money, score."""
    parts = (
        "plan.project_count",
        "plan.implementer_count",
        "plan.allocated",
        "execution.rate",
        "fund.score",
        "fund.grade",
    )
    rows = [
        [
            words(study.comparison.name(member)),
            words(member.evaluation.kind.label),
            *(value(facts, f"{member.key}/{part}") for part in parts),
        ]
        for member in study.comparison.members
    ]
    return table("funds_overview", rows, sources(study.comparison, "projects"))


def funds_targets(study: Study, facts: Facts) -> Table:
    """One row a fund year: how many indicators, how measurable, how many projects and classes have any."""
    parts = ("plan.project_count", "covered.share", "targets.indicator_count", "targets.measurable_count")
    more = ("targets.measurable_share", "targets.words_count", "class.count")
    rows = [
        [words(study.comparison.name(member)), *(value(facts, f"{member.key}/{part}") for part in (*parts, *more))]
        for member in study.comparison.members
    ]
    return table("funds_targets", rows, sources(study.comparison, "indicators"))


def funds_families(study: Study, facts: Facts) -> Table:
    """One row a fund year, one column a family of checks."""
    members = study.comparison.members
    found = [family for family in Family if any(facts.value(f"{m.key}/open.{family}") for m in members)]
    rows = [
        [
            words(study.comparison.name(member)),
            *(value(facts, f"{member.key}/open.{part}") for part in (*found, "count", "rate")),
        ]
        for member in members
    ]
    labels = [*(family.label for family in found), "合计", "每百项指标"]
    more = [ColumnLayout(label=label, align="decimal", width=0.9) for label in labels]
    return table("funds_families", rows, "本报告核查", more)


def shared(study: Study, facts: Facts) -> Table:
    """One row a project that two funds list."""
    rows = []
    for pair in study.shared:
        cells = []
        for member, number in ((pair.one, pair.no), (pair.other, pair.other_no)):
            key = f"{member.key}/project.{number}"
            cells += [
                words(study.comparison.name(member)),
                value(facts, f"{key}.name"),
                value(facts, f"{key}.allocated"),
            ]
        rows.append([*cells, words(pair.basis)])
    return table("shared", rows, sources(study.comparison, "projects"))


def refused(study: Study, _facts: Facts) -> Table:
    """One row a problem of a fund year that could not be taken in."""
    found = [(each, problem) for each in study.comparison.refused for problem in each.problems]
    first = spanned([words(f"{each.fund} {each.year}年") for each, _ in found])
    rows = [
        [cell, words(f"{problem.what}{f'（{problem.where}）' if problem.where else ''}"), words(problem.advice)]
        for cell, (_, problem) in zip(first, found, strict=True)
    ]
    return table("refused", rows, "本报告核查")


def compared_documents(study: Study, _facts: Facts) -> Table:
    """One row a document of any of the fund years."""
    found = [(member, row) for member in study.comparison.members for row in rows_of(member, "documents")]
    first = spanned([words(study.comparison.name(member)) for member, _ in found])
    rows = [
        [
            cell,
            words(row["file"]),
            words(DocumentKind(row["kind"]).label),
            words(row["title"]),
            words(row["status"]),
            words(row["sha256"][:12]),
        ]
        for cell, (_, row) in zip(first, found, strict=True)
    ]
    return table("compared_documents", rows, "各年度文件清单 MANIFEST.yaml")


def _object(study: Study, matter: Matter) -> str:
    """Say where a matter is: the series with its name, or the fund; and what it speaks of where that is one thing."""
    names = {each.key: each.name for each in study.years.series}
    owner = f"{matter.series} {names[matter.series]}" if matter.series else "专项资金"
    return f"{owner}：{matter.subject}" if matter.subject else owner


MAKERS: dict[str, Maker] = MAKERS_YEARS | {
    maker.__name__: maker
    for maker in (
        again,
        gone,
        families_years,
        funds_overview,
        funds_targets,
        funds_families,
        shared,
        refused,
        compared_documents,
    )
}
