"""A laptop is gone: what was on it by its receipts, who has to be warned, which keys are dead, what is done first."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
import enrolling
from casebook.base.ids import RecordId
from casebook.casework import circles, organisation, records, roster
from casebook.casework.book import Casebook
from casebook.casework.danger import Why
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.journal import log
from casebook.journal.acts import Reason, Role
from casebook.sync import lostlaptop, receipts, team

pytestmark = pytest.mark.usefixtures("cheap")


def person(book: Casebook, name: str, circle: bytes | None = None) -> RecordId:
    record = book.new_id()
    edits = [New(record, "person"), Set(record, "protection", "always")]
    edits += [Set(record, "code_name", name)]
    book.record(Verb.EDIT, records.changes_for(book, edits), circle=circle)
    return record


def meet(giver: Casebook, taker: Casebook) -> None:
    """Hand over everything, and say what arrived."""
    books.give(giver, taker)
    receipts.append(taker, [taker.own.compartment])


def test_what_it_confirmed_and_what_may_have_reached_it_are_told_apart(
    alma: Casebook, tmp_path: Path
) -> None:
    old = person(alma, "before Omar")
    omar = enrolling.take_in(alma, tmp_path / "omar", "Omar")
    sent, own = person(alma, "sent"), person(omar, "his own")
    meet(alma, omar)
    meet(omar, alma)
    later = person(alma, "later")
    before = log.heads(alma.db)
    found = lostlaptop.lost(alma, omar.own.public)
    assert {old, sent, own} <= found.confirmed
    assert later not in found.confirmed
    assert found.perhaps >= {later}
    assert {one.record for one in found.harm.people} >= {old, sent, own, later}
    assert all(Why.ALWAYS_PROTECTED in {each.why for each in one.reasons} for one in found.harm.people)
    assert not found.publishers
    assert not found.may_publish
    assert not found.removed
    assert log.heads(alma.db) == before
    omar.close()


def test_without_history_what_was_before_was_not_on_it(alma: Casebook, tmp_path: Path) -> None:
    old = person(alma, "before Omar")
    omar = enrolling.take_in(alma, tmp_path / "omar", "Omar", history=False)
    meet(omar, alma)
    since = person(alma, "since")
    found = lostlaptop.lost(alma, omar.own.public)
    assert old not in found.confirmed | found.perhaps
    assert since in found.perhaps
    assert {one.record for one in found.harm.people} == {since}
    omar.close()


def test_a_circle_it_was_in_counts_and_another_does_not(alma: Casebook, tmp_path: Path) -> None:
    omar = enrolling.take_in(alma, tmp_path / "omar", "Omar")
    shared, apart = circles.make(alma, "North", [omar.own.public]), circles.make(alma, "South")
    known = person(alma, "in the north", shared.compartment)
    unknown = person(alma, "in the south", apart.compartment)
    found = lostlaptop.lost(alma, omar.own.public)
    assert found.circles == (shared.compartment,)
    assert known in found.perhaps
    assert unknown not in found.confirmed | found.perhaps
    omar.close()


def test_the_organisations_key_that_was_made_on_it_is_named(alma: Casebook, tmp_path: Path) -> None:
    lena = enrolling.take_in(alma, tmp_path / "lena", "Lena", Role.PUBLISHER)
    key = organisation.public_key(lena)
    meet(lena, alma)
    found = lostlaptop.lost(alma, lena.own.public)
    assert [one.public for one in found.publishers] == [key]
    assert found.may_publish
    team.remove(alma, lena.own.public, Reason.STOLEN)
    organisation.declare_lost(alma, found.publishers[0].fingerprint)
    again = lostlaptop.lost(alma, lena.own.public)
    assert again.removed
    assert again.publishers[0].lost
    assert organisation.public_key(alma) != key
    lena.close()


def test_everybody_else_has_to_hear_of_it(alma: Casebook, tmp_path: Path) -> None:
    omar = enrolling.take_in(alma, tmp_path / "omar", "Omar")
    lena = enrolling.take_in(alma, tmp_path / "lena", "Lena")
    assert [one.name for one in lostlaptop.lost(alma, omar.own.public).teammates] == ["Lena"]
    with pytest.raises(roster.NotInLine):
        lostlaptop.lost(alma, bytes(32))
    omar.close()
    lena.close()
