"""The strict models of the files ``words.yaml`` and ``units.yaml``.

Belongs here: which lists the two files hold. Does not belong here: any word, and the patterns that are made from the
lists (``lexicon``, ``cues``).
"""

from __future__ import annotations

from pydantic import RootModel

from analysis.strict import StrictModel
from analysis.vocabulary import Comparator

Listed = tuple[str, ...]


class Words(StrictModel):
    """The file ``words.yaml``."""

    signs: dict[Comparator, Listed]
    before: dict[Comparator, Listed]
    reached: Listed
    after: dict[Comparator, Listed]
    not_before: dict[str, Listed]
    not_after: dict[str, Listed]
    not_with: dict[str, Listed]
    vague: Listed
    scales: dict[str, int]
    cumulative: Listed
    blank: Listed
    blank_marks: str
    yes: Listed
    no: Listed
    qualitative: Listed
    phrase_subjects: Listed
    phrase_manners: Listed
    phrase_heads: Listed
    absences: Listed
    ill_manners: Listed
    ills: Listed
    decrease: Listed
    growth: Listed
    levels: Listed
    negation: Listed
    measures_with_negation: Listed
    hedges: Listed
    hedges_not_after: dict[str, Listed]
    hedges_end: Listed
    each: Listed
    plan_shares: Listed
    plan_shares_end: Listed
    planned: Listed
    planned_close: Listed
    planned_close_end: Listed
    baseline: Listed
    earlier: Listed
    relative: Listed
    not_relative: Listed
    change: Listed
    between: Listed
    trailing: Listed
    counted: Listed
    around_dates: Listed
    no_later: Listed
    names: Listed
    ordinals: Listed
    han_ordinals: Listed
    han_before: Listed
    han_idioms: Listed
    not_units: Listed
    rate_names: Listed
    name_tails: Listed
    moment_names: Listed
    day_names: Listed
    duration_names: Listed
    unit_labels: Listed
    periods: Listed
    per_words: Listed
    alternatives: Listed
    stretches: Listed
    per_verbs: Listed
    labels: Listed
    joins: Listed
    distributive: Listed
    part_clauses: Listed
    unwrapped: Listed
    inclusive: Listed
    or_equal: dict[str, str]
    exceptions: Listed


class Units(RootModel[dict[str, dict[str, Listed]]]):
    """The file ``units.yaml``: group → canonical unit → other spellings."""
