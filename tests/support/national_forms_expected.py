"""What a reader must find in a form, told from its contents and never from a file.

Belongs here: expectations. Does not belong here: reading, or any code of the package under test.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from support.national_forms_model import Form, Line, Variant
from support.national_forms_text import cell_text, printed_actual
from support.national_forms_variants import NATIONAL

#: Node of the filed scores that holds the score of the funds block, and of the row 总分.
EXECUTION_NODE = "预算执行"
TOTAL_NODE = "总分"
#: Item under which what became of the objectives is read.
ACHIEVED_ITEM = "年度总体目标"

_CODES = {
    ("产出", "数量"): "产出/数量",
    ("产出", "质量"): "产出/质量",
    ("产出", "时效"): "产出/时效",
    ("产出", "成本"): "产出/成本",
    ("成本", "经济成本"): "成本/经济成本",
    ("成本", "社会成本"): "成本/社会成本",
    ("成本", "生态环境成本"): "成本/生态环境成本",
    ("效益", "经济效益"): "效益/经济效益",
    ("效益", "社会效益"): "效益/社会效益",
    ("效益", "生态效益"): "效益/生态效益",
    ("效益", "可持续影响"): "效益/可持续影响",
    ("满意度", "服务对象满意度"): "满意度/服务对象满意度",
}

_SOURCES = {
    "年度资金总额": "total",
    "年度财政资金总额": "total",
    "总额": "total",
    "当年财政拨款": "fiscal",
    "本年财政拨款": "fiscal",
    "财政拨款": "fiscal",
    "财政资金": "fiscal",
    "中央补助": "fiscal",
    "地方资金": "fiscal",
    "财政专户管理资金": "special_account",
    "上年结转资金": "carried_over",
    "单位资金": "other",
    "其他资金": "other",
}


@dataclass(frozen=True)
class ExpectedRow:
    """One indicator; blank texts are ``None``, as are points and scores that the layout does not print."""

    level1: str
    level2: str
    level_code: str
    name: str
    target: str
    actual: str
    points: Decimal | None
    score: Decimal | None
    deviation: str | None
    level1_inherited: bool
    level2_inherited: bool


@dataclass(frozen=True)
class ExpectedFund:
    """One row of the funds block in 万元."""

    item: str
    source: str
    initial_wan: Decimal | None
    budget_wan: Decimal
    paid_wan: Decimal


def expected_rows(form: Form, variant: Variant = NATIONAL) -> list[ExpectedRow]:
    """Return the indicators in the order of the form."""
    rows = []
    above: Line | None = None
    for line in form.lines:
        bare1, bare2 = line.level1.removesuffix("指标"), line.level2.removesuffix("指标")
        same1 = above is not None and above.level1 == line.level1 and variant.levels != "repeated"
        rows.append(
            ExpectedRow(
                level1=bare1 if variant.bare_levels else line.level1,
                level2=bare2 if variant.bare_levels else line.level2,
                level_code=_CODES[bare1, bare2],
                name=cell_text(line, "name", form, variant),
                target=cell_text(line, "target", form, variant),
                actual=printed_actual(line, variant),
                points=Decimal(line.points) if "points" in variant.columns else None,
                score=Decimal(line.score) if "score" in variant.columns else None,
                deviation=(line.deviation or None) if "deviation" in variant.columns else None,
                level1_inherited=same1,
                level2_inherited=same1 and above is not None and above.level2 == line.level2,
            )
        )
        above = line
    return rows


def expected_funds(form: Form, variant: Variant = NATIONAL) -> list[ExpectedFund]:
    """Return the rows of the funds block; their labels without 其中：, a colon at the end and outer blanks."""
    rows = []
    for fund in form.funds:
        label = variant.fund_labels.get(fund.label, fund.label)
        item = label.strip().removeprefix("其中：").removesuffix("：").strip()
        initial = _amount(fund.initial) if "initial" in variant.fund_columns else None
        rows.append(ExpectedFund(item, _SOURCES[item], initial, _amount(fund.budget), _amount(fund.paid)))
    return rows


def expected_scores(form: Form, variant: Variant = NATIONAL) -> dict[str, tuple[Decimal | None, Decimal]]:
    """Return the filed points and scores by indicator name (or node), only those that the layout prints."""
    scores: dict[str, tuple[Decimal | None, Decimal]] = {}
    total = form.funds[0]
    if "fund_score" in variant.fund_columns:
        points = Decimal(total.points) if "fund_points" in variant.fund_columns else None
        scores[EXECUTION_NODE] = (points, Decimal(total.score))
    for row in expected_rows(form, variant):
        if row.score is not None:
            scores[row.name] = (row.points, row.score)
    if variant.total and "score" in variant.columns:
        full = Decimal(total.points) + sum(Decimal(line.points) for line in form.lines)
        scores[TOTAL_NODE] = (full if "points" in variant.columns else None, Decimal(form.total))
    return scores


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
