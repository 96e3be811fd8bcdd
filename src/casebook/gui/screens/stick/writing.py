"""The half of the page that writes: told first, written, read back, and then a clear word."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from casebook.base.ids import FileId
from casebook.base.words import N_
from casebook.casework.authors import Author
from casebook.gui.parts.buttons import escaped
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label
from casebook.gui.screens.stick.writestate import Shown, WriteState, Written
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.sync.ejecting import Ejected
from casebook.wording.of_outgoing import people
from casebook.wording.of_sticks import EJECTED

_NOBODY: Final = N_("There is nobody to write for: no other device belongs to the team yet.")


class Writing(QWidget):
    """`written` = a stick was written, so that what it would carry is asked anew."""

    written = Signal()

    def __init__(self, workspace: Workspace, look: Look, place: Callable[[], Path | None]) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = WriteState(look.tr)
        self._place = place
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        box.addWidget(label(tr(N_("Write what they lack")), "section"))
        self._sentences = QVBoxLayout()
        box.addLayout(self._sentences)
        holder = QWidget()
        self._people = Flow(holder, gap=theme.space(12))
        self._people_caption = label(tr(N_("For:")), "label")
        box.addWidget(self._people_caption)
        box.addWidget(holder)
        self._large_caption = label(tr(N_("Large files that may go along:")), "label")
        box.addWidget(self._large_caption)
        self._large = QVBoxLayout()
        box.addLayout(self._large)
        self.write = Doing(workspace, look, tr(N_("Write the stick")), icon="stick")
        self.write.wanted.connect(self._write)
        box.addWidget(self.write)
        self._outcome = QVBoxLayout()
        box.addLayout(self._outcome)

    def reload(self) -> None:
        """Ask what would go."""
        self.workspace.read(self.state.load, self.show_offer)

    def show_offer(self, shown: Shown) -> None:
        """Say it."""
        self.state.shown = shown
        tr = self.look.tr
        for part in (self._sentences, self._people, self._large):
            empty(part)
        for sentence in shown.sentences or (tr(_NOBODY),):
            self._sentences.addWidget(label(sentence, wrap=True))
        for author in shown.everybody:
            tick = self._tick(people((author,), tr), author.public not in self.state.left)
            tick.toggled.connect(partial(self._choose, author))
            self._people.put(tick)
        for large in shown.large:
            tick = self._tick(large.words, large.file in self.state.taken)
            tick.toggled.connect(partial(self._take, large.file))
            self._large.addWidget(tick)
        self._people_caption.setVisible(bool(shown.everybody))
        self._large_caption.setVisible(bool(shown.large))
        self.write.button.setEnabled(shown.offer is not None and shown.offer.news and not self.write.busy)

    @staticmethod
    def _tick(words: str, checked: bool) -> QCheckBox:  # noqa: FBT001 - a state, not a mode
        tick = QCheckBox(escaped(words))
        tick.setAccessibleName(words)
        tick.setChecked(checked)
        return tick

    def _choose(self, author: Author, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal
        (self.state.left.discard if wanted else self.state.left.add)(author.public)
        self.reload()

    def _take(self, file: FileId, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal
        (self.state.taken.add if wanted else self.state.taken.discard)(file)
        self.reload()

    def _write(self) -> None:
        place = self._place()
        empty(self._outcome)
        if place is None:
            self.write.complain(self.look.tr(N_("Write which folder the stick is.")))
        elif self.state.shown.offer is not None:
            self.write.run(self.state.writing(place), self._show_written)

    def _show_written(self, written: Written) -> None:
        tr = self.look.tr
        whole = written.outcome.whole
        after = EJECTED[written.ejected] if whole else ""
        after = tr(after) if after else ""
        # What has to be done before comes before the word that it can be pulled out.
        said = [*written.sentences, after] if written.ejected is Ejected.GONE else [after, *written.sentences]
        words = " ".join(each for each in said if each)
        self._outcome.addWidget(Notice(self.look, words, tone="accent" if whole else "amber"))
        self.written.emit()
        self.reload()
