"""The finished bytes, searched for everybody they must not name. Cannot be skipped.

Every view of the file (`views`) and every text of its PDFs is looked through for every protected person of
the casebook, not only of the export. A family name that a named person bears too is no leak by itself. It
cannot see faces, voices, or "the only woman judge in that town".
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Final

import msgspec

from casebook.base.errors import Damaged
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework.snapshot import Snapshot
from casebook.jail import launch, ocr
from casebook.jail.limits import MIB, Limits
from casebook.redaction import apart
from casebook.redaction.apart import About, Apart, Eye, Hit, Pdf, Picture, Piece, Question
from casebook.redaction.archives import Unreadable, View
from casebook.redaction.exactkeys import SHORTEST_IN_BYTES, Exact, InBytes, InLetters
from casebook.redaction.people import PRINTED, Treatment, helpers, identities, meant, registry_of
from casebook.redaction.plan import RedactionPlan
from casebook.redaction.profile import Profile
from casebook.redaction.registry import Identity, PersonKey, Registry, account_of, digits_of
from casebook.redaction.sieve import BESIDE, Sieve

_WORD: Final = re.compile(r"[^\W\d_]{6,}")
_SHORTEST_NUMBER: Final = 10
"""Digits, from which a number counts among bytes."""
_LIMITS: Final = Limits(memory=2048 * MIB, cpu_s=300, wall_s=300.0, answer=512 * MIB)
PLACE_LABEL: Final = b"casebook/leak-place/1\0"
MOST_AROUND: Final = 2_000
"""Letters around a finding that somebody is shown, at most."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A place where the file names somebody protected, or what cannot be looked into.

    *where* is the part of the file, *how* the code of the view, *person* the one named (nobody for a part
    that cannot be read), *why* a code, *place* a hash of what stands around it.
    """

    where: str
    how: str
    person: RecordId | None
    why: str
    place: str = ""

    @property
    def fingerprint(self) -> str:
        """The place in 32 hexadecimal digits: the same while nothing changes there, whatever changes elsewhere."""
        told = (self.where, self.how, self.why, self.place, (self.person or b"").hex())
        return hashlib.sha256(PLACE_LABEL + "\0".join(told).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was searched in one file, or in one part of an archive, and what came of it.

    *ways* are the codes of the views taken of it, *views* how many; *eye* why a person has to look at it or
    listen to it, in codes. What is wrong with it stands in *leaks*.
    """

    where: str
    kind: str
    size: int
    views: int
    ways: tuple[str, ...]
    leaks: tuple[Leak, ...]
    eye: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Protected:
    """Whom to look for: the registry of all people, which of them are protected, and which are deleted."""

    registry: Registry
    people: frozenset[RecordId]
    deleted: frozenset[RecordId]
    exact: Exact

    @property
    def keys(self) -> Iterator[PersonKey]:
        """Under what the protected stand in the registry: also where only a list prints a name of theirs."""
        yield from self.people
        yield from (f"{PRINTED}{person.hex()}" for person in self.people)


@dataclass(frozen=True, slots=True)
class Found:
    """What the check found, for how many protected people it looked, in how many views, and file by file."""

    leaks: tuple[Leak, ...]
    identities: int
    views: int
    files: tuple[FileReport, ...] = ()


def protected(snapshot: Snapshot, plan: RedactionPlan) -> Protected:
    """Everybody in the casebook whom *plan* does not name."""
    return protecting(snapshot, plan.people, plan.profile)


def protecting(snapshot: Snapshot, treated: Mapping[RecordId, Treatment], profile: Profile) -> Protected:
    """Everybody in the casebook who is not named where people are treated so."""
    people = {person for person, treatment in treated.items() if not treatment.named}
    if not profile.names_all:
        people.update(RecordId(each.person) for each in helpers(snapshot) if isinstance(each.person, bytes))
        people.update(snapshot.deleted)
    deleted = frozenset(snapshot.deleted)
    return Protected(registry_of(snapshot), frozenset(people), deleted, exact_keys(snapshot, people))


def check(data: bytes | BinaryIO, whom: Protected, progress: Progress | None = None) -> Found:
    """Search one finished file of ours: bytes, or a file that can be sought in and is closed by whoever opened it.

    It needs the memory of its largest member, and of long texts and sound far less. Raises `Cancelled`, and
    `NoConfinement` where a PDF or a picture cannot be opened safely.
    """
    search = _Search(whom, progress or Progress())
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    search.take(apart.pieces(source, search.in_bytes))
    return search.found()


