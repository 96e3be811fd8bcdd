"""What may leave of a file: a decision in the casebook, the same bytes again, and boxes that never come off."""

from __future__ import annotations

import hashlib
import io
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import books
import media
from casebook.base.ids import RecordId
from casebook.casework import closure, derivatives, deriving, erasing, evidence, records, snapshot, undo
from casebook.casework.book import Casebook
from casebook.casework.derivatives import Box, Decision, Form, Hidden, Redaction, RedactionUnfit, Span
from casebook.casework.deriving import DerivativeOutdated, LooksDifferent
from casebook.casework.touched import Verb

FACES = Decision(face_voice=True, document=False, caption="At the gate", why="Seen by Heron")


def attached(book: Casebook, tmp_path: Path, data: bytes, name: str = "IMG_20240102.jpg") -> RecordId:
    person = book.new_id()
    records.write(
        book,
        Verb.ADD,
        [records.New(person, "person"), records.Add(person, "names", (("name", ("Aina Orin",)),))],
    )
    path = tmp_path / name
    path.write_bytes(data)
    return evidence.attach(book, person, path)[0]


@pytest.fixture
def photo(book: Casebook, tmp_path: Path) -> RecordId:
    return attached(book, tmp_path, media.lying(800, 600, 6))


def test_a_decision_is_recorded_and_gives_the_same_again(book: Casebook, photo: RecordId) -> None:
    seen = deriving.derive_image(book, photo, [Box(100, 50, 200, 150)])
    record, touched, _ = deriving.save(
        book, photo, Redaction(Form.IMAGE, (Box(100, 50, 200, 150),)), FACES, seen=seen.sha256
    )

    (saved,) = derivatives.redactions_of(book, photo)
    again = deriving.made(book, saved, derivatives.earlier(book, photo))
    custody = book.need(photo)

    assert (seen.ending, seen.whole_width, seen.whole_height) == ("png", 800, 600)
    assert (saved.record, saved.of, saved.decision) == (record, photo, FACES)
    assert saved.original == evidence.kept(book, photo).sha256
    assert saved.sha256 == hashlib.sha256(again.data).digest() == hashlib.sha256(seen.data).digest()
    assert saved.size == len(again.data)
    assert touched.verb is Verb.DERIVE
    assert [custody.value(f"custody/{key}/sha256") for key in custody.elements("custody")] == [saved.sha256]


def test_boxes_of_one_original_add_up(book: Casebook, photo: RecordId, tmp_path: Path) -> None:
    first, second = Box(100, 50, 200, 150), Box(500, 300, 600, 400)
    deriving.save(book, photo, Redaction(Form.IMAGE, (first,)), FACES)
    twin = attached(book, tmp_path, media.lying(800, 600, 6), "the-same-again.jpg")

    preview = deriving.derive_image(book, twin, [second])

    assert preview.redaction.boxes == (first, second)
    image = Image.open(io.BytesIO(preview.data))
    assert [image.getpixel((150, 100)), image.getpixel((550, 350))] == [(0, 0, 0)] * 2


def test_a_set_that_became_too_small_does_not_leave(book: Casebook, photo: RecordId) -> None:
    deriving.save(book, photo, Redaction(Form.IMAGE, (Box(100, 50, 200, 150),)), FACES)
    (old,) = derivatives.redactions_of(book, photo)
    deriving.save(book, photo, Redaction(Form.IMAGE, (Box(500, 300, 600, 400),)), FACES)

    with pytest.raises(DerivativeOutdated) as caught:
        deriving.made(book, old, derivatives.earlier(book, photo))
    assert caught.value.why == "hides-less"


def test_a_box_nobody_was_shown_can_be_taken_back_and_one_that_left_cannot(
    book: Casebook, photo: RecordId
) -> None:
    box = Box(100, 50, 200, 150)
    record, touched, preview = deriving.save(book, photo, Redaction(Form.IMAGE, (box,)), FACES)
    undo.undo(book, touched.act)
    assert derivatives.earlier(book, photo) == Hidden()
    records.restore(book, record)
    left = book.new_id()
    inside = (("record", photo), ("name", "0001.jpg"), ("sha256", preview.sha256))
    records.write(book, Verb.DISCLOSE, [records.New(left, "disclosure"), records.Add(left, "files", inside)])

    records.delete(book, record)

    assert derivatives.redactions_of(book, photo) == []
    assert derivatives.earlier(book, photo).boxes == (box,)


