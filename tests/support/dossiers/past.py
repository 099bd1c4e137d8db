"""The same fund one year before.

Belongs here: what last year's documents said, given this year's. Does not belong here: drawing this year
(``generate``). Last year's results are those that this year knows as its previous ones; last year's targets lie below
them, and this year's targets lie at them or above. Names, bodies and units stay; a year in a name is last year's.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from random import Random

from support.dossiers.dress import dressed
from support.dossiers.figures import Figures, Setting, climbing, draw, limits, shares
from support.dossiers.fund import fund_indicators
from support.dossiers.generate import scores_of
from support.dossiers.model import FundYear, Indicator, Project, Survey, half_up, share
from support.dossiers.texts import objective, other_results, plan_goals
from support.dossiers.words import Item, wording

_FACTOR = (920, 980)


def earlier(this: FundYear) -> FundYear:
    """Return the fund year before: the same projects and indicators, smaller figures, overrides left out."""
    rng = Random(f"{this.seed}|{this.year}|earlier")
    while True:
        projects = tuple(_project(rng, this, own) for own in this.projects)
        if _shares_add_up(this, projects):
            break
    return replace(
        this,
        year=this.year - 1,
        period=this.period - 1,
        projects=projects,
        indicators=fund_indicators(projects, grouped=this.grouped),
        overrides={},
    )


def _shares_add_up(this: FundYear, projects: tuple[Project, ...]) -> bool:
    last = replace(this, projects=projects)
    whole = last.total("allocated")
    return sum(share(last.total("allocated", name), whole) for name in this.directions) == 100


def _project(rng: Random, this: FundYear, own: Project) -> Project:
    """Return last year's project: it had a little more money and did a little less."""
    year = this.year - 1
    paid = half_up(own.allocated * rng.randint(1005, 1050) / 1000)
    allocated = paid if rng.random() < 0.4 else half_up(paid * 1000 / rng.randint(960, 998))
    by_june = half_up(paid * rng.randint(300, 450) / 1000)
    survey = _survey(rng, own)
    setting = Setting(rng, year, this.period - 1, allocated, paid, by_june, survey)
    indicators = tuple(_indicator(one, setting, this) for one in own.indicators)
    theme = wording().fields[own.field].themes[own.theme]
    objectives = {
        horizon: objective(
            indicators, horizon, theme.about, grouped=this.grouped, numbered=own.objectives[horizon].startswith("1.")
        )
        for horizon in this.horizons
    }
    return replace(
        own,
        name=own.name.replace(f"{this.year}年", f"{year}年"),
        goals=plan_goals(indicators, grouped=this.grouped),
        objectives=objectives,
        applied=half_up(allocated * rng.randint(1000, 1300) / 1000),
        allocated=allocated,
        paid=paid,
        paid_by_june=by_june,
        withdrawn=Decimal(0),
        remark="",
        indicators=indicators,
        survey=survey,
        scores=scores_of(rng, indicators, paid / allocated),
        results=other_results(indicators, survey, grouped=this.grouped, since=False),
        spending_remark="" if paid == allocated else wording().evidence.spending,
    )


def _survey(rng: Random, own: Project) -> Survey:
    """Return last year's survey: fewer questionnaires than are asked for now, and fewer satisfied."""
    aimed = next(one.goals["annual"].value for one in own.indicators if one.shape == "content")
    assert aimed is not None
    returned = own.survey.required * rng.randint(*_FACTOR) // 1000
    required = returned * rng.randint(*_FACTOR) // 1000
    satisfied = int(returned * (aimed - Decimal(rng.randint(1, 12)) / 10) / 100)
    return Survey(required, returned + returned // 10, returned, satisfied)


def _indicator(own: Indicator, setting: Setting, this: FundYear) -> Indicator:
    figures = _figures(own, setting)
    return replace(
        dressed(own, figures, this.horizons, grouped=this.grouped),
        previous=None,
        evidence=wording().evidence.met[0],
    )


def _figures(own: Indicator, setting: Setting) -> Figures:
    item = Item(name=own.thing, shape=own.shape, unit=own.unit, digits=own.digits, word=own.actual.text)
    reached = own.previous
    if own.shape == "floor" and reached is not None:
        step = Decimal(1).scaleb(-own.digits)
        aimed = (reached * setting.rng.randint(*_FACTOR) / 1000).quantize(step, ROUND_DOWN)
        drawn = climbing(aimed, own.digits, setting, previous=None, step=step)
        return replace(drawn, actual=reached, stage_actual=min(drawn.stage_actual, reached))
    if own.shape == "share" and reached is not None:
        drawn = shares(reached.quantize(Decimal(1), ROUND_DOWN) - 1, setting, previous=None)
        return replace(drawn, actual=reached)
    if own.shape == "limit" and reached is not None:
        drawn = limits(reached.quantize(Decimal(1), ROUND_DOWN) + 2, setting, previous=None)
        return replace(drawn, actual=reached)
    return draw(item, setting)
