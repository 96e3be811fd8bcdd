"""Which record a page is about: one that stands, or a new one that may begin with a link to another."""

from __future__ import annotations

import os

from casebook.base.ids import RecordId, new_record_id
from casebook.base.moment import system_clock
from casebook.base.words import Translator
from casebook.casework.records import Set
from casebook.gui.parts.page.state import PageState
from casebook.model.all_kinds import KINDS


def page_of(
    kind: str, record: RecordId | None, parents: tuple[RecordId, ...], tr: Translator, *, begun: bool = False
) -> PageState:
    """The page of *record*, or of a new one that begins with a link to the first of *parents*.

    *begun*: of *record* there may be nothing yet but what was being written.
    """
    if record is not None:
        return PageState(record, kind, tr, new=begun)
    made = new_record_id(system_clock(), os.urandom)
    parent = KINDS[kind].parent
    begin = (Set(made, parent, parents[0]),) if parents and parent else ()
    return PageState(made, kind, tr, new=True, begin=begin)
