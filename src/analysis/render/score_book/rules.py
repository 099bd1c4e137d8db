"""The sheet 规则参数: every value, grade bound and rule that formulas name, and the weights of the schemes.

Belongs here: what stands in the sheet, and the names of its cells. Does not belong here: any rule (``rules``) or the
formulas (``score_book.yaml``).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from xlsxwriter import Workbook

from analysis.exact import total
from analysis.render.score_book.cells import Computed, Content, Fixed
from analysis.render.score_book.layout import layout, said
from analysis.render.score_book.page import Page
from analysis.rules.model import Grades, Node, Rule, RuleBook, Scheme
from analysis.tables import Tables
from analysis.vocabulary import Scope

#: Where the points of a first-level node stand on another sheet, and what they are; ``None`` where it is not there.
Found = Callable[[Scope, str], Computed | None]


class RuleSheet:
    """Writes the sheet and names its cells."""

    def __init__(self, workbook: Workbook, page: Page, book: RuleBook, evaluated: Tables) -> None:
        self._workbook, self._page, self._book = workbook, page, book
        self._scheme = book.scheme(Scope.FUND)
        scores = evaluated["scores"]
        self._used = scores[scores["scope"] == Scope.FUND.value]["rule_id"].value_counts()

    def write(self, found: Found) -> None:
        """Write the four sections; ``found`` leads to the points on the other sheets."""
        self._parameters()
        self._grades()
        self._rules()
        self._weights(found)

    def _begin(self, name: str) -> None:
        section = layout().sections[name]
        self._page.section(section.title)
        self._page.header(section.labels)

    def _parameters(self) -> None:
        self._begin("parameters")
        if self._scheme.over_attainment:
            rule_id = self._scheme.over_attainment
            over = self._book.rule(rule_id).values()
            self._parameter("over_threshold", said("over_threshold"), over.threshold, said("times"), rule_id)
            self._parameter("over_factor", said("over_factor"), over.factor, said("share"), rule_id)
        if self._scheme.qualitative:
            bands = self._book.rule(self._scheme.qualitative).values().bands
            for name, band in zip(("band_met", "band_partly", "band_not_met"), bands, strict=True):
                meaning = said("band", band=band.name)
                self._parameter(name, meaning, band.share, said("share"), self._scheme.qualitative)

    def _parameter(self, key: str, meaning: str, value: Decimal, unit: str, rule_id: str) -> None:
        rule, name = self._book.rule(rule_id), layout().names[key]
        held: dict[str, Content] = {"name": name, "meaning": meaning, "value": value, "unit": unit, "rule": rule_id}
        self._define(name, "value", self._page.row(held | _standing(rule)))

    def _grades(self) -> None:
        self._begin("grades")
        scopes: dict[str, list[Scope]] = {}
        for scope, scheme in self._book.schemes.items():
            scopes.setdefault(scheme.grades, []).append(scope)
        for table, users in scopes.items():
            grades = self._book.grades[table]
            meaning = "、".join(scope.label for scope in users)
            first = self._page.next_row
            for band in reversed(grades.bands):
                held: dict[str, Content] = {"name": band.grade, "meaning": meaning, "value": band.lower}
                self._page.row(held | {"unit": said("point"), "rule": table} | _standing(grades))
            for scope in users:
                last = self._page.next_row - 1
                self._define(layout().grade_bounds.format(scope=scope.label), "value", first, last)
                self._define(layout().grade_names.format(scope=scope.label), "name", first, last)

    def _rules(self) -> None:
        self._begin("rules")
        first, names = self._page.next_row, layout().names
        for rule_id, rule in self._book.rules.items():
            named = self._names_of(rule_id)
            used = f"=COUNTIF({names['used_rules']},{self._page.cell('value', self._page.next_row)})"
            held: dict[str, Content] = {
                "name": "、".join(named),
                "meaning": rule.title,
                "value": Fixed(rule_id, "text"),
                "unit": Computed(used, int(self._used.get(rule_id, 0))),
                "rule": rule.formula,
            }
            row = self._page.row(held | _standing(rule))
            for name in named:
                self._define(name, "value", row)
        last = self._page.next_row - 1
        self._define(names["rule_ids"], "value", first, last)
        self._define(names["rule_references"], "reference", first, last)

    def _names_of(self, rule_id: str) -> list[str]:
        """Return the names by which formulas know a rule."""
        roles = layout().rule_names
        given = self._book.scheme(Scope.PROJECT).given
        own = [name for role, name in roles.items() if getattr(self._scheme, role) == rule_id]
        return own + ([roles["given"]] if rule_id == given else [])

    def _weights(self, found: Found) -> None:
        self._begin("weights")
        for scope, scheme in self._book.schemes.items():
            for node in scheme.nodes:
                self._weight(scheme, node, found(scope, node.name))

    def _weight(self, scheme: Scheme, node: Node, there: Computed | None) -> None:
        row = self._page.next_row
        held: dict[str, Content] = {
            "name": node.name,
            "meaning": scheme.title,
            "value": Fixed(node.points, "points"),
            "rule": "、".join(f"{part.name}{part.points}" for part in node.covers),
            "reference": scheme.reference,
        }
        if there is not None:
            assert isinstance(there.value, Decimal)
            cells = {"stated": self._page.cell("value", row), "found": self._page.cell("unit", row)}
            agrees = total((there.value, -node.points)) == 0
            held["unit"] = Fixed(there, "points")
            held["standing"] = Computed("same", said("agrees" if agrees else "differs"), cells)
        self._page.row(held)

    def _define(self, name: str, key: str, row: int, last: int | None = None) -> None:
        self._workbook.define_name(name, "=" + self._page.named(key, row, last))


def _standing(rule: Rule | Grades) -> dict[str, Content]:
    return {"standing": rule.status.label, "reference": rule.reference}
