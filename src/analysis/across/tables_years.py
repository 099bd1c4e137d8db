"""The tables of several years of one fund: which rows they have and which fact stands in which cell.

Belongs here: one function a table. Does not belong here: those of several funds and of every comparison (``tables``),
titles, widths and notes (``exhibits.yaml``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis.across.chains import Chain
from analysis.across.exhibits import SHOWN_RESULT_YEARS, shown, sources, table, year_columns
from analysis.across.facts import thing_key
from analysis.across.model import Member
from analysis.across.money import Group
from analysis.across.series import Series, rows_of
from analysis.across.study import Study
from analysis.facts import Facts
from analysis.report.blocks import Cell, Inline, Table, Text
from analysis.report.exhibits import EMPTY, ColumnLayout, spanned, value, words
from analysis.report.narrative import fact_value
from analysis.vocabulary import SeriesSort

#: Makes a table from a study and its facts.
Maker = Callable[[Study, Facts], Table]


def money_years(study: Study, facts: Facts) -> Table:
    """One row a year: what kind of report, how many projects, how much money, how much more than before."""
    changes = {turn.own.year: f"{turn.key}.change" for turn in study.years.turns}
    rows = [
        [
            words(f"{member.year}年"),
            words(member.evaluation.kind.label),
            *(
                value(facts, f"{member.key}/plan.{part}")
                for part in ("project_count", "implementer_count", "allocated")
            ),
            value(facts, changes.get(member.year, "")),
            value(facts, f"{changes.get(member.year, '')}.rate"),
            value(facts, f"{member.key}/execution.rate"),
        ]
        for member in study.comparison.members
    ]
    return table("money_years", rows, sources(study.comparison, "projects", "execution"))


def money_directions(study: Study, facts: Facts) -> Table:
    """One row a direction, one column a year."""
    return _groups("money_directions", "direction", study, facts, study.years.directions)


def money_units(study: Study, facts: Facts) -> Table:
    """One row an implementing body, one column a year."""
    return _groups("money_units", "unit", study, facts, study.years.units)


def series_money(study: Study, facts: Facts) -> Table:
    """One row a series of projects, one column a year, and on what the series rests."""
    members = shown(study.comparison.members)
    rows = [
        [
            words(each.key),
            words(each.name),
            *(value(facts, f"series.{each.key}.{member.year}") for member in members),
            words(each.bases),
        ]
        for each in study.years.series
    ]
    totals = [value(facts, f"series.total.{member.year}", strong=True) for member in members]
    rows.append([EMPTY, words("延续项目合计", strong=True), *totals, EMPTY])
    more = [*year_columns(members), ColumnLayout(label="对应依据", width=2.4)]
    return table("series_money", rows, sources(study.comparison, "projects"), more)


def series_results(study: Study, facts: Facts) -> Table:
    """One row an indicator or promise, two columns a year: what was aimed at and what was reached."""
    members = shown(study.comparison.members, SHOWN_RESULT_YEARS)
    chains = study.years.chains
    first = spanned([words(chain.series or "资金") for chain in chains])
    rows = [
        [
            cell,
            words(_chain_name(chain, study)),
            *(_thing(facts, chain, member, part) for member in members for part in ("target", "actual")),
            words(chain.bases),
        ]
        for cell, chain in zip(first, chains, strict=True)
    ]
    more = [
        ColumnLayout(label=f"{member.year}年{label}", align="right", width=1.3, optional=True)
        for member in members
        for label in ("目标", "实际")
    ]
    source = sources(study.comparison, "targets", "actuals")
    return table("series_results", rows, source, [*more, ColumnLayout(label="对应依据", width=1.5)])


def ambition(study: Study, facts: Facts) -> Table:
    """One row a target that has a counterpart: both years' figures and the verdict."""
    members = {member.year: member for member in study.comparison.members}
    pairs = study.years.pairs
    first = spanned([words(f"{pair.year}年") for pair in pairs])
    rows = []
    for cell, pair in zip(first, pairs, strict=True):
        row, earlier = pair.row, members[pair.row["earlier_year"]]
        before = thing_key(earlier, row["earlier_item"] or row["earlier_source"].partition("/")[2])
        rows.append(
            [
                cell,
                words(f"{row['name']}{_promise(row['sort'])}"),
                value(facts, f"{thing_key(members[pair.year], row['item'])}.target"),
                words(f"{row['earlier_year']}年"),
                value(facts, f"{before}.target"),
                value(facts, f"{before}.actual"),
                value(facts, f"{pair.key}.of_target"),
                value(facts, f"{pair.key}.of_actual"),
                words(pair.verdict.label),
            ]
        )
    return table("ambition", rows, sources(study.comparison, "targets", "actuals"))


