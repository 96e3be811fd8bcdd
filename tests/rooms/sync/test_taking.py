from __future__ import annotations

import random
from pathlib import Path

import pytest

import books
from casebook.base.errors import Cancelled
from casebook.base.ids import FileId, RecordId
from casebook.base.progress import Progress, Step
from casebook.casework import check, erasing, evidence, records
from casebook.casework.book import Casebook
from casebook.casework.incoming import Offered
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.formats.ed25519 import WrongSignature
from casebook.journal import arrivals, log
from casebook.model.evidence import FILE
from casebook.sync import carrying, pieces, preview, taking
from casebook.sync.brought import Brought, Chosen, Pack, Piece, Sealed
from casebook.sync.came import Arrived
from casebook.sync.taking import NoSuchImport
from spoken import key, person, say

FRAME = 256 * 1024


def new_for(taker: Casebook, giver: Casebook) -> tuple[Offered, ...]:
    """What *giver* holds of the team's feeds and *taker* lacks."""
    here = {entry.id for entry in log.entries(taker.db)}
    feeds = arrivals.compartments_of_feeds(giver.db)
    return tuple(
        Offered(entry.header_bytes, entry.signature, entry.parts)
        for entry in log.entries(giver.db)
        if entry.id not in here and feeds[entry.header.feed] == giver.own.compartment
    )


def pack(giver: Casebook, entries: tuple[Offered, ...] = (), *, of: tuple[Piece, ...] = ()) -> Pack:
    return Pack("A.DAT", key(giver), entries, of)


def offered(giver: Casebook, taker: Casebook) -> Brought:
    return Brought((pack(giver, new_for(taker, giver)),))


def pieces_of(book: Casebook, record: RecordId) -> tuple[Piece, ...]:
    kept = evidence.kept_in(record, book.need(record).value("file"))
    assert kept is not None
    data = book.safe.files.path(kept.file).read_bytes()
    return tuple(Piece(kept.file, at, data[at : at + FRAME]) for at in range(0, len(data), FRAME))


def attach(book: Casebook, about: RecordId, tmp_path: Path, size: int) -> RecordId:
    path = tmp_path / f"recording-{size}"
    path.write_bytes(random.Random(size).randbytes(size))
    return evidence.attach(book, about, path)[0]


def state(book: Casebook) -> bytes:
    return check.state_hash(book)


