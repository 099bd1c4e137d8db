"""Seconds to read and judge a million pairs of a target and an actual, and what a row-wise loop would take.

Run: ``python tests/benchmarks/expressions.py [rows]``. A row is a target cell, an actual cell and the indicator's name
and class. The mix, fixed before it was measured:

* four rows in five are common ones: 5 000 different rows, put together from the cells of ``tests/cases`` (targets and
  actuals of ``expressions.yaml`` with a handful of names, and the rows of ``attainment.yaml``), drawn evenly. Tables of
  a province repeat such cells year by year: 100%, 达成预期指标, 不少于50家, 2023年6月底前;
* one row in five reports a figure that hardly any other row reports (8241家, 93.27%, 完成4710.35万元) against a round
  target in the same unit: actuals are measured, targets are set;
* of these, one in ten has a target of its own as well, which makes one target in fifty.

The loop is ``Series.apply`` of ``read_one`` on target and actual and ``judge`` on both. It is measured on a sample of
the rows and scaled to all of them.

All seconds are of the processor: one thread does everything and nothing waits, so that is what an idle machine's clock
would show, and other work on the machine does not count.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from analysis.attainment import attain, attain_texts
from analysis.attainment.columns import judge_rows
from analysis.attainment.judgement import judge
from analysis.attainment.verdicts import side_of
from analysis.expressions import Role, read, read_one
from analysis.leaf_scores import qualitative_bands
from analysis.rules.loader import rule_book

CASES = Path(__file__).parents[1] / "cases"
COMMON_ROWS = 5_000
OWN_FIGURE, OWN_TARGET = 0.2, 0.1
NAMES = [
    ("服务企业数量（家）", "产出/数量"),
    ("融资金额（亿元）", "产出/数量"),
    ("完成率（%）", "产出/质量"),
    ("满意度", "满意度/服务对象满意度"),
    ("活动场次（场）", "产出/数量"),
    ("资金支出率", "产出/时效"),
    ("培训人次（人次）", "产出/数量"),
    ("项目（二期）", "产出/成本"),
]
#: Target, actual, decimal places, name, class; the number goes where the braces are.
MEASURED = [
    ("不少于{}家", "{}家", 0, "服务企业数量", "产出/数量"),
    ("≥{}人次", "完成{}人次", 0, "培训人次", "产出/数量"),
    ("不低于{}%", "{}%", 2, "服务对象满意度", "满意度/服务对象满意度"),
    ("≤{}万元", "{}万元", 2, "项目支出", "产出/成本"),
    ("{}", "{}", 0, "服务企业数量（家）", "产出/数量"),
]
ROUND = (10, 20, 50, 60, 80, 90, 95, 200, 500, 1000)
SAMPLE = 20_000


def realistic(rows: int) -> pd.DataFrame:
    """Make the rows of the mix; the same for every run."""
    random = np.random.default_rng(20230101)
    table = common_rows(random).iloc[random.integers(0, COMMON_ROWS, rows)].reset_index(drop=True)
    measured = np.flatnonzero(random.random(rows) < OWN_FIGURE)
    forms = random.integers(0, len(MEASURED), len(measured))
    own_target = random.random(len(measured)) < OWN_TARGET
    figures = random.integers(1, 10**6, (len(measured), 2)).tolist()
    fixed = random.choice(ROUND, len(measured)).tolist()
    made = []
    for form, own, (aim, result), around in zip(forms, own_target, figures, fixed, strict=True):
        target, actual, places, name, code = MEASURED[form]
        printed = [f"{figure / 10**places:.{places}f}" for figure in (aim, result)]
        made.append((target.format(printed[0] if own else around), actual.format(printed[1]), name, code))
    table.iloc[measured] = pd.DataFrame(made, columns=table.columns).to_numpy()
    return table.astype("str")


def common_rows(random: np.random.Generator) -> pd.DataFrame:
    """Put together the rows that repeat."""
    loader = YAML(typ="safe", pure=True)
    cells, pairs = (loader.load((CASES / name).read_text("utf-8")) for name in ("expressions.yaml", "attainment.yaml"))
    texts: dict[str, list[str]] = {"target": [], "actual": []}
    for case in (case for group in cells.values() for case in group):
        texts[case.get("role", "target")].append(str(case["text"]))
    known = [
        (case["target"], case["actual"], case.get("name", "服务企业数量"), case.get("code", "产出/数量"))
        for group in pairs.values()
        for case in group
    ]
    named = [NAMES[place] for place in random.integers(0, len(NAMES), COMMON_ROWS)]
    drawn = [random.choice(np.array(texts[role], dtype=object), COMMON_ROWS) for role in ("target", "actual")]
    mixed = [(target, actual, *name) for target, actual, name in zip(*drawn, named, strict=True)]
    return pd.DataFrame((known + mixed)[:COMMON_ROWS], columns=["target", "actual", "name", "code"])


def in_columns(rows: pd.DataFrame) -> pd.DataFrame:
    """Read and judge columns."""
    return attain_texts(rows["target"], rows["actual"], rows["name"], rows["code"], BANDS)


def row_by_row(rows: pd.DataFrame) -> pd.Series:
    """Read and judge one row at a time."""

    def of_row(place: int) -> Any:
        target, actual, name, code = (cells[column][place] for column in rows)
        sides = [side_of(read_one(text, name, role)) for text, role in ((target, "target"), (actual, "actual"))]
        return judge(*sides, name, code, BANDS)

    cells = {column: rows[column].tolist() for column in rows}
    return pd.Series(range(len(rows))).apply(of_row)


def tidy(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Make the tidy tables that ``attain`` takes."""
    ids = pd.Series([f"P{place // 50:05d}-{place % 50:02d}" for place in range(len(rows))], dtype="str")
    read_columns = {role: read(rows[role], names=rows["name"], role=role) for role in ("target", "actual")}
    targets, actuals = (
        read_columns[role].assign(indicator_id=ids, text=rows[role].array, source=role, horizon="annual")
        for role in ("target", "actual")
    )
    return targets, actuals, pd.DataFrame({"indicator_id": ids, "name": rows["name"], "level_code": rows["code"]})


