"""The column at the right: of step one what leaves and what was decided before, of step two a person's word."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.deriving import Preview
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.options import Options
from casebook.gui.parts.text import label
from casebook.gui.screens.redact.deciding import Deciding
from casebook.gui.screens.redact.state import FORM_WORDS, MEANING, RedactState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace


class CoverSide(QWidget):
    """`form_chosen` carries another form; `look_at` is the button that leads on."""

    form_chosen = Signal(object)

    def __init__(self, workspace: Workspace, look: Look, state: RedactState) -> None:
        super().__init__()
        tr = look.tr
        assert state.opened is not None
        box = _column(self, look)
        if len(state.opened.forms) > 1:
            forms = Options(look, tr(N_("What leaves")))
            for form in state.opened.forms:
                forms.add(tr(FORM_WORDS[form]), "", form)
            forms.choose(state.form)
            forms.chosen.connect(self.form_chosen)
            box.addWidget(label(tr(N_("What leaves")), "section"))
            box.addWidget(forms)
        box.addWidget(label(tr(MEANING[state.form]), "label", wrap=True))
        stays = N_(
            "The original stays in the casebook as it is. What was covered once stays covered in every copy."
        )
        box.addWidget(label(tr(stays), "label", wrap=True))
        self.look_at = Doing(workspace, look, tr(N_("See what leaves")), icon="preview")
        box.addWidget(self.look_at)
        decided = state.decided()
        if decided:
            box.addWidget(label(tr(N_("Decided before")), "section"))
            for line in decided:
                box.addWidget(label(line, "label", wrap=True))
        box.addStretch(1)


class DecideSide(QWidget):
    """`back` = covering goes on; `allow` is the button that lets exactly *preview* leave."""

    back = Signal()

    def __init__(self, workspace: Workspace, look: Look, state: RedactState, preview: Preview) -> None:
        super().__init__()
        tr = look.tr
        box = _column(self, look)
        exactly = N_("These are the very bytes that would leave: {size}, called by a number only.")
        kibibytes = f"{max(1, len(preview.data) // 1024):,}".replace(",", "\u202f")
        size = tr(N_("{size} KiB")).format(size=kibibytes)
        box.addWidget(label(tr(exactly).format(size=size), "label", wrap=True))
        self.deciding = Deciding(look, state.form)
        box.addWidget(self.deciding)
        self.allow = Doing(workspace, look, tr(N_("Let exactly this leave")), icon="check")
        box.addWidget(self.allow)
        later = N_("It goes with the next bundle that is allowed to hold it, and only if it is chosen there.")
        box.addWidget(label(tr(later), "meta", wrap=True))
        back = Button(look, tr(N_("Back to covering")), role="link", icon="back")
        back.clicked.connect(self.back)
        box.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)


def _column(side: QWidget, look: Look) -> QVBoxLayout:
    box = QVBoxLayout(side)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(look.theme.space(12))
    return box
