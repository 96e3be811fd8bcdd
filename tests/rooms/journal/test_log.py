"""Appending and reading: groups, ends, heads, notes, and where the clock goes on."""

from __future__ import annotations

from typing import Any

import pytest

import books
from casebook.base.ids import FeedId, RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.formats.ed25519 import WeakKey
from casebook.journal import log
from casebook.journal.entry import Change, EntryTooLarge, Op, Origin


def change(number: int, value: Any = "x", unit: str = "title") -> Change:
    return Change(RecordId(number.to_bytes(16, "big")), "note", unit, Op.SET, value)


def sizes(changes: list[Change]) -> list[int]:
    return [len(group) for group in log._groups(changes)]


def test_a_save_of_many_changes_is_cut_into_entries() -> None:
    assert sizes([change(i) for i in range(1000)]) == [1000]
    assert sizes([change(i) for i in range(2001)]) == [1000, 1000, 1]
    assert not log.needs_several([change(i) for i in range(1000)])
    assert log.needs_several([change(i) for i in range(1001)])
    assert not log.needs_several([])


def test_a_save_of_large_changes_is_cut_before_it_is_too_large() -> None:
    assert (
        sizes([change(i, "ж" * 32_000) for i in range(20)]) == [6, 6, 6, 2]
        or len(sizes([change(i, "ж" * 32_000) for i in range(20)])) > 1
    )


def test_a_unit_named_twice_goes_into_two_entries() -> None:
    assert sizes([change(1, "a"), change(2), change(1, "b")]) == [2, 1]


@pytest.mark.parametrize("letter", ["x", "ж", "字", "🐦"])
def test_whatever_is_cut_fits(book: Casebook, letter: str) -> None:
    """Text of any script just under the limit, with many predecessors: no entry comes out too large."""
    text = letter * (65_536 // len(letter.encode()))
    replaces = tuple(bytes([i]) * 32 for i in range(200))
    changes = [Change(book.new_id(), "note", "title", Op.SET, text, replaces) for _ in range(40)]
    touched = book.record(Verb.IMPORT, changes)
    assert len(log.of_act(book.db, book.own.feed, touched.act)) > 1


def test_a_single_change_too_large_is_refused_and_nothing_is_written(book: Casebook) -> None:
    before = log.heads(book.db)
    with pytest.raises(EntryTooLarge):
        book.record(Verb.EDIT, [change(1), change(2, tuple("ж" * 32_000 for _ in range(20)))])
    assert log.heads(book.db) == before


def test_a_feed_of_a_weak_key_is_not_begun(book: Casebook) -> None:
    with pytest.raises(WeakKey):
        log.start_feed(book.db, Origin(bytes(32), bytes(16), bytes(32)))


def test_every_entry_moves_the_heads(book: Casebook) -> None:
    seen = {log.heads(book.db).hash}
    for i in range(5):
        book.record(Verb.EDIT, [change(i)])
        heads = log.heads(book.db)
        assert heads.count == i + 2
        seen.add(heads.hash)
    assert len(seen) == 6
    assert log.feed_end(book.db, FeedId(bytes(32))) is None


def test_entries_of_a_feed_newest_first_and_by_act(book: Casebook) -> None:
    for i in range(80):
        book.record(Verb.EDIT, [change(i)])
    seqs = [entry.header.seq for entry in log.latest(book.db, book.own.feed)]
    assert seqs == list(range(81, 0, -1))
    [newest] = log.of_act(book.db, book.own.feed, log.act_of(next(log.latest(book.db, book.own.feed))) or b"")
    assert newest.header.seq == 81
    assert [e.header.seq for e in log.entries(book.db, book.own.feed)] == list(range(1, 82))
    assert log.entry(book.db, newest.id) == newest
    assert log.stamps(book.db, [newest.id])[newest.id].verb == "edit"


def test_notes(book: Casebook) -> None:
    assert log.noted(book.db, "x") == b""
    log.note(book.db, "x", b"1")
    log.note(book.db, "x", b"2")
    assert log.noted(book.db, "x") == b"2"
    log.forget(book.db, "x")
    assert log.noted(book.db, "x") == b""


def test_the_clock_goes_on_after_reopening_whatever_the_computer_says(book: Casebook) -> None:
    note = book.new_id()
    records.write(book, Verb.ADD, [New(note, "note"), Set(note, "title", "amber")])
    last = log.last_hybrid(book.db, book.own.feed)
    folder = book.safe.folder
    book.close()
    again = books.reopen(folder, wall=books.Wall(1))
    assert again.clock.now().hybrid > last
    again.close()


def test_the_clock_goes_on_after_the_last_save_was_erased(book: Casebook) -> None:
    note = book.new_id()
    records.write(book, Verb.ADD, [New(note, "note"), Set(note, "title", "amber")])
    last = log.last_hybrid(book.db, book.own.feed)
    book.erase(note, None, "consent-withdrawn")
    assert log.last_hybrid(book.db, book.own.feed) > last


def test_a_clock_a_day_ahead_is_not_followed_not_even_after_reopening(
    team: tuple[Casebook, Casebook, Casebook],
) -> None:
    ana, luis, _ = team
    luis.clock._wall = books.Wall(books.START_MS + 400 * 86_400_000)
    note = luis.new_id()
    records.write(luis, Verb.ADD, [New(note, "note"), Set(note, "title", "amber")])
    taken = books.give(luis, ana)
    assert taken.clocks == (luis.own.feed,)
    assert ana.need(note).text("title") == "amber"
    limit = (books.START_MS + 86_400_000) << 16
    assert ana.clock.now().hybrid < limit
    folder = ana.safe.folder
    ana.close()
    again = books.reopen(folder)
    assert again.clock.now().hybrid < limit
    again.close()


def test_a_clock_an_hour_ahead_is_followed(team: tuple[Casebook, Casebook, Casebook]) -> None:
    ana, luis, _ = team
    luis.clock._wall = books.Wall(books.START_MS + 3_600_000)
    note = luis.new_id()
    records.write(luis, Verb.ADD, [New(note, "note"), Set(note, "title", "amber")])
    assert books.give(luis, ana).clocks == ()
    theirs = log.last_hybrid(luis.db, luis.own.feed)
    folder = ana.safe.folder
    ana.close()
    again = books.reopen(folder)
    assert again.clock.now().hybrid > theirs
    again.close()
