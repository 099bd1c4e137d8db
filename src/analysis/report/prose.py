"""The analyst's own text: keyed slots in ``prose.md`` that survive every rerun.

Belongs here: reading the slots, naming the ones that do not exist, and the starter file. Does not belong here: where a
slot stands in the report (``text/``) or what it says.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import RootModel

from analysis.errors import NarrativeError, OutputError, Problem
from analysis.report.tokens import harmless
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import ReportKind

#: A line that begins so tells the analyst something and is never printed.
HINT = "> 〔填写提示〕"

_SLOT = re.compile(r"^## +(?P<key>.+?)\s*$", re.MULTILINE)
_HINT_LINE = re.compile(rf"^[ \t]*{HINT}.*$\n?", re.MULTILINE)
_STARTER_HEAD = f"""# 分析人员补充文字

{HINT}在各二级标题下写文字，可用段落、列表、表格和强调；没有写的标题不印入报告。标题不要改动。
{HINT}以这个记号开头的行不印入报告，可以删去。
"""


class Slot(StrictModel):
    """A place for the analyst's text: what to write there, and where it stands by kind of report."""

    hint: str
    kinds: dict[ReportKind, str]


class _Slots(RootModel[dict[str, Slot]]):
    """Slot key to slot."""


@cache
def slots() -> Mapping[str, Slot]:
    """Return the slots that there are."""
    return load_packaged("analysis.report", "slots.yaml", _Slots, NarrativeError).root


def slots_of(kind: ReportKind) -> list[str]:
    """Return the keys of the slots that a kind of report has, in the order of its pages."""
    return [key for key, slot in slots().items() if kind in slot.kinds]


def starter(kind: ReportKind) -> str:
    """Return a ``prose.md`` with a heading and a hint for every slot of a kind of report; it prints nothing yet."""
    parts = [
        f"## {key}\n\n{HINT}印在{slots()[key].kinds[kind]}。可写：{slots()[key].hint}。\n" for key in slots_of(kind)
    ]
    return "\n".join([_STARTER_HEAD, *parts])


def write_starter(path: Path, kind: ReportKind) -> None:
    """Write the starter file; a file that is there is never changed.

    Raises
    ------
    OutputError
        When the file is there already, or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(starter(kind))
    except FileExistsError:
        advice = "直接编辑该文件；要重新开始，先把它移到别处"
        raise OutputError(Problem("文件已经存在，没有改动", path.name, advice=advice)) from None
    except OSError as failure:
        what = f"文件无法写入（{failure.strerror or type(failure).__name__}）"
        raise OutputError(Problem(what, path.name, advice="检查目录的权限和空间")) from None


def read_prose(path: Path, kind: ReportKind) -> dict[str, str]:
    """Read ``prose.md``: slot key to Markdown text without the hints; no file means no prose.

    Parameters
    ----------
    path
        The file.
    kind
        The kind of report that the text is for.

    Raises
    ------
    NarrativeError
        When a heading names no slot (the nearest ones are named), or names one twice, or when text stands in a slot
        that this kind of report does not have.
    """
    if not path.is_file():
        return {}
    text = harmless(_text_of(path))
    headings = list(_SLOT.finditer(text))
    if not headings:
        if _HINT_LINE.sub("", text).strip():
            raise NarrativeError(
                Problem("没有任何段落标题", path.name, expected=f"“## {'”“## '.join(slots_of(kind))}”")
            )
        return {}
    ends = [match.start() for match in headings[1:]] + [len(text)]
    bodies = [_HINT_LINE.sub("", text[match.end() : end]).strip() for match, end in zip(headings, ends, strict=True)]
    problems = [
        problem
        for match, body in zip(headings, bodies, strict=True)
        if (problem := _misplaced(f"{path.name} 第{_line(text, match)}行", match["key"], body, kind))
    ]
    keys = [match["key"] for match in headings]
    problems += [Problem("同一段落写了两次", f"{path.name} “{key}”") for key in slots() if keys.count(key) > 1]
    if problems:
        raise NarrativeError(problems)
    return {key: body for key, body in zip(keys, bodies, strict=True) if kind in slots()[key].kinds}


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise NarrativeError(Problem("文字编码不是 UTF-8", path.name, advice="另存为 UTF-8 编码")) from None
    except OSError as failure:
        what = f"文件无法读取（{failure.strerror or type(failure).__name__}）"
        raise NarrativeError(Problem(what, path.name, advice="检查目录和文件的权限")) from None


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1


def _misplaced(where: str, key: str, body: str, kind: ReportKind) -> Problem | None:
    """Say what is wrong with a heading: it names no slot, or one that this kind of report has no place for."""
    own = slots_of(kind)
    if key not in slots():
        near = difflib.get_close_matches(key, own, n=1, cutoff=0.3)
        expected = f"“{near[0]}”" if near else "、".join(own)
        return Problem("没有这个段落", where, found=key, expected=expected, advice="改正段落标题")
    if key in own or not body:
        return None
    others = "、".join(f"{other.label}报告" for other in slots()[key].kinds)
    return Problem(
        f"{kind.label}报告没有这个段落，文字无处可印",
        where,
        found=key,
        expected="、".join(own),
        advice=f"把文字移到上列段落，或清空该段；该段落用于{others}",
    )
