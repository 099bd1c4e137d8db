"""Which fund years a run is about: every way to say it, and every mistake told at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.paths import Project
from analysis.runs.model import Job
from analysis.runs.selection import Wish, select


@pytest.fixture
def three(tmp_path: Path) -> Project:
    for label in ("gd-finance/2022", "gd-finance/2023", "gz-tourism/2023"):
        (tmp_path / "data/raw" / label).mkdir(parents=True)
    return Project(tmp_path)


def labels(project: Project, wish: Wish) -> list[str]:
    return [job.label for job in select(project, wish)]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(("gd-finance", "2023")), ["gd-finance/2023"]),
        (Wish(("gz-tourism/2023", "gd-finance/2023")), ["gd-finance/2023", "gz-tourism/2023"]),
        (Wish(everything=True), ["gd-finance/2022", "gd-finance/2023", "gz-tourism/2023"]),
        (Wish(funds=("gd-finance",)), ["gd-finance/2022", "gd-finance/2023"]),
        (Wish(years="2023"), ["gd-finance/2023", "gz-tourism/2023"]),
        (Wish(years="2020-2022, 2030"), ["gd-finance/2022"]),
        (Wish(funds=("gd-finance",), years="2023-2024"), ["gd-finance/2023"]),
        (Wish(("nowhere/1999",)), ["nowhere/1999"]),
    ],
)
def test_fund_years_are_chosen(three, wish, expected):
    assert labels(three, wish) == expected


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(), ("没有写明要运行哪些资金年度", "--all")),
        (Wish(("gd-finance", "2023"), everything=True), ("几种写法不能同时使用",)),
        (Wish(years="2024-2026"), ("没有选中任何资金年度",)),
        (Wish(funds=("gd-finanse",)), ("没有这个专项资金", "gd-finanse", "gd-finance、gz-tourism")),
        (Wish(years="2023-2020"), ("参数 --years", "2023-2020", "2020-2024,2026")),
        (Wish(years="今年"), ("参数 --years", "今年")),
        (Wish(("gd-finance/2023", "gd-finance/2023")), ("写了不止一次", "gd-finance/2023")),
        (Wish(("gd-finance/二零", "x x/2023")), ("year", "二零", "fund", "x x")),
    ],
)
def test_mistakes_are_told(three, wish, words):
    with pytest.raises(ParameterError) as told:
        select(three, wish)
    assert all(word in str(told.value) for word in words), told.value


class TestMatrix:
    """A CSV file names the jobs."""

    @pytest.fixture
    def matrix(self, tmp_path: Path):
        def write(text: str) -> Wish:
            (tmp_path / "清单.csv").write_text(text, encoding="utf-8-sig")
            return Wish(matrix=tmp_path / "清单.csv")

        return write

    def test_a_blank_kind_is_the_commands(self, three, matrix):
        wish = matrix("fund,year,kind\ngd-finance,2023,midterm\n\n gd-finance , 2022,\n")
        assert select(three, wish) == (Job("gd-finance", 2022), Job("gd-finance", 2023, "midterm"))

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", ("表头不对", "空文件", "fund,year")),
            ("fund,year\n", ("没有内容",)),
            ("fund,year\n,\n\n", ("没有内容",)),
            ("资金,年度\na,2023\n", ("表头不对", "资金、年度")),
            ("fund,year\na,2023\nb,2023\na,2023\n", ("写了不止一次", "a/2023", "第2行", "第4行")),
            ("fund,year,kind\na,20x3,\nb,2023,yearly\n", ("第2行", "20x3", "第3行", "yearly")),
            ("fund,year\na\n", ("第2行", "year")),
        ],
    )
    def test_mistakes_name_their_rows(self, three, matrix, text, words):
        with pytest.raises(ParameterError) as told:
            select(three, matrix(text))
        assert all(word in str(told.value) for word in words), told.value

    def test_a_file_that_is_no_text(self, three, tmp_path):
        (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00\x81")
        for path in (tmp_path / "a.csv", tmp_path / "none.csv", tmp_path):
            with pytest.raises(ParameterError, match="清单文件无法读取"):
                select(three, Wish(matrix=path))


@given(st.sets(st.integers(1990, 2100), min_size=1, max_size=6))
def test_a_list_of_years_and_its_ranges_say_the_same(years):
    project = Project(Path("/nowhere"))
    named = tuple(f"a/{year}" for year in years)
    assert [job.year for job in select(project, Wish(named))] == sorted(years)
