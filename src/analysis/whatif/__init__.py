"""What if: other weights, thresholds, bands, actuals, in memory only, beside the official result.

Belongs here: changed inputs, the scores that the product's own functions give for them, and how these differ. Does not
belong here: any scoring of its own (``attainment``, ``scoring``), figures and sliders (``whatif_panel``), any file.

The parts, in the order of the way: ``inputs`` (what the scores follow from) · ``changes`` (one typed change) ·
``names`` (which node or indicator is meant) · ``weights`` and ``apply`` (a change made) · ``trial`` (changes in a
chain) · ``compare``, ``describe`` and ``result`` (beside the official result) · ``sensitivity`` (many trials) ·
``shown`` and ``texts`` (tables and their labels, ``texts.yaml``) · ``missing`` (a year without scores).
"""

from analysis.whatif.errors import NoScoresError, TrialError
from analysis.whatif.missing import NoTrial
from analysis.whatif.result import Moved, Result
from analysis.whatif.sensitivity import Sensitivity
from analysis.whatif.shown import Shown
from analysis.whatif.texts import mark
from analysis.whatif.trial import Trial

__all__ = ["Moved", "NoScoresError", "NoTrial", "Result", "Sensitivity", "Shown", "Trial", "TrialError", "mark"]
