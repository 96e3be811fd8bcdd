"""Every wrong passphrase costs the same and is told the same, however many slots there are and whichever it is near."""

from __future__ import annotations

import hashlib
import secrets
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from casebook.base.errors import CasebookError
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.base.words import translator
from casebook.vault import safe as safes
from casebook.vault import slots
from casebook.vault.faults import KdfOutOfBounds, WrongPassphrase
from casebook.vault.keys import CHEAPEST, Kdf
from casebook.vault.safe import Safe
from casebook.vault.slots import SLOTS, Opening
from casebook.wording import errors

Make = Callable[..., Safe]


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What opening costs, as it happens: every real derivation, and every slot that is tried."""
    done: list[str] = []
    derive, try_slot = slots.derive, slots._try_slot

    def derived(passphrase: Secret, salt: bytes, kdf: Kdf) -> bytes:
        done.append(f"derive {kdf}")
        return derive(passphrase, salt, kdf)

    def tried(*parts: bytes) -> bytes:
        done.append("slot")
        return try_slot(*parts)

    monkeypatch.setattr(slots, "derive", derived)
    monkeypatch.setattr(slots, "_try_slot", tried)
    return done


def ways(count: int) -> list[Opening]:
    """So many ways in; every second one with a key file."""
    return [
        Opening(Secret(f"kestrel over mill {i}"), bytes([i] * 32) if i % 2 else b"", str(i))
        for i in range(count)
    ]


def told(folder: Path, opening: Opening) -> tuple[str, str, int]:
    """How a wrong one is refused: the class, the sentence, the number of facts."""
    with pytest.raises(WrongPassphrase) as caught:
        safes.unlock(folder, opening.passphrase, key_file=opening.key_file, progress=Progress())
    error: CasebookError = caught.value
    assert error.__cause__ is None
    return type(error).__name__, errors.sentence(error, translator("en")), len(errors.facts_of(error))


@pytest.mark.parametrize("count", [1, 2, SLOTS])
def test_each_wrong_one_is_one_derivation_and_one_sentence(
    make_safe: Make, work: list[str], count: int
) -> None:
    opens = ways(count)
    first, *others = opens
    safe = safes.rekey(
        make_safe(), first.passphrase, label="0", others=others, kdf=CHEAPEST, progress=Progress()
    )
    safe.close()
    wrong = [
        *(Opening(Secret(f"{way.passphrase.reveal().decode()}!"), way.key_file) for way in opens),
        *(Opening(way.passphrase, b"" if way.key_file else bytes(32)) for way in opens),
        *(Opening(Secret(secrets.token_hex(20))) for _ in range(5)),
        Opening(Secret("ferry lantern orchard")),
        Opening(Secret("x")),
        Opening(Secret("x" * 10_000)),
    ]
    costs, said = set(), set()
    for opening in wrong:
        work.clear()
        said.add(told(safe.folder, opening))
        costs.add(tuple(work))
    assert costs == {(f"derive {CHEAPEST}", *["slot"] * SLOTS)}
    assert len(said) == 1, said


def test_the_right_ones_cost_the_same_in_every_slot(make_safe: Make, work: list[str]) -> None:
    opens = ways(SLOTS)
    first, *others = opens
    safe = safes.rekey(
        make_safe(), first.passphrase, label="0", others=others, kdf=CHEAPEST, progress=Progress()
    )
    safe.close()
    for number, way in enumerate(opens):
        work.clear()
        opened = safes.unlock(safe.folder, way.passphrase, key_file=way.key_file, progress=Progress())
        assert tuple(work) == (f"derive {CHEAPEST}", *["slot"] * SLOTS)
        assert opened.slot == number
        opened.close()


@pytest.mark.parametrize(
    "kdf", [Kdf(32 * 1024, 3, 2), Kdf(4 << 20, 1, 2), Kdf(65536, 21, 2), Kdf(65536, 1, 0)]
)
def test_costs_out_of_bounds_are_refused_before_anything_is_derived(
    make_safe: Make, work: list[str], kdf: Kdf
) -> None:
    """A file that asks for too little work, or for four gigabytes."""
    safe = make_safe()
    safe.close()
    block = bytearray((safe.folder / "keys").read_bytes()[: slots.BLOCK_SIZE])
    block[48:60] = struct.pack(">III", kdf.memory_kib, kdf.iterations, kdf.lanes)
    copy = bytes(block) + hashlib.sha256(block).digest()
    (safe.folder / "keys").write_bytes(copy * 2)
    work.clear()
    with pytest.raises(KdfOutOfBounds):
        safes.unlock(safe.folder, Secret("ferry lantern orchard"), progress=Progress())
    assert work == []
