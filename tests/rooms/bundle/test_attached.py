"""Attachments of a bundle: described unless two decisions say otherwise, renamed, and nothing of the original."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import lists
import media
from casebook.base.ids import RecordId
from casebook.bundle import attached, contents, write
from casebook.bundle.write import PlanOutdated
from casebook.casework import derivatives, deriving, disclosures, evidence, plans, records, settings
from casebook.casework.derivatives import Box, Decision, Form, Redaction, Span
from casebook.casework.deriving import DerivativeOutdated
from casebook.casework.touched import Verb
from casebook.formats import archive
from casebook.redaction import saving
from casebook.redaction.attaching import NotAttachable
from casebook.redaction.plan import Choices
from casebook.redaction.saving import NotReviewed

from .conftest import Export

NAME = "IMG_Dzhandosova_20240102.jpg"
FACE, NONE, PAPER = Decision(True, False, "At the gate"), Decision(False, False), Decision(False, True)


def kept(
    export: Export, folder: Path, data: bytes, *about: RecordId, name: str = NAME, **units: str
) -> RecordId:
    """A file of somebody who is named, or of *about*."""
    path = folder / name
    path.write_bytes(data)
    first, *more = about or (export.named,)
    record, _ = evidence.attach(export.book, first, path)
    edits: list[records.Edit] = [records.Add(record, "about", (("record", each),)) for each in more]
    edits += [records.Set(record, unit, value) for unit, value in units.items()]
    if edits:
        records.write(export.book, Verb.EDIT, edits)
    return record


def decided(export: Export, of: RecordId, redaction: Redaction, decision: Decision) -> RecordId:
    return deriving.save(export.book, of, redaction, decision)[0]


def making(export: Export, *attach: RecordId, audience: str = "public", **choices: Any) -> write.Made:
    export.seen, export.plan = export.planned(audience, Choices(attach=frozenset(attach), **choices))
    return export.make()


def inside(made: write.Made) -> dict[str, bytes]:
    return {name.removeprefix("bundle/"): data for name, data in archive.read(made.data).items()}


def listed(made: write.Made) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(inside(made)[contents.FILES_LIST])
    return found


@pytest.fixture
def photo(export: Export, tmp_path: Path) -> RecordId:
    return kept(export, tmp_path, media.lying(800, 600, 6), type="photo")


def test_nothing_is_attached_by_itself(export: Export, photo: RecordId) -> None:
    decided(export, photo, Redaction(Form.IMAGE), FACE)

    public = making(export)
    partner = making(export, audience="team")

    assert contents.FILES_LIST not in inside(public)
    assert not [path for path in inside(partner) if path.startswith("data/files/")]
    assert [entry["type"] for entry in listed(partner)] == ["photo"]
    assert "described, not attached" in inside(partner)["data/report.html"].decode()


def test_what_was_decided_goes_along_and_nothing_else_of_it(export: Export, photo: RecordId) -> None:
    made_from = evidence.kept(export.book, photo)
    record = decided(export, photo, Redaction(Form.IMAGE, (Box(100, 50, 200, 150),)), FACE)
    (saved,) = derivatives.redactions_of(export.book, photo)

    made = making(export, record)

    files, (entry,) = inside(made), listed(made)
    assert (
        files["data/files/0001.png"]
        == deriving.made(export.book, saved, derivatives.Hidden(saved.redaction.boxes)).data
    )
    assert entry.keys() == {"about", "file", "type", "caption"}  # the public is not told how much is covered
    assert (entry["file"], entry["caption"]) == ("files/0001.png", "At the gate")
    ids = {fact["id"] for fact in json.loads(files[contents.RECORDS])}
    assert set(entry["about"]) <= ids
    told = files["data/report.html"].decode()
    assert "files/0001.png" in told
    assert "At the gate" in told
    for secret in (
        NAME.encode(),
        made_from.sha256,
        made_from.sha256.hex().encode(),
        made_from.key,
        b"20240102",
    ):
        assert all(secret not in data for data in files.values())


def test_what_left_is_on_record(export: Export, photo: RecordId, tmp_path: Path) -> None:
    decided(export, photo, Redaction(Form.IMAGE), FACE)
    made = making(export, photo)  # the piece of evidence stands for the newest decision about it

    written = write.release(export.book, export.plan, made, tmp_path / "out.zip", date="2025-02")

    found = export.book.need(written.disclosure)
    (key,) = found.elements("files")
    values = [found.value(f"files/{key}/{name}") for name in ("record", "name", "sha256")]
    assert values == [photo, "0001.png", hashlib.sha256(inside(made)["data/files/0001.png"]).digest()]
    assert disclosures.disclosures(export.book, photo)[0].id == written.disclosure
    assert export.decision in {value for _, value in found.each("allowed_by", "record")}


def test_numbers_say_nothing(export: Export, tmp_path: Path) -> None:
    files = [kept(export, tmp_path, media.saved(media.quarters(64 + n, 48), "PNG")) for n in range(6)]
    for each in files:
        decided(export, each, Redaction(Form.IMAGE), NONE)

    orders = {
        tuple(Image.open(io.BytesIO(inside(made)[f"data/files/000{n}.png"])).width for n in range(1, 7))
        for made in (making(export, *files) for _ in range(3))
    }

    assert len(orders) > 1
    assert all(sorted(order) == list(range(64, 70)) for order in orders)


@pytest.mark.parametrize(
    ("answer", "why"), [("no", "consent-face-voice"), ("ask", "consent-face-voice"), ("yes", "")]
)
def test_a_face_needs_its_owners_leave(export: Export, photo: RecordId, answer: str, why: str) -> None:
    given = lists.consent(export.book, export.named, level="5", state="given")
    lists.cell(export.book, given, "public", "face-voice", answer)
    decided(export, photo, Redaction(Form.IMAGE), FACE)

    if why:
        with pytest.raises(NotAttachable) as caught:
            making(export, photo)
        assert (caught.value.why, caught.value.record) == (why, photo)
    else:
        assert given in making(export, photo).attached.allowed_by


def test_a_document_needs_leave_and_a_wall_does_not(export: Export, photo: RecordId) -> None:
    given = lists.consent(export.book, export.named, level="5", state="given")
    for show in ("face-voice", "documents"):
        lists.cell(export.book, given, "public", show, "no")
    paper = decided(export, photo, Redaction(Form.IMAGE, (Box(0, 0, 5, 5),)), PAPER)
    wall = decided(export, photo, Redaction(Form.IMAGE, (Box(0, 0, 5, 5),)), NONE)

    with pytest.raises(NotAttachable) as caught:
        making(export, paper)
    assert caught.value.why == "consent-documents"
    assert making(export, wall).attached.files


def test_what_is_about_nobody(export: Export, tmp_path: Path) -> None:
    law = kept(export, tmp_path, media.document(1), export.listed.edition, name="law.pdf")
    crowd = kept(export, tmp_path, media.saved(media.quarters(64, 64), "PNG"), export.listed.edition)
    decided(export, law, Redaction(Form.PAGES), PAPER)
    decided(export, crowd, Redaction(Form.IMAGE), FACE)

    assert list(making(export, law).attached.files) == ["data/files/0001.pdf"]
    with pytest.raises(NotAttachable) as caught:
        making(export, crowd)
    assert caught.value.why == "nobody-asked"


def test_of_whom_nothing_is_shown_nothing_is_said(export: Export, tmp_path: Path) -> None:
    hidden = kept(export, tmp_path, media.saved(media.quarters(64, 64), "PNG"), export.protected)
    both = kept(export, tmp_path, media.saved(media.quarters(65, 64), "PNG"), export.named, export.protected)
    for each in (hidden, both):
        decided(export, each, Redaction(Form.IMAGE), NONE)

    assert contents.FILES_LIST not in inside(making(export))
    for each, why in ((hidden, "nothing-shown"), (both, "withheld")):
        with pytest.raises(NotAttachable) as caught:
            making(export, each)
        assert caught.value.why == why


def test_what_nobody_decided_about_is_not_attached(export: Export, photo: RecordId) -> None:
    with pytest.raises(NotAttachable) as caught:
        making(export, photo)
    assert caught.value.why == "no-derivative"


def test_sound_does_not_go_where_only_stills_go(export: Export, tmp_path: Path) -> None:
    tape = kept(export, tmp_path, media.wav(4), name="tape.wav")
    decided(export, tape, Redaction(Form.SOUND, muted=(Span(1000, 2000),)), FACE)

    with pytest.raises(NotAttachable) as caught:
        making(export, tape)
    assert caught.value.why == "media"
    made = making(export, tape, audience="team")
    assert [path for path in inside(made) if path.startswith("data/files/")] == ["data/files/0001.flac"]
    assert listed(made)[0]["muted"] == 1
    assert json.loads(inside(made)[contents.REMOVALS])["removals"] == export.plan.removals + 1


def test_a_text_is_redacted_like_every_text(export: Export, tmp_path: Path) -> None:
    words = "The statement of Marat Oskenov and of Saule Dzhandosova, taken by Qanatgul Beisembek.\n"
    note = kept(export, tmp_path, words.encode(), name="note.txt")
    record = decided(export, note, Redaction(Form.TEXT), Decision(False, True, "Saule Dzhandosova saw it"))

    made = making(export, note)
    found = inside(made)["data/files/0001.txt"].decode()
    caption, text = attached.looked(export.book, export.seen, export.plan)
    asked = text.questions

    assert found == f"The statement of Marat Oskenov and of {contents.MARK}, taken by {contents.MARK}.\n"
    assert listed(made)[0]["caption"] == f"{contents.MARK} saw it"
    assert caption.passage.plain("…") == "… saw it"
    assert [(each.record, each.path) for each in asked] == [(record, "file")]
    let = making(export, note, let=frozenset(each.place for each in asked))
    assert "Qanatgul Beisembek" in inside(let)["data/files/0001.txt"].decode()


def test_an_older_decision_that_hides_less_does_not_leave(export: Export, photo: RecordId) -> None:
    old = decided(export, photo, Redaction(Form.IMAGE), NONE)
    decided(export, photo, Redaction(Form.IMAGE, (Box(10, 10, 90, 90),)), NONE)

    with pytest.raises(DerivativeOutdated) as caught:
        making(export, old)
    assert caught.value.why == "hides-less"


def test_a_leave_withdrawn_during_the_preview_stops_it(
    export: Export, photo: RecordId, tmp_path: Path
) -> None:
    given = lists.consent(export.book, export.named, level="5", state="given")
    lists.cell(export.book, given, "public", "face-voice", "yes")
    decided(export, photo, Redaction(Form.IMAGE), FACE)
    made = making(export, photo)
    newer = decided(export, photo, Redaction(Form.IMAGE, (Box(10, 10, 90, 90),)), FACE)

    with pytest.raises(PlanOutdated):
        write.release(export.book, export.plan, made, tmp_path / "out.zip", date="2025-02")
    assert newer
    assert not (tmp_path / "out.zip").exists()


def test_a_box_taken_out_of_an_earlier_decision_still_covers(export: Export, photo: RecordId) -> None:
    """Also by somebody who changes the record of what was decided: what was hidden once stays hidden."""
    first = decided(export, photo, Redaction(Form.IMAGE, (Box(10, 10, 90, 90),)), NONE)
    (box,) = export.book.need(first).elements("boxes")
    records.write(export.book, Verb.EDIT, [records.Remove(first, "boxes", box)])

    again = decided(export, photo, Redaction(Form.IMAGE), NONE)

    (newest, _) = derivatives.redactions_of(export.book, photo)
    assert (newest.record, newest.redaction.boxes) == (again, (Box(10, 10, 90, 90),))
    assert listed(making(export, again, audience="team"))[0]["boxes"] == 1
    with pytest.raises(DerivativeOutdated):
        making(export, first)


@pytest.mark.parametrize("caption", ["At the gate", "At another gate"])
def test_an_approval_is_of_the_attachments_that_were_looked_at(
    export: Export, photo: RecordId, caption: str
) -> None:
    """A picture that was decided on after a second person looked needs another look; so do other words with it."""
    settings.set_setting(export.book, "second_review", "yes")
    decided(export, photo, Redaction(Form.IMAGE, (Box(10, 10, 90, 90),)), FACE)
    _, plan = export.planned(choices=Choices(attach=frozenset({photo})))
    kept_plan, _ = plans.save(export.book, saving.draft(plan, None, made_by="Heron"))
    plans.approve(export.book, kept_plan, decided=saving.decided(plan), by="Kite")
    assert making(export, photo).passed.reviewed_by == "Kite"

    box = Box(10, 10, 95, 95) if caption == FACE.caption else Box(10, 10, 90, 90)
    decided(export, photo, Redaction(Form.IMAGE, (box,)), Decision(True, False, caption))

    with pytest.raises(NotReviewed):
        making(export, photo)


@pytest.mark.parametrize("caption", ["", "With Qanatgul Beisembek"])
def test_who_is_entered_during_the_preview_is_not_named_by_an_attachment(
    export: Export, tmp_path: Path, caption: str
) -> None:
    """Somebody was let stand as a stranger, and became one of the protected before the bundle left."""
    words = "The statement of Marat Oskenov.\n" if caption else "Taken by Qanatgul Beisembek.\n"
    note = kept(export, tmp_path, words.encode(), name="note.txt")
    decided(export, note, Redaction(Form.TEXT), Decision(False, True, caption))
    making(export, note)
    asked = [each for one in attached.looked(export.book, export.seen, export.plan) for each in one.questions]
    made = making(export, note, let=frozenset(each.place for each in asked))
    assert b"Qanatgul Beisembek" in made.data
    lists.person(export.book, "Qanatgul Beisembek")

    with pytest.raises(PlanOutdated):
        write.release(export.book, export.plan, made, tmp_path / "out.zip", date="2025-02")
    assert not (tmp_path / "out.zip").exists()
