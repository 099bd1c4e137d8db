"""A small fund year without a fault, built in memory, and the few verbs with which tests plant one."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import tables

Tables = dict[str, pd.DataFrame]
Records = dict[str, list[dict[str, Any]]]

AMOUNTS = {1: "100.00", 2: "80.50", 3: "60"}
LEVELS = (("产出", "数量"), ("效益", "社会效益"), ("满意度", "服务对象满意度"))
NODES = {"投入": "20", "过程": "20", "产出": "30", "效益": "30"}
FIGURE = {"kind": "quantity", "comparator": ">=", "confidence": "high"}


def clean() -> Tables:
    """Return the tidy tables of three projects and a fund whose indicators carry a hundred points."""
    records = _documents_and_plan() | _project_tables() | _other_tables() | _computed_tables()
    _fund_indicators(records)
    return {name: tables.frame(name, rows) for name, rows in records.items()}


def put(read: Tables, name: str, row: int, /, **values: Any) -> None:
    """Change one row."""
    records = tables.records(read[name])
    records[row] |= values
    read[name] = tables.frame(name, records)


def add(read: Tables, name: str, like: int = -1, /, **values: Any) -> None:
    """Append a copy of a row, changed; its source is a new one unless it is given."""
    records = tables.records(read[name])
    copy = dict(records[like])
    if "source" in copy:
        copy["source"] = f"{copy['source']}9"
    read[name] = tables.frame(name, [*records, copy | values])


def drop(read: Tables, name: str, /, **match: Any) -> None:
    """Remove the rows that match."""
    kept = [row for row in tables.records(read[name]) if any(row[key] != value for key, value in match.items())]
    read[name] = tables.frame(name, kept)


def row_of(read: Tables, name: str, /, **match: Any) -> int:
    """Return the number of the one row that matches."""
    rows = enumerate(tables.records(read[name]))
    found = [number for number, row in rows if all(row[key] == value for key, value in match.items())]
    assert len(found) == 1, (name, match, found)
    return found[0]


def _documents_and_plan() -> Records:
    kinds = {"分配方案.docx": "allocation_plan", "绩效目标表.docx": "target_table", "预算执行.xlsx": "execution_table"}
    told = {"title": "测试文件", "fund_year": 2023, "status": "测试用"}
    documents = [
        {"file": file, "kind": kind, **told, "sha256": f"{number:064x}"}
        for number, (file, kind) in enumerate(kinds.items())
    ]
    projects, mentions, memberships = [], [], []
    for no, amount in AMOUNTS.items():
        place = f"分配方案.docx#表1!R{no + 1}C"
        money = {"applied_wan": amount, "allocated_wan": amount, "withdrawn_wan": "0", "budget_wan": amount}
        name, unit = f"测试项目{no}", f"测试单位{no}"
        projects.append({"no": no, "name": name, "implementer": unit, **money, "source": f"{place}1"})
        for kind, source in (("allocation_plan", f"{place}2"), ("target_table", f"绩效目标表.docx#表{no}!R2C3")):
            values = {"project_no": no, "document": kind, "name": name, "unit_name": unit, "amount_wan": amount}
            mentions.append({**values, "source": source})
        memberships.append({"project_no": no, "direction": "测试方向", "source": "预算执行.xlsx#支持方向!E3"})
    task = {"fund_name": "测试资金", "task": "测试任务", "source": "目录清单.docx#表1!R3C1"}
    shares = {"amount_wan": "240.5", "retained_wan": "240.5", "delegated_unit_wan": "0", "delegated_city_wan": "0"}
    plan = {"projects": projects, "mentions": mentions, "memberships": memberships}
    return {"documents": documents, "policy_tasks": [task | shares], **plan}


def _project_tables() -> Records:
    rows: Records = {name: [] for name in ("objectives", "indicators", "targets", "actuals", "execution")}
    for no, amount in AMOUNTS.items():
        paid = {"project_no": no, "as_of": "2023-12-31", "budget_wan": amount, "paid_wan": amount}
        rows["execution"].append({**paid, "source": f"预算执行.xlsx#预算执行情况表!C{no + 3}"})
        for line, horizon in enumerate(("stage", "annual"), start=3):
            label = {"stage": "阶段目标", "annual": "年度目标"}[horizon]
            values = {"project_no": no, "horizon": horizon, "horizon_label": label, "text": "完成既定工作"}
            rows["objectives"].append({**values, "source": f"绩效目标表.docx#表{no}!R{line}C3"})
        _promises(rows, no, amount)
        for number, levels in enumerate(LEVELS, start=1):
            _indicator(
                rows,
                f"P{no:02d}-{number:02d}",
                no,
                levels,
                f"测试指标{number}",
                f"绩效目标表.docx#表{no}!R{number + 5}C",
            )
    return rows


def _promises(rows: Records, no: int, amount: str) -> None:
    """Add what stands beside a project's indicators: money by source, claims, an empty class, filed scores."""
    place = f"绩效目标表.docx#表{no}!R"
    money = {"initial_wan": amount, "budget_wan": amount, "paid_wan": amount}
    fund = {"project_no": no, "item": "财政拨款", "fund_source": "fiscal", **money, "source": f"{place}2C5"}
    rows.setdefault("funds", []).append(fund)
    claim = {"project_no": no, "document": "target_table", "field": "年度目标", "horizon": "annual", "position": 1}
    claim |= {"subject": "测试活动", "text": "测试活动10场", "value": "10", "upper": "20", "unit": "场"}
    rows.setdefault("claims", []).append({**claim, **FIGURE, "source": f"{place}4C3"})
    vacancy = {"project_no": no, "level1": "成本", "level2": "社会成本", "level_code": "成本/社会成本"}
    rows.setdefault("vacancies", []).append({**vacancy, "mark": "/", "source": f"{place}9C3"})
    filed = {"project_no": no, "node": "预算执行", "points": "10", "score": "10", "source": f"{place}2C7"}
    rows.setdefault("filed_scores", []).append(filed)


