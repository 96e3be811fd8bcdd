"""People who may be one: a calm list that leads to a comparison. Nobody is chosen beforehand, nothing is made one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout

from casebook.base.errors import Cancelled
from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.column import Column
from casebook.gui.parts.editors.link import Candidate, Finder, LinkEditor, NewOne
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label
from casebook.gui.screens.alike.card import PairCard
from casebook.gui.screens.alike.state import AlikeState, Pair, Shown
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.model.fields import BadValue, Link
from casebook.search.similarity import Grade

MOST: Final = 40
"""Cards at once; more come when somebody asks."""
_EVERYBODY = N_(
    "Compared are names in every spelling and script, years of birth, numbers and addresses. Brothers and strangers "
    "of one name look alike too: nobody is made one before you have looked at both."
)
_ONE = N_(
    "Look at both before you make them one. It may be somebody whom no comparison finds: then type a name or a code."
)


class AlikeView(QScrollArea):
    """Pairs that are alike; of one person, if the spot names one, and then a field for anybody else."""

    def __init__(self, workspace: Workspace, editors: Editors, spot: Spot) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = editors.look
        look, tr = self.look, self.look.tr
        self.state = AlikeState(spot.record, tr)
        self.cards: list[PairCard] = []
        self._shown: Shown | None = None
        self._count = 0
        page = Column(look, 860)
        box = page.box
        self._title = label(tr(N_("People who may be one")), "title", wrap=True)
        box.addWidget(self._title)
        box.addWidget(label(tr(_EVERYBODY if spot.record is None else _ONE), "label", wrap=True))
        box.addSpacing(look.theme.space(4))
        self.somebody: LinkEditor | None = None
        if spot.record is not None:
            self.somebody = LinkEditor(
                look, tr(N_("Who else")), Link(("person",)), _Others(editors.finder, spot.record)
            )
            self.somebody.accepted.connect(self._take_somebody)
            box.addWidget(self.somebody)
            box.addSpacing(look.theme.space(8))
            box.addWidget(label(tr(N_("Who is alike")), "section"))
        self._told = label("", "label", wrap=True)
        box.addWidget(self._told)
        self._column = QVBoxLayout()
        self._column.setSpacing(look.theme.space(12))
        box.addLayout(self._column)
        self.more = Button(look, "", role="link", icon="down")
        self.more.clicked.connect(self._show_more)
        box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.hide()
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("People who may be one")))
        workspace.touched.connect(self._hear)

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Compare."""
        self._told.setText(self.look.tr(N_("Comparing…")))
        self.workspace.work(self.state.load, self.show_pairs, self._fail)

    def _fail(self, error: BaseException) -> None:
        tr = self.look.tr
        stopped = tr(N_("Stopped. Not everybody was compared."))
        self._told.setText(stopped if isinstance(error, Cancelled) else says(error, tr))

    # ------------------------------------------------------------------------------------ showing

    def show_pairs(self, shown: Shown) -> None:
        """Show them, the likeliest first; those that are hardly alike only when somebody asks."""
        self._shown = shown
        tr = self.look.tr
        likely = len(shown.of(Grade.STRONG, Grade.MEDIUM))
        nobody = tr(N_("Nobody here is much like anybody else."))
        if shown.person is not None:
            title = tr(N_("The same person as {name}")).replace("{name}", shown.person.name)
            self._title.setText(f"{title} · {shown.person.code}")
            nobody = tr(N_("Nobody here is much like this person."))
        count = max(self._count, min(MOST, likely if shown.person is None else len(shown.pairs)))
        rows = shown.pairs[:count]
        self._told.setText("" if rows else nobody)
        self._told.setVisible(not rows)
        empty(self._column)
        self.cards = []
        for pair in rows:
            card = PairCard(self.look, pair, both=shown.person is None)
            card.opened.connect(self._open)
            card.wanted.connect(self._compare)
            self.cards.append(card)
            self._column.addWidget(card)
        rest = len(shown.pairs) - len(rows)
        words = (
            tr.plural("{count} more", "{count} more", rest)
            if len(rows) < likely
            else tr.plural("{count} more, weakly alike", "{count} more, weakly alike", rest)
        )
        self.more.setText(words)
        self.more.setAccessibleName(words)
        self.more.setVisible(rest > 0)
        self._take_keyboard()

    def _take_keyboard(self) -> None:
        now = QApplication.focusWidget()
        if now is not None and self.isAncestorOf(now):
            return
        (self.somebody or (self.cards[0] if self.cards else self)).setFocus()

    def _show_more(self) -> None:
        if self._shown is None:
            return
        before = len(self.cards)
        self._count = before + MOST
        self.show_pairs(self._shown)
        self.cards[before].setFocus()

    # ------------------------------------------------------------------------------------ going

    def _open(self, record: object) -> None:
        assert isinstance(record, bytes)
        self.workspace.go(Spot(Place.RECORD, kind="person", record=RecordId(record)))

    def _compare(self, pair: object) -> None:
        assert isinstance(pair, Pair)
        self._go(pair.one.record, pair.other.record)

    def _take_somebody(self) -> None:
        assert self.somebody is not None
        try:
            value = self.somebody.value()
        except BadValue as problem:
            self.somebody.complain(problem)
            return
        if isinstance(value, bytes) and self.state.person is not None:
            self._go(self.state.person, RecordId(value))

    def _go(self, kept: RecordId, other: RecordId) -> None:
        self.workspace.go(Spot(Place.MERGE, kind="person", records=(kept, other)))


class _Others:
    """Finds people other than *person*, and makes nobody: somebody new cannot be somebody who is here."""

    def __init__(self, finder: Finder, person: RecordId) -> None:
        self._finder = finder
        self._person = person
        self._waiting: _Without | None = None

    def find(self, kinds: tuple[str, ...], typed: str, then: Callable[[tuple[Candidate, ...]], None]) -> None:
        """Without the person themselves."""
        self._waiting = _Without(self._person, then)  # listeners are held weakly
        self._finder.find(kinds, typed, self._waiting.hear)

    def name(self, record: bytes, then: Callable[[str], None]) -> None:
        """How *record* is called."""
        self._finder.name(record, then)

    def make(self, new: NewOne, then: Callable[[Candidate], None]) -> None:
        """Make the record; it is not offered here."""
        self._finder.make(new, then)

    def can_make(self, _kinds: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Nothing."""
        return ()


class _Without:
    def __init__(self, person: RecordId, then: Callable[[tuple[Candidate, ...]], None]) -> None:
        self._person = person
        self._then = then

    def hear(self, found: tuple[Candidate, ...]) -> None:
        """What was found, without the person."""
        self._then(tuple(one for one in found if one.record != self._person))
