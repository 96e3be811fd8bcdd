"""The page of a record: what it shows, and the work each act of a person means. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from casebook.base.ids import EntryId, RecordId
from casebook.base.progress import Progress
from casebook.base.words import Translator
from casebook.casework import conflicts, records
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Edit, New, Remove, Set
from casebook.casework.touched import Touched, Verb
from casebook.gui.parts.page.completing import completed
from casebook.gui.parts.page.reading import RecordReading, blank
from casebook.gui.parts.page.shown import Shown
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Value
from casebook.model.kinds import Many

Work = Callable[[Casebook, Progress], Touched]


class PageState:
    """What the page of one record shows and can do. *new*: nothing is written until something is filled in."""

    def __init__(
        self, record: RecordId, kind: str, tr: Translator, *, new: bool = False, begin: tuple[Edit, ...] = ()
    ) -> None:
        self.record = record
        self.kind = KINDS[kind]
        self.tr = tr
        self.new = new
        self._began_new = new
        self._begin = begin

    def concerns(self, touched: Touched) -> bool:
        """Whether the page may read otherwise now: names of other records stand on it, so after any write."""
        return bool(touched)

    def load(self, book: Casebook) -> Shown:
        """Everything the page shows."""
        found = book.get(self.record)
        self.new = found is None and self._began_new
        if found is None:
            return blank(book, self.record, self.kind, missing=not self.new)
        return RecordReading(book, found, self.kind, self.tr).shown()

    # ------------------------------------------------------------------------------------ acting

    def _edits(self, *edits: Edit) -> list[Edit]:
        begin: list[Edit] = [New(self.record, self.kind.name), *self._begin] if self.new else []
        return [*begin, *edits]

    @property
    def verb(self) -> Verb:
        """What the next write is called in the history."""
        return Verb.ADD if self.new else Verb.EDIT

    def set_value(self, path: str, value: Value, seen: tuple[EntryId, ...]) -> Work:
        """A unit has another value now."""
        unit = self.kind.find(path)
        if unit is not None:
            value = completed(unit.field, value)
        edits, verb = self._edits(Set(self.record, path, value, seen)), self.verb

        def work(book: Casebook, _progress: Progress) -> Touched:
            return records.write(book, verb, edits, drafts_done=[(self.record, path)])

        return work

    def set_text(self, name: str, text: str) -> Work:
        """A long text reads otherwise now; paragraphs that stayed the same are not touched."""
        new, begin, verb = self.new, self._edits(), self.verb

        def work(book: Casebook, _progress: Progress) -> Touched:
            edits = [*begin, *records.paragraph_edits(book, self.record, name, text, new=new)]
            return records.write(book, verb, edits, drafts_done=[(self.record, name)])

        return work

    def add_element(self, name: str, inner: str, value: Value) -> Work:
        """One more element, known by its first unit."""
        unit = self.kind.by_name[name]
        value = completed(unit.main.field if isinstance(unit, Many) else unit.field, value)
        edits, verb = self._edits(Add(self.record, name, ((inner, value),))), self.verb

        def work(book: Casebook, _progress: Progress) -> Touched:
            return records.write(book, verb, edits, drafts_done=[(self.record, f"{name}/+")])

        return work

    def remove_element(self, name: str, element: str) -> Work:
        """The element is gone; undo brings it back."""

        def work(book: Casebook, _progress: Progress) -> Touched:
            return records.write(book, Verb.EDIT, [Remove(self.record, name, element)])

        return work

    def settle(self, path: str, entry: EntryId) -> Work:
        """Of several versions, the one that *entry* said."""

        def work(book: Casebook, _progress: Progress) -> Touched:
            return conflicts.keep(book, self.record, path, entry)

        return work

    def delete(self, book: Casebook, _progress: Progress) -> Touched:
        """Hide the record."""
        return records.delete(book, self.record)

    def restore(self, book: Casebook, _progress: Progress) -> Touched:
        """Bring it back."""
        return records.restore(book, self.record)
