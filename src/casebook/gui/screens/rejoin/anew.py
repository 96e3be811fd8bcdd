"""The last way: no admin is left and no shares, so that one of those who remain founds the team anew."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label
from casebook.gui.screens.rejoin.state import Standing, Stands
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace

_UNFOLD = N_("No admin is left, and no shares…")
_WHY = N_(
    "Only an admin takes people in, and only the team's shares stand above an admin. If every admin's laptop is gone "
    "and not enough shares can be found, nobody is taken in or removed any more. Then one of you founds the team anew, "
    "from one casebook, and the others join it there."
)
_BEFORE = N_(
    "Meet by stick first. What this casebook holds when it founds the team stays and counts; what the others write in "
    "their old casebooks afterwards does not."
)
_OTHERS = N_(
    "Each of the others joins with a new casebook and gets the history of this one. What only an old casebook holds "
    "comes as a bundle. Agree on who founds it: two teams never become one."
)
_SHARES = N_(
    "New recovery shares come first. They become the paper admin of the new team; those of the former one may be in "
    "anybody's hands."
)
_RENEW = N_(
    "This device still belongs to the former team. First it goes on as a new device: nobody of that team counts what "
    "it writes from then on, and only an admin or the shares could take it back in."
)
_TICK = N_(
    "No admin's laptop is left, not enough shares can be found, and the others know that I am the one who founds the "
    "team anew."
)
_UNTICKED = N_("Tick first that nothing else is left: this cannot be undone.")


class Anew(QWidget):
    """`renewed`, `founded` = the button of that step was pressed, and what has to be ticked is; `went` = a `Spot`."""

    renewed = Signal(object)
    founded = Signal(object)
    went = Signal(object)

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self._look = look
        tr = look.tr
        box = QVBoxLayout(self)
        box.setContentsMargins(0, look.theme.space(16), 0, 0)
        box.setSpacing(look.theme.space(8))
        self.unfold = Button(look, tr(_UNFOLD), role="link")
        self.unfold.clicked.connect(self.begin)
        box.addWidget(self.unfold, 0, Qt.AlignmentFlag.AlignLeft)
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(look.theme.space(8))
        box.addWidget(self._inside)
        inside.addWidget(label(tr(N_("Found the team anew")), "section"))
        for sentence in (_WHY, _BEFORE, _OTHERS):
            inside.addWidget(label(tr(sentence), wrap=True))
        self.lacking = Notice(
            look, tr(_SHARES), tone="amber", ways=((tr(N_("Make recovery shares…")), Spot(Place.RECOVERY)),)
        )
        self.lacking.chosen.connect(self.went)
        inside.addWidget(self.lacking)
        self.leaving = Notice(look, tr(_RENEW), tone="amber")
        inside.addWidget(self.leaving)
        self.tick = QCheckBox(tr(N_("Nothing else is left")))
        self.tick.setAccessibleDescription(tr(_TICK))
        self._ticked = label(tr(_TICK), "label", wrap=True)
        inside.addWidget(self.tick)
        inside.addWidget(self._ticked)
        self.renew = Doing(workspace, look, tr(N_("Leave it and go on as a new device")), role="danger")
        self.renew.wanted.connect(self._renew)
        inside.addWidget(self.renew)
        self.found = Doing(workspace, look, tr(N_("Found the team anew")))
        self.found.wanted.connect(self._found)
        inside.addWidget(self.found)
        self._inside.hide()

    def stand(self, stands: Stands) -> None:
        """Show what is due for a device that stands so; folded, until somebody asks."""
        stranger = stands.standing is Standing.STRANGER
        self.setVisible(stranger or stands.may_leave)
        self.lacking.setVisible(stranger and not stands.has_shares)
        self.leaving.setVisible(not stranger)
        self.renew.setVisible(not stranger)
        asks = not stranger or stands.has_shares
        self.found.setVisible(stranger and stands.has_shares)
        for each in (self.tick, self._ticked):
            each.setVisible(asks)
        self.tick.setChecked(False)

    def begin(self) -> None:
        """Unfold it."""
        self.unfold.hide()
        self._inside.show()
        first = self.tick if self.tick.isVisibleTo(self) else self.lacking
        first.setFocus()

    def _renew(self) -> None:
        if self._is_ticked(self.renew):
            self.renewed.emit(self.renew)

    def _found(self) -> None:
        if self._is_ticked(self.found):
            self.founded.emit(self.found)

    def _is_ticked(self, doing: Doing) -> bool:
        doing.complain("" if self.tick.isChecked() else self._look.tr(_UNTICKED))
        return self.tick.isChecked()
