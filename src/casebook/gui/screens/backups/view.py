"""The backups: what should be done, the act one chose, and every one there is with what it still holds."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.column import Column
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import chip, label, line, picture
from casebook.gui.screens.backups.panel import Panel
from casebook.gui.screens.backups.state import BackupsState, Shown, Told
from casebook.gui.screens.backups.words import WORDS, Act, Row, plan_text
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

WIDEST = 820


class BackupsView(QScrollArea):
    """Every backup there is. One act at a time, in a panel that takes the keyboard."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = BackupsState(look.tr, workspace.kdf)
        self.panel: Panel | None = None
        self._shown = Shown()
        self._done: Told | None = None
        tr, theme = look.tr, look.theme
        page = Column(look, WIDEST)
        box = page.box
        box.addWidget(label(tr(N_("Backups")), "title"))
        told = N_(
            "Each is a whole copy under a key of its own, and the key lies in its card. What is erased here stays in "
            "the copies made before, until their cards are destroyed: that is why every one of them is listed."
        )
        box.addWidget(label(tr(told), "label", wrap=True))
        self._notices = QVBoxLayout()
        self._notices.setSpacing(theme.space(8))
        box.addLayout(self._notices)
        box.addLayout(self._make_acts())
        self._place = QVBoxLayout()
        box.addLayout(self._place)
        box.addSpacing(theme.space(8))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.space(8))
        box.addLayout(self._list)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Backups")))
        workspace.touched.connect(self._hear)
        self._settled = QTimer(self, interval=0, singleShot=True)
        self._settled.timeout.connect(self._see_panel)

    def _make_acts(self) -> QVBoxLayout:
        tr, theme = self.look.tr, self.look.theme
        column = QVBoxLayout()
        column.setSpacing(theme.space(4))
        row = QHBoxLayout()
        row.setSpacing(theme.space(12))
        self.make_button = Button(self.look, tr(WORDS[Act.MAKE].verb) + "…", role="primary", icon="casebook")
        self.make_button.clicked.connect(partial(self.begin, Act.MAKE, None))
        row.addWidget(self.make_button)
        remind = Button(self.look, tr(WORDS[Act.PLAN].heading) + "…", role="link", icon="date")
        remind.clicked.connect(partial(self.begin, Act.PLAN, None))
        row.addWidget(remind)
        row.addStretch(1)
        column.addLayout(row)
        self._plan = label("", "meta", wrap=True)
        column.addWidget(self._plan)
        return column

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.panel is None and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Look at every backup again."""
        self.workspace.read(self.state.load, self.show_backups)

    # ------------------------------------------------------------------ showing

    def show_backups(self, shown: Shown) -> None:
        """Show how it stands."""
        self._shown = shown
        self._show_notices()
        self._plan.setText(plan_text(shown.plan, self.look.tr))
        empty(self._list)
        rows = self.state.rows(shown)
        if rows:
            title = self.look.tr.plural("{count} backup", "{count} backups", len(rows))
            self._list.addWidget(label(title, "section"))
            self._list.addWidget(self._card(rows))
        if self.panel is None:
            self.make_button.setFocus()

    def _show_notices(self) -> None:
        empty(self._notices)
        if self.panel is not None:
            return
        done = () if self._done is None else (self._done,)
        for told in (*done, *self.state.notices(self._shown)):
            self._notices.addWidget(self._notice(told))

    def _notice(self, told: Told) -> Notice:
        ways = () if told.act is None else ((self.look.tr(WORDS[told.act].heading) + "…", told.act),)
        notice = Notice(self.look, told.text, tone=told.tone, ways=ways)
        notice.chosen.connect(self._begin_told)
        return notice

    def _begin_told(self, act: object) -> None:
        assert isinstance(act, Act)
        self.begin(act, None)

    def _card(self, rows: tuple[Row, ...]) -> QFrame:
        theme = self.look.theme
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(8))
        for number, row in enumerate(rows):
            if number:
                box.addWidget(line())
            self._show_row(box, row)
        return card

    def _show_row(self, box: QVBoxLayout, row: Row) -> None:
        theme = self.look.theme
        head = QWidget()
        flow = Flow(head, gap=theme.space(8))
        flow.addWidget(label(row.when, "strong"))
        for text, tone in row.chips:
            flow.addWidget(chip(text, tone))
        box.addWidget(head)
        for text in row.lines:
            box.addWidget(label(text, "meta", wrap=True))
        if row.warning:
            warned = QHBoxLayout()
            warned.setSpacing(theme.space(8))
            warned.addWidget(picture(self.look, "warning", "amber"))
            told = label(row.warning, "strong", wrap=True)
            warned.addWidget(told, 1)
            box.addLayout(warned)
        acts = QWidget()
        flow = Flow(acts, gap=theme.space(12))
        for act in row.acts:
            words = self.look.tr(WORDS[act].verb)
            button = Button(self.look, words + "…", role="link", name=f"{words}: {row.when}")
            button.clicked.connect(partial(self.begin, act, row))
            flow.addWidget(button)
        box.addWidget(acts)

    # ------------------------------------------------------------------ acting

    def begin(self, act: Act, row: Row | None, *_checked: bool) -> None:
        """Ask what *act* needs to know."""
        if self.panel is not None and self.panel.doing.busy:
            return
        empty(self._place)
        self._done = None
        self.panel = Panel(self.workspace, self.look, self.state, act, self._shown, row)
        self.panel.closed.connect(self._close)
        self.panel.done.connect(self._tell)
        self._show_notices()
        self._place.addWidget(self.panel)
        self.panel.show()
        self.panel.begin()
        self._settled.start()

    def _see_panel(self) -> None:
        """Scroll to the act, once it has got its height."""
        page = self.widget()
        if self.panel is not None and page is not None:
            top = self.panel.mapTo(page, QPoint()).y() - self.look.theme.space(12)
            self.verticalScrollBar().setValue(top)

    def _close(self) -> None:
        self.panel = None
        empty(self._place)
        self._show_notices()
        self.make_button.setFocus()

    def _tell(self, done: object) -> None:
        self._close()
        self._done = self.state.told(done)
        self.reload()
