"""Editions, notices and receipts between two casebooks, through files; stock ssh-keygen agrees with both signatures."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import books
import lists
from casebook.base.errors import Damaged
from casebook.base.ids import RecordId
from casebook.bundle import handing, notices, receive, write
from casebook.bundle.handing import (
    NothingDestroyed,
    NoticeNotTheirs,
    NoticeOfNothing,
    ReceiptKnown,
    ReceiptOfNothing,
)
from casebook.bundle.known import Known
from casebook.bundle.lists import SignedList
from casebook.bundle.notices import BadNotice, NoticeProblem, Signed
from casebook.bundle.trust import Comparison, KnownKey
from casebook.casework import address_book, disclosures, holders, organisation, receiving, records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.holders import Standing
from casebook.casework.receiving import NotWithdrawn, Place, ReceivedBefore
from casebook.casework.touched import Verb
from casebook.formats import sshsig
from casebook.formats.age import Identity
from casebook.jail import launch
from casebook.jail.errors import AnswerUnreadable, NeededTooMuchMemory
from casebook.jail.limits import MIB
from casebook.search import query
from casebook.vault import keys

from .conftest import Export

HASHES = [f"{number:064x}" for number in range(5)]
SIGNER = sshsig.fingerprint(bytes(range(32)))


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Casebook]:
    """The casebook of those who receive."""
    with books.derived_once():
        made = books.make(tmp_path / "other", "Egret")
    yield made
    made.close()


class Exchange:
    """A first casebook that sends two editions of one bundle to a second one."""

    def __init__(self, export: Export, other: Casebook, folder: Path) -> None:
        self.export, self.other, self.folder = export, other, folder
        self.ours = Identity.made()
        self.first = self.release("first.zip.age")
        self.received = self.take("first.zip.age")

    def release(self, name: str) -> write.Written:
        export = self.export
        export.seen, export.plan = export.planned("public")
        made = export.make(padded=True)
        recipients = (self.ours.recipient,)
        return write.release(
            export.book, export.plan, made, self.folder / name, recipients=recipients, date="2025-06"
        )

    def replace(self, name: str) -> write.Written:
        """The next edition, which replaces the first."""
        made = self.release(name)
        _replaces(self.export.book, made, self.first)
        return made

    def take(self, name: str) -> receiving.Received:
        path = self.folder / name
        looked = receive.look(self.other, path, identities=(self.ours,))
        source, _ = receive.keep(self.other, path, looked, identities=(self.ours,), sender="Heron")
        return receiving.need(self.other, source)

    def notice(self, made: write.Written) -> Signed:
        return handing.notice(self.export.book, made.disclosure, now=True)


def _replaces(book: Casebook, newer: write.Written, older: write.Written) -> None:
    edits = [
        records.Set(newer.disclosure, "replaces", older.disclosure),
        records.Set(newer.disclosure, "edition", 2),
    ]
    records.write(book, Verb.DISCLOSE, edits)


@pytest.fixture
def exchange(export: Export, other: Casebook, tmp_path: Path) -> Exchange:
    return Exchange(export, other, tmp_path)


def whole(exchange: Exchange, source: RecordId) -> tuple[bytes, bytes]:
    """A notice by the sender's key that names one bundle, and none in its place."""
    book = exchange.export.book
    made = notices.write(
        [receiving.need(exchange.other, source).manifest.hex()],
        "",
        organisation.public_key(book),
        lambda message: organisation.sign(book, message),
    )
    return made.data, made.signature


def found(book: Casebook, word: str) -> set[bytes]:
    return {hit.record for hit in query.find(book.db, word)}


def test_a_notice_hides_at_once_and_the_owner_destroys(exchange: Exchange) -> None:
    other, source = exchange.other, exchange.received.source
    assert found(other, "station")
    second = exchange.replace("second.zip.age")
    exchange.take("second.zip.age")
    notice = exchange.notice(second)
    files = set(other.safe.files.ids())

    done = handing.honour(other, notice.data, notice.signature)

    assert [each.source for each in done.hidden] == [source]
    old = receiving.need(other, source)
    assert (old.place, old.claims) == (Place.HIDDEN, exchange.received.claims)
    assert done.by is not None
    assert receiving.need(other, source).newer == (done.by.source,)
    seen = snapshot.take(other)
    assert source not in seen.records
    assert all(each not in seen.records for each in old.files)
    assert not set(old.files) & found(other, "station")
    assert set(other.safe.files.ids()) == files, "hidden, and not yet destroyed"
    with pytest.raises(NothingDestroyed):
        handing.receipt(other, [source])

    gone = receiving.destroy(other, source)

    assert gone == exchange.received.claims + 1
    assert receiving.need(other, source).place is Place.DESTROYED
    assert len(set(other.safe.files.ids())) == len(files) - 1
    newer = receiving.need(other, source).newer[0]
    assert found(other, "station")
    handing.honour(other, *whole(exchange, newer))
    receiving.destroy(other, newer)
    assert not found(other, "station")
    assert b"station" not in books.raw(other), "not in a table, not in the journal, not in a free page"


