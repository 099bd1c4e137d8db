"""A small font inside the page, for readers whose system has no Chinese face at all.

Belongs here: cutting the packaged Noto Sans SC down to the characters of one page. Does not belong here: which faces
are preferred (the style sheets): this one stands behind them, before
the generic family, which on a bare system would draw boxes.
"""

from __future__ import annotations

import base64
import io
from functools import lru_cache

#: The family's name in the style sheets.
FAMILY = "jixiao fallback"

# Latin letters, figures and punctuation: every system has them.
_FIRST_CHARACTER = 0x2000


def font_face(text: str) -> str:
    """Return the style rule that carries a font with the characters of a text; the same text gives the same rule."""
    characters = tuple(sorted(ord(character) for character in set(text) if ord(character) >= _FIRST_CHARACTER))
    data = base64.b64encode(_subset(characters)).decode("ascii")
    return f'@font-face{{font-family:"{FAMILY}";src:url(data:font/woff;base64,{data}) format("woff")}}'


# The index of reports is written again and again with hardly ever another character in it.
@lru_cache(maxsize=4)
def _subset(characters: tuple[int, ...]) -> bytes:
    import uharfbuzz as hb
    from pylopdf_fonts_zh_cn import sans_path

    wish = hb.SubsetInput()
    wish.unicode_set.set(set(characters))
    # A face that stands in for missing glyphs needs neither kerning nor alternates.
    wish.layout_feature_tag_set.clear()
    wish.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.DESUBROUTINIZE | hb.SubsetFlags.NOTDEF_OUTLINE
    face = hb.Face(hb.Blob.from_file_path(str(sans_path())))
    return _packed(bytes(hb.subset(face, wish).blob.data))


def _packed(font: bytes) -> bytes:
    """Pack a font for the web: its tables as they are, each compressed."""
    from fontTools.ttLib import TTFont

    # Without the first the font would carry the moment of its making; without the second every glyph would be drawn
    # to learn how far it reaches.
    opened = TTFont(io.BytesIO(font), lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    opened.flavor = "woff"
    packed = io.BytesIO()
    opened.save(packed, reorderTables=False)
    return packed.getvalue()
