"""Promise texts to quantity claims: 服务企业80家，信贷6000万元 → 服务企业 | 80家 and 信贷 | 6000万元.

Belongs here: splitting a text with many figures (主要绩效目标, 年度目标) into what is promised. Does not belong here:
what one figure says (``expressions``), or holding a claim against an indicator. The words are data in
``wording.yaml``.

The parts, in the order of the way: ``wording`` (words) · ``alignment`` (places in print) · ``segments`` (sentences) ·
``pieces`` (one figure each) · ``subjects`` (what is counted) · ``statements`` (its reading) · ``promises`` (what one
takes over from another) · ``columns`` (texts in, rows out).
"""

from analysis.claims.columns import CLAIM_COLUMNS, claims, read_claims
from analysis.claims.promises import Claim

__all__ = ["CLAIM_COLUMNS", "Claim", "claims", "read_claims"]
