"""The figures of sensitivity, in the look of the reports and never in a report.

Belongs here: one function a figure, from a sensitivity to a drawing with title, alt text and data. Does not belong
here: the figures' data (``whatif.sensitivity``), words (``words.yaml``) or the look (``report.canvas``).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from analysis.exact import at_most, percent, points, short
from analysis.report.blocks import Column, Picture, Table
from analysis.report.canvas import ACCENT, GRID, INK, MAIN, figure, shortened, svg
from analysis.report.exhibits import source_line, words
from analysis.report.figures import label_rows
from analysis.vocabulary import Scope
from analysis.whatif import Sensitivity, Shown
from analysis.whatif.compare import leaf_name, total_row
from analysis.whatif.shown import signed
from analysis.whatif.texts import mark
from analysis.whatif_panel import words as own_words

#: The line figure is as tall as this many rows of bars.
_LINE_ROWS = 8


def fig_threshold(found: Sensitivity) -> Picture | None:
    """Draw the total over the threshold; ``None`` where the year's scheme has no rule of over-attainment."""
    rows = found.threshold.frame.to_dict("records")
    if not rows:
        return None
    said = own_words.words().figures["threshold"]
    totals = [row["total"] for row in rows]
    ends = {"first": _share(rows[0]["threshold"]), "last": _share(rows[-1]["threshold"])}
    title = said.title.format(**ends, low=points(min(totals)), high=points(max(totals)))
    held = found.inputs.book.rule(found.inputs.book.scheme(Scope.FUND).over_attainment).values().threshold
    base = total_row(found.base)["score"]
    with figure(_LINE_ROWS) as (drawn, axis):
        across = [float(row["threshold"]) * 100 for row in rows]
        axis.plot(
            across, [float(each) for each in totals], color=MAIN, marker="o", markersize=4, drawstyle="steps-post"
        )
        axis.axvline(float(held) * 100, color=ACCENT, linewidth=1, linestyle="--")
        label = f"{said.base.format(at=_share(held))}：{points(base)}"
        stands = (float(held) * 100, float(base))
        axis.annotate(label, stands, xytext=(-6, 6), textcoords="offset points", color=ACCENT, ha="right")
        _grade_lines(found, axis, totals)
        axis.grid(axis="y", color=GRID, linewidth=0.6)
        axis.set_xlabel(said.across)
        axis.set_ylabel(said.axis)
        axis.xaxis.set_major_formatter(lambda tick, _: f"{tick:g}%")
        _stamp(axis)
        text = svg(drawn)
    steps = [row for place, row in enumerate(rows) if place == 0 or row["total"] != rows[place - 1]["total"]]
    told = "；".join(f"{_share(row['threshold'])}，{points(row['total'])}分，“{row['grade']}”" for row in steps)
    return _picture(found, found.threshold, title, text, f"折线图。从以下门槛起总分不同：{told}")


def fig_weights(found: Sensitivity) -> Picture:
    """Draw how far the total moves when one indicator's points are lowered and raised."""
    rows = found.weights.frame.to_dict("records")
    said = own_words.words().figures["weights"]
    ends = [abs(row[f"difference_{side}"]) for row in rows for side in ("less", "more")]
    share = percent(found.by, 0)
    title = said.title.format(by=share, most=at_most(max(ends, default=Decimal(0)), 2))
    sides = [(row["difference_more"], row["difference_less"]) for row in rows]
    names = [f"{row['indicator_id']} {leaf_name(row['name'])}" for row in rows]
    drawn = _spread(names, sides, said.axis)
    told = "；".join(
        f"{row['indicator_id']}减少{share}为{signed(row['difference_less'])}分、增加{share}为{signed(row['difference_more'])}分"
        for row in rows[:5]
    )
    return _picture(found, found.weights, title, drawn, f"条形图。变动最大的依次为{told}")


