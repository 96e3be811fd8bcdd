"""A team of several devices that works apart and meets by sticks which fail in every way, beside an oracle.

Real casebooks, real packs in folders. What must be seen is told by `meeting_oracle`, from what people did; the machine
never asks a fold. Devices are copied, cut, admitted and renewed, clocks jump by decades, and at the end everybody who
belongs meets on a good stick until nobody has anything to write.
"""

from __future__ import annotations

import copy
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

import books
import enrolling
import sticks
import teams
from casebook.base.errors import Refused
from casebook.base.ids import ActId, EntryId, RecordId
from casebook.base.progress import Progress
from casebook.casework import check, circles, identity, incoming, orders, records, roster
from casebook.casework.book import CasebookCopied, DeviceRemoved, NothingToErase
from casebook.casework.orders import NothingToSign
from casebook.casework.records import Add, Delete, Edit, New, Remove, Restore, Set
from casebook.casework.touched import Verb
from casebook.journal import arrivals, compartments, erasure, log, quarantine
from casebook.journal.acts import Reason, Role
from casebook.journal.authority import ACTING, Why
from casebook.journal.circle_line import CircleLine
from casebook.journal.entry import Op
from casebook.journal.fold import State, canonical_state
from casebook.sync import (
    epochs,
    items,
    letterframes,
    letters,
    outgoing,
    preview,
    reading,
    stick,
    taking,
    team,
)
from casebook.sync.brought import Chosen
from casebook.sync.outgoing import NobodyToWriteFor, NothingToWrite
from casebook.sync.pack import HEAD, Key, Opened, reader_of, recognise
from casebook.sync.selecting import Wish
from circle_oracle import Circle
from meeting_oracle import Line, Teaming, View
from three_devices import INNER, LIST, UNITS, Fact

DECADES_MS = 1_000_000_000 * 1000
NAMES = ("alma", "luis", "vera", "omar")
WITHOUT_HISTORY = "omar"
ROOM = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
MARKED = "marker"

devices = st.integers(0, 3)
picks = st.integers(0, 1 << 16)
words = st.sampled_from(["amber", "birch", MARKED])


_KNOWN = ("rows", "entries", "parts", "confirmed", "undone", "partial", "promised", "inside")


@dataclass
class Device:
    """One casebook, and what the oracle knows of it."""

    name: str
    folder: Path
    seed: int
    wall: books.Wall = field(default_factory=books.Wall)
    rows: int = 0
    entries: set[EntryId] = field(default_factory=set)
    parts: set[tuple[EntryId, int]] = field(default_factory=set)
    confirmed: set[EntryId] = field(default_factory=set)
    undone: dict[ActId, set[EntryId]] = field(default_factory=dict)
    stolen: bool = False
    partial: bool = False
    """It was taken in without a history."""
    promised: bool = False
    """It became a new device, which is to get all of it."""
    inside: set[bytes] = field(default_factory=set)
    backup: tuple[Path, dict[str, object]] | None = None

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self.open()

    def open(self) -> None:
        """Open the casebook, with a clock that jumps and randomness that can be repeated."""
        self.book = books.reopen(self.folder, wall=self.wall, random=self._random.randbytes)

    @property
    def public(self) -> bytes:
        return self.book.own.public

    def known(self) -> dict[str, object]:
        """What the oracle knows of it now: it is true of a copy of its folder, too."""
        return copy.deepcopy({name: getattr(self, name) for name in _KNOWN})

    def is_copy_of(self, known: dict[str, object]) -> None:
        """Its folder was copied when this was known."""
        for name, value in copy.deepcopy(known).items():
            setattr(self, name, value)


