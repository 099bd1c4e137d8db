"""An evaluated fund year → the score book (XLSX)."""

from analysis.render.score_book.book import score_book, to_score_book

__all__ = ["score_book", "to_score_book"]
