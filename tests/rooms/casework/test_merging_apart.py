"""Two people are merged on laptops that have not met: nothing is lost, a question is shown, all end alike."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import books
import lists
from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import circles, conflicts, incoming, merging, records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.incoming import Offered
from casebook.casework.merging import Choice, LeftBehind, Moved, NothingLeftBehind
from casebook.casework.records import Add, New, Restore, Set
from casebook.casework.touched import Verb
from casebook.journal import log, projection
from casebook.journal.entry import Op
from casebook.journal.fold import Life, canonical_state
from casebook.model.person import NAME
from casebook.redaction import people
from casebook.redaction.profile import profile
from oneteam import one_team


@pytest.fixture
def team(tmp_path: Path) -> Iterator[tuple[Casebook, Casebook, Casebook]]:
    with books.derived_once():
        made = one_team(tmp_path / "team", ("ana", "luis", "mira"))
    yield made[0], made[1], made[2]
    for each in made:
        each.close()


@pytest.fixture
def two(team: tuple[Casebook, ...]) -> tuple[RecordId, RecordId]:
    ana = team[0]
    pair = (
        lists.person(ana, "Yerzhan Yelshibayev", birth="1985"),
        lists.person(ana, "Ержан Елшібаев", age="40"),
    )
    books.meet(team)
    return min(pair), max(pair)


def state(book: Casebook) -> bytes:
    return canonical_state(projection.states(book.db, Progress()))


def all_alike(team: Sequence[Casebook]) -> bool:
    return len({state(book) for book in team}) == 1


def names(book: Casebook, who: RecordId) -> set[str]:
    return {str(NAME.part(value, "full")) for _, value in book.need(who).each("names", "name")}


def test_what_came_later_by_stick_is_left_behind_and_brought_over(
    team: tuple[Casebook, Casebook, Casebook], two: tuple[RecordId, RecordId]
) -> None:
    ana, luis, _ = team
    kept, other = two
    merging.merge(ana, kept, other)
    claim = lists.record(luis, "claim", about=other, value="He was seen")
    books.meet(team)
    assert all_alike(team)
    for book in team:
        assert merging.left_behind(book) == (LeftBehind(other, kept, (Moved("claim", 1),), back=False),)
    merging.follow(ana, other)
    books.meet(team)
    assert all_alike(team)
    for book in team:
        assert book.need(claim).values("about") == (kept,)
        assert not merging.left_behind(book)
        with pytest.raises(NothingLeftBehind):
            merging.follow(book, other)


def test_a_change_that_brought_a_merged_record_back_is_a_question_and_only_what_is_new_comes_over(
    team: tuple[Casebook, Casebook, Casebook], two: tuple[RecordId, RecordId]
) -> None:
    ana, luis, _ = team
    kept, other = two
    records.write(ana, Verb.EDIT, [Set(kept, "age", "39")])
    merging.merge(ana, kept, other)
    conflicts.settle(ana, kept, "age", "39")
    element = luis.need(other).elements("names")[0]
    records.write(
        luis,
        Verb.EDIT,
        [
            Add(other, "aliases", (("alias", "Erzhan E."),)),
            Set(other, f"names/{element}/name", NAME.make(full="Ержан Елшибаев")),
            Set(other, "sex", "m"),
        ],
    )
    books.meet(team)
    assert all_alike(team)
    for book in team:
        assert book.need(other).state.life is Life.DISPUTED
        assert [each.record for each in conflicts.conflicts(book, other)] == [other]
        assert merging.left_behind(book) == (LeftBehind(other, kept, (), back=True),)
        assert merging.standing_for(book, other) == kept
    merging.follow(luis, other)
    books.meet(team)
    assert all_alike(team)
    for book in team:
        now = book.need(kept)
        assert now.values("age") == ("39",), "what was decided since is not asked again"
        assert now.values("sex") == ("m",)
        assert [value for _, value in now.each("aliases", "alias")] == ["Erzhan E."]
        assert {NAME.part(value, "full") for value in now.values(f"names/{element}/name")} == {
            "Ержан Елшібаев",
            "Ержан Елшибаев",
        }, "both spellings wait for a decision"
        assert book.need(other).state.life is Life.DELETED
        assert not merging.left_behind(book)


def test_merged_in_opposite_directions_apart_both_are_questions_and_one_stands_for_both(
    team: tuple[Casebook, Casebook, Casebook], two: tuple[RecordId, RecordId]
) -> None:
    ana, luis, mira = team
    one, other = two
    about = [lists.record(ana, "claim", about=who, value="He was seen") for who in two]
    books.meet(team)
    merging.merge(ana, one, other)
    merging.merge(luis, other, one)
    books.meet(team)
    assert all_alike(team)
    for book in team:
        assert {book.need(each).state.life for each in two} == {Life.DISPUTED}
        assert {merging.standing_for(book, each) for each in two} == {one}
        assert set(merging.identities(book, one)) == set(merging.identities(book, other)) == {one, other}
        [left] = merging.left_behind(book)
        assert (left.other, left.kept, left.back) == (other, one, True)
    merging.follow(mira, other)
    books.meet(team)
    assert all_alike(team)
    for book in team:
        assert book.need(one).state.life is Life.LIVE
        assert book.need(other).state.life is Life.DELETED
        assert {book.need(each).values("about") for each in about} == {(one,)}
        assert names(book, one) == {"Yerzhan Yelshibayev", "Ержан Елшібаев"}
        assert book.need(one).values("birth") == ("1985",)
        assert book.need(one).values("age") == ("40",)
        assert not merging.left_behind(book)
        assert not conflicts.conflicts(book)


def test_the_same_merge_made_twice_apart_is_one(
    team: tuple[Casebook, Casebook, Casebook], two: tuple[RecordId, RecordId]
) -> None:
    ana, luis, _ = team
    merging.merge(ana, *two)
    merging.merge(luis, *two)
    books.meet(team)
    assert all_alike(team)
    for book in team:
        assert names(book, two[0]) == {"Yerzhan Yelshibayev", "Ержан Елшібаев"}
        assert len(book.need(two[0]).elements("names")) == 2
        assert book.need(two[1]).state.life is Life.DELETED
        assert not conflicts.conflicts(book)
        assert not merging.left_behind(book)


def test_a_chain_made_apart_leads_to_its_end(
    team: tuple[Casebook, Casebook, Casebook], two: tuple[RecordId, RecordId]
) -> None:
    ana, luis, mira = team
    middle, last = two
    first = lists.person(ana, "E. Yelshibayev")
    books.meet(team)
    merging.merge(ana, middle, first)
    merging.merge(luis, last, middle)
    books.meet(team)
    assert all_alike(team)
    for book in team:
        assert {merging.standing_for(book, each) for each in (first, middle, last)} == {last}
        assert set(merging.identities(book, last)) == {first, middle, last}
    merging.follow(mira, middle)
    books.meet(team)
    assert all_alike(team)
    for book in team:
        assert names(book, last) == {"Yerzhan Yelshibayev", "Ержан Елшібаев", "E. Yelshibayev"}
        assert not merging.left_behind(book)


def test_a_merged_record_somebody_brought_back_is_a_person_again(
    team: tuple[Casebook, Casebook, Casebook], two: tuple[RecordId, RecordId]
) -> None:
    ana = team[0]
    kept, other = two
    lists.already_public(ana, kept)
    merging.merge(ana, kept, other)
    records.write(ana, Verb.RESTORE, [Restore(other)])
    assert merging.standing_for(ana, other) == other
    assert not merging.left_behind(ana)
    treated = people.treatments(snapshot.take(ana), profile("public"))
    assert not treated[kept].named, "what it took in is in it still"


def test_whom_a_teammate_protects_meanwhile_is_protected_at_once(
    team: tuple[Casebook, Casebook, Casebook], two: tuple[RecordId, RecordId]
) -> None:
    ana, luis, _ = team
    kept, other = two
    records.write(ana, Verb.EDIT, [Set(who, "protection", "by-consent") for who in two])
    lists.already_public(ana, kept, other)
    books.meet(team)
    merging.merge(ana, kept, other)
    assert people.treatments(snapshot.take(ana), profile("public"))[kept].named
    records.write(luis, Verb.EDIT, [Set(other, "protection", "always")])
    books.meet(team)
    for book in team:
        seen = snapshot.take(book)
        assert people.treatments(seen, profile("public"))[kept].why == "protected-always"
    merging.follow(ana, other)
    seen = snapshot.take(ana)
    assert set(seen.records[kept].values("protection")) == {"by-consent", "always"}
    assert people.treatments(seen, profile("public"))[kept].why == "protected-always"


def test_what_a_circle_says_is_left_behind_for_its_members_and_brought_over_in_the_circle(
    team: tuple[Casebook, Casebook, Casebook], two: tuple[RecordId, RecordId]
) -> None:
    ana, luis, _ = team
    kept, other = two
    circle = circles.make(luis, "Witnesses").compartment
    note = luis.new_id()
    about = (("record", other),)
    records.write(
        luis,
        Verb.ADD,
        [New(note, "note"), Set(note, "title", "He spoke"), Add(note, "about", about)],
        circle=circle,
    )
    merging.merge(ana, kept, other)
    for giver, taker in ((ana, luis), (luis, ana)):
        give_team(giver, taker)
    assert ana.get(note) is None
    assert not merging.left_behind(ana), "who is not in the circle sees nothing of it"
    [left] = merging.left_behind(luis)
    assert left.moved == (Moved("note", 1),)
    team_wide = books.team_bytes(luis)
    merging.follow(luis, other)
    assert [value for _, value in luis.need(note).each("about", "record")] == [kept]
    assert books.team_bytes(luis) == team_wide, "nothing of it stands where the team reads"


def give_team(giver: Casebook, taker: Casebook) -> None:
    """Hand over what stands in the team's compartment, and nothing of a circle."""
    feeds = {
        bytes(row[0])
        for row in giver.db.execute("SELECT id FROM feed WHERE compartment = ?", (giver.own.compartment,))
    }
    incoming.take_in(
        taker,
        [
            Offered(each.header_bytes, each.signature, each.parts)
            for each in log.entries(giver.db)
            if each.header.feed in feeds
        ],
    )


