"""Nothing is hard-coded: change one cell of a document and exactly the dependent figures change.

Three changes are made to copies of the documents. For each, the facts that change, the sentences that change and the
findings that come or go are listed in full.
"""

from __future__ import annotations

import pytest
from support.edits import edit_xlsx

from analysis import pipeline
from analysis.facts import CellRef
from analysis.report.blocks import Heading, Items, Note, Paragraph, Table, Value, to_json
from analysis.report.compose import compose

EXECUTION, FUND_FORM, SCORES = "预算执行情况表.xlsx", "专项资金绩效自评表.xlsx", "项目评分表.xlsx"


def changed(before, after) -> set[str]:
    """Facts whose printed text differs, new and vanished ones included."""
    keys = set(before.facts) | set(after.facts)
    text = lambda year, key: year.facts[key].text if key in year.facts else None  # noqa: E731
    return {key for key in keys if text(before, key) != text(after, key)}


def rests_on(year, key: str, cell: CellRef) -> bool:
    return any(
        item == cell or (isinstance(item, str) and rests_on(year, item, cell)) for item in year.facts[key].inputs
    )


def tallied(family: str, aspect: str, *codes: str) -> set[str]:
    """Facts that count further warnings of a family."""
    groups = {f"findings.group.{name}.warnings" for name in (family, aspect)}
    of_family = {f"findings.family.{family}", f"findings.family.{family}.warning"}
    of_codes = {f"findings.code.{code}" for code in codes}
    return {"findings.all", "findings.count", "findings.warning"} | groups | of_family | of_codes


def new_findings(before, after) -> set[str]:
    codes = lambda year: set(zip(year.tables["findings"]["code"], year.tables["findings"]["place"], strict=True))  # noqa: E731
    return codes(after) - codes(before)


def node(path: str) -> set[str]:
    return {f"fund.node.{path}.{part}" for part in ("score", "lost", "score_rate")}


FUND = {"fund.score", "fund.lost", "fund.score_rate"}


def test_one_actual(evaluated, paths):
    """70款 becomes 80款: 80 ÷ 50 = 160 %, above the threshold, so the three points are halved and the grade falls."""
    edit_xlsx(paths, FUND_FORM, {"F18": "80款"})
    after = pipeline.evaluate(paths)
    indicator = {f"indicator.F-16.{part}" for part in ("actual", "rate", "multiple", "score", "lost", "score_rate")}
    rules = {"fund.rule.over_attainment.count", "fund.rule.over_attainment.lost", "fund.rule.quantity_met.count"}
    expected = indicator | rules | node("效益/经济效益指标") | node("效益") | FUND | {"fund.grade", "fund.losing_count"}
    counted = tallied("results", "aspect-feasible", "ACT-32")
    assert changed(evaluated, after) == expected | counted
    assert (after.facts["fund.score"].text, after.facts["fund.grade"].text) == ("89.93", "良")
    # Project 8 reports the same products as 70款.
    assert new_findings(evaluated, after) == {("ACT-32", "专项资金绩效自评表.xlsx “绩效自评表”表 F18")}
    cell = CellRef("actuals", "F-16", "value")
    # The rule that the indicator left no longer rests on it; everything else that changed does.
    left = {"fund.rule.quantity_met.count"}
    assert {key for key in expected if not rests_on(after, key, cell)} == left


