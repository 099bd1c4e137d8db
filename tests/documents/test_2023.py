"""Every document of 2023 becomes exactly these rows: compared with small CSV files that a person can read.

After a deliberate change, run this file with JIXIAO_GOLDEN=write and review the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from analysis import tables

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "gd-finance-2023"
NAMES = [
    *("projects", "mentions", "objectives", "indicators", "targets", "actuals", "results", "execution"),
    *("given_scores", "memberships", "declared", "remarks", "reconciliation", "attainment", "scores", "findings"),
]


@pytest.mark.parametrize("name", NAMES)
def test_rows(evaluated, name, tmp_path):
    written = tmp_path / f"{name}.csv"
    tables.write_csv(evaluated.tables[name], written)
    expected = GOLDEN / f"{name}.csv"
    if os.environ.get("JIXIAO_GOLDEN") == "write":
        GOLDEN.mkdir(parents=True, exist_ok=True)
        expected.write_bytes(written.read_bytes())
    assert written.read_text(encoding="utf-8") == expected.read_text(encoding="utf-8")


def test_counts_that_a_reader_can_check(evaluated):
    read = evaluated.tables
    indicators = read["indicators"]
    assert len(read["projects"]) == 13
    assert (indicators["scope"] == "fund").sum() == 21
    assert (indicators["scope"] == "project").sum() == 32
    assert indicators[indicators["scope"] == "fund"]["points"].sum() == 100
    assert len(read["given_scores"]) == 13 * 4
    assert len(read["results"]) == 39


def test_number_formats_are_read_as_shown(evaluated):
    targets = evaluated.tables["targets"].set_index("indicator_id")
    # Stored as 0.95 and shown as 95%.
    assert (targets.loc["F-10", "text"], str(targets.loc["F-10", "value"]), targets.loc["F-10", "unit"]) == (
        "95%",
        "95",
        "%",
    )
    declared = evaluated.tables["declared"]
    retained = declared[declared["concept"] == "retained_total"]
    assert [str(value) for value in retained["value"]] == ["3601"]


def test_every_value_knows_its_cell(evaluated):
    cells = evaluated.tables["cells"]
    sources = {f"{f}#{p}!{c}" for f, p, c in zip(cells["file"], cells["part"], cells["cell"], strict=True)}
    checked = 0
    for name in NAMES:
        spec = tables.dictionary()[name]
        if spec.stage == "read" and "source" in spec.columns:
            assert set(evaluated.tables[name]["source"]) <= sources, name
            checked += len(evaluated.tables[name])
    assert checked > 400


def test_cells_hold_what_the_documents_show(evaluated):
    cells = evaluated.tables["cells"].set_index(["table", "key", "column"])
    assert cells.loc[("execution", "5", "paid_wan"), "cell"] == "D8"
    assert cells.loc[("projects", "4", "withdrawn_wan"), "cell"] == "R5C5"
    assert cells.loc[("actuals", "F-11", "value"), "text"] == "247.76亿元"
