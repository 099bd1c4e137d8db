"""Configuration is read strictly, and the rules are complete, dated and never carried to another year."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import RootModel, ValidationError

from analysis.errors import DocumentError, ManifestError, RuleError
from analysis.rules import loader
from analysis.rules.loader import rule_book, rule_files, self_evaluation_book
from analysis.rules.model import Grades, Rule, Scheme
from analysis.strict import StrictModel, dump_yaml, load_file, load_model, parse_yaml
from analysis.vocabulary import RuleStatus, Scope

FILES = rule_files()
ALL_RULES = loader._rules()["scoring.yaml"] | loader._rules()["self_scoring.yaml"]
SCHEME_FILES = [name for name in FILES if name.startswith("schemes/")]
RULE_FIELDS = (
    "execution",
    "met",
    "not_met",
    "over_attainment",
    "not_reported",
    "pending",
    "sum",
    "qualitative",
    "given",
)
SCORING = parse_yaml(FILES["scoring.yaml"], "scoring.yaml", RuleError)


class _Inner(StrictModel):
    lower: Decimal


class _Sample(StrictModel):
    year: int
    name: str
    bands: tuple[_Inner, ...] = ()


class _Graded(RootModel[dict[str, Grades]]):
    pass


def refusal(text: str, model: type = _Sample, name: str = "样本.yaml") -> str:
    with pytest.raises(RuleError) as refused:
        load_model(text, model, name, RuleError)
    return str(refused.value)


def test_sample_that_is_right_is_loaded() -> None:
    loaded = load_model("year: 2023\nname: 甲\nbands:\n  - {lower: '90'}\n", _Sample, "样本.yaml", RuleError)
    assert loaded == _Sample(year=2023, name="甲", bands=(_Inner(lower=Decimal(90)),))


def test_duplicate_key_is_refused_with_its_line() -> None:
    said = refusal("year: 2023\nname: 甲\nyear: 2024\n")
    assert "样本.yaml第3行" in said
    assert "YAML 格式有误" in said
    assert "year" in said
    assert "按 YAML 语法改正" in said


def test_broken_yaml_is_refused_with_its_line() -> None:
    said = refusal("year: 2023\nname: [甲\n")
    assert re.search(r"样本\.yaml第\d行】YAML 格式有误", said)


def test_unknown_key_is_refused_by_name() -> None:
    said = refusal("year: 2023\nname: 甲\nyeer: 2023\n")
    assert "【样本.yaml yeer】有不认识的项" in said
    assert "year、name、bands" in said


def test_missing_key_is_refused_by_name() -> None:
    assert "【样本.yaml name】缺少必填项；处理：补上该项" in refusal("year: 2023\n")


def test_wrong_type_is_refused_with_what_stands_there() -> None:
    said = refusal("year: 二〇二三\nname: 甲\n")
    assert "【样本.yaml year】取值有误；现为：二〇二三" in said


def test_number_is_no_text() -> None:
    assert "【样本.yaml name】取值有误；现为：5" in refusal("year: 2023\nname: 5\n")


def test_place_inside_a_list_is_told() -> None:
    said = refusal("year: 2023\nname: 甲\nbands:\n  - {lower: '90'}\n  - {lower: 高}\n")
    assert "【样本.yaml bands.1.lower】取值有误；现为：高" in said


def test_every_fault_is_told_at_once() -> None:
    said = refusal("year: 二\nother: 1\n")
    assert "共3处" in said
    assert all(word in said for word in ("year", "name", "other"))


def test_empty_file_is_refused() -> None:
    assert "样本.yaml" in refusal("")


def test_refusal_is_of_the_kind_that_the_caller_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "MANIFEST.yaml"
    path.write_text("year: x\n", encoding="utf-8")
    for kind in (ManifestError, DocumentError):
        with pytest.raises(kind, match=r"MANIFEST\.yaml"):
            load_file(path, _Sample, kind)


def test_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "MANIFEST.yaml"
    path.write_bytes("name: 专项资金".encode("gb18030"))
    with pytest.raises(ManifestError, match=r"MANIFEST\.yaml】文件不是 UTF-8 编码"):
        load_file(path, _Sample, ManifestError)


def test_yes_and_no_stay_words() -> None:
    assert parse_yaml("a: yes\nb: no\nc: on\n", "样本.yaml", RuleError) == {"a": "yes", "b": "no", "c": "on"}


def test_model_cannot_be_changed() -> None:
    loaded = _Sample(year=2023, name="甲")
    with pytest.raises(ValidationError):
        loaded.year = 2024


def test_what_is_written_is_read_back_in_order() -> None:
    data = {"year": 2023, "name": "专项资金：“甲”#乙", "files": [{"file": "a b.docx", "n": 1}], "long": "长" * 300}
    text = dump_yaml(data)
    assert parse_yaml(text, "样本.yaml", RuleError) == data
    assert list(parse_yaml(text, "样本.yaml", RuleError)) == list(data)
    assert dump_yaml(data) == text


def test_confirmed_year_has_both_schemes_and_grades() -> None:
    book = rule_book("gd-finance", 2023)
    assert set(book.schemes) == set(Scope)
    assert book.rules
    assert book.grades


@pytest.mark.parametrize(("fund", "year"), [("gd-finance", 2022), ("gd-finance", 2024), ("other", 2023)])
def test_unconfirmed_year_is_refused_and_the_confirmed_ones_are_named(fund: str, year: int) -> None:
    with pytest.raises(RuleError) as refused:
        rule_book(fund, year)
    said = str(refused.value)
    assert f"{fund}/{year} 的评价规则未经确认" in said
    assert "已确认：gd-finance/2023" in said
    assert "不得沿用其他年度的规则" in said
    assert all(scope.label in said for scope in Scope)


def test_year_without_its_own_rule_does_not_get_another_years(monkeypatch: pytest.MonkeyPatch) -> None:
    confirmed = {"gd-finance": (2023, 2024)}
    schemes = tuple(scheme.model_copy(update={"confirmed": confirmed}) for scheme in loader._schemes())
    grades = {name: each.model_copy(update={"confirmed": confirmed}) for name, each in loader._grades().items()}
    monkeypatch.setattr(loader, "_schemes", lambda: schemes)
    monkeypatch.setattr(loader, "_grades", lambda: grades)
    book = rule_book("gd-finance", 2024)
    assert book.rules == {}
    with pytest.raises(RuleError, match="评价规则不存在或未经本年度确认"):
        book.rule("over_attainment")


def test_year_without_grade_bands_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "_grades", dict)
    with pytest.raises(RuleError, match="评价规则未经确认（评价等级）"):
        rule_book("gd-finance", 2023)


def test_unknown_rule_names_the_known_ones() -> None:
    book = rule_book("gd-finance", 2023)
    with pytest.raises(RuleError) as refused:
        book.rule("over_attainmnet")
    (problem,) = refused.value.problems
    assert problem.where == "over_attainmnet"
    assert "over_attainment" in problem.expected


def test_scheme_whose_points_do_not_add_up_is_refused() -> None:
    text = FILES["schemes/fund_2023.yaml"]
    broken = text.replace('{name: 产出, points: "40"}', '{name: 产出, points: "39"}')
    assert broken != text
    said = refusal(broken, Scheme, "schemes/fund_2023.yaml")
    assert "下级分值合计99，应为100" in said
    assert "schemes/fund_2023.yaml" in said


def test_node_whose_parts_do_not_add_up_is_refused() -> None:
    text = FILES["schemes/project_2023.yaml"]
    broken = text.replace('{name: 论证决策, points: "4"}', '{name: 论证决策, points: "5"}')
    assert broken != text
    assert "“投入”的下级分值合计21，应为20" in refusal(broken, Scheme)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('from: "80"', 'from: "95"', id="out of order"),
        pytest.param('from: "80"', 'from: "90"', id="twice the same bound"),
        pytest.param('from: "0"', 'from: "10"', id="a gap at the bottom"),
        pytest.param('from: "0"', 'from: "-5"', id="below nought"),
    ],
)
def test_grade_bands_that_leave_a_gap_or_stand_out_of_order_are_refused(old: str, new: str) -> None:
    broken = FILES["grades.yaml"].replace(old, new)
    assert broken != FILES["grades.yaml"]
    said = refusal(broken, _Graded, "grades.yaml")
    assert "等级下限须从高到低、互不相同，最低一档从0起" in said
    assert "grades.yaml four_grades" in said


def test_rule_with_a_value_of_another_kind_is_refused() -> None:
    rule = SCORING["over_attainment"]
    assert Rule.model_validate(rule).values().threshold == Decimal("1.5")
    for params in ({**rule["params"], "treshold": "2"}, {"mode": "flat_factor"}, {**rule["params"], "mode": "cap"}):
        with pytest.raises(ValidationError):
            Rule.model_validate({**rule, "params": params})


def test_rule_without_values_takes_none() -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate({**SCORING["quantity_met"], "params": {"factor": "1"}})


def test_every_rule_file_is_loaded() -> None:
    assert sorted(FILES) == sorted(
        ["grades.yaml", "monitoring.yaml", "scoring.yaml", "self_scoring.yaml", *SCHEME_FILES]
    )
    assert len(SCHEME_FILES) == len(loader._schemes()) >= 2
    assert set(SCORING) == set(loader._rules()["scoring.yaml"])
    folder = Path(loader.__file__).parent
    on_disk = {path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml")}
    assert on_disk == set(FILES)


def test_every_rule_scheme_and_grade_table_has_reference_status_and_years() -> None:
    dated = [*ALL_RULES.values(), *loader._schemes(), *loader._grades().values()]
    assert len(dated) > 10
    for each in dated:
        assert each.reference.strip(), each.title
        assert isinstance(each.status, RuleStatus), each.title
        assert each.title.strip()
        assert all(years for years in each.confirmed.values()), each.title
        assert bool(each.confirmed) != (each.since is not None), "confirmed for named years, or national since a year"


@pytest.mark.parametrize("name", SCHEME_FILES)
def test_every_rule_that_a_scheme_names_exists_and_is_confirmed_for_its_years(name: str) -> None:
    scheme = load_model(FILES[name], Scheme, name, RuleError)
    named = {getattr(scheme, field) for field in RULE_FIELDS} - {""}
    assert named
    for fund, years in scheme.confirmed.items():
        for year in years:
            book = rule_book(fund, year)
            assert named <= set(book.rules)
            assert scheme.grades in book.grades


def test_national_self_evaluation_rules_hold_for_every_fund_since_2020() -> None:
    assert self_evaluation_book(2019) is None
    book = self_evaluation_book(2020)
    assert book is not None
    scheme = book.scheme(Scope.PROJECT)
    named = {getattr(scheme, field) for field in RULE_FIELDS} - {"", scheme.grades}
    assert named == set(book.rules)
    assert not set(book.rules) & set(rule_book("gd-finance", 2023).rules)


def test_no_rule_is_out_of_use() -> None:
    named = {getattr(scheme, field) for scheme in loader._schemes() for field in RULE_FIELDS}
    assert set(ALL_RULES) <= named


def test_rule_that_was_inferred_says_from_what() -> None:
    inferred = [rule for rule in ALL_RULES.values() if rule.status is RuleStatus.INFERRED]
    assert [rule.title for rule in inferred] == ["超额完成较多视为指标值设置偏低"]
    assert "推得" in inferred[0].reference


def test_grades_cover_every_score_without_a_gap() -> None:
    book = rule_book("gd-finance", 2023)
    grades = [book.grade(Scope.FUND, Decimal(cents) / 100) for cents in range(10_001)]
    assert list(dict.fromkeys(grades)) == ["差", "中", "良", "优"]
    assert [grades.count(grade) for grade in ("差", "中", "良", "优")] == [6000, 2000, 1000, 1001]
