"""Planted faults for the checks on completeness, logic of results, sums, schemes and scores; see ``planted_faults``."""

from __future__ import annotations

from collections.abc import Callable

from clean_dossier import Tables, add, put, row_of

Plant = Callable[[Tables], None]


def _set(table: str, row: int, /, **values: object) -> Plant:
    return lambda read: put(read, table, row, **values)


def _add(table: str, like: int = -1, /, **values: object) -> Plant:
    return lambda read: add(read, table, like, **values)


def _all(*plants: Plant) -> Plant:
    def plant(read: Tables) -> None:
        for single in plants:
            single(read)

    return plant


def _of(table: str, values: dict[str, object], /, **match: object) -> Plant:
    """Change the one row that matches."""
    return lambda read: put(read, table, row_of(read, table, **match), **values)


def _blank(ident: str, *horizons: str) -> Plant:
    gone = {"text": None, "kind": "none", "comparator": "unstated", "value": None, "unit": None}
    return _all(*(_of("targets", gone, indicator_id=ident, horizon=horizon) for horizon in horizons))


def _actual(ident: str, **values: object) -> Plant:
    return _of("actuals", values, indicator_id=ident)


def _same_promise(own_text: str | None, value: str | None) -> Plant:
    """Let the fund's second indicator and one of the first project's be one promise of 77, met by 80."""
    promise: dict[str, object] = {"text": "不少于77个", "value": "77"}
    told = {"text": own_text, "value": value, "kind": "quantity" if value else "none"}
    told |= {"filed_target": "不少于77个", "unit": "个" if value else None, "comparator": "unstated"}
    return _all(
        _of("indicators", {"name": "服务机构数量"}, indicator_id="F-02"),
        _of("indicators", {"name": "服务机构数量"}, indicator_id="P01-01"),
        _of("targets", promise, indicator_id="F-02", horizon="annual"),
        _of("targets", promise, indicator_id="P01-01", horizon="annual"),
        _actual("F-02", text="80个", value="80", comparator="unstated", filed_target="不少于77个"),
        _actual("P01-01", **told),
    )


def _survey(heard: str) -> Plant:
    """Ask the first project to hear 5 % of the 1000 it serves, and let it hear some."""
    asked: dict[str, object] = {"text": "不少于5%", "value": "5", "unit": "%"}
    return _all(
        _of("indicators", {"name": "服务企业数量"}, indicator_id="P01-01"),
        _actual("P01-01", text="1001家", value="1001", unit="家"),
        _of("targets", {"unit": "家"}, indicator_id="P01-01", horizon="annual"),
        _of("targets", {"unit": "家"}, indicator_id="P01-01", horizon="stage"),
        _of("indicators", {"name": "企业回访表"}, indicator_id="P01-02"),
        _of("targets", asked, indicator_id="P01-02", horizon="annual"),
        _of("targets", asked, indicator_id="P01-02", horizon="stage"),
        _actual("P01-02", text="6%", value="6", unit="%", filed_target="不少于5%"),
        _evidence("P01-02", f"回收问卷{heard}份"),
    )


def _evidence(ident: str, text: str) -> Plant:
    """Give every actual some evidence, and one of them this."""

    def plant(read: Tables) -> None:
        for row in range(len(read["actuals"])):
            put(read, "actuals", row, evidence="见附件")
        put(read, "actuals", row_of(read, "actuals", indicator_id=ident), evidence=text)

    return plant


def _results(*told: tuple[str, str, str, str], project_no: int = 2) -> Plant:
    """Add told results: item, text, value, unit."""
    reading = {"kind": "quantity", "comparator": "unstated", "project_no": project_no}

    def plant(read: Tables) -> None:
        for number, (item, text, value, unit) in enumerate(told):
            place = f"自评表.xlsx#其他!D{project_no}{number}"
            add(read, "results", 0, **reading, item=item, text=text, value=value, unit=unit, source=place)

    return plant


