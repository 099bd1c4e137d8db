"""Statement after statement to claims, with what one hands on to the next.

Belongs here: claims and the memory between statements. Does not belong here: where statements begin and end
(``pieces``), what is counted (``subjects``), and what a figure says (``quantity``).

Every figure that promises a quantity becomes a claim. No claims are item numbers, dates, names, figures that describe
the thing counted (500万元及以下占比50%以上 is one claim) and figures told before (上述5个系统). One statement takes
from those before it in the same sentence: a date at its beginning, also before a colon and a numbered list; 累计 over
、; the subject where it has none (培训不少于4场、超500人次).

Figures in brackets at the end of a statement are claims of low confidence: a remark promises nothing, but its amounts
can be checked. In the middle of a statement a bracket describes.

A comparator holds for its own figure alone; where 、 and one unit leave open whether it holds for the figures before it
as well (占比80%和50%以上), those have ``Doubt.COMPARATORS``, as has 90% in 不低于80%、90%.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from analysis.claims.pieces import Piece, pieces_of, spoken
from analysis.claims.segments import Joint
from analysis.claims.statements import Statement, date_of, is_told_before, names_only, reading_of
from analysis.claims.subjects import Subject, shares_noun, spread_over, subject_of
from analysis.claims.wording import ClaimWords
from analysis.expressions.dates import Span
from analysis.expressions.lexicon import Lexicon
from analysis.expressions.reading import Doubt, Reading, confidence_of
from analysis.expressions.scan import Mark
from analysis.vocabulary import Comparator

#: Brackets within brackets are followed this far.
_DEEPEST = 3


@dataclass(frozen=True)
class Claim:
    """One promised quantity.

    Parameters
    ----------
    subject
        What is counted; ``""`` only when the text does not say.
    reading
        The figure; its dates are the time that the statement names.
    text
        The statement as printed.
    start, end
        Its place in the text. Claims that 各 or 均 makes of one figure share it; no others overlap.
    """

    subject: str
    reading: Reading
    text: str
    start: int
    end: int


@dataclass
class Thread:
    """Reads pieces one after the other.

    Parameters
    ----------
    printed
        The whole text.
    words, own
        The words.
    depth
        How many brackets stand around what is read.
    context
        What the bracket is about, for figures in it that have no words.
    found
        The claims so far.
    """

    printed: str
    words: Lexicon
    own: ClaimWords
    depth: int = 0
    context: str = ""
    found: list[Claim] = field(default_factory=list)
    _subject: str = ""
    _scope: Span | None = None
    _listed: Span | None = None
    _cumulative: bool = False
    _shared: Comparator = Comparator.UNSTATED
    _waiting: list[str] = field(default_factory=list)
    _fragments: list[tuple[str, int]] = field(default_factory=list)
    _linked: list[int] = field(default_factory=list)

    def read(self, start: int, end: int) -> None:
        """Read a stretch of the printed text."""
        for piece in pieces_of(self.printed[start:end], self.words, self.own):
            spans = tuple((start + left, start + right) for left, right in piece.spans)
            self._take(replace(piece, spans=spans))

    def _take(self, piece: Piece) -> None:
        self._enter(piece)
        subject = subject_of(piece, self.words, self.own)
        if opening := date_of(piece, self.own, opening=True):
            self._scope = opening
        elif spoken(piece.tokens).startswith(self.own.words.whole_year):
            self._scope = None
        remarks = [place for place, token in enumerate(piece.tokens) if token.mark is Mark.REMARK]
        if piece.figure is None or names_only(piece, subject, self._subject, self.own):
            self._pass(piece, subject, remarked=bool(remarks))
        else:
            remarks = [place for place in remarks if place >= piece.end]
            self._promise(piece, subject)
        for place in remarks:
            self._remark(piece.spans[place])

    def _enter(self, piece: Piece) -> None:
        """Forget what does not reach over the joint before a piece."""
        if piece.joint is Joint.ITEM and piece.labelled:
            self._listed = self._scope
        if piece.joint >= Joint.SENTENCE:
            self._listed = self._listed if piece.joint is Joint.ITEM else None
            self._scope = self._listed
            self._subject = self.context
        if piece.joint >= Joint.COMMA:
            self._fragments, self._waiting = [], []
            self._cumulative = False
        if piece.joint is not Joint.LIST and not self._is_joined(piece):
            self._linked = []

    def _pass(self, piece: Piece, subject: Subject, *, remarked: bool) -> None:
        """Remember a piece without a promise: it may name what the next figure counts."""
        self._subject = subject.text or self._subject
        if remarked or not subject.text:
            self._fragments = []
        else:
            self._fragments.append((subject.text, piece.spans[0][0]))

    def _promise(self, piece: Piece, subject: Subject) -> None:
        names, start = self._names(piece, subject)
        cumulative = any(token.mark is Mark.CUMULATIVE for token in piece.tokens)
        carried = self._cumulative and not any(word in subject.text for word in self.own.words.anew)
        self._cumulative = cumulative or carried
        spread = len(names) > 1 or bool(self._waiting)
        statement = Statement(piece, names[0], self._cumulative, date_of(piece, self.own) or self._scope, spread)
        reading = self._settled(reading_of(statement, self.words, self.own), subject, piece)
        self._subject, self._fragments = names[-1], []
        if is_told_before(piece, self.own):
            return
        start = max(start, self.found[-1].end if self.found else 0)
        end = max(start, piece.spans[piece.end - 1][1])
        # Behind a digit a colon is not cut at: 阶段2：新增3家.
        start = end - len(self.printed[start:end].lstrip(":： "))
        text = self.printed[start:end]
        self._linked.append(len(self.found))
        self.found += [Claim(name, replace(reading, text=text), text, start, end) for name in names]

    def _names(self, piece: Piece, subject: Subject) -> tuple[list[str], int]:
        """Find the subjects of a figure, and where the statement begins."""
        start = piece.spans[int(self._is_joined(piece))][0]
        before = [name for name, _ in self._fragments] if piece.joint is Joint.LIST else []
        if not subject.text:
            return [self._waiting.pop(0) if self._waiting else self._subject or subject.raw], start
        self._waiting = []
        parts = spread_over(subject, before, self.own) if subject.spread else []
        if len(parts) > 1:
            self._waiting = parts[1:] if subject.spread == "share" else []
            return (parts[:1] if subject.spread == "share" else parts), self._begin(start)
        if shares_noun(subject, before, self.words, self.own):
            return ["、".join((*before, subject.text))], self._begin(start)
        return [subject.text], start

    def _is_joined(self, piece: Piece) -> bool:
        """Tell whether a piece begins with 和 behind a figure."""
        return piece.joint is Joint.NONE and self.words.join.fullmatch(piece.tokens[0].text) is not None

    def _begin(self, start: int) -> int:
        return self._fragments[0][1] if self._fragments else start

    def _settled(self, reading: Reading, subject: Subject, piece: Piece) -> Reading:
        """Settle what neighbours joined by 、 or 和 leave open, and mark what stands in a bracket."""
        doubts = [Doubt.REMARK] if self.depth else []
        neighbour = self.found[self._linked[-1]].reading.comparator if self._linked else Comparator.UNSTATED
        unstated = reading.comparator is Comparator.UNSTATED
        if subject.spread == "share":
            self._shared = reading.comparator
        elif unstated and not subject.text and self._linked:
            if self._shared is not Comparator.UNSTATED:
                reading = replace(reading, comparator=self._shared)
            elif neighbour is not Comparator.UNSTATED:
                doubts.append(Doubt.COMPARATORS)
        else:
            self._shared = Comparator.UNSTATED
        assert piece.figure is not None
        amount = piece.tokens[piece.figure].amount
        if amount and amount.after:
            self._doubt_linked(reading.unit)
        return doubting(reading, doubts)

    def _doubt_linked(self, unit: str) -> None:
        """Doubt the figures without comparator before 、 that a comparator behind this one may reach."""
        while self._linked:
            place = self._linked.pop()
            claim = self.found[place]
            if claim.reading.comparator is not Comparator.UNSTATED or claim.reading.unit != unit:
                return
            self.found[place] = replace(claim, reading=doubting(claim.reading, (Doubt.COMPARATORS,)))

    def _remark(self, span: tuple[int, int]) -> None:
        """Read inside a bracket."""
        if self.depth < _DEEPEST and span[1] - span[0] > 2:
            inner = Thread(self.printed, self.words, self.own, self.depth + 1, self._subject, self.found)
            inner.read(span[0] + 1, span[1] - 1)


def doubting(reading: Reading, doubts: Iterable[Doubt]) -> Reading:
    """Add doubts to a reading that was read."""
    if reading.value is None:
        return reading
    together = tuple(dict.fromkeys((*reading.doubts, *doubts)))
    return replace(reading, doubts=together, confidence=confidence_of(together))
