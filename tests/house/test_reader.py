"""The reader that stands beside the formats opens real casebooks without a line of ours, and believes nothing."""

from __future__ import annotations

import ast
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlcipher3
from hypothesis import given
from hypothesis import strategies as st

import books
import drawing
from casebook.base.secret import Secret
from casebook.casework import evidence, undo
from casebook.casework.book import Casebook
from casebook.casework.erasing import erase
from casebook.casework.opening import create_book, open_book
from casebook.formats import ed25519
from casebook.journal import log
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from reading import ROOT
from torture.table import Tally

READER = ROOT / "docs" / "formats" / "reader.py"
SHELF = sorted((ROOT / "tests" / "shelf").glob("[0-9]*"))
LOADED = runpy.run_path(str(READER))
WITHOUT_US = (
    "import runpy, sys\n"
    "for name in ('casebook', 'msgspec'): sys.modules[name] = None  # an import of it fails\n"
    "sys.argv = sys.argv[1:]\n"
    "runpy.run_path(sys.argv[0], run_name='__main__')\n"
)
STORY = """
    person:1     names[1]/name  "Amal Haddad"
    person:1     names[2]/name  "Амаль Хаддад"
    person:2     names[1]/name  "Madina Ermekova"
    note:1       about[1]/record  person:1
"""


def read(folder: Path, typed: str, *more: str) -> subprocess.CompletedProcess[str]:
    """The reader in a process of its own that finds neither us nor our encoder."""
    return subprocess.run(
        [sys.executable, "-I", "-c", WITHOUT_US, str(READER), str(folder), *more],
        input=typed + "\n",
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        check=False,
    )


def ours(book: Casebook) -> list[Any]:
    """What we read of the same journal, in the reader's words."""
    rows = []
    for entry in log.entries(book.db):
        for place, part in enumerate(entry.parts):
            if part is not None:
                rest = msgspec.msgpack.decode(part)[2:]
                rows.append([entry.header.feed, entry.header.seq, entry.id, place, *rest])
    return sorted(
        json.loads(json.dumps(rows, default=bytes.hex)), key=lambda row: (row[0], row[1], row[2], row[3])
    )


def told(done: subprocess.CompletedProcess[str]) -> tuple[list[Any], list[Any]]:
    """Its parts of entries, and its files."""
    assert done.returncode == 0, done.stderr
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    parts = [one for one in documents if isinstance(one, list)]
    return sorted(parts, key=lambda row: row[:4]), [one for one in documents if isinstance(one, dict)]


def fill(book: Casebook, folder: Path) -> None:
    """People in two scripts, a file, an edit, its undo, a long text, a deletion, an erasure."""
    made = drawing.draw(book, STORY)
    photo = folder / "photo.bin"
    photo.write_bytes(os.urandom(600_000))
    evidence.attach(book, made["person:1"], photo)
    drawing.edit(book, made["person:1"], code_name="Heron")
    drawing.edit(book, made["person:1"], remarks="Причал, пятый дом. " * 900)
    undo.undo_last(book)
    erase(book, made["person:2"], reason="consent-withdrawn")


def test_it_is_short_and_imports_nothing_of_ours() -> None:
    text = READER.read_text(encoding="utf-8")
    imported = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [])
        + ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
    }

    assert len([line for line in text.splitlines() if line.strip()]) <= 150
    assert imported - sys.stdlib_module_names == {"cryptography", "sqlcipher3"}


@pytest.mark.torture("T37", "150 lines written from the pages read what we wrote, and say the same")
@pytest.mark.parametrize("place", SHELF, ids=lambda place: place.name)
def test_it_reads_every_casebook_on_the_shelf(place: Path, tmp_path: Path, tally: Tally) -> None:
    passphrase = json.loads((place / "expected.json").read_text(encoding="utf-8"))["passphrase"]
    folder = shutil.copytree(place / "casebook", tmp_path / "casebook")

    parts, files = told(read(folder, passphrase))

    book = open_book(folder, Secret(passphrase))
    assert parts == ours(book)
    assert [one["file"] for one in files] == [str(name) for name in book.safe.files.ids()]
    book.close()
    tally.found(f"shelf {place.name}: {len(parts)} parts, {len(files)} file")
    tally.could_not(
        "bundles are read by ssh-keygen, sha256sum and bagit instead: tests/rooms/cli/test_verify.py"
    )


@pytest.mark.torture("T37", "150 lines written from the pages read what we wrote, and say the same")
def test_it_reads_a_new_casebook_with_a_key_file(tmp_path: Path, tally: Tally) -> None:
    key_file = tmp_path / "brass"
    key_file.write_bytes(os.urandom(3000))
    folder = tmp_path / "casebook"
    typed = Opening(Secret("Café  ① walnut"), sha256(key_file.read_bytes()).digest())
    book = create_book(folder, typed.passphrase, key_file=typed.key_file, name="", author="A7", kdf=CHEAPEST)
    fill(book, tmp_path)
    expected = ours(book)
    book.close()

    parts, files = told(read(folder, "Cafe\u0301  1 walnut", str(key_file)))

    assert parts == expected
    assert len(files) == 1
    assert files[0]["bytes"] == 600_000
    assert read(folder, "Café  1 walnut").returncode == 1
    assert read(folder, "Café  1 walnuts", str(key_file)).returncode == 1
    tally.found(f"a new one behind a passphrase and a key file: {len(parts)} parts, 1 file")


# ------------------------------------------------------------------------------------ it believes nothing

VALUES = st.recursive(
    st.none() | st.integers(-(2**63), 2**64 - 1) | st.text() | st.binary(max_size=300),
    lambda v: st.lists(v, max_size=20),
)


