"""Every altered copy of a bundle is refused, also one that the right key has signed anew."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import astuple
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leaks
from casebook.base.encode import b64url
from casebook.base.errors import CasebookError, Damaged
from casebook.bundle import contents, verify, write
from casebook.bundle.verify import Altered, BundleAltered, NotABundle, OtherSigner, SealBroken, Verdict
from casebook.casework import organisation
from casebook.casework.book import Casebook
from casebook.formats import archive, bagit, sdjwt, sshsig
from casebook.formats.archive import ArchiveProblem, BadArchive
from casebook.formats.bagit import BadBag, BagProblem
from casebook.formats.jose import decode64
from casebook.formats.sshsig import BadSignature, SignatureProblem
from casebook.jail import launch
from casebook.redaction import seals
from casebook.reports.document import Document
from casebook.vault import keys

from .conftest import Export

Files = dict[str, bytes]
Change = Callable[[Files], object]
IDENTIFIER = "abcdefghijklmnop"
SEAL = contents.seal_path(2)
"""Of a list entry, with texts."""


@pytest.fixture(scope="module")
def made(exported: Export) -> write.Made:
    return exported.make()


@pytest.fixture(scope="module")
def another(exported: Export) -> write.Made:
    """A bundle for nobody in particular, of the same casebook: other seals of the same records."""
    seen, plan = exported.planned("partner")
    return write.make(exported.book, seen, plan, Document("en", "A list", ()))


def opened(data: bytes) -> Files:
    return {name.removeprefix(contents.FOLDER): content for name, content in archive.read(data).items()}


def packed(files: Files) -> bytes:
    """The files in an archive as ours are: nothing of it is odd."""
    return b"".join(archive.write({contents.FOLDER + path: content for path, content in files.items()}))


def signed_anew(book: Casebook, files: Files) -> bytes:
    """The payload in *files* with manifests and signature made again by the right key."""
    payload = {path: content for path, content in files.items() if path.startswith("data/")}
    tags = bagit.make(payload, bagit.BagInfo(IDENTIFIER, contents.LAYOUT))
    signature = sshsig.sign(
        tags[bagit.TAG_MANIFEST],
        namespace=contents.NAMESPACE,
        public=organisation.public_key(book),
        signer=lambda message: organisation.sign(book, message),
    )
    return packed({**tags, contents.SIGNATURE: signature, **payload})


def problem_of(found: Damaged) -> tuple[object, ...]:
    return (type(found), *astuple(found)[:1])  # type: ignore[call-overload]  # every leaf is a dataclass


def refused(data: bytes) -> Damaged:
    with pytest.raises(Damaged) as found:
        verify.verify(data)
    return found.value


# --------------------------------------------------------------------------------- what the signature refuses


def _swap(files: Files, path: str, old: bytes, new: bytes) -> None:
    assert old in files[path]
    files[path] = files[path].replace(old, new, 1)


ALTERED: dict[str, tuple[Change, tuple[object, ...]]] = {
    "a word of the report": (
        lambda f: _swap(f, contents.REPORT_HTML, b"held", b"free"),
        (BadBag, BagProblem.CHANGED),
    ),
    "a word of the records": (
        lambda f: _swap(f, contents.RECORDS, b"2024-10-18", b"2024-10-19"),
        (BadBag, BagProblem.CHANGED),
    ),
    "the report as PDF": (
        lambda f: f.update({contents.REPORT_PDF: f[contents.REPORT_PDF] + b"\n"}),
        (BadBag, BagProblem.CHANGED),
    ),
    "a seal": (lambda f: _swap(f, SEAL, b"~", b"~e30~"), (BadBag, BagProblem.CHANGED)),
    "the manifest": (
        lambda f: f.update({bagit.MANIFEST: _other_digit(f[bagit.MANIFEST])}),
        (BadBag, BagProblem.CHANGED),
    ),
    "the manifest's order": (
        lambda f: f.update({bagit.MANIFEST: b"".join(reversed(f[bagit.MANIFEST].splitlines(keepends=True)))}),
        (BadBag, BagProblem.FORM),
    ),
    "the bag's information": (
        lambda f: _swap(f, bagit.INFO, b"External", b"external"),
        (BadBag, BagProblem.CHANGED),
    ),
    "the tag manifest": (
        lambda f: f.update({bagit.TAG_MANIFEST: _other_digit(f[bagit.TAG_MANIFEST])}),
        (BadSignature, SignatureProblem.SIGNATURE),
    ),
    "the signature": (
        lambda f: f.update({contents.SIGNATURE: _other_signature(f[contents.SIGNATURE])}),
        (BadSignature, SignatureProblem.SIGNATURE),
    ),
    "the signature's armour": (
        lambda f: _swap(f, contents.SIGNATURE, b"BEGIN", b"begin"),
        (BadSignature, SignatureProblem.ARMOUR),
    ),
    "no signature": (lambda f: f.pop(contents.SIGNATURE), (BadBag, BagProblem.MISSING)),
    "no tag manifest": (lambda f: f.pop(bagit.TAG_MANIFEST), (BadBag, BagProblem.MISSING)),
    "no manifest": (lambda f: f.pop(bagit.MANIFEST), (BadBag, BagProblem.MISSING)),
    "a file missing": (lambda f: f.pop(SEAL), (BadBag, BagProblem.MISSING)),
    "one more file of the payload": (
        lambda f: f.update({"data/records/0099.sdjwt": f[SEAL]}),
        (BadBag, BagProblem.EXTRA),
    ),
    "one more file beside it": (
        lambda f: f.update({"read-me.txt": b"see page 2"}),
        (BadBag, BagProblem.EXTRA),
    ),
    "two seals exchanged": (
        lambda f: f.update({SEAL: f[contents.seal_path(3)], contents.seal_path(3): f[SEAL]}),
        (BadBag, BagProblem.CHANGED),
    ),
}


def _other_digit(manifest: bytes) -> bytes:
    return (b"1" if manifest[:1] != b"1" else b"2") + manifest[1:]


def _other_signature(armoured: bytes) -> bytes:
    """Another letter in the signature's own bytes: the last whole line of the armour is all theirs."""
    lines = armoured.splitlines(keepends=True)
    at = len(lines) - 3
    lines[at] = lines[at][:40] + (b"A" if lines[at][40:41] != b"A" else b"B") + lines[at][41:]
    return b"".join(lines)


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_copy_is_refused(made: write.Made, name: str) -> None:
    change, problem = ALTERED[name]
    files = opened(made.data)
    change(files)
    assert problem_of(refused(packed(files))) == problem


