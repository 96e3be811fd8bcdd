"""The texts of a plan, one at a time: what is hidden, what is asked, and keys to answer and to go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.empty import Empty
from casebook.gui.parts.marked import Marked
from casebook.gui.parts.text import Elided, label
from casebook.gui.screens.export.answers import Answers
from casebook.gui.screens.export.card import BACK, BEFORE, HIDE, NEXT, SAME, SHOW, WHY, Card, key_button
from casebook.gui.screens.export.texts import About, Stop, Texts, pieces
from casebook.gui.theme import Look

SEEN: Final = "as-seen"


class _Walking(QFrame):
    """Where one is among the stops, and the ways on. *draw* shows the place whenever it is another one."""

    finished = Signal()
    _moved = Signal()
    stop: Stop | None
    marks: Button
    gravest: Button
    _texts: Texts
    _all_marks: bool

    def __init__(self, draw: Callable[[], None]) -> None:
        super().__init__()
        self._moved.connect(draw)

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The places one walks through: those in question, or every mark."""
        if self._all_marks:
            return self._texts.stops
        stops = self._texts.by_gravity if self.gravest.isChecked() else self._texts.stops
        return tuple(stop for stop in stops if stop.about is not About.MARK)

    def show_texts(self, texts: Texts) -> None:
        """Another plan, or the same after an answer: one stays where one was."""
        self._texts = texts
        if not self.stops and texts.stops:
            self._all_marks = True
        self.marks.setChecked(self._all_marks)
        self.stop = self._again(self.stop) or next((s for s in self.stops if s.open), None)
        self.stop = self.stop or next(iter(self.stops), None)
        self._moved.emit()

    def take(self, answers: Answers) -> None:
        """What was answered, before the plan is made again with it."""
        self._texts = self._texts.after(answers)
        self.stop = self._again(self.stop)

    def return_to(self, stop: Stop) -> None:
        """To a place, if it is still there."""
        self.stop = self._texts.same_as(stop) or self.stop
        self._moved.emit()

    def _again(self, before: Stop | None) -> Stop | None:
        """The place one was at, if it is still there; else the one behind it."""
        if before is None:
            return None
        same = self._texts.same_as(before)
        behind = (one for one in self.stops if (one.text, one.place[3]) >= (before.text, before.place[3]))
        return same if same in self.stops else next(behind, None)

    def go_on(self) -> None:
        """To the next place; from the last to the first."""
        self._move(1)

    def go_back(self) -> None:
        """To the place before."""
        self._move(-1)

    def _move(self, by: int) -> None:
        stops = self.stops
        if stops:
            number = stops.index(self.stop) if self.stop in stops else -by
            self.stop = stops[(number + by) % len(stops)]
            self._moved.emit()

    def go_to_open(self) -> None:
        """To the next place that waits for an answer; `finished` if none does any more."""
        stops = self.stops
        number = stops.index(self.stop) if self.stop in stops else -1
        ahead = [*stops[number + 1 :], *stops[: number + 1]]
        following = next((stop for stop in ahead if stop.open), None)
        self.stop = following or self.stop
        self._moved.emit()
        if following is None:
            self.finished.emit()


