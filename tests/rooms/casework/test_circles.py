"""Circles: what stands in one stands nowhere else, and who is in it is what those in it said."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import books
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import circles, erasing, identity, incoming, records, undo
from casebook.casework.book import Casebook, CasebookCopied
from casebook.casework.check import TablesDiffer, check
from casebook.casework.compartments import LeadsAcross
from casebook.casework.rescuing import rescue
from casebook.casework.restoring import restore
from casebook.casework.touched import Verb
from casebook.journal import accepting, log
from casebook.journal.entry import Change, Op, entry_id
from casebook.vault.copying import export_copy
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening


def note(book: Casebook, text: str, *about: RecordId, circle: bytes | None = None) -> RecordId:
    record = book.new_id()
    links = [records.Add(record, "about", (("record", each),)) for each in about]
    paragraph = records.Add(record, "text", (("text", text), ("place", "V")))
    records.write(book, Verb.ADD, [records.New(record, "note"), paragraph, *links], circle=circle)
    return record


def test_a_circle_stands_in_itself_and_nothing_of_it_in_the_team(book: Casebook) -> None:
    one = circles.make(book, "Witness 7")
    note(book, "Lantern", circle=one.compartment)
    assert book.own.feeds.keys() == {book.own.compartment, one.compartment}
    held = books.team_bytes(book)
    assert b"Witness 7" not in held
    assert b"Lantern" not in held
    assert one.compartment not in held
    [found] = circles.circles(book)
    assert (found.name, found.members, found.own, found.records) == (
        "Witness 7",
        (book.own.public,),
        True,
        {"note": 1},
    )
    check(book)


def test_a_new_record_goes_where_it_is_told_or_where_what_it_hangs_on_stands(book: Casebook) -> None:
    one = circles.make(book, "Lighthouse").compartment
    inside = note(book, "in", circle=one)
    outside = note(book, "out")
    assert book.compartment_of(inside) == one
    assert book.compartment_of(outside) == book.own.compartment
    assert book.compartment_of(note(book, "about it", inside)) == one
    assert book.compartment_of(note(book, "about both", inside, outside)) == one
    book.circle = one
    assert book.compartment_of(note(book, "usual")) == one
    assert book.compartment_of(note(book, "asked", circle=book.own.compartment)) == book.own.compartment
    records.write(book, Verb.EDIT, [records.Add(outside, "text", (("text", "more"), ("place", "W")))])
    assert book.compartment_of(outside) == book.own.compartment
    check(book)


def test_nothing_of_the_team_leads_into_a_circle(book: Casebook) -> None:
    one, two = (circles.make(book, name).compartment for name in ("one", "two"))
    inside, beside, outside = (note(book, "n", circle=each) for each in (one, two, None))
    before = books.team_bytes(book)
    for record in (outside, beside):
        with pytest.raises(LeadsAcross):
            records.write(book, Verb.EDIT, [records.Add(record, "about", (("record", inside),))])
    with pytest.raises(LeadsAcross):
        note(book, "both", inside, beside)
    with pytest.raises(LeadsAcross):
        note(book, "told", inside, circle=book.own.compartment)
    assert books.team_bytes(book) == before
    records.write(book, Verb.EDIT, [records.Add(inside, "about", (("record", outside),))])


def test_an_act_over_two_feeds_is_undone_wholly_and_done_again(book: Casebook) -> None:
    one = circles.make(book, "one").compartment
    inside, outside = note(book, "in", circle=one), note(book, "out")
    was = [book.need(each).text("title") for each in (inside, outside)]
    edits = [records.Set(inside, "title", "A"), records.Set(outside, "title", "B")]
    touched = records.write(book, Verb.EDIT, edits)
    entries = log.of_act(book.db, book.own.feeds.values(), touched.act)
    assert {entry.header.feed for entry in entries} == set(book.own.feeds.values())
    undone = undo.undo_last(book)
    assert [book.need(each).text("title") for each in (inside, outside)] == was
    undo.redo(book, undone.act)
    assert [book.need(each).text("title") for each in (inside, outside)] == ["A", "B"]
    records.write(book, Verb.EDIT, [records.Set(inside, "title", "C")])
    with pytest.raises(undo.ChangedSince):
        undo.undo(book, touched.act, Verb.UNDO)
    assert book.need(outside).text("title") == "B"
    undo.undo_last(book)
    undo.undo_last(book)
    assert [book.need(each).text("title") for each in (inside, outside)] == was
    check(book)


def test_an_order_to_erase_stands_where_what_it_erases_stood(book: Casebook) -> None:
    one = circles.make(book, "one").compartment
    inside = note(book, "Lantern of the quay", circle=one)
    touched = erasing.erase(book, inside, reason="mistake")
    assert {book.compartment_of(each) for each in touched.records} == {one}
    assert inside not in books.team_bytes(book)
    assert touched.entry is not None
    assert touched.entry not in books.team_bytes(book)
    assert b"Lantern of the quay" not in books.raw(book)
    assert book.compartment_of(inside) == one
    check(book)


def test_a_device_is_taken_in_and_shown_out(book: Casebook, team: list[Casebook]) -> None:
    ana, luis, vera = team
    one = circles.make(ana, "one", [luis.own.public]).compartment
    assert set(circles.members(ana, one)) == {ana.own.public, luis.own.public}
    with pytest.raises(circles.NoSuchDevice):
        circles.add(ana, one, book.own.public)
    with pytest.raises(circles.InCircleAlready):
        circles.add(ana, one, luis.own.public)
    books.give(ana, luis)
    circles.add(luis, one, vera.own.public)
    with pytest.raises(circles.StandsAbove):
        circles.remove(luis, one, ana.own.public)
    books.meet(team)
    [found] = circles.circles(vera)
    assert found.founder == ana.own.public
    assert found.below == {vera.own.public}
    circles.remove(ana, one, luis.own.public)
    books.meet(team)
    for each in team:
        assert set(circles.members(each, one)) == {ana.own.public, vera.own.public}
    with pytest.raises(circles.NotInCircle):
        circles.rename(luis, one, "mine")
    assert circles.circle(vera, one).barred == {luis.own.public}
    with pytest.raises(circles.ShownOutFromAbove):
        circles.add(vera, one, luis.own.public)
    circles.add(ana, one, luis.own.public)
    books.meet(team)
    for each in team:
        assert len(circles.members(each, one)) == 3


def test_whoever_leaves_is_out_by_their_own_word_and_the_last_one_stays(team: list[Casebook]) -> None:
    ana, luis, vera = team
    one = circles.make(ana, "one", [luis.own.public]).compartment
    books.meet(team)
    kept = note(luis, "before", circle=one)
    circles.remove(luis, one, luis.own.public)
    with pytest.raises(circles.NotInCircle):
        circles.check_writable(luis, one)
    books.meet(team)
    for each in team:
        assert circles.members(each, one) == (ana.own.public,)
        assert each.get(kept) is not None
    with pytest.raises(circles.LastInCircle):
        circles.remove(ana, one, ana.own.public)
    circles.add(ana, one, luis.own.public)
    books.meet(team)
    assert set(circles.members(vera, one)) == {ana.own.public, luis.own.public}


def test_a_new_device_goes_on_in_the_circles_it_was_in(book: Casebook) -> None:
    one = circles.make(book, "one").compartment
    inside = note(book, "in", circle=one)
    before = book.own
    identity.renew(book)
    assert book.former_keys == {before.public}
    assert set(book.safe.keyring.names()) == {"device"}
    assert circles.circle(book, one).own
    records.write(book, Verb.EDIT, [records.Set(inside, "title", "A")])
    assert book.own.feeds[one] != before.feeds[one]
    assert set(circles.members(book, one)) == {before.public, book.own.public}
    undo.undo_last(book)
    check(book)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[list[Casebook]]:
    with books.derived_once():
        made = [books.make(tmp_path / name, name) for name in ("ana", "luis", "vera")]
    books.team(made)
    yield made
    for each in made:
        each.close()


def test_a_copy_that_wrote_in_a_circle_is_noticed(book: Casebook, tmp_path: Path) -> None:
    one = circles.make(book, "one", []).compartment
    folder = book.safe.folder
    book.close()
    twin = books.reopen(books.copy(folder, tmp_path / "twin"))
    here = books.reopen(folder)
    two = circles.make(twin, "two").compartment
    assert two not in here.own.feeds
    ours = [each for each in books.offers(twin) if not accepting.has(here.db, entry_id(each.header))]
    assert incoming.take_in(here, ours).copied
    with pytest.raises(CasebookCopied):
        note(here, "in", circle=one)
    identity.renew(here)
    note(here, "in", circle=one)
    assert here.own.public in circles.members(here, one)
    check(here)
    twin.close()
    here.close()


KEY, OPENING = Secret(bytes(range(32))), Opening(Secret(books.PASSPHRASE))


def test_a_restored_casebook_goes_on_in_its_circles(book: Casebook, tmp_path: Path) -> None:
    one = circles.make(book, "one").compartment
    inside = note(book, "in", circle=one)
    export_copy(book.safe, tmp_path / "copy", KEY, progress=Progress())
    again = restore(tmp_path / "copy", KEY, tmp_path / "again", OPENING, kdf=CHEAPEST, wall=books.Wall())
    assert again.compartment_of(inside) == one
    records.write(again, Verb.EDIT, [records.Set(inside, "title", "A")])
    assert again.own.feeds[one] != book.own.feeds[one]
    assert again.own.public in circles.members(again, one)
    check(again)
    again.close()


def test_a_rescued_casebook_states_the_gaps_of_a_circle_in_it(book: Casebook, tmp_path: Path) -> None:
    one = circles.make(book, "one").compartment
    inside = [note(book, f"in {i}", circle=one) for i in range(3)]
    gone = book.db.execute(
        "SELECT entry.n, entry.id FROM part JOIN entry ON entry.n = part.entry WHERE part.record = ?",
        (inside[1],),
    )
    for number, _ in gone:
        book.db.execute("DELETE FROM part WHERE entry = ?", (number,))
        book.db.execute("DELETE FROM entry WHERE n = ?", (number,))
    book.db.vacuum()
    own, folder = book.own, book.safe.folder
    book.close()
    again, rescued = rescue(folder, OPENING, tmp_path / "saved", kdf=CHEAPEST, wall=books.Wall())
    assert len(rescued.gaps) == 1
    assert again.own.compartment == own.compartment
    assert again.former_keys == {own.public}
    held = books.team_bytes(again)
    for word in (own.feeds[one], one, *(bytes(entry) for _, entry in gone), *inside):
        assert word not in held
    assert again.need(inside[2]).elements("text")
    assert again.own.public in circles.members(again, one)
    assert len(check(again).journal.gaps) == 1
    again.close()


def test_the_casebook_says_what_was_turned_in_its_table(book: Casebook) -> None:
    one = circles.make(book, "one").compartment
    inside = note(book, "in", circle=one)
    book.db.execute("UPDATE record SET compartment = ? WHERE id = ?", (book.own.compartment, inside))
    records.write(book, Verb.EDIT, [records.Set(inside, "title", "Lantern")])
    assert b"Lantern" not in books.team_bytes(book)
    book.db.execute("UPDATE record SET compartment = ? WHERE id = ?", (book.own.compartment, inside))
    with pytest.raises(TablesDiffer):
        check(book)


# ------------------------------------------------------------------------------------------------------ the law

texts = st.sampled_from(["Lantern of the quay", "Ferry at noon", "Orchard gate", "Heron on the mast"])
steps = st.lists(
    st.tuples(st.sampled_from("asdrux"), st.integers(0, 5), texts, st.integers(0, 2)), max_size=14
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=steps)
def test_whatever_the_mix_the_state_is_that_of_one_feed_and_nothing_leaks(
    steps: list[tuple[str, int, str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same changes in one feed and over several: the same records, and of a circle's no byte in the team's."""
    folder = tmp_path_factory.mktemp("law")
    with books.derived_once():
        whole, parted = books.make(folder / "whole", "Heron"), books.make(folder / "parted", "Heron")
    homes = [None, *(circles.make(parted, name).compartment for name in ("one", "two"))]
    ids: list[tuple[RecordId, RecordId, int]] = []
    for what, pick, text, home in steps:
        if what == "a":
            ids.append((note(whole, text), note(parted, f"{text}", circle=homes[home]), home))
            continue
        for i, each in enumerate((whole, parted)):
            _step(each, what, [pair[i] for pair in ids], pick, text)
    for one, other, home in ids:
        assert _values(whole, one) == _values(parted, other)
        if (found := parted.get(other)) is not None:
            assert parted.compartment_of(found.id) == (homes[home] or parted.own.compartment)
    held = books.team_bytes(parted)
    assert not any(other in held for _, other, home in ids if home)
    assert not any(each in held for each in homes if each)
    check(parted)
    whole.close()
    parted.close()


