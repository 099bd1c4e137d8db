"""Rules on a frame, judged by Great Expectations: which of them do not hold, and in which rows.

Belongs here: everything that touches Great Expectations (GX); no other module imports it, and this one only inside
functions, because the import takes seconds. Does not belong here: which frame and which rules (``checks``), and what a
broken rule says (``findings``).

What costs is not the rows but GX's own work for every rule. Three things keep it small, none of which touches what is
judged: rows are asked for only of rules that do not hold; GX is given only the columns that the rules name; and the
expectations are subclasses that make their configuration once, where GX makes it some seventy times a rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd

from analysis.suites import TYPES, Expectation, Meta
from analysis.vocabulary import Severity

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


class Validator:
    """Great Expectations on frames in memory: an ephemeral context, nothing is written and nothing is sent."""

    def __init__(self) -> None:
        import great_expectations as gx
        from tqdm import tqdm  # type: ignore[import-untyped]

        # Its bars are off, so no thread need watch them; a process that forks must not have one.
        tqdm.monitor_interval = 0
        _make_steady()
        self._suite = gx.ExpectationSuite
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        # One definition serves every frame: GX writes its whole configuration anew for each one that is added.
        asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
        self._frames = asset.add_batch_definition_whole_dataframe("whole")

    def broken(self, frame: pd.DataFrame, rules: Sequence[Expectation]) -> list[Broken]:
        """Return the rules that a frame breaks, in the order given.

        Raises
        ------
        RuntimeError
            When a rule could not be evaluated.
        """
        batch = self._frames.get_batch({"dataframe": _looked_at(frame, rules)})
        held = self._results(batch, rules, "BOOLEAN_ONLY")
        failing = [rule for rule in rules if not held[rule.id].success]
        told = self._results(batch, failing, "COMPLETE") if failing else {}
        return [found for rule in failing if (found := _read_result(rule, told[rule.id])) is not None]

    def _results(self, batch: Any, rules: Sequence[Expectation], result_format: str) -> dict[str, Any]:
        """Validate rules and return what GX says of each, by id."""
        expectations = [
            {"id": rule.id, "type": _STEADY + rule.type, "kwargs": dict(rule.kwargs), "severity": rule.severity.value}
            for rule in rules
        ]
        suite = self._suite(name="rules", expectations=expectations)
        results = batch.validate(suite, result_format={"result_format": result_format}).results
        return {result.expectation_config.id: result for result in results}


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


@cache
def _make_steady() -> None:
    """Register, for every type that a suite may use, a subclass that makes its configuration once an object.

    An expectation never changes while it is judged. The subclass is known to GX by its own name, and everything else
    is the type's own.
    """
    from great_expectations import expectations
    from great_expectations.compatibility.pydantic import PrivateAttr

    known = {getattr(each, "expectation_type", ""): each for each in vars(expectations).values()}
    for kind in TYPES:
        _steady(known[kind], PrivateAttr)


def _steady(base: Any, private: Any) -> None:
    def configuration(self: Any) -> Any:
        if self._made is None:
            self._made = base.configuration.fget(self)
        return self._made

    parts = {"__module__": __name__, "_made": private(None), "configuration": property(configuration)}
    # Making the class registers it.
    type(base)(f"Steady{base.__name__}", (base,), parts)


def _looked_at(frame: pd.DataFrame, rules: Sequence[Expectation]) -> pd.DataFrame:
    """Leave out the columns that no rule names, unless a rule is about the columns or the table itself."""
    if not all(rule.columns() for rule in rules):
        return frame
    return frame[list(dict.fromkeys(name for rule in rules for name in rule.columns()))]


def _read_result(rule: Expectation, result: Any) -> Broken | None:
    """Read one validation result: nothing when the rule holds."""
    told = result.exception_info or {}
    # One exception is told flat, several by the metric that raised them.
    raised = [told] if "raised_exception" in told else list(told.values())
    if any(info.get("raised_exception") for info in raised):
        reasons = "; ".join(str(info.get("exception_message")) for info in raised)
        raise RuntimeError(f"expectation {rule.meta.code} ({rule.type}) could not be evaluated: {reasons}")
    if result.success:
        return None
    details = result.result.get("details", {}).get("mismatched", {})
    rows = sorted(int(index) for index in result.result.get("unexpected_index_list") or ())
    if rule.columns() and not rows:
        raise RuntimeError(f"expectation {rule.meta.code} ({rule.type}) failed without naming a row")
    return Broken(rule, tuple(rows), tuple(details.get("missing", ())))
