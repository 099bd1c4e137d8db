"""Views: frames computed from the tidy tables so that one expectation can look across rows or tables.

Belongs here: putting side by side what belongs together, for the expectations whose ``meta.view`` names the view.
Does not belong here: saying what is wrong with it; a view has no threshold, no code and no wording of findings.

Every view has, beside its columns, ``row_key`` and ``source``: the row of the home table that a finding points at.
A row whose key is missing is left out of every view, because the missing key is reported by itself; a table that is
absent or empty is a document that was not handed in, and nothing is held against it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.tables import Tables, dictionary
from analysis.views import indicators as by_indicator
from analysis.views import projects as by_project

Build = Callable[[Tables, str], pd.DataFrame]


@dataclass(frozen=True)
class View:
    """One view.

    Parameters
    ----------
    build
        From the tidy tables and the name of the home table to the frame.
    units
        The view's columns, each with its unit (empty for none); a closed list of the home table keeps its labels.
    home
        Whether all columns of the home table are there too.
    awaits
        The computed table without which the view says nothing, where its home is a table that is read.
    """

    build: Build
    units: Mapping[str, str]
    home: bool = False
    awaits: str = ""

    def columns(self, table: str) -> set[str]:
        """Return the columns that an expectation on the view may name."""
        return set(self.units) | (set(dictionary()[table].columns) if self.home else set())


def _plain(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "")


VIEWS: dict[str, View] = {
    "coverage": View(
        by_project.coverage,
        _plain("no", "name", "in_execution", "in_score_sheet", "has_indicators", "in_directions"),
    ),
    "plan_money": View(by_project.plan_money, {"remaining_wan": "万元"}, home=True),
    "limits": View(by_project.limits, _plain("limit"), home=True),
    "project_references": View(by_project.project_references, _plain("project_no", "entries")),
    "agreement": View(by_project.agreement, {**_plain("plan_name", "plan_unit"), "plan_amount_wan": "万元"}, home=True),
    "blank_objectives": View(
        by_project.blank_objectives, _plain("horizon_label", "annual_blanks", "other_blanks", "projects")
    ),
    "score_gaps": View(by_project.score_gaps, _plain("project_no", "lacking", "nodes")),
    "given_points": View(by_project.given_points, {"points": "分"}, home=True, awaits="scores"),
    "node_sums": View(by_project.node_sums, {"parts_points": "分", "parts_score": "分", "owner": ""}, home=True),
    "node_parents": View(by_project.node_parents, _plain("known_parent", "owner"), home=True),
    "shares": View(by_project.shares, {}, home=True),
    "unreconciled": View(by_project.unreconciled, _plain("apart"), home=True),
    "project_scope": View(by_indicator.project_scope, {}, home=True),
    "fund_points": View(by_indicator.fund_points, {"indicators": "", "points_total": "分"}),
    "fund_indicators": View(by_indicator.fund_indicators, {}, home=True),
    "class_gaps": View(by_indicator.class_gaps, _plain("output", "benefit", "satisfaction", "projects")),
    "pointed": View(by_indicator.pointed, _plain("targets"), home=True),
    "untargeted": View(by_indicator.untargeted, _plain("owner", "lacking", "items")),
    "unreported": View(by_indicator.unreported, _plain("owner", "lacking", "total", "items")),
    "quantities": View(by_indicator.quantities, {}, home=True),
    "readings": View(by_indicator.readings, _plain("owner", "doubtful", "unitless", "items")),
    "stage_blanks": View(by_indicator.stage_blanks, _plain("lacking", "blanks", "projects")),
    "stage_against_annual": View(
        by_indicator.stage_against_annual, _plain("indicator_id", "name", "unit", "stage_value", "annual_value")
    ),
    "vacuous": View(by_indicator.vacuous, _plain("name", "is_vacuous"), home=True),
    "units": View(by_indicator.units, _plain("name", "target_text", "target_unit", "target_has_unit"), home=True),
    "filed_targets": View(by_indicator.filed_targets, _plain("name", "target_text"), home=True),
}
