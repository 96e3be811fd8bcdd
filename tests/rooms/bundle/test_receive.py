"""Two casebooks: what one hands out, the other verifies, keeps apart, searches, and never hands on by itself."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import lists
from casebook.base.errors import CasebookError
from casebook.bundle import receive, write
from casebook.bundle.known import Known
from casebook.bundle.receive import ChangedMeanwhile, Handed, OurOwnBundle, SignerRevoked, TooLargeToReceive
from casebook.bundle.trust import Comparison, KnownKey, State
from casebook.bundle.verify import OtherSigner
from casebook.casework import closure, evidence, receiving, records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.receiving import NotReceived, Place, ReceivedBefore
from casebook.casework.touched import Verb
from casebook.formats import age, archive
from casebook.formats.age import Identity, NotForThisIdentity
from casebook.journal import log
from casebook.search import query

from .conftest import Export


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Casebook]:
    """The casebook of those who receive."""
    with books.derived_once():
        made = books.make(tmp_path / "other", "Egret")
    yield made
    made.close()


@pytest.fixture(scope="module")
def sent(exported: Export, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of the first casebook."""
    path = tmp_path_factory.mktemp("sent") / "4f2c.zip"
    path.write_bytes(exported.make().data)
    return path


def take(book: Casebook, path: Path, sender: str = "Heron") -> receiving.Received:
    looked = receive.look(book, path)
    source, _ = receive.keep(book, path, looked, sender=sender)
    return receiving.need(book, source)


def entries(book: Casebook) -> int:
    return log.heads(book.db).count


def test_a_bundle_is_kept_whole_as_a_source_with_what_it_says_as_claims(other: Casebook, sent: Path) -> None:
    looked = receive.look(other, sent)
    assert (looked.trust.state, looked.encrypted, looked.before) == (State.UNKNOWN, False, None)

    source, _ = receive.keep(other, sent, looked, sender="Heron")

    kept = receiving.need(other, source)
    assert (kept.place, kept.signer) == (Place.HERE, looked.read.verdict.signer)
    assert kept.claims == looked.read.verdict.records
    [file] = kept.files
    held = evidence.kept(other, file)
    with other.safe.files.open(held.file, held.key) as reader:
        assert reader.read() == sent.read_bytes()
    assert not books.the(other, "person"), "nobody is joined with anybody, nor made"
    assert not books.the(other, "list-entry")
    said = [other.need(claim).text("verbatim") for claim in books.the(other, "claim")]
    assert any("names.1.name.full: Marat Oskenov" in text for text in said)
    assert all(other.need(claim).value("source") == source for claim in books.the(other, "claim"))


def test_search_finds_what_was_received_in_another_script_too(other: Casebook, sent: Path) -> None:
    kept = take(other, sent)

    hits = {hit.record for hit in query.find(other.db, "station")}
    assert hits
    assert hits <= set(books.the(other, "claim"))
    assert kept.source


def test_people_who_may_be_the_same_are_suggested_and_nothing_more(other: Casebook, sent: Path) -> None:
    ours = lists.person(other, "Марат Оскенов")
    lists.person(other, "Marat Sultanov")
    before = other.need(ours).state

    looked = receive.look(other, sent)

    assert {near.person for each in looked.suggestions for near in each.alike} == {ours}
    receive.keep(other, sent, looked)
    assert other.need(ours).state == before


def test_a_fact_is_taken_over_by_a_claim_that_cites_the_bundle(other: Casebook, sent: Path) -> None:
    kept = take(other, sent)
    ours = lists.person(other, "Марат Оскенов")
    claim = next(each for each in books.the(other, "claim") if other.need(each).text("unit") == "list-entry")

    taken, _ = receiving.take_over(other, claim, ours, "custody", "held since", "He is held since.")

    said = other.need(taken)
    assert (said.value("about"), said.value("source")) == (ours, kept.source)
    assert said.text("locator") == other.need(claim).text("locator")
    assert receiving.resting_on(other, kept.source) == (taken,)
    with pytest.raises(NotReceived):
        receiving.take_over(other, taken, ours, "custody", "again")


