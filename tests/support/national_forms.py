"""Test documents of the national form 项目支出绩效自评表: contents, layouts, files, and what must be read from them.

Belongs here: the one place that tests import from. Does not belong here: any of the parts, which are ``_model``
(records), ``_samples`` (contents), ``_variants`` (layouts), ``_text`` and ``_layout`` (cells), ``_files`` (.xlsx and
.docx), ``_expected`` (expectations) and ``_project`` (a fund year on disk).

>>> write_xlsx(path, SAMPLE, VARIANTS["national"])
"""

from support.national_forms_expected import (
    ACHIEVED_ITEM,
    EXECUTION_NODE,
    TOTAL_NODE,
    ExpectedFund,
    ExpectedRow,
    expected_funds,
    expected_rows,
    expected_scores,
)
from support.national_forms_files import write_docx, write_xlsx
from support.national_forms_model import Form, Fund, Line, Variant
from support.national_forms_project import fund_year
from support.national_forms_samples import SAMPLE, WRONG_TOTAL
from support.national_forms_variants import NATIONAL, VARIANTS

__all__ = [
    "ACHIEVED_ITEM",
    "EXECUTION_NODE",
    "NATIONAL",
    "SAMPLE",
    "TOTAL_NODE",
    "VARIANTS",
    "WRONG_TOTAL",
    "ExpectedFund",
    "ExpectedRow",
    "Form",
    "Fund",
    "Line",
    "Variant",
    "expected_funds",
    "expected_rows",
    "expected_scores",
    "fund_year",
    "write_docx",
    "write_xlsx",
]
