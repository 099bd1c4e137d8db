"""What a 项目支出绩效自评表 says, and the ways in which offices print it, as plain frozen records.

Belongs here: the contents of a form (`Fund`, `Line`, `Form`) and the switches of a layout (`Variant`). Does not belong
here: placing cells (``national_forms_layout``), files (``national_forms_files``) or sample contents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

#: Labels and headers of the national form. A variant changes some of them.
NATIONAL_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "title": "项目支出绩效自评表",
        "project": "项目名称",
        "department": "主管部门",
        "unit": "实施单位",
        "leader": "项目负责人",
        "phone": "联系电话",
        "kind": "项目类别",
        "self_score": "自评得分",
        "central": "中央主管部门",
        "funds": "项目资金（{unit}）",
        "item": "",
        "initial": "年初预算数",
        "budget": "全年预算数",
        "paid": "全年执行数",
        "fund_points": "分值",
        "rate": "执行率",
        "fund_score": "得分",
        "reason": "原因",
        "objectives": "年度总体目标",
        "expected": "预期目标",
        "achieved": "实际完成情况",
        "indicators": "绩效指标",
        "level1": "一级指标",
        "level2": "二级指标",
        "name": "三级指标",
        "target": "年度指标值",
        "sign": "符号",
        "value": "指标值",
        "measure": "计量单位",
        "actual": "实际完成值",
        "points": "分值",
        "score": "得分",
        "deviation": "偏差原因分析及改进措施",
        "weight": "权重",
        "standard": "评分标准",
        "explanation": "指标解释",
        "attained": "完成率",
        "off": "偏离度",
        "review": "复评得分",
        "remark": "备注",
        "total": "总分",
    }
)

NATIONAL_COLUMNS = ("level1", "level2", "name", "target", "actual", "points", "score", "deviation")
NATIONAL_FUND_COLUMNS = ("initial", "budget", "paid", "fund_points", "rate", "fund_score")


@dataclass(frozen=True)
class Fund:
    """One row of the funds block; amounts in 万元, all texts as the national form prints them."""

    label: str
    initial: str
    budget: str
    paid: str
    points: str
    rate: str
    score: str


@dataclass(frozen=True)
class Line:
    """One indicator. ``target`` is the value alone; the whole target is sign + target + unit."""

    level1: str
    level2: str
    name: str
    target: str
    actual: str
    points: str
    score: str
    deviation: str = ""
    sign: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Form:
    """One project's form. ``code`` is printed only by layouts that put codes before names."""

    project: str
    department: str
    unit: str
    year: int
    funds: tuple[Fund, ...]
    expected: str
    achieved: str
    lines: tuple[Line, ...]
    total: str
    code: str = ""
    department_code: str = ""


@dataclass(frozen=True)
class Variant:
    """How a form is laid out; the defaults are the national form.

    Parameters
    ----------
    words
        Labels and headers that differ from ``NATIONAL_WORDS``.
    header
        Rows of the header block, each a row of fields.
    blocks
        Order of the blocks below the header block.
    codes
        Codes before the names of project, department and unit.
    fund_columns, fund_labels, money_unit
        Columns of the funds block; labels of its rows that differ; the unit that its amounts are printed in.
    objective_steps
        A numbered sub-label between label and objectives, and a row ``2.…`` below them.
    columns
        Columns of the indicator block; ``sign`` ``value`` ``measure`` stand for a target in three cells.
    group_target
        A merged 年度指标值 above 符号 | 指标值 | 计量单位, hence two header rows.
    side_label
        Whether a merged label 绩效指标 stands left of the indicator block.
    goals
        The indicator block in two, 年度绩效目标1 and 年度绩效目标2, each with a header row of its own.
    levels
        How a level that continues is printed: one merged cell, the same word again, or nothing.
    level_points
        Points in brackets behind the first level, in its line or the next, or behind both levels.
    bare_levels
        Levels without their suffix 指标.
    placeholders
        Rows that name a class or a number (``指标2：``) but hold no indicator.
    numbered_names
        Indicators counted within their class: ``指标1：`` before the name.
    name_unit, bare_actual
        The unit in the indicator's name instead of the target; actual values without their unit.
    total, closing
        Whether the row 总分 stands below the indicators, and rows of remarks (评价结论 …) below that.
    numbers
        Whether a workbook stores numbers as numbers with formats instead of text.
    breaks, half_width
        Line breaks inside labels and levels; half-width brackets and colons.
    blank_rows, notes
        Empty rows between blocks; 填表说明 below the form.
    stacked
        All forms in one sheet instead of a sheet each.
    summary
        A sheet or table before the forms that lists the projects; it is none of the forms.
    title_in_table
        Title rows inside the table of a text document instead of paragraphs above it.
    only
        The only file type that the layout makes sense in; empty for both.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    header: tuple[tuple[str, ...], ...] = (("project",), ("department", "unit"))
    blocks: tuple[str, ...] = ("funds", "objectives", "indicators")
    codes: bool = False
    fund_columns: tuple[str, ...] = NATIONAL_FUND_COLUMNS
    fund_labels: Mapping[str, str] = field(default_factory=dict)
    money_unit: Literal["万元", "千元", "元"] = "万元"
    objective_steps: bool = False
    columns: tuple[str, ...] = NATIONAL_COLUMNS
    group_target: bool = False
    side_label: bool = True
    goals: bool = False
    levels: Literal["merged", "repeated", "blank"] = "merged"
    level_points: Literal["", "inline", "next_line", "both"] = ""
    bare_levels: bool = False
    placeholders: bool = False
    numbered_names: bool = False
    name_unit: bool = False
    bare_actual: bool = False
    total: bool = True
    closing: bool = False
    numbers: bool = False
    breaks: bool = False
    half_width: bool = False
    blank_rows: bool = False
    notes: bool = False
    stacked: bool = False
    summary: bool = False
    title_in_table: bool = False
    only: Literal["", "xlsx", "docx"] = ""

    def word(self, key: str) -> str:
        """Return a label of the national form as this layout words it."""
        return self.words.get(key, NATIONAL_WORDS[key])

    @property
    def split(self) -> bool:
        """Whether a target is spread over several cells."""
        return "value" in self.columns
