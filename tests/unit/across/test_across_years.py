"""Several years of one fund: what continues, money, targets, findings. The figures are those of the documents."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest
from support.comparisons import compared, project_in

from analysis.across.ambition import verdict
from analysis.across.facts import build
from analysis.across.money import parts
from analysis.across.recurring import marks
from analysis.strict import dump_yaml
from analysis.vocabulary import Ambition, Recurrence

D = Decimal
pytestmark = pytest.mark.xdist_group("across")


@pytest.fixture(scope="module")
def facts(three_years):
    return build(three_years)


class TestSeries:
    def test_projects_that_continue_and_on_what(self, three_years):
        """The four series that a reader of the plans would draw up, and three more."""
        found = {each.nodes: each.bases for each in three_years.years.series}
        assert found == {
            # 广东股权交易中心: three names, one body, one indicator
            ((2022, 1), (2023, 3), (2024, 3)): "同单位同指标（相似82.8%至92.6%）",
            # 普惠金融融资再担保
            ((2022, 5), (2023, 2), (2024, 4)): "同名",
            # 中小企业融资平台
            ((2022, 6), (2023, 8), (2024, 6)): "同名；相似64.0%",
            ((2023, 11), (2024, 7)): "同名",
            # 风险防控平台: in 2023 both its running and its rebuilding
            ((2022, 9), (2023, 5), (2023, 10), (2024, 8)): "同名；相似81.8%",
            ((2022, 7), (2023, 12), (2024, 11)): "相似91.5%至97.9%",
            ((2022, 8), (2023, 6)): "同名",
        }

    def test_a_confirmed_alias_joins_what_names_do_not(self, tmp_path):
        project = project_in(tmp_path, "gd-finance")
        names = [
            "省地方金融风险监测防控平台升级改造和运营服务（2024年）项目",
            "广东省地方金融风险防控平台升级改造和运营服务（2023年）项目",
        ]
        text = dump_yaml({"projects": [{"names": names, "reason": "主管部门确认"}]})
        project.fund_year("gd-finance", 2024).aliases.write_text(text, encoding="utf-8")
        found = compared(project, ["gd-finance"]).years.series
        platform = next(each for each in found if (2024, 9) in each.nodes)
        assert platform.nodes == ((2022, 9), (2023, 5), (2023, 10), (2024, 8), (2024, 9))
        assert "已确认同义" in platform.bases

    def test_an_indicator_through_the_years(self, three_years, facts):
        chain = next(each for each in three_years.years.chains if each.name == "实现融资金额总量")
        assert chain.nodes == ((2022, "P05-05"), (2023, "P02-03"), (2024, "P04-05"))
        members = {member.year: member for member in three_years.comparison.members}
        told = [
            [facts[key].text if key in facts else "" for key in keys]
            for year, name in chain.nodes
            for keys in [
                [f"{members[year].key}/thing.{members[year].places[name]}.{part}" for part in ("target", "actual")]
            ]
        ]
        assert told == [["120亿元", ""], ["135亿元", "247.76亿元"], ["160亿元", ""]]


class TestMoney:
    def test_the_change_of_a_total_is_what_its_parts_come_to(self, three_years, facts):
        # 3,901.00 − 4,590.00: seven plans' rows; ended 700 + 500 + 200; see the three plans.
        assert facts["turn.2022.2023.change"].text == "−689.00"
        assert facts["turn.2022.2023.ended.change"].text == "−1,400.00"
        assert facts["turn.2022.2023.S02.change"].text == "−171.63"  # 1,189.84 − 1,361.468
        for turn in three_years.years.turns:
            changes = [facts.value(f"{turn.key}.{part.key}.change") for part in turn.parts]
            assert sum(changes, D(0)) == facts.value(f"{turn.key}.change")

    def test_every_project_is_in_one_part(self, three_years):
        members = three_years.comparison.members
        for earlier, own in pairwise(members):
            found = parts(earlier, own, three_years.years.series)
            for side, member in (("earlier", earlier), ("own", own)):
                nodes = Counter(node for part in found for node in getattr(part, side))
                assert set(nodes.values()) == {1}
                assert len(nodes) == len(member.tables["projects"])

    def test_bodies_under_one_confirmed_name_are_one(self, tmp_path):
        project = project_in(tmp_path, "gd-finance")
        names = ["省地方金融监管局", "省委金融办", "省地方金融管理局"]
        text = dump_yaml({"units": [{"names": names, "reason": "机构改革"}]})
        project.fund_year("gd-finance", 2024).aliases.write_text(text, encoding="utf-8")
        first = compared(project, ["gd-finance"]).years.units[0]
        assert (first.name, set(first.also)) == ("省地方金融管理局", {"省委金融办", "省地方金融监管局"})
        assert Counter(year for year, _ in first.nodes) == {2022: 4, 2023: 9, 2024: 6}

    def test_a_figure_rests_on_the_cells_of_its_own_year(self, facts):
        assert facts.places("unit.3.2022") == ["2022年 附件2 分配方案.docx#表1!R2C7"]
        assert {place.partition(" ")[0] for place in facts.places("series.S02.2023")} == {"2023年"}
        assert {place.partition(" ")[0] for place in facts.places("turn.2023.2024.change")} == {"2023年", "2024年"}


def row(**more):
    return {"of_target": None, "of_actual": None, "unit": "家", "earlier_unit": "家", "level_code": "产出/数量"} | {
        "name": "接入家数",
        "earlier_name": "接入家数",
        **more,
    }


class TestAmbition:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"of_actual": D("0.8"), "of_target": D("1.2")}, Ambition.BELOW),
            ({"of_actual": D("1"), "of_target": D("1.2")}, Ambition.RAISED),
            ({"of_target": D("0.9")}, Ambition.LOWERED),
            ({"of_target": D("1")}, Ambition.UNCHANGED),
            ({"of_actual": D("1.1")}, Ambition.REACHED),
            ({}, Ambition.UNCLEAR),
            # 80 % of a guideline stays 80 %: a share is held against the earlier target alone.
            ({"of_actual": D("0.8"), "of_target": D("1"), "unit": "%", "earlier_unit": "%"}, Ambition.UNCHANGED),
            ({"of_actual": D("0.9"), "of_target": D("1"), "name": "服务对象满意度"}, Ambition.UNCHANGED),
        ],
    )
    def test_verdicts(self, given, said):
        assert verdict(row(**given)) is said

    def test_targets_of_2024_below_what_2023_reached(self, three_years, facts):
        found = {
            pair.row["item"]: facts[f"{pair.key}.of_actual"].formula
            for pair in three_years.years.pairs
            if pair.verdict is Ambition.BELOW
        }
        assert found == {
            "P03-08": "200亿元 ÷ 451.21亿元 = 44.3%",
            "P04-05": "160亿元 ÷ 247.76亿元 = 64.6%",
            "P04-06": "13,000户次 ÷ 16,288户次 = 79.8%",
            "C-028": "14亿元 ÷ 30亿元 = 46.7%",
        }

    def test_the_checks_find_the_same_targets(self, three_years):
        """SER-20 marks floors below what was reached; the comparison must not know better or worse."""
        newest = three_years.comparison.newest
        marked = {mark.thing for mark in marks(newest) if mark.code == "SER-20"}
        assert marked == {pair.row["item"] for pair in three_years.years.pairs if pair.verdict is Ambition.BELOW}


class TestFindings:
    def test_a_finding_that_comes_back(self, three_years):
        found = {(m.code, m.series): m for m in three_years.years.matters if m.became is Recurrence.AGAIN}
        # 支持企业的数量 carries “提供不少于5%…满意度回访表” as its target in 2022 and again in 2024.
        same = found["TGT-36", "S02"]
        assert (same.years, same.subject) == ((2022, 2024), "支持企业的数量")
        assert {m.code for m in found.values()} == {
            *("TGT-36", "PRJ-41", "IND-22", "IND-33", "IND-31", "IND-34", "TGT-16", "TGT-44", "TGT-17")
        }

    def test_gone_is_only_said_where_it_could_have_been_found(self, three_years):
        matters = {(m.code, m.series, m.subject): m for m in three_years.years.matters}
        # The plan of 2022 declared a wrong sum of what was applied for; that of 2024 declares a right one.
        assert matters["REC-13", "", "各项目申报金额之和"].became is Recurrence.GONE
        # What the self-evaluation of 2023 got wrong cannot be wrong in 2024, which has none.
        assert {m.became for key, m in matters.items() if key[0].startswith("ACT-") and m.years == (2023,)} <= {
            *(Recurrence.UNCLEAR, Recurrence.NEW)
        }

    def test_an_accepted_finding_is_no_matter(self, tmp_path, three_years):
        project = project_in(tmp_path, "gd-finance")
        paths = project.fund_year("gd-finance", 2024)
        again = next(m for m in three_years.years.matters if (m.code, m.series) == ("TGT-36", "S02"))
        accepted = {"accepted": [{"id": again.marks[-1].id, "reason": "口径不同"}]}
        paths.corrections.write_text(dump_yaml(accepted), encoding="utf-8")
        found = {(m.code, m.series): m.became for m in compared(project, ["gd-finance"]).years.matters}
        assert found["TGT-36", "S02"] is Recurrence.GONE
