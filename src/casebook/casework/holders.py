"""Who holds what: of a person, a record, a file or a consent, every bundle that left with it, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from casebook.base.ids import RecordId
from casebook.casework import disclosures, recipients
from casebook.casework.book import Casebook
from casebook.casework.disclosures import edition_of, ids_in, is_over, left_on
from casebook.casework.merged import kin
from casebook.journal import current
from casebook.journal.current import Record


class How(StrEnum):
    """In what way a bundle holds what was asked for, the heaviest first."""

    NAMED = "named"
    OTHER_NAME = "other-name"
    MENTIONED = "mentioned"
    SHOWN = "shown"
    FILE = "file"
    ALLOWED = "allowed"


class Standing(StrEnum):
    """What became of a bundle since."""

    OUT = "out"
    OVERDUE = "overdue"
    REPLACED = "replaced"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, repr=False)
class Recipient:
    """Somebody a bundle was encrypted to; *name* is empty where only the key is known."""

    name: str
    key: str


@dataclass(frozen=True, slots=True, repr=False)
class Holding:
    """One bundle that holds it.

    *how*: every way, the heaviest first. *records* and *files* are the records shown and the evidence records
    whose files went, as far as they concern what was asked for; *allowed_by* the consents and decisions that let
    it out. No *recipients*: it left unencrypted, so anybody may hold it. *left*: the day of the entry, *date*:
    what the row says (EDTF). *replaced_by*: the newest edition in its place. *receipts*: how many recipients said
    that they destroyed it. *handed*: openings and author slips that followed it.
    """

    disclosure: RecordId
    code: str
    bundle: str
    manifest: bytes
    audience: str
    date: str
    left: dt.date
    purpose: str
    recipients: tuple[Recipient, ...]
    how: tuple[How, ...]
    records: tuple[RecordId, ...]
    files: tuple[RecordId, ...]
    allowed_by: tuple[RecordId, ...]
    standing: Standing
    expires: str
    edition: int
    replaced_by: RecordId | None
    receipts: int
    handed: int


def holders(book: Casebook, subject: RecordId) -> tuple[Holding, ...]:
    """Every bundle that left with *subject* in it, newest first: a person, any other record, a file, a consent.

    Of a person also what their consents let out and what tells of them without their name, and what left with a record
    that was merged with theirs. Raises `NoSuchRecord`.
    """
    about = _About.of(book, book.need(subject))
    rows = disclosures.disclosures(book)
    ledger = Ledger.of(book, rows)
    found = (_holding(ledger, row, about) for row in rows)
    return tuple(each for each in found if each is not None)


def every_holding(book: Casebook) -> tuple[Holding, ...]:
    """Every bundle that left, newest first, whatever it holds; *how* is empty."""
    rows = disclosures.disclosures(book)
    ledger = Ledger.of(book, rows)
    return tuple(
        ledger.holding(
            row, (), ids_in(row, "shown", "record"), ids_in(row, "files", "record"), _allowed_by(row)
        )
        for row in rows
    )


def to_be_destroyed(book: Casebook) -> tuple[Holding, ...]:
    """Bundles that are to be destroyed by a day and of which not everybody said so, the earliest day first."""
    found = [each for each in every_holding(book) if each.expires and each.standing is not Standing.RETURNED]
    return tuple(sorted(found, key=lambda each: (each.expires, each.disclosure)))


def _allowed_by(row: Record) -> tuple[RecordId, ...]:
    return ids_in(row, "allowed_by", "record")


@dataclass(frozen=True)
class _About:
    """What was asked for, and what else concerns it. *same*: of a person, all records that are one with theirs."""

    record: Record
    same: frozenset[RecordId]
    telling: frozenset[RecordId]
    consents: frozenset[RecordId]

    @staticmethod
    def of(book: Casebook, record: Record) -> _About:
        same = kin(book, record.id) if record.kind == "person" else (record.id,)
        pointing = [link for each in same for link in current.pointing_at(book.db, each)]
        telling = {source for source, _, _ in pointing} if record.kind == "person" else set()
        by = {source for source, kind, _ in pointing if kind in ("consent", "decision")}
        return _About(record, frozenset(same), frozenset(telling.union(same)), frozenset(by))

    def ways(self, row: Record) -> tuple[How, ...]:
        """Every way a bundle holds it."""
        shown = self.telling.intersection(ids_in(row, "shown", "record"))
        person = self.record.kind == "person"
        named = not self.same.isdisjoint(ids_in(row, "named", "person"))
        other = not self.same.isdisjoint(ids_in(row, "pseudonyms", "person"))
        told = not self.same.isdisjoint(ids_in(row, "mentioned", "person"))
        ways = (
            (How.NAMED, named),
            (How.OTHER_NAME, other),
            (How.MENTIONED, person and (told or bool(shown)) and not named and not other),
            (How.SHOWN, not person and bool(shown)),
            (How.FILE, bool(self.telling.intersection(ids_in(row, "files", "record")))),
            (How.ALLOWED, self.record.id in _allowed_by(row)),
        )
        return tuple(way for way, holds in ways if holds)


def _holding(ledger: Ledger, row: Record, about: _About) -> Holding | None:
    how = about.ways(row)
    if not how:
        return None
    shown, files = ids_in(row, "shown", "record"), ids_in(row, "files", "record")
    allowed = _allowed_by(row)
    if about.record.id not in allowed:
        # Of a consent everything it let out is asked for, of all else what concerns it alone.
        shown = tuple(each for each in shown if each in about.telling)
        files = tuple(each for each in files if each in about.telling)
        allowed = tuple(each for each in allowed if each in about.consents)
    return ledger.holding(row, how, shown, files, allowed)


@dataclass(frozen=True)
class Ledger:
    """All disclosures together: which of them another took the place of."""

    today: dt.date
    replaced: Mapping[RecordId, RecordId]
    signing: Mapping[str, frozenset[str]]

    @staticmethod
    def of(book: Casebook, rows: Iterable[Record]) -> Ledger:
        """The ledger of a casebook."""
        replaced: dict[RecordId, RecordId] = {}
        for row in sorted(rows, key=lambda each: (edition_of(each), each.created_ms, each.id)):
            for before in row.values("replaces"):
                if isinstance(before, bytes):
                    replaced[RecordId(before)] = row.id
        return Ledger(disclosures.today(book), replaced, signing_keys(book))

    def newest(self, disclosure: RecordId) -> RecordId:
        """The newest edition of the series that *disclosure* belongs to."""
        seen = {disclosure}
        while (after := self.replaced.get(disclosure)) is not None and after not in seen:
            seen.add(after)
            disclosure = after
        return disclosure

    def standing(self, row: Record) -> Standing:
        """What became of a bundle."""
        if all_returned(row, self.signing):
            return Standing.RETURNED
        if is_over(row.text("expires"), self.today):
            return Standing.OVERDUE
        return Standing.REPLACED if row.id in self.replaced else Standing.OUT

    def holding(
        self,
        row: Record,
        how: tuple[How, ...],
        records: tuple[RecordId, ...],
        files: tuple[RecordId, ...],
        allowed_by: tuple[RecordId, ...],
    ) -> Holding:
        """A row of the ledger for people."""
        newest = self.newest(row.id)
        return Holding(
            disclosure=row.id,
            code=row.code,
            bundle=row.text("bundle"),
            manifest=disclosures.manifest_of(row),
            audience=row.text("audience"),
            date=row.text("date"),
            left=left_on(row),
            purpose=row.text("purpose"),
            recipients=recipients_of(row),
            how=how,
            records=records,
            files=files,
            allowed_by=allowed_by,
            standing=self.standing(row),
            expires=row.text("expires"),
            edition=edition_of(row),
            replaced_by=None if newest == row.id else newest,
            receipts=receipts_of(row),
            handed=len(row.elements("handed")),
        )


def recipients_of(row: Record) -> tuple[Recipient, ...]:
    """Whom a bundle was encrypted to."""
    paths = (f"recipients/{key}" for key in row.elements("recipients"))
    return tuple(Recipient(row.text(f"{path}/name"), row.text(f"{path}/key")) for path in paths)


def signing_keys(book: Casebook) -> dict[str, frozenset[str]]:
    """By age recipient the fingerprints of the keys its owner signs with, as the address book knows them; lost ones
    left out.
    """
    return {
        key.key: frozenset(held.fingerprint for held in one.signing if not held.revoked)
        for one in recipients.recipients(book)
        for key in one.keys
    }


def all_returned(row: Record, signing: Mapping[str, frozenset[str]]) -> bool:
    """Whether every recipient sent a receipt, signed with a key the address book knows as theirs.

    A receipt by any other key is kept and shown, and proves nothing. What left unencrypted is never returned.
    """
    keys = disclosures.keys_of(row)
    signers = {str(value) for _, value in row.each("receipts", "signer")}
    return bool(keys) and all(signers & signing.get(key, frozenset()) for key in keys)


def receipts_of(row: Record) -> int:
    """How many different keys signed that they destroyed it."""
    return len({value for _, value in row.each("receipts", "signer")})
