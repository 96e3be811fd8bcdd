"""Orders to erase between people: hidden at once, destroyed with a yes or with two signatures, told as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.base.ids import RecordId
from casebook.casework import check, erasing, incoming, orders, records
from casebook.casework.book import Casebook
from casebook.casework.orders import NothingToSign, SignsForNobody
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.journal import log
from drawing import draw, edit

Three = tuple[Casebook, Casebook, Casebook]


def names(book: Casebook, person: str) -> None:
    """Say who uses this casebook's device."""
    records.write(book, Verb.SET_UP, [Set(book.own.device, "person", person)])


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with books.derived_once():
        made = [books.make(tmp_path / name, name) for name in ("ana", "luis", "mara")]
        for book, person in zip(made, ("Ana", "Luis", "Mara"), strict=True):
            names(book, person)
        books.team(made)
    yield made[0], made[1], made[2]
    for each in made:
        each.close()


@pytest.fixture
def ordered(three: Three) -> tuple[Three, RecordId]:
    """A record all have, which Ana ordered to be erased; the others have heard of it."""
    record = draw(three[0], 'person:1  remarks  "amber lantern"')["person:1"]
    books.meet(three)
    erasing.erase(three[0], record, reason="consent-withdrawn")
    books.meet(three)
    return three, record


def test_it_waits_for_a_yes_and_says_who_gave_it(ordered: tuple[Three, RecordId]) -> None:
    (ana, luis, _), record = ordered
    [one] = orders.waiting(luis)
    assert (one.order.record, one.kind, one.by.person, one.here) == (record, "person", "Ana", False)
    assert one.code == f"P-{one.code[2:]}"
    assert one.parts == 1
    assert one.stamp is not None
    assert [each.person for each in one.erased] == ["Ana"]
    assert luis.get(record) is None
    assert orders.waiting(ana) == ()
    incoming.obey(luis, [one.order])
    assert orders.waiting(luis) == ()
    [now] = orders.given(luis)
    assert sorted(each.person for each in now.erased) == ["Ana", "Luis"]
    assert now.here
    assert now.parts == 0


def test_two_people_need_no_third_yes(ordered: tuple[Three, RecordId]) -> None:
    three, _ = ordered
    ana, luis, mara = three
    [one] = orders.waiting(luis)
    orders.sign_too(luis, [one.order])
    assert orders.waiting(luis) == ()
    assert len(orders.waiting(mara)) == 1
    books.meet(three)
    assert orders.waiting(mara) == ()
    for book in three:
        [now] = orders.given(book)
        assert [each.person for each in now.signed] == ["Luis"]
        assert len(now.erased) == 3
        assert check.check(book)
    assert check.check(ana).state == check.check(mara).state


def test_one_person_with_two_devices_is_one_person(ordered: tuple[Three, RecordId]) -> None:
    three, _ = ordered
    _, luis, mara = three
    names(luis, " ana ")
    [one] = orders.waiting(luis)
    orders.sign_too(luis, [one.order])
    books.meet(three)
    assert len(orders.waiting(mara)) == 1
    [told] = orders.waiting(mara)
    assert len(told.signed) == 1


def test_a_device_nobody_is_named_for_signs_for_nobody(ordered: tuple[Three, RecordId]) -> None:
    (_, luis, mara), _ = ordered
    records.write(luis, Verb.SET_UP, [Set(luis.own.device, "person", None)])
    [one] = orders.waiting(luis)
    with pytest.raises(SignsForNobody):
        orders.sign_too(luis, [one.order])
    assert len(orders.waiting(luis)) == 1
    assert len(orders.waiting(mara)) == 1


def test_nobody_signs_twice(ordered: tuple[Three, RecordId]) -> None:
    (ana, luis, _), _ = ordered
    [one] = orders.given(ana)
    with pytest.raises(NothingToSign):
        orders.sign_too(ana, [one.order])
    orders.sign_too(luis, [one.order])
    with pytest.raises(NothingToSign):
        orders.sign_too(luis, [one.order])


def test_a_confirmation_is_no_second_signature(ordered: tuple[Three, RecordId]) -> None:
    three, _ = ordered
    _, luis, mara = three
    incoming.obey(luis, [one.order for one in orders.waiting(luis)])
    books.meet(three)
    assert len(orders.waiting(mara)) == 1


def test_a_signature_cannot_be_erased_and_the_kept_value_lives(three: Three) -> None:
    ana, luis, mara = three
    record = draw(ana, 'person:1  remarks  "amber"\nperson:1  age  "40"')["person:1"]
    books.meet(three)
    erasing.erase(ana, record, "remarks", reason="consent-withdrawn")
    edit(ana, record, remarks="birch")
    books.meet(three)
    [one] = orders.waiting(luis)
    orders.sign_too(luis, [one.order])
    books.meet(three)
    assert {book.need(record).values("remarks") for book in three} == {("birch",)}
    assert not any(log.holds(book.db, "amber") for book in three)
    assert mara.need(record).values("remarks") == ("birch",)
