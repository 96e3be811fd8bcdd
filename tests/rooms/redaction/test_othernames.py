"""People under other names: what their records show, which names they get, and what stays a mark."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lists
from casebook.base.ids import RecordId
from casebook.casework import disclosures, records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.model.person import NAME
from casebook.model.shared import PLACE
from casebook.redaction import planning, selection
from casebook.redaction.othernames import OtherNameTaken, appearing, initials, other_names
from casebook.redaction.plan import Choices, Fate, RedactionPlan, Stricter
from casebook.redaction.precision import DateStep, PlaceStep
from casebook.redaction.profile import PROFILES, Naming, profile
from casebook.reports import extract
from casebook.reports.document import Withheld, runs_of
from casebook.reports.shown import ForAudience, OtherName, joined

SECRET = bytes(range(32))


def planned(book: Casebook, audience: str = "public", choices: Choices | None = None) -> RedactionPlan:
    seen = snapshot.take(book)
    return planning.make(seen, selection.everything(seen), profile(audience), choices)


def disguised(book: Casebook, name: str = "Saule Dzhandosova") -> RecordId:
    """Somebody who agreed to be told of publicly, without their name."""
    who = lists.person(book, name)
    records.write(
        book,
        Verb.EDIT,
        [
            Set(who, "birth", "1983-05-17"),
            Set(who, "sex", "f"),
            Set(who, "protection", "by-consent"),
            Add(who, "aliases", (("alias", "Sauka"),)),
            Add(
                who,
                "custody",
                (
                    ("period", ("prison", "2024-03-04")),
                    ("place", PLACE.make(name="Colony 9", locality="Talbulaq", region="Oral", country="KZ")),
                ),
            ),
        ],
    )
    lists.consent(book, who, level="4")
    return who


def units(plan: RedactionPlan, record: RecordId) -> dict[str, tuple[Fate, object]]:
    fate = plan.record(record)
    assert fate is not None
    return {path: (unit.fate, unit.shown) for path, unit in fate.units.items()}


def test_disguised_is_shown_under_another_name_and_coarser(book: Casebook) -> None:
    who = disguised(book)
    plan = planned(book, "partner")
    assert (plan.people[who].naming, plan.people[who].why) == (Naming.PSEUDONYM, "consent-disguised")
    fate = plan.record(who)
    assert fate is not None
    assert fate.shown
    found = {path.split("/")[0] + "/" + path.split("/")[-1]: unit for path, unit in fate.units.items()}
    assert found["names/name"].why == "other-name"
    assert found["names/name"].shown is None
    assert found["birth/birth"].shown == "198X"
    assert found["custody/period"].shown[1] == "2024-03"  # type: ignore[index]
    assert found["custody/place"].shown == (None, None, "Oral", "KZ")
    assert found["protection/protection"].fate is Fate.WITHHELD


def test_the_decade_of_a_birth_opens_no_year_in_the_seal(book: Casebook) -> None:
    from casebook.formats import sdjwt
    from casebook.redaction import seals
    from casebook.vault import keys

    who = disguised(book)
    seen = snapshot.take(book)
    plan = planned(book, "partner")
    fate, record = plan.record(who), seen.get(who)
    assert fate is not None
    assert record is not None
    private, public = keys.make_signing()
    key = seals.SealKey(public, lambda message: keys.sign(private, message))
    opened = sdjwt.verify(
        seals.seal(record, fate, seals.Making(SECRET, SECRET), key).token, typ=seals.TYPE
    ).opened.claims
    assert "1983" not in str(opened)
    assert "Dzhandosova" not in str(opened)


def test_a_text_names_them_by_a_mark_with_the_other_name(book: Casebook) -> None:
    listed = lists.edition(book)
    entry = lists.entry(
        book, listed, "a", "Marat Oskenov", "Oskenov was taken with Saule Dzhandosova. Dzhandosova wept."
    )
    lists.already_public(book, listed.people["a"])
    who = disguised(book)
    seen, plan = snapshot.take(book), planned(book)
    names = other_names(seen, plan, SECRET, "en")
    shown = ForAudience(plan, seen, names)
    path = next(p for p in plan.record(entry).units if p.endswith("/text"))  # type: ignore[union-attr]
    words = shown.words(entry, path)
    assert names[who].startswith("Person ")
    assert words == ("Oskenov was taken with ", names[who], ". ", names[who], " wept.")
    assert sum(isinstance(piece, OtherName) for piece in words) == 2
    document = extract.extract(shown, "en")
    marks = [
        run.name
        for block in document.blocks
        for runs in runs_of(block)
        for run in runs
        if isinstance(run, Withheld)
    ]
    assert marks.count(names[who]) >= 3
    assert "Dzhandosova" not in str(document)


def test_a_family_name_a_named_person_bears_too_is_hidden_where_the_text_is_about_the_other(
    book: Casebook,
) -> None:
    lists.already_public(book, lists.person(book, "Aidar Dzhandosova"))
    who = disguised(book)
    lists.record(book, "act", type="detention", victim=who, stated_reason="Dzhandosova spoke too loud.")
    plan = planned(book)
    [act] = [fate for fate in plan.records if fate.kind == "act"]
    passage = act.passage("stated_reason")
    assert passage is not None
    assert list(passage.told()) == [who, " spoke too loud."]


def test_names_are_fresh_in_each_bundle_and_none_comes_again(book: Casebook) -> None:
    who = disguised(book)
    seen, plan = snapshot.take(book), planned(book)
    first = other_names(seen, plan, SECRET, "en")
    assert first == other_names(seen, plan, SECRET, "en")
    new = book.new_id()
    records.write(
        book,
        Verb.DISCLOSE,
        [
            New(new, "disclosure"),
            Set(new, "audience", "public"),
            Add(new, "recipients", (("key", "age1ours"),)),
            Add(new, "pseudonyms", (("person", who), ("shown_as", first[who]))),
        ],
    )
    again = snapshot.take(book)
    assert other_names(again, planned(book), SECRET, "en")[who] != first[who]
    assert list(disclosures.disclosures(book, who))
    kept = planned(book, choices=Choices(kept=frozenset(((who, first[who]),))))
    assert other_names(again, kept, SECRET, "en")[who] == first[who]
    assert other_names(again, kept, SECRET, "en", ["age1ours"])[who] == first[who]
    for others in (["age1theirs"], ["age1ours", "age1theirs"], []):
        assert other_names(again, kept, SECRET, "en", others)[who] != first[who]
    made_up = planned(book, choices=Choices(kept=frozenset(((who, "The baker"),))))
    assert other_names(again, made_up, SECRET, "en")[who].startswith("Person ")
    partner = planned(book, "partner", Choices(kept=frozenset(((who, first[who]),))))
    assert other_names(again, partner, SECRET, "en")[who] != first[who]


def test_numbers_tell_nothing_of_other_bundles(book: Casebook) -> None:
    """In a row of numbers a gap would tell how many names another bundle gave; a last one, how many there ever were."""
    people = [
        disguised(book, f"{given} Dzhandosova")
        for given in ("Saule", "Ainur", "Maral", "Zere", "Inkar", "Aru")
    ]
    plan = planned(book)
    gaps = set()
    for place in range(6):
        names = other_names(snapshot.take(book), plan, bytes([place]) * 32, "en")
        numbers = sorted(int(name.removeprefix("Person ")) for name in names.values())
        assert len(numbers) == len(people)
        assert 100 <= numbers[0] < numbers[-1] <= 999
        gaps.update(later - before for before, later in pairwise(numbers))
    assert len(gaps) > 10

    new = book.new_id()
    given_before = [
        Add(new, "pseudonyms", (("person", people[0]), ("shown_as", f"Person {number}")))
        for number in range(100, 300)
    ]
    records.write(
        book, Verb.DISCLOSE, [New(new, "disclosure"), Set(new, "audience", "public"), *given_before]
    )
    names = other_names(snapshot.take(book), planned(book), SECRET, "en")
    assert all(1000 <= int(name.removeprefix("Person ")) <= 9999 for name in names.values())


def test_a_kept_name_that_names_somebody_is_refused(book: Casebook) -> None:
    who = disguised(book)
    lists.person(book, "Aigul Tolegenova")
    for taken in ("Aigul Tolegenova", "Tolegenova", " "):
        plan = planned(book, choices=Choices(kept=frozenset(((who, taken),))))
        with pytest.raises(OtherNameTaken):
            other_names(snapshot.take(book), plan, SECRET, "en")


def test_initials_only_where_the_consent_says_so(book: Casebook) -> None:
    who = lists.person(book, "Сауле Джандосова")
    given_ = lists.consent(book, who, level="5")
    lists.cell(book, given_, "public", "name", "initials")
    seen, plan = snapshot.take(book), planned(book)
    assert plan.people[who].naming is Naming.INITIALS
    assert other_names(seen, plan, SECRET, "ru") == {who: "С. Д."}
    assert initials(seen, who, "en") == "С. Д."
    other = disguised(book, "Zauresh Imanqul")
    asked = Choices(stricter=frozenset((Stricter(other, Naming.INITIALS),)))
    assert planned(book, choices=asked).people[other].naming is Naming.PSEUDONYM


def test_only_a_role_is_left_of_somebody_in_a_case(book: Casebook) -> None:
    named, other = lists.person(book, "Marat Oskenov"), disguised(book)
    lists.already_public(book, named)
    case = lists.record(
        book,
        "proceeding",
        ("parties", {"person": named, "role": "accused"}),
        ("parties", {"person": other, "role": "witness"}),
        ("charges", {"person": other, "charge": ("272",)}),
        name="The case",
    )
    plan = planned(book, choices=Choices(stricter=frozenset((Stricter(other, Naming.ROLE),))))
    found = units(plan, case)
    roles = sorted(str(shown) for path, (_, shown) in found.items() if path.endswith("/role"))
    assert roles == ["accused", "witness"]
    people = [shown for path, (_, shown) in found.items() if path.endswith("/person")]
    assert people.count(None) == 2
    assert not any(shown for path, (_, shown) in found.items() if path.endswith("/charge"))
    assert not plan.record(other).shown  # type: ignore[union-attr]


def test_who_was_told_of_and_refused_the_facts_is_not_shown(book: Casebook) -> None:
    who = disguised(book)
    lists.cell(book, lists.consent(book, who, level="4"), "public", "facts", "no")
    assert planned(book).people[who].naming is Naming.WITHHELD


def test_research_sees_nobody_by_name(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov", birth="1981-02-03")
    lists.consent(book, who, level="5")
    plan = planned(book, "research")
    assert (plan.people[who].naming, plan.people[who].why) == (Naming.PSEUDONYM, "profile")
    assert plan.people[who].precision.date is DateStep.YEAR


def test_removals_that_stand_side_by_side_are_told_apart() -> None:
    one, two = OtherName("Person 101", 0), OtherName("Person 102", 1)
    assert joined(["a ", one, two, None, None, " b", one]) == ("a ", one, two, None, " b", one)


@settings(max_examples=60, deadline=None)
@given(
    naming=st.sampled_from(Naming),
    date=st.sampled_from(DateStep),
    place=st.sampled_from(PlaceStep),
    everybody=st.booleans(),
    health=st.booleans(),
    audience=st.sampled_from(sorted(PROFILES)),
    level=st.sampled_from("012345"),
)
def test_a_choice_is_never_looser_than_consent(
    *,
    naming: Naming,
    date: DateStep,
    place: PlaceStep,
    everybody: bool,
    health: bool,
    audience: str,
    level: str,
) -> None:
    """Over the treatment itself: no book is needed for what is a function of consents and choices."""
    from casebook.redaction import stricter
    from casebook.redaction.people import Treatment

    who = RecordId(bytes(16))
    allowed = {"5": Naming.NAMED, "4": Naming.PSEUDONYM, "3": Naming.INITIALS}.get(level, Naming.WITHHELD)
    asked = profile(audience)
    before = Treatment(who, allowed, "consent", (), asked.fine if level == "5" else asked.coarse, health=True)
    own = frozenset((Stricter(who, naming, date, place, health),))
    choices = Choices(naming=naming, date=date, place=place) if everybody else Choices(stricter=own)
    after = stricter.applied({who: before}, asked, choices)[who]
    assert after.naming.rank >= max(before.naming.rank, naming.rank)
    assert after.precision.date >= max(before.precision.date, date)
    assert after.precision.place >= max(before.precision.place, place)
    assert not after.health or (before.health and (health or everybody))
    assert not after.named or before.named


def test_a_name_has_the_letters_of_its_parts(book: Casebook) -> None:
    new = book.new_id()
    value = NAME.make(full="Сапарұлы Айдар", family="Сапарұлы", given="Айдар")
    records.write(book, Verb.ADD, [New(new, "person"), Add(new, "names", (("name", value),))])
    assert initials(snapshot.take(book), new, "kk") == "А. С."
    assert appearing(planned(book)) == frozenset()


def test_a_text_about_them_names_no_town_their_places_withhold(book: Casebook) -> None:
    who = disguised(book)
    act = lists.record(
        book,
        "act",
        type="detention",
        victim=who,
        stated_reason="Held in Talbulaq, near Oral. Её держат в Талбулаке давно.",
    )
    plan = planned(book)
    passage = plan.record(act).passage("stated_reason")  # type: ignore[union-attr]
    assert passage is not None
    text = passage.plain("▓")
    assert "Talbulaq" not in text
    assert "Талбулаке" not in text
    assert "near Oral" in text
    named = lists.person(book, "Marat Oskenov")
    lists.already_public(book, named)
    other = lists.record(book, "act", type="detention", victim=named, stated_reason="Held in Talbulaq.")
    whys = [planned(book).record(each).passage("stated_reason").why for each in (act, other)]  # type: ignore[union-attr]
    assert whys == ["exact", "stranger"]
