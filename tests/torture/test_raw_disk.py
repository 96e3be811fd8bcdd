"""The disk under a casebook, read block by block as a laboratory reads it: what is readable, what can be opened.

A file system of its own in one file, mounted; a casebook on it is written, searched, erased from and locked with new
keys; then the file is read, without its file system. The laboratory has the passphrase of today, and tries it on
everything that looks like `keys`, wherever it lies.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

import books
import drawing
import program
from canary import Canaries, forms
from casebook.base.ids import RecordId
from casebook.base.secret import Secret
from casebook.casework import evidence, keys
from casebook.casework.book import Casebook
from casebook.casework.erasing import erase
from casebook.casework.opening import create_book, open_book
from casebook.journal import drafts
from casebook.journal.drafts import Draft
from casebook.search.folding import fold
from casebook.search.query import find
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from torture.table import Tally

SIZE = 32 << 20
BLOCK = 4096
MAGIC = b"casebook/keys/1\0"
COST = (CHEAPEST.memory_kib, CHEAPEST.iterations, CHEAPEST.lanes)
LABEL = "Aigul"


@dataclass
class Disk:
    """A file with an ext4 file system in it, and where it is mounted."""

    file: Path
    root: Path

    def mount(self) -> None:
        self.root.mkdir(exist_ok=True)
        done = subprocess.run(
            ["mount", "-o", "loop", str(self.file), str(self.root)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")

    def unmount(self) -> None:
        subprocess.run(["umount", str(self.root)], check=True)

    def raw(self) -> bytes:
        """Every block, with the power off; runs of blocks nothing was ever written to are left out."""
        self.unmount()
        try:
            data = self.file.read_bytes()
        finally:
            self.mount()
        blocks = [data[start : start + BLOCK] for start in range(0, len(data), BLOCK)]
        return b"".join(block for block in blocks if any(block))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a file system of its own")
    made = Disk(tmp_path / "disk.img", tmp_path / "disk")
    with made.file.open("wb") as stream:
        stream.truncate(SIZE)
    subprocess.run(["mkfs.ext4", "-q", "-F", "-b", "4096", str(made.file)], check=True)
    made.mount()
    yield made
    made.unmount()


# ------------------------------------------------------------------------------------ the laboratory


def readable(raw: bytes, *texts: str) -> list[str]:
    """Which *texts* stand in *raw* in clear: UTF-8, 16, 32, in base 64 or hexadecimal digits, in either case."""
    return [text for text in texts if any(form in raw for form in set(forms(text)))]


def opened(raw: bytes, passphrase: str) -> set[bytes]:
    """Database keys that *passphrase* gets out of whatever begins like `keys`.

    By docs/formats/safe.md and not by our code, which would refuse a block whose checksum does not fit.
    """
    found: set[bytes] = set()
    blocks = {raw[place.start() : place.start() + 838] for place in re.finditer(re.escape(MAGIC), raw)}
    for block in blocks:
        memory, passes, lanes = struct.unpack(">III", block[48:60].ljust(12, b"\0"))
        if (memory, passes, lanes) != COST:
            continue  # a header without its salt and cost derives nothing
        typed = Argon2id(salt=block[16:48], length=32, iterations=passes, lanes=lanes, memory_cost=memory)
        derived = typed.derive(unicodedata.normalize("NFKC", passphrase).encode())
        for n in range(8):
            info = b"casebook/slot/1\0" + bytes([n])
            both = HKDF(hashes.SHA256(), 64, None, info).derive(derived)
            slot = block[86 + 80 * n : 166 + 80 * n]
            with contextlib.suppress(InvalidTag, ValueError):
                found.add(AESGCM(both[:32]).decrypt(bytes(12), slot[32:], block[:86]))
    return found


def decrypted(raw: bytes, key: bytes) -> bytes:
    """Everything, decrypted as the pages of a database under *key*, whole or torn, and wherever they begin.

    In CBC a block of 16 bytes needs its key and the block before, nothing else; so the disk is decrypted through,
    once for each place a page may begin at (pages in a rollback journal begin 4 bytes after a multiple of 8).
    """
    found = []
    for start in (0, 4, 8, 12):
        body = raw[start : start + (len(raw) - start) // 16 * 16]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).decryptor()
        found.append(decryptor.update(body) + decryptor.finalize())
    return b"".join(found)


def holds(pages: bytes, *texts: str) -> list[str]:
    """Which *texts* stand in decrypted pages: as they were written, or as the search index keeps them."""
    return [
        text
        for text in texts
        if any(one.encode() in pages for one in (text, text.lower(), fold(text), fold(text)[4:]))
    ]


# ------------------------------------------------------------------------------------ T20


@dataclass
class Story:
    """A casebook with one person who stays and one who is to be erased, and a note that is deleted."""

    book: Casebook
    stays: RecordId
    goes: list[RecordId]
    file_key: bytes
    """Of a file that is to be erased: what opens it is as secret as what it holds."""


def tell(folder: Path, given: Path, passphrase: str, kept: Canaries, erased: Canaries) -> Story:
    book = create_book(folder, Secret(passphrase), name="", author=LABEL, kdf=CHEAPEST)
    made = drawing.draw(
        book,
        f"""
        person:1  names[1]/name  "{kept.name}"
        person:1  remarks  "{kept.sentence}"
        person:2  names[1]/name  "{erased.name}"
        person:2  names[2]/name  "{erased.cyrillic}"
        person:2  remarks  "{erased.sentence}"
        """,
    )
    drawing.edit(book, made["person:2"], remarks=f"{erased.sentence}, twice")
    drafts.keep(book.db, Draft(made["person:2"], "person", "remarks", f"{erased.sentence}, thr"))
    given.write_bytes(f"{erased.sentence}\n".encode() * 9000)
    file, _ = evidence.attach(book, made["person:2"], given)
    key = evidence.kept(book, file).key
    assert find(book.db, erased.name)
    return Story(book, made["person:1"], [made["person:2"], file], key)


def secrets_in(pages: bytes, said: Canaries, story: Story) -> list[str]:
    """What a decrypted disk tells of those who were erased."""
    texts = (said.name, said.cyrillic, said.sentence)
    found = holds(pages, *texts)
    return [*found, *(["the key of a file"] if story.file_key in pages else [])]


@pytest.mark.torture(
    "T20", "notes, an attachment, erasure, new keys, lock: raw ext4 blocks, with today's passphrase"
)
def test_what_was_erased_is_nowhere_on_the_disk(disk: Disk, tmp_path: Path, tally: Tally) -> None:
    """Nothing in clear at any time; after the rekey nothing under any key the passphrase still gives."""
    kept, erased = Canaries.fresh(), Canaries.fresh()
    passphrase = kept.passphrase
    story = tell(disk.root / "casebook", tmp_path / "given", passphrase, kept, erased)
    old = story.book.safe._key.reveal()
    story.book.close()

    before = disk.raw()
    assert readable(before, *kept.texts(), *erased.texts()) == []
    assert opened(before, passphrase) == {old}
    assert set(secrets_in(decrypted(before, old), erased, story)) > {erased.name, "the key of a file"}, (
        "blind"
    )

    book = story.book = open_book(disk.root / "casebook", Secret(passphrase))
    for record in story.goes:
        erase(book, record, reason="consent-withdrawn")
    book.close()
    between = secrets_in(decrypted(disk.raw(), old), erased, story)

    book = open_book(disk.root / "casebook", Secret(passphrase))
    keys.rekey(book, Opening(Secret(passphrase)), kdf=CHEAPEST)
    new = book.safe._key.reveal()
    book.close()

    after = disk.raw()
    assert readable(after, *kept.texts(), *erased.texts()) == []
    assert opened(after, passphrase) == {new}, "an old `keys` is still on the disk, and opens"
    pages = decrypted(after, new)
    assert kept.name in holds(pages, kept.name), "the search is blind"
    assert secrets_in(pages, erased, story) == []
    with_old_key = secrets_in(decrypted(after, old), erased, story)
    tally.tried(4)
    tally.found(
        f"{len(after) >> 12} used blocks; {len(between)} erased texts opened before the new keys, none after"
    )
    tally.found(f"with the old key, which is nowhere any more: {len(with_old_key)}")
    tally.could_not("disks that write elsewhere instead of over: flash, btrfs, journals that hold data")


@pytest.mark.torture("T20", "an old `keys` left on the disk would be found")
def test_a_laboratory_finds_what_a_careless_rekey_would_leave(disk: Disk, tmp_path: Path) -> None:
    """The fault seeded: the old `keys`, deleted as files are deleted, and the pages of the old database."""
    kept, erased = Canaries.fresh(), Canaries.fresh()
    folder = disk.root / "casebook"
    story = tell(folder, tmp_path / "given", kept.passphrase, kept, erased)
    old = story.book.safe._key.reveal()
    story.book.close()
    left = [folder / "keys", next(path for path in folder.iterdir() if len(path.name) == 26)]
    copies = [shutil.copy(path, disk.root) for path in left]
    book = open_book(folder, Secret(kept.passphrase))
    for record in story.goes:
        erase(book, record, reason="consent-withdrawn")
    keys.rekey(book, Opening(Secret(kept.passphrase)), kdf=CHEAPEST)
    book.close()
    disk.raw()  # the copies are on the disk
    for copy in copies:
        Path(copy).unlink()

    raw = disk.raw()

    assert old in opened(raw, kept.passphrase)
    assert erased.name in secrets_in(decrypted(raw, old), erased, story)


CUT_OFF = """
import os, signal, sys
from pathlib import Path
from casebook.base.secret import Secret
from casebook.casework import keys
from casebook.casework.opening import open_book
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening

