"""Epoch keys in real casebooks: announced in the compartment's own feed, written under by exactly the live devices."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.base.ids import RecordId
from casebook.casework import circles, undo
from casebook.casework.book import Casebook, NothingToErase
from casebook.casework.touched import Verb
from casebook.journal import compartments, current, log
from casebook.journal.entry import Change, Op
from casebook.journal.epochs import AFTER, EPOCH_KIND, KEY, announced, epoch_id
from casebook.journal.quarantine import TEAM
from casebook.sync import epochs
from casebook.sync.live import live
from oneteam import one_team


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "ana", "ana")
    yield made
    made.close()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Casebook, Casebook]]:
    with books.derived_once():
        ana, luis = one_team(tmp_path, ["ana", "luis"])
    with luis.db.transaction():
        log.note(luis.db, TEAM, next(iter(log.entries(ana.db, ana.own.feed))).id)
    books.meet([ana, luis])
    made = (ana, luis)
    yield made
    for one in made:
        one.close()


def team(book: Casebook) -> bytes:
    return book.own.compartment


def circle(book: Casebook, *members: Casebook) -> bytes:
    """A circle of *book* and *members*."""
    return circles.make(book, "North", [one.own.public for one in members]).compartment


def entries(book: Casebook) -> list[tuple[bytes, list[tuple[str, str]]]]:
    """Every entry here: its compartment, and what it speaks of."""
    found = []
    for entry in log.entries(book.db):
        where = compartments.of_entry(book.db, entry.id)
        found.append((where or b"", [(change.kind, change.unit) for _, change in entry.changes()]))
    return found


def test_a_rotation_is_one_entry_in_the_compartments_own_feed(book: Casebook) -> None:
    before = len(entries(book))
    epoch = epochs.ensure(book, team(book))
    assert entries(book)[before:] == [(team(book), [(EPOCH_KIND, KEY)])]
    (said,) = announced(book.db, team(book))
    assert (said.hash, said.devices, said.after) == (epoch.hash, {book.own.public}, frozenset())
    assert said.where.entry == epoch.entry
    assert said.where.public == book.own.public
    assert epochs.hash_of(epoch.key) == epoch.hash
    assert epochs.current(book, team(book)) == epoch
    assert epochs.ensure(book, team(book)) == epoch
    assert len(entries(book)) == before + 1


def test_nothing_of_the_key_is_in_the_journal(book: Casebook) -> None:
    epoch = epochs.ensure(book, team(book))
    held = b"".join(
        bytes(part) for entry in log.entries(book.db) for part in (entry.header_bytes, *entry.parts) if part
    )
    assert epoch.hash in held
    assert epoch.key not in held


def test_nothing_of_a_circle_stands_in_the_team(pair: tuple[Casebook, Casebook]) -> None:
    ana, luis = pair
    secret = circle(ana)
    epoch = epochs.ensure(ana, secret)
    assert epoch.devices == {ana.own.public}
    assert [said.hash for said in announced(ana.db, team(ana))] == []
    (said,) = announced(ana.db, secret)
    assert said.where.compartment == secret
    assert epochs.current(ana, team(ana)) is None
    with pytest.raises(epochs.NotAmongThem):
        epochs.ensure(luis, secret)
    both = circle(ana, luis)
    assert epochs.ensure(ana, both).devices == {ana.own.public, luis.own.public}


def test_who_comes_and_who_goes_changes_the_key(pair: tuple[Casebook, Casebook], tmp_path: Path) -> None:
    ana, luis = pair
    first = epochs.ensure(ana, team(ana))
    assert first.devices == {ana.own.public, luis.own.public} == live(ana, team(ana))
    with books.derived_once():
        vera = books.make(tmp_path / "vera", "vera")
    books.enrol(ana, vera)
    assert epochs.current(ana, team(ana)) is None
    second = epochs.ensure(ana, team(ana))
    assert second.devices == first.devices | {vera.own.public}
    (said,) = [each for each in announced(ana.db, team(ana)) if each.hash == second.hash]
    assert said.after == {first.hash}
    assert epochs.in_force(ana, team(ana)) == (second.hash,)
    assert {epoch.hash for epoch in epochs.known(ana)} == {first.hash, second.hash}
    vera.close()


def test_two_who_rotate_apart_are_both_right(pair: tuple[Casebook, Casebook]) -> None:
    ana, luis = pair
    mine, theirs = epochs.ensure(ana, team(ana)), epochs.ensure(luis, team(luis))
    assert mine.hash != theirs.hash
    books.meet(pair)
    assert epochs.current(ana, team(ana)) == mine
    assert epochs.current(luis, team(luis)) == theirs
    assert [said.hash for said in epochs.lacking(ana)] == [theirs.hash]
    with ana.db.transaction():
        assert epochs.learn(ana, [theirs.key]).kept == (theirs.hash,)
    assert epochs.lacking(ana) == ()
    assert epochs.ensure(ana, team(ana)).hash == min(mine.hash, theirs.hash)
    third = epochs.rotate(luis, team(luis))
    books.meet(pair)
    assert epochs.current(luis, team(luis)) == third
    assert epochs.current(ana, team(ana)) is None
    assert {one.hash for one in epochs.lacking(ana)} == {third.hash}
    (said,) = [each for each in announced(ana.db, team(ana)) if each.hash == third.hash]
    assert said.after == {mine.hash, theirs.hash}
    assert books.the(ana, EPOCH_KIND) == sorted(epoch_id(e.hash) for e in (mine, theirs, third))
    assert current.in_conflict(ana.db) == []


def test_a_key_that_no_entry_announces_is_refused_and_named(pair: tuple[Casebook, Casebook]) -> None:
    ana, luis = pair
    epoch, wrong = epochs.ensure(luis, team(luis)), os.urandom(32)
    with ana.db.transaction():
        early = epochs.learn(ana, [epoch.key, wrong])
    assert early == epochs.Learnt((), (epoch.hash, epochs.hash_of(wrong)))
    assert epochs.known(ana) == ()
    books.meet(pair)
    assert [said.hash for said in epochs.lacking(ana)] == [epoch.hash]
    with ana.db.transaction():
        found = epochs.learn(ana, [wrong, epoch.key])
    assert found == epochs.Learnt((epoch.hash,), (epochs.hash_of(wrong),))
    assert epochs.known(ana) == (epoch,)
    assert epochs.current(ana, team(ana)) is not None


def test_a_welcomed_key_waits_for_its_entry(pair: tuple[Casebook, Casebook]) -> None:
    ana, luis = pair
    epoch = epochs.ensure(luis, team(luis))
    with ana.db.transaction():
        assert epochs.keep(ana, team(ana), epoch.key) == epoch.hash
    (held,) = epochs.known(ana)
    assert (held.hash, held.devices, held.entry) == (epoch.hash, frozenset(), None)
    assert epochs.current(ana, team(ana)) is None
    assert epochs.in_force(ana, team(ana)) == ()
    books.meet(pair)
    assert epochs.current(ana, team(ana)) == epoch


def test_what_is_malformed_announces_nothing(book: Casebook) -> None:
    digest = os.urandom(32)
    own = book.own.public
    values = [
        digest,
        (digest,),
        (digest, own),
        (digest[:31], (own,)),
        (digest, (own[:31],)),
        (digest, (1,)),
        None,
    ]
    for value in values:
        book.record(Verb.EPOCH, [Change(epoch_id(digest), EPOCH_KIND, KEY, Op.SET, value)])
    other = RecordId(os.urandom(16))
    book.record(Verb.EPOCH, [Change(other, EPOCH_KIND, KEY, Op.SET, (digest, (own,)))])
    book.record(Verb.EPOCH, [Change(epoch_id(digest), EPOCH_KIND, AFTER, Op.SET, (digest, "x"))])
    assert announced(book.db) == []
    assert epochs.current(book, team(book)) is None


def test_a_rotation_is_neither_undone_nor_erased(book: Casebook) -> None:
    edited = book.record(Verb.ADD, [Change(book.new_id(), "person", "note", Op.SET, "x")])
    epoch = epochs.ensure(book, team(book))
    assert epoch.entry is not None
    with pytest.raises(undo.NothingToUndo):
        undo.undo(book, epoch.entry[:16])
    assert undo.undo_last(book).records == edited.records
    with pytest.raises(NothingToErase):
        book.erase(epoch_id(epoch.hash), None, "other")
    assert epochs.current(book, team(book)) == epoch


def test_a_failed_rotation_leaves_no_key(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> bytes:
        raise OSError

    monkeypatch.setattr(type(book.safe.keyring), "sign", broken)
    with pytest.raises(OSError):
        epochs.ensure(book, team(book))
    monkeypatch.undo()
    assert epochs.known(book) == ()
    assert announced(book.db) == []
    assert epochs.ensure(book, team(book)).devices == {book.own.public}


def test_reopened_it_is_the_same(tmp_path: Path) -> None:
    with books.derived_once():
        made = books.make(tmp_path / "ana", "ana")
        epoch = epochs.ensure(made, team(made))
        made.close()
        again = books.reopen(tmp_path / "ana")
    assert epochs.current(again, team(again)) == epoch
    again.close()