def test_what_was_not_looked_at_is_not_recorded(book: Casebook, photo: RecordId) -> None:
    seen = deriving.derive_image(book, photo, [Box(100, 50, 200, 150)])
    with pytest.raises(LooksDifferent):
        deriving.save(book, photo, Redaction(Form.IMAGE, (Box(300, 50, 400, 150),)), FACES, seen=seen.sha256)
    assert derivatives.redactions_of(book, photo) == []


def test_a_record_that_was_altered_gives_nothing(book: Casebook, photo: RecordId) -> None:
    record, _, _ = deriving.save(book, photo, Redaction(Form.IMAGE, (Box(100, 50, 200, 150),)), FACES)
    (key,) = book.need(record).elements("boxes")
    records.write(book, Verb.EDIT, [records.Remove(record, "boxes", key)])
    (saved,) = derivatives.redactions_of(book, photo)

    with pytest.raises(DerivativeOutdated) as caught:
        deriving.made(book, saved, derivatives.earlier(book, photo))
    assert caught.value.why == "hides-less"
    records.write(book, Verb.EDIT, [records.Set(record, "sha256", bytes(32))])
    again, _, _ = deriving.save(book, photo, Redaction(Form.IMAGE), FACES)
    assert book.need(again).elements("boxes")


def test_a_fingerprint_that_was_altered_gives_nothing(book: Casebook, photo: RecordId) -> None:
    record, _, _ = deriving.save(book, photo, Redaction(Form.IMAGE), FACES)
    records.write(book, Verb.EDIT, [records.Set(record, "sha256", bytes(32))])
    (saved,) = derivatives.redactions_of(book, photo)

    with pytest.raises(DerivativeOutdated) as caught:
        deriving.made(book, saved, derivatives.earlier(book, photo))
    assert caught.value.why == "bytes"


def test_frames_close_to_each_other_share_their_boxes(book: Casebook, tmp_path: Path) -> None:
    film = attached(book, tmp_path, media.film(6), "film.mp4")
    deriving.save(book, film, Redaction(Form.STILL, (Box(20, 20, 80, 80),), at_ms=1000), FACES)

    near = deriving.derive(book, film, Redaction(Form.STILL, at_ms=1730))
    far = deriving.derive(book, film, Redaction(Form.STILL, at_ms=4000))
    sound = deriving.derive(book, film, Redaction(Form.SOUND))

    assert [(box.left, box.place) for box in near.redaction.boxes] == [(20, near.ms)]
    assert far.redaction.boxes == sound.redaction.boxes == ()
    assert (near.ending, sound.ending) == ("jpg", "flac")


def test_pages_left_out_are_one_black_sheet(book: Casebook, tmp_path: Path) -> None:
    paper = attached(book, tmp_path, media.document(6), "ruling.pdf")
    decision = Decision(face_voice=False, document=True)
    whole = deriving.derive(book, paper, Redaction(Form.PAGES))

    record, _, some = deriving.save(
        book, paper, Redaction(Form.PAGES, (Box(100, 100, 400, 200, 2),), pages=(1, 2)), decision
    )
    (saved,) = derivatives.redactions_of(book, paper)

    assert whole.pages > 3
    assert some.data.count(b"/Type /Page ") == 3
    assert (saved.record, saved.redaction.pages, saved.redaction.boxes) == (
        record,
        (1, 2),
        (Box(100, 100, 400, 200, 2),),
    )
    assert deriving.made(book, saved, derivatives.earlier(book, paper)).data == some.data


def test_silences_add_up(book: Casebook, tmp_path: Path) -> None:
    tape = attached(book, tmp_path, media.wav(6), "tape.wav")
    deriving.save(book, tape, Redaction(Form.SOUND, muted=(Span(1000, 2000),)), FACES)

    preview = deriving.derive(
        book, tape, Redaction(Form.SOUND, kept=Span(500, 5000), muted=(Span(1500, 3000),))
    )

    assert preview.redaction.muted == (Span(1000, 3000),)
    assert preview.ms == 4500


