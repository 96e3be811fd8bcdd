"""The editor of a date: typed as people say it, and said back in words while one types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from casebook.base.words import N_
from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.text import label, set_role
from casebook.gui.theme import Look
from casebook.model import dates
from casebook.model.fields import BadValue, Value


class DateEditor(Editor):
    """A date as EDTF. ``t`` or ``т`` is today, Up and Down are days; *today* is passed in."""

    def __init__(self, look: Look, name: str, today: Callable[[], date]) -> None:
        super().__init__(look, name)
        self._today = today
        self._line = QLineEdit()
        self._line.setAccessibleName(name)
        self._line.setPlaceholderText(look.tr(N_("10.02.2023, February 2023, around 2017…")))
        self._line.textEdited.connect(self._typed)
        self._line.returnPressed.connect(self.accepted)
        self._line.installEventFilter(self)
        self._echo = label("", "echo", wrap=True)
        self.box.addWidget(self._line)
        self.box.addWidget(self._echo)
        self.setFocusProxy(self._line)
        self.finish()

    def _parse(self) -> dates.EdtfDate:
        try:
            return dates.parse_typed(self._line.text(), self._today())
        except dates.BadDate as bad:
            raise BadValue(bad.why) from None

    def _typed(self) -> None:
        self.complain(None)
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        """Say back what is understood so far; nothing while it is no date yet."""
        try:
            words = dates.echo(self._parse(), self.look.tr.language) if self._line.text().strip() else ""
        except BadValue:
            words = ""
        self._echo.setText(words)
        self._echo.setVisible(bool(words))
        self._line.setAccessibleDescription(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down: a day later, a day earlier."""
        if watched is self._line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            by = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
            if by is not None:
                self._step(by)
                return True
        return False

    def _step(self, by: int) -> None:
        try:
            day = self._parse().day if self._line.text().strip() else self._today() - timedelta(days=by)
        except BadValue:
            return
        if day is not None:
            self._line.setText((day + timedelta(days=by)).strftime("%d.%m.%Y"))
            self._typed()

    def load(self, value: Value) -> None:
        """Show the date as it is typed: a whole day with points, anything else in words."""
        self._line.setText(self._as_typed(value) if isinstance(value, str) else "")
        self._say()

    def _as_typed(self, edtf: str) -> str:
        try:
            found = dates.parse_edtf(edtf)
        except dates.BadDate:
            return edtf
        plain_day = found.day is not None and found.precision is dates.Precision.DAY
        if plain_day and not found.uncertain and not found.approximate and found.day is not None:
            return found.day.strftime("%d.%m.%Y")
        return dates.echo(found, self.look.tr.language)

    def value(self) -> Value:
        """EDTF; nil when empty. Raises `BadValue`."""
        return self._parse().edtf if self._line.text().strip() else None

    def text(self) -> str:
        """What was typed."""
        return self._line.text()

    def take_draft(self, text: str) -> None:
        """Put typed text back."""
        self._line.setText(text)
        self._say()

    def begin(self) -> None:
        """Take the keyboard."""
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.selectAll()

    def complain(self, problem: BadValue | None) -> None:
        """A red edge, and the sentence."""
        super().complain(problem)
        set_role(self._line, bad="true" if problem else "false")
