"""A recording of which parts are silenced: listened to here, marked from here to there, and taken back one by one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.derivatives import Span, joined
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button, icon_button
from casebook.gui.parts.drawn import clock
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.listening import Listening
from casebook.gui.parts.text import label
from casebook.gui.screens.redact.state import Covered
from casebook.gui.theme import Look
from casebook.jail.shapes import Sound


class Silencing(QWidget):
    """`changed` = other parts are silenced. *held*: what was silenced before, in milliseconds."""

    changed = Signal()

    def __init__(self, look: Look, name: str, sound: Sound, held: tuple[tuple[int, int], ...]) -> None:
        super().__init__()
        self._look = look
        self._held = held
        self._muted: list[tuple[int, int]] = []
        self._from: int | None = None
        self._kept: list[int | None] = [None, None]
        tr, theme = look.tr, look.theme
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setProperty("role", "page")
        area.setWidget(page)
        outside.addWidget(area)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        self.listening = Listening(look, name, sound)
        box.addWidget(self.listening)
        side = theme.space(24)
        acts = QWidget()
        row = Flow.within(acts, (side, 0, side, 0), gap=theme.space(8))
        self.mark = Button(look, tr(N_("Silence from here")), icon="mute")
        self.begin_here = Button(look, tr(N_("Leave out what is before")), role="quiet")
        self.end_here = Button(look, tr(N_("Leave out what follows")), role="quiet")
        self.mark.clicked.connect(self._mark)
        self.begin_here.clicked.connect(partial(self._keep, 0))
        self.end_here.clicked.connect(partial(self._keep, 1))
        for button in (self.mark, self.begin_here, self.end_here):
            row.addWidget(button)
        box.addWidget(acts)
        shortcuts.action("mute", self, tr, everywhere=False).triggered.connect(self.mark.click)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(side, 0, side, side)
        self._list.setSpacing(theme.space(4))
        box.addLayout(self._list)
        box.addStretch(1)
        self.setFocusProxy(self.listening)
        self._show()

    def _now(self) -> int:
        return round(self.listening.playback.second * 1000)

    def _mark(self) -> None:
        now = self._now()
        if self._from is None:
            self._from = now
        else:
            start, end = sorted((self._from, now))
            self._from = None
            if end > start:
                self._muted = _joined([*self._muted, (start, end)])
                self.changed.emit()
        self._show()

    def _keep(self, which: int, *_clicked: bool) -> None:
        self._kept[which] = self._now()
        start, end = self._kept
        if start is not None and end is not None and start >= end:
            self._kept[1 - which] = None
        self.changed.emit()
        self._show()

    def _remove(self, span: tuple[int, int], *_clicked: bool) -> None:
        self._muted.remove(span)
        self.changed.emit()
        self._show()

    def _drop_end(self, which: int, *_clicked: bool) -> None:
        self._kept[which] = None
        self.changed.emit()
        self._show()

    def _show(self) -> None:
        tr = self._look.tr
        words = (
            tr(N_("Silence from here"))
            if self._from is None
            else tr(N_("Silence from {start} to here")).format(start=clock(self._from / 1000))
        )
        self.mark.setText(words)
        self.mark.setAccessibleName(words)
        empty(self._list)
        for span in self._held:
            self._list.addWidget(
                label(tr(N_("{span} silenced before: stays so")).format(span=_told(span)), "label")
            )
        for span in self._muted:
            take = icon_button(self._look, "close", tr(N_("Let {span} be heard")).format(span=_told(span)))
            take.clicked.connect(partial(self._remove, span))
            self._line(tr(N_("{span} silenced")).format(span=_told(span)), take)
        for which, sentence in enumerate(
            (N_("Begins at {moment}"), N_("Ends at {moment}")),
        ):
            at = self._kept[which]
            if at is not None:
                take = icon_button(self._look, "close", tr(N_("As it was")))
                take.clicked.connect(partial(self._drop_end, which))
                self._line(tr(sentence).format(moment=clock(at / 1000)), take)

    def _line(self, words: str, button: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(self._look.theme.space(8))
        row.addWidget(button)
        row.addWidget(label(words))
        row.addStretch(1)
        self._list.addLayout(row)

    @property
    def covered(self) -> Covered:
        """What is silenced now, and what is left out before and behind."""
        start, end = self._kept
        kept = None
        if start is not None or end is not None:
            kept = (start or 0, end if end is not None else max(1, round(self.listening.seconds * 1000)))
        return Covered(kept=kept, muted=tuple(self._muted))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in joined(Span(*each) for each in spans)]


def _told(span: tuple[int, int]) -> str:
    return f"{clock(span[0] / 1000)}–{clock(span[1] / 1000)}"
