"""Passphrases and key files from outside: what a try costs, what it tells, and what opens."""

from __future__ import annotations

import contextlib
import itertools
import math
import os
import re
import subprocess
import time
import unicodedata
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from unittest import mock

import pytest

import books
import commands
import program
from casebook.base.secret import Secret
from casebook.casework.opening import create_book
from casebook.vault import keys as vault_keys
from casebook.vault import slots
from casebook.vault.faults import EmptyPassphrase, WrongPassphrase
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from commands import Desk
from torture.table import Tally

MIB = 1 << 20


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    home = tmp_path / "home"
    home.mkdir()
    return Desk(home / "casebook", home, commands.environment(home))


# ------------------------------------------------------------------------------------ T32


def eight_ways() -> tuple[slots.Block, list[Opening]]:
    """A block of `keys` whose eight slots eight people open, every other one with a key file."""
    openings = [
        Opening(Secret(f"person {n} walks to the harbour"), bytes([n]) * 32 if n % 2 else b"")
        for n in range(8)
    ]
    data = slots.make(Secret(os.urandom(32)), "a" * 26, openings, kdf=CHEAPEST, recovery_public=None)
    return slots.parse(data).block, openings


def took(block: slots.Block, opening: Opening) -> float:
    start = time.perf_counter()
    with contextlib.suppress(WrongPassphrase):
        slots.open_slot(block, opening)
    return time.perf_counter() - start


def kolmogorov_smirnov(one: list[float], two: list[float]) -> float:
    """The two-sided p of two samples being of one distribution (asymptotic; Press et al., 14.3.3)."""
    steps = sorted({*one, *two})
    away = max(abs(sum(x <= s for x in one) / len(one) - sum(x <= s for x in two) / len(two)) for s in steps)
    n = math.sqrt(len(one) * len(two) / (len(one) + len(two)))
    scaled = (n + 0.12 + 0.11 / n) * away
    p = 2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * scaled * scaled) for k in range(1, 101))
    return 1.0 if scaled < 0.2 else min(1.0, max(0.0, p))


@pytest.mark.torture("T32", "slow derivations of a try: wrong, and right for each of eight slots")
def test_every_try_costs_one_derivation(tally: Tally) -> None:
    block, openings = eight_ways()
    wrong = [
        Opening(Secret("nobody's")),
        Opening(openings[1].passphrase),
        Opening(openings[0].passphrase, b"x" * 32),
    ]
    for opening in (*openings, *wrong):
        with mock.patch.object(slots, "derive", wraps=vault_keys.derive) as derive:
            took(block, opening)
        assert derive.call_count == 1
        tally.tried()
    assert [slots.open_slot(block, opening)[1] for opening in openings] == list(range(8))


@pytest.mark.torture(
    "T32", "a wrong passphrase, a forgotten or wrong key file: code and words of the program"
)
def test_every_wrong_try_says_the_same(desk: Desk, tmp_path: Path, tally: Tally) -> None:
    """Also whether a key file is needed at all is told to nobody."""
    key_file, other = tmp_path / "brass", tmp_path / "tin"
    key_file.write_bytes(b"brass")
    other.write_bytes(b"tin")
    create_book(
        desk.folder,
        Secret(books.PASSPHRASE),
        key_file=sha256(b"brass").digest(),
        name="",
        author="A7",
        kdf=CHEAPEST,
    ).close()
    assert desk("info", "--key-file", str(key_file)).code == 0
    said = {
        (ran.code, ran.out, ran.err)
        for ran in (
            desk("info"),
            desk("info", passphrase="Ferry lantern orchard"),
            desk("info", "--key-file", str(other)),
            desk("info", "--key-file", str(key_file), passphrase="x"),
            desk("info", "--key-file", str(key_file), passphrase="ж" * 3000),
        )
    }
    tally.tried(5)
    assert len(said) == 1
    assert next(iter(said))[:2] == (1, "")


@pytest.mark.torture("T32", "times of wrong tries and of tries for the first and last slot")
def test_the_time_tells_nothing(rounds: Callable[[int, int], int], tally: Tally) -> None:
    """Interleaved, so that what else the machine does falls on all alike."""
    tries = rounds(0, 200)
    if not tries:
        pytest.skip("its figures need the full number of tries (`--rounds full`)")
    block, openings = eight_ways()
    kinds = {"wrong": Opening(Secret("nobody's passphrase, ever")), "first": openings[0], "last": openings[7]}
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(tries):
        for name, opening in kinds.items():
            times[name].append(took(block, opening))
            tally.tried()
    for one, two in itertools.combinations(kinds, 2):
        p = kolmogorov_smirnov(times[one], times[two])
        tally.found(f"{one} and {two}: p = {p:.3f}")
        assert p > 0.01
    slower = [one + 0.02 for one in times["wrong"]]
    assert kolmogorov_smirnov(times["wrong"], slower) < 0.01, "twenty milliseconds would be seen"


# ------------------------------------------------------------------------------------ T33


def asking(folder: Path, memory_kib: int, passes: int, lanes: int) -> None:
    """`keys` that asks for so much, with checksums that fit."""
    block = bytearray((folder / "keys").read_bytes()[:838])
    for at, value in ((48, memory_kib), (52, passes), (56, lanes)):
        block[at : at + 4] = value.to_bytes(4, "big")
    (folder / "keys").write_bytes((bytes(block) + sha256(block).digest()) * 2)


