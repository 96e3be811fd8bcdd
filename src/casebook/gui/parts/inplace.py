"""A value that reads like a document and becomes a field on click, Enter or F2.

Escape restores what stood there; leaving the field saves it. What cannot be saved stays as it was typed,
with a sentence under it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, escaped
from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.popup import Popup
from casebook.gui.parts.text import set_role
from casebook.gui.theme import Look
from casebook.model.fields import BadValue, Value

DRAFT_MS = 2000
"""Rest after which what is being typed is kept as a draft."""
MOST_SHOWN: Final = 20_000
"""Characters of a text that are laid out to be read, and as many more each time somebody asks: ten pages. While Qt
lays out megabytes no key is heard, not even the one that locks."""


def piece_ends(text: str, start: int) -> int:
    """Where a piece to be read ends that begins at *start*: between paragraphs, lines or words if that can be."""
    end = start + MOST_SHOWN
    if end >= len(text):
        return len(text)
    for mark in ("\n\n", "\n", " "):
        found = text.rfind(mark, start + MOST_SHOWN // 2, end)
        if found >= 0:
            return found + len(mark)
    return end


def _as_piece(text: str) -> str:
    """Without the end of its last line, which the edge of the label is."""
    return text.removesuffix("\n")


class Reading(QLabel):
    """The value as text. Takes the focus; Enter, F2, a click or the first letter of a new text opens it."""

    opened = Signal()
    left = Signal()

    def __init__(self, name: str, *, serif: bool = False) -> None:
        super().__init__()
        self._heights: dict[int, int] = {}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", "value-serif" if serif else "value")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        """Show another text."""
        self._heights.clear()
        super().setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Another font or style needs other heights."""
        self._heights.clear()
        super().changeEvent(event)

    def heightForWidth(self, width: int) -> int:
        """Remembered: columns in columns ask again and again, and Qt lays a long text out each time.

        While it does, no key is heard, not even the one that locks.
        """
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the field."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard went on."""
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 open the field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit()
            return
        super().keyPressEvent(event)


class Further(QWidget):
    """The pieces of a long text below the first one, and the way to the next of them.

    Each stands in a label of its own: those above it are not laid out again. `opened`: somebody clicked into one;
    `ended`: nothing is left to be shown.
    """

    opened = Signal()
    ended = Signal()

    def __init__(self, look: Look, name: str, *, serif: bool) -> None:
        super().__init__()
        self._look = look
        self._name = name
        self._serif = serif
        self._text = ""
        self._shown = 0
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._pieces = QVBoxLayout()
        box.addLayout(self._pieces)
        self.more = Button(look, "", role="link")
        self.more.clicked.connect(self._show_more)
        box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def begin(self, text: str) -> str:
        """Stand below *text*, of which the first piece is returned."""
        self._text = text
        self._shown = piece_ends(text, 0)
        empty(self._pieces)
        self._offer_more()
        return _as_piece(text[: self._shown])

    @property
    def is_needed(self) -> bool:
        """Whether there is more than the first piece."""
        return self._shown < len(self._text) or self._pieces.count() > 0

    def _show_more(self) -> None:
        start, self._shown = self._shown, piece_ends(self._text, self._shown)
        piece = Reading(self._name, serif=self._serif)
        piece.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        piece.setText(_as_piece(self._text[start : self._shown]))
        piece.setAccessibleDescription(piece.text())
        piece.opened.connect(self.opened)
        self._pieces.addWidget(piece)
        if self._shown >= len(self._text):
            self.ended.emit()
        self._offer_more()

    def _offer_more(self) -> None:
        """Say how much is not shown, unless all is."""
        left = len(self._text) - self._shown
        told = self._look.tr(N_("Show more of it: {count} characters are left")).format(count=left)
        self.more.setText(escaped(told))
        self.more.setAccessibleName(f"{self._name}: {told}")
        self.more.setVisible(left > 0)


