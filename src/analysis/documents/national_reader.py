"""Reader of the national 项目支出绩效自评表: one project's money, objectives, indicators and filed scores a form.

Belongs here: finding the forms and their head, and the objectives. Does not belong here: the money
(``national_money``), the indicators (``national_indicators``), the words of labels and headers (``layouts.yaml``), or
judging the scores that were filed: they are taken as filed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from analysis.documents.collector import Collector
from analysis.documents.declaring import mention
from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import layouts, level_name, one_line
from analysis.documents.national_indicators import read_indicators
from analysis.documents.national_money import Money, amount_of, money_of, read_money
from analysis.documents.recognise import Header, header_at, is_label, label_rows
from analysis.vocabulary import DocumentKind, Horizon

#: The layout that this module reads.
NATIONAL = "national_self_evaluation"
#: The item under which a form's own words on its objectives are kept.
ACHIEVED_ITEM = "年度总体目标"


def piece_of_form(grid: Grid, header: Header | None, others: Sequence[Header | None], width: int) -> bool:
    """Tell a table that is a part of a national form which was split into several tables.

    Parameters
    ----------
    grid, header
        The table, and its header if it has one.
    others
        The headers of the file's tables.
    width
        The columns of the file's national forms; 0 where there is none.
    """
    if header is None:
        head = label_rows(layouts()[NATIONAL], grid, "project") and header_at("national_funds", grid)
        return bool(head) or (bool(grid.rows) and len(grid.rows[0]) == width)
    return header.layout == "fund_self_evaluation" and any(other and other.layout == NATIONAL for other in others)


def read_national_form(grid: Grid, header: Header, out: Collector) -> None:
    """Read every form of a table or sheet; forms may stand below each other."""
    for form in _forms(grid, header):
        found = header_at(header.layout, form)
        if found is None:
            expected = "、".join(header.spec.columns[name][0] for name in header.spec.required)
            out.refuse(form, form.rows[0][0], "自评表缺少指标部分，或指标表头不完整", expected)
        else:
            _read_form(form, found, out)


def _forms(grid: Grid, header: Header) -> Iterator[Grid]:
    starts = label_rows(header.spec, grid, "project")
    for start, end in zip(starts, [*starts[1:], len(grid.rows)], strict=True):
        # What stands above the first form, the unit of its money perhaps, belongs to it.
        first = 0 if start == starts[0] else start
        yield replace(grid, rows=grid.rows[first:end])


def _read_form(form: Grid, header: Header, out: Collector) -> None:
    name, unit, department = (_field(form, header, field) for field in ("project", "unit_name", "department"))
    if name is None:
        place = form.rows[label_rows(header.spec, form, "project")[0]][0]
        out.refuse(form, place, "自评表没有填写项目名称", "项目名称", "补上项目名称")
        return
    money = money_of(form, header, out)
    number = _project_number(form, name, money, (unit, department), out)
    if number is None:
        return
    if money is not None:
        read_money(form, money, number, out)
    _read_objectives(form, header, number, out)
    read_indicators(form, header, number, out)


def _field(form: Grid, header: Header, field: str) -> Cell | None:
    """Return the cell beside a label, when something stands in it."""
    for row in form.rows[: header.row]:
        for place, cell in enumerate(row):
            if not cell.covered and is_label(header.spec, field, cell):
                beside = next((other for other in row[place + 1 :] if other.ref != cell.ref), None)
                return beside if beside is not None and beside.text else None
    return None


def _project_number(
    form: Grid, name: Cell, money: Money | None, bodies: tuple[Cell | None, Cell | None], out: Collector
) -> int | None:
    """Return the project's number: the plan's where there is a plan, else the next one, and record the project."""
    number = out.project_of(one_line(name.text))
    listed = number is not None and out.has("projects", no=number)
    if number is not None and number in out.filed:
        out.refuse(form, name, "同一项目报送了两份自评表", "每个项目一份", "删去重复的一份")
        return None
    if not listed and out.planned:
        out.refuse(form, name, "自评表的项目在分配方案中没有", "分配方案所列的项目名称", "核对项目名称")
        return None
    budget = amount_of(form, money, "budget", out)
    if not listed:
        if money is None or money.total is None or budget is None:
            out.refuse(form, name, "自评表没有写明年度资金总额的全年预算数", "资金总额一行的金额", "补上金额")
            return None
        number = out.next_project() if number is None else number
        _add_project(form, number, name, money.cell(money.total, "budget") or name, budget, bodies, out)
    assert number is not None
    out.filed.add(number)
    amount = money.cell(money.total, "budget") if money and money.total else None
    kind = DocumentKind.NATIONAL_SELF_EVALUATION
    mention(out, form, kind, number, name, unit=bodies[0], amount=amount, amount_wan=budget)
    return number


def _add_project(
    form: Grid,
    number: int,
    name: Cell,
    amount: Cell,
    budget: Decimal,
    bodies: tuple[Cell | None, Cell | None],
    out: Collector,
) -> None:
    unit, department = bodies
    values = {
        "no": number,
        "name": one_line(name.text),
        "implementer": one_line(unit.text) if unit else None,
        "applicant": one_line(department.text) if department else None,
        "allocated_wan": budget,
        "withdrawn_wan": Decimal(0),
        "budget_wan": budget,
    }
    cells = {"no": name, "name": name, "allocated_wan": amount, "budget_wan": amount}
    optional = {"implementer": unit, "applicant": department}
    out.add("projects", form, values, cells | {key: cell for key, cell in optional.items() if cell})


def _read_objectives(form: Grid, header: Header, number: int, out: Collector) -> None:
    above = replace(form, rows=form.rows[: header.row])
    found = header_at("national_objectives", above)
    if found is None or found.row + 1 >= header.row:
        return
    side = form.rows[found.row][0]
    block = [form.rows[found.row + 1]]
    for row in form.rows[found.row + 2 : header.row]:
        if row[0].ref != side.ref:
            break
        if row[found.columns["expected"]].ref != row[found.columns["achieved"]].ref:
            block.append(row)
        elif (told := row[found.columns["expected"]]).text:
            out.remark(form.source(told).human(), "总体目标部分另有文字，只作登记", told.text)
    if found.unknown:
        out.remark(form.source(side).human(), "总体目标部分有不认识的列，未读取", "、".join(found.unknown))
    for column, record in (("expected", _promised), ("achieved", _achieved)):
        cells = [cell for row in block if (cell := row[found.columns[column]]).text and cell.covered != "above"]
        own = [cell for cell in cells if cell.covered != "left"]
        if own or column == "expected":
            record(form, found, number, own or [block[0][found.columns[column]]], out)


def _promised(form: Grid, found: Header, number: int, cells: Sequence[Cell], out: Collector) -> None:
    """Record the objective; several lines of it are one objective, placed at the first."""
    annual = Horizon.ANNUAL
    if out.has("objectives", project_no=number, horizon=annual.value):
        return
    label = level_name(form.rows[found.row][found.columns["expected"]].text)
    whole = replace(cells[0], text="\n".join(cell.text for cell in cells))
    values = {"project_no": number, "horizon": annual.value, "horizon_label": label, "text": whole.text or None}
    out.add("objectives", form, values, {"text": whole})
    if whole.text:
        out.promise(form, whole, number, DocumentKind.NATIONAL_SELF_EVALUATION, label, annual)


def _achieved(form: Grid, _found: Header, number: int, cells: Sequence[Cell], out: Collector) -> None:
    for cell in cells:
        out.add("results", form, {"project_no": number, "item": ACHIEVED_ITEM, "text": cell.text}, {"text": cell})
