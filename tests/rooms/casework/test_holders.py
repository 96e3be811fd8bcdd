"""Who holds what about this person: every bundle, in every way it holds it, and what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
import lists
from casebook.casework import disclosures, evidence, holders
from casebook.casework.book import Casebook
from casebook.casework.disclosures import FileLeft, NotADisclosure
from casebook.casework.holders import Holding, How, Standing
from casebook.casework.holders import holders as held_by
from disclosed import EGRET, HERON, known, leave, receive_receipt


def by_bundle(found: tuple[Holding, ...]) -> dict[str, Holding]:
    return {each.bundle: each for each in found}


def test_a_person_is_found_in_every_way_a_bundle_can_hold_them(book: Casebook, tmp_path: Path) -> None:
    marat, saule = lists.person(book, "Marat Oskenov"), lists.person(book, "Saule Dzhandosova")
    act = lists.record(book, "act", victim=marat, type="arrest")
    paper = tmp_path / "scan.txt"
    paper.write_text("a page")
    scan, _ = evidence.attach(book, marat, paper)
    consent = lists.consent(book, marat, level="4")
    other = lists.consent(book, saule, level="4")
    leave(book, 1, shown=(marat, act), named=(marat,), allowed_by=(consent, other), names=("Sami",))
    leave(book, 2, shown=(act,), pseudonyms=((marat, "B."),))
    leave(book, 3, shown=(act,), mentioned=(saule,))
    leave(book, 4, shown=(saule,), named=(saule,))
    leave(book, 5, files=(FileLeft(scan, "0001.jpg", bytes(32)),))

    found = by_bundle(held_by(book, marat))

    assert found.keys() == {"bundle1", "bundle2", "bundle3", "bundle5"}
    assert found["bundle1"].how == (How.NAMED,)
    assert set(found["bundle1"].records) == {marat, act}
    assert found["bundle1"].allowed_by == (consent,)
    assert [(one.name, one.key) for one in found["bundle1"].recipients] == [("Sami", HERON)]
    assert found["bundle2"].how == (How.OTHER_NAME,)
    assert found["bundle3"].how == (How.MENTIONED,)
    assert found["bundle5"].how == (How.FILE,)
    assert found["bundle5"].files == (scan,)
    assert by_bundle(held_by(book, saule))["bundle3"].how == (How.MENTIONED,)


def test_of_a_record_a_file_and_a_consent_too(book: Casebook, tmp_path: Path) -> None:
    marat = lists.person(book, "Marat Oskenov")
    consent = lists.consent(book, marat, level="4")
    paper = tmp_path / "scan.txt"
    paper.write_text("a page")
    scan, _ = evidence.attach(book, marat, paper)
    leave(book, 1, shown=(marat,), files=(FileLeft(scan, "0001.txt", bytes(32)),), allowed_by=(consent,))
    leave(book, 2, audience="public", recipients=())

    [as_file] = held_by(book, scan)
    [as_consent] = held_by(book, consent)

    assert as_file.how == (How.FILE,)
    assert as_consent.how == (How.ALLOWED,)
    assert (as_consent.records, as_consent.files) == ((marat,), (scan,))
    assert [each.bundle for each in holders.every_holding(book)] == ["bundle2", "bundle1"]


def test_what_became_of_it(tmp_path: Path) -> None:
    wall = books.Wall()
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron", wall=wall)
    first = leave(book, 1, expires="2025-07")
    second = leave(book, 2, replaces=first)
    third = leave(book, 3, replaces=second)
    two = leave(book, 4, recipients=(HERON, EGRET), expires="2025-08")

    def standing() -> dict[str, Standing]:
        return {each.bundle: each.standing for each in holders.every_holding(book)}

    assert standing() == {
        "bundle1": Standing.REPLACED,
        "bundle2": Standing.REPLACED,
        "bundle3": Standing.OUT,
        "bundle4": Standing.OUT,
    }
    assert by_bundle(holders.every_holding(book))["bundle1"].replaced_by == third
    assert by_bundle(holders.every_holding(book))["bundle3"].edition == 3

    wall.ms += 80 * 86_400_000
    assert standing()["bundle1"] is Standing.OVERDUE
    assert [each.bundle for each in holders.to_be_destroyed(book)] == ["bundle1", "bundle4"]

    receive_receipt(book, first, "SHA256:anybody")
    assert standing()["bundle1"] is Standing.OVERDUE, "a key nobody knows proves nothing"
    heron, egret = known(book, HERON, "Heron"), known(book, EGRET, "Egret")
    for each in (first, two):
        receive_receipt(book, each, heron, 1)

    assert standing()["bundle1"] is Standing.RETURNED
    assert standing()["bundle4"] is not Standing.RETURNED, "one of two answered"
    assert [each.bundle for each in holders.to_be_destroyed(book)] == ["bundle4"]
    receive_receipt(book, two, egret, 2)
    assert standing()["bundle4"] is Standing.RETURNED
    book.close()


def test_classes_share_nothing_but_what_can_be_laid_side_by_side(book: Casebook) -> None:
    marat, saule = lists.person(book, "Marat Oskenov"), lists.person(book, "Saule Dzhandosova")
    leave(book, 1, shown=(marat,))
    leave(book, 2, audience="public", recipients=())
    leave(book, 3, recipients=(HERON, EGRET), shown=(saule,))
    leave(book, 4, recipients=(EGRET,))
    rows = disclosures.disclosures(book)

    def bundles(found: tuple[object, ...]) -> set[str]:
        return {row.text("bundle") for row in rows if row in found}

    assert bundles(disclosures.of_class(rows, "partner", [HERON])) == {"bundle1"}
    assert bundles(disclosures.of_class(rows, "partner", [EGRET, HERON])) == {"bundle3"}
    assert bundles(disclosures.may_be_joined(rows, [HERON])) == {"bundle1", "bundle2", "bundle3"}
    assert len(disclosures.may_be_joined(rows, [])) == 4
    assert disclosures.already_shown(disclosures.of_class(rows, "partner", [HERON])) == {marat}


def test_what_is_handed_over_afterwards_stands_in_the_row(book: Casebook) -> None:
    marat = lists.person(book, "Marat Oskenov")
    left = leave(book, 1, shown=(marat,))

    disclosures.note_handed(book, left, marat, "opening", to="The court", when="2025-07")

    assert held_by(book, marat)[0].handed == 1
    with pytest.raises(NotADisclosure):
        disclosures.note_handed(book, marat, marat, "opening")
