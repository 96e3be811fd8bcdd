"""The finished bytes, searched for everybody they must not name. Cannot be skipped.

Every view of the file (`views`) and every text of its PDFs is looked through for every protected person of
the casebook, not only of the export. A family name that a named person bears too is no leak by itself. It
cannot see faces, voices, or "the only woman judge in that town".
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework.snapshot import Snapshot
from casebook.jail import launch
from casebook.jail.limits import MIB, Limits
from casebook.redaction import mentions
from casebook.redaction.people import helpers, identity_of, registry_of
from casebook.redaction.plan import RedactionPlan
from casebook.redaction.registry import Registry
from casebook.redaction.views import Unreadable, View, is_json, readable, views

_WORD: Final = re.compile(r"[^\W\d_]{8,}")
"""In noise only long words count: at eight letters a bundle of random digests spells none by chance."""
_PDF_LIMITS: Final = Limits(memory=2048 * MIB, cpu_s=300, wall_s=300.0)


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
    """Whom to look for: the registry of all people, and which of them are protected."""

    registry: Registry
    people: frozenset[RecordId]
    exact: Mapping[str, tuple[RecordId, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the check found, for how many protected people it looked, and in how many views."""

    leaks: tuple[Leak, ...]
    identities: int
    views: int


def protected(snapshot: Snapshot, plan: RedactionPlan) -> Protected:
    """Everybody in the casebook whom *plan* does not name."""
    people = {person for person, treatment in plan.people.items() if not treatment.named}
    if not plan.profile.names_all:
        people.update(record for record, _ in helpers(snapshot))
    return Protected(registry_of(snapshot), frozenset(people), exact_words(snapshot, people))


def check(data: bytes, whom: Protected, progress: Progress | None = None) -> Found:
    """Search one finished file. Raises `Cancelled`, and `NoConfinement` where a PDF cannot be opened safely."""
    progress = progress or Progress()
    leaks: dict[Leak, None] = {}
    count = 0
    for seen in _everything(data, progress):
        progress.step("searching-leaks", count)
        count += 1
        if isinstance(seen, Unreadable):
            leaks[Leak(seen.where, "unreadable", None, seen.why)] = None
        else:
            leaks.update(dict.fromkeys(_in_view(seen, whom)))
    return Found(tuple(leaks), len(whom.people), count)


def _everything(data: bytes, progress: Progress) -> Iterator[View | Unreadable]:
    yield from views(data)
    for where, content in _members(data):
        yield from _by_kind(where, content, progress)


def _members(data: bytes, where: str = "", depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The files inside, archives opened; what `views` reported as broken is passed over here."""
    import io  # noqa: PLC0415 - beside their only use
    import zipfile  # noqa: PLC0415

    if depth < 3 and zipfile.is_zipfile(io.BytesIO(data)):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as found:
                for info in found.infolist():
                    if not info.is_dir():
                        yield from _members(
                            found.read(info), f"{where}/{info.filename}".lstrip("/"), depth + 1
                        )
        except (zipfile.BadZipFile, ValueError, RuntimeError, EOFError, NotImplementedError):
            return
    else:
        yield where, data


def _by_kind(where: str, content: bytes, progress: Progress) -> Iterator[View | Unreadable]:
    """What only a reader of that kind of file sees; a kind nobody can read is reported."""
    if content.startswith(b"%PDF-"):
        yield from _pdf(where, content, progress)
        return
    if not content.strip(b"\0"):
        return
    text = readable(content)
    if text is None:
        yield Unreadable(where, "unknown-kind")
    elif "<script" in text.lower() or "javascript:" in text.lower():
        yield Unreadable(where, "script")
    elif where.endswith(".json") and not is_json(content):
        yield Unreadable(where, "not-json")


def _pdf(where: str, content: bytes, progress: Progress) -> Iterator[View | Unreadable]:
    handle = os.memfd_create("pdf", os.MFD_CLOEXEC)
    try:
        os.write(handle, content)
        os.lseek(handle, 0, os.SEEK_SET)
        found = launch.run(
            "casebook.jail.pdf:texts",
            answer=list[tuple[str, str]],
            files=(handle,),
            limits=_PDF_LIMITS,
            progress=progress,
        )
    except CasebookError:
        yield Unreadable(where, "broken-pdf")
        return
    finally:
        os.close(handle)
    for kind, text in found:
        yield View(where, f"pdf-{kind}", text, exact=kind == "stream")


def _in_view(view: View, whom: Protected) -> Iterator[Leak]:
    if view.exact:
        for word in _WORD.findall(view.text):
            for person in whom.exact.get(word.casefold(), ()):
                yield Leak(view.where, view.how, person, "exact")
        return
    for mention in mentions.find(view.text, whom.registry):
        people = [RecordId(person) for person in mention.people if isinstance(person, bytes)]
        if not mention.is_marked or not people or not whom.people.issuperset(people):
            # Somebody who may be named bears it too: by itself it is theirs.
            continue
        for person in people:
            yield Leak(view.where, view.how, person, mention.why.name.lower())


def exact_words(snapshot: Snapshot, people: Collection[RecordId]) -> dict[str, tuple[RecordId, ...]]:
    """Words of eight letters or more that name only protected people: what random bytes do not spell."""
    bearers: dict[str, set[RecordId]] = {}
    for person in snapshot.every("person"):
        identity = identity_of(person)
        for text in (*(name.full for name in identity.names), *identity.aliases, *identity.code_names):
            for word in _WORD.findall(text):
                bearers.setdefault(word.casefold(), set()).add(person.id)
    return {word: tuple(sorted(who)) for word, who in bearers.items() if who <= set(people)}


def of_people(leaks: Iterable[Leak]) -> frozenset[RecordId]:
    """Everybody who was found."""
    return frozenset(leak.person for leak in leaks if leak.person is not None)
