"""The index of all reports: ``reports/index.html``, one file that needs no network, and no script either.

Belongs here: what the template prints, and putting the file in place. Does not belong here: reading records
(``records``), markup (``index.html.j2``), look (``index.css`` over the report's ``blocks.css``), comfort
(``index.js``).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup

from analysis.errors import OutputError, Problem
from analysis.exact import half_up
from analysis.render import wording
from analysis.render.html.policy import policy
from analysis.render.index.records import FORMATS, Fund, Unlisted, fingerprint, read_records
from analysis.render.webfont import font_face
from analysis.vocabulary import ReportKind, Severity

if TYPE_CHECKING:
    from jinja2 import Template

NAME = "index.html"

#: While other processes write records, the page is written again; a batch that never rests ends it all the same.
_MOST_TIMES = 50


@dataclass(frozen=True)
class Failed:
    """A run that wrote no report, as a batch tells it: an earlier report of the fund year stays in the list."""

    fund: str
    year: int
    reason: str


def write_index(project_reports: Path, failed: Iterable[Failed] = ()) -> Path:
    """Write the page that lists every report, from the records that lie beside the reports.

    The page is replaced in one step. Any number of processes may do so at once: each looks again after it has
    written, and writes anew when a record has changed meanwhile, so that the last one leaves a page of all records.

    Parameters
    ----------
    project_reports
        The folder that holds ``<fund>/<year>/run.json``.
    failed
        Runs to be told as failed. They are in no record, and so not on the page that the next run writes.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    OutputError
        When the page cannot be written. A record that cannot be read is told on the page.
    """
    page = project_reports / NAME
    missed = [Unlisted(f"{each.fund}/{each.year}", f"本次运行失败：{each.reason}") for each in failed]
    for _ in range(_MOST_TIMES):
        seen = fingerprint(project_reports)
        funds, unlisted = read_records(project_reports)
        _replace(page, to_index(funds, [*unlisted, *missed]))
        if fingerprint(project_reports) == seen:
            break
    return page


def to_index(funds: list[Fund], unlisted: list[Unlisted]) -> str:
    """Return the page; the same records give the same page."""
    script = _asset("analysis.render.index", "index.js")
    looks = _asset("analysis.render.html", "blocks.css") + _asset("analysis.render.index", "index.css")
    entries = [entry for fund in funds for entry in fund.entries]
    kinds = {kind: sum(entry.run.kind is kind for entry in entries) for kind in reversed(ReportKind)}
    found = {severity: sum(entry.count(severity) for entry in entries) for severity in Severity}
    parts: dict[str, Any] = {
        "funds": funds,
        "unlisted": unlisted,
        "count": len(entries),
        "kinds": kinds,
        "found": found,
    }

    def written(style: str) -> str:
        own = {"policy": policy(style, script), "style": Markup(style), "script": Markup(script)}  # noqa: S704
        return wording.clean(_template().render(parts | own).lstrip())

    return written(f"{font_face(written(looks))}\n{looks}")


def _replace(page: Path, text: str) -> None:
    fresh = page.with_name(f".{page.name}.{os.getpid()}.{threading.get_ident()}.new")
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(page)
    except OSError as failure:
        with suppress(OSError):
            fresh.unlink()
        problem = Problem("报告索引无法写入", str(page), found=str(failure.strerror), advice="检查目录权限和剩余空间")
        raise OutputError(problem) from None


def _asset(package: str, name: str) -> str:
    # Cleaned here already: what the policy's hash was made of must be what stands in the page.
    return wording.clean((files(package) / name).read_text(encoding="utf-8"))


def _score(score: Decimal | None) -> str:
    return "–" if score is None else f"{half_up(score, 2):.2f}"


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("analysis.render.index", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(formats=FORMATS, severities=list(Severity), score=_score, path=quote)
    return environment.get_template("index.html.j2")
