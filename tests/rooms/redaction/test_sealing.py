"""Sealing at writing: whose text, how many seals, what is recorded, what is left, and what an erasure takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import books
import lists
from casebook.base.encode import b64url
from casebook.base.errors import Cancelled
from casebook.base.ids import RecordId
from casebook.base.progress import Progress, Step
from casebook.casework import disclosures, erasing, incoming, kept_seals, records, seal_sets, snapshot, undo
from casebook.casework.book import Casebook, NoSuchRecord
from casebook.casework.records import Add, Set
from casebook.casework.seal_sets import AT_WRITING
from casebook.casework.touched import Verb
from casebook.formats import sdjwt
from casebook.journal import log
from casebook.journal.entry import Change, Op
from casebook.journal.frontier import frontier, record_at
from casebook.redaction import sealing, seals
from casebook.redaction.sealing import CannotBeSealed, WrittenElsewhere
from casebook.redaction.seals import Making, SealChanged
from casebook.redaction.text_versions import text_version, version_mark

TEXT = "Oskenov was taken with Saule Dzhandosova on 5 May. He was not beaten. Nobody saw it."


@pytest.fixture
def entry(book: Casebook) -> RecordId:
    listed = lists.edition(book)
    lists.entry(book, listed, "a", "Marat Oskenov", TEXT)
    return listed.entries["a"]


def edit(book: Casebook, entry: RecordId, text: str) -> None:
    [key] = book.need(entry).elements("narrative")
    records.write(book, Verb.EDIT, [Set(entry, f"narrative/{key}/text", text)])


def rebuilt(book: Casebook, record: RecordId, one: kept_seals.Kept) -> seals.Sealed:
    then = record_at(book.db, record, one.reached)
    assert then is not None
    making = Making(one.secret, ids_of(book, one), one.follows)
    return seals.again(then, None, making, one.public, one.signature, one.name)


def ids_of(book: Casebook, one: kept_seals.Kept) -> bytes:
    return next(each.ids for each in seal_sets.sets(book) if each.record == one.set)


# ------------------------------------------------------------------------------------------------ the act


def test_one_entry_records_four_seals_each_of_its_own(book: Casebook, entry: RecordId) -> None:
    seal_sets.to_seal_in(book)
    before = log.heads(book.db).count
    act = sealing.seal(book, [entry])
    assert (act.seals, act.records) == (AT_WRITING, (entry,))
    assert log.heads(book.db).count == before + 1
    made = kept_seals.kept(book, entry)
    assert len({one.set for one in made}) == len({one.secret for one in made}) == AT_WRITING
    assert len({one.public for one in made}) == len({one.name for one in made}) == AT_WRITING
    everything = [text for one in made for text in rebuilt(book, entry, one).issued.disclosures.values()]
    assert len(set(everything)) == len(everything)


def test_the_entry_holds_one_part_for_each_seal_and_none_tells_anything(
    book: Casebook, entry: RecordId
) -> None:
    act = sealing.seal(book, [entry])
    assert act.touched.entry is not None
    recorded = log.entry(book.db, act.touched.entry)
    assert recorded is not None
    changes = dict(recorded.changes())
    made = kept_seals.kept(book, entry)
    statements = {change.record: change for change in changes.values() if change.kind == "seal"}
    assert len(statements) == AT_WRITING == len(changes) - 1
    version = text_version(book.need(entry))
    for one in made:
        assert one.statement is not None
        change = statements[one.statement]
        assert change.value == (one.name, version_mark(one.secret, version))
        assert (change.unit, change.op, change.replaces) == ("statement", Op.SET, ())
    marks = [change.value[1] for change in statements.values() if isinstance(change.value, tuple)]
    assert len(set(marks)) == AT_WRITING
    # No id of a time, as every other id is: all of the bits of the version field are seen in a few.
    assert len({record[:6] for record in statements}) == AT_WRITING


def test_the_private_keys_are_nowhere(
    book: Casebook, entry: RecordId, monkeypatch: pytest.MonkeyPatch
) -> None:
    spent: list[bytes] = []
    real = sealing.OneTimeKey

    class Watched(real):  # type: ignore[misc,valid-type]  # the real one, whose private half a test may look at
        def sign(self, message: bytes) -> bytes:
            assert self._private is not None
            spent.append(self._private.private_bytes_raw())
            return bytes(super().sign(message))

    monkeypatch.setattr(sealing, "OneTimeKey", Watched)
    sealing.seal(book, [entry])
    assert len(spent) == AT_WRITING
    raw = books.raw(book)
    assert not any(key in raw for key in spent)


def test_several_records_are_one_act_and_a_stop_leaves_nothing(book: Casebook) -> None:
    listed = lists.edition(book)
    for key in "abc":
        lists.entry(book, listed, key, f"Marat Oskenov{key}", TEXT)
    wanted = [*listed.entries.values(), *listed.people.values()]
    before = log.heads(book.db).count

    def stop(step: Step) -> None:
        if step.done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        sealing.seal(book, wanted, progress=Progress(stop))
    assert not any(kept_seals.kept(book, each) for each in wanted)
    act = sealing.seal(book, wanted)
    assert act.seals == AT_WRITING * len(wanted)
    made = [entry for entry in log.entries(book.db) if entry.header.seq > before]
    of_act = {log.act_of(entry) for entry in made if any(c.kind == "seal" for _, c in entry.changes())}
    assert of_act == {act.touched.act}
    assert sealing.seal(book, wanted).seals == 0


def test_very_many_sets_are_several_entries_each_with_what_builds_its_seals(
    book: Casebook, entry: RecordId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_IN_AN_ENTRY", 3)
    act = sealing.seal(book, [entry])
    assert act.seals == AT_WRITING
    made = kept_seals.kept(book, entry)
    assert len({one.entry for one in made}) == 2
    for one in made:
        assert one.entry is not None
        recorded = log.entry(book.db, one.entry)
        assert recorded is not None
        assert one.statement in {change.record for _, change in recorded.changes()}
    assert log.of_act(book.db, book.own.feed, act.touched.act)


def test_an_act_of_sealing_is_not_undone(book: Casebook, entry: RecordId) -> None:
    sealing.seal(book, [entry])
    undo.undo_last(book)
    assert book.get(entry) is None or kept_seals.kept(book, entry)


# ------------------------------------------------------------------------------------------------- whose


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Casebook, Casebook]]:
    with books.derived_once():
        ours, theirs = books.make(tmp_path / "ours", "Heron"), books.make(tmp_path / "theirs", "Egret")
    books.team([ours, theirs])
    yield ours, theirs
    ours.close()
    theirs.close()


def test_what_somebody_else_wrote_is_sealed_on_their_device_alone(two: tuple[Casebook, Casebook]) -> None:
    ours, theirs = two
    listed = lists.edition(theirs)
    lists.entry(theirs, listed, "a", "Marat Oskenov", TEXT)
    entry = listed.entries["a"]
    books.meet(two)
    with pytest.raises(WrittenElsewhere) as refused:
        sealing.seal(ours, [entry, listed.people["a"]])
    assert refused.value.records == 2
    records.write(ours, Verb.EDIT, [Set(entry, "remarks", "heard again")])
    with pytest.raises(WrittenElsewhere):
        sealing.seal(ours, [entry])
    books.meet(two)
    with pytest.raises(WrittenElsewhere):
        sealing.seal(theirs, [entry])


def test_seals_travel_and_are_built_again_elsewhere(two: tuple[Casebook, Casebook]) -> None:
    ours, theirs = two
    listed = lists.edition(theirs)
    lists.entry(theirs, listed, "a", "Marat Oskenov", TEXT)
    entry = listed.entries["a"]
    sealing.seal(theirs, [entry])
    books.meet(two)
    records.write(ours, Verb.EDIT, [Set(entry, "term_text", "6 years")])
    books.meet(two)
    for book in two:
        for one in kept_seals.kept(book, entry):
            rebuilt(book, entry, one)


def test_a_value_both_devices_said_is_ours_too(two: tuple[Casebook, Casebook]) -> None:
    ours, theirs = two
    note = lists.record(theirs, "note", title="Ferry")
    books.meet(two)
    records.write(ours, Verb.EDIT, [Set(note, "title", "Ferry")])
    assert sealing.seal(ours, [note]).seals == AT_WRITING


def test_what_never_leaves_is_not_sealed(book: Casebook) -> None:
    with pytest.raises(CannotBeSealed):
        sealing.seal(book, [book.own.device])
    with pytest.raises(NoSuchRecord):
        sealing.seal(book, [RecordId(bytes(16))])


# ------------------------------------------------------------------------------------ versions and classes


def test_a_later_version_follows_the_earlier_one_of_its_set(book: Casebook, entry: RecordId) -> None:
    sealing.seal(book, [entry])
    edit(book, entry, "Oskenov was taken alone.")
    sealing.seal(book, [entry])
    edit(book, entry, "Oskenov was taken alone, by night.")
    sealing.seal(book, [entry])
    made = kept_seals.kept(book, entry)
    assert len(made) == 3 * AT_WRITING
    for of_set in {one.set for one in made}:
        line = [one for one in made if one.set == of_set]
        assert line[0].follows is None
        assert [later.follows for _, later in pairwise(line)] == [
            earlier.name for earlier, _ in pairwise(line)
        ]
    last = rebuilt(book, entry, made[-1])
    shown = sdjwt.present(last.issued, [("follows",)])
    opened = sdjwt.verify(shown, typ=seals.TYPE).opened.claims
    assert opened["follows"] == b64url(made[-1].follows or b"")


def test_every_version_is_built_again_as_it_was(book: Casebook, entry: RecordId) -> None:
    sealing.seal(book, [entry])
    edit(book, entry, "Oskenov was taken alone.")
    records.write(book, Verb.EDIT, [Add(entry, "dates", (("what", "heard again"),))])
    sealing.seal(book, [entry])
    records.delete(book, entry)
    for one in kept_seals.kept(book, entry):
        assert rebuilt(book, entry, one).name == one.name
    now = record_at(book.db, entry, frontier(book.db, entry))
    first = kept_seals.kept(book, entry)[0]
    assert now is not None
    with pytest.raises(SealChanged):
        seals.again(
            now, None, Making(first.secret, ids_of(book, first)), first.public, first.signature, first.name
        )


def test_what_is_said_again_is_the_same_version(book: Casebook, entry: RecordId) -> None:
    before = text_version(book.need(entry))
    edit(book, entry, TEXT)
    assert text_version(book.need(entry)) == before
    edit(book, entry, TEXT + " Then it rained.")
    assert text_version(book.need(entry)) != before


def test_a_class_has_its_set_for_ever(book: Casebook, entry: RecordId) -> None:
    sealing.seal(book, [entry])
    one, two, again = (
        seal_sets.seal_set(book, audience, keys)
        for audience, keys in (
            ("partner", ["age1b", "age1a"]),
            ("court", ["age1a"]),
            ("partner", ["age1a", "age1b"]),
        )
    )
    assert one is not None
    assert two is not None
    assert one == again
    assert one.record != two.record
    assert seal_sets.seal_set(book, "partner", []) is None
    public = seal_sets.seal_set(book, "public", ["age1a"])
    assert public == seal_sets.seal_set(book, "public", [])


def test_a_set_two_devices_gave_to_two_classes_is_used_by_neither(two: tuple[Casebook, Casebook]) -> None:
    ours, theirs = two
    seal_sets.to_seal_in(ours)
    books.meet(two)
    one = seal_sets.seal_set(ours, "partner", ["age1a"])
    other = seal_sets.seal_set(theirs, "partner", ["age1b"])
    assert one is not None
    assert other is not None
    assert one.record == other.record
    books.meet(two)
    for book in two:
        found = [seal_sets.seal_set(book, "partner", [key]) for key in ("age1a", "age1b")]
        assert all(each is not None and each.record != one.record for each in found)
        assert len({each.record for each in found if each is not None}) == 2


# ------------------------------------------------------------------------------------------ how many are left


def test_spent_seals_are_counted_and_renewed(book: Casebook, entry: RecordId) -> None:
    now = sealing.standing(book, entry)
    assert (now.sealed, now.ours, now.before) == (False, True, False)
    assert sealing.due(book) == ()
    sealing.seal(book, [entry])
    for i in range(AT_WRITING):
        now = sealing.standing(book, entry)
        assert (now.free, now.spent) == (AT_WRITING - i, i)
        assert sealing.due(book) == ()
        seal_sets.seal_set(book, "partner", [f"age1{i}"])
    assert sealing.due(book) == (entry,)
    assert sealing.renew(book).seals == 1
    now = sealing.standing(book, entry)
    assert (now.free, now.spent) == (1, AT_WRITING)
    edit(book, entry, "Oskenov was taken alone.")
    now = sealing.standing(book, entry)
    assert (now.free, now.spent, now.before) == (0, 0, True)
    assert sealing.due(book) == (entry,)
    assert sealing.renew(book).seals == AT_WRITING + 1
    assert {one.record: one.sealed for one in sealing.standings(book)}[entry]


def test_an_export_seals_what_this_device_wrote_and_takes_what_there_is(
    two: tuple[Casebook, Casebook],
) -> None:
    ours, theirs = two
    mine, yours = lists.record(ours, "note", title="Ferry"), lists.record(theirs, "note", title="Lantern")
    books.meet(two)
    seen = snapshot.take(ours)
    found = sealing.for_export(ours, seen, [mine, yours], "partner", ["age1a"])
    assert found is not None
    assert set(found.seals) == {mine}
    assert found.seals[mine].set == found.of_set.record
    again = sealing.for_export(ours, seen, [mine, yours], "partner", ["age1a"])
    assert again == found
    assert sealing.for_export(ours, seen, [mine, yours], "partner", []) is None
    # What somebody else wrote is sealed by them: for this class, the next time they seal.
    books.meet(two)
    sealing.seal(theirs, [yours])
    books.meet(two)
    later = sealing.for_export(ours, snapshot.take(ours), [mine, yours], "partner", ["age1a"])
    assert later is not None
    assert set(later.seals) == {mine, yours}


# ------------------------------------------------------------------------------------------------ erasing


@pytest.mark.parametrize("unit", [None, "term_text"])
def test_with_a_text_go_the_secrets_of_its_seals(book: Casebook, entry: RecordId, unit: str | None) -> None:
    sealing.seal(book, [entry])
    made = kept_seals.kept(book, entry)
    erasing.erase(book, entry, unit, reason="consent-withdrawn")
    assert kept_seals.kept(book, entry) == ()
    raw = books.raw(book)
    for one in made:
        assert not any(part in raw for part in (one.secret, one.signature, one.version))
    snapshot.take(book)
    if unit is not None:
        assert sealing.seal(book, [entry]).seals == AT_WRITING
        assert len(kept_seals.kept(book, entry)) == AT_WRITING


def test_seals_that_arrive_after_the_order_are_destroyed_on_arrival(two: tuple[Casebook, Casebook]) -> None:
    """Whoever erased the text did not know that it was sealed elsewhere meanwhile."""
    ours, theirs = two
    note = lists.record(theirs, "note", title="Ferry")
    books.meet(two)
    sealing.seal(theirs, [note])
    [one, *_] = kept_seals.kept(theirs, note)
    erasing.erase(ours, note, reason="consent-withdrawn")
    books.give(theirs, ours)
    assert kept_seals.kept(ours, note) == ()
    assert one.secret not in books.raw(ours)
    books.give(ours, theirs)
    assert kept_seals.kept(theirs, note) == ()
    [order] = incoming.pending_orders(theirs)
    assert one.secret in books.raw(theirs)
    incoming.obey(theirs, [order])
    assert incoming.pending_orders(theirs) == []
    assert one.secret not in books.raw(theirs)


def test_the_secret_an_earlier_version_kept_with_the_disclosure_goes_too(
    book: Casebook, entry: RecordId
) -> None:
    """Bundles that left before seals were kept with their record."""
    left = book.new_id()
    inside: dict[str, bytes] = {"record": entry, "secret": b"\7" * 32}
    changes = [Change(left, "disclosure", f"shown/{'ab' * 8}", Op.ADD)]
    changes += [Change(left, "disclosure", f"shown/{'ab' * 8}/{k}", Op.SET, v) for k, v in inside.items()]
    book.record(Verb.DISCLOSE, changes)
    erasing.erase(book, entry, reason="consent-withdrawn")
    assert b"\7" * 32 not in books.raw(book)
    assert [each.id for each in disclosures.disclosures(book, entry)] == [left]
