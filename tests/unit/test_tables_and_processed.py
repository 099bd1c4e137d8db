"""The tidy tables on disk: nothing is lost in CSV, and nothing stale is ever used."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import pipeline, processed, provenance, tables
from analysis.documents import dossier
from analysis.errors import OutputError
from analysis.evaluation import Evaluation
from analysis.paths import FundYearPaths

NAMES = list(tables.dictionary())
#: What a cell of a document can hold once its outer blanks are gone; quotes, commas and line breaks included.
texts = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12),
    st.text(st.sampled_from("\",\n\t'；甲=+@ "), min_size=1, max_size=8),
    st.sampled_from(["NA", "nan", "None", "null", "true", "1E5", "007", "3,834.29", "#N/A", "-", "\\", '"', '""']),
)
decimals = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12),
    st.sampled_from([Decimal(text) for text in ("0", "0.00", "100.00", "1E+2", "1E-12", "3834.290", "-5.0")]),
)
BY_TYPE: dict[str, st.SearchStrategy[Any]] = {
    "text": texts,
    "integer": st.integers(min_value=-(2**62), max_value=2**62),
    "decimal": decimals,
    "boolean": st.booleans(),
}


def rows(name: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    columns = tables.dictionary()[name].columns
    return st.lists(
        st.fixed_dictionaries({column: st.none() | BY_TYPE[spec.type] for column, spec in columns.items()}), max_size=3
    )


def round_trip(name: str, table: pd.DataFrame, folder: Path) -> pd.DataFrame:
    path = folder / f"{name}.csv"
    tables.write_csv(table, path)
    return tables.read_csv(name, path)


def assert_same(name: str, before: pd.DataFrame, after: pd.DataFrame) -> None:
    assert list(before.dtypes) == list(after.dtypes)
    assert tables.records(before) == tables.records(after)
    for column, spec in tables.dictionary()[name].columns.items():
        if spec.type == "decimal":
            printed = [[format(value, "f") for value in table[column].dropna()] for table in (before, after)]
            assert printed[0] == printed[1]


@pytest.mark.parametrize("name", NAMES)
def test_empty_table_keeps_its_columns_and_types(name: str, tmp_path: Path) -> None:
    table = tables.frame(name, [])
    assert list(table.columns) == list(tables.dictionary()[name].columns)
    assert_same(name, table, round_trip(name, table, tmp_path))


@settings(max_examples=15)
@given(data=st.data())
@pytest.mark.parametrize("name", NAMES)
def test_table_comes_back_with_every_type_digit_and_sign(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    table = tables.frame(name, data.draw(rows(name)))
    folder = tmp_path_factory.getbasetemp()
    assert_same(name, table, round_trip(name, table, folder))


@pytest.mark.parametrize("name", NAMES)
def test_real_table_comes_back_the_same(name: str, evaluated: Evaluation, tmp_path: Path) -> None:
    table = evaluated.tables[name]
    assert_same(name, table, round_trip(name, table, tmp_path))


def test_real_tables_are_not_empty(evaluated: Evaluation) -> None:
    assert set(evaluated.tables) == set(NAMES)
    # What 2023 has no document for: a catalogue, a department's table, promises in words, national forms.
    unfilled = {"policy_tasks", "funds", "claims", "vacancies", "filed_scores", "self_scores", "remarks"}
    # Nobody has declared anything yet.
    unfilled |= {"corrections", "aliases"}
    assert {name for name in NAMES if evaluated.tables[name].empty} <= unfilled


def test_trailing_zeros_and_long_numbers_are_kept(tmp_path: Path) -> None:
    given_values = ["100.00", "0.10", "123456789012345678.123456789012", "-0.000000000001"]
    table = tables.frame("declared", [{"value": value} for value in given_values])
    back = round_trip("declared", table, tmp_path)
    assert [format(value, "f") for value in back["value"]] == given_values
    assert "E" not in (tmp_path / "declared.csv").read_text(encoding="utf-8").split("\n", 1)[1]


def test_text_that_looks_like_something_else_stays_text(tmp_path: Path) -> None:
    given_texts = ["NA", "nan", "007", "true", '说"好"', "a,b", "上\n下", " 空 ", "=1+1"]
    table = tables.frame("objectives", [{"text": text} for text in given_texts])
    assert round_trip("objectives", table, tmp_path)["text"].tolist() == given_texts


def test_blank_is_missing_and_never_an_empty_text(tmp_path: Path) -> None:
    table = tables.frame("objectives", [{"text": ""}, {"text": None}, {}])
    assert table["text"].isna().all()
    assert round_trip("objectives", table, tmp_path)["text"].isna().all()


def test_missing_whole_number_and_truth_stay_missing(tmp_path: Path) -> None:
    table = tables.frame("targets", [{"cumulative": True}, {"cumulative": False}, {"cumulative": None}])
    back = round_trip("targets", table, tmp_path)
    assert [row["cumulative"] for row in tables.records(back)] == [True, False, None]
    numbers = tables.frame("projects", [{"no": 7}, {"no": None}])
    assert [row["no"] for row in tables.records(round_trip("projects", numbers, tmp_path))] == [7, None]


def test_csv_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    table = tables.frame("objectives", [{"text": "上\n下", "project_no": 1}])
    for name in ("a.csv", "b.csv"):
        tables.write_csv(table, tmp_path / name)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert b"\r" not in (tmp_path / "a.csv").read_bytes()


def test_unknown_column_is_an_error_that_names_it() -> None:
    with pytest.raises(KeyError, match=r"projects: no column \['amount', 'nane'\]"):
        tables.frame("projects", [{"no": 1}, {"nane": "甲", "amount": 5}])


def test_unknown_table_is_an_error() -> None:
    with pytest.raises(KeyError, match="project"):
        tables.frame("project", [])


def test_row_is_named_by_its_key() -> None:
    assert tables.row_key("targets", {"indicator_id": "P01-01", "horizon": "annual"}) == "P01-01|annual"
    assert tables.row_key("scores", {"scope": "fund", "project_no": None, "node": "总分"}) == "fund||总分"
    assert tables.row_key("projects", {"no": pd.NA}) == ""


def test_dictionary_is_complete() -> None:
    assert NAMES
    for name, table in tables.dictionary().items():
        assert set(table.key) <= set(table.columns), name
        assert all(spec.label for spec in table.columns.values()), name
        assert len({spec.label for spec in table.columns.values()}) == len(table.columns), name
        for column, spec in table.columns.items():
            assert bool(spec.allowed()) == bool(spec.closed), (name, column)


def test_labels_carry_the_unit() -> None:
    assert tables.labels("projects")["budget_wan"] == "安排金额（收回后）（万元）"
    assert tables.labels("projects")["name"] == "项目名称"


@pytest.fixture
def found(paths: FundYearPaths) -> dict[str, str]:
    """Read the fund year once, so that its tables lie on disk; return the hashes of what they came from."""
    read_year = pipeline.read(paths)
    return processed.inputs(paths, read_year.manifest, "read")


@pytest.fixture
def built(paths: FundYearPaths, found: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record every time that the documents are really read again."""
    calls: list[str] = []
    really = dossier.read

    def recorded(asked: FundYearPaths, kind: str = "auto") -> dossier.Dossier:
        calls.append(asked.label)
        return really(asked, kind)

    monkeypatch.setattr(dossier, "read", recorded)
    return calls


