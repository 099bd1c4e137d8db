"""What the templates of a comparison may speak of, beside facts.

Belongs here: choosing and ordering: which years are scored, which targets are too low, what the newest change was made
of. Does not belong here: words (``text/``, ``points.yaml``) or figures (``facts``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from analysis.across.ambition import lines
from analysis.across.common import shared_years
from analysis.across.facts import thing_key
from analysis.across.model import Comparison, Member
from analysis.across.money import NO_DIRECTION, Part
from analysis.across.series import rows_of
from analysis.across.study import Study
from analysis.facts import Facts
from analysis.kinds import missing_documents
from analysis.vocabulary import Ambition, Recurrence, ReportKind, Severity

#: Below this share of measurable indicators the report says so; as in a review of targets.
MEASURABLE = Decimal("0.8")


def context_of(study: Study, facts: Facts) -> dict[str, Any]:
    """Return what the templates see."""
    comparison = study.comparison
    common: dict[str, Any] = {
        "study": study,
        "members": comparison.members,
        "named": comparison.name,
        "newest": comparison.newest,
        "refused": comparison.refused,
        "scored": [member for member in comparison.members if member.is_scored],
        "unscored": [(member, why_unscored(member)) for member in comparison.members if not member.is_scored],
        "assumed": [member for member in comparison.members if member.evaluation.manifest.year_status == "assumed"],
        "period": period(comparison.years),
    }
    return {**common, **(_years if comparison.is_of_one_fund else _funds)(study, facts)}


def why_unscored(member: Member) -> str:
    """Say why a fund year has no score: what is missing, or that its rules are not confirmed."""
    if member.unscored:
        return member.unscored
    missing = missing_documents(member.evaluation.manifest, ReportKind.FINAL)
    return f"缺{'、'.join(kind.label for kind in missing)}"


def period(years: tuple[int, ...]) -> str:
    """Say a row of years: ``2022年至2024年`` where none is missing between, else one by one."""
    if len(years) == 1:
        return f"{years[0]}年"
    if years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}年至{years[-1]}年"
    return "、".join(f"{year}年" for year in years)


def _years(study: Study, facts: Facts) -> Mapping[str, Any]:
    years, members = study.years, {member.year: member for member in study.comparison.members}
    own = study.comparison.newest
    return {
        "years": years,
        "short_name": study.comparison.short_name(own.fund),
        "below": [pair for pair in years.pairs if pair.verdict is Ambition.BELOW],
        "lowered": [pair for pair in years.pairs if pair.verdict is Ambition.LOWERED],
        "target_of": lambda pair: f"{thing_key(members[pair.year], pair.row['item'])}.target",
        "lines": lines(study.comparison.members, years.chains),
        "directed": [m for m in members.values() if any(row["direction"] for row in rows_of(m, "projects"))],
        "has_directions": any(group.name != NO_DIRECTION for group in years.directions),
        "turn": years.turns[-1] if years.turns else None,
        "rises": _largest(study, facts, up=True),
        "falls": _largest(study, facts, up=False),
        "doubled": [each for each in years.series if any(len(each.numbers(year)) > 1 for year in each.years)],
        "alike": [each for each in years.series if "相似" in each.bases],
        "again": [matter for matter in years.matters if matter.became is Recurrence.AGAIN],
        "gone": [
            matter
            for matter in years.matters
            if matter.became is Recurrence.GONE and matter.severity is not Severity.INFO
        ],
        "series_scored": sum(member.is_scored for member in members.values()) > 1 and bool(years.series),
    }


def _largest(study: Study, facts: Facts, *, up: bool) -> list[Part]:
    """Return the continued projects whose money moved most between the two newest years."""
    if not study.years.turns:
        return []
    turn = study.years.turns[-1]
    moved = [
        (facts.value(f"{turn.key}.{part.key}.change"), part) for part in turn.parts if part.key not in ("ended", "new")
    ]
    fitting = [(change, part) for change, part in moved if change and (change > 0) == up]
    return [part for _, part in sorted(fitting, key=lambda one: -abs(one[0]))]


def _funds(study: Study, facts: Facts) -> Mapping[str, Any]:
    members = study.comparison.members

    def share(member: Member) -> Decimal | None:
        return facts[f"{member.key}/targets.measurable_share"].value

    measured = sorted((m for m in members if share(m) is not None), key=lambda m: share(m) or Decimal(0))
    return {
        "funds": [(study.comparison.full_name(f), study.comparison.of(f)) for f in study.comparison.funds],
        "measured": measured,
        "low_measurable": [member for member in measured if (share(member) or Decimal(0)) < MEASURABLE],
        "uncovered": [m for m in members if facts.value(f"{m.key}/targets.without_count") > 0],
        "common_years": shared_years(study.comparison),
        "bodies": study.bodies,
        "rated": sorted(
            (m for m in members if f"{m.key}/open.rate" in facts), key=lambda m: -facts.value(f"{m.key}/open.rate")
        ),
        "nothing_common": nothing_in_common(study),
    }


def nothing_in_common(study: Study) -> bool:
    """Tell whether several funds share neither a year, nor a project, nor a body."""
    return not (shared_years(study.comparison) or study.shared or study.bodies)


def fund_names(comparison: Comparison) -> str:
    """Name the funds, each once."""
    return "、".join(dict.fromkeys(comparison.full_name(fund) for fund in comparison.funds))
