"""Entries from elsewhere: whole or in part, twice or late; and everything that is not taken."""

from __future__ import annotations

import pytest

import books
from casebook.base.errors import Damaged
from casebook.casework import check, erasing, identity, incoming, records, undo
from casebook.casework.book import Casebook, CasebookCopied
from casebook.casework.incoming import Offered, take_in
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.formats.ed25519 import WrongSignature
from casebook.journal import accepting, log
from casebook.journal.entry import BadEntry, Change, Op
from casebook.journal.log import BrokenChain
from casebook.journal.verifying import MissingPart
from drawing import draw, drawing, edit, same
from three_devices import FORGERIES

Team = tuple[Casebook, Casebook, Casebook]


def new(giver: Casebook, taker: Casebook) -> list[Offered]:
    """What the one has and the other has not, in order."""
    return [
        Offered(e.header_bytes, e.signature, e.parts)
        for e in log.entries(giver.db)
        if not accepting.has(taker.db, e.id)
    ]


def without(offered: Offered, *places: int) -> Offered:
    parts = tuple(None if i in places else part for i, part in enumerate(offered.parts))
    return Offered(offered.header, offered.signature, parts)


def test_both_edited_the_same_field(team: Team) -> None:
    """Two monitors correct one name apart; nobody's correction is lost."""
    ana, luis, _ = team
    made = draw(ana, 'person:1  remarks  "Amal H."')
    books.meet(team)
    edit(ana, made["person:1"], remarks="Amal Haddad")
    edit(luis, made["person:1"], remarks="Amal Hadad")
    books.meet(team)
    assert drawing(ana) == drawing(luis) == same('person:1  remarks  "Amal Hadad" ⚡ "Amal Haddad"')


def test_a_drawing_is_drawn_as_it_was_given(team: Team) -> None:
    text = """
        person:1  aliases[1]/alias  "Fox"
        person:1  aliases[2]/alias  "Wolf"
        person:1  birth  "1980"
        person:2  (deleted)
        person:2  birth  "1981"
        note:1  title  "Call back"
        note:1  about[1]/record  person:1
    """
    draw(team[0], text)
    shown = drawing(team[0]).splitlines()
    assert sorted(shown) == sorted(same(text).splitlines())


def test_deleted_by_one_and_changed_by_another(team: Team) -> None:
    ana, luis, _ = team
    made = draw(ana, 'person:1  remarks  "amber"')
    books.meet(team)
    records.delete(ana, made["person:1"])
    edit(luis, made["person:1"], remarks="birch")
    books.meet(team)
    wanted = """
        person:1  (deleted ⚡ changed)
        person:1  remarks  "birch"
    """
    assert drawing(ana) == drawing(luis) == same(wanted)


def test_an_entry_may_come_without_parts_and_the_parts_later(team: Team) -> None:
    ana, luis, vera = team
    note = ana.new_id()
    records.write(
        ana, Verb.ADD, [New(note, "note"), Set(note, "title", "amber"), Set(note, "due", "2025-07")]
    )
    [offered] = new(ana, luis)
    assert take_in(luis, [without(offered, 0, 2)]).records == {note}
    assert (luis.need(note).value("title"), luis.need(note).value("due")) == ("amber", None)
    with pytest.raises(MissingPart):
        check.check(luis)
    assert take_in(luis, [without(offered, 1)]).entries
    assert luis.need(note).value("due") == "2025-07"
    assert luis.need(note).changed_ms == ana.need(note).changed_ms
    assert take_in(luis, [offered]).entries == ()
    books.meet(team)
    assert check.check(luis).state == check.check(ana).state == check.check(vera).state


def test_a_second_signature_of_one_header_is_the_same_entry(team: Team) -> None:
    """Ed25519 by its holder can sign one message in two ways; here a valid signature of something else will do."""
    ana, luis, _ = team
    draw(ana, 'note:1  title  "amber"')
    [offered] = new(ana, luis)
    take_in(luis, [offered])
    with pytest.raises(WrongSignature):
        take_in(luis, [Offered(offered.header, bytes(64), offered.parts)])
    assert check.check(luis).journal.entries == check.check(ana).journal.entries


