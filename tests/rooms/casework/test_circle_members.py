"""Who is in a circle, against teammates who say otherwise with keys that count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import teams
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import check, circles, identity, records, roster
from casebook.casework.book import Casebook
from casebook.casework.records import New, Set
from casebook.casework.restoring import restore
from casebook.casework.touched import Verb
from casebook.journal import heads, quarantine
from casebook.journal.acts import (
    ACT_UNIT,
    ROSTER_KIND,
    Admit,
    Cut,
    Founding,
    Reason,
    Role,
    ShowOut,
    Succeed,
    TakeIn,
    Word,
    value_of,
)
from casebook.journal.authority import Why
from casebook.journal.circle_line import circle_id, succession
from casebook.journal.entry import Change, Op
from casebook.sync import team as sync_team
from casebook.vault.copying import export_copy
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening

Four = list[Casebook]


@pytest.fixture
def four(tmp_path: Path) -> Iterator[Four]:
    """Alma, who founded the team, and three that she took in."""
    with books.derived_once():
        made = teams.under_paper(tmp_path, ["alma", "luis", "vera", "omar"])
    yield made
    for each in made:
        each.close()


def say(book: Casebook, circle: bytes, word: Word) -> None:
    """A word in a circle's feed, past every rule of the own program."""
    change = Change(book.new_id(), ROSTER_KIND, ACT_UNIT, Op.SET, value_of(word))
    with book.db.transaction():
        book.append(Verb.CIRCLE, [change], None, homes={change.record: circle})


def note(book: Casebook, circle: bytes, title: str) -> RecordId:
    record = book.new_id()
    edits: list[records.Edit] = [New(record, "note"), Set(record, "title", title)]
    records.write(book, Verb.ADD, edits, circle=circle)
    return record


def names(book: Casebook, circle: bytes, everyone: Four) -> set[str]:
    known = {each.own.public: each.need(each.own.device).text("name") for each in everyone}
    return {known[public] for public in circles.members(book, circle)}


def circle_of(founder: Casebook, others: Four, everyone: Four) -> bytes:
    one = circles.make(founder, "Seven", [each.own.public for each in others]).compartment
    books.meet(everyone)
    return one


def test_whoever_was_shown_out_brings_in_no_other_device(four: Four) -> None:
    alma, luis, vera, omar = four
    one = circle_of(alma, [luis, vera], four)
    early = note(vera, one, "before")
    books.meet(four)
    circles.remove(alma, one, vera.own.public)
    say(vera, one, TakeIn(omar.own.public))
    late = note(vera, one, "after")
    through = note(omar, one, "through another")
    books.meet(four)
    for each in (alma, luis):
        assert names(each, one, four) == {"alma", "luis"}
        assert each.get(early) is not None
        assert each.get(late) is None
        assert each.get(through) is None
        assert {one.why for one in quarantine.standing_aside(each.db)} == {Why.BEYOND, Why.STRANGER}
        check.check(each)
    # Whoever stands above may let it in after all.
    aside = [each for each in roster.quarantined(luis) if each.public == vera.own.public]
    with pytest.raises(roster.NotFromAbove):
        roster.admit(vera, aside[0].entries[-1].entry, circle=one)
    roster.admit(luis, aside[0].entries[-1].entry, circle=one)
    assert luis.get(late) is not None
    books.meet(four)
    assert alma.get(late) is not None
    check.check(luis)


def test_who_stands_below_shows_nobody_out_who_stands_above(four: Four) -> None:
    alma, luis, vera, _ = four
    one = circle_of(alma, [luis], four)
    circles.add(luis, one, vera.own.public)
    books.meet(four)
    for each in (alma, luis):
        say(vera, one, ShowOut(each.own.public, ()))
    say(luis, one, ShowOut(alma.own.public, ()))
    books.meet(four)
    for each in four:
        assert names(each, one, four) == {"alma", "luis", "vera"}
    # Both show the other out apart: who stands above has said it.
    circles.remove(luis, one, vera.own.public)
    say(vera, one, ShowOut(luis.own.public, ()))
    books.meet(four)
    for each in four:
        assert names(each, one, four) == {"alma", "luis"}


