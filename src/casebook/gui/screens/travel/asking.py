"""What is asked before a journey: to whom the sealed copy goes and where, and what one carries."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.gui.parts.opening import NewOpeningField
from casebook.gui.parts.options import Options
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.text import label
from casebook.gui.screens.travel.state import Dossier, Plan
from casebook.gui.theme import Look

LINES = 3
ROWS = 6


def card(look: Look, box: QVBoxLayout, heading: str) -> QVBoxLayout:
    """A card under a heading; its inside."""
    box.addSpacing(look.theme.space(8))
    box.addWidget(label(look.tr(heading), "section", wrap=True))
    made = QFrame()
    made.setProperty("role", "card")
    inside = QVBoxLayout(made)
    pad = look.theme.space(16)
    inside.setContentsMargins(pad, look.theme.space(12), pad, look.theme.space(12))
    inside.setSpacing(look.theme.space(8))
    box.addWidget(made)
    return inside


class SealedFor(QWidget):
    """To whom, and where. `changed` = a key was touched in it."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        tr = look.tr
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(4))
        who = tr(N_("Who can open it: their age keys (age1…), one in a line"))
        box.addWidget(label(who, "label", wrap=True))
        self.recipients = QPlainTextEdit()
        self.recipients.setAccessibleName(who)
        self.recipients.setTabChangesFocus(True)
        self.recipients.setFixedHeight(
            self.recipients.fontMetrics().lineSpacing() * LINES + look.theme.px(22)
        )
        self.recipients.textChanged.connect(self.changed)
        box.addWidget(self.recipients)
        told = N_(
            "Somebody you trust, whose private key is on another computer. You cannot open the copy yourself."
        )
        box.addWidget(label(tr(told), "meta", wrap=True))
        where = tr(N_("Where the sealed copy goes: a stick or another disk, with the name of the file"))
        box.addWidget(label(where, "label", wrap=True))
        self.to = PathField(look, where)
        self.to.changed.connect(self.changed)
        box.addWidget(self.to)
        self.setFocusProxy(self.recipients)


class Carried(QWidget):
    """Nothing, or a small casebook of some dossiers with a passphrase of its own."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        tr = look.tr
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(8))
        self.options = Options(look, tr(N_("What you carry")))
        nothing = N_("No casebook is on this computer then.")
        self.options.add(tr(N_("Nothing")), tr(nothing), thing=False)
        some = N_(
            "With the people, interviews, files and protection they need, and nothing else. It has new keys and is a "
            "new device."
        )
        self.options.add(tr(N_("A small casebook of some dossiers")), tr(some), thing=True)
        self.options.choose(False)
        self.options.chosen.connect(self._choose)
        box.addWidget(self.options)
        self.small = QWidget()
        box.addWidget(self.small)
        self._build(look, QVBoxLayout(self.small))
        self.small.hide()

    def _build(self, look: Look, box: QVBoxLayout) -> None:
        tr = look.tr
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(4))
        which = tr(N_("Dossiers to take along"))
        box.addWidget(label(which, "label"))
        frame = QFrame()
        frame.setProperty("role", "popup")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(*[look.theme.space(4)] * 4)
        self.dossiers = QListWidget()
        self.dossiers.setAccessibleName(which)
        self.dossiers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.dossiers.setProperty("role", "checks")
        self.dossiers.itemChanged.connect(self._hear)
        inside.addWidget(self.dossiers)
        box.addWidget(frame)
        where = tr(N_("Folder of the small casebook: a new or an empty one"))
        box.addWidget(label(where, "label", wrap=True))
        self.folder = PathField(look, where)
        self.folder.changed.connect(self.changed)
        box.addWidget(self.folder)
        box.addSpacing(look.theme.space(8))
        box.addWidget(label(tr(N_("What opens the small casebook")), "strong"))
        self.new = NewOpeningField(look)
        box.addWidget(self.new)

    def _choose(self, wanted: object) -> None:
        self.small.setVisible(bool(wanted))
        self.changed.emit()

    def _hear(self, _item: QListWidgetItem) -> None:
        self.changed.emit()

    def show_dossiers(self, dossiers: tuple[Dossier, ...]) -> None:
        """Show what can be taken along; what was checked is not."""
        self.dossiers.clear()
        for dossier in dossiers:
            item = QListWidgetItem(dossier.name)
            item.setData(Qt.ItemDataRole.UserRole, dossier.record)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.dossiers.addItem(item)
        rows = max(2, min(ROWS, len(dossiers)))
        self.dossiers.setFixedHeight(self.dossiers.sizeHintForRow(0) * rows + 8 if dossiers else 48)
        if dossiers:
            self.dossiers.setCurrentRow(0)

    def chosen(self) -> tuple[RecordId, ...]:
        """What is checked."""
        items = (self.dossiers.item(row) for row in range(self.dossiers.count()))
        checked = (item for item in items if item.checkState() is Qt.CheckState.Checked)
        return tuple(RecordId(bytes(item.data(Qt.ItemDataRole.UserRole))) for item in checked)

    @property
    def wanted(self) -> bool:
        """Whether a small casebook is wanted."""
        return bool(self.options.thing())


def plan_of(sealed: SealedFor, carried: Carried) -> Plan:
    """What the fields say now."""
    recipients = tuple(sealed.recipients.toPlainText().replace(",", " ").split())
    folder: Path | None = carried.folder.path()
    return Plan(sealed.to.path(), recipients, carried.wanted, carried.chosen(), folder)
