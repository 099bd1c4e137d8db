"""One fault for every expectation: what to spoil in the clean dossier so that this rule, and no other, is broken.

Faults that follow from the rule itself (a missing required value, a value outside its closed list, a number of the
wrong type, a missing column) are derived; all others are written out.
"""

from __future__ import annotations

from collections.abc import Callable

from clean_dossier import Tables, add, drop, put, row_of
from faults_agreement import AGREEMENT
from faults_results import RESULTS
from faults_series import SERIES
from faults_wording import WORDING

from analysis import tables
from analysis.suites import Expectation

Plant = Callable[[Tables], None]

#: Where spoiling a value in place would tear other rows loose: a row is added instead, with these values.
_ADDED: dict[tuple[str, str], dict[str, object]] = {
    ("projects", "no"): {"name": "另一项目"},
    ("documents", "file"): {"sha256": "f" * 64},
    ("documents", "sha256"): {"file": "另一文件.docx"},
    ("mentions", "project_no"): {},
    ("objectives", "project_no"): {},
    ("indicators", "indicator_id"): {"name": "另一指标", "points": None},
    ("indicators", "scope"): {"indicator_id": "X-01", "name": "另一指标", "points": None},
    ("targets", "indicator_id"): {},
    ("targets", "horizon"): {},
    ("actuals", "indicator_id"): {},
    ("results", "project_no"): {},
    ("execution", "project_no"): {},
    ("given_scores", "project_no"): {},
    ("given_scores", "node"): {},
    ("memberships", "project_no"): {},
    ("funds", "project_no"): {},
    ("claims", "project_no"): {},
    ("vacancies", "project_no"): {},
    ("filed_scores", "project_no"): {},
    ("attainment", "indicator_id"): {},
    ("attainment", "horizon"): {},
    ("scores", "scope"): {"node": "另一节点", "parent": None},
    ("scores", "node"): {"parent": None},
}
#: Which row to spoil in place, where the last one would break a second rule as well.
_ROW = {"targets": 0, "scores": 0, "indicators": 0}


def plant_for(table: str, rule: Expectation) -> Plant | None:
    """Return the fault that a rule must find, or ``None`` when nobody wrote one."""
    if rule.meta.code in FAULTS:
        return FAULTS[rule.meta.code]
    kind = rule.type.removeprefix("expect_").removeprefix("column_values_to_")
    column = rule.kwargs.get("column", "")
    if kind == "table_columns_to_match_set":
        return lambda read: _without_last_column(read, table)
    if rule.meta.view:
        return None
    if kind == "not_be_null":
        return lambda read: _spoil(read, table, column, None)
    if kind == "be_in_set" and isinstance(rule.kwargs["value_set"], list):
        return lambda read: _spoil(read, table, column, "不在其列")
    if kind == "be_in_type_list":
        return lambda read: _inexact(read, table, column)
    return None


def _spoil(read: Tables, table: str, column: str, value: object) -> None:
    if (table, column) in _ADDED:
        add(read, table, **_ADDED[table, column], **{column: value})
    else:
        put(read, table, _ROW.get(table, -1), **{column: value})


def _inexact(read: Tables, table: str, column: str) -> None:
    rows = [row for row, value in enumerate(read[table][column]) if value is not None]
    frame = read[table].copy()
    frame.loc[rows[0], column] = float(frame.loc[rows[0], column])
    read[table] = frame


def _without_last_column(read: Tables, table: str) -> None:
    read[table] = read[table].iloc[:, :-1]


def _set(table: str, row: int, /, **values: object) -> Plant:
    return lambda read: put(read, table, row, **values)


def _add(table: str, like: int = -1, /, **values: object) -> Plant:
    return lambda read: add(read, table, like, **values)


def _drop(*names: str, **match: object) -> Plant:
    def plant(read: Tables) -> None:
        for name in names:
            drop(read, name, **match)

    return plant


def _empty(name: str) -> Plant:
    return lambda read: read.update({name: tables.frame(name, [])})


def _both(*plants: Plant) -> Plant:
    def plant(read: Tables) -> None:
        for single in plants:
            single(read)

    return plant


def _number_zero(read: Tables) -> None:
    """Give the third project the number 0 in every document."""
    for name, frame in read.items():
        column = "no" if name == "projects" else "project_no"
        if column in frame:
            rows = [row | {column: 0 if row[column] == 3 else row[column]} for row in tables.records(frame)]
            read[name] = tables.frame(name, rows)


def _stranger_with_indicators(read: Tables) -> None:
    """Copy the first project's indicators, with all that belongs to them, to a project that the plan does not know."""
    for name in ("indicators", "targets", "actuals"):
        rows = tables.records(read[name])
        copies = [
            row
            | {"indicator_id": f"P99{row['indicator_id'][3:]}"}
            | ({"project_no": 99} if name == "indicators" else {})
            for row in rows
            if row["indicator_id"].startswith("P01")
        ]
        read[name] = tables.frame(name, [*rows, *copies])


