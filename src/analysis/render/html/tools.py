"""Which tables a reader may search, and by which columns a table may be filtered.

Belongs here: reading ``tools.yaml`` and telling columns that hold words of one closed list. Does not belong here:
the controls themselves, which the script makes (``report.js``) from the markup of ``report.html.j2``.
"""

from __future__ import annotations

from functools import cache

from analysis.errors import OutputError
from analysis.render import wording
from analysis.report.blocks import Table
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import Family


class _Searched(StrictModel):
    """What marks a table worth searching."""

    labels: frozenset[str]
    least_rows: int


def is_searched(table: Table) -> bool:
    """Say whether a table lists indicators, targets, scores or findings, and is long enough to be searched."""
    rule = _searched()
    return len(table.rows) >= rule.least_rows and any(column.label in rule.labels for column in table.columns)


def choices(table: Table) -> frozenset[int]:
    """Return the columns that hold nothing but words of one closed list, and more than one of them.

    The closed lists are those whose words a reader picks out: severities, families of checks, statuses.
    """
    return frozenset(number for number in range(len(table.columns)) if _is_choice(_words(table, number)))


def _words(table: Table, number: int) -> set[str]:
    return {
        text.strip()
        for text, row in zip(wording.column_texts(table, number), table.rows, strict=True)
        if not wording.is_covered(row[number]) and not (table.total_row and row is table.rows[-1])
    }


def _is_choice(words: set[str]) -> bool:
    families = {family.label for family in Family}
    alike = (wording.severity_of, wording.status_of, lambda word: word in families)
    return len(words) > 1 and any(all(map(belongs, words)) for belongs in alike)


@cache
def _searched() -> _Searched:
    return load_packaged("analysis.render.html", "tools.yaml", _Searched, OutputError)
