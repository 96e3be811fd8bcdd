"""What somebody holds of a feed, forked or not: held against a slow reading of what precedes what."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import books
from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.base.moment import Moment
from casebook.base.progress import Progress
from casebook.casework import erasing
from casebook.casework.book import Casebook
from casebook.journal import accepting, attached, projection, receipts
from casebook.journal.entry import Change, Entry, Op, Origin, Stamp, make_entry
from casebook.journal.receipts import Feed, Head, Reach
from casebook.model.evidence import FILE
from casebook.vault import keys

PRIVATE, PUBLIC = keys.make_signing()
COMPARTMENT = bytes(range(16))


@dataclass(frozen=True)
class Tree:
    """A feed with branches: of each entry the one it follows (-1: none), and whether a part of it is missing."""

    parents: tuple[int, ...]
    torn: frozenset[int]

    def before(self, node: int) -> set[int]:
        """The entry and all it follows."""
        found = set()
        while node >= 0:
            found.add(node)
            node = self.parents[node]
        return found


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    size = draw(st.integers(1, 9))
    near = st.integers(0, 2)
    parents = [-1, *(max(0, at - 1 - draw(near)) for at in range(1, size))]
    return Tree(tuple(parents), draw(st.frozensets(st.integers(0, size - 1), max_size=2)))


def made(tree: Tree, seed: int) -> list[Entry]:
    """The entries of a tree, all signed by one key."""
    chance = hashlib.sha256(seed.to_bytes(8, "big"))

    def random(size: int) -> bytes:
        chance.update(b"again")
        return (chance.digest() * 2)[:size]

    origin = Origin(PUBLIC, COMPARTMENT, random(32))
    found: list[Entry] = []
    for parent in tree.parents:
        before = found[parent] if parent >= 0 else None
        seq = 1 if before is None else before.header.seq + 1
        prev = EntryId(origin.feed) if before is None else before.id
        change = Change(RecordId(random(16)), "note", "title", Op.SET, random(4).hex())
        found.append(
            make_entry(
                header=(origin.feed, seq, prev, origin if seq == 1 else None),
                changes=[change],
                stamp=Stamp(Moment(seq, seq), "add", None),
                random=random,
                sign=lambda data: keys.sign(PRIVATE, data),
            )
        )
    return found


@given(tree=trees(), held=st.sets(st.integers(0, 8), max_size=3), seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_held_and_what_is_new_is_what_precedes(
    book: Casebook, tree: Tree, held: set[int], seed: int
) -> None:
    entries = made(tree, seed)
    with book.db.rehearsal():
        for at, entry in enumerate(entries):
            parts = (*entry.parts[:-1], None) if at in tree.torn else entry.parts
            taken = accepting.accept(book.db, entry.header_bytes, entry.signature, parts)
            assert taken is not None
            receipts.note(book.db, [taken])
        (feed,) = receipts.feeds_in(book.db, COMPARTMENT)
        _check(book, feed, entries, tree, {at for at in held if at < len(entries)})


def _check(book: Casebook, feed: Feed, entries: list[Entry], tree: Tree, held: set[int]) -> None:
    heads = [_head(entries[at]) for at in held]
    reach = receipts.reach(book.db, feed, heads)
    known = set().union(*(tree.before(at) for at in held))
    covered = {at for at, entry in enumerate(entries) if reach.covers(entry.header.seq, entry.id)}
    assert covered == known
    followed = set(tree.parents)
    assert {head.head for head in receipts.tips(book.db, feed)} == {
        entry.id for at, entry in enumerate(entries) if at not in followed
    }
    whole = {at for at in range(len(entries)) if not (tree.before(at) - known) & tree.torn}
    news = receipts.news(book.db, feed, reach, lambda _: False)
    assert {row.id for row in news.rows} == {entries[at].id for at in whole - known}
    ends = {at for at in whole - known if not any(tree.parents[other] == at for other in whole - known)}
    assert {head.head for head in news.heads} == {entries[at].id for at in ends}
    excused = receipts.news(book.db, feed, reach, lambda _: True)
    assert {row.id for row in excused.rows} == {entries[at].id for at in set(range(len(entries))) - known}


def _head(entry: Entry) -> Head:
    return Head(entry.header.feed, entry.header.seq, entry.id)


def test_what_is_malformed_in_a_receipt_says_nothing() -> None:
    def heads(value: object, kind: str = "receipt") -> list[Head]:
        change = Change(RecordId(bytes(16)), kind, "heads", Op.SET, value)  # type: ignore[arg-type]  # malformed
        return list(receipts.heads_in(change))

    good = (bytes(32), 1, bytes(32))
    assert heads((good,)) == [Head(FeedId(bytes(32)), 1, EntryId(bytes(32)))]
    assert heads((good,), "note") == []
    for bad in (
        None,
        "heads",
        (1,),
        ((bytes(31), 1, bytes(32)),),
        ((bytes(32), 0, bytes(32)),),
        ((bytes(32),),),
    ):
        assert heads(bad) == []
    assert len(heads((good, ("nonsense",), good))) == 2


def test_a_reach_covers_a_trunk_and_what_lies_beyond_a_fork() -> None:
    reach = Reach(3, frozenset({EntryId(b"x" * 32)}))
    assert reach.covers(3, EntryId(b"y" * 32))
    assert not reach.covers(4, EntryId(b"y" * 32))
    assert reach.covers(4, EntryId(b"x" * 32))


def test_a_file_leads_to_the_records_that_name_it(book: Casebook) -> None:
    value = FILE.make(name="a.jpg", mime="image/jpeg", size=3, sha256=bytes(32), key=bytes(32), file="a" * 26)
    record = book.new_id()
    change = Change(record, "evidence", "file", Op.SET, value)
    assert attached.file_in(change) == attached.File(
        attached.FileId("a" * 26), record, "image/jpeg", 3, bytes(32), bytes(32)
    )
    assert attached.file_in(Change(record, "note", "file", Op.SET, value)) is None
    assert attached.file_in(Change(record, "evidence", "file", Op.SET, None)) is None
    elsewhere = FILE.replace(value, file="../../etc/passwd")
    assert attached.file_in(Change(record, "evidence", "file", Op.SET, elsewhere)) is None
    book.record(books.Verb.ADD, [change])
    assert attached.naming(book.db, attached.FileId("a" * 26)) == (record,)
    projection.rebuild(book.db, Progress())
    assert attached.naming(book.db, attached.FileId("a" * 26)) == (record,)
    erasing.erase(book, record, reason="consent-withdrawn")
    assert attached.naming(book.db, attached.FileId("a" * 26)) == ()
    assert b"a" * 26 not in books.raw(book)
