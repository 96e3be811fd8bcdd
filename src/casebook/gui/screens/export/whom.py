"""For whom something leaves: people of the address book, and the audience that says what they may see."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, escaped
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.options import Options
from casebook.gui.parts.text import label
from casebook.gui.screens.export.audiences import AUDIENCES, audience_name
from casebook.gui.screens.export.beginning import RecipientShown
from casebook.gui.screens.export.choosing import Choosing
from casebook.gui.screens.export.state import ExportState
from casebook.gui.theme import Look

PARTNER = "partner"


class WhomPanel(QWidget):
    """The audiences; *people*, those who get it, is a widget of its own beside it. `changed`, `book_wanted`."""

    changed = Signal()
    book_wanted = Signal()

    def __init__(self, look: Look, state: ExportState) -> None:
        super().__init__()
        self.look = look
        self.state = state
        self._shown: tuple[RecipientShown, ...] | None = None
        self._boxes: list[tuple[QCheckBox, RecipientShown]] = []
        tr, theme = look.tr, look.theme
        box = self._column(self)
        box.addWidget(label(tr(N_("What they may see")), "section"))
        self.whom = Options(look, tr(N_("What they may see")))
        for audience, told in AUDIENCES.items():
            self.whom.add(audience_name(audience, tr), tr(told), audience)
        self.whom.chosen.connect(self._choose_whom)
        box.addWidget(self.whom)
        self._partner = QWidget()
        inner = self._column(self._partner)
        name = tr(N_("Organisation that receives it, as consents name it"))
        inner.addWidget(label(name, "label", wrap=True))
        self.partner = QLineEdit()
        self.partner.setAccessibleName(name)
        self.partner.setMaximumWidth(theme.px(360))
        self.partner.editingFinished.connect(self._name_partner)
        inner.addWidget(self.partner)
        box.addWidget(self._partner)
        self.people = QWidget()
        people = self._column(self.people)
        people.addWidget(label(tr(N_("Who gets it")), "section"))
        self._told = label("", "meta", wrap=True)
        people.addWidget(self._told)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.space(4))
        people.addLayout(self._list)
        self.book = Button(look, tr(N_("Address book")), role="link", icon="recipients")
        self.book.clicked.connect(self.book_wanted)
        people.addWidget(self.book)

    def _column(self, inside: QWidget) -> QVBoxLayout:
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self.look.theme.space(8))
        return box

    def show_choosing(self, shown: Choosing) -> None:
        """Who can be chosen, and who is."""
        if shown.recipients != self._shown:
            self._shown = shown.recipients
            self._offer(shown.recipients)
        keys = set(self.state.wanted.recipients)
        for check, one in self._boxes:
            check.setChecked(bool(one.keys) and set(one.keys) <= keys)
        self.whom.choose(self.state.audience)
        self.partner.setText(self.state.partner)
        self._partner.setVisible(self.state.audience == PARTNER)
        self._tell(shown.recipients)

    def _offer(self, recipients: tuple[RecipientShown, ...]) -> None:
        theme = self.look.theme
        empty(self._list)
        self._boxes = []
        for one in recipients:
            row = QWidget()
            inner = QVBoxLayout(row)
            inner.setContentsMargins(0, 0, 0, theme.space(4))
            inner.setSpacing(0)
            check = QCheckBox(escaped(one.called))
            check.setAccessibleName(one.called)
            check.setAccessibleDescription(" ".join((one.told, *one.doubts)))
            check.setEnabled(bool(one.keys))
            check.clicked.connect(self._choose_people)
            self._boxes.append((check, one))
            inner.addWidget(check)
            under = QVBoxLayout()
            under.setContentsMargins(theme.px(14) + 17, 0, 0, 0)
            under.setSpacing(0)
            if one.told:
                under.addWidget(label(one.told, "meta", wrap=True))
            for doubt in one.doubts:
                under.addWidget(label(doubt, "doubt", wrap=True))
            inner.addLayout(under)
            self._list.addWidget(row)

    def _tell(self, recipients: tuple[RecipientShown, ...]) -> None:
        """Whether it will be encrypted, and to whom beside those of the address book."""
        tr = self.look.tr
        keys = set(self.state.wanted.recipients)
        typed = keys - {key for one in recipients for key in one.keys}
        if not recipients and not keys:
            told = tr(N_("Nobody is in the address book yet. Without a recipient nothing is encrypted."))
        elif not keys:
            told = tr(N_("Nobody is chosen: it goes unencrypted, and anybody who has the file can read it."))
        else:
            told = tr(N_("Only they can open it."))
        if typed:
            more = tr.plural(
                "and the owner of {count} other key", "and the owners of {count} other keys", len(typed)
            )
            told = f"{told} {more}"
        self._told.setText(told)

    def _choose_people(self) -> None:
        chosen = [one for check, one in self._boxes if check.isChecked()]
        self.state.choose_recipients(chosen)
        audiences = {one.audience for one in chosen if one.audience in AUDIENCES}
        if len(audiences) == 1:
            self.state.choose_audience(audiences.pop())
        self.changed.emit()

    def _choose_whom(self, audience: object) -> None:
        self.state.choose_audience(str(audience))
        self.changed.emit()

    def _name_partner(self) -> None:
        if self.partner.text() != self.state.partner:
            self.state.partner = self.partner.text()
            self.changed.emit()
