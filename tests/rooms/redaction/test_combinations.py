"""What few people share: counted over the whole casebook, blocked below three, and what would help."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lists
from casebook.base.ids import RecordId
from casebook.casework import records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Set
from casebook.casework.touched import Verb
from casebook.model.all_kinds import KINDS
from casebook.model.kinds import Many
from casebook.model.shared import PLACE
from casebook.redaction import combinations, planning, selection
from casebook.redaction.combinations import FEWEST, Index, TooFewShare, _Search
from casebook.redaction.facts import ABOUT, ATTRIBUTES, FACTS, Fact
from casebook.redaction.plan import Choices, RedactionPlan
from casebook.redaction.profile import profile


def somebody(
    book: Casebook, name: str, occupation: str = "teacher", region: str = "Oral", **units: str
) -> RecordId:
    who = lists.person(book, name, **units)
    place = PLACE.make(locality="Talbulaq", region=region, country="KZ")
    edits = [
        Add(who, "occupations", (("occupation", occupation),)),
        Add(who, "custody", (("period", ("prison", "2024-03-04")), ("place", place))),
    ]
    records.write(book, Verb.EDIT, edits)
    return who


def planned(book: Casebook, choices: Choices | None = None) -> tuple[snapshot.Snapshot, RedactionPlan]:
    seen = snapshot.take(book)
    return seen, planning.make(seen, selection.everything(seen), profile("public"), choices)


def of(found: tuple[combinations.Combination, ...], person: RecordId) -> combinations.Combination:
    return next(each for each in found if each.person == person)


def test_who_shares_it_is_counted_over_everybody(book: Casebook) -> None:
    who = somebody(book, "Saule Dzhandosova", sex="f")
    for name in ("Zauresh Imanqul", "Aigul Tolegen"):
        somebody(book, name, sex="f")
    somebody(book, "Marat Oskenov", sex="m")
    lists.consent(book, who, level="4")
    found = of(combinations.check(*planned(book)), who)
    assert found.k == 3
    assert not found.blocks
    alone = {(part.fact.attribute, part.fact.part): part.alone for part in found.parts}
    assert alone["sex", ""] == 3
    assert alone["held-in", "region"] == 4
    assert alone["custody", "start"] == 4
    assert ("held-in", "locality") not in alone


def test_a_month_is_shared_by_all_whose_day_lies_in_it(book: Casebook) -> None:
    who = somebody(book, "Saule Dzhandosova")
    other, third = somebody(book, "Zauresh Imanqul"), somebody(book, "Aigul Tolegen")
    for each, day in ((other, "2024-03-29"), (third, "2024-03")):
        key = snapshot.take(book).records[each].elements("custody")[0]
        records.write(book, Verb.EDIT, [Set(each, f"custody/{key}/period", ("prison", day))])
    lists.consent(book, who, level="4")
    assert of(combinations.check(*planned(book)), who).k == 3


def test_too_few_block_until_somebody_writes_why(book: Casebook) -> None:
    who = somebody(book, "Saule Dzhandosova", "judge", sex="f")
    for name in ("Zauresh Imanqul", "Aigul Tolegen", "Marat Oskenov"):
        somebody(book, name, "teacher", sex="m")
    lists.consent(book, who, level="4")
    seen, plan = planned(book)
    found = of(combinations.check(seen, plan), who)
    assert (found.k, found.blocks) == (1, True)
    with pytest.raises(TooFewShare) as refused:
        combinations.require(seen, plan)
    assert refused.value.people == 1
    for reason, blocks in (("  ", True), ("she asked for it", False)):
        chosen = Choices(overrides=frozenset(((who, reason),)))
        assert of(combinations.check(*planned(book, chosen)), who).blocks is blocks
    [override] = combinations.require(*planned(book, chosen))
    assert (override.person, override.reason, override.k) == (who, "she asked for it", 1)


def test_what_is_proposed_helps_and_nothing_of_it_is_needless(book: Casebook) -> None:
    who = somebody(book, "Saule Dzhandosova", "judge", "Aqtobe", sex="f")
    for name in ("Zauresh Imanqul", "Aigul Tolegen", "Marat Oskenov"):
        somebody(book, name, "teacher", sex="f")
    lists.consent(book, who, level="4")
    seen, plan = planned(book)
    found = of(combinations.check(seen, plan), who)
    assert {(step.what, step.attribute) for step in found.steps} == {
        ("coarser-places", ""),
        ("leave-out", "occupation"),
    }
    assert found.steps[-1].k >= FEWEST
    choices = combinations.following(plan.choices, (found,))
    after = of(combinations.check(*planned(book, choices)), who)
    assert after.k == found.steps[-1].k
    assert not after.blocks
    assert choices.leave_out


def test_an_interview_counts_for_its_withheld_speaker_and_whom_it_is_about(book: Casebook) -> None:
    speaker, about = somebody(book, "Saule Dzhandosova"), somebody(book, "Zauresh Imanqul")
    given_ = lists.consent(book, speaker, level="4")
    lists.cell(book, given_, "public", "name", "no")
    told = lists.record(
        book,
        "interview",
        ("acts", {"type": "detention"}),
        ("about", {"person": about}),
        speaker=speaker,
        consent=given_,
        happened="2024-05",
    )
    seen, plan = planned(book)
    fate = plan.record(told)
    assert fate is not None
    assert fate.shown
    found = combinations.check(seen, plan)
    assert {(each.person, each.record) for each in found} == {(speaker, told), (about, told)}
    assert all(each.k == 2 for each in found)
    assert all(step.what == "leave-out" for each in found for step in each.steps)


def test_the_team_and_those_who_are_named_are_not_counted_for(book: Casebook) -> None:
    who = somebody(book, "Saule Dzhandosova")
    lists.consent(book, who, level="5")
    seen, plan = planned(book)
    assert combinations.check(seen, plan) == ()
    assert combinations.check(seen, replace(plan, profile=profile("team"))) == ()


def test_every_fact_is_a_unit_there_is_and_has_its_words() -> None:
    for kind, facts in FACTS.items():
        for pattern, attribute in facts.items():
            name, _, inner = pattern.partition("/")
            declared = KINDS[kind].by_name[name]
            assert not inner or (isinstance(declared, Many) and inner in {u.name for u in declared.inside})
            assert attribute in ATTRIBUTES
    assert set(ABOUT) <= set(FACTS)


@settings(max_examples=100, deadline=None)
@given(
    people=st.lists(st.sets(st.integers(0, 6), max_size=5), min_size=3, max_size=12),
    shown=st.sets(st.integers(0, 6), min_size=1, max_size=5),
)
def test_steps_always_lead_to_enough(people: list[set[int]], shown: set[int]) -> None:
    """The law over the index itself: the steps end with three or more, and taking one back does not."""
    facts = [Fact(f"a{i}", "", "x") for i in range(7)]
    ids = [RecordId(bytes((i,)) * 16) for i in range(len(people))]
    bearers = {
        fact: sum(1 << p for p, own in enumerate(people) if i in own or (p == 0 and i in shown))
        for i, fact in enumerate(facts)
    }
    index = Index({who: i for i, who in enumerate(ids)}, bearers)
    visible = {facts[i]: ((ids[0], f"u{i}"),) for i in shown}
    expected = sum(1 for p, own in enumerate(people) if p == 0 or shown <= own)
    assert index.share(visible, ids[0]) == expected
    steps = _Search(visible, ids[0], index, coarsens=False).steps()
    if expected >= FEWEST:
        assert steps == ()
    else:
        assert steps[-1].k >= FEWEST
        assert all(step.k < FEWEST for step in steps[:-1])
