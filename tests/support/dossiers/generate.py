"""Drawing a fund year from a seed.

Belongs here: which projects there are, their money, which indicators they have, and putting their parts together. Does
not belong here: the figures of one indicator (``figures``), texts (``texts``), the year before (``past``).

The same arguments give the same fund year. Nothing in it is wrong: sums add up, promises are indicators, targets are
no weaker than last year's results, money is spent within its budget, and scores follow from what was reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import NamedTuple

from support.dossiers.dress import blank, dressed
from support.dossiers.figures import Setting, draw, draw_survey
from support.dossiers.fund import fund_indicators
from support.dossiers.model import NODES, FundYear, Indicator, Project, Task, half_up, share
from support.dossiers.texts import objective, other_results, plan_goals
from support.dossiers.words import Field, Item, Place, wording

#: Sections of a form in printed order.
ORDER = ("quantity", "quality", "timeliness", "cost", "economic", "social", "lasting", "sample", "content")
#: The section of a project's first, second, third … indicator. The first six are what every project has.
_FILLED = (
    *("quantity", "quality", "timeliness", "cost", "social", "content"),
    *(
        "sample",
        "quantity",
        "economic",
        "quality",
        "quantity",
        "lasting",
        "timeliness",
        "quantity",
        "quality",
        "social",
    ),
)
FEWEST, MOST = 6, len(_FILLED)
_STAGED = ("stage", "annual")
#: One indicator of this many narrowly misses its target.
_ONE_MISSED_OF = 14


class _Pick(NamedTuple):
    """What a project is about and where."""

    field: int
    theme: int
    place: int


def generate(
    seed: int,
    projects: int = 8,
    indicators: int | None = None,
    year: int = 2023,
    fund: str = "gd-finance",
    horizons: tuple[str, ...] = _STAGED,
    *,
    one_task: bool = False,
) -> FundYear:
    """Draw a fund year.

    Parameters
    ----------
    seed
        Decides everything that is left to chance.
    projects
        How many, 2 to 60.
    indicators
        How many of the projects' indicators in all, 6 to 16 a project; nine a project unless given. The fund's own
        come on top.
    year, fund
        The fund year; only that of gd-finance 2023 has confirmed rules of its own, any other must adopt them.
    horizons
        ``("stage", "annual")`` or ``("annual", "period")``.
    one_task
        Whether the catalogue has a single policy task for all money, instead of one a direction.

    Raises
    ------
    ValueError
        When there are no words for so many projects or indicators.
    """
    words = wording()
    known = [(field, theme) for field, own in enumerate(words.fields) for theme in range(len(own.themes))]
    indicators = projects * 9 if indicators is None else indicators
    if not 2 <= projects <= len(known) or not projects * FEWEST <= indicators <= projects * MOST:
        raise ValueError(f"2 to {len(known)} projects with {FEWEST} to {MOST} indicators each")
    rng = Random(f"{seed}|{projects}|{indicators}|{year}|{fund}|{horizons}")
    rng.shuffle(known)
    # The second project has another direction than the first: there is more than one in every dossier.
    first = words.fields[known[0][0]].direction
    other = next(place for place, own in enumerate(known) if words.fields[own[0]].direction != first)
    known.insert(1, known.pop(other))
    picks = [_Pick(*own, _place(rng, number)) for number, own in enumerate(known[:projects])]
    counts = [indicators // projects + (number < indicators % projects) for number in range(projects)]
    rng.shuffle(counts)
    levels, grouped = rng.choice(words.levels), rng.random() < 0.5
    amounts = _amounts(rng, [words.fields[pick.field].direction for pick in picks])
    made = _Making(rng, year, year + 2, horizons, grouped, levels)
    own = tuple(
        made.project(number, pick, count, amount)
        for number, (pick, count, amount) in enumerate(zip(picks, counts, amounts, strict=True), start=1)
    )
    named = {project.direction for project in own}
    directions = tuple(direction.name for direction in words.directions.values() if direction.name in named)
    return FundYear(
        *(seed, fund, year, words.fund.name, words.fund.short_name, words.fund.department, words.fund.authority),
        status=words.fund.document_status,
        horizons=horizons,
        period=year + 2,
        grouped=grouped,
        tasks=_tasks(directions, one_task=one_task),
        directions=directions,
        projects=own,
        indicators=fund_indicators(own, grouped=grouped),
    )


def _place(rng: Random, number: int) -> int:
    """Give the first project to the province and the second to a lower place, so that both have some."""
    places = wording().places
    fitting = [place for place, own in enumerate(places) if number > 1 or (own.level == "省级") == (number == 0)]
    return rng.choice(fitting)


def _amounts(rng: Random, directions: Sequence[str]) -> list[Decimal]:
    """Draw the projects' money until the printed shares of the directions add up to 100 %."""
    while True:
        amounts = [Decimal(rng.randint(6_000, 80_000)) / 100 for _ in directions]
        whole = sum(amounts)
        parts = {name: sum(a for a, own in zip(amounts, directions, strict=True) if own == name) for name in directions}
        if sum(share(Decimal(part), Decimal(whole)) for part in parts.values()) == 100:
            return amounts


