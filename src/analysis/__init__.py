"""jixiao (绩效): a fund year's official documents in, a reproducible evaluation report out.

>>> import analysis
>>> fy = analysis.open("gd-finance", 2023)  # doctest: +SKIP
>>> fy.findings, fy.scores(), fy.chapter("summary")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.desk import FundYear

__version__ = "0.1.0"


def open(fund: str, year: int) -> FundYear:
    """Open one fund year for exploring.

    Parameters
    ----------
    fund
        Code of the fund: the folder below ``data/raw``.
    year
        The fund year.
    """
    from analysis.desk import open_fund_year
    from analysis.parameters import check_parameters

    return open_fund_year(check_parameters({"fund": fund, "year": year}))


def start(namespace: Mapping[str, Any]) -> FundYear:
    """Start a parameterised notebook: check its parameters, then open the fund year that they name.

    Parameters
    ----------
    namespace
        The notebook's ``globals()``.

    Raises
    ------
    analysis.errors.ParameterError
        When a parameter is unknown, missing or of the wrong type; papermill then ends with a failure.
    """
    from analysis.desk import open_fund_year
    from analysis.parameters import parameters_of_notebook

    return open_fund_year(parameters_of_notebook(namespace))
