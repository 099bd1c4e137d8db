"""Scores that show themselves, and the nodes that a name may mean.

Belongs here: the scores of one scope, and finding nodes by what a person calls them. Does not belong here: computing a
score (``scoring``) or its reason as a page (``reasons``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import tables
from analysis.desk import lookup
from analysis.desk.frames import TableView
from analysis.desk.settings import settings
from analysis.errors import NotFoundError, Problem
from analysis.vocabulary import TOTAL_NODE, Scope

_COLUMNS = ("node", "points", "score", "grade", "why", "rule_id")


class ScoresView(TableView):
    """The scores of one scope; called with a scope, those of the other.

    ``fy.scores`` shows the fund's own scheme, ``fy.scores("project")`` the projects. ``.frame`` is the DataFrame.
    """

    def __init__(self, scores: pd.DataFrame, note: str = "", scope: str = Scope.FUND.value) -> None:
        self._all = scores
        self._said_of_none = note
        shown = ("indicator_id", *_COLUMNS) if scope == Scope.FUND.value else ("project_no", *_COLUMNS)
        super().__init__("scores", scores[scores["scope"] == scope], shown, note)

    def __call__(self, scope: str = Scope.FUND.value) -> ScoresView:
        """Show the scores of the whole fund (``fund``) or of the projects (``project``)."""
        scopes = {each.value: each.label for each in Scope}
        return ScoresView(self._all, self._said_of_none, lookup.resolve(scope, scopes, "没有这个范围", "得分"))


@dataclass(frozen=True)
class Node:
    """One node of a scheme: its row of the table ``scores``, and how a person calls it."""

    row: Mapping[str, Any]
    #: What ``fy.why`` takes, the shortest one first.
    names: tuple[str, ...]
    #: Its name with the project, for lists.
    title: str

    @property
    def fact(self) -> str:
        """The key of its score among the facts."""
        row = self.row
        if row["scope"] == Scope.PROJECT.value:
            own = f"project.{row['project_no']}"
            return f"{own}.score" if row["node"] == TOTAL_NODE else f"{own}.node.{row['node']}.score"
        if row["indicator_id"]:
            return f"indicator.{row['indicator_id']}.score"
        return "fund.score" if row["node"] == TOTAL_NODE else f"fund.node.{row['node']}.score"


def nodes(scores: pd.DataFrame, projects: pd.DataFrame) -> list[Node]:
    """Return every node that has a score, the fund's first."""
    named = dict(zip(projects["no"].tolist(), projects["name"].tolist(), strict=True))
    return [_node(row, named) for row in tables.records(scores)]


def find(known: list[Node], asked: str) -> list[Node]:
    """Return the nodes that were meant.

    Parameters
    ----------
    known
        All nodes.
    asked
        An indicator's id, a node, a project (``项目3``, ``项目3/产出``), a fact's key, or a name or part of one.

    Raises
    ------
    NotFoundError
        When nothing fits, naming near ones; or when part of a name fits too many, naming them.
    """
    wanted = asked.strip().casefold()
    exact = [node for node in known if wanted in {name.casefold() for name in (*node.names, node.fact, node.title)}]
    if exact:
        return exact
    parts = [node for node in known if wanted and any(wanted in name.casefold() for name in node.names)]
    if not parts:
        labels = {node.names[0]: node.title for node in known}
        advice = "写指标编号、节点、项目（如“项目1”）或名称的一部分；fy.scores 列出全部"
        raise NotFoundError(lookup.unknown(asked, labels, "没有这个指标、节点或项目的得分", advice=advice))
    most = settings().why.most_nodes
    if len(parts) > most:
        told = "、".join(f"{node.names[0]}（{node.title}）" for node in parts[: 2 * most])
        more = f"等{len(parts)}个" if len(parts) > 2 * most else ""
        raise NotFoundError(Problem("名称不够明确", asked, expected=f"{told}{more}", advice="写其中一个的编号"))
    return parts


def most_lost(known: list[Node]) -> Node:
    """Return the fund's indicator that lost the most points, the first of equals."""
    leaves = [node for node in known if node.row["scope"] == Scope.FUND.value and node.row["indicator_id"]] or known
    return max(leaves, key=lambda node: node.row["points"] - node.row["score"])


def _node(row: Mapping[str, Any], projects: Mapping[int, str]) -> Node:
    path = str(row["node"])
    if row["scope"] == Scope.PROJECT.value:
        number = row["project_no"]
        own = f"项目{number}"
        if path == TOTAL_NODE:
            return Node(row, (own, projects.get(number, own)), f"{own} {projects.get(number, '')}".strip())
        return Node(row, (f"{own}/{path}",), f"{own} {path}")
    last = path.rpartition("/")[2]
    names = (row["indicator_id"], last, path) if row["indicator_id"] else (path, last)
    return Node(row, tuple(dict.fromkeys(names)), last)
