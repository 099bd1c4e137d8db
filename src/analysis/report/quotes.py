"""Words that a text takes from somewhere, with the key of where from.

Belongs here: the one type that carries words and their origin through views and templates. Does not belong here:
looking the origin up (``facts``) or marking it in running text (``tokens``, ``narrative``).
"""

from __future__ import annotations

from typing import Self


class Quoted(str):
    """Words as they are printed; ``key`` names the fact or the cell that they come from.

    Joining it to other words makes plain words of both: a template prints it by itself.
    """

    key: str

    def __new__(cls, text: str, key: str) -> Self:
        """Quote words; ``key`` is a fact's, or the name of a cell."""
        words = super().__new__(cls, text)
        words.key = key
        return words


def quoted(text: str | None, key: str) -> str:
    """Quote words of a document; where nothing is written there is nothing to quote."""
    return Quoted(text, key) if text else ""
