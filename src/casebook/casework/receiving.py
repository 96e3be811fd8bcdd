"""Bundles that others sent: kept whole as a source with what it says as claims, and merged with nothing.

A source holds the bundle's number, hash and signer; a piece of evidence its bytes; one claim about that source each
record in it, as text. To take a fact over is a person's own act: a claim about a record of ours that names the source.
What others sent never leaves again, unless their permission is written in the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import disclosures, erasing, records
from casebook.casework.book import Casebook, SavedUnanchored
from casebook.casework.snapshot import Snapshot
from casebook.casework.touched import Touched, Verb
from casebook.journal import current
from casebook.journal.current import Record
from casebook.journal.fold import Life
from casebook.model.evidence import FILE
from casebook.model.fields import Value
from casebook.vault.files import StoredFile

REASON: Final = "request"
"""Why what a notice replaces is erased: a code of ``erase-reason``."""


class Place(StrEnum):
    """Where a received bundle stands with us."""

    HERE = "here"
    HIDDEN = "hidden"
    DESTROYED = "destroyed"


@dataclass(eq=False)
class ReceivedBefore(Refused):
    """This very bundle came before: *source* is what it was kept as, *place* what became of it since."""

    source: RecordId
    place: Place


@dataclass(eq=False)
class NotReceived(Refused):
    """The record is no bundle that others sent."""


@dataclass(eq=False)
class NotWithdrawn(Refused):
    """No notice asks for the destruction of this bundle: it can be erased like any source, but no receipt is due."""


@dataclass(frozen=True, slots=True)
class Text:
    """What one record of the bundle says: its place there, what it is, what it is called, all it says."""

    locator: str
    kind: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is to be kept of a bundle, beside its bytes. *manifest* is 32 bytes, *signer* a fingerprint.

    *name* is what the file is called in the safe, *sender* what we call whoever sent it.
    """

    identifier: str
    manifest: bytes
    signer: str
    sender: str
    name: str
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Received:
    """A bundle that came, as it stands with us now. *received* and *withdrawn* are EDTF; *withdrawn* is the day of
    the notice that asks for its destruction. *newer*: bundles here that a notice put in its place.
    """

    source: RecordId
    code: str
    title: str
    identifier: str
    manifest: bytes
    signer: str
    place: Place
    received: str
    withdrawn: str
    permission: bool
    claims: int
    files: tuple[RecordId, ...]
    newer: tuple[RecordId, ...]


def from_others(record: Record) -> bool:
    """Whether a record is a bundle that others sent."""
    return record.kind == "source" and bool(record.values("manifest"))


def held_back(snapshot: Snapshot, record: Record) -> bool:
    """Whether a record came with a bundle of others, and nobody wrote down that they allow to hand it on."""
    if record.kind == "source":
        return from_others(record) and not record.values("permission")
    if record.kind not in ("evidence", "claim"):
        return False
    linked = [value for _, value in record.each("about", "record")]
    linked += [*record.values("about"), *record.values("source")]
    sources = (snapshot.get(RecordId(value)) for value in linked if isinstance(value, bytes))
    return any(held_back(snapshot, each) for each in sources if each is not None and each.kind == "source")


def every_received(book: Casebook) -> tuple[Received, ...]:
    """Every bundle that came, the hidden and the destroyed ones too, oldest first."""
    found = [*current.every(book.db, "source"), *current.deleted(book.db, "source")]
    ours = sorted(filter(from_others, found), key=lambda each: each.id)
    newer: dict[RecordId, list[RecordId]] = {}
    for each in ours:
        for before in disclosures.ids_in(each, "replaces", "source"):
            newer.setdefault(before, []).append(each.id)
    return tuple(_received(book, each, tuple(newer.get(each.id, ()))) for each in ours)


def _received(book: Casebook, source: Record, newer: tuple[RecordId, ...]) -> Received:
    manifest = source.value("manifest")
    deleted = source.state.life is Life.DELETED
    # The title is written when a bundle is kept, and goes only with all else of it.
    place = Place.DESTROYED if not source.values("title") else Place.HIDDEN if deleted else Place.HERE
    return Received(
        source=source.id,
        code=source.code,
        title=source.text("title"),
        identifier=source.text("bundle"),
        manifest=manifest if isinstance(manifest, bytes) else b"",
        signer=source.text("signer"),
        place=place,
        received=source.text("received"),
        withdrawn=source.text("withdrawn"),
        permission=bool(source.values("permission")),
        claims=len(_claims(book, source.id)),
        files=tuple(_files(book, source.id)),
        newer=newer,
    )


def with_manifest(book: Casebook, manifest: bytes) -> Received | None:
    """The bundle of that hash, if it ever came."""
    return next((each for each in every_received(book) if each.manifest == manifest), None)


