"""The table that stands for one of very many indicators: how many each project has, and what became of them.

Belongs here: that one table. Does not belong here: when it stands in (``limits``), or the tables that it stands for.
"""

from __future__ import annotations

from dataclasses import replace

from analysis.evaluation import Evaluation
from analysis.report import limits
from analysis.report.blocks import Table
from analysis.report.exhibits import layouts, source_line, table, value, words
from analysis.report.views import Views

_PARTS = ("indicator", "stage", "annual", "period", "reported", "met", "missed")


def indicator_counts(name: str, indicators: int, evaluation: Evaluation, views: Views) -> Table:
    """Make the table in place of a longer one, the projects with most missed and unreported targets first.

    Parameters
    ----------
    name
        The table that it stands for: it takes its anchor, and its title with a word about it.
    indicators
        How many rows that one would have.
    """
    facts = evaluation.facts
    keys = {p.no: f"{p.key}.tally" for p in views.projects}
    shown = limits.rows(views.projects, lambda p: (-facts.value(f"{keys[p.no]}.wanting_count"), p.no), "问题最多")
    rows = [
        [words(p.no), words(p.name), *(value(facts, f"{keys[p.no]}.{part}_count") for part in _PARTS)]
        for p in shown.items
    ]
    made = table("indicator_counts", rows, source_line(evaluation.tables["indicators"]))
    part = f"，{len(views.projects):,d}个项目中只列出问题最多的{len(shown.items):,d}个" if shown.is_cut else ""
    note = f"共{indicators:,d}项指标，按项目汇总{part}；逐项的数据见{limits.complete(name, evaluation)}。"
    title = f"{layouts().tables[name].title}（按项目汇总）"
    return replace(made, anchor=name, title=title, notes=(*made.notes, note))
