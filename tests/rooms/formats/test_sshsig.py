"""SSH signatures: the bytes of `ssh-keygen`, checked more strictly than it checks."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from casebook.base.errors import CasebookError
from casebook.formats import sshsig
from casebook.formats.sshsig import BadKeyLine, BadPrincipal, BadSignature, SignatureProblem
from casebook.formats.wordlist import word_list
from rooms.formats.openssh import string, write_private_key

SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED)
PUBLIC = KEY.public_key().public_bytes_raw()
SPACE = "bundle@casebook"


def keygen(*arguments: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["ssh-keygen", *map(str, arguments)], input=given, capture_output=True, check=False)


def signed(message: bytes, namespace: str = SPACE) -> bytes:
    return sshsig.sign(message, namespace=namespace, public=PUBLIC, signer=KEY.sign)


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_private_key(tmp_path_factory.mktemp("keys") / "key", SEED)


MESSAGES = [b"", b"\n", b"text", "Свидетель сказал: «нет»".encode(), bytes(range(256)) * 300, b"\r\nx\x00"]


@pytest.mark.parametrize("message", MESSAGES)
@pytest.mark.parametrize(
    "namespace", [SPACE, "list@casebook", "withdrawal@casebook", "release@casebook", "file"]
)
def test_the_bytes_are_those_of_ssh_keygen(key_file: Path, message: bytes, namespace: str) -> None:
    theirs = keygen("-q", "-Y", "sign", "-f", key_file, "-n", namespace, given=message)
    assert theirs.returncode == 0
    assert signed(message, namespace) == theirs.stdout
    assert sshsig.verify(theirs.stdout, message, namespace=namespace) == PUBLIC


def test_a_recipient_checks_with_stock_tools(tmp_path: Path) -> None:
    signature = tmp_path / "tagmanifest-sha256.txt.sig"
    signature.write_bytes(signed(b"the tag manifest\n"))
    novalidate = keygen("-Y", "check-novalidate", "-n", SPACE, "-s", signature, given=b"the tag manifest\n")
    assert novalidate.returncode == 0
    assert sshsig.fingerprint(PUBLIC).encode() in novalidate.stdout
    allowed = tmp_path / "allowed_signers"
    allowed.write_text(sshsig.allowed_signers_line(PUBLIC, "publisher@example.org", SPACE))
    check = ["-Y", "verify", "-f", allowed, "-I", "publisher@example.org", "-s", signature]
    assert keygen(*check, "-n", SPACE, given=b"the tag manifest\n").returncode == 0
    assert keygen(*check, "-n", SPACE, given=b"another manifest\n").returncode != 0
    other_space = tmp_path / "other.sig"
    other_space.write_bytes(signed(b"the tag manifest\n", "list@casebook"))
    check = ["-Y", "verify", "-f", allowed, "-I", "publisher@example.org", "-s", other_space]
    assert keygen(*check, "-n", "list@casebook", given=b"the tag manifest\n").returncode != 0


def test_a_revocation_file_of_our_lines_is_understood(tmp_path: Path) -> None:
    (tmp_path / "sig").write_bytes(signed(b"m"))
    (tmp_path / "allowed").write_text(sshsig.allowed_signers_line(PUBLIC, "p", SPACE))
    (tmp_path / "revoked").write_text(sshsig.public_line(PUBLIC))
    check = ["-Y", "verify", "-f", tmp_path / "allowed", "-I", "p", "-n", SPACE, "-s", tmp_path / "sig"]
    assert keygen(*check, given=b"m").returncode == 0
    assert keygen(*check, "-r", tmp_path / "revoked", given=b"m").returncode != 0


@pytest.mark.parametrize("comment", ["", "publisher", "Алия, печать"])
def test_the_public_line_and_the_fingerprint_are_those_of_ssh_keygen(tmp_path: Path, comment: str) -> None:
    line = sshsig.public_line(PUBLIC, comment)
    (tmp_path / "key.pub").write_text(line)
    listed = keygen("-l", "-f", tmp_path / "key.pub").stdout.split()
    assert listed[1].decode() == sshsig.fingerprint(PUBLIC)
    assert sshsig.read_public_line(line) == PUBLIC


def test_the_words_are_those_of_the_printed_fingerprint() -> None:
    digest = base64.b64decode(sshsig.fingerprint(PUBLIC).removeprefix("SHA256:") + "=")
    assert digest == hashlib.sha256(sshsig.key_blob(PUBLIC)).digest()
    words = sshsig.fingerprint_words(PUBLIC)
    assert len(words) == 12
    bits = "".join(f"{word_list().index(word):011b}" for word in words)
    assert bits == "".join(f"{byte:08b}" for byte in digest)[:132]


def test_signatures_other_tools_made(vectors: Path) -> None:
    folder = vectors / "sshsig"
    message = (folder / "message.txt").read_bytes()
    expected = json.loads((folder / "expected.json").read_text())
    assert set(expected) == {path.name for path in folder.glob("*.sig")}
    public = sshsig.read_public_line((folder / "key.pub").read_text())
    assert sshsig.fingerprint(public) == (folder / "fingerprint.txt").read_text().strip()
    for name, verdict in expected.items():
        assert verdict_of((folder / name).read_bytes(), message, public) == verdict, name


def verdict_of(signature: bytes, message: bytes, public: bytes, namespace: str = SPACE) -> str:
    try:
        assert sshsig.verify(signature, message, namespace=namespace) == public
    except BadSignature as bad:
        return bad.problem.value
    return "good"


def rebuilt(**other: bytes) -> bytes:
    """A signature of b"m" from its fields (PROTOCOL.sshsig), some of them replaced."""
    fields = {
        "magic": b"SSHSIG",
        "version": (1).to_bytes(4, "big"),
        "key": string(b"ssh-ed25519") + string(PUBLIC),
        "namespace": SPACE.encode(),
        "reserved": b"",
        "hash": b"sha512",
        "end": b"",
    } | other
    digest = hashlib.new("sha256" if fields["hash"] == b"sha256" else "sha512", b"m").digest()
    to_sign = b"SSHSIG" + b"".join(
        string(part) for part in (fields["namespace"], fields["reserved"], fields["hash"], digest)
    )
    inner = fields.get("inner", string(b"ssh-ed25519") + string(KEY.sign(to_sign)))
    blob = fields["magic"] + fields["version"] + string(fields["key"]) + string(fields["namespace"])
    blob += string(fields["reserved"]) + string(fields["hash"]) + string(inner) + fields["end"]
    text = base64.b64encode(blob)
    lines = b"".join(text[i : i + 70] + b"\n" for i in range(0, len(text), 70))
    return b"-----BEGIN SSH SIGNATURE-----\n" + lines + b"-----END SSH SIGNATURE-----\n"


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        ({}, "good"),
        ({"hash": b"sha256"}, "good"),
        ({"hash": b"sha1"}, "hash"),
        ({"hash": b""}, "hash"),
        ({"magic": b"SSHSIH"}, "form"),
        ({"version": (2).to_bytes(4, "big")}, "form"),
        ({"reserved": b"x"}, "form"),
        ({"end": b"\0"}, "form"),
        ({"namespace": b""}, "namespace"),
        ({"namespace": b"list@casebook"}, "namespace"),
        ({"key": string(b"ssh-rsa") + string(PUBLIC)}, "key-type"),
        ({"key": string(b"ssh-ed25519") + string(PUBLIC) + b"\0"}, "form"),
        ({"key": string(b"ssh-ed25519") + string(PUBLIC[:-1])}, "weak-key"),
        ({"key": string(b"ssh-ed25519") + string((1).to_bytes(32, "little"))}, "weak-key"),
        ({"key": string(b"ssh-ed25519") + b"\xff\xff\xff\xff" + PUBLIC}, "form"),
        ({"inner": string(b"ssh-ed25519") + string(bytes(63))}, "form"),
        ({"inner": string(b"ssh-ed25519") + string(bytes(64))}, "signature"),
        ({"inner": string(b"ssh-rsa") + string(bytes(64))}, "key-type"),
    ],
)
def test_every_field_is_checked(other: dict[str, bytes], verdict: str) -> None:
    assert verdict_of(rebuilt(**other), b"m", PUBLIC) == verdict


def test_the_neutral_point_that_ssh_keygen_accepts_is_refused(tmp_path: Path) -> None:
    """Stock tools call this one good for any message; that is why `verify` looks at the key."""
    neutral = (1).to_bytes(32, "little")
    forged = rebuilt(
        key=string(b"ssh-ed25519") + string(neutral),
        inner=string(b"ssh-ed25519") + string(neutral + bytes(32)),
    )
    (tmp_path / "forged.sig").write_bytes(forged)
    for message in (b"m", b"anything else"):
        stock = keygen("-Y", "check-novalidate", "-n", SPACE, "-s", tmp_path / "forged.sig", given=message)
        assert stock.returncode == 0
        with pytest.raises(BadSignature) as caught:
            sshsig.verify(forged, message, namespace=SPACE)
        assert caught.value.problem is SignatureProblem.WEAK_KEY


def test_a_signature_has_a_size() -> None:
    """A namespace as long as a book is no namespace; nothing so long is taken apart."""
    long = "x" * 4000
    with pytest.raises(BadSignature) as caught:
        sshsig.verify(signed(b"m", long), b"m", namespace=long)
    assert caught.value.problem is SignatureProblem.ARMOUR
    assert sshsig.verify(signed(b"m", "x" * 2000), b"m", namespace="x" * 2000) == PUBLIC


def test_an_empty_namespace_is_never_asked_for_with_success() -> None:
    signature = sshsig.sign(b"m", namespace="", public=PUBLIC, signer=KEY.sign)
    with pytest.raises(BadSignature):
        sshsig.verify(signature, b"m", namespace="")


@given(st.binary(max_size=200))
def test_any_message_is_signed_and_verified(message: bytes) -> None:
    assert sshsig.verify(signed(message), message, namespace=SPACE) == PUBLIC
    with pytest.raises(BadSignature):
        sshsig.verify(signed(message), message + b" ", namespace=SPACE)


def test_no_byte_of_a_signature_can_be_changed_removed_or_added() -> None:
    good = signed(b"m")
    for place in range(len(good)):
        for changed in (
            good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :],
            good[:place] + good[place + 1 :],
            good[:place] + b"A" + good[place:],
            good[:place] + b"\n" + good[place:],
        ):
            if changed != good:
                with pytest.raises(BadSignature):
                    sshsig.verify(changed, b"m", namespace=SPACE)


@given(st.binary(max_size=300), st.booleans())
def test_hostile_bytes_raise_only_a_bad_signature(noise: bytes, armour: bool) -> None:  # noqa: FBT001 - a law's input
    text = base64.b64encode(noise)
    lines = b"".join(text[i : i + 70] + b"\n" for i in range(0, len(text), 70))
    hostile = (
        b"-----BEGIN SSH SIGNATURE-----\n" + lines + b"-----END SSH SIGNATURE-----\n" if armour else noise
    )
    with pytest.raises(BadSignature):
        sshsig.verify(hostile, b"m", namespace=SPACE)


@pytest.mark.parametrize(
    "name", ["", "a b", "a,b", "*", "!x", '"x"', "#x", "a\tb", "a\nb", "a\\b", "a\u202eb"]
)
def test_a_principal_that_means_something_else_is_refused(name: str) -> None:
    with pytest.raises(BadPrincipal):
        sshsig.allowed_signers_line(PUBLIC, name, SPACE)


@given(st.text(max_size=120))
def test_a_typed_key_line_is_a_key_or_refused(line: str) -> None:
    with pytest.raises(BadKeyLine) as caught:
        sshsig.read_public_line(line)
    assert isinstance(caught.value, CasebookError)


@pytest.mark.parametrize(
    "line",
    [
        sshsig.public_line(PUBLIC) + "\n",
        " " + sshsig.public_line(PUBLIC),
        sshsig.public_line(PUBLIC).replace("ssh-ed25519", "ssh-rsa"),
        sshsig.public_line((1).to_bytes(32, "little")),
        "ssh-ed25519 " + base64.b64encode(string(b"ssh-ed25518") + string(PUBLIC)).decode(),
    ],
)
def test_a_key_line_of_another_kind_is_refused(line: str) -> None:
    with pytest.raises(BadKeyLine):
        sshsig.read_public_line(line)


def test_a_comment_cannot_start_a_second_line() -> None:
    with pytest.raises(BadKeyLine):
        sshsig.public_line(PUBLIC, "x\nssh-ed25519 AAAA")
