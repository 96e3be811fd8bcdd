"""Three casebooks that write apart and meet in every order, beside an oracle that never looks at a fold.

The oracle keeps what was *done* (facts: who said which value having seen which others) and which facts lie on
which device, and answers from the words of docs/formats/journal.md what must be visible. It knows no
bytes, no order of arrival and no time; the machine's clocks jump about at will.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

import books
from casebook.base.encode import pack
from casebook.base.errors import Damaged
from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.casework import check, identity, incoming, records
from casebook.casework.book import Casebook, CasebookCopied, NothingToErase
from casebook.casework.device import DEVICE_KEY
from casebook.casework.incoming import Offered
from casebook.casework.records import Add, Delete, New, Remove, Restore, Set
from casebook.casework.touched import Verb
from casebook.journal import log
from casebook.journal.entry import ENTRY_LABEL, Change, Header, Op, encode_change
from casebook.journal.fold import Life
from casebook.search.folding import fold as fold_words

UNITS = ("age", "remarks")
LIST, INNER = "aliases", "alias"
LETTERS = "abdegiklmnoprstu"


@dataclass(frozen=True)
class Fact:
    """One part of one entry: *replaces* is what its author had on screen, orders included."""

    entry: EntryId
    record: RecordId
    unit: str
    op: Op
    value: str | None
    replaces: frozenset[EntryId]
    seen: frozenset[EntryId] = frozenset()


@dataclass
class Device:
    """One casebook, and what the oracle knows of it."""

    folder: Path
    seed: int
    wall: books.Wall = field(default_factory=books.Wall)
    entries: set[EntryId] = field(default_factory=set)
    facts: set[Fact] = field(default_factory=set)
    destroyed: set[Fact] = field(default_factory=set)
    obeyed: set[EntryId] = field(default_factory=set)
    copied: bool = False

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self.open()

    def open(self) -> None:
        """Open the casebook, with a clock that jumps and randomness that can be repeated."""
        self.book = books.reopen(self.folder, wall=self.wall, random=self._random.randbytes)

    @property
    def feed(self) -> FeedId:
        return self.book.own.feed


@dataclass(frozen=True)
class Expected:
    """What a device must show of one record; *units*: path → value → the entries that said it."""

    units: dict[str, dict[str | None, frozenset[EntryId]]]
    elements: frozenset[str]
    disputed: frozenset[str]
    life: Life


class Oracle:
    """What was done, by whom, having seen what."""

    def __init__(self) -> None:
        self.facts: dict[EntryId, list[Fact]] = {}
        self.orders: dict[EntryId, tuple[RecordId, str | None]] = {}
        self.headers: dict[EntryId, Header] = {}
        self.vouched: dict[FeedId, set[EntryId]] = {}
        self.records: list[RecordId] = []

    def is_under(self, order: EntryId, record: RecordId, unit: str) -> bool:
        target, below = self.orders[order]
        return target == record and (below is None or unit == below or unit.startswith(below + "/"))

    def covers(self, order: EntryId, fact: Fact) -> bool:
        return order not in fact.replaces and self.is_under(order, fact.record, fact.unit)

    def over(self, device: Device, record: RecordId, unit: str) -> frozenset[EntryId]:
        """The orders somebody at this device has to name for a value here to live."""
        return frozenset(o for o in self.orders if o in device.entries and self.is_under(o, record, unit))

    def living(self, device: Device, record: RecordId) -> list[Fact]:
        orders = [o for o in self.orders if o in device.entries]
        mine = [fact for fact in device.facts if fact.record == record]
        return [fact for fact in mine if not any(self.covers(order, fact) for order in orders)]

    @staticmethod
    def standing(facts: Iterable[Fact], unit: str) -> list[Fact]:
        sets = [fact for fact in facts if fact.unit == unit and fact.op is Op.SET]
        return [fact for fact in sets if not any(fact.entry in other.replaces for other in sets)]

    def expected(self, device: Device, record: RecordId) -> Expected | None:
        facts = self.living(device, record)
        if not facts:
            return None
        elements = {"/".join(f.unit.split("/")[:2]) for f in facts if "/" in f.unit}
        there, disputed, removed = set(), set(), set()
        for element in elements:
            added = {f.entry for f in facts if f.unit == element and f.op is Op.ADD}
            seen = {e for f in facts if f.unit == element and f.op is Op.REMOVE for e in f.seen}
            inside = {f.entry for f in self.standing(facts, f"{element}/{INNER}")}
            if not (added - seen) and not (inside - seen):
                removed.add(element)
                continue
            there.add(element)
            if seen and not (added - seen):
                disputed.add(element)
        units: dict[str, dict[str | None, frozenset[EntryId]]] = {}
        for unit in {f.unit for f in facts if f.op is Op.SET}:
            if "/".join(unit.split("/")[:2]) in removed:
                continue
            for fact in self.standing(facts, unit):
                values = units.setdefault(unit, {})
                values[fact.value] = values.get(fact.value, frozenset()) | {fact.entry}
        life = self._life(facts, units, removed)
        return Expected(units, frozenset(there), frozenset(disputed), life)

    def _life(
        self, facts: list[Fact], units: dict[str, dict[str | None, frozenset[EntryId]]], removed: set[str]
    ) -> Life:
        register = self.register(facts)
        deletions = [fact for fact in register if fact.op is Op.DELETE]
        if not deletions:
            return Life.LIVE
        now = {entry for values in units.values() for entries in values.values() for entry in entries}
        now |= {f.entry for f in facts if f.op is Op.ADD and f.unit not in removed}
        seen = {entry for fact in deletions for entry in fact.seen}
        agreed = now <= seen and len(deletions) == len(register)
        return Life.DELETED if agreed else Life.DISPUTED

    @staticmethod
    def register(facts: Iterable[Fact]) -> list[Fact]:
        words = [fact for fact in facts if fact.op in (Op.DELETE, Op.RESTORE)]
        return [fact for fact in words if not any(fact.entry in other.replaces for other in words)]


# ------------------------------------------------------------------ what no honest device makes


def _signed(book: Casebook, header: tuple[object, ...], parts: tuple[bytes, ...]) -> Offered:
    data = pack(list(header))
    return Offered(data, book.safe.keyring.sign(DEVICE_KEY, ENTRY_LABEL + data), parts)


def _parts(book: Casebook, *changes: Change) -> tuple[tuple[bytes, ...], list[bytes]]:
    """A stamp and parts, and their commitments."""
    stamp = pack([book.random(32), 0, 1 << 16, 1, "edit", None])
    parts = (stamp, *(encode_change(change, book.random(32)) for change in changes))
    return parts, [hashlib.sha256(b"casebook/part/1\0" + part[3:35] + part).digest() for part in parts]


def _note(book: Casebook, text: str = "forged") -> Change:
    return Change(book.new_id(), "note", "title", Op.SET, text)


def _end(book: Casebook) -> tuple[FeedId, int, EntryId]:
    """Feed, next place and last entry of a device's own feed."""
    last = next(log.latest(book.db, book.own.feed))
    return book.own.feed, last.header.seq + 1, last.id