# ------------------------------------------------------------------------------------------------ by chance


acts = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(["merge", "merge", "edit", "alias", "claim", "follow", "meet"]),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    min_size=2,
    max_size=10,
)


@settings(max_examples=40, deadline=None)
@given(acts, st.integers(0, 1 << 20))
def test_whatever_is_merged_apart_no_value_is_lost_and_all_end_alike(
    acts: list[tuple[int, str, int, int]], seed: int
) -> None:
    chance = Random(seed)
    with TemporaryDirectory() as place, books.derived_once():
        team = one_team(Path(place), ("ana", "luis"))
        made = [lists.person(team[0], f"Marat {letter}") for letter in "ABC"]
        books.meet(team)
        said = {f"Marat {letter}" for letter in "ABC"}
        for number, (who, what, first, second) in enumerate(acts):
            _play(team, team[who], what, made[first], made[second], f"word{number}", said)
        books.meet(team)
        assert all_alike(team)
        for _ in range(12):
            left = merging.left_behind(team[0])
            if not left:
                break
            merging.follow(team[chance.randrange(2)], chance.choice(left).other)
            books.meet(team)
        assert not merging.left_behind(team[0])
        assert all_alike(team)
        for book in team:
            assert said <= _all_values(book)
            tops = {merging.standing_for(book, each) for each in made}
            assert all(merging.standing_for(book, top) == top for top in tops)
        for book in team:
            book.close()