def need(book: Casebook, source: RecordId) -> Received:
    """A received bundle. Raises `NoSuchRecord`, `NotReceived`."""
    book.need(source)
    found = next((each for each in every_received(book) if each.source == source), None)
    if found is None:
        raise NotReceived
    return found


# ---------------------------------------------------------------------------------------- what belongs to it


def _claims(book: Casebook, source: RecordId) -> list[RecordId]:
    """The claims that came with it: about the source itself, and by it. Deleted ones too."""
    return [record for record, path in _pointing(book, source, "claim") if path == "about"]


def _files(book: Casebook, source: RecordId) -> list[RecordId]:
    """Its bytes, and openings and author slips for it."""
    return list(
        dict.fromkeys(r for r, path in _pointing(book, source, "evidence") if path.startswith("about/"))
    )


def _pointing(book: Casebook, source: RecordId, kind: str) -> list[tuple[RecordId, str]]:
    found = [(record, path) for record, of, path in current.pointing_at(book.db, source) if of == kind]
    for record in current.deleted(book.db, kind):
        if source in record.values("about"):
            found.append((record.id, "about"))
        found += [
            (record.id, f"about/{key}") for key, value in record.each("about", "record") if value == source
        ]
    return found


def resting_on(book: Casebook, source: RecordId) -> tuple[RecordId, ...]:
    """Claims somebody made about records of ours with this source: facts that were taken over from it."""
    own = set(_claims(book, source))
    return tuple(
        dict.fromkeys(r for r, path in _pointing(book, source, "claim") if path == "source" and r not in own)
    )


# ------------------------------------------------------------------------------------------------- keeping


def keep(book: Casebook, bundle: Bundle, content: Iterable[bytes]) -> tuple[RecordId, Touched]:
    """Keep a bundle that was verified: its bytes, encrypted, and what it says, as one act. Returns the source.

    Raises `ReceivedBefore`, disk refusals; nothing is kept then.
    """
    before = every_received(book)
    for each in before:
        if each.manifest == bundle.manifest:
            raise ReceivedBefore(each.source, each.place)
    stored = book.safe.files.put(content)
    source, file = book.new_id(), book.new_id()
    day = disclosures.today(book).isoformat()
    edits = [*_source_edits(source, file, bundle, day), *_file_edits(file, source, bundle.name, stored, day)]
    older = [
        each.source
        for each in before
        if each.signer == bundle.signer and book.need(each.source).value("successor") == bundle.manifest
    ]
    edits += [records.Add(source, "replaces", (("source", each),)) for each in older]
    for text in bundle.texts:
        edits += _claim_edits(book.new_id(), source, text)
    try:
        return source, records.write(book, Verb.RECEIVE, edits)
    except SavedUnanchored:
        raise  # it is there, and needs its file
    except BaseException:
        if book.get(file) is None:
            book.safe.files.remove(stored.id)
        raise


def _source_edits(source: RecordId, file: RecordId, bundle: Bundle, day: str) -> Iterator[records.Edit]:
    yield records.New(source, "source")
    said: dict[str, Value] = {
        "title": f"{bundle.sender} {bundle.identifier}".strip() or bundle.manifest.hex()[:16],
        "type": "bundle",
        "publisher": bundle.sender,
        "protection": "coded",
        "sensitivity": "sealed",
        "evidence": file,
        "bundle": bundle.identifier,
        "manifest": bundle.manifest,
        "signer": bundle.signer,
        "received": day,
    }
    for name, value in said.items():
        if value:
            yield records.Set(source, name, value)


def _file_edits(
    file: RecordId, source: RecordId, name: str, stored: StoredFile, day: str
) -> Iterator[records.Edit]:
    kept = FILE.make(
        name=name,
        mime="application/octet-stream",
        size=stored.size,
        sha256=stored.sha256,
        key=stored.key,
        file=stored.id,
    )
    yield records.New(file, "evidence")
    yield records.Set(file, "title", name)
    yield records.Set(file, "sensitivity", "sealed")
    yield records.Set(file, "file", kept)
    yield records.Add(file, "about", (("record", source),))
    yield records.Add(file, "custody", (("what", "accession"), ("date", day), ("sha256", stored.sha256)))


def _claim_edits(claim: RecordId, source: RecordId, text: Text) -> Iterator[records.Edit]:
    yield records.New(claim, "claim")
    said: dict[str, Value] = {
        "about": source,
        "source": source,
        "unit": text.kind,
        "value": text.name or text.locator,
        "locator": text.locator,
        "verbatim": text.text,
        "status": "unreviewed",
        "sensitivity": "sealed",
    }
    for name, value in said.items():
        if value:
            yield records.Set(claim, name, value)


