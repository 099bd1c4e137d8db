"""Strict loading of YAML: no duplicate, unknown or missing key, and a message that says where.

Belongs here: the one way configuration and manifests are read and written. Does not belong here: what the files
mean; each owner passes a pydantic model.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from analysis.errors import JixiaoError, Problem


class StrictModel(BaseModel):
    """A frozen record that refuses unknown keys and silent type changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


Model = TypeVar("Model", bound=BaseModel)


def parse_yaml(text: str, where: str, error: type[JixiaoError]) -> Any:
    """Parse YAML 1.2 text, refusing duplicate keys.

    Parameters
    ----------
    text
        The YAML text.
    where
        How the file is named in messages.
    error
        The error class to raise; its exit code tells which kind of file is broken.
    """
    with faults_of_yaml(where, error):
        return YAML(typ="safe", pure=True).load(text)


@contextmanager
def faults_of_yaml(where: str, error: type[JixiaoError]) -> Iterator[None]:
    """Turn what the YAML library refuses into an error that names the file and the line."""
    try:
        yield
    except MarkedYAMLError as broken:
        line = f"第{broken.problem_mark.line + 1}行" if broken.problem_mark else ""
        detail = str(broken.problem or "").splitlines()[0] if broken.problem else "格式错误"
        raise error(Problem("YAML 格式有误", f"{where}{line}", found=detail, advice="按 YAML 语法改正")) from None
    except YAMLError as broken:
        raise error(Problem("YAML 格式有误", where, found=str(broken).splitlines()[0])) from None
    except RecursionError:
        raise error(Problem("YAML 嵌套过深", where, advice="按 YAML 语法改正")) from None


def load_model(text: str, model: type[Model], where: str, error: type[JixiaoError]) -> Model:
    """Parse YAML and check it against a model; every fault is reported at once."""
    return cast(Model, _loaded(text, model, where, error))  # type: ignore[arg-type]  # classes are hashable


# Each step of a run asks for the manifest, and no step can change it.
@lru_cache(maxsize=32)
def _loaded(text: str, model: type[BaseModel], where: str, error: type[JixiaoError]) -> BaseModel:
    data = parse_yaml(text, where, error)
    try:
        return model.model_validate(data)
    except ValidationError as invalid:
        raise error([_problem(fault, model, where) for fault in invalid.errors()]) from None


def load_file(path: Path, model: type[Model], error: type[JixiaoError]) -> Model:
    """Load one YAML file; see :func:`load_model`. A file in another encoding than UTF-8 is refused as well."""
    return load_model(read_text(path, error), model, path.name, error)


def read_text(path: Path, error: type[JixiaoError]) -> str:
    """Read a file of text; one that cannot be read, or is in another encoding than UTF-8, is an error of this class."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise error(Problem("文件不是 UTF-8 编码", path.name, advice="另存为 UTF-8 编码的文本文件")) from None
    except OSError as failure:
        what = f"文件无法读取（{failure.strerror or type(failure).__name__}）"
        raise error(Problem(what, path.name, advice="检查目录和文件的权限")) from None


def load_packaged(package: str, name: str, model: type[Model], error: type[JixiaoError]) -> Model:
    """Load a YAML file that lies beside the modules of a package; see :func:`load_model`."""
    return load_model(files(package).joinpath(name).read_text(encoding="utf-8"), model, name, error)


def dump_yaml(data: Any) -> str:
    """Write plain data as YAML in a fixed style: keys in the given order, one item a line, no wrapping."""
    writer = YAML(typ="rt", pure=True)
    writer.default_flow_style = False
    writer.width = 4096
    writer.allow_unicode = True
    writer.indent(mapping=2, sequence=4, offset=2)
    buffer = io.StringIO()
    writer.dump(data, buffer)
    return buffer.getvalue()


def _problem(fault: Any, model: type[BaseModel], where: str) -> Problem:
    place = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "missing":
        return Problem("缺少必填项", f"{where} {place}", advice="补上该项")
    if fault["type"] == "extra_forbidden":
        allowed = "、".join(model.model_fields)
        return Problem("有不认识的项", f"{where} {place}", found=place, expected=f"顶层可用：{allowed}")
    return Problem("取值有误", f"{where} {place}", found=str(fault.get("input"))[:60], expected=str(fault["msg"]))
