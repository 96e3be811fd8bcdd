"""The screens, one at a time: lists are kept, any other is made when one goes there. Holds no case data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QSizePolicy, QStackedWidget, QWidget

from casebook.base.ids import RecordId
from casebook.casework.book import Casebook
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.recordfinder import RecordFinder
from casebook.gui.screens.alike.view import AlikeView
from casebook.gui.screens.backups.view import BackupsView
from casebook.gui.screens.browse.view import BrowseView
from casebook.gui.screens.circles.view import CirclesView
from casebook.gui.screens.conflicts.view import ConflictsView
from casebook.gui.screens.court.view import CourtView
from casebook.gui.screens.decide.view import DecideView
from casebook.gui.screens.drill.view import DrillView
from casebook.gui.screens.exchange.view import ExchangeView
from casebook.gui.screens.export.view import ExportView
from casebook.gui.screens.exposure.view import ExposureView
from casebook.gui.screens.health.view import HealthView
from casebook.gui.screens.importing.view import ImportView
from casebook.gui.screens.interview.view import InterviewView
from casebook.gui.screens.invite.view import InviteView
from casebook.gui.screens.left.view import LeftView
from casebook.gui.screens.lost.view import LostView
from casebook.gui.screens.meet.view import MeetView
from casebook.gui.screens.merge.view import MergeView
from casebook.gui.screens.moved.view import MovedView
from casebook.gui.screens.orders.view import OrdersView
from casebook.gui.screens.received.view import ReceivedView
from casebook.gui.screens.recipients.view import RecipientsView
from casebook.gui.screens.record.view import RecordView
from casebook.gui.screens.recovery.view import RecoveryView
from casebook.gui.screens.redact.view import RedactView
from casebook.gui.screens.rejoin.view import RejoinView
from casebook.gui.screens.rounds.view import RoundsView
from casebook.gui.screens.safety.view import SafetyView
from casebook.gui.screens.seals.view import SealsView
from casebook.gui.screens.settings.view import SettingsView
from casebook.gui.screens.signer.view import SignerView
from casebook.gui.screens.stick.view import StickView
from casebook.gui.screens.team.view import TeamView
from casebook.gui.screens.traces.view import TracesView
from casebook.gui.screens.travel.view import TravelView
from casebook.gui.screens.viewer.view import ViewerView
from casebook.gui.screens.ways.view import WaysView
from casebook.gui.screens.wipe.view import WipeView
from casebook.gui.screens.withdraw.view import WithdrawView
from casebook.gui.settings import DeviceSettings
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace

PLAIN: Final[Mapping[Place, Callable[[Workspace, Look], QWidget]]] = {
    Place.SAFETY: SafetyView,
    Place.EXCHANGE: ExchangeView,
    Place.MEET: MeetView,
    Place.ORDERS: OrdersView,
    Place.INVITE: InviteView,
    Place.CIRCLES: CirclesView,
    Place.REJOIN: RejoinView,
    Place.STICK: StickView,
    Place.TEAM: TeamView,
    Place.ROUNDS: RoundsView,
    Place.RECEIVED: ReceivedView,
    Place.SIGNER: SignerView,
    Place.WAYS: WaysView,
    Place.RECOVERY: RecoveryView,
    Place.DRILL: DrillView,
    Place.MOVED: MovedView,
    Place.TRACES: TracesView,
    Place.BACKUPS: BackupsView,
    Place.HEALTH: HealthView,
    Place.EXPOSURE: ExposureView,
    Place.TRAVEL: TravelView,
    Place.WIPE: WipeView,
}
"""Screens that need to know nothing but the workspace and the look; each has `reload`."""


class Stage(QStackedWidget):
    """The screens. Lists are kept; any other is made when one goes there and let go when one leaves."""

    settings_changed = Signal(object)
    kind_found = Signal(str)

    def __init__(
        self, workspace: Workspace, look: Look, settings: DeviceSettings, today: Callable[[], date]
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self._settings = settings
        self._lists: dict[str, BrowseView] = {}
        self._editors = Editors(look, RecordFinder(workspace, look.tr), today)
        # Else the widest screen of those that are kept would keep the window wide.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def show_spot(self, spot: Spot) -> None:
        """Show the screen of a place."""
        match spot.place:
            case Place.BROWSE:
                view = self._lists.get(spot.kind)
                if view is None:
                    view = self._lists[spot.kind] = BrowseView(self.workspace, self.look, spot.kind)
                    self.addWidget(view)
                self._show_screen(view)
                view.arrive()
            case Place.RECORD if spot.record is not None and not spot.kind:
                self.workspace.read(partial(_kind_of, spot.record), self._show_record_of_kind)
            case Place.RECORD:
                self._show_read(RecordView(self.workspace, self._editors, spot))
            case Place.INTERVIEW:
                self._show_read(InterviewView(self.workspace, self._editors, spot))
            case Place.DECIDE:
                self._show_read(DecideView(self.workspace, self._editors, spot))
            case Place.ALIKE:
                self._show_read(AlikeView(self.workspace, self._editors, spot))
            case Place.MERGE if len(spot.records) == 2:
                self._show_read(MergeView(self.workspace, self.look, spot))
            case Place.VIEWER if spot.record is not None:
                self._show_read(ViewerView(self.workspace, self.look, spot))
            case Place.REDACT if spot.record is not None:
                self._show_read(RedactView(self.workspace, self.look, spot))
            case Place.LOST if spot.record is not None:
                self._show_read(LostView(self.workspace, self.look, spot))
            case Place.CONFLICTS:
                self._show_read(ConflictsView(self.workspace, self._editors))
            case Place.RECIPIENTS:
                self._show_read(RecipientsView(self.workspace, self._editors))
            case Place.WITHDRAW if spot.record is not None:
                self._show_read(WithdrawView(self.workspace, self._editors, spot))
            case Place.COURT if spot.record is not None:
                self._show_read(CourtView(self.workspace, self.look, spot))
            case Place.SEALS:
                self._show_read(SealsView(self.workspace, self.look, spot))
            case Place.LEFT:
                self._show_read(LeftView(self.workspace, self.look, spot))
            case Place.IMPORT:
                self._show_screen(ImportView(self.workspace, self.look))
            case Place.EXPORT:
                self._show_read(ExportView(self.workspace, self._editors, spot))
            case Place.SETTINGS | Place.KEYS:
                settings = SettingsView(self.look, self._settings, keys_first=spot.place is Place.KEYS)
                settings.changed.connect(self.settings_changed)
                self._show_screen(settings)
            case place if place in PLAIN:
                self._show_read(PLAIN[place](self.workspace, self.look))
            case _:
                self._show_screen(QWidget())

    def _show_record_of_kind(self, found: tuple[RecordId, str]) -> None:
        record, kind = found
        here = self.workspace.here
        if kind and here is not None and here.record == record:
            self._show_read(
                RecordView(self.workspace, self._editors, Spot(Place.RECORD, kind=kind, record=record))
            )
            self.kind_found.emit(kind)

    def _show_read(self, view: QWidget) -> None:
        self._show_screen(view)
        reload: Callable[[], None] = view.reload  # type: ignore[attr-defined]  # each of them has it
        reload()

    def _show_screen(self, view: QWidget) -> None:
        """Show *view*; screens other than lists are let go when one leaves them."""
        before = self.currentWidget()
        if self.indexOf(view) < 0:
            self.addWidget(view)
        self.setCurrentWidget(view)
        now = QApplication.focusWidget()
        if now is None or not view.isAncestorOf(now):
            inside: QWidget | None = view.focusWidget()
            (view if inside is None else inside).setFocus()
        if before is not None and before is not view and not isinstance(before, BrowseView):
            self.removeWidget(before)
            before.deleteLater()


def _kind_of(record: RecordId, book: Casebook) -> tuple[RecordId, str]:
    """Which kind of record that is; nothing if it is not here."""
    found = book.get(record)
    return record, "" if found is None else found.kind