AROUND: dict[str, tuple[Callable[[bytes], bytes], ArchiveProblem]] = {
    "bytes before": (lambda data: b"#!/bin/sh\n" + data, ArchiveProblem.AROUND),
    "bytes behind": (lambda data: data + b"\n", ArchiveProblem.AROUND),
    "a comment": (lambda data: data[:-2] + b"\x05\x00hello", ArchiveProblem.COMMENT),
    "a second archive behind": (lambda data: data + data, ArchiveProblem.AROUND),
    "the end cut off": (lambda data: data[:-30], ArchiveProblem.FORM),
    "another time": (lambda data: data[:10] + b"\x01" + data[11:], ArchiveProblem.HEADERS),
}


@pytest.mark.parametrize("name", AROUND)
def test_what_stock_tools_overlook_around_a_zip_is_refused(made: write.Made, name: str) -> None:
    change, problem = AROUND[name]
    data = change(made.data)
    if name in ("bytes before", "bytes behind", "a comment"):
        with zipfile.ZipFile(BytesIO(data)) as overlooked:
            assert overlooked.testzip() is None
    assert problem_of(refused(data)) == (BadArchive, problem)


def test_an_ordinary_zip_of_the_same_files_is_refused(made: write.Made) -> None:
    files = dict(archive.read(made.data))
    assert isinstance(refused(leaks.zipped(files, method=zipfile.ZIP_DEFLATED)), BadArchive)


