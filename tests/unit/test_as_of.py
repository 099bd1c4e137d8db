"""The day of which a filing speaks, as its words tell it; and the share of the year that has passed by then."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from analysis.attainment import attain
from analysis.documents.as_of import midyear, told_day, without_day
from analysis.documents.grid import Cell, Grid
from analysis.documents.recognise import recognise
from analysis.documents.registry import recognised
from analysis.exact import ratio
from analysis.progress import spending_progress, time_share
from analysis.rules.loader import monitoring_rule
from analysis.vocabulary import DocumentKind


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023年专项资金项目绩效自评表（截至6月30日）", "2023-06-30"),
        ("截至2023年6月底", "2023-06-30"),
        ("截止2023年9月末预算执行情况", "2023-09-30"),
        ("截止到 6 月 15 日", "2023-06-15"),
        ("截至２０２３年６月３０日", "2023-06-30"),
        ("截至2023.7.31", "2023-07-31"),
        ("截至2023-07-31", "2023-07-31"),
        ("截至2月底", "2023-02-28"),
        ("截至2023年底", "2023-12-31"),
        ("2023年1—6月预算执行情况表", "2023-06-30"),
        ("1-7月绩效运行监控表", "2023-07-31"),
        ("1月至9月支出情况", "2023-09-30"),
        ("1～6月份", "2023-06-30"),
        ("2023年上半年项目绩效自评表", "2023-06-30"),
        ("2023年度上半年", "2023-06-30"),
        ("前三季度预算执行情况", "2023-09-30"),
        ("一至三季度", "2023-09-30"),
        ("截至2024年3月31日", "2024-03-31"),
        ("截至1月底累计支出金额", "2023-01-31"),
    ],
)
def test_a_day_is_told(text: str, day: str) -> None:
    found = told_day([text], 2023)
    assert found is not None
    assert (found.day, found.assumed) == (day, False)


@pytest.mark.parametrize(
    "text", ["2023年项目中期自评表", "项目绩效自评表（中期）", "中期绩效自评", "2023年绩效运行监控表"]
)
def test_words_without_a_day_are_taken_for_midyear_and_marked(text: str) -> None:
    found = told_day([text], 2023)
    assert found is not None
    assert (found.day, found.assumed) == (midyear(2023), True) == ("2023-06-30", True)


@pytest.mark.parametrize(
    "text",
    [
        "2023年项目绩效自评表",
        "阶段目标（6月底前）",
        "6月30日",
        "2021-2023年项目",
        "11-12月",
        "中期票据发行规模",
        "中期财政规划",
        "截至2022年底",  # of another year: a stock at the start, not the day of this filing
        "截至13月底",
        "截至6月31日",
        "截至6月30日，" + "各项目按计划推进，" * 8,  # running text
    ],
)
def test_what_is_no_day_of_the_filing(text: str) -> None:
    assert told_day([text], 2023) is None


def test_the_text_nearest_to_the_figures_decides() -> None:
    found = told_day(["截至7月底支出金额", "2023年上半年预算执行情况表"], 2023)
    assert found is not None
    assert (found.day, found.printed) == ("2023-07-31", "截至7月底")


@pytest.mark.parametrize(
    ("label", "bare"),
    [
        ("截至6月30日实际完成值", "实际完成值"),
        ("截至2023年6月底累计支出金额", "支出金额"),
        ("1-6月实际完成值", "实际完成值"),
        ("上半年完成值", "完成值"),
        ("中期实际完成值", "实际完成值"),
        ("实际完成值", "实际完成值"),
        ("6月底前阶段目标", "6月底前阶段目标"),
    ],
)
def test_a_label_without_its_day(label: str, bare: str) -> None:
    assert without_day(label) == bare


def _form(actual: str, title: str = "2023年项目绩效自评表", part: str = "Sheet1") -> Grid:
    heads = ("序号", "项目名称", "一级指标", "二级指标", "绩效指标", "年度目标", actual)
    row = ("1", "甲项目", "产出指标", "数量指标", "培训场次", "10场", "5场")
    lines = ((title, *[""] * 6), heads, row)
    rows = tuple(
        tuple(Cell(text, f"{'ABCDEFG'[c]}{r}") for c, text in enumerate(line)) for r, line in enumerate(lines, 1)
    )
    return Grid("自评.xlsx", part, (), rows)


@pytest.mark.parametrize(
    ("grid", "kind"),
    [
        (_form("截至6月30日实际完成值"), DocumentKind.MIDTERM_SELF_EVALUATION),
        (_form("实际完成值（截至6月底）"), DocumentKind.MIDTERM_SELF_EVALUATION),
        (_form("实际完成值", "2023年项目中期自评表"), DocumentKind.MIDTERM_SELF_EVALUATION),
        (_form("实际完成值", part="1-6月"), DocumentKind.MIDTERM_SELF_EVALUATION),
        (_form("实际完成值"), DocumentKind.PROJECT_SELF_EVALUATION),
        (_form("截至12月31日实际完成值"), DocumentKind.PROJECT_SELF_EVALUATION),
        (_form("实际完成值", "2023年项目绩效自评表（截至2024年3月底）"), DocumentKind.PROJECT_SELF_EVALUATION),
    ],
)
def test_a_half_way_form_is_told_by_its_words(grid: Grid, kind: DocumentKind) -> None:
    header = recognise(grid)
    assert header is not None
    assert recognised([(grid, header)], 2023)[0] is kind
    assert header.unknown == ()


@pytest.mark.parametrize(
    ("day", "share"),
    [
        ("2023-06-30", Fraction(1, 2)),
        ("2023-01-31", Fraction(1, 12)),
        ("2023-06-15", (5 + Fraction(15, 30)) / 12),
        ("2023-07-31", Fraction(7, 12)),
        ("2024-02-29", Fraction(2, 12)),
        ("2023-12-31", Fraction(1)),
    ],
)
def test_months_count_alike_and_days_within_one(day: str, share: Fraction) -> None:
    assert time_share(day) == ratio(Decimal(share.numerator), Decimal(share.denominator))


def test_spending_is_behind_beyond_the_threshold_and_not_at_it() -> None:
    allowed = monitoring_rule(2023).behind
    assert allowed == Decimal("0.10")
    rows = [(1, "100", "40.00"), (2, "100", "39.99"), (3, "100", "60"), (4, "0", "0")]
    frame = pd.DataFrame(
        {
            "project_no": [no for no, _, _ in rows],
            "as_of": "2023-06-30",
            "budget_wan": pd.Series([Decimal(budget) for _, budget, _ in rows], dtype=object),
            "paid_wan": pd.Series([Decimal(paid) for _, _, paid in rows], dtype=object),
        }
    )
    found = spending_progress(frame, allowed)
    assert list(found["is_behind"]) == [False, True, False, False]
    assert list(found["lag"]) == [Decimal("0.1"), Decimal("0.1001"), Decimal("-0.1"), None]


class TestDue:
    """What is left of a verdict when the target's time has not come."""

    #: Name, class, target, actual, and the status by June and by December.
    CASES = (
        ("培训场次", "产出/数量", "不少于10场", "4场", "not_yet_due", "not_met"),
        ("培训场次", "产出/数量", "不少于10场", "11场", "met", "met"),
        ("投诉次数", "产出/质量", "不超过5次", "2次", "not_yet_due", "met"),
        ("安全事故", "产出/质量", "0起", "0起", "not_yet_due", "met"),
        ("完工时间", "产出/时效", "2023年12月底前", "2023年6月", "met", "met"),
        ("平台上线", "产出/数量", "是", "是", "met", "met"),
        ("培训场次", "产出/数量", "不少于10场", "", "not_yet_due", "not_reported"),
    )

    def _judged(self, as_of: str, horizon: str = "annual", label: str = "年度目标") -> pd.DataFrame:
        from analysis import expressions, tables

        names = pd.Series([case[0] for case in self.CASES])
        ids = [f"P01-{place:02d}" for place in range(1, len(self.CASES) + 1)]
        keyed = [{"indicator_id": key, "source": f"a#b!{key}"} for key in ids]
        indicators = [
            {
                **row,
                "scope": "project",
                "project_no": 1,
                "level1": "产出",
                "level2": "数量",
                "level_code": c[1],
                "name": c[0],
            }
            for row, c in zip(keyed, self.CASES, strict=True)
        ]
        sides = {}
        for role, place in (("target", 2), ("actual", 3)):
            texts = pd.Series([case[place] for case in self.CASES])
            read = expressions.read(texts, names=names, role=role).to_dict("records")
            own = {"horizon": horizon, "horizon_label": label} if role == "target" else {"as_of": as_of}
            table = f"{role}s"
            columns = tables.dictionary()[table].columns
            sides[table] = tables.frame(
                table,
                [
                    {**row, **own, "text": text or None, **{k: v for k, v in told.items() if k in columns}}
                    for row, text, told in zip(keyed, texts, read, strict=True)
                ],
            )
        own = tables.frame("indicators", indicators)
        return attain(sides["targets"], sides["actuals"], own, lambda _: None, 2023)

    def test_by_june_an_annual_target_is_open_unless_it_is_met(self) -> None:
        found = self._judged("2023-06-30")
        assert list(found["status"]) == [case[4] for case in self.CASES]
        assert found["rate"][0] == Decimal("0.4")
        assert "尚未到期" in found["reading"][0]

    def test_by_december_nothing_is_open(self) -> None:
        assert list(self._judged("2023-12-31")["status"]) == [case[5] for case in self.CASES]

    @pytest.mark.parametrize(
        ("label", "as_of", "is_open"),
        [
            ("阶段目标（6月底前）", "2023-06-30", False),
            ("阶段目标（6月底前）", "2023-03-31", True),
            ("阶段目标（9月底前）", "2023-06-30", True),
            ("阶段目标", "2023-03-31", False),
        ],
    )
    def test_a_stage_is_judged_when_its_label_says_that_it_has_ended(
        self, label: str, as_of: str, is_open: bool
    ) -> None:
        statuses = list(self._judged(as_of, "stage", label)["status"])
        assert (statuses[0], statuses[6]) == (("not_yet_due",) * 2 if is_open else ("not_met", "not_reported"))
