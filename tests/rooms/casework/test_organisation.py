"""The key that signs bundles: made once, by a publisher; when it is lost, dead for every date and on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import identity, organisation, records, undo
from casebook.casework.book import ORGANISATION_KEY, Casebook, CasebookCopied
from casebook.casework.disclosures import Left, note
from casebook.casework.organisation import (
    KeyCalledLost,
    KeyElsewhere,
    KeyLostAlready,
    NoSuchPublisher,
    NotAPublisher,
)
from casebook.casework.restoring import restore
from casebook.casework.touched import Verb
from casebook.casework.undo import NothingToUndo
from casebook.formats import sshsig
from casebook.journal import current, log
from casebook.vault import copying, keys
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening

KEY = Secret(bytes(range(32)))
OPENING = Opening(Secret("harbour seal winter"))


def left(book: Casebook, signer: str, *, manifest: bytes = bytes(32)) -> None:
    """A bundle that left."""
    note(
        book,
        Left(
            audience="partner", date="2025-06", purpose="", recipients=(), bundle="b", manifest=manifest,
            outer=bytes(32), signer=signer, ids=bytes(32), shown=(), named=(), allowed_by=(), removed=0,
        ),
    )  # fmt: skip


def role(book: Casebook, *roles: str) -> None:
    seen = book.need(book.own.device).seen("role")
    for each in roles:
        records.write(book, Verb.EDIT, [records.Set(book.own.device, "role", each, seen)])


def restored(book: Casebook, to: Path) -> Casebook:
    """What comes back from a copy of *book*."""
    copying.export_copy(book.safe, to / "copy", KEY, progress=Progress())
    return restore(to / "copy", KEY, to / "restored", OPENING, kdf=CHEAPEST, wall=books.Wall())


@pytest.fixture
def again(book: Casebook, tmp_path: Path) -> Iterator[Casebook]:
    """A restored casebook of one that has signed."""
    organisation.public_key(book)
    with books.derived_once():
        made = restored(book, tmp_path)
    yield made
    made.close()


def test_the_key_is_made_once_and_its_public_half_is_on_record(book: Casebook) -> None:
    public = organisation.public_key(book)
    entries = log.heads(book.db).count
    assert organisation.public_key(book) == public
    assert log.heads(book.db).count == entries
    (one,) = organisation.publishers(book)
    assert (one.fingerprint, one.public, one.held) == (sshsig.fingerprint(public), public, True)
    assert (one.since, one.lost) == ("2025-06-15", "")
    keys.verify(public, organisation.sign(book, b"message"), b"message")


def test_a_key_of_an_earlier_version_is_put_on_record(book: Casebook) -> None:
    with book.db.transaction():
        public = book.safe.keyring.make_signing(ORGANISATION_KEY)
    assert [one.public for one in organisation.publishers(book)] == [public]
    assert list(current.every(book.db, "publisher")) == []
    organisation.public_key(book)
    assert [record.value("public") for record in current.every(book.db, "publisher")] == [public]


def test_making_a_key_cannot_be_undone(book: Casebook) -> None:
    organisation.public_key(book)
    with pytest.raises(NothingToUndo):
        undo.undo_last(book)


@pytest.mark.parametrize("roles", [("monitor",), ("lead",), ("publisher", "monitor")])
def test_who_is_no_publisher_does_not_sign(book: Casebook, roles: tuple[str, ...]) -> None:
    organisation.public_key(book)
    role(book, *roles)
    assert not organisation.may_publish(book)
    fingerprint = organisation.publishers(book)[0].fingerprint
    for act in (
        lambda: organisation.check(book),
        lambda: organisation.public_key(book),
        lambda: organisation.sign(book, b"message"),
        lambda: organisation.declare_lost(book, fingerprint),
    ):
        with pytest.raises(NotAPublisher):
            act()


def test_a_publisher_signs(book: Casebook) -> None:
    role(book, "publisher")
    organisation.check(book)
    keys.verify(organisation.public_key(book), organisation.sign(book, b"x"), b"x")


def test_once_somebody_else_publishes_this_device_does_not(book: Casebook) -> None:
    other = book.new_id()
    records.write(book, Verb.EDIT, [records.New(other, "device"), records.Set(other, "role", "publisher")])
    with pytest.raises(NotAPublisher):
        organisation.public_key(book)


def test_a_lost_key_is_destroyed_dead_and_followed_by_another(book: Casebook) -> None:
    old = organisation.public_key(book)
    new = organisation.declare_lost(book, sshsig.fingerprint(old))
    assert new is not None
    assert new != old
    assert organisation.public_key(book) == new
    keys.verify(new, organisation.sign(book, b"m"), b"m")
    present, dead = organisation.publishers(book)
    assert (present.public, present.held, present.lost) == (new, True, "")
    assert (dead.public, dead.held, dead.lost) == (old, False, "2025-06-15")
    private = book.db.execute("SELECT public FROM private_key WHERE name = ?", (ORGANISATION_KEY,))
    assert [bytes(row[0]) for row in private] == [new]
    with pytest.raises(KeyLostAlready):
        organisation.declare_lost(book, sshsig.fingerprint(old))
    with pytest.raises(NothingToUndo):
        undo.undo_last(book)


def test_a_key_that_a_teammate_called_lost_signs_nothing_more_where_it_is(book: Casebook) -> None:
    old = organisation.public_key(book)
    (record,) = current.every(book.db, "publisher")
    records.write(book, Verb.EDIT, [records.Set(record.id, "lost", "2025-06")])
    for act in (
        lambda: organisation.check(book),
        lambda: organisation.public_key(book),
        lambda: organisation.sign(book, b"message"),
    ):
        with pytest.raises(KeyCalledLost):
            act()
    new = organisation.declare_lost(book, sshsig.fingerprint(old))
    assert organisation.public_key(book) == new != old
    assert [one.lost for one in organisation.publishers(book)] == ["", "2025-06"]


def test_two_losses_after_each_other(book: Casebook) -> None:
    first = organisation.public_key(book)
    second = organisation.declare_lost(book, sshsig.fingerprint(first))
    assert second is not None
    third = organisation.declare_lost(book, sshsig.fingerprint(second))
    assert {one.public for one in organisation.publishers(book) if one.lost} == {first, second}
    assert [one.public for one in organisation.publishers(book) if not one.lost] == [third]


def test_a_key_that_never_signed_here_cannot_be_called_lost(book: Casebook) -> None:
    organisation.public_key(book)
    with pytest.raises(NoSuchPublisher):
        organisation.declare_lost(book, sshsig.fingerprint(keys.make_signing()[1]))


def test_a_restored_casebook_does_not_sign_with_a_new_key_unasked(again: Casebook) -> None:
    (one,) = organisation.publishers(again)
    assert (one.held, one.lost) == (False, "")
    assert one.public is not None
    for ask in (organisation.check, organisation.public_key):
        with pytest.raises(KeyElsewhere) as refused:
            ask(again)
        assert refused.value.fingerprint == one.fingerprint
    with pytest.raises(KeyElsewhere):
        organisation.sign(again, b"message")


def test_a_restored_casebook_goes_on_with_a_new_key_once_the_old_one_is_called_lost(again: Casebook) -> None:
    (old,) = organisation.publishers(again)
    new = organisation.declare_lost(again, old.fingerprint)
    assert organisation.public_key(again) == new
    present, dead = organisation.publishers(again)
    assert (dead.fingerprint, dead.public, bool(dead.lost)) == (old.fingerprint, old.public, True)
    assert present.held


def test_of_an_older_backup_only_disclosures_tell_the_key(book: Casebook) -> None:
    _, public = keys.make_signing()
    fingerprint = sshsig.fingerprint(public)
    left(book, fingerprint)
    with pytest.raises(KeyElsewhere):
        organisation.public_key(book)
    organisation.declare_lost(book, fingerprint)
    dead = organisation.publishers(book)[-1]
    assert (dead.fingerprint, dead.public, bool(dead.lost)) == (fingerprint, None, True)
    organisation.declare_lost(book, fingerprint, public)  # somebody found the card
    assert organisation.publishers(book)[-1].public == public
    assert len(organisation.publishers(book)) == 2


def test_two_keys_that_are_not_here_have_to_be_called_lost_one_by_one(book: Casebook) -> None:
    one, two = (sshsig.fingerprint(keys.make_signing()[1]) for _ in range(2))
    left(book, one)
    left(book, two)
    assert organisation.declare_lost(book, one) is None
    with pytest.raises(KeyElsewhere) as refused:
        organisation.public_key(book)
    assert refused.value.fingerprint == two
    assert organisation.declare_lost(book, two) == organisation.public_key(book)


def test_a_copied_casebook_makes_no_key(book: Casebook, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    with book.db.transaction():
        log.note(book.db, "copied", b"1")
    with pytest.raises(CasebookCopied):
        organisation.public_key(book)
    assert ORGANISATION_KEY not in book.safe.keyring.names()
    identity.renew(book)
    assert organisation.public_key(book)
    assert folder.is_dir()
