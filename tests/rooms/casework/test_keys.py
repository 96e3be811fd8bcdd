"""Whose passphrases open the casebook: who typed theirs goes on, nobody is locked out by a slip of the finger."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

import books
from casebook.base.errors import Cancelled
from casebook.base.progress import Progress, Step
from casebook.base.secret import Secret
from casebook.casework import check, erasing, keyfiles, keys, records
from casebook.casework.book import Casebook
from casebook.casework.keys import Way
from casebook.casework.opening import open_book
from casebook.casework.touched import Verb
from casebook.vault import safe as safes
from casebook.vault import slots
from casebook.vault.faults import (
    BadPublicKey,
    DatabaseForeign,
    DatabaseMissing,
    EmptyPassphrase,
    HeadDamaged,
    TooManyPassphrases,
    WrongPassphrase,
    WrongRecoveryKey,
)
from casebook.vault.head import LABEL, HeadFile
from casebook.vault.keys import CHEAPEST, expand, make_recovery_public
from casebook.vault.slots import Opening

CHEAP = {"kdf": CHEAPEST}


def opening(text: str, key_file: bytes = b"", label: str = "") -> Opening:
    return Opening(Secret(text), key_file, label)


MINE = opening(books.PASSPHRASE)
LUIS = opening("walnut harbour thimble", label="Luis")
AIDA = opening("kestrel over the mill", b"k" * 32, "Aida")
WRONG = opening("kestrel over the hill")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    """One person, whose remarks are known; a founder's passphrase."""
    made = books.make(tmp_path / "book", "Ana")
    person = made.new_id()
    records.write(made, Verb.ADD, [records.New(person, "person"), records.Set(person, "remarks", "kestrel")])
    yield made
    made.close()


@pytest.fixture
def three(book: Casebook) -> Casebook:
    """The founder, Luis, and Aida with a key file."""
    assert keys.add(book, MINE, LUIS, **CHEAP).emptied == ()
    assert keys.add(book, MINE, AIDA, others=[LUIS], **CHEAP).emptied == ()
    return book


def labels(book: Casebook) -> set[str]:
    return {way.label for way in keys.ways(book)}


def opens(book: Casebook) -> set[str]:
    """Which of the passphrases known here open the folder, book and all. *book* is closed for it."""
    book.close()
    found = set()
    for way in (MINE, LUIS, AIDA, opening(AIDA.passphrase.reveal().decode()), NEW):
        try:
            again = open_book(book.safe.folder, way.passphrase, key_file=way.key_file)
        except WrongPassphrase:
            continue
        check.check(again)
        again.close()
        found.add(f"{way.passphrase.reveal().decode()}{' + file' if way.key_file else ''}")
    return found


NEW = opening("thimble under glass")
ALL_THREE = {books.PASSPHRASE, "walnut harbour thimble", "kestrel over the mill + file"}


def test_everybody_has_a_way_in_of_their_own(three: Casebook) -> None:
    found = keys.ways(three)

    assert [(way.label, way.key_file, way.mine) for way in found] == [
        ("", False, True),
        ("Luis", False, False),
        ("Aida", True, False),
    ]
    assert opens(three) == ALL_THREE


def test_a_session_knows_with_which_passphrase_it_was_opened(three: Casebook) -> None:
    three.close()
    again = open_book(three.safe.folder, AIDA.passphrase, key_file=AIDA.key_file)

    assert [way.label for way in keys.ways(again) if way.mine] == ["Aida"]
    assert keys.check(again, LUIS) == Way(1, "Luis", False, mine=False)
    again.close()


def test_who_did_not_type_is_named_and_opens_no_more(three: Casebook) -> None:
    done = keys.change(three, MINE, NEW, others=[AIDA], **CHEAP)

    assert done.emptied == ("Luis",)
    assert labels(three) == {"", "Aida"}
    assert opens(three) == {"thimble under glass", "kestrel over the mill + file"}


def test_the_founders_slot_is_named_too_when_it_is_emptied(three: Casebook) -> None:
    assert keys.rekey(three, LUIS, others=[AIDA], **CHEAP).emptied == ("",)
    assert [way.label for way in keys.ways(three) if way.mine] == ["Luis"]
    assert opens(three) == ALL_THREE - {books.PASSPHRASE}


def test_removing_empties_that_one_and_only_that_one_if_all_others_typed(three: Casebook) -> None:
    assert keys.remove(three, MINE, "Luis", others=[AIDA], **CHEAP).emptied == ()
    assert opens(three) == ALL_THREE - {"walnut harbour thimble"}


