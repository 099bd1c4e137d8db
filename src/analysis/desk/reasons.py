"""Why a score is what it is, as an object that shows itself.

Belongs here: putting a score's calculation, what it was computed from, its rule and its cells together. Does not
belong here: computing or wording any of it (``scoring``, ``leaf_scores``, ``rules``), or finding the node (``scores``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from analysis import tables
from analysis.desk import live
from analysis.desk.origins import inputs_of, said
from analysis.desk.scores import Node, find, most_lost, nodes
from analysis.desk.settings import settings
from analysis.errors import Problem
from analysis.evaluation import Evaluation
from analysis.exact import at_most, percent
from analysis.facts import CellRef, Facts
from analysis.rules.model import Rule, RuleBook
from analysis.vocabulary import Horizon, Status

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True)
class Reason:
    """The reason of one score.

    Parameters
    ----------
    node
        The node of the scheme.
    rule
        The rule that gave the score.
    read
        What was read and judged, label to words: target, actual, completion rate, status.
    parts
        The nodes below it.
    cells
        The cells that it rests on, in words.
    """

    node: Node
    rule: Rule
    read: Mapping[str, str]
    parts: Sequence[Node]
    cells: Sequence[str]

    @property
    def score(self) -> str:
        """Score and points as a reader says them."""
        row = self.node.row
        grade = f"，等级“{row['grade']}”" if row["grade"] else ""
        return f"{at_most(row['score'], 2)}分，满分{at_most(row['points'], 2)}分{grade}"

    def lines(self) -> Iterator[str]:
        """Yield the reason line by line, as it is printed."""
        row, rule = self.node.row, self.rule
        yield f"{self.node.names[0]}　{self.node.title}：{self.score}"
        yield f"  算式：{row['why']}"
        yield from (f"  {label}：{text}" for label, text in self.read.items())
        yield f"  规则：{row['rule_id']}（{rule.title}；{rule.status.label}）　{rule.formula}"
        yield f"  依据：{row['reference']}"
        for part in self.parts:
            own = f"{at_most(part.row['score'], 2)} / {at_most(part.row['points'], 2)}"
            yield f"  下级：{part.names[0]}　{part.title}　{own}"
        yield from (f"  来源：{cell}" for cell in self.cells)


class WhyView:
    """The reasons of one score or of a few; ``print`` writes them as lines.

    Parameters
    ----------
    reasons
        The reasons, in the scheme's order.
    facts
        The facts of the fund year, in which the inputs of a score unfold further.
    """

    def __init__(self, reasons: Sequence[Reason], facts: Facts) -> None:
        self.reasons = tuple(reasons)
        self._facts = facts

    def __repr__(self) -> str:
        return "\n".join(line for reason in self.reasons for line in reason.lines())

    def _repr_html_(self) -> str:
        shown = [(reason, inputs_of(self._facts, self._facts[reason.node.fact], depth=1)) for reason in self.reasons]
        return live.framed(Markup(_template().render(shown=shown, at_most=at_most)))  # noqa: S704 - escaped in there


class NoScoresView:
    """What stands in place of a reason where nothing was scored: what is missing and what to do."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def __repr__(self) -> str:
        return str(self.problem)

    def _repr_html_(self) -> str:
        return live.framed(Markup('<p class="warning">{}</p>').format(str(self.problem)))


def reasons(scored: Evaluation, asked: str) -> list[Reason]:
    """Return why the nodes that were asked for have their scores; see :func:`analysis.desk.scores.find`.

    Parameters
    ----------
    scored
        A fund year that has scores.
    asked
        What a person calls a node; empty for the indicator that lost the most points.
    """
    known = nodes(scored.tables["scores"], scored.tables["projects"])
    judged = scored.tables["attainment"]
    annual = judged[judged["horizon"].eq(Horizon.ANNUAL.value)]
    attained = {row["indicator_id"]: row for row in tables.records(annual)}
    found = find(known, asked) if asked else [most_lost(known)]
    return [
        reason_of(node, known, attained.get(node.row["indicator_id"] or ""), scored.rules, scored.facts)
        for node in found
    ]


def reason_of(
    node: Node, known: Sequence[Node], attained: Mapping[str, Any] | None, book: RuleBook, facts: Facts
) -> Reason:
    """Put together why a node has its score.

    Parameters
    ----------
    node
        The node.
    known
        All nodes, to find the ones below.
    attained
        The row of ``attainment`` that was scored; ``None`` for a node that adds up, or is given.
    book, facts
        The rules that were applied, and the facts of the fund year.
    """
    row = node.row
    own = (row["scope"], row["project_no"])
    parts = [
        other
        for other in known
        if (other.row["scope"], other.row["project_no"], other.row["parent"]) == (*own, row["node"])
    ]
    refs = list(_cells(facts, node.fact)) if not parts else []
    most = settings().why.most_cells
    cells = [said(facts, ref) for ref in refs[:most]]
    if len(refs) > most:
        cells.append(f"……另有{len(refs) - most}个单元格")
    return Reason(node, book.rule(row["rule_id"]), _read(attained) if attained else {}, parts, cells)


def _read(attained: Mapping[str, Any]) -> dict[str, str]:
    rate = attained["rate"]
    told = {
        "目标值": attained["target_text"],
        "实际完成值": attained["actual_text"],
        "完成率": percent(rate) if rate is not None else "",
        "完成情况": Status(attained["status"]).label,
        "读取说明": attained["reading"],
    }
    return {label: str(text) for label, text in told.items() if text}


def _cells(facts: Facts, key: str) -> Iterator[CellRef]:
    """Yield the cells that a fact rests on, through other facts, each once."""
    found: dict[CellRef, None] = {}
    for item in facts[key].inputs:
        found.update(dict.fromkeys([item] if isinstance(item, CellRef) else _cells(facts, item)))
    yield from found


@cache
def _template() -> Template:
    from jinja2 import Environment

    text = (files("analysis.desk") / "why.html.j2").read_text(encoding="utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