def _fund_indicators(records: Records) -> None:
    for number, (level1, level2, points) in enumerate(
        (("过程", "资金管理", "20"), ("产出", "数量", "40"), ("效益", "社会效益", "40")), start=1
    ):
        ident, place = f"F-{number:02d}", f"自评表.xlsx#绩效自评表!{'DEFG'[number]}{number + 2}"
        _indicator(records, ident, None, (level1, level2), f"专项指标{number}", place, points)


def _indicator(
    rows: Records, ident: str, no: int | None, levels: tuple[str, str], name: str, place: str, points: str | None = None
) -> None:
    level1, level2 = levels
    scope = "fund" if no is None else "project"
    values = {"indicator_id": ident, "scope": scope, "project_no": no, "level1": level1, "level2": level2}
    values |= {"level_code": f"{level1}/{level2}", "name": name, "points": points, "source": f"{place}3"}
    rows["indicators"].append(values)
    # The fund asks for three times as much as a project, so that no two indicators are one promise.
    stage, annual, reached = ("15", "30", "36") if no is None else ("5", "10", "12")
    for horizon, text, value in (("stage", f"不少于{stage}个", stage), ("annual", f"不少于{annual}个", annual)):
        label = {"stage": "阶段目标", "annual": "年度目标"}[horizon]
        target = {"indicator_id": ident, "horizon": horizon, "horizon_label": label, "text": text, "value": value}
        rows["targets"].append({**target, **FIGURE, "unit": "个", "source": f"{place}{len(horizon)}"})
    actual = {"indicator_id": ident, "as_of": "2023-12-31", "text": f"{reached}个", "value": reached, "unit": "个"}
    rows["actuals"].append({**actual, **FIGURE, "filed_target": f"不少于{annual}个", "source": f"{place}7"})


def _other_tables() -> Records:
    reading = {"kind": "quantity", "comparator": "unstated", "item": "另行开展的工作", "unit": "次"}
    results = [
        reading
        | {"project_no": no, "text": f"{7 + no}次", "value": f"{7 + no}", "source": f"自评表.xlsx#其他!D{no + 2}"}
        for no in AMOUNTS
    ]
    declared = [
        {
            "label": "合计",
            "column": "金额",
            "concept": "plan_total",
            "text": "240.50",
            "value": "240.50",
            "unit": "万元",
        },
        {"label": "1", "column": "执行率", "concept": "execution_rate", "text": "100%", "value": "100", "unit": "%"},
    ]
    given = [
        {"project_no": no, "node": node, "score": points, "source": f"评分表.xlsx#评分表!{column}{no + 2}"}
        for no in AMOUNTS
        for column, (node, points) in zip("CDEF", NODES.items(), strict=True)
    ]
    placed = [row | {"table": "合计", "source": f"预算执行.xlsx#合计!B{n}"} for n, row in enumerate(declared, start=2)]
    return {"results": results, "declared": placed, "given_scores": given}