def test_a_file_outside_the_bag_is_refused(made: write.Made) -> None:
    files = {**dict(archive.read(made.data)), "read-me.txt": b"open me first\n"}
    found = refused(b"".join(archive.write(files)))
    assert problem_of(found) == (BundleAltered, Altered.UNLISTED)
    assert found.paths == ("read-me.txt",)  # type: ignore[attr-defined]  # of BundleAltered


@pytest.mark.parametrize("name", [name for name in leaks.KINDS if "zip" in name or "archive" in name])
def test_every_way_to_put_something_into_the_archive_is_refused(made: write.Made, name: str) -> None:
    assert isinstance(refused(leaks.KINDS[name](dict(archive.read(made.data)))), Damaged)


def test_no_flipped_bit_goes_unnoticed(made: write.Made) -> None:
    chance = random.Random(3)
    for _ in range(400):
        data = bytearray(made.data)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        with pytest.raises(CasebookError):
            verify.verify(bytes(data))


def test_no_shorter_copy_goes_unnoticed(made: write.Made) -> None:
    chance = random.Random(4)
    for end in (0, 1, 3, 4, 22, *(chance.randrange(len(made.data)) for _ in range(60))):
        with pytest.raises(CasebookError):
            verify.verify(made.data[:end])


@given(st.binary(max_size=300), st.booleans())
@settings(max_examples=200)
def test_nothing_but_refusals_comes_of_other_bytes(noise: bytes, like: bool) -> None:  # noqa: FBT001 - drawn
    with pytest.raises(CasebookError):
        verify.verify(b"PK\3\4" + noise if like else noise)


# --------------------------------------------------------------------------------- what the seals refuse, signed anew


def _shown(token: bytes) -> list[bytes]:
    return token.split(b"~")[1:-1]


def _with(token: bytes, disclosures: list[bytes]) -> bytes:
    return b"~".join([token.split(b"~")[0], *disclosures, b""])


def _changed(files: Files) -> None:
    """One word of a disclosure is another now; its salt stands."""
    shown = _shown(files[SEAL])
    at = next(i for i, d in enumerate(shown) if b"held" in decode64(d.decode()))
    shown[at] = b64url(decode64(shown[at].decode()).replace(b"held", b"hurt")).encode()
    files[SEAL] = _with(files[SEAL], shown)


def _made_up(files: Files) -> None:
    shown = _shown(files[SEAL])
    files[SEAL] = _with(
        files[SEAL], [*shown, b64url(b'["c2FsdHNhbHRzYWx0c2FsdA","note","he confessed"]').encode()]
    )


def _removed(files: Files) -> None:
    """A parent is taken out, and what was in it leads nowhere."""
    shown = _shown(files[SEAL])
    files[SEAL] = _with(files[SEAL], [d for d in shown if b'"narrative"' not in decode64(d.decode())])


def _twice(files: Files) -> None:
    shown = _shown(files[SEAL])
    files[SEAL] = _with(files[SEAL], [*shown, shown[0]])


def _swapped(files: Files) -> None:
    """Disclosures of one record in the seal of another."""
    other = contents.seal_path(3)
    one, two = _shown(files[SEAL]), _shown(files[other])
    files[SEAL], files[other] = _with(files[SEAL], two), _with(files[other], one)


def _payload(files: Files) -> None:
    head, body, rest = files[SEAL].split(b".", 2)
    claims = json.loads(decode64(body.decode()))
    claims["v"] = 2
    files[SEAL] = b".".join((head, b64url(json.dumps(claims).encode()).encode(), rest))


def _signed_by_another(files: Files) -> None:
    """The same claims, sealed again by somebody else's key: whole in itself, and no seal of this bundle."""
    private, public = keys.make_signing()
    claims: dict[str, Any] = {"v": 1, "kind": sdjwt.Hide("list-entry"), "id": sdjwt.Hide("x" * 16)}
    issued = sdjwt.issue(
        claims,
        typ=contents.SEAL_TYPE,
        public=public,
        signer=lambda message: keys.sign(private, message),
        salt=lambda _: os.urandom(16),
        filler=lambda *_: os.urandom(32),
    )
    files[SEAL] = sdjwt.present(issued, issued.disclosures).encode()


