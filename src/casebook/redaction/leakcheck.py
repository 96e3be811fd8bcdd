"""The finished bytes, searched for everybody they must not name. Cannot be skipped.

Every view of the file (`views`) and every text of its PDFs is looked through for every protected person of
the casebook, not only of the export. A family name that a named person bears too is no leak by itself. It
cannot see faces, voices, or "the only woman judge in that town".
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from casebook.base.errors import Damaged
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework.snapshot import Snapshot
from casebook.jail import launch
from casebook.jail.limits import MIB, Limits
from casebook.redaction.apart import Apart, Pdf, pieces
from casebook.redaction.people import PRINTED, Treatment, helpers, identities, meant, registry_of
from casebook.redaction.plan import RedactionPlan
from casebook.redaction.profile import Profile
from casebook.redaction.registry import PersonKey, Registry
from casebook.redaction.sieve import Sieve
from casebook.redaction.views import Seen, Unreadable, View

SHORTEST_EXACT: Final = 8
_WORD: Final = re.compile(r"[^\W\d_]{8,}")
"""In noise only long words count: at eight letters a bundle of random digests spells none by chance."""
_LIMITS: Final = Limits(memory=2048 * MIB, cpu_s=300, wall_s=300.0, answer=512 * MIB)


Exact = Mapping[str, Sequence[tuple[str, tuple[RecordId, ...]]]]
"""By their first letters, words that name only protected people, and whom."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A place where the file names somebody protected, or what cannot be looked into.

    *where* is the part of the file, *how* the code of the view, *person* the one named (nobody for a part
    that cannot be read), *why* a code.
    """

    where: str
    how: str
    person: RecordId | None
    why: str


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
    """What the check found, for how many protected people it looked, and in how many views."""

    leaks: tuple[Leak, ...]
    identities: int
    views: int


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
    return Protected(registry_of(snapshot), frozenset(people), deleted, exact_words(snapshot, people))


def check(data: bytes, whom: Protected, progress: Progress | None = None) -> Found:
    """Search one finished file of ours. Raises `Cancelled`, and `NoConfinement` where a PDF cannot be opened safely."""
    return _search(pieces(data), whom, progress or Progress())


def check_file(handle: int, whom: Protected, progress: Progress | None = None) -> Found:
    """Search the file open as *handle*, which may be anybody's: it is taken apart in the jail.

    Raises what the jail raises besides.
    """
    progress = progress or Progress()
    found = launch.run(
        "casebook.redaction.apart:apart_task",
        answer=Apart,
        files=(handle,),
        limits=_LIMITS,
        progress=progress,
    )
    return _search((*found.seen, *found.unreadable, *found.pdfs), whom, progress)


def _search(found: Iterable[Seen | Pdf], whom: Protected, progress: Progress) -> Found:
    leaks: dict[Leak, None] = {}
    count = 0
    sieve = Sieve(whom.registry, whom.keys)
    for piece in found:
        for seen in _pdf(piece, progress) if isinstance(piece, Pdf) else (piece,):
            progress.step("searching-leaks", count)
            count += 1
            if isinstance(seen, Unreadable):
                leaks[Leak(seen.where, "unreadable", None, seen.why)] = None
            else:
                leaks.update(dict.fromkeys(_in_view(seen, whom, sieve)))
    return Found(tuple(leaks), len(whom.people), count)


def _pdf(found: Pdf, progress: Progress) -> Iterator[Seen]:
    handle = os.memfd_create("pdf", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(handle), "wb") as stream:
            stream.write(found.content)
        os.lseek(handle, 0, os.SEEK_SET)
        apart = launch.run(
            "casebook.redaction.apart:pdf_task",
            answer=Apart,
            files=(handle,),
            limits=_LIMITS,
            progress=progress,
        )
    except Damaged:
        yield Unreadable(found.where, "broken-pdf")
        return
    finally:
        os.close(handle)
    for seen in apart.seen:
        yield replace(seen, where=f"{found.where}/{seen.where}".rstrip("/"))
    for part in apart.unreadable:
        yield replace(part, where=f"{found.where}/{part.where}".rstrip("/"))


def _in_view(view: View, whom: Protected, sieve: Sieve) -> Iterator[Leak]:
    if view.exact:
        for run in _WORD.findall(view.text):
            for person in _exact(run.casefold(), whom.exact):
                yield Leak(view.where, view.how, person, "exact")
        return
    for mention in sieve.find(view.text):
        people = [RecordId(p) for p in meant(mention.people, whom.deleted) if isinstance(p, bytes)]
        if not mention.is_marked or not people or not whom.people.issuperset(people):
            # Somebody who may be named bears it too: by itself it is theirs.
            continue
        for person in people:
            yield Leak(view.where, view.how, person, mention.why.name.lower())


def _exact(run: str, known: Exact) -> Iterator[RecordId]:
    """Whom a run of letters in noise names: it is the word, or holds a longer one; what stands around a word
    there may be letters too.
    """
    for start in range(len(run) - SHORTEST_EXACT + 1):
        for word, people in known.get(run[start : start + SHORTEST_EXACT], ()):
            if run == word or (len(word) > SHORTEST_EXACT and run.startswith(word, start)):
                yield from people


def exact_words(snapshot: Snapshot, people: Collection[RecordId]) -> Exact:
    """Words of eight letters or more that name only protected people: what random bytes do not spell."""
    bearers: dict[str, set[PersonKey]] = {}
    for identity in identities(snapshot):
        for text in (*(name.full for name in identity.names), *identity.aliases, *identity.code_names):
            for word in _WORD.findall(text):
                bearers.setdefault(word.casefold(), set()).add(identity.person)
    found: dict[str, list[tuple[str, tuple[RecordId, ...]]]] = {}
    for word, who in bearers.items():
        they = [RecordId(p) for p in meant(sorted(who, key=str), snapshot.deleted) if isinstance(p, bytes)]
        if they and set(people).issuperset(they):
            found.setdefault(word[:SHORTEST_EXACT], []).append((word, tuple(they)))
    return found


def of_people(leaks: Iterable[Leak]) -> frozenset[RecordId]:
    """Everybody who was found."""
    return frozenset(leak.person for leak in leaks if leak.person is not None)
