"""Planted faults for the checks on how indicators are worded, and dates; see ``planted_faults``."""

from __future__ import annotations

from collections.abc import Callable

from clean_dossier import Tables

WORDING: dict[str, Callable[[Tables], None]] = {}