def test_the_same_bundle_twice_is_noticed(other: Casebook, sent: Path) -> None:
    kept = take(other, sent)
    count, files = entries(other), other.safe.files.ids()

    looked = receive.look(other, sent)
    assert looked.before is not None
    assert looked.before.source == kept.source
    with pytest.raises(ReceivedBefore) as refused:
        receive.keep(other, sent, looked)

    assert (refused.value.source, refused.value.place) == (kept.source, Place.HERE)
    assert (entries(other), other.safe.files.ids()) == (count, files)


def test_what_others_sent_never_leaves_by_itself(other: Casebook, sent: Path) -> None:
    kept = take(other, sent)
    seen = snapshot.take(other)
    source, file = seen.records[kept.source], seen.records[kept.files[0]]
    claim = seen.records[books.the(other, "claim")[0]]

    assert all(receiving.held_back(seen, each) for each in (source, file, claim))

    receiving.permit(other, kept.source, "They wrote that we may, on 3 May")
    seen = snapshot.take(other)
    assert not any(
        receiving.held_back(seen, seen.records[each]) for each in (kept.source, kept.files[0], claim.id)
    )


def test_on_a_journey_what_others_sent_stays_at_home(other: Casebook, sent: Path) -> None:
    kept = take(other, sent)
    ours = lists.person(other, "Марат Оскенов")
    claim = books.the(other, "claim")[0]
    taken, _ = receiving.take_over(other, claim, ours, "custody", "held")

    along = closure.closure(snapshot.take(other), [ours])

    assert {ours, taken, kept.source} <= set(along.records)
    assert (along.files, claim in along.records) == (0, False)


# ------------------------------------------------------------------------------------------- encryption, trust


def test_an_encrypted_bundle_opens_with_our_identity_alone(
    other: Casebook, sent: Path, tmp_path: Path
) -> None:
    ours, stranger = Identity.made(), Identity.made()
    sealed = tmp_path / "sealed.zip.age"
    sealed.write_bytes(age.encrypt(sent.read_bytes(), [ours.recipient]))

    with pytest.raises(NotForThisIdentity):
        receive.look(other, sealed, identities=(stranger,))
    with pytest.raises(NotForThisIdentity):
        receive.look(other, sealed)
    looked = receive.look(other, sealed, identities=(stranger, ours))
    assert looked.encrypted
    source, _ = receive.keep(other, sealed, looked, identities=(ours,))

    held = evidence.kept(other, receiving.need(other, source).files[0])
    with other.safe.files.open(held.file, held.key) as reader:
        assert reader.read() == sent.read_bytes()


def test_trust_is_said_and_a_lost_key_refused(other: Casebook, sent: Path) -> None:
    signer = receive.look(other, sent).read.verdict.signer
    count = entries(other)

    compared = Known((KnownKey(signer, Comparison.IN_PERSON),), frozenset(), ())
    assert receive.look(other, sent, known=compared).trust.state is State.VERIFIED
    with pytest.raises(SignerRevoked):
        receive.look(other, sent, known=Known(compared.keys, frozenset((signer,)), ()))
    with pytest.raises(OtherSigner):
        receive.look(other, sent, expected=["SHA256:" + "A" * 43])
    assert entries(other) == count