WHOLE = ("规模合计", "200亿元", "20000000000", "元")
ONE = ("甲业务规模合计", "150.0亿元", "15000000000", "元")
OTHER = ("乙业务规模合计", "50.0亿元", "5000000000", "元")


def _without_results(read: Tables) -> None:
    """Let nothing at all be reported of the third project, where the others report other results only."""
    read["actuals"] = read["actuals"].iloc[:0]
    read["results"] = read["results"][read["results"]["project_no"].ne(3)].reset_index(drop=True)


def _form(*points: tuple[str, str]) -> Plant:
    """File points for the first project: class of the indicator and its points, beside 10 for the execution."""

    def plant(read: Tables) -> None:
        for number, (level_code, figure) in enumerate(points, start=1):
            ident = f"P01-{number:02d}"
            put(read, "indicators", row_of(read, "indicators", indicator_id=ident), level_code=level_code)
            add(read, "filed_scores", 0, node=ident, indicator_id=ident, points=figure, score=figure)

    return plant


def _deadline(done: str) -> Plant:
    """Ask for the fund's second indicator by the end of June, and let it be done on some other day."""
    date: dict[str, object] = {"kind": "date", "comparator": "<=", "value": None, "unit": None}
    return _all(
        _of("targets", date | {"text": "6月底前", "date_to": "2023-06-30"}, indicator_id="F-02", horizon="annual"),
        _of("targets", date | {"text": "6月底前", "date_to": "2023-06-30"}, indicator_id="F-02", horizon="stage"),
        _actual("F-02", **date | {"text": done, "date_to": "2023-08-10", "filed_target": "6月底前"}),
        _set("attainment", 0, kind="date", status="not_met", target_text="6月底前", actual_text=done),
    )


def _missed(read: Tables) -> None:
    """Let an output of the first project miss its target, for which the score sheet gives full points."""
    values = {"indicator_id": "P01-01", "status": "not_met", "target_text": "不少于10个", "actual_text": "8个"}
    add(read, "attainment", 0, **values)


def _split_money(read: Tables) -> None:
    """File the first project's money by two bodies, with a subtotal that is too high by one."""
    put(read, "funds", 0, item="省级财政", initial_wan="60", budget_wan="60", paid_wan="60")
    add(read, "funds", 0, item="市级财政", initial_wan="40", budget_wan="40", paid_wan="40")
    add(read, "funds", 0, item="财政小计", initial_wan="100", budget_wan="101", paid_wan="100")


_FULL_RATE = {"concept": "execution_rate", "subject": "1", "label": "1", "column": "预算执行率", "unit": "%"}
_FULL_RATE |= {"declared": "100", "computed": "99.8", "difference": "0.2", "tolerance": "0.5", "excess": "0"}

