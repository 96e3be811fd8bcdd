"""Backups: complete or absent, verified, opened by their card alone, and reached by an erasure."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

import books
from casebook.base.errors import Cancelled, Damaged, Refused
from casebook.base.moment import DAY_MS
from casebook.base.progress import Progress, Step
from casebook.base.secret import Secret
from casebook.casework import backing_up, backups, check, erasing, evidence, records
from casebook.casework.backing_up import BackupInside, CardNotApart, NoBackupPlace, after_erasure, make
from casebook.casework.backups import (
    BackupNotThere,
    NoSuchBackup,
    Plan,
    damage_of_card,
    restore,
    verify,
    verify_copy,
)
from casebook.casework.book import Casebook
from casebook.casework.touched import Verb
from casebook.vault import ledger, safe
from casebook.vault.faults import (
    CardDamaged,
    CardMissing,
    CardOfAnother,
    DiskFull,
    IsABackup,
    NotACopy,
    PassphraseNotOfCard,
    WrongPassphrase,
)
from casebook.vault.keys import CHEAPEST, make_recovery_public
from casebook.vault.ledger import Generation
from casebook.vault.slots import Opening
from drawing import draw

OPENING = Opening(Secret(books.PASSPHRASE))


@pytest.fixture(autouse=True)
def derived() -> Iterator[None]:
    with books.derived_once():
        yield


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    (tmp_path / "cards").mkdir()
    return tmp_path / "cards"


@pytest.fixture
def filled(book: Casebook, tmp_path: Path) -> Casebook:
    person = draw(book, 'person:1  remarks  "amber"')["person:1"]
    (tmp_path / "paper").write_bytes(b"vermilion" * 50_000)
    evidence.attach(book, person, tmp_path / "paper")
    return book


def made(book: Casebook, place: Path, cards: Path | None = None, **more: int) -> Generation:
    return make(book, OPENING, place, cards, kdf=CHEAPEST, **more).generation  # type: ignore[arg-type]  # keep alone


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 8
    path.write_bytes(data)


# ------------------------------------------------------------------ making


def test_a_backup_is_listed_verified_and_restored(filled: Casebook, place: Path, tmp_path: Path) -> None:
    one = made(filled, place)
    assert names(place) == {one.name}
    assert names(one.folder) == {one.name, "files", "card"}
    (found,) = backups.backups(filled)
    assert found.generation == one
    assert (found.reachable, found.card_reachable, found.holds_erased, found.unfinished) == (
        *(True, True, False),
        False,
    )
    assert (one.entries, one.files, one.lost) == (3, 1, 0)
    seen = verify(filled, one.name[:6], OPENING)
    assert (seen.name, seen.entries, seen.files, seen.damaged) == (one.name, 3, 1, ())
    with pytest.raises(IsABackup):
        safe.unlock(one.folder, OPENING.passphrase, progress=Progress())
    other = restore(one.folder, tmp_path / "other", OPENING, kdf=CHEAPEST)
    assert other.need(books.the(other, "person")[0]).value("remarks") == "amber"
    assert check.check(other).files == 1
    assert [each.generation.name for each in backups.backups(other)] == [one.name]
    other.close()


def test_modes_are_the_owners_alone(filled: Casebook, place: Path, cards: Path) -> None:
    os.umask(0)
    try:
        one = made(filled, place, cards)
    finally:
        os.umask(0o077)
    modes = {path: path.stat().st_mode & 0o777 for path in (one.folder, *one.folder.rglob("*"), one.card)}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}


def test_the_generations_beyond_those_to_keep_go(filled: Casebook, place: Path) -> None:
    (place / "somebody else's").mkdir()
    strange = place / ("a" * 26)
    strange.mkdir()
    all_made = [made(filled, place, keep=2) for _ in range(4)]
    assert names(place) == {"somebody else's", strange.name, *(one.name for one in all_made[2:])}
    assert [each.generation.name for each in backups.backups(filled)] == [
        one.name for one in reversed(all_made[2:])
    ]
    assert verify(filled, all_made[3].name, OPENING).damaged == ()


def test_a_file_is_stored_once_for_all_generations_of_a_place(filled: Casebook, place: Path) -> None:
    one, two = made(filled, place), made(filled, place)
    (file,) = names(one.folder / "files")
    assert (one.folder / "files" / file).samefile(two.folder / "files" / file)
    backups.forget(filled, one.name)
    assert verify(filled, two.name, OPENING).damaged == ()


def test_the_passphrase_must_open_the_casebook_now(filled: Casebook, place: Path) -> None:
    """A typo must not lock anybody out of their backup."""
    with pytest.raises(WrongPassphrase):
        make(filled, Opening(Secret("fery lantern orchard")), place, kdf=CHEAPEST)
    assert (names(place), backups.backups(filled)) == (set(), ())


def test_places_that_are_none(filled: Casebook, place: Path, tmp_path: Path) -> None:
    for wanted, where in (
        (NoBackupPlace, (tmp_path / "nowhere", None)),
        (NoBackupPlace, (place, tmp_path / "nowhere")),
        (CardNotApart, (place, place)),
        (BackupInside, (filled.safe.folder, None)),
    ):
        with pytest.raises(wanted):
            make(filled, OPENING, *where, kdf=CHEAPEST)


def test_a_damaged_attached_file_is_named_and_no_reason_to_have_no_backup(
    filled: Casebook, place: Path
) -> None:
    one = made(filled, place)
    (file,) = filled.safe.files.ids()
    flip(filled.safe.files.path(file), 3000)
    two = make(filled, OPENING, place, kdf=CHEAPEST)
    assert two.lost == ()  # the earlier backup has it whole
    shutil.rmtree(one.folder)
    shutil.rmtree(two.generation.folder)
    three = make(filled, OPENING, place, kdf=CHEAPEST)
    assert (three.lost, three.generation.files) == ((file,), 0)
    assert verify(filled, three.generation.name, OPENING).damaged == (file,)


# ------------------------------------------------------------------ complete or absent


class Stop(Progress):
    """Stops at the n-th step."""

    def __init__(self, at: int) -> None:
        super().__init__(self.count)
        self.left = at

    def count(self, _step: Step) -> None:
        self.left -= 1
        if self.left == 0:
            self.cancel()


@pytest.mark.parametrize("at", [1, 2, 3, 5, 8, 9])
def test_stopped_anywhere_nothing_is_left(filled: Casebook, place: Path, cards: Path, at: int) -> None:
    with pytest.raises(Cancelled):
        make(filled, OPENING, place, cards, kdf=CHEAPEST, progress=Stop(at))
    assert (names(place), names(cards), backups.backups(filled)) == (set(), set(), ())


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import books
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework.backing_up import make
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
left = int(sys.argv[4])
def watch(step):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
book = books.reopen(Path(sys.argv[1]))
opening = Opening(Secret(books.PASSPHRASE))
make(book, opening, Path(sys.argv[2]), Path(sys.argv[3]), kdf=CHEAPEST, progress=Progress(watch))
"""