@pytest.mark.parametrize("how", FORGERIES)
def test_forgeries(team: Team, how: str) -> None:
    ana, luis, vera = team
    before = check.check(vera)
    try:
        taken = take_in(vera, [FORGERIES[how](ana, luis)])
    except Damaged:
        taken = None
    assert taken is None or taken.entries == ()
    assert check.check(vera) == before


def test_one_bad_entry_and_nothing_of_the_offer_is_kept(team: Team) -> None:
    ana, luis, _ = team
    for word in ("amber", "birch", "cedar"):
        draw(ana, f'note:1  title  "{word}"')
    offered = new(ana, luis)
    bad = Offered(offered[2].header, offered[2].signature, (offered[2].parts[0], b"\x90"))
    with pytest.raises(BadEntry):
        take_in(luis, [*offered[:2], bad])
    assert books.the(luis, "note") == []
    assert len(take_in(luis, offered).entries) == 3


def test_what_comes_before_its_predecessor_waits(team: Team) -> None:
    ana, luis, _ = team
    for word in ("amber", "birch", "cedar"):
        draw(ana, f'note:1  title  "{word}"')
    offered = new(ana, luis)
    taken = take_in(luis, [offered[2], offered[0]])
    assert (len(taken.entries), taken.waiting) == (1, (offered[2],))
    assert len(take_in(luis, [offered[2], offered[1]]).entries) == 2


def test_the_journal_itself_takes_no_gap(team: Team) -> None:
    ana, luis, _ = team
    for word in ("amber", "birch"):
        draw(ana, f'note:1  title  "{word}"')
    offered = new(ana, luis)[1]
    with pytest.raises(BrokenChain) as raised:
        accepting.accept(luis.db, offered.header, offered.signature, offered.parts)
    assert raised.value.why == "prev-unknown"


def test_a_stranger_is_not_taken_until_somebody_names_it(team: Team, tmp_path: object) -> None:
    ana, luis, _ = team
    stranger = books.make(ana.safe.folder.parent / "stranger", "tariq")
    draw(stranger, 'note:1  title  "amber"')
    taken = books.give(stranger, ana)
    assert (taken.entries, taken.strangers) == ((), (stranger.own.feed,))
    books.enrol(luis, stranger)
    books.give(luis, ana)
    assert books.give(stranger, ana).strangers == ()
    assert drawing(ana) == same('note:1  title  "amber"')
    check.check(ana)
    stranger.close()


def test_who_names_and_who_is_named_may_come_together(team: Team) -> None:
    ana, luis, _ = team
    stranger = books.make(ana.safe.folder.parent / "stranger", "tariq")
    books.enrol(luis, stranger)
    everything = [*books.offers(stranger), *reversed(books.offers(luis))]
    taken = take_in(ana, everything)
    assert taken.strangers == ()
    assert taken.waiting == ()
    stranger.close()


# ------------------------------------------------------------------ copied casebooks


def twins(book: Casebook) -> tuple[Casebook, Casebook]:
    folder = book.safe.folder
    book.close()
    twin = books.copy(folder, folder.parent / "twin")
    return books.reopen(folder), books.reopen(twin)


def test_a_copied_casebook_stops_writing_and_goes_on_as_a_new_device(team: Team) -> None:
    first, luis, vera = team
    ana, twin = twins(first)
    draw(ana, 'note:1  title  "amber"')
    draw(twin, 'note:1  title  "birch"')
    books.give(twin, luis)
    taken = books.give(luis, ana)
    assert taken.copied
    with pytest.raises(CasebookCopied):
        draw(ana, 'note:1  title  "cedar"')
    with pytest.raises(CasebookCopied):
        ana.erase(books.the(ana, "note")[0], None, "consent-withdrawn")
    assert len(books.the(ana, "note")) == 2
    check.check(ana)
    old_feed, old_key = ana.own.feed, ana.safe.keyring.public("device")
    identity.renew(ana)
    assert ana.own.feed != old_feed
    assert ana.safe.keyring.public("device") != old_key
    made = draw(ana, 'note:1  title  "cedar"')
    assert check.check(ana).journal.feeds == 4
    with pytest.raises(undo.NothingToUndo):
        undo.undo(ana, next(log.latest(ana.db, old_feed)).id[:16])
    folder = ana.safe.folder
    ana.close()
    ana = books.reopen(folder)
    edit(ana, made["note:1"], title="cedar, again")
    assert books.give(ana, vera).strangers == (ana.own.feed,)
    books.enrol(luis, ana)
    books.meet([ana, luis, vera])
    assert len(books.the(vera, "note")) == 3
    assert check.check(vera).state == check.check(ana).state
    ana.close()
    twin.close()


