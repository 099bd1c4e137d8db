"""A promise text to pieces that hold one figure at most, each with its place in print.

Belongs here: where one statement of a sentence ends and the next begins, and which figures only describe a thing
(500万元及以下占比). Does not belong here: the clauses of a single cell (``clauses``), and what a piece says
(``claims``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from analysis.claims.alignment import BREAKS, Place, fold_with_places
from analysis.claims.segments import Joint, Segment, segments, stop_of
from analysis.claims.wording import ClaimWords
from analysis.expressions.lexicon import Lexicon
from analysis.expressions.scan import Mark, Token, scan

_NO_BREAKS = str.maketrans(dict.fromkeys(BREAKS, " "))
#: The tokens that are words, to a subject.
WORDS = (Mark.TEXT, Mark.NAME, Mark.BAD)


@dataclass(frozen=True)
class Piece:
    """Tokens with their places in print; one figure at most, no stops.

    Parameters
    ----------
    tokens
        The tokens; a figure that only describes has become a name that still holds its amount.
    spans
        For every token from where to where it was printed.
    joint
        What stands before the piece.
    labelled
        The piece is the first behind a colon.
    moves
        Its figure is where a change ends that began elsewhere: 由50%提高到80%.
    """

    tokens: tuple[Token, ...]
    spans: tuple[Place, ...]
    joint: Joint
    labelled: bool = False
    moves: bool = False

    @property
    def figure(self) -> int | None:
        """Where the figure stands among the tokens."""
        return next((place for place, token in enumerate(self.tokens) if token.mark is Mark.FIGURE), None)

    @property
    def end(self) -> int:
        """Behind which token the statement ends; only remarks follow."""
        end = len(self.tokens)
        while end > 1 and self.tokens[end - 1].mark is Mark.REMARK:
            end -= 1
        return end


@dataclass
class _Run:
    """Tokens between two stops while they are cut; ``at`` says where each begins in the folded text."""

    joint: Joint
    labelled: bool = False
    moves: bool = False
    tokens: list[Token] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    figure: int | None = None

    def add(self, token: Token, at: int) -> None:
        if token.mark is Mark.FIGURE:
            self.figure = len(self.tokens)
        self.tokens.append(token)
        self.at.append(at)

    def piece(self, places: list[Place]) -> Piece:
        ends = [at + len(token.text) - 1 for at, token in zip(self.at, self.tokens, strict=True)]
        spans = tuple((places[at][0], places[end][1]) for at, end in zip(self.at, ends, strict=True))
        return Piece(tuple(self.tokens), spans, self.joint, self.labelled, self.moves)


def pieces_of(printed: str, words: Lexicon, own: ClaimWords) -> Iterator[Piece]:
    """Cut a promise text into pieces, in order."""
    for segment in segments(printed):
        # Line breaks that matter were cut at; the others are layout.
        folded, places = fold_with_places(printed[segment.start : segment.end].translate(_NO_BREAKS), words)
        places = [(segment.start + left, segment.start + right) for left, right in places]
        for run in _between_stops(scan(folded, words), segment):
            yield from (single.piece(places) for single in _single(run, words, own))


def spoken(tokens: Iterable[Token]) -> str:
    """Join the words of tokens; comparators, dates and remarks are left out."""
    return "".join(token.text for token in tokens if token.mark in WORDS)


def _between_stops(tokens: list[Token], segment: Segment) -> Iterator[_Run]:
    run = _Run(segment.joint, segment.labelled)
    at = 0
    for token in tokens:
        if token.mark is not Mark.STOP:
            run.add(token, at)
        elif run.tokens:
            yield run
            run = _Run(stop_of(token.text))
        else:
            run.joint = max(run.joint, stop_of(token.text))
        at += len(token.text)
    if run.tokens:
        yield run


def _single(run: _Run, words: Lexicon, own: ClaimWords) -> Iterator[_Run]:
    """Cut a run of tokens further until each part holds one figure that counts."""
    current = _Run(run.joint, run.labelled)
    for token, at in zip(run.tokens, run.at, strict=True):
        if token.mark is Mark.FIGURE and current.figure is not None:
            lead, between = current.tokens[: current.figure], current.tokens[current.figure + 1 :]
            moves = _moves(spoken(lead), spoken(between), words)
            first = current.tokens[current.figure]
            if moves or _describes(lead, first, spoken(between), words, own):
                # Its comparator describes with it.
                named = [replace(token, mark=Mark.NAME, comparator=None) if _bounds(token) else token for token in lead]
                current.tokens = [*named, replace(first, mark=Mark.NAME), *between]
                current.moves |= moves
            else:
                rest = _cut(current, *_bound(lead, between, words, own), words)
                yield current
                current = rest
        current.add(token, at)
    yield current


def _bounds(token: Token) -> bool:
    return token.mark in (Mark.COMPARATOR, Mark.SIGN)


def _moves(lead: str, between: str, words: Lexicon) -> bool:
    """Recognise 由50%提高到80%."""
    return between.endswith(("到", "至", "为")) and any(word in lead for word in words.words.change)


def _describes(lead: list[Token], figure: Token, between: str, words: Lexicon, own: ClaimWords) -> bool:
    """Tell whether a figure only describes what the next figure of the run counts."""
    amount = figure.amount
    if amount is None or not between:
        return False
    if between.startswith("的"):
        return True
    if amount.after is None:
        return False
    if between.endswith(words.words.rate_names):
        return True
    return amount.unit in own.words.sizes and (not spoken(lead) or between.startswith(own.words.sized))


def _bound(lead: list[Token], between: list[Token], words: Lexicon, own: ClaimWords) -> tuple[int, int]:
    """Give the words between two figures to the first as far as they say what it counts: token and sign in it."""
    first = between[0] if between else None
    if first and first.mark is Mark.REMARK:
        return 1, 0
    if first is None or first.mark is not Mark.TEXT or words.join.match(first.text):
        return 0, 0
    if len(between) == 1 and (found := own.join_end.search(first.text)):
        return 0, found.start()
    if not own.says_nothing(spoken(lead)):
        return 0, 0
    found = own.verb.search(first.text, 1) or own.join.search(first.text, 2)
    return (0, found.start()) if found else (1, 0)


def _cut(run: _Run, count: int, sign: int, words: Lexicon) -> _Run:
    """Take what stands so many tokens and signs behind the figure off a run; a 和 becomes a token of its own."""
    assert run.figure is not None
    place = run.figure + 1 + count
    tokens, at = run.tokens[place:], run.at[place:]
    del run.tokens[place:], run.at[place:]
    rest = _Run(Joint.NONE)
    if sign and tokens:
        whole, begins = tokens.pop(0), at.pop(0)
        run.add(Token(Mark.TEXT, whole.text[:sign]), begins)
        tokens.insert(0, Token(Mark.TEXT, whole.text[sign:]))
        at.insert(0, begins + sign)
    if tokens and tokens[0].mark is Mark.TEXT and (join := words.join.match(tokens[0].text)):
        whole, begins = tokens.pop(0), at.pop(0)
        rest.add(Token(Mark.TEXT, join.group()), begins)
        tokens[:0] = [Token(Mark.TEXT, whole.text[join.end() :])] if whole.text[join.end() :] else []
        at[:0] = [begins + join.end()] if whole.text[join.end() :] else []
    for token, begins in zip(tokens, at, strict=True):
        rest.add(token, begins)
    return rest
