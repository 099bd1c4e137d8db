"""Where a figure comes from, as an object that shows itself.

Belongs here: finding the facts that were asked for, and unfolding one step by step. Does not belong here: the facts
(``facts``), or the plain lines of a trace (``facts.trace``).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

import pandas as pd
from markupsafe import Markup

from analysis import tables
from analysis.desk import live, lookup
from analysis.desk.frames import FrameView
from analysis.desk.settings import settings
from analysis.errors import NotFoundError, Problem
from analysis.facts import CellRef, Fact, Facts
from analysis.facts.trace import SHOWN_INPUTS, trace
from analysis.tables import Column

_COLUMNS = {
    "key": Column(type="text", label="键名"),
    "text": Column(type="text", label="印出的数字或名称"),
    "value": Column(type="decimal", label="精确值"),
    "formula": Column(type="text", label="算法"),
    "cells": Column(type="integer", label="依据的单元格", unit="个"),
}
_STEP = Markup("<li><code>{}</code> = <b>{}</b>{}{}</li>")
_FOLD = Markup("<details{}><summary>{}</summary><ul>{}</ul></details>")


class FactsView(Mapping[str, Fact]):
    """Every number and name of the report, by key: ``fy.facts["plan.budget"]``.

    Parameters
    ----------
    facts
        The facts of the fund year.

    Notes
    -----
    A key that does not exist is a :class:`analysis.errors.NotFoundError` that names near ones. ``fy.trace(key)`` tells
    where a fact comes from.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def __getitem__(self, key: str) -> Fact:
        return self._facts[key]

    def __contains__(self, key: object) -> bool:
        return key in self._facts

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __repr__(self) -> str:
        return f"<数据项：{len(self)}个；按键名取用，.view 为表，.where(…) 筛选>"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    @property
    def view(self) -> FrameView:
        """All facts as a table; ``.frame`` is the DataFrame."""
        rows = [
            {
                "key": key,
                "text": fact.text,
                "value": fact.value,
                "formula": fact.formula,
                "cells": len(self._facts.places(key)),
            }
            for key, fact in self.items()
        ]
        return FrameView("数据项", "报告可用的一个数字或名称", pd.DataFrame(rows, columns=list(_COLUMNS)), _COLUMNS)

    def where(self, **wanted: str) -> FrameView:
        """Keep the facts that fit: ``fy.facts.where(key="execution")``; see :meth:`FrameView.where`."""
        return self.view.where(**wanted)

    def _repr_html_(self) -> str:
        return self.view._repr_html_()


class TraceView:
    """The origin of a figure: calculation, what it follows from, and the cells of the documents.

    ``print`` writes it as lines; in a notebook it unfolds step by step.
    """

    def __init__(self, facts: Facts, asked: str) -> None:
        self.asked = asked
        self.keys: tuple[str, ...] = tuple(_keys(facts, asked))
        self.lines: tuple[str, ...] = tuple(trace(facts, asked))
        self._facts = facts

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        steps = Markup("").join(_step(self._facts, key, 0) for key in self.keys)
        many = f"印出“{self.asked}”的数据项有{len(self.keys)}个：" if len(self.keys) > 1 else ""
        return live.framed(
            Markup("<p>{}</p><ul>{}</ul>").format(many, steps) if many else Markup("<ul>{}</ul>").format(steps)
        )


def _keys(facts: Facts, asked: str) -> list[str]:
    """Return the facts that have a key or print like what was asked."""
    keys = [asked] if asked in facts else facts.printed_as(asked)
    if keys:
        return keys
    advice = "写报告中印出的数字（连同百分号），或 plan.budget 这样的键名；fy.facts 列出全部"
    close = lookup.near(
        asked, {key: facts[key].text for key in _printing_like(facts, asked)} or dict.fromkeys(facts, "")
    )
    told = "、".join(f"{key}（{facts[key].text}）" for key in close)
    expected = f"相近的有：{told}" if close else ""
    raise NotFoundError(Problem("没有这个数据项或数字", asked, expected=expected, advice=advice))


def _printing_like(facts: Facts, asked: str) -> list[str]:
    """Return the facts whose printed figure is near: one wrong digit, a missing sign."""
    if not any(letter.isdigit() for letter in asked) or "." in asked.strip("0123456789.,%"):
        return []
    printed: dict[str, str] = {}
    for key, fact in facts.items():
        printed.setdefault(fact.text.replace(",", ""), key)
    limits = settings().near
    close = difflib.get_close_matches(asked.replace(",", ""), printed, n=limits.most, cutoff=0.75)
    return [printed[text] for text in close]


def _step(facts: Facts, key: str, depth: int) -> Markup:
    fact = facts[key]
    formula = Markup("<br>算法：{}").format(fact.formula) if fact.formula else Markup("")
    return _STEP.format(key, fact.text, formula, inputs_of(facts, fact, depth))


def inputs_of(facts: Facts, fact: Fact, depth: int = 0) -> Markup:
    """Write what a fact follows from, folded away below the first step."""
    if not fact.inputs:
        return Markup("")
    items = [
        Markup("<li>{}</li>").format(said(facts, item)) if isinstance(item, CellRef) else _step(facts, item, depth + 1)
        for item in fact.inputs[:SHOWN_INPUTS]
    ]
    if len(fact.inputs) > SHOWN_INPUTS:
        items.append(Markup("<li>……另有{}项</li>").format(len(fact.inputs) - SHOWN_INPUTS))
    is_open = Markup(" open") if depth < 1 and len(fact.inputs) <= 3 else ""
    return _FOLD.format(is_open, f"依据{len(fact.inputs)}项", Markup("").join(items))


def said(facts: Facts, ref: CellRef) -> str:
    """Say a cell: what it is, what stands in it, and where."""
    spec = tables.dictionary()[ref.table]
    what = f"{spec.title}“{spec.columns[ref.column].label}”"
    found = facts.cell(ref)
    if found is None:
        return f"{what}（{ref.key}）：文件中未写，按空白或零处理"
    address, text = found
    return f"{what}（{ref.key}）：“{text}”，{facts.said(address)}"