def test_a_table_and_a_text_leave_as_text(book: Casebook, tmp_path: Path) -> None:
    table = attached(book, tmp_path, media.xlsx([["Name", "Year"], ["Aina", 2024]]), "list.xlsx")
    text = attached(book, tmp_path, "Свидетель говорил долго.\n".encode("cp1251"), "note.txt")

    assert deriving.derive(book, table, Redaction(Form.TEXT)).data.decode() == "Name\tYear\nAina\t2024\n"
    hidden = deriving.derive(book, text, Redaction(Form.TEXT, hidden=(Span(0, 9),)))
    assert hidden.data.decode() == "▓▓▓ говорил долго.\n"


def test_what_was_made_goes_with_its_original(book: Casebook, photo: RecordId) -> None:
    record, _, preview = deriving.save(book, photo, Redaction(Form.IMAGE, (Box(1, 1, 9, 9),)), FACES)
    original = evidence.kept(book, photo).sha256

    erasing.erase(book, photo, reason="consent-withdrawn")

    assert book.get(record) is None
    raw = books.raw(book)
    assert all(gone not in raw for gone in (original, preview.sha256, b"At the gate"))


def test_boxes_stay_known_while_the_same_file_is_kept(
    book: Casebook, photo: RecordId, tmp_path: Path
) -> None:
    twin = attached(book, tmp_path, media.lying(800, 600, 6), "the-same-again.jpg")
    deriving.save(book, photo, Redaction(Form.IMAGE, (Box(1, 1, 9, 9),)), FACES)

    erasing.erase(book, photo, reason="consent-withdrawn")

    assert derivatives.earlier(book, twin).boxes == (Box(1, 1, 9, 9),)
    assert b"At the gate" not in books.raw(book)


def test_a_description_goes_alone(book: Casebook, photo: RecordId) -> None:
    records.write(book, Verb.EDIT, [records.Set(photo, "description", "Two people at a gate")])
    deriving.save(book, photo, Redaction(Form.IMAGE, (Box(1, 1, 9, 9),)), FACES)

    erasing.erase(book, photo, "description", reason="consent-withdrawn")

    assert len(derivatives.redactions_of(book, photo)) == 1


def test_boxes_travel_with_their_file(book: Casebook, photo: RecordId) -> None:
    record, _, _ = deriving.save(book, photo, Redaction(Form.IMAGE, (Box(1, 1, 9, 9),)), FACES)
    (person,) = (value for _, value in book.need(photo).each("about", "record"))
    assert isinstance(person, bytes)

    taken = closure.closure(snapshot.take(book), [RecordId(person)])

    assert {photo, record} <= set(taken.records)


@pytest.mark.parametrize(
    ("redaction", "why"),
    [
        (Redaction(Form.IMAGE, (Box(5, 5, 5, 9),)), "box"),
        (Redaction(Form.IMAGE, (Box(0, 0, 5, 9, 1),)), "box"),
        (Redaction(Form.PAGES, (Box(0, 0, 5, 9),)), "box"),
        (Redaction(Form.PAGES, pages=(0,)), "page"),
        (Redaction(Form.SOUND, muted=(Span(5, 5),)), "span"),
        (Redaction(Form.TEXT, parts=("nothing",)), "part"),
    ],
)
def test_what_cannot_be_meant_is_refused(redaction: Redaction, why: str) -> None:
    with pytest.raises(RedactionUnfit) as caught:
        redaction.checked()
    assert caught.value.why == why


boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    *([st.integers(0, 20)] * 2),
    *([st.integers(1, 20)] * 2),
)
spans = st.builds(lambda start, width: Span(start, start + width), st.integers(0, 50), st.integers(1, 20))


@given(st.lists(boxes, max_size=8))
def test_together_covers_the_same_pixels(some: list[Box]) -> None:
    def pixels(of: tuple[Box, ...]) -> set[tuple[int, int]]:
        return {(x, y) for box in of for x in range(box.left, box.right) for y in range(box.top, box.bottom)}

    found = derivatives.together(some)
    assert pixels(found) == pixels(tuple(some))
    assert derivatives.together(reversed(some)) == found


@given(st.lists(spans, max_size=8))
def test_joined_spans_are_the_same_moments_apart(some: list[Span]) -> None:
    found = derivatives.joined(some)
    assert {n for span in found for n in range(span.start, span.end)} == {
        n for span in some for n in range(span.start, span.end)
    }
    assert all(first.end < second.start for first, second in itertools.pairwise(found))
    assert derivatives.covers(found, some)
