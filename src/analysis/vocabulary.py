"""The closed lists of the field: statuses, severities, horizons, comparators, kinds.

Belongs here: words of which there is a fixed number, with the Chinese term a reader sees. Does not belong here:
synonyms met in documents (``documents/*.yaml``) and values of rules (``rules/*.yaml``).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

#: The nodes of a scheme that are no indicator: the whole, and the spending of the budget.
TOTAL_NODE = "总分"
EXECUTION_NODE = "预算执行"


class _Labelled(StrEnum):
    """A closed list whose members carry the Chinese term; the member's value is what tables store."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Severity(_Labelled):
    """How much a finding matters, worst first."""

    CRITICAL = "critical", "严重"
    WARNING = "warning", "警告"
    INFO = "info", "提示"


class Family(_Labelled):
    """What a check looks for."""

    STRUCTURE = "structure", "表格与读数"
    SUMS = "sums", "合计与个数"
    AGREEMENT = "agreement", "同一事项"
    PROMISES = "promises", "承诺与指标"
    WORDING = "wording", "指标设置"
    COMPLETENESS = "completeness", "填报完整"
    DATES = "dates", "时间"
    RESULTS = "results", "完成情况"
    SERIES = "series", "与以前年度"
    SCHEME = "scheme", "指标体系与得分"


class FindingStatus(_Labelled):
    """What became of a finding."""

    OPEN = "open", "待处理"
    ACCEPTED = "accepted", "已接受"


class Change(_Labelled):
    """How a finding stands to an earlier list of findings."""

    NEW = "new", "新增"
    STILL = "still", "仍在"
    GONE = "gone", "消失"


class CorrectionStatus(_Labelled):
    """How far a correction is agreed with the body that filed the document."""

    PROPOSED = "proposed", "待报送单位确认"
    CONFIRMED = "confirmed", "报送单位已确认"


class AliasSort(_Labelled):
    """What names are confirmed to mean the same."""

    PROJECT = "project", "项目"
    UNIT = "unit", "单位"
    INDICATOR = "indicator", "指标"


class MatchedBy(_Labelled):
    """On what two names, or a promise and an indicator, were put together."""

    NAME = "name", "同名"
    ALIAS = "alias", "已确认同义"
    LIKENESS = "likeness", "相似"
    FIGURE = "figure", "数值相同"
    NONE = "none", "未找到"


class SeriesSort(_Labelled):
    """What of this year is put beside an earlier year."""

    PROJECT = "project", "项目"
    INDICATOR = "indicator", "指标"
    CLAIM = "claim", "承诺"
    DROPPED = "dropped", "本年未再设的指标"
    UNREAD = "unread", "不能读取的年度"


class Ambition(_Labelled):
    """What a target asks for beside what an earlier year aimed at and reached; a ceiling is read the other way."""

    BELOW = "below", "不及以前实际"
    LOWERED = "lowered", "要求降低"
    UNCHANGED = "unchanged", "与以前目标相同"
    RAISED = "raised", "要求提高"
    REACHED = "reached", "不低于以前实际"
    UNCLEAR = "unclear", "不能比较"


class Recurrence(_Labelled):
    """What became of a finding of one year in the other years."""

    AGAIN = "again", "再次出现"
    GONE = "gone", "未再出现"
    NEW = "new", "新出现"
    UNCLEAR = "unclear", "不能判断"


class Relation(_Labelled):
    """What a promise and the figure that speaks of the same thing have to do with each other."""

    SAME = "same", "相符"
    OTHER = "other", "不符"
    UNCLEAR = "unclear", "口径不同"
    NONE = "none", "无可对照"


class Status(_Labelled):
    """What became of a target. Missing is a status, never a zero."""

    MET = "met", "达标"
    PARTLY_MET = "partly_met", "部分达成"
    NOT_MET = "not_met", "未达标"
    NEEDS_JUDGEMENT = "needs_judgement", "待核定"
    NOT_REPORTED = "not_reported", "未填报"
    NOT_YET_DUE = "not_yet_due", "未到期"
    NOT_APPLICABLE = "not_applicable", "不适用"

    @property
    def sign(self) -> str:
        """The mark that stands beside the word, so that colour is never the only cue."""
        return {"met": "●", "partly_met": "◐", "not_met": "○", "needs_judgement": "？"}.get(self.value, "–")


class Horizon(_Labelled):
    """The time a target speaks of."""

    STAGE = "stage", "阶段目标"
    ANNUAL = "annual", "年度目标"
    PERIOD = "period", "实施周期目标"


class Comparator(_Labelled):
    """How an actual is held against a target."""

    AT_LEAST = ">=", "不低于"
    MORE_THAN = ">", "超过"
    EQUAL = "=", "等于"
    AT_MOST = "<=", "不超过"
    LESS_THAN = "<", "小于"
    ABOUT = "≈", "约"
    UNSTATED = "unstated", "未写明"


class ExpressionKind(_Labelled):
    """What sort of thing a target or an actual text says."""

    QUANTITY = "quantity", "定量"
    RANGE = "range", "区间"
    BOOLEAN = "boolean", "是否"
    DATE = "date", "日期"
    QUALITATIVE = "qualitative", "定性"
    COMPOUND = "compound", "复合"
    NONE = "none", "空白"
    UNREAD = "unread", "未能读取"


class Scope(_Labelled):
    """Whether a row speaks of the whole fund or of one project."""

    FUND = "fund", "专项资金"
    PROJECT = "project", "二级项目"


class RuleStatus(_Labelled):
    """How sure we are of a rule."""

    PUBLISHED = "published", "有正式依据"
    RECALLED = "recalled", "通行做法，条文未核"
    INFERRED = "inferred", "由公布结果推得"


class ReportKind(_Labelled):
    """What a report is about, chosen from what the documents hold."""

    TARGET_REVIEW = "target_review", "绩效目标审核"
    MIDTERM = "midterm", "中期检查"
    FINAL = "final", "绩效评价"


class DocumentKind(_Labelled):
    """The kinds of document that departments exchange about a fund year."""

    CATALOGUE = "catalogue", "目录清单"
    ALLOCATION_PLAN = "allocation_plan", "分配方案"
    TARGET_TABLE = "target_table", "绩效目标表"
    EXECUTION_TABLE = "execution_table", "预算执行情况表"
    FUND_SELF_EVALUATION = "fund_self_evaluation", "专项资金绩效自评表"
    PROJECT_SELF_EVALUATION = "project_self_evaluation", "项目绩效自评表"
    MIDTERM_SELF_EVALUATION = "midterm_self_evaluation", "项目中期自评表"
    SCORE_SHEET = "score_sheet", "项目评分表"
    DEPARTMENT_TARGETS = "department_targets", "项目支出绩效目标表"
    NATIONAL_SELF_EVALUATION = "national_self_evaluation", "项目支出绩效自评表"


class FundSource(_Labelled):
    """Where a project's money comes from."""

    TOTAL = "total", "资金总额"
    FISCAL = "fiscal", "财政拨款"
    SPECIAL_ACCOUNT = "special_account", "财政专户拨款"
    CARRIED_OVER = "carried_over", "上年结转"
    OTHER = "other", "其他资金"
