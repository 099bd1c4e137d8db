"""How a batch shows itself: a live table in a terminal, plain lines elsewhere, JSON lines for machines.

Belongs here: wording and layout of progress and summary. Does not belong here: what happens (``batch``), exit codes
(``cli``).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from analysis.runs.model import Outcome, Planned, State
from analysis.vocabulary import ReportKind, Severity

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

Say = Callable[[str], None]
#: How many stages the last lines name.
_SLOWEST = 5


class Lines:
    """Plain lines: one a step for a single report, one a report for several.

    Parameters
    ----------
    say
        Prints a line.
    total
        How many reports there are.
    """

    def __init__(self, say: Say, total: int) -> None:
        self._say, self._total, self._ended = say, total, 0

    def step(self, _: Planned, step: str, number: int, total: int) -> None:
        """Print a step, unless there are so many reports that nobody could follow."""
        if self._total == 1:
            self._say(f"[{number}/{total}] {step}")

    def ended(self, outcome: Outcome) -> None:
        """Print how a report ended."""
        self._ended += 1
        if self._total > 1:
            self._say(f"[{self._ended}/{self._total}] {outcome.job.label} {told(outcome)}")


class JsonLines:
    """A JSON object a line: ``event`` is ``step`` or ``end``."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def step(self, planned: Planned, step: str, number: int, total: int) -> None:
        """Write a step."""
        job = planned.job
        self._write("step", fund=job.fund, year=job.year, step=step, number=number, total=total)

    def ended(self, outcome: Outcome) -> None:
        """Write how a report ended."""
        job, failure, run = outcome.job, outcome.failure, outcome.run
        found: dict[str, Any] = {"fund": job.fund, "year": job.year, "state": outcome.state.value}
        found |= {"tries": outcome.tries, "total_seconds": round(outcome.seconds, 2)}
        found |= {name: run[name] for name in ("kind", "score", "grade", "findings", "seconds") if name in run}
        if failure:
            found |= {"exit_code": failure.exit_code, "notebook": failure.notebook, "cell": failure.cell}
            found |= {"error": failure.text} | ({"details": failure.details} if failure.details else {})
        self._write("end", **found)

    def _write(self, event: str, **fields: Any) -> None:
        self._say(json.dumps({"event": event, **fields}, ensure_ascii=False))


class LiveTable:
    """A table of what is running, drawn again as it changes; reports that have ended scroll by above it."""

    def __init__(self, live: Live, total: int) -> None:
        self._live, self._total = live, total
        self._running: dict[str, tuple[str, int, int]] = {}
        self._states: Counter[State] = Counter()

    def step(self, planned: Planned, step: str, number: int, total: int) -> None:
        """Show a step."""
        self._running[planned.job.label] = (step, number, total)
        self._draw()

    def ended(self, outcome: Outcome) -> None:
        """Show how a report ended."""
        from rich.markup import escape

        self._running.pop(outcome.job.label, None)
        self._states[outcome.state] += 1
        if self._total > 1:
            self._live.console.print(escape(f"{outcome.job.label} {told(outcome)}"), highlight=False)
        self._draw()

    def _draw(self) -> None:
        from rich.progress_bar import ProgressBar
        from rich.table import Table

        done = sum(self._states.values())
        counts = "，".join(f"{state.label}{self._states[state]}" for state in State if self._states[state])
        table = Table(title=f"{done}/{self._total}份" + (f"（{counts}）" if counts else ""), title_justify="left")
        for heading in ("资金年度", "正在", "进度"):
            table.add_column(heading)
        for label, (step, number, total) in self._running.items():
            table.add_row(label, step, ProgressBar(total=total, completed=number - 1, width=20))
        self._live.update(table, refresh=True)


@contextmanager
def shown(total: int, log_format: str, say: Say) -> Iterator[Lines | JsonLines | LiveTable]:
    """Choose how a batch shows itself, and show it as long as the block lasts."""
    if log_format == "json":
        yield JsonLines(say)
    elif not sys.stdout.isatty():
        yield Lines(say, total)
    else:
        from rich.live import Live

        with Live(transient=True, auto_refresh=False) as live:
            yield LiveTable(live, total)


def told(outcome: Outcome) -> str:
    """Say in a line how a report ended."""
    if outcome.failure:
        first = outcome.failure.text.splitlines()[0]
        place = f"（{outcome.failure.place}）" if outcome.failure.place else ""
        return f"{outcome.state.label}{place}：{first}"
    if outcome.state is State.STOPPED:
        return outcome.state.label
    seconds = f" {outcome.seconds:.1f}秒" if outcome.state is State.DONE else ""
    return f"{outcome.state.label}{seconds} {result(outcome)}"


def result(outcome: Outcome) -> str:
    """Say what the report came to."""
    run = outcome.run
    if "score" in run:
        return f"得分{run['score']:.2f}分，等级“{run['grade']}”"
    return ReportKind(run["kind"]).label


def summary(outcomes: Sequence[Outcome]) -> Table:
    """Lay all reports out in a table."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(title="运行结果", title_justify="left")
    severities = [severity.label for severity in Severity]
    for heading in ("资金年度", "状态", "种类", "得分", "等级", *severities, "用时（秒）"):
        table.add_column(heading, justify="right" if heading in ("得分", "用时（秒）", *severities) else "left")
    for outcome in outcomes:
        run = outcome.run
        score = f"{run['score']:.2f}" if "score" in run else ""
        found = [str(run["findings"][severity]) for severity in Severity] if run else ["", "", ""]
        kind = ReportKind(run["kind"]).label if run else ""
        seconds = f"{outcome.seconds:.1f}" if outcome.seconds else ""
        cells = (outcome.job.label, outcome.state.label, kind, score, run.get("grade", ""), *found, seconds)
        table.add_row(*map(escape, cells))
    return table


def slowest(outcomes: Sequence[Outcome]) -> str:
    """Name the stages that took most of the time, over all reports written now."""
    seconds: Counter[str] = Counter()
    for outcome in outcomes:
        if outcome.state is State.DONE:
            seconds.update(outcome.run["seconds"])
    total = sum(seconds.values())
    if not total:
        return ""
    named = "，".join(f"{stage} {spent:.1f}秒（{spent / total:.0%}）" for stage, spent in seconds.most_common(_SLOWEST))
    return f"用时最多的步骤：{named}"