@given(VALUES)
def test_it_reads_what_a_stock_encoder_writes(value: object) -> None:
    assert one(msgspec.msgpack.encode(value)) == value


@pytest.mark.parametrize("size", [15, 16, 31, 32, 255, 256, 65535, 65536])
def test_it_reads_every_length(size: int) -> None:
    for value in ("a" * size, b"a" * size, [1] * size, size, -size, -size - 1):
        assert one(msgspec.msgpack.encode(value)) == value


@pytest.mark.parametrize(
    "data",
    [
        *(
            "cc05",
            "cd00ff",
            "ce0000ffff",
            "cf00000000ffffffff",
            "d0ff",
            "d0e0",
            "d1ff80",
            "d2ffff8000",
            "d005",
        ),
        *("d90561616161 61", "da001f", "c5000161", "c600000001 61", "dc000101", "dd0000ffff", "db0000ffff"),
        *(
            "80",
            "c2",
            "c3",
            "c1",
            "ca00000000",
            "cb0000000000000000",
            "c70100 61",
            "d40061",
            "c40561",
            "0101",
            "a261",
        ),
    ],
)
def test_it_refuses_other_forms_and_other_types(data: str) -> None:
    """Longer than need be, cut off, followed by something, maps, booleans, floats, extensions."""
    with pytest.raises(SystemExit):
        one(bytes.fromhex(data))


def test_it_knows_the_keys_that_fit_every_message() -> None:
    """Five y, either sign: ten encodings, of the eight points of small order and of two that are none."""
    assert len(LOADED["SMALL"]) == 5
    for y in LOADED["SMALL"]:
        for sign in (0, 1 << 255):
            with pytest.raises(ed25519.WeakKey):
                ed25519.check_public((y | sign).to_bytes(32, "little"))


def one(data: bytes) -> object:
    """The reader's reading of one value."""
    return LOADED["one"](data)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A casebook, closed, and its database key."""
    place = tmp_path_factory.mktemp("written")
    book = books.make(place / "casebook", "ana")
    fill(book, place)
    key = book.safe._key.reveal()
    book.close()
    return place / "casebook", key


def flip(path: Path, *places: int) -> None:
    data = bytearray(path.read_bytes())
    for at in places:
        data[at] ^= 1
    path.write_bytes(data)


def change(statement: str) -> Callable[[Path, bytes], None]:
    """Somebody who has the key writes into the database, and SQLCipher seals it anew."""

    def act(folder: Path, key: bytes) -> None:
        (path,) = (one for one in folder.iterdir() if len(one.name) == 26)
        db = sqlcipher3.connect(str(path))
        db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        assert db.execute(statement).rowcount == 1
        db.commit()
        db.close()

    return act


def both_copies(folder: Path, _key: bytes) -> None:
    """A slot exchanged in both copies, with checksums that fit."""
    block = bytearray((folder / "keys").read_bytes()[:838])
    block[86 + 80 * 5] ^= 1
    (folder / "keys").write_bytes((bytes(block) + sha256(block).digest()) * 2)


LAST = "(SELECT max(n) FROM entry)"
FAULTS: dict[str, tuple[Callable[[Path, bytes], None], str]] = {
    "both copies of keys": (lambda f, _: flip(f / "keys", 300, 1400), "keys"),
    "an exchanged slot": (both_copies, "MAC of keys"),
    "head": (lambda f, _: flip(f / "head", 500), "InvalidTag"),
    "a file": (lambda f, _: flip(next((f / "files").iterdir()), 300_000), "InvalidTag"),
    "a page": (lambda f, _: flip(next(p for p in f.iterdir() if len(p.name) == 26), 9000), "malformed|page"),
    "a signature": (
        change(f"UPDATE entry SET signature = zeroblob(64) WHERE n = {LAST}"),
        "InvalidSignature",
    ),
    "an entry twice": (
        change(
            "UPDATE entry SET (header, signature) ="
            " (SELECT header, signature FROM entry AS other WHERE other.seq = 2) WHERE seq = 3"
        ),
        "chain|commitment",
    ),
    "an entry left out": (change("DELETE FROM entry WHERE seq = 2"), "chain"),
    "the last entry left out": (change(f"DELETE FROM entry WHERE n = {LAST}"), "missing|head"),
    "a part left out": (change("DELETE FROM part WHERE entry = 1 AND place = 1"), "missing"),
    "a part of another": (
        change(
            "UPDATE part SET bytes = (SELECT bytes FROM part AS p WHERE p.entry = 1 AND p.place = 1)"
            " WHERE entry = 1 AND place = 2"
        ),
        "commitment",
    ),
    "a part nobody signed": (change("INSERT INTO part VALUES (1, 99, NULL, x'93')"), "number of parts"),
}


@pytest.mark.torture("T37", "what somebody changed, the reader refuses as well")
@pytest.mark.parametrize("what", FAULTS)
def test_it_refuses_what_was_changed(what: str, written: tuple[Path, bytes], tmp_path: Path) -> None:
    folder = shutil.copytree(written[0], tmp_path / "casebook")
    fault, said = FAULTS[what]
    fault(folder, written[1])

    done = read(folder, books.PASSPHRASE)

    assert done.returncode == 1
    assert re.search(said, done.stderr), done.stderr
    assert done.stdout == "" or what == "a file"


def test_one_damaged_copy_of_keys_is_enough_for_it(written: tuple[Path, bytes], tmp_path: Path) -> None:
    for at in (200, 1200):
        folder = shutil.copytree(written[0], tmp_path / str(at))
        flip(folder / "keys", at)

        assert told(read(folder, books.PASSPHRASE))[0]
