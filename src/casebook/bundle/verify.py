"""A bundle becomes a verdict, point by point. Needs no casebook: nothing but formats and base.

What a verdict says, and nothing more: the bundle is unchanged since this key signed it; what is hidden was
fixed then. Never that anything is true, complete, or was recorded on a date.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from mmap import ACCESS_READ, mmap
from typing import Any, BinaryIO, Final

from casebook.base.errors import Damaged, Refused
from casebook.base.progress import Progress
from casebook.bundle import contents
from casebook.formats import archive, bagit, jose, sdjwt, sshsig
from casebook.formats.bagit import Held
from casebook.jail.task import Task

Files = Mapping[str, Held]
"""By path inside the bag. Bytes are held of what is read again; of reports and attached files, size and sum."""
_LOOKED_AT: Final = 1 << 16
"""Bytes from the start in which an archive of ours has named its first file, should any stand before it."""


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
    *removals* is what the bundle itself says was taken out (-1: it does not say). *attached*: derivatives of
    attachments in it; *renamed*: people it shows under another name.
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
    attached: int = 0
    renamed: int = 0


def verify_task(task: Task) -> Verdict:
    """`verify` for the jail: the bundle is the first file, an expected key line the argument."""
    return verify(mapped(task.files[0]), task.argument.decode() or None, task.progress)


def mapped(file: BinaryIO) -> bytes | mmap:
    """The bytes of an open file, in memory only as they are looked at, if it is a file of the system's."""
    try:
        return mmap(file.fileno(), 0, access=ACCESS_READ)
    except (OSError, ValueError, io.UnsupportedOperation):
        return file.read()


def verify(data: bytes | mmap, expected: str | None = None, progress: Progress | None = None) -> Verdict:
    """Judge the bytes of a bundle.

    *expected* is an allowed-signers or public-key line. Raises `NotABundle`, `OtherSigner`; `Damaged` leaves:
    `archive.BadArchive`, `bagit.BadBag`, `sshsig.BadSignature`, `BundleAltered`, `SealBroken`.
    """
    return examine(data, expected, progress).verdict


@dataclass(frozen=True, slots=True)
class Examined:
    """A bundle that holds, with the tokens of its seals by path: what is opened later is put beside these."""

    verdict: Verdict
    tokens: Mapping[str, bytes]


def examine(data: bytes | mmap, expected: str | None = None, progress: Progress | None = None) -> Examined:
    """`verify`, for who goes on with its seals."""
    progress = progress or Progress()
    _refuse_strangers(data)
    progress.step("reading-archive")
    files = _inside(archive.read(data))
    for needed in (bagit.TAG_MANIFEST, contents.SIGNATURE):
        if needed not in files:
            raise bagit.BadBag(bagit.BagProblem.MISSING, (needed,))
    signed = files[bagit.TAG_MANIFEST]
    public = sshsig.verify(files[contents.SIGNATURE].content, signed.content, namespace=contents.NAMESPACE)
    bag = bagit.check_held(files, beside=[contents.SIGNATURE])
    if bag.info.layout != contents.LAYOUT:
        raise BundleAltered(Altered.LAYOUT)
    unlisted = tuple(sorted(path for path in bag.payload if not contents.is_listed(path)))
    if unlisted:
        raise BundleAltered(Altered.UNLISTED, unlisted)
    _check_padding(files)
    seals = _verify_seals(files, progress)
    removals = _removals(files)
    renamed = _renamed(files)
    _check_attached(files)
    fingerprint = sshsig.fingerprint(public)
    if expected is not None and _key_of(expected) != public:
        raise OtherSigner(fingerprint, sshsig.fingerprint(_key_of(expected)))
    verdict = Verdict(
        identifier=bag.info.identifier,
        signer=fingerprint,
        words=tuple(sshsig.fingerprint_words(public)),
        expected=expected is not None,
        files=len(bag.payload),
        size=sum(files[path].size for path in bag.payload),
        records=len(seals.kinds),
        hidden=seals.hidden,
        removals=removals,
        manifest=signed.sha256.hex(),
        kinds=seals.counted(),
        attached=sum(map(contents.is_attached, bag.payload)),
        renamed=renamed,
    )
    return Examined(verdict, {path: files[path].content for path in files if path.startswith(contents.SEALS)})


def _refuse_strangers(data: bytes | mmap) -> None:
    """What is no archive, or somebody else's, is told apart from a bundle that was altered."""
    if data.find(b"PK\3\4", 0, _LOOKED_AT) < 0:
        raise NotABundle(encrypted=data[:32].startswith(b"age-encryption.org/"))
    if data.find(contents.FOLDER.encode(), 0, 2 * _LOOKED_AT) < 0:
        raise NotABundle(encrypted=False)


def _inside(members: archive.Archive) -> dict[str, Held]:
    outside = tuple(sorted(name for name in members if not name.startswith(contents.FOLDER)))
    if outside:
        raise BundleAltered(Altered.UNLISTED, outside)
    return {name.removeprefix(contents.FOLDER): _held(members, name) for name in members}


def _held(members: archive.Archive, name: str) -> Held:
    if contents.is_kept(name.removeprefix(contents.FOLDER)):
        return Held.of(members[name])
    digest = hashlib.sha256()
    zeros = name == contents.FOLDER + contents.PADDING
    for piece in members.pieces(name):
        digest.update(piece)
        zeros = zeros and not any(piece)
    return Held(members.size(name), digest.digest(), _ZEROS if zeros else b"")