RESULTS: dict[str, Plant] = {
    "ACT-30": _actual("P01-01", text="不少于10个", value="10", comparator=">="),
    "ACT-31": _survey("50"),
    "ACT-32": _same_promise("79个", "79"),
    "ACT-33": _all(
        _of("indicators", {"name": "服务满意度"}, indicator_id="P01-03"),
        *(
            _of("targets", {"text": "不少于90%", "value": "90", "unit": "%"}, indicator_id="P01-03", horizon=horizon)
            for horizon in ("stage", "annual")
        ),
        _actual("P01-03", text="101%", value="101", unit="%", filed_target="不少于90%"),
    ),
    "ACT-34": _actual("P01-01", text="-3个", value="-3"),
    "ACT-35": _all(
        _of("indicators", {"name": "实施测试方向项目"}, indicator_id="F-02"),
        _actual("F-02", text="36个", value="36"),
    ),
    "ACT-36": _all(
        _of("indicators", {"name": "资金支出率"}, indicator_id="F-01"),
        *(
            _of("targets", {"text": "不少于90%", "value": "90", "unit": "%"}, indicator_id="F-01", horizon=horizon)
            for horizon in ("stage", "annual")
        ),
        _actual("F-01", text="99.5%", value="99.5", unit="%", filed_target="不少于90%"),
    ),
    "ACT-37": _evidence("P01-01", "见名单，共11个"),
    "ACT-38": _all(_actual("P01-01", text="12个"), _evidence("P01-01", "甲、乙、丙共12个")),
    "ACT-39": _all(_evidence("F-03", "见附件"), _of("actuals", {"evidence": None}, indicator_id="F-02")),
    "ATT-30": _set("attainment", 0, rate="10.01", target_text="3个", actual_text="31个"),
    "ATT-31": _deadline("8月10日"),
    "IND-51": _set("vacancies", 0, mark=None),
    "IND-52": _blank("P01-01", "annual"),
    "IND-53": _all(
        _blank("P01-01", "annual"),
        _of("targets", {"horizon": "period", "horizon_label": "总体目标"}, indicator_id="P01-01", horizon="stage"),
    ),
    "IND-54": _all(
        *(
            _of(
                "targets",
                {"text": "工作有序开展", "kind": "qualitative", "comparator": "unstated", "value": None, "unit": None},
                indicator_id=f"P01-0{number}",
                horizon=horizon,
            )
            for number in (1, 2, 3)
            for horizon in ("stage", "annual")
        ),
        *(
            _actual(
                f"P01-0{number}",
                kind="qualitative",
                text="有序开展",
                value=None,
                unit=None,
                filed_target="工作有序开展",
            )
            for number in (1, 2, 3)
        ),
    ),
    "IND-55": _all(
        _of("indicators", {"points": "0"}, indicator_id="F-02"),
        _of("indicators", {"points": "80"}, indicator_id="F-03"),
    ),
    "VAC-30": _add("vacancies", 0, level1="产出", level2="质量", level_code="产出/质量", mark=None),
    "OBJ-30": _add("mentions", 0, document="national_self_evaluation"),
    "RES-30": _all(
        *(_results(WHOLE, ONE, OTHER, project_no=number) for number in (2, 3)),
        lambda read: put(read, "results", 2, text="9次", value="9"),
    ),
    "RES-31": _results(
        WHOLE,
        ONE,
        ("乙业务规模合计", "49.0亿元", "4900000000", "元"),
        ("甲业务规模占比", "75%", "75", "%"),
        ("乙业务规模占比", "25%", "25", "%"),
    ),
    "RES-32": _results(WHOLE, ONE, ("甲业务规模占比", "74%", "74", "%")),
    "RES-33": _results(
        ("业务规模", "120.0亿元", "12000000000", "元"),
        ("上年业务规模", "100.0亿元", "10000000000", "元"),
        ("业务规模同比增长", "22.0%", "22.0", "%"),
    ),
    "RES-34": _set("results", 0, text="不低于8次", comparator=">="),
    "SCR-30": _missed,
    "SCR-31": _without_results,
    "SCR-32": _all(
        _set("given_scores", 0, grade="优"),
        lambda read: put(read, "scores", row_of(read, "scores", project_no=1, node="总分"), grade="良"),
    ),
    "PRJ-45": _all(
        _set("projects", 0, withdrawn_wan="20.01", budget_wan="79.99"),
        _set("mentions", 0, amount_wan="79.99"),
        _set("execution", 0, budget_wan="79.99", paid_wan="79.99"),
    ),
    "REC-30": _all(
        _add("reconciliation", 0, source="预算执行.xlsx#合计!B3", basis="支出金额除以预算金额", **_FULL_RATE),
        _set("execution", 0, paid_wan="99.8"),
    ),
    "FSC-30": _form(("产出/数量", "40"), ("效益/社会效益", "40"), ("满意度/服务对象满意度", "10")),
    "FSC-31": _form(("产出/数量", "49"), ("效益/社会效益", "30"), ("满意度/服务对象满意度", "10")),
    "FND-30": _split_money,
    "FND-31": _add("funds", 0, item="资金总额", fund_source="total", paid_wan="99"),
}