def _begin_anothers_feed(book: Casebook, victim: Casebook) -> Offered:
    """Signed with one's own key: what pretends to be the first entry of somebody else's feed."""
    parts, commitments = _parts(book, _note(book))
    origin = [book.safe.keyring.public(DEVICE_KEY), victim.own.compartment, bytes(32)]
    return _signed(book, (1, victim.own.feed, 1, victim.own.feed, commitments, origin), parts)


def _continue_anothers_feed(book: Casebook, victim: Casebook) -> Offered:
    parts, commitments = _parts(book, _note(book))
    return _signed(book, (1, *_end(victim), commitments, None), parts)


def _follow_anothers_entry(book: Casebook, victim: Casebook) -> Offered:
    """In one's own feed, after an entry of another one."""
    parts, commitments = _parts(book, _note(book))
    feed, seq, _ = _end(book)
    return _signed(book, (1, feed, seq, _end(victim)[2], commitments, None), parts)


def _leave_a_gap(book: Casebook, victim: Casebook) -> Offered:
    parts, commitments = _parts(book, _note(book))
    feed, seq, prev = _end(book)
    return _signed(book, (1, feed, seq + 1, prev, commitments, None), parts)


def _alter_a_part(book: Casebook, victim: Casebook) -> Offered:
    _, commitments = _parts(book, _note(book))
    others, _ = _parts(book, _note(book, "other"))
    return _signed(book, (1, *_end(book), commitments, None), others)


