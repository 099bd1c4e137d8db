"""Lists about fund years and documents that no tidy table holds.

Belongs here: which fund years there are, and what was read from each document. Does not belong here: the state of one
(``states``), or reading (``documents``).
"""

from __future__ import annotations

import pandas as pd

from analysis import tables
from analysis.desk import lookup
from analysis.desk.frames import FrameView
from analysis.desk.states import condition
from analysis.errors import NotFoundError, Problem
from analysis.paths import Project
from analysis.tables import Column, Tables

_YEARS = {
    "fund": Column(type="text", label="资金代码"),
    "year": Column(type="integer", label="资金年度"),
    "name": Column(type="text", label="资金名称"),
    "kind": Column(type="text", label="报告种类", closed="ReportKind"),
    "documents": Column(type="integer", label="文件", unit="份"),
    "state": Column(type="text", label="状态"),
    "advice": Column(type="text", label="下一步"),
    "has_report": Column(type="boolean", label="已有报告"),
    "code": Column(type="text", label="打开"),
}
#: What tells about reading itself, not about the fund.
_UNTOLD = frozenset({"cells", "documents", "remarks", "corrections", "aliases"})
_SHOWN = ("file", "kind", "title", "issuer", "status")


def fund_years(fund: str = "") -> FrameView:
    """List the fund years that have documents.

    Parameters
    ----------
    fund
        Code of a fund; all funds unless given.

    Returns
    -------
    FrameView
        One row a fund year: ``fund``, ``year``, ``name``, ``kind`` (of the report that the documents allow),
        ``documents`` (how many), ``state`` and ``advice`` (what can be done, and what to do), ``has_report``,
        ``code`` (to copy).

    Raises
    ------
    NotFoundError
        When there is no such fund; the message names near ones.
    """
    project = Project.here()
    found = project.fund_years()
    if fund:
        fund = known_fund(project, fund, found[-1][1] if found else 0)
    rows = [_row(project, code, year) for code, year in found if fund in ("", code)]
    note = "" if rows else "还没有资金年度，运行 jixiao add 资金代码 年度 文件… 加入。"
    return FrameView("资金年度", "一个资金年度", pd.DataFrame(rows, columns=list(_YEARS)), _YEARS, note)


def known_fund(project: Project, fund: str, year: int) -> str:
    """Return the code of a fund that has documents.

    Raises
    ------
    NotFoundError
        When there is none of this code.
    """
    known = {code: _name(project, code, each) for code, each in project.fund_years()}
    advice = f"核对资金代码；新的资金先运行 jixiao add {fund} {year} 文件…"
    if not known:
        raise NotFoundError(Problem("没有这个专项资金", fund, found="data/raw 中还没有资金年度", advice=advice))
    return lookup.resolve(fund, known, "没有这个专项资金", advice=advice)


def documents_read(read: Tables) -> FrameView:
    """List the documents, each with what was read from it.

    Returns
    -------
    FrameView
        The table ``documents`` with ``read`` (``项目13行、…``) and ``remarks`` (how many things about reading it are
        worth knowing; they are in the table ``remarks``).
    """
    documents = read["documents"]
    counted = {name: _files(frame["source"]) for name, frame in read.items() if _is_told(name, frame)}
    said = []
    for file in documents["file"]:
        counts = {tables.dictionary()[name].title: int(found.get(file, 0)) for name, found in counted.items()}
        said.append("、".join(f"{title}{count}行" for title, count in counts.items() if count))
    remarks = [int(read["remarks"]["place"].str.startswith(file).sum()) for file in documents["file"]]
    spec = tables.dictionary()["documents"]
    columns = {name: spec.columns[name] for name in _SHOWN}
    columns["read"] = Column(type="text", label="读到")
    columns["remarks"] = Column(type="integer", label="读取说明", unit="条")
    return FrameView(spec.title, spec.row, documents.assign(read=said, remarks=remarks), columns)


def _is_told(name: str, frame: pd.DataFrame) -> bool:
    return name not in _UNTOLD and "source" in frame and len(frame) > 0


def _files(sources: pd.Series[str]) -> pd.Series[int]:
    return sources.str.partition("#")[0].value_counts()


def _row(project: Project, fund: str, year: int) -> dict[str, object]:
    paths = project.fund_year(fund, year)
    found = condition(paths)
    return {
        "fund": fund,
        "year": year,
        "name": found.manifest.fund_name if found.manifest else None,
        "kind": found.kind.value if found.kind else None,
        "documents": len(found.manifest.files) if found.manifest else None,
        "state": found.label,
        "advice": found.advice,
        "has_report": (paths.reports / "run.json").is_file(),
        "code": f'fy = analysis.open("{fund}", {year})',
    }


def _name(project: Project, fund: str, year: int) -> str:
    manifest = condition(project.fund_year(fund, year)).manifest
    return manifest.fund_name if manifest else ""