def _computed_tables() -> Records:
    done = {"indicator_id": "F-02", "horizon": "annual", "kind": "quantity", "comparator": ">=", "status": "met"}
    told = {"why": "测试", "rule_id": "test", "reference": "测试", "source": "评分表.xlsx#评分表!C3"}
    scores = []
    for scope, no in (("fund", None), *(("project", no) for no in AMOUNTS)):
        owner = {"scope": scope, "project_no": no, **told}
        scores.append(owner | {"node": "总分", "points": "100", "score": "90"})
        for node, points in NODES.items():
            score = "10" if node == "投入" else points
            scores.append(owner | {"node": node, "parent": "总分", "points": points, "score": score})
    figures = {"declared": "240.50", "computed": "240.50", "difference": "0", "tolerance": "0.005", "excess": "0"}
    named = {"concept": "plan_total", "label": "合计", "column": "金额", "unit": "万元", "basis": "各项目金额之和"}
    place = {"source": "预算执行.xlsx#合计!B2"}
    own = {"project_no": 1, "node": "预算执行", "points": "10", "filed": "10", "computed": "10", **told}
    own |= {"difference": "0", "excess": "0"}
    known = {"attainment": [done | place], "scores": scores, "reconciliation": [figures | named | place]}
    known |= {"self_scores": [own], "series": _earlier_year(), "promises": [_matched_promise()]}
    return {name: [_complete(name, row) for row in rows] for name, rows in known.items()}


def _earlier_year() -> list[dict[str, Any]]:
    """Return what the first project and its first indicator set and reached the year before, a little less each."""
    project = {"project_no": 1, "body": "测试单位1", "amount_wan": "100.00", "earlier_year": 2022, "matched_by": "name"}
    project |= {"earlier_project_no": 1, "earlier_body": "测试单位1", "earlier_amount_wan": "90", "likeness": "1"}
    named = {"item": "P01", "name": "测试项目1", "earlier_item": "P01", "earlier_name": "测试项目1"}
    place = {"source": "分配方案.docx#表1!R2C1", "earlier_source": "2022/分配方案.docx#表1!R2C1"}
    item = {"item": "P01-01", "name": "测试指标1", "earlier_item": "P01-01", "earlier_name": "测试指标1"}
    item |= {"level_code": "产出/数量", "comparator": ">=", "cumulative": False, "one_off": False}
    item |= {"target_text": "不少于10个", "target_value": "10", "unit": "个", "of_target": "1.25", "of_actual": "1"}
    item |= {"earlier_target_text": "不少于8个", "earlier_target_value": "8", "earlier_unit": "个", "difference": "0"}
    item |= {"earlier_actual_text": "10个", "earlier_actual_value": "10", "earlier_actual_name": "测试指标1"}
    cell = "绩效目标表.docx#表1!R6C5"
    item |= {"source": cell, "earlier_source": f"2022/{cell}", "earlier_actual_source": "2022/自评表.xlsx#自评表!F3"}
    return [{"sort": "project", **project, **named, **place}, {"sort": "indicator", **project, **item}]


def _matched_promise() -> dict[str, Any]:
    claim = {"project_no": 1, "document": "target_table", "field": "年度目标", "horizon": "annual", "position": 1}
    claim |= {"subject": "测试指标1", "text": "测试指标10个", "value": "10", "upper": "10", "unit": "个"}
    found = {"relation": "same", "matched_by": "name", "likeness": "1.00", "indicator_id": "P01-01"}
    target = {"name": "测试指标1", "horizon": "annual", "label": "年度目标", "text": "不少于10个", "value": "10"}
    target |= {"upper": "10", "unit": "个", "source": "绩效目标表.docx#表1!R6C6"}
    shown = {f"target_{name}": value for name, value in target.items()}
    return claim | found | shown | {"confidence": "high", "source": "绩效目标表.docx#表1!R4C3"}


def _complete(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """Keep the columns that the data dictionary knows."""
    return {column: row[column] for column in tables.dictionary()[name].columns if column in row}
