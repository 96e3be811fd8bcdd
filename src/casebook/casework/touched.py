"""What a write touched, and the verbs: one list for the undo menu, the history and the stamps of entries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from casebook.base.ids import EntryId, RecordId


class Verb(StrEnum):
    """What somebody did. The value stands in stamps: it is never changed, and unknown ones are shown as such."""

    FOUND = "found"
    ADD = "add"
    EDIT = "edit"
    DELETE = "delete"
    RESTORE = "restore"
    SETTLE = "settle"
    MERGE = "merge"
    IMPORT = "import"
    ERASE = "erase"
    ERASED = "erased"
    DECIDE = "decide"
    CONSENT = "consent"
    INTERVIEW = "interview"
    ATTACH = "attach"
    EXTRACT = "extract"
    DERIVE = "derive"
    DISCLOSE = "disclose"
    PLAN = "plan"
    APPROVE = "approve"
    SEAL = "seal"
    PUBLISHER = "publisher"
    RECEIVE = "receive"
    RECEIPT = "receipt"
    EPOCH = "epoch"
    ROSTER = "roster"
    BACKUP = "backup"
    CIRCLE = "circle"
    SET_UP = "set-up"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Touched:
    """What a write changed, so that views know whether to look again.

    *act* is what undo would reverse: the act id of a larger act, else the first 16 bytes of the entry's id.
    *entry* is missing where nothing had to be written.
    """

    verb: Verb
    records: frozenset[RecordId]
    kinds: frozenset[str]
    entry: EntryId | None
    act: bytes = b""

    def __bool__(self) -> bool:
        return self.entry is not None
