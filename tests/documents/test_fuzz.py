"""Whatever is done to a real document: tables or an error of ours come out, nothing else, and soon.

JIXIAO_FUZZ=20 tries twenty times as many changes.
"""

from __future__ import annotations

import copy
import io
import os
import re
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import provenance
from analysis.documents import dossier
from analysis.documents.collector import Collector
from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import layouts
from analysis.documents.recognise import nearest, recognise
from analysis.errors import JixiaoError
from analysis.paths import FundYearPaths, Project

ROOT = Path(__file__).resolve().parents[2]
#: Every registered document with its fund year; each is mutated on its own.
FUND_YEARS = [Project(ROOT).fund_year(fund, year) for fund, year in Project(ROOT).fund_years()]
DOCUMENTS = [(paths, entry) for paths in FUND_YEARS for entry in provenance.load_manifest(paths).files]
WORKBOOKS = [pair for pair in DOCUMENTS if pair[1].file.endswith(".xlsx")]
TEXTS = [pair for pair in DOCUMENTS if pair[1].file.endswith(".docx")]


def fuzzed(examples: int) -> settings:
    """Return the settings of a test: bounded, without a deadline for a single example; we have our own."""
    times = int(os.environ.get("JIXIAO_FUZZ", "1"))
    return settings(max_examples=examples * times, deadline=None, print_blob=True)


#: Words that steer a reader somewhere, beside noise.
WORDS = st.one_of(
    st.sampled_from(
        [
            *(
                "",
                " ",
                "合计",
                "小计",
                "—",
                "/",
                "0",
                "-1",
                "1e400",
                "99.41%",
                "１００",
                "1,23",
                "万元",
                "单位：万元",
                "项目4",
            ),
            *(
                "≥90%",
                "不少于30万家",
                "项目1、项目2",
                "收回66.71万元",
                "预期值",
                "产出指标",
                "数量指标",
                "=A1",
                "\n",
                "〓",
            ),
            *("注：", "#REF!", "9" * 60, "是", "()", "（", "[", "\\", "{{ x }}", "\ue000", "甲" * 3000),
        ]
    ),
    st.text(max_size=8).filter(lambda text: all(character.isprintable() or character in "\n\t" for character in text)),
)
VALUES = st.one_of(WORDS, st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none())
SHARE = st.floats(min_value=0, max_value=1, exclude_max=True)


def outcome(paths: FundYearPaths, entry: provenance.DocumentEntry, data: bytes) -> None:
    """Read a fund year of one document, recorded as it is; fail on anything but tables or an error of ours."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Project(Path(folder)).fund_year(paths.fund, paths.year)
        copied.raw.mkdir(parents=True)
        (copied.raw / entry.file).write_bytes(data)
        sealed = entry.model_copy(update={"sha256": provenance.sha256_of(copied.raw / entry.file)})
        manifest = provenance.load_manifest(paths).model_copy(update={"files": (sealed,)})
        provenance.write_manifest(copied, manifest)
        try:
            read = dossier.read(copied)
        except JixiaoError as refused:
            message = str(refused)
            assert entry.file in message, message
            assert len(message) < 200_000
        else:
            assert len(read.tables["documents"]) == 1


def original(paths: FundYearPaths, entry: provenance.DocumentEntry) -> bytes:
    return (paths.raw / entry.file).read_bytes()


def at(share: float, length: int) -> int:
    return int(share * length)


@fuzzed(40)
@given(st.sampled_from(DOCUMENTS), st.lists(st.tuples(SHARE, st.integers(1, 255)), min_size=1, max_size=8))
def test_bytes_flipped(document, flips):
    data = bytearray(original(*document))
    for share, mask in flips:
        data[at(share, len(data))] ^= mask
    outcome(*document, bytes(data))


@fuzzed(15)
@given(st.sampled_from(DOCUMENTS), SHARE, SHARE)
def test_cut_out(document, start, end):
    data = original(*document)
    outcome(*document, data[: at(start, len(data))] + data[at(max(start, end), len(data)) :])


@st.composite
def xml_edits(draw: st.DrawFn) -> tuple[str, float, float, str]:
    kind = draw(st.sampled_from(["drop tag", "drop element", "swap", "repeat", "text", "attribute", "cut"]))
    return kind, draw(SHARE), draw(SHARE), draw(WORDS)


def edited(xml: str, kind: str, first: float, second: float, words: str) -> str:
    """Change a part's XML in one place; the result need not be well-formed."""
    pieces = re.split(r"(<[^>]*>)", xml)
    tags = [index for index, piece in enumerate(pieces) if piece.startswith("<")]
    if not tags:
        return xml
    one, two = sorted((tags[at(first, len(tags))], tags[at(second, len(tags))]))
    if kind == "drop tag":
        pieces[one] = ""
    elif kind == "drop element":
        name = re.match(r"</?([\w:]*)", pieces[one])
        elements = list(
            re.finditer(rf"<{re.escape(name[1])}(?=[ >])[^>]*(?<!/)>.*?</{re.escape(name[1])}>", xml, re.DOTALL)
        )
        if elements:
            chosen = elements[at(second, len(elements))]
            return xml[: chosen.start()] + xml[chosen.end() :]
    elif kind == "swap":
        pieces[one], pieces[two] = pieces[two], pieces[one]
    elif kind == "repeat":
        pieces[one:one] = pieces[one : min(two, one + 400)]
    elif kind == "text":
        pieces[one] += words.replace("&", "").replace("<", "")
    elif kind == "attribute":
        value = re.sub(r"[&<\"']", "", words)
        pieces[one] = re.sub(r'"[^"]*"', lambda _: f'"{value}"', pieces[one], count=1)
    else:
        pieces[one:two] = []
    return "".join(pieces)


