"""Our own keys on one page: what others compare, what they encrypt to, and the way out when a key is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.act import Act
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.column import Column
from casebook.gui.parts.command import Command
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import label
from casebook.gui.screens.signer.panel import Carding, Losing
from casebook.gui.screens.signer.state import Keys, SignerState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

COLUMNS = 4


class SignerView(QScrollArea):
    """Two keys, and one act at a time."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = SignerState(look.tr)
        self.panel: Act | None = None
        tr = look.tr
        page = Column(look, 860)
        self._box = page.box
        self._box.addWidget(label(tr(N_("Our keys")), "title"))
        told = N_(
            "Recipients compare these with the card you gave them by hand. The private halves never leave this "
            "casebook: they are in no backup, on no stick, and in no bundle."
        )
        self._box.addWidget(label(tr(told), "label", wrap=True))
        self._notices = QVBoxLayout()
        self._box.addLayout(self._notices)
        self._keys = QVBoxLayout()
        self._keys.setSpacing(look.theme.space(12))
        self._box.addLayout(self._keys)
        self._place = QVBoxLayout()
        self._box.addLayout(self._place)
        self._box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Our keys")))
        workspace.touched.connect(self._hear)

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.panel is None and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Ask what there is."""
        self.workspace.read(self.state.load, self.show_keys)

    # ------------------------------------------------------------------------------------ showing

    def show_keys(self, keys: Keys) -> None:
        """Show them, or the way to make them."""
        empty(self._keys)
        tr = self.look.tr
        self._keys.addWidget(label(tr(N_("We sign with")), "section"))
        if keys.fingerprint:
            self._keys.addWidget(self._card(keys.fingerprint, keys.words, keys.line))
            self._keys.addWidget(self._acts(keys))
        elif keys.elsewhere:
            gone = N_(
                "The key {key} is not in this casebook. Sign where it is; or, if it is lost, declare it lost."
            )
            self._keys.addWidget(Notice(self.look, tr(gone).format(key=keys.elsewhere), tone="amber"))
            self._keys.addWidget(self._acts(keys))
        elif keys.may_publish:
            none = N_(
                "There is none yet. It is made with the first bundle, or now, so that cards can be printed before."
            )
            self._keys.addWidget(label(tr(none), "label", wrap=True))
            self._keys.addWidget(self._making(tr(N_("Make the signing key")), self.state.make_signing))
        else:
            other = N_("Bundles are signed by the publisher of the team, and this device has another role.")
            self._keys.addWidget(label(tr(other), "label", wrap=True))
        self._keys.addWidget(label(tr(N_("Others encrypt to us with")), "section"))
        if keys.recipient:
            self._keys.addWidget(self._card("", keys.recipient_words, keys.recipient))
        else:
            none = N_(
                "There is none yet. With one, partners can send you bundles that only this casebook opens."
            )
            self._keys.addWidget(label(tr(none), "label", wrap=True))
            self._keys.addWidget(self._making(tr(N_("Make a key for others")), self.state.make_receiving))
        for dead in keys.dead:
            lost = tr(N_("Lost on {date}, dead for every date: {key}")).format(
                date=dead.lost, key=dead.fingerprint
            )
            self._keys.addWidget(label(lost, "label", wrap=True))

    def _card(self, heading: str, words: tuple[str, ...], line: str) -> QFrame:
        theme, tr = self.look.theme, self.look.tr
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(8))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(24))
        grid.setVerticalSpacing(theme.space(4))
        for number, word in enumerate(words):
            grid.addWidget(label(f"{number + 1}\u2002{word}", "strong"), number // COLUMNS, number % COLUMNS)
        grid.setColumnStretch(COLUMNS, 1)
        box.addLayout(grid)
        if heading:
            box.addWidget(self._copied(heading, tr(N_("Fingerprint"))))
        box.addWidget(
            self._copied(line, tr(N_("Line for allowed_signers")) if heading else tr(N_("Key to encrypt to")))
        )
        return card

    def _copied(self, text: str, name: str) -> Command:
        made = Command(self.look, text, name)
        made.copied.connect(self._copy)
        return made

    def _copy(self, text: object) -> None:
        QApplication.clipboard().setText(str(text))  # a public key: it may be known to anybody

    def _acts(self, keys: Keys) -> QWidget:
        tr = self.look.tr
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.theme.space(12))
        if keys.fingerprint:
            self.card_button = Button(self.look, tr(N_("Write a card…")), icon="report")
            self.card_button.clicked.connect(self.begin_card)
            row.addWidget(self.card_button)
        lost = Button(self.look, tr(N_("It is lost or was copied…")), role="link", icon="warning")
        lost.clicked.connect(partial(self.begin_losing, keys.fingerprint or keys.elsewhere))
        row.addWidget(lost)
        if keys.dead and keys.fingerprint:
            again = Button(self.look, tr(N_("Write the lists again…")), role="link")
            again.clicked.connect(partial(self.begin_losing, ""))
            row.addWidget(again)
        row.addStretch(1)
        return whole

    def _making(self, verb: str, work: Callable[..., Keys]) -> Doing:
        doing = Doing(self.workspace, self.look, verb, icon="key")
        doing.wanted.connect(partial(self._make, doing, work))
        return doing

    def _make(self, doing: Doing, work: Callable[..., Keys]) -> None:
        doing.run(work, self.show_keys)

    # ------------------------------------------------------------------------------------ acting

    def begin_card(self) -> None:
        """Ask what stands on the card."""
        self._begin(Carding(self.workspace, self.look, self.state))

    def begin_losing(self, fingerprint: str, *_clicked: bool) -> None:
        """Say what it means to give the key up."""
        self._begin(Losing(self.workspace, self.look, self.state, fingerprint))

    def _begin(self, panel: Act) -> None:
        empty(self._place)
        empty(self._notices)
        self.panel = panel
        panel.closed.connect(self._close)
        panel.told.connect(self._tell)
        self._place.addWidget(panel)
        panel.begin()
        self.ensureWidgetVisible(panel)

    def _close(self) -> None:
        self.panel = None
        empty(self._place)
        self.reload()

    def _tell(self, sentences: object) -> None:
        assert isinstance(sentences, tuple)
        empty(self._notices)
        for sentence in sentences:
            notice = Notice(self.look, "", tone="accent")
            notice.say(sentence)
            self._notices.addWidget(notice)
