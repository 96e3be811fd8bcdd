"""The screen of one record: its page, and nothing else."""

from __future__ import annotations

from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.page.view import Page
from casebook.gui.screens.record.state import page_of
from casebook.gui.workspace import Spot, Workspace


class RecordView(Page):
    """The page of the record a spot names; of a new one, if it names none."""

    def __init__(self, workspace: Workspace, editors: Editors, spot: Spot) -> None:
        state = page_of(spot.kind, spot.record, spot.records, editors.look.tr, begun=spot.new)
        super().__init__(workspace, editors, state)