@pytest.mark.torture(
    "T33", "files `keys` that ask for too much or too little: refused before memory is taken"
)
def test_a_greedy_file_of_keys_is_refused(desk: Desk, tally: Tally) -> None:
    books.make(desk.folder).close()
    kept = (desk.folder / "keys").read_bytes()
    peaks = []
    for cost in (
        (65_535, 1, 2),
        (1_048_577, 1, 2),
        (4 << 20, 20, 2),
        (0xFFFFFFFF, 1, 1),
        (65_536, 21, 2),
        (65_536, 0xFFFFFFFF, 2),
        (65_536, 0, 2),
        (65_536, 1, 0),
        (65_536, 1, 9),
        (0, 0, 0),
    ):
        asking(desk.folder, *cost)
        code, out, err, peak = ended(desk.start("info", str(desk.folder)))
        peaks.append(peak)
        assert code in {1, 3}, cost
        assert out == b""
        assert b"Traceback" not in err
        tally.tried()
    (desk.folder / "keys").write_bytes(kept)
    code, _, _, honest = ended(desk.start("info", str(desk.folder)))
    assert code == 0
    tally.found(f"at most {max(peaks) // MIB} MiB in memory, {honest // MIB} where the passphrase is tried")
    assert max(peaks) < honest - 48 * MIB, "the 64 MiB of the least derivation would be seen"


def ended(child: subprocess.Popen[bytes]) -> tuple[int | None, bytes, bytes, int]:
    """How a command ended that says little: code, output, errors, and the most memory it was seen with, in bytes.

    What the kernel tells at the end would count the test that started it, too.
    """
    peak = 0
    while child.poll() is None:
        with contextlib.suppress(OSError):
            found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{child.pid}/status").read_text())
            peak = max(peak, int(found[1]) * 1024 if found else 0)
        time.sleep(0.001)
    out, err = child.communicate()
    return child.returncode, out, err, peak


# ------------------------------------------------------------------------------------ T34

PASSPHRASES = {
    "composed": "Ångström für Çelik",
    "compatible": "ﬁve ① ½ Ⅳ ｆｕｌｌ",
    "cyrillic": "ёжик в тумане, йод",
    "right to left": "שָׁלוֹם مَرْحَبًا",
    "emoji": "👩‍👩‍👧 🇰🇿 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "han and hangul": "한국어 漢字 かな",
    "one character": "x",
    "10,000 characters": "пароль 12" * 1111 + "!",
    "a NUL inside": "before\0after",
    "spaces around": "  two before, one after ",
    "only spaces": "   ",
    "directions": "\u202eabc\u202c \u200b \ufeff",
}


@pytest.mark.torture(
    "T34", "passphrases of any script, in every normal form, by file, pipe and typed letter by letter"
)
@pytest.mark.parametrize("what", PASSPHRASES)
def test_a_passphrase_is_the_same_on_every_way(what: str, desk: Desk, tmp_path: Path, tally: Tally) -> None:
    """Made in one form, it opens in each; cut short at any place where a program could stop reading, in none."""
    passphrase = PASSPHRASES[what]
    create_book(desk.folder, Secret(passphrase), name="", author="A7", kdf=CHEAPEST).close()
    spellings = {unicodedata.normalize(form, passphrase) for form in ("NFC", "NFD", "NFKC", "NFKD")} | {
        passphrase
    }
    key = opened_with(desk.folder, passphrase)
    for spelling in spellings:
        assert opened_with(desk.folder, spelling) == key
        tally.tried()
    assert desk("info", passphrase=unicodedata.normalize("NFD", passphrase)).code == 0
    on_file = tmp_path / "typed"
    on_file.write_bytes(passphrase.encode() + b"\r\n")
    ran = desk.bare("info", str(desk.folder), "--passphrase-file", str(on_file))
    on_file.write_bytes(passphrase.encode())
    assert desk.bare("info", str(desk.folder), "--passphrase-file", str(on_file)).code == ran.code == 0
    tally.tried(2)
    for other in {passphrase.strip(), passphrase.partition("\0")[0], passphrase[:72], passphrase + " "} - {
        passphrase
    }:
        with pytest.raises((WrongPassphrase, EmptyPassphrase)):
            opened_with(desk.folder, other)
        tally.tried()


def opened_with(folder: Path, passphrase: str) -> bytes:
    block = slots.read(folder / "keys").block
    return bytes(slots.open_slot(block, Opening(Secret(passphrase)))[0].reveal())


@pytest.mark.torture(
    "T34", "passphrases of any script, in every normal form, by file, pipe and typed letter by letter"
)
@pytest.mark.parametrize("what", ["cyrillic", "right to left", "emoji"])
def test_it_may_be_typed_in_pieces(what: str, tmp_path: Path, tally: Tally) -> None:
    """Typed in the window, decomposed: accents as keys of their own."""
    home = program.make_home(tmp_path / "home")
    create_book(home / "Notes", Secret(PASSPHRASES[what]), name="", author="A7", kdf=CHEAPEST).close()
    with program.started(home / "Notes", home) as run:
        run.unlock(unicodedata.normalize("NFD", PASSPHRASES[what]))
    tally.tried()


@pytest.mark.torture("T34", "bytes that are no text: refused in words")
@pytest.mark.parametrize("bad", [b"\xff\xfe", b"caf\xe9", b"\xed\xa0\x80 alone", b"", b"\n"])
def test_what_is_no_text_is_refused_in_words(bad: bytes, desk: Desk, tmp_path: Path) -> None:
    """Among them half of a surrogate pair, as UTF-8 forbids it."""
    books.make(desk.folder).close()
    on_file = tmp_path / "typed"
    on_file.write_bytes(bad)
    ran = desk.bare("info", str(desk.folder), "--passphrase-file", str(on_file))
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert ran.out == ""
