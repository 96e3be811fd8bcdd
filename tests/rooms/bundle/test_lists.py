"""A list has one spelling and one kind of signer; revoked keys are what the stock tool takes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.bundle import lists
from casebook.bundle.contents import write_json
from casebook.bundle.lists import BadList, BadRevocation, ListProblem
from casebook.formats import ed25519, sshsig
from casebook.vault import keys

BUNDLES = ("b" * 64, "a" * 64)


class Key:
    def __init__(self) -> None:
        self.private, self.public = keys.make_signing()
        self.fingerprint = sshsig.fingerprint(self.public)

    def sign(self, message: bytes) -> bytes:
        return keys.sign(self.private, message)


@pytest.fixture
def old() -> Key:
    return Key()


@pytest.fixture
def new() -> Key:
    return Key()


def signed(data: bytes, key: Key) -> bytes:
    return lists.sign(data, key.public, key.sign)


def test_a_list_is_read_as_it_was_written(old: Key, new: Key) -> None:
    data = lists.write(old.fingerprint, BUNDLES)
    found = lists.read(data, signed(data, new))
    assert (found.key, found.bundles, found.signer) == (old.fingerprint, frozenset(BUNDLES), new.fingerprint)


def test_it_may_be_empty(old: Key, new: Key) -> None:
    data = lists.write(old.fingerprint, ())
    assert lists.read(data, signed(data, new)).bundles == frozenset()


def altered(problem: str, old: str) -> bytes:
    good = lists.write(old, BUNDLES)
    a, b = sorted(BUNDLES)
    whole = {"layout": lists.LAYOUT, "key": old, "bundles": [a, b]}
    return {
        "blank": good + b" ",
        "no-end": good[:-1],
        "unsorted": write_json(whole | {"bundles": [b, a]}),
        "twice": write_json(whole | {"bundles": [a, a]}),
        "short": write_json(whole | {"bundles": [a[:-1]]}),
        "capitals": write_json(whole | {"bundles": ["A" * 64]}),
        "number": write_json(whole | {"bundles": [1]}),
        "no-array": write_json(whole | {"bundles": a}),
        "layout": write_json(whole | {"layout": "casebook-list/2"}),
        "more": write_json(whole | {"note": "x"}),
        "less": write_json({"layout": lists.LAYOUT, "key": old}),
        "key": write_json(whole | {"key": old[:-1]}),
        "name-twice": good.replace(b"{\n", b'{\n "key": "x",\n', 1),
        "array": b"[]\n",
        "no-json": b"list\n",
        "no-text": b"\xff\xfe",
        "deep": b"[" * 100_000,
    }[problem]


PROBLEMS = (
    "blank no-end unsorted twice short capitals number no-array layout more less key name-twice array no-json"
    " no-text deep"
)


@pytest.mark.parametrize("problem", PROBLEMS.split())
def test_no_other_spelling_is_read_though_it_is_signed(problem: str, old: Key, new: Key) -> None:
    data = altered(problem, old.fingerprint)
    with pytest.raises(BadList):
        lists.read(data, signed(data, new))


@given(st.integers(0, 10_000), st.binary(max_size=3))
def test_whatever_is_read_has_one_spelling(at: int, put: bytes) -> None:
    old, new = Key(), Key()
    good = lists.write(old.fingerprint, BUNDLES)
    data = good[: at % len(good)] + put + good[at % len(good) + len(put) :]
    try:
        found = lists.read(data, signed(data, new))
    except BadList:
        return
    assert lists.write(found.key, found.bundles) == data


def test_a_lost_key_cannot_confirm_itself(old: Key) -> None:
    data = lists.write(old.fingerprint, BUNDLES)
    with pytest.raises(BadList) as refused:
        lists.read(data, signed(data, old))
    assert refused.value.problem is ListProblem.OWN_KEY


def test_a_signature_of_another_meaning_is_none(old: Key, new: Key) -> None:
    data = lists.write(old.fingerprint, BUNDLES)
    other = sshsig.sign(data, namespace="bundle@casebook", public=new.public, signer=new.sign)
    with pytest.raises(sshsig.BadSignature):
        lists.read(data, other)


def test_the_stock_tool_makes_and_checks_the_same_signature(old: Key, new: Key, tmp_path: Path) -> None:
    data = lists.write(old.fingerprint, BUNDLES)
    (tmp_path / "list.json.sig").write_bytes(signed(data, new))
    line = sshsig.allowed_signers_line(new.public, "organisation", lists.NAMESPACE)
    (tmp_path / "signers").write_text(line)
    ran = subprocess.run(
        [
            *("ssh-keygen", "-Y", "verify", "-f", tmp_path / "signers", "-I", "organisation"),
            *("-n", lists.NAMESPACE, "-s", tmp_path / "list.json.sig"),
        ],
        input=data,
        capture_output=True,
        check=True,
    )
    assert new.fingerprint.encode() in ran.stdout


def stock_verdict(folder: Path, key: Key) -> int:
    message = b"what was signed"
    (folder / "sig").write_bytes(
        sshsig.sign(message, namespace="bundle@casebook", public=key.public, signer=key.sign)
    )
    (folder / "signers").write_text(
        sshsig.allowed_signers_line(key.public, "organisation", "bundle@casebook")
    )
    return subprocess.run(
        [
            *("ssh-keygen", "-Y", "verify", "-f", folder / "signers", "-I", "organisation"),
            *("-n", "bundle@casebook", "-s", folder / "sig", "-r", folder / "revoked_keys"),
        ],
        input=message,
        capture_output=True,
        check=False,
    ).returncode


def test_the_stock_tool_takes_the_file_of_revoked_keys(old: Key, new: Key, tmp_path: Path) -> None:
    (tmp_path / "revoked_keys").write_bytes(lists.write_revoked([old.public, Key().public]))
    assert stock_verdict(tmp_path, old) != 0
    assert stock_verdict(tmp_path, new) == 0


def test_revoked_keys_are_read_with_remarks_and_empty_lines(old: Key, new: Key) -> None:
    data = b"# lost in June\n\n" + lists.write_revoked([old.public, new.public, old.public])
    assert lists.read_revoked(data) == {old.fingerprint, new.fingerprint}
    assert data.count(b"ssh-ed25519") == 2


@pytest.mark.parametrize("line", [b"ssh-ed25519 AAAA", b"@revoked x", b"\xff", b"ssh-rsa AAAAB3NzaC1yc2E="])
def test_a_line_that_is_no_key_is_not_passed_over(line: bytes, old: Key) -> None:
    data = lists.write_revoked([old.public]) + line + b"\n"
    with pytest.raises(BadRevocation) as refused:
        lists.read_revoked(data)
    assert refused.value.line == 2


def test_keys_of_small_order_are_refused_wherever_a_key_is_read() -> None:
    for weak in ed25519.weak_keys():
        with pytest.raises(BadRevocation):
            lists.read_revoked(sshsig.public_line(weak).encode())
        with pytest.raises(sshsig.BadKeyLine):
            sshsig.read_fingerprint(sshsig.fingerprint(weak))