@fuzzed(70)
@given(st.sampled_from(DOCUMENTS), SHARE, st.lists(xml_edits(), min_size=1, max_size=3))
def test_parts_edited(document, part, edits):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(original(*document))) as source, zipfile.ZipFile(target, "w") as copied:
        names = [name for name in source.namelist() if name.endswith((".xml", ".rels"))]
        # Half of the time the part that holds the tables.
        main = [name for name in names if name.endswith(("document.xml", "sheet1.xml"))]
        chosen = main[0] if part < 0.5 and main else names[at(part, len(names))]
        for name in source.namelist():
            content = source.read(name)
            if name == chosen:
                text = content.decode()
                for edit in edits:
                    text = edited(text, *edit)
                content = text.encode("utf-8", "surrogatepass")
            copied.writestr(name, content)
    outcome(*document, target.getvalue())


@st.composite
def sheet_edits(draw: st.DrawFn) -> tuple[str, float, float, object]:
    kinds = ["value"] * 4 + ["delete row", "delete column", "insert row", "merge", "unmerge", "title", "format", "hide"]
    return draw(st.sampled_from(kinds)), draw(SHARE), draw(SHARE), draw(VALUES)


def edit_sheet(book: openpyxl.Workbook, kind: str, first: float, second: float, value: object) -> None:
    """Change a workbook in one place, as a person would."""
    sheet = book.worksheets[at(first * 7 % 1, len(book.worksheets))]
    row, column = at(first, sheet.max_row) + 1, at(second, sheet.max_column) + 1
    cell = sheet.cell(row, column)
    if kind == "value" and not isinstance(cell, openpyxl.cell.cell.MergedCell):
        cell.value = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    elif kind == "delete row":
        sheet.delete_rows(row)
    elif kind == "delete column":
        sheet.delete_cols(column)
    elif kind == "insert row":
        sheet.insert_rows(row)
    elif kind == "merge":
        sheet.merge_cells(
            start_row=row, start_column=column, end_row=row + at(second, 4), end_column=column + at(first, 4)
        )
    elif kind == "unmerge" and sheet.merged_cells.ranges:
        ranges = sorted(sheet.merged_cells.ranges, key=str)
        sheet.merged_cells.remove(ranges[at(first, len(ranges))])
    elif kind == "title":
        sheet.title = re.sub(r"[\\*?:/\[\]\x00-\x1f]", "", str(value))[:31] or "表"
    elif kind == "format":
        cell.number_format = re.sub(r"[\x00-\x1f\ufffe\uffff]", "", str(value)) or "General"
    elif kind == "hide":
        sheet.row_dimensions[row].hidden = True
        sheet.sheet_state = "hidden"


