"""The walk *withdraw* of docs/walks.md: a witness calls, and what a partner holds of her is replaced and destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import books
import lists
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle import handing, papers, receive, write
from casebook.casework import (
    address_book,
    disclosures,
    holders,
    organisation,
    receiving,
    receiving_key,
    recipients,
    snapshot,
    withdrawal,
)
from casebook.casework.book import Casebook
from casebook.casework.disclosures import Terms
from casebook.casework.holders import How, Standing
from casebook.casework.receiving import Place
from casebook.casework.withdrawal import Todo
from casebook.formats import sshsig
from casebook.formats.wordlist import Comparison
from casebook.journal.verifying import verify_all
from casebook.redaction import planning, selection
from casebook.redaction.profile import profile
from casebook.reports import extract
from casebook.reports.shown import ForAudience
from casebook.search import query

TOLD = "Oskenov was taken to the station with two others. He is held since."


@dataclass
class Two:
    """Ours and the partner's, each in the other's address book with compared keys."""

    ours: Casebook
    theirs: Casebook
    key: str
    person: RecordId
    consent: RecordId
    out: Path


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with books.derived_once():
        ours = books.make(tmp_path / "Notes", "Heron")
        theirs = books.make(tmp_path / "Theirs", "Egret")
    key = receiving_key.our_recipient(theirs)
    partner, _ = address_book.add(
        ours,
        name="Northern Watch",
        audience="partner",
        keys=[key],
        signing=[sshsig.fingerprint(organisation.public_key(theirs))],
    )
    address_book.compare(ours, partner, key, Comparison.IN_PERSON)
    listed = lists.edition(ours)
    lists.entry(ours, listed, "a", "Marat Oskenov", TOLD)
    lists.entry(ours, listed, "b", "Zauresh Imanqul", "Imanqul was held for a day.")
    consent = lists.consent(ours, listed.people["a"], level="5", state="given")
    lists.consent(ours, listed.people["b"], level="5", state="given")
    yield Two(ours, theirs, key, listed.people["a"], consent, tmp_path)
    ours.close()
    theirs.close()


def send(two: Two, name: str, replaces: RecordId | None = None) -> RecordId:
    """Make a bundle for the partner, who keeps it; the disclosure."""
    book = two.ours
    seen = snapshot.take(book)
    plan = planning.make(seen, selection.everything(seen), profile("partner"))
    made = write.make(
        book, seen, plan, extract.extract(ForAudience(plan, seen), "en"), recipients=[two.key], padded=True
    )
    path = two.out / name
    written = write.release(
        book,
        plan,
        made,
        path,
        recipients=[two.key],
        purpose="Review",
        date="2026-03",
        terms=Terms(replaces=replaces),
    )
    receive.keep(two.theirs, path, receive.look(two.theirs, path), sender="Heron")
    return written.disclosure


def test_withdraw(two: Two) -> None:
    """Nothing outside says what was withdrawn or when; the partner destroys it by their own hand; the ledger knows."""
    first = send(two, "first.zip.age")
    (held,) = holders.holders(two.ours, two.person)
    assert (held.disclosure, held.how[0], held.standing) == (first, How.NAMED, Standing.OUT)
    assert {hit.record for hit in query.find(two.theirs.db, "Oskenov")}

    done = withdrawal.withdraw(two.ours, two.consent, why="Her brother was called in.")
    assert [(each.holding.disclosure, each.todo) for each in done.affected] == [(first, Todo.NEXT_ROUND)]

    second = send(two, "second.zip.age", replaces=first)
    assert not any(
        each.disclosure == second and How.NAMED in each.how for each in holders.holders(two.ours, two.person)
    )
    notice = handing.notice(two.ours, second, now=True)
    assert b"Oskenov" not in notice.data
    assert b"withdraw" not in notice.data.replace(b"casebook-notice", b"")

    before, after = receiving.every_received(two.theirs)
    honoured = handing.honour(two.theirs, notice.data, notice.signature)
    assert [each.source for each in honoured.hidden] == [before.source]
    assert receiving.need(two.theirs, after.source).place is Place.HERE
    assert not any(
        "Oskenov" in two.theirs.need(hit.record).text("verbatim")
        for hit in query.find(two.theirs.db, "Oskenov")
    )

    receiving.destroy(two.theirs, before.source)
    papers.write(handing.receipt(two.theirs, [before.source]), two.out / "receipt.json")
    handing.take_receipt(two.ours, *papers.read(two.out / "receipt.json"))
    standings = {each.disclosure: each.standing for each in holders.every_holding(two.ours)}
    assert standings == {first: Standing.RETURNED, second: Standing.OUT}
    for book in (two.ours, two.theirs):
        verify_all(book.db, Progress())
    assert recipients.recipients(two.ours)[0].called == "Northern Watch"
    assert len(disclosures.disclosures(two.ours)) == 2