def _play(
    team: Sequence[Casebook],
    book: Casebook,
    what: str,
    first: RecordId,
    second: RecordId,
    word: str,
    said: set[str],
) -> None:
    try:
        match what:
            case "merge":
                merging.merge(book, first, second, {"remarks": Choice.BOTH})
            case "edit":
                records.write(book, Verb.EDIT, [Set(first, "remarks", word, seen=())])
                said.add(word)
            case "alias":
                records.write(book, Verb.EDIT, [Add(first, "aliases", (("alias", word),))])
                said.add(word)
            case "claim":
                lists.record(book, "claim", about=first, value=word)
                said.add(word)
            case "follow":
                for left in itertools.islice(merging.left_behind(book), 1):
                    merging.follow(book, left.other)
            case "meet":
                books.meet(team)
    except Refused:
        return


def _all_values(book: Casebook) -> set[str]:
    """Every value that people see somewhere."""
    found: set[str] = set()
    for each in projection.states(book.db, Progress()):
        if each.life is Life.DELETED:
            continue
        for held in each.units.values():
            for one in held:
                found.update(
                    part
                    for part in (one.value if isinstance(one.value, tuple) else (one.value,))
                    if isinstance(part, str)
                )
    return found


def test_a_merge_is_one_act_of_the_verb_the_journal_knows(
    team: tuple[Casebook, Casebook, Casebook], two: tuple[RecordId, RecordId]
) -> None:
    ana = team[0]
    touched = merging.merge(ana, *two)
    entries = log.of_act(ana.db, ana.own.feeds.values(), touched.act)
    assert [stamp.verb for entry in entries if (stamp := entry.stamp()) is not None] == ["merge"] * len(
        entries
    )
    deleted = [change.record for entry in entries for _, change in entry.changes() if change.op == Op.DELETE]
    assert deleted == [two[1]]
