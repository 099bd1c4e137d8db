"""Planted faults for the checks on one thing in two places, and promises against indicators; see ``planted_faults``."""

from __future__ import annotations

from collections.abc import Callable

from clean_dossier import Tables

AGREEMENT: dict[str, Callable[[Tables], None]] = {}
