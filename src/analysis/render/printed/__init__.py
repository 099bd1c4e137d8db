"""Blocks → the records from which the PDF and the Word document are written alike."""

from analysis.render.printed.source import printed_report

__all__ = ["printed_report"]
