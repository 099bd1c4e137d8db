"""Blocks → DOCX."""

from analysis.render.docx.report import to_docx

__all__ = ["to_docx"]
