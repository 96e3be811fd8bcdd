"""A small casebook with something to export, for every test that needs a bundle."""

from __future__ import annotations

from collections.abc import Sequence

import lists
from casebook.base.ids import RecordId
from casebook.bundle import write
from casebook.bundle.numbering import Numbering
from casebook.casework import snapshot
from casebook.casework.book import Casebook
from casebook.casework.snapshot import Snapshot
from casebook.redaction import planning, selection
from casebook.redaction.plan import Choices, RedactionPlan
from casebook.redaction.profile import profile
from casebook.reports.document import Document, Paragraph, Text, Withheld

NARRATIVE = "Oskenov was taken with Saule Dzhandosova to the station. Nobody said why. He is held since."


class Export:
    """A casebook with one person named and one protected, and a public plan of it."""

    def __init__(self, book: Casebook) -> None:
        self.book = book
        self.listed = lists.edition(book)
        self.entry = lists.entry(book, self.listed, "a", "Marat Oskenov", NARRATIVE)
        self.other = lists.entry(book, self.listed, "b", "Zauresh Imanqul", "Imanqul was held for a day.")
        self.protected = lists.person(book, "Saule Dzhandosova", "Сауле Джандосова")
        self.decision = lists.already_public(book, *self.listed.people.values())
        self.seen, self.plan = self.planned()

    @property
    def named(self) -> RecordId:
        """The person who is named first."""
        return self.listed.people["a"]

    def planned(
        self, audience: str = "public", choices: Choices | None = None
    ) -> tuple[Snapshot, RedactionPlan]:
        """A plan of everything, made now."""
        seen = snapshot.take(self.book)
        return seen, planning.make(seen, selection.everything(seen), profile(audience), choices)

    def report(self, *words: str) -> Document:
        """A report that prints the texts the plan shows, and *words*."""
        paragraphs = [Paragraph((Text(word),)) for word in words]
        for fate in self.plan.records:
            for unit in fate.units.values() if fate.shown else ():
                for passage in unit.passages.values():
                    runs = tuple(Withheld() if piece is None else Text(piece) for piece in passage.pieces())
                    paragraphs.append(Paragraph(runs))
        return Document("en", "A list", tuple(paragraphs))

    def make(
        self,
        *words: str,
        recipients: Sequence[str] = (),
        padded: bool = False,
        numbering: Numbering | None = None,
    ) -> write.Made:
        """The bundle's bytes."""
        return write.make(
            self.book,
            self.seen,
            self.plan,
            self.report(*words),
            recipients=recipients,
            padded=padded,
            numbering=numbering,
        )
