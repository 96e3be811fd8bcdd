"""BagIt 1.0 bags (RFC 8493) of a closed list of files, all of them accounted for.

A bag of ours has SHA-256 manifests, the three lines of ``bag-info.txt`` shown below, no date, no software
and no fetch list. `make` writes the tag files; `check` recomputes them. BagIt itself lets further tag files
stand beside the listed ones and fetched payload be missing; `check` does not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casebook.base.errors import Damaged
from casebook.formats.paths import is_portable, stand_together

DECLARATION: Final = "bagit.txt"
INFO: Final = "bag-info.txt"
MANIFEST: Final = "manifest-sha256.txt"
TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
PAYLOAD: Final = "data/"

_DECLARED: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_INFO: Final = re.compile(
    rb"External-Identifier: ([!-~]{1,100})\n"
    rb"Payload-Oxum: (0|[1-9][0-9]{0,17})\.(0|[1-9][0-9]{0,8})\n"
    rb"Format: ([!-~]{1,100})\n"
)
_LINE: Final = re.compile(rb"([0-9a-f]{64})  ([!-~]+)\n")


class BagProblem(StrEnum):
    """What is wrong with a bag."""

    MISSING = "missing"
    EXTRA = "extra"
    CHANGED = "changed"
    FORM = "form"
    COUNT = "count"


@dataclass(eq=False)
class BadBag(Damaged):
    """The bag is not whole; *paths* are the files concerned, sorted."""

    problem: BagProblem
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BagInfo:
    """What a bag says of itself: a name given to it by its maker, and the layout of its payload.

    Both are printable ASCII without blanks. The payload's size and number of files are counted, not told.
    """

    identifier: str
    layout: str


@dataclass(frozen=True, slots=True)
class Bag:
    """A bag that is whole: what it says of itself, and the SHA-256 of every payload file by path."""

    info: BagInfo
    payload: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Held:
    """A file of a bag: its size and SHA-256, and its bytes if it is a tag file (of payload they are not needed)."""

    size: int
    sha256: bytes
    content: bytes = b""

    @classmethod
    def of(cls, content: bytes) -> Held:
        """Of a file in memory."""
        return cls(len(content), hashlib.sha256(content).digest(), content)


def make(payload: Mapping[str, bytes], info: BagInfo) -> dict[str, bytes]:
    """The four tag files for *payload* (path → content; paths start with ``data/``), in order of writing.

    Each content is asked for once and not kept. A path or a word that a bag of ours cannot hold is a
    `ValueError`: both are made by the program.
    """
    portable = all(path.startswith(PAYLOAD) and is_portable(path) for path in payload)
    if not portable or not stand_together(payload):
        msg = "a payload path is not portable"
        raise ValueError(msg)
    digests: dict[str, bytes] = {}
    octets = 0
    for path in payload:
        content = payload[path]
        digests[path] = hashlib.sha256(content).digest()
        octets += len(content)
    said = f"External-Identifier: {info.identifier}\nPayload-Oxum: {octets}.{len(digests)}\nFormat: {info.layout}\n"
    if _INFO.fullmatch(said.encode()) is None:
        msg = "a word does not fit into bag-info.txt"
        raise ValueError(msg)
    tags = {DECLARATION: _DECLARED, INFO: said.encode("ascii"), MANIFEST: _manifest(digests)}
    return tags | {TAG_MANIFEST: _tag_manifest(tags)}


def _manifest(digests: Mapping[str, bytes]) -> bytes:
    return "".join(f"{digests[path].hex()}  {path}\n" for path in sorted(digests)).encode("ascii")


def _tag_manifest(tags: Mapping[str, bytes]) -> bytes:
    return _manifest({name: hashlib.sha256(tags[name]).digest() for name in (DECLARATION, INFO, MANIFEST)})


def check(files: Mapping[str, bytes], *, beside: Iterable[str] = ()) -> Bag:
    """`check_held` for files in memory (path → content)."""
    return check_held({path: Held.of(files[path]) for path in files}, beside=beside)


def check_held(files: Mapping[str, Held], *, beside: Iterable[str] = ()) -> Bag:
    """Prove that *files* are one whole bag and, of the names in *beside*, what is there.

    Raises `BadBag`, for everything that is missing before what is extra, and that before what is changed.
    What the files in *beside* hold (a signature of the tag manifest, say) is the caller's to judge.
    """
    tags = (DECLARATION, INFO, MANIFEST, TAG_MANIFEST)
    _raise_if(BagProblem.MISSING, set(tags) - set(files))
    listed = _read_manifest(MANIFEST, files[MANIFEST].content)
    payload = set(files) - set(tags) - set(beside)
    _raise_if(BagProblem.MISSING, set(listed) - payload)
    _raise_if(BagProblem.EXTRA, payload - set(listed))
    listed_tags = _read_manifest(TAG_MANIFEST, files[TAG_MANIFEST].content)
    if set(listed_tags) != set(tags) - {TAG_MANIFEST}:
        raise BadBag(BagProblem.FORM, (TAG_MANIFEST,))
    promised = {**listed_tags, **listed}
    _raise_if(BagProblem.CHANGED, {path for path, digest in promised.items() if files[path].sha256 != digest})
    if files[DECLARATION].content != _DECLARED:
        raise BadBag(BagProblem.FORM, (DECLARATION,))
    info = _INFO.fullmatch(files[INFO].content)
    if info is None:
        raise BadBag(BagProblem.FORM, (INFO,))
    octets = sum(files[path].size for path in payload)
    if (int(info[2]), int(info[3])) != (octets, len(listed)):
        raise BadBag(BagProblem.COUNT, (INFO,))
    return Bag(BagInfo(info[1].decode("ascii"), info[4].decode("ascii")), listed)


def _raise_if(problem: BagProblem, paths: set[str]) -> None:
    if paths:
        raise BadBag(problem, tuple(sorted(paths)))


def _read_manifest(name: str, text: bytes) -> dict[str, bytes]:
    """The digests of a manifest by path; `BadBag` unless `_manifest` would have written the same bytes."""
    lines = {
        found[2].decode("ascii"): bytes.fromhex(found[1].decode("ascii")) for found in _LINE.finditer(text)
    }
    inside = name == TAG_MANIFEST or all(path.startswith(PAYLOAD) for path in lines)
    portable = all(map(is_portable, lines)) and stand_together(lines)
    if not inside or not portable or _manifest(lines) != text:
        raise BadBag(BagProblem.FORM, (name,))
    return lines
