"""The sheet 评分表: the fund's scheme with points, target, actual and the formulas that make the score.

Belongs here: what stands in the sheet's columns. Does not belong here: the figures of a line (``lines``) or
the formulas (``score_book.yaml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from analysis import tables
from analysis.exact import plain, ratio
from analysis.execution import execution_total
from analysis.render.score_book.cells import Computed, Content, Fixed
from analysis.render.score_book.layout import layout, said, word
from analysis.render.score_book.lines import Line, Lines
from analysis.render.score_book.page import Page
from analysis.rules.model import RuleBook, Scheme
from analysis.tables import Tables
from analysis.vocabulary import TOTAL_NODE, Horizon, Scope, Status

_ROLES = {0: "total", 1: "level1", 2: "level2"}


class FundSheet:
    """Writes the sheet; ``rows`` tells afterwards in which row a node stands.

    Parameters
    ----------
    page
        The empty sheet.
    evaluated, book, lines
        The tidy tables, the rules, and the lines made of them.
    """

    def __init__(self, page: Page, evaluated: Tables, book: RuleBook, lines: Lines) -> None:
        scores = evaluated["scores"]
        self._page, self._book, self._lines = page, book, lines
        self._scheme = book.scheme(Scope.FUND)
        self._execution = execution_total(evaluated["execution"])
        self._records = tables.records(scores[scores["scope"] == Scope.FUND.value])
        self._words = scheme_words(self._scheme) | grade_cells(Scope.FUND)
        self.rows: dict[str, int] = {}

    def write(self) -> None:
        """Write every node, parents before children."""
        page, first = self._page, self._page.next_row
        self.rows = {record["node"]: first + place for place, record in enumerate(self._records)}
        for record in self._records:
            depth = 0 if record["node"] == TOTAL_NODE else record["node"].count("/") + 1
            is_leaf = record["indicator_id"] is not None
            content = self._leaf(record) if is_leaf else self._sum(record)
            name = record["node"].rpartition("/")[2]
            role = "line" if is_leaf else _ROLES.get(depth, "line")
            page.row({"node": name, **content, **self._common(record)}, role, depth)
        page.mark_changes("change", first, page.next_row - 1)

    def points_of(self, node: str) -> Computed | None:
        """Lead to the points of a node, for another sheet."""
        if node not in self.rows:
            return None
        record = next(record for record in self._records if record["node"] == node)
        return Computed("=" + self._page.named("points", self.rows[node]), record["points"])

    def _common(self, record: Mapping[str, Any]) -> dict[str, Content]:
        return {
            "lost": Computed("lost", plain(record["points"] - record["score"])),
            "reported": record["score"],
            "change": Computed("change", 0),
            "why": record["why"],
            "reference": Computed("reference", record["reference"]),
        }

    def _sum(self, record: Mapping[str, Any]) -> dict[str, Content]:
        below = [self.rows[child["node"]] for child in self._records if child["parent"] == record["node"]]
        held: dict[str, Content] = {
            "points": Computed(self._sum_of("points", below), record["points"]),
            "score": Computed(self._sum_of("score", below), record["score"]),
            "rule": Computed(f"={layout().rule_names['sum']}", self._scheme.sum),
            "source": said("sums"),
        }
        if record["grade"] is not None:
            held["grade"] = Computed("grade", record["grade"], self._words)
        return held

    def _sum_of(self, column: str, rows: list[int]) -> str:
        together = rows == list(range(rows[0], rows[-1] + 1))
        cells = [self._page.cell(column, row) for row in rows]
        return f"=SUM({cells[0]}:{cells[-1]})" if together and len(rows) > 1 else f"=SUM({','.join(cells)})"

    def _leaf(self, record: Mapping[str, Any]) -> dict[str, Content]:
        line = self._lines.scored(record, self._book)
        share = ratio(record["score"], record["points"]) if record["points"] else Decimal(0)
        held = line_cells(line)
        if line.mode == "by_spending":
            held |= self._spending()
        source = self._lines.source(record["indicator_id"], Horizon.ANNUAL.value, points=True)
        return held | {
            "points": record["points"],
            "share": Computed("share", share, self._words),
            "given": None,
            "given_reason": None,
            "score": Computed("score", record["score"]),
            "rule": Computed("rule", record["rule_id"], self._words),
            "reading": line.attained.get("reading") if line.mode != "by_spending" else None,
            "source": said("spending", points=source) if line.mode == "by_spending" else source,
        }

    def _spending(self) -> dict[str, Content]:
        """Fill the figures of the line that spending scores: budget and payments of all projects."""
        names, spent = layout().names, self._execution
        return {
            "comparator": None,
            "target": Computed(f"={names['budget']}", spent.budget_wan),
            "actual": Computed(f"={names['paid']}", spent.paid_wan),
            "unit": "万元",
            "rate": Fixed(Computed("rate", spent.rate), "share"),
            "status": Computed("status", word("dash")),
        }


def line_cells(line: Line) -> dict[str, Content]:
    """Return what a line holds in the columns that every sheet of lines has."""
    attained = line.attained
    return {
        "target_text": attained.get("target_text"),
        "actual_text": attained.get("actual_text"),
        "mode": word(line.mode),
        "comparator": line.comparator,
        "target": line.target,
        "actual": line.actual,
        "unit": line.unit,
        "verdict": line.verdict.label if line.verdict else None,
        "rate": Computed("rate", attained.get("rate") if _is_rated(line) else None),
        "status": Computed("status", line.status.label),
    }


def scheme_words(scheme: Scheme) -> dict[str, str]:
    """Return what the formulas say for rules that a scheme does without."""
    lacking = [role for role in layout().rule_names if not getattr(scheme, role)]
    found = {f"rule_{role}": '""' for role in lacking}
    if "over_attainment" in lacking:
        found |= {"over": "FALSE", "over_factor": "1"}
    if "qualitative" in lacking:
        found |= dict.fromkeys(("band_met", "band_partly", "band_not_met"), "0")
    return found


def grade_cells(scope: Scope) -> dict[str, str]:
    """Return the names of the bounds and grades of a scope."""
    own = layout()
    return {
        "bounds": own.grade_bounds.format(scope=scope.label),
        "grades": own.grade_names.format(scope=scope.label),
    }


def _is_rated(line: Line) -> bool:
    """Tell whether the formula finds a rate: both figures are there, and a range is met."""
    if line.target is None or line.actual is None:
        return False
    return line.comparator != word("range") or line.status is Status.MET