_ZEROS: Final = b"\0"
"""Stands for the bytes of a padding that is nothing but zeros."""


def _check_padding(files: Files) -> None:
    """What stands in the padding is nothing: no place to hide something in."""
    if contents.PADDING in files and files[contents.PADDING].content != _ZEROS:
        raise BundleAltered(Altered.LAYOUT, (contents.PADDING,))


def _key_of(line: str) -> bytes:
    """The key in an allowed-signers line or in a public-key line. Raises `sshsig.BadKeyLine`."""
    return sshsig.read_public_line(line[max(0, line.find("ssh-ed25519 ")) :].strip())


@dataclass(frozen=True, slots=True)
class _Seals:
    hidden: int
    kinds: tuple[str, ...]

    def counted(self) -> tuple[tuple[str, int], ...]:
        return tuple((kind, self.kinds.count(kind)) for kind in sorted(set(self.kinds)))


def _verify_seals(files: Files, progress: Progress) -> _Seals:
    """Every seal holds, each by a key of its own, and ``records.json`` says just what their disclosures say."""
    paths = [path for path in files if path.startswith(contents.SEALS)]
    paths.sort(key=lambda path: (len(path), path))  # by number: 10000 behind 9999
    if paths != [contents.seal_path(i + 1) for i in range(len(paths))]:
        raise BundleAltered(Altered.NUMBERING, tuple(paths[:3]))
    facts = []
    kinds: list[str] = []
    keys: set[bytes] = set()
    hidden = 0
    for i, path in enumerate(paths):
        progress.step("verifying-seals", i, len(paths))
        public, claims = read_seal(files[path].content, path)
        if public in keys:
            raise BundleAltered(Altered.SEAL_KEYS, (path,))
        keys.add(public)
        kinds.append(claims["kind"])
        hidden += contents.hidden_in(claims)
        facts.append(contents.facts_of(claims))
    said = files.get(contents.RECORDS)
    if said is None or said.content != contents.write_json(facts):
        raise BundleAltered(Altered.RECORDS, (contents.RECORDS,))
    return _Seals(hidden, tuple(kinds))


def read_seal(token: bytes, path: str) -> tuple[bytes, dict[str, Any]]:
    """The key and the opened claims of a seal, its version taken out. Raises `SealBroken`, `BundleAltered`."""
    try:
        seal = sdjwt.verify(token, typ=contents.SEAL_TYPE)
    except sdjwt.BadSdJwt as bad:
        raise SealBroken(path, bad.problem.value) from None
    claims = seal.opened.claims
    version = claims.pop("v", None)
    if type(version) is not int or version != contents.SEAL_VERSION or type(claims.get("kind")) is not str:
        raise BundleAltered(Altered.SEAL_TYPE, (path,))
    return seal.public, claims


def _plain(files: Files, path: str) -> Any:  # noqa: ANN401 - whatever was signed
    """What a file of plain facts says, in the one spelling; `None` where the bundle has none."""
    if path not in files:
        return None
    try:
        found = jose.read_json(files[path].content)
    except jose.BadJson:
        raise BundleAltered(Altered.LAYOUT, (path,)) from None
    if contents.write_json(found) != files[path].content:
        raise BundleAltered(Altered.LAYOUT, (path,))
    return found


def _renamed(files: Files) -> int:
    """How many bear another name: each by an id."""
    found = _plain(files, contents.PSEUDONYMS)
    if contents.PSEUDONYMS not in files:
        return 0
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found.values()):
        raise BundleAltered(Altered.LAYOUT, (contents.PSEUDONYMS,))
    return len(found)


def _check_attached(files: Files) -> None:
    """The list of attachments names every attached file once, by its number, and no other; and what each is about."""
    listed = _plain(files, contents.FILES_LIST)
    there = sorted(filter(contents.is_attached, files), key=lambda path: (len(path.partition(".")[0]), path))
    if not there and contents.FILES_LIST not in files:
        return
    named = [each.get("file") for each in listed if "file" in each] if _is_listing(listed) else None
    numbered = [f"{contents.ATTACHMENTS}{number:04}" for number in range(1, len(there) + 1)]
    if named is None or [f"data/{path}" for path in named] != there:
        raise BundleAltered(Altered.LAYOUT, (contents.FILES_LIST,))
    if [path.rpartition(".")[0] for path in there] != numbered:
        raise BundleAltered(Altered.NUMBERING, tuple(there[:3]))


def _is_listing(listed: Any) -> bool:  # noqa: ANN401 - whatever was signed
    """An array of objects, each about one record at least."""
    return isinstance(listed, list) and all(
        isinstance(each, dict)
        and isinstance(about := each.get("about"), list)
        and about
        and all(isinstance(told, str) for told in (*about, each.get("file", "")))
        for each in listed
    )


def _removals(files: Files) -> int:
    found = _plain(files, contents.REMOVALS)
    if contents.REMOVALS not in files:
        return -1
    count = found.get("removals") if isinstance(found, dict) and len(found) == 1 else None
    if type(count) is not int or count < 0:
        raise BundleAltered(Altered.LAYOUT, (contents.REMOVALS,))
    return count
