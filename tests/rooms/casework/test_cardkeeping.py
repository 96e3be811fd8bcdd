"""Cards of backups that teammates keep: handed over on a stick, opened by nobody there, given back, erased there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import enrolling
from casebook.base.ids import RecordId
from casebook.base.secret import Secret
from casebook.casework import (
    backing_up,
    backups,
    cardkeeping,
    check,
    erasing,
    incoming,
    orders,
    records,
    roster,
    undo,
)
from casebook.casework.backups import Backup, BackupNotThere
from casebook.casework.book import Casebook
from casebook.casework.cardkeeping import Keeping, NoSuchCard, TooFewKeepers
from casebook.casework.touched import Verb
from casebook.journal import log
from casebook.journal.acts import Reason
from casebook.journal.entry import Change, Op
from casebook.vault import slots
from casebook.vault.faults import CardMissing, PassphraseNotOfCard
from casebook.vault.keys import CHEAPEST
from casebook.vault.ledger import Generation
from casebook.vault.slots import Opening
from drawing import draw
from sticks import Sticks

OPENING = Opening(Secret(books.PASSPHRASE))
Three = tuple[Casebook, Casebook, Casebook]


@pytest.fixture(autouse=True)
def cheap() -> Iterator[None]:
    with enrolling.numbers_once():
        yield


@pytest.fixture
def sticks(tmp_path: Path) -> Sticks:
    (tmp_path / "sticks").mkdir()
    return Sticks(tmp_path / "sticks")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


@pytest.fixture
def three(tmp_path: Path, sticks: Sticks) -> Iterator[Three]:
    """Alma, who makes backups, and the two teammates that a card needs."""
    alma, luis, vera = enrolling.together(tmp_path, "Luis", "Vera")
    sticks.meet((alma, luis, vera))
    yield alma, luis, vera
    for book in (alma, luis, vera):
        book.close()


def keys(*books_of: Casebook) -> list[bytes]:
    return sorted(book.own.public for book in books_of)


def made(book: Casebook, place: Path) -> Generation:
    return backing_up.make(book, OPENING, place, in_team=True, kdf=CHEAPEST).generation


def standing(book: Casebook, one: Generation) -> Backup:
    return next(each for each in backups.backups(book) if each.generation.name == one.name)


def holds(book: Casebook, card: bytes) -> bool:
    """Whether any piece of a card lies in the pages of a casebook's database."""
    raw = books.raw(book)
    return any(card[at : at + 48] in raw for at in range(96, len(card) - 48, 48))


def told(book: Casebook) -> RecordId:
    return draw(book, 'person:1  remarks  "zebrafinch"')["person:1"]


def test_a_card_goes_to_the_team_and_comes_back_to_whoever_lost_theirs(
    three: Three, sticks: Sticks, place: Path, tmp_path: Path
) -> None:
    alma, luis, vera = three
    told(alma)
    one = made(alma, place)
    assert (one.in_team, one.card_place, one.card_reachable) == (True, None, False)
    assert sorted(path.name for path in one.folder.iterdir()) == sorted(["files", one.name])
    kept = standing(alma, one).keeping
    assert kept is not None
    assert (kept.here, kept.kept, [each.public for each in kept.waiting]) == (True, (), keys(luis, vera))
    sticks.meet(three)
    kept = standing(alma, one).keeping
    assert kept is not None
    assert ([each.public for each in kept.kept], kept.waiting) == (keys(luis, vera), ())
    assert backups.verify(alma, one.name, OPENING).damaged == ()

    # The laptop and everything on it are gone; a teammate writes the card out.
    with pytest.raises(CardMissing):
        backups.restore(one.folder, tmp_path / "again", OPENING, kdf=CHEAPEST)
    (tmp_path / "handed").mkdir()
    [card] = cardkeeping.cards(luis)
    assert (card.name, card.author.public) == (one.name, alma.own.public)
    path = cardkeeping.write_out(luis, one.name[:6], tmp_path / "handed")
    assert path.name == f"{one.name}.card"
    assert slots.parse(path.read_bytes()).mend is None
    with pytest.raises(PassphraseNotOfCard):
        backups.verify_copy(one.folder, Opening(Secret("what Luis uses")), path)
    again = backups.restore(one.folder, tmp_path / "again", OPENING, card=path, kdf=CHEAPEST)
    assert b"zebrafinch" in books.raw(again)
    check.check(again)
    again.close()


