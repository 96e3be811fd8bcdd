"""Destroying: what goes, what stays, what is said about it, and that nothing of it is left on the disk (I5)."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
from casebook.base.secret import Secret
from casebook.casework import check, erasing, evidence, incoming, keys, records
from casebook.casework.book import Casebook, NoSuchRecord, NothingToErase
from casebook.casework.records import Add, New, Remove, Set
from casebook.casework.touched import Verb
from casebook.journal import drafts, erasure, history, log
from casebook.journal.drafts import Draft
from casebook.journal.fold import ERASED_KIND
from casebook.search.folding import fold as fold_words
from casebook.search.query import find
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from drawing import draw, edit

MARK = "zebrafinchgodwitdunlinplover"


@pytest.fixture
def marked(book: Casebook) -> tuple[Casebook, bytes]:
    """A person whose remarks, alias and draft hold the mark, among others who do not."""
    made = draw(
        book,
        f"""
        person:1  aliases[1]/alias  "{MARK}"
        person:1  remarks  "{MARK} was seen"
        person:1  age  "40"
        person:2  remarks  "Nobody was seen"
        """,
    )
    record = made["person:1"]
    edit(book, record, remarks=f"{MARK} was seen twice")
    drafts.keep(book.db, Draft(record, "person", "remarks", f"{MARK} was seen thr"))
    data = books.raw(book)
    assert MARK.encode() in data
    assert fold_words(MARK)[4:].encode() in data
    return book, record


def gone(book: Casebook) -> bool:
    data = books.raw(book)
    return MARK.encode() not in data and fold_words(MARK)[4:24].encode() not in data


def test_a_record_goes_with_index_drafts_and_history(marked: tuple[Casebook, bytes]) -> None:
    book, record = marked
    erasing.erase(book, record, reason="consent-withdrawn")
    assert gone(book)
    assert book.get(record) is None
    assert find(book.db, MARK) == []
    assert history.history(book.db, record) == []
    assert drafts.drafts(book.db) == []
    assert check.check(book).journal.destroyed == 6  # five parts, and the stamp of which nothing else is left
    with pytest.raises(NoSuchRecord):
        book.need(record)


def test_new_keys_are_due_until_they_are_changed(marked: tuple[Casebook, bytes]) -> None:
    book, record = marked
    assert not book.rekey_due
    erasing.erase(book, record, reason="consent-withdrawn")
    assert book.rekey_due
    folder = book.safe.folder
    keys.rekey(book, Opening(Secret(books.PASSPHRASE)), kdf=CHEAPEST)
    assert not book.rekey_due
    assert gone(book)
    check.check(book)
    book.close()
    again = books.reopen(folder)
    assert not again.rekey_due
    again.close()


def test_a_unit_goes_and_the_rest_stays(marked: tuple[Casebook, bytes]) -> None:
    book, record = marked
    erasing.erase(book, record, "remarks", reason="consent-withdrawn")
    assert b"was seen twice" not in books.raw(book)
    assert book.need(record).value("age") == "40"
    assert [m.unit for m in history.history(book.db, record, "remarks")] == []
    assert find(book.db, MARK)[0].record == record  # by the alias
    erasing.erase(book, record, "aliases", reason="consent-withdrawn")
    assert gone(book)
    check.check(book)


def test_a_kept_value_lives_without_its_history(marked: tuple[Casebook, bytes]) -> None:
    """ "Remove this from history for good": erase the unit, write the kept value anew."""
    book, record = marked
    erasing.erase(book, record, "remarks", reason="consent-withdrawn")
    edit(book, record, remarks="nothing to see")
    assert book.need(record).value("remarks") == "nothing to see"
    assert [m.value for m in history.history(book.db, record, "remarks")] == ["nothing to see"]
    assert b"was seen tw" not in books.raw(book)
    erasing.erase(book, record, "remarks", reason="consent-withdrawn")
    assert book.need(record).value("remarks") is None


def test_erasing_again_finds_nothing(marked: tuple[Casebook, bytes]) -> None:
    book, record = marked
    erasing.erase(book, record, "remarks", reason="consent-withdrawn")
    before = log.heads(book.db)
    with pytest.raises(NothingToErase):
        erasing.erase(book, record, "remarks", reason="consent-withdrawn")
    with pytest.raises(NothingToErase):
        book.erase(record, "no such unit", "consent-withdrawn")
    assert log.heads(book.db) == before


def test_a_removed_element_can_be_erased_and_a_new_one_removed(marked: tuple[Casebook, bytes]) -> None:
    book, record = marked
    [key] = book.need(record).elements("aliases")
    erasing.erase(book, record, f"aliases/{key}", reason="consent-withdrawn")
    assert book.need(record).elements("aliases") == ()
    records.write(book, Verb.EDIT, [Add(record, "aliases", (("alias", "Tern"),), key)])
    assert book.need(record).text(f"aliases/{key}/alias") == "Tern"
    records.write(book, Verb.EDIT, [Remove(record, "aliases", key)])
    assert book.need(record).elements("aliases") == ()
    assert book.need(record).state.conflicts == ()


def test_a_record_can_be_deleted_after_part_of_it_was_erased(marked: tuple[Casebook, bytes]) -> None:
    book, record = marked
    erasing.erase(book, record, "remarks", reason="consent-withdrawn")
    records.delete(book, record)
    assert records.is_deleted(book.need(record))
    records.restore(book, record)
    assert not records.is_deleted(book.need(record))


def test_attached_files_go_with_every_version(book: Casebook, tmp_path: Path) -> None:
    person = draw(book, 'person:1  remarks  "amber"')["person:1"]
    for name in ("one", "two"):
        (tmp_path / name).write_text(name * 1000)
    first, _ = evidence.attach(book, person, tmp_path / "one")
    second, _ = evidence.attach(book, person, tmp_path / "two")
    # The first gets the other's file: its own is history, and goes with it; the other's is still named elsewhere.
    records.write(book, Verb.EDIT, [Set(first, "file", book.need(second).value("file"))])
    assert len(book.safe.files.ids()) == 2
    erasing.erase(book, first, reason="consent-withdrawn")
    assert book.safe.files.ids() == (evidence.kept(book, second).file,)
    check.check(book)
    erasing.erase(book, second, reason="consent-withdrawn")
    assert book.safe.files.ids() == ()


def test_a_file_written_anew_without_its_history_stays(book: Casebook, tmp_path: Path) -> None:
    person = draw(book, 'person:1  remarks  "amber"')["person:1"]
    (tmp_path / "one").write_text("one")
    record, _ = evidence.attach(book, person, tmp_path / "one")
    value = book.need(record).value("file")
    book.erase(record, "title", "consent-withdrawn")
    assert len(book.safe.files.ids()) == 1
    records.write(book, Verb.EDIT, [Set(record, "file", value)])
    check.check(book)
    assert evidence.kept(book, record).name == "one"


def test_a_teammates_order_waits_until_it_is_confirmed(team: tuple[Casebook, Casebook, Casebook]) -> None:
    ana, luis, vera = team
    record = draw(ana, f'person:1  remarks  "{MARK}"\nperson:1  age  "40"')["person:1"]
    books.meet(team)
    erasing.erase(ana, record, "remarks", reason="consent-withdrawn")
    books.meet(team)
    assert luis.need(record).value("remarks") is None
    assert find(luis.db, MARK) == []
    assert MARK.encode() in books.raw(luis)
    [order] = incoming.pending_orders(luis)
    assert (order.record, order.unit) == (record, "remarks")
    incoming.obey(luis, [order])
    assert incoming.pending_orders(luis) == []
    assert gone(luis)
    states = {check.check(book).state for book in (ana, luis)}
    books.meet(team)
    assert {check.check(book).state for book in team} == {check.check(ana).state}
    assert states
    # Vera still holds the bytes, and gives them to nobody who has obeyed.
    assert MARK.encode() in books.raw(vera)
    books.give(vera, luis)
    books.give(vera, ana)
    assert gone(luis)
    assert gone(ana)


def test_every_device_signs_what_it_destroyed(team: tuple[Casebook, Casebook, Casebook]) -> None:
    ana, luis, vera = team
    record = draw(ana, 'person:1  remarks  "amber"')["person:1"]
    books.give(ana, luis)
    erasing.erase(ana, record, reason="consent-withdrawn")
    books.meet(team)
    for book in (luis, vera):
        incoming.obey(book, incoming.pending_orders(book))
    books.meet(team)
    # The record's order, and the one for what would build its seals again.
    obeyed = erasure.obeyed(ana.db)
    assert len(obeyed) == 2
    feeds = set()
    for (found,) in ana.db.execute("SELECT id FROM record WHERE kind = ?", (ERASED_KIND,)):
        for moved in history.history(ana.db, found):
            assert moved.value[0] in obeyed
            feeds.add(moved.feed)
    assert feeds == {book.own.feed for book in team}


def test_an_act_of_two_records_keeps_its_stamp_until_both_are_gone(book: Casebook) -> None:
    made = draw(book, 'person:1  remarks  "amber"\nperson:2  remarks  "birch"')
    book.erase(made["person:1"], None, "consent-withdrawn")
    entry = book.db.one("SELECT n FROM entry WHERE n = 2")
    assert book.db.one("SELECT count(*) FROM part WHERE entry = ?", entry) == (2,)
    assert book.need(made["person:2"]).created_ms > 0
    book.erase(made["person:2"], None, "consent-withdrawn")
    assert book.db.one("SELECT count(*) FROM part WHERE entry = ?", entry) == (0,)
    assert book.db.one("SELECT act FROM entry WHERE n = ?", entry) == (None,)
    check.check(book)


def test_an_erasure_of_very_many_parts_is_acknowledged_in_pieces(
    book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "_PAIRS_IN_A_PART", 3)
    record = book.new_id()
    edits = [New(record, "person"), *(Add(record, "aliases", (("alias", f"Tern {i}"),)) for i in range(5))]
    records.write(book, Verb.ADD, edits)
    erasing.erase(book, record, reason="consent-withdrawn")
    assert book.db.one("SELECT count(*) FROM record WHERE kind = 'erased'") == (4,)
    assert check.check(book).journal.destroyed == 11