def test_a_receipt_comes_back_and_the_ledger_shows_it(exchange: Exchange) -> None:
    book, other = exchange.export.book, exchange.other
    second = exchange.replace("second.zip.age")
    notice = exchange.notice(second)
    handing.honour(other, notice.data, notice.signature)
    receiving.destroy(other, exchange.received.source)
    receipt = handing.receipt(other, [exchange.received.source])

    taken = handing.take_receipt(book, receipt.data, receipt.signature)

    assert taken.disclosures == (exchange.first.disclosure,)
    assert taken.signer == sshsig.fingerprint(organisation.public_key(other))

    def standing() -> dict[RecordId, Standing]:
        return {each.disclosure: each.standing for each in holders.every_holding(book)}

    assert standing() == {exchange.first.disclosure: Standing.REPLACED, second.disclosure: Standing.OUT}
    line = sshsig.public_line(organisation.public_key(other))
    address_book.add(book, name="Egret", keys=[exchange.ours.recipient], signing=[line])
    assert standing() == {exchange.first.disclosure: Standing.RETURNED, second.disclosure: Standing.OUT}
    with pytest.raises(ReceiptKnown):
        handing.take_receipt(book, receipt.data, receipt.signature)
    with pytest.raises(ReceiptOfNothing):
        handing.take_receipt(other, receipt.data, receipt.signature)


def test_what_was_destroyed_is_known_when_it_comes_again(exchange: Exchange) -> None:
    other = exchange.other
    notice = exchange.notice(exchange.replace("second.zip.age"))
    handing.honour(other, notice.data, notice.signature)
    receiving.destroy(other, exchange.received.source)

    with pytest.raises(ReceivedBefore) as refused:
        exchange.take("first.zip.age")

    assert refused.value.place is Place.DESTROYED
    again = handing.honour(other, notice.data, notice.signature)
    assert [each.source for each in again.destroyed] == [exchange.received.source]
    assert not again.hidden


def test_the_edition_that_comes_after_its_notice_is_linked_too(exchange: Exchange) -> None:
    second = exchange.replace("second.zip.age")
    notice = exchange.notice(second)
    assert handing.honour(exchange.other, notice.data, notice.signature).by is None

    newer = exchange.take("second.zip.age")

    assert receiving.need(exchange.other, exchange.received.source).newer == (newer.source,)


def test_claims_that_were_taken_over_are_named_and_stand(exchange: Exchange) -> None:
    other = exchange.other
    ours = lists.person(other, "Марат Оскенов")
    claim = books.the(other, "claim")[0]
    taken, _ = receiving.take_over(other, claim, ours, "custody", "held")
    notice = exchange.notice(exchange.replace("second.zip.age"))

    done = handing.honour(other, notice.data, notice.signature)

    assert done.resting == (taken,)
    assert books.the(other, "claim") == [taken]


def test_only_the_key_that_signed_it_or_its_successor_may_replace_it(exchange: Exchange) -> None:
    other, export = exchange.other, exchange.export
    second = exchange.replace("second.zip.age")
    signer = exchange.received.signer
    private, public = keys.make_signing()
    said = [export.book.need(exchange.first.disclosure).value("manifest")]
    forged = notices.write(
        (each.hex() for each in said if isinstance(each, bytes)),
        "",
        public,
        lambda message: keys.sign(private, message),
    )
    successor = sshsig.fingerprint(public)

    with pytest.raises(NoticeNotTheirs) as refused:
        handing.honour(other, forged.data, forged.signature)
    assert (refused.value.signer, refused.value.owner) == (successor, signer)
    assert receiving.need(other, exchange.received.source).place is Place.HERE

    manifest = exchange.received.manifest.hex()
    compared = (KnownKey(successor, Comparison.IN_PERSON),)
    confirmed = Known(
        compared, frozenset((signer,)), (SignedList(signer, frozenset((manifest,)), successor),)
    )
    handing.honour(other, forged.data, forged.signature, confirmed)
    assert receiving.need(other, exchange.received.source).place is Place.HIDDEN
    # The lost key itself does not speak any more.
    stolen = exchange.notice(second)
    with pytest.raises(NoticeNotTheirs):
        handing.honour(other, stolen.data, stolen.signature, confirmed)


