from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.base.ids import EntryId, FeedId
from casebook.casework import check, identity
from casebook.casework.book import Casebook, CasebookCopied
from casebook.casework.device import DEVICE_KEY
from casebook.casework.incoming import Offered
from casebook.casework.touched import Verb
from casebook.journal import log
from casebook.journal.entry import Change, Op
from casebook.sync import preview, stale, taking
from casebook.sync.brought import Brought, Pack, Signed
from oneteam import one_team
from spoken import person


@pytest.fixture
def team(tmp_path: Path) -> Iterator[list[Casebook]]:
    """Ana, Leila, and a copy of Leila's casebook on another machine."""
    with books.derived_once():
        ana, leila = one_team(tmp_path, ["ana", "leila"])
        folder = leila.safe.folder
        leila.close()
        books.copy(folder, tmp_path / "twin")
        leila, twin = books.reopen(folder), books.reopen(tmp_path / "twin")
    yield [ana, leila, twin]
    for book in (ana, leila, twin):
        book.close()


def brought(giver: Casebook) -> Brought:
    return Brought((Pack("A.DAT", giver.safe.keyring.public(DEVICE_KEY), tuple(books.offers(giver))),))


def newest(book: Casebook) -> Signed:
    last = next(log.latest(book.db, book.own.feed))
    return Signed(last.header_bytes, last.signature)


def only_header(*signed: Signed) -> Brought:
    return Brought((Pack("A.DAT", newest=signed),))


# ------------------------------------------------------------------------------------------ old copies


def test_a_header_of_my_own_that_i_do_not_hold_stops_me(team: list[Casebook]) -> None:
    _, leila, twin = team
    person(twin, "written elsewhere")
    proof = only_header(newest(twin))
    assert preview.look(leila, proof).copied
    assert leila.writable
    assert taking.take(leila, proof).came.copied
    with pytest.raises(CasebookCopied):
        person(leila, "no more")
    identity.renew(leila)
    person(leila, "as a new device")
    # The same proof again is of a device this one no longer is.
    assert not taking.take(leila, proof).came.copied


def test_what_proves_nothing_stops_nobody(team: list[Casebook]) -> None:
    ana, leila, twin = team
    person(twin, "written elsewhere")
    person(ana, "somebody else's")
    last = newest(twin)
    held, foreign = newest(leila), newest(ana)
    harmless = (
        held,
        foreign,
        Signed(last.header, bytes(64)),
        Signed(last.header, foreign.signature),
        Signed(last.header[:-1], last.signature),
        Signed(b"", b""),
    )
    assert not taking.take(leila, only_header(*harmless)).came.copied
    person(leila, "goes on")


def test_a_receipt_that_claims_more_is_shown_and_changes_nothing(team: list[Casebook]) -> None:
    ana, leila, _ = team
    end = log.feed_end(leila.db, leila.own.feed)
    assert end is not None
    claim = (leila.own.feed, end.seq + 40, EntryId(b"z" * 32))
    ana.record(Verb.RECEIPT, [Change(ana.new_id(), "receipt", "heads", Op.SET, (claim,))])
    came = taking.take(leila, brought(ana)).came
    assert not came.copied
    # Our own receipt for it is one entry more.
    assert [(each.by.name, each.seq, each.own) for each in came.claims] == [("ana", end.seq + 40, end.seq)]
    assert stale.claims(leila) == came.claims
    person(leila, "goes on")


# ----------------------------------------------------------------------------------------------- forks


def test_whoever_sees_both_branches_tells_the_others_once(team: list[Casebook], tmp_path: Path) -> None:
    """I6."""
    ana, leila, twin = team
    one, other = person(leila, "on the laptop"), person(twin, "on the other")
    taking.take(ana, brought(leila))
    assert stale.forks(ana) == ()
    assert [fork.author.name for fork in preview.look(ana, brought(twin)).forks] == ["leila"]
    assert stale.forks(ana) == ()
    (fork,) = taking.take(ana, brought(twin)).came.forks
    assert (fork.author.name, fork.feed) == ("leila", leila.own.feed)
    assert ana.get(one) is not None
    assert ana.get(other) is not None
    proofs = books_kind(ana)
    assert len(proofs) == 1
    taking.take(ana, brought(twin))
    assert books_kind(ana) == proofs
    check.check(ana)
    # Somebody with one branch alone is told by the proof.
    from_ana = tuple(
        Offered(e.header_bytes, e.signature, e.parts)
        for e in log.entries(ana.db)
        if e.header.feed == ana.own.feed
    )
    assert stale.forks(leila) == ()
    came = taking.take(leila, Brought((Pack("A.DAT", entries=from_ana),))).came
    assert [each.seq for each in came.forks] == [fork.seq]


def books_kind(book: Casebook) -> list[bytes]:
    rows = book.db.execute("SELECT id FROM record WHERE kind = 'fork'")
    return [bytes(row[0]) for row in rows]


def test_a_false_proof_accuses_nobody(team: list[Casebook]) -> None:
    ana, leila, twin = team
    person(leila, "a")
    person(twin, "b")
    one, other, foreign = newest(leila), newest(twin), newest(ana)
    false = [
        (one.header, one.signature, one.header, one.signature),
        (one.header, one.signature, other.header, one.signature),
        (one.header, one.signature, foreign.header, foreign.signature),
        (b"", b"", b"", b""),
        (one.header, one.signature),
    ]
    for value in false:
        ana.record(Verb.RECEIPT, [Change(ana.new_id(), stale.FORK_KIND, stale.PROOF_UNIT, Op.SET, value)])
    assert stale.forks(ana) == ()
    true = (one.header, one.signature, other.header, other.signature)
    ana.record(Verb.RECEIPT, [Change(ana.new_id(), stale.FORK_KIND, stale.PROOF_UNIT, Op.SET, true)])
    assert [fork.author.name for fork in stale.forks(ana)] == ["leila"]


def test_who_writes_in_the_place_of_a_proof_hides_no_fork(team: list[Casebook]) -> None:
    """Its record is known beforehand: whoever copied the casebook may write there first, or over it."""
    ana, leila, twin = team
    person(leila, "on the laptop")
    person(twin, "on the other")
    place = stale.fork_id(leila.own.feed, next(log.latest(leila.db, leila.own.feed)).header.seq)
    nothing = (b"", b"", b"", b"")
    leila.record(Verb.RECEIPT, [Change(place, stale.FORK_KIND, stale.PROOF_UNIT, Op.SET, nothing)])
    for book in (leila, twin):
        taking.take(ana, brought(book))
    assert len([each for each in log.parts_of(ana.db, place) if each.change.value != nothing]) == 1
    from_ana = tuple(
        Offered(e.header_bytes, e.signature, e.parts)
        for e in log.entries(ana.db)
        if e.header.feed == ana.own.feed
    )
    taking.take(leila, Brought((Pack("A.DAT", entries=from_ana),)))
    assert [fork.author.name for fork in stale.forks(leila)] == ["leila"]
    now = leila.need(place)
    over = Change(place, stale.FORK_KIND, stale.PROOF_UNIT, Op.SET, nothing, now.seen(stale.PROOF_UNIT))
    leila.record(Verb.RECEIPT, [over])
    assert [fork.author.name for fork in stale.forks(leila)] == ["leila"]


def test_the_same_fork_has_one_record_whoever_finds_it() -> None:
    feed = FeedId(b"f" * 32)
    assert stale.fork_id(feed, 3) == stale.fork_id(feed, 3)
    assert len({stale.fork_id(feed, 3), stale.fork_id(feed, 4), stale.fork_id(FeedId(b"g" * 32), 3)}) == 3
