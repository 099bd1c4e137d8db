"""Figures of the report → pictures of Word, with what they show in words beside them.

Belongs here: drawing an SVG as PNG, which every version of Word shows alike, and placing it. Does not belong here:
what a figure shows (``report.figures``).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from analysis.errors import OutputError, Problem
from analysis.render.docx import xml as x
from analysis.render.docx.state import Record, State
from analysis.render.docx.tables import below
from analysis.render.docx.xml import el

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_EMU = 12700
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_DRAWING = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)
"""


def picture(record: Record, state: State) -> list[Element]:
    """Return a figure with its caption, notes and source."""
    breaks = state.break_here()
    png = draw(record["svg"], state.text_width, state.sheet.pictures.resolution)
    width, height = pixels(png)
    scale = min(state.text_width / width, state.sheet.pictures.tallest / height)
    state.pictures += 1
    shown = _inline(state.pictures, state.store(png), (width * scale, height * scale), record)
    image = x.paragraph("Figure", [x.w("r", x.w("drawing", shown))], page_break=breaks)
    return [image, state.caption(record, "FigureCaption"), *below(record)]


def draw(svg: str, width: float, resolution: int) -> bytes:
    """Draw an SVG as PNG.

    Raises
    ------
    OutputError
        When it is no SVG that can be drawn.
    """
    import typst

    try:
        return typst.compile(
            _DRAWING,
            format="png",
            ppi=float(resolution),
            sys_inputs={"svg": svg, "width": f"{width:.2f}"},
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


def _inline(number: int, relationship: str, size: tuple[float, float], record: Record) -> Element:
    extent = {"cx": round(size[0] * _EMU), "cy": round(size[1] * _EMU)}
    name = x.safe(f"{record['number']} {record['title']}".strip())
    words = {"id": number, "name": name, "descr": x.safe(record["alt"])}
    blip = el("a:blip")
    blip.set(qn("r:embed"), relationship)
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
    )
    locks = el("a:graphicFrameLocks", noChangeAspect=1)
    return el(
        "wp:inline",
        el("wp:extent", **extent),
        el("wp:docPr", **words),
        el("wp:cNvGraphicFramePr", locks),
        el("a:graphic", el("a:graphicData", drawn, uri=_PICTURE)),
        distT=0,
        distB=0,
        distL=0,
        distR=0,
    )
