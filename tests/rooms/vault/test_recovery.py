"""One seed, its public halves and their words; made, split and put together in a child that does not stay."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
import shamir_mnemonic
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casebook.base.errors import CasebookError
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.formats.wordlist import word_list
from casebook.jail import launch
from casebook.vault import keys, recovery, shares
from casebook.vault.recovery import BadShareCounts
from conftest import children

SEED = bytes(range(16))


def hkdf(seed: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(seed)


def test_the_vector_of_the_specification(root: Path) -> None:
    page = (root / "docs" / "formats" / "recovery.md").read_text()
    halves = recovery.from_seed(Secret(SEED)).public

    assert SEED.hex() in page
    assert halves.recovery.hex() in page
    assert halves.admin.hex() in page
    assert " ".join(halves.words()) in page


def test_the_shares_of_the_specification_make_its_sheet(root: Path) -> None:
    page = (root / "docs" / "formats" / "recovery.md").read_text()
    texts = re.findall(r"^\| share \d[^|]*\| ([a-z ]+) \|$", page, re.MULTILINE)
    [sheet] = re.findall(r"^\| sheet \| ([a-z ]+) \|$", page, re.MULTILINE)

    assert len(texts) == 3
    for few in itertools.combinations(texts, 2):
        assert recovery.combine(few).seed == Secret(SEED)
        assert recovery.drill(few, sheet=sheet.split()).set_name == "velvet survive"


def test_the_keys_are_those_of_the_specification() -> None:
    """A second derivation, from docs/formats/recovery.md alone."""
    made = recovery.from_seed(Secret(SEED))
    curve = X25519PrivateKey.from_private_bytes(hkdf(SEED, b"casebook/recovery-key/1\0"))
    admin = Ed25519PrivateKey.from_private_bytes(hkdf(SEED, b"casebook/paper-admin/1\0"))
    digest = hashes.Hash(hashes.SHA256())
    digest.update(b"casebook/recovery-sheet/1\0")
    digest.update(curve.public_key().public_bytes_raw() + admin.public_key().public_bytes_raw())
    bits = int.from_bytes(digest.finalize(), "big") >> (256 - 132)

    assert made.recovery_private.reveal() == curve.private_bytes_raw()
    assert made.public.recovery == curve.public_key().public_bytes_raw()
    assert made.public.admin == admin.public_key().public_bytes_raw()
    assert made.public.words() == tuple(word_list()[bits >> (11 * at) & 2047] for at in reversed(range(12)))


def test_the_paper_admin_signs() -> None:
    made = recovery.from_seed(Secret(SEED))

    keys.check_public(made.public.admin)
    keys.verify(made.public.admin, keys.sign(made.admin_private.reveal(), b"device"), b"device")


def test_shares_are_made_and_put_together_in_children_that_are_gone_afterwards() -> None:
    before = children()
    seed = recovery.new_seed()
    words = recovery.split(seed, 2, 3)
    found = recovery.combine(words[1:])

    assert children() == before
    assert not launch._running
    assert found.seed == seed
    assert (found.threshold, found.numbers) == (2, (2, 3))
    assert found.set_name == " ".join(words[0].split()[:2])


def test_the_drill_proves_any_shares_that_are_enough_and_needs_no_casebook() -> None:
    seed = recovery.new_seed()
    words = recovery.split(seed, 2, 3)
    sheet = recovery.from_seed(seed).public.words()
    short = [word[:4].upper() for word in sheet]

    for given in (words, words[:2], words[::-2]):
        proof = recovery.drill(given, sheet=sheet)
        assert proof.fingerprint_words == sheet
        assert (proof.threshold, proof.given) == (2, len(given))
    assert recovery.drill(words, sheet=short).public == recovery.from_seed(seed).public


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda sheet: (*sheet[:4], "zoo" if sheet[4] != "zoo" else "act", *sheet[5:]), 5),
        (lambda sheet: sheet[:11], 12),
        (lambda sheet: (*sheet, "act"), 13),
        (lambda sheet: (sheet[0][:3] if len(sheet[0]) > 3 else "", *sheet[1:]), 1),
    ],
)
def test_the_drill_names_the_word_in_which_another_sheet_differs(change: object, word: int) -> None:
    seed = recovery.new_seed()
    sheet = recovery.from_seed(seed).public.words()

    with pytest.raises(recovery.AnotherSheet) as another:
        recovery.drill(recovery.split(seed, 1, 1), sheet=change(sheet))  # type: ignore[operator]  # a function

    assert another.value.word == word


def test_what_is_wrong_is_told_across_the_pipe() -> None:
    words = recovery.split(recovery.new_seed(), 3, 4)
    foreign = recovery.split(recovery.new_seed(), 3, 4)

    with pytest.raises(shares.TooFewShares) as few:
        recovery.combine(words[:2])
    with pytest.raises(shares.ForeignShares) as strange:
        recovery.combine([*words[:2], foreign[0], words[3]])
    with pytest.raises(shares.DuplicateShare) as twice:
        recovery.combine([*words[:2], words[0]])
    with pytest.raises(shares.UnknownShareWords) as unknown:
        recovery.look([words[0], words[1].replace(words[1].split()[4], "qqqq", 1)])

    assert (few.value.have, few.value.need) == (2, 3)
    assert strange.value.shares == (3,)
    assert (twice.value.share, twice.value.first) == (3, 1)
    assert (unknown.value.share, unknown.value.words) == (2, (5,))
    assert [one.number for one in recovery.look(words)] == [1, 2, 3, 4]


def test_the_official_vectors_in_the_child(root: Path) -> None:
    """Those of 128 bits. Their passphrase is not ours: with none the standard gives another secret, and so do we."""
    done = 0
    for about, words, secret, _ in json.loads((root / "tests/vectors/slip39/vectors.json").read_text()):
        if any(len(text.split()) != 20 for text in words):
            continue
        done += 1
        if secret and "groups" not in about:
            assert recovery.combine(words).seed.reveal() == shamir_mnemonic.combine_mnemonics(words), about
            continue
        with pytest.raises(CasebookError) as refused:
            recovery.combine(words)
        assert type(refused.value).__module__ == "casebook.vault.shares", about
    assert done > 20


@pytest.mark.parametrize(("threshold", "count"), [(0, 1), (1, 2), (3, 2), (2, 17), (0, 0), (-1, 3)])
def test_shares_that_protect_nothing_or_cannot_be_are_refused(threshold: int, count: int) -> None:
    with pytest.raises(BadShareCounts):
        recovery.split(Secret(SEED), threshold, count)


def test_nothing_of_the_seed_or_the_words_stands_in_an_error() -> None:
    words = recovery.split(Secret(SEED), 2, 3)
    texts = [words[0], words[1].replace(words[1].split()[9], "academoc", 1)]

    try:
        recovery.combine(texts)
    except CasebookError as error:
        told = "".join(traceback.format_exception(error)) + repr(vars(error))
    secret = {*words[0].split()[4:], *words[1].split()[4:], "academoc", SEED.hex(), repr(SEED)}

    assert "UnknownShareWords" in told
    assert not [word for word in secret if word in told.replace("shares", "").split()]
    assert "academoc" not in told
    assert SEED.hex() not in repr(recovery.from_seed(Secret(SEED)))


def test_the_library_is_never_loaded_beside_a_casebook() -> None:
    """In this process and in none but the child, also when shares are refused."""
    script = (
        "import sys\n"
        "from casebook.vault import recovery, shares\n"
        "words = recovery.split(recovery.new_seed(), 2, 3)\n"
        "recovery.drill(words)\n"
        "try:\n    recovery.combine(words[:1])\n"
        "except shares.TooFewShares:\n    print('refused', 'shamir_mnemonic' in sys.modules)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(launch.PACKAGE_ROOT)},
    )

    assert ran.stdout == "refused False\n"


def test_neither_seed_nor_words_are_shown_to_other_processes() -> None:
    """Arguments and environment of the child, looked at while it runs."""
    seen: list[bytes] = []

    class Watch(Progress):
        @property
        def cancelled(self) -> bool:
            for pid in children():
                with contextlib.suppress(ProcessLookupError, FileNotFoundError):  # it ended just now
                    seen.extend(Path(f"/proc/{pid}/{name}").read_bytes() for name in ("cmdline", "environ"))
            return super().cancelled

    words = recovery.split(Secret(SEED), 2, 3, progress=Watch())
    recovery.combine(words, progress=Watch())

    assert any(b"child.py" in text for text in seen)
    shown = b"\0".join(seen)
    assert SEED not in shown
    assert SEED.hex().encode() not in shown
    assert not [word for text in words for word in [text.encode()] if word in shown]