def fig_left_out(found: Sensitivity) -> Picture:
    """Draw how far the total moves when a node does not count."""
    rows = found.left_out.frame.to_dict("records")
    said = own_words.words().figures["left_out"]
    totals = [row["total"] for row in rows] or [total_row(found.base)["score"]]
    title = said.title.format(low=points(min(totals)), high=points(max(totals)))
    levels = own_words.words().levels
    names = [
        f"{row['indicator_id']} {leaf_name(row['node'])}"
        if row["indicator_id"]
        else f"【{levels[row['level']]}】{row['node'].replace('/', '·')}"
        for row in rows
    ]
    sides = [(row["difference"], None) for row in rows]
    furthest = sorted(zip(names, rows, strict=True), key=lambda each: -abs(each[1]["difference"]))[:5]
    told = "；".join(f"{name}，总分{points(row['total'])}分（{signed(row['difference'])}）" for name, row in furthest)
    return _picture(
        found, found.left_out, title, _spread(names, sides, said.axis), f"条形图。不计入后变动最大的依次为{told}"
    )


def _spread(names: Sequence[str], sides: Sequence[tuple[Decimal, Decimal | None]], axis_label: str) -> str:
    """Draw bars from the base to both sides, their figures behind them.

    A pair is drawn solid and hatched; a single figure solid above the base and hatched below it.
    """
    furthest = max((abs(float(each)) for pair in sides for each in pair if each is not None), default=0) or 1
    with figure(len(names), per_row=0.27, extra=1.0) as (drawn, axis):
        for place, (main, other) in enumerate(sides):
            for size, hatched in ((main, other is None and main < 0), (other, True)):
                if size is not None:
                    _bar(axis, place, float(size), hatched)
                    axis.text(*_behind(float(size), place, furthest), signed(size), **_side(float(size)), fontsize=7.5)
        axis.axvline(0, color=INK, linewidth=0.8)
        label_rows(axis, [shortened(name, 24) for name in names])
        axis.set_xlim(-furthest * 1.45, furthest * 1.45)
        axis.set_xlabel(axis_label)
        _stamp(axis)
        return svg(drawn)


def _bar(axis: Any, place: int, size: float, hatched: bool) -> None:
    look = {"color": "white", "edgecolor": ACCENT, "hatch": "////"} if hatched else {"color": MAIN, "edgecolor": MAIN}
    axis.barh(place, size, height=0.6, linewidth=0.8, **look)


def _behind(size: float, place: int, furthest: float) -> tuple[float, float]:
    return size + (furthest if size >= 0 else -furthest) * 0.02, place


def _side(size: float) -> dict[str, str]:
    return {"va": "center", "ha": "left" if size >= 0 else "right"}


def _grade_lines(found: Sensitivity, axis: Any, totals: Sequence[Decimal]) -> None:
    """Mark the grades' lower bounds that lie among the totals."""
    said = own_words.words().figures["threshold"]
    for band in found.inputs.book.grades[found.inputs.book.scheme(Scope.FUND).grades].bands:
        if min(totals) <= band.lower <= max(totals):
            axis.axhline(float(band.lower), color=INK, linewidth=0.8, linestyle=":")
            label = said.grade.format(grade=band.grade, lower=short(band.lower))
            axis.text(0.99, float(band.lower), label, transform=axis.get_yaxis_transform(), ha="right", va="bottom")


def _stamp(axis: Any) -> None:
    """Write the mark into the drawing itself, so that it stays when the drawing is taken out."""
    axis.set_title(mark(), fontsize=9, color=ACCENT, loc="right")


def _picture(found: Sensitivity, table: Shown, title: str, drawn: str, alt: str) -> Picture:
    marked = f"{title}（{mark()}）"
    specs = table.words.columns.values()
    columns = tuple(Column(spec.heading, "left" if spec.shown == "text" else "decimal") for spec in specs)
    rows = tuple(tuple(words(text) for text in row) for row in table.printed())
    source = source_line(found.inputs.leaves)
    number = own_words.words().figures[table.name].number
    data = Table(number, f"{table.words.title}（{mark()}）", f"whatif-{table.name}-data", columns, rows, source)
    return Picture(number, marked, f"whatif-{table.name}", drawn, f"{marked}。{alt}。", source, (), data)


def _share(value: Decimal) -> str:
    return f"{short(value * 100)}%"