def test_a_notice_makes_no_edition_of_somebody_elses_bundle(exchange: Exchange, tmp_path: Path) -> None:
    other = exchange.other
    with books.derived_once():
        third = Export(books.make(tmp_path / "third", "Ibis"))
    (tmp_path / "third.zip").write_bytes(third.make().data)
    theirs = exchange.take("third.zip")
    book = exchange.export.book
    made = notices.write(
        [exchange.received.manifest.hex()],
        theirs.manifest.hex(),
        organisation.public_key(book),
        lambda message: organisation.sign(book, message),
    )

    done = handing.honour(other, made.data, made.signature)

    assert done.by is None
    assert receiving.need(other, exchange.received.source).place is Place.HIDDEN
    assert receiving.need(other, exchange.received.source).newer == ()
    assert receiving.need(other, theirs.source).place is Place.HERE
    third.book.close()


def test_a_notice_about_nothing_here_changes_nothing(exchange: Exchange, tmp_path: Path) -> None:
    notice = exchange.notice(exchange.replace("second.zip.age"))
    with books.derived_once():
        third = books.make(tmp_path / "third", "Ibis")

    with pytest.raises(NoticeOfNothing):
        handing.honour(third, notice.data, notice.signature)

    with pytest.raises(NotWithdrawn):
        receiving.destroy(exchange.other, exchange.received.source)
    third.close()


def test_a_notice_never_says_why_or_what(exchange: Exchange) -> None:
    second = exchange.replace("second.zip.age")
    notice = exchange.notice(second)

    assert json.loads(notice.data) == {
        "layout": "casebook-notice/1",
        "replaces": [disclosures.manifest_of(exchange.export.book.need(exchange.first.disclosure)).hex()],
        "by": second.verdict.manifest,
    }


# ------------------------------------------------------------------------------------------ formats, strictly


def signed(book: Casebook, data: bytes, namespace: str) -> bytes:
    return sshsig.sign(
        data,
        namespace=namespace,
        public=organisation.public_key(book),
        signer=lambda message: organisation.sign(book, message),
    )


def test_stock_ssh_keygen_accepts_notice_and_receipt(book: Casebook, tmp_path: Path) -> None:
    public = organisation.public_key(book)

    def sign(message: bytes) -> bytes:
        return organisation.sign(book, message)

    for namespace, made in (
        ("withdrawal@casebook", notices.write(HASHES[:2], HASHES[2], public, sign)),
        ("receipt@casebook", notices.write_receipt(HASHES[:1], public, sign)),
    ):
        (tmp_path / "signers").write_text(sshsig.allowed_signers_line(public, "heron", namespace))
        (tmp_path / "said.sig").write_bytes(made.signature)
        command = ["ssh-keygen", "-Y", "verify", "-f", str(tmp_path / "signers"), "-I", "heron"]
        command += ["-n", namespace, "-s", str(tmp_path / "said.sig")]
        assert subprocess.run(command, input=made.data, check=False, capture_output=True).returncode == 0
        assert subprocess.run(command, input=made.data + b" ", check=False, capture_output=True).returncode


BAD = {
    "another layout": (b'"casebook-notice/1"', b'"casebook-notice/2"', NoticeProblem.LAYOUT),
    "a word more": (b'{\n "by"', b'{\n "a": 1,\n "by"', NoticeProblem.FORM),
    "a hash twice": (HASHES[1].encode(), HASHES[0].encode(), NoticeProblem.FORM),
    "a hash too short": (HASHES[1].encode(), HASHES[1][:-1].encode(), NoticeProblem.BUNDLES),
    "capitals": (HASHES[3].encode(), b"A" * 64, NoticeProblem.BUNDLES),
    "replaces itself": (HASHES[3].encode(), HASHES[0].encode(), NoticeProblem.ITSELF),
    "another spelling": (b"\n", b"\n ", NoticeProblem.FORM),
    "no JSON": (b"{", b"[", NoticeProblem.FORM),
}


