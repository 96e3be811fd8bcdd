"""What stands beside the names: elements, links, dates, addresses, and people nobody has a record of."""

from __future__ import annotations

import pytest

import lists
from casebook.base.ids import RecordId
from casebook.casework import records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Delete, Set
from casebook.casework.touched import Verb
from casebook.model.fields import Value
from casebook.model.shared import PLACE
from casebook.redaction import planning, selection
from casebook.redaction.passages import plain_address
from casebook.redaction.plan import Choices, Fate, RedactionPlan, UnitFate
from casebook.redaction.profile import profile

MARK = "▓▓▓"


def planned(book: Casebook, audience: str = "public", choices: Choices | None = None) -> RedactionPlan:
    seen = snapshot.take(book)
    return planning.make(seen, selection.everything(seen), profile(audience), choices)


def units(plan: RedactionPlan, record: RecordId, name: str) -> dict[str, list[UnitFate]]:
    """The units of a list by their names, in the order of the elements; a plain unit under its own name."""
    fate = plan.record(record)
    assert fate is not None
    assert fate.shown
    found: dict[str, list[UnitFate]] = {}
    for path, unit in sorted(fate.units.items()):
        if path.split("/")[0] == name:
            found.setdefault(path.split("/")[-1], []).append(unit)
    return found


def one(plan: RedactionPlan, record: RecordId, name: str) -> UnitFate:
    first, _, inner = name.partition("/")
    [found] = units(plan, record, first)[inner or first]
    return found


def words(unit: UnitFate) -> str:
    return unit.passages[""].plain(MARK)


@pytest.fixture
def two(book: Casebook) -> tuple[RecordId, RecordId]:
    """Somebody who may be named, and somebody who may not."""
    named, hidden = lists.person(book, "Marat Oskenov"), lists.person(book, "Saule Dzhandosova")
    lists.already_public(book, named)
    return named, hidden


# --------------------------------------------------------------------------------- elements


@pytest.mark.parametrize(
    ("kind", "name", "inside", "beside"),
    [
        ("proceeding", "parties", {"role": "witness"}, "role"),
        ("proceeding", "charges", {"charge": ("272", None, None, None, "mass riots")}, "charge"),
        ("proceeding", "outcomes", {"type": "imprisonment", "term": (7,)}, "term"),
        ("proceeding", "steps", {"authority": "District court"}, "authority"),
        ("event", "people", {"role": "witness"}, "role"),
    ],
)
def test_an_element_about_somebody_withheld_goes_whole(
    book: Casebook,
    two: tuple[RecordId, RecordId],
    kind: str,
    name: str,
    inside: dict[str, Value],
    beside: str,
) -> None:
    named, hidden = two
    units_: dict[str, Value] = {"name": "The case"} if kind == "proceeding" else {"title": "A search"}
    record = lists.record(
        book, kind, (name, {"person": named, **inside}), (name, {"person": hidden, **inside}), **units_
    )
    found = units(planned(book), record, name)
    assert sorted(unit.fate for unit in found["person"]) == [Fate.SHOWN, Fate.WITHHELD]
    assert sorted(unit.fate for unit in found[beside]) == [Fate.SHOWN, Fate.WITHHELD]