passphrase, left = Secret(sys.stdin.readline().rstrip("\\n")), int(sys.argv[2])

def counted(call):
    def act(*words, **named):
        global left
        done = call(*words, **named)
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    return act

book = open_book(Path(sys.argv[1]), passphrase)
for name in ("fsync", "fdatasync", "rename", "replace", "link", "unlink", "ftruncate"):
    setattr(os, name, counted(getattr(os, name)))
keys.rekey(book, Opening(passphrase), kdf=CHEAPEST)
print(int(sys.argv[2]) - left)
"""


def rekeyed(folder: Path, passphrase: str, kill_after: int) -> str:
    """New keys, in a process that is killed after so many calls that change the disk; what it said."""
    done = subprocess.run(
        [sys.executable, "-c", CUT_OFF, str(folder), str(kill_after)],
        input=passphrase + "\n",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, -9}, done.stderr
    return done.stdout


@pytest.mark.torture(
    "T20", "the change of keys killed after its n-th call to the disk, then opened: raw blocks"
)
def test_keys_of_a_change_that_was_cut_off_open_nothing(
    disk: Disk, tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    """Whatever keys the passphrase still gets out of the disk, only those of today open any page."""
    passphrase = Canaries.fresh().passphrase
    calls, killed = 1 << 20, 0
    n = 1
    while n <= calls:
        kept, erased = Canaries.fresh(), Canaries.fresh()
        folder = disk.root / f"casebook{n}"
        story = tell(folder, tmp_path / "given", passphrase, kept, erased)
        for record in story.goes:
            erase(story.book, record, reason="consent-withdrawn")
        old = story.book.safe._key.reveal()
        story.book.close()
        if calls == 1 << 20:
            calls = int(rekeyed(folder, passphrase, calls))
            assert calls > 10
        else:
            killed += not rekeyed(folder, passphrase, n)
        book = open_book(folder, Secret(passphrase))
        if book.safe._key.reveal() == old:  # it was killed before the change, which is still to be made
            keys.rekey(book, Opening(Secret(passphrase)), kdf=CHEAPEST)
        now = book.safe._key.reveal()
        book.close()
        raw = disk.raw()
        pages = {key: decrypted(raw, key) for key in opened(raw, passphrase)}
        assert holds(pages[now], kept.name) == [kept.name], "the search is blind"
        for key, page in pages.items():
            assert secrets_in(page, erased, story) == [], n
            assert key == now or holds(page, kept.name) == [], n
        shutil.rmtree(folder)
        tally.tried()
        n += rounds(max(1, calls // 2), 1)
    tally.found(f"{calls} calls; killed behind {killed} of them")


@pytest.mark.torture("T20", "the window at work in a home on that disk; raw blocks in clear")
def test_the_window_writes_nothing_readable(disk: Disk, canaries: Canaries, tally: Tally) -> None:
    """Home, settings, caches and casebook all lie on the disk that is read."""
    home = program.make_home(disk.root / "home")
    folder = home / "Notes"
    create_book(folder, Secret(canaries.passphrase), name="", author=LABEL, kdf=CHEAPEST).close()
    with program.started(folder, home) as run:
        run.unlock(canaries.passphrase)
        run.do("press", "Ctrl+N")
        run.do("until_here", "Name")
        run.do("type", canaries.name)
        run.do("press", "Return")
        run.do("until_sees", "More about this: Names")
        run.do("go_to", "Add: Remarks for the team")
        run.do("press", "Return")
        run.do("type", canaries.sentence)  # and not saved: a draft
        run.do("press", "Ctrl+K")
        run.do("until_here", "Find or do anything")
        run.do("type", canaries.name)
        run.do("until_sees", "P-")
        run.lock("F12")
    raw = disk.raw()
    assert readable(raw, *canaries.texts()) == []
    (key,) = opened(raw, canaries.passphrase)
    assert canaries.name in holds(decrypted(raw, key), canaries.name), "the search is blind"
    (disk.root / "left").write_text(canaries.cyrillic, encoding="utf-16-le")
    assert readable(disk.raw(), *canaries.texts()) == [canaries.cyrillic], "the search is blind"
    tally.found(f"{len(raw) >> 12} blocks with something on them, none readable")


# ------------------------------------------------------------------------------------ T21, T22, T23


@pytest.mark.torture("T21", "every page of the decrypted database, free ones too, after an erasure")
def test_no_page_keeps_what_was_erased(tmp_path: Path, tally: Tally) -> None:
    """Tables, indexes, the tables of the full-text index, free pages, slack; deleted is not erased and is there."""
    kept, erased = Canaries.fresh(), Canaries.fresh()
    story = tell(tmp_path / "casebook", tmp_path / "given", kept.passphrase, kept, erased)
    book = story.book
    other = drawing.draw(book, f"""person:9  remarks  "{erased.phone}"\nperson:9  (deleted)""")["person:9"]
    assert set(secrets_in(books.raw(book), erased, story)) > {erased.name, "the key of a file"}, "blind"

    for record in story.goes:
        erase(book, record, reason="consent-withdrawn")
    erase(book, other, reason="consent-withdrawn")

    pages = books.raw(book)
    assert secrets_in(pages, erased, story) == []
    assert holds(pages, erased.phone) == []
    assert holds(pages, kept.name) == [kept.name]
    tables = [
        row[0]
        for row in book.db.execute("SELECT name FROM sqlite_master WHERE rootpage > 0 AND type = 'table'")
    ]
    assert {"full_text_data", "full_text_idx", "part", "draft"} <= set(tables)
    rows = 0
    for table in tables:
        for row in book.db.each(f'SELECT * FROM "{table}"', ()):
            rows += 1
            held = b"\0".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
            assert secrets_in(held, erased, story) == [], table
    free = book.db.one("PRAGMA freelist_count")
    book.close()
    tally.found(
        f"{len(pages) // 4016} pages, {free and free[0]} of them free; {rows} rows of {len(tables)} tables"
    )


@pytest.mark.torture("T22", "modes of everything made, under umask 000")
@pytest.mark.torture("T23", "entropy, first bytes and side files of a closed casebook")
def test_a_closed_casebook_is_noise_for_its_owner_alone(tmp_path: Path, tally: Tally) -> None:
    """Files of 0600 in folders of 0700; nothing but `keys` has a beginning; no journal, no half-written file."""
    kept, erased = Canaries.fresh(), Canaries.fresh()
    before = os.umask(0)
    try:
        story = tell(tmp_path / "casebook", tmp_path / "given", kept.passphrase, kept, erased)
        erase(story.book, story.goes[0], reason="consent-withdrawn")
        keys.rekey(story.book, Opening(Secret(kept.passphrase)), kdf=CHEAPEST)
        story.book.close()
    finally:
        os.umask(before)
    folder = tmp_path / "casebook"

    modes_found = {path: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    assert {
        path for path, mode in modes_found.items() if mode != (0o700 if path.is_dir() else 0o600)
    } == set()
    names = {path.name for path in folder.iterdir()}
    (database,) = (name for name in names if len(name) == 26)
    assert names == {"keys", "head", "lock", "files", database}
    entropies = {}
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        if path.name != "keys":
            assert not data.startswith((b"SQLite format", b"casebook")), path.name
        if len(data) >= 1 << 16:
            entropies[path.name] = entropy(data)
    assert len(entropies) == 2, "the database and a file"
    assert min(entropies.values()) >= 7.99
    assert entropy(b"Nobody was seen at the harbour that night. " * 2000) < 5
    tally.found(f"{len(modes_found)} files and folders; {min(entropies.values()):.4f} bit a byte at least")


def entropy(data: bytes) -> float:
    """Bits in a byte of *data*, by how often each byte occurs."""
    return -sum(n / len(data) * math.log2(n / len(data)) for n in Counter(data).values())