@pytest.mark.parametrize(("old", "new", "problem"), BAD.values(), ids=BAD)
def test_a_notice_has_one_spelling(book: Casebook, old: bytes, new: bytes, problem: NoticeProblem) -> None:
    """Signed anew: it is the reader that refuses, not the signature."""
    whole = notices.write(
        [HASHES[0], HASHES[1]], HASHES[3], organisation.public_key(book), lambda m: b"\0" * 64
    )
    data = whole.data.replace(old, new)
    assert data != whole.data

    with pytest.raises(BadNotice) as refused:
        notices.read(data, signed(book, data, notices.NAMESPACE))
    assert refused.value.problem is problem


def test_one_namespace_for_each_meaning(book: Casebook) -> None:
    made = notices.write(HASHES[:1], "", organisation.public_key(book), lambda m: organisation.sign(book, m))

    assert notices.read(made.data, made.signature).by == ""
    with pytest.raises(sshsig.BadSignature):
        notices.read(made.data, signed(book, made.data, notices.RECEIPT_NAMESPACE))
    with pytest.raises(sshsig.BadSignature):
        notices.read(made.data, signed(book, made.data, "bundle@casebook"))


@given(st.binary(max_size=300))
def test_whatever_stands_in_it_only_the_expected_is_raised(data: bytes) -> None:
    for read in (notices.read, notices.read_receipt):
        with pytest.raises(Damaged):
            read(data, b"")


# ------------------------------------------------------------------------------------------ whoever wrote it

HOSTILE = {
    "nested without an end": (b"[" * notices.MOST, NoticeProblem.FORM),
    "a million empty things": (b'{"a":[' + b"{}," * (notices.MOST // 3 - 10) + b"{}]}", NoticeProblem.FORM),
    "longer than any": (b"{" * (notices.MOST + 1), NoticeProblem.TOO_LARGE),
    "half a character": (b'{"\xd0', NoticeProblem.FORM),
}


@pytest.mark.parametrize(("data", "problem"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_hostile_is_refused_by_a_child(book: Casebook, data: bytes, problem: NoticeProblem) -> None:
    for take in (handing.honour, handing.take_receipt):
        with pytest.raises(BadNotice) as refused:
            take(book, data, b"")
        assert refused.value.problem is problem


@pytest.mark.parametrize("task", [notices.TASK, notices.RECEIPT_TASK])
def test_a_notice_that_would_exhaust_memory_exhausts_that_of_a_child(task: str) -> None:
    data = b'{"a":[' + b"{}," * (notices.MOST // 3 - 10) + b"{}]}"
    tight = replace(notices.LIMITS, memory=48 * MIB)

    for handed, refusal in ((data, NeededTooMuchMemory), (b"{}", BadNotice)):
        argument = msgspec.msgpack.encode(notices.Signed(handed, b""))
        with pytest.raises(refusal):
            launch.run(task, argument, answer=notices.Notice, limits=tight)


def test_what_was_handed_in_is_read_in_no_other_process(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The readers are spoilt here: a child has its own."""
    other, notice = exchange.other, exchange.notice(exchange.replace("newer.zip.age"))

    def never(*_handed: object) -> None:
        raise AssertionError

    for reader in ("read", "read_receipt"):
        monkeypatch.setattr(notices, reader, never)
    assert handing.honour(other, notice.data, notice.signature).hidden


@pytest.mark.parametrize(
    "answer",
    [
        notices.Notice(frozenset(), "", SIGNER),
        notices.Notice(frozenset(HASHES[:1]), HASHES[0], SIGNER),
        notices.Notice(frozenset(HASHES[:1]), "x", SIGNER),
        notices.Notice(frozenset(("../x",)), "", SIGNER),
        notices.Notice(frozenset(HASHES[:1]), "", "somebody"),
        notices.Receipt(frozenset(), SIGNER),
        notices.Receipt(frozenset(("",)), SIGNER),
        notices.Receipt(frozenset(HASHES[:1]), ""),
    ],
)
def test_no_honest_reader_answers_so(answer: notices.Notice | notices.Receipt) -> None:
    with pytest.raises(AnswerUnreadable):
        answer.check()
