"""Drawing the figures of one indicator: targets of every horizon, what was reached, and last year's result.

Belongs here: sound figures of each shape. A part is below the whole, this year's target is no weaker than last year's
result, results pass their targets by less than a quarter. Does not belong here: how a figure is printed (``dress``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from random import Random

from support.dossiers.model import Survey, half_up
from support.dossiers.words import Item

Figure = Decimal | date | str
#: A whole period is three years.
YEARS = 3


@dataclass(frozen=True)
class Figures:
    """The figures of one indicator in its printed unit; ``targets`` by horizon."""

    targets: Mapping[str, Figure]
    actual: Figure
    stage_actual: Figure
    previous: Decimal | None = None


@dataclass(frozen=True)
class Setting:
    """What besides its own words decides an indicator's figures.

    Parameters
    ----------
    rng
        The source of chance.
    year, period
        The fund year, and the last year of a target for the whole period.
    allocated, paid, paid_by_june
        The project's money, for what it promises to spend.
    survey
        The project's survey.
    missed
        Whether the annual target is narrowly missed.
    """

    rng: Random
    year: int
    period: int
    allocated: Decimal
    paid: Decimal
    paid_by_june: Decimal
    survey: Survey
    missed: bool = False

    def between(self, low: str, high: str) -> Decimal:
        """Draw a factor with three places."""
        return Decimal(self.rng.randint(int(Decimal(low) * 1000), int(Decimal(high) * 1000))) / 1000


def draw(item: Item, setting: Setting) -> Figures:
    """Draw the figures of an indicator."""
    return _DRAWN[item.shape](item, setting)


def _down(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_DOWN)


def _floor(item: Item, setting: Setting) -> Figures:
    step = Decimal(1).scaleb(-item.digits)
    annual = Decimal(setting.rng.randint(item.low, item.high))
    if annual >= 100 and not item.digits:
        annual -= annual % 10
    return climbing(
        annual, item.digits, setting, previous=_down(annual * setting.between("0.92", "0.98"), item.digits), step=step
    )


def climbing(annual: Decimal, digits: int, setting: Setting, *, previous: Decimal | None, step: Decimal) -> Figures:
    """Draw what stands around an annual target of something that adds up over the year."""
    stage = max(_down(annual * setting.between("0.38", "0.48"), digits), step)
    reached = setting.between("0.93", "0.98") if setting.missed else setting.between("1.02", "1.18")
    actual = _down(annual * reached, digits)
    actual = min(actual, annual - step) if setting.missed else max(actual, annual + step)
    by_june = min(max(_down(stage * setting.between("1.01", "1.12"), digits), stage + step), actual)
    return Figures({"stage": stage, "annual": annual, "period": annual * YEARS}, actual, by_june, previous)


def _share(item: Item, setting: Setting) -> Figures:
    annual = Decimal(setting.rng.randint(item.low, item.high))
    return shares(annual, setting, previous=annual - setting.between("0.2", "1.5").quantize(Decimal("0.01")))


def shares(annual: Decimal, setting: Setting, *, previous: Decimal | None) -> Figures:
    """Draw what stands around an annual rate: the same is asked in June, one point more at the end of the period."""
    actual, by_june = (half_up(annual + setting.between("0.3", "2.4")) for _ in range(2))
    return Figures({"stage": annual, "annual": annual, "period": annual + 1}, actual, by_june, previous)


def _limit(item: Item, setting: Setting) -> Figures:
    annual = Decimal(setting.rng.randint(item.low, item.high))
    previous = half_up(annual + setting.between("0.1", "0.8"), 1)
    return limits(annual, setting, previous=previous)


def limits(annual: Decimal, setting: Setting, *, previous: Decimal | None) -> Figures:
    """Draw what stands around a ceiling, which is the same all along."""
    actual, by_june = (half_up(annual - setting.between("0.3", "1.4"), 1) for _ in range(2))
    return Figures(dict.fromkeys(("stage", "annual", "period"), annual), actual, by_june, previous)


def _same(figure: Figure) -> Figures:
    return Figures(dict.fromkeys(("stage", "annual", "period"), figure), figure, figure)


def _spending(_: Item, setting: Setting) -> Figures:
    stage = half_up(setting.paid_by_june * setting.between("1.01", "1.08"))
    targets = {"stage": stage, "annual": setting.allocated}
    return Figures(targets, setting.paid, setting.paid_by_june)


def _sample(_: Item, setting: Setting) -> Figures:
    survey = setting.survey
    annual, returned = Decimal(survey.required), Decimal(survey.returned)
    stage = _down(annual * setting.between("0.4", "0.48"), 0)
    previous = _down(annual * setting.between("0.92", "0.98"), 0)
    targets = {"stage": stage, "annual": annual, "period": annual * YEARS}
    return Figures(targets, returned, min(stage + setting.rng.randint(1, 6), returned), previous)


def _content(_: Item, setting: Setting) -> Figures:
    annual = _down(setting.survey.rate - setting.between("0.3", "2.5"), 0)
    by_june = half_up(annual + setting.between("0.2", "1.5"))
    return Figures({"stage": annual, "annual": annual, "period": annual + 1}, setting.survey.rate, by_june)


def _date(_: Item, setting: Setting) -> Figures:
    rng = setting.rng
    targets = {
        "stage": date(setting.year, 6, rng.randint(10, 28)),
        "annual": date(setting.year, 12, rng.randint(1, 20)),
        "period": date(setting.period, 12, rng.randint(1, 20)),
    }
    return Figures(targets, date(setting.year, 11, rng.randint(1, 28)), date(setting.year, 6, rng.randint(1, 9)))


def draw_survey(rng: Random, least: Decimal, most: Decimal, sizes: tuple[int, int] = (80, 260)) -> Survey:
    """Draw a survey whose share of satisfied people lies between two percentages."""
    required = rng.randint(*sizes) // 5 * 5
    returned = required + rng.randint(required // 20 + 1, required // 5)
    issued = returned + rng.randint(returned // 20 + 1, returned // 6)
    low, high = (int(_down(returned * bound / 100, 0)) for bound in (least, most))
    return Survey(required, issued, returned, rng.randint(low + 1, high))


_DRAWN: Mapping[str, Callable[[Item, Setting], Figures]] = {
    "floor": _floor,
    "share": _share,
    "limit": _limit,
    "spending": _spending,
    "sample": _sample,
    "content": _content,
    "date": _date,
    "whole": lambda _item, _setting: _same(Decimal(100)),
    "nothing": lambda _item, _setting: _same(Decimal(0)),
    "answer": lambda item, _setting: _same(item.word),
    "word": lambda item, _setting: _same(item.word),
}
