"""The custody sheet: every fingerprint, hand and bundle on it; in a form for a court."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

import books
import lists
import media
from casebook.base.ids import RecordId
from casebook.casework import custody, derivatives, deriving, disclosures, evidence, records
from casebook.casework.book import Casebook
from casebook.casework.derivatives import Box, Decision, Form, Redaction
from casebook.casework.evidence import NoSuchFile
from casebook.casework.touched import Verb
from casebook.reports import all_reports, custodysheet


@pytest.fixture
def book(tmp_path: Path) -> Casebook:
    with books.derived_once():
        return books.make(tmp_path / "book", "Heron")


@pytest.fixture
def photo(book: Casebook, tmp_path: Path) -> RecordId:
    (tmp_path / "gate.jpg").write_bytes(media.lying(400, 300, 1))
    record, _ = evidence.attach(book, lists.person(book, "Aina Orin"), tmp_path / "gate.jpg")
    return record


def left(book: Casebook, of: RecordId, sha256: bytes) -> RecordId:
    """A bundle that held a file of these bytes."""
    record = book.new_id()
    inside = (("record", of), ("name", "0001.png"), ("sha256", sha256))
    edits: list[records.Edit] = [
        records.New(record, "disclosure"),
        records.Set(record, "audience", "court"),
        records.Set(record, "date", "2025-02"),
        records.Add(record, "recipients", (("name", "The district court"),)),
        records.Add(record, "files", inside),
    ]
    records.write(book, Verb.DISCLOSE, edits)
    return record


def test_every_hand_and_every_way_out(book: Casebook, photo: RecordId) -> None:
    seen = Redaction(Form.IMAGE, (Box(1, 1, 50, 50),))
    made, _, preview = deriving.save(book, photo, seen, Decision(face_voice=False, document=False))
    bundle = left(book, photo, preview.sha256)
    other = left(book, photo, bytes(32))

    (held,) = custody.sheet(book)

    assert (held.record, held.title, held.size) == (photo, "gate.jpg", evidence.kept(book, photo).size)
    assert held.sha256 == evidence.kept(book, photo).sha256
    assert held.hand == custody.Hand("Heron", book.own.feed)
    assert held.attached_ms == book.need(photo).created_ms
    assert [step.what for step in held.steps] == ["derived"]
    (derived,) = held.derived
    assert (derived.record, derived.sha256, derived.hand) == (made, preview.sha256, held.hand)
    assert [(gone.disclosure, gone.recipients) for gone in derived.gone] == [
        (bundle, ("The district court",))
    ]
    assert [gone.disclosure for gone in held.gone] == [other]
    assert len(derivatives.redactions_of(book, photo)) == 1
    assert {each.id for each in disclosures.disclosures(book, photo)} == {bundle, other}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_it_is_a_document(book: Casebook, photo: RecordId, language: str) -> None:
    _, _, preview = deriving.save(
        book, photo, Redaction(Form.IMAGE), Decision(face_voice=False, document=False)
    )
    left(book, photo, preview.sha256)
    document = custodysheet.document(custody.sheet(book, language=language), language)

    pdf = PdfReader(io.BytesIO(all_reports.render(document, "pdf")))
    words = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    rows = list(csv.reader(io.StringIO(all_reports.render(document, "csv").decode("utf-8-sig"))))

    original = evidence.kept(book, photo).sha256.hex()
    assert original[:8] in words
    assert preview.sha256.hex()[:8] in words
    assert "The district court" in words
    assert any(original in cell.replace(" ", "") for row in rows for cell in row)


def test_only_what_was_asked_for(book: Casebook, photo: RecordId) -> None:
    assert [held.record for held in custody.sheet(book, [photo])] == [photo]
    with pytest.raises(NoSuchFile):
        custody.sheet(book, [lists.person(book, "Marat Oskenov")])
