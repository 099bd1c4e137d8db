"""One fault in a whole fund year, planted in its documents and found once, with nothing else beside it.

The fund year is invented (``support.dossiers``) and nothing is found in it as it is. A fault changes what a reader of
the documents would mark; where a text repeats a figure it is changed with it, so that one thing alone is wrong. What
an earlier year makes visible is planted in this year or in that one.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache, reduce
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.dossiers import earlier, generate, write
from support.dossiers.fund import fund_indicators
from support.dossiers.model import FundYear, Goal
from support.dossiers.write import DOCUMENTS, rendered

from analysis import checks, pipeline, processed, tables
from analysis.errors import CheckFailedError
from analysis.paths import FundYearPaths
from analysis.provenance import sha256_of
from analysis.strict import dump_yaml
from analysis.suites import Expectation, load_suites
from analysis.vocabulary import DocumentKind, Family, Severity

Plant = Callable[[FundYear], FundYear]
Spoil = Callable[[FundYearPaths], None]

#: Four projects with eleven indicators each, with stage and annual targets.
YEAR = generate(404, 4, 44)
#: Two projects with six indicators each, with annual targets and those of the whole period.
LONG = generate(3, 2, 12, horizons=("annual", "period"))
CRITICAL, WARNING, INFO = Severity.CRITICAL, Severity.WARNING, Severity.INFO

_PLAN, _CATALOGUE = "分配方案.docx 表1 ", "目录清单.docx 表1 "
_FORM = "绩效目标表.docx 表"
_SPENT, _DIRECTIONS, _MONEY = (
    f"预算执行情况表.xlsx “{sheet}”表 " for sheet in ("预算执行情况表", "资金支持方向", "资金安排情况")
)
_FUND = "专项资金绩效自评表.xlsx “绩效自评表”表 "
_SELF, _OTHER = (f"项目绩效自评表.xlsx “{sheet}”表 " for sheet in ("项目绩效自评表", "其他完成情况"))
_SCORES = "项目评分表.xlsx “项目评分表”表 "


def _chain(*plants: Plant) -> Plant:
    return lambda year: reduce(lambda so_far, plant: plant(so_far), plants, year)


def _cells(**texts: str) -> Plant:
    """Print other texts in cells; a name has __ for its points."""
    named = {name.replace("__", "."): text for name, text in texts.items()}
    return lambda year: replace(year, overrides={**year.overrides, **named})


def _goal(text: str) -> Goal:
    return Goal(text, "quantity" if text else "none")


def _project(no: int, **changes: Any) -> Plant:
    return lambda year: year.with_project(no, **changes)


def _own(no: int, position: int, first: str | None = None, second: str | None = None, **changes: Any) -> Plant:
    """Change one indicator of a project in every form: its targets of both horizons, its actual, anything else."""
    if "actual" in changes:
        changes["actual"] = _goal(changes["actual"])

    def plant(year: FundYear) -> FundYear:
        if first is None or second is None:
            return year.with_indicator(no, position, **changes)
        goals = dict(zip(year.horizons, map(_goal, (first, second)), strict=True))
        return year.with_indicator(no, position, goals=goals, **changes)

    return plant


def _told(no: int, where: str, old: str, new: str) -> Plant:
    """Change the running texts of a project: ``goals`` of the plan, the objective of a horizon, or ``all``."""

    def plant(year: FundYear) -> FundYear:
        own = year.project(no)
        texts = {"goals": own.goals, **own.objectives}
        chosen = {name: text.replace(old, new) for name, text in texts.items() if where in (name, "all")}
        assert all(new in text for text in chosen.values())
        assert any(old in text for name, text in texts.items() if name in chosen)
        told = {**texts, **chosen}
        return year.with_project(no, goals=told.pop("goals"), objectives=told)

    return plant


def _line(place: int, **changes: Any) -> Plant:
    """Change one line of the fund's own form."""
    changes |= {name: _goal(changes[name]) for name in ("target", "actual") if name in changes}
    return lambda year: replace(
        year,
        indicators=tuple(replace(own, **changes) if n == place else own for n, own in enumerate(year.indicators, 1)),
    )


def _added_up(year: FundYear) -> FundYear:
    """Let the fund's form follow from the projects again."""
    return replace(year, indicators=fund_indicators(year.projects, grouped=year.grouped))


def _score(no: int, node: str, score: str) -> Plant:
    """Give another score; totals, means and grades follow."""
    return lambda year: year.with_project(no, scores={**year.project(no).scores, node: Decimal(score)})


def _without_satisfaction(year: FundYear) -> FundYear:
    """Leave both indicators of satisfaction out of project 3, and what its texts promise of it."""
    own = year.project(3)
    texts = {name: text.split("\n") for name, text in own.objectives.items()}
    objectives = {name: "\n".join(row for row in rows if "满意度" not in row) for name, rows in texts.items()}
    goals = own.goals.replace("，送检单位满意度91%以上", "")
    return year.with_project(3, indicators=own.indicators[:9], goals=goals, objectives=objectives)


