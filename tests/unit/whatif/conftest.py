"""A trial of the evaluated fund year, with nothing changed yet."""

from __future__ import annotations

import pytest

from analysis.whatif_panel import WhatIf


@pytest.fixture(scope="session")
def trial(evaluated) -> WhatIf:
    return WhatIf.of(evaluated)
