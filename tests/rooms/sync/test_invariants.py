"""The invariants of a team that meets by stick, and where each is tested. Here: those no other file holds whole.

===  =========================================================================================================
I1   test_machine, test_reading (everybody comes to the same), rooms/journal/test_fold (order never matters)
I2   test_machine, test_outgoing (everybody comes to hold the same), test_rest
I3   test_machine, rooms/journal/test_three_devices
I4   test_machine (the full check), rooms/journal/test_verifying
I5   here (packs), rooms/journal/test_erasure (the disk)
I6   test_stale (whoever sees both branches tells the others once)
I7   here (an old stick), rooms/journal/test_accepting (deleted by one and changed by another)
I8   test_taking (twice is once), test_reading, test_machine
I9   test_killed
I10  test_reading (no row of bytes; entries that do not hold), test_items
I11  test_reading (a removed device), rooms/casework/test_roster, rooms/journal/test_authority
I12  here (whoever carries), test_outgoing (only its members read it), test_pack (nothing shows), test_machine
I13  test_keys_on_sticks (nothing is written under a key that a removed device has), test_machine
I14  here, test_machine, rooms/journal/test_history
I15  test_intervals (what is put in behind a receipt is seen)
I16  test_stick, test_pack
I17  test_outgoing (what cannot be read back is not called safe), tests/torture/test_real_sticks, test_yank
I18  test_items (cut anywhere), test_reading (a torn pack), test_pack
I19  test_stick (writing touches our own new files alone)
I20  test_taking, test_reading (an empty stick)
I21  test_cost, tests/torture/test_cost
===  =========================================================================================================
"""

from __future__ import annotations

from pathlib import Path

import pytest

import books
import readstick
import sticks
from casebook.casework import circles, records
from casebook.casework.book import Casebook
from casebook.casework.touched import Verb
from casebook.journal.fold import Life
from casebook.sync import epochs
from casebook.sync.pack import HEAD, Key, Opened, reader_of, recognise
from spoken import person

Team = tuple[Casebook, Casebook, Casebook]
MARKER = "zebrafinch over the marshland at dusk"
DECADES_MS = 1_000_000_000 * 1000


def opened(book: Casebook, place: Path) -> bytes:
    """Everything on the stick that *book* can open: the outer layer of packs, and the blobs it has keys of."""
    keys = [Key(each.hash, each.key) for each in epochs.known(book)]
    found = []
    for path in place.rglob("*.DAT"):
        data = path.read_bytes()
        key = recognise(data[:HEAD], keys)
        reader = None if key is None else reader_of(data, key)
        for lying in () if reader is None else reader.blobs:
            assert reader is not None
            blob = reader.blob(lying, keys)
            found.append(bytes(blob.plain) if isinstance(blob, Opened) else blob.data if blob else b"")
    return b"".join(found)


def test_what_was_erased_stands_in_no_pack_written_later(
    acquainted: Team, stick: Path, tmp_path: Path
) -> None:
    """I5."""
    alma, luis, _ = acquainted
    record = person(alma, MARKER)
    sticks.write(alma, stick)
    assert MARKER.encode() in opened(alma, stick), "the search finds what is there"
    alma.erase(record, None, "consent")
    later = tmp_path / "later"
    later.mkdir()
    sticks.write(alma, later)
    assert MARKER.encode() not in opened(alma, later)
    sticks.read(luis, later)
    sticks.read(luis, stick)
    assert luis.get(record) is None, "what came late was covered by the order"


def test_an_old_stick_brings_nothing_back(acquainted: Team, stick: Path, tmp_path: Path) -> None:
    """I7."""
    alma, luis, vera = acquainted
    record = person(alma, "there")
    sticks.write(alma, stick)
    sticks.read(luis, stick)
    records.write(luis, Verb.DELETE, [records.Delete(record)])
    newer = tmp_path / "newer"
    newer.mkdir()
    sticks.write(luis, newer)
    for book in (alma, vera):
        sticks.read(book, newer)
        sticks.read(book, stick)
        assert book.need(record).state.life is Life.DELETED


def test_whoever_carries_learns_nothing_of_a_circle(acquainted: Team, stick: Path) -> None:
    """I12: neither on the stick nor in what they keep is a title, a member, or a record of it."""
    alma, luis, vera = acquainted
    circle = circles.make(alma, "Northern marshes", [vera.own.public]).compartment
    record = person(alma, MARKER, circle)
    for _ in range(3):
        for book in (alma, vera, luis):
            sticks.write(book, stick)
            sticks.read(luis, stick)
            sticks.read(vera, stick)
    assert vera.need(record).text("remarks") == MARKER
    for seen in (opened(luis, stick), books.raw(luis)):
        for secret in (MARKER.encode(), b"Northern marshes", circle, record):
            assert secret not in seen
    assert readstick.read(luis, stick).sealed


@pytest.mark.parametrize("skew", [-DECADES_MS, DECADES_MS])
def test_no_clock_decides(acquainted: Team, stick: Path, skew: int) -> None:
    """I14: two write the same field apart, one of them decades off: both values stand, on every laptop."""
    alma, luis, _vera = acquainted
    record = person(alma, "first")
    sticks.meet(acquainted, stick)
    wall = luis.clock._wall
    assert isinstance(wall, books.Wall)
    wall.ms = max(wall.ms + skew, 0)
    records.write(alma, Verb.EDIT, [records.Set(record, "remarks", "by Alma")])
    records.write(luis, Verb.EDIT, [records.Set(record, "remarks", "by Luis")])
    sticks.meet(acquainted, stick)
    for book in acquainted:
        assert set(book.need(record).values("remarks")) == {"by Alma", "by Luis"}
