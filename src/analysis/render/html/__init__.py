"""Blocks → HTML: the whole page, and the fragment that a notebook cell shows."""

from analysis.render.html.page import fragment, to_html

__all__ = ["fragment", "to_html"]
