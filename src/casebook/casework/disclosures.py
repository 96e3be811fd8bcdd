"""Disclosures: what left, to whom, and what allowed it. Written by every export, undone by none.

A *class* is an audience and the set of keys a bundle was encrypted to; the public is one class. Bundles of one
class that replace each other are the *editions* of a series.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.merged import identities, kin
from casebook.casework.touched import Touched, Verb
from casebook.journal import current, log
from casebook.journal.current import Record
from casebook.model.edtf import parse_edtf


@dataclass(eq=False)
class NotADisclosure(Refused):
    """The record is no disclosure: nothing left by it."""


@dataclass(frozen=True, slots=True)
class FileLeft:
    """A file in a bundle: the evidence record it was made from, its name there, and its SHA-256."""

    record: RecordId
    name: str
    sha256: bytes


@dataclass(frozen=True, slots=True)
class ShownSeal:
    """A sealed record in a bundle: its *number* there, and the *name* of its seal (32 bytes, `formats.sealhash`).

    *written*: the seal was made at writing, so an author slip leads to the device. What builds it again stands in
    `kept_seals`.
    """

    record: RecordId
    number: int
    name: bytes
    written: bool
    outcome: bytes = b""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms it leaves: *expires*, by when it is to be destroyed (EDTF, or empty); *replaces*, the
    disclosure of the edition in whose place it comes.
    """

    expires: str = ""
    replaces: RecordId | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """What an export says of itself, to be kept.

    *shown*: the sealed records in it; *ids* is the secret of the ids in the bundle (32 bytes). *names* are the
    recipients' names in the order of *recipients* (empty where one has none). *mentioned* are people it tells
    of and does not name; *pseudonyms* those who bear another name in it. *replaces* is the disclosure of the
    edition before; *released* the reasons for findings of the leak check let through by hand, *released_by* who
    did; *expires* is EDTF. *overrides*:
    people few share what is shown of, how many, and why it went; *reviewed_by*: the second person.
    """

    audience: str
    date: str
    purpose: str
    recipients: tuple[str, ...]
    bundle: str
    manifest: bytes
    outer: bytes
    signer: str
    ids: bytes
    shown: tuple[ShownSeal, ...]
    named: tuple[RecordId, ...]
    allowed_by: tuple[RecordId, ...]
    removed: int
    names: tuple[str, ...] = ()
    expires: str = ""
    replaces: RecordId | None = None
    mentioned: tuple[RecordId, ...] = ()
    pseudonyms: tuple[tuple[RecordId, str], ...] = ()
    files: tuple[FileLeft, ...] = ()
    released: tuple[str, ...] = ()
    released_by: str = ""
    overrides: tuple[tuple[RecordId, int, str], ...] = ()
    reviewed_by: str = ""


_PLAIN = (
    "audience",
    "date",
    "purpose",
    "bundle",
    "manifest",
    "outer",
    "signer",
    "ids",
    "removed",
    "expires",
    "released_by",
    "reviewed_by",
)


def note(book: Casebook, left: Left) -> tuple[RecordId, Touched]:
    """Record that a bundle was made. Returns the disclosure's id. Raises `NotADisclosure`."""
    record = book.new_id()
    edits: list[records.Edit] = [records.New(record, "disclosure")]
    edits += [
        records.Set(record, name, value)
        for name in _PLAIN
        if (value := getattr(left, name)) not in ("", None)
    ]
    edition = 1
    if left.replaces is not None:
        before = need(book, left.replaces)
        edition = edition_of(before) + 1
        edits.append(records.Set(record, "replaces", before.id))
    edits.append(records.Set(record, "edition", edition))
    for place, key in enumerate(left.recipients):
        name = left.names[place] if place < len(left.names) else ""
        inside = (("name", name or None), ("key", key))
        edits.append(records.Add(record, "recipients", inside))
    edits += _contents(book, record, left)
    return record, records.write(book, Verb.DISCLOSE, edits)


def _every_one(book: Casebook, people: Iterable[RecordId]) -> Iterable[RecordId]:
    """*people* and whoever was merged into them: if the merge is undone, the bundle told of both."""
    return dict.fromkeys(one for person in people for one in identities(book, person))


def _contents(book: Casebook, record: RecordId, left: Left) -> Iterator[records.Edit]:
    for one in left.shown:
        made = "yes" if one.written else "no"
        inside = (("record", one.record), ("number", one.number), ("seal", one.name), ("written", made))
        said = (("outcome", one.outcome),) if one.outcome else ()
        yield records.Add(record, "shown", (*inside, *said))
    for name in ("named", "mentioned"):
        for person in _every_one(book, getattr(left, name)):
            yield records.Add(record, name, (("person", person),))
    for person, shown_as in left.pseudonyms:
        for same in identities(book, person):
            yield records.Add(record, "pseudonyms", (("person", same), ("shown_as", shown_as)))
    for person, share, reason in left.overrides:
        yield records.Add(record, "overrides", (("person", person), ("share", share), ("reason", reason)))
    for each in left.files:
        whole = (("record", each.record), ("name", each.name), ("sha256", each.sha256))
        yield records.Add(record, "files", whole)
    for allowed in left.allowed_by:
        yield records.Add(record, "allowed_by", (("record", allowed),))
    for reason in left.released:
        yield records.Add(record, "released", (("reason", reason),))


