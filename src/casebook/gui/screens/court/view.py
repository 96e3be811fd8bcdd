"""From a bundle to one word of it, or to the device that sealed it: chosen, given a reason, written out, recorded."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.bundle.unhiding import Words
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.marked import Marked
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.pieces import As, Piece
from casebook.gui.parts.says import says
from casebook.gui.parts.text import chip, label
from casebook.gui.screens.court.state import Bundle, CourtState, Field, Shown
from casebook.gui.theme import Look
from casebook.gui.workspace import Spot, Workspace

HEIGHT = 180
_TOLD = N_(
    "An opening shows a court words that are hidden in its copy; the seal proves that they stood there all along. An "
    "author slip names the device that sealed a record: hand it to a court and to nobody else. Both are recorded here."
)


class CourtView(QScrollArea):
    """A bundle, one of its records, and what is opened of it."""

    def __init__(self, workspace: Workspace, look: Look, spot: Spot) -> None:
        super().__init__()
        assert spot.record is not None
        self.workspace = workspace
        self.look = look
        self.state = CourtState(spot.record, look.tr)
        self.chosen: Shown | None = None
        self.field: Field | None = None
        tr = look.tr
        page = Column(look, 860)
        box = page.box
        self._title = label(tr(N_("For a court")), "title")
        box.addWidget(self._title)
        box.addWidget(label(tr(_TOLD), "label", wrap=True))
        self._notices = QVBoxLayout()
        box.addLayout(self._notices)
        self._list = QVBoxLayout()
        box.addLayout(self._list)
        self._place = QVBoxLayout()
        self._place.setSpacing(look.theme.space(8))
        box.addLayout(self._place)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("For a court")))

    def reload(self) -> None:
        """Read what is in the bundle."""
        self.workspace.read(self.state.load, self.show_bundle)

    # ------------------------------------------------------------------------------------ choosing

    def show_bundle(self, bundle: Bundle) -> None:
        """The records in it."""
        tr, theme = self.look.tr, self.look.theme
        self._title.setText(tr(N_("For a court: bundle {code}")).format(code=bundle.code))
        empty(self._list)
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(8), pad, theme.space(8))
        box.setSpacing(theme.space(4))
        first: Pick | None = None
        for one in bundle.shown:
            row = QHBoxLayout()
            row.setSpacing(theme.space(8))
            row.addWidget(label(str(one.number), "code"))
            pick = Pick(self.look, one.name, one, icon=one.icon)
            pick.picked.connect(self._choose)
            first = first or pick
            row.addWidget(pick)
            row.addStretch(1)
            if one.written:
                row.addWidget(chip(tr(N_("sealed when it was written")), "accent"))
            box.addLayout(row)
        self._list.addWidget(card)
        if first is not None:
            first.setFocus()

    def _choose(self, one: object) -> None:
        assert isinstance(one, Shown)
        self.chosen = one
        empty(self._notices)
        self.workspace.work(self.state.fields(one.record), self.show_fields, self._fail)

    def _fail(self, error: BaseException) -> None:
        empty(self._place)
        self._say(says(error, self.look.tr), "amber")

    def show_fields(self, fields: tuple[Field, ...]) -> None:
        """What can be opened of it."""
        assert self.chosen is not None
        empty(self._place)
        tr = self.look.tr
        self._place.addWidget(label(self.chosen.name, "section"))
        self._place.addWidget(
            label(
                tr(N_("Choose what is opened. Of a text, select the words; without a selection all of it.")),
                "label",
            )
        )
        list_ = QWidget()
        column = QVBoxLayout(list_)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for field in fields:
            words = " ".join(field.found.text.split())
            pick = Pick(self.look, f"{field.label}: {words[:80]}", field, name=field.label)
            pick.setAccessibleDescription(words[:200])
            pick.picked.connect(self._show_field)
            column.addWidget(pick, 0, Qt.AlignmentFlag.AlignLeft)
        self._place.addWidget(list_)
        self._inside = QVBoxLayout()
        self._place.addLayout(self._inside)
        self._place.addWidget(self._handing())
        self.field = None
        first = list_.findChild(Pick)
        if isinstance(first, Pick):
            first.setFocus()

    def _show_field(self, field: object) -> None:
        assert isinstance(field, Field)
        self.field = field
        empty(self._inside)
        self.text = Marked(self.look, field.label)
        self.text.setFixedHeight(self.look.theme.px(HEIGHT))
        self.text.show_pieces((Piece(field.found.text, As.PLAIN, current=False, start=0),))
        self._inside.addWidget(label(field.label, "strong"))
        self._inside.addWidget(self.text)
        self.text.setFocus()

    # ------------------------------------------------------------------------------------ handing over

    def _handing(self) -> QFrame:
        tr, theme = self.look.tr, self.look.theme
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, pad)
        box.setSpacing(theme.space(8))
        self.who, self.why = QLineEdit(), QLineEdit()
        self.to = PathField(self.look, tr(N_("Where to")), suffixes=(".txt",))
        self.to.set_path(Path.home() / "opening.txt")
        for name, widget in (
            (tr(N_("Who gets it (stays here)")), self.who),
            (tr(N_("Why (stays here)")), self.why),
            (tr(N_("Where to")), self.to),
        ):
            widget.setAccessibleName(name)
            box.addWidget(label(name, "label"))
            box.addWidget(widget)
        self.doing = Doing(self.workspace, self.look, tr(N_("Write the opening")), icon="opened")
        self.doing.wanted.connect(self.open_words)
        box.addWidget(self.doing)
        assert self.chosen is not None
        if self.chosen.written:
            slip = Button(self.look, tr(N_("Write an author slip instead")), role="link", icon="sign")
            slip.clicked.connect(self.write_slip)
            box.addWidget(slip, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            none = N_(
                "No author slip: this seal was made when the bundle was, not when the record was written."
            )
            box.addWidget(label(tr(none), "meta", wrap=True))
        return card

    def _ready(self) -> bool:
        problem = self.state.problem(self.who.text().strip(), self.why.text().strip(), self.to.path())
        self.doing.complain(self.look.tr(problem) if problem else "")
        return not problem

    def open_words(self) -> None:
        """Write an opening of what is chosen."""
        to, chosen = self.to.path(), self.chosen
        if self.field is None:
            self.doing.complain(self.look.tr(N_("Choose what is opened.")))
            return
        if not self._ready() or to is None or chosen is None:
            return
        found = self.field.found
        span = None if found.whole else self.text.selected()
        words = Words(found.path, found.slot) if span is None else Words(found.path, found.slot, *span)
        work = self.state.open_words(
            chosen.record, [words], to, self.who.text().strip(), self.why.text().strip()
        )
        self.doing.write(work, self._written)

    def write_slip(self) -> None:
        """Write an author slip."""
        to, chosen = self.to.path(), self.chosen
        if self._ready() and to is not None and chosen is not None:
            work = self.state.slip(chosen.record, to, self.who.text().strip(), self.why.text().strip())
            self.doing.write(work, self._written)

    def _written(self, _touched: Touched) -> None:
        empty(self._place)
        said = N_("It is written, and recorded with the bundle: {path}")
        self._say(self.look.tr(said).format(path=self.to.path()), "accent")
        self.reload()

    def _say(self, sentence: str, tone: str) -> None:
        empty(self._notices)
        notice = Notice(self.look, "", tone=tone)
        notice.say(sentence)
        self._notices.addWidget(notice)
