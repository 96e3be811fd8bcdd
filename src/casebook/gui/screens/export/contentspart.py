"""What is in the bundle, counted: records and seals, files, marks, attachments one can look at."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import label
from casebook.gui.screens.export.finding import Page, attachment
from casebook.gui.screens.export.leaving import FileShown, Ready
from casebook.gui.theme import Look


class ContentsPart(QWidget):
    """`page_wanted` carries a `Page`; `back` = look through what nobody has looked at."""

    page_wanted = Signal(object)
    back = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.theme.space(4))
        self.hide()

    def show_ready(self, ready: Ready) -> None:
        """All of it."""
        tr = self.look.tr
        empty(self._box)
        self._box.addWidget(label(tr(N_("In the bundle")), "strong"))
        self._box.addWidget(label(self._files(ready.files), wrap=True))
        self._box.addWidget(label(self._seals(ready), wrap=True))
        if ready.unlooked:
            self._box.addWidget(self._unlooked(ready))
        for going in ready.going:
            self._box.addWidget(self._attachment(attachment(going, tr)))
        if ready.going:
            told = N_("What is known of the originals (who held them, their names) stays here.")
            self._box.addWidget(label(tr(told), "meta", wrap=True))
        self.show()

    def _files(self, files: tuple[FileShown, ...]) -> str:
        tr = self.look.tr
        size = sum(file.size for file in files)
        count = tr.plural("{count} file", "{count} files", len(files))
        return f"{count}, {tr(N_('{size} KiB')).format(size=f'{size / 1024:.0f}')}"

    def _seals(self, ready: Ready) -> str:
        tr = self.look.tr
        told = [tr.plural("{count} sealed record", "{count} sealed records", len(ready.made.sealed))]
        if ready.sealed_before:
            told.append(
                tr.plural(
                    "{count} was sealed when it was written",
                    "{count} were sealed when they were written",
                    ready.sealed_before,
                )
            )
        marks = ready.made.plan.removals + ready.made.attached.removals
        told.append(tr.plural("{count} removal", "{count} removals", marks))
        return " · ".join(told)

    def _unlooked(self, ready: Ready) -> QWidget:
        tr = self.look.tr
        row = QWidget()
        box = QVBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        told = tr.plural(
            "{count} place is hidden because nobody has looked at it.",
            "{count} places are hidden because nobody has looked at them.",
            ready.unlooked,
        )
        if ready.in_files:
            told += " " + tr.plural(
                "{count} of them stands in an attachment.",
                "{count} of them stand in attachments.",
                ready.in_files,
            )
        box.addWidget(label(told, wrap=True))
        back = Button(self.look, tr(N_("Look through them")), role="link", icon="back")
        back.clicked.connect(self.back)
        box.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        return row

    def _attachment(self, page: Page) -> QWidget:
        tr = self.look.tr
        row = QWidget()
        box = QVBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        if page.data:
            show = Button(
                self.look,
                page.title,
                role="link",
                icon="view",
                name=tr(N_("Look at {name}")).format(name=page.title),
            )
            show.clicked.connect(partial(self._want, page))
            box.addWidget(show, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            box.addWidget(label(page.title, wrap=True))
        for told in page.told:
            box.addWidget(label(told, "meta", wrap=True))
        return row

    def _want(self, page: Page, *_clicked: bool) -> None:
        self.page_wanted.emit(page)
