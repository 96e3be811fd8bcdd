"""What a teammate tries whose key counts: to be back where they were shown out, to be two people, or another one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import books
import oneteam
import teams
from casebook.base.ids import EntryId, FileId, RecordId
from casebook.base.moment import Moment
from casebook.casework import authors, check, circles, disclosures, erasing, records, roster, snapshot
from casebook.casework import orders as signing
from casebook.casework.book import Casebook
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.journal import heads, log, quarantine
from casebook.journal.acts import Reason, Role
from casebook.journal.entry import Change, Entry, Op, Origin, Stamp, make_entry
from casebook.journal.epochs import AFTER, EPOCH_KIND, KEY, epoch_id
from casebook.journal.fold import Order
from casebook.journal.history import orders
from casebook.sync import epochs, pieces, preview, taking, team
from casebook.sync.brought import Brought, Pack, Piece

Three = tuple[Casebook, Casebook, Casebook]


def shown_out(three: Three) -> bytes:
    """A circle of all three, out of which Vera was shown, and everybody knows."""
    alma, luis, vera = three
    one = circles.make(alma, "Seven", [luis.own.public, vera.own.public]).compartment
    books.meet(three)
    for each in (luis, vera):
        note = each.new_id()
        records.write(each, Verb.ADD, [New(note, "note"), Set(note, "title", "here")], circle=one)
    books.meet(three)
    circles.remove(alma, one, vera.own.public)
    books.meet(three)
    return one


def test_who_was_shown_out_announces_no_key_the_others_would_write_under(acquainted: Three) -> None:
    alma, luis, vera = acquainted
    one = shown_out(acquainted)
    honest = epochs.ensure(alma, one)
    books.meet(acquainted)
    with luis.db.transaction():
        epochs.learn(luis, [honest.key])
    mine = next(key for key in iter(lambda: os.urandom(32), b"") if epochs.hash_of(key) < honest.hash)
    digest = epochs.hash_of(mine)
    record = epoch_id(digest)
    both = tuple(sorted((alma.own.public, luis.own.public)))
    said = [
        Change(record, EPOCH_KIND, KEY, Op.SET, (digest, both)),
        Change(record, EPOCH_KIND, AFTER, Op.SET, (honest.hash,)),
    ]
    with vera.db.transaction():
        vera.append(Verb.EPOCH, said, None, homes={record: one})
    books.meet(acquainted)
    for each in (alma, luis):
        with each.db.transaction():
            epochs.learn(each, [mine])
        assert epochs.ensure(each, one).key == honest.key
        assert mine not in {epoch.key for epoch in epochs.known(each)}


def test_nobody_speaks_in_anothers_name_by_a_record_with_a_lesser_id(acquainted: Three) -> None:
    _, luis, vera = acquainted
    false = RecordId(bytes(16))
    said = [New(false, "device"), Set(false, "name", "Somebody else"), Set(false, "signing", luis.own.public)]
    records.write(vera, Verb.SET_UP, said)
    books.meet(acquainted)
    for each in acquainted:
        assert authors.of_key(each, luis.own.public).device == luis.own.device
        assert authors.of_key(each, luis.own.public).name == "luis"


def order_of(book: Casebook, three: Three) -> Order:
    """A record all have, which *book* ordered to be erased; nobody has heard of that yet."""
    note = book.new_id()
    records.write(book, Verb.ADD, [New(note, "note"), Set(note, "title", "amber lantern")])
    books.meet(three)
    entry = erasing.erase(book, note, reason="mistake").entry
    return next(order for order in orders(book.db) if order.entry == entry and order.record == note)


def say_who(book: Casebook, device: RecordId, person: str) -> None:
    records.write(book, Verb.SET_UP, [Set(device, "person", person)])


def keeps(book: Casebook) -> bool:
    return log.holds(book.db, "amber lantern")


def test_two_whom_one_took_in_are_two_people_to_that_one(acquainted: Three) -> None:
    alma, luis, vera = acquainted
    for each in (luis, vera):
        say_who(alma, each.own.device, each.need(each.own.device).text("name"))
    order = order_of(vera, acquainted)
    books.meet(acquainted)
    assert keeps(alma)
    signing.sign_too(luis, [order])
    books.meet(acquainted)
    assert not keeps(alma)


def test_nobody_becomes_two_people_by_another_name(acquainted: Three) -> None:
    alma, luis, vera = acquainted
    for each in (luis, vera):
        say_who(alma, each.own.device, "Mara")
    order = order_of(vera, acquainted)
    books.meet(acquainted)
    for each in (luis, vera):
        say_who(vera, each.own.device, f"Nobody {each.own.device.hex()}")
    books.meet(acquainted)
    signing.sign_too(luis, [order])
    books.meet(acquainted)
    assert keeps(alma)
    assert [one.order for one in signing.waiting(alma)] == [order]


def test_whom_a_thief_takes_in_is_nobody_elses_second_person(acquainted: Three, tmp_path: Path) -> None:
    alma, luis, vera = acquainted
    for each in acquainted:
        say_who(alma, each.own.device, each.need(each.own.device).text("name"))
    roster.set_role(alma, vera.own.public, Role.ADMIN)
    order = order_of(vera, acquainted)
    with books.derived_once():
        helpers = [oneteam.beside(tmp_path / name, name, alma.own.compartment) for name in ("dora", "egon")]
    for helper in helpers:
        teams.join(vera, helper, Role.MEMBER)
    everyone = (*acquainted, *helpers)
    books.meet(everyone)
    for helper in helpers:
        say_who(vera, helper.own.device, helper.need(helper.own.device).text("name"))
    books.meet(everyone)
    for helper in helpers:
        signing.sign_too(helper, [order])
    books.meet(everyone)
    assert keeps(alma)
    assert keeps(luis)
    for helper in helpers:
        helper.close()


def test_a_teammates_clock_does_not_say_what_day_it_is_here(strangers_yet: Three, tmp_path: Path) -> None:
    alma, _, vera = strangers_yet
    before = snapshot.take(alma).today
    folder = vera.safe.folder
    vera.close()
    ahead = books.reopen(books.copy(folder, tmp_path / "ahead"), wall=books.Wall(books.START_MS * 40))
    note = ahead.new_id()
    records.write(ahead, Verb.ADD, [New(note, "note"), Set(note, "title", "from the year 4188")])
    books.give(ahead, alma)
    assert alma.get(note) is not None
    assert snapshot.take(alma).today == before
    assert disclosures.today(alma) == before
    ahead.close()


def test_a_name_like_the_beginning_of_anothers_key_is_not_taken_for_it(strangers_yet: Three) -> None:
    alma, luis, vera = strangers_yet
    told = luis.own.public.hex()[:12]
    records.write(alma, Verb.SET_UP, [Set(vera.own.device, "name", told)])
    assert team.find(alma, told[:10]).device.public == luis.own.public
    with pytest.raises(team.SeveralTeammates):
        team.find(alma, told)


@pytest.mark.parametrize("file", ["../../../etc/passwd", "A" * 26, "a" * 25, "", "a" * 26 + "\0"])
def test_what_is_no_name_of_a_file_leads_nowhere_and_stops_no_stick(strangers_yet: Three, file: str) -> None:
    alma, _, vera = strangers_yet
    picture = vera.new_id()
    value = ("n.png", "image/png", 10, bytes(32), bytes(32), file)
    with vera.db.transaction():
        vera.append(Verb.ADD, [Change(picture, "evidence", "file", Op.SET, value)], None)
    piece = Piece(FileId(file), 0, b"x" * 26)
    brought = Brought((Pack("A.DAT", vera.own.public, tuple(books.offers(vera)), (piece,)),))
    assert not preview.look(alma, brought).refused
    taking.take(alma, brought)
    assert alma.get(picture) is not None
    assert pieces.incomplete(alma) == ()
    assert check.check(alma).files == 0


def test_nobody_hides_a_record_by_calling_it_something_else(acquainted: Three) -> None:
    alma, luis, vera = acquainted
    one = shown_out(acquainted)
    person = alma.new_id()
    records.write(alma, Verb.ADD, [New(person, "person"), Set(person, "remarks", "amber")])
    books.meet(acquainted)
    for called in ("a", "erase", "roster"):
        false = Change(person, called, "remarks", Op.SET, "nothing", alma.need(person).seen("remarks")[:0])
        there = Change(RecordId(one), called, "name", Op.SET, "nothing")
        with vera.db.transaction():
            vera.append(Verb.EDIT, [false], None)
            vera.append(Verb.EDIT, [there], None, homes={RecordId(one): one})
    books.meet(acquainted)
    for each in (alma, luis):
        assert each.need(person).kind == "person"
        assert books.the(each, "person") == [person]
        assert "amber" in each.need(person).values("remarks")
        assert [circle.compartment for circle in circles.circles(each)] == [one]
        check.check(each)


def test_a_device_that_began_thousands_of_feeds_is_removed_all_the_same(strangers_yet: Three) -> None:
    alma, _, vera = strangers_yet
    books.give(vera, alma)
    kept = vera.own.feed
    with alma.db.transaction():
        for number in range(heads.MOST + 12_000):
            origin = Origin(vera.own.public, alma.own.compartment, number.to_bytes(32, "big"))
            made = unsigned(origin)
            log.start_feed(alma.db, origin)
            log.store(alma.db, made)
    assert len(heads.of_device(alma.db, vera.own.public)) == heads.MOST
    assert kept in dict(heads.of_device(alma.db, vera.own.public))
    team.remove(alma, vera.own.public, Reason.STOLEN)
    assert vera.own.public not in {each.public for each in roster.live(alma)}


def unsigned(origin: Origin) -> Entry:
    stamp = Stamp(Moment(0, 0), "edit", None)
    start = (origin.feed, 1, EntryId(origin.feed), origin)
    return make_entry(header=start, changes=[], stamp=stamp, random=bytes, sign=lambda _: bytes(64))


def test_nobody_below_a_device_says_what_it_is_called_or_who_uses_it(acquainted: Three) -> None:
    alma, luis, vera = acquainted
    for device, unit, said in (
        (luis.own.device, "name", "Vera's"),
        (luis.own.device, "person", "Vera"),
        (alma.own.device, "name", "Luis"),
    ):
        records.write(vera, Verb.SET_UP, [Set(device, unit, said)])
    books.meet(acquainted)
    for each in acquainted:
        assert each.need(alma.own.device).text("name") == "Luis"  # it stands in the record, as in any other
        assert [authors.of_key(each, one.own.public).name for one in (alma, luis)] == ["Alma", "luis"]
        assert authors.of_key(each, luis.own.public).person != "Vera"


def test_a_device_and_those_above_it_say_what_it_is_called(acquainted: Three) -> None:
    alma, luis, vera = acquainted
    records.write(vera, Verb.SET_UP, [Set(vera.own.device, "name", "Kiosk")])
    books.meet(acquainted)
    assert {authors.of_key(each, vera.own.public).name for each in acquainted} == {"Kiosk"}
    records.write(luis, Verb.SET_UP, [Set(vera.own.device, "name", "Old one")])
    records.write(vera, Verb.SET_UP, [Set(vera.own.device, "name", "New one")])
    records.write(alma, Verb.SET_UP, [Set(vera.own.device, "name", "Library")])
    books.meet(acquainted)
    above = quarantine.line(alma.db).is_above(luis.own.public, vera.own.public)
    said = {"Library", "Old one"} if above else {"Library"}
    assert {authors.of_key(each, vera.own.public).name for each in acquainted} == {min(said)}
    say_who(alma, vera.own.device, "Vera")
    say_who(vera, vera.own.device, "Luis")
    books.meet(acquainted)
    assert {authors.of_key(each, vera.own.public).person for each in acquainted} == {"Vera"}


def test_whoever_writes_more_into_a_record_than_everybody_else_changes_its_kind_until_they_are_removed(
    acquainted: Three,
) -> None:
    """Nobody can say without them which kind was meant; nothing that was said of it is lost."""
    alma, luis, vera = acquainted
    person = alma.new_id()
    records.write(alma, Verb.ADD, [New(person, "person"), Set(person, "remarks", "amber")])
    books.meet(acquainted)
    before = heads.of_device(alma.db, vera.own.public)
    flood = [Change(person, "note", "title", Op.SET, f"number {n}") for n in range(20)]
    with vera.db.transaction():
        vera.append(Verb.EDIT, flood, None)
    books.meet(acquainted)
    assert {each.need(person).kind for each in acquainted} == {"note"}
    team.remove(alma, vera.own.public, Reason.STOLEN, until=before)
    books.meet((alma, luis))
    for each in (alma, luis):
        assert (each.need(person).kind, each.need(person).text("remarks")) == ("person", "amber")
