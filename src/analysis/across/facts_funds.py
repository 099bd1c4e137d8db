"""Facts about several funds side by side.

Belongs here: shares that make fund years of different sizes comparable. Does not belong here: the facts of one fund
year (``analysis.facts``) or of several years of one fund (``facts``).
"""

from __future__ import annotations

from decimal import Decimal

from analysis.across.common import shared_years
from analysis.across.model import Member
from analysis.across.recurring import families
from analysis.across.store import Store
from analysis.across.study import Study
from analysis.exact import figure, ratio

#: Findings are held against so many indicators.
PER = 100


def add_funds(store: Store, study: Study) -> None:
    """Add what is needed to hold fund years of several funds against each other."""
    comparison = study.comparison
    store.count("funds.count", len(comparison.funds), "资金个数")
    store.count("shared.years_count", len(shared_years(comparison)), "各资金都有文件的年度数")
    store.count("shared.count", len(study.shared), "在两只资金中相对应的项目数")
    store.count("shared.body_count", len(study.bodies), "在不止一只资金中出现的实施单位数")


def add_member(store: Store, member: Member) -> None:
    """Add a fund year's shares and open findings, which every comparison tells."""
    key = member.key
    store.share(f"{key}/covered.share", f"{key}/targets.with_count", f"{key}/plan.project_count", 1)
    indicators = store.value(f"{key}/targets.indicator_count")
    found = families(member)
    for family, count in found.items():
        store.count(f"{key}/open.{family}", count, f"“{family.label}”一类未接受的发现处数")
    whole = sum(found.values())
    store.count(f"{key}/open.count", whole, "未接受的发现处数", [f"{key}/open.{family}" for family in found])
    if indicators:
        rate = ratio(Decimal(whole * PER), indicators)
        inputs = (f"{key}/open.count", f"{key}/targets.indicator_count")
        said = f"{whole} ÷ {store.facts[inputs[1]].text} × {PER}"
        store.figure(f"{key}/open.rate", rate, figure(rate, 1), said, inputs)
