"""The look of figures: font, colours, sizes, and a deterministic SVG.

Belongs here: everything that all figures share, matplotlib's settings included. Does not belong here: what a figure
shows (``figures``). Labels are drawn as outlines of Noto Sans SC, so that a figure looks the same on every machine;
its words live in the alt text and in the data table beside it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

#: Colours that stay apart for every kind of colour blindness and in grey; each comes with a second cue where used.
INK = "#1f2a30"
MAIN = "#1b6b72"
LIGHT = "#a9cdd0"
ACCENT = "#c2571a"
GRID = "#d9dfe2"

#: Figures are as wide as the text of an A4 page with the margins of official documents, in inches.
WIDTH = 6.14

#: SVG counts in points, whatever the resolution of the figure.
_POINTS_PER_INCH = 72


@contextmanager
def figure(rows: int, *, per_row: float = 0.3, extra: float = 0.8) -> Iterator[tuple[Any, Any]]:
    """Open a figure with one axis, as tall as its rows need; it is closed without touching global state.

    Parameters
    ----------
    rows
        How many rows of marks there are.
    per_row, extra
        Inches for each row and for axis labels.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_settings()):
        drawn = Figure(figsize=(WIDTH, rows * per_row + extra), layout="constrained")
        axis = drawn.add_subplot()
        for side in ("top", "right", "left"):
            axis.spines[side].set_visible(False)
        axis.tick_params(length=0)
        axis.grid(axis="x", color=GRID, linewidth=0.6)
        axis.set_axisbelow(True)
        yield drawn, axis


def svg(drawn: Any) -> str:
    """Return a figure as SVG; the same drawing always gives the same text."""
    from analysis.report.lettering import Renderer

    # `savefig` lays a figure out and draws it once for the places of its marks and once more for the file, each time
    # with another renderer, and a renderer measures every label anew. Here one renderer measures, places and writes.
    buffer = io.StringIO()
    dots_per_inch, drawn.dpi = drawn.dpi, _POINTS_PER_INCH
    width, height = drawn.get_size_inches() * _POINTS_PER_INCH
    renderer = Renderer(width, height, buffer, image_dpi=dots_per_inch, metadata={"Date": None, "Creator": None})
    drawn.canvas.get_renderer = lambda: renderer
    drawn.draw(renderer)
    renderer.finalize()
    text = buffer.getvalue()
    # The document type only points to a network address, and the comment to nothing a reader needs.
    text = re.sub(r"<\?xml[^>]*\?>\s*|<!DOCTYPE[^>]*>\s*|<!--.*?-->\s*", "", text, flags=re.DOTALL)
    return re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)


def warm() -> None:
    """Do once what the first figure of a process does before its work: import the drawing library, draw every mark.

    A process that forks others calls this before. It starts no thread, and a figure that is drawn afterwards is the
    same as without it. The fonts that matplotlib opens here it opens anew in a forked process.
    """
    with figure(2) as (drawn, axis):
        axis.barh([0, 1], [1, 2], color=MAIN, hatch="////")
        axis.scatter([1], [1], label="点")
        axis.plot([1, 2], [0, 1])
        axis.text(1, 1, "字")
        axis.legend()
        axis.set_yticks([0, 1], ["一", "二"])
        axis.set_xscale("log")
        # Its own words for ticks are formulas, whose fonts a forked process would share.
        axis.set_xticks([1, 2], ["1", "2"])
        axis.set_xticks([], minor=True)
        svg(drawn)


def shortened(name: str, limit: int = 18) -> str:
    """Shorten a label to a number of characters; the full name stands in the data table."""
    return name if len(name) <= limit else f"{name[: limit - 1]}…"


def font_file() -> Path:
    """Return the face of all labels: always the packaged one, so that a figure is the same on every machine."""
    from pylopdf_fonts_zh_cn import sans_path

    return Path(sans_path())


@cache
def _settings() -> dict[str, Any]:
    from matplotlib import font_manager

    font_manager.fontManager.addfont(str(font_file()))
    name = font_manager.FontProperties(fname=str(font_file())).get_name()
    return {
        "font.family": name,
        "font.size": 9,
        "axes.unicode_minus": False,
        "axes.edgecolor": GRID,
        "axes.labelcolor": INK,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "svg.fonttype": "path",
        "svg.hashsalt": "jixiao",
        "path.simplify": True,
    }
