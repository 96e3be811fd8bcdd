"""What a teammate tries whose key counts: to be back where they were shown out, to be two people, or another one."""

from __future__ import annotations

import os

import books
from casebook.base.ids import RecordId
from casebook.casework import authors, circles, records
from casebook.casework.book import Casebook
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.journal import log
from casebook.journal.entry import Change, Op
from casebook.journal.epochs import AFTER, EPOCH_KIND, KEY, epoch_id
from casebook.sync import epochs

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


def test_nobody_turns_anothers_place_in_a_circle_into_a_place_of_their_own(acquainted: Three) -> None:
    alma, luis, vera = acquainted
    one = shown_out(acquainted)
    record = alma.need(RecordId(one))
    [element] = [key for key, device in record.each("members", "device") if device == luis.own.public]
    unit = f"members/{element}/device"
    change = Change(RecordId(one), "circle", unit, Op.SET, vera.own.public, record.seen(unit))
    with vera.db.transaction():
        vera.append(Verb.CIRCLE, [change], None, homes={RecordId(one): one})
    books.meet(acquainted)
    for each in acquainted:
        assert circles.members(each, one) == tuple(sorted((alma.own.public, luis.own.public)))


def test_a_place_that_was_taken_away_shows_nobody_else_out_afterwards(acquainted: Three) -> None:
    alma, luis, vera = acquainted
    one = shown_out(acquainted)
    gone = {
        change.unit.split("/")[1]
        for entry in circles_said(alma, one)
        for change in entry
        if change.op == Op.REMOVE
    }
    for element in gone:
        change = Change(RecordId(one), "circle", f"members/{element}/device", Op.SET, luis.own.public)
        with vera.db.transaction():
            vera.append(Verb.CIRCLE, [change], None, homes={RecordId(one): one})
    books.meet(acquainted)
    for each in acquainted:
        assert luis.own.public in circles.members(each, one)
        assert vera.own.public not in circles.members(each, one)


def circles_said(book: Casebook, circle: bytes) -> list[list[Change]]:
    return [[said.change] for said in log.parts_of(book.db, RecordId(circle))]


def test_nobody_speaks_in_anothers_name_by_a_record_with_a_lesser_id(acquainted: Three) -> None:
    _, luis, vera = acquainted
    false = RecordId(bytes(16))
    said = [New(false, "device"), Set(false, "name", "Somebody else"), Set(false, "signing", luis.own.public)]
    records.write(vera, Verb.SET_UP, said)
    books.meet(acquainted)
    for each in acquainted:
        assert authors.of_key(each, luis.own.public).device == luis.own.device
        assert authors.of_key(each, luis.own.public).name == "luis"
