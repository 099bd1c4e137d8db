"""What a view is.

Belongs here: the record that describes one view. Does not belong here: any view, or the list of them (``views``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.tables import Tables, dictionary

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


def plain(*names: str) -> dict[str, str]:
    """Return columns without a unit."""
    return dict.fromkeys(names, "")
