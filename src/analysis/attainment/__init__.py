"""Whether targets were met, and by how much.

Belongs here: holding an actual against a target for every kind of expression. Does not belong here: reading the
expressions (``expressions``) or what an attainment is worth (``scoring``).

The parts, in the order of the way: ``verdicts`` (both sides of a comparison, and what becomes of it) · ``natures``
(how a target without a sign is meant) · ``conversions`` (units) · ``comparisons`` (figures) · ``judgement`` (one
pair of any kind) · ``quotients`` and ``columns`` (many pairs at once) · ``frames`` (the table ``attainment``). What is
decided by words or factors stands in ``natures.yaml``, ``conversions.yaml`` and ``answers.yaml``.
"""

from analysis.attainment.frames import attain, attain_texts
from analysis.attainment.judgement import judge
from analysis.attainment.verdicts import Bands, Side, Verdict, side_of

__all__ = ["Bands", "Side", "Verdict", "attain", "attain_texts", "judge", "side_of"]
