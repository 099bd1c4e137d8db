"""The documents of a year's results, cell by cell: 预算执行情况表, both 绩效自评表, 项目评分表.

Belongs here: which cell says what. Does not belong here: the documents of the beginning (``plan_pages``).

Names of the cells that ``FundYear.overrides`` may change (n counts from 1, NO is a project's number):

- ``execution.NO.no|name|budget|paid|rate|remark``, ``execution.total.budget|paid|rate``
- ``directions.n.name|count|budget|share|members``, ``directions.total.count|budget|share``
- ``amounts.n.item|measure|value|unit``: what stands on the third sheet, from top to bottom
- ``fund.n.level1|level2|name|points|target|actual|evidence``
- ``actuals.NO.no|project`` and ``actuals.NO.n.level1|level2|name|target|actual|evidence``
- ``results.NO.n.no|project|item|actual``
- ``scores.NO.no|name|投入|过程|产出|效益|total|grade``, and below the projects
  ``scores.points|mean|rate.投入|过程|产出|效益|total``
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from support.dossiers.dress import amount
from support.dossiers.model import NODES, FundYear, Project, half_up, share
from support.dossiers.pages import Draft, Page, Printer, runs


def execution(year: FundYear, printer: Printer, *, by_june: bool = False) -> list[Page]:
    """Lay out 预算执行情况表: spending, directions of support, stated amounts; in June only the first."""
    draft = Draft(printer, "execution")
    draft.wide(f"{year.year}年{year.fund_name}预算执行情况表{'（截至6月30日）' if by_june else ''}", 6)
    draft.wide("单位：万元", 6)
    draft.heads(("序号", "项目名称", "预算金额", "支出金额", "预算执行率", "备注"))
    column = "paid_by_june" if by_june else "paid"
    numbers = ("no", "budget", "paid", "rate")
    for project in year.projects:
        paid = getattr(project, column)
        figures = _spent(year, project.budget, paid)
        remark = "" if by_june else project.spending_remark
        draft.line(project.no, {"no": str(project.no), "name": project.name, **figures, "remark": remark}, numbers)
    total = _spent(year, year.total("budget"), year.total(column))
    draft.put(0, "合计", columns=2)
    draft.line("total", {**total, "remark": ""}, numbers, start=2)
    pages = [draft.page("预算执行情况表")]
    return pages if by_june else [*pages, _directions(year, printer), _amounts(year, printer)]


def _spent(year: FundYear, budget: Decimal, paid: Decimal) -> dict[str, str]:
    return {"budget": _money(year, budget), "paid": _money(year, paid), "rate": f"{share(paid, budget)}%"}


def _directions(year: FundYear, printer: Printer) -> Page:
    draft = Draft(printer, "directions")
    draft.wide("资金支持方向情况表", 5)
    draft.heads(("资金使用方向", "项目数（个）", "预算金额（万元）", "资金占比（%）", "具体项目"))
    whole = year.total("allocated")
    numbers = ("count", "budget", "share")
    for number, name in enumerate(year.directions, start=1):
        own, money = year.chosen(name), year.total("allocated", name)
        figures = {"count": str(len(own)), "budget": _money(year, money), "share": f"{share(money, whole)}%"}
        members = "、".join(f"项目{project.no}" for project in own)
        draft.line(number, {"name": name, **figures, "members": members}, numbers)
    figures = {"count": str(len(year.projects)), "budget": _money(year, whole), "share": "100.00%"}
    draft.line("total", {"name": "合计", **figures, "members": ""}, numbers)
    return draft.page("资金支持方向")


def _amounts(year: FundYear, printer: Printer) -> Page:
    draft = Draft(printer, "amounts")
    draft.wide(f"{year.year}年专项资金安排及支出情况", 4)
    draft.heads(("事项", "项目", "数值", "单位"))
    for number, (item, measure, value, unit) in enumerate(_stated(year), start=1):
        named = {"item": item, "measure": measure, "value": value, "unit": unit}
        draft.line(number, named, numbers=("value",))
    return draft.page("资金安排情况")


def _stated(year: FundYear) -> list[tuple[str, str, str, str]]:
    """Return what the year's money comes to: item, measure, value, unit."""
    money, count = ("金额", "万元"), ("项目数", "个")
    busiest, most = Counter(project.implementer for project in year.projects).most_common(1)[0]
    allocated, budget, paid = (year.total(column) for column in ("allocated", "budget", "paid"))
    rows: list[tuple[str, tuple[str, str], Decimal | int]] = [
        ("预算金额", money, allocated),
        ("入库项目", count, len(year.projects)),
        ("入库项目合计安排资金", money, allocated),
    ]
    for level, item in (("省级", "保留省本级的专项资金项目"), ("市县", "下放市县的专项资金项目")):
        rows.append((item, count, len(year.chosen(approval=level))))
        rows.append((item, money, year.total("allocated", approval=level)))
    rows.append((f"其中{busiest}实施", count, most))
    withdrawn = [project for project in year.projects if project.withdrawn]
    for project in withdrawn:
        rows.append((f"项目{project.no}收回项目资金", money, project.withdrawn))
        rows.append((f"项目{project.no}收回后项目资金", money, project.budget))
    rows.append(("最终项目实际安排下达资金", money, budget))
    rows.append(("专项资金合计支出", money, paid))
    if withdrawn:
        rows.append(("已收回资金", money, year.total("withdrawn")))
    rows.append(("其余未实现支出", money, budget - paid))
    printed = [
        (item, measure, _money(year, Decimal(value)) if unit == "万元" else str(value), unit)
        for item, (measure, unit), value in rows
    ]
    return [*printed, ("整体预算执行率", "比率", f"{share(paid, budget)}%", "")]


