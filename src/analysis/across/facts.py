"""Every figure of a comparison, each with its origin in the documents of whichever year.

Belongs here: the facts of several years of one fund, and which facts there are. Does not belong here: the facts of one
fund year (``analysis.facts``), keeping and adding up (``store``), those of several funds (``facts_funds``).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from analysis.across.facts_funds import add_funds, add_member
from analysis.across.facts_scores import add_crossing
from analysis.across.model import Member
from analysis.across.money import Group, Part
from analysis.across.series import Node, Series
from analysis.across.store import Store
from analysis.across.study import Study, Turn
from analysis.attainment.verdicts import CEILINGS
from analysis.facts import Facts
from analysis.vocabulary import Ambition, Recurrence, Severity


def build(study: Study) -> Facts:
    """Compute every fact that the report of a comparison may use."""
    store, comparison = Store(), study.comparison
    for member in comparison.members:
        store.take(member, comparison.name(member))
        add_member(store, member)
    store.count("members.count", len(comparison.members), "纳入对比的资金年度数")
    store.count("refused.count", len(comparison.refused), "未能纳入的资金年度数")
    store.count("scored.count", sum(member.is_scored for member in comparison.members), "有评价得分的资金年度数")
    if comparison.is_of_one_fund:
        _add_years(store, study)
    else:
        add_funds(store, study)
    return store.frozen()


def thing_key(member: Member, name: str) -> str:
    """Name the facts of a thing of a fund year by its place in the year's order."""
    return f"{member.key}/thing.{member.places[name]}"


def _add_years(store: Store, study: Study) -> None:
    members, years = study.comparison.members, study.years
    by_year = {member.year: member for member in members}
    for sort, groups in (("unit", years.units), ("direction", years.directions)):
        store.count(f"{sort}.count", len(groups), "名称不同的个数")
        for group in groups:
            _add_group(store, sort, group, by_year)
    for turn in years.turns:
        _add_turn(store, turn)
    _add_series(store, years.series, by_year)
    for member in members:
        for name, thing in member.things.items():
            for part in ("target", "actual"):
                figure = getattr(thing, part)
                if figure is not None:
                    key = f"{thing_key(member, name)}.{part}"
                    store.quoted(key, member, study.comparison.name(member), figure)
    store.count("chain.count", len(years.chains), "跨年度相对应的指标和承诺个数")
    store.count("dropped.count", years.dropped, "延续项目中上一对比年度设有、后一年度未再设的指标个数之和")
    _add_pairs(store, study, by_year)
    for crossing in years.crossings:
        add_crossing(store, crossing)
    _add_matters(store, study)


def _amounts(nodes: Iterable[Node], members: dict[int, Member]) -> list[str]:
    return [f"{members[year].key}/project.{number}.allocated" for year, number in nodes]


def _add_group(store: Store, sort: str, group: Group, members: dict[int, Member]) -> None:
    for year in members:
        numbers = group.numbers(year)
        if numbers:
            keys = _amounts([(year, number) for number in numbers], members)
            store.total_of(f"{sort}.{group.key}.{year}", keys, f"{len(keys)}个项目下达金额之和")


def _add_turn(store: Store, turn: Turn) -> None:
    members = {member.year: member for member in (turn.earlier, turn.own)}
    whole = [f"{member.key}/plan.allocated" for member in (turn.own, turn.earlier)]
    store.change(f"{turn.key}.change", *whole)
    for part in turn.parts:
        _add_part(store, f"{turn.key}.{part.key}", part, members)
    parts = [f"{turn.key}.{part.key}.change" for part in turn.parts]
    assert sum((store.value(key) for key in parts), Decimal(0)) == store.value(f"{turn.key}.change")


def _add_part(store: Store, key: str, part: Part, members: dict[int, Member]) -> None:
    for name, nodes in (("earlier", part.earlier), ("own", part.own)):
        store.total_of(f"{key}.{name}", _amounts(nodes, members), f"{len(nodes)}个项目下达金额之和")
    store.change(f"{key}.change", f"{key}.own", f"{key}.earlier")


def _add_series(store: Store, found: tuple[Series, ...], members: dict[int, Member]) -> None:
    store.count("series.count", len(found), "延续两个以上年度的项目系列数")
    for each in found:
        for year in each.years:
            nodes = [(year, number) for number in each.numbers(year)]
            store.total_of(f"series.{each.key}.{year}", _amounts(nodes, members), f"{len(nodes)}个项目下达金额之和")
    for year, member in members.items():
        own = [f"series.{each.key}.{year}" for each in found if year in each.years]
        store.total_of(f"series.total.{year}", own, f"{len(own)}个系列之和")
        store.share(f"series.share.{year}", f"series.total.{year}", f"{member.key}/plan.allocated", 1)
    ended = [each for each in found if each.years[-1] != max(members)]
    store.count("series.ended_count", len(ended), "最近年度没有再安排项目的系列数")


def _add_pairs(store: Store, study: Study, members: dict[int, Member]) -> None:
    found = study.years.pairs
    for pair in found:
        row, own = pair.row, members[pair.year]
        earlier = members[row["earlier_year"]]
        before = row["earlier_item"] or row["earlier_source"].partition("/")[2]
        # A ceiling is held the other way round, as in the table: less than all is laxer.
        inverse = row["comparator"] in CEILINGS
        target = f"{thing_key(own, row['item'])}.target"
        for column, part in (("of_target", "target"), ("of_actual", "actual")):
            other = f"{thing_key(earlier, before)}.{part}"
            if row[column] is not None and other in store.facts:
                store.quotient(f"{pair.key}.{column}", *((other, target) if inverse else (target, other)))
    store.count("ambition.count", len(found), "有以前年度对应项的目标个数")
    for verdict in Ambition:
        own_pairs = [pair for pair in found if pair.verdict is verdict]
        keys = [f"{thing_key(members[p.year], p.row['item'])}.target" for p in own_pairs]
        store.count(f"ambition.{verdict}", len(own_pairs), f"“{verdict.label}”的目标个数", keys)
    reached = [pair for pair in found if pair.row["of_actual"] is not None]
    judged = [f"{pair.key}.of_actual" for pair in reached if pair.is_judged]
    store.count("ambition.with_result", len(judged), "以前年度有实际完成值可比的目标个数", judged)
    customary = len(reached) - len(judged)
    store.count("ambition.customary", customary, "以前年度有实际完成值，但为比例或满意度、不与实际比较的目标个数")


def _add_matters(store: Store, study: Study) -> None:
    found = study.years.matters
    for became in Recurrence:
        own = [matter for matter in found if matter.became is became]
        store.count(f"matter.{became}", len(own), f"“{became.label}”的事项数")
        for severity in Severity:
            store.count(
                f"matter.{became}.{severity}", sum(matter.severity is severity for matter in own), severity.label
            )
