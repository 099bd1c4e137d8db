"""Views: frames computed from the tidy tables so that one expectation can look across rows or tables.

Belongs here: putting side by side what belongs together, for the expectations whose ``meta.view`` names the view.
Does not belong here: saying what is wrong with it; a view has no threshold, no code and no wording of findings.

Every view has, beside its columns, ``row_key`` and ``source``: the row of the home table that a finding points at.
A row whose key is missing is left out of every view, because the missing key is reported by itself; a table that is
absent or empty is a document that was not handed in, and nothing is held against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.views import (
    agreement,
    completeness,
    continued,
    dates,
    dates_told,
    indicators,
    levels,
    money,
    parts,
    projects,
    promises,
    readings,
    reported,
    results,
    samples,
    scheme,
    series,
    target_order,
    wording,
    wording_sets,
)
from analysis.views.model import View

#: The modules that hold views.
_MODULES = (
    projects,
    agreement,
    promises,
    indicators,
    readings,
    completeness,
    levels,
    money,
    parts,
    reported,
    results,
    samples,
    scheme,
    series,
    continued,
    wording,
    wording_sets,
    target_order,
    dates,
    dates_told,
)


def joined(parts: Iterable[Mapping[str, View]]) -> dict[str, View]:
    """Put the views of several modules together.

    Raises
    ------
    ValueError
        When two modules call a view alike: one of them would never be asked.
    """
    views: dict[str, View] = {}
    for part in parts:
        if twice := sorted(views.keys() & part.keys()):
            raise ValueError(f"two views are called {', '.join(twice)}")
        views |= part
    return views


VIEWS: dict[str, View] = joined(module.VIEWS for module in _MODULES)
