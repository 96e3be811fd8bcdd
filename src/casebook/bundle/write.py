"""A reviewed plan becomes a signed bundle: complete and checked, or nothing at all.

Nothing of it touches a disk before it is released. The finished bytes are judged with the receiver's own
code and searched for everybody the plan protects; only then are they encrypted or written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from casebook.base.encode import b32
from casebook.base.errors import Damaged, Refused
from casebook.base.files import write_whole
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle import contents, verify
from casebook.casework import disclosures, organisation
from casebook.casework.book import Casebook
from casebook.casework.snapshot import Snapshot
from casebook.casework.touched import Touched
from casebook.formats import age, archive, bagit, sdjwt, sshsig
from casebook.formats.stream import padme
from casebook.redaction import leakcheck, seals
from casebook.redaction.plan import RecordFate, RedactionPlan
from casebook.reports.document import Document
from casebook.reports.to_html import to_html
from casebook.reports.to_pdf import to_pdf
from casebook.vault import keys
from casebook.vault.faults import disk


@dataclass(eq=False)
class NothingToShow(Refused):
    """The plan shows nothing: *left_out* records were left out."""

    left_out: int


@dataclass(eq=False)
class LeakFound(Refused):
    """The finished bundle still names somebody it must not. Nothing was written."""

    leaks: tuple[leakcheck.Leak, ...]


@dataclass(eq=False)
class WrittenOtherwise(Damaged):
    """What stands on the disk is not what was written: the medium is not to be trusted. The file was removed."""


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that was made: its number, hashes, what the receiver's check said, and its disclosure record.

    *touched*: the write of that record.
    """

    identifier: str
    outer: bytes
    verdict: verify.Verdict
    checked: int
    disclosure: RecordId
    touched: Touched


@dataclass(frozen=True, slots=True)
class Made:
    """The finished bytes before they are released: for a preview, and for writing."""

    data: bytes
    verdict: verify.Verdict
    checked: int
    sealed: tuple[tuple[RecordId, int, bytes, bytes], ...]


def make(
    book: Casebook,
    snapshot: Snapshot,
    plan: RedactionPlan,
    report: Document,
    *,
    padded: bool = False,
    progress: Progress | None = None,
) -> Made:
    """The bundle's bytes, judged and searched. Nothing is written.

    *report* is made from the same plan. Raises `NothingToShow`, `LeakFound`, `Cancelled`, and what typesetting
    raises; a `Damaged` leaf of `verify` here would be our own bug and is raised on.
    """
    progress = progress or Progress()
    shown = [fate for fate in plan.records if fate.shown]
    if not shown:
        raise NothingToShow(len(plan.records))
    secret = book.random(32)
    identifier = b32(book.random(10))
    sealed = _seal_all(snapshot, _in_shown_order(shown, snapshot, secret), secret, progress)
    payload = _payload(plan, report, sealed, progress)
    data = _pack(book, payload, identifier, padded=padded)
    progress.step("judging-bundle")
    verdict = verify.verify(data, progress=progress)
    progress.step("searching-leaks")
    found = leakcheck.check(data, leakcheck.protected(snapshot, plan), progress)
    if found.leaks:
        raise LeakFound(found.leaks)
    rows = tuple(
        (one.record, i + 1, hashlib.sha256(one.issued.jwt.encode()).digest(), one.secret)
        for i, one in enumerate(sealed)
    )
    return Made(data, verdict, found.identities, rows)


def release(
    book: Casebook,
    plan: RedactionPlan,
    made: Made,
    to: Path,
    *,
    recipients: Sequence[str] = (),
    purpose: str = "",
    date: str,
    progress: Progress | None = None,
) -> Written:
    """Let a made bundle out: encrypted if there are recipients, written whole, read back, recorded.

    *date* is EDTF, to the month unless the day matters. Raises disk refusals, `BadRecipient`,
    `WrittenOtherwise`; nothing is left behind then, and nothing recorded.
    """
    progress = progress or Progress()
    progress.step("writing-bundle")
    outer = age.encrypt(made.data, recipients) if recipients else made.data
    digest = hashlib.sha256(outer).digest()
    with disk():
        write_whole(to, outer)
        try:
            _read_back(to, digest)
            disclosure, touched = disclosures.note(book, _left(plan, made, digest, recipients, purpose, date))
        except BaseException:
            to.unlink(missing_ok=True)
            raise
    return Written(made.verdict.identifier, digest, made.verdict, made.checked, disclosure, touched)


