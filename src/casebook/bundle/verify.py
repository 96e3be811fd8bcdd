"""A bundle becomes a verdict, point by point. Needs no casebook: nothing but formats and base.

What a verdict says, and nothing more: the bundle is unchanged since this key signed it; what is hidden was
fixed then. Never that anything is true, complete, or was recorded on a date.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from casebook.base.errors import Damaged, Refused
from casebook.base.progress import Progress
from casebook.bundle import contents
from casebook.formats import archive, bagit, sdjwt, sshsig
from casebook.jail.task import Task


class Altered(StrEnum):
    """What is not as it was signed, beyond what the formats themselves refuse."""

    UNLISTED = "unlisted"
    LAYOUT = "layout"
    SEAL_TYPE = "seal-type"
    SEAL_KEYS = "seal-keys"
    RECORDS = "records"
    NUMBERING = "numbering"


@dataclass(eq=False)
class NotABundle(Refused):
    """The file is no zip archive at all. *encrypted*: it is an age file, to be opened with its key first."""

    encrypted: bool


@dataclass(eq=False)
class BundleAltered(Damaged):
    """The bundle is not what was signed. *paths* are the files concerned."""

    problem: Altered
    paths: tuple[str, ...] = ()


@dataclass(eq=False)
class SealBroken(Damaged):
    """A seal does not hold: a disclosure was changed, added, removed or swapped. *path* names the record."""

    path: str
    problem: str


@dataclass(eq=False)
class OtherSigner(Refused):
    """The bundle is whole, but another key signed it than the one that was expected."""

    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a bundle proves. Every field was checked; a bundle that fails raises instead.

    *signer* is the fingerprint ``SHA256:…``, *words* the same in twelve words; *expected*: the caller named
    this key. *hidden*: places in shown texts and lists that were kept back and can be opened later.
    *removals* is what the bundle itself says was taken out (-1: it does not say).
    """

    identifier: str
    signer: str
    words: tuple[str, ...]
    expected: bool
    files: int
    size: int
    records: int
    hidden: int
    removals: int
    manifest: str
    kinds: tuple[tuple[str, int], ...]


def verify_task(task: Task) -> Verdict:
    """`verify` for the jail: the bundle is the first file, an expected key line the argument."""
    return verify(task.files[0].read(), task.argument.decode() or None, task.progress)


def verify(data: bytes, expected: str | None = None, progress: Progress | None = None) -> Verdict:
    """Judge the bytes of a bundle.

    *expected* is an allowed-signers or public-key line. Raises `NotABundle`, `OtherSigner`; `Damaged` leaves:
    `archive.BadArchive`, `bagit.BadBag`, `sshsig.BadSignature`, `BundleAltered`, `SealBroken`.
    """
    progress = progress or Progress()
    if not data.startswith(b"PK\3\4") and b"PK\3\4" not in data[: 1 << 16]:
        raise NotABundle(encrypted=data.startswith(b"age-encryption.org/"))
    if contents.FOLDER.encode() not in data:
        # Some other archive: nothing in it has a name of ours.
        raise NotABundle(encrypted=False)
    progress.step("reading-archive")
    members = archive.read(data)
    files = _inside(members)
    for needed in (bagit.TAG_MANIFEST, contents.SIGNATURE):
        if needed not in files:
            raise bagit.BadBag(bagit.BagProblem.MISSING, (needed,))
    public = sshsig.verify(files[contents.SIGNATURE], files[bagit.TAG_MANIFEST], namespace=contents.NAMESPACE)
    bag = bagit.check(files, beside=[contents.SIGNATURE])
    if bag.info.layout != contents.LAYOUT:
        raise BundleAltered(Altered.LAYOUT)
    unlisted = tuple(sorted(path for path in bag.payload if not contents.is_listed(path)))
    if unlisted:
        raise BundleAltered(Altered.UNLISTED, unlisted)
    seals = _verify_seals(files, progress)
    fingerprint = sshsig.fingerprint(public)
    if expected is not None and _key_of(expected) != public:
        raise OtherSigner(fingerprint, sshsig.fingerprint(_key_of(expected)))
    return Verdict(
        identifier=bag.info.identifier,
        signer=fingerprint,
        words=tuple(sshsig.fingerprint_words(public)),
        expected=expected is not None,
        files=len(bag.payload),
        size=sum(len(files[path]) for path in bag.payload),
        records=len(seals.kinds),
        hidden=seals.hidden,
        removals=_removals(files),
        manifest=manifest_hash(files),
        kinds=seals.counted(),
    )


def _inside(members: Mapping[str, bytes]) -> dict[str, bytes]:
    outside = tuple(sorted(name for name in members if not name.startswith(contents.FOLDER)))
    if outside:
        raise BundleAltered(Altered.UNLISTED, outside)
    return {name.removeprefix(contents.FOLDER): members[name] for name in members}


def _key_of(line: str) -> bytes:
    """The key in an allowed-signers line or in a public-key line. Raises `sshsig.BadKeyLine`."""
    return sshsig.read_public_line(line[max(0, line.find("ssh-ed25519 ")) :].strip())


def manifest_hash(files: Mapping[str, bytes]) -> str:
    """SHA-256 of the tag manifest, in hexadecimal: what names this bundle in lists and disclosures."""
    return hashlib.sha256(files[bagit.TAG_MANIFEST]).hexdigest()


@dataclass(frozen=True, slots=True)
class _Seals:
    hidden: int
    kinds: tuple[str, ...]

    def counted(self) -> tuple[tuple[str, int], ...]:
        return tuple((kind, self.kinds.count(kind)) for kind in sorted(set(self.kinds)))


def _verify_seals(files: Mapping[str, bytes], progress: Progress) -> _Seals:
    """Every seal holds, each by a key of its own, and ``records.json`` says just what their disclosures say."""
    paths = sorted(path for path in files if path.startswith(contents.SEALS))
    if paths != sorted(contents.seal_path(i + 1) for i in range(len(paths))):
        raise BundleAltered(Altered.NUMBERING, tuple(paths[:3]))
    facts = []
    kinds: list[str] = []
    keys: set[bytes] = set()
    hidden = 0
    for i, path in enumerate(paths):
        progress.step("verifying-seals", i, len(paths))
        try:
            seal = sdjwt.verify(files[path], typ=contents.SEAL_TYPE)
        except sdjwt.BadSdJwt as bad:
            raise SealBroken(path, bad.problem.value) from None
        claims = seal.opened.claims
        if claims.pop("v", None) != contents.SEAL_VERSION or not isinstance(claims.get("kind"), str):
            raise BundleAltered(Altered.SEAL_TYPE, (path,))
        kinds.append(claims["kind"])
        if seal.public in keys:
            raise BundleAltered(Altered.SEAL_KEYS, (path,))
        keys.add(seal.public)
        hidden += contents.hidden_in(claims)
        facts.append(contents.facts_of(claims))
    if files.get(contents.RECORDS) != contents.write_json(facts):
        raise BundleAltered(Altered.RECORDS, (contents.RECORDS,))
    return _Seals(hidden, tuple(kinds))


def _removals(files: Mapping[str, bytes]) -> int:
    if contents.REMOVALS not in files:
        return -1
    try:
        found = json.loads(files[contents.REMOVALS])
    except ValueError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("removals"), int):
        raise BundleAltered(Altered.LAYOUT, (contents.REMOVALS,))
    return int(found["removals"])
