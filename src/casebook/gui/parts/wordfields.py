"""Fields for the words of one share, numbered as on the paper. What is typed can be seen, and not copied."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from casebook.base.words import N_
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.text import label, set_role
from casebook.gui.theme import Look
from casebook.vault.shares import WORDS, words_in

_CELL = 150
_ONWARD = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WordField(QLineEdit):
    """One word. Blank or Enter goes `onward`; Backspace in an empty field goes `back`.

    `spread` carries several words that came at once, from a program that types for somebody.
    """

    onward = Signal()
    back = Signal()
    spread = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
            | Qt.InputMethodHint.ImhLatinOnly
        )
        # What is never selected is never on a clipboard, not even on that of the middle mouse button.
        self.selectionChanged.connect(self.deselect)
        self.textEdited.connect(self._divide)

    def _divide(self, text: str) -> None:
        words = words_in(text)
        if len(words) > 1:
            self.spread.emit(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that leave the field."""
        if event.key() in _ONWARD:
            self.onward.emit()
            return
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.back.emit()
            return
        super().keyPressEvent(event)

    def word(self) -> str:
        """What is typed, in small letters."""
        return "".join(words_in(self.text())[:1])

    def mark(self, *, bad: bool) -> None:
        """Show that something is wrong with it, or that nothing is."""
        if self.property("bad") != ("true" if bad else "false"):
            set_role(self, bad="true" if bad else "false")

    def wipe(self) -> None:
        """Empty it and its undo history."""
        self.setText("")
        self.mark(bad=False)


class WordFields(QWidget):
    """The 20 of a share. `finished` = the person went on from the last one."""

    changed = Signal()
    finished = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        theme = look.theme
        flow = Flow(self, gap=theme.space(8))
        self.fields: list[WordField] = []
        named = look.tr(N_("Word {number}"))
        for number in range(1, WORDS + 1):
            cell = QWidget()
            cell.setFixedWidth(theme.px(_CELL))
            row = QHBoxLayout(cell)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme.space(4))
            count = label(str(number), "meta")
            count.setFixedWidth(theme.px(18))
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            field = WordField(named.replace("{number}", str(number)))
            field.onward.connect(self._go_on)
            field.back.connect(self._go_back)
            field.spread.connect(self._spread)
            field.textChanged.connect(self.changed)
            row.addWidget(count)
            row.addWidget(field, 1)
            flow.put(cell)
            self.fields.append(field)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(self.fields[0])

    def _place(self, field: object) -> int:
        return self.fields.index(field) if isinstance(field, WordField) else 0

    def _go_on(self) -> None:
        place = self._place(self.sender())
        if place + 1 < len(self.fields):
            self.fields[place + 1].setFocus()
        else:
            self.finished.emit()

    def _go_back(self) -> None:
        self.fields[max(0, self._place(self.sender()) - 1)].setFocus()

    def _spread(self, words: object) -> None:
        assert isinstance(words, tuple)
        place = self._place(self.sender())
        for field, word in zip(self.fields[place:], words, strict=False):
            field.setText(word)
        self.fields[min(place + len(words), len(self.fields)) - 1].setFocus()

    def words(self) -> tuple[str, ...]:
        """What is typed, without the fields that are empty."""
        return tuple(word for field in self.fields if (word := field.word()))

    def mark(self, places: frozenset[int]) -> None:
        """Mark the words at *places* (from 1, as in `words`) as wrong."""
        number = 0
        for field in self.fields:
            number += bool(field.word())
            field.mark(bad=bool(field.word()) and number in places)

    def go_to(self, place: int) -> None:
        """Put the keyboard into the word at *place* (as in `words`)."""
        typed = [field for field in self.fields if field.word()]
        typed[place - 1].setFocus()

    def at_hand(self) -> int:
        """The place, as in `words`, of the word that is being typed; 0 if none is."""
        for field in self.fields:
            if field.hasFocus() and field.word():
                return sum(bool(one.word()) for one in self.fields[: self._place(field) + 1])
        return 0

    def wipe(self) -> None:
        """Empty them all."""
        for field in self.fields:
            field.wipe()
