"""Blocks → PDF: accessible (PDF/UA-1), with the same bytes for the same blocks and fonts.

Belongs here: running Typst, the document's date, and turning Typst's complaints into ours. Does not belong here: the
look of a page (``template.typ``), the words on it (``printed.source``), what an archive copy carries (``archive``).

No word of a report ever becomes Typst code. The template is the same for every report and reads the words as JSON
strings, so there is nothing to escape and nothing that a document's text could do to the page.
"""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from analysis.errors import OutputError, Problem
from analysis.render import fonts
from analysis.render.printed.source import printed_report
from analysis.report.blocks import Blocks

if TYPE_CHECKING:
    import typst

#: Printed for a character that no font on the machine can draw; the mark that typesetters use for a missing sort.
MISSING_GLYPH = "〓"

Standard = Literal["ua-1", "a-3a"]

#: Every PDF is accessible (PDF/UA-1); an archive copy keeps PDF/A-3 at its accessible level as well.
STANDARDS: tuple[Standard, ...] = ("ua-1",)
ARCHIVE_STANDARDS: tuple[Standard, ...] = ("ua-1", "a-3a")

#: Typst wants to know what today is; a report without a time of its own carries no date, and never the clock's.
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)

_UNDISPLAYABLE = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_UNICODE_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF; ``relationship`` is PDF's word for what it is to the report (AFRelationship)."""

    name: str
    text: str
    mime: str
    relationship: Literal["data", "supplement"]
    description: str


def epoch() -> datetime | None:
    """Return the moment that ``SOURCE_DATE_EPOCH`` names; without it a PDF carries no date."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(text), UTC) if text.isascii() and text.isdecimal() else None


def to_pdf(
    blocks: Blocks,
    *,
    timestamp: datetime | None = None,
    standards: Sequence[Standard] = STANDARDS,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Write a report as PDF.

    Parameters
    ----------
    blocks
        The report.
    timestamp
        The document's time; one without a zone is taken as UTC. The clock is never read.
    standards
        What the file conforms to, in Typst's names.
    attachments
        Files to put inside; they need a timestamp and a standard that allows them.

    Raises
    ------
    OutputError
        When Typst refuses the report, for example a broken figure.

    Warns
    -----
    UserWarning
        When a character has no glyph in any font and is printed as 〓.
    """
    import typst

    carried = [asdict(attachment) for attachment in attachments]
    try:
        return _compile(_inputs(blocks, carried), timestamp, standards)
    except typst.TypstError as error:
        missing = _without_glyph(error)
        if not missing:
            raise _refusal(error) from error
    names = "、".join(f"U+{ord(char):04X}" for char in missing)
    warnings.warn(f"PDF 中有{len(missing)}个字符没有可用字形，以{MISSING_GLYPH}代替：{names}", stacklevel=2)
    try:
        return _compile(_inputs(blocks, carried, dict.fromkeys(missing, MISSING_GLYPH)), timestamp, standards)
    except typst.TypstError as error:
        raise _refusal(error) from error


def template() -> bytes:
    """Return the Typst program; it is the same for every report."""
    return (files("analysis.render") / "template.typ").read_bytes()


def _inputs(
    blocks: Blocks, attachments: Sequence[Mapping[str, str]], substitutes: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return what the template reads: the whole report as one JSON text."""
    faces = {role: asdict(face) for role, face in fonts.faces().items()}
    report = printed_report(blocks, substitutes) | {"fonts": faces, "attachments": attachments}
    return {"report": json.dumps(report, ensure_ascii=False, separators=(",", ":"))}


def _compile(inputs: dict[str, str], timestamp: datetime | None, standards: Sequence[Standard]) -> bytes:
    import typst

    moment = timestamp or _NO_DATE
    return typst.compile(
        template(),
        font_paths=fonts.typst_fonts(),
        sys_inputs=inputs | ({"dated": "yes"} if timestamp else {}),
        format="pdf",
        pdf_standards=list(standards),
        timestamp=moment if moment.tzinfo else moment.replace(tzinfo=UTC),
    )


def _without_glyph(error: typst.TypstError) -> list[str]:
    """Read from Typst's complaint which characters it could not draw."""
    found: set[str] = set()
    for quoted in _UNDISPLAYABLE.findall(error.diagnostic):
        found |= set(_UNICODE_ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), quoted))
    return sorted(char for char in found if not char.isascii())


def _refusal(error: typst.TypstError) -> OutputError:
    return OutputError(
        Problem("PDF 排版未完成", found=error.message, advice="检查报告中的图和表；其余格式不受影响，可先导出 HTML")
    )
