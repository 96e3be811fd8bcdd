"""What a person has to say before something may leave: two questions without a default, and words for it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.derivatives import Decision, Form
from casebook.gui.parts.options import Options
from casebook.gui.parts.text import label
from casebook.gui.theme import Look

_RECOGNISED: Final = {
    Form.SOUND: N_("Can somebody be recognised by their voice?"),
    Form.TEXT: N_("Can somebody be recognised by how they write?"),
}
_FACE: Final = N_("Can a face, a tattoo or a way of standing be recognised?")
_DOCUMENT: Final = N_("Is it a document, or does it show one?")
_REMARK: Final = N_("Then it leaves only where consent lets faces and voices be shown.")
_REMARK_DOCUMENT: Final = N_("Then it leaves only where consent lets documents be shown.")


class Deciding(QWidget):
    """`answered` = an answer is another. Nothing is answered for anybody."""

    answered = Signal()

    def __init__(self, look: Look, form: Form) -> None:
        super().__init__()
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        self._questions: list[Options] = []
        for question, remark in (
            (_RECOGNISED.get(form, _FACE), _REMARK),
            (_DOCUMENT, _REMARK_DOCUMENT),
        ):
            box.addWidget(label(tr(question), "strong", wrap=True))
            options = Options(look, tr(question))
            options.add(tr(N_("Yes")), tr(remark), True)
            options.add(tr(N_("No")), "", False)
            options.chosen.connect(self._say)
            self._questions.append(options)
            box.addWidget(options)
        self._caption = self._field(box, tr(N_("What is said of it (leaves with it)")))
        self._why = self._field(box, tr(N_("Why it may leave (stays here)")))
        self.setFocusProxy(self._questions[0])

    def _field(self, box: QVBoxLayout, name: str) -> QLineEdit:
        box.addWidget(label(name, "label", wrap=True))
        made = QLineEdit()
        made.setAccessibleName(name)
        box.addWidget(made)
        return made

    def _say(self, _thing: object) -> None:
        self.answered.emit()

    @property
    def decision(self) -> Decision | None:
        """What was said; nothing before both questions are answered."""
        recognised, document = (options.thing() for options in self._questions)
        if recognised is None or document is None:
            return None
        return Decision(
            face_voice=bool(recognised),
            document=bool(document),
            caption=self._caption.text().strip(),
            why=self._why.text().strip(),
        )