def series_scores(study: Study, facts: Facts) -> Table:
    """One row a series, one column an evaluated year: the projects' scores."""
    scored = shown([member for member in study.comparison.members if member.is_scored])
    rows = [
        [words(each.key), words(each.name), *(_scores(facts, each, member) for member in scored)]
        for each in study.years.series
    ]
    return table("series_scores", rows, sources(study.comparison, "given_scores"), year_columns(scored))


def links(study: Study, _facts: Facts) -> Table:
    """One row a match of two projects: both with their bodies, and on what they were put together."""
    names = {
        (member.year, row["no"]): f"{row['no']} {row['name']}（{row['implementer']}）"
        for member in study.comparison.members
        for row in rows_of(member, "projects")
    }
    found = [(each, link) for each in study.years.series for link in each.links]
    first = spanned([words(each.key) for each, _ in found])
    rows = [
        [
            cell,
            *(words(text) for text in (f"{link.own[0]}年", names[link.own])),
            *(words(text) for text in (f"{link.earlier[0]}年", names[link.earlier], link.basis)),
        ]
        for cell, (_, link) in zip(first, found, strict=True)
    ]
    return table("links", rows, sources(study.comparison, "projects"))


def ties(study: Study, _facts: Facts) -> Table:
    """One row a match of two indicators or promises."""
    members = {member.year: member for member in study.comparison.members}
    found = [(chain, tie) for chain in study.years.chains for tie in chain.ties]
    first = spanned([words(chain.series or "资金") for chain, _ in found])
    rows = [
        [
            cell,
            *(words(text) for text in (f"{tie.own[0]}年", members[tie.own[0]].things[tie.own[1]].name)),
            *(words(text) for text in (f"{tie.earlier[0]}年", members[tie.earlier[0]].things[tie.earlier[1]].name)),
            words(tie.basis),
        ]
        for cell, (_, tie) in zip(first, found, strict=True)
    ]
    return table("ties", rows, sources(study.comparison, "indicators"))


def _groups(name: str, sort: str, study: Study, facts: Facts, groups: Sequence[Group]) -> Table:
    members = shown(study.comparison.members)
    rows = [
        [
            words(group.name if not group.also else f"{group.name}（曾用：{'、'.join(group.also)}）"),
            *(value(facts, f"{sort}.{group.key}.{member.year}") for member in members),
        ]
        for group in groups
    ]
    rows.append([words("合计", strong=True), *(value(facts, f"{m.key}/plan.allocated", strong=True) for m in members)])
    return table(name, rows, sources(study.comparison, "projects"), year_columns(members))


def _thing(facts: Facts, chain: Chain, member: Member, part: str) -> Cell:
    keys = [f"{thing_key(member, name)}.{part}" for _, name in chain.at(member.year)]
    return next((value(facts, key) for key in keys if key in facts), words(None))


def _chain_name(chain: Chain, study: Study) -> str:
    year, name = chain.nodes[-1]
    thing = next(member for member in study.comparison.members if member.year == year).things[name]
    return f"{chain.name}{_promise(thing.sort or '')}"


def _promise(sort: str) -> str:
    return "（承诺）" if sort == SeriesSort.CLAIM else ""


def _scores(facts: Facts, each: Series, member: Member) -> Cell:
    keys = [f"{member.key}/project.{number}.score" for number in each.numbers(member.year)]
    inlines: list[Inline] = []
    for key in keys:
        if key in facts:
            inlines += [*([Text("、")] if inlines else []), fact_value(facts, key)]
    return Cell(tuple(inlines)) if inlines else words(None)


MAKERS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        money_years,
        money_directions,
        money_units,
        series_money,
        series_results,
        ambition,
        series_scores,
        links,
        ties,
    )
}
