"""jixiao (绩效): a fund year's official documents in, a reproducible evaluation report out.

>>> import analysis
>>> analysis.fund_years()  # doctest: +SKIP
>>> fy = analysis.open("gd-finance", 2023)  # doctest: +SKIP
>>> fy.findings, fy.scores, fy.why("F-03"), fy.trace("99.41%"), fy.chapter("summary")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.desk import FrameView, FundYear
    from analysis.desk.comparing import Compared

__version__ = "0.1.0"


def open(fund: str, year: int, kind: str = "auto") -> FundYear:
    """Open one fund year for exploring.

    Parameters
    ----------
    fund
        Code of the fund: the folder below ``data/raw``.
    year
        The fund year.
    kind
        The kind of report: ``final``, ``midterm`` or ``target_review``; ``auto`` takes what the documents allow.

    Returns
    -------
    analysis.desk.FundYear
        Its attributes answer the questions: type ``fy.`` and press Tab.

    Raises
    ------
    analysis.errors.NotFoundError
        When the fund or the year was never added; the message names what is near and says how to add it.
    analysis.errors.ParameterError
        When a value is of the wrong type.
    """
    from analysis.desk import opened

    return opened({"fund": fund, "year": year, "kind": kind})


def fund_years(fund: str = "") -> FrameView:
    """List the fund years that have documents: name, kind of report, state, and what to do next.

    Parameters
    ----------
    fund
        Code of one fund; all funds unless given.
    """
    from analysis.desk import fold_tracebacks
    from analysis.desk import fund_years as listed

    fold_tracebacks()
    return listed(fund)


def choose(namespace: MutableMapping[str, Any]) -> Any:
    """Offer the fund years in a drop-down that sets ``fund``, ``year`` and ``fy`` in a notebook.

    Parameters
    ----------
    namespace
        The notebook's ``globals()``. What its parameter cell says holds again when that cell is run again.
    """
    from analysis.desk import choose as offered
    from analysis.desk import fold_tracebacks

    fold_tracebacks()
    return offered(namespace)


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
    from analysis.desk import started

    return started(namespace)


def compare(funds: Iterable[str] = (), years: Iterable[int] = ()) -> Compared:
    """Put several years of a fund, or several funds, side by side.

    Parameters
    ----------
    funds
        Codes of the funds; all unless given. One fund: its years are compared. Several: the funds are.
    years
        The fund years; all unless given.

    Raises
    ------
    analysis.errors.ParameterError
        When a value is of the wrong type.
    """
    from analysis.desk.comparing import compared

    return compared({"funds": funds if isinstance(funds, str) else list(funds), "years": list(years)})


def start_comparison(namespace: Mapping[str, Any]) -> Compared:
    """Start a parameterised notebook that compares; see :func:`start`.

    Parameters
    ----------
    namespace
        The notebook's ``globals()``.

    Raises
    ------
    analysis.errors.ParameterError
        When a parameter is unknown, missing or of the wrong type; papermill then ends with a failure.
    """
    from analysis.desk.comparing import comparison_started

    return comparison_started(namespace)
