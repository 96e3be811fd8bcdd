"""What comes after a bundle: an opening shows hidden words of it, an author slip leads to its device."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.base.ids import RecordId
from casebook.bundle import fitting, receive, unhiding, write
from casebook.bundle.author_slips import SealedAtExport, author_slip
from casebook.bundle.fitting import FitsNothing
from casebook.bundle.openings import BadOpening, Change
from casebook.bundle.unhiding import Words
from casebook.casework import evidence, receiving
from casebook.casework.book import Casebook
from casebook.search import query

from .conftest import NARRATIVE, Export


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Casebook]:
    """The casebook of those who receive."""
    with books.derived_once():
        made = books.make(tmp_path / "other", "Egret")
    yield made
    made.close()


@pytest.fixture
def left(export: Export, tmp_path: Path) -> RecordId:
    """A bundle that left."""
    return write.release(
        export.book, export.plan, export.make(), tmp_path / "out.zip", date="2025-06"
    ).disclosure


def take(book: Casebook, folder: Path) -> RecordId:
    path = folder / "out.zip"
    return receive.keep(book, path, receive.look(book, path))[0]


def opening(export: Export, left: RecordId) -> bytes:
    """The protected person's name in the narrative."""
    [key] = export.book.need(export.entry).elements("narrative")
    start = NARRATIVE.index("Saule")
    words = Words(f"narrative/{key}/text", "", start, start + 1)
    return unhiding.open_words(export.book, left, export.entry, [words]).text.encode()


def test_an_opening_is_kept_with_its_bundle_and_what_it_shows_is_found(
    export: Export, other: Casebook, left: RecordId, tmp_path: Path
) -> None:
    source = take(other, tmp_path)
    assert not query.find(other.db, "Dzhandosova")
    data = opening(export, left)

    fitted = fitting.take_slip(other, data)

    assert fitted.source == source
    assert fitted.fit.kind == "list-entry"
    assert any("Saule Dzhandosova" in line for line in fitted.fit.shown)
    [hit] = {hit.record for hit in query.find(other.db, "Dzhandosova")}
    assert other.need(hit).value("source") == source
    held = evidence.kept(other, fitted.file)
    with other.safe.files.open(held.file, held.key) as reader:
        assert reader.read() == data
    assert fitted.file in receiving.need(other, source).files


def test_no_line_of_an_opened_text_passes_for_another_field() -> None:
    change = Change("text\nbirth", "", "harmless\nbirth: 1980\u2028birth: 1981")

    assert [line[:5] for line in "".join(fitting._pieces(change)).splitlines()] == ["text ", "    b"]


def test_it_goes_with_its_bundle(export: Export, other: Casebook, left: RecordId, tmp_path: Path) -> None:
    source = take(other, tmp_path)
    fitting.take_slip(other, opening(export, left))

    receiving.hide(other, source)
    receiving.destroy(other, source)

    assert not query.find(other.db, "Dzhandosova")
    assert b"Dzhandosova" not in books.raw(other)
    assert not other.safe.files.ids()
    with pytest.raises(FitsNothing):
        fitting.take_slip(other, opening(export, left))


def test_an_author_slip_leads_to_the_device(
    export: Export, other: Casebook, left: RecordId, tmp_path: Path
) -> None:
    take(other, tmp_path)
    try:
        slip = author_slip(export.book, left, export.entry)
    except SealedAtExport:
        pytest.fail("on the recorder's own device the seal is made at writing")

    fitted = fitting.take_slip(other, slip.text.encode())

    assert fitted.fit.author is not None
    assert fitted.fit.author.public == export.book.safe.keyring.public("device")
    assert not fitted.fit.shown


def test_what_fits_nothing_or_was_changed_changes_nothing(
    export: Export, other: Casebook, left: RecordId, tmp_path: Path
) -> None:
    data = opening(export, left)
    with pytest.raises(FitsNothing):
        fitting.take_slip(other, data)
    source = take(other, tmp_path)
    count = receiving.need(other, source).claims
    *lines, word, end = data.split(b"\n")
    forged = b"\n".join((*lines, word[:-4] + b"AAAA", end))

    for wrong in (forged, data + b"\n", b"casebook-opening/1\n"):
        with pytest.raises(BadOpening):
            fitting.take_slip(other, wrong)

    assert receiving.need(other, source).claims == count
    assert len(receiving.need(other, source).files) == 1
