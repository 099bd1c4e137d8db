"""Rules on a frame, judged by Great Expectations: which of them do not hold, and in which rows.

Belongs here: everything that touches Great Expectations (GX); no other module imports it, and this one only inside
functions, because the import takes seconds. Does not belong here: which frame and which rules (``checks``), and what a
broken rule says (``findings``).

A rule becomes a GX expectation. The expectation names the metrics that it needs, GX's engine computes them on the
frame, and the expectation says whether it holds: the three steps that ``Batch.validate`` takes too. They are taken
here one by one because what costs is not the rows but the work around them. ``Batch.validate`` registers and hashes
every frame twice, and asks each expectation four times which metrics it needs, where the answer rests on the rule
alone: here it is asked once, and for rules that are known beforehand (:func:`prepare`) before any frame is there. Rows
are asked for only of rules that do not hold. A test holds both ways to the same results.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd

from analysis.suites import TYPES, Expectation, Meta
from analysis.vocabulary import Severity

#: How GX calls the one frame that an engine of ours holds.
_BATCH = "frame"
#: Types for which the type of the frame's column decides which metrics they need.
_MIND_THE_COLUMN = frozenset({"expect_column_values_to_be_in_type_list"})
#: What the name of a type gets in front where the expectation is one of ours.
_STEADY = "steady_"
#: A value for every kwarg of every type, for the rules of no meaning that :func:`warm` tries.
_EXAMPLES: Mapping[str, Any] = {
    **dict.fromkeys(("column", "column_A", "column_B"), "number"),
    "column_list": ["number", "text"],
    "column_set": ["number", "text"],
    **dict.fromkeys(("min_value", "max_value"), 1),
    **dict.fromkeys(("exact_match", "or_equal"), True),
    "value_set": [Decimal(1)],
    "type_list": ["Decimal"],
    "regex": "b",
    "ignore_row_if": "either_value_is_missing",
}


@dataclass(frozen=True)
class Broken:
    """One expectation that does not hold: the failing rows, or none when the table as a whole fails."""

    rule: Expectation
    rows: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Prepared:
    """An expectation, and the metrics that it needs with what these rest on, as edges of GX's graph."""

    expectation: Any
    edges: tuple[Any, ...]

    def rests_on(self, failed: set[Any]) -> bool:
        """Tell whether one of these metrics is needed."""
        return any(edge.left.id in failed for edge in self.edges)


#: What :func:`prepare` made, by :func:`_key`.
_PREPARED: dict[str, _Prepared] = {}


class Validator:
    """Great Expectations on frames in memory: nothing is registered, written or sent."""

    def __init__(self) -> None:
        _make_steady()

    def broken(self, frame: pd.DataFrame, rules: Sequence[Expectation]) -> list[Broken]:
        """Return the rules that a frame breaks, in the order given.

        Raises
        ------
        RuntimeError
            When a rule could not be evaluated.
        """
        looked_at = _looked_at(frame, rules)
        held = _results(looked_at, rules, "BOOLEAN_ONLY")
        failing = [rule for rule, result in zip(rules, held, strict=True) if not result.success]
        told = _results(looked_at, failing, "COMPLETE") if failing else []
        return [_read_result(rule, result) for rule, result in zip(failing, told, strict=True)]


def prepare(rules: Iterable[Expectation]) -> None:
    """Do for rules what needs no values, and keep it; a process that forks others calls this before."""
    _make_steady()
    for rule in rules:
        # A rule on the type of a column speaks of exact numbers, which are objects.
        frame = pd.DataFrame(columns=list(dict.fromkeys(rule.columns())), dtype=object)
        # Few rules do not hold: the second question is left to them.
        _PREPARED[_key(rule, frame, "BOOLEAN_ONLY")] = _made(rule, _engine(frame), "BOOLEAN_ONLY")


def _engine(frame: pd.DataFrame) -> Any:
    """Return GX's engine with a frame in it. It is made for this frame, for it remembers what it computed."""
    from great_expectations.execution_engine import PandasExecutionEngine

    engine = PandasExecutionEngine()
    engine.load_batch_data(_BATCH, frame)
    return engine


def warm() -> None:
    """Do once what the first validation of a process does before its work: imports, registries, models.

    A process that forks others calls this before, and their first validation costs what every other does. It starts
    no thread and keeps nothing open.
    """
    frame = pd.DataFrame({"text": ["a", "a"], "number": [Decimal(1), Decimal(2)]}, dtype=object)
    meta = Meta(code="AAA-00", message="-", advice="-", expected="-")
    rules = []
    for kind, names in TYPES.items():
        kwargs = {name: _EXAMPLES[name] for name in sorted(names)}
        if "regex" in names:
            kwargs["column"] = "text"
        rules.append(Expectation(id=kind, type=kind, kwargs=kwargs, severity=Severity.INFO, meta=meta))
    Validator().broken(frame, rules)


