"""Facts: a frozen store in which every figure says how it was computed and from which cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass
from decimal import Decimal
from typing import Any

import pytest

from analysis import checks, exact, tables
from analysis.errors import NotFoundError
from analysis.evaluation import Evaluation
from analysis.facts import CellRef, Fact, Facts
from analysis.facts.builder import Builder
from analysis.facts.findings import Group
from analysis.facts.trace import SHOWN_INPUTS, trace
from analysis.report.blocks import Value
from analysis.report.compose import compose
from analysis.vocabulary import Family

PAID = CellRef("execution", "1", "paid_wan")
BUDGET = CellRef("execution", "1", "budget_wan")
UNWRITTEN = CellRef("projects", "1", "withdrawn_wan")
CELLS = {
    PAID: ("执行表.xlsx#Sheet1!D4", "99.41"),
    BUDGET: ("执行表.xlsx#Sheet1!C4", "100.00"),
}


def small() -> Facts:
    builder = Builder()
    builder.name("fund.name", "某专项资金")
    builder.figure("paid", Decimal("99.41"), "99.41", "", [PAID])
    builder.figure("budget", Decimal(100), "100.00", "", [BUDGET, PAID])
    builder.share("rate", "paid", "budget")
    builder.figure("large", Decimal("3811.75"), "3,811.75", "", [PAID])
    builder.count("count", 1234, "项目数", ["paid", UNWRITTEN])
    return Facts(builder.facts, CELLS)


def test_facts_cannot_be_changed_once_made() -> None:
    source = {"a": Fact("a", "1", Decimal(1))}
    facts = Facts(source, {})
    source["b"] = Fact("b", "2")
    assert list(facts) == ["a"]
    with pytest.raises(TypeError):
        facts["b"] = Fact("b", "2")  # type: ignore[index]
    with pytest.raises(TypeError):
        facts._facts["b"] = Fact("b", "2")  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        facts["a"].text = "2"  # type: ignore[misc]


def test_key_is_given_once() -> None:
    builder = Builder()
    builder.count("a", 1)
    with pytest.raises(KeyError, match="given twice"):
        builder.name("a", "乙")


def test_facts_are_counted_looked_up_and_walked_in_order() -> None:
    facts = small()
    assert len(facts) == 6
    assert list(facts) == ["fund.name", "paid", "budget", "rate", "large", "count"]
    assert "paid" in facts
    assert "paying" not in facts
    assert facts.value("paid") == Decimal("99.41")


def test_name_has_no_value() -> None:
    with pytest.raises(TypeError, match="is a name"):
        small().value("fund.name")


def test_unknown_key_names_near_ones() -> None:
    with pytest.raises(NotFoundError) as missing:
        small()["budgte"]
    (problem,) = missing.value.problems
    assert problem.where == "budgte"
    assert problem.expected == "相近的有：budget"


def test_unknown_key_like_no_other_names_none() -> None:
    with pytest.raises(NotFoundError) as missing:
        small()["zzzzzz"]
    assert missing.value.problems[0].expected == ""


def test_places_go_through_other_facts_each_once_in_order() -> None:
    facts = small()
    assert facts["rate"].inputs == ("paid", "budget")
    assert facts.places("rate") == ["执行表.xlsx#Sheet1!D4", "执行表.xlsx#Sheet1!C4"]
    assert facts.places("budget") == ["执行表.xlsx#Sheet1!C4", "执行表.xlsx#Sheet1!D4"]
    assert facts.places("fund.name") == []
    assert facts.places("count") == ["执行表.xlsx#Sheet1!D4"]


def test_share_prints_its_division() -> None:
    rate = small()["rate"]
    assert (rate.text, rate.formula) == ("99.41%", "99.41 ÷ 100.00 = 99.41%")
    assert rate.value == Decimal("0.9941")


def test_share_of_nothing_is_no_number() -> None:
    builder = Builder()
    builder.count("part", 0)
    builder.count("whole", 0)
    builder.share("rate", "part", "whole")
    assert (builder.facts["rate"].text, builder.facts["rate"].value) == ("–", None)


@pytest.mark.parametrize("text", ["3811.75", "3,811.75"])
def test_printed_figure_is_found_with_and_without_separators(text: str) -> None:
    assert small().printed_as(text) == ["large"]


def test_figure_that_two_facts_print_finds_both() -> None:
    facts = Facts({key: Fact(key, "1,234") for key in ("a", "b")}, {})
    assert facts.printed_as("1234") == ["a", "b"]
    assert facts.printed_as("123") == []


def test_trace_goes_down_to_the_cells() -> None:
    assert trace(small(), "rate") == [
        "rate = 99.41%",
        "  算法：99.41 ÷ 100.00 = 99.41%",
        "  paid = 99.41",
        "    execution[1].paid_wan ← 执行表.xlsx “Sheet1”表 D4：“99.41”",
        "  budget = 100.00",
        "    execution[1].budget_wan ← 执行表.xlsx “Sheet1”表 C4：“100.00”",
        "    execution[1].paid_wan ← 执行表.xlsx “Sheet1”表 D4：“99.41”",
    ]


def test_trace_says_of_a_value_without_a_cell_that_nobody_wrote_it() -> None:
    assert trace(small(), "count")[-1] == "  projects[1].withdrawn_wan：文件中未写，按空白或零处理"


def test_trace_of_a_printed_figure_is_that_of_its_fact() -> None:
    assert trace(small(), "3811.75") == trace(small(), "large")


def test_trace_of_many_inputs_is_cut_and_says_so() -> None:
    builder = Builder()
    builder.count("sum", 50, "50行之和", [CellRef("t", str(number), "c") for number in range(50)])
    lines = trace(Facts(builder.facts, {}), "sum")
    assert len(lines) == 2 + SHOWN_INPUTS + 1
    assert lines[-1] == f"  ……另有{50 - SHOWN_INPUTS}项"


def test_trace_of_an_unknown_figure_is_refused_with_near_keys() -> None:
    with pytest.raises(NotFoundError, match="相近的有：budget"):
        trace(small(), "budgett")
    with pytest.raises(NotFoundError, match="没有这个数据项或数字"):
        trace(small(), "77.77")


def test_a_cell_is_traced_by_its_name_and_by_its_words() -> None:
    facts = small()
    (line,) = trace(facts, "execution[1].paid_wan")
    assert line == "execution[1].paid_wan ← 执行表.xlsx “Sheet1”表 D4：“99.41”"
    quoting = Facts(
        {}, {PAID: CELLS[PAID], CellRef("targets", "F-01|annual", "text"): ("表.xlsx#甲!E3", "不低于 135亿元")}
    )
    assert trace(quoting, "不低于135亿元") == ["targets[F-01|annual].text ← 表.xlsx “甲”表 E3：“不低于 135亿元”"]
    with pytest.raises(NotFoundError):
        trace(facts, "execution[2].paid_wan")


def test_name_of_a_cell_reads_back() -> None:
    for ref in (PAID, CellRef("results", "自评表.xlsx#其他!D3", "text"), CellRef("targets", "P01-02|stage", "text")):
        assert CellRef.of(ref.name) == ref
    assert CellRef.of("execution.rate") is None


def test_origin_names_the_first_places_and_counts_them_all() -> None:
    facts = small()
    assert facts.origin("rate", 1) == (["执行表.xlsx “Sheet1”表 D4"], 2)
    assert facts.origin("execution[1].paid_wan", 3) == (["执行表.xlsx “Sheet1”表 D4"], 1)


def test_unknown_key_among_very_many_is_held_against_its_own_group() -> None:
    many = {f"indicator.P{number}.rate": Fact(f"indicator.P{number}.rate", "1") for number in range(20_000)}
    facts = Facts(many | {"fund.score": Fact("fund.score", "2")}, {})
    with pytest.raises(NotFoundError) as missing:
        facts["fund.scores"]
    assert missing.value.problems[0].expected == "相近的有：fund.score"


def test_published_total_is_traced_to_leaves_and_cells(evaluated: Evaluation) -> None:
    lines = trace(evaluated.facts, "fund.score")
    assert lines[0] == "fund.score = 91.43"
    assert lines[1].strip() == "算法：过程19.93 + 产出38.5 + 效益33 = 91.43（四舍五入）"
    text = "\n".join(lines)
    assert "indicator.F-03.score = 1.50" in text
    assert "actuals[F-03].value ← 专项资金绩效自评表.xlsx “绩效自评表”表 F5：“10个”" in text
    assert "execution[1].paid_wan ← 预算执行情况表.xlsx" in text
    assert "文件中未写" not in text


def test_total_rests_on_cells_of_the_forms_and_the_execution_table(evaluated: Evaluation) -> None:
    files = {place.partition("#")[0] for place in evaluated.facts.places("fund.score")}
    assert files == {"专项资金绩效自评表.xlsx", "预算执行情况表.xlsx"}
    assert len(evaluated.facts.places("execution.paid")) == 13


def test_score_of_every_leaf_rests_on_a_cell(evaluated: Evaluation) -> None:
    leaves = [key for key in evaluated.facts if re.fullmatch(r"indicator\.F-\d+\.score", key)]
    assert len(leaves) == 21
    assert [key for key in leaves if not evaluated.facts.places(key)] == []


def test_every_input_that_is_a_key_exists_and_comes_earlier(evaluated: Evaluation) -> None:
    facts = evaluated.facts
    named = [(key, item) for key, fact in facts.items() for item in fact.inputs if isinstance(item, str)]
    assert len(named) > 100
    assert [(key, item) for key, item in named if item not in facts] == []
    assert [key for key, item in named if key == item] == []


def test_every_input_that_is_a_cell_names_a_row_and_column_of_its_table(evaluated: Evaluation) -> None:
    refs = {item for fact in evaluated.facts.values() for item in fact.inputs if isinstance(item, CellRef)}
    assert len(refs) > 100
    keys = {
        name: {tables.row_key(name, row) for row in tables.records(evaluated.tables[name])}
        for name in {ref.table for ref in refs}
    }
    assert [ref for ref in refs if ref.key not in keys[ref.table]] == []
    assert [ref for ref in refs if ref.column not in tables.dictionary()[ref.table].columns] == []


def test_every_fact_prints_and_every_number_is_finite(evaluated: Evaluation) -> None:
    assert len(evaluated.facts) > 500
    for key, fact in evaluated.facts.items():
        assert fact.key == key
        assert fact.text.strip() not in ("", "None", "nan"), key
        assert fact.value is None or fact.value.is_finite(), key


def test_every_number_prints_its_own_value(evaluated: Evaluation) -> None:
    checked = 0
    for key, fact in evaluated.facts.items():
        plain = exact.parse_number(fact.text)
        if fact.value is None or plain is None:
            continue
        checked += 1
        assert plain == exact.half_up(fact.value, exact.printed_places(fact.text)), key
    assert checked > 300


def values(item: Any) -> Iterator[Value]:
    if isinstance(item, Value):
        yield item
    elif isinstance(item, tuple):
        for part in item:
            yield from values(part)
    elif is_dataclass(item):
        for field in fields(item):
            yield from values(getattr(item, field.name))


@pytest.fixture(scope="module")
def printed(evaluated: Evaluation) -> list[Value]:
    return list(values(compose(evaluated, {}).blocks))


def test_every_figure_that_the_report_prints_is_a_fact(evaluated: Evaluation, printed: list[Value]) -> None:
    assert len(printed) > 300
    quoted = {value.key: CellRef.of(value.key) for value in printed if value.key not in evaluated.facts}
    assert len(quoted) > 50
    assert [key for key, ref in quoted.items() if ref is None or evaluated.facts.cell(ref) is None] == []


def test_words_of_a_document_know_their_cell(printed: list[Value]) -> None:
    by_key = {value.key: value for value in printed}
    target = by_key["targets[F-09|annual].text"]
    assert (target.text, target.formula, target.sources) == ("100%", "", "专项资金绩效自评表.xlsx “绩效自评表”表 E11")


def test_count_of_findings_rests_on_their_places(evaluated: Evaluation, printed: list[Value]) -> None:
    facts, found = evaluated.facts, evaluated.tables["findings"]
    own = found[found["family"].eq("sums") & found["severity"].eq("warning")]
    assert facts.value("findings.group.sums.warnings") == len(own) == 2
    assert facts.places("findings.group.sums.warnings") == list(own["source"])
    (value,) = {value for value in printed if value.key == "findings.group.sums.warnings"}
    assert value.sources == "；".join(own["place"])
    assert trace(facts, "findings.group.sums.warnings")[2] == (
        f"  findings[{own['id'].iloc[0]}].message ← {own['place'].iloc[0]}：“{own['message'].iloc[0]}”"
    )


def test_counts_of_findings_agree_with_each_other_and_with_the_check(evaluated: Evaluation) -> None:
    facts, found = evaluated.facts, evaluated.tables["findings"]
    for severity, count in checks.summary(found).items():
        assert facts.value(f"findings.{severity}") == count
        assert sum(facts.value(f"findings.family.{family}.{severity}") for family in Family) == count
    assert facts.value("findings.count") == facts.value("findings.all") == len(found)
    codes = [key for key in facts if key.startswith("findings.code.")]
    assert sum(facts.value(key) for key in codes) == len(found)


def test_a_group_takes_families_and_codes_less_others() -> None:
    group = Group(label="某类", families=(Family.SERIES,), codes=("TGT-1",), but=("PRJ-41",))
    held = [("SER-20", "series"), ("PRJ-41", "series"), ("TGT-16", "structure"), ("TGT-20", "wording")]
    assert [group.holds(code, family) for code, family in held] == [True, False, True, False]
    assert not Group(label="空", families=(Family.SUMS,)).holds("TGT-20", "wording")