def fund_self_evaluation(year: FundYear, printer: Printer) -> list[Page]:
    """Lay out 专项资金绩效自评表."""
    draft = Draft(printer, "fund")
    draft.wide(f"{year.year}年{year.fund_name}绩效自评表", 7)
    draft.heads(("一级指标", "二级指标", "三级指标", "分值", "预期值", "实际完成值", "完成情况说明"))
    own = year.indicators
    first = runs([row.level1 for row in own])
    second = runs([f"{row.level1}|{row.level2}" for row in own])
    for number, row in enumerate(own, start=1):
        for column, (lengths, name, said) in enumerate(((first, "level1", row.level1), (second, "level2", row.level2))):
            if lengths[number - 1]:
                draft.put(column, printer.text(draft.name(number, name), said), rows=lengths[number - 1])
        told = {"name": row.name, "points": str(row.points), "target": row.target.text, "actual": row.actual.text}
        draft.line(number, {**told, "evidence": row.evidence}, numbers=("points", "target", "actual"), start=2)
    return [draft.page("绩效自评表")]


def project_self_evaluation(year: FundYear, printer: Printer, *, by_june: bool = False) -> list[Page]:
    """Lay out 项目绩效自评表, and beside it what projects report besides; in June the first only."""
    draft = Draft(printer, "actuals")
    draft.wide(f"{year.year}年{year.fund_name}项目绩效自评表{'（截至6月30日）' if by_june else ''}", 8)
    heads = ("序号", "项目名称", "一级指标", "二级指标", "绩效指标", "年度目标", "实际完成值", "完成情况说明")
    draft.heads(heads)
    for project in year.projects:
        _actuals(project, draft, by_june=by_june)
    page = draft.page("项目绩效自评表")
    return [page] if by_june else [page, _results(year, printer)]


def _actuals(project: Project, draft: Draft, *, by_june: bool) -> None:
    own = project.indicators
    draft.put(0, draft.printer.text(draft.name(project.no, "no"), str(project.no)), rows=len(own), number=True)
    draft.put(1, draft.printer.text(draft.name(project.no, "project"), project.name), rows=len(own))
    for position, (length, row) in enumerate(zip(runs([row.level1 for row in own]), own, strict=True), start=1):
        key = f"{project.no}.{position}"
        if length:
            draft.put(2, draft.printer.text(draft.name(key, "level1"), row.level1), rows=length)
        actual = row.stage_actual.text if by_june else row.actual.text
        told = {"level2": row.level2, "name": row.name, "target": row.goals["annual"].text, "actual": actual}
        evidence = "" if by_june else row.evidence
        draft.line(key, {**told, "evidence": evidence}, numbers=("target", "actual"), start=3)


def _results(year: FundYear, printer: Printer) -> Page:
    draft = Draft(printer, "results")
    draft.wide("项目其他完成情况", 4)
    draft.heads(("序号", "项目名称", "事项", "实际完成值"))
    for project in year.projects:
        for number, (item, actual) in enumerate(project.results, start=1):
            named = {"no": str(project.no), "project": project.name, "item": item, "actual": actual}
            draft.line(f"{project.no}.{number}", named, numbers=("no", "actual"))
    return draft.page("其他完成情况")


def score_sheet(year: FundYear, printer: Printer) -> list[Page]:
    """Lay out 项目评分表."""
    draft = Draft(printer, "scores")
    draft.wide("各项目评分表", 8)
    draft.heads(("序号", "项目名称", *NODES, "合计", "等级"))
    for project in year.projects:
        given = {node: f"{project.scores[node]:.2f}" for node in NODES}
        told = {"no": str(project.no), "name": project.name, **given}
        draft.line(
            project.no, {**told, "total": f"{project.score:.2f}", "grade": project.grade}, ("no", *NODES, "total")
        )
    for name, label, figures in _summed_up(year):
        draft.put(0, label, columns=2)
        draft.line(name, {**figures, "grade": ""}, (*NODES, "total"), start=2)
    return [draft.page("项目评分表")]


def _summed_up(year: FundYear) -> list[tuple[str, str, dict[str, str]]]:
    """Return what stands below the scores: the points of every part, the mean score, and the mean's rate."""
    points = {**NODES, "total": sum(NODES.values())}
    whole = {node: sum((own.scores[node] for own in year.projects), Decimal(0)) for node in NODES}
    whole["total"] = sum((own.score for own in year.projects), Decimal(0))
    means = {name: whole[name] / len(year.projects) for name in points}
    return [
        ("points", "分值", {name: str(value) for name, value in points.items()}),
        ("mean", "平均分", {name: str(half_up(means[name])) for name in points}),
        ("rate", "得分率", {name: f"{half_up(means[name] * 100 / points[name])}%" for name in points}),
    ]


def _money(year: FundYear, value: Decimal) -> str:
    return amount(value, grouped=year.grouped)
