"""Promise texts to quantity claims: 服务企业80家，信贷6000万元 → 服务企业 | 80家 and 信贷 | 6000万元.

Belongs here: the public entry points for one text and for a column. Does not belong here: how a text is cut
(``pieces``), what is counted (``subjects``), and what one statement takes over from another (``promises``).
"""

from __future__ import annotations

import pandas as pd

from analysis.claims.promises import Claim, Thread
from analysis.claims.wording import claim_words
from analysis.expressions.folding import text_of
from analysis.expressions.lexicon import lexicon

__all__ = ["CLAIM_COLUMNS", "Claim", "claims", "read_claims"]

_READ = ("kind", "comparator", "value", "upper", "unit", "multiplier", "cumulative", "confidence")
#: The columns of :func:`read_claims`, in order.
CLAIM_COLUMNS = ("row", "position", "subject", "text", *_READ)
_DTYPES = {"position": "int64", "value": "object", "upper": "object", "multiplier": "int64", "cumulative": "bool"}


def claims(text: object) -> tuple[Claim, ...]:
    """Split a promise text into its quantity claims.

    Parameters
    ----------
    text
        The cell. No value raises; a sentence is read as far as a cell is (``folding.LONGEST``).

    Returns
    -------
    tuple of Claim
        In the order of print.
    """
    printed = text_of(text)
    thread = Thread(printed, lexicon(), claim_words())
    thread.read(0, len(printed))
    return tuple(thread.found)


def read_claims(texts: pd.Series) -> pd.DataFrame:
    """Split a column of promise texts; every distinct text is read once.

    Returns
    -------
    DataFrame
        One row a claim: ``row`` (the text's index label), ``position`` (from 1), ``subject``, ``text`` and the columns
        of its reading.
    """
    known: dict[str, tuple[Claim, ...]] = {}
    rows: list[int] = []
    records: list[tuple[object, ...]] = []
    for place, value in enumerate(texts.tolist()):
        text = text_of(value)
        if text not in known:
            known[text] = claims(text)
        for position, claim in enumerate(known[text], start=1):
            rows.append(place)
            read = (getattr(claim.reading, column) for column in _READ)
            records.append((position, claim.subject, claim.text, *read))
    columns = CLAIM_COLUMNS[1:]
    told = list(zip(*records, strict=True)) or [()] * len(columns)
    frame = pd.DataFrame(
        {
            column: pd.Series(list(values), dtype=_DTYPES.get(column, "str"))
            for column, values in zip(columns, told, strict=True)
        }
    )
    frame.insert(0, "row", texts.index.take(rows).to_flat_index())
    return frame
