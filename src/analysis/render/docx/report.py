"""Blocks → DOCX: a report that officials can go on editing, with the same bytes for the same blocks.

Belongs here: running through the report, and parting it into runs of pages of one form. Does not belong here: single
blocks (``blocks``), styles (``styles``), the parts beside the text (``parts``), the file that holds all
parts (``package``).

Words, captions, marks and column widths are those of the PDF: both are written from ``printed_report``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from analysis.render.docx import parts, styles
from analysis.render.docx.blocks import write
from analysis.render.docx.opening import fitted
from analysis.render.docx.package import Package
from analysis.render.docx.sheet import Sheet, sheet
from analysis.render.docx.state import Record, State, counted
from analysis.render.docx.xml import Xml, ending_section, is_paragraph, paragraph
from analysis.render.printed.source import printed_report
from analysis.report.blocks import Blocks

_Form = Literal["cover", "portrait", "landscape"]
_Run = tuple[_Form, list[Xml]]


def to_docx(blocks: Blocks, *, timestamp: datetime | None = None) -> bytes:
    """Write a report as a Word document.

    Parameters
    ----------
    blocks
        The report.
    timestamp
        The document's time; one without a zone is taken as UTC. The clock is never read.

    Raises
    ------
    OutputError
        When the merged cells of a table contradict themselves, or a figure cannot be drawn.
    """
    report = printed_report(blocks)
    records = [record for section in report["sections"] for record in section["blocks"]]
    package, look = Package(), fitted(sheet(), records)
    state = _state(records, package, look)
    runs = list(_runs(report["sections"], state))
    package.text(_joined(runs, _references(package, report["running"]), look))
    package.add("styles", styles.styles_xml(look))
    package.add("fontTable", styles.fonts_xml(look))
    package.add("numbering", parts.numbering_xml(state.list_starts, look))
    package.add("settings", parts.settings_xml(look))
    package.describe(parts.core_xml(report["title"], report["author"], look.language, timestamp))
    return package.bytes()


def _state(records: list[Record], package: Package, look: Sheet) -> State:
    """Name the places that a pointer or the table of contents may lead to."""
    headings = [record for record in records if record["kind"] == "Heading"]
    state = State(look, package.picture, headings)
    for number, heading in enumerate(headings, start=1):
        heading["bookmark"] = f"_Toc{number:08d}"
        state.bookmarks[heading["label"]] = heading["bookmark"]
    exhibits = [record for record in records if record["kind"] in {"Table", "Picture"}]
    state.counted = counted(exhibit["number"] for exhibit in exhibits)
    for number, exhibit in enumerate(exhibits, start=1):
        state.bookmarks[exhibit["label"]] = f"_Ref{number:08d}"
        state.captions[exhibit["label"]] = exhibit["number"]
    state.bookmarks.pop("", None)
    return state


def _runs(sections: list[Record], state: State) -> Iterator[_Run]:
    """Write the blocks in order, parted where the form of the page changes; a cover has pages of its own."""
    for section in sections:
        form: _Form = "landscape" if section["landscape"] else "portrait"
        elements: list[Xml] = []
        state.begin_pages(landscape=section["landscape"])
        for record in section["blocks"]:
            if record["kind"] != "Cover":
                elements += write(record, state)
                continue
            if elements:
                yield form, elements
            yield "cover", write(record, state)
            elements = []
            state.begin_pages(landscape=section["landscape"])
        if elements:
            yield form, elements


def _references(package: Package, running: str) -> list[Xml]:
    """Make head and foot: page numbers of odd pages stand to the right, of even ones to the left."""
    header = package.add("header1", parts.header_xml(running))
    odd = package.add("footer1", parts.footer_xml("Footer"))
    even = package.add("footer2", parts.footer_xml("FooterEven"))
    return [
        parts.reference("header", "default", header),
        parts.reference("header", "even", header),
        parts.reference("footer", "default", odd),
        parts.reference("footer", "even", even),
    ]


def _joined(runs: list[_Run], references: list[Xml], look: Sheet) -> list[Xml]:
    """Return the whole text, each run of pages closed by its form; head and foot begin after the cover."""
    body: list[Xml] = []
    numbered = False
    for place, (form, elements) in enumerate(runs):
        if form == "cover":
            properties = parts.cover_section(look.pages["portrait"], look.colours["teal"])
        else:
            properties = parts.section(look.pages[form], () if numbered else references, first=not numbered)
            numbered = True
        body += elements
        if place == len(runs) - 1:
            body.append(properties)
            continue
        if not is_paragraph(body[-1]):
            body.append(paragraph("Spacer"))
        body[-1] = ending_section(body[-1], properties)
    return body