def everything(book: Casebook) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, and what the clock says last."""
    tables = book.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    found = {name: book.db.execute(f'SELECT * FROM "{name}"') for (name,) in tables}
    return {**found, "clock": [(vars(book.clock)["_last"],)]}


def many(book: Casebook, count: int) -> None:
    """So many saves, each of a person of its own."""
    with book.db.transaction():
        for number in range(count):
            new = book.new_id()
            said = [New(new, "person"), Set(new, "remarks", f"No. {number}")]
            book.append(Verb.ADD, records.changes_for(book, said), None)


class Impatient(Progress):
    """Somebody who asks to stop at the *patience*-th step of the taking, and kept what was shown until then."""

    def __init__(self, patience: int = -1) -> None:
        super().__init__(self._look)
        self.shown: list[Step] = []
        self._patience = patience

    def _look(self, step: Step) -> None:
        self.shown.append(step)
        if len(self.shown) == self._patience:
            self.cancel()


# ------------------------------------------------------------------------------------ stopping


def test_the_bar_moves_within_a_pack(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    many(leila, 1000)
    for act in (preview.look, taking.take):
        watched = Impatient()
        act(ana, offered(leila, ana), progress=watched)
        done = [step.done for step in watched.shown]
        assert done == sorted(done)
        assert len(set(done)) >= 2 * 1000 // 128
        assert {step.total for step in watched.shown} == {2 * 1000 + 1}
        # No leap of more than a quarter.
        assert max(after - before for before, after in zip(done, [*done[1:], 2001], strict=True)) < 500


def test_what_is_stopped_within_a_pack_leaves_nothing_of_it(pair: tuple[Casebook, Casebook]) -> None:
    """I9: wherever in the pack somebody asks to stop, the casebook is what it was, to the last row."""
    ana, leila = pair
    many(leila, 300)
    brought = offered(leila, ana)
    was, anchor = everything(ana), ana.safe.head.read()
    patience, stopped_at = 1, set()
    while True:
        impatient = Impatient(patience)
        try:
            taken = taking.take(ana, brought, progress=impatient)
        except Cancelled:
            stopped_at.add(impatient.shown[-1].done)
            assert everything(ana) == was
            assert ana.safe.head.read() == anchor
            patience += 1
            continue
        break
    assert patience > 12
    assert len(stopped_at) > 4, "while it was taken in, and while it was shown"
    assert sum(device.changes for device in taken.came.devices) == 300
    assert [ana.need(each) for each in books.the(leila, "person")] == [
        leila.need(each) for each in books.the(leila, "person")
    ]
    check.check(ana)


def test_what_was_stopped_in_the_second_pack_keeps_the_first(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    many(leila, 400)
    entries = new_for(ana, leila)
    brought = Brought((pack(leila, entries[:200]), pack(leila, entries[200:])))
    impatient = Impatient()

    def look(step: Step) -> None:
        if step.done > 500:
            impatient.cancel()

    impatient._watch = look
    with pytest.raises(Cancelled):
        taking.take(ana, brought, progress=impatient)
    assert len(books.the(ana, "person")) == 200
    assert taking.take(ana, brought).act is not None
    assert books.the(ana, "person") == books.the(leila, "person")


def test_a_dry_run_is_stopped_within_a_pack(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    many(leila, 300)
    was = everything(ana)
    with pytest.raises(Cancelled):
        preview.look(ana, offered(leila, ana), progress=Impatient(4))
    assert everything(ana) == was


# ------------------------------------------------------------------------------------ once, twice, never


def test_taking_does_what_the_dry_run_told(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    shared = person(ana, "here")
    books.meet(pair)
    say(ana, shared, "mine")
    say(leila, shared, "hers")
    person(leila, "new")
    brought = offered(leila, ana)
    told = preview.look(ana, brought)
    taken = taking.take(ana, brought)
    assert taken.came == told
    assert taken.act is not None
    assert [each.entries for each in taking.imports(ana)] == [2]


def test_twice_is_once(pair: tuple[Casebook, Casebook]) -> None:
    """I8: the same again adds no entry, no receipt, no import."""
    ana, leila = pair
    person(leila, "one")
    brought = offered(leila, ana)
    taking.take(ana, brought)
    before = (state(ana), log.heads(ana.db), taking.imports(ana))
    again = taking.take(ana, brought)
    assert again.act is None
    assert again.came.is_nothing
    assert (state(ana), log.heads(ana.db), taking.imports(ana)) == before


def test_nothing_on_a_stick_changes_nothing(pair: tuple[Casebook, Casebook]) -> None:
    """I20."""
    ana, _ = pair
    before = (state(ana), log.heads(ana.db))
    assert taking.take(ana, Brought(())).came.is_nothing
    assert taking.take(ana, Brought((Pack("A.DAT"),))).came.is_nothing
    assert (state(ana), log.heads(ana.db)) == before


@pytest.mark.parametrize("seed", range(6))
def test_packs_in_any_order_come_to_the_same(pair: tuple[Casebook, Casebook], seed: int) -> None:
    ana, leila = pair
    for number in range(6):
        person(leila, f"number {number}")
    entries = list(new_for(ana, leila))
    order = random.Random(seed)
    order.shuffle(entries)
    packs = tuple(pack(leila, (each,)) for each in entries)
    taken = taking.take(ana, Brought(packs))
    assert taken.came.waiting == ()
    assert taken.came.devices[0].changes == 6
    assert not new_for(ana, leila)
    books.give(ana, leila)  # the receipt
    assert check.check(ana).state == check.check(leila).state


def test_a_receipt_follows_what_was_taken(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    person(leila, "one")
    end = log.heads(ana.db).count
    taking.take(ana, offered(leila, ana))
    last = list(log.entries(ana.db))[-1]
    stamp = last.stamp()
    assert stamp is not None
    assert stamp.verb == Verb.RECEIPT
    assert last.header.feed == ana.own.feed
    assert log.heads(ana.db).count > end + 1


def test_some_devices_only(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    person(leila, "one")
    brought = offered(leila, ana)
    assert taking.take(ana, brought, Chosen(frozenset())).act is None
    assert taking.take(ana, brought, Chosen(without=frozenset((key(leila),)))).act is None
    assert taking.take(ana, brought, Chosen(frozenset((key(leila),)))).came.devices[0].changes == 1


def test_a_pack_that_does_not_hold_is_left_out_whole(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    person(leila, "one")
    person(leila, "two")
    good = new_for(ana, leila)
    forged = Offered(good[-1].header, bytes(64), good[-1].parts)
    before = (state(ana), log.heads(ana.db))
    came = taking.take(ana, Brought((pack(leila, (*good[:-1], forged)),))).came
    assert [(each.pack, type(each.fault)) for each in came.refused] == [("A.DAT", WrongSignature)]
    assert (state(ana), log.heads(ana.db), taking.imports(ana)) == (*before, ())


# --------------------------------------------------------------------------------------------- undoing


def test_an_import_is_set_aside_and_taken_again(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    shared = person(ana, "as it was")
    books.meet(pair)
    say(leila, shared, "as she says")
    new = person(leila, "hers")
    act = taking.take(ana, offered(leila, ana)).act
    assert act is not None
    assert ana.need(shared).value("remarks") == "as she says"

    taking.undo(ana, act)
    assert ana.need(shared).value("remarks") == "as it was"
    assert ana.get(new) is None
    with pytest.raises(NoSuchImport):
        taking.undo(ana, act)
    # What follows on it goes along, and the chain holds.
    say(leila, new, "more of it")
    later = taking.take(ana, offered(leila, ana))
    assert [(each.author.name, each.quarantined) for each in later.came.aside] == [("leila", 1)]
    assert ana.get(new) is None
    check.check(ana)

    taking.again(ana, act)
    assert ana.need(new).value("remarks") == "more of it"
    assert ana.need(shared).value("remarks") == "as she says"
    with pytest.raises(NoSuchImport):
        taking.again(ana, act)
    check.check(ana)


# ------------------------------------------------------------------------------------------ attachments


def test_an_attachment_comes_in_pieces_over_several_sticks(
    pair: tuple[Casebook, Casebook], tmp_path: Path
) -> None:
    ana, leila = pair
    witness = person(leila, "told us")
    file = attach(leila, witness, tmp_path, 3 * FRAME)
    every = pieces_of(leila, file)
    assert len(every) >= 3

    came = taking.take(ana, offered(leila, ana)).came
    assert [(each.target.record, each.arrived) for each in came.attachments] == [(file, Arrived.NOT)]
    (lacking,) = pieces.incomplete(ana)
    assert (lacking.record, lacking.here, lacking.frames) == (file, 0, len(every))
    check.check(ana)

    told = preview.look(ana, Brought((pack(leila, of=every[1:]),)))
    assert [each.arrived for each in told.attachments] == [Arrived.PARTLY]
    assert pieces.incomplete(ana) == (lacking,)
    came = taking.take(ana, Brought((pack(leila, of=every[1:]),))).came
    assert [each.arrived for each in came.attachments] == [Arrived.PARTLY]
    assert pieces.frames_here(ana, every[0].file) == frozenset(range(1, len(every)))

    told = preview.look(ana, Brought((pack(leila, of=every[:2]),)))
    assert [each.arrived for each in told.attachments] == [Arrived.WHOLE]
    assert len(pieces.incomplete(ana)) == 1
    came = taking.take(ana, Brought((pack(leila, of=every[:2]),))).came
    assert [each.arrived for each in came.attachments] == [Arrived.WHOLE]
    assert pieces.incomplete(ana) == ()
    name = ana.safe.files.path(every[0].file)
    assert name.read_bytes() == leila.safe.files.path(every[0].file).read_bytes()
    found = check.check(ana)
    assert found.strays == ()


def test_a_piece_that_does_not_fit_is_refused(pair: tuple[Casebook, Casebook], tmp_path: Path) -> None:
    ana, leila = pair
    file = attach(leila, person(leila, "told us"), tmp_path, 2 * FRAME)
    good = pieces_of(leila, file)
    taking.take(ana, offered(leila, ana))
    first, last = good[0], good[-1]
    false = (
        Piece(first.file, 0, bytes([first.data[0] ^ 1]) + first.data[1:]),
        Piece(first.file, 0, good[1].data),
        Piece(first.file, 1, first.data),
        Piece(first.file, first.offset, first.data[:-1]),
        Piece(first.file, len(good) * FRAME, last.data),
        Piece(first.file, 1 << 52, last.data),
    )
    came = taking.take(ana, Brought((pack(leila, of=false),))).came
    assert came.unfit == len(false)
    assert pieces.frames_here(ana, first.file) == frozenset()
    taking.take(ana, Brought((pack(leila, of=(*false, *good)),)))
    assert pieces.incomplete(ana) == ()
    check.check(ana)


def test_a_file_nobody_named_is_passed_over(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    strange = Piece(FileId("a" * 26), 0, bytes(FRAME))
    assert taking.take(ana, Brought((pack(leila, of=(strange,)),))).came.is_nothing
    assert ana.safe.files.ids() == ()


def test_a_file_that_is_said_to_be_without_end_costs_nothing(pair: tuple[Casebook, Casebook]) -> None:
    """A teammate's record may say anything of a file; no memory is set aside for what it says."""
    ana, leila = pair
    record, name = leila.new_id(), FileId("a" * 26)
    value = FILE.make(
        name="large", mime="video/mp4", size=2**53, sha256=bytes(32), key=bytes(32), file="a" * 26
    )
    records.write(leila, Verb.ATTACH, [New(record, "evidence"), Set(record, "file", value)])
    huge = tuple(Piece(name, at, bytes(FRAME)) for at in (0, FRAME, 2**52))
    came = taking.take(ana, Brought((pack(leila, new_for(ana, leila), of=huge),))).came
    assert came.unfit == len(huge)
    (lacking,) = pieces.incomplete(ana)
    assert (lacking.here, lacking.size) == (0, 2**53)


