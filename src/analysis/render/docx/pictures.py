"""Figures of the report → pictures of Word, with what they show in words beside them.

Belongs here: drawing an SVG as PNG, which every version of Word shows alike, and placing it. Does not belong here:
what a figure shows (``report.figures``).
"""

from __future__ import annotations

import struct

from analysis.errors import OutputError, Problem
from analysis.render.docx import xml as x
from analysis.render.docx.state import Record, State
from analysis.render.docx.tables import below
from analysis.render.docx.xml import Xml, declared, el

_EMU = 12700
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
#: A figure is drawn at the size at which it is shown: every pixel more costs time, and paper does not show it. Typst
#: draws it on whole pixels, rounded up, and leaves a row or column of them out where its place holds half a pixel less;
#: so it gets a width of nearly whole pixels whose height is nearly whole too, a few pixels below the one that fits.
_DRAWING = b"""#set page(width: auto, height: auto, margin: 0pt)
#let drawn = image.with(bytes(sys.inputs.svg), format: "svg")
#let (width, tallest) = (sys.inputs.width, sys.inputs.tallest).map(points => float(points) * 1pt)
#let pixel = 72pt / float(sys.inputs.resolution)
#context {
  let ratio = measure(drawn(width: 100pt)).height / 100pt
  let most = calc.floor(calc.min(width, tallest / ratio) / pixel)
  let whole = range(calc.max(1, most - 20), most + 1).rev().find(columns => calc.fract(columns * ratio) > 0.6)
  drawn(width: ((if whole == none { most } else { whole }) - 0.01) * pixel)
}
"""


def picture(record: Record, state: State) -> list[Xml]:
    """Return a figure with its caption, notes and source."""
    breaks = state.break_here()
    look = state.sheet.pictures
    png = draw(record["svg"], state.text_width, look.tallest, look.resolution)
    width, height = pixels(png)
    scale = min(state.text_width / width, look.tallest / height)
    state.pictures += 1
    shown = _inline(state.pictures, state.store(png), (width * scale, height * scale), record)
    image = x.paragraph("Figure", [x.w("r", x.w("drawing", shown))], page_break=breaks)
    return [image, state.caption(record, "FigureCaption"), *below(record)]


def draw(svg: str, width: float, tallest: float, resolution: int) -> bytes:
    """Draw an SVG as PNG.

    Parameters
    ----------
    svg
        The figure.
    width, tallest
        How wide it is shown, unless it would be taller than this; points.
    resolution
        Pixels an inch.

    Raises
    ------
    OutputError
        When it is no SVG that can be drawn.
    """
    import typst

    measures = {"width": width, "tallest": tallest, "resolution": resolution}
    try:
        return typst.compile(
            _DRAWING,
            format="png",
            ppi=float(resolution),
            sys_inputs={"svg": svg, **{name: f"{value:.2f}" for name, value in measures.items()}},
            # Our figures carry their letters as outlines; looking through the machine's fonts would cost as much as
            # the drawing.
            ignore_system_fonts="<text" not in svg,
        )
    except typst.TypstError as error:
        problem = Problem(
            "Word 文件中的图无法绘制", found=error.message, advice="检查报告中的图；其余格式不受影响，可先导出 HTML"
        )
        raise OutputError(problem) from error


def pixels(png: bytes) -> tuple[int, int]:
    """Return the width and height that a PNG states of itself."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _inline(number: int, relationship: str, size: tuple[float, float], record: Record) -> Xml:
    extent = {"cx": round(size[0] * _EMU), "cy": round(size[1] * _EMU)}
    name = x.safe(f"{record['number']} {record['title']}".strip())
    words = {"id": number, "name": name, "descr": x.safe(record["alt"])}
    blip = el("a:blip", **{"r:embed": relationship})
    shape = el(
        "pic:spPr",
        el("a:xfrm", el("a:off", x=0, y=0), el("a:ext", **extent)),
        el("a:prstGeom", el("a:avLst"), prst="rect"),
    )
    drawn = el(
        "pic:pic",
        el("pic:nvPicPr", el("pic:cNvPr", **words), el("pic:cNvPicPr")),
        el("pic:blipFill", blip, el("a:stretch", el("a:fillRect"))),
        shape,
        **declared("pic"),
    )
    locks = el("a:graphicFrameLocks", **declared("a"), noChangeAspect=1)
    return el(
        "wp:inline",
        el("wp:extent", **extent),
        el("wp:docPr", **words),
        el("wp:cNvGraphicFramePr", locks),
        el("a:graphic", el("a:graphicData", drawn, uri=_PICTURE), **declared("a")),
        distT=0,
        distB=0,
        distL=0,
        distR=0,
    )
