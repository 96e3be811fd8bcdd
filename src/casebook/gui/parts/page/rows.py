"""The rows of a page: a value with its label, a list of elements, a long text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.ids import EntryId
from casebook.base.words import N_
from casebook.gui.parts.buttons import icon_button
from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.editors.paragraphs import ParagraphsEditor
from casebook.gui.parts.inplace import InPlace
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.page.shown import RowShown, TextShown
from casebook.gui.parts.text import label
from casebook.gui.theme import Look
from casebook.model.fields import Link, Value

LABEL_WIDTH = 190
INNER_WIDTH = 150
_LONGEST = 44
"""Characters of a version on a button."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A unit was given another value. *seen*: the entries whose value stood on screen."""

    path: str
    value: Value
    seen: tuple[EntryId, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """Text being typed at a unit; empty = nothing to keep any more."""

    path: str
    text: str
    seen: tuple[EntryId, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """Of several versions, the one that *entry* said."""

    path: str
    entry: EntryId


class Row(QWidget):
    """One unit: its label, its value, and what is uncomfortable about it.

    *inner*: a row inside an element, in smaller print. *bare*: without a label, because the list has one.
    """

    typed = Signal(object)
    drafted = Signal(object)
    settled = Signal(object)
    followed = Signal(object)
    closed = Signal()

    def __init__(self, editors: Editors, shown: RowShown, *, inner: bool = False, bare: bool = False) -> None:
        super().__init__()
        self.look: Look = editors.look
        self._editors = editors
        self.shown = shown
        self._waiting = False
        tr, theme = self.look.tr, self.look.theme
        name = tr(shown.label)
        narrow = theme.scale > 150
        row = QBoxLayout(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight, self
        )
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0 if narrow else theme.space(8))
        if not bare:
            caption = label(name, "meta" if inner else "label", wrap=True)
            caption.setContentsMargins(theme.space(8) if inner else 0, theme.space(5 if inner else 4), 0, 0)
            caption.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            if not narrow:
                caption.setFixedWidth(theme.px(INNER_WIDTH if inner else LABEL_WIDTH))
            row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(theme.space(4))
        self.place = InPlace(self.look, name, self._make_editor)
        self.place.setMaximumWidth(theme.px(300 if isinstance(shown.field, Link) else 620))
        self.place.committed.connect(self._commit)
        self.place.drafted.connect(self._draft)
        self.place.closed.connect(self.closed)
        line.addWidget(self.place, 1000)
        self._follow = icon_button(self.look, "open", tr(N_("Open the record: {name}")).format(name=name))
        self._follow.clicked.connect(self._go)
        line.addWidget(self._follow, 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        column.addLayout(line)
        self._meta = label("", "meta", wrap=True)
        self._meta.setContentsMargins(theme.space(8), 0, 0, theme.space(2))
        column.addWidget(self._meta)
        self._notices = QVBoxLayout()
        column.addLayout(self._notices)
        row.addLayout(column, 1)
        self.setFocusProxy(self.place)
        self.show_row(shown)

    def _make_editor(self) -> Editor:
        return self._editors.make(self.shown.field, self.look.tr(self.shown.label))

    def show_row(self, shown: RowShown) -> None:
        """Show another value."""
        same_notices = self.shown.versions == shown.versions and self.shown.draft == shown.draft
        fresh = self._notices.count() == 0
        self.shown = shown
        self._waiting = False
        self.place.fixed = shown.fixed
        self.place.show_value(shown.value, shown.told.text)
        self._meta.setText(shown.told.meta)
        self._meta.setVisible(bool(shown.told.meta) and not self.place.is_open)
        self._follow.setVisible(shown.target is not None)
        if not same_notices or fresh:
            self._show_notices()

    def _show_notices(self) -> None:
        empty(self._notices)
        tr = self.look.tr
        if self.shown.versions:
            ways = tuple(
                (
                    tr(N_("Keep “{value}”")).replace("{value}", _short(v.told.whole)),
                    Settled(self.shown.path, v.entry),
                )
                for v in self.shown.versions
            )
            told = tr(N_("Two versions are recorded. Keep one, or write a new one above."))
            notice = Notice(self.look, told, tone="amber", ways=ways)
            notice.chosen.connect(self.settled)
            self._notices.addWidget(notice)
        if self.shown.draft and not self.place.is_open:
            told = tr(N_("You were writing here when the casebook was locked."))
            offers = ((tr(N_("Go on writing")), True), (tr(N_("Forget it")), False))
            notice = Notice(self.look, told, tone="accent", ways=offers)
            notice.chosen.connect(self._take_up)
            self._notices.addWidget(notice)

    def _take_up(self, go_on: object) -> None:
        draft = self.shown.draft
        if go_on:
            self.place.open(draft)
        else:
            self.drafted.emit(Drafted(self.shown.path, "", ()))
        self.show_row(replace(self.shown, draft=""))

    def _commit(self, value: Value) -> None:
        self._waiting = True
        self.typed.emit(Typed(self.shown.path, value, self.shown.seen))

    @property
    def is_left(self) -> bool:
        """Whether nobody writes here, stands here, or waits for what was written to be saved."""
        return not (self.place.is_open or self.place.reading.hasFocus() or self._waiting)

    def _draft(self, text: str) -> None:
        self.drafted.emit(Drafted(self.shown.path, text, self.shown.seen))

    def _go(self) -> None:
        if self.shown.target is not None:
            self.followed.emit(self.shown.target)


class LongText(QWidget):
    """A narrative over the whole width."""

    typed = Signal(object)
    drafted = Signal(object)

    def __init__(self, editors: Editors, shown: TextShown) -> None:
        super().__init__()
        self.look = editors.look
        tr, theme = self.look.tr, self.look.theme
        self.shown = shown
        name = tr(shown.label)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.space(4), 0, theme.space(4))
        box.setSpacing(theme.space(4))
        box.addWidget(label(name, "label"))
        self.place = InPlace(self.look, name, partial(ParagraphsEditor, self.look, name), serif=True)
        self.place.setMaximumWidth(theme.px(760))
        self.place.committed.connect(self._commit)
        self.place.drafted.connect(self._draft)
        # Beside a stretch the text is as high as its own width needs, not as the whole page would.
        row = QHBoxLayout()
        row.addWidget(self.place, 1000)
        row.addStretch(1)
        box.addLayout(row)
        self._notice = Notice(
            self.look,
            tr(N_("You were writing here when the casebook was locked.")),
            ways=((tr(N_("Go on writing")), True), (tr(N_("Forget it")), False)),
        )
        self._notice.chosen.connect(self._take_up)
        box.addWidget(self._notice)
        self.show_text(shown)

    def show_text(self, shown: TextShown) -> None:
        """Show another text."""
        self.shown = shown
        self.place.show_value(shown.text or None, shown.text)
        self._notice.setVisible(bool(shown.draft) and not self.place.is_open)

    def _take_up(self, go_on: object) -> None:
        self._notice.hide()
        if go_on:
            self.place.open(self.shown.draft)
        else:
            self.drafted.emit(Drafted(self.shown.name, "", ()))

    def _commit(self, value: Value) -> None:
        self.typed.emit(Typed(self.shown.name, value, ()))

    def _draft(self, text: str) -> None:
        self.drafted.emit(Drafted(self.shown.name, text, ()))


def _short(text: str) -> str:
    """A version in a button's length, its beginning and its end: a button as long as a paragraph widens the page."""
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST * 2 // 3]} … {words[-_LONGEST // 4 :]}"