class InPlace(QWidget):
    """One value on a page.

    `committed` carries the new value when the field was left with another one; `drafted` the text after two
    seconds of rest, "" when there is nothing to keep any more; `stranded`: the keyboard was here, and what it
    would stand on now is not shown. *make* makes the editor when it is first
    needed, because most values are only read.
    """

    committed = Signal(object)
    drafted = Signal(str)
    closed = Signal()
    stranded = Signal()

    def __init__(self, look: Look, name: str, make: Callable[[], Editor], *, serif: bool = False) -> None:
        super().__init__()
        self._look = look
        self._name = name
        self._make = make
        self._value: Value = None
        self._editor: Editor | None = None
        self._drafted = False
        self._text: str | None = None
        self.fixed = False
        self.reading = Reading(name, serif=serif)
        self.reading.opened.connect(self.open)
        self.reading.left.connect(self._leave_empty)
        self._rest = QTimer(self, interval=DRAFT_MS, singleShot=True)
        self._rest.timeout.connect(self._keep_draft)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self.reading)
        self.further = Further(look, name, serif=serif)
        self.further.opened.connect(self.open)
        self.further.ended.connect(self.reading.setFocus)
        self._box.addWidget(self.further)
        self.setFocusProxy(self.reading)

    # ------------------------------------------------------------------------------------- showing

    def show_value(self, value: Value, text: str) -> None:
        """Show *value* as *text*. While the field is open what is being typed stays."""
        self._value = value
        if text != self._text:
            self._text = text
            self.reading.setText(self.further.begin(text or self._look.tr(N_("empty"))))
            self.reading.setAccessibleDescription(self.reading.text())
        set_role(self.reading, empty="false" if text else "true")
        self.further.setVisible(self.further.is_needed and not self.is_open)

    @property
    def is_open(self) -> bool:
        """Whether it is being edited."""
        return self._editor is not None and not self._editor.isHidden()

    def draft(self) -> str | None:
        """What is typed and not saved, or nothing."""
        return self._editor.text() if self._editor is not None and self.is_open and self._changed() else None

    # ------------------------------------------------------------------------------------- editing

    def open(self, draft: str | None = None) -> None:
        """Become a field; with *draft*, one that goes on where it was interrupted."""
        if self.fixed:
            return
        if self._editor is None:
            self._editor = self._make()
            self._editor.changed.connect(self._rest.start)
            self._editor.accepted.connect(self._accept)
            self._box.addWidget(self._editor)
        if not self._editor.isHidden() and self.reading.isHidden():
            return
        self._editor.load(self._value)
        if isinstance(draft, str):
            self._editor.take_draft(draft)
        self._editor.show()
        self.reading.hide()
        self.further.hide()
        self.setFocusProxy(self._editor)
        self._editor.begin()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._watch_focus)
        self._editor.installEventFilter(self)

    def _watch_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Leaving for another widget of the window saves; leaving the window does not."""
        if now is None or self._editor is None or not self.is_open:
            return
        if self._editor.isAncestorOf(now) or now is self._editor or Popup.at_home(now):
            return
        self.commit()

    def commit(self) -> bool:
        """Save what is typed and close. False if it cannot be saved; the field stays open then."""
        if self._editor is None or not self.is_open:
            return True
        try:
            value = self._editor.value()
        except BadValue as problem:
            self._editor.complain(problem)
            return False
        now = QApplication.focusWidget()
        inside = now is not None and self._editor.isAncestorOf(now)
        if value != self._value:
            self._drafted = False
            self._close()
            self.committed.emit(value)
        else:
            self._forget_draft()
            self._close()
        if inside:
            self._land()
        return True

    def _accept(self) -> None:
        self.commit()

    def _leave_empty(self) -> None:
        """The keyboard went on from a value that is not there: nothing has to stand here any more."""
        if self._value is None and not self.is_open:
            self.closed.emit()

    def _land(self) -> None:
        """The keyboard stands on the value it has just written, if that is shown here."""
        if self.reading.isVisible():
            self.reading.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.stranded.emit()

    def cancel(self) -> None:
        """Escape: back to what stood there."""
        if self.is_open:
            self._forget_draft()
            self._close()
            self._land()

    def _close(self) -> None:
        self._rest.stop()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.disconnect(self._watch_focus)
        assert self._editor is not None
        self._editor.complain(None)
        self.setFocusProxy(self.reading)
        self.reading.show()
        self._editor.hide()
        self.further.setVisible(self.further.is_needed)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape restores."""
        if event.key() == Qt.Key.Key_Escape and self.is_open:
            self.cancel()
            return
        super().keyPressEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Escape belongs to the field before it belongs to the window."""
        override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
        return False

    # ------------------------------------------------------------------------------------- drafts

    def _changed(self) -> bool:
        if self._editor is None:
            return False
        try:
            return self._editor.value() != self._value
        except BadValue:
            return True

    def _keep_draft(self) -> None:
        if self._editor is not None and self.is_open and self._changed():
            self._drafted = True
            self.drafted.emit(self._editor.text())

    def _forget_draft(self) -> None:
        if self._drafted:
            self._drafted = False
            self.drafted.emit("")
