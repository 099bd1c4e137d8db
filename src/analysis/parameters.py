"""Run parameters: typed, checked, and compared with what papermill really injected.

Belongs here: which parameters a run has and what is wrong with given ones. Does not belong here: acting on them.
papermill only logs a warning when a parameter is misspelt and runs on with the default; here it stops.
"""

from __future__ import annotations

import ast
import difflib
import os
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import Field, ValidationError

from analysis.errors import ParameterError, Problem
from analysis.strict import StrictModel

#: Parameters that a run without a person in front of it must be given.
REQUIRED = ("fund", "year")

#: The first line of the cell that papermill injects.
_INJECTED = "# Parameters"


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

    fund: str = Field(min_length=1, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    year: int = Field(ge=1990, le=2100, strict=True)
    kind: Literal["auto", "final", "midterm", "target_review"] = "auto"


def check_parameters(given: Mapping[str, Any]) -> RunParameters:
    """Check given parameters; every fault is named at once, in Chinese.

    Raises
    ------
    ParameterError
        When one is unknown, missing or of the wrong type.
    """
    try:
        return RunParameters.model_validate(dict(given))
    except ValidationError as invalid:
        raise ParameterError([_problem(fault) for fault in invalid.errors()]) from None


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
    injected = _injected_names(namespace)
    problems = [_unknown(name) for name in injected if name not in RunParameters.model_fields]
    if not _interactive(namespace):
        problems += [_missing(name) for name in REQUIRED if name not in injected]
    if problems:
        raise ParameterError(problems)
    return check_parameters({name: namespace[name] for name in RunParameters.model_fields if name in namespace})


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


def _unknown(name: str) -> Problem:
    near = difflib.get_close_matches(name, RunParameters.model_fields, n=1, cutoff=0.5)
    expected = near[0] if near else "、".join(RunParameters.model_fields)
    return Problem("没有这个参数", f"参数 {name}", expected=expected, advice="改正参数名")


def _missing(name: str) -> Problem:
    example = {"fund": "-p fund gd-finance", "year": "-p year 2023"}[name]
    return Problem("缺少参数", f"参数 {name}", advice=f"加上 {example}")


def _problem(fault: Any) -> Problem:
    name = str(fault["loc"][0])
    if fault["type"] == "missing":
        return _missing(name)
    if fault["type"] == "extra_forbidden":
        return _unknown(name)
    expected = {
        "fund": "由字母、数字、点、横线组成的资金代码，如 gd-finance",
        "year": "1990至2100之间的整数，如 2023",
        "kind": "auto、final、midterm 或 target_review",
    }[name]
    return Problem("参数取值有误", f"参数 {name}", found=repr(fault["input"]), expected=expected)
