"""The second step of an export: every word in question, everybody in it, who stands out, which files, what is new."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.text import label
from casebook.gui.parts.turning import Turning
from casebook.gui.screens.export.approving import Approving
from casebook.gui.screens.export.beside import Beside, in_groups
from casebook.gui.screens.export.fewpart import FewPart
from casebook.gui.screens.export.files import going, hindered
from casebook.gui.screens.export.filespart import FilesPart
from casebook.gui.screens.export.keeping import KeepCard
from casebook.gui.screens.export.newpart import NewPart
from casebook.gui.screens.export.partsrow import PartsRow
from casebook.gui.screens.export.peoplepart import PeoplePart
from casebook.gui.screens.export.planned import Planned
from casebook.gui.screens.export.textspart import TextsPart
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

TEXTS, PEOPLE, FEW, FILES, NEW = range(5)
PARTS: Final = (N_("Texts"), N_("People"), N_("Recognisable"), N_("Files"), N_("What is new"))


class LookPanel(QWidget):
    """`wanted` = go on to the preview; `keep_wanted`, `second_wanted` = ask for it. Each part has its own signals."""

    wanted = Signal()
    keep_wanted = Signal()
    second_wanted = Signal()

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.look = look
        self.beside: Beside | None = None
        """What the parts beside the texts say of the plan as it stands; nothing while that is being asked."""
        self._waiting = False
        tr, theme = look.tr, look.theme
        self.setProperty("role", "page")
        box = QVBoxLayout(self)
        side = theme.space(24)
        box.setContentsMargins(side, theme.space(8), theme.space(16), theme.space(12))
        box.setSpacing(theme.space(8))
        self.row = PartsRow(look, tr(N_("Parts of the plan")), tuple(map(tr, PARTS)))
        self.row.picked.connect(self.go_to)
        box.addWidget(self.row)
        self.texts, self.people, self.few = TextsPart(look), PeoplePart(look), FewPart(look)
        self.files, self.new = FilesPart(look), NewPart(look)
        self.asking = self.texts.asking
        self.stack = QStackedWidget()
        for part in (self.texts, self.people, self.few, self.files, self.new):
            self.stack.addWidget(part)
        box.addWidget(self.stack, 1)
        self.keeping, self.approving = KeepCard(workspace, look), Approving(workspace, look)
        self.keeping.closed.connect(self.close_cards)
        self._part = TEXTS
        self.stack.addWidget(self._build_cards())
        box.addWidget(self._build_foot())
        self.asking.finished.connect(self.go.setFocus)
        shortcuts.action("pane", self, tr, everywhere=False).triggered.connect(self.change_pane)

    def _build_cards(self) -> QScrollArea:
        """What is asked about the plan as a whole stands where its parts stand, so that large letters have room."""
        page = QWidget()
        page.setProperty("role", "page")
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        for card in (self.keeping, self.approving):
            box.addWidget(card)
        box.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _build_foot(self) -> QWidget:
        """What is left to do, and the ways on: beside it where there is room, else below."""
        tr, theme = self.look.tr, self.look.theme
        foot = Turning(theme.px(760), gap=theme.space(8))
        told = QWidget()
        words = QVBoxLayout(told)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        self._rest = label("", "doubt", wrap=True)
        self._second = label("", "meta", wrap=True)
        words.addWidget(self._rest)
        words.addWidget(self._second)
        foot.put(told, 1, Qt.AlignmentFlag.AlignVCenter)
        ways = QWidget()
        row = QHBoxLayout(ways)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(12))
        row.addStretch(1)
        self.second = Button(self.look, tr(N_("Second look…")), role="quiet", icon="colleague")
        self.second.clicked.connect(self.second_wanted)
        self.keep = Button(self.look, tr(N_("Keep the plan…")), role="quiet", icon="decision")
        self.keep.clicked.connect(self.keep_wanted)
        self.go = Button(self.look, tr(N_("Preview as the recipient")), role="primary", icon="preview")
        self.go.clicked.connect(self.wanted)
        for way in (self.second, self.keep, self.go):
            row.addWidget(way)
        self.second.hide()
        foot.put(ways)
        return foot

    # ------------------------------------------------------------------------------------ the parts

    def go_to(self, part: int) -> None:
        """Another part of the plan."""
        self._part = part
        self.stack.setCurrentIndex(part)
        self.row.show_part(part)
        self.focus()

    def change_pane(self) -> None:
        """The keyboard to the next part."""
        self.go_to((self._part + 1) % len(PARTS))

    def focus(self) -> None:
        """Take the keyboard, in the part that is shown; as soon as there is something in it."""
        self._waiting = self.beside is None
        (self.texts, self.people, self.few, self.files, self.new)[self._part].focus()

    # ------------------------------------------------------------------------------------ the plan

    def show_plan(self, planned: Planned) -> None:
        """The plan, as it stands after every answer so far."""
        tr = self.look.tr
        self.texts.show_plan(planned)
        self.people.show_plan(planned)
        left = planned.texts.open
        told = tr.plural(
            "{count} place nobody has looked at stays hidden.",
            "{count} places nobody has looked at stay hidden.",
            left,
        )
        self._rest.setText(told if left else "")
        self._rest.setVisible(bool(left))
        self.row.show_left(TEXTS, str(left) if left else "")
        self.row.show_left(PEOPLE, str(len(planned.people.people)))

    def show_beside(self, beside: Beside) -> None:
        """What the other parts say of it."""
        tr = self.look.tr
        self.beside = beside
        self.few.show_few(beside.few)
        self.files.show_files(beside.files)
        self.new.show_news(beside.news)
        blocked = len(beside.few.blocked)
        self.row.show_left(FEW, tr.plural("{count} blocks", "{count} block", blocked) if blocked else "")
        count = going(beside.files)
        self.row.show_left(FILES, tr.plural("{count} goes along", "{count} go along", count) if count else "")
        self.row.show_left(NEW, str(beside.news.count) if beside.news.count else "")
        if self._waiting and self.stack.currentIndex() in (FEW, FILES, NEW):
            self.focus()
        self.second.setVisible(beside.second or bool(beside.approvals))
        self._second.setText(self._told_second(beside))
        self._second.setVisible(bool(self._second.text()))

    def _told_second(self, beside: Beside) -> str:
        """Who looked at exactly this plan; or that somebody has to."""
        tr = self.look.tr
        if beside.approvals:
            last = beside.approvals[-1]
            told = tr(N_("{name} looked at exactly this plan on {date} · {hash}"))
            return told.format(name=last.by, date=last.date, hash=in_groups(beside.decided))
        if beside.second:
            told = tr(N_("A second person has to look at this plan before it leaves · {hash}"))
            return told.format(hash=in_groups(beside.decided))
        return ""

    def refuses(self) -> str:
        """Why one cannot go on to the preview, in words, with the part that says more; empty if one can."""
        tr, beside = self.look.tr, self.beside
        if beside is None:
            return ""
        if beside.few.blocked:
            self.go_to(FEW)
            return tr(
                N_(
                    "Somebody could be recognised. Follow a proposal, or write why it may be shown all the same."
                )
            )
        if any(hindered(beside.files)):
            self.go_to(FILES)
            return tr(N_("A file that was chosen may not go along any more. Leave it here."))
        if beside.needs_second:
            return tr(N_("A second person has to look at this plan first."))
        return ""

    def say(self, problem: str) -> None:
        """What is in the way."""
        self._rest.setText(problem)
        self._rest.setVisible(bool(problem))

    def ask(self, card: QWidget) -> None:
        """Ask something about the plan as a whole."""
        for each in (self.keeping, self.approving):
            each.setVisible(each is card)
        self.stack.setCurrentIndex(len(PARTS))
        card.setFocus()

    def close_cards(self) -> None:
        """Nothing is asked any more."""
        self.keeping.hide()
        self.approving.hide()
        self.go_to(self._part)