def test_one_amount(evaluated, paths):
    """Project 9 paid 50.00 instead of 49.29: the declared totals no longer agree and say so."""
    edit_xlsx(paths, EXECUTION, {"D12": 50.00})
    after = pipeline.evaluate(paths)
    own = {f"execution.project.9.{part}" for part in ("paid", "rate", "unspent")}
    total = {"execution.paid", "execution.rate", "execution.unspent", "execution.short_gap"}
    # 12 × 3,812.46 ÷ 3,834.29 = 11.9317 still prints 11.93: scores keep their print, their rates do not.
    rates = {f"{key}.score_rate" for key in ("indicator.F-01", "fund.node.过程/资金管理", "fund.node.过程")}
    counted = tallied("sums", "aspect-feasible", "ACT-36", "REC-13")
    assert changed(evaluated, after) == own | total | rates | counted
    assert after.facts["execution.paid"].text == "3,812.46"
    assert after.facts.value("fund.score") != evaluated.facts.value("fund.score")
    places = {place for _, place in new_findings(evaluated, after)}
    assert places == {
        "预算执行情况表.xlsx “预算执行情况表”表 D17",
        "预算执行情况表.xlsx “预算执行情况表”表 E17",
        "预算执行情况表.xlsx “预算执行情况表”表 E12",
        "预算执行情况表.xlsx “资金安排情况”表 C14",
        "预算执行情况表.xlsx “资金安排情况”表 C15",
        "预算执行情况表.xlsx “资金安排情况”表 C17",
        "专项资金绩效自评表.xlsx “绩效自评表”表 F3",
    }


def test_one_given_score(evaluated, paths):
    """Project 13 is given 18.50 instead of 16.50 for 投入."""
    edit_xlsx(paths, SCORES, {"C15": 18.5})
    after = pipeline.evaluate(paths)
    own = {f"project.13.node.投入.{part}" for part in ("score", "lost", "score_rate")}
    own |= {f"project.13.{part}" for part in ("score", "lost", "score_rate")}
    means = {"projects.node.投入.mean", "projects.node.投入.score_rate", "projects.node.投入.lowest"}
    # 86 + 2 = 88: still 良, and 87 of project 3 becomes the lowest total.
    means |= {"projects.mean", "projects.score_rate", "projects.lowest"}
    assert changed(evaluated, after) == own | means
    assert after.facts["projects.node.投入.mean"].text == "19.27"
    assert new_findings(evaluated, after) == set()


def test_only_dependent_blocks_change(evaluated, paths):
    """A block that shows no changed figure stays the same to the letter."""
    edit_xlsx(paths, EXECUTION, {"D12": 50.00})
    after = pipeline.evaluate(paths)
    keys = changed(evaluated, after)
    before_report, after_report = compose(evaluated, {}), compose(after, {})
    altered = 0
    for name, chapter in before_report.chapters.items():
        if name in ("findings", "sources", "advice"):
            continue  # they list the new findings and the new hash
        for old, new in zip(chapter, after_report.chapter(name), strict=True):
            if isinstance(old, Heading) and old.anchor == "evaluation-problems":
                break  # the problems name the new findings
            if to_json((old,)) == to_json((new,)):
                continue
            altered += 1
            shown = {value.key for value in values(old)}
            told = "".join(value.formula for value in values(new)) + str(new)
            assert shown & keys or any(after.facts[key].text in told for key in keys), old
    assert altered >= 8


def values(block) -> list[Value]:
    if isinstance(block, Paragraph | Note):
        return [i for i in block.inlines if isinstance(i, Value)]
    if isinstance(block, Items):
        return [i for item in block.items for i in item if isinstance(i, Value)]
    if isinstance(block, Table):
        return [i for row in block.rows for cell in row for i in cell.inlines if isinstance(i, Value)]
    return []


@pytest.mark.parametrize("kind", [Heading])
def test_headings_do_not_change_with_figures(evaluated, paths, kind):
    edit_xlsx(paths, SCORES, {"C15": 18.5})
    headings = lambda year: [b for b in compose(year, {}).blocks if isinstance(b, kind)]  # noqa: E731
    assert headings(evaluated) == headings(pipeline.evaluate(paths))


def test_a_summary_praises_only_what_holds(evaluated, paths):
    """One target missed: the statement that all were reached gives way to the one that counts them."""
    told = lambda year: plain(compose(year, {}).chapter("summary"))  # noqa: E731
    assert "19项专项资金指标全部达到目标" in told(evaluated)
    edit_xlsx(paths, FUND_FORM, {"F18": "20款"})
    after = told(pipeline.evaluate(paths))
    assert "全部达到目标" not in after
    assert "19项专项资金指标中18项达到目标" in after


def plain(chapter) -> str:
    items = [item for block in chapter if isinstance(block, Items) for item in block.items]
    return "\n".join("".join(inline.text for inline in item) for item in items)
