"""The documents of a year's beginning, cell by cell: 目录清单, 分配方案, 绩效目标表.

Belongs here: which cell says what. Does not belong here: the documents of the results (``result_pages``).

Names of the cells that ``FundYear.overrides`` may change, beside those in ``result_pages`` (n counts from 1, NO is a
project's number):

- ``catalogue.n.fund_name|authority|task|use|goals|amount|retained|delegated_unit|delegated_city|remark``,
  ``catalogue.total.amount`` and so on, where there are several tasks
- ``plan.NO.no|name|applicant|implementer|summary|goals|applied|amount|approval|remark``, ``plan.total.applied|amount``
- ``targets.NO.name|unit|amount``, ``targets.NO.objective.HORIZON``, and for an indicator
  ``targets.NO.n.level1|level2|name|HORIZON``; a level is printed once for all rows that it covers, under the name of
  the first one
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from support.dossiers.dress import amount
from support.dossiers.model import FundYear, Project, Task
from support.dossiers.pages import Draft, Page, Printer, runs

#: How a horizon is headed in the row of the objective and above the targets; {year} and {period} are filled in.
_LABELS: Mapping[tuple[str, ...], Mapping[str, tuple[str, str]]] = {
    ("stage", "annual"): {"stage": ("阶段目标\n（6月底前）", "阶段目标"), "annual": ("年度目标", "年度目标")},
    ("annual", "period"): {
        "annual": ("年度目标\n（{year}年）", "年度目标（{year}年）"),
        "period": ("实施周期目标\n（{period}年）", "实施周期目标（{period}年）"),
    },
}
_PLAN_HEADS = (
    *("序号", "项目名称", "申报单位", "实施单位", "项目简介", "主要绩效目标"),
    *("申报金额", "分配金额", "审批权限", "备注"),
)


def catalogue(year: FundYear, printer: Printer) -> list[Page]:
    """Lay out 目录清单; its header has two rows."""
    draft = Draft(printer, "catalogue")
    heads = ("专项资金名称\n（战略领域名称）", "财政事权", "政策任务", "主要用途", "主要绩效目标", "资金额度")
    for column, text in enumerate(heads):
        draft.put(column, text, rows=2)
    draft.put(6, "审批权限设置", columns=3)
    draft.put(9, "备注", rows=2)
    draft.row += 1
    for column, text in enumerate(("保留省级\n审批", "下放用款\n单位", "下放市县"), start=6):
        draft.put(column, text)
    draft.row += 1
    for number, task in enumerate(year.tasks, start=1):
        draft.line(number, _task(year, task))
    if len(year.tasks) > 1:
        draft.line("total", {"label": "合计", **_blank("authority", "task", "use", "goals"), **_task_money(year)})
    lines = ("附件1", f"省级财政专项资金目录清单（{year.year}年）", f"主管部门：{year.department}", "单位：万元")
    return [draft.page("目录清单", lines)]


def _task(year: FundYear, task: Task) -> dict[str, str]:
    words = {"fund_name": year.fund_name, "authority": year.authority, "task": task.name}
    return {**words, "use": task.use, "goals": task.goals, **_task_money(year, task)}


def _task_money(year: FundYear, task: Task | None = None) -> dict[str, str]:
    directions = task.directions if task else year.directions
    sums = {
        level: sum((year.total("allocated", name, level) for name in directions), Decimal(0))
        for level in ("省级", "市县")
    }
    money = {"amount": sum(sums.values(), Decimal(0)), "retained": sums["省级"]}
    printed = {name: _money(year, value) for name, value in money.items()}
    return {**printed, "delegated_unit": "", "delegated_city": _money(year, sums["市县"]), "remark": ""}


def allocation_plan(year: FundYear, printer: Printer) -> list[Page]:
    """Lay out 分配方案."""
    draft = Draft(printer, "plan")
    draft.heads(_PLAN_HEADS)
    for project in year.projects:
        draft.line(project.no, _planned(year, project))
    blanks = _blank("applicant", "implementer", "summary", "goals")
    money = {"applied": _money(year, year.total("applied")), "amount": _money(year, year.total("budget"))}
    draft.line("total", {"label": "合计", "name": "", **blanks, **money, **_blank("approval", "remark")})
    return [draft.page("分配方案", ("附件2", f"{year.year}年{year.fund_name}分配方案", "单位：万元"))]


def _planned(year: FundYear, project: Project) -> dict[str, str]:
    names = {"no": str(project.no), "name": project.name}
    bodies = {"applicant": project.applicant, "implementer": project.implementer}
    told = {"summary": project.summary, "goals": project.goals}
    money = {"applied": _money(year, project.applied), "amount": _money(year, project.budget)}
    return {**names, **bodies, **told, **money, "approval": project.approval, "remark": _remark(year, project)}


def _remark(year: FundYear, project: Project) -> str:
    if project.remark or not project.withdrawn:
        return project.remark
    return f"原下达{_money(year, project.allocated)}万元，后收回{_money(year, project.withdrawn)}万元"


def target_tables(year: FundYear, printer: Printer) -> list[Page]:
    """Lay out 绩效目标表: a form a project."""
    return [_form(year, project, printer) for project in year.projects]


def _form(year: FundYear, project: Project, printer: Printer) -> Page:
    draft = Draft(printer, f"targets.{project.no}")
    width = 3 + len(year.horizons)
    fields = {"unit": ("申报单位", project.applicant), "amount": ("分配金额", f"{_money(year, project.budget)}万元")}
    labels = _LABELS[year.horizons]
    for horizon in reversed(year.horizons):
        label = labels[horizon][0].format(year=year.year, period=year.period)
        fields[f"objective.{horizon}"] = (label, project.objectives[horizon])
    for name, (label, said) in fields.items():
        draft.put(0, label, columns=2)
        draft.put(2, printer.text(draft.name(name), said), columns=width - 2)
        draft.row += 1
    draft.put(0, "目标", columns=2)
    heads = [labels[horizon][1].format(year=year.year, period=year.period) for horizon in year.horizons]
    for column, text in enumerate(("指标内容及口径", *heads), start=2):
        draft.put(column, text)
    draft.row += 1
    _indicators(year, project, draft)
    name = printer.text(draft.name("name"), project.name)
    lines = (f"{project.no}. {name}", year.fund_name, "绩效目标表", f"（{year.year}年）")
    return draft.page(name, ("附件3", *lines) if project.no == 1 else lines)


def _indicators(year: FundYear, project: Project, draft: Draft) -> None:
    """Add the indicators; a level covers all rows below each other that share it."""
    own = project.indicators
    first = runs([indicator.level1 for indicator in own])
    second = runs([f"{indicator.level1}|{indicator.level2}" for indicator in own])
    for position, indicator in enumerate(own, start=1):
        levels = ((first, "level1", indicator.level1), (second, "level2", indicator.level2))
        for column, (lengths, name, said) in enumerate(levels):
            if lengths[position - 1]:
                text = draft.printer.text(draft.name(position, name), said)
                draft.put(column, text, rows=lengths[position - 1])
        goals = {horizon: indicator.goals[horizon].text for horizon in year.horizons}
        draft.line(position, {"name": indicator.name, **goals}, start=2)


def _blank(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "")


def _money(year: FundYear, value: Decimal) -> str:
    return amount(value, grouped=year.grouped)
