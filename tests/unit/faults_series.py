"""Planted faults for the checks on earlier years; see ``planted_faults``."""

from __future__ import annotations

from collections.abc import Callable

from clean_dossier import Tables

SERIES: dict[str, Callable[[Tables], None]] = {}
