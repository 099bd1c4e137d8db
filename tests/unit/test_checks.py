"""The suites and their runner: every rule finds its fault and nothing else, and says so in words that help."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from clean_dossier import Tables, clean, put
from planted_faults import FAULTS, plant_for

from analysis import checks, findings, tables, validation
from analysis.errors import CheckFailedError, RuleError
from analysis.suites import TYPES, Expectation, canonical, load_suites
from analysis.vocabulary import Severity

SUITES = Path(__file__).parents[2] / "expectations"
LOADED = load_suites(SUITES)
RULES = [(suite.name, rule) for suite in LOADED.values() for rule in suite.expectations]
VALIDATE = checks.Validator.broken
NO_CELLS = tables.frame("cells", [])

Find = Callable[[Tables], pd.DataFrame]


@pytest.fixture(scope="module", autouse=True)
def _light_import() -> Iterator[None]:
    """Keep a grammar that nothing here needs out of the import of Great Expectations, as the command does."""
    had = sys.modules.get("rfc3987_syntax")
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    yield
    if had is None:
        sys.modules.pop("rfc3987_syntax", None)


@pytest.fixture(scope="module")
def validator() -> checks.Validator:
    return checks.Validator()


@pytest.fixture(scope="module")
def find(validator: checks.Validator) -> Iterator[Find]:
    """Run all suites; a rule that has seen the same values before is not run again."""
    remembered: dict[bytes, checks.Broken | None] = {}

    def remember(_: checks.Validator, frame: pd.DataFrame, rules: list[Expectation]) -> list[checks.Broken]:
        keys = {rule.id: _seen_by(rule, frame) for rule in rules}
        new = [rule for rule in rules if keys[rule.id] not in remembered]
        broken = {found.rule.id: found for found in VALIDATE(validator, frame, new)} if new else {}
        remembered.update({keys[rule.id]: broken.get(rule.id) for rule in new})
        return [found for rule in rules if (found := remembered[keys[rule.id]]) is not None]

    patch = pytest.MonkeyPatch()
    patch.setattr(checks.Validator, "__init__", lambda _: None)
    patch.setattr(checks.Validator, "broken", remember)
    patch.setattr(checks, "load_suites", lambda folder: LOADED if folder == SUITES else load_suites(folder))
    yield lambda read: checks.run(read, NO_CELLS, SUITES)
    patch.undo()


def _seen_by(rule: Expectation, frame: pd.DataFrame) -> bytes:
    values = {column: frame[column].tolist() for column in rule.columns()}
    return pickle.dumps((rule.model_dump(), values or (len(frame), list(frame))))


def planted(find: Find, code: str) -> pd.Series:
    """Plant the fault of one rule and return its one finding."""
    read = clean()
    FAULTS[code](read)
    found = find(read)
    assert list(found["code"]) == [code]
    return found.iloc[0]


def test_a_clean_dossier_has_no_finding(find: Find) -> None:
    found = find(clean())
    assert found.empty, found[["code", "message"]].to_string()
    assert checks.summary(found) == {"critical": 0, "warning": 0, "info": 0}
    checks.require_usable(found)


@pytest.mark.parametrize(("table", "rule"), RULES, ids=[rule.meta.code for _, rule in RULES])
def test_every_rule_finds_its_fault_and_only_that(find: Find, table: str, rule: Expectation) -> None:
    plant = plant_for(table, rule)
    assert plant is not None, f"no fault is planted for {rule.meta.code}"
    read = clean()
    plant(read)
    found = find(read)
    assert set(found["code"]) == {rule.meta.code}, found[["code", "message"]].to_string()
    assert set(found["severity"]) == {rule.severity.value}
    assert len(found) == 1
    assert "{" not in found["message"][0] + found["advice"][0]
    assert found["message"][0].endswith("。")
    assert found["advice"][0].endswith("。")


def test_no_fault_is_planted_for_a_rule_that_is_gone() -> None:
    assert set(FAULTS) <= {rule.meta.code for _, rule in RULES}


@pytest.mark.parametrize("name", sorted(LOADED))
def test_suite_files_are_canonical(name: str) -> None:
    assert (SUITES / f"{name}.json").read_bytes() == canonical(LOADED[name]).encode()


def test_every_table_has_a_suite() -> None:
    assert set(LOADED) == set(tables.dictionary()) - checks.UNCHECKED


def test_great_expectations_loads_the_same_suite() -> None:
    import great_expectations as gx

    data = json.loads((SUITES / "execution.json").read_text(encoding="utf-8"))
    suite = gx.ExpectationSuite(**data)
    assert {rule.meta["code"] for rule in suite.expectations} == {r.meta.code for t, r in RULES if t == "execution"}


def _rules_on(table: str, kind: str) -> dict[str, Expectation]:
    fitting = (rule for name, rule in RULES if name == table and rule.type == kind and not rule.meta.view)
    return {rule.kwargs["column"]: rule for rule in fitting if isinstance(rule.kwargs.get("value_set", []), list)}


@pytest.mark.parametrize("name", sorted(LOADED))
def test_suites_keep_step_with_the_data_dictionary(name: str) -> None:
    columns = tables.dictionary()[name].columns
    not_null = _rules_on(name, "expect_column_values_to_not_be_null")
    assert set(not_null) == {column for column, spec in columns.items() if spec.required}
    assert {rule.severity for rule in not_null.values()} == {Severity.CRITICAL}
    in_set = _rules_on(name, "expect_column_values_to_be_in_set")
    assert {column: tuple(rule.kwargs["value_set"]) for column, rule in in_set.items()} == {
        column: spec.allowed() for column, spec in columns.items() if spec.closed
    }


MESSAGES = {
    "DOC-10": ("“预算执行.xlsx”与另外的文件内容完全相同（副本.docx）",),
    "PRJ-17": ("测试项目1）的申报金额为负数：-5.00万元", "不小于0"),
    "EXE-12": ("支出金额为负数", "-100.00万元", "不小于0"),
    "PRJ-14": ("项目序号3出现2次", "分配方案.docx 表1 第4行第19列"),
    "PRJ-15": ("项目“测试项目1”出现2次", "分配方案.docx 表1 第3行第1列"),
    "IND-19": ("3项指标的分值合计为90.00分", "不是100分", "相差10.00分"),
    "PRJ-23": ("预算执行情况表没有列入项目3（测试项目3）", "补报"),
    "SCR-10": ("项目1的“投入”得20.50分", "超过分值20.00分", "多0.50分"),
    "EXE-13": ("项目1支出100.01万元", "超过预算100.00万元", "多0.01万元"),
    "MEN-10": ("同一项目在两份文件中名称不同", "绩效目标表中为“测试项目一”", "分配方案中为“测试项目1”"),
    "MEN-11": ("同一项目在两份文件中金额不同", "101.00万元", "100.00万元", "相差1.00万元"),
    "REC-13": ("预算执行.xlsx “合计”表 B2：", "“合计”的金额为250万元", "各项目金额之和为240.5万元", "相差9.5万元"),
    "IND-25": ("项目1有年度目标的3项指标中，1项没有填报实际完成值：测试指标1",),
    "TGT-18": ("1个项目的阶段目标多数为空，共2个",),
    "ACT-16": ("没有计量单位", "单位为个"),
}


@pytest.mark.parametrize(("code", "words"), MESSAGES.items(), ids=MESSAGES.keys())
def test_messages_name_the_figures(find: Find, code: str, words: tuple[str, ...]) -> None:
    found = planted(find, code)
    said = "".join(str(found[column]) for column in ("message", "found", "expected", "advice"))
    assert [word for word in words if word not in said] == [], said


def test_ids_rest_on_the_place_and_not_on_figures(find: Find) -> None:
    first = planted(find, "EXE-13")
    assert first["id"] == planted(find, "EXE-13")["id"]
    assert first["id"].startswith("EXE-13-")
    assert len(first["id"]) == len("EXE-13-") + 6
    read = clean()
    put(read, "execution", 0, paid_wan="333")
    assert find(read)["id"][0] == first["id"]


def test_ids_are_unique_where_one_place_breaks_a_rule_twice(find: Find) -> None:
    read = clean()
    read["reconciliation"] = pd.concat([read["reconciliation"]] * 2, ignore_index=True)
    for row in (0, 1):
        put(read, "reconciliation", row, tolerance="-1")
    found = find(read)
    assert list(found["code"]) == ["REC-12", "REC-12"]
    assert found["id"].is_unique


def test_the_cell_is_named_when_it_is_known(find: Find) -> None:
    cell = {"table": "execution", "key": "1", "column": "paid_wan", "file": "预算执行.xlsx", "part": "表", "cell": "D4"}
    read = clean()
    put(read, "execution", 0, paid_wan="-1")
    found = checks.run(read, tables.frame("cells", [cell]), SUITES)
    assert found["place"][0] == "预算执行.xlsx “表”表 D4"
    assert found["key"][0] == "1"
    assert find(read)["place"][0] == "预算执行.xlsx “预算执行情况表”表 C4", "the row's source stands in for the cell"


def test_findings_are_ordered_worst_first(find: Find) -> None:
    read = clean()
    for code in ("OBJ-10", "MEN-10", "EXE-12", "DOC-11", "PRJ-22"):
        FAULTS[code](read)
    put(read, "execution", 2, paid_wan="-1")
    found = find(read)
    assert list(found["code"]) == ["DOC-11", "EXE-12", "EXE-12", "MEN-10", "PRJ-22", "OBJ-10"]
    assert list(found["key"][1:3]) == ["1", "3"]
    assert checks.summary(found) == {"critical": 3, "warning": 2, "info": 1}


def test_a_critical_finding_stops_the_run_and_names_every_place(find: Find) -> None:
    read = clean()
    for row in (0, 1):
        put(read, "execution", row, paid_wan="-1")
    with pytest.raises(CheckFailedError) as stopped:
        checks.require_usable(find(read))
    assert len(stopped.value.problems) == 2
    assert stopped.value.exit_code == 6
    assert "【预算执行.xlsx “预算执行情况表”表 C5】" in str(stopped.value)
    assert "现为：-1.00万元；应为：不小于0；处理：" in str(stopped.value)


def test_what_was_not_handed_in_is_not_held_against_the_rest(find: Find) -> None:
    read = clean()
    for name in ("execution", "given_scores", "actuals", "memberships", "scores", "attainment", "reconciliation"):
        read[name] = tables.frame(name, [])
    assert find(read).empty
    only = {name: clean()[name] for name in ("projects", "documents")}
    assert find(only).empty


def test_an_amount_may_be_the_one_before_a_withdrawal(find: Find) -> None:
    read = clean()
    put(read, "projects", 0, withdrawn_wan="40", budget_wan="60")
    put(read, "mentions", 1, amount_wan="60")
    assert find(read).empty


def test_an_unknown_project_is_reported_once(find: Find) -> None:
    read = clean()
    FAULTS["EXE-10"](read)
    FAULTS["MEN-09"](read)
    FAULTS["SCR-08"](read)
    assert list(find(read)["code"]) == ["MEN-09"]


def test_a_second_run_adds_what_had_to_wait_for_the_scores(find: Find) -> None:
    read = clean()
    put(read, "given_scores", 0, score="20.5")
    put(read, "execution", 0, paid_wan="-1")
    put(read, "scores", 0, score="91")
    before = checks.run({**read, "scores": tables.frame("scores", [])}, NO_CELLS, SUITES)
    later = checks.run(read, NO_CELLS, SUITES, only=("scores", "attainment"))
    assert list(before["code"]) == ["EXE-12"]
    assert list(later["code"]) == ["SCO-19", "SCR-10"]
    merged = checks.merge(before, later)
    assert list(merged["code"]) == ["EXE-12", "SCO-19", "SCR-10"]
    pd.testing.assert_frame_equal(merged, find(read))
    pd.testing.assert_frame_equal(checks.merge(merged, later), merged)


@pytest.mark.parametrize(
    ("kind", "kwargs"),
    [
        ("expect_column_values_to_match_regex", {"column": "text", "regex": "("}),
        ("expect_column_values_to_be_between", {"column": "text", "min_value": 2, "max_value": 1}),
        ("expect_column_values_to_be_between", {"column": "text", "min_value": 1}),
    ],
    ids=["no regex", "no range", "no number"],
)
def test_a_rule_that_cannot_be_evaluated_stops_the_run(
    validator: checks.Validator, kind: str, kwargs: dict[str, object]
) -> None:
    """It is never taken for faulty data, nor for sound data, and no other rule is blamed."""
    sound, rule = (rule.model_copy(update={"type": kind, "kwargs": kwargs}) for _, rule in RULES[:2])
    sound = sound.model_copy(update={"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "text"}})
    with pytest.raises(RuntimeError, match="could not be evaluated") as stopped:
        VALIDATE(validator, pd.DataFrame({"text": ["甲"]}), [sound, rule])
    assert f"{rule.meta.code} ({kind})" in str(stopped.value)
    assert sound.meta.code not in str(stopped.value)


def test_great_expectations_says_the_same_of_a_whole_batch(validator: checks.Validator) -> None:
    """What is judged step by step, with rules got ready before, is what ``Batch.validate`` says of the same suite."""
    import great_expectations as gx

    figures = [Decimal(1), Decimal("2.5"), None, Decimal(1)]
    frame = pd.DataFrame({"a": figures, "b": [Decimal(1), Decimal(3), None, Decimal(2)]}, dtype=object)
    frame = frame.assign(
        text=pd.Series(["甲", "乙", None, "甲"], dtype="str"), n=pd.Series([1, 2, 2, None], dtype="Int64")
    )
    asked: list[tuple[str, dict[str, object]]] = [
        ("expect_table_columns_to_match_set", {"column_set": ["a", "b", "c"], "exact_match": True}),
        ("expect_table_row_count_to_be_between", {"min_value": 5}),
        ("expect_table_row_count_to_be_between", {"min_value": 1, "max_value": 4}),
        ("expect_column_values_to_be_in_type_list", {"column": "a", "type_list": ["Decimal"]}),
        ("expect_column_values_to_be_in_type_list", {"column": "a", "type_list": ["int"]}),
        ("expect_column_values_to_match_regex", {"column": "text", "regex": "^甲"}),
        ("expect_column_pair_values_to_be_equal", {"column_A": "a", "column_B": "b"}),
        (
            "expect_column_pair_values_a_to_be_greater_than_b",
            {"column_A": "b", "column_B": "a", "or_equal": True, "ignore_row_if": "either_value_is_missing"},
        ),
        ("expect_compound_columns_to_be_unique", {"column_list": ["a", "text"]}),
    ]
    for column in frame:
        asked += [(f"expect_column_values_to_{kind}", {"column": column}) for kind in ("not_be_null", "be_unique")]
    for column in ("a", "b", "n"):
        asked += [("expect_column_values_to_be_between", {"column": column, "min_value": 1, "max_value": 2})]
        asked += [
            (f"expect_column_values_to_{kind}", {"column": column, "value_set": [1]})
            for kind in ("be_in_set", "not_be_in_set")
        ]
    rules = [
        RULES[0][1].model_copy(update={"id": str(number), "type": kind, "kwargs": kwargs})
        for number, (kind, kwargs) in enumerate(asked)
    ]
    assert {rule.type for rule in rules} == set(TYPES)
    expectations = [{"id": rule.id, "type": rule.type, "kwargs": dict(rule.kwargs)} for rule in rules]
    source = gx.get_context(mode="ephemeral").data_sources.add_pandas("frames")
    whole = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")
    suite = gx.ExpectationSuite(name="rules", expectations=expectations)
    said = whole.get_batch({"dataframe": frame}).validate(suite, result_format="COMPLETE").results
    broken = {
        result.expectation_config.id: tuple(sorted(result.result.get("unexpected_index_list") or ()))
        for result in said
        if not result.success
    }
    assert 0 < len(broken) < len(rules)
    for _ in range(2):
        assert {each.rule.id: each.rows for each in VALIDATE(validator, frame, rules)} == broken
        validation.prepare(rules)


def test_a_missing_template_field_fails_loudly() -> None:
    table, rule = next((table, rule) for table, rule in RULES if rule.meta.code == "EXE-12")
    broken = rule.model_copy(update={"meta": rule.meta.model_copy(update={"message": "{unknown}不对。"})})
    subject = findings.Subject(table, clean()[table])
    with pytest.raises(RuleError, match=r"EXE-12.*message.*unknown"):
        findings.build(broken, subject, subject.rows[:1], findings.Places(NO_CELLS))


def _suite(**changes: object) -> dict[str, object]:
    meta = {"code": "EXE-01", "message": "甲。", "advice": "乙。", "expected": "丙"}
    rule = {"id": "a", "type": "expect_column_values_to_not_be_null", "kwargs": {"column": "paid_wan"}}
    rule |= {"severity": "critical", "meta": meta | dict(changes.pop("meta", {}))}  # type: ignore[call-overload]
    return {"name": "execution", "expectations": [rule | changes], "meta": {"title": "预算执行"}}


BROKEN = {
    "unknown key": (_suite(colour="red"), "有不认识的项"),
    "unknown meta": (_suite(meta={"colour": "red"}), "有不认识的项"),
    "unknown severity": (_suite(severity="fatal"), "severity"),
    "bad code": (_suite(meta={"code": "X1"}), "meta.code"),
    "unknown type": (_suite(type="expect_magic"), "不认识的规则种类"),
    "unknown kwarg": (_suite(kwargs={"column": "paid_wan", "mostly": 0.9}), "不认识的参数"),
    "unknown column": (_suite(kwargs={"column": "spent"}), "规则所指的列不存在"),
    "unknown pointed column": (_suite(meta={"column": "spent"}), "发现所指的列不存在"),
    "unknown view": (_suite(meta={"view": "nowhere"}), "不认识的视图"),
    "unknown field": (_suite(meta={"message": "{spent}。"}), "模板 message 用到没有的字段；现为：spent"),
    "unknown reference": (
        _suite(
            type="expect_column_values_to_be_in_set",
            kwargs={"column": "project_no", "value_set": {"table": "projects", "column": "number"}},
        ),
        "规则所引的列不存在",
    ),
    "wrong table": ({**_suite(), "name": "projects"}, "规则文件与整理表不对应"),
}


@pytest.mark.parametrize(("data", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_suite_file_is_refused(tmp_path: Path, data: dict[str, object], words: str) -> None:
    (tmp_path / "execution.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(RuleError) as refused:
        load_suites(tmp_path)
    assert words in str(refused.value)
    assert "execution.json" in str(refused.value)


def test_all_faults_of_all_suite_files_are_told_at_once(tmp_path: Path) -> None:
    text = json.dumps(_suite())
    (tmp_path / "execution.json").write_text(text.replace('"name"', '"name": "x", "name"'), encoding="utf-8")
    (tmp_path / "projects.json").write_text("{", encoding="utf-8")
    with pytest.raises(RuleError) as refused:
        load_suites(tmp_path)
    assert "同一项出现两次：name" in str(refused.value)
    assert len(refused.value.problems) == 2


def test_a_code_is_used_once(tmp_path: Path) -> None:
    data = _suite()
    data["expectations"] = data["expectations"] * 2  # type: ignore[operator]
    (tmp_path / "execution.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(RuleError, match=r"代码重复.*EXE-01"):
        load_suites(tmp_path)


def test_a_table_without_a_suite_is_refused(tmp_path: Path) -> None:
    (tmp_path / "execution.json").write_text(json.dumps(_suite()), encoding="utf-8")
    with pytest.raises(RuleError, match=r"projects.json"):
        checks.run({"projects": clean()["projects"]}, NO_CELLS, tmp_path)


def test_importing_the_module_does_not_import_great_expectations() -> None:
    code = "import sys, analysis.checks; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_warm_process_has_one_thread_and_validates_at_once() -> None:
    """A process that forks must have a single thread, and its children must not pay for the first validation."""
    code = """
import os, sys, time
sys.modules.setdefault("rfc3987_syntax", None)
from analysis import checks
before = len(os.listdir("/proc/self/task"))
checks.warm()
assert len(os.listdir("/proc/self/task")) == before, "warming started a thread"
start = time.process_time()
checks.warm()
assert time.process_time() - start < 1, "the second validation imports or builds again"
"""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr


def test_rows_are_told_of_broken_rules_only_and_in_the_order_given(validator: checks.Validator) -> None:
    whole = next(rule for _, rule in RULES if rule.type == "expect_column_values_to_not_be_null")
    rules = [
        whole.model_copy(update={"id": name, "kwargs": {"column": name}})
        for name in ("late", "sound", "early", "late2")
    ]
    frame = pd.DataFrame(
        {"early": [None, "a", None], "sound": ["a", "b", "c"], "late": ["a", None, "b"], "late2": ["a", "b", None]}
    )
    found = VALIDATE(validator, frame.assign(unseen=[[1], [2], [3]]), rules)
    assert [(broken.rule.id, broken.rows) for broken in found] == [("late", (1,)), ("early", (0, 2)), ("late2", (2,))]