@fuzzed(40)
@given(st.sampled_from(WORKBOOKS), st.lists(sheet_edits(), min_size=1, max_size=6))
def test_workbooks_edited(document, edits):
    book = openpyxl.load_workbook(io.BytesIO(original(*document)))
    for edit in edits:
        edit_sheet(book, *edit)
    book.worksheets[0].sheet_state = "visible"
    book.active = 0
    target = io.BytesIO()
    book.save(target)
    outcome(*document, target.getvalue())


@st.composite
def table_edits(draw: st.DrawFn) -> tuple[str, float, float, str]:
    kinds = ["text"] * 4 + ["delete row", "delete cell", "copy row", "swap rows", "merge", "delete paragraph", "nest"]
    return draw(st.sampled_from(kinds)), draw(SHARE), draw(SHARE), draw(WORDS)


def edit_text(document: docx.document.Document, kind: str, first: float, second: float, words: str) -> None:
    """Change a text document in one place, as a person would."""
    table = document.tables[at(first * 7 % 1, len(document.tables))]
    rows = table._tbl.tr_lst
    row = rows[at(first, len(rows))] if rows else None
    cells = row.tc_lst if row is not None else []
    cell = cells[at(second, len(cells))] if cells else None
    if kind == "delete paragraph" and document.paragraphs:
        paragraph = document.paragraphs[at(first, len(document.paragraphs))]._p
        paragraph.getparent().remove(paragraph)
    elif cell is None:
        return
    elif kind == "text":
        docx.table._Cell(cell, table).text = re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", "", words)
    elif kind == "delete row":
        row.getparent().remove(row)
    elif kind == "delete cell":
        row.remove(cell)
    elif kind == "copy row":
        row.addnext(copy.deepcopy(row))
    elif kind == "swap rows":
        rows[at(second, len(rows))].addnext(row)
    elif kind == "merge":
        cell.vMerge = "continue"
        cell.grid_span = at(second, 4) + 1
    elif kind == "nest":
        cell.insert(0, copy.deepcopy(table._tbl))


@fuzzed(40)
@given(st.sampled_from(TEXTS), st.lists(table_edits(), min_size=1, max_size=5))
def test_text_documents_edited(document, edits):
    changed = docx.Document(io.BytesIO(original(*document)))
    for edit in edits:
        edit_text(changed, *edit)
    target = io.BytesIO()
    changed.save(target)
    outcome(*document, target.getvalue())


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """A grid of noise, or of noise below the header words of some layout, in some order."""
    spec = draw(st.sampled_from(list(layouts().values())))
    header = [draw(st.sampled_from(seen)) for seen in spec.columns.values() if draw(st.integers(0, 9))]
    header += draw(st.lists(st.sampled_from(["年度目标", "6月底前", "产出", "过程", "备注"]), max_size=2))
    header = draw(st.permutations(header)) if draw(st.booleans()) else draw(st.lists(WORDS, max_size=6))
    rows = draw(st.lists(st.lists(WORDS, min_size=len(header), max_size=len(header)), max_size=6))
    rows.insert(draw(st.integers(0, min(2, len(rows)))), list(header))
    covered = st.sampled_from(["", "", "", "", "above", "left"])
    number = st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2)
    filled = [
        tuple(
            Cell(text, f"R{index}C{column}", draw(number) if text else None, draw(covered))
            for column, text in enumerate(row, start=1)
        )
        for index, row in enumerate(rows, start=1)
    ]
    return Grid("表.xlsx", "表", tuple(draw(st.lists(WORDS, max_size=3))), tuple(filled))


@fuzzed(120)
@given(grids())
def test_grids_of_noise(grid):
    for layout in layouts():
        nearest(grid, layout)
    header = recognise(grid)
    if header is None:
        return
    out = Collector(2023)
    try:
        dossier._READERS[header.layout](grid, header, out)
    except JixiaoError as refused:
        out.problems.extend(refused.problems)
    assert all(problem.where for problem in [*out.problems, *out.remarks])
    assert all(isinstance(value, str) for cell in out.cells for value in cell.values())
    assert all(
        value.is_finite()
        for rows in out.records.values()
        for row in rows
        for value in row.values()
        if isinstance(value, Decimal)
    )