def check_file(handle: int, whom: Protected, progress: Progress | None = None) -> Found:
    """Search the file open as *handle*, which may be anybody's: it is taken apart in the jail.

    Raises what the jail raises besides.
    """
    search = _Search(whom, progress or Progress())
    following = pieces = 0
    while following >= 0:
        os.lseek(handle, 0, os.SEEK_SET)
        found = _in_jail("apart_task", handle, search, Question(search.keys, following, pieces))
        search.take(found.pieces)
        following, pieces = found.following, pieces + len(found.pieces)
        if Unreadable("", "too-many") in found.unreadable:
            return Found((Leak("", "unreadable", None, "too-many"),), len(whom.people), 0)
    return search.found()


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands at a place the check found: the words *around*, of which *start* to *end* are the finding.

    *page*: on which page of a PDF, counted from 0. For names among bytes there are no words around.
    """

    around: str
    start: int
    end: int
    page: int | None = None


def look(data: bytes, whom: Protected, leak: Leak, progress: Progress | None = None) -> Seen | None:
    """What stands at *leak* in the file it was found in, for somebody who has to judge it. Raises as `check`."""
    search = _Search(whom, progress or Progress(), leak)
    for piece in apart.pieces(io.BytesIO(data), search.in_bytes):
        if leak.where == piece.where or leak.where.startswith(f"{piece.where}/"):
            search.take((piece,))
        if search.seen is not None:
            break
    return search.seen


def _in_jail(task: str, handle: int, search: _Search, question: Question) -> Apart:
    return launch.run(
        f"casebook.redaction.apart:{task}",
        msgspec.msgpack.encode(question),
        answer=Apart,
        files=(handle,),
        limits=_LIMITS,
        progress=search.progress,
    )


@dataclass
class _Counted:
    """A file while it is searched."""

    kind: str = ""
    size: int = 0
    views: int = 0
    ways: dict[str, None] = field(default_factory=dict)
    eye: dict[str, None] = field(default_factory=dict)


class _Search:
    """One search, piece by piece; with *wanted*, of what stands at that one place."""

    def __init__(self, whom: Protected, progress: Progress, wanted: Leak | None = None) -> None:
        self.progress = progress
        self.seen: Seen | None = None
        self._wanted = wanted
        self._pages = 0
        self.keys = tuple(whom.exact)
        self.in_bytes = InBytes(self.keys)
        self._whom = whom
        self._in_letters = InLetters(whom.exact)
        self._sieve = Sieve(whom.registry, whom.keys)
        self._leaks: dict[Leak, None] = {}
        self._told: set[tuple[str, RecordId | None, str, str]] = set()
        self._files: dict[str, _Counted] = {}
        self._views = 0

    def take(self, pieces: Iterable[Piece]) -> None:
        """Search these."""
        for piece in pieces:
            self.progress.step("searching-leaks", self._views)
            counted = self._files.setdefault(piece.where, _Counted())
            if isinstance(piece, About):
                counted.kind, counted.size = counted.kind or piece.kind, counted.size or piece.size
            elif isinstance(piece, Eye):
                counted.eye[piece.why] = None
            elif isinstance(piece, Pdf):
                self.take(_of_pdf(piece, self))
            elif isinstance(piece, Picture):
                self.take(_of_pixels("read_picture", piece, self))
            else:
                self._views += 1
                counted.views += 1
                counted.ways["unreadable" if isinstance(piece, Unreadable) else piece.how] = None
                for leak in self._in(piece):
                    self._add(leak)

    def _add(self, leak: Leak) -> None:
        """Each place once: what is found in the text is found again without its tags."""
        told = (leak.where, leak.person, leak.why, leak.place)
        if leak.person is None or told not in self._told:
            self._told.add(told)
            self._leaks[leak] = None

    def _in(self, piece: View | Unreadable | Hit) -> Iterator[Leak]:
        if isinstance(piece, Unreadable):
            yield Leak(piece.where, "unreadable", None, piece.why)
        elif isinstance(piece, Hit):
            for person in self._whom.exact.get(piece.key, ()):
                yield self._noted(Leak(piece.where, piece.how, person, "exact"), piece.key, 0, len(piece.key))
        elif piece.exact:
            for person in self._in_letters.find(piece.text):
                yield self._noted(Leak(piece.where, piece.how, person, "exact"), piece.text, 0, 0)
        else:
            yield from self._named(piece)
            self._pages += piece.how == "pdf-page"

    def _noted(self, leak: Leak, around: str, start: int, end: int) -> Leak:
        if self._wanted is not None and self.seen is None and leak.fingerprint == self._wanted.fingerprint:
            page = self._pages if leak.how == "pdf-page" else None
            self.seen = Seen(around[:MOST_AROUND], start, end, page)
        return leak

    def _named(self, view: View) -> Iterator[Leak]:
        for mention, around in self._sieve.found(view.text):
            people = [RecordId(p) for p in meant(mention.people, self._whom.deleted) if isinstance(p, bytes)]
            if not mention.is_marked or not people or not self._whom.people.issuperset(people):
                # Somebody who may be named bears it too: by itself it is theirs.
                continue
            place = hashlib.sha256(PLACE_LABEL + around.encode("utf-8", "replace")).hexdigest()[:32]
            words = mention.end - mention.start
            start = min(mention.start, BESIDE)
            for person in people:
                leak = Leak(view.where, view.how, person, mention.why.name.lower(), place)
                yield self._noted(leak, around, start, start + words)

    def found(self) -> Found:
        """What came of it."""
        by_file: dict[str, list[Leak]] = {}
        for leak in self._leaks:
            by_file.setdefault(leak.where, []).append(leak)
        files = tuple(
            FileReport(
                where,
                seen.kind,
                seen.size,
                seen.views,
                tuple(seen.ways),
                tuple(by_file.get(where, ())),
                tuple(seen.eye),
            )
            for where, seen in self._files.items()
        )
        return Found(tuple(self._leaks), len(self._whom.people), self._views, files)


def _of_pdf(found: Pdf, search: _Search) -> Iterator[Piece]:
    try:
        with _in_memory(found.content) as handle:
            inside = _in_jail("pdf_task", handle, search, Question(search.keys))
    except Damaged:
        yield Unreadable(found.where, "broken-pdf")
        return
    for piece in inside.pieces:
        if not isinstance(piece, Eye):
            yield replace(piece, where=f"{found.where}/{piece.where}".rstrip("/"))
    if ocr.is_there() or inside.eyes:
        yield from _of_pixels("read_pages", found, search, shows=bool(inside.eyes))


def _of_pixels(task: str, found: Pdf | Picture, search: _Search, *, shows: bool = True) -> Iterator[Piece]:
    """The words in pixels, and that a person has to look at them: faces and places no program knows."""
    if not ocr.is_there():
        yield Eye(found.where, "picture")
        return
    try:
        with _in_memory(found.content) as handle:
            words = launch.run(
                f"casebook.jail.ocr:{task}",
                answer=ocr.Words,
                files=(handle,),
                limits=_LIMITS,
                progress=search.progress,
            )
    except Damaged:
        yield Unreadable(found.where, "broken-picture")
        return
    yield from (View(found.where, "ocr", text, exact=False) for text in words.texts)
    if shows:
        yield Eye(found.where, "faces")


@contextmanager
def _in_memory(content: bytes) -> Iterator[int]:
    """A file that is on no disk, open at its beginning."""
    handle = os.memfd_create("part", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(handle), "wb") as stream:
            stream.write(content)
        os.lseek(handle, 0, os.SEEK_SET)
        yield handle
    finally:
        os.close(handle)


def exact_keys(snapshot: Snapshot, people: Collection[RecordId]) -> Exact:
    """Words, numbers and addresses that name only protected people, long enough that no chance spells them."""
    bearers: dict[str, set[PersonKey]] = {}
    for identity in identities(snapshot):
        for key in _spelt(identity):
            bearers.setdefault(key.casefold(), set()).add(identity.person)
    found: dict[str, tuple[RecordId, ...]] = {}
    for key, who in bearers.items():
        they = [RecordId(p) for p in meant(sorted(who, key=str), snapshot.deleted) if isinstance(p, bytes)]
        if they and set(people).issuperset(they):
            found[key] = tuple(they)
    return found


def _spelt(identity: Identity) -> Iterator[str]:
    for text in (*(name.full for name in identity.names), *identity.aliases, *identity.code_names):
        yield from _WORD.findall(text)
    for text in (*identity.emails, *map(account_of, identity.handles)):
        if len(text.strip()) >= SHORTEST_IN_BYTES:
            yield text.strip()
    for text in (*identity.phones, *identity.iins, *identity.numbers):
        digits = digits_of(text)
        if len(digits) >= _SHORTEST_NUMBER:
            yield digits
            yield digits[-_SHORTEST_NUMBER:]


def of_people(leaks: Iterable[Leak]) -> frozenset[RecordId]:
    """Everybody who was found."""
    return frozenset(leak.person for leak in leaks if leak.person is not None)
