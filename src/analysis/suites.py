"""The suites under ``expectations/``: their form, and loading them strictly.

Belongs here: what a suite file may say, and refusing one that says anything else. Does not belong here: running a
suite (``checks``), computing what it looks at (``views``), or wording a finding (``findings``).

A suite file is Great Expectations' own serialised form (name, expectations with type, kwargs and meta, meta), so
that GX can load it. Two things are ours: the meta of an expectation is a closed record, and a kwarg may point at a
column of another table (``{"table": "projects", "column": "no"}``), which is looked up when the suite runs.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Annotated, Any

from pydantic import Field, ValidationError

from analysis.errors import Problem, RuleError
from analysis.strict import StrictModel
from analysis.tables import dictionary
from analysis.views import VIEWS
from analysis.vocabulary import Family, Severity

#: The expectation types that a suite may use, and the kwargs of each.
TYPES: dict[str, frozenset[str]] = {
    "expect_table_columns_to_match_set": frozenset({"column_set", "exact_match"}),
    "expect_table_row_count_to_be_between": frozenset({"min_value", "max_value"}),
    "expect_column_values_to_not_be_null": frozenset({"column"}),
    "expect_column_values_to_be_unique": frozenset({"column"}),
    "expect_column_values_to_be_in_set": frozenset({"column", "value_set"}),
    "expect_column_values_to_not_be_in_set": frozenset({"column", "value_set"}),
    "expect_column_values_to_be_in_type_list": frozenset({"column", "type_list"}),
    "expect_column_values_to_match_regex": frozenset({"column", "regex"}),
    "expect_column_values_to_be_between": frozenset({"column", "min_value", "max_value"}),
    "expect_column_pair_values_to_be_equal": frozenset({"column_A", "column_B", "ignore_row_if"}),
    "expect_column_pair_values_a_to_be_greater_than_b": frozenset(
        {"column_A", "column_B", "or_equal", "ignore_row_if"}
    ),
    "expect_compound_columns_to_be_unique": frozenset({"column_list"}),
}

#: What every template may use, beside the fields of the row.
STANDARD_FIELDS = frozenset({"shown", "gap", "place", "others", "rows"})
#: What message and advice may use on top: the finding's own fields, already filled.
FILLED_FIELDS = frozenset({"found", "expected", "difference"})


class Meta(StrictModel):
    """What a broken expectation says, and about which column.

    Parameters
    ----------
    code
        The finding's code; unique over all suites.
    family
        What the check looks for.
    message, advice
        Templates in Chinese, filled from the row.
    found, expected, difference
        Templates of the finding's fields of these names.
    view
        The computed frame to look at instead of the table; see ``views``.
    column
        The column of the table at which the finding points, where the kwargs do not tell.
    reference, notes
        The basis in a regulation, printed; a remark for whoever maintains the suite, not printed.
    """

    code: Annotated[str, Field(pattern=r"^[A-Z]{3}-\d{2}$")]
    family: Family = Family.STRUCTURE
    message: Annotated[str, Field(min_length=1)]
    advice: Annotated[str, Field(min_length=1)]
    expected: Annotated[str, Field(min_length=1)]
    found: str = "{shown}"
    difference: str = "{gap}"
    view: str = ""
    column: str = ""
    reference: str = ""
    notes: str = ""


class Expectation(StrictModel):
    """One rule of a suite."""

    id: Annotated[str, Field(min_length=1)]
    type: str
    kwargs: dict[str, Any]
    severity: Severity
    meta: Meta

    def columns(self) -> tuple[str, ...]:
        """Return the columns that the rule looks at; none for a rule about the table as a whole."""
        named = (self.kwargs.get(name) for name in ("column", "column_A", "column_B"))
        return (*(str(name) for name in named if name is not None), *self.kwargs.get("column_list", ()))


class SuiteMeta(StrictModel):
    """What the suite is about, for whoever reads the file."""

    title: str
    notes: str = ""


class Suite(StrictModel):
    """The rules for one tidy table; ``name`` is the table's."""

    name: str
    expectations: tuple[Expectation, ...]
    meta: SuiteMeta


def load_suites(folder: Path) -> dict[str, Suite]:
    """Load every suite of a folder, by table, in the order of the data dictionary.

    Raises
    ------
    RuleError
        Naming every fault of every file.
    """
    suites: list[Suite] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.json")):
        try:
            suite, faults = _load(path.name, path.read_bytes())
        except RuleError as broken:
            problems.extend(broken.problems)
        else:
            suites.append(suite)
            problems.extend(faults)
    problems.extend(_duplicates(suites))
    if problems:
        raise RuleError(problems)
    by_name = {suite.name: suite for suite in suites}
    return {table: by_name[table] for table in dictionary() if table in by_name}


