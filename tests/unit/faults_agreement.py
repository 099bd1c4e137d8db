"""Planted faults for the checks on one thing in two places, and promises against indicators; see ``planted_faults``."""

from __future__ import annotations

from collections.abc import Callable

from clean_dossier import Tables, add, put

from analysis import tables


def _set(table: str, row: int, /, **values: object) -> Callable[[Tables], None]:
    return lambda read: put(read, table, row, **values)


def _both(*plants: Callable[[Tables], None]) -> Callable[[Tables], None]:
    def plant(read: Tables) -> None:
        for single in plants:
            single(read)

    return plant


def _listed_twice(read: Tables) -> None:
    """List the first project a second time under a name that only carries a filler word less, with all it needs."""
    names = {"name": "基地建设项目", "implementer": "测试单位1"}
    put(read, "projects", 0, name="基地建设")
    add(read, "projects", 0, no=4, **names)
    for row, record in enumerate(tables.records(read["mentions"])):
        if record["project_no"] == 1:
            put(read, "mentions", row, name="基地建设")
    for name in ("execution", "memberships", "filed_scores", "vacancies"):
        add(read, name, 0, project_no=4)
    for row in range(4):
        add(read, "given_scores", row, project_no=4)
    for name in ("indicators", "targets", "actuals"):
        rows = [row for row in tables.records(read[name]) if row["indicator_id"].startswith("P01")]
        for row in rows:
            ident = row["indicator_id"].replace("P01", "P04")
            copy = row | {"indicator_id": ident} | ({"project_no": 4} if name == "indicators" else {})
            read[name] = tables.frame(name, [*tables.records(read[name]), copy])


def _spending(amount: str) -> Callable[[Tables], None]:
    """Let the first project promise to spend an amount of 元 in the year."""
    text = f"支出补助{amount[:-4]}万元"
    money = {"subject": "支出补助", "text": text, "value": amount, "upper": None, "unit": "元"}
    return lambda read: add(read, "claims", 0, position=2, **money)


def _half_to_be_spent(read: Tables) -> None:
    """Let an indicator of the first project ask for half of the money to be spent, at every horizon."""
    for row, record in enumerate(tables.records(read["targets"])):
        if record["indicator_id"] == "P01-02":
            put(read, "targets", row, text="支出50%", comparator="=", value="50", unit="%")
    put(read, "actuals", 1, text="50%", comparator="=", value="50", unit="%", filed_target="支出50%")


_OTHER = {"relation": "other", "text": "测试指标20个", "value": "20", "upper": None}
_ALONE = {"indicator_id": None, "target_name": "测试指标", "target_label": "年度目标", "target_text": "测试指标10个"}
_NOWHERE = {"relation": "none", "matched_by": "none", "indicator_id": None, "target_name": None, "target_text": None}

AGREEMENT: dict[str, Callable[[Tables], None]] = {
    "MEN-12": _both(_set("projects", 0, applicant="测试局"), _set("mentions", 1, unit_name="别的单位")),
    "MEN-13": _set("mentions", 1, name="测试项目1项目"),
    "MEN-14": _set("mentions", 1, unit_name="测试单位1（办公室）"),
    "MEN-15": _set("mentions", 1, unit_name="别的单位"),
    "PRJ-30": _listed_twice,
    "CLM-20": _spending("1010000"),
    "CLM-21": _both(_half_to_be_spent, _spending("400000")),
    "CLM-22": _both(_half_to_be_spent, _spending("600000")),
    "PRM-30": _set("promises", 0, **_OTHER),
    "PRM-31": _set("promises", 0, **_OTHER, **_ALONE),
    "PRM-32": _set("promises", 0, subject="另一件事", **_NOWHERE),
}
