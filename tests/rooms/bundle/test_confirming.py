"""A lost key: each recipient gets what it really received, signed with the new key, and the stock tool agrees."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import books
from casebook.base.ids import RecordId
from casebook.bundle import confirming, known, lists
from casebook.bundle.trust import KnownKey, State, judge
from casebook.casework import address_book, organisation, recipients, records, snapshot
from casebook.casework.address_book import KeyNotTheirs
from casebook.casework.book import Casebook
from casebook.casework.disclosures import Left, note
from casebook.formats import age, sshsig
from casebook.formats.wordlist import Comparison
from casebook.jail import launch
from casebook.vault.faults import DiskFull

ONE, TWO, STRANGER = (age.Identity.made().recipient for _ in range(3))


@dataclass(frozen=True)
class Bundle:
    signer: str
    manifest: str


def left(book: Casebook, name: str, audience: str, *to: str) -> Bundle:
    """A bundle that left, signed with the key of now."""
    manifest = hashlib.sha256(name.encode()).digest()
    signer = sshsig.fingerprint(organisation.public_key(book))
    note(
        book,
        Left(
            audience=audience, date="2025-06", purpose="", recipients=to, bundle=name, manifest=manifest,
            outer=bytes(32), signer=signer, ids=bytes(32), shown=(), named=(), allowed_by=(), removed=0,
        ),
    )  # fmt: skip
    return Bundle(signer, manifest.hex())


@pytest.fixture
def partner(book: Casebook) -> RecordId:
    record, _ = address_book.add(book, organisation="Northern Watch", audience="partner", keys=[ONE, TWO])
    return record


def lose(book: Casebook) -> confirming.Confirmed:
    for one in organisation.publishers(book):
        if not one.lost:
            organisation.declare_lost(book, one.fingerprint)
    return confirming.confirm(book, snapshot.take(book))


def test_each_recipient_gets_what_it_received_and_nothing_of_others(
    book: Casebook, partner: RecordId
) -> None:
    first = left(book, "first", "partner", ONE)
    second = left(book, "second", "partner", TWO, STRANGER)
    public = left(book, "public", "public")
    clear = left(book, "clear", "partner")
    address_book.change_key(book, partner, TWO, age.Identity.made().recipient)

    found = lose(book)

    got = {
        (each.to.id if each.to else None, each.audience, each.address): lists.read(each.data, each.signature)
        for each in found.lists
    }
    assert {to: one.bundles for to, one in got.items()} == {
        (partner, "", ""): {first.manifest, second.manifest},
        (None, "", STRANGER): {second.manifest},
        (None, "public", ""): {public.manifest},
        (None, "partner", ""): {clear.manifest},
    }
    assert {one.signer for one in got.values()} == {found.signer}
    assert {one.key for one in got.values()} == {first.signer}
    assert [each.bundles for each in found.lists if each.to] == [2]
    assert lists.read_revoked(found.revoked) == {first.signer}


def test_what_a_thief_signed_is_in_no_list(book: Casebook) -> None:
    true = left(book, "true", "public")
    found = lose(book)
    (one,) = found.lists
    read = lists.read(one.data, one.signature)
    trusted = [KnownKey(found.signer, Comparison.IN_PERSON)]
    revoked = lists.read_revoked(found.revoked)
    assert judge(true, trusted, revoked, [read]).state is State.CONFIRMED
    forged = Bundle(true.signer, hashlib.sha256(b"forged").hexdigest())
    assert judge(forged, trusted, revoked, [read]).state is State.REVOKED


def test_after_a_second_loss_the_newest_key_confirms_all(book: Casebook) -> None:
    first = left(book, "first", "public")
    lose(book)
    second = left(book, "second", "public")
    found = lose(book)
    read = {one.key: one for one in (lists.read(each.data, each.signature) for each in found.lists)}
    assert read[first.signer].bundles == {first.manifest}
    assert read[second.signer].bundles == {second.manifest}
    assert {one.signer for one in read.values()} == {found.signer}
    assert lists.read_revoked(found.revoked) == {first.signer, second.signer}


def test_what_is_written_is_what_the_stock_tool_takes(book: Casebook, tmp_path: Path) -> None:
    left(book, "one", "public")
    old = organisation.public_key(book)
    message = b"signed by a thief, last year"
    (tmp_path / "sig").write_bytes(
        sshsig.sign(
            message,
            namespace="bundle@casebook",
            public=old,
            signer=lambda data: organisation.sign(book, data),
        )
    )
    (tmp_path / "signers").write_text(sshsig.allowed_signers_line(old, "organisation", "bundle@casebook"))
    asked = ["ssh-keygen", "-Y", "verify", "-f", tmp_path / "signers", "-I", "organisation"]
    asked += ["-n", "bundle@casebook", "-s", tmp_path / "sig"]
    assert subprocess.run(asked, input=message, capture_output=True, check=False).returncode == 0

    confirming.write_out(lose(book), tmp_path / "out")

    revoked = [*asked, "-r", tmp_path / "out" / lists.REVOKED]
    assert subprocess.run(revoked, input=message, capture_output=True, check=False).returncode != 0
    data = (tmp_path / "out" / "001" / lists.LIST).read_bytes()
    new = organisation.public_key(book)
    (tmp_path / "new").write_text(sshsig.allowed_signers_line(new, "organisation", lists.NAMESPACE))
    subprocess.run(
        [
            *("ssh-keygen", "-Y", "verify", "-f", tmp_path / "new", "-I", "organisation"),
            *("-n", lists.NAMESPACE, "-s", tmp_path / "out" / "001" / lists.SIGNATURE),
        ],
        input=data,
        check=True,
        capture_output=True,
    )
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["001", lists.REVOKED]


def test_a_disk_that_is_full_leaves_no_half_of_it(book: Casebook, small_disk: Path) -> None:
    for number in range(1200):
        left(book, f"bundle {number}", "public")
    found = lose(book)
    assert len(found.lists[0].data) > 64 * 1024
    with pytest.raises(DiskFull):
        confirming.write_out(found, small_disk / "out")
    assert list(small_disk.iterdir()) == []


def test_a_key_known_by_fingerprint_alone_is_said(book: Casebook) -> None:
    made = left(book, "one", "public")
    for record in books.the(book, "publisher"):
        records.delete(book, record)
    with book.db.transaction():
        book.safe.keyring.destroy("organisation")
    organisation.declare_lost(book, made.signer)
    found = confirming.confirm(book, snapshot.take(book))
    assert (found.unnamed, found.revoked) == ((made.signer,), b"")
    assert [lists.read(one.data, one.signature).key for one in found.lists] == [made.signer]


# ------------------------------------------------------------------------------------ what others lost


class Partner:
    """Another organisation with a casebook of its own, and what it tells us."""

    def __init__(self, folder: Path) -> None:
        with books.derived_once():
            self.book = books.make(folder, "Plover")
        self.first = left(self.book, "theirs", "partner")


def test_a_partners_loss_from_first_sight_to_confirmation(
    book: Casebook, partner: RecordId, tmp_path: Path
) -> None:
    theirs = Partner(tmp_path / "theirs")
    try:
        bundle = theirs.first
        assert known.known(book).judge(bundle).state is State.UNKNOWN
        known.see(book, partner, bundle.signer)
        assert known.known(book).judge(bundle).state is State.FIRST_SEEN
        assert known.signer_of(book, bundle.signer) == recipients.need(book, partner)
        address_book.compare(book, partner, bundle.signer, Comparison.IN_PERSON)
        assert known.known(book).judge(bundle).state is State.VERIFIED

        told = lose(theirs.book)
        (one,) = told.lists
        for fingerprint in lists.read_revoked(told.revoked):
            address_book.revoke(book, partner, fingerprint)
        assert known.known(book).judge(bundle).state is State.REVOKED
        known.take_list(book, partner, one.data, one.signature)
        known.take_list(book, partner, one.data, one.signature)
        assert len(recipients.need(book, partner).lists) == 1
        assert known.known(book).judge(bundle).state is State.REVOKED  # nobody compared the new key
        assert not known.known(book).speaks_for(told.signer, bundle)
        known.see(book, partner, told.signer)
        address_book.compare(book, partner, told.signer, Comparison.BY_PHONE)
        assert known.known(book).judge(bundle).by == told.signer
        assert known.known(book).speaks_for(told.signer, bundle)
        assert not known.known(book).speaks_for(bundle.signer, bundle)
    finally:
        theirs.book.close()


def test_a_list_about_somebody_elses_key_is_not_kept(
    book: Casebook, partner: RecordId, tmp_path: Path
) -> None:
    theirs = Partner(tmp_path / "theirs")
    try:
        (one,) = lose(theirs.book).lists
    finally:
        theirs.book.close()
    with pytest.raises(KeyNotTheirs):
        known.take_list(book, partner, one.data, one.signature)


def test_our_own_keys_are_known_and_our_dead_ones_dead(book: Casebook) -> None:
    bundle = left(book, "ours", "public")
    assert known.known(book).judge(bundle).state is State.VERIFIED
    lose(book)
    assert known.known(book).judge(bundle).state is State.REVOKED


def test_what_others_sent_is_read_in_the_jail_alone_and_once(
    book: Casebook, partner: RecordId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = Partner(tmp_path / "theirs")
    try:
        known.see(book, partner, theirs.first.signer)
        (one,) = lose(theirs.book).lists
    finally:
        theirs.book.close()
    children = []
    run = launch.run

    def counted(*args: Any, **named: Any) -> Any:
        children.append(named["sources"])
        return run(*args, **named)

    def here(*_: object) -> object:
        raise AssertionError("a stranger's bytes were parsed beside the keys")

    monkeypatch.setattr(known.launch, "run", counted)
    monkeypatch.setattr(lists, "read", here)
    found = known.take_list(book, partner, one.data, one.signature)
    assert (found.key, found.bundles) == (theirs.first.signer, {theirs.first.manifest})
    # What a teammate kept with a recipient and is no list counts for nothing.
    address_book.keep_list(book, partner, b'{"layout": 7}', one.signature)
    assert len(recipients.need(book, partner).lists) == 2
    for _ in range(3):
        assert known.known(book).lists == (found,)
    assert len(children) == 3  # the one it came with, and each of the two kept once
