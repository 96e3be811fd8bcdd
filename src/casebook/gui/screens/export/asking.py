"""The texts of a plan, one at a time: what is hidden, what is asked, and five keys to answer."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.empty import Empty
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.marked import Marked
from casebook.gui.parts.text import Elided, chip, label, set_role
from casebook.gui.screens.export.answers import Answers, Said
from casebook.gui.screens.export.texts import About, Stop, Texts, pieces
from casebook.gui.screens.export.why import Reason
from casebook.gui.theme import Look

HIDE, SHOW, SAME, WHY, BEFORE, NEXT, SEEN = (
    "hide",
    "let-stand",
    "same",
    "why",
    "previous-place",
    "next-place",
    "as-seen",
)
STATES: Final = {
    (About.QUESTION, Said.OPEN): (N_("hidden until you have looked"), "amber"),
    (About.QUESTION, Said.HIDDEN): (N_("stays hidden"), "violet"),
    (About.QUESTION, Said.SHOWN): (N_("is shown"), "accent"),
    (About.TOUCH, Said.OPEN): (N_("to look at"), "amber"),
    (About.TOUCH, Said.LEFT): (N_("stays as it is"), "accent"),
    (About.MARK, Said.OPEN): (N_("hidden"), "violet"),
}


class AskingPane(QFrame):
    """Shows one stop at a time. The signals carry the stop; `cut` also the characters somebody selected."""

    hidden = Signal(object)
    shown = Signal(object)
    same = Signal(object)
    asked_why = Signal(object)
    cut = Signal(object, int, int)
    finished = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._texts = Texts((), ())
        self._at: Stop | None = None
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
        inner.addWidget(self._where)
        self.text = Marked(look, tr(N_("The text")))
        self.text.setMinimumHeight(theme.px(96))
        inner.addWidget(self.text, 1)
        inner.addWidget(self._build_card())
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
        self.seen = self._key_button(SEEN, N_("As the recipient sees it"), "quiet")
        self.seen.setCheckable(True)
        self.seen.clicked.connect(self._show_as_seen)
        row.addWidget(self.seen)
        return row

    def _key_button(self, name: str, text: str, role: str = "") -> Button:
        words = self.look.tr(text)
        return Button(self.look, f"{words}   {shortcuts.shown(name)}", role=role, name=words)

    def _build_card(self) -> QFrame:
        theme = self.look.theme
        card = QFrame()
        card.setProperty("role", "inset")
        box = QVBoxLayout(card)
        pad = theme.space(12)
        box.setContentsMargins(pad, theme.space(8), pad, theme.space(8))
        box.setSpacing(theme.space(4))
        head = QHBoxLayout()
        head.setSpacing(theme.space(8))
        self._word = Elided("", "strong")
        self._state = chip("")
        head.addWidget(self._word, 1)
        head.addWidget(self._state)
        box.addLayout(head)
        self._why = label("", "label", wrap=True)
        box.addWidget(self._why)
        self._reasons = QVBoxLayout()
        self._reasons.setSpacing(2)
        box.addLayout(self._reasons)
        keys = QWidget()
        self._keys = Flow(keys, gap=theme.space(8))
        self.hide_button = self._key_button(HIDE, N_("Hide"))
        self.show_button = self._key_button(SHOW, N_("Show"))
        self.same_button = self._key_button(SAME, N_("Same for all"))
        self.why_button = self._key_button(WHY, N_("Why?"), "quiet")
        self.before_button = self._key_button(BEFORE, N_("Back"), "quiet")
        self.next_button = self._key_button(NEXT, N_("Next"), "quiet")
        for button in self._buttons:
            self._keys.addWidget(button)
        box.addWidget(keys)
        return card

    @property
    def _buttons(self) -> tuple[Button, ...]:
        return (
            self.hide_button,
            self.show_button,
            self.same_button,
            self.why_button,
            self.before_button,
            self.next_button,
        )

    def _listen(self) -> None:
        tr = self.look.tr
        for name, button, slot in (
            (HIDE, self.hide_button, self._hide),
            (SHOW, self.show_button, self._show),
            (SAME, self.same_button, self._same),
            (WHY, self.why_button, self._ask_why),
            (BEFORE, self.before_button, self.go_back),
            (NEXT, self.next_button, self.go_on),
        ):
            button.clicked.connect(slot)
            shortcuts.action(name, self, tr, everywhere=False).triggered.connect(slot)
        seen = shortcuts.action(SEEN, self, tr, everywhere=False)
        seen.triggered.connect(self.seen.click)

    # ------------------------------------------------------------------------------------ where one is

    @property
    def stop(self) -> Stop | None:
        """The place one is at."""
        return self._at

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The places one walks through: those in question, or every mark."""
        if self._all_marks:
            return self._texts.stops
        return tuple(stop for stop in self._texts.stops if stop.about is not About.MARK)

    def show_texts(self, texts: Texts) -> None:
        """Another plan, or the same after an answer: one stays where one was."""
        before = self._at
        self._texts = texts
        if not self.stops and texts.stops and not self._all_marks:
            self._all_marks = True
        self.marks.setChecked(self._all_marks)
        self._at = self._again(before) or next((s for s in self.stops if s.open), None)
        self._at = self._at or next(iter(self.stops), None)
        self._draw()

    def take(self, answers: Answers) -> None:
        """What was answered, before the plan is made again with it."""
        self._texts = self._texts.after(answers)
        self._at = self._again(self._at)

    def _again(self, before: Stop | None) -> Stop | None:
        """The place one was at, if it is still there; else the one behind it."""
        if before is None:
            return None
        same = (one for one in self.stops if (one.about, one.place) == (before.about, before.place))
        behind = (one for one in self.stops if (one.text, one.place[3]) >= (before.text, before.place[3]))
        return next(same, None) or next(behind, None)

    def go_on(self) -> None:
        """To the next place; from the last to the first."""
        self._move(1)

    def go_back(self) -> None:
        """To the place before."""
        self._move(-1)

    def _move(self, by: int) -> None:
        stops = self.stops
        if not stops:
            return
        number = stops.index(self._at) if self._at in stops else -by
        self._at = stops[(number + by) % len(stops)]
        self._draw()

    def go_to_open(self) -> None:
        """To the next place that waits for an answer; `finished` if none does any more."""
        stops = self.stops
        number = stops.index(self._at) if self._at in stops else -1
        ahead = [*stops[number + 1 :], *stops[: number + 1]]
        following = next((stop for stop in ahead if stop.open), None)
        if following is None:
            self._draw()
            self.finished.emit()
            return
        self._at = following
        self._draw()

    def _walk_marks(self) -> None:
        self._all_marks = self.marks.isChecked()
        self._at = self._again(self._at) or next(iter(self.stops), None)
        self._draw()

    def _show_as_seen(self) -> None:
        self.text.show_as_seen(wanted=self.seen.isChecked())

    # ------------------------------------------------------------------------------------ drawing

    def _draw(self) -> None:
        tr, stop = self.look.tr, self._at
        total = sum(one.about is not About.MARK for one in self._texts.stops)
        left = self._texts.open
        self._left.setText(tr.plural("{count} to look at", "{count} to look at", left))
        told = tr(N_("{done} of {total} done")).format(done=total - left, total=total)
        self._done.setText(told if total else "")
        self._stack.setCurrentIndex(0 if stop is not None else 1)
        empty(self._reasons)
        if stop is None:
            return
        text = self._texts.texts[stop.text]
        where = f"{text.title} · {text.label}"
        self._where.setText(where)
        here = tuple(one for one in self._texts.stops if one.text == stop.text)
        self.text.setAccessibleDescription(f"{where}. {stop.word}: {stop.why}")
        self.text.show_pieces(pieces(text, here, stop))
        self._draw_card(stop)

    def _draw_card(self, stop: Stop) -> None:
        tr = self.look.tr
        self._word.setText(tr(N_("“{word}”")).format(word=stop.word.strip()))
        words, tone = STATES.get((stop.about, stop.said), STATES[About.MARK, Said.OPEN])
        self._state.setText(tr(words))
        set_role(self._state, tone=tone)
        self._why.setText(stop.why[:1].upper() + stop.why[1:])
        touch = stop.about is About.TOUCH
        self._name(self.hide_button, HIDE, tr(N_("Hide the sentence")) if touch else tr(N_("Hide")))
        self._name(self.show_button, SHOW, tr(N_("Leave as it is")) if touch else tr(N_("Show")))
        meant = self._meant()
        self.same_button.setVisible(meant is not None)
        if meant is not None:
            same = tr(N_("“{word}”: the same for all {count}")).format(word=meant.word, count=meant.also + 1)
            self._name(self.same_button, SAME, same)

    def _meant(self) -> Stop | None:
        """For which answered place "the same for all" stands: this one, else the one answered last."""
        last = self._last
        now = next(
            (s for s in self._texts.stops if last and (s.about, s.place) == (last.about, last.place)), None
        )
        for stop in (self._at, now):
            if stop is not None and stop.question is not None and stop.also and not stop.open:
                return stop
        return None

    @staticmethod
    def _name(button: Button, key: str, words: str) -> None:
        button.setText(f"{words}   {shortcuts.shown(key)}")
        button.setAccessibleName(words)

    def show_reasons(self, reasons: tuple[Reason, ...]) -> None:
        """Whom the place may name, under the question."""
        empty(self._reasons)
        for reason in reasons:
            told = f"{reason.name}: {reason.why}" if reason.name else reason.why
            self._reasons.addWidget(label(told, wrap=True))

    def say(self, told: str) -> None:
        """A sentence under the question."""
        empty(self._reasons)
        self._reasons.addWidget(label(told, "doubt", wrap=True))

    # ------------------------------------------------------------------------------------ answering

    def _hide(self) -> None:
        selected = self.text.selected()
        if self._at is None:
            return
        if selected is not None:
            self.cut.emit(self._at, *selected)
        else:
            self._last = self._at
            self.hidden.emit(self._at)

    def _show(self) -> None:
        if self._at is not None:
            self._last = self._at
            self.shown.emit(self._at)

    def _same(self) -> None:
        meant = self._meant()
        if meant is not None:
            self.same.emit(meant)

    def _ask_why(self) -> None:
        if self._at is not None:
            self.asked_why.emit(self._at)

    def focus(self) -> None:
        """Take the keyboard."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
