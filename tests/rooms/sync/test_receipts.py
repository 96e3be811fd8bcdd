"""What a casebook says has arrived: only what changed, in full, and never an answer to an answer."""

from __future__ import annotations

import itertools
from pathlib import Path
from unittest import mock

import pytest

import books
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import check, erasing, undo
from casebook.casework.book import Casebook
from casebook.casework.incoming import Offered, take_in
from casebook.casework.touched import Verb
from casebook.journal import log, projection
from casebook.journal import receipts as tables
from casebook.journal.entry import Change, Op
from casebook.journal.gaps import Partly
from casebook.sync import receipts
from spoken import key, write


def give(giver: Casebook, taker: Casebook) -> None:
    """Hand over everything, and let the taker say what arrived."""
    take_in(taker, books.offers(giver))
    receipts.append(taker, [taker.own.compartment])


def held(book: Casebook) -> set[tuple[bytes, bytes, int, bytes]]:
    rows = book.db.execute(
        "SELECT held.device, held.feed, held.seq, held.head, entry.id FROM held JOIN entry ON entry.n = held.receipt"
    )
    return {tuple(row) for row in rows}


def tables_change(record: RecordId, heads: tuple[tuple[bytes, int, bytes], ...]) -> Change:
    return Change(record, tables.RECEIPT_KIND, tables.HEADS, Op.SET, heads)


def in_team(book: Casebook) -> set[bytes]:
    """Every entry of the team's compartment."""
    feeds = tables.feeds_in(book.db, book.own.compartment)
    return {row.id for feed in feeds for row in tables.after(book.db, feed, 0)}


def latest(book: Casebook) -> list[tables.Head]:
    last = next(iter(log.latest(book.db, book.own.feed)))
    return [head for _, change in last.changes() for head in tables.heads_in(change)]


def test_a_receipt_names_the_last_entry_of_every_other_feed(three: list[Casebook]) -> None:
    ana, luis, vera = three
    assert receipts.append(ana, [ana.own.compartment]) == (ana.own.compartment,)
    ends = {book.own.feed: next(iter(log.latest(book.db, book.own.feed))) for book in (luis, vera)}
    assert latest(ana) == [tables.Head(feed, ends[feed].header.seq, ends[feed].id) for feed in sorted(ends)]


def test_only_what_changed_is_named(three: list[Casebook]) -> None:
    ana, luis, vera = three
    give(luis, ana)
    made = write(luis)
    give(luis, ana)
    assert [head.head for head in latest(ana)] == [made]
    assert {head.feed for head in latest(ana)} == {luis.own.feed}
    assert vera.own.feed in {row[1] for row in held(ana)}


def test_what_arrives_twice_is_said_once(three: list[Casebook]) -> None:
    ana, luis, _ = three
    write(luis)
    give(luis, ana)
    before = log.heads(ana.db)
    give(luis, ana)
    assert log.heads(ana.db) == before


def test_receipts_are_not_answered(three: list[Casebook]) -> None:
    for book in three:
        write(book)
    for _ in range(3):
        for giver, taker in itertools.permutations(three, 2):
            give(giver, taker)
    assert in_team(three[0]) == in_team(three[1]) == in_team(three[2])
    counts = [log.heads(book.db) for book in three]
    for giver, taker in itertools.permutations(three, 2):
        give(giver, taker)
    assert [log.heads(book.db) for book in three] == counts


def test_what_a_device_held_is_known_through_others(three: list[Casebook]) -> None:
    ana, luis, vera = three
    made = write(ana)
    give(ana, vera)
    give(vera, luis)
    give(luis, ana)
    feed = next(f for f in tables.feeds_in(ana.db, ana.own.compartment) if f.id == ana.own.feed)
    assert made in {head.head for head in tables.claims(ana.db, key(vera), feed)}


def test_a_claim_of_what_is_not_here_counts_for_nothing(three: list[Casebook]) -> None:
    ana, luis, _ = three
    feed = next(f for f in tables.feeds_in(ana.db, ana.own.compartment) if f.id == ana.own.feed)
    before = tables.claims(ana.db, key(luis), feed)
    lie = (feed.id, 1 << 40, bytes(32))
    records_of_luis = receipts.receipt_id(key(luis), luis.own.compartment)
    luis.record(Verb.RECEIPT, [tables_change(records_of_luis, (lie,))])
    give(luis, ana)
    assert (key(luis), *lie) in {row[:4] for row in held(ana)}
    assert tables.claims(ana.db, key(luis), feed) == before


def test_the_tables_are_the_same_when_made_again(three: list[Casebook]) -> None:
    ana, luis, vera = three
    write(luis)
    for giver, taker in itertools.permutations(three, 2):
        give(giver, taker)
    for book in three:
        before = held(book)
        assert before
        projection.rebuild(book.db, Progress())
        assert held(book) == before
    assert vera is not ana


