"""All fund years of a project on one page."""

from analysis.render.index.page import Failed, write_index

__all__ = ["Failed", "write_index"]
