"""YAML that people write by hand beside the documents: every value as it was written, every fault with its line.

Belongs here: reading such a file so that a figure keeps its digits (``100.00`` stays ``100.00``) and an entry knows its
line. Does not belong here: what the files say (``documents.corrections``, ``documents.aliases``), and YAML of the
program itself (``strict``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from analysis.errors import JixiaoError, Problem
from analysis.strict import faults_of_yaml, read_text

Model = TypeVar("Model", bound=BaseModel)
#: The way to an entry: keys, and places in lists.
Way = tuple[str | int, ...]

#: What each shape is called, by the kind of fault that pydantic finds where it is missing.
_SHAPES = {
    "tuple_type": "逐条列出，每条以“- ”开头",
    "model_type": "分项写，每项为“名称: 值”",
    "dict_type": "分项写，每项为“名称: 值”",
    "string_type": "一个值",
}


@dataclass(frozen=True)
class Written(Generic[Model]):
    """A file as it was written.

    Parameters
    ----------
    name
        How the file is named in messages.
    content
        What it says; every value is text.
    lines
        The line, counted from one, on which each entry begins.
    """

    name: str
    content: Model
    lines: Mapping[Way, int]

    def where(self, *path: str | int) -> str:
        """Say where an entry stands: ``corrections.yaml 第7行``."""
        return f"{self.name} 第{_line(self.lines, path)}行"


def load(path: Path, model: type[Model], error: type[JixiaoError]) -> Written[Model]:
    """Load a file that a person wrote.

    Parameters
    ----------
    path
        The file. An empty one holds nothing but the model's defaults.
    model
        What it may say.
    error
        The error class to raise; its exit code tells which kind of file is broken.

    Raises
    ------
    JixiaoError
        Of the given class, naming every fault with its line.
    """
    with faults_of_yaml(path.name, error):
        root = YAML(typ="safe", pure=True).compose(read_text(path, error))
        reading = _Reading(path.name)
        data = {} if root is None else reading.value(root, ())
    if reading.problems:
        raise error(reading.problems)
    try:
        content = model.model_validate(data)
    except ValidationError as invalid:
        raise error([_problem(fault, model, reading) for fault in invalid.errors()]) from None
    return Written(path.name, content, reading.lines)


@dataclass
class _Reading:
    """Nodes of YAML on their way to plain data."""

    name: str
    lines: dict[Way, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def value(self, node: Node, path: Way) -> Any:
        """Return what a node holds; the values in it are text, and a value left out is an empty one."""
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if node.anchor is not None:
            advice = "逐项写明"
            self.problems.append(Problem("不用 YAML 的锚点和引用", f"{self.name} 第{line}行", node.anchor, "", advice))
            return None
        if isinstance(node, ScalarNode):
            return "" if node.tag == "tag:yaml.org,2002:null" else str(node.value)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, MappingNode)
        return self._mapping(node.value, path)

    def _mapping(self, entries: Sequence[tuple[Node, Node]], path: Way) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, item in entries:
            line = key.start_mark.line + 1
            name = str(key.value) if isinstance(key, ScalarNode) else "？"
            if name in found:
                self.problems.append(Problem("同一项写了两次", f"{self.name} 第{line}行", name, advice="删去一处"))
            self.lines[(*path, name)] = line
            found[name] = self.value(item, (*path, name))
        return found


def _problem(fault: Any, model: type[BaseModel], reading: _Reading) -> Problem:
    """Say what keeps a file from being what its model asks for."""
    place = f"{reading.name} 第{_line(reading.lines, fault['loc'])}行"
    name = next((step for step in reversed(fault["loc"]) if isinstance(step, str)), "")
    if fault["type"] == "missing":
        return Problem("缺少必填项", place, expected=name, advice="补上该项")
    if fault["type"] == "extra_forbidden":
        return Problem("有不认识的项", place, found=name, expected="、".join(_fields(model, fault["loc"][:-1])))
    if fault["type"] == "string_too_short":
        return Problem("不能为空", place, expected=name, advice="填写该项")
    expected = _SHAPES.get(fault["type"]) or str(fault["msg"])
    if fault["type"] == "enum":
        closed: Any = _fields(model, fault["loc"][:-1])[name].annotation
        expected = "、".join(f"{member.value}（{member.label}）" for member in closed)
    return Problem(f"“{name}”的写法有误" if name else "文件的写法有误", place, _shown(fault["input"]), expected)


def _shown(written: Any) -> str:
    return written[:60] if isinstance(written, str) else ""


def _fields(model: type[BaseModel], way: Sequence[str | int]) -> Mapping[str, Any]:
    """Return the items that may stand at a place, as they are written."""
    for step in way:
        # Any other step is a place in a list, or a name that the writer chose.
        if step in model.model_fields:
            inner = model.model_fields[str(step)].annotation
            model = next((kind for kind in (*get_args(inner), inner) if hasattr(kind, "model_fields")), model)
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _line(lines: Mapping[Way, int], path: Sequence[str | int]) -> int:
    """Return the line of an entry, or of the nearest one around it that is there."""
    known = tuple(path)
    while known and known not in lines:
        known = known[:-1]
    return lines.get(known, 1)
