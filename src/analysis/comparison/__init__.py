"""Projects, indicators and promises of a fund year beside those of earlier years of the same fund.

Belongs here: the way from two or more fund years to the table ``series``. Does not belong here: reading any year
(``pipeline``), or judging what comes out (``views.series`` and the suites).

The parts, in the order of the way: ``model`` and ``things`` (what one year promises and reports) · ``continuation``
(what was there before) · ``rows`` (both figures side by side). Likenesses and words stand in ``settings.yaml``.
"""

from analysis.comparison.years import compare

__all__ = ["compare"]
