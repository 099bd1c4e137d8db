"""Target and actual texts to figures: 不少于30万家 → ≥, 300000, 家.

Belongs here: everything between one cell's text and a :class:`Reading`. Does not belong here: holding an actual
against a target (``attainment``). The words are data in
``words.yaml`` and ``units.yaml``; the code holds the grammar only.

The parts, in the order of the way: ``lexicon`` (words) · ``folding`` and ``numerals`` (one spelling) · ``dates`` and
``figures`` (what begins at a place) · ``scan`` (tokens) · ``hints`` (the indicator's name) · ``quantity`` and
``grammar`` (the reading) · ``printing`` · ``frame`` (columns).

Promise texts with many figures (主要绩效目标, 年度目标) go a longer way, with words of their own in ``claims.yaml`` and
``claimwords``: ``alignment`` (places in print) · ``segments`` (sentences) · ``pieces`` (one figure each) · ``subjects``
(what is counted) · ``statements`` (its reading) · ``promises`` (what one takes from another) · ``claims`` (columns).
"""

from analysis.expressions.claims import CLAIM_COLUMNS, Claim, claims, read_claims
from analysis.expressions.frame import COLUMNS, read, read_one
from analysis.expressions.printing import format_reading
from analysis.expressions.reading import Confidence, Doubt, Reading, Role

__all__ = [
    "CLAIM_COLUMNS",
    "COLUMNS",
    "Claim",
    "Confidence",
    "Doubt",
    "Reading",
    "Role",
    "claims",
    "format_reading",
    "read",
    "read_claims",
    "read_one",
]
