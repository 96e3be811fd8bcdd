"""What leaves of a circle: all that is kept of it stands in the circle, and slips lead from its feed to the device."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
from casebook.bundle import slips, unhiding, write
from casebook.bundle.author_slips import author_slip
from casebook.bundle.unhiding import Words
from casebook.casework import circles, erasing, kept_seals
from casebook.casework.book import Casebook
from casebook.casework.check import check
from casebook.redaction import sealing
from casebook.reports.document import Document

from .conftest import Export


@pytest.fixture
def export(book: Casebook) -> Export:
    book.circle = circles.make(book, "Quay").compartment
    return Export(book)


def test_a_slip_leads_from_the_feed_of_the_circle_to_the_device(export: Export, tmp_path: Path) -> None:
    book = export.book
    export.seen, export.plan = export.planned("public")
    made = write.make(book, export.seen, export.plan, Document("en", "A list", ()))
    left = write.release(book, export.plan, made, tmp_path / "public.zip", date="2025-06").disclosure
    slip = author_slip(book, left, export.entry)
    kept = kept_seals.in_bundle(book, left, export.entry)
    said = slips.judge(slip.text, kept.name)
    assert said.public == book.own.public
    assert (said.name, said.person) == ("", "")
    assert unhiding.open_words(book, left, export.entry, [Words("number")]).shown
    unhiding.hand_over(book, slip, tmp_path / "slip", who="Court", why="Order")
    circle = book.circle
    assert circle is not None
    about = [left, export.entry, kept_seals.sealing_id(export.entry), kept.statement]
    assert {book.compartment_of(each) for each in about if each is not None} == {circle}
    raw = books.team_bytes(book)
    assert not any(each in raw for each in about if each is not None)
    check(book)


def test_what_could_confirm_erased_words_is_erased_in_the_circle(export: Export) -> None:
    book = export.book
    act = sealing.seal(book, [export.entry])
    assert act.touched.entry is not None
    assert sealing.standing(book, export.entry).ours
    touched = erasing.erase(book, export.entry, reason="consent-withdrawn")
    assert {book.compartment_of(each) for each in touched.records} == {book.circle}
    assert kept_seals.kept(book, export.entry) == ()
    assert kept_seals.sealing_id(export.entry) not in books.team_bytes(book)
    check(book)