def test_a_change_keeps_the_label_or_takes_a_new_one(three: Casebook) -> None:
    keys.change(three, LUIS, NEW, others=[MINE, AIDA], **CHEAP)
    assert labels(three) == {"", "Luis", "Aida"}
    again = Opening(NEW.passphrase, b"", "Lu")
    assert keys.change(three, NEW, again, others=[MINE, AIDA], **CHEAP).emptied == ()
    assert labels(three) == {"", "Lu", "Aida"}


def test_a_key_file_is_taken_up_and_given_up(book: Casebook) -> None:
    keys.change(book, MINE, AIDA, **CHEAP)
    assert opens(book) == {"kestrel over the mill + file"}
    again = open_book(book.safe.folder, AIDA.passphrase, key_file=AIDA.key_file)
    keys.change(again, AIDA, MINE, **CHEAP)
    assert opens(again) == {books.PASSPHRASE}


def test_a_typed_survivor_that_opens_nothing_refuses_the_act_before_anything_is_written(
    three: Casebook,
) -> None:
    before = three.safe.name, (three.safe.folder / "keys").read_bytes(), keys.ways(three)
    acts = [
        lambda: keys.change(three, MINE, NEW, others=[LUIS, WRONG], **CHEAP),
        lambda: keys.add(three, MINE, NEW, others=[WRONG], **CHEAP),
        lambda: keys.remove(three, MINE, "Luis", others=[WRONG], **CHEAP),
        lambda: keys.rekey(three, WRONG, **CHEAP),
        lambda: keys.set_recovery(three, WRONG, None, **CHEAP),
        lambda: keys.rekey(three, MINE, others=[opening("kestrel over the mill")], **CHEAP),
    ]
    for act in acts:
        with pytest.raises(WrongPassphrase):
            act()
    assert (three.safe.name, (three.safe.folder / "keys").read_bytes(), keys.ways(three)) == before
    assert opens(three) == ALL_THREE


def test_requests_that_make_no_sense_change_nothing(three: Casebook) -> None:
    before = (three.safe.folder / "keys").read_bytes()
    with pytest.raises(keys.NoSuchWay):
        keys.remove(three, MINE, "Somebody", **CHEAP)
    with pytest.raises(keys.WayTyped):
        keys.remove(three, MINE, "Luis", others=[LUIS], **CHEAP)
    with pytest.raises(keys.WayTyped):
        keys.remove(three, MINE, "", **CHEAP)
    with pytest.raises(keys.LabelTaken):
        keys.add(three, MINE, opening("x y z", label="Luis"), others=[LUIS], **CHEAP)
    with pytest.raises(keys.LabelTaken):
        keys.add(three, MINE, NEW, **CHEAP)
    with pytest.raises(keys.LabelTaken):
        keys.change(three, MINE, opening("x y z", label="Aida"), others=[AIDA], **CHEAP)
    with pytest.raises(keys.PassphraseTwice):
        keys.rekey(three, MINE, others=[MINE], **CHEAP)
    with pytest.raises(keys.PassphraseTwice):
        keys.add(three, MINE, opening(books.PASSPHRASE, label="Timur"), **CHEAP)
    with pytest.raises(EmptyPassphrase):
        keys.change(three, MINE, opening(""), **CHEAP)
    with pytest.raises(BadPublicKey):
        keys.set_recovery(three, MINE, bytes(32), **CHEAP)
    with pytest.raises(TooManyPassphrases):
        keys.add(three, MINE, NEW, others=[LUIS] * 7, **CHEAP)
    assert (three.safe.folder / "keys").read_bytes() == before
    assert opens(three) == ALL_THREE


@pytest.mark.parametrize(
    "stage", ["checking-passphrases", "deriving-key", "copying-database", "changing-keys"]
)
def test_cancelled_before_the_change_everything_is_as_it_was(three: Casebook, stage: str) -> None:
    seen: list[str] = []

    def watch(step: Step) -> None:
        seen.append(step.stage)
        if step.stage == stage:
            raise Cancelled

    with pytest.raises(Cancelled):
        keys.change(three, MINE, NEW, **CHEAP, progress=Progress(watch))
    assert seen[-1] == stage
    assert opens(three) == ALL_THREE


def test_recovery_is_set_survives_and_is_taken_away(book: Casebook) -> None:
    private = X25519PrivateKey.generate().private_bytes_raw()
    keys.set_recovery(book, MINE, make_recovery_public(private), **CHEAP)
    keys.change(book, MINE, NEW, **CHEAP)
    book.close()
    recovered = safes.unlock_by_recovery(book.safe.folder, private, progress=Progress())
    assert recovered.slot == -1
    recovered.close()
    again = open_book(book.safe.folder, NEW.passphrase)
    keys.set_recovery(again, NEW, None, **CHEAP)
    assert again.safe.recovery_public() is None
    again.close()
    with pytest.raises(WrongRecoveryKey):
        safes.unlock_by_recovery(book.safe.folder, private, progress=Progress())


