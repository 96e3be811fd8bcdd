"""What may leave of one file: first what is covered, then the very bytes that would go, and a person's word for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled
from casebook.base.words import N_
from casebook.casework.derivatives import Form
from casebook.casework.deriving import Preview
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.drawn import Drawn
from casebook.gui.parts.empty import Empty
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.listening import Listening
from casebook.gui.parts.marked import Marked
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.options import Options
from casebook.gui.parts.picturing import Pictures
from casebook.gui.parts.pieces import As, Piece
from casebook.gui.parts.says import says
from casebook.gui.parts.steps import Steps
from casebook.gui.parts.text import Elided, label, picture
from casebook.gui.screens.redact.covering import Covering
from casebook.gui.screens.redact.cutting import Cutting
from casebook.gui.screens.redact.deciding import Deciding
from casebook.gui.screens.redact.silencing import Silencing
from casebook.gui.screens.redact.state import FORM_WORDS, MEANING, Covered, Opened, RedactState
from casebook.gui.tasks import Task
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.jail.shapes import Ask, Sound

SIDE = 340
"""Pixels at 100 % of the column at the right."""


class RedactView(QWidget):
    """One file, in two steps."""

    def __init__(self, workspace: Workspace, look: Look, spot: Spot) -> None:
        super().__init__()
        assert spot.record is not None
        self.workspace = workspace
        self.look = look
        self.state = RedactState(spot.record, look.tr)
        self.panel: QWidget | None = None
        self.outcome: QWidget | None = None
        self.deciding: Deciding | None = None
        self.preview: Preview | None = None
        self._asked: dict[str, Task[Any]] = {}
        self.setProperty("role", "page")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._build_head())
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        place = QWidget()
        self._place = QStackedLayout(place)
        row.addWidget(place, 1)
        row.addWidget(self._build_side())
        box.addLayout(row, 1)
        workspace.locking.connect(self._stop)

    # ------------------------------------------------------------------------------------ building

    def _build_head(self) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        head = QWidget()
        head.setProperty("role", "bar")
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.space(24), theme.space(12), theme.space(16), theme.space(12))
        row.setSpacing(theme.space(12))
        row.addWidget(picture(self.look, "redact", "accent", 24))
        column = QVBoxLayout()
        column.setSpacing(theme.space(2))
        self._title = Elided(tr(N_("What may leave of this file")), "title")
        self._meta = Elided("", "label")
        column.addWidget(self._title)
        column.addWidget(self._meta)
        row.addLayout(column, 1)
        self.steps = Steps(self.look, (tr(N_("Cover")), tr(N_("Look and decide"))))
        self.steps.picked.connect(self._go_step)
        row.addWidget(self.steps)
        return head

    def _build_side(self) -> QScrollArea:
        theme = self.look.theme
        inside = QWidget()
        inside.setProperty("role", "page")
        self._side = QVBoxLayout(inside)
        pad = theme.space(16)
        self._side.setContentsMargins(pad, pad, theme.space(24), pad)
        self._side.setSpacing(theme.space(12))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFixedWidth(theme.px(SIDE) if theme.scale <= 130 else theme.px(SIDE * 3 // 4))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    # ------------------------------------------------------------------------------------ beginning

    def reload(self) -> None:
        """Find out what the file is."""
        self.workspace.read(self.state.load, self.show_file, self._fail_whole)

    def show_file(self, opened: Opened) -> None:
        """Begin with the usual form."""
        self.state.begin(opened)
        self._meta.setText(f"{opened.code} · {opened.title}")
        self.show_form(self.state.form)

    def show_form(self, form: object) -> None:
        """Cover the file in another form."""
        assert isinstance(form, Form)
        self.state.form = form
        self._show_cover_side()
        opened = self.state.opened
        assert opened is not None
        match form:
            case Form.IMAGE | Form.PAGES:
                covering = Covering(self.look, opened.title, self.state.held, paged=form is Form.PAGES)
                covering.wanted.connect(self._ask_picture)
                self._show_panel(covering)
                covering.begin()
            case Form.STILL:
                self._ask("sound", self.state.sound(), self._show_film, self._fail_whole)
            case Form.SOUND:
                self._ask("sound", self.state.sound(), self._show_sound, self._fail_whole)
            case Form.TEXT:
                self._ask("text", self.state.preview(Covered()), self._show_text, self._fail_whole)

    def _show_film(self, sound: Sound) -> None:
        assert self.state.opened is not None
        length = max(1, round(sound.seconds * 1000))
        covering = Covering(self.look, self.state.opened.title, self.state.held, length_ms=length)
        covering.moment_wanted.connect(self._ask_frame)
        self._show_panel(covering)
        covering.begin()

    def _show_sound(self, sound: Sound) -> None:
        assert self.state.opened is not None
        panel = Silencing(self.look, self.state.opened.title, sound, self.state.held_spans())
        panel.listening.window_wanted.connect(self._ask_window)
        self._show_panel(panel)
        panel.listening.begin()

    def _show_text(self, preview: Preview) -> None:
        assert self.state.opened is not None
        assert preview.told is not None
        parts = preview.redaction.parts
        self._show_panel(
            Cutting(
                self.look,
                self.state.opened.title,
                preview.told,
                self.state.part_words(),
                self.state.held_cuts(),
                parts,
            )
        )

    def _show_panel(self, panel: QWidget) -> None:
        self._drop("panel")
        self._drop("outcome")
        self.panel = panel
        self._place.addWidget(panel)
        self._place.setCurrentWidget(panel)
        self.steps.show_step(0, reached=0)
        panel.setFocus()

    def _drop(self, name: str) -> None:
        widget: QWidget | None = getattr(self, name)
        if widget is not None:
            self._place.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
            setattr(self, name, None)

    # ------------------------------------------------------------------------------------ asking

    def _ask(self, what: str, work: Any, then: Callable[[Any], object], failed: Any) -> None:  # noqa: ANN401 - work of any result
        before = self._asked.get(what)
        if before is not None and not before.done:
            before.cancel()
        self._asked[what] = self.workspace.work(work, then, failed)

    def _ask_picture(self, ask: Ask) -> None:
        if isinstance(self.panel, Covering):
            self._ask("picture", self.state.picture(ask), self.panel.show_drawn, self._fail_whole)

    def _ask_frame(self, ms: int) -> None:
        if isinstance(self.panel, Covering):
            self._ask("picture", self.state.frame(ms), self.panel.show_frame, self._fail_part)

    def _ask_window(self, number: int) -> None:
        if isinstance(self.panel, Silencing):
            feed = self.panel.listening.feed
            self._ask(f"window {number}", self.state.window(number), feed, self._fail_part)

    # ------------------------------------------------------------------------------------ step one

    def _show_cover_side(self) -> None:
        empty(self._side)
        tr, state = self.look.tr, self.state
        assert state.opened is not None
        self.deciding = None
        if len(state.opened.forms) > 1:
            forms = Options(self.look, tr(N_("What leaves")))
            for form in state.opened.forms:
                forms.add(tr(FORM_WORDS[form]), "", form)
            forms.choose(state.form)
            forms.chosen.connect(self.show_form)
            self._side.addWidget(label(tr(N_("What leaves")), "section"))
            self._side.addWidget(forms)
        self._side.addWidget(label(tr(MEANING[state.form]), "label", wrap=True))
        stays = N_(
            "The original stays in the casebook as it is. What was covered once stays covered in every copy."
        )
        self._side.addWidget(label(tr(stays), "label", wrap=True))
        self.look_at = Doing(self.workspace, self.look, tr(N_("See what leaves")), icon="preview")
        self.look_at.wanted.connect(self._make)
        self._side.addWidget(self.look_at)
        decided = state.decided()
        if decided:
            self._side.addWidget(label(tr(N_("Decided before")), "section"))
            for line in decided:
                self._side.addWidget(label(line, "label", wrap=True))
        self._side.addStretch(1)

    def _make(self) -> None:
        panel = self.panel
        if not isinstance(panel, Covering | Silencing | Cutting):
            return
        if isinstance(panel, Covering) and not panel.leaves_something:
            self.look_at.complain(self.look.tr(N_("No page is left that could leave.")))
            return
        covered = panel.covered
        if isinstance(panel, Cutting) and not covered.parts:
            self.look_at.complain(self.look.tr(N_("No part is left that could leave.")))
            return
        self.look_at.run(self.state.preview(covered), self._show_preview)

    # ------------------------------------------------------------------------------------ step two

    def _show_preview(self, preview: Preview) -> None:
        self.preview = preview
        self._drop("outcome")
        assert self.state.opened is not None
        name = self.look.tr(N_("What would leave of {title}")).format(title=self.state.opened.title)
        match preview.ending:
            case "flac":
                self._ask("outcome", self.state.seen_sound(preview), self._show_seen_sound, self._fail_part)
            case "txt":
                text = Marked(self.look, name)
                text.show_pieces((Piece(preview.data.decode(), As.PLAIN, current=False, start=0),))
                self._show_outcome(text)
            case ending:
                pictures = Pictures(self.look, name, paged=ending == "pdf")
                pictures.wanted.connect(self._ask_seen)
                self._show_outcome(pictures)
                pictures.begin()
        self._show_decide_side()

    def _ask_seen(self, ask: Ask) -> None:
        if self.preview is not None:
            self._ask("seen", self.state.seen_picture(self.preview, ask), self._show_seen, self._fail_part)

    def _show_seen(self, drawn: Drawn) -> None:
        if isinstance(self.outcome, Pictures):
            self.outcome.show_drawn(drawn)

    def _show_seen_sound(self, sound: Sound) -> None:
        assert self.state.opened is not None
        listening = Listening(self.look, self.look.tr(N_("What would leave")), sound)
        listening.window_wanted.connect(self._ask_seen_window)
        self._show_outcome(listening)
        listening.begin()

    def _ask_seen_window(self, number: int) -> None:
        if self.preview is not None and isinstance(self.outcome, Listening):
            work = self.state.seen_window(self.preview, number)
            self._ask(f"seen {number}", work, self.outcome.feed, self._fail_part)

    def _show_outcome(self, outcome: QWidget) -> None:
        self.outcome = outcome
        self._place.addWidget(outcome)
        self._go_step(1)

    def _go_step(self, number: int) -> None:
        widget = self.outcome if number else self.panel
        if widget is None:
            return
        self._place.setCurrentWidget(widget)
        self.steps.show_step(number, reached=1 if self.outcome is not None else 0)
        if number == 0:
            self._show_cover_side()
            self._drop("outcome")
            self.steps.show_step(0, reached=0)
        widget.setFocus()

    def _show_decide_side(self) -> None:
        empty(self._side)
        tr, preview = self.look.tr, self.preview
        assert preview is not None
        exactly = N_("These are the very bytes that would leave: {size}, called by a number only.")
        size = f"{max(1, len(preview.data) // 1024):,} KiB".replace(",", "\u202f")
        self._side.addWidget(label(tr(exactly).format(size=size), "label", wrap=True))
        self.deciding = Deciding(self.look, self.state.form)
        self._side.addWidget(self.deciding)
        self.allow = Doing(self.workspace, self.look, tr(N_("Let exactly this leave")), icon="check")
        self.allow.wanted.connect(self._allow)
        self._side.addWidget(self.allow)
        later = N_("It goes with the next bundle that is allowed to hold it, and only if it is chosen there.")
        self._side.addWidget(label(tr(later), "meta", wrap=True))
        back = Button(self.look, tr(N_("Back to covering")), role="link", icon="back")
        back.clicked.connect(self._back)
        self._side.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        self._side.addStretch(1)

    def _back(self) -> None:
        self._go_step(0)

    def _allow(self) -> None:
        assert self.deciding is not None
        assert self.preview is not None
        decision = self.deciding.decision
        if decision is None:
            self.allow.complain(self.look.tr(N_("Answer both questions first: nobody else can.")))
            return
        work = self.state.allow(self.preview, decision)
        self.allow.write(work, self._allowed)

    def _allowed(self, _touched: Touched) -> None:
        self.workspace.go(Spot(Place.RECORD, kind="evidence", record=self.state.record))

    # ------------------------------------------------------------------------------------ failing, leaving

    def _fail_whole(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        tr = self.look.tr
        self._show_panel(Empty(self.look, "file", tr(N_("Nothing can be made of it here")), says(error, tr)))

    def _fail_part(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        notice = Notice(self.look, "")
        notice.say(says(error, self.look.tr))
        self._side.insertWidget(0, notice)

    def _stop(self) -> None:
        """The casebook is being locked: no sound, no reader, nothing on the screen."""
        for task in self._asked.values():
            task.cancel()
        for widget in (self.panel, self.outcome):
            listening = widget.listening if isinstance(widget, Silencing) else widget
            if isinstance(listening, Listening):
                listening.playback.hush()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever leaves wants nothing more of it."""
        if not event.spontaneous():
            for task in self._asked.values():
                task.cancel()
        super().hideEvent(event)