def test_a_casebook_that_was_put_back_notices_its_own_later_entries(team: Team) -> None:
    """An old copy is restored and opened; a teammate hands back what it wrote afterwards, in its own name."""
    first, luis, _ = team
    ana, old = twins(first)
    draw(ana, 'note:1  title  "amber"')
    books.give(ana, luis)
    assert books.give(luis, old).copied
    with pytest.raises(CasebookCopied):
        draw(old, 'note:1  title  "birch"')
    ana.close()
    old.close()


def test_what_an_obeyed_order_covers_is_destroyed_once_the_device_can_sign_again(team: Team) -> None:
    first, luis, _ = team
    made = draw(first, 'person:1  remarks  "amber"\nperson:1  age  "40"')
    books.meet(team)
    first.erase(made["person:1"], "remarks", "consent-withdrawn")
    edit(luis, made["person:1"], remarks="zebrafinch zebrafinch")
    ana, twin = twins(first)
    draw(twin, 'note:1  title  "birch"')
    books.give(twin, ana)
    books.give(luis, ana)
    assert ana.need(made["person:1"]).value("remarks") is None
    assert b"zebrafinch" in books.raw(ana)
    identity.renew(ana)
    assert b"zebrafinch" not in books.raw(ana)
    check.check(ana)
    ana.close()
    twin.close()


# ------------------------------------------------------------------ orders that come first


def test_an_order_that_comes_before_the_record_hides_it_on_arrival(team: Team) -> None:
    ana, luis, vera = team
    made = draw(ana, 'person:1  remarks  "zebrafinch zebrafinch"\nperson:1  age  "40"')
    record = made["person:1"]
    first = new(ana, vera)
    books.give(ana, luis)
    luis.erase(record, "remarks", "consent-withdrawn")
    take_in(vera, new(luis, vera)[-2:])
    incoming.obey(vera, incoming.pending_orders(vera))
    take_in(vera, first)
    assert (vera.need(record).value("remarks"), vera.need(record).value("age")) == (None, "40")
    assert b"zebrafinch" not in books.raw(vera)
    edit(ana, record, remarks="zebrafinch again")
    books.give(ana, vera)
    assert vera.need(record).value("remarks") is None
    assert b"zebrafinch" not in books.raw(vera)
    books.meet(team)
    incoming.obey(ana, incoming.pending_orders(ana))
    books.meet(team)
    assert {check.check(book).state for book in team} == {check.check(ana).state}


def test_orders_and_acknowledgements_cannot_be_erased(team: Team) -> None:
    ana, luis, _ = team
    made = draw(ana, 'person:1  remarks  "amber"\nperson:1  age  "40"')
    touched = ana.erase(made["person:1"], "remarks", "consent-withdrawn")
    order = next(r for r in touched.records if r != made["person:1"])
    with pytest.raises(erasing.NotErasable):
        erasing.erase(ana, order, reason="consent-withdrawn")
    books.meet(team)
    # A teammate's program that does not mind gives the order all the same: it covers nothing.
    value = (order, None, "consent-withdrawn")
    luis.record(Verb.ERASE, [Change(luis.new_id(), "erase", "order", Op.SET, value)])
    books.give(luis, ana)
    incoming.obey(ana, incoming.pending_orders(ana))
    assert ana.need(made["person:1"]).value("remarks") is None
    check.check(ana)
