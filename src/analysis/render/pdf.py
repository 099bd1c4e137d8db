"""Blocks → PDF: accessible (PDF/UA-1), with the same bytes for the same blocks and fonts.

Belongs here: running Typst, the document's date, and turning Typst's complaints into ours. Does not belong here: the
look of a page (``template.typ``) and what the template reads (``typst_source``).
"""

from __future__ import annotations

import os
import re
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from analysis.errors import OutputError, Problem
from analysis.render import fonts, typst_source
from analysis.report.blocks import Blocks

if TYPE_CHECKING:
    import typst

#: Printed for a character that no font on the machine can draw; the mark that typesetters use for a missing sort.
MISSING_GLYPH = "〓"

#: Typst wants to know what today is; a report without a time of its own carries no date, and never the clock's.
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)

_UNDISPLAYABLE = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_UNICODE_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def epoch() -> datetime | None:
    """Return the moment that ``SOURCE_DATE_EPOCH`` names; without it a PDF carries no date."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(text), UTC) if text.isascii() and text.isdecimal() else None


def to_pdf(blocks: Blocks, *, timestamp: datetime | None = None) -> bytes:
    """Write a report as PDF.

    Parameters
    ----------
    blocks
        The report.
    timestamp
        The document's time; one without a zone is taken as UTC. The clock is never read.

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

    try:
        return _compile(typst_source.inputs(blocks), timestamp)
    except typst.TypstError as error:
        missing = _without_glyph(error)
        if not missing:
            raise _refusal(error) from error
    names = "、".join(f"U+{ord(char):04X}" for char in missing)
    warnings.warn(f"PDF 中有{len(missing)}个字符没有可用字形，以{MISSING_GLYPH}代替：{names}", stacklevel=2)
    try:
        return _compile(typst_source.inputs(blocks, dict.fromkeys(missing, MISSING_GLYPH)), timestamp)
    except typst.TypstError as error:
        raise _refusal(error) from error


def _compile(inputs: dict[str, str], timestamp: datetime | None) -> bytes:
    import typst

    moment = timestamp or _NO_DATE
    return typst.compile(
        typst_source.template(),
        font_paths=fonts.typst_fonts(),
        sys_inputs=inputs | ({"dated": "yes"} if timestamp else {}),
        format="pdf",
        pdf_standards=["ua-1"],
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
