"""The executed notebook as a carrier: blocks out of it, and a form in which two equal runs are equal files.

Belongs here: reading the structured form from outputs, and removing run times, host facts and random ids. Does not
belong here: running notebooks (``batch``) and turning blocks into files (``html``, ``pdf``).
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import OutputError, Problem
from analysis.report.blocks import MIME, Block, Blocks, from_json

if TYPE_CHECKING:
    # Importing nbformat costs a second; who has a notebook has paid it.
    from nbformat import NotebookNode

_INJECTED = "injected-parameters"
_ERROR_MARK = "papermill-error-cell-tag"

#: What stays of papermill's record: the parameters, which are inputs; the rest is when and where it ran.
_PAPERMILL_KEPT = ("default_parameters", "parameters")

_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2}))")
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")


def blocks_of(nb: NotebookNode) -> Blocks:
    """Collect the blocks that an executed notebook displayed, in cell order.

    Raises
    ------
    OutputError
        When the notebook holds no block (it was not run, or is not a report), or blocks of another version.
    """
    blocks: list[Block] = []
    for number, cell in enumerate(nb.cells, start=1):
        for output in cell.get("outputs", ()):
            form = output.get("data", {}).get(MIME)
            if form is not None:
                blocks += _read(form, number)
    if not blocks:
        raise OutputError(
            Problem(
                "笔记本里没有报告内容",
                found="各单元格的输出中没有报告段落、表格或图",
                advice="先从头运行报告笔记本（30_report.ipynb）并保存，再导出；未运行的笔记本和其他笔记本不能导出为报告",
            )
        )
    return tuple(blocks)


def normalise(nb: NotebookNode) -> NotebookNode:
    """Return a copy without anything that differs between two runs with the same inputs.

    Removed: papermill's and the kernel's times, durations and paths, widget state, memory addresses. Made
    deterministic: ids of cells that papermill adds, execution counts, how printed text was cut into pieces.
    Chinese parameters are written as Chinese.
    """
    result = _copied(nb)
    result.metadata.pop("widgets", None)
    if "papermill" in result.metadata:
        record = result.metadata.papermill
        result.metadata["papermill"] = {key: record[key] for key in _PAPERMILL_KEPT if record.get(key)}
    count, marks = 0, 0
    for cell in result.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        tags = cell.metadata.get("tags", [])
        if _INJECTED in tags:
            cell["id"] = _INJECTED
            cell["source"] = _real_characters(cell.source)
        elif _ERROR_MARK in tags:
            marks += 1
            cell["id"] = f"papermill-error-{marks}"
        if cell.cell_type == "code":
            count += cell.execution_count is not None
            _normalise_outputs(cell, count if cell.execution_count is not None else None)
    return result


def write_notebook(nb: NotebookNode, path: Path) -> None:
    """Write a notebook in the one canonical form: UTF-8, real characters, sorted keys, a line end at the end.

    The structured form of a report, which programs read, stands on a line of its own; the rest is indented.
    """
    from nbformat import v4

    shown, forms = _copied(nb), []
    for output in _outputs(shown):
        if MIME in output.get("data", {}):
            forms.append(json.dumps(output.data[MIME], sort_keys=True, ensure_ascii=False, separators=(",", ":")))
            output.data[MIME] = f"{MIME}#{len(forms) - 1}"
    text = v4.writes(shown, sort_keys=True, ensure_ascii=False, indent=1)
    for number, form in enumerate(forms):
        text = text.replace(f'"{MIME}#{number}"', form, 1)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def _copied(nb: NotebookNode) -> NotebookNode:
    """Return a copy that may be changed, down to what an output shows in each form; that is shared."""
    result = copy.copy(nb)
    result["metadata"] = copy.deepcopy(nb.metadata)
    result["cells"] = [copy.copy(cell) for cell in nb.cells]
    for cell in result.cells:
        cell["metadata"] = copy.deepcopy(cell.metadata)
        if "outputs" in cell:
            cell["outputs"] = [copy.copy(output) for output in cell.outputs]
    for output in _outputs(result):
        if "data" in output:
            output["data"] = copy.copy(output.data)
    return result


def _outputs(nb: NotebookNode) -> Iterator[NotebookNode]:
    for cell in nb.cells:
        yield from cell.get("outputs", ())


def _read(form: Any, number: int) -> Blocks:
    try:
        return from_json(json.loads(form) if isinstance(form, str) else form)
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise OutputError(
            Problem(
                "笔记本里的报告内容读不出来",
                f"第{number}个单元格",
                found=str(broken),
                advice="用当前版本的程序重新运行报告笔记本，再导出",
            )
        ) from broken


def _normalise_outputs(cell: NotebookNode, count: int | None) -> None:
    cell["execution_count"] = count
    outputs: list[NotebookNode] = []
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output["execution_count"] = count
        if output.output_type == "stream":
            # Where the kernel cuts a stream depends on timing.
            if outputs and outputs[-1].output_type == "stream" and outputs[-1].name == output.name:
                outputs[-1]["text"] += _steady(output.text)
                continue
            output["text"] = _steady(output.text)
        elif "text/plain" in output.get("data", {}):
            output["data"]["text/plain"] = _steady(output["data"]["text/plain"])
        outputs.append(output)
    cell["outputs"] = outputs


def _steady(text: str) -> str:
    """Mask memory addresses."""
    return _ADDRESS.sub("at 0x…", text)


def _real_characters(source: str) -> str:
    """Turn Python escapes of printable characters into the characters."""

    def real(match: re.Match[str]) -> str:
        char = chr(int(next(group for group in match.groups()[1:] if group), 16))
        return f"{match.group(1)}{char}" if not char.isascii() and char.isprintable() else match.group(0)

    return _ESCAPE.sub(real, source)
