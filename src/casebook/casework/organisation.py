"""The organisation's key: signs bundles. Made when first needed, by a publisher; lives in this casebook alone, in no
backup. Its public half stands in the journal, so that after a loss everybody can be told which key is dead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import records
from casebook.casework.book import ORGANISATION_KEY, Casebook
from casebook.casework.disclosures import today
from casebook.casework.touched import Verb
from casebook.formats import sshsig
from casebook.journal import current, quarantine
from casebook.journal.acts import Role
from casebook.journal.current import Record

PUBLISHER_ROLE = "publisher"


@dataclass(eq=False)
class NotAPublisher(Refused):
    """Whoever uses this device has another role in the team: the publisher signs, and has the key."""


@dataclass(eq=False)
class KeyElsewhere(Refused):
    """The organisation signs with a key (*fingerprint*) that is not in this casebook, and nobody called it lost."""

    fingerprint: str


@dataclass(eq=False)
class KeyCalledLost(Refused):
    """The key that is in this casebook (*fingerprint*) is on record as lost: somebody else of the team called it so."""

    fingerprint: str


@dataclass(eq=False)
class NoSuchPublisher(Refused):
    """This organisation never signed with a key of that fingerprint, as far as this casebook knows."""


@dataclass(eq=False)
class KeyLostAlready(Refused):
    """That key is on record as lost."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """A key of this organisation. *public* is missing where only bundles tell of it; *since* and *lost* are EDTF, or
    empty. *held*: its private half is in this casebook.
    """

    fingerprint: str
    public: bytes | None
    since: str
    lost: str
    held: bool


def may_publish(book: Casebook) -> bool:
    """Whether this casebook may hold the organisation's key and sign with it.

    A casebook alone may. In a team that has a paper admin, the roster says which devices are publishers; in one that
    has none, once roles are given in the devices' records, only a device whose one role is publisher may.
    """
    line = quarantine.line(book.db)
    if line.paper is not None:
        own = line.get(book.own.public)
        return own is not None and own.cut is None and own.role is Role.PUBLISHER
    roles = {device.id: set(device.values("role")) for device in current.every(book.db, "device")}
    if not any(roles.values()):
        return True
    return roles.get(book.own.device) == {PUBLISHER_ROLE}


def check(book: Casebook) -> None:
    """Ask before long work whether this casebook can sign. Raises `NotAPublisher`, `KeyElsewhere`, `KeyCalledLost`."""
    if not may_publish(book):
        raise NotAPublisher
    if not _is_held(book):
        elsewhere = [one.fingerprint for one in publishers(book) if not one.lost]
        if elsewhere:
            raise KeyElsewhere(elsewhere[0])
        return
    held = sshsig.fingerprint(book.safe.keyring.public(ORGANISATION_KEY))
    known = (record for record in current.every(book.db, "publisher") if held in record.values("fingerprint"))
    if any(record.values("lost") for record in known):
        raise KeyCalledLost(held)


def public_key(book: Casebook) -> bytes:
    """The 32-byte Ed25519 key that signs this casebook's bundles, made and recorded now if there is none yet.

    Raises `NotAPublisher`, `KeyElsewhere`, `KeyCalledLost`, `CasebookCopied`, `MovedOrCopied`.
    """
    check(book)
    if not _is_held(book):
        with book.db.transaction():
            _make(book)
        book.anchor()
    public = book.safe.keyring.public(ORGANISATION_KEY)
    if book.writable and _record_of(book, public) is None:
        # Made by a version that kept the public half in bundles alone.
        book.record(Verb.PUBLISHER, records.changes_for(book, list(_described(book, public))))
    return public


def sign(book: Casebook, message: bytes) -> bytes:
    """A 64-byte signature by the organisation. Raises `NotAPublisher`, `KeyElsewhere`, `KeyCalledLost`, `NoSuchKey`."""
    check(book)
    return book.safe.keyring.sign(ORGANISATION_KEY, message)


def publishers(book: Casebook) -> tuple[Publisher, ...]:
    """Every key this organisation is known to have signed with, the lost ones last."""
    held = sshsig.fingerprint(book.safe.keyring.public(ORGANISATION_KEY)) if _is_held(book) else ""
    found: dict[str, Publisher] = {}
    for record in current.every(book.db, "publisher"):
        for fingerprint in map(str, record.values("fingerprint")):
            one = _publisher(record, fingerprint, held)
            other = found.get(fingerprint)
            if other is not None:
                lost = max(one.lost, other.lost)
                one = Publisher(fingerprint, one.public or other.public, one.since, lost, one.held)
            found[fingerprint] = one
    # Bundles made before the key was recorded, or a record that did not come along, tell of it too.
    signed = {str(value) for left in current.every(book.db, "disclosure") for value in left.values("signer")}
    for fingerprint in sorted({held, *signed} - {"", *found}):
        public = book.safe.keyring.public(ORGANISATION_KEY) if fingerprint == held else None
        found[fingerprint] = Publisher(fingerprint, public, "", "", fingerprint == held)
    return tuple(sorted(found.values(), key=lambda one: (bool(one.lost), not one.held, one.fingerprint)))


def _publisher(record: Record, fingerprint: str, held: str) -> Publisher:
    publics = (value for value in record.values("public") if isinstance(value, bytes))
    public = next((each for each in publics if sshsig.fingerprint(each) == fingerprint), None)
    lost = max((str(value) for value in record.values("lost")), default="")
    return Publisher(fingerprint, public, record.text("since"), lost, fingerprint == held)


def declare_lost(book: Casebook, fingerprint: str, public: bytes | None = None) -> bytes | None:
    """A key of the organisation was lost or copied: dead for every date, on record; a new one is made.

    *public* is the lost key itself where the casebook does not know it (an older backup): without it, no
    revocation file can name it. Returns the public half of the key that signs from now on; nothing where that is
    elsewhere. Cannot be undone. Raises `NotAPublisher`, `NoSuchPublisher`, `KeyLostAlready`, `CasebookCopied`,
    `MovedOrCopied`.
    """
    if not may_publish(book):
        raise NotAPublisher
    known = publishers(book)
    one = next((each for each in known if each.fingerprint == fingerprint), None)
    if one is None or (public is not None and sshsig.fingerprint(public) != fingerprint):
        raise NoSuchPublisher
    if one.lost and not one.held and (one.public is not None or public is None):
        raise KeyLostAlready
    with book.db.transaction():
        edits = list(_given_up(book, one, one.public or public))
        book.append(Verb.PUBLISHER, records.changes_for(book, edits), None)
        if one.held:
            book.safe.keyring.destroy(ORGANISATION_KEY)
        if not _is_held(book) and all(each.lost for each in known if each is not one):
            _make(book)
    book.anchor()
    return book.safe.keyring.public(ORGANISATION_KEY) if _is_held(book) else None


def _given_up(book: Casebook, one: Publisher, public: bytes | None) -> Iterator[records.Edit]:
    day = one.lost or today(book).isoformat()
    found = [
        record
        for record in current.every(book.db, "publisher")
        if one.fingerprint in record.values("fingerprint")
    ]
    for record in found:
        yield records.Set(record.id, "lost", day)
        if public is not None:
            yield records.Set(record.id, "public", public)
    if not found:
        new = book.new_id()
        yield records.New(new, "publisher")
        yield records.Set(new, "fingerprint", one.fingerprint)
        yield records.Set(new, "lost", day)
        if public is not None:
            yield records.Set(new, "public", public)


def _make(book: Casebook) -> None:
    """A new key, on record. Belongs inside a transaction: the one never stands without the other."""
    public = book.safe.keyring.make_signing(ORGANISATION_KEY)
    book.append(Verb.PUBLISHER, records.changes_for(book, list(_described(book, public))), None)


def _described(book: Casebook, public: bytes) -> Iterator[records.Edit]:
    new = book.new_id()
    yield records.New(new, "publisher")
    yield records.Set(new, "fingerprint", sshsig.fingerprint(public))
    yield records.Set(new, "public", public)
    yield records.Set(new, "since", today(book).isoformat())


def _record_of(book: Casebook, public: bytes) -> RecordId | None:
    fingerprint = sshsig.fingerprint(public)
    return next(
        (r.id for r in current.every(book.db, "publisher") if fingerprint in r.values("fingerprint")), None
    )


def _is_held(book: Casebook) -> bool:
    return ORGANISATION_KEY in book.safe.keyring.names()