def _results(frame: pd.DataFrame, rules: Sequence[Expectation], result_format: str) -> list[Any]:
    """Validate rules and return what GX says of each."""
    from great_expectations.validator.validation_graph import ValidationGraph

    asked = {"result_format": {"result_format": result_format}, "catch_exceptions": False}
    engine = _engine(frame)
    known = (_PREPARED.get(_key(rule, frame, result_format)) for rule in rules)
    ready = [each or _made(rule, engine, result_format) for rule, each in zip(rules, known, strict=True)]
    with _naming(rules, ready):
        graph = ValidationGraph(engine, edges=[edge for each in ready for edge in each.edges])
        metrics, _ = graph.resolve(asked, show_progress_bars=False)
    results = []
    for rule, each in zip(rules, ready, strict=True):
        with _naming([rule]):
            # GX writes into what it is asked.
            results.append(each.expectation.metrics_validate(metrics, dict(asked), engine))
    return results


def _made(rule: Expectation, engine: Any, result_format: str) -> _Prepared:
    """Make the expectation of a rule, and ask it for the metrics that it needs."""
    from great_expectations.expectations.registry import get_expectation_impl
    from great_expectations.validator.metrics_calculator import MetricsCalculator

    asked = {"result_format": {"result_format": result_format}}
    with _naming([rule]):
        expectation = get_expectation_impl(_STEADY + rule.type)(**rule.kwargs, batch_id=_BATCH)
        needed = expectation.get_validation_dependencies(engine, asked).get_metric_configurations()
        graph = MetricsCalculator(engine).build_metric_dependency_graph(needed, asked)
    return _Prepared(expectation, tuple(graph.edges))


def _key(rule: Expectation, frame: pd.DataFrame, result_format: str) -> str:
    """Name what a prepared rule rests on; nothing else of the rule or of a frame has a part in it."""
    minded = [str(frame[name].dtype) for name in rule.columns()] if rule.type in _MIND_THE_COLUMN else []
    return f"{rule.type} {rule.kwargs!r} {minded} {result_format}"


@contextmanager
def _naming(rules: Sequence[Expectation], ready: Sequence[_Prepared] = ()) -> Iterator[None]:
    """Turn whatever GX raises into an error that names the rules which it hinders."""
    try:
        yield
    except Exception as failure:
        failed = {metric.id for metric in getattr(failure, "failed_metrics", ())}
        hindered = [rule for rule, each in zip(rules, ready, strict=False) if each.rests_on(failed)] or rules
        named = ", ".join(f"{rule.meta.code} ({rule.type})" for rule in hindered)
        raise RuntimeError(f"expectation {named} could not be evaluated: {failure}") from failure


@cache
def _make_steady() -> None:
    """Register, for every type that a suite may use, a subclass that answers the same question once.

    An expectation never changes while it is judged. The subclass is known to GX by its own name, and everything else
    is the type's own.
    """
    from great_expectations import expectations
    from great_expectations.compatibility.pydantic import PrivateAttr
    from tqdm import tqdm  # type: ignore[import-untyped]

    # GX's bars are off, so no thread need watch them; a process that forks must not have one.
    tqdm.monitor_interval = 0
    known = {getattr(each, "expectation_type", ""): each for each in vars(expectations).values()}
    for kind in TYPES:
        _steady(known[kind], PrivateAttr)


def _steady(base: Any, private: Any) -> None:
    def configuration(self: Any) -> Any:
        if self._made is None:
            self._made = base.configuration.fget(self)
        return self._made

    def get_validation_dependencies(self: Any, execution_engine: Any, runtime_configuration: Any) -> Any:
        asked = runtime_configuration["result_format"]["result_format"]
        if asked not in self._needed:
            self._needed[asked] = base.get_validation_dependencies(self, execution_engine, runtime_configuration)
        return self._needed[asked]

    parts = {
        "__module__": __name__,
        "_made": private(None),
        "_needed": private(default_factory=dict),
        "configuration": property(configuration),
        "get_validation_dependencies": get_validation_dependencies,
    }
    # Making the class registers it.
    type(base)(f"Steady{base.__name__}", (base,), parts)


def _looked_at(frame: pd.DataFrame, rules: Sequence[Expectation]) -> pd.DataFrame:
    """Leave out the columns that no rule names, unless a rule is about the columns or the table itself."""
    if not all(rule.columns() for rule in rules):
        return frame
    return frame[list(dict.fromkeys(name for rule in rules for name in rule.columns()))]


def _read_result(rule: Expectation, result: Any) -> Broken:
    """Read what GX says of a rule that does not hold."""
    details = result.result.get("details", {}).get("mismatched", {})
    rows = sorted(int(index) for index in result.result.get("unexpected_index_list") or ())
    if rule.columns() and not rows:
        raise RuntimeError(f"expectation {rule.meta.code} ({rule.type}) failed without naming a row")
    return Broken(rule, tuple(rows), tuple(details.get("missing", ())))