@pytest.mark.parametrize("act", ["change", "rekey", "add", "remove", "set_recovery"])
def test_every_act_is_the_new_keys_that_were_due(three: Casebook, act: str) -> None:
    erasing.erase(three, books.the(three, "person")[0], reason="consent-withdrawn")
    assert three.rekey_due
    before = three.safe.name
    {
        "change": lambda: keys.change(three, MINE, NEW, **CHEAP),
        "rekey": lambda: keys.rekey(three, MINE, **CHEAP),
        "add": lambda: keys.add(three, MINE, opening("x y z", label="Timur"), **CHEAP),
        "remove": lambda: keys.remove(three, MINE, "Luis", **CHEAP),
        "set_recovery": lambda: keys.set_recovery(three, MINE, None, **CHEAP),
    }[act]()
    assert not three.rekey_due
    assert three.safe.name != before
    check.check(three)


def test_an_image_from_before_opens_nothing_that_came_after(book: Casebook, tmp_path: Path) -> None:
    """January: the whole folder and the passphrase of January. April: everything written since."""
    folder = book.safe.folder
    book.close()
    january = shutil.copytree(folder, tmp_path / "january")
    again = books.reopen(folder)
    keys.change(again, MINE, NEW, **CHEAP)
    person = again.new_id()
    records.write(again, Verb.ADD, [records.New(person, "person"), records.Set(person, "remarks", "April")])
    database, key = again.safe.name, again.safe._key.reveal()
    again.close()

    with pytest.raises(WrongPassphrase):
        open_book(folder, MINE.passphrase)
    old = slots.unlock(slots.read(january / "keys").block, MINE)
    assert old.reveal() != key
    # The keys of January over the folder of April, with the database under each of the two names.
    mixed = shutil.copytree(folder, tmp_path / "mixed")
    shutil.copy(january / "keys", mixed / "keys")
    with pytest.raises(DatabaseMissing):
        open_book(mixed, MINE.passphrase)
    (mixed / database).rename(mixed / book.safe.name)
    with pytest.raises(DatabaseForeign):
        open_book(mixed, MINE.passphrase)
    # Page by page, without the engine: January's key gives no word of April, April's gives it.
    assert b"April" in b"".join(books.pages(folder / database, key))
    assert b"April" not in b"".join(books.pages(folder / database, old.reveal()))
    with pytest.raises(HeadDamaged):
        HeadFile(folder / "head", expand(old.reveal(), LABEL)).read()


# ------------------------------------------------------------------ key files


def test_any_file_is_a_key_file(tmp_path: Path) -> None:
    path = tmp_path / "song.ogg"
    path.write_bytes(bytes(range(256)) * 9000)
    seen: list[Step] = []

    assert keyfiles.digest(path, progress=Progress(seen.append)) == hashlib.sha256(path.read_bytes()).digest()
    assert seen[-1] == Step("reading-key-file", 2_304_000, 2_304_000)


def test_what_is_no_key_file(tmp_path: Path) -> None:
    empty, large, pipe = tmp_path / "empty", tmp_path / "large", tmp_path / "pipe"
    empty.touch()
    with large.open("wb") as stream:
        stream.truncate(keyfiles.MOST_BYTES + 1)
    os.mkfifo(pipe)
    with pytest.raises(keyfiles.KeyFileEmpty):
        keyfiles.digest(empty)
    with pytest.raises(keyfiles.KeyFileTooLarge):
        keyfiles.digest(large)
    for none in (pipe, tmp_path, tmp_path / "absent", Path("/dev/zero")):
        with pytest.raises(keyfiles.KeyFileUnreadable):
            keyfiles.digest(none)
    link = tmp_path / "outside"
    link.symlink_to(tmp_path / "book")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "keys").write_bytes(b"x")
    for inside in (tmp_path / "book" / "keys", link / "keys"):
        with pytest.raises(keyfiles.KeyFileInside):
            keyfiles.digest(inside, apart_from=tmp_path / "book")
        with pytest.raises(keyfiles.KeyFileInside):
            keyfiles.make(inside, apart_from=tmp_path / "book")


def test_a_new_key_file_is_random_private_and_never_written_over(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = keyfiles.make(tmp_path / "one")
    finally:
        os.umask(before)
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "one").stat().st_size == 64
    assert keyfiles.digest(tmp_path / "one") == made != keyfiles.make(tmp_path / "two")
    with pytest.raises(keyfiles.KeyFileExists):
        keyfiles.make(tmp_path / "one")
    (tmp_path / "dangling").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(keyfiles.KeyFileExists):
        keyfiles.make(tmp_path / "dangling")
    assert not (tmp_path / "elsewhere").exists()
    assert keyfiles.digest(tmp_path / "one") == made
