"""Whole fund years, invented and without a fault, written as the documents that offices hand in.

Belongs here: a generator of realistic dossiers for tests. Does not belong here: faults planted in them.

>>> year = generate(seed=7, projects=8)
>>> paths = write(year, tmp_path)
>>> write(earlier(year), tmp_path)
>>> write(generate(seed=7, fund="f-007"), tmp_path, adopt="gd-finance/2023")
>>> write(year.with_cell("plan.total.applied", "6,908.00"), tmp_path)
"""

from __future__ import annotations

from support.dossiers.generate import generate
from support.dossiers.past import earlier
from support.dossiers.write import FINAL, MIDTERM, TARGET_REVIEW, write

__all__ = ["FINAL", "MIDTERM", "TARGET_REVIEW", "earlier", "generate", "write"]
