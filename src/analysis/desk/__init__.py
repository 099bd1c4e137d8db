"""What notebooks call: a fund year that answers an analyst's questions, everything showing itself."""

from analysis.desk.attended import fold_tracebacks
from analysis.desk.choosing import choose
from analysis.desk.frames import FrameView, TableView
from analysis.desk.fund_year import FundYear
from analysis.desk.listing import fund_years
from analysis.desk.opening import open_fund_year, opened, started
from analysis.desk.reports import BlocksView

__all__ = [
    "BlocksView",
    "FrameView",
    "FundYear",
    "TableView",
    "choose",
    "fold_tracebacks",
    "fund_years",
    "open_fund_year",
    "opened",
    "started",
]
