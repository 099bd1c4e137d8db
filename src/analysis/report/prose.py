"""The analyst's own text: keyed slots in ``prose.md`` that survive every rerun.

Belongs here: reading the slots and naming the ones that do not exist. Does not belong here: where a slot stands in the
report (``text/``) or what it says.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from pathlib import Path

from pydantic import RootModel

from analysis.errors import NarrativeError, Problem
from analysis.report.tokens import harmless
from analysis.strict import load_packaged

_SLOT = re.compile(r"^## +(?P<key>.+?)\s*$", re.MULTILINE)


class _Slots(RootModel[dict[str, str]]):
    """Slot key to where it stands in the report."""


@cache
def slots() -> dict[str, str]:
    """Return the slots that there are, with where each stands."""
    return load_packaged("analysis.report", "slots.yaml", _Slots, NarrativeError).root


def read_prose(path: Path) -> dict[str, str]:
    """Read ``prose.md``: slot key to Markdown text; no file means no prose.

    Raises
    ------
    NarrativeError
        When a heading names no slot (the nearest ones are named), or names one twice.
    """
    if not path.is_file():
        return {}
    try:
        text = harmless(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise NarrativeError(Problem("文字编码不是 UTF-8", path.name, advice="另存为 UTF-8 编码")) from None
    headings = list(_SLOT.finditer(text))
    if not headings:
        if text.strip():
            raise NarrativeError(Problem("没有任何段落标题", path.name, expected=f"“## {'”“## '.join(slots())}”"))
        return {}
    problems = [_unknown(path, text, match) for match in headings if match["key"] not in slots()]
    keys = [match["key"] for match in headings]
    problems += [Problem("同一段落写了两次", f"{path.name} “{key}”") for key in slots() if keys.count(key) > 1]
    if problems:
        raise NarrativeError(problems)
    ends = [match.start() for match in headings[1:]] + [len(text)]
    return {match["key"]: text[match.end() : end].strip() for match, end in zip(headings, ends, strict=True)}


def _unknown(path: Path, text: str, match: re.Match[str]) -> Problem:
    line = text.count("\n", 0, match.start()) + 1
    near = difflib.get_close_matches(match["key"], slots(), n=1, cutoff=0.3)
    expected = f"“{near[0]}”" if near else "、".join(slots())
    return Problem(
        "没有这个段落", f"{path.name} 第{line}行", found=match["key"], expected=expected, advice="改正段落标题"
    )
