"""Rules by fund year, loaded strictly; a year that is not confirmed is an error.

Belongs here: loading the rule files and choosing the rules of a fund year. Does not belong here: their shape
(``model``), applying a rule (``scoring``) or any value of one.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pydantic import RootModel

from analysis.errors import Problem, RuleError
from analysis.rules.model import Grades, Monitoring, Rule, RuleBook, Scheme
from analysis.strict import load_model
from analysis.vocabulary import Scope


class _Rules(RootModel[dict[str, Rule]]):
    """The scoring rules by id."""


class _GradeTables(RootModel[dict[str, Grades]]):
    """The grade bands by id."""


def rule_book(fund: str, year: int) -> RuleBook:
    """Return the rules that are confirmed for a fund year.

    Raises
    ------
    RuleError
        When no scheme or no grade bands are confirmed for it: rules of another year are never used instead.
    """
    schemes = {scheme.scope: scheme for scheme in _evaluating() if scheme.holds_for(fund, year)}
    grades = {name: grade for name, grade in _grades().items() if grade.holds_for(fund, year)}
    missing = [scope.label for scope in Scope if scope not in schemes]
    missing += ["评价等级"] if not grades else []
    if missing:
        known = "、".join(f"{name}/{each}" for name, each in confirmed())
        raise RuleError(
            Problem(
                f"{fund}/{year} 的评价规则未经确认（{'、'.join(missing)}）",
                expected=f"已确认：{known}",
                advice="核对该年度的评分办法，在 rules/ 中登记并注明依据；与已确认的办法相同的，"
                f"在 data/raw/{fund}/rules.yaml 中写明采用并注明依据；不得沿用其他年度的规则",
            )
        )
    rules = {name: rule for name, rule in _rules()["scoring.yaml"].items() if rule.holds_for(fund, year)}
    return RuleBook(fund, year, rules, schemes, grades)


def self_evaluation_book(year: int) -> RuleBook | None:
    """Return the national rules by which a unit scores itself, or ``None`` for a year before they held.

    They are the same for every fund: the form prints the points, the rules say how much of them is earned.
    """
    held = [scheme for scheme in _schemes() if scheme.use == "self_evaluation" and scheme.holds_for("", year)]
    if not held:
        return None
    rules = {name: rule for name, rule in _rules()["self_scoring.yaml"].items() if rule.holds_for("", year)}
    return RuleBook("", year, rules, {scheme.scope: scheme for scheme in held}, {})


def monitoring_rule(year: int) -> Monitoring:
    """Return by how much spending may trail the time before it counts as behind; the same for every fund.

    Raises
    ------
    RuleError
        When the rule does not reach back to the year.
    """
    rule = load_model(rule_files()["monitoring.yaml"], Monitoring, "monitoring.yaml", RuleError)
    if rule.holds_for("", year):
        return rule
    what = f"{year}年没有绩效运行监控的规则"
    raise RuleError(Problem(what, "monitoring.yaml", expected=f"{rule.since}年及以后", advice="核对该年度的办法后登记"))


def is_confirmed(fund: str, year: int) -> bool:
    """Tell whether a fund year has rules of its own: schemes and grade bands."""
    scopes = {scheme.scope for scheme in _evaluating() if scheme.holds_for(fund, year)}
    return scopes == set(Scope) and any(grades.holds_for(fund, year) for grades in _grades().values())


def confirmed() -> list[tuple[str, int]]:
    """Return the fund years that have rules of their own, in order."""
    named = {(fund, year) for scheme in _evaluating() for fund, years in scheme.confirmed.items() for year in years}
    return sorted((fund, year) for fund, year in named if is_confirmed(fund, year))


def rule_files() -> dict[str, str]:
    """Return every rule file's text by name, for hashing."""
    folder = files("analysis.rules")
    schemes = {f"schemes/{item.name}": item for item in folder.joinpath("schemes").iterdir()}
    names = ("scoring.yaml", "self_scoring.yaml", "monitoring.yaml", "grades.yaml")
    named = {name: folder.joinpath(name) for name in names} | schemes
    return {name: named[name].read_text(encoding="utf-8") for name in sorted(named) if name.endswith(".yaml")}


@cache
def _rules() -> dict[str, dict[str, Rule]]:
    texts = rule_files()
    return {
        name: load_model(texts[name], _Rules, name, RuleError).root for name in ("scoring.yaml", "self_scoring.yaml")
    }


@cache
def _grades() -> dict[str, Grades]:
    return load_model(rule_files()["grades.yaml"], _GradeTables, "grades.yaml", RuleError).root


@cache
def _schemes() -> tuple[Scheme, ...]:
    named = {name: text for name, text in rule_files().items() if name.startswith("schemes/")}
    return tuple(load_model(text, Scheme, name, RuleError) for name, text in named.items())


def _evaluating() -> tuple[Scheme, ...]:
    """Return the schemes that evaluators use; self-evaluation has its own."""
    return tuple(scheme for scheme in _schemes() if scheme.use == "evaluation")
