"""Several years of a fund, or several funds, side by side.

Belongs here: the way from evaluated fund years to a report that compares them. Does not belong here: evaluating a fund
year (``pipeline``), finding a thing again in another year (``comparison``), or writing files (``render``).

The parts, in the order of the way: ``gather`` (evaluate the fund years; what cannot be, is told) · ``series`` and
``chains`` (projects and indicators through the years) · ``money``, ``ambition``, ``bridge``, ``recurring``, ``common``
(what moved) · ``facts`` (every figure with its origin) · ``tables``, ``figures``, ``describe`` (the report).
"""

from analysis.across.describe import describe
from analysis.across.gather import gather
from analysis.across.model import Comparison, Member, Refused
from analysis.across.outline import ComparisonReport
from analysis.across.study import Study, study

__all__ = ["Comparison", "ComparisonReport", "Member", "Refused", "Study", "describe", "gather", "study"]
