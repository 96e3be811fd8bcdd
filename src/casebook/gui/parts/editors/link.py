"""The editor of a link: type a name or a code, choose a record, or make a new one by that name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from casebook.base.words import N_
from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.popup import Popup, Suggestion
from casebook.gui.parts.text import set_role
from casebook.gui.theme import Look
from casebook.model.fields import BadValue, Link, Value

PAUSE_MS = 120


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be linked: its id, how it is called, what tells it from others, its icon."""

    record: bytes
    title: str
    meta: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class NewOne:
    """The wish to make a new record of *kind* called *title* and to link it."""

    kind: str
    title: str


class Finder(Protocol):
    """Finds records to link: by what was typed, and by id, both answered later on the GUI thread."""

    def find(self, kinds: tuple[str, ...], typed: str, then: Callable[[tuple[Candidate, ...]], None]) -> None:
        """Candidates of *kinds* for *typed* (may be empty: the likeliest)."""

    def name(self, record: bytes, then: Callable[[str], None]) -> None:
        """How *record* is called."""

    def make(self, new: NewOne, then: Callable[[Candidate], None]) -> None:
        """Make the record."""

    def can_make(self, kinds: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Kinds that can be made on the way, with the words of the offer (``New person “{name}”``)."""


class LinkEditor(Editor):
    """The id of another record, shown and typed as its name."""

    def __init__(self, look: Look, name: str, field: Link, finder: Finder) -> None:
        super().__init__(look, name)
        self._field = field
        self._finder = finder
        self._record: bytes | None = None
        self._waited_for = False
        self._line = QLineEdit()
        self._line.setAccessibleName(name)
        self._line.setPlaceholderText(look.tr(N_("Type a name or a code…")))
        self.popup = Popup(look, self._line, name)
        self.popup.picked.connect(self._pick)
        self._line.textEdited.connect(self._typed)
        self._line.returnPressed.connect(self._enter)
        self._rest = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._rest.timeout.connect(self._ask)
        self.box.addWidget(self._line)
        self.setFocusProxy(self._line)
        self.finish()

    def _typed(self) -> None:
        self._record = None
        self._waited_for = False
        self.complain(None)
        # What is listed answers an older text: Enter must not take it.
        self.popup.list.setCurrentRow(-1)
        self._rest.start()
        self.changed.emit()

    def _enter(self) -> None:
        if self._record is not None or not self._line.text().strip():
            self.accepted.emit()
        elif self._rest.isActive():
            self._waited_for = True
            self._rest.stop()
            self._ask()

    def _ask(self) -> None:
        self._finder.find(self._field.kinds, self._line.text(), self._offer)

    def _offer(self, found: tuple[Candidate, ...]) -> None:
        if not self._line.hasFocus():
            return
        rows = [Suggestion(one.title, one, one.meta, one.icon) for one in found]
        typed = " ".join(self._line.text().split())
        if typed and self._record is None:
            for kind, offer in self._finder.can_make(self._field.kinds):
                rows.append(Suggestion(offer.format(name=typed), NewOne(kind, typed), icon="add"))
        self.popup.offer(tuple(rows))
        if self._waited_for and len(found) == 1:
            self._take(found[0])
        self._waited_for = False

    def _pick(self, suggestion: Suggestion) -> None:
        thing = suggestion.thing
        if isinstance(thing, NewOne):
            self._finder.make(thing, self._take)
        elif isinstance(thing, Candidate):
            self._take(thing)

    def _take(self, candidate: Candidate) -> None:
        self.popup.hide()
        self._record = candidate.record
        self._line.setText(candidate.title)
        self.changed.emit()
        self.accepted.emit()

    def _show_name(self, title: str) -> None:
        if self._record is not None:
            self._line.setText(title)

    def load(self, value: Value) -> None:
        """Show the record's name."""
        self._record = value if isinstance(value, bytes) else None
        self._line.setText("")
        if self._record is not None:
            self._finder.name(self._record, self._show_name)

    def value(self) -> Value:
        """The id; nil if nothing is typed. Raises `BadValue` while what is typed names nobody chosen."""
        if self._record is not None:
            return self._record
        if self._line.text().strip():
            raise BadValue("not-an-id")
        return None

    def text(self) -> str:
        """What was typed."""
        return self._line.text()

    def take_draft(self, text: str) -> None:
        """Put typed text back."""
        self._record = None
        self._line.setText(text)

    def begin(self) -> None:
        """Take the keyboard and offer the likeliest."""
        self._line.setFocus()
        self._line.selectAll()
        self._finder.find(self._field.kinds, "", self._offer)

    def complain(self, problem: BadValue | None) -> None:
        """A red edge, and the sentence."""
        super().complain(problem)
        set_role(self._line, bad="true" if problem else "false")
