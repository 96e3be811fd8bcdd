"""The address book on one page: who gets bundles, which keys they have, and whether those were compared."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.act import Act
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.column import Column
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import chip, label, line
from casebook.gui.screens.recipients.adding import Adding
from casebook.gui.screens.recipients.panel import Comparing, Keying
from casebook.gui.screens.recipients.state import KeyShown, RecipientsState, Shown
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.model.recipient import RECIPIENT

WIDEST = 920


class RecipientsView(QScrollArea):
    """Everybody, one card each; one act at a time below its card."""

    def __init__(self, workspace: Workspace, editors: Editors) -> None:
        super().__init__()
        self.workspace = workspace
        self.editors = editors
        self.look = editors.look
        self.state = RecipientsState(self.look.tr)
        self.panel: Act | None = None
        self.adding: Adding | None = None
        self.everybody: tuple[Shown, ...] = ()
        tr = self.look.tr
        page = Column(self.look, WIDEST)
        box = page.box
        box.addWidget(label(tr(RECIPIENT.plural), "title"))
        told = N_(
            "Who gets bundles from you, and who sends you theirs. A key that nobody compared may be somebody else's: "
            "compare its twelve words by voice or on paper before you rely on it."
        )
        box.addWidget(label(tr(told), "label", wrap=True))
        self.add_button = Button(self.look, tr(N_("Add a recipient…")), icon="add")
        self.add_button.clicked.connect(self.begin_adding)
        box.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._top = QVBoxLayout()
        box.addLayout(self._top)
        self._list = QVBoxLayout()
        self._list.setSpacing(self.look.theme.space(12))
        box.addLayout(self._list)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(RECIPIENT.plural))
        workspace.touched.connect(self._hear)

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Read the address book."""
        self.workspace.read(self.state.load, self.show_everybody)

    # ------------------------------------------------------------------------------------ showing

    def show_everybody(self, found: tuple[Shown, ...]) -> None:
        """A card for each."""
        self.everybody = found
        empty(self._list)
        self.panel = None
        self._below: dict[bytes, QVBoxLayout] = {}
        for one in found:
            self._list.addWidget(self._card(one))
        if not found:
            none = N_("Nobody yet. Ask a partner for their card, and add them with the key on it.")
            self._list.addWidget(label(self.look.tr(none), "label", wrap=True))
        if self.adding is None:
            self.add_button.setFocus()

    def _card(self, one: Shown) -> QWidget:
        theme, tr = self.look.theme, self.look.tr
        whole = QWidget()
        outside = QVBoxLayout(whole)
        outside.setContentsMargins(0, 0, 0, 0)
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(8))
        head = QWidget()
        flow = Flow(head, gap=theme.space(8))
        name = Pick(self.look, one.called, one, icon="recipients")
        name.picked.connect(self._open)
        flow.addWidget(name)
        flow.addWidget(label(one.code, "code"))
        for text in (one.audience, one.language):
            if text:
                flow.addWidget(chip(text))
        box.addWidget(head)
        for key in one.keys:
            box.addWidget(line())
            box.addWidget(self._key(one, key))
        more = Button(
            self.look,
            tr(N_("Add a key…")),
            role="link",
            name=tr(N_("Add a key of {name}")).format(name=one.called),
        )
        more.clicked.connect(partial(self._begin, one, None, "add"))
        box.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        outside.addWidget(card)
        self._below[one.record] = QVBoxLayout()
        outside.addLayout(self._below[one.record])
        return whole

    def _key(self, one: Shown, key: KeyShown) -> QWidget:
        theme = self.look.theme
        whole = QWidget()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(12))
        grid.setVerticalSpacing(theme.space(4))
        grid.setColumnMinimumWidth(0, theme.px(88))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label(key.purpose, "label"), 0, 0, top)
        grid.addWidget(label(" ".join(key.words), wrap=True), 0, 1, top)
        acts = QWidget()
        state = Flow(acts, gap=theme.space(12))
        tone = "" if key.ended else "accent" if key.sure else "amber"
        state.addWidget(chip(key.compared, tone))
        if not key.ended:
            for act, text in self._acts(key):
                button = Button(self.look, text, role="link", name=f"{text} {one.called}, {key.purpose}")
                button.clicked.connect(partial(self._begin, one, key, act))
                state.addWidget(button)
        grid.addWidget(acts, 1, 1)
        return whole

    def _acts(self, key: KeyShown) -> tuple[tuple[str, str], ...]:
        tr = self.look.tr
        if key.signs:
            return (("compare", tr(N_("Compare…"))), ("drop", tr(N_("They lost it"))))
        return (
            ("compare", tr(N_("Compare…"))),
            ("change", tr(N_("They have another…"))),
            ("drop", tr(N_("Stop using it"))),
        )

    # ------------------------------------------------------------------------------------ acting

    def _open(self, one: object) -> None:
        assert isinstance(one, Shown)
        self.workspace.go(Spot(Place.RECORD, kind="recipient", record=one.record))

    def _begin(self, one: Shown, key: KeyShown | None, act: str, *_clicked: bool) -> None:
        self._close()
        if act == "drop" and key is not None:
            self.workspace.write(self.state.drop_key(one.record, key), by=self)
            return
        if act == "compare" and key is not None:
            self.panel = Comparing(self.workspace, self.look, one, key)
        else:
            self.panel = Keying(self.workspace, self.look, one, key)
        self.panel.closed.connect(self._close)
        self._below[one.record].addWidget(self.panel)
        self.panel.begin()
        self.ensureWidgetVisible(self.panel)

    def begin_comparing(self) -> None:
        """Begin with the first key that nobody compared."""
        for one in self.everybody:
            for key in one.keys:
                if not key.sure and not key.ended:
                    self._begin(one, key, "compare")
                    return

    def _close(self) -> None:
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None

    def begin_adding(self) -> None:
        """Ask who it is."""
        if self.adding is not None:
            return
        self.adding = Adding(self.workspace, self.editors, self.state)
        self.adding.added.connect(self._added)
        self.adding.left.connect(self._stop_adding)
        self._top.addWidget(self.adding)
        self.add_button.hide()
        self.adding.begin()

    def _added(self) -> None:
        self._stop_adding()
        self.reload()

    def _stop_adding(self) -> None:
        empty(self._top)
        self.adding = None
        self.add_button.show()
        self.add_button.setFocus()
