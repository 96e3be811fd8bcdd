"""A bundle as it leaves, and the tools a recipient has: each accepts it. What they overlook, `casebook verify` sees."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from casebook.base.encode import b64url
from casebook.base.secret import Secret
from casebook.bundle import contents
from casebook.casework import organisation
from casebook.casework.opening import open_book
from casebook.formats import bagit, sdjwt, sshsig
from casebook.formats.sdjwt import HIDDEN
from commands import PASSPHRASE, Published


@pytest.fixture(scope="module")
def folder(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpacked by a stock tool."""
    to = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["unzip", "-q", str(published.bundle), "-d", str(to)], check=True)
    return to / "bundle"


def ran(*command: str | Path, folder: Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(list(map(str, command)), cwd=folder, input=given, capture_output=True, check=False)


def test_unzip_finds_nothing_odd(published: Published, tmp_path: Path) -> None:
    assert ran("unzip", "-t", published.bundle, folder=tmp_path).returncode == 0
    with zipfile.ZipFile(published.bundle) as found:
        assert found.testzip() is None


def test_ssh_keygen_verifies_who_signed(published: Published, folder: Path) -> None:
    done = ran(
        "ssh-keygen", "-Y", "verify", "-f", published.signers, "-I", "organisation", "-n", contents.NAMESPACE,
        "-s", contents.SIGNATURE, folder=folder, given=(folder / bagit.TAG_MANIFEST).read_bytes(),
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert b"Good" in done.stdout


def test_ssh_keygen_prints_the_fingerprint_of_the_card(published: Published, folder: Path) -> None:
    done = ran(
        "ssh-keygen", "-Y", "check-novalidate", "-n", contents.NAMESPACE, "-s", contents.SIGNATURE,
        folder=folder, given=(folder / bagit.TAG_MANIFEST).read_bytes(),
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    line = published.signers.read_text().partition("ssh-ed25519")
    assert sshsig.fingerprint(sshsig.read_public_line("".join(line[1:]))).encode() in done.stdout


def test_ssh_keygen_signs_the_very_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Ed25519 is deterministic: the stock tool makes of the same tag manifest, with one key, what we make."""
    message = (folder / bagit.TAG_MANIFEST).read_bytes()
    key = tmp_path / "key"
    ran("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key, folder=tmp_path)
    (tmp_path / "m").write_bytes(message)
    ran(
        "ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", contents.NAMESPACE, tmp_path / "m", folder=tmp_path
    )
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    private = load_ssh_private_key(key.read_bytes(), None)
    assert isinstance(private, Ed25519PrivateKey)
    ours = sshsig.sign(
        message,
        namespace=contents.NAMESPACE,
        public=private.public_key().public_bytes_raw(),
        signer=private.sign,
    )

    assert (tmp_path / "m.sig").read_bytes() == ours


def test_the_signature_in_it_is_what_the_key_signs_again(published: Published, folder: Path) -> None:
    book = open_book(published.folder, Secret(PASSPHRASE))
    try:
        again = sshsig.sign(
            (folder / bagit.TAG_MANIFEST).read_bytes(),
            namespace=contents.NAMESPACE,
            public=organisation.public_key(book),
            signer=lambda message: organisation.sign(book, message),
        )
    finally:
        book.close()

    assert (folder / contents.SIGNATURE).read_bytes() == again


@pytest.mark.parametrize("manifest", [bagit.MANIFEST, bagit.TAG_MANIFEST])
def test_sha256sum_finds_every_file_as_listed(folder: Path, manifest: str) -> None:
    done = ran("sha256sum", "--strict", "-c", manifest, folder=folder)

    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b": OK\n") == (folder / manifest).read_bytes().count(b"\n")


def test_bagit_validates_it(folder: Path) -> None:
    done = ran(sys.executable, "-W", "ignore", "-m", "bagit", "--validate", folder, folder=folder)

    assert done.returncode == 0, done.stderr


def without_hidden(claims: object) -> object:
    if isinstance(claims, dict):
        return {name: without_hidden(claim) for name, claim in claims.items()}
    if isinstance(claims, list):
        return [without_hidden(part) for part in claims if part is not HIDDEN]
    return claims


def test_another_library_reads_every_seal_as_we_do(folder: Path) -> None:
    """PyPI `sd-jwt`; what it drops silently, a hidden element, we keep as a mark: that is the only difference."""
    paths = sorted((folder / contents.SEALS).iterdir())
    for path in paths:
        token = path.read_text("ascii")
        ours = sdjwt.verify(token, typ=contents.SEAL_TYPE)
        key = JWK(kty="OKP", crv="Ed25519", x=b64url(ours.public))
        theirs = SDJWTVerifier(token, lambda _issuer, _header, key=key: key).get_verified_payload()
        assert theirs == without_hidden(ours.opened.claims)
    assert len(paths) >= 3


def test_no_two_seals_have_a_key_in_common(folder: Path) -> None:
    keys = [
        sdjwt.verify(path.read_bytes(), typ=contents.SEAL_TYPE).public
        for path in (folder / contents.SEALS).iterdir()
    ]

    assert len(keys) == len(set(keys))


def test_stock_age_opens_an_encrypted_one(published: Published, tmp_path: Path) -> None:
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(f"{identity}\n")
    data = published.bundle.read_bytes()
    from casebook.formats import age

    (tmp_path / "out.age").write_bytes(age.encrypt(data, [str(identity.to_public())]))
    done = ran("age", "-d", "-i", tmp_path / "key", tmp_path / "out.age", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert hashlib.sha256(done.stdout).digest() == hashlib.sha256(data).digest()


def test_the_facts_are_json_for_anybody(folder: Path) -> None:
    facts = json.loads((folder / contents.RECORDS).read_text("utf-8"))

    assert [sorted(fact) for fact in facts]
    assert all({"id", "kind"} <= fact.keys() for fact in facts)