def _one_seal_twice(files: Files) -> None:
    """The same record once more under the next number, and the facts say so too."""
    number = len(_seals_of(files))
    files[contents.seal_path(number + 1)] = files[contents.seal_path(number)]
    facts = json.loads(files[contents.RECORDS])
    files[contents.RECORDS] = contents.write_json([*facts, facts[-1]])


def _seals_of(files: Files) -> list[bytes]:
    return [files[path] for path in sorted(files) if path.startswith(contents.SEALS)]


def _key_of(token: bytes) -> bytes:
    return sdjwt.verify(token, typ=contents.SEAL_TYPE).public


SEALED: dict[str, tuple[Change, str]] = {
    "a disclosure changed": (_changed, "unreferenced"),
    "a disclosure added": (_made_up, "unreferenced"),
    "a disclosure removed": (_removed, "unreferenced"),
    "a disclosure twice": (_twice, "twice"),
    "disclosures swapped": (_swapped, "unreferenced"),
    "the signed part changed": (_payload, "signature"),
    "cut off": (lambda f: f.update({SEAL: f[SEAL][:-1]}), "key-binding"),
    "a line end behind": (lambda f: f.update({SEAL: f[SEAL] + b"\n"}), "key-binding"),
}


@pytest.mark.parametrize("name", SEALED)
def test_the_seal_refuses_what_the_right_key_signed_anew(
    exported: Export, made: write.Made, name: str
) -> None:
    change, problem = SEALED[name]
    files = opened(made.data)
    change(files)
    found = refused(signed_anew(exported.book, files))
    assert isinstance(found, SealBroken)
    assert found.problem == problem
    assert found.path in (SEAL, contents.seal_path(3))


def _last_removed(files: Files) -> None:
    """One word less, and nothing hangs on it: the seal allows that, the plain records tell."""
    shown = _shown(files[SEAL])
    files[SEAL] = _with(files[SEAL], [d for d in shown if b"held" not in decode64(d.decode())])


def _fact_changed(files: Files) -> None:
    facts = json.loads(files[contents.RECORDS])
    facts[0]["title"] = "Another list"
    files[contents.RECORDS] = contents.write_json(facts)


PLAIN: dict[str, tuple[Change, Altered]] = {
    "a disclosure removed on which none hangs": (_last_removed, Altered.RECORDS),
    "a fact changed": (_fact_changed, Altered.RECORDS),
    "facts spelt otherwise": (
        lambda f: f.update({contents.RECORDS: json.dumps(json.loads(f[contents.RECORDS])).encode()}),
        Altered.RECORDS,
    ),
    "no facts": (lambda f: f.pop(contents.RECORDS), Altered.RECORDS),
    "a record left out": (lambda f: f.pop(contents.seal_path(3)), Altered.NUMBERING),
    "a record numbered anew": (
        lambda f: f.update({contents.seal_path(9): f.pop(contents.seal_path(6))}),
        Altered.NUMBERING,
    ),
    "the last record left out": (lambda f: f.pop(contents.seal_path(6)), Altered.RECORDS),
    "two records exchanged": (
        lambda f: f.update({SEAL: f[contents.seal_path(3)], contents.seal_path(3): f[SEAL]}),
        Altered.RECORDS,
    ),
    "somebody else's seal": (_signed_by_another, Altered.RECORDS),
    "one seal twice": (_one_seal_twice, Altered.SEAL_KEYS),
    "a file no bundle has": (lambda f: f.update({"data/voice.opus": b"x"}), Altered.UNLISTED),
    "a script beside the report": (lambda f: f.update({"data/report.js": b"x"}), Altered.UNLISTED),
    "a seal of an odd name": (lambda f: f.update({"data/records/00001.sdjwt": f[SEAL]}), Altered.NUMBERING),
    "removals that are no number": (
        lambda f: f.update({contents.REMOVALS: b'{"removals": "none"}'}),
        Altered.LAYOUT,
    ),
}