def _without_indicator(no: int, position: int) -> Plant:
    def plant(year: FundYear) -> FundYear:
        own = year.project(no).indicators
        return year.with_project(no, indicators=(*own[: position - 1], *own[position:]))

    return plant


def _manifest(old: str, new: str) -> Spoil:
    def spoil(paths: FundYearPaths) -> None:
        told = paths.manifest.read_text(encoding="utf-8")
        assert told.count(old) == 1
        paths.manifest.write_text(told.replace(old, new), encoding="utf-8")

    return spoil


def _sheet_of(projects: slice, *more: int) -> Spoil:
    """Hand in a score sheet of some of the projects, and of some that the plan does not know."""

    def spoil(paths: FundYearPaths) -> None:
        unknown = (replace(YEAR.projects[2], no=no, name="丁县道路照明改造项目") for no in more)
        other = replace(YEAR, projects=(*YEAR.projects[projects], *unknown))
        path = paths.raw / DOCUMENTS[DocumentKind.SCORE_SHEET][0]
        before = sha256_of(path)
        path.write_bytes(rendered(other, [DocumentKind.SCORE_SHEET])[0][path.name])
        _manifest(before, sha256_of(path))(paths)

    return spoil


@dataclass(frozen=True)
class Fault:
    """A planted fault and the one finding that must come of it.

    Parameters
    ----------
    what
        The fault in a few words.
    plant
        What it changes.
    code, family, severity, place, found, expected, difference
        What the finding says; the difference may be missing.
    says
        Words of the message, beside what was found.
    before
        What is changed in the year before.
    alone
        Whether there is no year before, because the fault would show in both.
    spoil
        What is changed in the folder after the documents were written.
    base
        The fund year that is changed.
    """

    what: str
    plant: Plant
    code: str
    family: Family
    severity: Severity
    place: str
    found: str
    expected: str
    difference: str = ""
    says: tuple[str, ...] = ()
    before: Plant | None = None
    alone: bool = False
    spoil: Spoil | None = None
    base: FundYear = YEAR


def _as_it_is(year: FundYear) -> FundYear:
    return year


