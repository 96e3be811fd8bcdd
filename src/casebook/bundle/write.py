"""A reviewed plan becomes a signed bundle: complete and checked, or nothing at all.

Nothing of it touches a disk before it is released. The finished bytes are judged with the receiver's own
code and searched for everybody the plan protects; only then are they encrypted or written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from casebook.base.errors import Damaged, Refused
from casebook.base.files import sync_folder, write_whole
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle import attached, contents, verify
from casebook.bundle.attached import Attached
from casebook.bundle.numbering import Numbering
from casebook.bundle.sealed import Leaving, in_shown_order, seal_all
from casebook.casework import disclosures, organisation, records, settings
from casebook.casework import snapshot as snapshots
from casebook.casework.book import Casebook
from casebook.casework.disclosures import ShownSeal
from casebook.casework.kept_seals import kept_change
from casebook.casework.recipients import called
from casebook.casework.seal_sets import Recipients, class_of
from casebook.casework.snapshot import Snapshot
from casebook.casework.touched import Touched, Verb
from casebook.formats import age, archive, bagit, sdjwt, sshsig
from casebook.formats.stream import padme
from casebook.redaction import gate, leakcheck, planning, saving, seals
from casebook.redaction.named import people_named
from casebook.redaction.plan import RedactionPlan
from casebook.redaction.released import ReleasedHit, judge
from casebook.redaction.sealing import for_export
from casebook.reports.document import Document
from casebook.reports.sealnumbers import with_numbers
from casebook.reports.to_html import to_html
from casebook.reports.to_pdf import to_pdf
from casebook.vault.faults import disk


@dataclass(eq=False)
class NothingToShow(Refused):
    """The plan shows nothing: *left_out* records were left out."""

    left_out: int


@dataclass(eq=False)
class LeakFound(Refused):
    """The finished bundle still names somebody it must not. Nothing was written.

    *found*: all the check says of it, file by file; *data*: the bytes that were searched, for a look at the page.
    """

    leaks: tuple[leakcheck.Leak, ...]
    found: leakcheck.Found = field(default_factory=lambda: leakcheck.Found((), 0, 0), repr=False)
    data: bytes = field(default=b"", repr=False)


@dataclass(eq=False)
class PlanOutdated(Refused):
    """Since the plan was made, something in the casebook changed what it decides: *records* of it, or *people*."""

    records: int
    people: int


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
    """The finished bytes before they are released: for a preview, and for writing.

    *digest* is the SHA-256 of the bytes that were judged and searched, *plan* the plan they were made from,
    *sealed* each record with its seal, in the order of their numbers. *made_for*: the class of recipients that
    has these seals for ever; `None` where they are shared with no other bundle.
    """

    data: bytes
    verdict: verify.Verdict
    checked: int
    sealed: tuple[Leaving, ...] = field(repr=False)
    digest: bytes
    plan: RedactionPlan
    ids: bytes = field(repr=False)
    made_for: Recipients | None = None
    names: Mapping[RecordId, str] = field(default_factory=dict)
    attached: Attached = field(default_factory=Attached)
    passed: gate.Passed = field(default_factory=gate.Passed)
    released: tuple[ReleasedHit, ...] = ()
    found: leakcheck.Found = field(default_factory=lambda: leakcheck.Found((), 0, 0), repr=False)


def make(
    book: Casebook,
    snapshot: Snapshot,
    plan: RedactionPlan,
    report: Document,
    *,
    names: Mapping[RecordId, str] | None = None,
    recipients: Sequence[str] = (),
    padded: bool = False,
    numbering: Numbering | None = None,
    released: Sequence[ReleasedHit] = (),
    progress: Progress | None = None,
) -> Made:
    """The bundle's bytes, judged and searched. Nothing is written but the seals that a class still lacks.

    *recipients* (as `release` gets them) choose the seals: those made at writing for exactly this audience and these
    keys. Without them a bundle that is not public has seals of its own. With the same *numbering*, and nothing new
    to seal, the same input gives the same bytes.

    *names*: the other names (`redaction.othernames`) that stand in *report*; *report* is made from the same plan.
    *released*: hits of the leak check that somebody looked at and let pass; with the *numbering* of the bundle they
    were found in, they are found again at the same places.
    Raises `NotAPublisher`, `KeyElsewhere`, `NothingToShow`, `TooFewShare`, `NotReviewed`,
    `LeakFound`, `Cancelled`, and what typesetting raises; a `Damaged` leaf of `verify` or
    `seals` here would be our own bug, or a journal that is not as it was, and is raised on.
    """
    progress = progress or Progress()
    organisation.check(book)
    if not any(fate.shown for fate in plan.records):
        raise NothingToShow(len(plan.records))
    gone_through = gate.passed(snapshot, plan)
    numbering = numbering or Numbering.drawn(book.random)
    fates = in_shown_order(plan, snapshot, numbering)
    leaving = [fate.record for fate in fates]
    written = for_export(book, snapshot, leaving, plan.profile.name, recipients, progress)
    sealed = seal_all(book, snapshot, fates, written, numbering, progress)
    going = attached.attached(book, snapshot, plan, numbering.place, progress)
    report = _with_what_is_sealed(report, sealed, going, plan)
    secret = sealed[0].sealed.making.ids
    payload = _payload(plan, report, sealed, going, progress)
    payload |= _under_export_ids(plan, secret, going, names or {})
    data = _pack(book, payload, numbering.identifier, padded=padded)
    progress.step("judging-bundle")
    verdict = verify.verify(data, progress=progress)
    found, used = _searched(data, snapshot, plan, released, progress)
    return Made(
        data,
        verdict,
        found.identities,
        tuple(sealed),
        hashlib.sha256(data).digest(),
        plan,
        secret,
        None if written is None else written.of_set.bound,
        names or {},
        going,
        gone_through,
        used,
        found,
    )


def release(
    book: Casebook,
    plan: RedactionPlan,
    made: Made,
    to: Path,
    *,
    recipients: Sequence[str] = (),
    purpose: str = "",
    date: str,
    terms: disclosures.Terms | None = None,
    progress: Progress | None = None,
) -> Written:
    """Let a made bundle out: encrypted if there are recipients, written, read back, recorded, given its name.

    *date* is EDTF, to the month unless the day matters; *terms*: until when, and in the place of what. What *plan*
    decided is asked of the journal once more: a consent may have been withdrawn while somebody looked at the
    preview. Raises `PlanOutdated`, disk refusals, `BadRecipient`, `WrittenOtherwise`; nothing is left behind then,
    nothing recorded, and a file that stood there stands there still. The record is written before the file has its
    name: what could have left without a trace has not left.
    """
    progress = progress or Progress()
    if made.plan != plan or hashlib.sha256(made.data).digest() != made.digest:
        raise ValueError("not the bytes that were judged, or of another plan")
    if made.made_for not in (None, class_of(plan.profile.name, recipients)):
        raise ValueError("the seals are those of other recipients")
    progress.step("planning")
    snapshot = _still_holds(book, plan, made.attached, progress)
    progress.step("writing-bundle")
    outer = age.encrypt(made.data, recipients) if recipients else made.data
    digest = hashlib.sha256(outer).digest()
    terms = terms or disclosures.Terms()
    left = replace(
        _left(made, digest, recipients, purpose, date),
        names=called(book, recipients),
        mentioned=_mentioned(snapshot, made),
        expires=terms.expires,
        replaces=terms.replaces,
        released_by=str(settings.setting(book, "author") or "") if made.released else "",
    )
    part = to.with_name(f".{book.random(8).hex()}.bundle")
    with disk():
        try:
            write_whole(part, outer)
            _read_back(part, digest)
            _keep_seals(book, made)
            disclosure, touched = disclosures.note(book, left)
            _rename(book, part, to, disclosure)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return Written(made.verdict.identifier, digest, made.verdict, made.checked, disclosure, touched)


def _still_holds(book: Casebook, plan: RedactionPlan, going: Attached, progress: Progress) -> Snapshot:
    """Whether the plan would be the same if it were made now. Raises `PlanOutdated`. Returns what it asked."""
    wanted = [fate.record for fate in plan.records]
    snapshot = snapshots.take(book, progress)
    now = planning.make(snapshot, wanted, plan.profile, plan.choices, progress)
    people = sum(
        now.people.get(person) != treated for person, treated in plan.people.items() if treated.shown
    )
    fates = {fate.record: fate for fate in now.records}
    records = sum(fates.get(fate.record) != fate for fate in plan.records if fate.shown)
    if not (people or records):
        records = len(attached.decided(snapshot, now) ^ frozenset(going.items))
    if not (people or records):
        records = attached.told_otherwise(book, snapshot, now, going, progress)
    if people or records:
        raise PlanOutdated(records, people)
    gate.passed(snapshot, now)
    return snapshot


def _read_back(path: Path, digest: bytes) -> None:
    if hashlib.sha256(path.read_bytes()).digest() != digest:
        raise WrittenOtherwise


def _rename(book: Casebook, part: Path, to: Path, disclosure: RecordId) -> None:
    """Give the file its name. Where that fails nothing has left, and the record of it goes again."""
    try:
        part.replace(to)
    except OSError:
        records.write(book, Verb.DISCLOSE, [records.Delete(disclosure)])
        raise
    sync_folder(to.parent)  # should this fail, the file has its name all the same, and the record of it stays


def _keep_seals(book: Casebook, made: Made) -> None:
    """Keep what builds the seals made at export again: with each record's other seals, so that it goes with them."""
    kept = [
        (one.sealed.record, kept_change(book, one.sealed.record, [one.kept]))
        for one in made.sealed
        if not one.kept.written
    ]
    homes = {change.record: book.compartment_of(record) for record, change in kept}
    book.record(Verb.DISCLOSE, [change for _, change in kept], homes=homes)


