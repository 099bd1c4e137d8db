"""Which node, indicator, project or grade a person means; a name that there is none of answers with the near ones.

Belongs here: looking names up. Does not belong here: what is done to the thing that was found (``apply``).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis.errors import NotFoundError, Problem
from analysis.scoring import TOTAL
from analysis.vocabulary import Scope
from analysis.whatif.errors import TrialError
from analysis.whatif.inputs import Inputs

#: As many near names are offered as a person reads at a glance.
_OFFERED = 5


def fund_node(scores: pd.DataFrame, asked: str) -> str:
    """Return the node of the fund's scheme that a person names: by indicator number, path, or a name that is unique.

    Parameters
    ----------
    scores
        The table ``scores``.
    asked
        ``F-03``, ``产出``, ``产出/数量指标``, ``数量指标`` or an indicator's printed name.

    Returns
    -------
    str
        The path of a node, the number of an indicator.

    Raises
    ------
    NotFoundError
        When there is none; the message names the near ones.
    TrialError
        When there are several.
    """
    own = scores[(scores["scope"] == Scope.FUND.value) & (scores["node"] != TOTAL)]
    first = [node for node in own["node"] if "/" not in node]
    advice = "写指标编号、节点全名（一级/二级/指标）或指标名称"
    if asked in set(scores.loc[scores["scope"] == Scope.PROJECT.value, "node"]):
        advice = f'该节点属于二级项目指标体系，加 scope="{Scope.PROJECT.value}"'
    return _one(_known(own), asked, "指标体系中没有这个节点或指标", advice, first)


def indicator(scores: pd.DataFrame, asked: str) -> str:
    """Return the number of the fund's indicator that a person names; see :func:`fund_node`."""
    leaves = scores[(scores["scope"] == Scope.FUND.value) & scores["indicator_id"].notna()]
    advice = "写专项资金自评表的指标编号或名称；二级项目的得分由评价人评定，可用 given(项目序号, 评分项, 得分)"
    return _one(_known(leaves), asked, "没有这个专项资金指标", advice, list(leaves["indicator_id"]))


def _known(rows: pd.DataFrame) -> dict[str, list[str]]:
    """Return every way to name a node, with what it may mean."""
    known: dict[str, list[str]] = {}
    for node, number in zip(rows["node"], rows["indicator_id"], strict=True):
        means = node if pd.isna(number) else number
        for name in dict.fromkeys((means, node, node.rpartition("/")[2])):
            known.setdefault(name, []).append(means)
    return known


def project_node(inputs: Inputs, asked: str) -> str:
    """Return the node of the projects' scheme that a person names."""
    names = [node.name for node in inputs.book.scheme(Scope.PROJECT).nodes]
    return _one({name: [name] for name in names}, asked, "二级项目指标体系中没有这个评分项", "写评分项名称")


def project(inputs: Inputs, asked: int | str) -> int:
    """Return the number of the project that a person names: by number, or by its printed name."""
    known: dict[str, list[str]] = {}
    for number, name in zip(inputs.projects["no"], inputs.projects["name"], strict=True):
        for each in (str(number), f"项目{number}", name):
            known.setdefault(each, []).append(str(number))
    return int(_one(known, str(asked), "没有这个项目", "写项目序号或项目名称"))


def scope(asked: str) -> Scope:
    """Return the scope that a person names: ``fund`` or ``project``."""
    known = {name: [each.value] for each in Scope for name in (each.value, each.label)}
    return Scope(_one(known, asked, "没有这个范围", "写 fund 或 project"))


def grade(inputs: Inputs, asked: str) -> str:
    """Return the grade that a person names."""
    tables = (inputs.book.grades[scheme.grades] for scheme in inputs.book.schemes.values())
    names = dict.fromkeys(band.grade for table in tables for band in table.bands)
    return _one({name: [name] for name in names}, asked, "没有这个等级", "写等级名称")


def _one(known: Mapping[str, Sequence[str]], asked: str, what: str, advice: str, usual: Sequence[str] = ()) -> str:
    found = list(dict.fromkeys(known.get(str(asked).strip(), ())))
    if len(found) == 1:
        return found[0]
    if found:
        several = "、".join(found)
        raise TrialError(
            Problem("名称不止一处", found=str(asked), expected=f"其中之一：{several}", advice="写节点全名")
        )
    near = near_names(str(asked), known)
    lead = "相近的有" if near else "可用的有"
    offered = near or list(usual or known)[: 2 * _OFFERED]
    raise NotFoundError(Problem(what, found=str(asked), expected=f"{lead}：{'、'.join(offered)}", advice=advice))


def near_names(asked: str, known: Iterable[str]) -> list[str]:
    """Return the names that a mistyped one may mean: the same but for zeros, those that hold it, those spelt alike."""
    names = list(known)
    same = [name for name in names if _bare(name) == _bare(asked)]
    holding = [name for name in names if asked and asked in name]
    alike = difflib.get_close_matches(asked, names, n=_OFFERED, cutoff=0.4)
    return list(dict.fromkeys((*same, *holding, *alike)))[:_OFFERED]


def _bare(name: str) -> str:
    """Return a name without the zeros before its numbers, blanks and hyphens: ``F-03`` and ``f3`` are alike."""
    return re.sub(r"(?<!\d)0+(?=\d)|[\s_-]", "", name).upper()