class Meetings(RuleBasedStateMachine):
    """The rules. What is done on a device is looked at there at once."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="meetings-", dir=ROOM))
        self.devices: list[Device] = []
        self.markers = 0
        self.restored = 0
        self.places = [self.folder / "red", self.folder / "blue"]
        for place in self.places:
            place.mkdir()

    @initialize(many=st.sampled_from([False, False, True]))
    def begin(self, *, many: bool) -> None:
        template = _template()
        for seed, name in enumerate(NAMES[: 4 if many else 3]):
            source = template / ("four" if many else "three") / name
            folder = books.copy(source, self.folder / name)
            self.devices.append(Device(name, folder, seed, partial=name == WITHOUT_HISTORY))
        first = self.devices[0]
        self.oracle = Teaming(teams.paper_key().public, first.public, first.book.own.compartment)
        self.circle = compartments.others(first.book.db)[0]
        for device in self.devices:
            self._look(device)
            device.inside = {self.circle} if self._is_inside(device) else set()
        # One record everybody has, and one of the circle: what is done apart then meets in the same units.
        for home in (self.oracle.team, self.circle):
            self._new(first, home, "amber", "birch")
        self._write(first, self.places[0])
        for device in self.devices[1:]:
            self._read(device, self.places[0])

    # ---------------------------------------------------------------- what people do

    @precondition(lambda self: len(self.oracle.records) < 4)
    @rule(d=devices, word=words, other=words, inside=st.booleans())
    def new(self, d: int, word: str, other: str, *, inside: bool) -> None:
        device = self._device(d)
        inside = inside and self._is_inside(device)
        self._new(device, self.circle if inside else self.oracle.team, word, other)

    @rule(d=devices, pick=picks, unit=st.sampled_from(UNITS), word=words)
    def change(self, d: int, pick: int, unit: str, word: str) -> None:
        device = self._device(d)
        record = self._record(device, pick)
        if record is not None:
            word = self._word(word)
            self._save(device, [Set(record, unit, word)], record, {unit: word})

    @rule(d=devices, pick=picks, unit=st.sampled_from(UNITS), word=words, part=picks)
    def change_from_an_old_screen(self, d: int, pick: int, unit: str, word: str, part: int) -> None:
        """The page was drawn before some of the values came in: only what was on screen is replaced."""
        device = self._device(d)
        record = self._record(device, pick)
        expected = None if record is None else self.oracle.expected(self._view(device), record)
        if record is None or expected is None:
            return
        entries = sorted(e for said in expected.units.get(unit, {}).values() for e in said)
        seen = tuple(entry for i, entry in enumerate(entries) if part >> i & 1)
        word = self._word(word)
        self._save(device, [Set(record, unit, word, seen)], record, {unit: word}, seen=frozenset(seen))

    @rule(d=devices, pick=picks, word=words)
    def add(self, d: int, pick: int, word: str) -> None:
        device = self._device(d)
        record = self._record(device, pick)
        if record is not None:
            key, word = device.book.random(8).hex(), self._word(word)
            element = f"{LIST}/{key}"
            edits: list[Edit] = [Add(record, LIST, ((INNER, word),), key)]
            self._save(device, edits, record, {f"{element}/{INNER}": word}, add=element)

    @rule(d=devices, pick=picks)
    def remove(self, d: int, pick: int) -> None:
        device = self._device(d)
        record = self._record(device, pick)
        view = self._view(device)
        element = self._element(view, record, pick)
        if record is None or element is None:
            return
        facts = self.oracle.living(view, record)
        seen = {f.entry for f in facts if f.unit == element and f.op is Op.ADD}
        seen |= {f.entry for f in self.oracle.standing(facts, f"{element}/{INNER}")}
        over = self.oracle.over(view, record, element)
        fact = (record, element, Op.REMOVE, None, over, frozenset(seen))
        self._act(device, [Remove(record, LIST, element.partition("/")[2])], [fact])

    @rule(d=devices, pick=picks)
    def delete(self, d: int, pick: int) -> None:
        device = self._device(d)
        record = self._record(device, pick)
        view = self._view(device)
        expected = None if record is None else self.oracle.expected(view, record)
        if record is None or expected is None:
            return
        facts = self.oracle.living(view, record)
        seen = {e for values in expected.units.values() for said in values.values() for e in said}
        seen |= {f.entry for f in facts if f.op is Op.ADD and f.unit in expected.elements}
        fact = (record, "", Op.DELETE, None, self._register(view, record), frozenset(seen))
        self._act(device, [Delete(record)], [fact])

    @rule(d=devices, pick=picks)
    def restore(self, d: int, pick: int) -> None:
        device = self._device(d)
        record = self._record(device, pick)
        if record is not None:
            view = self._view(device)
            fact = (record, "", Op.RESTORE, None, self._register(view, record), frozenset())
            self._act(device, [Restore(record)], [fact])

    # ---------------------------------------------------------------- erasing

    @rule(d=devices, pick=picks, which=st.integers(-1, 2))
    def erase(self, d: int, pick: int, which: int) -> None:
        """-1 a whole record · 0, 1 one unit · 2 a list."""
        device = self._device(d)
        record = self._record(device, pick)
        if record is None:
            return
        unit = None if which < 0 else (*UNITS, LIST)[which]
        view = self._view(device)
        here = {f for f in self._present(device) if f.record == record and _lies_under(f.unit, unit)}
        if not device.book.writable:
            self._refused(device, lambda: device.book.erase(record, unit, "consent"))
        elif here:
            touched = device.book.erase(record, unit, "consent")
            self._look(device)
            assert touched.entry in self.oracle.orders
        elif not any(self.oracle.covers(o, f) for o in view.entries & set(self.oracle.orders) for f in here):
            self._raises(NothingToErase, lambda: device.book.erase(record, unit, "consent"))

    @rule(d=devices, sign=st.booleans())
    def answer(self, d: int, *, sign: bool) -> None:
        """The person confirms what teammates have ordered; or signs it too, so that nobody else is asked."""
        device = self._device(d)
        pending = incoming.pending_orders(device.book)
        if not pending:
            return
        if not device.book.writable:
            self._refused(device, lambda: incoming.obey(device.book, pending))
        elif not sign:
            device.confirmed |= {order.entry for order in pending}
            incoming.obey(device.book, pending)
        else:
            device.confirmed |= {order.entry for order in pending}
            try:
                orders.sign_too(device.book, pending)
            except NothingToSign:
                incoming.obey(device.book, pending)
        self._look(device)

    # ---------------------------------------------------------------- sticks

    @rule(d=devices, s=st.integers(0, 1), one=st.booleans())
    def write(self, d: int, s: int, *, one: bool) -> None:
        device = self._device(d)
        others = [each.public for each in self.devices if each is not device]
        self._write(device, self.places[s], others[:1] if one else None)

    @rule(d=devices, s=st.integers(0, 1), some=st.sampled_from([0, 0, 0, 1, 2, 3]), twice=st.booleans())
    def read(self, d: int, s: int, some: int, *, twice: bool) -> None:
        """All of it, or only what some devices wrote."""
        device = self._device(d)
        chosen = None
        if some:
            publics = [each.public for i, each in enumerate(self.devices) if some >> i & 1]
            chosen = Chosen(frozenset(publics))
        self._read(device, self.places[s], chosen, twice=twice)

    @rule(d=devices, s=st.integers(0, 1))
    def pass_on(self, d: int, s: int) -> None:
        """One writes, everybody reads: what people do when they sit at one table."""
        device = self._device(d)
        self._write(device, self.places[s])
        for other in self.devices:
            if other is not device:
                self._read(other, self.places[s])

    @rule(s=st.integers(0, 1), how=st.integers(0, 6), seed=picks)
    def harm(self, s: int, how: int, seed: int) -> None:
        """What happens to sticks: lost, files gone, twice, under other names, cut, with a flipped bit, put back."""
        chance, place = random.Random(seed), self.places[s]
        kept = self.folder / f"kept-{place.name}"
        files = sorted(place.rglob("*.DAT"))
        if how == 0:
            shutil.rmtree(place)
            place.mkdir()
        elif how == 1:
            for each in files:
                if chance.random() < 0.5:
                    each.unlink()
        elif how == 2 and files:
            chosen = chance.choice(files)
            copy = chosen.with_name(_name(chance))
            if not copy.exists():
                shutil.copy(chosen, copy)
        elif how == 3:
            for each in files:
                each.rename(each.with_name(_name(chance)))
        elif how == 4 and files:
            chosen = chance.choice(files)
            os.truncate(chosen, chance.randrange(chosen.stat().st_size))
        elif how == 5 and files:
            chosen = chance.choice(files)
            data = bytearray(chosen.read_bytes())
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            chosen.write_bytes(data)
        elif how == 6:
            if kept.exists():
                shutil.rmtree(place)
                kept.rename(place)
            else:
                shutil.copytree(place, kept)

    @rule(d=devices, back=st.booleans())
    def set_aside(self, d: int, *, back: bool) -> None:
        """The last import undone; or taken again."""
        device = self._device(d)
        found = [each for each in taking.imports(device.book) if each.undone == back]
        if found and back:
            taking.again(device.book, found[0].act)
            del device.undone[found[0].act]
        elif found:
            device.undone[found[0].act] = set(arrivals.entries_of(device.book.db, found[0].act))
            taking.undo(device.book, found[0].act)
        self._look(device)

    # ---------------------------------------------------------------- the team

    @rule(d=devices, e=devices, paper=st.booleans())
    def cut(self, d: int, e: int, *, paper: bool) -> None:
        """A laptop was stolen. A senior says so, or whoever holds the shares."""
        device, other = self._device(d), self._device(e)
        if device is other or device.stolen or not device.book.writable or not self._may_lose(other):
            return
        line = roster.line(device.book)
        known = line.get(other.public)
        if known is None or known.cut is not None:
            return
        if paper:
            team.remove(device.book, other.public, Reason.STOLEN, paper=teams.paper_key())
        elif line.is_above(device.public, other.public) and self._acts(device):
            team.remove(device.book, other.public, Reason.STOLEN)
        else:
            self._raises(roster.NotFromAbove, lambda: team.remove(device.book, other.public, Reason.STOLEN))
            return
        other.stolen = True
        self._look(device)

    @rule(d=devices, e=devices)
    def admit(self, d: int, e: int) -> None:
        """What came late from a removed device was its owner's all the same."""
        device, other = self._device(d), self._device(e)
        if device is other or not device.book.writable or not roster.line(device.book).get(other.public):
            return
        waiting = [each.public for each in quarantine.standing_aside(device.book.db)]
        beyond = {
            each.public for each in quarantine.standing_aside(device.book.db) if each.why is not Why.SET_ASIDE
        }
        if other.public in beyond and set(waiting) == beyond:
            try:
                team.admit(device.book, other.public, paper=teams.paper_key())
            except roster.NotFromAbove:
                # What waits in the circle is not for the shares to let in.
                aside = quarantine.standing_aside(device.book.db)
                homes = {
                    self.oracle.places[each.entry].compartment
                    for each in aside
                    if each.public == other.public
                }
                assert homes == {self.circle}
            self._look(device)

    @rule(d=devices, e=devices, role=st.sampled_from([Role.ADMIN, Role.MEMBER]))
    def give_role(self, d: int, e: int, role: Role) -> None:
        device, other = self._device(d), self._device(e)
        line = roster.line(device.book)
        known = line.get(other.public)
        if device is other or not device.book.writable or known is None or not self._acts(device):
            return
        if line.is_above(device.public, other.public):
            team.give_role(device.book, other.public, role)
            self._look(device)

    @rule(d=devices, e=devices)
    def join_or_leave(self, d: int, e: int) -> None:
        """Somebody of the circle takes in who is not in it, or shows out who is."""
        device, other = self._device(d), self._device(e)
        if not device.book.writable or not self._is_inside(device) or device is other:
            return
        there = self._circle(device)
        if other.public in there.members:
            self._show_out(device, other, there)
        else:
            self._take_in(device, other, there)
        self._look(device)

    def _show_out(self, device: Device, other: Device, there: Circle) -> None:
        def act() -> object:
            return circles.remove(device.book, self.circle, other.public)

        others = there.members & set(self._line(device).live()) - {other.public}
        if not others:
            self._raises(circles.LastInCircle, act)
        elif there.rank(device.public) > there.rank(other.public):
            self._raises(circles.StandsAbove, act)
        else:
            act()  # its own key, if the other is a copy: then it leaves

    def _take_in(self, device: Device, other: Device, there: Circle) -> None:
        def act() -> object:
            return circles.add(device.book, self.circle, other.public)

        out = there.outs.get(other.public)
        by = None if out is None else self.oracle.places[out[0]].public
        if by is not None and there.rank(by) < there.rank(device.public):
            self._raises(circles.ShownOutFromAbove, act)
            return
        try:
            act()
        except circles.NoSuchDevice:
            return  # nobody has told this device of it yet
        for each in self.devices:
            if each.public == other.public:  # a copy has the same key
                each.inside.add(self.circle)

    # ---------------------------------------------------------------- clocks and copies

    @rule(d=devices, by=st.integers(-DECADES_MS, DECADES_MS))
    def set_clock(self, d: int, by: int) -> None:
        device = self._device(d)
        device.wall.ms = max(device.wall.ms + by, 0)

    @precondition(lambda self: not any(device.name == "twin" for device in self.devices))
    @rule(d=devices)
    def copy_the_folder(self, d: int) -> None:
        """A backup by copying, put back on another machine: both go on."""
        device = self._device(d)
        device.book.close()
        folder = books.copy(device.folder, self.folder / "twin")
        device.open()
        twin = Device("twin", folder, 99)
        twin.is_copy_of(device.known())
        twin.stolen = device.stolen
        self.devices.append(twin)

    @rule(d=devices)
    def put_back(self, d: int) -> None:
        """A backup of the folder is made; or the one that was made is put back over all that was done since."""
        device = self._device(d)
        device.book.close()
        if device.backup is None:
            device.backup = books.copy(device.folder, self.folder / f"backup-{device.name}"), device.known()
            device.open()
            return
        folder, known = device.backup
        self.restored += 1
        device.folder = books.copy(folder, self.folder / f"restored-{self.restored}")
        inside = device.inside  # others may have taken it in meanwhile, and send it what they have
        device.is_copy_of(known)
        device.inside |= inside
        device.open()
        self._look(device)

    @rule(d=devices)
    def renew(self, d: int) -> None:
        """A casebook that knows it was copied goes on as a new device, which whoever holds the shares takes in."""
        device = self._device(d)
        if log.noted(device.book.db, "copied") and not device.stolen:
            self._renew(device)

    # ---------------------------------------------------------------- doing

    def _device(self, d: int) -> Device:
        return self.devices[d % len(self.devices)]

    def _word(self, word: str) -> str:
        if word != MARKED:
            return word
        self.markers += 1
        return "".join(random.Random(self.markers).choices("abdegiklmnoprstu", k=32))

    def _new(self, device: Device, home: bytes, word: str, other: str) -> None:
        record, key = device.book.new_id(), device.book.random(8).hex()
        word, other = self._word(word), self._word(other)
        edits = [
            New(record, "person"),
            Set(record, "remarks", word),
            Add(record, LIST, ((INNER, other),), key),
        ]
        values = {"remarks": word, f"{LIST}/{key}/{INNER}": other}
        if self._save(device, edits, record, values, add=f"{LIST}/{key}", home=home):
            self.oracle.records.append(record)
            self.oracle.homes[record] = home

    def _record(self, device: Device, pick: int) -> RecordId | None:
        view = self._view(device)
        here = [r for r in self.oracle.records if self.oracle.living(view, r)]
        here = [r for r in here if self.oracle.homes[r] == self.oracle.team or self._is_inside(device)]
        return here[pick // 2 % len(here) if pick & 1 else 0] if here else None

    def _element(self, view: View, record: RecordId | None, which: int) -> str | None:
        expected = None if record is None else self.oracle.expected(view, record)
        there = sorted(expected.elements) if expected is not None else []
        return there[which // 2 % len(there) if which & 1 else 0] if there else None

    def _register(self, view: View, record: RecordId) -> frozenset[EntryId]:
        stands = {fact.entry for fact in self.oracle.register(self.oracle.living(view, record))}
        return frozenset(stands | self.oracle.over(view, record, ""))

    def _save(
        self,
        device: Device,
        edits: list[Edit],
        record: RecordId,
        values: dict[str, str],
        *,
        add: str = "",
        seen: frozenset[EntryId] | None = None,
        home: bytes | None = None,
    ) -> bool:
        view = self._view(device)
        living, expected = self.oracle.living(view, record), self.oracle.expected(view, record)
        facts: list[tuple[object, ...]] = []
        if add:
            facts.append((record, add, Op.ADD, None, self.oracle.over(view, record, add), frozenset()))
        for unit, value in values.items():
            shown = frozenset(f.entry for f in self.oracle.standing(living, unit))
            if expected is not None and unit not in expected.units:
                shown = frozenset()  # inside a removed element nothing is on screen
            shown = shown if seen is None else seen
            facts.append(
                (record, unit, Op.SET, value, shown | self.oracle.over(view, record, unit), frozenset())
            )
        return self._act(device, edits, facts, home)

    def _act(
        self,
        device: Device,
        edits: list[Edit],
        facts: Iterable[tuple[object, ...]],
        home: bytes | None = None,
    ) -> bool:
        if not device.book.writable:
            self._refused(device, lambda: records.write(device.book, Verb.EDIT, edits))
            return False
        touched = records.write(device.book, Verb.EDIT, edits, circle=home)
        assert touched.entry is not None
        self._learn(device)
        entry = log.entry(device.book.db, touched.entry)
        assert entry is not None
        self.oracle.say(entry, [Fact(touched.entry, *fact) for fact in facts])  # type: ignore[arg-type]  # as listed
        self._look(device)
        return True

    def _refused(self, device: Device, act: object) -> None:
        copied = bool(log.noted(device.book.db, "copied"))
        self._raises(CasebookCopied if copied else DeviceRemoved, act)

    def _raises(self, leaf: type[Exception], act: object) -> None:
        try:
            act()  # type: ignore[operator]  # a lambda
        except leaf:
            return
        raise AssertionError(f"{leaf.__name__} was not raised")

    def _write(self, device: Device, place: Path, only: Collection[bytes] | None = None) -> bool:
        before = {each.folder for each in stick.look(place).files}
        try:
            done = outgoing.write(device.book, place, outgoing.offer(device.book, only))
        except NothingToWrite:
            return False
        except NobodyToWriteFor:
            there = self._line(device).live()
            assert device.public not in there or not set(only or there) & set(there) - {device.public}
            return False
        except (CasebookCopied, DeviceRemoved):
            assert not device.book.writable
            return False
        assert done.whole
        self._look(device)
        self._check_written(device, place, before)
        return True

    def _check_written(self, device: Device, place: Path, before: Collection[str]) -> None:
        """I13: under no key that somebody has who is known here to be removed."""
        there = set(self._line(device).live())
        known = epochs.known(device.book)
        keys = [Key(each.hash, each.key) for each in known]
        bad = [Key(each.hash, each.key) for each in known if each.entry and each.devices - there]
        for each in stick.look(place).files:
            if each.folder in before:
                continue
            data = (place / each.folder / each.name).read_bytes()
            if letters.recognises(device.book, data[:HEAD]):
                continue
            key = recognise(data[:HEAD], keys)
            assert key is not None
            assert key not in bad, "written under a key of a removed device"
            if bad:
                pack = reader_of(data, key)
                opened = [pack.blob(lying, bad, most=1) for lying in pack.blobs]
                assert not any(isinstance(one, Opened) for one in opened), (
                    "a blob under a removed device's key"
                )

    def _read(
        self, device: Device, place: Path, chosen: Chosen | None = None, *, twice: bool = False
    ) -> bool:
        chosen = chosen or Chosen()
        brought = reading.read(device.book, place, run=items.here)
        before = log.heads(device.book.db)
        if twice:
            shown = preview.look(device.book, brought, chosen)
            assert log.heads(device.book.db) == before, "a dry run changed something"
        taken = taking.take(device.book, brought, chosen)
        if twice:
            assert shown == taken.came, "the dry run differs from the run"
        self._look(device)
        if twice:
            after = log.heads(device.book.db)
            again = reading.read(device.book, place, run=items.here)
            assert taking.take(device.book, again, chosen).act is None, "reading twice brought something"
            assert log.heads(device.book.db) == after, "reading twice wrote something"
        return log.heads(device.book.db) != before

    def _renew(self, device: Device) -> None:
        """A new key, taken in by the paper admin, who removes the old one: what is known of it counts."""
        old = device.public
        identity.renew(device.book)
        device.wall.ms += 1
        team.take_back_in(device.book, teams.paper_key(), Role.MEMBER)
        known = roster.line(device.book).get(old)
        if known is not None and known.cut is None:
            team.remove(device.book, old, Reason.COPIED, paper=teams.paper_key())
        device.promised = device.partial
        self._look(device)

    def _may_lose(self, device: Device) -> bool:
        """Two at least stay, and of a copied pair none is stolen: that is another story."""
        healthy = [each for each in self.devices if not each.stolen]
        return len(healthy) > 2 and not any(
            each.name == "twin" and each is not device and not each.stolen for each in self.devices
        )

    def _acts(self, device: Device) -> bool:
        known = roster.line(device.book).get(device.public)
        return known is not None and known.cut is None and known.role in ACTING

    def _is_inside(self, device: Device) -> bool:
        try:
            circles.check_writable(device.book, self.circle)
        except Refused:
            return False
        return True

    # ---------------------------------------------------------------- looking

    def _learn(self, device: Device) -> None:
        db = device.book.db
        device.entries.update(self.oracle.learn(db, device.rows))
        device.rows = db.execute("SELECT coalesce(max(n), 0) FROM entry")[0][0]
        device.parts = {
            (EntryId(bytes(entry)), place)
            for entry, place in db.execute(
                "SELECT entry.id, part.place FROM part JOIN entry ON entry.n = part.entry"
            )
        }

    def _line(self, device: Device) -> Line:
        return self.oracle.line(device.entries)

    def _circle(self, device: Device) -> Circle:
        """Who is in the circle, as far as a device can know."""
        own = {device.public, *device.book.former_keys}
        return self.oracle.circle(self._line(device), device.entries, own, self.circle)

    def _accepted(self, device: Device) -> set[EntryId]:
        own = {device.public, *device.book.former_keys}
        found = self.oracle.accepted(self._line(device), device.entries, own)
        chosen = {entry for entries in device.undone.values() for entry in entries}
        return found - self.oracle.follow(chosen, device.entries) if chosen else found

    def _present(self, device: Device) -> Iterator[Fact]:
        for entry in device.entries:
            for fact in self.oracle.facts[entry]:
                if (entry, self.oracle.at[fact]) in device.parts:
                    yield fact

    def _view(self, device: Device) -> View:
        accepted = self._accepted(device)
        return View(accepted, {fact for fact in self._present(device) if fact.entry in accepted})

    def _look(self, device: Device) -> None:
        """What this device shows is what it must show, and what it lacks it may lack."""
        self._learn(device)
        view = self._view(device)
        for record in self.oracle.records:
            self._compare(device, view, record)
        line = quarantine.line(device.book.db).circles.get(self.circle, CircleLine())
        assert line.members == self._circle(device).members, "somebody else is in the circle"
        obeyed = erasure.obeyed(device.book.db)
        self._check_obeyed(device, obeyed)
        for entry in device.entries:
            for fact in self.oracle.facts[entry]:
                here = (entry, self.oracle.at[fact]) in device.parts
                covered = [order for order in self.oracle.orders if self.oracle.covers(order, fact)]
                assert here or covered or device.partial, "a value is gone that nobody erased"
                dead = set(covered) & obeyed & view.entries
                assert not (here and dead and device.book.writable), "what was erased here came back"

    def _check_obeyed(self, device: Device, obeyed: Collection[EntryId]) -> None:
        """What was destroyed under: own orders, confirmed ones, and those that two people signed."""
        own = {device.public, *device.book.former_keys}
        for order in set(obeyed) & set(self.oracle.orders):
            signers = {self.oracle.places[order].public}
            signers |= {
                self.oracle.places[s].public for s, about in self.oracle.signed.items() if about == order
            }
            assert signers & own or order in device.confirmed or len(signers) > 1, "destroyed unasked"

    def _compare(self, device: Device, view: View, record: RecordId) -> None:
        expected, found = self.oracle.expected(view, record), device.book.get(record)
        if expected is None:
            assert found is None or not (found.state.units or found.state.elements), (
                "an erased record is shown"
            )
            return
        assert found is not None, "a record is missing"
        state = found.state
        shown = {
            path: {held.value: frozenset(held.entries) for held in values}
            for path, values in state.units.items()
        }
        assert shown == expected.units
        assert {f"{name}/{key}" for name, keys in state.elements.items() for key in keys} == expected.elements
        assert set(state.disputed) == expected.disputed
        assert state.life is expected.life

    # ---------------------------------------------------------------- at the end

    def teardown(self) -> None:
        try:
            # After a failed rule the oracle and the books have parted: what fails next would say nothing.
            if self.devices and not isinstance(sys.exc_info()[1], Exception):
                self._end()
        finally:
            for device in self.devices:
                device.book.close()
            shutil.rmtree(self.folder)

    def _end(self) -> None:
        self._say_something()
        place = self.folder / "good"
        place.mkdir()
        if any(device.undone for device in self._healthy()):
            self._exchange(place)  # what somebody set aside and leaves so keeps nobody from coming to rest
        for device in self.devices:
            for act in list(device.undone):
                taking.again(device.book, act)
                del device.undone[act]
            self._look(device)
        for _ in range(6):
            self._exchange(place)
            outside = self._outside()
            if not outside:
                break
            self._renew(outside[0])
        else:
            raise AssertionError("they do not come to rest: somebody is copied again and again")
        self._check_end()

    def _say_something(self) -> None:
        """Copies that nobody knows of write a word in the team. What one writes in a circle alone, under a new key that
        it holds, the other never gets: nobody sends it the key.
        """
        healthy = self._healthy()
        for device in healthy:
            if device.book.writable and [each.public for each in healthy].count(device.public) > 1:
                self._new(device, self.oracle.team, "amber", "birch")

    def _healthy(self) -> list[Device]:
        return [each for each in self.devices if not each.stolen]

    def _outside(self) -> list[Device]:
        """Copies that have to become new devices first: they know it, or others removed them and tell by mouth."""
        healthy = self._healthy()
        copied = [each for each in healthy if not each.book.writable]
        cut = {public for each in healthy for public in self._line(each).cuts}
        return copied or [each for each in healthy if each.public in cut]

    def _has_news(self, device: Device, inside: Collection[bytes]) -> bool:
        """Whether it has more to write than receipts. One shown out of the circle cannot read that: it writes on."""
        out = set() if device.public in inside else {self.circle}
        found = [one for one in outgoing._selections(device.book, Wish()) if one.compartment not in out]
        pending = [one for one in letters.pending(device.book) if one.epoch.compartment not in out]
        return any(not each.receipt for one in found for each in one.entries) or bool(pending)

    def _members(self) -> set[bytes]:
        """The keys in the circle, by all that anybody who belongs holds: whoever was shown out may think otherwise."""
        healthy = self._healthy()
        everything = set().union(*(device.entries for device in healthy))
        line = self.oracle.line(everything)
        found = self.oracle.circle(line, everything, set(), self.circle).members & set(line.live())
        return found & {device.public for device in healthy}

    def _exchange(self, place: Path) -> None:
        """Everybody writes and everybody reads, until nobody has anything to write (I2)."""
        for _ in range(12):
            self._say_again()
            inside = self._members()
            busy = [device for device in self._healthy() if self._has_news(device, inside)]
            if not busy:
                return
            for device in self._healthy():
                # For each by name: so receipts go along that lay on sticks which were lost.
                others = [each.public for each in self._healthy() if each is not device]
                self._write(device, place, others)
            for device in self._healthy():
                self._read(device, place)
            shutil.rmtree(place)
            place.mkdir()
            if self._outside():
                return
        raise AssertionError(f"they do not come to rest: {[_news(device) for device in busy]}")

    def _say_again(self) -> None:
        """Of some stolen laptops nobody knows any more who said it was on another that is stolen: it is said anew."""
        healthy = [each for each in self._healthy() if each.book.writable]
        for other in self.devices:
            lives = [each for each in healthy if other.public in self._line(each).live()]
            if other.stolen and lives and lives == healthy:
                team.remove(lives[0].book, other.public, Reason.STOLEN, paper=teams.paper_key())
                self._look(lives[0])

    def _check_end(self) -> None:
        healthy, members = self._healthy(), self._members()
        lines = {tuple(sorted(self._line(device).live())) for device in healthy}
        assert len(lines) == 1, "they do not agree on who belongs"
        for device in healthy:
            if device.promised:
                device.partial = False
                self._look(device)
        folded = {device.name: _folded(device) for device in healthy if not device.partial}
        for home in (self.oracle.team, self.circle):
            inside = [each for each in healthy if home == self.oracle.team or each.public in members]
            held = {
                frozenset(e for e in d.entries if self.oracle.places[e].compartment == home) for d in inside
            }
            assert len(held) <= 1, "they do not hold the same entries"
            self._check_states([each for each in inside if not each.partial], home, folded)
        for device in self.devices:
            if not device.stolen:
                check.check(device.book)
            self._check_secrets(device)

    def _check_states(
        self, inside: Iterable[Device], home: bytes, folded: Mapping[str, Collection[State]]
    ) -> None:
        """I1: byte-equal, for those who destroyed the same."""
        states: dict[frozenset[Fact], bytes] = {}
        for device in inside:
            state = canonical_state(
                [s for s in folded[device.name] if compartments.of_record(device.book.db, s.record) == home]
            )
            assert states.setdefault(frozenset(self._lacking(device)), state) == state, (
                "they show other things"
            )

    def _lacking(self, device: Device) -> Iterator[Fact]:
        """What the device destroyed under orders that do not count (any more): gone there, and there alone."""
        view = self._view(device)
        valid = view.entries & set(self.oracle.orders)
        for entry in view.entries:
            for fact in self.oracle.facts[entry]:
                if (entry, self.oracle.at[fact]) not in device.parts and not any(
                    self.oracle.covers(order, fact) for order in valid
                ):
                    yield fact

    def _check_secrets(self, device: Device) -> None:
        """I5 and I12: no word that was destroyed here, and none of a circle the device never was in."""
        here = {fact.value for fact in self._present(device)}
        every = {f for facts in self.oracle.facts.values() for f in facts if f.value and len(f.value) == 32}
        gone = {f.value for f in every if f.value not in here}
        if gone:
            data = books.raw(device.book)
            for marker in gone:
                assert marker.encode() not in data, "a word is on the disk that must not be there"
        if self.circle not in device.inside:
            held = {self.oracle.places[entry].compartment for entry in device.entries}
            assert self.circle not in held, "entries of a circle it was never in"


def _folded(device: Device) -> list[State]:
    """What it shows. Who is in a circle has its words on the devices in it, too: left out."""
    return [state for state, _ in check.walk(device.book.db, Progress()).folded if state.kind != "device"]


def _news(device: Device) -> tuple[object, ...]:
    """What a device wants to write, for whoever reads why a history failed."""
    found = outgoing._selections(device.book, Wish())
    entries = [(each.number, each.seq, each.receipt, each.whole) for one in found for each in one.entries]
    pending = [
        (letter.device.hex()[:6], letter.one_time is not None) for letter in letters.pending(device.book)
    ]
    return device.name, device.public.hex()[:6], entries, pending


def _lies_under(unit: str, order: str | None) -> bool:
    return order is None or unit == order or unit.startswith(order + "/")


def _name(chance: random.Random) -> str:
    return "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=8)) + ".DAT"


_templates: list[Path] = []


def _template() -> Path:
    """A team of three and one of four, each with a circle, made once in a run and copied for every history."""
    if not _templates:
        folder = Path(tempfile.mkdtemp(prefix="meetings-template-", dir=ROOM))
        _templates.append(folder)
        with enrolling.numbers_once():
            for many in (False, True):
                _found(folder / ("four" if many else "three"), many=many)
    return _templates[0]


def _found(folder: Path, *, many: bool) -> None:
    place = folder / "stick"
    place.mkdir(parents=True)
    alma = books.make(folder / "alma", "Alma")
    roster.name_paper(alma, teams.paper_key().public)
    made = [
        alma,
        enrolling.take_in(alma, folder / "luis", "luis", Role.ADMIN),
        enrolling.take_in(alma, folder / "vera", "vera"),
    ]
    if many:
        made.append(enrolling.take_in(alma, folder / WITHOUT_HISTORY, WITHOUT_HISTORY, history=False))
    sticks.meet(made, place)
    circles.make(alma, "North", [made[2].own.public])
    sticks.meet(made, place)
    for book in made:
        book.close()


def forget_template() -> None:
    """Remove the template's folder."""
    for folder in _templates:
        shutil.rmtree(folder)
    _templates.clear()


FEW_SLOTS = 4


@contextmanager
def cheap() -> Iterator[None]:
    """Keys derived once, frames of letters with few slots besides those that are used; no template left behind."""
    room = letterframes.SLOTS * letterframes.LETTER_SIZE + letterframes._REST
    with (
        books.derived_once(),
        mock.patch.object(letterframes, "SLOTS", FEW_SLOTS),
        mock.patch.object(letterframes, "_REST", room - FEW_SLOTS * letterframes.LETTER_SIZE),
    ):
        yield
    forget_template()
