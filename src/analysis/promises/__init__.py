"""Promises in running text beside the indicators that they speak of: the table ``promises``.

Belongs here: the name under which the pipeline builds it. Does not belong here: pairing (``matching``), the figures
that indicators hold (``counterparts``), words and measures (``words``), or calling a difference a finding
(``views.promises``).
"""

from __future__ import annotations

from analysis.promises.matching import promises

__all__ = ["promises"]