def note_handed(
    book: Casebook,
    disclosure: RecordId,
    record: RecordId,
    what: str,
    *,
    to: str = "",
    why: str = "",
    when: str = "",
) -> Touched:
    """Record that an opening or an author slip (a code of ``handed-kind``) of a bundle was handed over, and why.

    *when* is EDTF, this month if empty. Raises `NotADisclosure`.
    """
    need(book, disclosure)
    inside = (
        ("record", record),
        ("what", what),
        ("date", when or f"{today(book):%Y-%m}"),
        ("to", to or None),
        ("why", why or None),
    )
    return records.write(book, Verb.DISCLOSE, [records.Add(disclosure, "handed", inside)])


def need(book: Casebook, disclosure: RecordId) -> Record:
    """A disclosure. Raises `NoSuchRecord`, `NotADisclosure`."""
    found = book.need(disclosure)
    if found.kind != "disclosure":
        raise NotADisclosure
    return found


def disclosures(book: Casebook, of: RecordId | None = None) -> Sequence[Record]:
    """Every disclosure, newest first; with *of*, those that showed a record, named a person, or rest on a consent."""
    found = list(current.every(book.db, "disclosure"))
    if of is not None:
        one = book.get(of)  # nothing, once all of it was erased: what left with it did leave
        same = kin(book, of) if one is None or one.kind == "person" else (of,)
        linked = [link for each in same for link in current.pointing_at(book.db, each)]
        sources = {source for source, kind, _ in linked if kind == "disclosure"}
        found = [record for record in found if record.id in sources]
    return sorted(found, key=lambda record: (record.created_ms, record.id), reverse=True)


def today(book: Casebook) -> date:
    """The day it is (UTC), no earlier than the day of any entry made here: a clock set back brings no round back."""
    latest = max(book.clock.now().wall_ms, log.last_own_wall_ms(book.db))
    return datetime.fromtimestamp(latest / 1000, UTC).date()


def left_on(record: Record) -> date:
    """The day (UTC) its entry was written."""
    return datetime.fromtimestamp(record.created_ms / 1000, UTC).date()


# ---------------------------------------------------------------------------------------- parts of a row


def keys_of(record: Record) -> frozenset[str]:
    """The age recipients its bundle was encrypted to."""
    return frozenset(str(value) for _, value in record.each("recipients", "key"))


def ids_in(record: Record, name: str, inner: str) -> tuple[RecordId, ...]:
    """The records a list of it links to, each once, in their order."""
    found = (RecordId(value) for _, value in record.each(name, inner) if isinstance(value, bytes))
    return tuple(dict.fromkeys(found))


def edition_of(record: Record) -> int:
    """Its number in its series; 1 where nobody counted."""
    value = record.value("edition")
    return value if isinstance(value, int) else 1


def manifest_of(record: Record) -> bytes:
    """SHA-256 of the tag manifest (32 bytes), or nothing in a row without one."""
    value = record.value("manifest")
    return value if isinstance(value, bytes) else b""


def is_over(edtf: str, day: date) -> bool:
    """Whether the last day that *edtf* may mean lies before *day*."""
    last = parse_edtf(edtf).latest if edtf else None
    return last is not None and last < day


# ------------------------------------------------------------------------------------- what a class holds


def of_class(found: Iterable[Record], audience: str, recipients: Iterable[str]) -> tuple[Record, ...]:
    """Of *found*, the disclosures to exactly this class, in their order."""
    keys = frozenset(recipients)
    return tuple(each for each in found if each.text("audience") == audience and keys_of(each) == keys)


def may_be_joined(found: Iterable[Record], recipients: Iterable[str]) -> tuple[Record, ...]:
    """Of *found*, what somebody who gets a bundle for *recipients* may lay beside it.

    That is whatever one of the recipients got before, and whatever left unencrypted: that may be anywhere. A
    bundle that is itself unencrypted may be laid beside everything that ever left.
    """
    keys = frozenset(recipients)
    return tuple(each for each in found if not keys or not keys_of(each) or keys & keys_of(each))


def already_shown(found: Iterable[Record]) -> frozenset[RecordId]:
    """The records that were in any of these bundles."""
    return frozenset(record for each in found for record in ids_in(each, "shown", "record"))
