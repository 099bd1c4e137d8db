"""The trial beside the official result: total, grade, rank, nodes, and what a reader must know about it.

Belongs here: putting a result together and showing it. Does not belong here: computing scores (``inputs``) or lining
them up (``compare``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from html import escape

import pandas as pd

from analysis import tables
from analysis.exact import points, short, total
from analysis.vocabulary import Scope
from analysis.whatif import compare
from analysis.whatif.changes import Actual, Change, Points, Target
from analysis.whatif.describe import described
from analysis.whatif.inputs import Inputs
from analysis.whatif.shown import Shown, shown, signed
from analysis.whatif.texts import texts
from analysis.whatif.weights import told_sum

_NODE_COLUMNS = (
    *("node", "points_official", "score_official", "points_trial", "score_trial", "difference"),
    *("why_official", "why_trial"),
)
_LOOK = (
    "<style>.jixiao-whatif{font-size:13px;line-height:1.5}"
    ".jixiao-whatif table{border-collapse:collapse;margin:.4em 0 .8em}"
    ".jixiao-whatif caption{text-align:left;white-space:nowrap;font-weight:600;padding:.2em 0}"
    ".jixiao-whatif th,.jixiao-whatif td{border-bottom:1px solid #d9dfe2;padding:.2em .6em;vertical-align:top}"
    ".jixiao-whatif td:first-child{min-width:3em;max-width:16em}.jixiao-whatif td{max-width:30em}"
    ".jixiao-whatif .mark{display:inline-block;border:1px dashed #c2571a;color:#8a3a0c;padding:.1em .6em;"
    "font-weight:600}</style>"
)


@dataclass(frozen=True)
class Moved:
    """One score on both sides."""

    official: Decimal
    trial: Decimal

    @property
    def difference(self) -> Decimal:
        """Trial less official."""
        return self.trial - self.official


@dataclass(frozen=True, eq=False)
class Result:
    """What a trial comes to, beside the official result; it never leaves memory.

    Parameters
    ----------
    official, inputs
        What the official result and the trial follow from.
    official_scores, scores
        The table ``scores`` of each.
    changes
        What was changed.
    """

    official: Inputs
    inputs: Inputs
    official_scores: pd.DataFrame
    scores: pd.DataFrame
    changes: tuple[Change, ...]

    @property
    def total(self) -> Moved:
        """The fund's total score."""
        return Moved(*(side["score"] for side in self._totals))

    @property
    def points(self) -> Moved:
        """The points that the fund's total could reach."""
        return Moved(*(side["points"] for side in self._totals))

    @property
    def grades(self) -> tuple[str, str]:
        """The fund's grade: official, trial."""
        before, after = self._totals
        return before["grade"], after["grade"]

    @cached_property
    def conditions(self) -> Shown:
        """What was changed, from what to what."""
        return self._shown(
            "conditions", [described(change, self.official, self.official_scores) for change in self.changes]
        )

    @cached_property
    def nodes(self) -> Shown:
        """Every node of the fund's scheme, with the reasons of both scores."""
        touched = {change.indicator for change in self.changes if isinstance(change, Actual | Target)}
        return self._shown("nodes", compare.node_rows(self.official_scores, self.scores, touched))

    @cached_property
    def projects(self) -> Shown:
        """The second-level projects with score, grade and rank among themselves."""
        names = dict(zip(self.official.projects["no"], self.official.projects["name"], strict=True))
        return self._shown("projects", compare.project_rows(names, self.official_scores, self.scores))

    @cached_property
    def losses(self) -> Shown:
        """The indicators in the order of the points that they lose."""
        return self._shown("losses", compare.loss_rows(self.official_scores, self.scores))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know: other totals, pending scores, changes that change nothing."""
        said = texts()
        book = self.official.book
        sums = {Scope.FUND: total(row["points"] for row in compare.leaf_rows(self.scores))}
        sums[Scope.PROJECT] = self.inputs.book.scheme(Scope.PROJECT).points
        told = [told_sum(sums[scope], book.scheme(scope).points, scope) for scope in Scope]
        rule = self.inputs.book.scheme(Scope.FUND).pending
        pending = [compare.leaf_name(row["node"]) for row in compare.leaf_rows(self.scores) if row["rule_id"] == rule]
        told.append(said.pending.format(names="、".join(pending)) if pending else "")
        leaves = {row["indicator_id"] for row in compare.leaf_rows(self.official_scores)}
        weighed = [change for change in self.changes if isinstance(change, Points) and change.scope is Scope.FUND]
        told.append(said.parts_kept if any(change.node not in leaves for change in weighed) else "")
        told.append(self._without_effect())
        return tuple(each for each in told if each)

    def _without_effect(self) -> str:
        said = texts()
        if not self.changes:
            return said.no_change
        if self._shifted():
            return ""
        changed = self._changed() or self.grades[0] != self.grades[1]
        return said.ranks_apart if changed else said.without_effect

    def _changed(self) -> list[int]:
        """Return the places of the nodes whose points or score changed."""
        return [place for place, changed in enumerate(self.nodes.frame["changed"]) if changed]

    def _shifted(self) -> list[int]:
        """Return the places of the projects whose score, grade or rank changed."""
        rows = enumerate(self.projects.frame.to_dict("records"))
        return [
            place
            for place, row in rows
            if row["difference"] or row["moved"] or row["grade_official"] != row["grade_trial"]
        ]

    def __repr__(self) -> str:
        lines = [f"【{texts().mark}】{self.official.label}", self.headline()]
        lines += [f"  {item}：{before} → {after}" for item, before, after in self.conditions.printed()]
        lines += _at_most(self._leaf_lines())
        lines += _at_most(self._project_lines())
        lines += [f"  注：{note}" for note in self.notes]
        return "\n".join(lines)

    def headline(self) -> str:
        """Say total and grade of both sides in one line."""
        full = "" if not self.points.difference else f"（满分{short(self.points.trial)}分）"
        before, after = self.grades
        return (
            f"总分：评价{points(self.total.official)}分，“{before}”；测算{points(self.total.trial)}分{full}，“{after}”；"
            f"相差{signed(self.total.difference)}分"
        )

    def html(self, *, brief: bool = False) -> str:
        """Return the result as a piece of HTML; a brief one leaves the full tables out."""
        changed, shifted = self._changed(), self._shifted()
        parts = [
            f'<p><span class="mark">{escape(texts().mark)}</span> {escape(self.official.label)}</p>',
            f"<p><strong>{escape(self.headline())}</strong></p>",
            "".join(f"<p>注：{escape(note)}</p>" for note in self.notes),
            self.conditions.html() if self.changes else "",
            self.nodes.html(_NODE_COLUMNS, changed) if changed else "",
            self.projects.html(rows=shifted) if shifted else "",
        ]
        if not brief:
            parts += [_folded("失分指标排序", self.losses.html()), _folded("全部节点", self.nodes.html(_NODE_COLUMNS))]
            parts.append(_folded("全部二级项目", self.projects.html()))
        return f'{_LOOK}<div class="jixiao-whatif" lang="zh-CN">{"".join(parts)}</div>'

    def _repr_html_(self) -> str:
        return self.html()

    @cached_property
    def _totals(self) -> tuple[compare.Row, compare.Row]:
        return compare.total_row(self.official_scores), compare.total_row(self.scores)

    def _leaf_lines(self) -> list[str]:
        printed = self.nodes.printed(("node", "score_official", "score_trial", "difference"))
        leaves = self.nodes.frame["indicator_id"].notna()
        rows = (printed[place] for place in self._changed() if leaves[place])
        return [
            f"  {compare.leaf_name(node)}：{before} → {after or texts().left_out}（{by}）"
            for node, before, after, by in rows
        ]

    def _project_lines(self) -> list[str]:
        columns = ("project_no", "score_official", "score_trial", "grade_trial", "rank_official", "rank_trial")
        printed = self.projects.printed(columns)
        rows = (printed[place] for place in self._shifted())
        return [
            f"  项目{number}：{before} → {after}，“{grade}”，名次第{rank} → 第{now}"
            for number, before, after, grade, rank, now in rows
        ]

    def _shown(self, name: str, rows: list[compare.Row]) -> Shown:
        return shown(name, rows, [change.code() for change in self.changes], self.official.label)


def result_of(official: Inputs, inputs: Inputs, official_scores: pd.DataFrame, changes: tuple[Change, ...]) -> Result:
    """Score the changed inputs and put them beside the official result."""
    scores = tables.frame("scores", tables.records(inputs.scores()))
    return Result(official, inputs, official_scores, scores, changes)


def _folded(title: str, table: str) -> str:
    return f"<details><summary>{escape(title)}（{escape(texts().mark)}）</summary>{table}</details>"


def _at_most(lines: list[str], shown_lines: int = 12) -> list[str]:
    """Keep a printed result to what fits on a screen; the tables hold everything."""
    more = [f"  ……共{len(lines)}项，详见 result.nodes、result.projects"] if len(lines) > shown_lines else []
    return lines[:shown_lines] + more