def test_an_erasure_reaches_the_card_on_every_device_and_nothing_opens_the_backup(
    three: Three, sticks: Sticks, place: Path, tmp_path: Path
) -> None:
    alma, luis, vera = three
    person = told(alma)
    old = made(alma, place)
    sticks.meet(three)
    card = cardkeeping.find(luis, old.name).data
    # Somebody copied the backup's folder; the passphrase and the card would open the copy.
    shutil.copytree(old.folder, tmp_path / "copied" / old.name)
    erasing.erase(alma, person, "remarks", reason="consent-withdrawn")
    assert standing(alma, old).holds_erased

    after = backing_up.after_erasure(alma, OPENING, place, in_team=True, kdf=CHEAPEST)

    assert [one.name for one in after.destroyed] == [old.name]
    new = after.made.generation
    assert [each.generation.name for each in backups.backups(alma)] == [new.name]
    assert not standing(alma, new).holds_erased
    assert sorted(path.name for path in place.iterdir()) == [new.name]
    assert not holds(alma, card)
    # Nor does the new backup hold it: its own card opens nothing that was erased.
    copy = backups.restore(
        new.folder, tmp_path / "third", OPENING, card=_written(alma, new, tmp_path), kdf=CHEAPEST
    )
    assert not holds(copy, card)
    assert b"zebrafinch" not in books.raw(copy)
    copy.close()

    sticks.meet(three)
    kept = cardkeeping.keeping(alma, old.name)
    assert (kept.here, kept.ordered, [each.public for each in kept.waiting]) == (
        False,
        True,
        keys(luis, vera),
    )
    with pytest.raises(NoSuchCard):
        cardkeeping.find(luis, old.name)
    assert holds(luis, card)
    waiting = [one.order for one in orders.waiting(luis)]
    incoming.obey(luis, waiting)
    assert not holds(luis, card)
    incoming.obey(vera, [one.order for one in orders.waiting(vera)])
    sticks.meet(three)
    kept = cardkeeping.keeping(alma, old.name)
    assert ([each.public for each in kept.gone], kept.is_gone) == (keys(luis, vera), True)
    for book in three:
        check.check(book)


def _written(book: Casebook, one: Generation, folder: Path) -> Path:
    return cardkeeping.write_out(book, one.name, folder)


def test_what_is_not_here_stays_in_the_list_until_everybody_destroyed_its_card(
    three: Three, sticks: Sticks, place: Path, tmp_path: Path
) -> None:
    alma, luis, vera = three
    person = told(alma)
    (tmp_path / "drawer").mkdir()
    far = made(alma, tmp_path / "drawer")
    sticks.meet(three)
    (tmp_path / "drawer").rename(tmp_path / "away")
    erasing.erase(alma, person, "remarks", reason="consent-withdrawn")
    after = backing_up.after_erasure(alma, OPENING, place, kdf=CHEAPEST)
    assert [one.name for one in after.left] == [far.name]
    assert standing(alma, far).holds_erased
    with pytest.raises(BackupNotThere):
        backups.verify(alma, far.name, OPENING)
    sticks.meet(three)
    for each in (luis, vera):
        incoming.obey(each, [one.order for one in orders.waiting(each)])
    sticks.meet(three)
    assert not standing(alma, far).holds_erased


@pytest.mark.parametrize("teammates", [0, 1])
def test_with_fewer_than_two_teammates_no_card_is_given_to_them(
    tmp_path: Path, place: Path, teammates: int
) -> None:
    book, *others = enrolling.together(tmp_path, *["Luis"][:teammates])
    before = log.heads(book.db)
    with pytest.raises(TooFewKeepers) as refused:
        made(book, place)
    assert (refused.value.teammates, refused.value.needed) == (teammates, 2)
    assert list(place.iterdir()) == []
    assert backups.backups(book) == ()
    assert log.heads(book.db) == before
    for each in (book, *others):
        each.close()


def test_it_is_people_who_keep_a_card_and_not_devices(three: Three, sticks: Sticks, place: Path) -> None:
    """One teammate's two laptops lie in one room; one's own second one is no teammate's."""
    alma, luis, vera = three
    one = made(alma, place)
    sticks.meet(three)
    assert _kept(alma, one).people == 2
    _used_by(alma, (luis, vera), "Luis")
    assert (_kept(alma, one).people, _kept(alma, one).is_relied_on) == (1, False)
    with pytest.raises(TooFewKeepers):
        made(alma, place)
    _used_by(alma, (alma, vera), " luis")
    assert _kept(alma, one).people == 0
    _used_by(alma, (vera,), "Vera")
    assert (_kept(alma, one).people, _kept(alma, one).is_relied_on) == (1, False)
    _used_by(alma, (alma,), "Alma")
    assert _kept(alma, one).is_relied_on


def test_a_card_is_relied_on_once_two_said_that_they_hold_it(
    three: Three, sticks: Sticks, place: Path
) -> None:
    alma, luis, vera = three
    one = made(alma, place)
    assert not standing(alma, one).is_relied_on
    sticks.meet((alma, luis))
    assert [each.public for each in _kept(alma, one).kept] == keys(luis)
    assert not standing(alma, one).is_relied_on
    sticks.meet(three)
    assert standing(alma, one).is_relied_on
    # Vera's laptop is removed: what it holds nobody can say.
    roster.cut(alma, vera.own.public, Reason.LOST)
    assert not standing(alma, one).is_relied_on