_SUMS = (
    # 658.65 + 510.02 + 359.64: project 3 with its 471.24 is left out.
    Fault(
        "a total that misses a row",
        _cells(plan__total__amount="1,528.31"),
        *("REC-13", Family.SUMS, WARNING, f"{_PLAN}第6行第8列", "1,528.31万元", "1,999.55万元", "471.24万元"),
        says=("“合计”的分配金额", "各项目分配金额之和"),
    ),
    # 510.02 ÷ 1,999.55; 21.00 % would be its share of 2,428.67. The total of the column follows the wrong share.
    Fault(
        "a share of another base",
        _cells(directions__1__share="21.00%", directions__total__share="95.49%"),
        *("REC-13", Family.SUMS, WARNING, f"{_DIRECTIONS}D3", "21%", "25.506739%", "4.506739%"),
        says=("改善民生服务", "该方向金额占下达总额的比例"),
    ),
    Fault(
        "a rate with two figures changed round",
        _cells(execution__1__rate="94.80%"),
        *("REC-13", Family.SUMS, WARNING, f"{_SPENT}E4", "94.8%", "98.399757%", "3.599757%"),
        says=("支出金额除以预算金额",),
    ),
    Fault(
        "100 % printed although money is left",
        _chain(_project(2, paid=Decimal("510.00")), _own(2, 7, actual="510.00万元"), _added_up),
        *("REC-30", Family.SUMS, INFO, f"{_SPENT}E5", "100%", "99.996%", "0.02万元"),
        says=("项目2", "预算510.02万元，支出510.00万元"),
    ),
    Fault(
        "a catalogue total that misses its tasks",
        _cells(catalogue__total__amount="1,989.55"),
        *("REC-13", Family.SUMS, WARNING, f"{_CATALOGUE}第5行第6列", "1,989.55万元", "1,999.55万元", "10万元"),
        says=("各政策任务资金额度之和",),
    ),
    # 1,999.55 − 1,972.59
    Fault(
        "a remainder that does not follow",
        _cells(amounts__11__value="29.96"),
        *("REC-13", Family.SUMS, WARNING, f"{_MONEY}C13", "29.96万元", "26.96万元", "3万元"),
        says=("其余未实现支出", "预算金额减支出金额"),
    ),
    Fault(
        "a count of projects of one body",
        _cells(amounts__8__value="3"),
        *("REC-13", Family.SUMS, WARNING, f"{_MONEY}C10", "3个", "2个", "1个"),
        says=("甲省检验检测中心",),
    ),
    # (94.00 + 93.00 + 93.91 + 96.34) ÷ 4
    Fault(
        "a mean that does not follow",
        _cells(scores__mean__total="93.42"),
        *("REC-13", Family.SUMS, WARNING, f"{_SCORES}G8", "93.42分", "94.3125分", "0.8925分"),
    ),
    # 11 ÷ 33
    Fault(
        "a share of a whole",
        _cells(results__1__9__actual="30.33%"),
        *("RES-32", Family.SUMS, WARNING, f"{_OTHER}D11", "30.33%", "33.3333%"),
        says=("线上消费安全宣传11场÷数量合计33场",),
    ),
    Fault(
        "the fund's own rate of spending",
        _cells(fund__1__actual="89.65%"),
        *("ACT-36", Family.SUMS, WARNING, f"{_FUND}F3", "89.65%", "98.6517%"),
        says=("支出1,972.59万元÷预算1,999.55万元",),
    ),
)
_AGREEMENT = (
    Fault(
        "a name without 项目",
        _cells(execution__2__name="戊县社区长者饭堂"),
        *("MEN-13", Family.AGREEMENT, INFO, f"{_SPENT}B5", "1处写法不同", "与分配方案写法一致"),
        says=("项目2“戊县社区长者饭堂”与“戊县社区长者饭堂项目”",),
    ),
    Fault(
        "another name",
        _cells(scores__3__name="丙市食品安全抽检项目"),
        *("MEN-10", Family.AGREEMENT, WARNING, f"{_SCORES}B5", "丙市食品安全抽检项目", "丙市检验设备开放项目"),
    ),
    Fault(
        "an amount differing in one form",
        _cells(targets__2__amount="501.02万元"),
        *("MEN-11", Family.AGREEMENT, WARNING, f"{_FORM}2 第2行第3列", "501.02万元", "510.02万元", "9.00万元"),
        says=("项目2",),
    ),
    Fault(
        "another body",
        _cells(targets__1__unit="乙市教育局"),
        *("MEN-12", Family.AGREEMENT, WARNING, f"{_FORM}1 第1行第3列", "乙市教育局"),
        "甲省市场监督管理厅、甲省检验检测中心",
    ),
    Fault(
        "a body written shorter",
        _cells(targets__1__unit="甲省市场监管厅"),
        *("MEN-14", Family.AGREEMENT, INFO, f"{_FORM}1 第1行第3列", "1处写法不同", "与分配方案写法一致"),
        says=("“甲省市场监管厅”与“甲省市场监督管理厅”",),
    ),
    Fault(
        "more money than was applied for",
        _project(2, applied=Decimal(500)),
        *(
            "PRJ-21",
            Family.AGREEMENT,
            WARNING,
            f"{_PLAN}第3行第8列",
            "510.02万元",
            "不高于申报金额500.00万元",
            "10.02万元",
        ),
    ),
    Fault(
        "a target copied wrongly into the self-evaluation",
        _cells(actuals__3__5__target="不低于95%"),
        *("ACT-18", Family.AGREEMENT, WARNING, f"{_SELF}F29", "不低于95%", "不低于96%"),
        says=("P03-05",),
    ),
    Fault(
        "one project listed twice under almost one name",
        _project(4, name="甲省农贸市场的快检项目"),
        *("PRJ-30", Family.AGREEMENT, WARNING, f"{_PLAN}第2行第2列", "甲省农贸市场快检项目（658.65万元）"),
        "名称能够区分；另一处为项目4“甲省农贸市场的快检项目”（359.64万元）",
        alone=True,
    ),
    Fault(
        "a project without scores",
        _as_it_is,
        *("PRJ-24", Family.AGREEMENT, CRITICAL, f"{_PLAN}第5行第1列", "未列入", "项目评分表列有该项目"),
        says=("项目4",),
        spoil=_sheet_of(slice(3)),
    ),
    Fault(
        "scores of a project that the plan does not have",
        _as_it_is,
        *("MEN-09", Family.AGREEMENT, CRITICAL, f"{_SCORES}B7", "5", "分配方案所列项目的序号"),
        spoil=_sheet_of(slice(4), 5),
    ),
)
_PROMISES = (
    Fault(
        "20场 in the plan beside a target of 32场",
        _told(1, "goals", "消费安全宣传32场以上", "消费安全宣传20场以上"),
        *("PRM-30", Family.PROMISES, WARNING, f"{_PLAN}第2行第6列", "开展消费安全宣传20场以上"),
        *("32场以上（绩效指标“消费安全宣传”的年度目标）", "12场"),
        says=("分配方案“主要绩效目标”",),
    ),
    Fault(
        "20场 in the objective beside a target of 32场",
        _told(1, "annual", "消费安全宣传32场以上", "消费安全宣传20场以上"),
        *("PRM-30", Family.PROMISES, WARNING, f"{_FORM}1 第3行第3列", "开展消费安全宣传20场以上"),
        *("32场以上（绩效指标“消费安全宣传”的年度目标）", "12场"),
    ),
    Fault(
        "the half year promises more than its stage target",
        _told(1, "stage", "检验人员培训不少于276人次", "检验人员培训不少于376人次"),
        *("PRM-30", Family.PROMISES, WARNING, f"{_FORM}1 第4行第3列", "完成检验人员培训不少于376人次"),
        *("不少于276人次（绩效指标“检验人员培训”的阶段目标）", "100人次"),
    ),
    Fault(
        "one target beside two texts that agree is told once",
        _own(1, 2, "1,160批次", "3,296批次"),
        *("PRM-30", Family.PROMISES, WARNING, f"{_PLAN}第2行第6列", "完成食品快速检测2,960批次"),
        *("3,296批次（绩效指标“食品快速检测”的年度目标）", "336批次"),
        says=("分配方案“主要绩效目标”", "绩效目标表“年度目标”"),
    ),
    # 2.96万批次 is 29,600批次.
    Fault(
        "a wrong scale",
        _told(1, "goals", "2,960批次", "2.96万批次"),
        *("PRM-30", Family.PROMISES, WARNING, f"{_PLAN}第2行第6列", "完成食品快速检测2.96万批次"),
        *("2,960批次（绩效指标“食品快速检测”的年度目标）", "26,640批次"),
    ),
    Fault(
        "half a year that spends more than there is",
        _told(4, "stage", "；\n7.送检单位", "；\n7.完成支出985万元；\n8.送检单位"),
        *("CLM-20", Family.PROMISES, WARNING, f"{_FORM}4 第4行第3列", "完成支出985万元"),
        *("不超过359.64万元", "625.36万元"),
        says=("为其273.9%",),
    ),
    # 120 ÷ 359.64 is 33.4 %.
    Fault(
        "spending below the rate that an indicator asks for",
        _chain(
            _own(4, 6, "50%", "97%", name="资金支出进度", actual="97.40%"),
            _told(4, "stage", "；\n7.送检单位", "；\n7.完成支出120万元；\n8.送检单位"),
        ),
        *("CLM-21", Family.PROMISES, WARNING, f"{_FORM}4 第4行第3列", "完成支出120万元"),
        "与支出进度一致：绩效指标“资金支出进度”阶段目标“50%”（绩效目标表.docx 表4 第11行第4列）",
        says=("33.4%", "达不到"),
        alone=True,
    ),
)
_WORDING = (
    Fault(
        "a stage above the year",
        _own(1, 10, "151份", "125份"),
        *("TGT-19", Family.WORDING, WARNING, f"{_FORM}1 第15行第4列", "151份", "不高于年度目标125份", "26份"),
    ),
    Fault(
        "a year above the whole period",
        _own(1, 3, "≥98%", "≥94%"),
        *("TGT-30", Family.WORDING, WARNING, f"{_FORM}1 第8行第4列", "年度目标（2023年）“≥98%”"),
        "不高于实施周期目标（2025年）“≥94%”",
        alone=True,
        base=LONG,
    ),
    Fault(
        "met by definition",
        _own(1, 5, "≥0%", "≥0%"),
        *("TGT-20", Family.WORDING, WARNING, f"{_FORM}1 第10行第4列", "≥0%", "有约束力的目标值"),
        alone=True,
    ),
    Fault(
        "a rate that is never above its ceiling",
        _chain(
            _own(1, 11, "≤100%", "≤100%"),
            _told(1, "goals", "，送检单位满意度≥96%", ""),
            *(_told(1, horizon, "；送检单位满意度≥96%", "") for horizon in ("stage", "annual")),
        ),
        *("TGT-47", Family.WORDING, WARNING, f"{_FORM}1 第16行第5列", "年度目标、阶段目标“≤100%”", "低于100%的数值"),
        alone=True,
    ),
    Fault(
        "a rate that nobody can reach",
        _own(4, 6, "100%", "101%"),
        *("TGT-48", Family.WORDING, WARNING, f"{_FORM}4 第11行第5列", "年度目标“101%”", "不超过100%"),
    ),
    Fault(
        "spending with a floor",
        _own(1, 7, "≥285.34万元", "≥658.65万元"),
        *("TGT-38", Family.WORDING, WARNING, f"{_FORM}1 第12行第5列"),
        *("年度目标“≥658.65万元”，阶段目标“≥285.34万元”", "不高于某一数值"),
    ),
    Fault(
        "a unit in the name other than in the cell",
        _own(4, 1, "22户", "56户", actual="57户"),
        *("TGT-34", Family.WORDING, WARNING, f"{_FORM}4 第6行第5列", "年度目标“56户”，阶段目标“22户”", "以处计"),
        alone=True,
    ),
    Fault(
        "half a questionnaire",
        _own(1, 10, "51份", "125.5份"),
        *("TGT-46", Family.WORDING, WARNING, f"{_FORM}1 第15行第5列", "年度目标125.5份", "整数"),
    ),
    Fault(
        "an actual in another unit",
        _own(1, 10, actual="147个"),
        *("ACT-17", Family.WORDING, WARNING, f"{_SELF}G12", "个", "份"),
        says=("147个", "125份"),
    ),
    Fault(
        "a target without its unit",
        _own(1, 10, "51", "125"),
        *("ACT-16", Family.WORDING, INFO, f"{_SELF}G12", "125", "目标值写明计量单位"),
    ),
    Fault(
        "a direction and no measure",
        _own(4, 5, "逐步提高", "逐步提高"),
        *("TGT-42", Family.WORDING, INFO, f"{_FORM}4 第10行第5列", "1个", "可以衡量的目标值"),
        says=("P04-05", "逐步提高"),
    ),
    Fault(
        "a rate among the quantities",
        _own(3, 4, level2="数量指标"),
        *("IND-31", Family.WORDING, INFO, f"{_FORM}3 第9行第3列", "1项", "指标与类别相符"),
        says=("合同约定事项履行率", "比率"),
        alone=True,
    ),
    Fault(
        "one indicator twice",
        _own(1, 6, "≥94%", "≥94%", name="服务档案完整率"),
        *("IND-35", Family.WORDING, INFO, f"{_FORM}1 第10行第3列"),
        *("P01-05（服务档案完整率）、P01-06（服务档案完整率），均为94%", "各项指标互不重复"),
        alone=True,
    ),
    Fault(
        "two things in one indicator",
        _own(1, 5, name="服务档案完整率和归档及时率"),
        *("IND-34", Family.WORDING, INFO, f"{_FORM}1 第10行第3列", "1项", "一项指标考核一个内容"),
        alone=True,
    ),
)
_COMPLETENESS = (
    Fault(
        "no satisfaction",
        _without_satisfaction,
        *("IND-22", Family.COMPLETENESS, INFO, f"{_FORM}3 第6行第1列", "1个项目没有", "每个项目至少一项满意度指标"),
        says=("项目3",),
    ),
    Fault(
        "no cost",
        _without_indicator(4, 7),
        *("IND-51", Family.COMPLETENESS, INFO, f"{_FORM}4 第6行第1列", "1个项目没有", "每个项目至少一项成本指标"),
        says=("项目4",),
    ),
    Fault(
        "a blank annual objective",
        _cells(targets__2__objective__annual=""),
        *("OBJ-09", Family.COMPLETENESS, WARNING, f"{_FORM}2 第3行第3列", "1个项目空白", "各项目均填写年度总体目标"),
        says=("项目2",),
    ),
    Fault(
        "a blank annual target",
        _own(2, 9, "95%以上", ""),
        *("IND-52", Family.COMPLETENESS, WARNING, f"{_FORM}2 第14行第3列"),
        *("1项没有年度目标", "有阶段目标的指标均有年度目标"),
        says=("老年人健康建档率",),
    ),
    Fault(
        "an indicator without any target",
        _own(2, 9, "", ""),
        *("IND-24", Family.COMPLETENESS, WARNING, f"{_FORM}2 第14行第3列"),
        *("1项没有目标值", "每项指标至少一个时限的目标值"),
        says=("老年人健康建档率",),
    ),
    Fault(
        "a missing actual",
        _cells(actuals__3__4__actual=""),
        *("IND-25", Family.COMPLETENESS, WARNING, f"{_FORM}3 第9行第3列"),
        *("1项未填报", "有年度目标的指标均填报实际完成值"),
        says=("11项指标中，1项", "合同约定事项履行率"),
    ),
    Fault(
        "an actual of the fund without a word",
        _cells(fund__4__evidence=""),
        *("ACT-39", Family.COMPLETENESS, WARNING, f"{_FUND}F6", "1项没有说明", "每项实际完成值均有说明"),
        says=("培训人员总人次",),
    ),
    Fault(
        "a promise that no indicator holds",
        _told(3, "goals", "，送检单位满意度", "，编写操作指南12册，送检单位满意度"),
        *(
            "PRM-32",
            Family.COMPLETENESS,
            INFO,
            f"{_PLAN}第4行第6列",
            "“编写操作指南12册”",
            "各项量化承诺均设有绩效指标",
        ),
    ),
    Fault(
        "a class without an indicator",
        _own(3, 6, "", "", name="", actual=""),
        *("VAC-30", Family.COMPLETENESS, INFO, f"{_FORM}3 第11行第2列"),
        *("1类没有指标", "所列各类均设指标，或写明不适用的理由"),
        says=("时效：项目3",),
        alone=True,
    ),
)
_DATES = (
    Fault(
        "a target date of the year before",
        _own(2, 6, "2022年6月11日前", "2023年12月11日前"),
        *("TGT-50", Family.DATES, WARNING, f"{_FORM}2 第11行第4列", "阶段目标“2022年6月11日前”", "2023年内的日期"),
    ),
    Fault(
        "a stage that ends after its end",
        _own(2, 6, "2023年7月11日前", "2023年12月11日前"),
        *("TGT-51", Family.DATES, WARNING, f"{_FORM}2 第11行第4列", "阶段目标“2023年7月11日前”", "不晚于6月30日"),
    ),
    Fault(
        "a year that ends before its stage",
        _own(2, 6, "2023年6月11日前", "2023年5月20日前", actual="2023年5月10日"),
        *("TGT-52", Family.DATES, WARNING, f"{_FORM}2 第11行第5列", "阶段目标“2023年6月11日前”", "先后有序的时间"),
        says=("年度目标“2023年5月20日前”",),
    ),
    Fault(
        "a project named with last year",
        _project(4, name="甲省民生计量免费检定项目（2022年）"),
        *("PRJ-35", Family.DATES, INFO, f"{_PLAN}第5行第2列", "2022年", "2023年或不写年份"),
        says=("项目4",),
        alone=True,
    ),
    Fault(
        "an indicator named with last year",
        _own(3, 5, name="2022年服务档案完整率"),
        *("IND-38", Family.DATES, WARNING, f"{_FORM}3 第10行第3列", "2022年", "2023年"),
        alone=True,
    ),
    Fault(
        "a result of last year",
        _own(2, 6, actual="2022年11月5日"),
        *("ACT-20", Family.DATES, INFO, f"{_SELF}G19", "2022年11月5日", "2023年内的日期"),
    ),
    Fault(
        "an objective of last year",
        _told(1, "annual", "。完成检验", "。2022年11月底前完成现场验收；完成检验"),
        *("OBJ-20", Family.DATES, WARNING, f"{_FORM}1 第3行第3列", "2022年11月底前完成现场验收", "该时限以内的日期"),
    ),
    Fault(
        "work of September in the half year",
        _told(1, "stage", "。完成检验", "。9月底前完成现场验收；完成检验"),
        *("OBJ-21", Family.DATES, WARNING, f"{_FORM}1 第4行第3列", "9月底前完成现场验收", "不晚于6月30日"),
    ),
    Fault(
        "a plan with last year's title",
        _as_it_is,
        *("DOC-20", Family.DATES, WARNING, "分配方案.docx", "2022年", "2023年的文件"),
        spoil=_manifest("2023年甲省公共服务提升专项资金分配方案", "2022年甲省公共服务提升专项资金分配方案"),
    ),
)
_RESULTS = (
    Fault(
        "full points below the target",
        _score(1, "产出", "30"),
        *("SCR-30", Family.RESULTS, WARNING, f"{_SCORES}E3", "30.00分", "指标未达标的不计满分"),
        says=("检验人员培训（目标“不少于620人次”，实际“605人次”）",),
    ),
    Fault(
        "a target told again as the actual",
        _own(1, 5, actual="≥94%"),
        *("ACT-30", Family.RESULTS, INFO, f"{_SELF}G7", "1项为界限", "实测数"),
        says=("服务档案完整率“≥94%”",),
    ),
    # (3,418 − 2,835) ÷ 2,835
    Fault(
        "growth that does not follow",
        _cells(results__1__6__actual="25.06%"),
        *("RES-33", Family.RESULTS, WARNING, f"{_OTHER}D8", "25.06%", "20.5644%"),
    ),
    # 80 % of 144 is 115.2, so 116 people.
    Fault(
        "a sample that is too small",
        _chain(
            _own(3, 10, "不低于80%", "不低于80%", name="参训人员回访率", actual="83.33%"),
            _own(3, 11, evidence="回访参训人员100人。"),
        ),
        *("ACT-31", Family.RESULTS, WARNING, f"{_SELF}H35", "100份", "不少于116份", "16份"),
        says=("69.44%",),
        alone=True,
    ),
    Fault(
        "more than everybody is satisfied",
        _own(1, 11, actual="103%"),
        *("ACT-33", Family.RESULTS, WARNING, f"{_SELF}G13", "103%", "不超过100%"),
    ),
    Fault(
        "ten times the target",
        _own(1, 10, actual="1,470份"),
        *("ATT-30", Family.RESULTS, INFO, f"{_SELF}G12", "11.76倍", "目标值的10倍以内"),
    ),
    Fault(
        "done too late",
        _own(2, 6, actual="2023年12月20日"),
        *("ATT-31", Family.RESULTS, WARNING, f"{_SELF}G19", "2023年12月20日", "如期完成"),
        says=("2023年12月11日前",),
    ),
    Fault(
        "fund and project tell one result differently",
        _line(9, name="带动社会力量投入养老资金", actual="222.38万元"),
        *("ACT-32", Family.RESULTS, WARNING, f"{_FUND}F11", "222.38万元", "与“212.38万元”一致"),
        says=("P02-08",),
        alone=True,
    ),
    Fault(
        "an actual beside other evidence",
        _cells(fund__4__evidence="由各项目自评数汇总，共1,564人次。"),
        *("ACT-37", Family.RESULTS, WARNING, f"{_FUND}F6", "1,584人次", "与说明一致", "20人次"),
    ),
    Fault(
        "two projects with the same results",
        lambda year: year.with_project(3, results=year.project(4).results),
        *("RES-30", Family.RESULTS, WARNING, f"{_OTHER}D25", "11项相同", "各项目填报各自的成果"),
        says=("项目3", "项目4"),
    ),
)
_SERIES = (
    # 4,100 ÷ 5,064 is 81.0 %.
    Fault(
        "a target below last year's result",
        _chain(
            _own(2, 3, "达到2,147次", "达到4,100次"),
            *(_told(2, where, "5,200次", "4,100次") for where in ("goals", "annual")),
        ),
        *("SER-20", Family.SERIES, WARNING, f"{_FORM}2 第8行第5列", "4,100次", "不低于5,064次"),
        says=("81.0%", "2022年目标4,896次"),
    ),
    Fault(
        "a rate below last year's target",
        _own(1, 5, "≥90%", "≥90%"),
        *("SER-22", Family.SERIES, WARNING, f"{_FORM}1 第10行第5列", "90%", "不低于2022年目标92%的要求"),
    ),
    Fault(
        "a unit that changed",
        _own(1, 10, "51张", "125张", actual="147张"),
        *("SER-25", Family.SERIES, INFO, f"{_FORM}1 第15行第5列", "1项", "与2022年单位一致"),
        says=("由份改为张",),
    ),
    Fault(
        "funded again under last year's name",
        _project(4, name="甲省民生计量免费检定项目（2022年）"),
        *("PRJ-41", Family.SERIES, WARNING, f"{_PLAN}第5行第2列", "359.64万元", "同一年度的项目不重复安排"),
        says=("378.45万元",),
    ),
    Fault(
        "a ceiling far above last year's result",
        _as_it_is,
        *("SER-21", Family.SERIES, INFO, f"{_FORM}3 第11行第5列", "4工作日", "接近2.1工作日"),
        says=("52.5%",),
        before=_own(3, 6, actual="2.1个工作日"),
    ),
    Fault(
        "a target that stayed although it was passed",
        _as_it_is,
        *("SER-23", Family.SERIES, INFO, f"{_FORM}1 第10行第5列", "1项", "随实际完成情况调整"),
        says=("“服务档案完整率”94%（2022年实际95.2%）",),
        before=_own(1, 5, "≥94%", "≥94%", actual="95.2%"),
    ),
    Fault(
        "missed last year and dropped",
        _as_it_is,
        *("SER-26", Family.SERIES, INFO, f"{_PLAN}第3行第1列", "不再设置", "未完成的指标继续考核或说明处理结果"),
        says=("残疾人康复服务覆盖率", "80.7%"),
        before=_own(2, 9, name="残疾人康复服务覆盖率", actual="80.7%"),
    ),
    Fault(
        "other bodies than last year",
        _as_it_is,
        *("PRJ-40", Family.SERIES, INFO, f"{_PLAN}第3行第4列", "戊县养老服务指导中心"),
        "戊县老年活动中心，或有更名、变更的说明",
        before=_project(2, implementer="戊县老年活动中心", applicant="戊县卫生健康局"),
    ),
)
_SCHEME = (
    Fault(
        "points adding up to 99",
        _line(3, points=6),
        *("IND-19", Family.SCHEME, CRITICAL, f"{_FUND}D3", "99.00分", "100分", "1.00分"),
    ),
    Fault(
        "a grade that does not follow",
        _cells(scores__3__grade="良"),
        *("SCR-32", Family.SCHEME, WARNING, f"{_SCORES}H5", "良", "优"),
        says=("93.91分",),
    ),
    Fault(
        "a grade just below its bound",
        _chain(_score(2, "产出", "26.5"), _score(2, "效益", "26.99"), _cells(scores__2__grade="优")),
        *("SCR-32", Family.SCHEME, WARNING, f"{_SCORES}H4", "优", "良"),
        says=("89.99分",),
    ),
    Fault(
        "a score above its points",
        _score(2, "产出", "31"),
        *("SCR-10", Family.SCHEME, CRITICAL, f"{_SCORES}E4", "31.00分", "不超过分值30.00分", "1.00分"),
    ),
    Fault(
        "a negative score",
        _score(2, "投入", "-1"),
        *("SCR-09", Family.SCHEME, CRITICAL, f"{_SCORES}C4", "-1.00分", "不小于0", "1.00分"),
    ),
    Fault(
        "an indicator without weight",
        _chain(_line(3, points=0), _line(4, points=14)),
        *("IND-55", Family.SCHEME, INFO, f"{_FUND}D5", "1项为0分", "每项指标的分值大于0"),
        says=("举办各类服务活动总场次",),
    ),
)
_STRUCTURE = (
    Fault(
        "one name for two projects",
        lambda year: year.with_project(4, name=year.project(1).name),
        *("PRJ-15", Family.STRUCTURE, CRITICAL, f"{_PLAN}第2行第2列", "甲省农贸市场快检项目", "不重复"),
        says=("出现2次，另见分配方案.docx 表1 第5行第2列",),
        alone=True,
    ),
    Fault(
        "an actual that says nothing",
        _cells(actuals__1__5__actual="？？"),
        *("ACT-13", Family.STRUCTURE, WARNING, f"{_SELF}G7", "？？", "可读的数值或词语"),
        says=("P01-05",),
    ),
    Fault(
        "a range from above to below",
        _own(1, 5, "≥94%", "97%-94%"),
        *("TGT-15", Family.STRUCTURE, WARNING, f"{_FORM}1 第10行第5列", "97%-94%", "可读的数值或词语"),
        says=("P01-05", "年度目标"),
    ),
    Fault(
        "a class that does not exist",
        _cells(targets__1__6__level2="其他指标"),
        *("IND-06", Family.STRUCTURE, CRITICAL, f"{_FORM}1 第11行第2列", "空白", "已知的指标类别"),
        says=("月度计划按期完成率", "产出指标·其他指标"),
    ),
)
FAULTS = (
    *(_SUMS + _AGREEMENT + _PROMISES + _WORDING + _COMPLETENESS),
    *(_DATES + _RESULTS + _SERIES + _SCHEME + _STRUCTURE),
)


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    """Write, load and check again only what has changed since the last fault."""
    patch = pytest.MonkeyPatch()
    if "rfc3987_syntax" not in sys.modules:
        # A grammar that nothing here needs would take seconds to import.
        patch.setitem(sys.modules, "rfc3987_syntax", None)
    writer, known = import_module("support.dossiers.write"), load_suites(Path(__file__).parents[2] / "expectations")
    for name in ("document_bytes", "workbook_bytes"):
        bare = getattr(writer, name)
        patch.setattr(writer, name, _remembering_pages(bare))
    validator, bare_broken = checks.Validator(), checks.Validator.broken
    remembered: dict[bytes, checks.Broken | None] = {}

    def broken(_: checks.Validator, frame: pd.DataFrame, rules: list[Expectation]) -> list[checks.Broken]:
        keys = {rule.id: _seen_by(rule, frame) for rule in rules}
        new = [rule for rule in rules if keys[rule.id] not in remembered]
        fresh = {found.rule.id: found for found in bare_broken(validator, frame, new)} if new else {}
        remembered.update({keys[rule.id]: fresh.get(rule.id) for rule in new})
        return [found for rule in rules if (found := remembered[keys[rule.id]]) is not None]

    patch.setattr(checks.Validator, "__init__", lambda _: None)
    patch.setattr(checks.Validator, "broken", broken)
    patch.setattr(checks, "load_suites", lambda _: known)
    # Tables of the year before are taken from disk; those of a year with a fault are never read again.
    save = processed.save
    patch.setattr(processed, "save", lambda paths, *rest: save(paths, *rest) if paths.year < YEAR.year else None)
    yield
    patch.undo()