def test_unchanged_intermediate_is_used_and_is_the_same(paths: FundYearPaths, built: list[str]) -> None:
    again = pipeline.read(paths)
    assert built == []
    fresh = dossier.read(paths)
    assert set(again.tables) == set(fresh.tables)
    for name, table in fresh.tables.items():
        assert_same(name, table, again.tables[name])


def test_changed_byte_of_a_table_is_noticed_and_mended(paths: FundYearPaths, built: list[str]) -> None:
    path = paths.processed / "execution.csv"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"500", b"501", 1))
    assert path.read_bytes() != good
    pipeline.read(paths)
    assert built == [paths.label]
    assert path.read_bytes() == good


def test_missing_table_is_noticed(paths: FundYearPaths, built: list[str]) -> None:
    (paths.processed / "cells.csv").unlink()
    pipeline.read(paths)
    assert built == [paths.label]
    assert (paths.processed / "cells.csv").is_file()


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda _: "", id="empty"),
        pytest.param(lambda _: "[]", id="no mapping"),
        pytest.param(lambda text: text[: len(text) // 2], id="cut off"),
        pytest.param(lambda text: text.replace('"code": "', '"code": "0', 1), id="other code"),
        pytest.param(lambda text: text.replace('"projects": "', '"projects": "0', 1), id="other table hash"),
        pytest.param(lambda text: text.replace("raw/", "raw/另一", 1), id="other input"),
    ],
)
def test_changed_lineage_is_noticed(spoil: Any, paths: FundYearPaths, built: list[str]) -> None:
    path = paths.processed / processed.LINEAGE
    text = path.read_text(encoding="utf-8")
    assert spoil(text) != text
    path.write_text(spoil(text), encoding="utf-8")
    pipeline.read(paths)
    assert built == [paths.label]
    assert json.loads(path.read_text(encoding="utf-8"))["read"] == json.loads(text)["read"]


