"""A tiny document tree: what a report says, and nothing about how it looks.

A report is a function from records to a `Document`; `to_pdf`, `to_html` and `to_csv` turn one into bytes.
Text is plain text everywhere: nothing in it is markup, whatever it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# ------------------------------------------------------------------------------------------ within a line


@dataclass(frozen=True, slots=True)
class Text:
    """Words, plain or set off."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Withheld:
    """The mark of a removal: one size and one wording, whatever stood there.

    With a *name*, it took away somebody who appears under that other name: the mark says which.
    """

    name: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, where it is called. Notes are numbered through the document in reading order."""

    runs: tuple[Text | Withheld, ...]


@dataclass(frozen=True, slots=True)
class SealMark:
    """What goes before it says a record. In a bundle the record's number stands here (`sealnumbers`), else nothing."""

    record: bytes


Run = Text | Withheld | Note | SealMark
Runs = tuple[Run, ...]

# ------------------------------------------------------------------------------------------ blocks


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 stands directly under the title."""

    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of somebody else, as they were, and where they stand."""

    runs: Runs
    source: Runs = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered entry of a list. The number is printed as given, so numbering may restart or have gaps."""

    number: str
    paragraphs: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list without numbers."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Box:
    """A few paragraphs set apart: a summary, a warning, what a reader must know first."""

    title: str
    paragraphs: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, whether it holds figures, and how wide it is beside the others."""

    title: str
    figures: bool = False
    share: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Each row has as many cells as there are columns; each cell is plain text."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    remark: str = ""
    """What must be known to read it: the unit, the as-of date, what is not counted."""

    def __post_init__(self) -> None:
        """A row with a cell too few would shift every figure after it."""
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has not as many cells as there are columns")


Block = Heading | Paragraph | Quotation | Entry | ListItem | Box | Table

# ------------------------------------------------------------------------------------------ the whole


@dataclass(frozen=True, slots=True)
class Document:
    """A report."""

    language: str
    """``en``, ``ru`` or ``kk``: of the text, and of the few words the layout adds."""
    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    """Label and value, under the title: as-of date, who publishes it, for whom."""
    running_title: str = ""
    """Short, at the foot of each page; the title where empty."""
    large_letters: bool = False
    """Set larger, for people who read with difficulty."""


def plain(runs: Runs) -> str:
    """The words of *runs* without notes and marks."""
    return "".join(run.text for run in runs if isinstance(run, Text))


MARK: Final = "▓▓▓"
"""Stands for a removal where only plain text can: in a title, in a cell."""


def notes(document: Document) -> Iterator[Note]:
    """Every note in reading order: the order in which they are numbered."""
    for block in document.blocks:
        for runs in runs_of(block):
            yield from (run for run in runs if isinstance(run, Note))


def runs_of(block: Block) -> tuple[Runs, ...]:
    """The lines and paragraphs of a block in reading order; a table has cells instead."""
    match block:
        case Heading(runs=runs) | Paragraph(runs=runs) | ListItem(runs=runs):
            return (runs,)
        case Quotation(runs=runs, source=source):
            return (runs, source)
        case Entry(paragraphs=paragraphs) | Box(paragraphs=paragraphs):
            return paragraphs
        case Table():
            return ()