def _mentioned(snapshot: Snapshot, made: Made) -> tuple[RecordId, ...]:
    """Whom the records in it tell of without naming them: a seal may be opened later, word by word."""
    shown = (snapshot.get(one.sealed.record) for one in made.sealed)
    told = people_named(snapshot, (record for record in shown if record is not None))
    return tuple(sorted(told - saving.named(made.plan) - made.names.keys()))


def _left(made: Made, outer: bytes, recipients: Sequence[str], purpose: str, date: str) -> disclosures.Left:
    plan = made.plan
    named, said = saving.named(plan), saving.outcomes(plan)
    allowed = {by for person in (*named, *made.names) for by in plan.people[person].by}
    allowed.update(consent for fate in plan.records if fate.shown for consent in fate.allowed_by)
    allowed.update(made.attached.allowed_by)
    return disclosures.Left(
        audience=plan.profile.name,
        date=date,
        purpose=purpose,
        recipients=tuple(recipients),
        bundle=made.verdict.identifier,
        manifest=bytes.fromhex(made.verdict.manifest),
        outer=outer,
        signer=made.verdict.signer,
        ids=made.ids,
        shown=tuple(
            ShownSeal(
                one.sealed.record, i, one.kept.name, written=one.kept.written, outcome=said[one.sealed.record]
            )
            for i, one in enumerate(made.sealed, 1)
        ),
        named=tuple(sorted(named)),
        allowed_by=tuple(sorted(allowed)),
        removed=plan.removals + made.attached.removals,
        files=made.attached.left,
        pseudonyms=tuple(made.names.items()),
        overrides=made.passed.overrides,
        reviewed_by=made.passed.reviewed_by,
        released=tuple(each.reason for each in made.released),
    )