@pytest.mark.parametrize("name", PLAIN)
def test_the_bundle_must_fit_together_whoever_signed_it(
    exported: Export, made: write.Made, name: str
) -> None:
    change, problem = PLAIN[name]
    files = opened(made.data)
    change(files)
    assert problem_of(refused(signed_anew(exported.book, files))) == (BundleAltered, problem)


def test_a_seal_of_another_bundle_is_refused(exported: Export, made: write.Made, another: write.Made) -> None:
    """Of the same record, by the same casebook, whole in itself: it was sealed for somebody else."""
    files, other = opened(made.data), opened(another.data)
    files[SEAL] = other[SEAL]
    assert problem_of(refused(signed_anew(exported.book, files))) == (BundleAltered, Altered.RECORDS)
    keys_ = [_key_of(token) for files in (opened(made.data), other) for token in _seals_of(files)]
    assert len(set(keys_)) == len(keys_)


def test_another_kind_of_token_is_no_seal(exported: Export, made: write.Made) -> None:
    files = opened(made.data)
    head, rest = files[SEAL].split(b".", 1)
    header = json.loads(decode64(head.decode())) | {"typ": "vc+sd-jwt"}
    files[SEAL] = b".".join((b64url(json.dumps(header).encode()).encode(), rest))
    found = refused(signed_anew(exported.book, files))
    assert isinstance(found, SealBroken)
    assert found.problem == "header"


def test_another_layout_is_refused(exported: Export, made: write.Made) -> None:
    payload = {path: content for path, content in opened(made.data).items() if path.startswith("data/")}
    tags = bagit.make(payload, bagit.BagInfo(IDENTIFIER, "casebook-bundle/2"))
    signature = sshsig.sign(
        tags[bagit.TAG_MANIFEST],
        namespace=contents.NAMESPACE,
        public=organisation.public_key(exported.book),
        signer=lambda message: organisation.sign(exported.book, message),
    )
    data = packed({**tags, contents.SIGNATURE: signature, **payload})
    assert problem_of(refused(data)) == (BundleAltered, Altered.LAYOUT)


def test_a_signature_for_another_purpose_is_refused(exported: Export, made: write.Made) -> None:
    files = opened(made.data)
    files[contents.SIGNATURE] = sshsig.sign(
        files[bagit.TAG_MANIFEST],
        namespace="list@casebook",
        public=organisation.public_key(exported.book),
        signer=lambda message: organisation.sign(exported.book, message),
    )
    assert problem_of(refused(packed(files))) == (BadSignature, SignatureProblem.NAMESPACE)


# --------------------------------------------------------------------------------- by whom


def test_a_bundle_signed_anew_by_somebody_else_is_not_that_signers(
    made: write.Made, exported: Export
) -> None:
    private, public = keys.make_signing()
    files = opened(made.data)
    files[contents.SIGNATURE] = sshsig.sign(
        files[bagit.TAG_MANIFEST],
        namespace=contents.NAMESPACE,
        public=public,
        signer=lambda message: keys.sign(private, message),
    )
    data = packed(files)
    assert verify.verify(data).signer == sshsig.fingerprint(public)
    ours = organisation.public_key(exported.book)
    with pytest.raises(OtherSigner) as refused_:
        verify.verify(data, sshsig.public_line(ours))
    assert refused_.value.expected == sshsig.fingerprint(ours)
    assert refused_.value.found == sshsig.fingerprint(public)


def test_an_allowed_signers_line_names_the_key(made: write.Made, exported: Export) -> None:
    ours = organisation.public_key(exported.book)
    line = sshsig.allowed_signers_line(ours, "reports@harbour.example", contents.NAMESPACE)
    assert verify.verify(made.data, line).expected
    with pytest.raises(CasebookError):
        verify.verify(made.data, "no key at all")


