"""The sheets 核查发现 and 说明: what the checks found, and how the book is read.

Belongs here: what stands in these two sheets. Does not belong here: any check (``checks``) or the texts of the notes
(``score_book.yaml``).
"""

from __future__ import annotations

from analysis import tables
from analysis.places import human_place
from analysis.provenance import Manifest
from analysis.render.score_book.cells import Content
from analysis.render.score_book.layout import layout, said
from analysis.render.score_book.page import Page
from analysis.tables import Tables
from analysis.vocabulary import DocumentKind, Family, FindingStatus, Severity

_CLOSED = {"severity": Severity, "family": Family, "status": FindingStatus}


def write_findings(page: Page, evaluated: Tables) -> None:
    """Write one row a finding, or one that says that there is none."""
    rows = tables.records(evaluated["findings"])
    for row in rows:
        held: dict[str, Content] = {column.key: row[column.key] for column in page.columns}
        closed = {"severity": Severity, "family": Family, "status": FindingStatus}
        page.row(
            held | {key: kind(row[key]).label for key, kind in closed.items()} | {"place": human_place(row["place"])}
        )
    if not rows:
        page.row({"message": said("no_findings")})


def write_notes(page: Page, manifest: Manifest, evaluated: Tables, scored: bool) -> None:
    """Write how the book is read, what its colours mean, and which documents it rests on."""
    fields = {"fund": manifest.fund_name, "year": manifest.year, "department": manifest.department}
    for note in layout().notes:
        if scored or not note.scored:
            page.row({"item": note.item, "text": note.text.format(**fields)})
    if scored:
        page.section(said("legend"))
        for role, meaning in layout().legend.items():
            page.row({"item": said("sample"), "text": meaning}, role)
    page.section(layout().documents["title"])
    for row in tables.records(evaluated["documents"]):
        kind = DocumentKind(row["kind"]).label
        text = layout().documents["text"].format(kind=kind, title=row["title"], status=row["status"])
        page.row({"item": row["file"], "text": text})
