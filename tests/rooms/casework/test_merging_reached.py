"""Whoever asks by a person asks by every record that was merged with theirs: bundles, withdrawals, danger, erasing."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
import lists
from casebook.base.ids import RecordId
from casebook.base.secret import Secret
from casebook.casework import (
    circles,
    closure,
    disclosures,
    erasing,
    exposure,
    holders,
    merging,
    narrowing,
    records,
    smaller,
    snapshot,
    undo,
    withdrawal,
)
from casebook.casework.book import Casebook
from casebook.casework.danger import Danger, Why
from casebook.casework.holders import How
from casebook.casework.records import Add, Set
from casebook.casework.touched import Verb
from casebook.redaction import people
from casebook.redaction.profile import profile
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from disclosed import leave


@pytest.fixture
def two(book: Casebook) -> tuple[RecordId, RecordId]:
    return lists.person(book, "Marat Oskenov"), lists.person(book, "Марат Оскенов")


def bundles(book: Casebook, about: RecordId) -> dict[str, How]:
    return {each.bundle: each.how[0] for each in holders.holders(book, about)}


def test_a_bundle_that_left_with_the_merged_record_is_found(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    act = lists.record(book, "act", victim=other, type="arrest")
    mine = lists.consent(book, kept, level="5")
    leave(book, 1, shown=(other,), named=(other,))
    leave(book, 2, pseudonyms=((other, "B."),))
    leave(book, 3, shown=(act,), mentioned=(other,))
    leave(book, 4, named=(kept,))
    leave(book, 5, named=(lists.person(book, "Aliya"),))
    assert bundles(book, kept) == {"bundle4": How.NAMED}
    assert merging.look(book, kept, other).bundles == 3
    merge = merging.merge(book, kept, other).act
    every = {
        "bundle1": How.NAMED,
        "bundle2": How.OTHER_NAME,
        "bundle3": How.MENTIONED,
        "bundle4": How.NAMED,
    }
    assert bundles(book, kept) == every
    assert bundles(book, other) == every, "asked by the merged record it is the same person"
    assert {each.holding.bundle for each in withdrawal.withdraw(book, mine).affected} == every.keys()
    assert {row.text("bundle") for row in disclosures.disclosures(book, kept)} == every.keys()
    records.delete(book, kept)
    assert bundles(book, other) == every, "and though the kept one is deleted"
    undo.undo_last(book)
    undo.undo(book, merge)
    assert bundles(book, kept) == {"bundle4": How.NAMED}
    assert bundles(book, other).keys() == every.keys() - {"bundle4"}


def test_a_withdrawal_by_the_merged_ones_consent_finds_what_left_with_the_kept_one(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    theirs = lists.consent(book, other, level="5")
    leave(book, 1, named=(kept,))
    merging.merge(book, kept, other)
    [affected] = withdrawal.withdraw(book, theirs).affected
    assert affected.holding.bundle == "bundle1"


def test_what_left_of_both_as_one_is_found_of_each_when_they_are_two_again(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    act = merging.merge(book, kept, other).act
    leave(book, 1, shown=(kept,), named=(kept,))
    leave(book, 2, pseudonyms=((kept, "B."),))
    undo.undo(book, act)
    assert bundles(book, kept) == bundles(book, other) == {"bundle1": How.NAMED, "bundle2": How.OTHER_NAME}


def test_what_left_is_told_after_both_were_erased(book: Casebook, two: tuple[RecordId, RecordId]) -> None:
    kept, other = two
    leave(book, 1, named=(other,))
    leave(book, 2, named=(kept,))
    merging.merge(book, kept, other)
    erasing.erase(book, kept, reason="consent-withdrawn")
    assert book.get(kept) is None
    told = {one: [each.text("bundle") for each in disclosures.disclosures(book, one)] for one in two}
    assert told == {kept: ["bundle2"], other: ["bundle1"]}, "that they were one was erased, too"


def test_three_in_a_chain_are_one(book: Casebook, two: tuple[RecordId, RecordId]) -> None:
    kept, other = two
    third = lists.person(book, "M. Oskenov")
    for number, who in enumerate((kept, other, third), 1):
        leave(book, number, named=(who,))
    merging.merge(book, other, third)
    merging.merge(book, kept, other)
    for who in (kept, other, third):
        assert bundles(book, who).keys() == {"bundle1", "bundle2", "bundle3"}


def test_danger_is_that_of_both_and_told_once(book: Casebook, two: tuple[RecordId, RecordId]) -> None:
    kept, other = two
    decision = lists.already_public(book, kept)
    lists.record(book, "interview", speaker=other, safe_contact="After dark")
    lists.consent(book, other, level="5", state="revoked")
    records.write(
        book, Verb.EDIT, [Add(other, "contacts", (("address", "+7 701 000 00 00"), ("type", "phone")))]
    )
    before = {one.record: one for one in exposure.exposure(book).people}
    assert before[kept].danger is Danger.PUBLIC
    merging.merge(book, kept, other)
    found = {one.record: one for one in exposure.exposure(book).people}
    assert found.keys() == {kept}
    reasons = {reason.why: reason.count for reason in found[kept].reasons}
    assert found[kept].danger is Danger.SPOKE
    assert {Why.WITHDREW, Why.SPOKE_UNNAMED, Why.CONTACT} <= reasons.keys()
    assert Why.PUBLIC not in reasons, decision
    assert len(exposure.exposure(book).sources) == 1


def test_erasing_the_kept_record_erases_what_was_merged_into_it(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    marker = "Zhandarbek the baker"
    for who in two:
        records.write(book, Verb.EDIT, [Set(who, "remarks", marker), Set(who, "risk", "They know him")])
    merging.merge(book, kept, other)
    erasing.erase(book, kept, "risk", reason="request")
    assert not book.need(other).values("risk")
    assert book.need(other).values("remarks")
    erasing.erase(book, kept, reason="request")
    assert book.get(kept) is None
    assert book.get(other) is None
    assert marker.encode() not in books.team_bytes(book)


def test_a_record_that_was_brought_back_is_not_erased_with_the_one_that_took_it_in(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    merging.merge(book, kept, other)
    records.restore(book, other)
    erasing.erase(book, kept, reason="request")
    assert book.get(kept) is None
    assert book.need(other).elements("names")


def test_a_small_casebook_takes_along_what_was_agreed_about_each(
    book: Casebook, two: tuple[RecordId, RecordId], tmp_path: Path
) -> None:
    kept, other = two
    dossier = lists.record(book, "dossier", ("persons", {"person": other}), title="The case")
    withdrawn = lists.consent(book, other, level="5", state="revoked")
    lists.consent(book, kept, level="5")
    merging.merge(book, kept, other)
    now = snapshot.take(book)
    taken = closure.closure(now, [dossier])
    assert {dossier, kept, withdrawn} <= set(taken.records)
    assert taken.cut == 0
    smaller.make(book, now, taken, tmp_path / "road", Opening(Secret("harbour heron quay")), kdf=CHEAPEST)
    with books.derived_once():
        road = books.reopen_with(tmp_path / "road", "harbour heron quay")
    there = snapshot.take(road)
    assert merging.identities(road, kept) == (kept, other)
    assert people.treatments(there, profile("public"))[kept].why == "consent-revoked"
    road.close()


def test_a_record_that_took_in_another_does_not_move_into_a_circle(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    circle = circles.make(book, "Witnesses").compartment
    dossier = lists.record(book, "dossier", ("persons", {"person": other}), title="The case")
    merging.merge(book, kept, other)
    with pytest.raises(narrowing.HasTakenIn):
        narrowing.narrow(book, kept, circle)
    moved = narrowing.hand_over(book, dossier, circle)
    assert kept not in moved.ids
    assert book.compartment_of(kept) != circle
