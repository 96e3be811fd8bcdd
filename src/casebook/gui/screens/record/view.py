"""The page of one record: header, sections from the declaration, and the records that point here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Pick, icon_button
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.inplace import InPlace
from casebook.gui.parts.layouts import arrange, chain, empty, widgets_in
from casebook.gui.parts.names import KIND_ICONS
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.text import Elided, chip, label, picture
from casebook.gui.screens.record.rows import Added, Drafted, Elements, LongText, Removed, Row, Settled, Typed
from casebook.gui.screens.record.state import (
    ListShown,
    Near,
    Part,
    RecordState,
    RowShown,
    SectionShown,
    Shown,
    TextShown,
    Work,
)
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.journal.drafts import Draft
from casebook.model.all_kinds import KINDS

PartWidget = Row | Elements | LongText


class SectionView(QFrame):
    """One section: what is said, then a line of what could be said. Signals carry what a person did."""

    typed = Signal(object)
    drafted = Signal(object)
    settled = Signal(object)
    added = Signal(object)
    removed = Signal(object)
    followed = Signal(object)

    def __init__(self, editors: Editors, shown: SectionShown, *, heading: bool = True) -> None:
        super().__init__()
        self.look = editors.look
        self._editors = editors
        self._parts: dict[str, PartWidget] = {}
        self._opened: set[str] = set()
        theme = self.look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, theme.space(20))
        box.setSpacing(theme.space(4))
        if heading:
            box.addWidget(label(self.look.tr(shown.label), "section"))
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.space(4))
        box.addLayout(self._column)
        adds = QWidget()
        self._adds = Flow(adds, gap=theme.space(2))
        box.addWidget(adds)
        self._adds_holder = adds
        self.show_section(shown)

    def show_section(self, shown: SectionShown) -> None:
        """Show other values; what is being written stays."""
        self.shown = shown
        wanted: list[QWidget] = []
        for part in shown.parts:
            key = _key(part)
            widget = self._parts.get(key)
            if widget is not None:
                _show(widget, part)
            if part.is_empty and key not in self._opened and not (widget is not None and _is_open(widget)):
                continue
            if widget is None:
                widget = self._parts[key] = self._make(part)
            wanted.append(widget)
        arrange(self._column, wanted)
        self._fill_adds()

    def _fill_adds(self) -> None:
        absent = [p for p in self.shown.parts if p.is_empty and _key(p) not in self._opened]
        keys = [widget.thing for widget in widgets_in(self._adds) if isinstance(widget, Pick)]
        if keys == [_key(part) for part in absent]:
            return
        empty(self._adds)
        for part in absent:
            name = self.look.tr(part.label)
            add = Pick(
                self.look,
                name,
                _key(part),
                role="quiet",
                icon="add",
                name=f"{self.look.tr(N_('Add'))}: {name}",
            )
            add.picked.connect(self.open_part)
            self._adds.addWidget(add)
        self._adds_holder.setVisible(bool(absent))

    def _make(self, part: Part) -> PartWidget:
        match part:
            case RowShown():
                row = Row(self._editors, part)
                row.settled.connect(self.settled)
                row.closed.connect(self._row_closed)
                row.followed.connect(self.followed)
                made: PartWidget = row
            case ListShown():
                elements = Elements(self._editors, part)
                elements.settled.connect(self.settled)
                elements.added.connect(self.added)
                elements.removed.connect(self.removed)
                elements.followed.connect(self.followed)
                made = elements
            case TextShown():
                made = LongText(self._editors, part)
        made.typed.connect(self.typed)
        made.drafted.connect(self.drafted)
        return made

    def _row_closed(self) -> None:
        """A row left without a value goes back to what could be said, once the focus has moved on."""
        QTimer.singleShot(0, self, self._tidy)

    def _tidy(self) -> None:
        for part in self.shown.parts:
            widget = self._parts.get(_key(part))
            left = (
                isinstance(widget, Row) and not widget.place.is_open and not widget.place.reading.hasFocus()
            )
            if part.is_empty and left:
                self._opened.discard(_key(part))

    def open_part(self, key: object) -> None:
        """Begin to write what is not said yet."""
        part = next((p for p in self.shown.parts if _key(p) == key), None)
        if part is None:
            return
        self._opened.add(str(key))
        self.show_section(self.shown)
        widget = self._parts[str(key)]
        if isinstance(widget, Elements):
            widget.open_blank()
        else:
            widget.place.open()

    def has(self, key: str) -> bool:
        """Whether that unit stands in this section."""
        return any(_key(part) == key for part in self.shown.parts)

    def places(self) -> list[tuple[str, InPlace, Row | LongText]]:
        """Every value with its path."""
        found: list[tuple[str, InPlace, Row | LongText]] = []
        for widget in self._parts.values():
            if isinstance(widget, Elements):
                found += [(row.shown.path, row.place, row) for row in widget.rows()]
            elif isinstance(widget, Row):
                found.append((widget.shown.path, widget.place, widget))
            else:
                found.append((widget.shown.name, widget.place, widget))
        return found


def _key(part: Part) -> str:
    return part.path if isinstance(part, RowShown) else part.name


def _show(widget: PartWidget, part: Part) -> None:
    if isinstance(widget, Row) and isinstance(part, RowShown):
        widget.show_row(part)
    elif isinstance(widget, Elements) and isinstance(part, ListShown):
        widget.show_list(part)
    elif isinstance(widget, LongText) and isinstance(part, TextShown):
        widget.show_text(part)


def _is_open(widget: PartWidget) -> bool:
    return isinstance(widget, Row | LongText) and widget.place.is_open


class RecordView(QWidget):
    """The page of one record. *only* narrows it to some sections, by label."""

    loaded = Signal(object)

    def __init__(self, workspace: Workspace, editors: Editors, state: RecordState) -> None:
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
        outside.addWidget(self._build_header())
        page = QWidget()
        page.setProperty("role", "page")
        box = QVBoxLayout(page)
        side = theme.space(24)
        box.setContentsMargins(side, theme.space(16), side, theme.space(32))
        box.setSpacing(0)
        self._notices = QVBoxLayout()
        box.addLayout(self._notices)
        self._column = QVBoxLayout()
        box.addLayout(self._column)
        self._near = QVBoxLayout()
        self._near.setSpacing(theme.space(2))
        box.addLayout(self._near)
        box.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(page)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outside.addWidget(self.area, 1)
        workspace.touched.connect(self._hear)
        workspace.add_writer(self)
        self.destroyed.connect(_forget(workspace, self))

    def _build_header(self) -> QFrame:
        tr, theme = self.look.tr, self.look.theme
        head = QFrame()
        head.setProperty("role", "bar")
        row = QHBoxLayout(head)
        side = theme.space(24)
        row.setContentsMargins(side, theme.space(12), theme.space(16), theme.space(12))
        row.setSpacing(theme.space(12))
        row.addWidget(
            picture(self.look, KIND_ICONS.get(self.state.kind.name, "file"), "accent", 24),
            0,
            Qt.AlignmentFlag.AlignTop,
        )
        column = QVBoxLayout()
        column.setSpacing(theme.space(4))
        self._title = Elided("", "title")
        column.addWidget(self._title)
        chips = QHBoxLayout()
        chips.setSpacing(theme.space(8))
        self._code = label("", "code")
        self._subtitle = Elided("", "label")
        chips.addWidget(self._code)
        self._chip_row = QHBoxLayout()
        self._chip_row.setSpacing(theme.space(4))
        chips.addLayout(self._chip_row)
        chips.addWidget(self._subtitle, 1)
        column.addLayout(chips)
        row.addLayout(column, 1)
        self._delete = icon_button(self.look, "remove", tr(N_("Delete this record")))
        self._delete.clicked.connect(self._delete_record)
        row.addWidget(self._delete, 0, Qt.AlignmentFlag.AlignTop)
        return head

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
        tr = self.look.tr
        kind = tr(shown.kind.label)
        self._title.setText(shown.title or (tr(N_("New: {kind}")).format(kind=kind) if shown.new else kind))
        self._code.setText(shown.code)
        self._code.setVisible(bool(shown.code))
        self._subtitle.setText(shown.subtitle)
        self._delete.setVisible(not shown.new and not shown.deleted)
        self._show_chips(shown)
        self._show_notices(shown)
        for i, section in enumerate(shown.sections):
            if i < len(self._sections):
                self._sections[i].show_section(section)
            else:
                self._add_section(section)
        self._show_near(shown)
        chain(self)
        self.workspace.look_at(None if shown.new else shown.record)
        if first and shown.new and self._sections:
            self._open_first()
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

    def _open_first(self) -> None:
        first = self._sections[0].shown.parts
        if first:
            self._sections[0].open_part(_key(first[0]))

    def _show_chips(self, shown: Shown) -> None:
        empty(self._chip_row)
        tr = self.look.tr
        for each in shown.chips:
            self._chip_row.addWidget(chip(each.text, each.tone))
        if shown.conflicts:
            told = tr.plural("{count} conflict", "{count} conflicts", shown.conflicts)
            self._chip_row.addWidget(chip(f"⚑ {told}", "amber"))

    def _show_notices(self, shown: Shown) -> None:
        tr = self.look.tr
        wanted: list[QWidget] = []
        if shown.missing:
            wanted.append(
                Notice(
                    self.look,
                    tr(N_("This record is not here: it was erased, or never arrived.")),
                    tone="amber",
                )
            )
        if shown.deleted:
            notice = Notice(
                self.look,
                tr(N_("This record is deleted. It is in no list and leaves in no export.")),
                tone="red",
                ways=((tr(N_("Bring it back")), "restore"),),
            )
            notice.chosen.connect(self._restore)
            wanted.append(notice)
        if shown.newer:
            told = tr(
                N_("Parts of this record were written by a newer version. They are kept, and not shown.")
            )
            wanted.append(Notice(self.look, told, tone="slate"))
        for widget in arrange(self._notices, wanted):
            widget.deleteLater()

    def _show_near(self, shown: Shown) -> None:
        tr, theme = self.look.tr, self.look.theme
        wanted: list[QWidget] = []
        if shown.near or shown.children:
            wanted.append(label(tr(N_("Connected records")), "section"))
        wanted += [self._near_row(near) for near in shown.near]
        if shown.children:
            holder = QWidget()
            flow = Flow(holder, gap=theme.space(4))
            for name in shown.children:
                told = tr(N_("New: {kind}")).format(kind=tr(KINDS[name].label))
                begin = Pick(self.look, told, name, role="quiet", icon="add")
                begin.picked.connect(self._begin_child)
                flow.addWidget(begin)
            wanted.append(holder)
        for widget in arrange(self._near, wanted):
            widget.deleteLater()

    def _near_row(self, near: Near) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self.look.theme.space(8))
        kind = KINDS[near.kind]
        told = f"{near.title}  ·  {near.code}"
        name = f"{self.look.tr(kind.label)}: {told}"
        pick = Pick(self.look, told, near.record, icon=KIND_ICONS.get(near.kind, "file"), name=name)
        pick.picked.connect(self._follow)
        line.addWidget(pick)
        line.addWidget(label(f"{self.look.tr(kind.label)} — {near.by}", "meta"))
        line.addStretch(1)
        return row

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
        return next((p for section in parts for p in section.parts if _key(p) == key), None)

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

    def _restore(self, _how: object) -> None:
        self._write(self.state.restore)

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
                if text and not path.endswith("/+"):
                    seen = row.shown.seen if isinstance(row, Row) else ()
                    found.append(self._draft(Drafted(path, text, seen)))
        return found

    def settle(self) -> bool:
        """Save what is typed."""
        settled = [place.commit() for section in self._sections for _, place, _ in section.places()]
        return all(settled)


def _forget(workspace: Workspace, view: RecordView) -> object:
    def forget(_gone: object = None) -> None:
        workspace.remove_writer(view)

    return forget
