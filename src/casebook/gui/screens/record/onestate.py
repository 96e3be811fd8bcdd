"""Which other records a person's page stands for, or which stands for it. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass

from casebook.base.ids import RecordId
from casebook.base.words import Translator
from casebook.casework import merged, titles
from casebook.casework.book import Casebook
from casebook.gui.parts import leftbehind
from casebook.gui.parts.leftbehind import Left
from casebook.gui.parts.names import record_name


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """Another record of the same person."""

    record: RecordId
    name: str
    code: str


@dataclass(frozen=True, slots=True, repr=False)
class One:
    """*into*: the record that stands for this one; *others*: those this one stands for; *left*: what came for them
    since.
    """

    into: Known | None = None
    others: tuple[Known, ...] = ()
    left: tuple[Left, ...] = ()


class OneState:
    """Asked of the open casebook about one person."""

    def __init__(self, record: RecordId, tr: Translator) -> None:
        self.record = record
        self.tr = tr

    def load(self, book: Casebook) -> One:
        """How it stands."""
        stands = merged.standing_for(book, self.record)
        others = () if stands != self.record else merged.identities(book, self.record)[1:]
        behind = leftbehind.left(book, self.tr) if others else ()
        return One(
            self._known(book, stands) if stands != self.record else None,
            tuple(self._known(book, each) for each in others),
            tuple(each for each in behind if each.kept == self.record),
        )

    def _known(self, book: Casebook, record: RecordId) -> Known:
        return Known(record, record_name(book, record, self.tr.language), titles.code(book, record))
