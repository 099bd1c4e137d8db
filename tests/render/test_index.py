"""The index of all reports: every record told, broken ones too, the same bytes twice, never half a page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from analysis.errors import OutputError
from analysis.render.index import Failed, write_index

FILES = ("report.html", "report.pdf", "report.docx", "scores.xlsx")


def record(fund: str, year: int, kind: str = "target_review", **more: object) -> dict:
    findings = {"critical": 0, "warning": 21, "info": 19}
    outputs = [{"path": name, "sha256": "0"} for name in (*FILES, "report.ipynb")]
    return {"fund": fund, "year": year, "kind": kind, "findings": findings, "outputs": outputs} | more


def put(reports: Path, data: dict, folder: str = "", files: tuple[str, ...] = FILES) -> Path:
    path = reports / (folder or f"{data['fund']}/{data['year']}")
    path.mkdir(parents=True, exist_ok=True)
    for name in files:
        (path / name).write_text("x", encoding="utf-8")
    (path / "run.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    put(tmp_path, record("gd-finance", 2022))
    put(
        tmp_path, record("gd-finance", 2023, "final", score=91.43, grade="优", fund_name="金融发展专项资金", accepted=2)
    )
    put(tmp_path, record("a-finance", 2024, "midterm", fund_name="甲<b>专项</b>资金"))
    return tmp_path


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")
            self._in_cell = True
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in {"th", "td"}

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def read(page: Path) -> _Reader:
    reader = _Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    reader.rows = [[" ".join(cell.split()) for cell in row] for row in reader.rows]
    return reader


def test_funds_in_order_and_the_newest_year_first(reports):
    rows = read(write_index(reports)).rows
    files = "网页 PDF Word 评分簿"
    assert rows == [
        ["年度", "报告", "得分", "等级", "严重", "警告", "提示", "文件"],
        ["甲<b>专项</b>资金 a-finance"],
        ["2024年度", "中期检查", "–", "–", "0", "21", "19", files],
        ["金融发展专项资金 gd-finance"],
        ["2023年度", "绩效评价", "91.43", "优", "0", "21", "19", f"{files} 另有2处发现经核可保留"],
        ["2022年度", "绩效目标审核", "–", "–", "0", "21", "19", files],
    ]


def test_a_record_without_names_is_listed_by_its_code(tmp_path):
    put(tmp_path, record("甲资金", 2023))
    assert ["甲资金"] in read(write_index(tmp_path)).rows


def test_a_score_is_printed_as_it_was_computed(tmp_path):
    put(tmp_path, record("a", 2023, "final", score=89.9, grade="良"))
    assert read(write_index(tmp_path)).rows[2][2] == "89.90"


def test_every_link_leads_to_a_file(reports):
    put(reports, record("甲 资金", 2023))
    (reports / "gd-finance" / "2022" / "report.pdf").unlink()
    page = write_index(reports)
    links = [link for link in read(page).links if not link.startswith("#")]
    assert len(links) == 4 * 5 - 1
    assert all((reports / unquote(link)).is_file() for link in links)
    assert "PDF已不在目录中" in read(page).rows[-1][-1] + "".join(row[-1] for row in read(page).rows)


def test_a_record_cannot_lead_out_of_its_folder(tmp_path):
    data = record("a", 2023)
    data["outputs"] = [{"path": "../../secret"}, {"path": "https://example.invalid/"}, {"path": "javascript:alert(1)"}]
    put(tmp_path, data, files=())
    assert read(write_index(tmp_path)).links == ["#reports"]


BROKEN = {
    '{"fund": "gd-finance", "ye': "run.json 不完整，不是有效的 JSON",
    "": "run.json 不完整，不是有效的 JSON",
    "[" * 100_000: "run.json 不完整，不是有效的 JSON",
    "[1]": "run.json 缺少或无法识别：整个文件",
    '{"fund": "x", "year": 2021, "kind": "final"}': "run.json 缺少或无法识别：findings、outputs",
    json.dumps(record("x", 2021, "other")): "run.json 缺少或无法识别：kind",
    json.dumps(record("x", 2021) | {"findings": {"critical": -1, "warning": 0, "info": 0}}): (
        "run.json 缺少或无法识别：findings.critical"
    ),
    json.dumps(record("x", 2021) | {"outputs": [3]}): "run.json 不完整，不是有效的 JSON",
    json.dumps(record("x", 2021, "final", score="高")): "run.json 缺少或无法识别：score",
    json.dumps(record("y", 2020)): "run.json 记录的是 y/2020，与所在目录不符",
    "\x00\x01": "run.json 不完整，不是有效的 JSON",
}


@pytest.mark.parametrize(("text", "reason"), BROKEN.items(), ids=range(len(BROKEN)))
def test_a_broken_record_is_told_and_the_others_are_listed(reports, text, reason):
    folder = put(reports, record("x", 2021))
    (folder / "run.json").write_text(text, encoding="utf-8")
    rows = read(write_index(reports)).rows
    assert ["x/2021", reason] in rows
    assert sum(bool(re.match(r"20\d\d年度", row[0])) for row in rows) == 3


def test_other_encodings_and_missing_records_are_told(reports):
    (put(reports, record("x", 2021)) / "run.json").write_bytes("{“年”}".encode("gb18030"))
    (put(reports, record("x", 2020)) / "run.json").unlink()
    (put(reports, record("x", 2019)) / "run.json").unlink()
    (reports / "x" / "2019" / "run.json").mkdir()
    rows = read(write_index(reports)).rows
    assert ["x/2021", "run.json 不是 UTF-8 编码"] in rows
    assert ["x/2020", "没有 run.json"] in rows
    assert any(row[0] == "x/2019" and "无法读取" in row[1] for row in rows)


def test_runs_that_have_not_ended_are_left_aside(reports):
    before = write_index(reports).read_bytes()
    put(reports, record("gd-finance", 2023), "gd-finance/.2023.17.new")
    put(reports, record("gd-finance", 2023), ".trash/2023")
    (reports / "gd-finance" / "notes").mkdir()
    (reports / "batch.json").write_text("{}", encoding="utf-8")
    assert write_index(reports).read_bytes() == before


def test_failed_runs_are_told_beside_the_earlier_report(reports):
    page = write_index(reports, [Failed("gd-finance", 2023, "文件 <甲> 无法读取")])
    assert ["gd-finance/2023", "本次运行失败：文件 <甲> 无法读取"] in read(page).rows
    assert any(row[0] == "2023年度" for row in read(page).rows)
    assert "本次运行失败" not in write_index(reports).read_text(encoding="utf-8")


def test_no_reports_yet(tmp_path):
    text = write_index(tmp_path / "reports").read_text(encoding="utf-8")
    assert "还没有报告" in text
    assert "<table" not in text


def test_same_bytes_twice_wherever_the_folder_lies(reports, tmp_path_factory):
    other = tmp_path_factory.mktemp("elsewhere") / "reports"
    first = write_index(reports).read_bytes()
    shutil.copytree(reports, other)
    assert write_index(other).read_bytes() == write_index(reports).read_bytes() == first


def test_nothing_is_fetched_and_nothing_else_runs(reports):
    text = write_index(reports).read_text(encoding="utf-8")
    assert not re.findall(r"https?:|url\((?!data:)|src=", text)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert "default-src &#39;none&#39;" in policy
    assert "unsafe" not in policy
    assert not re.findall(r"<[a-z][^>]* (?:style|on\w+)=", text)
    assert text.count("<script>") == 1


def test_a_page_that_cannot_be_written_is_our_error_and_leaves_nothing(tmp_path):
    (tmp_path / "index.html").mkdir()
    with pytest.raises(OutputError, match="报告索引无法写入"):
        write_index(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_many_processes_at_once_leave_a_whole_page_of_all_records(tmp_path):
    """Each adds records and writes the page after each, as the workers of a batch may."""
    program = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
import test_index
from analysis.render.index import write_index
for year in range(2001, 2006):
    test_index.put(Path(sys.argv[1]), test_index.record(sys.argv[2], year))
    assert write_index(Path(sys.argv[1])).read_text(encoding="utf-8").rstrip().endswith("</html>")
"""
    here = str(Path(__file__).parent)
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), f"fund-{number}", here]) for number in range(4)
    ]
    assert [process.wait(timeout=120) for process in started] == [0] * 4
    rows = read(tmp_path / "index.html").rows
    assert sum(bool(re.match(r"20\d\d年度", row[0])) for row in rows) == 20
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fund-0", "fund-1", "fund-2", "fund-3", "index.html"]