class AskingPane(_Walking):
    """Shows one stop at a time: *stop*. The signals carry it; `cut` also the characters somebody selected."""

    hidden = Signal(object)
    shown = Signal(object)
    same = Signal(object)
    asked_why = Signal(object)
    taken_back = Signal()
    cut = Signal(object, int, int)

    def __init__(self, look: Look) -> None:
        super().__init__(self._draw)
        self.look = look
        self._texts = Texts((), ())
        self.stop = None
        self._last: Stop | None = None
        self._all_marks = False
        tr, theme = look.tr, look.theme
        self.setProperty("role", "page")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        box.addLayout(self._build_head())
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.space(8))
        self._where = Elided("", "strong")
        inner.addLayout(self._build_place())
        self.text = Marked(look, tr(N_("The text")))
        self.text.setMinimumHeight(theme.px(96))
        inner.addWidget(self.text, 1)
        self.card = Card(look)
        inner.addWidget(self.card)
        self._stack.addWidget(body)
        nothing = N_("No word is in question, and no text has a mark. Go on to the preview.")
        self._stack.addWidget(Empty(look, "check", tr(N_("Nothing to look at")), tr(nothing)))
        box.addWidget(holder, 1)
        self._listen()

    # ------------------------------------------------------------------------------------ building

    def _build_head(self) -> QHBoxLayout:
        tr, theme = self.look.tr, self.look.theme
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self._left = label("", "section")
        row.addWidget(self._left)
        self._done = label("", "meta")
        row.addWidget(self._done)
        row.addStretch(1)
        self.marks = Button(self.look, tr(N_("Every mark")), role="quiet", icon="hide")
        self.marks.setCheckable(True)
        self.marks.setToolTip(tr(N_("Go through every mark, not only what is in question")))
        self.marks.clicked.connect(self._walk_marks)
        row.addWidget(self.marks)
        self.seen = key_button(self.look, SEEN, N_("As the recipient sees it"), "quiet")
        self.seen.setCheckable(True)
        self.seen.clicked.connect(self._show_as_seen)
        row.addWidget(self.seen)
        return row

    def _build_place(self) -> QHBoxLayout:
        """Where the text stands, and in which order one goes through the places."""
        tr, row = self.look.tr, QHBoxLayout()
        row.setSpacing(self.look.theme.space(8))
        row.addWidget(self._where, 1)
        self.gravest = Button(self.look, tr(N_("Gravest first")), role="quiet", icon="sort-down")
        self.gravest.setCheckable(True)
        told = N_("Go first to what may name somebody the casebook knows, last to words of addresses")
        self.gravest.setToolTip(tr(told))
        self.gravest.clicked.connect(self._sort)
        row.addWidget(self.gravest)
        return row

    def _listen(self) -> None:
        for name, slot in (
            (HIDE, self._hide),
            (SHOW, self._show),
            (SAME, self._same),
            (WHY, self._ask_why),
            (BEFORE, self.go_back),
            (NEXT, self.go_on),
            (BACK, self.taken_back),
        ):
            self.card.buttons[name].clicked.connect(slot)
            shortcuts.action(name, self, self.look.tr, everywhere=False).triggered.connect(slot)
        seen = shortcuts.action(SEEN, self, self.look.tr, everywhere=False)
        seen.triggered.connect(self.seen.click)

    # ------------------------------------------------------------------------------------ the order

    def _walk_marks(self) -> None:
        self._all_marks = self.marks.isChecked()
        self.gravest.setChecked(False)
        self.stop = self._again(self.stop) or next(iter(self.stops), None)
        self._draw()

    def _sort(self) -> None:
        if self.gravest.isChecked():
            self._all_marks = False
            self.marks.setChecked(False)
            self.stop = next((stop for stop in self.stops if stop.open), self.stop)
        self._draw()

    def _show_as_seen(self) -> None:
        self.text.show_as_seen(wanted=self.seen.isChecked())

    def focus(self) -> None:
        """Take the keyboard."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------------------------ drawing

    def _draw(self) -> None:
        tr, stop = self.look.tr, self.stop
        total, left = self._texts.asked, self._texts.open
        self._left.setText(tr.plural("{count} to look at", "{count} to look at", left))
        told = tr(N_("{done} of {total} done")).format(done=total - left, total=total)
        self._done.setText(told if total else "")
        self._stack.setCurrentIndex(0 if stop is not None else 1)
        if stop is None:
            return
        text = self._texts.texts[stop.text]
        where = f"{text.title} · {text.label}"
        self._where.setText(where)
        here = tuple(one for one in self._texts.stops if one.text == stop.text)
        self.text.setAccessibleDescription(f"{where}. {stop.word}: {stop.why}")
        self.text.show_pieces(pieces(text, here, stop))
        self.card.show_stop(stop, self._meant())

    def _meant(self) -> Stop | None:
        """For which answered place "the same for all" stands: this one, else the one answered last."""
        for stop in (self.stop, self._texts.same_as(self._last)):
            if stop is not None and stop.question is not None and stop.also and not stop.open:
                return stop
        return None

    # ------------------------------------------------------------------------------------ answering

    def _hide(self) -> None:
        selected = self.text.selected()
        if self.stop is None:
            return
        if selected is not None:
            self.cut.emit(self.stop, *selected)
        else:
            self._last = self.stop
            self.hidden.emit(self.stop)

    def _show(self) -> None:
        if self.stop is not None:
            self._last = self.stop
            self.shown.emit(self.stop)

    def _same(self) -> None:
        meant = self._meant()
        if meant is not None:
            self.same.emit(meant)

    def _ask_why(self) -> None:
        if self.stop is not None:
            self.asked_why.emit(self.stop)
