"""Planted faults for the checks on how indicators are worded, and dates; see ``planted_faults``."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from clean_dossier import Tables, add, put, row_of

from analysis import expressions, tables

Plant = Callable[[Tables], None]

#: The first project's first indicator, under 产出/数量; the first one of its satisfaction is the third.
_FIRST = "P01-01"


def _target(text: str, horizon: str = "annual", ident: str = _FIRST) -> Plant:
    """Give an indicator another target, read as the reader does."""

    def plant(read: Tables) -> None:
        name = read["indicators"]["name"][row_of(read, "indicators", indicator_id=ident)]
        reading = expressions.read_one(text, name)
        known = set(tables.dictionary()["targets"].columns) & set(expressions.COLUMNS)
        values = {column: getattr(reading, column) for column in sorted(known)}
        values = {column: None if value == "" else value for column, value in values.items()}
        row = row_of(read, "targets", indicator_id=ident, horizon=horizon)
        put(read, "targets", row, **(values | {"text": text, "confidence": "high"}))

    return plant


def _named(name: str, ident: str = _FIRST, **values: Any) -> Plant:
    return lambda read: put(read, "indicators", row_of(read, "indicators", indicator_id=ident), name=name, **values)


def _both(*plants: Plant) -> Plant:
    def plant(read: Tables) -> None:
        for single in plants:
            single(read)

    return plant


def _targets(text: str, stage: str = "—", ident: str = _FIRST) -> Plant:
    """Give an indicator both targets, of which nothing was reported."""
    return _both(_target(text, ident=ident), _target(stage, "stage", ident), _without_actual)


def _benefit(name: str, text: str) -> Plant:
    """Give the first project's benefit, where a share belongs, another name and target."""
    return _both(_named(name, "P01-02"), _targets(text, ident="P01-02"))


def _without_actual(read: Tables) -> None:
    """Leave the reported values of the projects out: what they say against the target is another matter."""
    rows = [row for row in tables.records(read["actuals"]) if not row["indicator_id"].startswith("P")]
    read["actuals"] = tables.frame("actuals", rows)


def _period(text: str, value: str | None) -> Plant:
    """Give the first indicator a target for the period up to 2025."""

    def plant(read: Tables) -> None:
        like = row_of(read, "targets", indicator_id=_FIRST, horizon="annual")
        exact = Decimal(value) if value else None
        add(read, "targets", like, horizon="period", horizon_label="总体目标（2025年）", text=text, value=exact)

    return plant


def _stage_label(label: str) -> Plant:
    return lambda read: put(
        read, "targets", row_of(read, "targets", indicator_id=_FIRST, horizon="stage"), horizon_label=label
    )


def _row(table: str, row: int, /, **values: Any) -> Plant:
    return lambda read: put(read, table, row, **values)


def _renamed(name: str) -> Plant:
    """Give the first project another name in every document."""

    def plant(read: Tables) -> None:
        put(read, "projects", 0, name=name)
        for row, mention in enumerate(tables.records(read["mentions"])):
            if mention["project_no"] == 1:
                put(read, "mentions", row, name=name)

    return plant


def _closing(table: str, date: str) -> Plant:
    def plant(read: Tables) -> None:
        rows = [row | {"as_of": date} for row in tables.records(read[table])]
        read[table] = tables.frame(table, rows)

    return plant


def _dated(kind: str, date: str) -> Plant:
    return lambda read: put(read, "documents", 1, kind=kind, date=date)


WORDING: dict[str, Plant] = {
    # order of horizons
    "TGT-30": _period("不少于8个", "8"),
    "TGT-31": _both(_target("不超过2次"), _target("不超过3次", "stage"), _without_actual),
    "TGT-32": _target("不少于10个", "stage"),
    # the name against the target
    "TGT-33": _named("服务企业不少于8个"),
    "TGT-34": _named("走访企业数（家）"),
    "TGT-35": _both(_named("带动投资（亿元）"), _targets("6000万元")),
    "TGT-36": _benefit("扶持企业数量", "80%"),
    "TGT-37": _both(_named("识别模型数量"), _targets("不少于8家")),
    "TGT-38": _both(_named("有效投诉次数"), _targets("不少于2次")),
    "TGT-39": _benefit("学员满意度", "不超过90%"),
    "TGT-46": _targets("2.5家"),
    "TGT-47": _benefit("培训覆盖率", "≤100%"),
    "TGT-48": _benefit("培训覆盖率", "不低于105%"),
    # what a project's targets share
    "TGT-41": _both(_named("提高服务效率"), _targets("提高")),
    "TGT-42": _both(_named("服务效率"), _targets("不断提高")),
    "TGT-43": _targets("1-2场（视场地进度）"),
    "TGT-44": _both(_named("按照资金使用计划执行", level_code="产出/成本"), _targets("支出100%")),
    "TGT-45": _both(_target(">10个"), _target("≥5个", "stage"), _without_actual),
    # dates
    "TGT-50": _targets("2022年12月前投入运行"),
    "TGT-51": _both(_targets("12月底前完成", "10月上线运营"), _stage_label("阶段目标（6月底前）")),
    "TGT-52": _targets("5月底前正式运行", "6月底前试运行"),
    "IND-30": _both(_named("活动服务人次（家）"), _targets("500")),
    "IND-31": _targets("80%"),
    "IND-33": _named("测试指标1", level1="效益"),
    "IND-34": _named("融资金额、服务企业数量"),
    "IND-35": _named("测试指标（数量）1", "P01-02"),
    "IND-36": _named("商业保理公司公司检查"),
    "IND-38": _named("2021年新增机构"),
    "PRJ-35": _renamed("测试项目1（2021年）"),
    "PRJ-36": _row("projects", 0, goals="2021年底前建成"),
    "OBJ-20": _row("objectives", 1, text="2021年底前建成"),
    "OBJ-21": _row("objectives", 0, horizon_label="阶段目标（6月底前）", text="9月底前建成"),
    "ACT-20": _row("actuals", 0, text="2021年3月完成12个"),
    "ACT-21": _closing("actuals", "2022-12-31"),
    "EXE-20": _closing("execution", "2022-12-31"),
    "DOC-20": _row("documents", 0, title="2021年分配方案"),
    "DOC-21": _dated("target_table", "2024-03-01"),
    "DOC-22": _dated("fund_self_evaluation", "2022-03-01"),
}
