"""Target and actual texts to figures: 不少于30万家 → ≥, 300000, 家.

Belongs here: everything between one cell's text and a :class:`Reading`. Does not belong here: holding an actual
against a target (``attainment``). The words are data in
``words.yaml`` and ``units.yaml``; the code holds the grammar only.

The parts, in the order of the way: ``wordlists``, ``patterns`` and ``lexicon`` (words) · ``folding`` and ``numerals``
(one spelling) · ``dates``, ``measures`` and ``figures`` (what begins at a place) · ``scan`` (tokens) · ``hints`` (the
indicator's name) · ``clauses``, ``around``, ``cues`` and ``quantity`` (one figure with its surroundings) · ``grammar``
(the reading) · ``printing`` · ``shapes`` and ``frame`` (columns).
"""

from analysis.expressions.frame import COLUMNS, read, read_one
from analysis.expressions.printing import format_reading
from analysis.expressions.reading import Confidence, Doubt, Reading, Role

__all__ = [
    "COLUMNS",
    "Confidence",
    "Doubt",
    "Reading",
    "Role",
    "format_reading",
    "read",
    "read_one",
]