def test_killed_anywhere_it_is_complete_or_absent(filled: Casebook, place: Path, cards: Path) -> None:
    folder = filled.safe.folder
    filled.close()
    tests = Path(books.__file__).parent
    code = KILLED.format(tests=str(tests))
    environment = dict(os.environ) | {"PYTHONPATH": str(tests.parent / "src")}
    for at in (1, 4, 6, 8, 9, 1000):
        words = ["-c", code, str(folder), str(place), str(cards), str(at)]
        ran = subprocess.run([sys.executable, *words], env=environment, check=False, capture_output=True)
        whole = [path for path in place.iterdir() if not path.name.startswith(".")]
        assert ran.returncode == (0 if whole else -9), ran.stderr
    (one,) = whole
    assert names(place) == {one.name}  # and what the kills left is gone
    assert names(cards) == {f"{one.name}.card"}
    again = books.reopen(folder)
    assert [each.generation.name for each in backups.backups(again)] == [one.name]
    assert verify(again, one.name, OPENING).damaged == ()
    again.close()


def test_cut_off_between_the_backup_and_the_ledger_it_is_listed_as_unfinished(
    filled: Casebook, place: Path
) -> None:
    """The folder has its name, the line in the ledger was not written: it can be verified, and counts then."""
    with (
        mock.patch.object(backing_up, "replace", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        made(filled, place)
    (found,) = backups.backups(filled)
    assert (found.unfinished, found.reachable) == (True, True)
    assert verify(filled, found.generation.name, OPENING).damaged == ()
    (found,) = backups.backups(filled)
    assert not found.unfinished


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("room", [20_000, 300_000, 600_000])
def test_a_full_disk_leaves_nothing_and_the_casebook_as_it_was(
    filled: Casebook, small_disk: Path, cards: Path, room: int
) -> None:
    (small_disk / "ballast").write_bytes(bytes((2 << 20) - room))
    with pytest.raises(DiskFull):
        make(filled, OPENING, small_disk, cards, kdf=CHEAPEST)
    assert (names(small_disk), names(cards), backups.backups(filled)) == ({"ballast"}, set(), ())
    check.check(filled)
    (small_disk / "ballast").unlink()
    made(filled, small_disk, cards)


# ------------------------------------------------------------------ cards


def test_without_its_card_a_backup_opens_with_nothing(
    filled: Casebook, place: Path, cards: Path, tmp_path: Path
) -> None:
    one = made(filled, place, cards)
    assert (names(one.folder), names(cards)) == ({one.name, "files"}, {f"{one.name}.card"})
    with pytest.raises(CardMissing):
        restore(one.folder, tmp_path / "other", OPENING, kdf=CHEAPEST)
    for card in (cards, one.card):
        verify_copy(one.folder, OPENING, card)
    restore(one.folder, tmp_path / "other", OPENING, card=cards, kdf=CHEAPEST).close()


def test_a_card_of_another_backup_and_a_damaged_one_are_named(
    filled: Casebook, place: Path, cards: Path
) -> None:
    one, two = made(filled, place, cards), made(filled, place, cards)
    with pytest.raises(CardOfAnother):
        verify_copy(one.folder, OPENING, two.card)
    size = one.card.stat().st_size
    flip(one.card, 300)
    verify_copy(one.folder, OPENING, one.card)  # its twin is whole
    flip(one.card, 300 + size // 2)
    with pytest.raises(CardDamaged):
        verify_copy(one.folder, OPENING, one.card)


@pytest.mark.parametrize("copy", [1, 2])
def test_a_flipped_bit_in_one_copy_of_a_card_is_named_and_opens_it_still(
    filled: Casebook, place: Path, cards: Path, copy: int
) -> None:
    one = made(filled, place, cards)
    assert verify(filled, one.name, OPENING).card is None
    flip(one.card, 300 + (copy - 1) * (one.card.stat().st_size // 2))
    flipped = one.card.read_bytes()
    found = verify(filled, one.name, OPENING)
    assert found.card is not None
    assert (found.card.copy, found.card.bits) == (copy, 1)
    assert found.damaged == ()
    assert damage_of_card(one.folder, one.card) == found.card
    assert one.card.read_bytes() == flipped, "nobody writes on the medium of a backup to verify it"


def test_an_older_passphrase_opens_an_older_card(
    filled: Casebook, place: Path, cards: Path, tmp_path: Path
) -> None:
    """What is said of cards: a changed passphrase does not reach them."""
    one = made(filled, place, cards)
    filled.safe = safe.rekey(filled.safe, Secret("granite heron ladder"), kdf=CHEAPEST, progress=Progress())
    new = Opening(Secret("granite heron ladder"))
    assert [each.generation for each in backups.backups(filled)] == [one]
    with pytest.raises(PassphraseNotOfCard):
        verify_copy(one.folder, new, one.card)
    verify_copy(one.folder, OPENING, one.card)
    two = make(filled, new, place, cards, kdf=CHEAPEST).generation
    with pytest.raises(PassphraseNotOfCard):
        verify_copy(two.folder, OPENING, two.card)
    restore(two.folder, tmp_path / "other", new, card=cards, kdf=CHEAPEST).close()


def test_the_recovery_key_opens_a_card(filled: Casebook, place: Path, tmp_path: Path) -> None:
    private = bytes(range(1, 33))
    filled.db.execute("INSERT INTO safe_recovery VALUES (?)", (make_recovery_public(private),))
    one = made(filled, place)
    other = backups.restore_by_recovery(
        one.folder, private, tmp_path / "other", Opening(Secret("new words")), kdf=CHEAPEST
    )
    assert other.need(books.the(other, "person")[0]).value("remarks") == "amber"
    other.close()


# ------------------------------------------------------------------ erasure


def erase(book: Casebook) -> None:
    person = books.the(book, "person")[0]
    erasing.erase(book, person, "remarks", reason="consent-withdrawn")


def test_an_erasure_reaches_the_cards_it_can_and_lists_the_rest(
    filled: Casebook, place: Path, cards: Path, tmp_path: Path
) -> None:
    (tmp_path / "away").mkdir()
    (tmp_path / "drawer").mkdir()
    with_it, apart = made(filled, place), made(filled, place, cards)
    far = made(filled, tmp_path / "drawer", tmp_path / "away")
    (tmp_path / "away").rename(tmp_path / "gone")  # the medium with the card is taken out
    assert not any(each.holds_erased for each in backups.backups(filled))
    erase(filled)
    assert all(each.holds_erased for each in backups.backups(filled))
    found = after_erasure(filled, OPENING, place, kdf=CHEAPEST)
    assert {one.name for one in found.destroyed} == {with_it.name, apart.name}
    assert [one.name for one in found.left] == [far.name]
    assert names(place) == {found.made.generation.name}
    assert names(cards) == set()
    standing = {each.generation.name: each.holds_erased for each in backups.backups(filled)}
    assert standing == {found.made.generation.name: False, far.name: True}
    # Brought back, its card is reached.
    (tmp_path / "gone").rename(tmp_path / "away")
    assert [one.name for one in after_erasure(filled, OPENING, kdf=CHEAPEST).destroyed] == [far.name]
    assert names(tmp_path / "away") == set()


def test_text_erased_before_does_not_come_back(filled: Casebook, place: Path, tmp_path: Path) -> None:
    """Searched in every page and every attached file of the casebook restored from the newest backup."""
    made(filled, place)
    erase(filled)
    erasing.erase(filled, books.the(filled, "evidence")[0], reason="consent-withdrawn")
    new = after_erasure(filled, OPENING, place, kdf=CHEAPEST).made.generation
    assert [path.name for path in backups.found_in(place)] == [new.name]
    other = restore(new.folder, tmp_path / "other", OPENING, kdf=CHEAPEST)
    raw = books.raw(other)
    assert b"Heron" in raw
    assert not any(word in raw for word in (b"amber", b"vermilion", b"paper"))
    assert (other.safe.files.ids(), names(new.folder / "files")) == ((), set())
    check.check(other)
    other.close()


def test_where_the_new_one_cannot_be_made_no_card_is_touched(
    filled: Casebook, place: Path, tmp_path: Path
) -> None:
    one = made(filled, place)
    erase(filled)
    with pytest.raises(NoBackupPlace):
        after_erasure(filled, OPENING, tmp_path / "nowhere", kdf=CHEAPEST)
    assert one.card.is_file()
    shutil.rmtree(place)
    with pytest.raises(NoBackupPlace):
        after_erasure(filled, OPENING, kdf=CHEAPEST)


def test_a_persons_word_strikes_what_they_destroyed(filled: Casebook, place: Path) -> None:
    one = made(filled, place)
    place.rename(place.with_name("gone"))
    with pytest.raises(BackupNotThere):
        backups.forget(filled, one.name)
    with pytest.raises(BackupNotThere):
        verify(filled, one.name, OPENING)
    backups.strike(filled, one.name)
    assert backups.backups(filled) == ()
    with pytest.raises(NoSuchBackup):
        backups.strike(filled, one.name)


# ------------------------------------------------------------------ damage


def test_flipped_bits_in_a_backup_are_named(filled: Casebook, place: Path) -> None:
    """T6 for backups: in every file of it, and never wrong data."""
    one = made(filled, place)
    for path in sorted(path for path in one.folder.rglob("*") if path.is_file()):
        good = path.read_bytes()
        for at in range(7, len(good), len(good) // 11):
            flip(path, at)
            if path.name == "card":
                # One copy in it stands for the other.
                assert verify_copy(one.folder, OPENING).damaged == ()
            elif path.parent.name == "files":
                assert verify_copy(one.folder, OPENING).damaged == (path.name,)
            else:
                with pytest.raises(Damaged):
                    verify_copy(one.folder, OPENING)
            path.write_bytes(good)
    assert verify_copy(one.folder, OPENING).damaged == ()


def test_a_truncated_database_and_a_strange_journal_are_named(filled: Casebook, place: Path) -> None:
    one = made(filled, place)
    database = one.folder / one.name
    good = database.read_bytes()
    for size in (0, 16, 4096, len(good) // 2, len(good) - 1):
        database.write_bytes(good[:size])
        with pytest.raises(Damaged):
            verify_copy(one.folder, OPENING)
    database.write_bytes(good)
    (one.folder / f"{one.name}-journal").write_bytes(b"whatever it is, nobody wrote it for good")
    with pytest.raises(Damaged):
        verify_copy(one.folder, OPENING)
    assert database.read_bytes() == good


# ------------------------------------------------------------------ when


def test_when_the_next_one_is_due(filled: Casebook, place: Path) -> None:
    assert backups.due(filled) is None
    backups.set_plan(filled, Plan(7, place, None, 3))
    assert backups.plan(filled) == Plan(7, place, None, 3)
    never = backups.due(filled)
    assert never is not None
    assert never.last is None
    one = made(filled, place)
    assert backups.due(filled) is None
    wall: books.Wall = filled.clock._wall  # type: ignore[assignment]  # the fixture's
    wall.ms += 8 * DAY_MS
    assert backups.due(filled) is None  # nothing was written since
    records.write(filled, Verb.EDIT, [records.Set(books.the(filled, "person")[0], "remarks", "birch")])
    late = backups.due(filled)
    assert late is not None
    assert (late.last, late.days) == (one, 8)
    wall.ms -= 20 * DAY_MS
    back = backups.due(filled)
    assert back is not None
    assert back.days == -1
    backups.set_plan(filled, None)
    assert backups.plan(filled) is None


def test_somebody_without_a_ledger_finds_the_newest(filled: Casebook, place: Path, tmp_path: Path) -> None:
    with pytest.raises(NotACopy):
        backups.found_in(place)
    one, two = made(filled, place), made(filled, place)
    os.utime(one.folder / one.name, (1, 1))
    assert backups.found_in(place) == (two.folder, one.folder)
    assert backups.found_in(two.folder) == (two.folder,)
    with pytest.raises(NotACopy):
        backups.found_in(tmp_path)


def test_the_own_place_moves_with_the_casebook(filled: Casebook, tmp_path: Path) -> None:
    from casebook.vault.backups import before_migration

    def one_more() -> Generation:
        return before_migration(
            filled.safe, OPENING, entries=3, orders=0, now_ms=1, kdf=CHEAPEST, progress=Progress()
        )

    first, second = one_more(), one_more()
    own = filled.safe.folder / "backups"
    assert names(own) == {second.name} != {first.name}
    (file,) = filled.safe.files.ids()
    assert (second.folder / "files" / file).samefile(filled.safe.files.path(file))
    filled.close()
    filled.safe.folder.rename(tmp_path / "moved")
    again = books.reopen(tmp_path / "moved")
    (found,) = backups.backups(again)
    assert found.reachable
    assert found.generation.place == tmp_path / "moved" / "backups"
    assert verify(again, second.name, OPENING).damaged == ()
    # An erasure reaches it as it reaches every other.
    (tmp_path / "stick").mkdir()
    erase(again)
    done = after_erasure(again, OPENING, tmp_path / "stick", kdf=CHEAPEST)
    assert [one.name for one in done.destroyed] == [second.name]
    assert names(tmp_path / "moved" / "backups") == set()
    check.check(again)
    again.close()
    assert backing_up.KEEP == 5
    assert issubclass(BackupNotThere, Refused)
    assert ledger.OWN_PLACE == "backups"