def test_whom_somebody_without_a_record_is_related_to_goes_with_the_name(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    """ "Brother of ▓▓▓" names two people."""
    named, _ = two
    record = lists.record(
        book,
        "list-entry",
        ("mentioned", {"name": "Daniyar Kasteev", "relation": "brother"}),
        edition=lists.edition(book).edition,
        person=named,
    )
    lists.consent(book, named, level="5")
    plan = planned(book, "partner")
    assert one(plan, record, "mentioned/relation").fate is Fate.WITHHELD
    words_ = frozenset(question.word for question in plan.questions)
    looked = planned(book, "partner", Choices(stand=words_))
    assert one(looked, record, "mentioned/name").fate is Fate.SHOWN
    assert one(looked, record, "mentioned/relation").fate is Fate.SHOWN


def test_a_party_without_a_record_leaves_no_role_behind(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    named, _ = two
    record = lists.record(
        book,
        "proceeding",
        ("parties", {"person": named, "role": "accused"}),
        ("parties", {"name": "Daniyar Kasteev", "role": "secret-witness"}),
    )
    found = units(planned(book), record, "parties")
    assert sorted((unit.fate, unit.value) for unit in found["role"]) == [
        (Fate.SHOWN, "accused"),
        (Fate.WITHHELD, "secret-witness"),
    ]


def test_what_the_team_noted_for_itself_stays(book: Casebook, two: tuple[RecordId, RecordId]) -> None:
    named, _ = two
    lists.consent(book, named, level="5")
    edits = [Set(named, "remarks", "check this"), Add(named, "tags", (("tag", "winter"),))]
    records.write(book, Verb.EDIT, edits)
    for audience, fate in (("partner", Fate.WITHHELD), ("team", Fate.SHOWN)):
        plan = planned(book, audience)
        assert one(plan, named, "remarks").fate is fate
        assert one(plan, named, "tags/tag").fate is fate


def test_a_small_number_of_people_does_not_leave(book: Casebook) -> None:
    for size, fate in ((4, Fate.WITHHELD), (5, Fate.SHOWN)):
        group = lists.record(book, "person", ("names", {"name": ("Oskenov family",)}), group_size=size)
        lists.consent(book, group, level="5")
        assert one(planned(book, "partner"), group, "group_size").fate is fate


# --------------------------------------------------------------------------------- links


def test_a_link_leads_only_to_what_leaves_too(book: Casebook, two: tuple[RecordId, RecordId]) -> None:
    """Two entries that lead to the same hidden record would tell that they belong together."""
    named, _ = two
    case = lists.record(book, "proceeding", name="A case", sensitivity="sealed")
    act = lists.record(book, "act", type="detention", victim=named, proceeding=case)
    other = lists.record(book, "proceeding", name="Another case")
    second = lists.record(book, "act", type="detention", victim=named, proceeding=other)
    plan = planned(book)
    assert not plan.record(case).shown  # type: ignore[union-attr]  # it is in the plan
    assert (one(plan, act, "proceeding").fate, one(plan, act, "proceeding").why) == (
        Fate.WITHHELD,
        "not-here",
    )
    assert one(plan, second, "proceeding").fate is Fate.SHOWN
    some = planning.make(snapshot.take(book), [second], profile("public"))
    assert one(some, second, "proceeding").why == "not-here"


def test_headings_nobody_stands_under_stay(book: Casebook) -> None:
    listed = lists.edition(book)
    for key, name, heading in (
        ("a", "Marat Oskenov", "Others"),
        ("b", "Saule Dzhandosova", "Women of the strike"),
    ):
        entry = lists.entry(book, listed, key, name, "Taken.")
        records.write(book, Verb.EDIT, [Set(entry, "heading", heading)])
        records.write(book, Verb.EDIT, [Add(listed.edition, "headings", (("heading", heading),))])
    lists.already_public(book, listed.people["a"])
    found = units(planned(book), listed.edition, "headings")["heading"]
    assert {unit.value: unit.fate for unit in found} == {
        "Others": Fate.SHOWN,
        "Women of the strike": Fate.WITHHELD,
    }


# --------------------------------------------------------------------------------- days and places

AT = PLACE.make(name="the blue house", locality="Aksu", region="Pavlodar", country="KZ", latitude="52.04")


@pytest.fixture
def inexact(book: Casebook) -> RecordId:
    """Somebody who may be named, but not with exact dates and places."""
    who = lists.record(
        book,
        "person",
        ("names", {"name": ("Marat Oskenov",)}),
        ("custody", {"period": ("prison", "2024-05-03", "2025-01"), "facility": "Colony 5", "place": AT}),
        birth="1981-02-03",
        death="2024-05-03/2024-06-01",
        age="43",
    )
    given = lists.consent(book, who, level="5")
    for use in ("public", "partner"):
        lists.cell(book, given, use, "exact", "no")
    return who


def test_days_inside_structures_become_months(book: Casebook, inexact: RecordId) -> None:
    period = one(planned(book), inexact, "custody/period")
    assert (period.fate, period.shown) == (Fate.COARSER, ("prison", "2024-05", "2025-01"))
    assert one(planned(book), inexact, "death").fate is Fate.WITHHELD


def test_places_become_regions_and_ages_bands(book: Casebook, inexact: RecordId) -> None:
    plan = planned(book, "partner")
    place = one(plan, inexact, "custody/place")
    assert (place.fate, place.shown) == (Fate.COARSER, (None, None, "Pavlodar", "KZ", None))
    assert one(plan, inexact, "custody/facility").fate is Fate.WITHHELD
    assert one(plan, inexact, "age").fate is Fate.WITHHELD
    assert one(plan, inexact, "birth").shown == "1981"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("He was taken on 5 May 2024 and held.", "He was taken on ▓▓▓ and held."),
        ("He was taken on May 5, 2024 and held.", "He was taken on ▓▓▓ and held."),
        ("He was taken on 05.05.2024 and held.", "He was taken on ▓▓▓ and held."),
        ("He was taken on 2024-05-05 and held.", "He was taken on ▓▓▓ and held."),
        ("Его забрали 5 мая 2024 года и держали.", "Его забрали ▓▓▓ года и держали."),
        ("оны 5 мамырда алып кетті.", MARK),
        ("The house stands at 51.12345, 71.43210 there.", "The house stands at ▓▓▓ there."),
        ("He was taken in May 2024 and held for 5 days.", None),
        ("He may 5 times have decided 3 things.", MARK),
        ("Under Article 272 he got 5 years in 2024.", None),
    ],
)
def test_days_in_texts_are_hidden_where_days_are(
    book: Casebook, inexact: RecordId, text: str, shown: str | None
) -> None:
    record = lists.record(book, "act", type="detention", victim=inexact, stated_reason=text)
    assert words(one(planned(book), record, "stated_reason")) == (shown or text)
    lists.already_public(book, inexact)
    freely = lists.person(book, "Ruslan Temirov")
    lists.consent(book, freely, level="5")
    exact = lists.record(book, "act", type="detention", victim=freely, stated_reason=text)
    assert words(one(planned(book), exact, "stated_reason")) == text