def _with_what_is_sealed(
    report: Document, sealed: Sequence[Leaving], going: Attached, plan: RedactionPlan
) -> Document:
    """*report* with the number of the seal at what it quotes, and a list of the attachments."""
    order = [one.sealed.record for one in sealed]
    numbered = with_numbers(report, {record: number for number, record in enumerate(order, 1)})
    return going.told_in(numbered, order, plan)


def _payload(
    plan: RedactionPlan, report: Document, sealed: Sequence[Leaving], going: Attached, progress: Progress
) -> dict[str, bytes]:
    tokens = [one.sealed.token for one in sealed]
    payload = {contents.seal_path(i + 1): token.encode("ascii") for i, token in enumerate(tokens)}
    facts = []
    for token in tokens:
        claims = sdjwt.verify(token, typ=contents.SEAL_TYPE).opened.claims
        claims.pop("v")
        facts.append(contents.facts_of(claims))
    payload[contents.RECORDS] = contents.write_json(facts)
    if plan.profile.counts_removals:
        payload[contents.REMOVALS] = contents.write_json({"removals": plan.removals + going.removals})
    progress.step("typesetting")
    payload[contents.REPORT_HTML] = to_html(report)
    payload[contents.REPORT_PDF] = to_pdf(report, progress=progress)
    return payload


def _under_export_ids(
    plan: RedactionPlan, secret: bytes, going: Attached, names: Mapping[RecordId, str]
) -> dict[str, bytes]:
    """What says something of a record by the id it has in this export: attachments, and other names."""
    ids = seals.ExportIds(secret)
    payload = going.payload(ids.of, plan)
    if names:
        payload[contents.PSEUDONYMS] = contents.write_json({ids.of(who): name for who, name in names.items()})
    return payload


def _searched(
    data: bytes,
    snapshot: Snapshot,
    plan: RedactionPlan,
    released: Sequence[ReleasedHit],
    progress: Progress,
) -> tuple[leakcheck.Found, tuple[ReleasedHit, ...]]:
    """What the leak check found, and which of *released* it needed. Raises `LeakFound`."""
    progress.step("searching-leaks")
    found = leakcheck.check(data, leakcheck.protected(snapshot, plan), progress)
    judged = judge(found.leaks, released)
    if judged.leaks:
        raise LeakFound(judged.leaks, found, data)
    return found, judged.used


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