def _without_indicators(read: Tables) -> None:
    for name in ("indicators", "targets", "actuals"):
        rows = tables.records(read[name])
        read[name] = tables.frame(name, [row for row in rows if not row["indicator_id"].startswith("P03")])


def _without_class(level1: str) -> Plant:
    def plant(read: Tables) -> None:
        row = next(n for n, row in enumerate(tables.records(read["indicators"])) if row["level1"] == level1)
        put(read, "indicators", row, level_code="成本/经济成本")

    return plant


def _blank_targets(ident: str) -> Plant:
    def plant(read: Tables) -> None:
        for row, record in enumerate(tables.records(read["targets"])):
            if record["indicator_id"] == ident:
                put(read, "targets", row, text=None, kind="none", value=None, unit=None)

    return plant


def _target(ident: str, horizon: str, **values: object) -> Plant:
    return lambda read: put(read, "targets", row_of(read, "targets", indicator_id=ident, horizon=horizon), **values)


def _blank_stages(read: Tables) -> None:
    for number in (1, 2):
        _target(f"P01-{number:02d}", "stage", text=None, kind="none", value=None, unit=None)(read)


def _stranger_with_scores(read: Tables) -> None:
    for row in range(4):
        add(read, "given_scores", row, project_no=99)


FAULTS: dict[str, Plant] = {
    "DOC-08": _empty("documents"),
    "DOC-09": _add("documents", sha256="a" * 64),
    "DOC-10": _add("documents", file="副本.docx"),
    "DOC-11": _set("documents", 0, sha256="不是校验值"),
    "PRJ-13": _empty("projects"),
    "PRJ-14": _add("projects", name="另一项目"),
    "PRJ-15": _both(
        _set("projects", 1, name="测试项目1"),
        _set("mentions", 2, name="测试项目1"),
        _set("mentions", 3, name="测试项目1"),
    ),
    "PRJ-16": _number_zero,
    "PRJ-17": _set("projects", 0, applied_wan="-5"),
    "PRJ-18": _set("projects", 0, allocated_wan="-5"),
    "PRJ-19": _set("projects", 0, withdrawn_wan="-5"),
    "PRJ-20": _set("projects", 0, withdrawn_wan="105", budget_wan="-5"),
    "PRJ-21": _set("projects", 0, applied_wan="90"),
    "PRJ-22": _set("projects", 0, withdrawn_wan="10"),
    "PRJ-23": _drop("execution", project_no=3),
    "PRJ-24": _drop("given_scores", project_no=3),
    "PRJ-25": _without_indicators,
    "PRJ-26": _drop("memberships", project_no=3),
    "PTK-10": _set("policy_tasks", 0, amount_wan="-1"),
    "PTK-11": _set("policy_tasks", 0, retained_wan="-1"),
    "PTK-12": _set("policy_tasks", 0, delegated_unit_wan="-1"),
    "PTK-13": _set("policy_tasks", 0, delegated_city_wan="-1"),
    "FND-10": _set("funds", 0, initial_wan="-1"),
    "FND-11": _set("funds", 0, budget_wan="-1"),
    "FND-12": _set("funds", 0, paid_wan="-1"),
    "FND-13": _add("funds", project_no=99),
    "FND-14": _add("funds"),
    "CLM-16": _add("claims", project_no=99),
    "VAC-07": _add("vacancies", project_no=99),
    "FSC-07": _set("filed_scores", 0, points="-1", score=None),
    "FSC-08": _set("filed_scores", 0, score="-1"),
    "FSC-09": _add("filed_scores", project_no=99),
    "FSC-10": _add("filed_scores"),
    "FSC-11": _set("filed_scores", 0, score="10.5"),
    "MEN-08": _set("mentions", 1, amount_wan="-1"),
    "MEN-09": _add("mentions", project_no=99),
    "MEN-10": _set("mentions", 1, name="测试项目一"),
    "MEN-11": _set("mentions", 1, amount_wan="101"),
    "MEN-12": _set("mentions", 1, unit_name="别的单位"),
    "OBJ-07": _add("objectives"),
    "OBJ-08": _add("objectives", project_no=99),
    "OBJ-09": _set("objectives", 1, text="-"),
    "OBJ-10": _set("objectives", 0, text=None),
    "IND-11": _both(_empty("indicators"), _empty("targets"), _empty("actuals"), _empty("attainment")),
    "IND-12": _add("indicators", 0, name="另一指标"),
    "IND-13": _both(
        _add("indicators", 0, indicator_id="P01-09"),
        _add("targets", 1, indicator_id="P01-09"),
        _add("actuals", 0, indicator_id="P01-09"),
    ),
    "IND-14": _both(
        _add("indicators", 0, indicator_id="P01-09", name="另一指标", project_no=None),
        _add("targets", 1, indicator_id="P01-09", text="应做尽做", kind="qualitative", value=None, unit=None),
        _add("actuals", 0, indicator_id="P01-09", filed_target=None),
    ),
    "IND-15": _stranger_with_indicators,
    "IND-16": _set("indicators", 9, level_code="过程"),
    "IND-17": _both(_set("indicators", 9, points="-20"), _set("indicators", 10, points="80")),
    "IND-18": _both(_set("indicators", 9, points=None), _set("indicators", 10, points="60")),
    "IND-19": _set("indicators", 10, points="30"),
    "IND-20": _without_class("产出"),
    "IND-21": _without_class("效益"),
    "IND-22": _without_class("满意度"),
    "IND-23": _blank_targets("F-02"),
    "IND-24": _blank_targets("P01-02"),
    "IND-25": _set("actuals", 0, text=None, kind="none", value=None, unit=None),
    "TGT-11": _add("targets"),
    "TGT-12": _add("targets", indicator_id="X-99"),
    "TGT-13": _target("P01-01", "stage", value=None),
    "TGT-14": _target("P01-01", "stage", kind="range", upper="1"),
    "TGT-15": _target("P01-01", "stage", text="若干", kind="unread", value=None, unit=None),
    "TGT-16": _target("P01-01", "stage", confidence="low"),
    "TGT-17": _both(_target("P01-01", "stage", unit=None), _set("actuals", 0, kind="qualitative", unit=None)),
    "TGT-18": _blank_stages,
    "TGT-19": _target("P01-01", "stage", value="11"),
    "TGT-20": _target("P01-01", "stage", value="0"),
    "ACT-09": _add("actuals"),
    "ACT-10": _add("actuals", indicator_id="X-99"),
    "ACT-11": _set("actuals", 0, value=None),
    "ACT-12": _set("actuals", 0, kind="range", upper="1"),
    "ACT-13": _set("actuals", 0, text="若干", kind="unread", value=None, unit=None),
    "ACT-14": _set("actuals", 0, confidence="low"),
    "ACT-15": _set("actuals", 0, as_of="年末"),
    "ACT-16": _target("P01-01", "annual", unit=None),
    "ACT-17": _set("actuals", 0, unit="家"),
    "ACT-18": _set("actuals", 0, filed_target="不少于8个"),
    "RES-09": _set("results", 0, project_no=99),
    "RES-10": _set("results", 0, value=None),
    "RES-11": _set("results", 0, kind="unread", value=None),
    "EXE-09": _add("execution"),
    "EXE-10": _add("execution", project_no=99),
    "EXE-11": _set("execution", 0, budget_wan="-100"),
    "EXE-12": _set("execution", 0, paid_wan="-100"),
    "EXE-13": _set("execution", 0, paid_wan="100.01"),
    "EXE-14": _set("execution", 0, as_of="年末"),
    "SCR-07": _add("given_scores"),
    "SCR-08": _stranger_with_scores,
    "SCR-09": _set("given_scores", 0, score="-1"),
    "SCR-10": _set("given_scores", 0, score="20.5"),
    "SCR-11": _drop("given_scores", project_no=1, node="投入"),
    "MBR-05": _add("memberships", direction="另一方向"),
    "MBR-06": _add("memberships", project_no=99),
    "DEC-09": _set("declared", 0, value="-240.50"),
    "DEC-10": _set("declared", 1, value="120", text="120%"),
    "ATT-12": _add("attainment"),
    "ATT-13": _set("attainment", 0, indicator_id="X-99"),
    "SCO-13": _both(_add("scores", 0, node="另一节点"), _add("scores", -1)),
    "SCO-14": _add("scores", 0, node="另一节点", points="-1", score="0"),
    "SCO-15": _add("scores", 0, node="另一节点", score="-1"),
    "SCO-16": _add("scores", 0, node="另一节点", score="100.5"),
    "SCO-17": _add("scores", 0, node="另一节点", parent="不存在"),
    "SCO-18": _set("scores", 0, points="101"),
    "SCO-19": _set("scores", 0, score="91"),
    "SFS-13": _add("self_scores"),
    "SFS-14": _set("self_scores", 0, filed="10.5", difference="0.5", excess="0.45"),
    "REC-12": _set("reconciliation", 0, tolerance="-1"),
    "REC-13": _set("reconciliation", 0, declared="250", difference="9.50", excess="9.495"),
}

FAULTS |= AGREEMENT | WORDING | RESULTS | SERIES
