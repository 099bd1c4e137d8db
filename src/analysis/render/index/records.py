"""The records of all runs, read from the folders of reports, and what cannot be read among them.

Belongs here: reading every ``run.json`` without ever failing on one, the order of funds and years. Does not belong
here: the page (``page``), writing records (``runs.record``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from analysis.vocabulary import ReportKind, Severity

RECORD = "run.json"

#: The formats in the order in which a reader is offered them, and their names.
FORMATS = {
    "report.html": "网页",
    "report.pdf": "PDF",
    "report.docx": "Word",
    "scores.xlsx": "评分簿",
    "report.archive.pdf": "归档PDF",
}

#: Nothing that a run wrote is larger; what is, was not written by one.
_LARGEST = 16_000_000

Count = Annotated[int, Field(ge=0)]


def _as_listed(value: Any) -> Any:
    return [item.get("path") for item in value] if isinstance(value, list) else value


class _Counts(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    critical: Count
    warning: Count
    info: Count


class Run(BaseModel):
    """What the page tells of one run; everything else in the record is left aside."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    fund: str = Field(min_length=1)
    year: int
    kind: ReportKind
    findings: _Counts
    outputs: Annotated[tuple[str, ...], BeforeValidator(_as_listed)]
    #: Records of older versions have no names.
    fund_name: str = ""
    title: str = ""
    score: Decimal | None = None
    grade: str = ""
    accepted: Count = 0


@dataclass(frozen=True)
class Entry:
    """A fund year: its folder below the reports, its record, and the files of it that are there."""

    folder: str
    run: Run
    files: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of formats that the run wrote and that are gone."""
        return tuple(label for name, label in FORMATS.items() if name in self.run.outputs and name not in self.files)

    def count(self, severity: Severity) -> int:
        """Return how many findings of a severity there are."""
        number: int = getattr(self.run.findings, severity.value)
        return number


@dataclass(frozen=True)
class Fund:
    """A fund and its years, the newest first; it is named as in the newest."""

    code: str
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The name, or the code where no record tells a name."""
        return next((entry.run.fund_name for entry in self.entries if entry.run.fund_name), self.code)


@dataclass(frozen=True)
class Unlisted:
    """A folder, or a run, of which the page can tell nothing but why."""

    folder: str
    reason: str


def read_records(reports: Path) -> tuple[list[Fund], list[Unlisted]]:
    """Read the record of every fund year, and say of each that cannot be read why.

    Parameters
    ----------
    reports
        The folder that holds ``<fund>/<year>/run.json``. Hidden folders are runs that have not ended.
    """
    entries: list[Entry] = []
    unlisted: list[Unlisted] = []
    for folder in _folders(reports):
        name = f"{folder.parent.name}/{folder.name}"
        found = _read(folder)
        if isinstance(found, Run):
            entries.append(Entry(name, found, _files(folder, found)))
        else:
            unlisted.append(Unlisted(name, found))
    entries.sort(key=lambda entry: (entry.run.fund, -entry.run.year))
    grouped = groupby(entries, key=lambda entry: entry.run.fund)
    return [Fund(code, tuple(years)) for code, years in grouped], unlisted


def fingerprint(reports: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells whether any record, or any file that the page points to, has changed."""
    seen = []
    for folder in _folders(reports):
        for name in (RECORD, *FORMATS):
            try:
                told = (folder / name).stat()
            except OSError:
                continue
            seen.append((f"{folder.parent.name}/{folder.name}/{name}", told.st_mtime_ns, told.st_size))
    return tuple(seen)


def _folders(reports: Path) -> list[Path]:
    """Return the folders that are fund years: those named by a year, and any other that holds a record."""
    try:
        found = [folder for fund in reports.iterdir() if _is_open(fund) for folder in fund.iterdir()]
    except OSError:
        return []
    years = (folder for folder in found if _is_open(folder) and (_is_year(folder) or (folder / RECORD).exists()))
    return sorted(years, key=lambda folder: (folder.parent.name, folder.name))


def _is_open(folder: Path) -> bool:
    return folder.is_dir() and not folder.name.startswith(".")


def _is_year(folder: Path) -> bool:
    return folder.name.isascii() and folder.name.isdecimal()


def _read(folder: Path) -> Run | str:
    """Return the record of a folder, or why there is none."""
    path = folder / RECORD
    try:
        if path.stat().st_size > _LARGEST:
            return f"{RECORD} 过大，不是一次运行的记录"
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return f"没有 {RECORD}"
    except UnicodeDecodeError:
        return f"{RECORD} 不是 UTF-8 编码"
    except OSError as failure:
        return f"{RECORD} 无法读取（{failure.strerror or type(failure).__name__}）"
    return _parsed(text, folder)


def _parsed(text: str, folder: Path) -> Run | str:
    try:
        run = Run.model_validate(json.loads(text, parse_float=Decimal))
    except ValidationError as invalid:
        places = dict.fromkeys(".".join(map(str, fault["loc"])) or "整个文件" for fault in invalid.errors())
        return f"{RECORD} 缺少或无法识别：{'、'.join(places)}"
    except (ValueError, InvalidOperation, RecursionError, AttributeError):
        return f"{RECORD} 不完整，不是有效的 JSON"
    if (run.fund, str(run.year)) != (folder.parent.name, folder.name):
        return f"{RECORD} 记录的是 {run.fund}/{run.year}，与所在目录不符"
    return run


def _files(folder: Path, run: Run) -> tuple[str, ...]:
    return tuple(name for name in FORMATS if name in run.outputs and (folder / name).is_file())