def test_of_several_the_one_from_above_counts_and_only_from_there_it_is_lifted(four: Four) -> None:
    alma, luis, vera, omar = four
    one = circle_of(alma, [luis, vera], four)
    circles.add(vera, one, omar.own.public)
    books.meet(four)
    circles.remove(vera, one, omar.own.public)
    circles.remove(luis, one, omar.own.public)
    books.meet(four)
    with pytest.raises(circles.ShownOutFromAbove):
        circles.add(vera, one, omar.own.public)
    outs = [act.entry for act in quarantine.acts(vera.db) if isinstance(act.word, ShowOut)]
    say(vera, one, TakeIn(omar.own.public, tuple(sorted(outs))))
    books.meet(four)
    assert "omar" not in names(alma, one, four)
    circles.add(luis, one, omar.own.public)
    books.meet(four)
    for each in four:
        assert names(each, one, four) == {"alma", "luis", "vera", "omar"}
        check.check(each)


def test_nobody_founds_a_circle_that_has_another_ones_id(four: Four) -> None:
    alma, luis, vera, _ = four
    one = circle_of(alma, [luis, vera], four)
    circles.remove(alma, one, vera.own.public)
    # The own key with the nonce that was used: another hash.
    record = alma.need(RecordId(one))
    nonce = record.value("founding")
    assert isinstance(nonce, bytes)
    forged = Founding(vera.own.public, nonce[32:])
    change = Change(RecordId(one), "circle", "founding", Op.SET, value_of(forged), record.seen("founding"))
    with vera.db.transaction():
        vera.append(Verb.CIRCLE, [change], None, homes={RecordId(one): one})
    say(vera, one, ShowOut(alma.own.public, ()))
    books.meet(four)
    for each in (alma, luis):
        assert names(each, one, four) == {"alma", "luis"}
        assert circles.circle(each, one).founder == alma.own.public
    assert circle_id(alma.own.public, nonce[32:]) == one


def test_a_circle_nobody_can_prove_the_founder_of_has_no_members(four: Four) -> None:
    alma = four[0]
    record = RecordId(alma.random(16))
    said = [
        Change(record, "circle", "name", Op.SET, "Seven"),
        Change(record, "circle", "founding", Op.SET, alma.own.public + bytes(16)),
    ]
    alma.record(Verb.CIRCLE, said, homes={record: record})
    say(alma, record, TakeIn(alma.own.public))
    assert circles.members(alma, record) == ()
    with pytest.raises(circles.NotInCircle):
        circles.add(alma, record, four[1].own.public)


def test_a_teammate_outside_says_nothing_in_a_circle_whose_id_they_know(four: Four) -> None:
    alma, luis, vera, omar = four
    one = circle_of(luis, [vera], four)
    kept = note(luis, one, "kept")
    books.meet(four)
    for word in (TakeIn(omar.own.public), ShowOut(vera.own.public, ())):
        say(omar, one, word)
    slipped = note(omar, one, "slipped in")
    # Removed from the team, Luis counts in the circle as far as members say, and nobody else.
    ends = heads.of_device(vera.db, luis.own.public, one)
    in_team = heads.of_device(alma.db, luis.own.public, alma.own.compartment)
    roster.cut(alma, luis.own.public, Reason.STOLEN, in_team)
    for each in (alma, omar):
        say(each, one, Cut(luis.own.public, (), "stolen"))
    books.give(alma, vera)
    roster.cut(vera, luis.own.public, Reason.STOLEN, ends, circle=one)
    books.meet(four)
    assert set(circles.members(vera, one)) == {luis.own.public, vera.own.public}
    assert vera.get(kept) is not None
    assert vera.get(slipped) is None
    assert [each.public for each in roster.live(vera, one)] == [vera.own.public]
    check.check(vera)


