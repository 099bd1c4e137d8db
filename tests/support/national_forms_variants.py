"""The layouts in which offices publish the form, by name.

Belongs here: one entry a layout. Does not belong here: how a switch is drawn (``national_forms_layout``).
Layouts named ``seen_…`` follow a form in use in all its words and columns; the others vary a switch or two.
"""

from __future__ import annotations

from support.national_forms_model import NATIONAL_COLUMNS, Variant

NATIONAL = Variant()

_SPLIT = ("level1", "level2", "name", "sign", "value", "measure", "actual", "points", "score", "deviation")
_LOCAL_FUNDS = {"其中：当年财政拨款": "其中：本年财政拨款"}

_SWITCHES: dict[str, Variant] = {
    "national": NATIONAL,
    "half_width": Variant(half_width=True, level_points="inline"),
    "header_breaks": Variant(breaks=True),
    "target_in_three": Variant(columns=_SPLIT, group_target=True),
    "target_in_three_bare_actual": Variant(columns=_SPLIT, group_target=True, bare_actual=True, numbers=True),
    "level_points": Variant(level_points="inline"),
    "level_points_next_line": Variant(level_points="next_line"),
    "level_points_both": Variant(level_points="both"),
    "bare_levels": Variant(bare_levels=True),
    "unit_in_name": Variant(name_unit=True),
    "actual_before_target": Variant(
        columns=("level1", "level2", "name", "actual", "target", "points", "score", "deviation")
    ),
    "score_before_values": Variant(
        columns=("level1", "level2", "name", "points", "score", "target", "actual", "deviation")
    ),
    "extra_columns": Variant(
        columns=(
            *("level1", "level2", "name", "explanation", "target", "actual", "attained", "off", "weight"),
            *("points", "standard", "score", "deviation", "remark"),
        )
    ),
    "self_and_review_score": Variant(
        columns=(*NATIONAL_COLUMNS[:-1], "review", "deviation"), words={"score": "自评得分"}
    ),
    "weight_for_points": Variant(words={"points": "权重", "fund_points": "权重"}),
    "no_side_label": Variant(side_label=False),
    "goals": Variant(goals=True),
    "levels_repeated": Variant(levels="repeated"),
    "levels_blank": Variant(levels="blank"),
    "numbers": Variant(numbers=True, only="xlsx"),
    "yuan": Variant(money_unit="元"),
    "thousand_yuan_numbers": Variant(money_unit="千元", numbers=True),
    "fund_columns_ab": Variant(
        fund_columns=("budget", "paid", "rate"),
        words={"budget": "预算数（A）", "paid": "执行数（B）", "rate": "执行率（B/A）"},
    ),
    "no_total": Variant(total=False),
    "fields_in_rows": Variant(header=(("project",), ("department",), ("unit",), ("leader", "phone"))),
    "codes": Variant(codes=True, words={"department": "主管部门及代码"}),
    "blank_rows_and_notes": Variant(blank_rows=True, notes=True),
    "placeholders": Variant(placeholders=True),
    "numbered_names": Variant(numbered_names=True, placeholders=True),
    "spaced_words": Variant(
        words={
            "project": "项 目 名 称",
            "item": "资金来源",
            "level1": "一级 指标",
            "indicators": "绩 效 指 标",
            "total": "总  分",
        },
        fund_labels={
            "其中：当年财政拨款": "其中： 当年财政拨款",
            "上年结转资金": "      上年结转资金",
            "其他资金": "      其他资金",
        },
    ),
    "summary_before": Variant(summary=True),
    "stacked": Variant(stacked=True, only="xlsx"),
    "stacked_with_notes": Variant(stacked=True, notes=True, blank_rows=True, only="xlsx"),
    "title_in_table": Variant(title_in_table=True, only="docx"),
}

