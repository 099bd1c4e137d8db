"""The archive copy of a report: PDF/A-3 with the tables and the record that its figures rest on inside.

Belongs here: what is put inside, under which name, and the date that an archive copy must have. Does not belong here:
running Typst (``pdf``), how the record of a run comes about (``batch``).

Inside is only what follows from the documents, the rules and the package versions, so that the same copy comes out
again: the record leaves out how long a run took and which interpreter it ran on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import tables
from analysis.errors import OutputError, Problem
from analysis.render.pdf import ARCHIVE_STANDARDS, Attachment, epoch, to_pdf
from analysis.report.blocks import Blocks

if TYPE_CHECKING:
    import pandas as pd

#: What of a run's record differs between machines and runs.
_OF_THE_RUN = {"seconds", "fingerprint"}
_OF_THE_MACHINE = {"python"}

_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")


def archive_date(report_date: str) -> datetime:
    """Return the date of an archive copy: ``SOURCE_DATE_EPOCH``, else the date on the report's cover.

    PDF/A-3 asks for a date as soon as files are put inside, and the clock's would make every copy another one.

    Raises
    ------
    OutputError
        When there is neither, or the cover's date cannot be read as year, month and day.
    """
    moment = epoch()
    if moment:
        return moment
    match = _DATE.fullmatch(report_date.strip())
    if match:
        year, month, day = map(int, match.groups())
        # A date that no calendar has is refused below.
        with suppress(ValueError):
            return datetime(year, month, day, tzinfo=UTC)
    raise OutputError(
        Problem(
            "归档 PDF 须有日期，报告没有可用的日期",
            "MANIFEST.yaml report_date",
            found=report_date or "没有填写",
            expected="年月日齐全的日期，如 2024年6月30日",
            advice="在 MANIFEST.yaml 填写 report_date，或设置环境变量 SOURCE_DATE_EPOCH",
        )
    )


def write_archive(
    folder: Path,
    name: str,
    processed: Path,
    evaluated: Mapping[str, pd.DataFrame],
    record: Mapping[str, Any],
    timestamp: datetime,
) -> None:
    """Write the archive copy of the executed ``report.ipynb`` of a folder into that folder; see :func:`to_archive`.

    The tables are those of the evaluation that have a row, as they lie in the folder of processed tables.
    """
    import nbformat

    from analysis.render.notebook import blocks_of

    csv = {table: processed / f"{table}.csv" for table, frame in evaluated.items() if len(frame)}
    found = blocks_of(nbformat.read(folder / "report.ipynb", as_version=4))
    (folder / name).write_bytes(to_archive(found, csv, record, timestamp=timestamp))


def to_archive(blocks: Blocks, csv: Mapping[str, Path], record: Mapping[str, Any], *, timestamp: datetime) -> bytes:
    """Write the archive copy.

    Parameters
    ----------
    blocks
        The report.
    csv
        The processed tables: name to CSV file; see ``tables.yaml`` for columns and units.
    record
        The record of the run as ``run.json`` holds it.
    timestamp
        The document's time, also that of the files inside.

    Raises
    ------
    OutputError
        When a table cannot be read, or Typst refuses the report.
    """
    attachments = [*_tables(csv), _record(record)]
    return to_pdf(blocks, timestamp=timestamp, standards=ARCHIVE_STANDARDS, attachments=attachments)


def _tables(csv: Mapping[str, Path]) -> Iterator[Attachment]:
    for name in sorted(csv):
        try:
            text = csv[name].read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as failure:
            problem = Problem("中间结果无法读取", csv[name].name, found=str(failure), advice="重新运行")
            raise OutputError(problem) from None
        yield Attachment(f"{name}.csv", text, "text/csv", "data", tables.dictionary()[name].title)


def _record(record: Mapping[str, Any]) -> Attachment:
    kept = {name: value for name, value in record.items() if name not in _OF_THE_RUN}
    kept["versions"] = {name: text for name, text in record["versions"].items() if name not in _OF_THE_MACHINE}
    text = json.dumps(kept, ensure_ascii=False, indent=2) + "\n"
    return Attachment("run.json", text, "application/json", "supplement", "运行记录：输入、规则、版本和结果的校验值")
