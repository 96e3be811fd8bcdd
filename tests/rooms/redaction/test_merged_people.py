"""A merge tells nobody more: whatever an export lets out after it, an export let out before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import books
import lists
from casebook.base.ids import RecordId
from casebook.casework import decisions, merging, records, snapshot, undo, withdrawal
from casebook.casework.book import Casebook
from casebook.casework.merging import Choice, StaysGuarded
from casebook.casework.records import Add, Set
from casebook.casework.snapshot import Snapshot
from casebook.casework.touched import Verb
from casebook.model.fields import Value
from casebook.redaction import joined, mentions, people, planning, saving, selection
from casebook.redaction.othernames import other_names
from casebook.redaction.people import Treatment
from casebook.redaction.plan import Choices, Fate, RedactionPlan
from casebook.redaction.profile import PROFILES, profile
from disclosed import leave
from drawn import Drawn, drawn

MARK: Final = " ▓ "
WORD: Final = re.compile(r"\w+")
DATE: Final = re.compile(r"\d{3}[\dX](-\d\d)*")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("merged") / "book"
    with books.derived_once():
        books.make(folder, "Heron").close()
    return folder


def planned(seen: Snapshot, audience: str) -> RedactionPlan:
    return planning.make(seen, selection.everything(seen), profile(audience))


def let_out(plan: RedactionPlan) -> frozenset[str]:
    """Every word, number and date that leaves, and every person somebody is led to."""
    return frozenset(_let_out(plan))


def _let_out(plan: RedactionPlan) -> Iterator[str]:
    for fate in plan.records:
        for unit in fate.units.values() if fate.shown else ():
            if unit.fate is Fate.WITHHELD:
                continue
            for passage in unit.passages.values():
                yield from WORD.findall(passage.plain(MARK))
            if not unit.passages:
                yield from _words(unit.shown)


def _words(value: Value) -> Iterator[str]:
    if isinstance(value, tuple):
        for part in value:
            yield from _words(part)
    elif isinstance(value, str):
        yield from [value] if DATE.fullmatch(value) else WORD.findall(value)
    elif isinstance(value, int):
        yield str(value)


def more(after: frozenset[str], before: frozenset[str]) -> set[str]:
    """What is let out now and was not before; a date told coarser is none of it."""
    return {
        word
        for word in after - before
        if not (
            DATE.fullmatch(word) and any(DATE.fullmatch(w) and w.startswith(word.rstrip("X")) for w in before)
        )
    }


def is_no_wider(after: Treatment, before: Treatment) -> bool:
    """Whether somebody is treated at least as strictly as then."""
    if not after.shown:
        return True
    return (
        after.naming.rank >= before.naming.rank
        and after.precision.coarser(before.precision) == after.precision
        and after.health <= before.health
        and after.relatives <= before.relatives
        and after.addresses <= before.addresses
    )


# ------------------------------------------------------------------------------------- two people of chance

USES: Final = ("public", "partner", "lawyer", "research", "un-conf")
levels = st.sampled_from(["0", "2", "4", "5", "x"])
given_consents = st.lists(
    st.fixed_dictionaries(
        {
            "level": levels,
            "state": st.sampled_from(["given", "given", "exceptions", "refused", "revoked"]),
            "revoked": st.booleans(),
            "expires": st.sampled_from(["", "2020", "2040"]),
            "capacity": st.sampled_from(["", "self", "parent", "relative"]),
            "cell": st.none()
            | st.tuples(
                st.sampled_from(USES),
                st.sampled_from(["name", "facts", "health", "exact", "relatives"]),
                st.sampled_from(["yes", "no", "initials", "disguised", "ask"]),
            ),
        }
    ),
    max_size=2,
)
one_person = st.fixed_dictionaries(
    {
        "protection": st.sampled_from(["", "", "by-consent", "always"]),
        "sensitivity": st.sampled_from(["", "", "public", "sealed"]),
        "birth": st.sampled_from(["", "1985-02-03", "2015"]),
        "minor": st.booleans(),
        "consents": given_consents,
        "decided": st.lists(
            st.tuples(st.sampled_from(USES), st.booleans(), st.booleans()), max_size=2
        ),  # to whom, revoked, covering more
        "interview": st.booleans(),
    }
)


def make_person(
    book: Casebook, name: str, word: str, drawn_: dict[str, Any]
) -> tuple[RecordId, list[RecordId]]:
    """Somebody with records about them, each with words of its own; and their consents."""
    units = {unit: drawn_[unit] for unit in ("protection", "sensitivity", "birth") if drawn_[unit]}
    who = lists.person(book, name, **units)
    edits: list[records.Edit] = [
        Add(who, "occupations", (("occupation", f"{word} baker"),)),
        Add(who, "health", (("what", f"{word} ill"),)),
        Add(who, "aliases", (("alias", f"{word.capitalize()}bek"),)),
        Set(who, "remarks", f"{word} remark"),
    ]
    if drawn_["minor"]:
        edits.append(Add(who, "vulnerabilities", (("vulnerability", "minor"),)))
    records.write(book, Verb.EDIT, edits)
    lists.record(book, "act", victim=who, type="arrest", period="2024-03-05", stated_reason=f"{word} taken")
    asked = []
    for said in drawn_["consents"]:
        more_units = {unit: said[unit] for unit in ("expires", "capacity") if said[unit]}
        asked.append(lists.consent(book, who, level=said["level"], state=said["state"], **more_units))
        if said["cell"]:
            lists.cell(book, asked[-1], *said["cell"])
        if said["revoked"]:
            withdrawal.withdraw(book, asked[-1])
    for use, revoked, covering in drawn_["decided"]:
        made, _ = decisions.decide(
            book, [who], use=use, ground="already-public", why="in print", source=lists.source(book),
            risk="weighed" if covering else "", covers=["health", "children", "addresses"] if covering else [],
        )  # fmt: skip
        if revoked:
            withdrawal.withdraw(book, made)
    if drawn_["interview"]:
        lists.record(
            book, "interview", ("narrative", {"text": f"I saw {word} and {name}", "place": "U"}), speaker=who,
            **({"consent": asked[0]} if asked else {}),
        )  # fmt: skip
    return who, asked


choices = st.dictionaries(
    st.sampled_from(["birth", "protection", "sensitivity", "remarks"]),
    st.sampled_from(list(Choice)),
    max_size=3,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=one_person, second=one_person, chosen=choices, link=st.booleans())
def test_no_audience_learns_more_of_two_people_made_one(
    template: Path, *, first: dict[str, Any], second: dict[str, Any], chosen: dict[str, Choice], link: bool
) -> None:
    with TemporaryDirectory() as place, books.derived_once():
        book = books.reopen(books.copy(template, Path(place) / "book"))
        kept, mine = make_person(book, "Marat Oskenov", "amber", first)
        other, theirs = make_person(book, "Сауле Джандосова", "birch", second)
        for speaker, asked, word in ((kept, theirs, "cedar"), (other, mine, "dogwood")):
            # An interview that rests on what somebody else agreed to leaves nowhere, now as then.
            for agreed in asked[:1]:
                said = ("narrative", {"text": f"I saw {word}", "place": "U"})
                lists.record(book, "interview", said, speaker=speaker, consent=agreed)
        if link:
            lists.record(book, "relation", person=kept, other=other, type="sibling")
        lists.record(
            book, "event", ("people", {"person": kept}), ("people", {"person": other}),
            title="Oskenov and Dzhandosova met", type="protest",
        )  # fmt: skip
        before = snapshot.take(book)
        try:
            act = merging.merge(book, kept, other, chosen).act
        except StaysGuarded:
            act = merging.merge(book, kept, other).act
        after = snapshot.take(book)
        for audience, asked in PROFILES.items():
            was = people.treatments(before, asked)
            now = people.treatments(after, asked)[kept]
            assert is_no_wider(now, was[kept]), audience
            assert is_no_wider(now, was[other]), audience
            if audience in USES:
                assert not more(let_out(planned(after, audience)), let_out(planned(before, audience))), (
                    audience
                )
        undo.undo(book, act)
        again = snapshot.take(book)
        for asked in PROFILES.values():
            assert people.treatments(again, asked) == people.treatments(before, asked)
        book.close()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 1 << 30), st.sampled_from(["public", "partner", "lawyer"]), st.permutations(range(4)))
def test_nor_of_anybody_else_in_a_casebook_of_chance(
    template: Path, seed: int, audience: str, order: list[int]
) -> None:
    with TemporaryDirectory() as place, books.derived_once():
        book = books.reopen(books.copy(template, Path(place) / "book"))
        made: Drawn = drawn(book, Random(seed), audience)
        everybody = [*made.named, *made.hidden]
        kept, other = everybody[order[0]], everybody[order[1]]
        before = let_out(planned(snapshot.take(book), audience))
        merging.merge(book, kept, other)
        after = let_out(planned(snapshot.take(book), audience))
        assert not more(after, before)
        book.close()


# ------------------------------------------------------------------------------------------ single things


def treated(book: Casebook, who: RecordId, audience: str = "public") -> Treatment:
    return people.treatments(snapshot.take(book), profile(audience))[who]


@pytest.fixture
def two(book: Casebook) -> tuple[RecordId, RecordId]:
    return lists.person(book, "Marat Oskenov"), lists.person(book, "Сауле Джандосова")


def test_whom_nobody_decided_about_hides_whom_somebody_did_until_it_is_decided_anew(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    lists.already_public(book, kept)
    assert treated(book, kept).named
    act = merging.merge(book, kept, other).act
    assert treated(book, kept).why == "no-consent"
    lists.already_public(book, kept)
    assert treated(book, kept).named
    undo.undo(book, act)
    assert treated(book, kept).named
    assert not treated(book, other).named, (
        "what was decided about both as one is not decided about one of two"
    )


def test_a_withdrawn_consent_stays_withdrawn_whoevers_it_was(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    for kept, other in (two, (lists.person(book, "Aliya"), lists.person(book, "Dana"))):
        mine, theirs = lists.consent(book, kept, level="5"), lists.consent(book, other, level="5")
        merging.merge(book, kept, other)
        assert treated(book, kept).named
        assert set(treated(book, kept).by) == {mine, theirs}
        withdrawal.withdraw(book, theirs if kept == two[0] else mine)
        assert treated(book, kept).why == "consent-revoked"
        lists.consent(book, kept, level="5")
        assert treated(book, kept).why == "consent-revoked"


def test_a_consent_given_by_both_as_one_and_withdrawn_binds_both_when_they_are_two_again(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    lists.consent(book, other, level="5")
    act = merging.merge(book, kept, other).act
    later = lists.consent(book, kept, level="5")
    withdrawal.withdraw(book, later)
    undo.undo(book, act)
    assert treated(book, kept).why == "consent-revoked"
    assert treated(book, other).why == "consent-revoked"


def test_somebody_always_protected_is_so_after_merging_and_after_undoing_it(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    records.write(book, Verb.EDIT, [Set(other, "protection", "always")])
    lists.already_public(book, kept, other)
    act = merging.merge(book, kept, other).act
    assert treated(book, kept).why == "protected-always"
    undo.undo(book, act)
    assert treated(book, kept).named
    assert treated(book, other).why == "protected-always"
    merging.merge(book, kept, other)
    records.write(book, Verb.EDIT, [Set(kept, "protection", "by-consent")])
    assert treated(book, kept).named, "decided anew, by somebody who had both before them"


def test_every_name_is_found_in_texts_and_means_the_kept_record(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    records.write(book, Verb.EDIT, [Set(kept, "code_name", "Kestrel"), Set(other, "code_name", "Egret")])
    act = merging.merge(book, kept, other, {"code_name": Choice.KEEP}).act
    seen = snapshot.take(book)
    found = mentions.find("Oskenov, Джандосова, Kestrel and Egret came.", people.registry_of(seen))
    assert [mention.people for mention in found] == [(kept,)] * 4
    undo.undo(book, act)
    found = mentions.find("Oskenov and Джандосова came.", people.registry_of(snapshot.take(book)))
    assert [mention.people for mention in found] == [(kept,), (other,)]


def test_an_interview_leaves_only_if_both_agreed(book: Casebook, two: tuple[RecordId, RecordId]) -> None:
    kept, other = two
    agreed = lists.consent(book, other, level="5")
    interview = lists.record(
        book,
        "interview",
        ("narrative", {"text": "They came at night.", "place": "U"}),
        speaker=other,
        consent=agreed,
    )

    def leaves() -> bool:
        fate = planned(snapshot.take(book), "public").record(interview)
        assert fate is not None
        return fate.shown

    assert leaves()
    merging.merge(book, kept, other)
    assert not leaves(), "nobody asked whom the kept record stands for"
    lists.consent(book, kept, level="5")
    assert leaves()


def test_an_interview_that_rests_on_anothers_word_does_not_leave_because_they_are_one_now(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    for kept, other in (two, two[::-1]):
        agreed = lists.consent(book, other, level="5")
        said = ("narrative", {"text": "They came at night.", "place": "U"})
        interview = lists.record(book, "interview", said, speaker=kept, consent=agreed)
        for direction in ((kept, other), (other, kept)):
            act = merging.merge(book, *direction).act
            fate = planned(snapshot.take(book), "public").record(interview)
            assert fate is not None
            assert not fate.shown
            undo.undo(book, act)
        records.delete(book, agreed)


def test_the_kept_record_keeps_its_own_other_name_and_old_bundles_are_explained(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    for who in two:
        lists.consent(book, who, level="4")
    act = lists.record(book, "act", victim=other, type="arrest", period="2024-03-05")
    before = leave(
        book,
        1,
        audience="public",
        recipients=(),
        shown=(act,),
        named=(other,),
        pseudonyms=((kept, "Person 123"),),
    )
    leave(book, 2, audience="public", recipients=(), shown=(act,), pseudonyms=((other, "Person 456"),))
    merging.merge(book, kept, other)
    seen = snapshot.take(book)
    for wanted, borne in (("Person 123", {"Person 123"}), ("Person 456", set())):
        chosen = Choices(kept=frozenset({(kept, wanted)}))
        plan = planning.make(seen, selection.everything(seen), profile("public"), chosen)
        found = other_names(seen, plan, bytes(32), "en")
        assert found.keys() == {kept}
        assert {found[kept]} & {"Person 123", "Person 456"} == borne, (
            "the name of the other record's bundle is spent"
        )
    told = {each.disclosure: each.told for each in joined.earlier(seen)}
    assert told[before].named == {kept}, "whom an old bundle named is this person now"
    assert {name for each in told.values() for name in each.names.values()} == {"Person 123", "Person 456"}
    assert {who for each in told.values() for who in each.names} == {kept}
    since = saving.since_last(seen, planned(seen, "public"))
    assert since is not None
    assert other not in (*since.named, *since.unnamed)