_SEEN: dict[str, Variant] = {
    # A district of Anhui: codes before names, points behind levels, classes without an indicator.
    "seen_anhui": Variant(
        codes=True,
        level_points="inline",
        half_width=True,
        placeholders=True,
        fund_labels={"年度资金总额": "年度资金总额：", **_LOCAL_FUNDS},
    ),
    # Counties of Sichuan until 2022: no initial budget, points before the target.
    "seen_sichuan_old": Variant(
        header=(("project", "leader"), ("department", "unit")),
        fund_columns=("budget", "paid", "fund_points", "rate", "fund_score"),
        fund_labels={"年度资金总额": "年度资金总额：", **_LOCAL_FUNDS},
        columns=("level1", "level2", "name", "points", "target", "actual", "score", "deviation"),
        level_points="inline",
        notes=True,
        words={
            "title": "绩效目标自评表",
            "leader": "项目负责人及电话",
            "funds": "资金情况（{unit}）",
            "budget": "全年预算数（A）",
            "paid": "全年执行数（B）",
            "rate": "执行率（B/A）",
            "expected": "年初设定目标",
            "achieved": "年度总体目标完成情况综述",
            "actual": "全年实际值",
            "deviation": "未完成原因及拟采取的改进措施",
        },
    ),
    # Counties of Sichuan since 2023: objectives first, a target in three cells below one header row, 权重 for 分值.
    "seen_sichuan_new": Variant(
        codes=True,
        half_width=True,
        blocks=("objectives", "funds", "indicators"),
        objective_steps=True,
        closing=True,
        fund_columns=("initial", "budget", "paid", "rate", "fund_points", "fund_score", "reason"),
        fund_labels={
            "年度资金总额": "总额",
            "其中：当年财政拨款": "其中：财政资金",
            "上年结转资金": "财政专户管理资金",
            "其他资金": "单位资金",
        },
        columns=_SPLIT,
        words={
            "title": "部门预算项目支出绩效自评表",
            "unit": "实施单位（盖章）",
            "funds": "预算执行情况（10分）",
            "item": "年度预算数（{unit}）",
            "initial": "年初预算",
            "budget": "调整后预算数",
            "paid": "预算执行数",
            "rate": "预算执行率",
            "fund_points": "权重",
            "objectives": "项目基本情况",
            "expected": "项目年度目标",
            "achieved": "年度目标完成情况",
            "indicators": "绩效指标（90分）",
            "sign": "指标性质",
            "measure": "度量单位",
            "actual": "完成值",
            "points": "权重",
            "deviation": "未完成原因分析",
            "total": "合计",
        },
    ),
    # Cities of Hubei: no objectives, no column of points.
    "seen_hubei": Variant(
        header=(("project",), ("department", "unit"), ("kind",)),
        blocks=("funds", "indicators"),
        closing=True,
        level_points="next_line",
        fund_columns=("budget", "paid", "rate", "fund_score"),
        fund_labels={"年度资金总额": "年度财政资金总额"},
        columns=("level1", "level2", "name", "target", "actual", "score"),
        words={
            "title": "项目绩效自评表",
            "unit": "项目实施单位",
            "funds": "预算执行情况（{unit}）（10分）",
            "budget": "预算数（A）",
            "paid": "执行数（B）",
            "rate": "执行率（B/A）",
            "fund_score": "得分（10分*执行率）",
            "indicators": "年度绩效目标（90分）",
            "target": "年初目标值（A）",
            "actual": "实际完成值（B）",
        },
    ),
    # Transfers from the central budget: no points and no scores at all.
    "seen_transfer": Variant(
        header=(("project",), ("central",), ("department", "unit")),
        fund_columns=("budget", "paid", "rate"),
        fund_labels={"其中：当年财政拨款": "其中：中央补助", "上年结转资金": "地方资金"},
        columns=("level1", "level2", "name", "target", "actual", "deviation"),
        total=False,
        placeholders=True,
        notes=True,
        words={
            "title": "转移支付区域（项目）绩效自评表",
            "project": "转移支付（项目）名称",
            "department": "地方主管部门",
            "unit": "资金使用单位",
            "budget": "全年预算数（A）",
            "paid": "全年执行数（B）",
            "rate": "预算执行率（B/A）",
            "objectives": "总体目标完成情况",
            "expected": "总体目标",
            "achieved": "全年实际完成情况",
            "target": "指标值",
            "actual": "全年实际完成值",
            "deviation": "未完成原因和改进措施",
        },
    ),
    # A city of Ningxia: no score of spending, points behind both levels, the total also in the header block.
    "seen_ningxia": Variant(
        header=(("project",), ("department", "unit"), ("self_score",)),
        level_points="both",
        fund_columns=("initial", "budget", "paid", "rate"),
        columns=("level1", "level2", "name", "points", "target", "actual", "score", "deviation"),
        words={
            "title": "市本级部门项目支出绩效自评表",
            "budget": "调整预算数（A）",
            "paid": "全年执行数（B）",
            "rate": "执行率（B/A）",
            "expected": "年初设定目标",
            "achieved": "年度总体目标完成情况",
            "points": "参考分值",
            "target": "指标值（A）",
            "actual": "全年实际值（B）",
            "deviation": "未完成原因分析及改进措施",
        },
    ),
    # Columns of a budget system used by several provinces: the unit stands behind the actual value.
    "seen_unit_after_actual": Variant(
        bare_actual=True,
        columns=("level1", "level2", "name", "sign", "value", "actual", "measure", "points", "score", "deviation"),
        words={
            "department": "市级主管部门",
            "unit": "项目实施单位",
            "initial": "年初预算",
            "budget": "调整后预算数",
            "rate": "预算执行率%",
            "sign": "计算符号",
            "measure": "指标度量单位",
            "name": "指标名称",
            "points": "权重",
            "score": "实际得分",
            "expected": "年初预期目标",
            "achieved": "年度实际完成情况",
        },
    ),
    # A form of a budget system for units: one budget column, an office for the implementing unit.
    "seen_internal_budget": Variant(
        fund_columns=("budget", "paid", "fund_points", "rate", "fund_score"),
        fund_labels={"其中：当年财政拨款": "财政拨款"},
        words={
            "department": "主管部门及代码",
            "unit": "承担处室",
            "budget": "预算数",
            "objectives": "年度总体目标完成情况",
            "achieved": "目标实际完成情况",
            "target": "预期指标值",
            "actual": "实际完成指标值",
            "score": "自评得分",
            "deviation": "未完成原因分析",
        },
    ),
}

VARIANTS: dict[str, Variant] = {**_SWITCHES, **_SEEN}
