from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import sample

from analysis.render.html import to_html
from analysis.render.pdf import to_pdf
from analysis.report.blocks import Blocks


@pytest.fixture(scope="session")
def report() -> Blocks:
    return sample.report()


@pytest.fixture(scope="session")
def html(report: Blocks) -> str:
    return to_html(report)


@pytest.fixture(scope="session")
def pdf(report: Blocks) -> bytes:
    return to_pdf(report)