@pytest.mark.parametrize("data", [b"", b"hello", bytes(70_000), b"%PDF-1.7\n"])
def test_what_is_no_archive_is_no_bundle(data: bytes) -> None:
    with pytest.raises(NotABundle) as refused_:
        verify.verify(data)
    assert not refused_.value.encrypted


def test_an_encrypted_bundle_is_said_to_be_encrypted() -> None:
    with pytest.raises(NotABundle) as refused_:
        verify.verify(b"age-encryption.org/v1\n-> X25519 x\n")
    assert refused_.value.encrypted


# --------------------------------------------------------------------------------- slips, the jail, no casebook


def test_a_word_can_be_opened_later_and_no_other_word_put_there(exported: Export, made: write.Made) -> None:
    """A slip is one more disclosure: it fits the seal that was handed over, and nothing else does."""
    token = opened(made.data)[contents.seal_path(_number(made, exported))].decode()
    sealed = next(one.sealed for one in made.sealed if one.sealed.record == exported.entry)
    record = exported.seen.get(exported.entry)
    assert record is not None
    every = seals.slips(record, sealed.making)
    slip = next(text for text in every.values() if b"Saule" in decode64(text))
    before = verify.contents.hidden_in(sdjwt.verify(token, typ=contents.SEAL_TYPE).opened.claims)
    opened_ = sdjwt.verify(sdjwt.add(token, [slip]), typ=contents.SEAL_TYPE).opened.claims
    assert verify.contents.hidden_in(opened_) == before - 1
    assert "Saule Dzhandosova" in str(contents.facts_of(opened_))
    forged = b64url(decode64(slip).replace(b"Saule Dzhandosova", b"Marat Oskenov")).rstrip("=")
    with pytest.raises(sdjwt.BadSdJwt):
        sdjwt.verify(sdjwt.add(token, [forged]), typ=contents.SEAL_TYPE)


def _number(made: write.Made, exported: Export) -> int:
    records = [one.sealed.record for one in made.sealed]
    return records.index(exported.entry) + 1


def test_the_jail_judges_the_same(made: write.Made, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    for data, whole in ((made.data, True), (b"x" + made.data, False)):
        file.write_bytes(data)
        handle = os.open(file, os.O_RDONLY)
        try:
            if whole:
                found = launch.run("casebook.bundle.verify:verify_task", answer=Verdict, files=(handle,))
                assert found == verify.verify(data)
            else:
                with pytest.raises(BadArchive):
                    launch.run("casebook.bundle.verify:verify_task", answer=Verdict, files=(handle,))
        finally:
            os.close(handle)


def test_it_needs_no_casebook() -> None:
    code = (
        "import sys, casebook.bundle.verify\n"
        "rooms = ('vault', 'model', 'journal', 'search', 'casework', 'redaction', 'reports', 'gui', 'sync')\n"
        "assert not [m for m in sys.modules if m.startswith(tuple('casebook.' + room for room in rooms))]\n"
        "assert 'sqlcipher3' not in sys.modules\n"
    )
    path = os.pathsep.join(filter(None, sys.path))
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": path})


def test_the_crc_is_no_protection_we_lean_on(made: write.Made) -> None:
    """Whoever changes a member corrects its checksum: the manifest still tells."""
    files = opened(made.data)
    page = files[contents.REPORT_HTML].replace(b"held", b"free", 1)
    assert zlib.crc32(page) != zlib.crc32(files[contents.REPORT_HTML])
    files[contents.REPORT_HTML] = page
    data = packed(files)
    with zipfile.ZipFile(BytesIO(data)) as found:
        assert found.testzip() is None
    assert problem_of(refused(data)) == (BadBag, BagProblem.CHANGED)


def test_somebody_elses_archive_is_no_bundle() -> None:
    other = b"".join(archive.write({"holiday/notes.txt": b"sun"}))
    with pytest.raises(NotABundle):
        verify.verify(other)
