"""Seconds to read a million target and actual texts, and what a row-wise loop would take.

Run: ``python tests/benchmarks/expressions.py [rows]``. The mix is what a province's tables hold: a few hundred common
cells that repeat, names with units, and one row in fifty with a number that stands nowhere else in the column.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from analysis.expressions import read, read_one

TABLE = Path(__file__).parents[1] / "cases" / "expressions.yaml"
NAMES = [
    "服务企业数量（家）",
    "融资金额（亿元）",
    "完成率（%）",
    "满意度",
    "活动场次（场）",
    "资金支出率",
    "培训人次（人次）",
    "项目（二期）",
]
SAMPLE = 50_000


def realistic(rows: int) -> tuple[pd.Series, pd.Series]:
    """Make a column of texts and one of names; the same for every run."""
    random = np.random.default_rng(20230101)
    groups = YAML(typ="safe", pure=True).load(TABLE.read_text(encoding="utf-8"))
    common = np.array([case["text"] for cases in groups.values() for case in cases], dtype=object)
    texts = common[random.integers(0, len(common), rows)]
    rare = random.random(rows) < 0.02
    texts[rare] = [f"不少于{number}家" for number in random.integers(1, 10**6, int(rare.sum()))]
    names = np.array(NAMES, dtype=object)[random.integers(0, len(NAMES), rows)]
    return pd.Series(texts, dtype="str"), pd.Series(names, dtype="str")


def seconds(task) -> float:
    """Time one call."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    read_one("≥1家")
    texts, names = realistic(rows)
    distinct = len(pd.DataFrame({"text": texts, "name": names}).drop_duplicates())
    print(f"{rows:,} rows, {texts.nunique():,} distinct texts, {distinct:,} distinct pairs with the name")
    for share in (4, 2, 1):
        part = rows // share
        alone = seconds(lambda part=part: read(texts.iloc[:part]))
        named = seconds(lambda part=part: read(texts.iloc[:part], names=names.iloc[:part]))
        print(f"read: {part:>9,} rows  {alone:6.2f} s without names  {named:6.2f} s with names")
    sample = min(SAMPLE, rows)
    loop = seconds(lambda: texts.iloc[:sample].apply(read_one)) * rows / sample
    print(f"Series.apply(read_one): {loop:.1f} s (measured on {sample:,} rows, scaled to {rows:,})")
    print(f"ratio without names: {loop / alone:.0f}")


if __name__ == "__main__":
    main()
