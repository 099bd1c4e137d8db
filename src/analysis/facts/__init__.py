"""Every number and name that prose may use, each with its origin."""

from analysis.facts.build import build
from analysis.facts.model import CellRef, Fact, Facts

__all__ = ["CellRef", "Fact", "Facts", "build"]
