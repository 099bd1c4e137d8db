"""What became of one target: every kind of target against every kind of actual.

Belongs here: choosing how a pair is judged, and everything that is no plain figure: dates, yes and no, compounds,
words. Does not belong here: figures (``comparisons``), whole tables (``attainment``), or what an attainment is worth
(``scoring``).

A quantitative target is never met by words: 100% beside 已完成 says that something was completed and not how much, so
it goes to the evaluator, whatever band the words belong to. Dates compare as far as both are printed; a missing year is
not filled in, because documents of one fund year speak of dates in the next.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from analysis.attainment.comparisons import compare
from analysis.attainment.verdicts import CEILINGS, FIGURES, Bands, Side, Verdict, open_question
from analysis.errors import RuleError
from analysis.exact import quantity
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import Comparator, ExpressionKind, Status

_SAME_WORDS = "实际完成值与目标值文字相同，以填报为准"
_BY_WORDS = "按填报结论判断"


class _Answers(StrictModel):
    """The file ``answers.yaml``."""

    done: tuple[str, ...]
    of_the_target: str
    nothing: tuple[str, ...]


@cache
def _answers() -> _Answers:
    return load_packaged("analysis.attainment", "answers.yaml", _Answers, RuleError)


def judge(target: Side, actual: Side, name: str, level_code: str, bands: Bands) -> Verdict:
    """Judge one target.

    Parameters
    ----------
    target, actual
        What the two cells say; an empty actual is of the kind ``NONE``.
    name, level_code
        The indicator's name and class: they decide how a target without a sign is read.
    bands
        Judges qualitative actuals.

    Returns
    -------
    Verdict
        The status with rate and deviation where figures were compared, and what a reviewer should know.
    """
    if actual.kind is ExpressionKind.NONE:
        if target.value == 0 and _bare(actual.text) in _answers().nothing:
            reading = f"填报“{actual.text}”，可能是没有发生，也可能是没有填报，由评价人核定"
            return open_question(target.comparator, reading)
        return Verdict(Status.NOT_REPORTED, target.comparator, reading="未填报实际完成值")
    if ExpressionKind.UNREAD in (target.kind, actual.kind):
        return open_question(target.comparator, "目标值或实际完成值未能读取，由评价人核定")
    if target.kind is ExpressionKind.NONE:
        return _without_target(target, actual, bands)
    if target.kind in FIGURES and actual.kind in FIGURES:
        return compare(target, actual, name, level_code)
    if target.kind is ExpressionKind.COMPOUND:
        return _compound(target, actual, name, level_code, bands)
    if target.kind is ExpressionKind.DATE and actual.date_to and target.date_to:
        return _deadline(target, actual)
    if target.kind is ExpressionKind.BOOLEAN:
        return _yes_or_no(target, actual, bands)
    return _words(target, actual, bands)


def _without_target(target: Side, actual: Side, bands: Bands) -> Verdict:
    if actual.kind is ExpressionKind.QUALITATIVE or actual.kind is ExpressionKind.BOOLEAN:
        status = bands(actual.text)
        reading = "未设目标值，按填报结论判断" if status else "填报结论不属于任何档次，由评价人核定"
        return Verdict(status or Status.NEEDS_JUDGEMENT, target.comparator, reading=reading)
    return Verdict(Status.NOT_APPLICABLE, target.comparator, unit=actual.unit, reading="未设目标值")


def _compound(target: Side, actual: Side, name: str, level_code: str, bands: Bands) -> Verdict:
    """Judge part by part, in order; the whole is met when every part is, and partly met when some are."""
    if not target.parts or len(target.parts) != len(actual.parts):
        if all(part.kind is ExpressionKind.DATE for part in target.parts) or _bare(target.text) == _bare(actual.text):
            return _words(target, actual, bands)
        return open_question(target.comparator, "目标值含多项要求，实际完成值不能逐项对应，由评价人核定")
    pairs = list(zip(target.parts, actual.parts, strict=True))
    judged = [judge(*pair, name, level_code, bands) for pair in pairs]
    failing = [place for place, verdict in enumerate(judged) if verdict.status is not Status.MET]
    undecided = [place for place in failing if judged[place].status is not Status.NOT_MET]
    notes = dict.fromkeys(judged[place].reading for place in range(len(judged)) if judged[place].reading)
    if undecided:
        which = "、".join(f"第{place + 1}项" for place in undecided)
        return open_question(target.comparator, "；".join((f"分项判断：{which}待核定", *notes)))
    if not failing:
        status, lead = Status.MET, "分项判断：各项均达标"
    elif len(failing) == len(judged):
        status, lead = Status.NOT_MET, "分项判断：各项均未达标"
    else:
        status, lead = Status.PARTLY_MET, "分项判断：" + "，".join(_failed(p, *pairs[p], judged[p]) for p in failing)
    return Verdict(status, target.comparator, reading="；".join((lead, *notes)))


def _failed(place: int, target: Side, actual: Side, verdict: Verdict) -> str:
    if target.kind is ExpressionKind.DATE or target.value is None or actual.value is None:
        return f"第{place + 1}项未达标"
    wanted = quantity(target.value, target.unit or verdict.unit)
    if target.upper is not None:
        wanted = f"{wanted}至{quantity(target.upper, target.unit or verdict.unit)}"
    sign = "" if verdict.comparator is Comparator.UNSTATED else verdict.comparator.label
    return f"第{place + 1}项未达标（目标{sign}{wanted}，实际{quantity(actual.value, actual.unit or verdict.unit)}）"


def _deadline(target: Side, actual: Side) -> Verdict:
    """Compare partial ISO dates as text, as far as both are printed; a coarser one cannot settle a finer one."""
    if _form(target.date_to) != _form(actual.date_to):
        return open_question(Comparator.AT_MOST, "一方没有写明年份，由评价人核定")
    shared = min(len(target.date_to), len(actual.date_to))
    done, due = actual.date_to[:shared], target.date_to[:shared]
    coarser = len(actual.date_to) < len(target.date_to)
    if done == due:
        # "Before June" is before any day of June; "in June" is not.
        certain = actual.comparator is Comparator.LESS_THAN and len(actual.date_to) <= len(target.date_to)
        is_open = not certain and (target.comparator is Comparator.LESS_THAN or coarser)
    else:
        # An actual that is itself only a limit (8月底前) may still lie before the deadline.
        is_open = done > due and actual.comparator in CEILINGS
    if is_open:
        return open_question(Comparator.AT_MOST, "是否按期不能由所写日期判断，由评价人核定")
    return Verdict(Status.MET if done <= due else Status.NOT_MET, Comparator.AT_MOST)


def _form(date: str) -> int:
    """Tell what a partial date begins with: a year, a month (``--06``) or a day (``---15``)."""
    return len(date) - len(date.lstrip("-"))


def _yes_or_no(target: Side, actual: Side, bands: Bands) -> Verdict:
    """Judge a target 是 or 否 (and 实现, 未发生 and their like) by what was answered."""
    if actual.kind is ExpressionKind.BOOLEAN:
        if _bare(target.text) == _bare(actual.text):
            return Verdict(Status.MET, target.comparator, reading=_SAME_WORDS)
        if target.value == actual.value:
            return Verdict(Status.MET, target.comparator, reading=_BY_WORDS)
        return Verdict(Status.NOT_MET, target.comparator, reading=f"{_BY_WORDS}，与目标值相反")
    if target.value:
        if _bare(actual.text) in _answers().done:
            return Verdict(Status.MET, target.comparator, reading=_BY_WORDS)
        return _words(target, actual, bands)
    if actual.kind is ExpressionKind.QUANTITY and actual.value == 0 and actual.comparator is Comparator.UNSTATED:
        return Verdict(Status.MET, target.comparator, reading=f"实际完成值为零，与目标值“{target.text}”一致")
    if actual.kind is ExpressionKind.QUALITATIVE and re.search(_answers().of_the_target, actual.text):
        return _words(target, actual, bands)
    return open_question(target.comparator, f"填报内容没有回答目标值“{target.text}”，由评价人核定")


def _words(target: Side, actual: Side, bands: Bands) -> Verdict:
    if target.kind in FIGURES:
        several = actual.kind is ExpressionKind.COMPOUND
        why = "实际完成值含多个数字，不能确定以哪个为准" if several else "实际完成值没有可比的数字"
        return replace(open_question(target.comparator, f"目标值为定量，{why}，由评价人核定"), unit=target.unit)
    if _bare(target.text) == _bare(actual.text):
        return Verdict(Status.MET, target.comparator, reading=_SAME_WORDS)
    status = bands(actual.text)
    reading = _BY_WORDS if status else "定性内容，由评价人核定"
    return Verdict(status or Status.NEEDS_JUDGEMENT, target.comparator, reading=reading)


def _bare(text: str) -> str:
    return re.sub(r"[\s。，；、,.;]", "", text)
