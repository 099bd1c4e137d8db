"""Run parameters: what papermill injects, what a person at a notebook need not give, and every way to get it wrong."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.errors import ParameterError
from analysis.parameters import RunParameters, check_parameters, parameters_of_notebook

DEFAULTS = {"fund": "gd-finance", "year": 2023, "kind": "auto"}


@pytest.fixture(autouse=True)
def nobody_at_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


def notebook(injected: str | None, **changed: Any) -> dict[str, Any]:
    """Return a notebook's globals after its parameters cell and, where there is one, papermill's cell."""
    cells = ["", "from analysis import notebook", "fund = 'gd-finance'\nyear = 2023\nkind = 'auto'"]
    cells += [] if injected is None else [f"# Parameters\n{injected}\n"]
    return {**DEFAULTS, **changed, "In": cells, "_": ""}


def problems(namespace: dict[str, Any]) -> list[tuple[str, str, str]]:
    with pytest.raises(ParameterError) as refused:
        parameters_of_notebook(namespace)
    return [(problem.what, problem.where, problem.expected) for problem in refused.value.problems]


def test_injected_parameters_are_taken() -> None:
    found = parameters_of_notebook(notebook('fund = "other"\nyear = 2024', fund="other", year=2024))
    assert found == RunParameters(fund="other", year=2024, kind="auto")


def test_kind_may_be_injected_too() -> None:
    found = parameters_of_notebook(
        notebook('fund = "a"\nyear = 2024\nkind = "final"', fund="a", year=2024, kind="final")
    )
    assert found.kind == "final"


@pytest.mark.parametrize(
    ("misspelt", "meant"), [("yaer", "year"), ("found", "fund"), ("kin", "kind"), ("Year", "year")]
)
def test_misspelt_parameter_names_the_one_that_was_meant(misspelt: str, meant: str) -> None:
    found = problems(notebook(f'fund = "gd-finance"\nyear = 2023\n{misspelt} = 1', **{misspelt: 1}))
    assert found == [("没有这个参数", f"参数 {misspelt}", meant)]


def test_parameter_like_no_other_names_all() -> None:
    found = problems(notebook('fund = "gd-finance"\nyear = 2023\nzzz = 1', zzz=1))
    assert found == [("没有这个参数", "参数 zzz", "fund、year、kind")]


def test_misspelt_parameter_is_also_missing() -> None:
    said = [what for what, _, _ in problems(notebook('fund = "gd-finance"\nyaer = 2024', yaer=2024))]
    assert said == ["没有这个参数", "缺少参数"]


def test_batch_run_without_parameters_is_refused_although_the_notebook_has_defaults() -> None:
    with pytest.raises(ParameterError) as refused:
        parameters_of_notebook(notebook(None))
    assert [problem.where for problem in refused.value.problems] == ["参数 fund", "参数 year"]
    assert "-p fund gd-finance" in str(refused.value)
    assert "-p year 2023" in str(refused.value)


def test_one_missing_parameter_is_named() -> None:
    found = problems(notebook('fund = "gd-finance"'))
    assert [(what, where) for what, where, _ in found] == [("缺少参数", "参数 year")]


@pytest.mark.parametrize("trace", ["jupyter", "vscode"])
def test_person_at_the_notebook_may_run_with_its_defaults(trace: str, monkeypatch: pytest.MonkeyPatch) -> None:
    namespace = notebook(None)
    if trace == "jupyter":
        monkeypatch.setenv("JPY_SESSION_NAME", "/notebooks/30_report.ipynb")
    else:
        namespace["__vsc_ipynb_file__"] = "30_report.ipynb"
    assert parameters_of_notebook(namespace) == RunParameters(**DEFAULTS)


def test_person_at_the_notebook_is_told_of_a_wrong_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", "x")
    assert [where for _, where, _ in problems(notebook(None, year="2023"))] == ["参数 year"]


def test_only_the_injected_cell_is_read_for_names() -> None:
    namespace = notebook('fund = "gd-finance"\nyear = 2023', other=5)
    namespace["In"].append("other = 5")
    assert parameters_of_notebook(namespace).year == 2023


@pytest.mark.parametrize(
    ("given", "where", "found", "expected"),
    [
        ({"fund": "gd-finance", "year": "2023"}, "参数 year", "'2023'", "1990至2100之间的整数，如 2023"),
        ({"fund": "gd-finance", "year": 2023.5}, "参数 year", "2023.5", "1990至2100之间的整数，如 2023"),
        ({"fund": "gd-finance", "year": True}, "参数 year", "True", "1990至2100之间的整数，如 2023"),
        ({"fund": "gd-finance", "year": 23}, "参数 year", "23", "1990至2100之间的整数，如 2023"),
        ({"fund": "", "year": 2023}, "参数 fund", "''", "由字母、数字、点、横线组成的资金代码，如 gd-finance"),
        (
            {"fund": "../etc", "year": 2023},
            "参数 fund",
            "'../etc'",
            "由字母、数字、点、横线组成的资金代码，如 gd-finance",
        ),
        ({"fund": "a/b", "year": 2023}, "参数 fund", "'a/b'", "由字母、数字、点、横线组成的资金代码，如 gd-finance"),
        ({"fund": 5, "year": 2023}, "参数 fund", "5", "由字母、数字、点、横线组成的资金代码，如 gd-finance"),
        ({"fund": "a", "year": 2023, "kind": "终期"}, "参数 kind", "'终期'", "auto、final、midterm 或 target_review"),
    ],
)
def test_wrong_value_is_told_in_chinese(given: dict[str, Any], where: str, found: str, expected: str) -> None:
    with pytest.raises(ParameterError) as refused:
        check_parameters(given)
    (problem,) = refused.value.problems
    assert (problem.what, problem.where, problem.found, problem.expected) == ("参数取值有误", where, found, expected)


def test_every_wrong_parameter_is_told_at_once() -> None:
    with pytest.raises(ParameterError) as refused:
        check_parameters({"year": "x", "yaer": 2})
    assert {problem.where for problem in refused.value.problems} == {"参数 fund", "参数 year", "参数 yaer"}
    assert refused.value.exit_code == 2


def test_parameters_that_are_right_are_taken() -> None:
    assert check_parameters({"fund": "gd-finance", "year": 2023}) == RunParameters(**DEFAULTS)
