"""Facts about the way from one score to another.

Belongs here: figures of the score bridge, each with the scores that it follows from. Does not belong here: splitting
the difference (``bridge``) or the scores of one year (``analysis.facts.results``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from analysis.across.bridge import Step
from analysis.across.store import Store, signed
from analysis.across.study import Crossing


def add_crossing(store: Store, crossing: Crossing) -> None:
    """Add the difference of two totals, and what each node and leaf does to it."""
    own, earlier = (f"{member.key}/fund.score" for member in (crossing.own, crossing.earlier))
    store.change(f"{crossing.key}.change", own, earlier)
    branches: dict[str, list[str]] = {}
    for number, step in enumerate(crossing.bridge.steps, start=1):
        key = f"{crossing.key}.step.{number}"
        _add_step(store, key, step, crossing)
        branches.setdefault(step.branch, []).append(f"{key}.change")
    for number, keys in enumerate(branches.values(), start=1):
        value = sum((store.value(key) for key in keys), Decimal(0))
        store.figure(f"{crossing.key}.branch.{number}", value, signed(value), f"{len(keys)}项变动之和", keys)


def _add_step(store: Store, key: str, step: Step, crossing: Crossing) -> None:
    inputs = [
        _score_key(member.key, row)
        for member, row in ((crossing.own, step.own), (crossing.earlier, step.earlier))
        if row is not None
    ]
    if step.earlier is None:
        formula = f"后一年度新设，得{store.facts[inputs[0]].text}分"
    elif step.own is None:
        formula = f"后一年度不再设，前一年度得{store.facts[inputs[0]].text}分"
    else:
        formula = f"{store.facts[inputs[0]].text} − {store.facts[inputs[1]].text} = {signed(step.change)}"
    store.figure(f"{key}.change", step.change, signed(step.change), formula, inputs)
    if step.own is not None and step.earlier is not None:
        said = "前一年度得分 × 分值之比 − 前一年度得分"
        store.figure(f"{key}.by_points", step.by_points, signed(step.by_points), said, inputs)
        said = "变动 − 分值变化引起的部分"
        store.figure(f"{key}.by_rate", step.by_rate, signed(step.by_rate), said, (f"{key}.change", f"{key}.by_points"))


def _score_key(member: str, row: Mapping[str, Any]) -> str:
    node = f"indicator.{row['indicator_id']}" if row["indicator_id"] else f"fund.node.{row['node']}"
    return f"{member}/{node}.score"
