"""Planted faults for the checks on completeness, logic of results, sums, schemes and scores; see ``planted_faults``."""

from __future__ import annotations

from collections.abc import Callable

from clean_dossier import Tables

RESULTS: dict[str, Callable[[Tables], None]] = {}