def test_what_people_share_is_as_exact_as_one_who_is_named_allows(book: Casebook, inexact: RecordId) -> None:
    event = lists.record(
        book, "event", ("people", {"person": inexact}), title="A search", period="2024-05-03"
    )
    assert one(planned(book), event, "period").shown == "2024-05"
    other = lists.person(book, "Zauresh Imanqul")
    lists.already_public(book, other)
    records.write(book, Verb.EDIT, [Add(event, "people", (("person", other),))])
    assert one(planned(book), event, "period").shown == "2024-05-03"


def test_an_element_is_as_exact_as_its_person_allows(book: Casebook, inexact: RecordId) -> None:
    other = lists.person(book, "Zauresh Imanqul")
    lists.already_public(book, other)
    case = lists.record(
        book,
        "proceeding",
        ("outcomes", {"person": inexact, "date": "2024-05-03"}),
        ("outcomes", {"person": other, "date": "2024-05-04"}),
    )
    shown = [unit.shown for unit in units(planned(book), case, "outcomes")["date"]]
    assert set(shown) == {"2024-05", "2024-05-04"}


# --------------------------------------------------------------------------------- addresses, bystanders, the deleted


def test_an_address_somebody_withheld_is_described_at_is_asked_about(book: Casebook) -> None:
    listed = lists.edition(book)
    lists.entry(book, listed, "a", "Marat Oskenov", "Taken.", url="https://www.news.example/p/77")
    lists.entry(book, listed, "b", "Saule Dzhandosova", "Taken.", url="http://news.example/p/77/")
    lists.already_public(book, listed.people["a"])
    plan = planned(book)
    address = one(plan, listed.entries["a"], "citations/url")
    assert (address.fate, address.shown) == (Fate.WITHHELD, None)
    [question] = [q for q in plan.questions if q.why == "shared_address"]
    looked = planned(book, choices=Choices(stand=frozenset((question.word,))))
    assert one(looked, listed.entries["a"], "citations/url").fate is Fate.SHOWN


def test_one_address_written_two_ways_is_one() -> None:
    assert plain_address("HTTPS://www.News.example/p/77/).") == plain_address("news.example/p/77")


def test_a_bystander_whose_name_is_a_word_is_asked_about(book: Casebook) -> None:
    listed = lists.edition(book)
    entry = lists.entry(book, listed, "a", "Marat Oskenov", "Oskenov asked for Rose Hill at noon.")
    records.write(book, Verb.EDIT, [Add(entry, "mentioned", (("name", "Rose Hill"),))])
    lists.already_public(book, listed.people["a"])
    plan = planned(book)
    assert words(one(plan, entry, "narrative/text")) == f"Oskenov asked for {MARK} at noon."
    [question] = [q for q in plan.questions if q.why == "no_record"]
    looked = planned(book, choices=Choices(let=frozenset((question.place,))))
    assert "Rose Hill" in words(one(looked, entry, "narrative/text"))


def test_a_deleted_person_is_named_nowhere_and_hides_nobody(book: Casebook) -> None:
    listed = lists.edition(book)
    text = "Oskenov left with Saule Dzhandosova and Marat Oskenov."
    entry = lists.entry(book, listed, "a", "Marat Oskenov", text)
    lists.already_public(book, listed.people["a"])
    for name in ("Saule Dzhandosova", "Marat Oskenov"):
        records.write(book, Verb.DELETE, [Delete(lists.person(book, name))])
    other = lists.record(book, "event", title=text)
    plan = planned(book)
    wanted = f"Oskenov left with {MARK} and Marat Oskenov."
    assert words(one(plan, entry, "narrative/text")) == wanted
    assert words(one(plan, other, "title")) == wanted
    assert plan.record(entry).named == {listed.people["a"]}  # type: ignore[union-attr]  # it is in the plan


def test_initials_do_not_end_a_sentence(book: Casebook, two: tuple[RecordId, RecordId]) -> None:
    named, _ = two
    text = "Nobody was beaten by S. Dzhandosova or S.K. Dzhandosova. He left."
    record = lists.record(book, "act", type="detention", victim=named, stated_reason=text)
    assert (
        words(one(planned(book), record, "stated_reason"))
        == f"Nobody was beaten by {MARK} or {MARK}. He left."
    )
