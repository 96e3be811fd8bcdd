"""Letters between real casebooks of a team that was made by comparing words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import books
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import circles, identity, roster
from casebook.casework.book import Casebook
from casebook.casework.touched import Verb
from casebook.journal import compartments
from casebook.journal.acts import Reason
from casebook.journal.entry import Change, Op
from casebook.journal.epochs import announced
from casebook.sync import carrier, epochs, keeping, letterframes, letters, onetime, receipts
from casebook.sync.letterframes import FRAME_SIZE, Addressed, LettersDamaged
from casebook.vault import keys
from casebook.vault.copying import export_copy
from casebook.vault.faults import NoSuchKey
from casebook.vault.keyring import one_time_name

Team = tuple[Casebook, Casebook, Casebook]


@pytest.fixture
def team(strangers_yet: Team) -> Team:
    """Alma founded it; Luis and Vera were taken in by her, one after the other."""
    return strangers_yet


def home(book: Casebook) -> bytes:
    return book.own.compartment


def everywhere(book: Casebook) -> list[bytes]:
    return [home(book), *compartments.others(book.db)]


def give(giver: Casebook, taker: Casebook) -> epochs.Learnt:
    """One stick: letters and all entries, then a receipt; as taking does it."""
    opened = [key for frame in letters.frames(giver) for key in letters.open_frames(taker, frame)]
    books.give(giver, taker)
    with taker.db.transaction():
        learnt = epochs.learn(taker, opened)
        receipts.append(taker, everywhere(taker))
    taker.anchor()
    return learnt


def write(book: Casebook) -> RecordId:
    record = book.new_id()
    book.record(Verb.ADD, [Change(record, "person", "note", Op.SET, os.urandom(8).hex())])
    return record


def rounds(team: Team, count: int = 3) -> None:
    """Everybody writes and gives to everybody, some times over."""
    for _ in range(count):
        for one in team:
            write(one)
        for giver in team:
            for taker in team:
                if giver is not taker:
                    give(giver, taker)


def circle(book: Casebook, *members: Casebook) -> bytes:
    return circles.make(book, "North", [one.own.public for one in members]).compartment


def waiting(book: Casebook) -> list[tuple[bytes, bytes]]:
    return sorted((letter.device, letter.epoch.hash) for letter in letters.pending(book))


# ------------------------------------------------------------------------------------------ the way of a key


def test_a_letter_goes_with_every_stick_until_it_is_confirmed(team: Team) -> None:
    alma, luis, vera = team
    epoch = epochs.ensure(alma, home(alma))
    assert epoch.devices == {one.own.public for one in team}
    assert waiting(alma) == sorted((one.own.public, epoch.hash) for one in (luis, vera))
    first, second = letters.frames(alma), letters.frames(alma)
    assert [len(frame) for frame in first] == [FRAME_SIZE]
    assert first != second
    assert give(alma, luis).kept == (epoch.hash,)
    assert epochs.current(luis, home(luis)) == epoch
    assert waiting(luis) == [(vera.own.public, epoch.hash)], "who made a key has it"
    give(luis, alma)
    assert waiting(alma) == [(vera.own.public, epoch.hash)]
    give(alma, vera)
    give(vera, alma)
    assert waiting(alma) == []
    assert letters.frames(alma) == []
    write(alma)
    give(alma, luis)
    assert waiting(luis) == []


def test_a_letter_is_opened_by_whom_it_is_for_and_by_nobody_else(team: Team, tmp_path: Path) -> None:
    alma, luis, vera = team
    rounds(team)
    both = circle(alma, luis)
    epoch = epochs.ensure(alma, both)
    (frame,) = letters.frames(alma)
    assert waiting(alma) == [(luis.own.public, epoch.hash)]
    assert letters.open_frames(luis, frame) == (epoch.key,)
    assert letters.open_frames(vera, frame) == ()
    assert letters.open_frames(alma, frame) == ()
    assert letters.recognises(vera, frame[:64])
    with books.derived_once():
        stranger = books.make(tmp_path / "stranger", "stranger")
    assert not letters.recognises(stranger, frame[:64])
    with pytest.raises(LettersDamaged):
        letters.open_frames(stranger, frame)
    stranger.close()


def test_a_circles_key_comes_to_its_members(team: Team) -> None:
    alma, luis, vera = team
    rounds(team)
    both = circle(alma, luis)
    epoch = epochs.ensure(alma, both)
    assert give(alma, luis).kept == (epoch.hash,)
    assert epochs.current(luis, both) == epoch
    assert give(alma, vera).kept == ()
    assert both not in epochs.compartments(vera)
    give(luis, alma)
    assert waiting(alma) == []
    assert [said.where.compartment for said in announced(luis.db) if said.hash == epoch.hash] == [both]


def test_a_key_comes_by_a_third_who_cannot_read_it(team: Team) -> None:
    """A frame is carried as it is: who hands it on need not be among those it is for."""
    alma, luis, vera = team
    rounds(team)
    both = circle(alma, luis)
    epoch = epochs.ensure(alma, both)
    carried = letters.frames(alma)
    books.give(alma, vera)
    assert [letters.open_frames(vera, frame) for frame in carried] == [()]
    assert [letters.open_frames(luis, frame) for frame in carried] == [(epoch.key,)]


def test_two_who_rotate_apart_learn_each_others_key(team: Team) -> None:
    alma, luis, vera = team
    rounds(team)
    mine, theirs = epochs.rotate(alma, home(alma)), epochs.rotate(luis, home(luis))
    give(alma, vera)
    assert give(luis, vera).kept == (theirs.hash,)
    assert {epoch.hash for epoch in epochs.written_under(vera, home(vera))} == {mine.hash, theirs.hash}
    assert give(alma, luis).kept == (mine.hash,)
    assert mine.hash in give(luis, alma).kept + epochs.in_force(alma, home(alma))
    chosen = {epochs.ensure(one, home(one)).hash for one in team}
    assert chosen == {min(mine.hash, theirs.hash)}


def test_a_wrong_key_in_a_letter_is_refused_and_named(team: Team) -> None:
    alma, luis, vera = team
    rounds(team)
    epoch, wrong = epochs.rotate(alma, home(alma)), os.urandom(32)
    key = letters.one_time_of(vera, luis.own.public, home(vera))
    assert key is not None
    lies = letterframes.frames(carrier.carrier(vera), [Addressed(luis.own.public, key, wrong)], os.urandom)
    books.give(alma, luis)
    opened = [key for frame in lies for key in letters.open_frames(luis, frame)]
    assert opened == [wrong]
    with luis.db.transaction():
        assert epochs.learn(luis, opened) == epochs.Learnt((), (epochs.hash_of(wrong),))
    assert wrong not in {each.key for each in epochs.known(luis)}
    assert [said.hash for said in epochs.lacking(luis)] == [epoch.hash]
    assert give(alma, luis).kept == (epoch.hash,)
    assert epochs.lacking(luis) == ()


def test_a_key_that_comes_after_its_entry_is_confirmed_all_the_same(team: Team) -> None:
    alma, luis, _ = team
    rounds(team)
    epoch = epochs.rotate(alma, home(alma))
    frames = letters.frames(alma)
    books.give(alma, luis)
    assert receipts.append(luis, [home(luis)]) == (home(luis),)
    books.give(luis, alma)
    assert (luis.own.public, epoch.hash) in waiting(alma), "its receipt covers the entry, not the key"
    with luis.db.transaction():
        epochs.learn(luis, [key for frame in frames for key in letters.open_frames(luis, frame)])
    assert receipts.append(luis, [home(luis)]) == (home(luis),)
    assert receipts.append(luis, [home(luis)]) == ()
    books.give(luis, alma)
    assert (luis.own.public, epoch.hash) not in waiting(alma)
    assert receipts.append(alma, [home(alma)]) == (), "a confirmation is no reason to answer"


# ------------------------------------------------------------------------------------------ removal


def test_a_removed_device_gets_no_letter_and_opens_none(team: Team) -> None:
    alma, luis, vera = team
    rounds(team)
    before = epochs.ensure(alma, home(alma))
    roster.cut(alma, vera.own.public, Reason.STOLEN)
    assert epochs.current(alma, home(alma)) is None
    after = epochs.ensure(alma, home(alma))
    assert after.devices == {alma.own.public, luis.own.public}
    assert waiting(alma) == [(luis.own.public, after.hash)]
    (frame,) = letters.frames(alma)
    # It still knows the carrier key: it sees a frame of letters, and as many slots as ever.
    assert letters.recognises(vera, frame[:64])
    assert len(letterframes.slots_of(carrier.carrier(vera), frame)) == letterframes.SLOTS
    assert letters.open_frames(vera, frame) == ()
    assert give(alma, luis).kept == (after.hash,)
    assert epochs.ensure(luis, home(luis)) == after
    # Under the old key nobody writes who knows of the removal.
    assert before.hash in {epoch.hash for epoch in epochs.known(luis)}
    assert [epoch.hash for epoch in epochs.written_under(luis, home(luis))] == [after.hash]


def test_a_circle_rotates_at_its_next_write_after_a_removal(team: Team) -> None:
    alma, luis, vera = team
    rounds(team)
    both = circle(luis, vera)
    before = epochs.ensure(luis, both)
    give(luis, vera)
    roster.cut(alma, vera.own.public, Reason.LOST)
    give(alma, luis)
    assert epochs.current(luis, both) is None
    after = epochs.ensure(luis, both)
    assert (before.devices - after.devices, after.devices) == ({vera.own.public}, {luis.own.public})
    # Who removed it learns nothing of the circle.
    give(luis, alma)
    assert both not in epochs.compartments(alma)


# ------------------------------------------------------------------------------------------ keys that go


def private_bytes(book: Casebook) -> dict[str, bytes]:
    """Every private half and secret of a casebook, by name."""
    rows = book.db.execute("SELECT name, private FROM private_key UNION SELECT name, secret FROM kept_secret")
    return {row[0]: bytes(row[1]) for row in rows}


def test_a_key_goes_when_everybody_holds_what_was_written_under_it(team: Team) -> None:
    alma, luis, vera = team
    rounds(team)
    old = epochs.ensure(alma, home(alma))
    new = epochs.rotate(alma, home(alma))
    give(alma, luis)
    give(luis, alma)
    (due,) = [each for each in keeping.due(alma) if each.epoch.hash == old.hash]
    assert (due.settled, due.offered) == (False, False)
    assert vera.own.public in due.waits_for
    assert old.hash not in keeping.sweep(alma).epochs
    rounds(team)
    for one in team:
        found = keeping.sweep(one)
        assert old.hash in found.epochs
        assert old.key not in books.raw(one)
        assert new.key in books.raw(one)
        assert [epoch.hash for epoch in epochs.known(one)] == [new.hash]
        assert not one.rekey_due


def test_a_silent_device_holds_a_key_back_until_it_is_removed(team: Team) -> None:
    alma, luis, vera = team
    rounds(team)
    old = epochs.ensure(alma, home(alma))
    epochs.rotate(alma, home(alma))
    for _ in range(3):
        for giver, taker in ((alma, luis), (luis, alma)):
            write(giver)
            give(giver, taker)
    (due,) = [each for each in keeping.due(alma) if each.epoch.hash == old.hash]
    assert due.waits_for == {vera.own.public}
    roster.cut(alma, vera.own.public, Reason.LEFT)
    epochs.ensure(alma, home(alma))
    for _ in range(3):
        for giver, taker in ((alma, luis), (luis, alma)):
            write(giver)
            give(giver, taker)
    assert old.hash in keeping.sweep(alma).epochs


def test_no_clock_destroys_a_key_it_only_asks(team: Team) -> None:
    alma, _, _ = team
    old = epochs.ensure(alma, home(alma))
    epochs.rotate(alma, home(alma))
    wall = alma.clock._wall
    assert isinstance(wall, books.Wall)
    wall.ms += 89 * 24 * 3_600_000
    assert [each.offered for each in keeping.due(alma) if each.epoch.hash == old.hash] == [False]
    wall.ms += 2 * 24 * 3_600_000
    (due,) = [each for each in keeping.due(alma) if each.epoch.hash == old.hash]
    assert (due.offered, due.settled) == (True, False)
    assert old.hash not in keeping.sweep(alma).epochs
    keeping.destroy(alma, old.hash)
    assert alma.rekey_due
    assert old.hash not in {epoch.hash for epoch in epochs.known(alma)}
    assert old.key not in books.raw(alma)
    with pytest.raises(epochs.NoSuchEpoch):
        keeping.destroy(alma, old.hash)


def test_closing_the_key_in_force_makes_a_new_one_at_the_next_write(team: Team) -> None:
    alma, _, _ = team
    epoch = epochs.ensure(alma, home(alma))
    keeping.destroy(alma, epoch.hash)
    assert epochs.current(alma, home(alma)) is None
    after = epochs.ensure(alma, home(alma))
    assert after.hash != epoch.hash
    (said,) = [each for each in announced(alma.db, home(alma)) if each.hash == after.hash]
    assert epoch.hash in said.after


def test_the_next_one_time_key_is_told_after_a_letter_was_opened(team: Team) -> None:
    alma, luis, _ = team
    rounds(team)
    told = letters.one_time_of(alma, luis.own.public, home(alma))
    assert told == onetime.newest(luis)
    write(alma)
    give(alma, luis)
    assert onetime.newest(luis) == told
    epochs.rotate(alma, home(alma))
    give(alma, luis)
    now = onetime.newest(luis)
    assert now != told
    give(luis, alma)
    assert letters.one_time_of(alma, luis.own.public, home(alma)) == now


def test_with_all_that_is_left_an_old_stick_opens_nowhere(team: Team) -> None:
    """A stick from before, and every laptop of the team with every key on it: neither letter nor key is to be had."""
    alma, luis, vera = team
    joined = {one_time for book in (luis, vera) for one_time in book.safe.keyring.one_times()}
    sticks = [(epochs.ensure(alma, home(alma)), letters.frames(alma)[0])]
    rounds(team)
    for _ in range(3):
        epoch = epochs.rotate(alma, home(alma))
        sticks.append((epoch, letters.frames(alma)[0]))
        rounds(team)
    gone = [keeping.sweep(one) for one in team]
    assert all(found.one_times for found in gone[1:])
    last = epochs.ensure(alma, home(alma))
    for one in team:
        left = private_bytes(one)
        assert not joined & left.keys()
        raw = books.raw(one)
        for epoch, frame in sticks:
            if epoch.hash == last.hash:
                continue
            assert epoch.key not in left.values()
            assert epoch.key not in raw
            assert letters.open_frames(one, frame) == ()
            # Whatever lies in the database, taken for a private key: nothing opens.
            for private in left.values():
                if len(private) == keys.EXCHANGE_PRIVATE_SIZE:
                    opener = [lambda box, info, private=private: keys.unseal(private, box, info)]
                    for slot in letterframes.slots_of(carrier.carrier(one), frame):
                        assert letterframes.unseal(slot, one.own.public, opener) is None
    assert letters.open_frames(luis, sticks[-1][1]) in ((), (last.key,))


def test_a_one_time_key_that_somebody_may_still_use_stays(team: Team) -> None:
    alma, luis, vera = team
    rounds(team)
    keeping.sweep(luis)
    told = onetime.newest(luis)
    epochs.rotate(alma, home(alma))
    give(alma, luis)
    assert told is not None
    assert one_time_name(told) in luis.safe.keyring.one_times()
    give(luis, alma)
    write(alma)
    give(alma, luis)
    assert keeping.sweep(luis).one_times == 0, "Vera has not heard of the newer one"
    rounds(team)
    assert keeping.sweep(luis).one_times == 1
    with pytest.raises(NoSuchKey):
        luis.safe.keyring.unseal(one_time_name(told), bytes(1168), b"")
    del vera


def test_whoever_is_left_alone_keeps_the_one_time_keys_that_others_know(team: Team) -> None:
    """They come back as new devices, and heard of the older one alone."""
    alma, luis, vera = team
    rounds(team)
    keeping.sweep(alma)
    told = onetime.newest(alma)
    assert told is not None
    epochs.rotate(luis, home(luis))
    give(luis, alma)
    assert onetime.newest(alma) != told
    for gone in (luis, vera):
        roster.cut(alma, gone.own.public, Reason.COPIED)
    assert keeping.sweep(alma).one_times == 0
    assert one_time_name(told) in alma.safe.keyring.one_times()


def test_a_casebook_that_becomes_a_new_device_tells_nothing_its_copy_can_open(team: Team) -> None:
    alma, luis, _ = team
    rounds(team)
    before = luis.safe.keyring.one_times()
    told = onetime.newest(luis)
    assert told in before.values()
    identity.renew(luis)
    assert luis.safe.keyring.one_times() == {}
    with luis.db.transaction():
        now = onetime.next_public(luis, told)
    assert now is not None
    assert now not in before.values()
    epochs.rotate(alma, home(alma))
    assert [letters.open_frames(luis, frame) for frame in letters.frames(alma)] == [()]


def test_a_copy_of_the_casebook_holds_none_of_it(team: Team, tmp_path: Path) -> None:
    alma, luis, _ = team
    rounds(team)
    epochs.ensure(luis, circle(luis, alma))
    key = Secret(os.urandom(32))
    left = private_bytes(luis)
    assert {name.partition("/")[0] for name in left} >= {"carrier", "epoch", "one-time", "device"}
    copied = export_copy(luis.safe, tmp_path / "copy", key, progress=Progress())
    raw = b"".join(books.pages(tmp_path / "copy" / copied.database, key.reveal()))
    assert b"roster" in raw
    assert not [name for name, private in left.items() if private in raw]


# ------------------------------------------------------------------------------------------ hostile bytes


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.integers(0, FRAME_SIZE - 1),
    bits=st.integers(1, 255),
    cut=st.integers(0, FRAME_SIZE),
    data=st.binary(max_size=300),
)
def test_whatever_lies_on_the_stick_only_our_error_comes_out(
    team: Team, place: int, bits: int, cut: int, data: bytes
) -> None:
    alma, luis, _ = team
    epochs.ensure(alma, home(alma))
    (frame,) = letters.frames(alma)
    altered = bytearray(frame)
    altered[place] ^= bits
    whole = letters.open_frames(luis, frame)
    for hostile in (bytes(altered), frame + bytes(altered), frame[:cut] + data, data, frame * 2 + data):
        letters.recognises(luis, hostile[:64])
        try:
            found = letters.open_frames(luis, hostile)
        except LettersDamaged:
            continue
        assert hostile in (frame, frame * 2)
        assert found == whole


def test_a_receipt_with_a_bad_key_stops_nobody_from_writing(team: Team) -> None:
    alma, luis, _ = team
    rounds(team)
    record = receipts.receipt_id(luis.own.public, home(luis))
    for bad in (bytes(1216), b"\xff" * 1216, b"short", "text", None):
        luis.record(Verb.RECEIPT, [Change(record, "receipt", "one-time", Op.SET, bad)])
        books.give(luis, alma)
        epochs.rotate(alma, home(alma))
        assert len(letters.frames(alma)) == 1


def test_nobody_tells_a_key_for_somebody_else(team: Team) -> None:
    alma, luis, vera = team
    rounds(team)
    right = letters.one_time_of(alma, luis.own.public, home(alma))
    private, public = keys.make_exchange()
    record = receipts.receipt_id(luis.own.public, home(luis))
    vera.record(Verb.RECEIPT, [Change(record, "receipt", "one-time", Op.SET, public)])
    books.give(vera, alma)
    assert letters.one_time_of(alma, luis.own.public, home(alma)) == right
    epoch = epochs.rotate(alma, home(alma))
    (frame,) = letters.frames(alma)
    opener = [lambda box, info: keys.unseal(private, box, info)]
    assert [*letterframes.opened(carrier.carrier(vera), frame, luis.own.public, opener)] == []
    assert letters.open_frames(luis, frame) == (epoch.key,)