def _step(book: Casebook, what: str, ids: list[RecordId], pick: int, text: str) -> None:
    here = [each for each in ids if book.get(each) is not None]
    if what == "u":
        with contextlib.suppress(undo.NothingToUndo, undo.ChangedSince):
            undo.undo_last(book)
    elif here:
        record = here[pick % len(here)]
        match what:
            case "s":  # one save over all there are
                records.write(book, Verb.EDIT, [records.Set(each, "title", text) for each in here])
            case "d":
                records.delete(book, record)
            case "r":
                records.restore(book, record)
            case "x":
                erasing.erase(book, record, reason="mistake")


def _values(book: Casebook, record: RecordId) -> object:
    found = book.get(record)
    if found is None:
        return None
    texts = sorted(value for _, value in found.each("text", "text") if isinstance(value, str))
    return found.values("title"), texts, found.state.life


def test_no_order_takes_the_members_away(book: Casebook) -> None:
    one = circles.make(book, "one").compartment
    with pytest.raises(erasing.NotErasable):
        erasing.erase(book, RecordId(one), reason="mistake")
    # Whoever is in it could still order it, past the rules.
    order = [Change(book.new_id(), "erase", "order", Op.SET, (one, None, "mistake"))]
    book.record(Verb.ERASE, order, circle=one)
    assert circles.members(book, one) == (book.own.public,)
    check(book)