def test_one_of_ours_that_comes_back_is_told(export: Export, tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    left = write.release(export.book, export.plan, export.make(), path, date="2025-06")

    with pytest.raises(OurOwnBundle) as refused:
        receive.look(export.book, path)
    assert refused.value.disclosure == left.disclosure


# ------------------------------------------------------------------------------------------------ hostile bytes


def flipped(data: bytes) -> bytes:
    place = data.index(b"Oskenov")
    return data[:place] + b"X" + data[place + 1 :]


def bomb(data: bytes) -> bytes:
    """The same files, one more that unpacks to far more than it is."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in archive.read(data).items():
            out.writestr(name, content)
        out.writestr("bundle/data/files/0001.txt", bytes(200_000_000))
    return packed.getvalue()


HOSTILE = {
    "a bomb": bomb,
    "a letter changed": flipped,
    "bytes before": lambda data: b"#!/bin/sh\n" + data,
    "bytes after": lambda data: data + b"\0" * 20,
    "cut": lambda data: data[: len(data) // 2],
    "empty": lambda _: b"",
    "another archive": lambda _: b"".join(archive.write({"a.txt": b"a"})),
    "no archive": lambda _: os.urandom(100_000),
}


@pytest.mark.parametrize("alter", HOSTILE.values(), ids=HOSTILE)
def test_what_was_altered_leaves_nothing(other: Casebook, sent: Path, tmp_path: Path, alter: object) -> None:
    path = tmp_path / "altered.zip"
    path.write_bytes(alter(sent.read_bytes()))  # type: ignore[operator]  # one of the functions above
    count, files = entries(other), other.safe.files.ids()

    with pytest.raises(CasebookError):
        receive.look(other, path)

    assert (entries(other), other.safe.files.ids()) == (count, files)


def test_a_file_larger_than_any_bundle_is_not_even_read(other: Casebook, tmp_path: Path) -> None:
    path = tmp_path / "huge.zip"
    with path.open("wb") as huge:
        huge.truncate(receive.MOST + 1)

    with pytest.raises(TooLargeToReceive):
        receive.look(other, path)


def test_ids_of_others_never_meet_ours(export: Export, other: Casebook, tmp_path: Path) -> None:
    """A bundle that says it tells of our own records: its ids are words in a text, and lead nowhere."""
    ours = lists.person(other, "Марат Оскенов")
    before = other.need(ours).state
    path = tmp_path / "in.zip"
    path.write_bytes(export.make().data)

    source = take(other, path).source

    made = {record for record in snapshot.take(other).records if record not in (ours, other.own.device)}
    kinds = {other.need(record).kind for record in made}
    assert kinds <= {"source", "evidence", "claim", "setting"}
    assert other.need(ours).state == before
    for claim in books.the(other, "claim"):
        links = {value for held in other.need(claim).state.units.values() for value in (held[0].value,)}
        assert {value for value in links if isinstance(value, bytes)} == {source}


def test_another_file_under_the_name_that_was_looked_at_is_not_kept(
    other: Casebook, sent: Path, exported: Export, tmp_path: Path
) -> None:
    path = tmp_path / "in.zip"
    path.write_bytes(sent.read_bytes())
    looked = receive.look(other, path)
    path.write_bytes(exported.make().data)
    count, files = entries(other), other.safe.files.ids()

    with pytest.raises(ChangedMeanwhile):
        receive.keep(other, path, looked)

    assert (entries(other), other.safe.files.ids()) == (count, files)


def test_texts_that_steer_a_screen_are_shown_without_that(
    export: Export, other: Casebook, tmp_path: Path
) -> None:
    """The signer chose every letter: control characters never reach a terminal, nor does a turned direction."""
    hostile = "Oskenov \u202ewas taken\u202c to \u200fthe station"
    entry = export.book.need(export.entry)
    [key] = entry.elements("narrative")
    records.write(export.book, Verb.EDIT, [records.Set(export.entry, f"narrative/{key}/text", hostile)])
    export.seen, export.plan = export.planned("team")
    path = tmp_path / "in.zip"
    path.write_bytes(export.make().data)

    take(other, path)

    said = "".join(other.need(each).text("verbatim") for each in books.the(other, "claim"))
    assert "was taken" in said
    assert not set("\u202e\u202c\u200f\x1b") & set(said)


def test_files_are_told_apart_by_what_they_hold(sent: Path, tmp_path: Path) -> None:
    for handed, data in {
        Handed.NOTICE: json.dumps({"layout": "casebook-notice/1"}).encode(),
        Handed.RECEIPT: json.dumps({"layout": "casebook-receipt/1"}).encode(),
        Handed.OPENING: b"casebook-opening/1\n",
        Handed.AUTHOR_SLIP: b"casebook-author-slip/1\n",
    }.items():
        path = tmp_path / handed.value
        path.write_bytes(data)
        assert receive.what_is(path) is handed
    assert receive.what_is(sent) is Handed.BUNDLE