def test_an_entry_with_a_part_missing_is_not_covered_and_what_follows_neither_but_told(
    three: list[Casebook],
) -> None:
    ana, luis, _ = three
    give(luis, ana)
    torn, later = write(luis, "First"), write(luis, "Second")
    offered = [
        Offered(e.header_bytes, e.signature, (*e.parts[:-1], None) if e.id == torn else e.parts)
        for e in log.entries(luis.db)
    ]
    take_in(ana, offered)
    assert receipts.append(ana, [ana.own.compartment]) == (ana.own.compartment,)
    assert not latest(ana)
    partly = receipts.partly_of(ana, ana.own.public, ana.own.compartment)
    assert [head.head for head in partly.heads] == [later]
    assert partly.lacks.keys() == {torn}
    give(luis, ana)
    assert [head.head for head in latest(ana)] == [later]
    assert receipts.partly_of(ana, ana.own.public, ana.own.compartment) == Partly()


def test_what_was_erased_in_good_order_is_covered(three: list[Casebook]) -> None:
    ana, luis, _ = three
    give(luis, ana)
    write(luis, "Soon gone")
    gone = books.the(luis, "note")[-1]
    erasing.erase(luis, gone, reason="consent-withdrawn")
    give(luis, ana)
    assert ana.get(gone) is None
    last = next(iter(log.latest(luis.db, luis.own.feed)))
    assert [head.head for head in latest(ana)] == [last.id]


def test_of_a_fork_both_ends_are_named(three: list[Casebook], tmp_path: Path) -> None:
    ana, _, vera = three
    give(vera, ana)
    vera.close()
    with books.derived_once():
        twin = books.reopen(books.copy(tmp_path / "vera", tmp_path / "twin"))
        three[2] = again = books.reopen(tmp_path / "vera")
    ends = {write(again, "One"), write(twin, "Other")}
    take_in(ana, [*books.offers(again), *books.offers(twin)])
    receipts.append(ana, [ana.own.compartment])
    assert {head.head for head in latest(ana)} == ends
    further = write(twin, "Further")
    take_in(ana, books.offers(twin))
    receipts.append(ana, [ana.own.compartment])
    assert {head.head for head in latest(ana)} == {further}
    twin.close()
    assert check.check(ana).journal.forks


def test_a_receipt_is_not_undone_and_not_erased(three: list[Casebook]) -> None:
    ana, luis, _ = three
    mine = write(ana)
    give(luis, ana)
    assert undo.undo_last(ana).act == mine[:16]
    with pytest.raises(erasing.NotErasable):
        erasing.erase(ana, receipts.receipt_id(key(ana), ana.own.compartment), reason="mistake")


def test_a_full_receipt_of_fifteen_devices_is_small(three: list[Casebook]) -> None:
    ana = three[0]
    heads = tuple((bytes([i]) * 32, 70_000 + i, bytes([100 + i]) * 32) for i in range(15))
    before = next(iter(log.latest(ana.db, ana.own.feed)))
    ana.record(Verb.RECEIPT, [tables_change(receipts.receipt_id(key(ana), ana.own.compartment), heads)])
    made = next(iter(log.latest(ana.db, ana.own.feed)))
    assert made.id != before.id
    assert len(made.parts[1] or b"") <= 1200


def test_the_matrix_tells_what_each_is_known_to_hold(three: list[Casebook]) -> None:
    ana, luis, vera = three
    for giver, taker in itertools.permutations(three, 2):
        give(giver, taker)
    made = write(ana)
    give(ana, luis)
    before = receipts.matrix(ana, ana.own.compartment)
    give(luis, ana)
    after = receipts.matrix(ana, ana.own.compartment)
    place = next(row.seq for row in rows(ana) if row.id == made)
    assert before[key(luis)][ana.own.feed] < place <= after[key(luis)][ana.own.feed]
    assert after[key(vera)] == before[key(vera)]
    assert after[key(ana)][ana.own.feed] >= place


def rows(book: Casebook) -> list[tables.Row]:
    feed = next(f for f in tables.feeds_in(book.db, book.own.compartment) if f.id == book.own.feed)
    return list(tables.after(book.db, feed, 0))


def test_what_does_not_fit_into_one_receipt_is_told_in_the_next(three: list[Casebook]) -> None:
    ana, luis, vera = three
    write(ana)
    write(luis)
    with mock.patch.object(receipts, "MOST_HEADS", 1):
        for giver in (ana, luis):
            take_in(vera, books.offers(giver))
        counts = []
        while receipts.append(vera, [vera.own.compartment]):
            counts.append(len(latest(vera)))
    assert counts == [1, 1]
    matrix = receipts.matrix(vera, vera.own.compartment)[key(vera)]
    assert {feed: place for feed, place in matrix.items() if feed != vera.own.feed} == {
        each.own.feed: next(log.latest(each.db, each.own.feed)).header.seq for each in (ana, luis)
    }
