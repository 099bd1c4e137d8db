"""The sheets 二级项目, 项目指标 and 自评得分: the projects' money, scores and grades, and their indicators.

Belongs here: what stands in these sheets' columns, with scores and without. Does not belong here: the figures of a line
(``lines``) or the formulas (``score_book.yaml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from analysis import tables
from analysis.exact import plain, ratio, total
from analysis.places import human_place
from analysis.render.score_book.cells import Computed, Content, Fixed
from analysis.render.score_book.fund import grade_cells, line_cells
from analysis.render.score_book.layout import SheetSpec, layout, said
from analysis.render.score_book.lines import Lines, owner, scaled, told
from analysis.render.score_book.page import Page
from analysis.rules.model import RuleBook
from analysis.tables import Tables
from analysis.vocabulary import TOTAL_NODE, Comparator, ExpressionKind, Horizon, Scope

_MONEY = ("budget_wan", "paid_wan")


def with_nodes(spec: SheetSpec, book: RuleBook) -> SheetSpec:
    """Return the layout of 二级项目 with a column for every first-level node in the place of ``nodes``."""
    columns = []
    for column in spec.columns:
        nodes = book.scheme(Scope.PROJECT).nodes if column.key == "nodes" else ()
        columns += [column.model_copy(update={"key": f"node:{n.name}", "label": n.name}) for n in nodes] or [column]
    return spec.model_copy(update={"columns": tuple(columns)})


class ProjectSheet:
    """Writes the sheet 二级项目; ``points_row`` and ``total_row`` tell afterwards where points and sums stand."""

    def __init__(self, page: Page, evaluated: Tables, book: RuleBook, lines: Lines) -> None:
        self._page, self._book, self._lines = page, book, lines
        self._nodes = {node.name: node.points for node in book.scheme(Scope.PROJECT).nodes}
        self._scores: dict[int, dict[str, dict[str, Any]]] = {}
        for record in tables.records(evaluated["scores"][evaluated["scores"]["scope"] == Scope.PROJECT.value]):
            self._scores.setdefault(record["project_no"], {})[record["node"]] = record
        self._projects = {row["no"]: row for row in tables.records(evaluated["projects"])}
        self._spent = _spent(evaluated)
        self.points_row = self.total_row = 0

    def write(self) -> None:
        """Write the points, every project, sums and means."""
        page = self._page
        scheme = self._book.scheme(Scope.PROJECT)
        points: dict[str, Content] = {_column(node): Fixed(value) for node, value in self._nodes.items()}
        points |= {"name": said("points"), "score": Computed(self._sum_of_nodes(page.next_row), scheme.points)}
        points["source"] = said("scheme", title=scheme.title)
        self.points_row = page.row(points, "level2")
        first = page.next_row
        for number in [*self._projects, *(n for n in self._spent if n not in self._projects)]:
            self._project(number)
        last = page.next_row - 1
        page.mark_changes("change", first, last)
        self._total(first, last)
        self._means(first, last)

    def points_of(self, node: str) -> Computed:
        """Lead to the points of a node, for another sheet."""
        return Computed("=" + self._page.named(_column(node), self.points_row), self._nodes[node])

    def _project(self, number: int) -> None:
        row, page = self._page.next_row, self._page
        plan, scores, spent = self._projects.get(number, {}), self._scores.get(number, {}), self._spent.get(number)
        held: dict[str, Content] = {"no": number, "name": plan.get("name"), "unit_name": plan.get("implementer")}
        places: dict[str, str] = {}
        if spent is not None:
            held |= dict(zip(_MONEY, spent, strict=True)) | _spending(*spent)
            labels = layout().texts["source"]
            places |= {labels[column]: self._lines.place("execution", str(number), column) for column in _MONEY}
        if scores:
            held |= self._scored(row, scores)
            given = (node for node in self._nodes if node in scores)
            places |= {node: self._lines.place("given_scores", f"{number}|{node}", "score") for node in given}
        page.row(held | {"source": told(places) or human_place(plan.get("source") or "")})

    def _scored(self, row: int, scores: Mapping[str, Mapping[str, Any]]) -> dict[str, Content]:
        whole = scores[TOTAL_NODE]
        scheme, names = self._book.scheme(Scope.PROJECT), layout().rule_names
        given = next(record for node, record in scores.items() if node != TOTAL_NODE)
        return {
            **{_column(node): scores[node]["score"] for node in self._nodes if node in scores},
            "score": Computed(self._sum_of_nodes(row), whole["score"]),
            "grade": Computed("grade", whole["grade"], grade_cells(Scope.PROJECT)),
            "reported": whole["score"],
            "change": Computed("change", 0),
            "why": whole["why"],
            "rule": Computed(f'={names["given"]}&"；"&{names["sum"]}', f"{scheme.given}；{scheme.sum}"),
            "reference": f"{given['reference']}；{whole['reference']}",
        }

    def _sum_of_nodes(self, row: int) -> str:
        cells = [self._page.cell(_column(node), row) for node in self._nodes]
        return f"=SUM({cells[0]}:{cells[-1]})"

    def _total(self, first: int, last: int) -> None:
        sums = [total(spent[place] for spent in self._spent.values()) for place in range(len(_MONEY))]
        held: dict[str, Content] = {
            column: Computed(f"=SUM({self._page.cell(column, first)}:{self._page.cell(column, last)})", value)
            for column, value in zip(_MONEY, sums, strict=True)
        }
        held |= _spending(*sums) | {"name": said("total"), "source": said("from_rows")}
        self.total_row = self._page.row(held, "total")

    def _means(self, first: int, last: int) -> None:
        """Write the means and, below, how much of the points they are."""
        page = self._page
        means: dict[str, Content] = {"name": said("mean")}
        rates: dict[str, Content] = {"name": said("score_rate")}
        for node in (*self._nodes, TOTAL_NODE):
            found = [record[node]["score"] for record in self._scores.values() if node in record]
            if not found:
                continue
            column = "score" if node == TOTAL_NODE else _column(node)
            full = self._nodes.get(node, self._book.scheme(Scope.PROJECT).points)
            cells = f"{page.cell(column, first)}:{page.cell(column, last)}"
            means[column] = Computed(f"=AVERAGE({cells})", ratio(total(found), Decimal(len(found))))
            share = f"={page.cell(column, page.next_row)}/{page.cell(column, self.points_row)}"
            rates[column] = Fixed(Computed(share, ratio(total(found), full * len(found))), "share")
        page.row(means | {"source": said("from_rows")}, "total")
        page.row(rates | {"source": said("from_rows")}, "total")


def write_plan(page: Page, evaluated: Tables) -> None:
    """Write the projects of a year without scores."""
    for row in tables.records(evaluated["projects"]):
        same = ("no", "name", "allocated_wan", "withdrawn_wan", "budget_wan")
        held = {column: row[column] for column in same}
        page.row(held | {"unit_name": row["implementer"], "source": human_place(row["source"])})


def write_indicators(page: Page, evaluated: Tables, lines: Lines, scored: bool) -> None:
    """Write one row a target: of the projects, and of the fund where it has no sheet of its own.

    A blank target at another horizon than the year is no target and is left out.
    """
    projects = {row["no"]: row["name"] for row in tables.records(evaluated["projects"])}
    for key, target in lines.targets.items():
        own = lines.indicators[key[0]]
        if (scored and own["scope"] == Scope.FUND.value) or (not target["text"] and key[1] != Horizon.ANNUAL):
            continue
        held: dict[str, Content] = {
            "owner": owner(own, projects),
            "level": f"{own['level1']}／{own['level2']}",
            "name": "　".join(filter(None, (own["name"], own["sub_name"]))),
            "horizon": target["horizon_label"] or Horizon(key[1]).label,
            "source": lines.source(*key, points=False),
        }
        if key in lines.attained:
            line = lines.line(key)
            page.row(held | line_cells(line) | {"reading": line.attained["reading"]})
        else:
            page.row(held | _bare(target))


def write_filed(page: Page, evaluated: Tables, lines: Lines) -> None:
    """Write one row a score that a unit filed, with what the rules of self-evaluation come to beside it."""
    projects = {row["no"]: row["name"] for row in tables.records(evaluated["projects"])}
    for row in tables.records(evaluated["self_scores"]):
        held: dict[str, Content] = {key: row[key] for key in ("points", "filed", "computed", "why", "reference")}
        page.row(
            held
            | {
                "owner": owner(row, projects),
                "node": lines.indicators.get(row["indicator_id"], {}).get("name") or row["node"],
                "difference": Computed("filed_difference", row["difference"]),
                "rule": row["rule_id"],
                "source": human_place(row["source"]),
            },
            "total" if row["node"] == TOTAL_NODE else "line",
        )


def _bare(target: Mapping[str, Any]) -> dict[str, Content]:
    """Return the columns of a target that nothing was held against."""
    figure = target["kind"] in (ExpressionKind.QUANTITY.value, ExpressionKind.RANGE.value)
    value, upper, unit = scaled(target["value"], target["upper"], target["unit"] or "")
    return {
        "target_text": target["text"],
        "comparator": Comparator(target["comparator"]).label if figure else None,
        "target": value if figure else None,
        "upper": upper if figure else None,
        "unit": unit,
    }


def _spent(evaluated: Tables) -> dict[int, tuple[Decimal, Decimal]]:
    """Return budget and payments by project; several rows of one project are added up."""
    found: dict[int, tuple[Decimal, Decimal]] = {}
    for row in tables.records(evaluated["execution"]):
        known = found.get(row["project_no"], (Decimal(0), Decimal(0)))
        found[row["project_no"]] = (known[0] + row["budget_wan"], known[1] + row["paid_wan"])
    return found


def _spending(budget: Decimal, paid: Decimal) -> dict[str, Content]:
    return {
        "unspent": Computed("unspent", plain(budget - paid)),
        "spending_rate": Computed("spending_rate", ratio(paid, budget) if budget else None),
    }


def _column(node: str) -> str:
    return f"node:{node}"