def _remembering_pages(bare: Callable[..., bytes]) -> Callable[..., bytes]:
    cached = lru_cache(maxsize=None)(bare)
    return lambda pages: cached(tuple(pages))


def _seen_by(rule: Expectation, frame: pd.DataFrame) -> bytes:
    values = {column: frame[column].tolist() for column in rule.columns()}
    return pickle.dumps((rule.model_dump(), values or (len(frame), list(frame))))


Find = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def find(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Find:
    """Write a fund year, beside a year before unless there is none, read it and return what is found in it."""
    folders: dict[str, Path] = {}

    def folder_with(last: FundYear | None) -> Path:
        """Return a project with the year before; one that has the same year before is used again."""
        known = repr(last)
        if known not in folders:
            folder = folders[known] = tmp_path_factory.mktemp("dossier")
            (folder / "data" / "raw").mkdir(parents=True)
            (folder / "expectations").symlink_to(root / "expectations", target_is_directory=True)
            if last is not None:
                write(last, folder)
        return folders[known]

    def _find(year: FundYear, last: FundYear | None, spoil: Spoil | None = None) -> list[dict[str, Any]]:
        paths = write(year, folder_with(last))
        if spoil is not None:
            spoil(paths)
        findings = pipeline.check(paths, pipeline.read(paths))["findings"]
        found = tables.records(findings)
        if any(row["severity"] == CRITICAL for row in found):
            with pytest.raises(CheckFailedError):
                checks.require_usable(findings)
        return found

    return _find


@pytest.mark.parametrize(
    ("year", "last"), [(YEAR, earlier(YEAR)), (YEAR, None), (LONG, None)], ids=["", "alone", "long"]
)
def test_without_a_fault_nothing_is_found(find: Find, year: FundYear, last: FundYear | None) -> None:
    assert find(year, last) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.code} {fault.what}")
