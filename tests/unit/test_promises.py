"""Promises against indicators: which indicator speaks of a promise, and whether the figures agree."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from analysis import tables
from analysis.claims import read_claims
from analysis.expressions import read_one
from analysis.promises import promises
from analysis.promises.words import agree, alike_units, bare, nearness
from analysis.views import VIEWS

PLAN = ("allocation_plan", "主要绩效目标", None)
YEAR = ("target_table", "年度目标", "annual")
HALF = ("target_table", "阶段目标", "stage")

Indicator = tuple[str, str] | tuple[str, str, str]


def claims_of(texts: list[tuple[tuple[str, str, str | None], str]], number: int = 1) -> list[dict[str, Any]]:
    rows = []
    for place, ((document, field, horizon), text) in enumerate(texts):
        for row in tables.records(read_claims(pd.Series([text]))):
            row.pop("row")
            told = {"project_no": number, "document": document, "field": field, "horizon": horizon}
            rows.append(told | row | {"source": f"方案.docx#表{number}!R{place + 2}C3"})
    return rows


def dossier(
    texts: list[tuple[tuple[str, str, str | None], str]], *indicators: Indicator, number: int = 1
) -> dict[str, pd.DataFrame]:
    """Build the tables of one project: texts that promise, and indicators as name, target and, if told, horizon."""
    named, targets = [], []
    for place, (name, text, *rest) in enumerate(indicators):
        horizon = rest[0] if rest else "annual"
        first, _, second = name.partition("／")
        ident = f"P{number:02d}-{place:02d}"
        levels = {"scope": "project", "level1": "产出", "level2": "数量", "level_code": "产出/数量"}
        source = f"目标表.docx#表{number}!R{place + 6}C5"
        named.append(
            {"indicator_id": ident, "project_no": number, "name": first, "sub_name": second or None, **levels}
            | {"source": source}
        )
        read = read_one(text, second or first)
        figures = {"kind": read.kind.value, "comparator": read.comparator.value, "value": read.value}
        figures |= {"upper": read.upper, "unit": read.unit or None, "cumulative": read.cumulative}
        label = {"annual": "年度目标", "stage": "阶段目标", "period": "总体目标"}[horizon]
        told = {"indicator_id": ident, "horizon": horizon, "horizon_label": label, "text": text}
        targets.append(told | figures | {"confidence": read.confidence.value, "source": source})
    plan = {"no": number, "name": "某项目", "implementer": "某单位", "allocated_wan": Decimal(100)}
    plan |= {"withdrawn_wan": Decimal(0), "budget_wan": Decimal(100), "source": "方案.docx#表1!R2C1"}
    return {
        "projects": tables.frame("projects", [plan]),
        "claims": tables.frame("claims", claims_of(texts, number)),
        "indicators": tables.frame("indicators", named),
        "targets": tables.frame("targets", targets),
    }


def found(
    text: str, *indicators: Indicator, where: tuple[str, str, str | None] = YEAR
) -> list[tuple[str, str | None, str | None]]:
    """Return for each promise of a text: the relation, and the indicator and target that speak of it."""
    rows = tables.records(promises(dossier([(where, text)], *indicators)))
    return [(row["relation"], row["target_name"], row["target_text"]) for row in rows]


#: A promise, one indicator, and what the two have to do with each other.
CASES = [
    ("路演20场及配套培训", "常态化路演活动", "10场", "other"),
    ("路演10场", "常态化路演活动", "10场", "same"),
    ("注册用户超72万人", "平台注册会员数（万人）", "100", "other"),
    ("完成至少10个识别模型", "研发风险主动识别模型数量", "不少于8家", "other"),
    ("年服务企业350家", "服务企业数量（家）", "1000", "other"),
    ("服务企业350家", "服务企业数量（家）", "不少于350", "same"),
    # More things are promised together than the indicator counts, and fewer of them are promised.
    ("服务企业和农户80家", "服务企业数量（家）", "120", "other"),
    ("服务企业和农户200家", "服务企业数量（家）", "120", "unclear"),
    # An indicator that counts several things leaves room for fewer of each.
    ("培训4场", "培训、研讨、论坛等活动次数（次）", "30", "unclear"),
    ("培训40场", "培训、研讨、论坛等活动次数（次）", "30", "other"),
    # A floor and a figure are one, two floors are not.
    ("上线产品10项以上", "上线金融产品", "10款", "same"),
    ("担保贷款不少于5000万元", "担保贷款规模", "不少于0.5亿元", "same"),
    ("担保贷款不少于5000万元", "担保贷款规模", "不少于6000万元", "other"),
    # A range that holds the figure, and an approximation near to it.
    ("调研报告9万字", "调研报告", "8-10万字", "same"),
    ("调研报告12万字", "调研报告", "8-10万字", "other"),
    ("参会约200人", "参会人数", "210人", "same"),
    ("参会约200人", "参会人数", "400人", "other"),
    ("帮扶企业100余家", "帮扶企业", "105家", "same"),
    # Different things.
    ("累计入驻机构1200家", "当年新增入驻机构", "50家", "unclear"),
    ("服务小微企业100家", "服务企业数量", "500家", "unclear"),
    ("户均增收50元", "增收", "5000元", "unclear"),
    ("回访5%以上企业", "回访满意度", "90%", "none"),
    ("贴息比例不低于30%", "贴息任务完成率", "75%", "none"),
    ("满意度90%以上", "企业满意度", "不低于85%", "other"),
    ("走访机构30家", "印发宣传册", "2000份", "none"),
    ("融资200亿元", "融资企业数量", "50家", "none"),
    ("机构200家", "入驻机构", "100家", "unclear"),
    # One batch of several, and what falls on each season, are not the whole.
    ("第一批补助企业20户", "补助企业数量", "50户", "unclear"),
    ("发放补贴4次", "发放补贴次数", "每季度1次", "none"),
    ("完成二期建设", "二期建设进度", "80%", ""),
]


@pytest.mark.parametrize(
    ("text", "name", "target", "relation"), CASES, ids=[f"{case[0]} / {case[1]}" for case in CASES]
)
def test_a_promise_beside_one_indicator(text: str, name: str, target: str, relation: str) -> None:
    rows = found(text, (name, target))
    assert [row[0] for row in rows] == ([relation] if relation else [])


def test_the_same_figure_decides_between_names_that_are_as_near() -> None:
    totals = ("上线金融产品跨年度累计", "超900款"), ("当年新增上线金融产品", "不少于50款")
    rows = found("累计上线产品超900款，当年新增产品50款以上", *totals)
    assert rows == [("same", *totals[0]), ("same", *totals[1])]


def test_a_plainly_nearer_name_goes_before_an_equal_figure() -> None:
    rows = found("服务企业500家", ("合作机构", "500家"), ("服务企业数量", "300家"))
    assert rows == [("other", "服务企业数量", "300家")]


def test_a_known_unit_goes_before_none() -> None:
    rows = found("路演20场", ("建成路演大厅", "1"), ("路演活动", "10场"))
    assert rows == [("other", "路演活动", "10场")]


def test_parts_of_a_compound_target_are_held_one_by_one() -> None:
    forum = ("论坛参会人次", "线下参会人数约200人，直播线上约1万人")
    assert found("办论坛，线下约200人、线上约1万人", forum) == [("same", *forum)] * 2
    assert [row[0] for row in found("线下约300人、线上约1万人", forum)] == ["other", "same"]
    shares = ("甲类占比，乙类占比", "分别不得低于80%和不得低于50%")
    assert [row[0] for row in found("甲类占比80%以上，乙类占比60%以上", shares)] == ["same", "other"]


def test_a_name_that_lists_several_things_does_not_lend_its_figure_to_each() -> None:
    money = ("知识产权投融资额，知识产权交易额", "年知识产权投融资额达到1亿元")
    assert [row[0] for row in found("年交易额8000万元", money)] == ["none"]
    assert [row[0] for row in found("知识产权投融资额8000万元", money)] == ["other"]


def test_the_second_part_of_a_third_level_name_counts() -> None:
    platform = ("数字金融服务平台／服务企业数量（家）", "120")
    assert found("服务企业80家", platform, where=PLAN) == [("other", *platform)]


def test_a_promise_is_held_against_its_own_time() -> None:
    both = ("融资额", "80亿元", "stage"), ("融资额", "200亿元", "annual")
    assert found("融资80亿元", *both, where=HALF) == [("same", "融资额", "80亿元")]
    assert found("融资80亿元", *both, where=YEAR) == [("other", "融资额", "200亿元")]
    assert found("6月底前融资80亿元", *both, where=YEAR) == [("same", "融资额", "80亿元")]


def test_a_plan_may_speak_of_the_year_or_of_the_whole_period() -> None:
    both = ("担保贷款", "5000万元", "annual"), ("担保贷款", "25000万元", "period")
    assert found("担保贷款25000万元", *both, where=PLAN) == [("same", "担保贷款", "25000万元")]
    assert found("担保贷款5000万元", *both, where=PLAN) == [("same", "担保贷款", "5000万元")]
    assert found("担保贷款7000万元", *both, where=PLAN) == [("other", "担保贷款", "5000万元")]


def test_the_plan_is_held_against_the_words_of_the_target_table_where_no_indicator_speaks() -> None:
    texts = [(PLAN, "培训不少于4场"), (YEAR, "举办6场能力提升活动")]
    rows = tables.records(promises(dossier(texts, ("无关指标", "3份"))))
    assert [(row["relation"], row["indicator_id"], row["target_text"]) for row in rows] == [
        ("other", None, "举办6场能力提升活动"),
        ("none", None, None),
    ]


def test_names_that_a_person_confirmed_are_one() -> None:
    read = dossier([(YEAR, "惠企80家")], ("受益主体", "120家"))
    assert promises(read)["relation"].tolist() == ["none"]
    same = [{"sort": "indicator", "group": 1, "name": name, "reason": "同一口径"} for name in ("惠企", "受益主体")]
    row = promises({**read, "aliases": tables.frame("aliases", same)}).iloc[0]
    assert (row["relation"], row["matched_by"], row["likeness"]) == ("other", "alias", Decimal("1.00"))


def test_indicators_of_another_project_say_nothing() -> None:
    one, other = dossier([(YEAR, "路演20场")]), dossier([], ("路演", "10场"), number=2)
    read = {**one, "indicators": other["indicators"], "targets": other["targets"]}
    assert promises(read)["relation"].tolist() == ["none"]


def test_every_promise_is_one_row_in_the_order_of_the_claims() -> None:
    read = dossier([(PLAN, "培训4场，路演2场"), (YEAR, "融资3亿元；合格率不低于90%")], ("路演", "2场"))
    rows = promises(read)
    assert rows["text"].tolist() == read["claims"]["text"].tolist()
    assert rows[["source", "position"]].duplicated().sum() == 0
    assert promises({}).empty


@pytest.mark.parametrize(
    ("one", "other", "name", "alike"),
    [
        ("场", "期", "", True),
        ("家", "户次", "", True),
        ("个", "家", "", True),
        ("家", "%", "", False),
        ("元", "家", "", False),
        ("", "家", "", True),
        ("", "%", "", False),
        ("人次", "家", "活动服务人次（家）", True),
        ("家", "人次", "国家级平台", False),
        ("分钟", "小时", "", False),
    ],
)
def test_units_that_may_count_the_same(one: str, other: str, name: str, alike: bool) -> None:
    assert alike_units(one, other, name) is alike


def test_what_a_name_is_about() -> None:
    assert bare("举办各类活动不少于50场") == bare("活动") + "场"
    assert bare("平台注册会员数(万人)") == "平台注册用户"
    assert nearness("服务", "公共服务能力") == 0.55, "a general word proves nothing"
    assert nearness("路演", "常态化科创金融路演活动") == 0.7


def test_figures_agree_where_one_holds_the_other() -> None:
    ten, eight_to_ten = (Decimal(10), Decimal(10)), (Decimal(8), Decimal(10))
    assert agree(ten, eight_to_ten, about=False)
    assert not agree((Decimal(9), Decimal(12)), eight_to_ten, about=False)
    assert agree(ten, (Decimal("10.5"), Decimal("10.5")), about=True)
    assert not agree(ten, (Decimal("10.5"), Decimal("10.5")), about=False)


def test_spending_is_held_against_the_projects_money_and_its_progress() -> None:
    texts = [(HALF, "6月底前支出补助60万元"), (YEAR, "支出补助120万元；带动贷款支出3000万元")]
    read = dossier(texts, ("按照资金使用计划执行", "支出50%", "stage"))
    rows = tables.records(VIEWS["spending"].build(read, "claims"))
    assert [(row["promised_wan"], row["own_wan"], row["share"]) for row in rows] == [
        (Decimal(60), Decimal(100), "60%"),
        (Decimal(120), Decimal(100), "120%"),
    ]
    assert (rows[0]["progress_wan"], rows[0]["progress_most_wan"]) == (Decimal("49.5"), Decimal("50.5"))
    assert "支出50%" in rows[0]["asked"]


def test_money_from_other_sources_may_be_spent_too() -> None:
    read = dossier([(YEAR, "支出补助120万元")])
    whole = {"project_no": 1, "item": "资金总额", "fund_source": "total", "budget_wan": Decimal(150)}
    read["funds"] = tables.frame("funds", [whole | {"source": "方案.docx#表1!R3C1"}])
    assert VIEWS["spending"].build(read, "claims")["own_wan"].tolist() == [Decimal(150)]


def test_one_contradiction_in_two_texts_is_one_row() -> None:
    read = dossier([(PLAN, "路演20场"), (YEAR, "路演20场")], ("路演活动", "10场"))
    rows = VIEWS["indicator_conflicts"].build({**read, "promises": promises(read)}, "promises")
    assert rows["also"].tolist() == ["；绩效目标表“年度目标”写“路演20场”"]
    assert rows["apart"].tolist() == ["10场"]


def test_what_no_indicator_speaks_of_is_listed_once_a_project() -> None:
    told = "放大倍数不低于50倍；新建厂房1400平方米；支出补助60万元"
    read = dossier([(PLAN, told), (YEAR, "放大倍数不低于50倍"), (HALF, "走访30家")], ("路演", "2场"))
    rows = VIEWS["unassessed"].build({**read, "promises": promises(read)}, "promises")
    assert rows[["owner", "lacking", "items"]].values.tolist() == [["项目1（某项目）", 1, "“放大倍数不低于50倍”"]]
    bare_project = dossier([(PLAN, told)])
    assert VIEWS["unassessed"].build({**bare_project, "promises": promises(bare_project)}, "promises").empty


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("发放补贴4次", id="an indicator of that name counts otherwise"),
        pytest.param("总投资1,200万元，其中申请财政资金100万元、自筹1,100万元", id="where the money comes from"),
        pytest.param("现有床位200张", id="what is there already"),
        pytest.param("每期不少于50人", id="what falls on each"),
    ],
)
def test_what_is_no_promise_of_its_own_lacks_no_indicator(told: str) -> None:
    read = dossier([(PLAN, told)], ("发放补贴次数", "每季度1次"))
    assert VIEWS["unassessed"].build({**read, "promises": promises(read)}, "promises").empty


def test_shares_lie_percentage_points_apart() -> None:
    read = dossier([(PLAN, "群众满意度85%以上")], ("群众满意度", "≥90%"))
    rows = VIEWS["indicator_conflicts"].build({**read, "promises": promises(read)}, "promises")
    assert rows["apart"].tolist() == ["5个百分点"]


def test_many_indicators_take_time_in_proportion() -> None:
    one = dossier([(YEAR, "路演20场，服务企业500家")], *((f"路演活动{place}", "10场") for place in range(20)))
    read = {}
    for name in ("claims", "indicators", "targets"):
        rows = []
        for number in range(500):
            for row in tables.records(one[name]):
                keyed = {"project_no": number} if "project_no" in row else {}
                ident = {"indicator_id": f"{number}-{row['indicator_id']}"} if "indicator_id" in row else {}
                rows.append(row | keyed | ident | {"source": f"{number}{row['source']}"})
        read[name] = tables.frame(name, rows)
    start = time.perf_counter()
    assert len(promises(read)) == 1000
    assert time.perf_counter() - start < 10
