"""Whose word a device is, where two people have to stand behind something: told by others than the device itself.

Anybody may write who uses a device, and an admin takes devices in. A laptop that was stolen could so become two people.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from casebook.base.ids import RecordId
from casebook.journal import log, quarantine
from casebook.journal.acts import Enrol, Heads, Naming
from casebook.journal.authority import Device, Line
from casebook.journal.chains import leads_to
from casebook.journal.entry import Op
from casebook.journal.writers import writers
from casebook.vault.database import Database


def named(values: Iterable[object]) -> frozenset[str]:
    """Who uses a device, by the names that stand for them; nobody where none is."""
    return frozenset(value.strip().casefold() for value in values if isinstance(value, str) and value.strip())


def called(db: Database, line: Line, public: bytes, record: RecordId) -> dict[str, str]:
    """How the device of the key *public* is called in *record*: its `name`, and the `person` who uses it.

    By itself, or by those above it, whatever anybody else wrote over that. Where they differ, the word of those above
    goes first; of who uses it, theirs alone counts, if they said anything.
    """
    said = [
        each
        for each in log.parts_of(db, record)
        if (each.change.kind, each.change.op) == ("device", Op.SET) and each.change.unit in ("name", "person")
    ]
    author = writers(db, {each.entry for each in said})
    found: dict[str, str] = {}
    for unit in ("name", "person"):
        above = [e for e in said if e.change.unit == unit and line.is_above(author[e.entry].public, public)]
        own = [e for e in said if e.change.unit == unit and author[e.entry].public == public]
        those = above if above and unit == "person" else [*above, *own]
        gone = {entry for each in those for entry in each.change.replaces}
        stand = [
            (each in own, each.change.value)
            for each in those
            if each.entry not in gone and isinstance(each.change.value, str)
        ]
        if stand:
            found[unit] = min(stand)[1]
    return found


class Known:
    """The devices this casebook knows otherwise than by the word of a teammate who came later or stands lower."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._line = quarantine.line(db)
        self._own = self._line.get(quarantine.own_public(db))

    def people(self, public: bytes) -> frozenset[str]:
        """Who uses the device of that key: every name anybody above it gave it, or if none did, those it gave itself.

        Nobody where no name is, and where the device is not known to be more than another name of who took it in.
        """
        device = self._line.get(public)
        if device is None or device.record is None or not self._is_known(device):
            return frozenset()
        said = [
            each
            for each in log.parts_of(self._db, device.record)
            if (each.change.kind, each.change.unit, each.change.op) == ("device", "person", Op.SET)
        ]
        author = writers(self._db, {each.entry for each in said})
        above = named(
            each.change.value for each in said if self._line.is_above(author[each.entry].public, public)
        )
        return above or named(each.change.value for each in said if author[each.entry].public == public)

    def _is_known(self, device: Device) -> bool:
        """Whether it is this device, stands above it in the team, or was taken in by it, by the paper admin, or before
        this device was: its welcome, for which words were compared, brought that.
        """
        own = self._own
        if own is None or device.public in self._above_own:
            return own is not None
        by = None if device.by is None else self._line.get(device.by)
        if by is None or by.is_paper or by.public == own.public:
            return True
        enrolled = device.enrolled
        return enrolled is not None and any(
            leads_to(self._line.chains, enrolled, head) for _, head in self._heads_at_own
        )

    @cached_property
    def _above_own(self) -> frozenset[bytes]:
        """This device, who took it in, who took that one in, and so on."""
        found: set[bytes] = set()
        one = self._own
        while one is not None and one.public not in found:
            found.add(one.public)
            one = None if one.by is None else self._line.get(one.by)
        return frozenset(found)

    @cached_property
    def _heads_at_own(self) -> Heads:
        """Where the team's feeds stood when this device was taken in."""
        own = self._own
        if own is None or own.enrolled is None:
            return ()
        for act in quarantine.acts(self._db):
            if act.entry == own.enrolled and isinstance(act.word, Enrol) and act.word.public == own.public:
                return act.word.heads
            if act.entry == own.enrolled and isinstance(act.word, Naming):
                return ((act.feed, act.entry),)
        return ()