def test_a_fault_is_found_once_and_nothing_else(find: Find, fault: Fault) -> None:
    last = None if fault.alone else (fault.before or _as_it_is)(earlier(fault.base))
    found = find(fault.plant(fault.base), last, fault.spoil)
    assert [row["code"] for row in found] == [fault.code], [row["message"] for row in found]
    row = found[0]
    assert (row["family"], row["severity"], row["place"]) == (fault.family, fault.severity, fault.place)
    assert (row["found"], row["expected"], row["difference"] or "") == (fault.found, fault.expected, fault.difference)
    assert [said for said in fault.says if said not in row["message"]] == []


def test_a_name_that_a_person_confirmed_is_no_other_name(find: Find) -> None:
    def confirm(paths: FundYearPaths) -> None:
        group = {"names": ["丙市食品安全抽检项目", "丙市检验设备开放项目"], "reason": "主管部门来函确认为同一项目"}
        paths.aliases.write_text(dump_yaml({"projects": [group]}), encoding="utf-8")

    named = _cells(scores__3__name="丙市食品安全抽检项目")(YEAR)
    assert [row["code"] for row in find(named, None)] == ["MEN-10"]
    # The file is the fund's and stays in the folder: a year before of its own gives a folder of its own.
    apart = replace(earlier(YEAR), status="另一份")
    assert find(named, apart, confirm) == []


def test_every_family_has_its_faults() -> None:
    told = [fault.family for fault in FAULTS]
    assert {family: told.count(family) for family in Family if told.count(family) < 3} == {}
    assert {fault.severity for fault in FAULTS} == set(Severity)
