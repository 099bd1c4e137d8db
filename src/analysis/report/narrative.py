"""Templates to draft blocks: the words are in ``text/``, the figures in facts, and this is where they meet.

Belongs here: the template environment and what templates may call. Does not belong here: the words themselves,
numbering (``compose``), or any figure. A template that asks for a fact that does not exist fails the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import jinja2

from analysis.errors import NarrativeError, NotFoundError, Problem
from analysis.exact import at_most
from analysis.facts import CellRef, Facts
from analysis.report import limits, tokens
from analysis.report.blocks import Value
from analysis.report.markdown import Draft, parse
from analysis.report.quotes import Quoted

#: A figure's tooltip names this many cells and says how many more there are.
NAMED_SOURCES = 3

_NUMERALS = "零一二三四五六七八九十"


@cache
def environment() -> jinja2.Environment:
    """Return the environment: strict about undefined names, data guarded against Markdown."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("analysis.report", "text"),
        undefined=jinja2.StrictUndefined,
        # Headings carry their anchor as {#anchor}, which must not open a comment.
        comment_start_string="{*",
        comment_end_string="*}",
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - the result is Markdown; `finalize` protects it from data
        finalize=_finalize,
    )


@cache
def _template(source: str) -> jinja2.Template:
    """Compile a template given as text. All of them are the package's own, so there are only so many."""
    return environment().from_string(source)


@cache
def _condition(source: str) -> jinja2.environment.TemplateExpression:
    return environment().compile_expression(source, undefined_to_none=False)


def compile_all(templates: Iterable[str], conditions: Iterable[str]) -> None:
    """Compile the templates of ``text/``, and templates and conditions given as text, before a report asks for them."""
    for name in environment().list_templates():
        environment().get_template(name)
    for source in templates:
        _template(source)
    for source in conditions:
        _condition(source)


class Writer:
    """Fills templates for one report.

    Parameters
    ----------
    facts
        Where every figure comes from.
    context
        What templates see beside the functions of this class.
    """

    def __init__(self, facts: Facts, context: Mapping[str, Any]) -> None:
        self.facts = facts
        self.context: dict[str, Any] = {
            **context,
            "facts": facts,
            "v": self.value,
            "s": self.short_value,
            "num": facts.value,
            "ref": tokens.link_mark,
            "exhibit": tokens.exhibit_mark,
            "cn": chinese_numeral,
            "few": limits.few,
            "is_long": limits.is_long,
        }

    def value(self, key: str) -> str:
        """Mark a fact's printed text in running text."""
        return tokens.value_mark(key, self.facts[key].text)

    def short_value(self, key: str) -> str:
        """Mark a fact rounded to two places without trailing zeros: ``1.5`` where a table prints ``1.50``."""
        return tokens.value_mark(key, at_most(self.facts.value(key), 2))

    def resolve(self, key: str, text: str) -> Value:
        """Make the inline of a marked figure, with its formula and the cells it rests on."""
        return fact_value(self.facts, key, text)

    def fill(self, source: str, where: str, **more: Any) -> str:
        """Fill a template given as text."""
        return self._render(where, lambda: _template(source), more)

    def fill_file(self, name: str, **more: Any) -> str:
        """Fill a template of ``text/``."""
        return self._render(name, lambda: environment().get_template(name), more)

    def draft(self, name: str) -> list[Draft]:
        """Fill a template of ``text/`` and parse what comes out."""
        return parse(self.fill_file(name), name, self.resolve)

    def holds(self, condition: str) -> bool:
        """Evaluate a condition over the context."""
        return bool(_condition(condition)(**self.context))

    def _render(self, where: str, load: Callable[[], jinja2.Template], more: Mapping[str, Any]) -> tokens.Ready:
        try:
            return tokens.Ready(load().render({**self.context, **more}))
        except NotFoundError as missing:
            raise NarrativeError(
                [Problem("模板用到的数据项不存在", where, found=problem.where) for problem in missing.problems]
            ) from missing
        except jinja2.TemplateError as broken:
            line = getattr(broken, "lineno", None)
            place = f"{where} 第{line}行" if line else where
            raise NarrativeError(Problem("报告模板有误", place, found=str(broken))) from broken


def fact_value(facts: Facts, key: str, text: str | None = None) -> Value:
    """Make the inline of a fact, or of words that stand in a cell."""
    places, count = facts.origin(key, NAMED_SOURCES)
    sources = "；".join(places) + (f"等{count}处" if count > NAMED_SOURCES else "")
    if text is not None and CellRef.of(key):
        return Value(key, text, "", sources)
    fact = facts[key]
    return Value(key, text if text is not None else fact.text, fact.formula, sources)


def chinese_numeral(number: int) -> str:
    """Print a chapter number: 一, 十, 十二."""
    if not 0 < number < 100:
        raise ValueError(f"no chapter has the number {number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_NUMERALS[tens]}十")
    return head + (_NUMERALS[ones] if ones else "")


def _finalize(value: Any) -> Any:
    """Protect what a template prints, unless it is Markdown already; a macro's words come through unharmed."""
    if isinstance(value, tokens.Ready):
        return str(value)
    if isinstance(value, Quoted):
        return str(tokens.value_mark(value.key, value))
    if isinstance(value, Decimal):
        return tokens.guard(format(value, "f"))
    return tokens.guard(str(value)) if isinstance(value, str | int) else value