def test_a_copy_goes_on_in_its_circles_by_the_word_of_its_former_key(four: Four) -> None:
    alma, luis, vera, omar = four
    one = circle_of(alma, [luis, vera], four)
    former = vera.own.public
    identity.renew(vera)
    sync_team.take_back_in(vera, teams.paper_key(), Role.MEMBER)
    books.meet(four)
    for each in (alma, luis):
        assert {former, vera.own.public} < set(circles.members(each, one))
    line = quarantine.line(alma.db).circles[one]
    assert [each.public for each in line.order[-2:]] == [former, vera.own.public]
    # Shown out is shown out, under whatever key; but whoever takes the former one away keeps the new one.
    circles.remove(alma, one, former)
    books.meet(four)
    assert names(alma, one, four) == {"alma", "luis", "vera"}
    circles.remove(alma, one, vera.own.public)
    again = vera.own.public
    identity.renew(vera)
    sync_team.take_back_in(vera, teams.paper_key(), Role.MEMBER)
    books.meet(four)
    for each in (alma, luis, omar):
        assert again not in circles.members(each, one)
        assert vera.own.public not in circles.members(each, one)


def test_nobody_goes_on_as_another_by_a_word_that_one_did_not_sign(four: Four) -> None:
    alma, luis, vera, omar = four
    one = circle_of(alma, [luis, vera], four)
    team = vera.own.compartment
    signed = vera.safe.keyring.sign("device", succession(one, omar.own.public))
    own = omar.safe.keyring.sign("device", succession(team, omar.own.public))
    for signature in (signed, own, bytes(64)):  # for another team; by another key; by none
        for where in (one, team):
            say(omar, where, Succeed(vera.own.public, omar.own.public, signature))
    # What is true of the team is said in the team.
    good = vera.safe.keyring.sign("device", succession(team, omar.own.public))
    say(omar, one, Succeed(vera.own.public, omar.own.public, good))
    books.meet(four)
    for each in four:
        assert names(each, one, four) == {"alma", "luis", "vera"}


def test_an_admission_from_below_says_nothing(four: Four) -> None:
    alma, luis, vera, omar = four
    one = circle_of(alma, [luis], four)
    circles.add(luis, one, vera.own.public)
    books.meet(four)
    circles.remove(alma, one, luis.own.public)
    late = note(luis, one, "after")
    books.give(luis, vera)
    assert vera.get(late) is not None  # Vera has not heard of it yet
    books.meet(four)
    aside = [each for each in quarantine.standing_aside(vera.db) if each.public == luis.own.public]
    with pytest.raises(roster.NotFromAbove):
        roster.admit(vera, aside[-1].entry, circle=one)
    say(vera, one, Admit(aside[-1].entry))
    books.meet(four)
    for each in (alma, vera, omar):
        assert each.get(late) is None


def restored(book: Casebook, folder: Path) -> Casebook:
    """What a backup of *book* becomes: a new device without the key of the former one."""
    key = Secret(bytes(range(32)))
    export_copy(book.safe, folder / "copy", key, progress=Progress())
    opening = Opening(Secret(books.PASSPHRASE))
    return restore(folder / "copy", key, folder / "again", opening, kdf=CHEAPEST, wall=books.Wall())


def test_a_restored_backup_goes_on_in_its_circles_by_shares_or_is_taken_in(
    four: Four, tmp_path: Path
) -> None:
    alma, luis, vera, omar = four
    one, two = circle_of(alma, [luis, vera], four), circle_of(alma, [vera], four)
    circles.remove(alma, two, vera.own.public)
    with books.derived_once():
        again = restored(vera, tmp_path)
    former = vera.own.public
    for each in (one, two):  # the backup is older than the word by which it was shown out
        found = circles.circle(again, each)
        assert (found.own, found.former) == (False, True)
        with pytest.raises(circles.NotInCircle):
            circles.rename(again, each, "mine")
    sync_team.take_back_in(again, teams.paper_key(), Role.MEMBER)
    assert circles.circle(again, one).own
    books.meet([alma, luis, omar, again])
    assert set(circles.members(alma, one)) == {alma.own.public, luis.own.public, former, again.own.public}
    assert circles.members(alma, two) == (alma.own.public,)
    assert circles.members(again, two) == (alma.own.public,)
    # The signature gives the place of the one it names, and no other.
    [word] = [act.word for act in quarantine.acts(alma.db) if isinstance(act.word, Succeed)]
    assert isinstance(word, Succeed)
    say(again, again.own.compartment, Succeed(alma.own.public, again.own.public, word.signature))
    books.meet([alma, luis, again])
    assert quarantine.line(alma.db).circles[one].order[1].public != again.own.public
    assert circles.members(alma, two) == (alma.own.public,)
    check.check(again)
    again.close()
