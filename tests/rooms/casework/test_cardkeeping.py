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
from casebook.casework import backing_up, backups, cardkeeping, check, erasing, incoming, orders, undo
from casebook.casework.backups import Backup, BackupNotThere
from casebook.casework.book import Casebook
from casebook.casework.cardkeeping import NobodyToKeepCard, NoSuchCard
from casebook.casework.touched import Verb
from casebook.journal.entry import Change, Op
from casebook.vault import slots
from casebook.vault.faults import CardMissing, PassphraseNotOfCard
from casebook.vault.keys import CHEAPEST
from casebook.vault.ledger import Generation
from casebook.vault.slots import Opening
from drawing import draw
from sticks import Sticks

OPENING = Opening(Secret(books.PASSPHRASE))
Two = tuple[Casebook, Casebook]


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
def two(tmp_path: Path, sticks: Sticks) -> Iterator[Two]:
    alma = enrolling.found(tmp_path / "alma").book
    luis = enrolling.take_in(alma, tmp_path / "luis", "Luis")
    sticks.meet((alma, luis))
    yield alma, luis
    alma.close()
    luis.close()


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
    two: Two, sticks: Sticks, place: Path, tmp_path: Path
) -> None:
    alma, luis = two
    told(alma)
    one = made(alma, place)
    assert (one.in_team, one.card_place, one.card_reachable) == (True, None, False)
    assert sorted(path.name for path in one.folder.iterdir()) == sorted(["files", one.name])
    kept = standing(alma, one).keeping
    assert kept is not None
    assert (kept.here, kept.kept, [each.public for each in kept.waiting]) == (True, (), [luis.own.public])
    sticks.meet(two)
    kept = standing(alma, one).keeping
    assert kept is not None
    assert ([each.public for each in kept.kept], kept.waiting) == ([luis.own.public], ())
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
    two: Two, sticks: Sticks, place: Path, tmp_path: Path
) -> None:
    alma, luis = two
    person = told(alma)
    old = made(alma, place)
    sticks.meet(two)
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

    sticks.meet(two)
    kept = cardkeeping.keeping(alma, old.name)
    assert (kept.here, kept.ordered, [each.public for each in kept.waiting]) == (
        False,
        True,
        [luis.own.public],
    )
    with pytest.raises(NoSuchCard):
        cardkeeping.find(luis, old.name)
    assert holds(luis, card)
    waiting = [one.order for one in orders.waiting(luis)]
    incoming.obey(luis, waiting)
    assert not holds(luis, card)
    sticks.meet(two)
    kept = cardkeeping.keeping(alma, old.name)
    assert ([each.public for each in kept.gone], kept.is_gone) == ([luis.own.public], True)
    for book in two:
        check.check(book)


def _written(book: Casebook, one: Generation, folder: Path) -> Path:
    return cardkeeping.write_out(book, one.name, folder)


def test_what_is_not_here_stays_in_the_list_until_everybody_destroyed_its_card(
    two: Two, sticks: Sticks, place: Path, tmp_path: Path
) -> None:
    alma, luis = two
    person = told(alma)
    (tmp_path / "drawer").mkdir()
    far = made(alma, tmp_path / "drawer")
    sticks.meet(two)
    (tmp_path / "drawer").rename(tmp_path / "away")
    erasing.erase(alma, person, "remarks", reason="consent-withdrawn")
    after = backing_up.after_erasure(alma, OPENING, place, kdf=CHEAPEST)
    assert [one.name for one in after.left] == [far.name]
    assert standing(alma, far).holds_erased
    with pytest.raises(BackupNotThere):
        backups.verify(alma, far.name, OPENING)
    sticks.meet(two)
    incoming.obey(luis, [one.order for one in orders.waiting(luis)])
    sticks.meet(two)
    assert not standing(alma, far).holds_erased


def test_alone_nobody_keeps_a_card_and_nothing_is_made(tmp_path: Path, place: Path) -> None:
    book = books.make(tmp_path / "alone", "Heron")
    with pytest.raises(NobodyToKeepCard):
        made(book, place)
    assert list(place.iterdir()) == []
    assert backups.backups(book) == ()
    book.close()


def test_a_forgotten_backup_is_listed_nowhere_and_its_card_goes_with_the_next_erasure(
    two: Two, sticks: Sticks, place: Path
) -> None:
    alma, luis = two
    person = told(alma)
    first = made(alma, place)
    second = made(alma, place)
    card = cardkeeping.find(alma, first.name).data
    backups.forget(alma, first.name)
    sticks.meet(two)
    assert [one.name for one in cardkeeping.cards(luis)] == [second.name]
    assert not standing(alma, second).holds_erased
    assert holds(alma, card)
    erasing.erase(alma, person, "remarks", reason="consent-withdrawn")
    backing_up.after_erasure(alma, OPENING, place, kdf=CHEAPEST)
    assert not holds(alma, card)


def test_a_card_that_is_handed_over_cannot_be_undone_and_makes_no_backup_due(two: Two, place: Path) -> None:
    alma, _ = two
    one = backing_up.make(alma, OPENING, place, in_team=True, kdf=CHEAPEST).generation
    plan = backups.Plan(0, one.place, None, 5, in_team=True)
    backups.set_plan(alma, plan)
    assert backups.plan(alma) == plan
    assert backups.due(alma) is None
    told(alma)
    assert backups.due(alma) is not None
    assert Verb.BACKUP in undo.NOT_UNDONE


def test_what_a_hostile_teammate_calls_a_card_is_none(two: Two, sticks: Sticks, place: Path) -> None:
    alma, luis = two
    one = made(alma, place)
    sticks.meet(two)
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
    sticks.meet(two)
    assert cardkeeping.find(alma, one.name) == own
    assert {each.record for each in cardkeeping.cards(alma)} == {record}
    assert backups.verify(alma, one.name, OPENING).damaged == ()
    assert record in cardkeeping.to_erase(alma, [])


def test_who_came_later_without_a_history_keeps_no_card(
    two: Two, sticks: Sticks, place: Path, tmp_path: Path
) -> None:
    alma, luis = two
    one = made(alma, place)
    vera = enrolling.take_in(alma, tmp_path / "vera", "Vera", history=False)
    sticks.meet((alma, luis, vera))
    kept = standing(alma, one).keeping
    assert kept is not None
    assert ([each.public for each in kept.kept], kept.waiting) == ([luis.own.public], ())
    assert cardkeeping.cards(vera) == ()
    vera.close()