def _sign_something_else(book: Casebook, victim: Casebook) -> Offered:
    parts, commitments = _parts(book, _note(book))
    header = pack([1, *_end(book), commitments, None])
    return Offered(header, book.safe.keyring.sign(DEVICE_KEY, header), parts)


def _say_a_unit_twice(book: Casebook, victim: Casebook) -> Offered:
    """Two values for one unit in one entry: which one counts would depend on who reads."""
    change = _note(book)
    other = Change(change.record, change.kind, change.unit, Op.SET, "other")
    parts, commitments = _parts(book, change, other)
    return _signed(book, (1, *_end(book), commitments, None), parts)


FORGERIES = {
    "the beginning of another's feed": _begin_anothers_feed,
    "another's feed, continued": _continue_anothers_feed,
    "a predecessor of another feed": _follow_anothers_entry,
    "a gap": _leave_a_gap,
    "an altered part": _alter_a_part,
    "another signature": _sign_something_else,
    "a unit said twice": _say_a_unit_twice,
}

devices = st.integers(0, 3)
picks = st.integers(0, 1 << 16)
words = st.one_of(st.sampled_from(["amber", "birch", "cedar"]), st.just(""))
"""An empty word stands for a marker: a text nobody else has, looked for on the disk once it is erased."""


class ThreeDevices(RuleBasedStateMachine):
    """The rules. Whatever is done is checked at once on the device it was done on."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="three-devices-"))
        self.oracle = Oracle()
        self.devices: list[Device] = []
        self.markers = 0

    @initialize()
    def begin(self) -> None:
        template = _template()
        for seed, name in enumerate(("ana", "luis", "vera")):
            self.devices.append(Device(books.copy(template / name, self.folder / name), seed))
        for device in self.devices:
            self._learn(device, {})
        for device in self.devices:
            self.oracle.vouched[device.feed] = set(device.entries)
        # One record everybody has: what is done apart then meets in the same units.
        self.new(0, "amber", "birch")
        for taker in self.devices[1:]:
            self._deliver(self.devices[0], taker, books.offers(self.devices[0].book))

    # ---------------------------------------------------------------- what people do

    @precondition(lambda self: len(self.oracle.records) < 3)
    @rule(d=devices, word=words, other=words)
    def new(self, d: int, word: str, other: str) -> None:
        device = self._device(d)
        record = device.book.new_id()
        key = device.book.random(8).hex()
        word, other = self._word(word), self._word(other)
        edits = [
            New(record, "person"),
            Set(record, "remarks", word),
            Add(record, LIST, ((INNER, other),), key),
        ]
        if self._write(
            device, edits, record, {"remarks": word, f"{LIST}/{key}/{INNER}": other}, add=f"{LIST}/{key}"
        ):
            self.oracle.records.append(record)

    @rule(d=devices, pick=picks, unit=st.sampled_from(UNITS), word=words)
    def change(self, d: int, pick: int, unit: str, word: str) -> None:
        device = self._device(d)
        record = self._record(device, pick)
        if record is not None:
            word = self._word(word)
            self._write(device, [Set(record, unit, word)], record, {unit: word})

    @rule(d=devices, pick=picks, unit=st.sampled_from(UNITS), word=words, part=picks)
    def change_from_an_old_screen(self, d: int, pick: int, unit: str, word: str, part: int) -> None:
        """The page was drawn before some of the values came in: only what was on screen is replaced."""
        device = self._device(d)
        record = self._record(device, pick)
        if record is None:
            return
        expected = self.oracle.expected(device, record)
        assert expected is not None
        entries = sorted(e for said in expected.units.get(unit, {}).values() for e in said)
        seen = tuple(entry for i, entry in enumerate(entries) if part >> i & 1)
        word = self._word(word)
        self._write(
            device, [Set(record, unit, word, seen)], record, {unit: word}, seen={unit: frozenset(seen)}
        )

    @rule(d=devices, pick=picks, word=words)
    def add(self, d: int, pick: int, word: str) -> None:
        device = self._device(d)
        record = self._record(device, pick)
        if record is not None:
            key, word = device.book.random(8).hex(), self._word(word)
            element = f"{LIST}/{key}"
            self._write(
                device,
                [Add(record, LIST, ((INNER, word),), key)],
                record,
                {f"{element}/{INNER}": word},
                add=element,
            )

    @rule(d=devices, pick=picks, which=picks, word=words)
    def change_inside(self, d: int, pick: int, which: int, word: str) -> None:
        device = self._device(d)
        record = self._record(device, pick)
        element = self._element(device, record, which)
        if record is not None and element is not None:
            word = self._word(word)
            self._write(
                device, [Set(record, f"{element}/{INNER}", word)], record, {f"{element}/{INNER}": word}
            )

    @rule(d=devices, pick=picks, which=picks)
    def remove(self, d: int, pick: int, which: int) -> None:
        device = self._device(d)
        record = self._record(device, pick)
        element = self._element(device, record, which)
        if record is None or element is None:
            return
        facts = self.oracle.living(device, record)
        seen = {f.entry for f in facts if f.unit == element and f.op is Op.ADD}
        seen |= {f.entry for f in self.oracle.standing(facts, f"{element}/{INNER}")}
        over = self.oracle.over(device, record, element)
        fact = (record, element, Op.REMOVE, None, over, frozenset(seen))
        self._act(device, [Remove(record, LIST, element.partition("/")[2])], [fact])

    @rule(d=devices, pick=picks)
    def delete(self, d: int, pick: int) -> None:
        device = self._device(d)
        record = self._record(device, pick)
        if record is None:
            return
        expected = self.oracle.expected(device, record)
        assert expected is not None
        facts = self.oracle.living(device, record)
        seen = {e for values in expected.units.values() for said in values.values() for e in said}
        seen |= {f.entry for f in facts if f.op is Op.ADD and f.unit in expected.elements}
        fact = (record, "", Op.DELETE, None, self._register(device, record), frozenset(seen))
        self._act(device, [Delete(record)], [fact])

    @rule(d=devices, pick=picks)
    def restore(self, d: int, pick: int) -> None:
        device = self._device(d)
        record = self._record(device, pick)
        if record is not None:
            fact = (record, "", Op.RESTORE, None, self._register(device, record), frozenset())
            self._act(device, [Restore(record)], [fact])

    # ---------------------------------------------------------------- erasing

    @rule(d=devices, pick=picks, which=st.integers(-1, 3))
    def erase(self, d: int, pick: int, which: int) -> None:
        """-1 a whole record · 0, 1 one unit · 2 a list · 3 one element of it."""
        device = self._device(d)
        record = self._record(device, pick)
        if record is None:
            return
        unit = None if which < 0 else (*UNITS, LIST, self._element(device, record, pick) or LIST)[which]
        covered = {f for f in device.facts if f.record == record and _lies_under(f.unit, unit)}
        if device.copied:
            self._refused(CasebookCopied, lambda: device.book.erase(record, unit, "consent"))
            return
        if not covered:
            self._refused(NothingToErase, lambda: device.book.erase(record, unit, "consent"))
            return
        touched = device.book.erase(record, unit, "consent")
        assert touched.entry is not None
        self.oracle.orders[touched.entry] = (record, unit)
        self._learn(device, {})
        self._destroy(device, touched.entry)
        self._compare(device, [record])

    @rule(d=devices)
    def obey(self, d: int) -> None:
        """The person confirms what teammates have ordered."""
        device = self._device(d)
        pending = incoming.pending_orders(device.book)
        wanted = {o for o in self.oracle.orders if o in device.entries} - device.obeyed
        assert {order.entry for order in pending} == wanted
        if device.copied:
            if pending:
                self._refused(CasebookCopied, lambda: incoming.obey(device.book, pending))
            return
        incoming.obey(device.book, pending)
        self._learn(device, {})
        for order in sorted(wanted):
            self._destroy(device, order)
        self._compare(device, self.oracle.records)

    # ---------------------------------------------------------------- meeting

    @rule(a=devices, b=devices, seed=picks, share=st.sampled_from([0.5, 1.0, 1.0]))
    def meet(self, a: int, b: int, seed: int, share: float) -> None:
        """Part of what one holds, shuffled, some of it twice."""
        giver, taker = self._device(a), self._device(b)
        if giver is taker:
            return
        order = random.Random(seed)
        offered = [each for each in books.offers(giver.book) if order.random() < share]
        offered += [each for each in offered if order.random() < 0.2]
        order.shuffle(offered)
        self._deliver(giver, taker, offered)

    @rule(d=devices, ms=st.integers(0, 1 << 44))
    def set_clock(self, d: int, ms: int) -> None:
        self._device(d).wall.ms = ms

    @rule(d=devices)
    def reopen(self, d: int) -> None:
        device = self._device(d)
        device.book.close()
        device.open()
        self._compare(device, self.oracle.records)

    # ---------------------------------------------------------------- mischief and mishap

    @rule(a=devices, b=devices, c=devices)
    def forge(self, a: int, b: int, c: int) -> None:
        """A teammate's device hands over entries that no honest device could have made."""
        attacker, victim, target = self._device(a), self._device(b), self._device(c)
        if attacker.feed == victim.feed or attacker.copied or not self._is_whole(target):
            return
        before = check.check(target.book)
        for how, forgery in FORGERIES.items():
            try:
                taken = incoming.take_in(target.book, [forgery(attacker.book, victim.book)])
            except Damaged:
                continue
            assert not taken.entries, f"accepted: {how}"
        after = check.check(target.book)
        assert (after.state, after.journal) == (before.state, before.journal)

    @precondition(lambda self: len(self.devices) == 3)
    @rule(d=st.integers(0, 2))
    def copy_the_folder(self, d: int) -> None:
        """Somebody copies a casebook to another machine; both go on."""
        device = self._device(d)
        device.book.close()
        folder = books.copy(device.folder, self.folder / "twin")
        device.open()
        self.original = device
        twin = Device(folder, 3)
        twin.entries, twin.facts = set(device.entries), set(device.facts)
        twin.destroyed, twin.obeyed = set(device.destroyed), set(device.obeyed)
        twin.copied = device.copied
        self.devices.append(twin)

    @precondition(lambda self: len(self.devices) > 3)
    @rule(there=st.booleans())
    def twins_meet(self, *, there: bool) -> None:
        pair = (self.original, self.devices[3]) if there else (self.devices[3], self.original)
        self._deliver(*pair, books.offers(pair[0].book))

    @precondition(lambda self: any(device.copied for device in self.devices))
    @rule(d=devices)
    def renew(self, d: int) -> None:
        """A copied casebook becomes a new device: a stranger, until a teammate names it."""
        stopped = [device for device in self.devices if device.copied]
        device = stopped[d % len(stopped)]
        identity.renew(device.book)
        device.copied = False
        self._learn(device, {})
        for order in sorted(device.obeyed):
            self._destroy(device, order)
        self.oracle.vouched[device.feed] = set()
        self._compare(device, self.oracle.records)

    @precondition(lambda self: not all(self.oracle.vouched.values()))
    @rule(d=devices, e=devices)
    def name(self, d: int, e: int) -> None:
        """A teammate names the new device."""
        new = [device for device in self.devices if not self.oracle.vouched[device.feed]]
        device, friend = new[d % len(new)], self._device(e)
        if friend is device or friend.copied:
            return
        before = set(friend.entries)
        books.enrol(friend.book, device.book)
        self._learn(friend, {})
        self.oracle.vouched[device.feed] |= friend.entries - before

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
        """Everybody meets everybody until nothing is new; then the full check, and one state for all (I1, I4, I6)."""
        for _ in range(12):
            news = [
                self._deliver(a, b, books.offers(a.book))
                for a in self.devices
                for b in self.devices
                if a is not b
            ]
            if not any(news):
                break
        states: dict[frozenset[EntryId], bytes] = {}
        for device in self.devices:
            self._compare(device, self.oracle.records)
            found = check.check(device.book)
            places: dict[tuple[FeedId, int], int] = {}
            for entry in device.entries:
                header = self.oracle.headers[entry]
                places[header.feed, header.seq] = places.get((header.feed, header.seq), 0) + 1
            assert set(found.journal.forks) == {place for place, count in places.items() if count > 1}
            assert found.journal.entries == len(device.entries)
            assert states.setdefault(frozenset(device.entries), found.state) == found.state
            self._nothing_erased_is_left(device)

    # ---------------------------------------------------------------- doing and checking

    def _device(self, d: int) -> Device:
        return self.devices[d % len(self.devices)]

    def _word(self, word: str) -> str:
        if word:
            return word
        self.markers += 1
        return "".join(random.Random(self.markers).choices(LETTERS, k=32))

    def _record(self, device: Device, pick: int) -> RecordId | None:
        here = [r for r in self.oracle.records if self.oracle.living(device, r)]
        return here[pick // 2 % len(here) if pick & 1 else 0] if here else None

    def _element(self, device: Device, record: RecordId | None, which: int) -> str | None:
        expected = None if record is None else self.oracle.expected(device, record)
        there = sorted(expected.elements) if expected is not None else []
        return there[which // 2 % len(there) if which & 1 else 0] if there else None

    def _register(self, device: Device, record: RecordId) -> frozenset[EntryId]:
        facts = self.oracle.living(device, record)
        stands = {fact.entry for fact in self.oracle.register(facts)}
        return frozenset(stands | self.oracle.over(device, record, ""))

    def _write(
        self,
        device: Device,
        edits: list[records.Edit],
        record: RecordId,
        values: dict[str, str],
        *,
        add: str = "",
        seen: dict[str, frozenset[EntryId]] | None = None,
    ) -> bool:
        living = self.oracle.living(device, record)
        expected = self.oracle.expected(device, record)
        facts = []
        if add:
            facts.append((record, add, Op.ADD, None, self.oracle.over(device, record, add), frozenset()))
        for unit, value in values.items():
            shown = frozenset(f.entry for f in self.oracle.standing(living, unit))
            if expected is not None and unit not in expected.units:
                shown = frozenset()  # inside a removed element nothing is on screen
            replaces = (seen or {}).get(unit, shown) | self.oracle.over(device, record, unit)
            facts.append((record, unit, Op.SET, value, replaces, frozenset()))
        return self._act(device, edits, facts)

    def _act(self, device: Device, edits: list[records.Edit], facts: list[tuple[object, ...]]) -> bool:
        if device.copied:
            self._refused(CasebookCopied, lambda: records.write(device.book, Verb.EDIT, edits))
            return False
        touched = records.write(device.book, Verb.EDIT, edits)
        assert touched.entry is not None
        said = [Fact(touched.entry, *fact) for fact in facts]
        self._learn(device, {touched.entry: said})
        self._compare(device, {fact.record for fact in said})
        return True

    def _refused(self, leaf: type[Exception], act: object) -> None:
        try:
            act()
        except leaf:
            return
        raise AssertionError(f"{leaf.__name__} was not raised")

    def _learn(self, device: Device, said: dict[EntryId, list[Fact]]) -> None:
        """Take note of the entries the device has just made (or holds, at the beginning)."""
        for entry in log.entries(device.book.db):
            if entry.id not in device.entries:
                device.entries.add(entry.id)
                self.oracle.headers[entry.id] = entry.header
                self.oracle.facts.setdefault(entry.id, said.get(entry.id, []))
                device.facts.update(said.get(entry.id, []))

    def _destroy(self, device: Device, order: EntryId) -> None:
        device.obeyed.add(order)
        gone = {fact for fact in device.facts if self.oracle.covers(order, fact)}
        device.facts -= gone
        device.destroyed |= gone
        self._nothing_erased_is_left(device)

    def _deliver(self, giver: Device, taker: Device, offered: list[Offered]) -> bool:
        had = set(taker.entries)
        taken = incoming.take_in(taker.book, offered)
        wanted = {log_id(each) for each in offered}
        new = self._accepted(taker, wanted - had)
        assert {e for e in taken.entries if e not in had} == new
        if any(self.oracle.headers[e].feed == taker.feed for e in new):
            taker.copied = True
        assert taken.copied == any(self.oracle.headers[e].feed == taker.feed for e in new)
        taker.entries |= new
        came = {f for e in wanted & taker.entries for f in self.oracle.facts[e] if f in giver.facts}
        size = len(taker.facts)
        taker.facts |= came
        if not taker.copied:
            self._learn(taker, {})
            for order in sorted(taker.obeyed):
                self._destroy(taker, order)
        self._compare(
            taker,
            {f.record for f in came} | {self.oracle.orders[e][0] for e in new & set(self.oracle.orders)},
        )
        if new or len(taker.facts) > size:
            again = incoming.take_in(taker.book, offered)
            assert again.entries == (), "taking the same twice changed something"
        return bool(new)

    def _accepted(self, taker: Device, offered: set[EntryId]) -> set[EntryId]:
        """Of *offered*, what follows on something here and is signed by a device that was named here."""
        here = set(taker.entries)
        while True:
            found = {
                e
                for e in offered - here
                if (self.oracle.headers[e].seq == 1 or self.oracle.headers[e].prev in here)
                and self._is_trusted(taker, self.oracle.headers[e].feed, here)
            }
            if not found:
                return here - taker.entries
            here |= found

    def _is_trusted(self, taker: Device, feed: FeedId, here: set[EntryId]) -> bool:
        return feed == taker.feed or bool(self.oracle.vouched[feed] & here)

    def _is_whole(self, device: Device) -> bool:
        try:
            check.check(device.book)
        except Damaged:
            return False  # parts that a teammate destroyed are missing until the order has come, too
        return True

    def _compare(self, device: Device, concerned: Iterable[RecordId]) -> None:
        for record in concerned:
            expected = self.oracle.expected(device, record)
            found = device.book.get(record)
            if expected is None:
                assert found is None, "an erased or unknown record is shown"
                continue
            assert found is not None, "a record is missing"
            state = found.state
            shown = {
                path: {held.value: frozenset(held.entries) for held in values}
                for path, values in state.units.items()
            }
            assert shown == expected.units
            there = {f"{name}/{key}" for name, keys in state.elements.items() for key in keys}
            assert there == expected.elements
            assert set(state.disputed) == expected.disputed
            assert state.life is expected.life

    def _nothing_erased_is_left(self, device: Device) -> None:
        """I5: what was destroyed here stands in no page, free page, slack, index or journal file."""
        kept = {fact.value for fact in device.facts}
        gone = {f.value for f in device.destroyed if f.value and len(f.value) == 32} - kept
        if gone:
            data = books.raw(device.book)
            for marker in gone:
                assert marker.encode() not in data, "erased text is still on the disk"
                assert fold_words(marker)[4:28].encode() not in data, "an erased word is still in the index"


def _lies_under(unit: str, order: str | None) -> bool:
    return order is None or unit == order or unit.startswith(order + "/")


def log_id(offered: Offered) -> EntryId:
    """An entry's id, from its header."""
    return EntryId(hashlib.sha256(b"casebook/header/1\0" + offered.header).digest())


_templates: list[Path] = []


def _template() -> Path:
    """Three casebooks that know each other, made once in a run and copied for every example."""
    if not _templates:
        folder = Path(tempfile.mkdtemp(prefix="three-devices-template-"))
        made = [books.make(folder / name, name) for name in ("ana", "luis", "vera")]
        books.team(made)
        for book in made:
            book.close()
        _templates.append(folder)
    return _templates[0]


def forget_template() -> None:
    """Remove the template's folder."""
    for folder in _templates:
        shutil.rmtree(folder)
    _templates.clear()
