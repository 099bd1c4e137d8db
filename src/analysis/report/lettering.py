"""Drawing labels with the packaged face in memory; the drawing is that of matplotlib, letter for letter.

Belongs here: where the outlines of letters come from. Does not belong here: the look of figures (``canvas``).

matplotlib reads a face through Python from its file: some bytes a letter, for every letter when a label is measured,
when it is placed and when it is drawn. That was a third of a figure's time. Only a label whose letters all are in the
packaged face is drawn from memory; matplotlib does the others, with its sign for a missing letter.
"""

from __future__ import annotations

import io
import os
import threading
from functools import cache, lru_cache
from typing import Any, Literal

from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.textpath import TextToPath

from analysis.report.canvas import font_file

#: FreeType counts in this part of a point.
_UNITS = 64


class Renderer(RendererSVG):  # type: ignore[misc]  # matplotlib's types are not read
    """matplotlib's writer of SVG, with letters out of memory."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # Not a public name. Where a release of matplotlib knows it no more, the drawing is the same and takes longer.
        self._text2path = _Letters()


class _Letters(TextToPath):
    """Measures and outlines of labels."""

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: bool | Literal["TeX"]
    ) -> tuple[float, float, float]:
        """Measure a label, in points."""
        face = _sized(self)
        if ismath or not _holds(face, s):
            measured: tuple[float, float, float] = super().get_text_width_height_descent(s, prop, ismath)
            return measured
        face.set_text(s, 0.0, flags=LoadFlags.NO_HINTING)
        width, height = face.get_width_height()
        scale = prop.get_size_in_points() / self.FONT_SCALE
        return width / _UNITS * scale, height / _UNITS * scale, face.get_descent() / _UNITS * scale

    def get_glyphs_with_font(self, font: FT2Font, s: str, *arguments: Any, **options: Any) -> Any:
        """Return the places and the outlines of a label's letters."""
        face = _sized(self)
        return super().get_glyphs_with_font(face if _holds(face, s) else font, s, *arguments, **options)


@cache
def _content() -> bytes:
    return font_file().read_bytes()


@lru_cache(maxsize=8)
def _face(_process: int, _thread: int) -> FT2Font:
    """Open the packaged face for one thread of one process: it remembers the label that it shaped last."""
    return FT2Font(io.BytesIO(_content()))


def _sized(letters: TextToPath) -> FT2Font:
    face = _face(os.getpid(), threading.get_ident())
    face.set_size(letters.FONT_SCALE, letters.DPI)
    return face


def _holds(face: FT2Font, text: str) -> bool:
    return all(face.get_char_index(ord(letter)) for letter in text)