def test_a_backup_that_is_not_relied_on_takes_nobodys_place(
    three: Three, sticks: Sticks, place: Path
) -> None:
    """With one to keep: the one that opens stays until two teammates hold the card of a newer one."""
    alma, *_ = three

    def kept(*, in_team: bool = True) -> list[str]:
        backing_up.make(alma, OPENING, place, in_team=in_team, keep=1, kdf=CHEAPEST)
        return [each.generation.name for each in backups.backups(alma)]

    [opens] = kept(in_team=False)
    [second, *rest] = kept()
    assert rest == [opens]
    [third, *rest] = kept()
    assert rest == [opens], "of those that are not relied on one is kept, too"
    assert second not in {path.name for path in place.iterdir()}
    sticks.meet(three)
    [fourth, *rest] = kept()
    assert rest == [third]
    sticks.meet(three)
    assert kept(in_team=False)[1:] == []
    assert fourth not in {path.name for path in place.iterdir()}


def _kept(book: Casebook, one: Generation) -> Keeping:
    found = standing(book, one).keeping
    assert found is not None
    return found


def _used_by(book: Casebook, devices: tuple[Casebook, ...], person: str) -> None:
    for each in devices:
        records.write(book, Verb.SET_UP, [records.Set(each.own.device, "person", person)])


def test_a_forgotten_backup_is_listed_nowhere_and_its_card_goes_with_the_next_erasure(
    three: Three, sticks: Sticks, place: Path
) -> None:
    alma, luis, _ = three
    person = told(alma)
    first = made(alma, place)
    second = made(alma, place)
    card = cardkeeping.find(alma, first.name).data
    backups.forget(alma, first.name)
    sticks.meet(three)
    assert [one.name for one in cardkeeping.cards(luis)] == [second.name]
    assert not standing(alma, second).holds_erased
    assert holds(alma, card)
    erasing.erase(alma, person, "remarks", reason="consent-withdrawn")
    backing_up.after_erasure(alma, OPENING, place, kdf=CHEAPEST)
    assert not holds(alma, card)


def test_a_card_that_is_handed_over_cannot_be_undone_and_makes_no_backup_due(
    three: Three, place: Path
) -> None:
    alma, *_ = three
    one = backing_up.make(alma, OPENING, place, in_team=True, kdf=CHEAPEST).generation
    plan = backups.Plan(0, one.place, None, 5, in_team=True)
    backups.set_plan(alma, plan)
    assert backups.plan(alma) == plan
    assert backups.due(alma) is None
    told(alma)
    assert backups.due(alma) is not None
    assert Verb.BACKUP in undo.NOT_UNDONE


def test_what_a_hostile_teammate_calls_a_card_is_none(three: Three, sticks: Sticks, place: Path) -> None:
    alma, luis, _ = three
    one = made(alma, place)
    sticks.meet(three)
    record = cardkeeping.card_id(one.name)
    own = cardkeeping.find(alma, one.name)
    # Another card under the same name beside ours, and records that are no cards.
    luis.record(Verb.BACKUP, [Change(record, "card", "card", Op.SET, bytes(slots.FILE_SIZE))])
    # In the place of ours, then nothing in its place; and the name of another.
    now = luis.need(record)
    hiding = [
        Change(record, "card", unit, Op.SET, value, now.seen(unit))
        for unit, value in (("card", None), ("name", "a" * 26))
    ]
    luis.record(Verb.BACKUP, hiding)
    for value in (b"", "x", 7, bytes(slots.FILE_SIZE)):
        other = luis.new_id()
        changes = [
            Change(other, "card", "card", Op.SET, value),
            Change(other, "card", "name", Op.SET, "../x"),
        ]
        luis.record(Verb.BACKUP, changes)
    sticks.meet(three)
    assert cardkeeping.find(alma, one.name) == own
    assert {each.record for each in cardkeeping.cards(alma)} == {record}
    assert backups.verify(alma, one.name, OPENING).damaged == ()
    assert record in cardkeeping.to_erase(alma, [])


def test_who_came_later_without_a_history_keeps_no_card(
    three: Three, sticks: Sticks, place: Path, tmp_path: Path
) -> None:
    alma, luis, vera = three
    one = made(alma, place)
    omar = enrolling.take_in(alma, tmp_path / "omar", "Omar", history=False)
    sticks.meet((alma, luis, vera, omar))
    kept = standing(alma, one).keeping
    assert kept is not None
    assert ([each.public for each in kept.kept], kept.waiting) == (keys(luis, vera), ())
    assert cardkeeping.cards(omar) == ()
    omar.close()
