"""Run parameters: typed, checked, and compared with what papermill really injected.

Belongs here: which parameters a run has and what is wrong with given ones. Does not belong here: acting on them.
papermill only logs a warning when a parameter is misspelt and runs on with the default; here it stops.
"""

from __future__ import annotations

import ast
import difflib
import os
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, ValidationError

from analysis.errors import ParameterError, Problem
from analysis.strict import StrictModel

#: Parameters that a run without a person in front of it must be given, by what the run is.
REQUIRED = ("fund", "year")
REQUIRED_TO_COMPARE = ("funds",)

#: The first line of the cell that papermill injects.
_INJECTED = "# Parameters"


FundCode = Annotated[str, Field(min_length=1, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
FundYearNumber = Annotated[int, Field(ge=1990, le=2100, strict=True)]


class RunParameters(StrictModel):
    """What a run is about.

    Parameters
    ----------
    fund
        Code of the fund: the folder below ``data/raw``.
    year
        The fund year.
    kind
        Kind of report; ``auto`` takes the one that the documents allow.
    """

    fund: FundCode
    year: FundYearNumber
    kind: Literal["auto", "final", "midterm", "target_review"] = "auto"


class ComparisonParameters(StrictModel):
    """What a comparison is about.

    Parameters
    ----------
    funds
        Codes of the funds; an empty list takes every fund that has documents.
    years
        Fund years; an empty list takes every year that a fund has documents of.
    """

    funds: tuple[FundCode, ...]
    years: tuple[FundYearNumber, ...] = ()


_Parameters = TypeVar("_Parameters", RunParameters, ComparisonParameters)


def check_parameters(given: Mapping[str, Any]) -> RunParameters:
    """Check given parameters; every fault is named at once, in Chinese.

    Raises
    ------
    ParameterError
        When one is unknown, missing or of the wrong type.
    """
    return _checked(given, RunParameters)


def check_comparison(given: Mapping[str, Any]) -> ComparisonParameters:
    """Check the parameters of a comparison; see :func:`check_parameters`."""
    return _checked(given, ComparisonParameters)


def parameters_of_notebook(namespace: Mapping[str, Any]) -> RunParameters:
    """Check the parameters of a running notebook.

    Parameters
    ----------
    namespace
        The notebook's ``globals()``.

    Raises
    ------
    ParameterError
        When papermill injected a name that no parameter has, when a value has the wrong type, or when nobody sits in
        front of the notebook and a required parameter was not given.
    """
    return _of_notebook(namespace, RunParameters, REQUIRED)


def comparison_of_notebook(namespace: Mapping[str, Any]) -> ComparisonParameters:
    """Check the parameters of a notebook that compares; see :func:`parameters_of_notebook`."""
    return _of_notebook(namespace, ComparisonParameters, REQUIRED_TO_COMPARE)


def _of_notebook(namespace: Mapping[str, Any], model: type[_Parameters], required: Iterable[str]) -> _Parameters:
    injected = _injected_names(namespace)
    problems = [_unknown(name, model) for name in injected if name not in model.model_fields]
    if not _interactive(namespace):
        problems += [_missing(name) for name in required if name not in injected]
    if problems:
        raise ParameterError(problems)
    return _checked({name: namespace[name] for name in model.model_fields if name in namespace}, model)


def _checked(given: Mapping[str, Any], model: type[_Parameters]) -> _Parameters:
    try:
        return model.model_validate(dict(given))
    except ValidationError as invalid:
        raise ParameterError([_problem(fault, model) for fault in invalid.errors()]) from None


def _injected_names(namespace: Mapping[str, Any]) -> list[str]:
    names: list[str] = []
    for source in namespace.get("In", ()):
        if isinstance(source, str) and source.lstrip().startswith(_INJECTED):
            names += _assigned(source)
    return names


def _assigned(source: str) -> Iterable[str]:
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


def _interactive(namespace: Mapping[str, Any]) -> bool:
    """Tell whether a person runs the notebook: JupyterLab and VS Code leave these traces, papermill does not."""
    return "JPY_SESSION_NAME" in os.environ or "__vsc_ipynb_file__" in namespace


def has_person(namespace: Mapping[str, Any]) -> bool:
    """Tell whether a person sits in front of the notebook, and papermill does not drive it from within another one."""
    return _interactive(namespace) and not _injected_names(namespace)


def _unknown(name: str, model: type[StrictModel]) -> Problem:
    near = difflib.get_close_matches(name, model.model_fields, n=1, cutoff=0.5)
    expected = near[0] if near else "、".join(model.model_fields)
    return Problem("没有这个参数", f"参数 {name}", expected=expected, advice="改正参数名")


def _missing(name: str) -> Problem:
    example = {"fund": "-p fund gd-finance", "year": "-p year 2023", "funds": "-y 'funds: [gd-finance]'"}[name]
    return Problem("缺少参数", f"参数 {name}", advice=f"加上 {example}")


def _problem(fault: Any, model: type[StrictModel]) -> Problem:
    name = str(fault["loc"][0])
    if fault["type"] == "missing":
        return _missing(name)
    if fault["type"] == "extra_forbidden":
        return _unknown(name, model)
    expected = {
        "fund": "由字母、数字、点、横线组成的资金代码，如 gd-finance",
        "year": "1990至2100之间的整数，如 2023",
        "kind": "auto、final、midterm 或 target_review",
        "funds": '资金代码的列表，如 ["gd-finance"]；空列表表示全部资金',
        "years": "年度的列表，如 [2022, 2023]；空列表表示全部年度",
    }[name]
    return Problem("参数取值有误", f"参数 {name}", found=repr(fault["input"]), expected=expected)
