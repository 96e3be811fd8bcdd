"""The page of one record: header, sections from the declaration, and the records that point here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.casework.touched import Touched
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.page.elements import Added, Removed
from casebook.gui.parts.page.header import Header
from casebook.gui.parts.page.near import NearRecords
from casebook.gui.parts.page.notices import Notices
from casebook.gui.parts.page.rows import Drafted, Row, Settled, Typed
from casebook.gui.parts.page.section import SectionView, key_of
from casebook.gui.parts.page.shown import Part, SectionShown, Shown, TextShown
from casebook.gui.parts.page.state import PageState, Work
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.journal.drafts import Draft


class Page(QWidget):
    """The page of one record. *above* is put over the sections: a screen's own part of the page."""

    loaded = Signal(object)

    def __init__(
        self, workspace: Workspace, editors: Editors, state: PageState, above: QWidget | None = None
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.editors = editors
        self.look = editors.look
        self.state = state
        self.shown: Shown | None = None
        self._sections: list[SectionView] = []
        self.setProperty("role", "page")
        theme = self.look.theme
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        self.header = Header(self.look, state.kind.name)
        self.header.delete_wanted.connect(self._delete_record)
        self.header.holders_wanted.connect(self._show_holders)
        self.header.court_wanted.connect(self._show_court)
        self.header.seals_wanted.connect(self._show_seals)
        self.header.same_wanted.connect(self._show_alike)
        self.header.withdraw_wanted.connect(self._show_withdrawal)
        outside.addWidget(self.header)
        page = QWidget()
        page.setProperty("role", "page")
        box = QVBoxLayout(page)
        side = theme.space(24)
        box.setContentsMargins(side, theme.space(16), side, theme.space(32))
        box.setSpacing(0)
        self._notices = Notices(self.look)
        self._notices.restore_wanted.connect(self._restore)
        box.addWidget(self._notices)
        if above is not None:
            box.addWidget(above)
        self._column = QVBoxLayout()
        box.addLayout(self._column)
        self._near = NearRecords(self.look)
        self._near.followed.connect(self._follow)
        self._near.viewed.connect(self._view)
        self._near.begun.connect(self._begin_child)
        box.addWidget(self._near)
        box.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(page)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outside.addWidget(self.area, 1)
        workspace.touched.connect(self._hear)
        workspace.add_writer(self)

    # ------------------------------------------------------------------------------------ showing

    def reload(self) -> None:
        """Read the record again."""
        self.workspace.read(self.state.load, self.show_record)

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.state.concerns(touched):
            self.reload()

    def show_record(self, shown: Shown) -> None:
        """Show the record; fields being written keep what is typed."""
        first = self.shown is None
        self.shown = shown
        self.header.show_record(shown)
        self._notices.show_record(shown)
        for i, section in enumerate(shown.sections):
            if i < len(self._sections):
                self._sections[i].show_section(section)
            else:
                self._add_section(section)
        self._near.show_near(shown)
        self.workspace.look_at(None if shown.new else shown.record)
        if first and self._sections:
            self._begin(new=shown.new)
        self.loaded.emit(shown)

    def _add_section(self, section: SectionShown) -> None:
        made = SectionView(self.editors, section)
        made.typed.connect(self._typed)
        made.drafted.connect(self._drafted)
        made.settled.connect(self._settled)
        made.added.connect(self._added)
        made.removed.connect(self._removed)
        made.followed.connect(self._follow)
        self._sections.append(made)
        self._column.addWidget(made)
        made.show()  # at once, not after the next turn of the event loop: the keyboard may stand on it

    def open_part(self, section: int, key: str) -> None:
        """Begin to write what is not said yet in a section."""
        if section < len(self._sections) and key:
            self._sections[section].open_part(key)

    def _begin(self, *, new: bool) -> None:
        """The keyboard stands on the first value; of a new record it is open."""
        first = self._sections[0]
        if new and first.shown.parts:
            first.open_part(key_of(first.shown.parts[0]))
        elif first.places():
            first.places()[0][1].reading.setFocus()

    # ------------------------------------------------------------------------------------ acting

    def _write(self, work: Work) -> None:
        self.workspace.write(work, by=self, failed=self._refused)

    def _refused(self, error: BaseException) -> None:
        self.workspace.refused.emit(error)
        self.reload()

    def _typed(self, typed: Typed) -> None:
        if "/" not in typed.path and isinstance(self._part(typed.path), TextShown):
            text = typed.value if isinstance(typed.value, str) else ""
            self._write(self.state.set_text(typed.path, text))
        else:
            self._write(self.state.set_value(typed.path, typed.value, typed.seen))
        self.state.new = False

    def _part(self, key: str) -> Part | None:
        parts = self.shown.sections if self.shown else ()
        return next((p for section in parts for p in section.parts if key_of(p) == key), None)

    def _added(self, added: Added) -> None:
        self._write(self.state.add_element(added.name, added.inner, added.value))
        self.state.new = False

    def _removed(self, removed: Removed) -> None:
        self._write(self.state.remove_element(removed.name, removed.element))

    def _settled(self, settled: Settled) -> None:
        self._write(self.state.settle(settled.path, settled.entry))

    def _drafted(self, drafted: Drafted) -> None:
        self.workspace.keep_draft(self._draft(drafted))

    def _draft(self, drafted: Drafted) -> Draft:
        return Draft(self.state.record, self.state.kind.name, drafted.path, drafted.text, drafted.seen)

    def _delete_record(self) -> None:
        self._write(self.state.delete)

    def _show_holders(self) -> None:
        self.workspace.go(Spot(Place.LEFT, record=self.state.record))

    def _show_alike(self) -> None:
        self.workspace.go(Spot(Place.ALIKE, record=self.state.record))

    def _show_withdrawal(self) -> None:
        self.workspace.go(Spot(Place.WITHDRAW, record=self.state.record))

    def _show_court(self) -> None:
        self.workspace.go(Spot(Place.COURT, record=self.state.record))

    def _show_seals(self) -> None:
        self.workspace.go(Spot(Place.SEALS, record=self.state.record))

    def _restore(self) -> None:
        self._write(self.state.restore)

    def _view(self, record: RecordId) -> None:
        self.workspace.go(Spot(Place.VIEWER, record=record))

    def _follow(self, record: RecordId) -> None:
        self.workspace.go(Spot(Place.RECORD, record=record))

    def _begin_child(self, kind: object) -> None:
        self.workspace.go(Spot(Place.RECORD, kind=str(kind), new=True, records=(self.state.record,)))

    # ------------------------------------------------------------------------------------ unsaved

    def unsaved(self) -> Sequence[Draft]:
        """What is typed and not saved."""
        found = []
        for section in self._sections:
            for path, place, row in section.places():
                text = place.draft()
                if text:
                    seen = row.shown.seen if isinstance(row, Row) else ()
                    found.append(self._draft(Drafted(path, text, seen)))
        return found

    def settle(self) -> bool:
        """Save what is typed."""
        settled = [place.commit() for section in self._sections for _, place, _ in section.places()]
        return all(settled)
