"""The layouts of a comparison's tables and figures, and what its tables have in common.

Belongs here: loading ``exhibits.yaml``, columns of years, source lines over years. Does not belong here: which rows a
table has (``tables``) or how a figure is drawn (``figures``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import pandas as pd

from analysis.across.model import Comparison, Member
from analysis.errors import NarrativeError
from analysis.report.blocks import Cell, Table
from analysis.report.exhibits import ColumnLayout, Layouts, laid_out, source_line
from analysis.strict import load_packaged

#: So many years stand side by side in a table, the newest ones; facts and appendices hold all.
SHOWN_YEARS = 5
#: Targets and results take two columns a year.
SHOWN_RESULT_YEARS = 3


@cache
def layouts() -> Layouts:
    """Return the layouts."""
    return load_packaged("analysis.across", "exhibits.yaml", Layouts, NarrativeError)


def table(name: str, rows: Iterable[Sequence[Cell]], source: str, more: Sequence[ColumnLayout] = ()) -> Table:
    """Make a table of a layout; columns of years stand behind the layout's own."""
    return laid_out(name, layouts().tables[name], rows, source, more)


def year_columns(members: Iterable[Member], width: float = 1.2) -> list[ColumnLayout]:
    """Return a column of figures for each year."""
    return [ColumnLayout(label=f"{member.year}年", align="decimal", width=width) for member in members]


def shown(members: Sequence[Member], limit: int = SHOWN_YEARS) -> Sequence[Member]:
    """Return the newest years that find room side by side."""
    return members[-limit:]


def sources(comparison: Comparison, *names: str) -> str:
    """Name the documents of all years that the rows of tidy tables came from."""
    frames = []
    for member in comparison.members:
        for name in names:
            own = member.tables[name][["source"]].dropna()
            frames.append(own.assign(source=[f"{comparison.name(member)} {text}" for text in own["source"]]))
    return source_line(pd.concat(frames)) if frames else "本报告核算"
