"""The rules of consent, one by one: what was not discussed blocks, children, those who speak for others, topics
that weigh more than a name, partners by their name.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

import lists
from casebook.base.ids import RecordId
from casebook.casework import decisions, records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Set
from casebook.casework.touched import Verb
from casebook.model.shared import PLACE
from casebook.redaction import planning, selection
from casebook.redaction.people import Treatment, treatments
from casebook.redaction.plan import Choices, Fate, RedactionPlan, Stricter, UnitFate
from casebook.redaction.precision import DateStep
from casebook.redaction.profile import PROFILES, Naming, profile


def treated(book: Casebook, person: RecordId, audience: str = "public", partner: str = "") -> Treatment:
    return treatments(snapshot.take(book), replace(profile(audience), partner=partner))[person]


def planned(book: Casebook, audience: str = "public") -> RedactionPlan:
    seen = snapshot.take(book)
    return planning.make(seen, selection.everything(seen), profile(audience))


def unit(plan: RedactionPlan, record: RecordId, name: str) -> UnitFate:
    fate = plan.record(record)
    assert fate is not None
    first, _, last = name.partition("/")
    [path] = [p for p in fate.units if p.split("/")[0] == first and p.split("/")[-1] == (last or first)]
    return fate.units[path]


def public(book: Casebook, person: RecordId, *, risk: str = "", covers: tuple[str, ...] = ()) -> RecordId:
    made, _ = decisions.decide(
        book,
        [person],
        use="public",
        ground="already-public",
        why="in print",
        source=lists.source(book),
        risk=risk,
        covers=covers,
    )
    return made


# ------------------------------------------------------------------------------------------ not discussed


@pytest.mark.parametrize("audience", sorted(PROFILES.keys() - {"team"}))
def test_what_was_not_discussed_blocks_every_audience(book: Casebook, audience: str) -> None:
    who = lists.person(book, "Marat Oskenov")
    lists.consent(book, who, level="1")
    assert treated(book, who, audience).naming is Naming.WITHHELD


# ------------------------------------------------------------------------------------------ children


def test_a_child_needs_a_guardian_and_its_own_yes(book: Casebook) -> None:
    child = lists.person(book, "Aru Serikova", birth="2012-05")
    lists.consent(book, child, level="5", capacity="parent")
    assert (treated(book, child).named, treated(book, child).why) == (False, "minor")
    own = lists.consent(book, child, level="5", capacity="self")
    assert treated(book, child).named
    records.write(book, Verb.CONSENT, [Set(own, "level", "1")])
    assert not treated(book, child).named


def test_who_is_noted_as_a_child_or_may_be_one_is_one(book: Casebook) -> None:
    noted, grown = lists.person(book, "Aru Serikova"), lists.person(book, "Timur Zhaksybek", birth="2007-01")
    maybe = lists.person(book, "Dana Omarova", birth="[2001,2012]")
    records.write(book, Verb.EDIT, [Add(noted, "vulnerabilities", (("vulnerability", "minor"),))])
    for who in (noted, grown, maybe):
        lists.consent(book, who, level="5")
    assert [treated(book, who).named for who in (noted, grown, maybe)] == [False, True, False]


def test_a_decision_names_a_child_only_if_that_was_weighed(book: Casebook) -> None:
    child = lists.person(book, "Aru Serikova", birth="2012-05")
    public(book, child)
    assert treated(book, child).why == "minor"
    public(book, child, risk="at school everybody knows", covers=("children",))
    assert treated(book, child).named


def test_what_a_child_told_leaves_only_with_a_guardian(book: Casebook) -> None:
    child = lists.person(book, "Aru Serikova", birth="2012-05")
    given = lists.consent(book, child, level="5", capacity="self")
    told = lists.record(
        book, "interview", ("narrative", {"text": "They came.", "place": "V"}), speaker=child, consent=given
    )
    fate = planned(book).record(told)
    assert fate is not None
    assert not fate.shown
    lists.consent(book, child, level="5", capacity="parent")
    fate = planned(book).record(told)
    assert fate is not None
    assert fate.shown


# ------------------------------------------------------------------------------------------ for others


@pytest.mark.parametrize("capacity", ["relative", "lawyer", "other"])
def test_who_speaks_for_another_says_on_what_ground(book: Casebook, capacity: str) -> None:
    who = lists.person(book, "Marat Oskenov")
    given = lists.consent(book, who, level="5", capacity=capacity)
    assert treated(book, who).why == "consent-ask"
    records.write(book, Verb.CONSENT, [Set(given, "ground", "letter from prison")])
    assert treated(book, who).named


def test_a_testimony_leaves_by_its_speaker_and_names_the_other_only_by_theirs(book: Casebook) -> None:
    """A's consent governs what A told; whether B is named is B's, or a decision about B."""
    speaker, other = lists.person(book, "Saule Dzhandosova"), lists.person(book, "Marat Oskenov")
    given = lists.consent(book, speaker, level="5")
    told = lists.record(
        book,
        "interview",
        ("narrative", {"text": "They took Marat Oskenov.", "place": "V"}),
        ("about", {"person": other}),
        speaker=speaker,
        consent=given,
    )
    fate = planned(book).record(told)
    assert fate is not None
    assert fate.shown
    passage = unit(planned(book), told, "narrative/text").passages[""]
    assert passage.plain("▓") == "They took ▓."
    public(book, other)
    assert unit(planned(book), told, "narrative/text").passages[""].plain("▓") == "They took Marat Oskenov."


# ------------------------------------------------------------------------------------------ topics


def test_health_that_is_in_print_goes_again_only_if_that_was_weighed(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    act = lists.record(book, "act", type="sexual-assault", victim=who)
    public(book, who)
    assert planned(book).record(act).why == "health"  # type: ignore[union-attr]
    with pytest.raises(decisions.ReasonMissing):
        public(book, who, covers=("health",))
    made = public(book, who, risk="the family agreed", covers=("health",))
    assert planned(book).record(act).shown  # type: ignore[union-attr]
    records.write(book, Verb.DECIDE, [Set(made, "risk", None)])
    assert not planned(book).record(act).shown  # type: ignore[union-attr]


def test_a_street_and_coordinates_go_again_only_if_that_was_weighed(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    house = PLACE.make(
        name="Abai street 12", locality="Oral", country="KZ", latitude="51.2", longitude="51.4"
    )
    colony = PLACE.make(name="Colony of Oral", locality="Oral")
    act = lists.record(book, "act", type="detention", victim=who, place=house)
    other = lists.record(book, "act", type="detention", victim=who, place=colony)
    public(book, who)
    assert unit(planned(book), act, "place").shown == (None, "Oral", None, "KZ", None, None)
    assert unit(planned(book), act, "place").why == "address"
    assert unit(planned(book), other, "place").shown == colony
    public(book, who, risk="the house is sold", covers=("addresses",))
    assert unit(planned(book), act, "place").fate is Fate.SHOWN


def test_relatives_are_told_of_only_if_the_person_agreed(book: Casebook) -> None:
    listed = lists.edition(book)
    entry = lists.entry(book, listed, "a", "Marat Oskenov", "He was taken.")
    records.write(book, Verb.EDIT, [Add(entry, "mentioned", (("relation", "brother"),))])
    given = lists.consent(book, listed.people["a"], level="5")
    assert unit(planned(book, "partner"), entry, "mentioned/relation").fate is Fate.SHOWN
    lists.cell(book, given, "partner", "relatives", "no")
    assert unit(planned(book, "partner"), entry, "mentioned/relation").why == "relatives"


# ------------------------------------------------------------------------------------------ partners


def test_a_consent_for_one_partner_holds_for_that_one(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    given = lists.consent(book, who, level="1")
    lists.cell(book, given, "partner", "name", "yes", who="Lantern House")
    assert treated(book, who, "partner", "LANTERN house").named
    assert not treated(book, who, "partner", "Reed Legal Aid").named
    assert treated(book, who, "partner").why == "consent-ask"
    lists.cell(book, given, "partner", "name", "no", who="Reed Legal Aid")
    assert treated(book, who, "partner", "Lantern House").named


# ------------------------------------------------------------------------------------------ the team's own


def test_which_name_of_ours_is_whose_leaves_to_nobody(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov", code_name="Kestrel", protection="by-consent")
    lists.consent(book, who, level="5")
    plan = planned(book, "court")
    assert unit(plan, who, "code_name").why == "team-only"
    assert unit(plan, who, "protection").why == "team-only"


# ------------------------------------------------------------------------------------------ coarser texts


def test_where_only_the_year_is_told_texts_tell_no_month(book: Casebook) -> None:
    listed = lists.edition(book)
    entry = lists.entry(
        book,
        listed,
        "a",
        "Marat Oskenov",
        "He may go. Held since March 2024. Судили в марте. Since 2024 he waits.",
    )
    lists.consent(book, listed.people["a"], level="5")
    strict = Choices(stricter=frozenset((Stricter(listed.people["a"], date=DateStep.YEAR),)))
    seen = snapshot.take(book)
    plan = planning.make(seen, selection.everything(seen), profile("public"), strict)
    text = unit(plan, entry, "narrative/text").passages[""].plain("▓")
    assert text == "He may go. Held since ▓. ▓Since 2024 he waits."
    assert unit(plan, entry, "convicted").shown == "2024"