def _read_back(path: Path, digest: bytes) -> None:
    if hashlib.sha256(path.read_bytes()).digest() != digest:
        raise WrittenOtherwise


def _left(
    plan: RedactionPlan, made: Made, outer: bytes, recipients: Sequence[str], purpose: str, date: str
) -> disclosures.Left:
    shown = {record for record, *_ in made.sealed}
    named = [person for person, treated in plan.people.items() if treated.named and person in shown]
    allowed = {by for person in named for by in plan.people[person].by}
    return disclosures.Left(
        audience=plan.profile.name,
        date=date,
        purpose=purpose,
        recipients=tuple(recipients),
        bundle=made.verdict.identifier,
        manifest=bytes.fromhex(made.verdict.manifest),
        outer=outer,
        signer=made.verdict.signer,
        shown=made.sealed,
        named=tuple(sorted(named)),
        allowed_by=tuple(sorted(allowed)),
        removed=plan.removals,
    )


def _in_shown_order(shown: Sequence[RecordFate], snapshot: Snapshot, secret: bytes) -> list[RecordFate]:
    """By kind as the selection orders kinds, and within one by export id: ids and times of the casebook
    order nothing that leaves it.
    """
    ids = seals.ExportIds(secret)
    kinds = list(dict.fromkeys(fate.kind for fate in shown))
    return sorted(
        (fate for fate in shown if snapshot.get(fate.record) is not None),
        key=lambda fate: (kinds.index(fate.kind), ids.of(fate.record)),
    )


def _seal_all(
    snapshot: Snapshot, fates: Sequence[RecordFate], secret: bytes, progress: Progress
) -> list[seals.Sealed]:
    """One key for this bundle: its private half is forgotten when this returns."""
    private, public = keys.make_signing()
    key = seals.SealKey(public, lambda message: keys.sign(private, message))
    sealed = []
    for i, fate in enumerate(fates):
        progress.step("sealing", i, len(fates))
        record = snapshot.get(fate.record)
        assert record is not None
        sealed.append(seals.seal(record, fate, secret, key))
    return sealed


def _payload(
    plan: RedactionPlan, report: Document, sealed: Sequence[seals.Sealed], progress: Progress
) -> dict[str, bytes]:
    payload = {contents.seal_path(i + 1): one.token.encode("ascii") for i, one in enumerate(sealed)}
    facts = []
    for one in sealed:
        claims = sdjwt.verify(one.token, typ=contents.SEAL_TYPE).opened.claims
        claims.pop("v")
        facts.append(contents.facts_of(claims))
    payload[contents.RECORDS] = contents.write_json(facts)
    if plan.profile.counts_removals:
        payload[contents.REMOVALS] = contents.write_json({"removals": plan.removals})
    progress.step("typesetting")
    payload[contents.REPORT_HTML] = to_html(report)
    payload[contents.REPORT_PDF] = to_pdf(report, progress=progress)
    return payload


def _pack(book: Casebook, payload: dict[str, bytes], identifier: str, *, padded: bool) -> bytes:
    """Bag, sign, archive. With *padded*, zeros as one more payload file bring it to a Padmé size."""
    data = _archive(book, payload, identifier)
    if not padded:
        return data
    with_empty = _archive(book, payload | {contents.PADDING: b""}, identifier)
    zeros = padme(len(with_empty)) - len(with_empty)
    while True:
        data = _archive(book, payload | {contents.PADDING: bytes(zeros)}, identifier)
        # The lengths that manifests and directory print grow by a few digits; follow until it fits.
        if len(data) == padme(len(data)):
            return data
        zeros += padme(len(data)) - len(data)


def _archive(book: Casebook, payload: Mapping[str, bytes], identifier: str) -> bytes:
    tags = bagit.make(payload, bagit.BagInfo(identifier, contents.LAYOUT))
    public = organisation.public_key(book)
    signature = sshsig.sign(
        tags[bagit.TAG_MANIFEST],
        namespace=contents.NAMESPACE,
        public=public,
        signer=lambda message: organisation.sign(book, message),
    )
    files = {**tags, contents.SIGNATURE: signature, **payload}
    return b"".join(archive.write({contents.FOLDER + path: content for path, content in files.items()}))
