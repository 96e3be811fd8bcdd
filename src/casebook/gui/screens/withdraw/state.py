"""What a withdrawal reaches: every bundle that held what the consent or the decision allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import withdrawal
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched, Verb
from casebook.casework.withdrawal import Affected
from casebook.gui.parts.names import record_name
from casebook.model.vocabularies import vocabulary
from casebook.wording import of_editions, of_holders
from casebook.wording.days import in_words


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """A bundle that held it, how it stands, and what is to be done."""

    disclosure: RecordId
    who: str
    meta: str
    standing: str
    todo: str


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """What is withdrawn. *done*: it was, before or now."""

    title: str
    kind: str
    done: bool
    rows: tuple[Row, ...]


class WithdrawState:
    """Reads what would be reached, and withdraws."""

    def __init__(self, record: RecordId, tr: Translator) -> None:
        self.record = record
        self.tr = tr

    def load(self, book: Casebook) -> Shown:
        """What holds it. Raises `NoSuchRecord`."""
        found = book.need(self.record)
        rows = tuple(self._row(book, each) for each in withdrawal.affected(book, self.record))
        title = record_name(book, self.record, self.tr.language)
        return Shown(title, found.kind, bool(found.values("revoked")), rows)

    def _row(self, book: Casebook, each: Affected) -> Row:
        tr, held = self.tr, each.holding
        names = [one.name or f"{one.key[:12]}…" for one in held.recipients]
        audience = vocabulary("audience").label(held.audience, tr.language) if held.audience else ""
        meta = (audience, held.purpose, in_words(held.left.isoformat(), tr), held.code)
        replaced = "" if held.replaced_by is None else book.need(held.replaced_by).code
        return Row(
            held.disclosure,
            ", ".join(names) or tr(N_("anybody: it was not encrypted")),
            " · ".join(part for part in meta if part),
            of_holders.standing(held, tr, replaced, in_words),
            of_editions.todo(each, tr, in_words),
        )

    def withdraw(self, when: str, why: str, by: str) -> Callable[[Casebook, Progress], Touched]:
        """Mark it as withdrawn. *when* is EDTF, today if empty. Raises as `withdrawal.withdraw`."""
        record = self.record

        def work(book: Casebook, _progress: Progress) -> Touched:
            done = withdrawal.withdraw(book, record, when=when, why=why, by=by)
            return done.touched or Touched(Verb.CONSENT, frozenset(), frozenset(), None)

        return work
