"""Views: frames computed from the tidy tables so that one expectation can look across rows or tables.

Belongs here: putting side by side what belongs together, for the expectations whose ``meta.view`` names the view.
Does not belong here: saying what is wrong with it; a view has no threshold, no code and no wording of findings.

Every view has, beside its columns, ``row_key`` and ``source``: the row of the home table that a finding points at.
A row whose key is missing is left out of every view, because the missing key is reported by itself; a table that is
absent or empty is a document that was not handed in, and nothing is held against it.
"""

from __future__ import annotations

from analysis.views import indicators, projects
from analysis.views.model import View

#: The modules that hold views.
_MODULES = (projects, indicators)

VIEWS: dict[str, View] = {name: view for module in _MODULES for name, view in module.VIEWS.items()}
