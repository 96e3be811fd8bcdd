"""Plans kept and made again: the same choices, the same plan; what changed since; and who looked at it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lists
from casebook.base.ids import RecordId
from casebook.casework import plans, records, snapshot
from casebook.casework import settings as book_settings
from casebook.casework.book import Casebook
from casebook.casework.plans import Chosen, Draft, NoSuchPlan, SecondPersonNeeded
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.redaction import gate, planning, saving, selection
from casebook.redaction.plan import Choices, RedactionPlan, Stricter
from casebook.redaction.precision import DateStep, PlaceStep
from casebook.redaction.profile import Naming, profile
from casebook.redaction.saving import NotReviewed

IDS = st.binary(min_size=16, max_size=16).map(RecordId)
PLACES = st.tuples(
    IDS, st.just("narrative/0123456789abcdef/text"), st.sampled_from(("", "full")), st.just(1), st.just(4)
)
STRICTER = st.builds(
    Stricter,
    IDS,
    st.sampled_from(Naming),
    st.sampled_from(DateStep),
    st.sampled_from(PlaceStep),
    st.booleans(),
)
CHOICES = st.builds(
    Choices,
    stand=st.frozensets(st.text("abc ", min_size=1, max_size=5)),
    hide=st.frozensets(PLACES, max_size=3),
    withhold=st.frozensets(IDS, max_size=3),
    let=st.frozensets(PLACES, max_size=3),
    leave_out=st.frozensets(st.tuples(IDS, st.sampled_from(("", "sex"))), max_size=3),
    attach=st.frozensets(IDS, max_size=2),
    overrides=st.frozensets(st.tuples(IDS, st.text("abc", min_size=1)), max_size=2),
    stricter=st.frozensets(STRICTER, max_size=3),
    kept=st.frozensets(st.tuples(IDS, st.text("abc", min_size=1)), max_size=2),
    naming=st.sampled_from(Naming),
    date=st.sampled_from(DateStep),
    place=st.sampled_from(PlaceStep),
)


def planned(book: Casebook, choices: Choices | None = None) -> tuple[snapshot.Snapshot, RedactionPlan]:
    seen = snapshot.take(book)
    return seen, planning.make(seen, selection.everything(seen), profile("public"), choices)


def one_listed(book: Casebook, text: str = "Oskenov was taken to the station.") -> lists.Listed:
    listed = lists.edition(book)
    lists.entry(book, listed, "a", "Marat Oskenov", text)
    lists.already_public(book, listed.people["a"])
    return listed


@settings(max_examples=150, deadline=None)
@given(choices=CHOICES)
def test_choices_are_kept_as_they_are(choices: Choices) -> None:
    assert saving.choices_of(Draft("public", b"", choices=saving.kept(choices))) == choices


@pytest.mark.parametrize("rule", ["", "a word of a later version", "named day here", "named"])
def test_a_rule_of_a_later_version_is_taken_for_the_strictest(rule: str) -> None:
    who = RecordId(bytes(16))
    [one] = saving.choices_of(Draft("public", b"", choices=(Chosen("stricter", who, text=rule),))).stricter
    assert one == Stricter(who, Naming.WITHHELD, DateStep.YEAR, PlaceStep.COUNTRY, health=False)


def test_two_rules_for_everybody_are_both_heard() -> None:
    """Two people kept them apart from each other; whichever comes first must not undo the other."""
    rules = ["initials year exact", "pseudonym day region"]
    for order in (rules, rules[::-1]):
        chosen = tuple(Chosen("stricter", text=rule) for rule in order)
        found = saving.choices_of(Draft("public", b"", choices=chosen))
        assert (found.naming, found.date, found.place) == (Naming.PSEUDONYM, DateStep.YEAR, PlaceStep.REGION)


def test_places_of_a_text_that_changed_are_asked_about_again_and_hide_all_of_it(book: Casebook) -> None:
    """A word put in before moves every place: what was hidden must not come out, nor something else stay in."""
    text = "He was seen by Kuanyshgali at the gate. The only woman judge sat there."
    listed = one_listed(book, text)
    entry = listed.entries["a"]
    (path,) = [path for path in book.need(entry).state.units if path.endswith("/text")]
    word, judge = text.index("Kuanyshgali"), text.index("The only")
    choices = Choices(
        let=frozenset(((entry, path, "", word, word + 11),)),
        hide=frozenset(((entry, path, "", judge, len(text)),)),
    )
    seen, plan = planned(book, choices)
    made, _ = plans.save(book, saving.draft(plan, None, made_by="Heron"))
    passage = plan.record(entry).units[path].passages[""]  # type: ignore[union-attr]  # it is there
    assert "Kuanyshgali" in passage.plain("…")
    assert "judge" not in passage.plain("…")
    assert saving.remade(seen, plans.read(book.need(made))) == plan

    records.write(book, Verb.EDIT, [records.Set(entry, path, f"Then, at noon and in the rain, {text}")])

    again = saving.remade(snapshot.take(book), plans.read(book.need(made)))
    passage = again.record(entry).units[path].passages[""]  # type: ignore[union-attr]  # it is there
    assert passage.plain("…") == "…"
    assert not again.choices.let


def test_a_kept_plan_is_made_again_as_it_was(book: Casebook) -> None:
    listed = one_listed(book, "Oskenov was taken by Kuanyshgali in the street.")
    who = listed.people["a"]
    choices = Choices(
        stand=frozenset(("kuanishgali",)),
        hide=frozenset(((listed.entries["a"], "term_text", "", 0, 1),)),
        stricter=frozenset((Stricter(who, date=DateStep.YEAR),)),
        overrides=frozenset(((who, "she asked for it"),)),
    )
    seen, plan = planned(book, choices)
    made, touched = plans.save(
        book, saving.draft(plan, None, name="Spring", made_by="Heron", note="for June")
    )
    assert touched.kinds == {"plan"}
    again = plans.read(book.need(made))
    assert (again.name, again.made_by, again.selection, again.note) == ("Spring", "Heron", None, "for June")
    assert saving.remade(seen, again) == plan
    assert again.outcomes == saving.outcomes(plan)
    assert again.decided == saving.decided(plan)
    with pytest.raises(NoSuchPlan):
        plans.read(book.need(who))


def test_saving_again_changes_only_what_changed(book: Casebook) -> None:
    listed = one_listed(book)
    _, plan = planned(book, Choices(stand=frozenset(("a", "b"))))
    chosen = [listed.entries["a"]]
    made, _ = plans.save(book, saving.draft(plan, chosen, made_by="Heron"))
    before = book.need(made).elements("choices")
    _, plan = planned(book, Choices(stand=frozenset(("b", "c"))))
    plans.save(book, saving.draft(plan, chosen, made_by="Heron", name="Second"), made)
    after = book.need(made)
    assert len(set(before) & set(after.elements("choices"))) == 1
    assert plans.read(after).choices == saving.kept(plan.choices)
    assert plans.read(after).selection == tuple(chosen)
    assert not plans.save(book, saving.draft(plan, chosen, made_by="Heron", name="Second"), made)[1]


def test_what_would_be_shown_otherwise_today_is_told(book: Casebook) -> None:
    listed = one_listed(book)
    _, plan = planned(book)
    made, _ = plans.save(book, saving.draft(plan, None))
    saved = plans.read(book.need(made))
    assert saving.since_saved(saved, planned(book)[1]).same == len(saved.outcomes)
    records.write(book, Verb.EDIT, [Set(listed.entries["a"], "term_text", "6 years' imprisonment")])
    new = lists.record(book, "event", title="A search")
    now = saving.since_saved(saved, planned(book)[1])
    assert (now.new, now.gone, now.otherwise) == ((new,), (), (listed.entries["a"],))
    lists.consent(book, listed.people["a"], state="revoked")
    now = saving.since_saved(saved, planned(book)[1])
    assert listed.entries["a"] in now.gone


def test_what_is_hidden_changes_no_fingerprint(book: Casebook) -> None:
    listed = one_listed(book)
    who = lists.person(book, "Saule Dzhandosova", sex="f")
    before = saving.outcomes(planned(book)[1])
    decided = saving.decided(planned(book)[1])
    records.write(book, Verb.EDIT, [Set(who, "sex", "m"), Set(listed.entries["a"], "remarks", "for us")])
    entry = listed.entries["a"]
    assert saving.outcomes(planned(book)[1])[entry] == before[entry]
    assert saving.decided(planned(book)[1]) == decided


def test_compared_with_the_last_bundle_of_this_class(book: Casebook) -> None:
    listed = one_listed(book)
    seen, plan = planned(book)
    assert saving.since_last(seen, plan) is None
    entry, other = listed.entries["a"], lists.person(book, "Zauresh Imanqul")
    said = saving.outcomes(plan)
    new = book.new_id()
    edits: list[records.Edit] = [
        New(new, "disclosure"),
        Set(new, "audience", "public"),
        Set(new, "date", "2025-03"),
    ]
    edits += [Add(new, "shown", (("record", entry), ("number", 1), ("outcome", said[entry])))]
    edits += [Add(new, "shown", (("record", other), ("number", 2))), Add(new, "named", (("person", other),))]
    records.write(book, Verb.DISCLOSE, edits)
    seen, plan = planned(book)
    found = saving.since_last(seen, plan)
    assert found is not None
    assert (found.before, found.date, found.gone, found.same) == (new, "2025-03", (other,), 1)
    assert (found.unnamed, listed.people["a"] in found.named) == ((other,), True)
    assert listed.edition in found.new
    elsewhere = planning.make(seen, selection.everything(seen), profile("partner"))
    assert saving.since_last(seen, elsewhere, ("age1aaa",)) is None


def test_a_second_person_is_asked_for_and_must_be_another(book: Casebook) -> None:
    listed = one_listed(book)
    seen, plan = planned(book)
    assert gate.passed(seen, plan) == gate.Passed()
    book_settings.set_setting(book, "second_review", "yes")
    seen, plan = planned(book)
    with pytest.raises(NotReviewed):
        gate.passed(seen, plan)
    made, _ = plans.save(book, saving.draft(plan, None, made_by="Heron"))
    for same in ("heron", " Heron ", "Херон", ""):
        with pytest.raises(SecondPersonNeeded):
            plans.approve(book, made, decided=saving.decided(plan), by=same)
    plans.approve(book, made, decided=saving.decided(plan), by="Kite", date="2025-06")
    seen, plan = planned(book)
    assert gate.passed(seen, plan).reviewed_by == "Kite"
    records.write(book, Verb.EDIT, [Set(listed.entries["a"], "term_text", "6 years' imprisonment")])
    with pytest.raises(NotReviewed):
        gate.passed(*planned(book))


def test_an_approval_is_of_exactly_what_was_seen(book: Casebook) -> None:
    one_listed(book)
    book_settings.set_setting(book, "second_review", "yes")
    _, plan = planned(book)
    made, _ = plans.save(book, saving.draft(plan, None, made_by="Heron"))
    plans.approve(book, made, decided=saving.decided(plan), by="Kite")
    seen, other = planned(book, Choices(stand=frozenset(("station",))))
    with pytest.raises(NotReviewed):
        gate.passed(seen, other)
    gate.passed(*planned(book))
    records.write(book, Verb.PLAN, [Set(made, "made_by", "Kite")])
    with pytest.raises(NotReviewed):
        gate.passed(*planned(book))


def test_a_plan_is_a_function_of_casebook_and_choices(book: Casebook) -> None:
    one_listed(book, "Oskenov was taken by Kuanyshgali in the street.")
    seen, first = planned(book)
    second = planning.make(seen, reversed(selection.everything(seen)), profile("public"))
    assert {fate.record: fate for fate in first.records} == {fate.record: fate for fate in second.records}
    assert saving.decided(first) == saving.decided(second)