def attach_slip(
    book: Casebook, source: RecordId, name: str, what: str, data: bytes, texts: Iterable[Text] = ()
) -> tuple[RecordId, Touched]:
    """Keep an opening or an author slip (a code of ``handed-kind``) with the bundle it is for, and what it shows."""
    need(book, source)
    stored = book.safe.files.put([data])
    file = book.new_id()
    edits = list(_file_edits(file, source, name, stored, disclosures.today(book).isoformat()))
    edits.append(records.Add(source, "slips", (("evidence", file), ("what", what))))
    for text in texts:
        edits += _claim_edits(book.new_id(), source, text)
    return file, records.write(book, Verb.RECEIVE, edits)


def take_over(
    book: Casebook, claim: RecordId, about: RecordId, unit: str, value: str, quotation: str = ""
) -> tuple[RecordId, Touched]:
    """Say of a record of ours what a received one says: a claim of its own, which names the bundle as its source.

    Nothing of *about* is changed: what the casebook holds true stays a person's own judgement. Raises `NotReceived`.
    """
    told = book.need(claim)
    source = told.value("source")
    if told.kind != "claim" or not isinstance(source, bytes) or source not in told.values("about"):
        raise NotReceived
    need(book, RecordId(source))
    new = book.new_id()
    said: dict[str, Value] = {
        "about": about,
        "unit": unit,
        "value": value,
        "source": source,
        "locator": told.text("locator"),
        "verbatim": quotation,
        "status": "unreviewed",
    }
    edits: list[records.Edit] = [records.New(new, "claim")]
    edits += [records.Set(new, name, each) for name, each in said.items() if each]
    return new, records.write(book, Verb.ADD, edits)


def permit(book: Casebook, source: RecordId, words: str) -> Touched:
    """Write down by what words the sender allows to hand it on."""
    need(book, source)
    edits = [records.Set(source, "permission", words), records.Set(source, "sensitivity", "restricted")]
    return records.write(book, Verb.DECIDE, edits)


# -------------------------------------------------------------------------------------- hiding, destroying


def link_editions(book: Casebook, newer: RecordId, older: Sequence[RecordId]) -> Touched | None:
    """Note that one received bundle stands in the place of others."""
    known = disclosures.ids_in(book.need(newer), "replaces", "source")
    edits = [records.Add(newer, "replaces", (("source", each),)) for each in older if each not in known]
    return records.write(book, Verb.RECEIVE, edits) if edits else None


def hide(book: Casebook, source: RecordId, successor: bytes = b"") -> Touched:
    """By a notice: neither the bundle nor anything it says is shown, found, counted or exported any more.

    *successor* is the manifest (32 bytes) of the edition in its place, if there is one. It is destroyed only by
    `destroy`. Raises `NotReceived`.
    """
    found = need(book, source)
    if not found.withdrawn:
        edits: list[records.Edit] = [records.Set(source, "withdrawn", disclosures.today(book).isoformat())]
        edits += [records.Set(source, "successor", successor)] if successor else []
        records.write(book, Verb.RECEIVE, edits)
    # A deletion has to have seen what it hides: that is why it is an act after the other.
    wanted = [source, *_claims(book, source), *found.files]
    there = [each for each in wanted if not records.is_deleted(book.need(each))]
    return records.write(book, Verb.RECEIVE, [records.Delete(each) for each in there])


_AT_ONCE: Final = 100
"""Claims erased in one transaction: nothing is left half erased, and somebody can stop in between."""
_STAYS: Final = frozenset(("bundle", "manifest", "signer", "withdrawn", "received"))
"""What stays of a destroyed bundle: enough to know it again, to make a receipt, and nothing it said."""


def destroy(book: Casebook, source: RecordId, progress: Progress | None = None) -> int:
    """Erase the bundle's bytes and all it said, on every device, for good. Returns how many records went.

    Raises `NotReceived`, `NotWithdrawn`, `Cancelled`: then it can be gone on with. The old pages stay readable under
    the present key until the next rekey.
    """
    found = need(book, source)
    if not found.withdrawn:
        raise NotWithdrawn
    progress = progress or Progress()
    claims = _claims(book, source)
    for done in range(0, len(claims), _AT_ONCE):
        progress.step("erasing-received", done, len(claims))
        first, *rest = claims[done : done + _AT_ONCE]
        book.erase(first, None, REASON, tuple((each, None) for each in rest))
    for each in found.files:
        progress.step("erasing-received", len(claims), len(claims))
        erasing.erase(book, each, reason=REASON)
    heads = {path.partition("/")[0] for path in book.need(source).state.units}
    # The title goes last: without it the bundle counts as destroyed.
    for unit in sorted(heads - _STAYS, key=lambda name: name == "title"):
        erasing.erase(book, source, unit, reason=REASON)
    return len(claims) + len(found.files)
