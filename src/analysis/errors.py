"""Errors that a person can act on: Chinese text, the place, the remedy, and an exit code for each kind.

Belongs here: the error classes and how they print. Does not belong here: deciding that something is wrong,
which is the work of the module that sees it. Anything that is not a :class:`JixiaoError` is a bug of ours and
keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Problem:
    """One thing that a person must mend.

    Parameters
    ----------
    what
        What is wrong, one Chinese sentence without a full stop.
    where
        File, table, row and column as far as known.
    found, expected
        What stands there and what should.
    advice
        What to do next.
    """

    what: str
    where: str = ""
    found: str = ""
    expected: str = ""
    advice: str = ""

    def __str__(self) -> str:
        parts = [f"【{self.where}】{self.what}" if self.where else self.what]
        if self.found:
            parts.append(f"现为：{self.found}")
        if self.expected:
            parts.append(f"应为：{self.expected}")
        if self.advice:
            parts.append(f"处理：{self.advice}")
        return "；".join(parts)


class JixiaoError(Exception):
    """Base of every error that is the input's and not the program's.

    Parameters
    ----------
    problems
        All problems found, never only the first one; a bare string is one problem.
    """

    exit_code: ClassVar[int] = 1
    title: ClassVar[str] = "运行停止"

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self._text = ""
        # The arguments rebuild the error in another process (pickle calls the class with them).
        super().__init__(self.problems)

    @classmethod
    def relayed(cls, text: str) -> JixiaoError:
        """Make the error anew from what it said in another process."""
        error = cls(Problem(text.partition("：")[2] or text))
        error._text = text
        return error

    def __str__(self) -> str:
        if self._text:
            return self._text
        if len(self.problems) == 1:
            return f"{self.title}：{self.problems[0]}"
        lines = [f"{self.title}，共{len(self.problems)}处："]
        lines += [f"{number}. {problem}" for number, problem in enumerate(self.problems, start=1)]
        return "\n".join(lines)

    def _render_traceback_(self) -> Sequence[str]:
        """Tell IPython to show the message instead of a traceback (papermill keeps what this returns)."""
        return str(self).splitlines()


class ParameterError(JixiaoError):
    """A run parameter is unknown, missing or of the wrong type."""

    exit_code = 2
    title = "运行参数有误"


class NotFoundError(JixiaoError):
    """The fund, the year, a document or a figure that was asked for is not there."""

    exit_code = 3
    title = "未找到"


class DocumentError(JixiaoError):
    """A document cannot be read, or holds something that is not what its column says."""

    exit_code = 4
    title = "文件有误"


class ManifestError(JixiaoError):
    """The documents are not the ones that MANIFEST.yaml describes."""

    exit_code = 5
    title = "文件与清单不符"


class CheckFailedError(JixiaoError):
    """A critical check failed: no figure may be computed from these documents."""

    exit_code = 6
    title = "校验未通过"


class RuleError(JixiaoError):
    """A rule is missing, broken, or not confirmed for the fund year."""

    exit_code = 7
    title = "评价规则不可用"


class OutputError(JixiaoError):
    """A result cannot be written."""

    exit_code = 8
    title = "结果无法写入"


class NarrativeError(JixiaoError):
    """A text template or the analyst's prose cannot be turned into blocks."""

    exit_code = 9
    title = "报告文字无法生成"


class CorrectionError(JixiaoError):
    """corrections.yaml or aliases.yaml is broken, or does not fit the documents or the findings."""

    exit_code = 10
    title = "更正或同义名称有误"


class OpenWarningError(JixiaoError):
    """A strict check left a warning open."""

    exit_code = 11
    title = "有未处理的警告"


class BusyError(JixiaoError):
    """Another run is writing the same reports."""

    exit_code = 12
    title = "目录正在使用"


class WorkerError(JixiaoError):
    """The process that wrote a report came to a sudden end: killed, out of memory, past its time limit."""

    exit_code = 13
    title = "运行中断"


class BatchError(JixiaoError):
    """Of several reports at least one could not be written."""

    exit_code = 14
    title = "批量运行有失败"


EXIT_CODES: dict[int, type[JixiaoError]] = {
    kind.exit_code: kind
    for kind in (
        ParameterError,
        NotFoundError,
        DocumentError,
        ManifestError,
        CheckFailedError,
        RuleError,
        OutputError,
        NarrativeError,
        CorrectionError,
        OpenWarningError,
        BusyError,
        WorkerError,
        BatchError,
    )
}
