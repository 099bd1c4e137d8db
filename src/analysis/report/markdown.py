"""Markdown to blocks: the small language of templates and of the analyst's prose.

Belongs here: headings, paragraphs, lists, tables, emphasis, and the marks of ``tokens``. Does not belong here: filling
templates (``narrative``) or numbering (``compose``). Raw HTML is not interpreted: it shows as the text that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from analysis.errors import NarrativeError, Problem
from analysis.report.blocks import Block, Cell, Column, Heading, Inline, Inlines, Items, Note, Paragraph, Table
from analysis.report.tokens import Resolver, exhibit_of, inlines_of, without_marks

_ANCHOR = re.compile(r"\s*\{#(?P<anchor>[\w-]+)\}\s*$")


@dataclass(frozen=True)
class Exhibit:
    """The place of a table or figure that is put in by name once it is numbered."""

    name: str


Draft = Block | Exhibit


def parse(text: str, where: str, resolve: Resolver) -> list[Draft]:
    """Parse Markdown.

    Parameters
    ----------
    text
        The Markdown text; a heading may end in ``{#anchor}``, without one its words become the anchor.
    where
        The file's name for messages.
    resolve
        Makes the inline of a marked figure.

    Raises
    ------
    NarrativeError
        When the text uses something that a report has no place for, such as an image or a code block.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return list(_Reader(parser.parse(text), where, resolve).blocks())


class _Reader:
    def __init__(self, tokens: Sequence[Token], where: str, resolve: Resolver) -> None:
        self.tokens = tokens
        self.where = where
        self.resolve = resolve

    def blocks(self) -> Iterator[Draft]:
        position = 0
        while position < len(self.tokens):
            end = self._closing(position)
            yield self._block(position, end)
            position = end + 1

    def _closing(self, start: int) -> int:
        token = self.tokens[start]
        if token.nesting != 1:
            return start
        level = token.level
        return next(i for i in range(start + 1, len(self.tokens)) if self.tokens[i].level == level)

    def _block(self, start: int, end: int) -> Draft:
        token = self.tokens[start]
        inside = self.tokens[start + 1 : end]
        if token.type == "heading_open":
            return self._heading(int(token.tag[1:]), inside[0])
        if token.type == "paragraph_open":
            name = exhibit_of(inside[0].content)
            return Exhibit(name) if name else Paragraph(self._inlines(inside[0]))
        if token.type in ("bullet_list_open", "ordered_list_open"):
            return Items(tuple(self._items(inside)), token.type == "ordered_list_open")
        if token.type == "blockquote_open":
            return self._note(inside)
        if token.type == "table_open":
            return self._table(inside)
        raise self._refusal(token.type, token.map[0] + 1 if token.map else 0)

    def _refusal(self, found: str, line: int) -> NarrativeError:
        place = f"{self.where} 第{line}行"
        advice = "改用段落、列表、表格或强调"
        return NarrativeError(Problem("报告中不能使用这种 Markdown 写法", place, found=found, advice=advice))

    def _note(self, inside: Sequence[Token]) -> Note:
        for part in inside:
            if part.type not in ("paragraph_open", "paragraph_close", "inline"):
                raise self._refusal(part.type, part.map[0] + 1 if part.map else 0)
        return Note(tuple(piece for part in inside if part.type == "inline" for piece in self._inlines(part)))

    def _heading(self, level: int, inline: Token) -> Heading:
        words = without_marks(inline.content)
        match = _ANCHOR.search(words)
        text = words[: match.start()] if match else words
        anchor = match["anchor"] if match else re.sub(r"\W+", "-", text).strip("-")
        return Heading(level, text.strip(), anchor)

    def _items(self, inside: Sequence[Token]) -> Iterator[Inlines]:
        depth = 0
        pieces: list[Inline] = []
        for token in inside:
            if token.type == "list_item_open":
                depth += 1
                if depth == 1:
                    pieces = []
            elif token.type == "list_item_close":
                depth -= 1
                if depth == 0:
                    yield tuple(pieces)
            elif token.type == "inline" and not pieces:
                pieces.extend(self._inlines(token))
            elif token.type not in ("paragraph_open", "paragraph_close"):
                raise self._refusal(token.type, token.map[0] + 1 if token.map else 0)

    def _table(self, inside: Sequence[Token]) -> Table:
        rows: list[list[Inlines]] = []
        for token in inside:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._inlines(token))
        head, *body = rows
        columns = tuple(Column("".join(piece.text for piece in cell)) for cell in head)
        return Table(
            "",
            "补充表",
            "",
            columns,
            tuple(tuple(Cell(cell) for cell in row) for row in body),
            f"分析人员填写（{self.where}）",
        )

    def _inlines(self, inline: Token) -> Inlines:
        pieces: list[Inline] = []
        strong = emphasis = False
        for child in inline.children or ():
            if child.type in ("strong_open", "strong_close"):
                strong = child.type == "strong_open"
            elif child.type in ("em_open", "em_close"):
                emphasis = child.type == "em_open"
            elif child.type not in ("text", "softbreak", "hardbreak"):
                line = inline.map[0] + 1 if inline.map else 0
                raise self._refusal(child.type, line)
            elif child.type == "text":
                pieces.extend(inlines_of(child.content, self.resolve, strong=strong, emphasis=emphasis))
        return tuple(pieces)
