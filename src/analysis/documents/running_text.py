"""The running text of a text document: paragraphs of the body, of cells and of text boxes, as it stands.

Belongs here: what is text and what is none (former properties, alternatives for other programs, phonetic guides).
Does not belong here: tables (``grid_docx``). Content controls, hyperlinks and other wrappers need no care: whatever
lies within them is met all the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from analysis.documents.container import Package
from analysis.documents.grid import readable
from analysis.documents.sorts_of_file import limits
from analysis.documents.xml_walk import Attributes, OnStart, Walker, attribute
from analysis.errors import DocumentError, Problem

#: What is no text of the document as it stands: former properties, phonetic guides, settings. (A tab stop of a
#: paragraph has the same name as a tab of its text, but stands within w:tabs.)
_PASSED_OVER = (
    *("w:rt", "w:rPrChange", "w:pPrChange", "w:tcPrChange", "w:trPrChange", "w:tblPrChange", "w:tblGridChange"),
    *("w:tblPrExChange", "w:sectPrChange", "w:sdtPr", "w:tabs"),
)
_OFF = ("0", "false", "off", "none")
_MARKS = {"w:br": "\n", "w:cr": "\n", "w:tab": "\t", "w:ptab": "\t", "w:noBreakHyphen": "-"}


def is_on(attributes: Attributes) -> bool:
    """Tell whether a property that is on by standing there has not been switched off."""
    return attribute(attributes, "w:val") not in _OFF


@dataclass
class Story:
    """A run of paragraphs: the body, a cell, a text box. Each paragraph is a list of pieces, filled while open."""

    lines: list[list[str]] = field(default_factory=list)
    told: int = 0

    def text(self) -> str:
        """Return all paragraphs as lines."""
        return readable("\n".join("".join(line) for line in self.lines))

    def captions(self) -> tuple[str, ...]:
        """Return the paragraphs since the last table, each one once."""
        lines = ["".join(line) for line in self.lines[self.told :]]
        self.told = len(self.lines)
        return tuple(filter(None, map(readable, lines)))


class RunningText:
    """Gathers paragraphs into stories that lie within each other.

    Parameters
    ----------
    package
        The opened file, for its name.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.walker = Walker()
        self.stories = [Story()]
        self.counted: Counter[str] = Counter()
        self.hidden_texts = 0
        self._open: list[list[str]] = []
        self._choices: list[bool] = []
        self._hidden_run = False
        starts, ends = self.walker.starts, self.walker.ends
        starts |= dict.fromkeys(_PASSED_OVER, lambda _: True)
        starts |= {name: self._mark(character) for name, character in _MARKS.items()}
        starts |= {"w:p": self._paragraph, "w:r": self._run, "w:vanish": self._vanish}
        starts |= {"w:t": self._text, "m:t": self._text, "w:sym": self._symbol}
        starts |= {"mc:AlternateContent": self._alternatives, "mc:Choice": self._choice, "mc:Fallback": self._choice}
        ends |= {"w:p": self._paragraph_end, "w:t": self._text_end, "m:t": self._text_end}
        ends["mc:AlternateContent"] = self._alternatives_end

    def refuse(self, what: str, found: str = "", advice: str = "请报送单位重新导出后报送") -> DocumentError:
        """Make the error that names the file and where in it one is."""
        return DocumentError(Problem(what, f"{self.package.file} 正文", found=found, advice=advice))

    def numbered(self, kind: str) -> str:
        """Return the name of the next thing of its kind: ``表1``, then ``表2``."""
        self.counted[kind] += 1
        return f"{kind}{self.counted[kind]}"

    def _paragraph(self, _: Attributes) -> None:
        self.counted["段落"] += 1
        if self.counted["段落"] > limits().paragraphs:
            raise self.refuse("段落过多，不予读取", f"上限{limits().paragraphs}段", "拆分后重新报送")
        # Its place among the paragraphs is taken now; a text box within it comes after it.
        self._open.append([])
        self.stories[-1].lines.append(self._open[-1])

    def _paragraph_end(self) -> None:
        text = self._open.pop()
        if sum(map(len, text)) > limits().characters:
            most = f"上限{limits().characters}字"
            raise self.refuse("段落文字过长，不予读取", most)

    def _run(self, _: Attributes) -> None:
        self._hidden_run = False

    def _vanish(self, attributes: Attributes) -> None:
        self._hidden_run = is_on(attributes)

    def _text(self, _: Attributes) -> None:
        self.walker.text = self._open[-1] if self._open else None
        self.hidden_texts += self._hidden_run

    def _text_end(self) -> None:
        self.walker.text = None

    def _mark(self, character: str) -> OnStart:
        def on_mark(_: Attributes) -> None:
            if self._open:
                self._open[-1].append(character)

        return on_mark

    def _symbol(self, attributes: Attributes) -> None:
        code = attribute(attributes, "w:char") or ""
        try:
            value = int(code, 16)
        except ValueError:
            return
        if self._open and 0x20 <= value < 0x110000 and not 0xD800 <= value < 0xE000:
            self._open[-1].append(chr(value))

    def _alternatives(self, _: Attributes) -> None:
        self._choices.append(False)

    def _choice(self, _: Attributes) -> bool:
        if not self._choices:
            return False
        taken, self._choices[-1] = self._choices[-1], True
        return taken

    def _alternatives_end(self) -> None:
        self._choices.pop()