def canonical(suite: Suite) -> str:
    """Write a suite in its one form: sorted keys, two blanks, Chinese as Chinese, empty fields left out."""
    data = suite.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def template_fields(template: str) -> set[str]:
    """Return the names that a template asks for."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@lru_cache(maxsize=64)
def _load(file: str, content: bytes) -> tuple[Suite, tuple[Problem, ...]]:
    """Return the suite that a file holds, with its faults; every run of a process asks for the same few files."""
    try:
        data = json.loads(content.decode("utf-8"), object_pairs_hook=_without_duplicates)
        suite = Suite.model_validate(data)
    except ValidationError as invalid:
        raise RuleError([_model_problem(fault, file) for fault in invalid.errors()]) from None
    except ValueError as broken:
        raise RuleError(Problem("JSON 格式有误", file, found=str(broken), advice="按 JSON 语法改正")) from None
    return suite, tuple(_faults(suite, file))


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
    if twice:
        raise ValueError(f"同一项出现两次：{'、'.join(twice)}")
    return dict(pairs)


def _model_problem(fault: Any, file: str) -> Problem:
    place = f"{file} {'.'.join(str(part) for part in fault['loc'])}"
    what = {"missing": "缺少必填项", "extra_forbidden": "有不认识的项"}.get(fault["type"], "取值有误")
    return Problem(what, place, found=str(fault.get("input"))[:60], expected=str(fault["msg"]), advice="改正规则文件")


def _duplicates(suites: list[Suite]) -> Iterator[Problem]:
    rules = [(suite, rule) for suite in suites for rule in suite.expectations]
    for what, names in (
        ("代码重复", Counter(rule.meta.code for _, rule in rules)),
        ("编号重复", Counter(rule.id for _, rule in rules)),
    ):
        for name in (name for name, count in names.items() if count > 1):
            files = sorted({f"{suite.name}.json" for suite, rule in rules if name in (rule.meta.code, rule.id)})
            yield Problem(what, "、".join(files), found=name, expected="各套规则之间互不相同", advice="改用新的代码")


def _faults(suite: Suite, file: str) -> Iterator[Problem]:
    if suite.name not in dictionary() or file != f"{suite.name}.json":
        found = f"{file} 中的 {suite.name}"
        yield Problem("规则文件与整理表不对应", file, found=found, expected="文件名、name 与整理表同名")
        return
    for rule in suite.expectations:
        place = f"{file} {rule.meta.code}"
        for what, found, expected in _rule_faults(suite.name, rule):
            yield Problem(what, place, found=found, expected=expected, advice="改正规则文件")


def _rule_faults(table: str, rule: Expectation) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with one rule: what, found, expected."""
    allowed = TYPES.get(rule.type)
    if allowed is None:
        yield "不认识的规则种类", rule.type, "、".join(TYPES)
        return
    if unknown := sorted(set(rule.kwargs) - allowed):
        yield "规则有不认识的参数", "、".join(unknown), "、".join(sorted(allowed))
    if rule.meta.view and rule.meta.view not in VIEWS:
        yield "不认识的视图", rule.meta.view, "、".join(VIEWS)
        return
    own = set(dictionary()[table].columns)
    columns = VIEWS[rule.meta.view].columns(table) if rule.meta.view else own
    if missing := [name for name in rule.columns() if name not in columns]:
        yield "规则所指的列不存在", "、".join(missing), "、".join(sorted(columns))
    if rule.meta.column and rule.meta.column not in own:
        yield "发现所指的列不存在", rule.meta.column, "、".join(sorted(own))
    if fault := _reference_fault(rule):
        yield "规则所引的列不存在", fault, "整理表及其列，如 projects 的 no"
    fields = (set(columns) if rule.columns() else set()) | STANDARD_FIELDS
    for name in ("found", "expected", "difference", "message", "advice"):
        known = fields | FILLED_FIELDS if name in ("message", "advice") else fields
        if lacking := sorted(template_fields(getattr(rule.meta, name)) - known):
            yield f"模板 {name} 用到没有的字段", "、".join(lacking), "、".join(sorted(known))


def _reference_fault(rule: Expectation) -> str:
    """Return the reference to another table that leads nowhere, or an empty text."""
    for value in rule.kwargs.values():
        if isinstance(value, dict):
            spec = dictionary().get(str(value.get("table")))
            if (
                spec is None
                or not set(value) <= {"table", "column"}
                or value.get("column", next(iter(spec.columns))) not in spec.columns
            ):
                return json.dumps(value, ensure_ascii=False)
    return ""
