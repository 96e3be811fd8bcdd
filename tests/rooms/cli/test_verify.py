"""Every altered copy of a real bundle is refused with the right sentence, and stock tools accept the bundle itself."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from casebook.base.secret import Secret
from casebook.bundle import contents
from casebook.casework import organisation
from casebook.casework.opening import open_book
from casebook.formats import archive, bagit, sshsig
from commands import PASSPHRASE, Desk, Published, Ran, environment

Files = dict[str, bytes]


def unpacked(bundle: Path) -> Files:
    """Path inside ``bundle/`` → bytes."""
    with zipfile.ZipFile(bundle) as found:
        return {name.removeprefix(contents.FOLDER): found.read(name) for name in found.namelist()}


def packed(files: Mapping[str, bytes]) -> bytes:
    """The archive as our writer writes it: only what is inside was altered."""
    return b"".join(archive.write({contents.FOLDER + path: data for path, data in files.items()}))


@pytest.fixture(scope="session")
def signed(published: Published) -> Callable[[Files], bytes]:
    """Manifests computed anew and signed by the right key: what somebody could do who held the organisation's key."""

    def sign(payload: Files) -> bytes:
        book = open_book(published.folder, Secret(PASSPHRASE))
        try:
            identifier = bagit.check(unpacked(published.bundle), beside=[contents.SIGNATURE]).info.identifier
            tags = bagit.make(payload, bagit.BagInfo(identifier, contents.LAYOUT))
            signature = sshsig.sign(
                tags[bagit.TAG_MANIFEST],
                namespace=contents.NAMESPACE,
                public=organisation.public_key(book),
                signer=lambda message: organisation.sign(book, message),
            )
        finally:
            book.close()
        return packed({**tags, contents.SIGNATURE: signature, **payload})

    return sign


def payload_of(files: Files) -> Files:
    return {path: data for path, data in files.items() if path.startswith("data/")}


def verify(tmp_path: Path, data: bytes, *more: str) -> Ran:
    (tmp_path / "copy.zip").write_bytes(data)
    return Desk(tmp_path, tmp_path, environment(tmp_path)).bare("verify", "copy.zip", *more)


def test_a_whole_bundle_holds_and_an_unknown_signer_is_said(published: Published, tmp_path: Path) -> None:
    ran = verify(tmp_path, published.bundle.read_bytes())

    assert ran.code == 0
    assert "✓ Unchanged since SHA256:" in ran.out
    assert "Compare it with the card" in ran.out
    assert "authentic" not in ran.out


def test_the_named_signer_holds_another_is_refused(published: Published, tmp_path: Path) -> None:
    data = published.bundle.read_bytes()
    other = sshsig.allowed_signers_line(hashlib.sha256(b"other").digest(), "other", contents.NAMESPACE)
    weak = other
    (tmp_path / "other").write_text(weak)
    (tmp_path / "both").write_text("# two houses\n" + weak + published.signers.read_text())

    right = verify(tmp_path, data, "--signer", str(published.signers), "--json")
    both = verify(tmp_path, data, "--signer", "both")
    wrong = verify(tmp_path, data, "--signer", "other", "--json")
    none = verify(tmp_path, data, "--signer", "copy.zip", "--json")

    assert right.code == 0
    assert right.json["signer_expected"] is True
    assert both.code == 0
    assert (wrong.code, wrong.error["kind"], wrong.out) == (1, "OtherSigner", "")
    assert (none.code, none.error["kind"]) == (1, "InputNotText")


def flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def changed(path: str) -> Callable[[Files], bytes]:
    return lambda files: packed({**files, path: flip(files[path], len(files[path]) // 2)})


def other_digit(manifest: bytes) -> bytes:
    """Another first sum, still written as a sum is."""
    return (b"1" if manifest[:1] == b"0" else b"0") + manifest[1:]


UNSIGNED: dict[str, tuple[Callable[[Files], bytes], str, str]] = {
    "payload": (changed("data/report.html"), "BadBag", "A file was changed."),
    "manifest": (
        lambda f: packed({**f, bagit.MANIFEST: other_digit(f[bagit.MANIFEST])}), "BadBag", "A file was changed.",
    ),
    "tag-manifest": (changed(bagit.TAG_MANIFEST), "BadSignature", "What was signed has been changed"),
    "signature": (
        lambda f: packed({**f, contents.SIGNATURE: f[contents.SIGNATURE].replace(b"A", b"B", 1)}),
        "BadSignature",
        "signature",
    ),
    "extra": (lambda f: packed({**f, "data/report2.html": b"x"}), "BadBag", "A file is in it that nobody signed."),
    "extra-beside": (lambda f: packed({**f, "note.txt": b"x"}), "BadBag", "A file is in it that nobody signed."),
    "missing": (
        lambda f: packed({path: data for path, data in f.items() if path != "data/report.pdf"}),
        "BadBag",
        "A file is missing.",
    ),
    "missing-signature": (
        lambda f: packed({path: data for path, data in f.items() if path != contents.SIGNATURE}),
        "BadBag",
        "A file is missing.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(UNSIGNED))
def test_a_copy_altered_without_the_key_is_refused(published: Published, tmp_path: Path, name: str) -> None:
    alter, kind, sentence = UNSIGNED[name]

    ran = verify(tmp_path, alter(unpacked(published.bundle)), "--json")

    assert (ran.code, ran.error["kind"], ran.out) == (3, kind, "")
    assert sentence in ran.error["message"]
    assert "Do not rely on it." in ran.error["message"]


@pytest.mark.parametrize(
    ("name", "alter", "sentence"),
    [
        ("before", lambda data: b"#!/bin/sh\n" + data, "bytes in it that belong to no file"),
        ("after", lambda data: data + b"x", "bytes in it that belong to no file"),
        ("cut", lambda data: data[:-30], "It is cut off"),
        ("half", lambda data: data[: len(data) // 2], "It is cut off"),
    ],
)
def test_bytes_around_the_archive_are_refused(
    published: Published, tmp_path: Path, name: str, alter: Callable[[bytes], bytes], sentence: str
) -> None:
    ran = verify(tmp_path, alter(published.bundle.read_bytes()), "--json")

    assert (ran.code, ran.error["kind"]) == (3, "BadArchive"), name
    assert sentence in ran.error["message"]


def test_a_comment_in_the_archive_is_refused(published: Published, tmp_path: Path) -> None:
    copy = tmp_path / "commented.zip"
    copy.write_bytes(published.bundle.read_bytes())
    with zipfile.ZipFile(copy, "a") as found:
        found.comment = b"hello"

    ran = verify(tmp_path, copy.read_bytes(), "--json")

    assert (ran.code, ran.error["kind"]) == (3, "BadArchive")
    assert "comment" in ran.error["message"]


SEAL = contents.seal_path(1)
OTHER = contents.seal_path(2)


def disclosures(token: bytes) -> list[bytes]:
    return token.split(b"~")


def without_one(files: Files) -> Files:
    parts = disclosures(files[SEAL])
    return {**files, SEAL: b"~".join([*parts[:-2], b""])}


def with_one_changed(files: Files) -> Files:
    parts = disclosures(files[SEAL])
    parts[-2] = flip(parts[-2], len(parts[-2]) // 2)
    return {**files, SEAL: b"~".join(parts)}


def with_one_of_another(files: Files) -> Files:
    parts = disclosures(files[SEAL])
    return {**files, SEAL: b"~".join([*parts[:-1], disclosures(files[OTHER])[-2], b""])}


def with_two_swapped(files: Files) -> Files:
    mine, theirs = disclosures(files[SEAL]), disclosures(files[OTHER])
    mine[-2], theirs[-2] = theirs[-2], mine[-2]
    return {**files, SEAL: b"~".join(mine), OTHER: b"~".join(theirs)}


def with_seals_exchanged(files: Files) -> Files:
    return {**files, SEAL: files[OTHER], OTHER: files[SEAL]}


def with_a_jwt_changed(files: Files) -> Files:
    parts = disclosures(files[SEAL])
    head, body, signature = parts[0].split(b".")
    return {**files, SEAL: b"~".join([b".".join([head, body, flip(signature, 10)]), *parts[1:]])}


def with_other_facts(files: Files) -> Files:
    facts = json.loads(files[contents.RECORDS])
    facts[0]["kind"] = "somebody else"
    return {**files, contents.RECORDS: contents.write_json(facts)}


@pytest.mark.parametrize(
    ("alter", "kinds"),
    [
        (with_one_changed, {"SealBroken"}),
        (with_one_of_another, {"SealBroken"}),
        (with_two_swapped, {"SealBroken"}),
        (with_a_jwt_changed, {"SealBroken"}),
        (without_one, {"BundleAltered", "SealBroken"}),
        (with_seals_exchanged, {"BundleAltered"}),
        (with_other_facts, {"BundleAltered"}),
    ],
)
def test_what_the_right_key_signed_again_is_refused_by_the_seal(
    published: Published,
    signed: Callable[[Files], bytes],
    tmp_path: Path,
    alter: Callable[[Files], Files],
    kinds: set[str],
) -> None:
    ran = verify(tmp_path, signed(alter(payload_of(unpacked(published.bundle)))), "--json")

    assert ran.code == 3
    assert ran.error["kind"] in kinds
    assert ran.error["message"].endswith(
        "Do not rely on it. Ask whoever sent it for the bundle again, on another way."
    )


def test_the_same_payload_signed_again_holds(
    published: Published, signed: Callable[[Files], bytes], tmp_path: Path
) -> None:
    """The altering above is refused for what was altered, and not for how it was signed."""
    assert verify(tmp_path, signed(payload_of(unpacked(published.bundle)))).code == 0


@pytest.mark.parametrize("data", [b"", b"just text", b"%PDF-1.7 no bundle", b"age-encryption.org/v1\nxyz"])
def test_what_is_no_bundle_is_refused_and_not_called_altered(tmp_path: Path, data: bytes) -> None:
    ran = verify(tmp_path, data, "--json")

    assert (ran.code, ran.error["kind"]) == (1, "NotABundle")


def test_a_file_that_is_not_there_and_a_pipe_are_refused(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    desk = Desk(tmp_path, tmp_path, environment(tmp_path))

    assert desk.bare("verify", "nowhere.zip", "--json").error["kind"] == "InputUnreadable"
    assert desk.bare("verify", "pipe", "--json").error["kind"] == "InputUnreadable"
    assert desk.bare("verify", ".", "--json").error["kind"] == "InputUnreadable"


def test_stock_tools_accept_the_bundle(published: Published, tmp_path: Path) -> None:
    with zipfile.ZipFile(published.bundle) as found:
        found.extractall(tmp_path)
    folder = tmp_path / "bundle"
    tag_manifest = (folder / bagit.TAG_MANIFEST).read_bytes()

    signed = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", published.signers, "-I", "organisation", "-n", "bundle@casebook",
         "-s", folder / contents.SIGNATURE],
        input=tag_manifest, capture_output=True, check=False,
    )  # fmt: skip
    summed = subprocess.run(
        ["sha256sum", "--strict", "-c", bagit.MANIFEST], cwd=folder, capture_output=True, check=False
    )
    bagged = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bagit", "--validate", str(folder)],
        capture_output=True,
        check=False,
    )

    assert signed.returncode == 0, signed.stderr
    assert b"Good" in signed.stdout
    assert summed.returncode == 0, summed.stderr
    assert bagged.returncode == 0, bagged.stderr


def test_verify_loads_no_safe_no_model_and_no_window() -> None:
    code = (
        "import sys\n"
        "from casebook.cli import main, verify\n"
        "main.parser_of('verify', verify, main.translator('en'))\n"
        "heavy = ('casebook.vault', 'casebook.model', 'casebook.journal', 'casebook.casework', 'sqlcipher3',"
        " 'PySide6', 'pymorphy3')\n"
        "assert not [m for m in sys.modules if m.startswith(heavy)]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
