"""From a printed figure back to the cells: formula, inputs, and the inputs of these.

Belongs here: laying out a fact's origin as an indented text. Does not belong here: computing facts (``build``).
"""

from __future__ import annotations

from analysis.errors import NotFoundError, Problem
from analysis.facts.model import CellRef, Fact, Facts

#: A fact that rests on more cells or facts than this shows the first ones and how many follow.
SHOWN_INPUTS = 40


def trace(facts: Facts, asked: str) -> list[str]:
    """Tell where a figure comes from.

    Parameters
    ----------
    facts
        The facts of the fund year.
    asked
        A fact's key, a figure as printed (``91.43``), which may belong to several facts, the name of a cell
        (``targets[F-03|annual].text``), or the words of cells that no fact prints (``不低于135亿元``).

    Returns
    -------
    list of str
        Lines for a person, the deepest ones naming document, table and cell.

    Raises
    ------
    NotFoundError
        When nothing has this key or prints like this; the message names near keys.
    """
    keys = [asked] if asked in facts else facts.printed_as(asked)
    if not keys:
        named = CellRef.of(asked)
        quoted = [named] if named and facts.cell(named) else facts.quoted_as(asked)
        if quoted:
            more = [f"……另有{len(quoted) - SHOWN_INPUTS}处"] if len(quoted) > SHOWN_INPUTS else []
            return [_cell_line(facts, ref) for ref in quoted[:SHOWN_INPUTS]] + more
        near = _near(facts, asked)
        raise NotFoundError(
            Problem(
                "没有这个数据项或数字",
                asked,
                expected=near,
                advice="写报告中印出的数字（连同百分号），或 execution.rate 这样的键名",
            )
        )
    lines: list[str] = []
    for key in keys:
        lines += _lines(facts, facts[key], 0)
    return lines


def _lines(facts: Facts, fact: Fact, depth: int) -> list[str]:
    indent = "  " * depth
    lines = [f"{indent}{fact.key} = {fact.text}"]
    if fact.formula:
        lines.append(f"{indent}  算法：{fact.formula}")
    for item in fact.inputs[:SHOWN_INPUTS]:
        if isinstance(item, CellRef):
            lines.append(f"{indent}  {_cell_line(facts, item)}")
        else:
            lines += _lines(facts, facts[item], depth + 1)
    if len(fact.inputs) > SHOWN_INPUTS:
        lines.append(f"{indent}  ……另有{len(fact.inputs) - SHOWN_INPUTS}项")
    return lines


def _cell_line(facts: Facts, ref: CellRef) -> str:
    found = facts.cell(ref)
    if found is None:
        return f"{ref.name}：文件中未写，按空白或零处理"
    address, text = found
    return f"{ref.name} ← {facts.said(address)}：“{text}”"


def _near(facts: Facts, asked: str) -> str:
    try:
        facts[asked]
    except NotFoundError as missing:
        return missing.problems[0].expected
    return ""
