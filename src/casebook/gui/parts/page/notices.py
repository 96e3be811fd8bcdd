"""What is said above a record's page: it is not here, it is deleted, or a newer version wrote parts of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.layouts import arrange
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.page.shown import Shown
from casebook.gui.theme import Look


class Notices(QWidget):
    """`restore_wanted` = the deleted record is to come back."""

    restore_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def show_record(self, shown: Shown) -> None:
        """What has to be said of it."""
        tr = self._look.tr
        wanted: list[QWidget] = []
        if shown.missing:
            missing = N_("This record is not here: it was erased, or never arrived.")
            wanted.append(Notice(self._look, tr(missing), tone="amber"))
        if shown.deleted and not shown.merged:
            deleted = N_("This record is deleted. It is in no list and leaves in no export.")
            ways = ((tr(N_("Bring it back")), "restore"),)
            notice = Notice(self._look, tr(deleted), tone="red", ways=ways)
            notice.chosen.connect(self._restore)
            wanted.append(notice)
        if shown.newer:
            newer = N_("Parts of this record were written by a newer version. They are kept, and not shown.")
            wanted.append(Notice(self._look, tr(newer), tone="slate"))
        for widget in arrange(self._box, wanted):
            widget.deleteLater()

    def _restore(self, _how: object) -> None:
        self.restore_wanted.emit()
