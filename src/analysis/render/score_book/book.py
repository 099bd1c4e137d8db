"""The score book: an evaluated fund year as a workbook whose formulas recompute every score.

Belongs here: which sheets there are, and the finished file. Does not belong here: what stands in a sheet
(``fund``, ``projects``, ``rules``, ``notes``) or how it looks (``score_book.yaml``).

The same tables and rules give the same bytes: the file carries no time unless one is passed, and its parts are packed
with a fixed one.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

from xlsxwriter import Workbook

from analysis.evaluation import Evaluation
from analysis.provenance import Manifest
from analysis.render.score_book.cells import Formats
from analysis.render.score_book.fund import FundSheet
from analysis.render.score_book.layout import SheetSpec, layout
from analysis.render.score_book.lines import Lines
from analysis.render.score_book.notes import write_findings, write_notes
from analysis.render.score_book.page import Page
from analysis.render.score_book.projects import ProjectSheet, with_nodes, write_filed, write_indicators, write_plan
from analysis.render.score_book.rules import RuleSheet
from analysis.render.wording import clean
from analysis.rules.model import RuleBook
from analysis.tables import Tables
from analysis.vocabulary import Scope

_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)
_CORE = "docProps/core.xml"
_DATES = re.compile(r"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def to_score_book(evaluation: Evaluation, *, timestamp: datetime | None = None) -> bytes:
    """Write the score book of an evaluated fund year; see :func:`score_book`."""
    return score_book(evaluation.manifest, evaluation.tables, evaluation.book, timestamp=timestamp)


def score_book(
    manifest: Manifest, evaluated: Tables, book: RuleBook | None, *, timestamp: datetime | None = None
) -> bytes:
    """Write a workbook.

    Parameters
    ----------
    manifest
        Names of the fund, its department and its year.
    evaluated
        The tidy tables, read and computed.
    book
        The rules that were applied; ``None`` for a year without scores, whose book holds projects, targets and
        findings and no sheet of scores.
    timestamp
        The file's time; the clock is never read.

    Returns
    -------
    bytes
        A workbook without macros (.xlsx).
    """
    rules = book if len(evaluated["scores"]) else None
    kind = "title" if rules else "title_without_scores"
    title = clean(layout().properties[kind].format(year=manifest.year, fund=manifest.fund_name))
    stream = io.BytesIO()
    workbook = Workbook(stream, {"in_memory": True, "default_format_properties": {"font_name": layout().font}})
    workbook.set_properties(
        {
            "title": title,
            "author": clean(manifest.department),
            "subject": clean(manifest.fund_name),
            "created": (timestamp or _NO_DATE).replace(tzinfo=None),
        }
    )
    _Sheets(workbook, manifest, evaluated, title).write(rules)
    workbook.close()
    return _with_properties(stream.getvalue(), dated=timestamp is not None)


class _Sheets:
    """The sheets in their order."""

    def __init__(self, workbook: Workbook, manifest: Manifest, evaluated: Tables, title: str) -> None:
        self._workbook, self._manifest, self._evaluated = workbook, manifest, evaluated
        self._title = title
        self._formats = Formats(workbook)
        self._lines = Lines(evaluated)

    def write(self, book: RuleBook | None) -> None:
        """Write every sheet that the year has something for."""
        if book is None:
            self._unscored()
        else:
            self._scored(book)
        if len(self._evaluated["self_scores"]):
            page = self._page("filed")
            write_filed(page, self._evaluated, self._lines)
            page.finish(filtered=True)
        page = self._page("findings")
        write_findings(page, self._evaluated)
        page.finish(filtered=True)
        page = self._page("notes")
        write_notes(page, self._manifest, self._evaluated, scored=book is not None)
        page.finish()

    def _scored(self, book: RuleBook) -> None:
        sheets = layout().sheets
        fund_page = self._page("fund")
        fund = FundSheet(fund_page, self._evaluated, book, self._lines)
        fund.write()
        fund_page.finish()
        project_page = self._page("projects", with_nodes(sheets["projects"], book))
        projects = ProjectSheet(project_page, self._evaluated, book, self._lines)
        projects.write()
        project_page.finish()
        self._indicators("indicators", scored=True)
        rule_page = self._page("rules")
        self._name("used_rules", fund_page.named("rule", min(fund.rows.values()), max(fund.rows.values())))
        self._name("budget", project_page.named("budget_wan", projects.total_row))
        self._name("paid", project_page.named("paid_wan", projects.total_row))
        RuleSheet(self._workbook, rule_page, book, self._evaluated).write(
            lambda scope, node: fund.points_of(node) if scope is Scope.FUND else projects.points_of(node)
        )
        rule_page.finish()

    def _unscored(self) -> None:
        if len(self._evaluated["projects"]):
            page = self._page("plan")
            write_plan(page, self._evaluated)
            page.finish()
        if len(self._evaluated["targets"]):
            self._indicators("indicators" if len(self._evaluated["attainment"]) else "targets", scored=False)

    def _indicators(self, sheet: str, *, scored: bool) -> None:
        page = self._page(sheet)
        write_indicators(page, self._evaluated, self._lines, scored)
        page.finish(filtered=True)

    def _page(self, key: str, spec: SheetSpec | None = None) -> Page:
        return Page(self._workbook, self._formats, spec or layout().sheets[key], self._title)

    def _name(self, key: str, address: str) -> None:
        self._workbook.define_name(layout().names[key], f"={address}")


def _with_properties(book: bytes, *, dated: bool) -> bytes:
    """Add the language, and leave the dates out of a file that has none."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == _CORE:
                text = content.decode("utf-8")
                text = text if dated else _DATES.sub("", text)
                language = f"<dc:language>{layout().properties['language']}</dc:language>"
                content = text.replace("</cp:coreProperties>", f"{language}</cp:coreProperties>").encode()
            made = zipfile.ZipInfo(entry.filename, _NO_DATE.timetuple()[:6])
            made.compress_type, made.external_attr = zipfile.ZIP_DEFLATED, entry.external_attr
            new.writestr(made, content)
    return packed.getvalue()