def test_changed_input_is_noticed(paths: FundYearPaths, built: list[str]) -> None:
    manifest = paths.manifest.read_text(encoding="utf-8")
    paths.manifest.write_text(f"{manifest}# 核对过\n", encoding="utf-8")
    pipeline.read(paths)
    assert built == [paths.label]


def test_load_refuses_every_single_other_input(paths: FundYearPaths, found: dict[str, str]) -> None:
    assert processed.load(paths, "read", found) is not None
    assert len(found) == 6 + 2
    for name in found:
        assert processed.load(paths, "read", {**found, name: "0" * 64}) is None
        assert processed.load(paths, "read", {key: value for key, value in found.items() if key != name}) is None
    assert processed.load(paths, "read", {**found, "raw/新.docx": "0" * 64}) is None


def test_load_finds_nothing_where_nothing_was_saved(paths: FundYearPaths) -> None:
    assert processed.load(paths, "read", {}) is None
    assert processed.load(paths, "computed", {}) is None


def test_computed_tables_follow_from_the_suites_too(paths: FundYearPaths, found: dict[str, str]) -> None:
    manifest = provenance.load_manifest(paths)
    before = processed.inputs(paths, manifest, "computed")
    assert {name for name in before if name.startswith("expectations/")}
    suite = next(paths.project.expectations.glob("*.json"))
    suite.write_text(suite.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    after = processed.inputs(paths, manifest, "computed")
    assert {name for name in before if before[name] != after[name]} == {f"expectations/{suite.name}"}
    assert processed.inputs(paths, manifest, "read") == found


def test_saving_leaves_only_tables_and_lineage(paths: FundYearPaths, found: dict[str, str]) -> None:
    read_names = {f"{name}.csv" for name, spec in tables.dictionary().items() if spec.stage == "read"}
    assert {path.name for path in paths.processed.iterdir()} == read_names | {processed.LINEAGE}


def test_saving_one_stage_keeps_the_lineage_of_the_other(paths: FundYearPaths, found: dict[str, str]) -> None:
    computed = {name: tables.frame(name, []) for name, spec in tables.dictionary().items() if spec.stage == "computed"}
    processed.save(paths, "computed", {"code": "1"}, computed)
    assert processed.load(paths, "read", found) is not None
    assert processed.load(paths, "computed", {"code": "1"}) is not None


def test_folder_that_cannot_be_written_is_told_in_chinese(paths: FundYearPaths) -> None:
    paths.processed.parent.mkdir(parents=True)
    paths.processed.write_text("一个文件挡在这里", encoding="utf-8")
    with pytest.raises(OutputError, match="中间结果无法写入"):
        processed.save(paths, "read", {}, {})


def test_no_code_that_decides_a_result_is_left_out_of_the_fingerprint():
    """A folder of the package that is forgotten here would let stale tables be taken for new ones."""
    package = Path(processed.__file__).parent
    folders = {path.name for path in package.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    counted = {pattern.partition("/")[0] for pattern in processed._CODE["computed"] if "/" in pattern}
    later = {"facts", "report", "render", "across", "whatif", "whatif_panel", "desk", "lab", "warm", "runs", "cli"}
    assert folders - counted == later