def seconds(task: Callable[[], Any]) -> float:
    """Time one call."""
    start = time.process_time()
    task()
    return time.process_time() - start


def step_by_step(rows: pd.DataFrame) -> dict[str, float]:
    """Time reading the targets, reading the actuals and judging, each on all rows."""
    sides: dict[Role, pd.DataFrame] = {}

    def read_side(role: Role) -> None:
        sides[role] = read(rows[role], names=rows["name"], role=role).assign(text=rows[role])

    def judged() -> pd.DataFrame:
        return judge_rows(sides["target"], sides["actual"], rows["name"], rows["code"], BANDS)

    steps = {
        "read targets": lambda: read_side("target"),
        "read actuals": lambda: read_side("actual"),
        "judge": judged,
    }
    return {step: seconds(task) for step, task in steps.items()}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rows = realistic(count)
    in_columns(rows.iloc[:100])
    different = ", ".join(f"{rows[column].nunique():,} {column}s" for column in ("target", "actual", "name"))
    print(f"{count:,} rows; distinct: {different}, {len(rows.drop_duplicates()):,} rows")
    before = peak()
    for share in (4, 2, 1):
        part = rows.iloc[: count // share].reset_index(drop=True)
        taken = step_by_step(part)
        told = ", ".join(f"{step} {time_taken:.2f} s" for step, time_taken in taken.items())
        whole = seconds(lambda part=part: in_columns(part))
        print(f"{len(part):>9,} rows: {told}: {sum(taken.values()):.2f} s; attain_texts {whole:.2f} s")
    print(f"peak memory {peak():,.0f} MB, {before:,.0f} MB of it before the first reading")
    made = tidy(rows)
    print(f"attain() on tidy tables of {count:,} rows, joins included: {seconds(lambda: attain(*made, BANDS)):.2f} s")
    sample = rows.sample(min(SAMPLE, count), random_state=1).reset_index(drop=True)
    loop = seconds(lambda: row_by_row(sample)) * count / len(sample)
    print(f"Series.apply row by row: {loop:.1f} s (measured on {len(sample):,} rows, scaled to {count:,})")
    print(f"ratio: {loop / sum(taken.values()):.0f} step by step, {loop / whole:.0f} with attain_texts")


def peak() -> float:
    """Return the most memory that the process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


BANDS = qualitative_bands(rule_book("gd-finance", 2023))

if __name__ == "__main__":
    main()
