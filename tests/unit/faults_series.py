"""Planted faults for the checks on earlier years; see ``planted_faults``."""

from __future__ import annotations

from collections.abc import Callable

from clean_dossier import Tables, add, put

Plant = Callable[[Tables], None]

#: The rows of the clean table: the first project, and its first indicator.
_PROJECT, _INDICATOR = 0, 1


def _indicator(**values: object) -> Plant:
    return lambda read: put(read, "series", _INDICATOR, **values)


def _unread(read: Tables) -> None:
    add(read, "series", _PROJECT, sort="unread", item="2021", name="2021年度文件", earlier_year=2021, note="缺少文件")


def _given_up(read: Tables) -> None:
    put(
        read,
        "series",
        _INDICATOR,
        sort="dropped",
        item="P01/P01-01",
        earlier_actual_value="7",
        earlier_actual_text="7个",
    )


def _paid_twice(read: Tables) -> None:
    """Name the first project after the year before, wherever its name stands; the fund year is told nowhere.

    Where it is told, the year in the name alone is worth a finding.
    """
    name = "测试项目1（2022年）"
    for row in range(len(read["documents"])):
        put(read, "documents", row, fund_year=None)
    put(read, "projects", 0, name=name)
    for row in (0, 1):
        put(read, "mentions", row, name=name)
    put(read, "series", _PROJECT, name=name, earlier_name=name)


SERIES: dict[str, Plant] = {
    "SER-13": lambda read: add(read, "series", _PROJECT),
    "SER-20": _indicator(earlier_actual_value="20", earlier_actual_text="20个", of_actual="0.5", difference="-10"),
    "SER-21": _indicator(
        comparator="<=", unit="天", earlier_unit="天", of_target="1", of_actual="0.5", earlier_actual_value="5"
    ),
    "SER-22": _indicator(of_target="0.8", earlier_target_value="12.5", of_actual=None, earlier_actual_value=None),
    "SER-23": _indicator(of_target="1", earlier_target_value="10", cumulative=True),
    "SER-24": _indicator(of_target="5", earlier_target_value="2", of_actual="5", earlier_actual_value="2"),
    "SER-25": _indicator(earlier_unit="家", of_target=None, of_actual=None),
    "SER-26": _given_up,
    "SER-27": _unread,
    "PRJ-40": lambda read: put(read, "series", _PROJECT, earlier_body="另一单位"),
    "PRJ-41": _paid_twice,
}
