"""Narrowing: a case goes on in a circle, whole, and nothing of it is left where it stood."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
from casebook.base.ids import RecordId
from casebook.casework import circles, derivatives, evidence, narrowing, records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.check import check
from casebook.casework.derivatives import Box, Decision, Form, Redaction
from casebook.casework.incoming import obey, pending_orders
from casebook.casework.touched import Verb
from casebook.journal import drafts


def person(book: Casebook, name: str = "Marta Quill") -> RecordId:
    record = book.new_id()
    value = (name, None, None, None, None, None)
    edits = [records.New(record, "person"), records.Add(record, "names", (("name", value),))]
    records.write(book, Verb.ADD, edits)
    return record


def made(book: Casebook, kind: str, *edits: records.Edit, record: RecordId | None = None) -> RecordId:
    record = record or book.new_id()
    records.write(book, Verb.ADD, [records.New(record, kind), *edits])
    return record


def dossier(book: Casebook, title: str, *people: RecordId) -> RecordId:
    record = book.new_id()
    links = [records.Add(record, "persons", (("person", each),)) for each in people]
    return made(book, "dossier", records.Set(record, "title", title), *links, record=record)


def note(book: Casebook, title: str, about: RecordId) -> RecordId:
    record = book.new_id()
    link = records.Add(record, "about", (("record", about),))
    return made(book, "note", records.Set(record, "title", title), link, record=record)


def photo(book: Casebook, about: RecordId, tmp_path: Path) -> RecordId:
    path = tmp_path / "quay.png"
    path.write_bytes(b"\x89PNG lantern over the quay")
    return evidence.attach(book, about, path)[0]


def test_a_case_goes_on_in_the_circle_and_is_gone_in_the_team(book: Casebook, tmp_path: Path) -> None:
    marta, shared = person(book), person(book, "Otto Reed")
    case, other = dossier(book, "The quay", marta, shared), dossier(book, "The mill", shared)
    told, of_other = note(book, "She was heard", marta), note(book, "He was heard", shared)
    picture = photo(book, case, tmp_path)
    circle = circles.make(book, "Quay").compartment
    before = set(book.safe.files.ids())
    done = narrowing.hand_over(book, case, circle)
    assert {marta, case, told, picture} <= done.ids.keys()
    # Somebody else's case leads to him, so he stays where he is, and what is about him with what others read.
    assert not {shared, other, of_other} & done.ids.keys()
    assert book.compartment_of(shared) == book.own.compartment
    for old, new in done.ids.items():
        assert book.get(old) is None
        assert book.compartment_of(new) == circle
    now = book.need(done.ids[case])
    assert now.text("title") == "The quay"
    assert {target for _, target in now.each("persons", "person")} == {done.ids[marta], shared}
    kept = evidence.kept(book, done.ids[picture])
    with book.safe.files.open(kept.file, kept.key) as stream:
        assert stream.read() == b"\x89PNG lantern over the quay"
    assert set(book.safe.files.ids()).isdisjoint(before)
    raw = books.team_bytes(book)
    for word in (b"The quay", b"Marta Quill", b"She was heard", b"quay.png", bytes(circle)):
        assert word not in raw
    for new in done.ids.values():
        assert new not in raw
    assert book.need(of_other).text("title") == "He was heard"
    assert check(book).strays == ()


def test_what_was_hidden_of_a_file_stays_hidden(book: Casebook, tmp_path: Path) -> None:
    case = dossier(book, "The quay")
    picture = photo(book, case, tmp_path)
    decided, _ = derivatives.note(
        book,
        picture,
        Redaction(Form.IMAGE, boxes=(Box(1, 2, 3, 4, 0),)),
        Decision(face_voice=True, document=False),
        sha256=bytes(32),
        size=7,
    )
    [box] = book.need(decided).elements("boxes")
    records.write(book, Verb.EDIT, [records.Remove(decided, "boxes", box)])
    before = derivatives.earlier(book, picture)
    assert before.boxes
    circle = circles.make(book, "Quay").compartment
    done = narrowing.narrow(book, picture, circle)
    assert done.ids.keys() == {picture, decided}
    assert derivatives.earlier(book, done.ids[picture]) == before
    assert book.need(done.ids[decided]).value("of") == done.ids[picture]
    check(book)


def test_links_to_it_are_taken_away_or_lead_to_the_new_one(book: Casebook) -> None:
    marta = person(book)
    case = dossier(book, "The quay", marta)
    circle = circles.make(book, "Quay").compartment
    inside = book.new_id()
    edits = [records.New(inside, "note"), records.Add(inside, "about", (("record", marta),))]
    records.write(book, Verb.ADD, edits, circle=circle)
    what = narrowing.one(book, snapshot.take(book), marta, circle)
    assert [source for source, _ in what.cut] == [case]
    done = narrowing.move(book, what, circle)
    assert book.need(case).elements("persons") == ()
    assert [target for _, target in book.need(inside).each("about", "record")] == [done.ids[marta]]
    check(book)


def test_what_cannot_be_moved_is_refused_and_nothing_changes(book: Casebook, tmp_path: Path) -> None:
    marta = person(book)
    picture = photo(book, marta, tmp_path)
    consent = book.new_id()
    made(book, "consent", records.Set(consent, "subject", marta), record=consent)
    circle = circles.make(book, "Quay").compartment
    state, files = check(book).state, book.safe.files.ids()
    for each, leaf in ((consent, narrowing.CannotBeNarrowed), (book.own.device, narrowing.CannotBeNarrowed)):
        with pytest.raises(leaf):
            narrowing.narrow(book, each, circle)
    with pytest.raises(circles.NoSuchCircle):
        narrowing.narrow(book, marta, bytes(16))
    drafts.keep(book.db, drafts.Draft(picture, "evidence", "title", "half", ()))
    with pytest.raises(narrowing.DraftsStand):
        narrowing.narrow(book, picture, circle)
    assert (check(book).state, book.safe.files.ids()) == (state, files)
    drafts.drop(book.db, picture, ["title"])
    moved = narrowing.narrow(book, picture, circle)
    with pytest.raises(narrowing.StandsThere):
        narrowing.narrow(book, moved.ids[picture], circle)


def test_teammates_outside_are_asked_to_erase_and_learn_nothing(tmp_path: Path) -> None:
    with books.derived_once():
        ana, luis = (books.make(tmp_path / name, name) for name in ("ana", "luis"))
    books.team([ana, luis])
    marta = person(ana)
    books.meet([ana, luis])
    circle = circles.make(ana, "Quay").compartment
    done = narrowing.narrow(ana, marta, circle)
    # What reaches him is the team's compartment alone.
    team = [each for each in books.offers(ana) if not _stands_in(ana, each.header, circle)]
    books.take_in(luis, team)
    assert luis.get(marta) is None
    orders = pending_orders(luis)
    assert [(order.record, order.reason) for order in orders] == [(marta, "other")]
    obey(luis, orders)
    held = books.raw(luis)
    assert b"Marta Quill" not in held
    assert bytes(circle) not in held
    assert done.ids[marta] not in held
    check(luis)
    ana.close()
    luis.close()


def _stands_in(book: Casebook, header: bytes, circle: bytes) -> bool:
    rows = book.db.execute(
        "SELECT header FROM entry JOIN feed ON feed.n = entry.feed WHERE feed.compartment = ?", (circle,)
    )
    return header in {bytes(row[0]) for row in rows}
