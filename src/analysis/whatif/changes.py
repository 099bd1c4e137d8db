"""One change of a trial: small, typed, checked when it is made.

Belongs here: what may be changed, with its bounds, and how a person writes it. Does not belong here: which node a name
means (``names``) or making the change (``apply``).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BeforeValidator, Field, ValidationError

from analysis.errors import Problem
from analysis.exact import parse_number, plain
from analysis.strict import StrictModel
from analysis.vocabulary import Scope
from analysis.whatif.errors import TrialError

#: What a person may give for a number; a float counts as the digits that it prints.
Number = int | str | float | Decimal

#: Data come first, so that a given score is one of the official points; then weights, in the order given.
DATA, WEIGHTS, LAST = 0, 1, 2


def _exact(value: Any) -> Decimal:
    """Take a number exactly as it is printed: ``2``, ``"1.5"``, ``"150%"``, ``0.5``."""
    if isinstance(value, bool) or not isinstance(value, int | str | float | Decimal):
        raise ValueError("not a number")
    text = str(value).strip()
    share = text.endswith(("%", "％"))
    number = value if isinstance(value, Decimal) else parse_number(text.rstrip("%％"))
    if number is None or not number.is_finite():
        raise ValueError("not a number")
    return plain(number / 100 if share else number)


def _text(value: Any) -> str | None:
    """Take a cell as a person types it; blank is nothing reported."""
    if isinstance(value, bool) or not (value is None or isinstance(value, int | str | float | Decimal)):
        raise ValueError("not a text")
    return str(value).strip() or None if value is not None else None


Exact = Annotated[Decimal, BeforeValidator(_exact)]
CellText = Annotated[str | None, BeforeValidator(_text)]


class Change(StrictModel):
    """One change; a later one of the same thing replaces it."""

    phase: ClassVar[int] = WEIGHTS
    method: ClassVar[str] = ""

    def arguments(self) -> tuple[Any, ...]:
        """Return what the method that makes this change is given."""
        return tuple(getattr(self, name) for name in type(self).model_fields if name != "scope")

    @property
    def key(self) -> tuple[str, ...]:
        """What is changed, the new value apart."""
        own = [str(getattr(self, name)) for name in list(type(self).model_fields)[:-1]]
        return (self.method, *own)

    def code(self) -> str:
        """Write the call that makes this change."""
        written = [_written(argument) for argument in self.arguments()]
        if getattr(self, "scope", Scope.FUND) is Scope.PROJECT:
            written.append(f'scope="{Scope.PROJECT.value}"')
        return f".{self.method}({', '.join(written)})"


class Threshold(Change):
    """From which ratio on a target counts as set too low."""

    method = "threshold"
    value: Exact = Field(ge=1, description="不小于1的数，如 1.5 或 150%")


class Factor(Change):
    """The share of the points that is left above the threshold."""

    method = "factor"
    value: Exact = Field(ge=0, le=1, description="0至1之间的数，如 0.5 或 50%")


class BandFrom(Change):
    """From which score on a grade is given."""

    method = "band"
    grade: str
    lower: Exact = Field(ge=0, description="不小于0的分数，如 90")


class Points(Change):
    """The points of a node; those below it follow in proportion."""

    method = "points"
    scope: Scope
    node: str
    value: Exact = Field(ge=0, description="不小于0的分值，如 5")


class LeftOut(Change):
    """A node that does not count."""

    method = "without"
    scope: Scope
    node: str

    @property
    def key(self) -> tuple[str, ...]:
        """What is left out."""
        return (self.method, self.scope.value, self.node)


class Renormalised(Change):
    """All points in proportion, so that they add up to the scheme's total again."""

    phase = LAST
    method = "renormalised"


class Actual(Change):
    """What was reached, as it would be printed; nothing is 未填报."""

    phase = DATA
    method = "actual"
    indicator: str
    text: CellText = Field(description="照自评表的写法，如 12个；没有填报的写 None")


class Target(Change):
    """What was to be reached, as it would be printed."""

    phase = DATA
    method = "target"
    indicator: str
    text: CellText = Field(description="照自评表的写法，如 ≥8个；没有目标值的写 None")


class Given(Change):
    """An evaluator's score of a project, out of the official points."""

    phase = DATA
    method = "given"
    project: int
    node: str
    score: Exact = Field(ge=0, description="不小于0、不超过该项分值的得分，如 18.5")


class Paid(Change):
    """What was spent of a project's budget, in 万元."""

    phase = DATA
    method = "paid"
    project: int
    amount_wan: Exact = Field(ge=0, description="不小于0的金额（万元），如 490.5")


Made = TypeVar("Made", bound=Change)


def made(kind: type[Made], **values: Any) -> Made:
    """Make a change, or say in Chinese what is wrong with its values.

    Raises
    ------
    TrialError
        When a value is no number or out of bounds.
    """
    try:
        return kind(**values)
    except ValidationError as invalid:
        raise TrialError([_problem(kind, fault) for fault in invalid.errors()]) from None


def number(value: Number, where: str, expected: str) -> Decimal:
    """Take a number that belongs to no change; see :func:`made` for what is raised."""
    try:
        return _exact(value)
    except ValueError:
        raise TrialError(Problem("取值有误", where, repr(value), expected, "改正取值")) from None


def _problem(kind: type[Change], fault: Any) -> Problem:
    name = str(fault["loc"][0])
    expected = kind.model_fields[name].description or ""
    return Problem("取值有误", f"{kind.method}(…)", _said(fault["input"]), expected, "改正取值")


def _said(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else repr(value)


def _written(argument: Any) -> str:
    if isinstance(argument, Decimal):
        return f'"{format(argument, "f")}"'
    return f'"{argument}"' if isinstance(argument, str) else repr(argument)
