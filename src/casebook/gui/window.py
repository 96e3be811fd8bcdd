"""The frame: rail, top bar, the screens, the foot, the panel at the right. Knows screens; holds no case data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework.backups import Due
from casebook.casework.book import CasebookCopied, DeviceRemoved
from casebook.casework.touched import Touched, Verb
from casebook.casework.whereabouts import MovedOrCopied
from casebook.gui import shortcuts
from casebook.gui.parts.bars import Foot, TopBar
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.moments import last_saved
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.rail import Rail, RailPlace
from casebook.gui.parts.says import says
from casebook.gui.screens.backups.state import reminder
from casebook.gui.screens.backups.words import due_text
from casebook.gui.screens.circles.choice import CircleChoice
from casebook.gui.screens.find.state import LISTS, FindState, Found, all_acts
from casebook.gui.screens.find.view import FindView
from casebook.gui.screens.history.view import HistoryView
from casebook.gui.screens.rejoin import state as rejoin
from casebook.gui.screens.rejoin.state import Standing
from casebook.gui.screens.unlock import greeting
from casebook.gui.settings import DeviceSettings
from casebook.gui.spots import EXCHANGING, MEETING, SAFEKEEPING
from casebook.gui.stage import Stage
from casebook.gui.theme import Look
from casebook.gui.workspace import Opened, Place, Spot, Workspace
from casebook.journal.acts import CIRCLE_KIND
from casebook.journal.drafts import Draft
from casebook.vault import traces
from casebook.vault.trace import Roots, Trace
from casebook.wording import of_traces, verbs

TITLE: Final = "Casebook"


def _places(tr: Translator) -> tuple[RailPlace, ...]:
    lists = [RailPlace(tr(text), icon, Spot(Place.BROWSE, kind=kind)) for kind, text, icon in LISTS]
    return (
        *lists,
        RailPlace(tr(N_("Exchange")), "exchange", Spot(Place.EXCHANGE), apart=True),
        RailPlace(tr(N_("Team")), "colleague", Spot(Place.MEET)),
        RailPlace(tr(N_("Conflicts")), "conflict", Spot(Place.CONFLICTS)),
        RailPlace(tr(N_("Safety")), "shield", Spot(Place.SAFETY), below=True),
        RailPlace(tr(N_("Settings")), "settings", Spot(Place.SETTINGS), below=True),
    )


class Window(QWidget):
    """The window over an open casebook. `settings_changed` carries device settings somebody chose."""

    settings_changed = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        look: Look,
        settings: DeviceSettings,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.setProperty("role", "window")
        self.setWindowTitle(TITLE)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.rail = Rail(look, look.tr(N_("Places")), _places(look.tr))
        self.rail.picked.connect(self._go_place)
        row.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        self.bar = TopBar(look)
        self.bar.back.connect(workspace.back)
        self.bar.find_wanted.connect(self.find_anything)
        self.bar.history.connect(self.toggle_history)
        self.bar.lock.connect(workspace.lock)
        self.circle = CircleChoice(workspace, look)
        self.bar.put(self.circle)
        column.addWidget(self.bar)
        self.notices = Notices(workspace, look)
        column.addWidget(self.notices)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self.stack = Stage(workspace, look, settings, today)
        self.stack.settings_changed.connect(self.settings_changed)
        self.stack.kind_found.connect(self._mark_kind)
        middle.addWidget(self.stack, 1)
        self.history = HistoryView(workspace, look)
        self.history.closed.connect(self._close_history)
        self.history.hide()
        middle.addWidget(self.history)
        column.addLayout(middle, 1)
        self.foot = Foot(look)
        self.foot.undo_wanted.connect(self.undo)
        self.foot.stopped.connect(workspace.tasks.cancel_all)
        column.addWidget(self.foot)
        row.addLayout(column, 1)
        self.finder = FindView(workspace, look, FindState(look.tr, all_acts()), self)
        self.finder.picked.connect(self._take_found)
        self._listen()

    # ------------------------------------------------------------------------------------ building

    def _listen(self) -> None:
        workspace, tr = self.workspace, self.look.tr
        workspace.went.connect(self.show_spot)
        workspace.touched.connect(self._say_saved)
        workspace.stepped.connect(self.foot.show_step)
        workspace.busy.connect(self.foot.show_busy)
        for name, slot in (
            ("find", self.find_anything),
            ("save", workspace.settle),
            ("undo", self.undo),
            ("history", self.toggle_history),
            ("back", workspace.back),
            ("lock", workspace.lock),
        ):
            shortcuts.action(name, self, tr).triggered.connect(slot)
        for name, spot in (
            ("new-interview", Spot(Place.INTERVIEW, kind="interview", new=True)),
            ("keys", Spot(Place.KEYS)),
            ("import", Spot(Place.IMPORT)),
            ("export", Spot(Place.EXPORT)),
        ):
            shortcuts.action(name, self, tr).triggered.connect(partial(workspace.go, spot))
        for number in range(9):
            place = shortcuts.numbered("place", number, self)
            place.triggered.connect(partial(self._go_number, number))

    def greet(self, opened: Opened) -> None:
        """The first line after unlocking: how far the casebook had come, so that an older copy is noticed."""
        tr = self.look.tr
        if not opened.fresh:
            self.foot.saved.say(last_saved(opened.entries, opened.saved_ms, tr, checked=opened.checked))
        self.notices.greet(opened)
        self.circle.reload()

    # ------------------------------------------------------------------------------------ going

    def _go_place(self, thing: object) -> None:
        assert isinstance(thing, Spot)
        if not self.workspace.go(thing):
            self.rail.show_place(self._rail_spot(self.workspace.here))

    def _go_number(self, number: int) -> None:
        thing = self.rail.place(number)
        if isinstance(thing, Spot):
            self._go_place(thing)

    @staticmethod
    def _rail_spot(spot: Spot | None) -> object:
        if spot is None:
            return None
        kind = "interview" if spot.place is Place.INTERVIEW else spot.kind
        if spot.place in (Place.RECORD, Place.INTERVIEW, Place.BROWSE):
            return Spot(Place.BROWSE, kind=kind)
        if spot.place in (Place.ALIKE, Place.MERGE):
            return Spot(Place.BROWSE, kind="person")
        if spot.place in EXCHANGING:
            return Spot(Place.EXCHANGE)
        if spot.place in MEETING:
            return Spot(Place.MEET)
        return Spot(Place.SAFETY if spot.place in SAFEKEEPING else spot.place)

    def show_spot(self, spot: Spot) -> None:
        """Show the screen of a place."""
        self.finder.close_palette()
        self.notices.clear()
        self.rail.show_place(self._rail_spot(spot))
        self.workspace.look_at(spot.record)
        self.stack.show_spot(spot)

    def _mark_kind(self, kind: str) -> None:
        self.rail.show_place(Spot(Place.BROWSE, kind=kind))

    # ------------------------------------------------------------------------------------ acting

    def find_anything(self) -> None:
        """Open the palette."""
        self.finder.open()

    def _take_found(self, found: Found) -> None:
        if found.record is not None:
            place = Place.INTERVIEW if found.kind == "interview" else Place.RECORD
            self.workspace.go(Spot(place, kind=found.kind, record=found.record))
            return
        verb, _, kind = found.act.partition(":")
        match verb:
            case "new":
                place = Place.INTERVIEW if kind == "interview" else Place.RECORD
                self.workspace.go(Spot(place, kind=kind, new=True))
            case "list":
                self.workspace.go(Spot(Place.BROWSE, kind=kind))
            case "history":
                self.toggle_history()
            case "undo":
                self.undo()
            case "lock":
                self.workspace.lock()
            case _:
                self.workspace.go(Spot(Place(verb)))

    def undo(self) -> None:
        """Take back the last change."""
        self.foot.saved.clear()
        self.workspace.undo()

    def toggle_history(self) -> None:
        """Show or hide the history at the right."""
        shown = self.history.isHidden()
        self.history.setVisible(shown)
        self.bar.show_history(shown=shown)
        if shown:
            self.history.reload()

    def _close_history(self) -> None:
        self.history.hide()
        self.bar.show_history(shown=False)

    # ------------------------------------------------------------------------------------ saying

    def _say_saved(self, touched: Touched, _by: object) -> None:
        self.notices.clear()
        if touched:
            told = self.look.tr(N_("Undone")) if touched.verb == Verb.UNDO else self.look.tr(N_("Saved"))
            # What already left cannot be taken back: Undo would mean the act before it.
            final = touched.verb in (Verb.UNDO, Verb.DISCLOSE, Verb.EXTRACT) or (
                touched.verb == Verb.CIRCLE
                and CIRCLE_KIND not in touched.kinds  # moved, and erased where it was
            )
            self.foot.saved.say(told, undo="" if final else verbs.undo_text(touched, self.look.tr))


class Notices(QWidget):
    """What stands above the screens: what is said first after unlocking, and what was refused."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        workspace.refused.connect(self.say_refused)
        workspace.where_asked.connect(self.ask_where)

    def greet(self, opened: Opened) -> None:
        """What was being written, what was done on the way in, what waits, and what this computer lays open."""
        tr = self.look.tr
        if opened.drafts:
            told = tr(N_("You were writing when the casebook was locked. It is kept."))
            self.tell(told, "accent", ((tr(N_("Go on writing")), opened.drafts[0]),))
        for note in greeting.notes(opened, tr):
            self.tell(note.text, note.tone, note.ways)
        self.workspace.tasks.run(partial(_worst, self.workspace.roots), then=self._warn_of)
        self.workspace.read(rejoin.standing, self._say_standing)
        if opened.done.backup_failed is None:
            self.workspace.read(reminder, self._remind_of)

    def _remind_of(self, due: Due | None) -> None:
        """That a backup is due, by the plan somebody made."""
        if due is not None:
            way = (self.look.tr(N_("Go to the backups")), Spot(Place.BACKUPS))
            self.tell(due_text(due, self.look.tr), "amber", (way,))

    def _warn_of(self, found: Trace | None) -> None:
        """What goes to the disk readable while one works: said once, after unlocking."""
        if found is not None:
            way = (self.look.tr(N_("How to mend it")), Spot(Place.TRACES))
            self.tell(of_traces.warning(found, self.look.tr), "amber", (way,))

    def _say_standing(self, standing: Standing) -> None:
        """That this device is none of the team's, or no more."""
        if standing in rejoin.SHORT:
            way = (self.look.tr(N_("What to do…")), Spot(Place.REJOIN))
            self.tell(self.look.tr(rejoin.SHORT[standing]), "amber", (way,))

    def ask_where(self) -> None:
        """Nothing was saved: it has to be said first whether the casebook was moved or copied."""
        self.clear()
        note = greeting.where_asked(self.look.tr)
        self.tell(note.text, note.tone, note.ways)

    def say_refused(self, error: BaseException) -> None:
        """Why something was not done."""
        if isinstance(error, MovedOrCopied):
            self.ask_where()
            return
        if isinstance(error, CasebookCopied | DeviceRemoved):
            self.clear()
            self.workspace.read(rejoin.standing, self._say_standing)
            return
        self.clear()
        self.tell(says(error, self.look.tr), "red", ((self.look.tr(N_("Close")), None),))

    def tell(self, text: str, tone: str, ways: tuple[tuple[str, object], ...]) -> None:
        """Say *text*, with where it leads: a spot, a draft, or nowhere."""
        notice = Notice(self.look, text, tone=tone, ways=ways)
        notice.chosen.connect(self._follow)
        self._box.addWidget(notice)

    def _follow(self, thing: object) -> None:
        match thing:
            case Spot():
                self.workspace.go(thing)
            case Draft():
                place = Place.INTERVIEW if thing.kind == "interview" else Place.RECORD
                self.workspace.go(Spot(place, kind=thing.kind, record=thing.record, new=True))
            case _:
                self.clear()

    def clear(self) -> None:
        """Say nothing any more."""
        empty(self._box)


def _worst(roots: Roots | None, _progress: Progress) -> Trace | None:
    return traces.worst(roots)