def test_what_has_come_of_an_erased_file_goes(pair: tuple[Casebook, Casebook], tmp_path: Path) -> None:
    ana, leila = pair
    file = attach(leila, person(leila, "told us"), tmp_path, 2 * FRAME)
    some = pieces_of(leila, file)[1:]
    taking.take(ana, Brought((pack(leila, new_for(ana, leila), of=some),)))
    assert len(ana.safe.files.ids()) == 1
    erasing.erase(ana, file, None, reason="consent-withdrawn")
    pieces.settle(ana)
    assert ana.safe.files.ids() == ()
    assert arrivals.awaited(ana.db) == {}


def test_an_attachment_that_was_cut_off_after_its_last_piece_is_made_whole_later(
    pair: tuple[Casebook, Casebook], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, leila = pair
    file = attach(leila, person(leila, "told us"), tmp_path, FRAME)
    brought = Brought((pack(leila, new_for(ana, leila), of=pieces_of(leila, file)),))
    with monkeypatch.context() as cut:
        cut.setattr(taking.Beside, "finish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            taking.take(ana, brought)
    assert not ana.safe.files.has(pieces_of(leila, file)[0].file)
    taking.take(ana, Brought(()))
    assert pieces.incomplete(ana) == ()
    check.check(ana)


# ------------------------------------------------------------------------------------- blobs for others


def test_blobs_for_others_are_kept_once_and_handed_on(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    sealed = tuple(Sealed(bytes([n]) * 16, bytes([n]) * 70_000) for n in range(3))
    brought = Brought((Pack("A.DAT", key(leila), sealed=sealed),))
    assert preview.look(ana, brought).carried == 3
    assert carrying.kept(ana) == ()
    assert taking.take(ana, brought).came.carried == 3
    assert taking.take(ana, brought).came.carried == 0
    assert [(each.id, each.data) for each in carrying.to_hand_on(ana)] == [(s.id, s.data) for s in sealed]
    assert check.check(ana).strays == ()


def test_the_largest_givers_oldest_goes_first(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    small, large = key(ana), key(leila)
    with ana.db.transaction():
        carrying.keep(ana, [Sealed(b"1" * 16, bytes(100))], small, room=500)
        carrying.keep(ana, [Sealed(b"2" * 16, bytes(200))], large, room=500)
        carrying.keep(ana, [Sealed(b"3" * 16, bytes(150))], large, room=500)
        gone = carrying.keep(ana, [Sealed(b"4" * 16, bytes(100))], small, room=500)
    assert len(gone) == 1
    assert [each.id[:1] for each in carrying.kept(ana)] == [b"1", b"3", b"4"]


def test_what_nobody_of_the_team_signed_for_goes_first(pair: tuple[Casebook, Casebook]) -> None:
    """However many keys somebody makes, and however little each of them gives."""
    ana, leila = pair
    with ana.db.transaction():
        carrying.keep(ana, [Sealed(b"1" * 16, bytes(400))], key(leila), room=500)
        for n in range(50):
            carrying.keep(ana, [Sealed(bytes([n]) * 16, bytes(60))], bytes([n]) * 32 if n else b"", room=500)
    kept = {each.giver: each.size for each in carrying.kept(ana)}
    assert kept == {key(leila): 400, carrying.NOBODY: 60}
    with ana.db.transaction():
        carrying.keep(ana, [Sealed(b"2" * 16, bytes(50))], key(ana), room=500)
    assert {each.giver for each in carrying.kept(ana)} == {key(leila), key(ana)}