def _tasks(directions: Sequence[str], *, one_task: bool) -> tuple[Task, ...]:
    words = wording()
    if one_task:
        return (Task(words.fund.task, words.fund.use, words.fund.goals, tuple(directions)),)
    chosen = [own for own in words.directions.values() if own.name in directions]
    return tuple(Task(own.name, own.use, own.goals, (own.name,)) for own in chosen)


class _Making:
    """Makes the projects of one fund year, one after the other."""

    def __init__(
        self,
        rng: Random,
        year: int,
        period: int,
        horizons: tuple[str, ...],
        grouped: bool,
        levels: Mapping[str, str],
    ) -> None:
        self.rng, self.year, self.period = rng, year, period
        self.horizons, self.grouped, self.levels = horizons, grouped, levels

    def project(self, number: int, pick: _Pick, count: int, allocated: Decimal) -> Project:
        """Make one project."""
        rng, field, place = self.rng, wording().fields[pick.field], wording().places[pick.place]
        theme = field.themes[pick.theme]
        paid = allocated if rng.random() < 0.4 else half_up(allocated * rng.randint(955, 998) / 1000)
        by_june = half_up(paid * rng.randint(300, 450) / 1000)
        survey = draw_survey(rng, Decimal(91), Decimal(98))
        setting = Setting(rng, self.year, self.period, allocated, paid, by_june, survey)
        indicators = self.indicators(field, count, setting)
        dated = f"（{self.year}年）" if rng.random() < 0.2 else ""
        numbered = rng.random() < 0.5
        objectives = {
            horizon: objective(indicators, horizon, theme.about, grouped=self.grouped, numbered=numbered)
            for horizon in self.horizons
        }
        return Project(
            *(number, f"{place.name}{theme.name}项目{dated}", pick.field, pick.theme, pick.place),
            *(_body(field.department, place), _body(field.body, place)),
            *(wording().directions[field.direction].name, place.level),
            summary=theme.about,
            goals=plan_goals(indicators, grouped=self.grouped),
            objectives=objectives,
            applied=half_up(allocated * rng.randint(1000, 1300) / 1000),
            allocated=allocated,
            paid=paid,
            paid_by_june=by_june,
            indicators=indicators,
            survey=survey,
            scores=scores_of(rng, indicators, paid / allocated),
            results=other_results(indicators, survey, grouped=self.grouped, since=True),
            spending_remark="" if paid == allocated else wording().evidence.spending,
        )

    def indicators(self, field: Field, count: int, setting: Setting) -> tuple[Indicator, ...]:
        """Draw a project's indicators, every section from its own words."""
        filled = _FILLED[:count]
        found = []
        for section in ORDER:
            items = self.items(field, section)
            for item in items[: filled.count(section)]:
                found.append(self.indicator(item, section, setting))
        return tuple(found)

    def items(self, field: Field, section: str) -> list[Item]:
        """Return what indicators of a section may count, in an order left to chance."""
        words = wording()
        if section == "sample":
            return [Item(name="回收满意度调查问卷", shape="sample", unit="份")]
        if section == "content":
            return [Item(name=field.clients, shape="content", unit="%")]
        own = {"quantity": field.counts, "economic": field.economic, "social": field.social}
        general = {"quality": words.quality, "timeliness": words.timeliness, "cost": words.cost}
        items = list((own | general | {"lasting": words.lasting})[section])
        if "period" in self.horizons:
            # What a project spends over several years is not the money of this one.
            items = [item for item in items if item.shape != "spending"]
        self.rng.shuffle(items)
        return items

    def indicator(self, item: Item, section: str, setting: Setting) -> Indicator:
        """Draw one indicator; some counts are narrowly missed."""
        rng, words = self.rng, wording()
        missed = section == "quantity" and rng.randrange(_ONE_MISSED_OF) == 0
        drawn = draw(item, Setting(**{**setting.__dict__, "missed": missed}))
        evidence = rng.choice(words.evidence.missed if missed else words.evidence.met)
        bare = blank(item, section, self.levels, rng.randrange(60))
        own = dressed(bare, drawn, self.horizons, grouped=self.grouped)
        return Indicator(**{**own.__dict__, "evidence": evidence})


def _body(pattern: str, place: Place) -> str:
    return pattern.format(place=place.name, office=place.office)


def scores_of(rng: Random, indicators: Sequence[Indicator], rate: Decimal) -> dict[str, Decimal]:
    """Score a project as evaluators would: spending counts in 过程, missed targets in their own part."""
    steps = {"投入": Decimal(rng.randint(36, 40)) / 2, "过程": 14 + half_up(6 * rate) - Decimal(rng.randint(0, 4)) / 2}
    for node in ("产出", "效益"):
        judged = [own for own in indicators if own.code.startswith("产出/") == (node == "产出")]
        met = Decimal(sum(own.met for own in judged)) / len(judged)
        full = Decimal(NODES[node])
        steps[node] = half_up(full * (Decimal("0.9") + met / 10), 1) - Decimal(rng.randint(0, 4)) / 2
    return steps
