from __future__ import annotations

import pytest

import lists
from casebook.base.ids import RecordId
from casebook.casework import records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.redaction import planning, selection
from casebook.redaction.plan import Choices, Fate, RedactionPlan
from casebook.redaction.profile import profile

MARK = "▓▓▓"


def planned(book: Casebook, audience: str = "public", choices: Choices | None = None) -> RedactionPlan:
    seen = snapshot.take(book)
    return planning.make(seen, selection.everything(seen), profile(audience), choices)


def narrative(plan: RedactionPlan, entry: RecordId) -> str:
    fate = plan.record(entry)
    assert fate is not None
    path = next(p for p in fate.units if p.startswith("narrative/") and p.endswith("/text"))
    passage = fate.passage(path)
    assert passage is not None
    return passage.plain(MARK)


def test_a_withheld_person_is_masked_in_the_text_about_somebody_named(book: Casebook) -> None:
    listed = lists.edition(book)
    lists.entry(
        book, listed, "a", "Marat Oskenov", "Oskenov was taken with Saule Dzhandosova to the station."
    )
    hidden = lists.person(book, "Сауле Джандосова")
    lists.already_public(book, listed.people["a"])
    plan = planned(book)
    assert narrative(plan, listed.entries["a"]) == f"Oskenov was taken with {MARK} to the station."
    assert not plan.people[hidden].named


def test_an_entry_about_a_withheld_person_is_left_out_whole(book: Casebook) -> None:
    listed = lists.edition(book)
    lists.entry(book, listed, "a", "Marat Oskenov", "He was taken.")
    plan = planned(book)
    fate = plan.record(listed.entries["a"])
    assert fate is not None
    assert (fate.shown, fate.why, dict(fate.units)) == (False, "no-consent", {})


def test_of_two_people_of_one_family_name_only_the_protected_goes(book: Casebook) -> None:
    listed = lists.edition(book)
    text = "Oskenov is innocent, his friend Aidar Oskenov said. A. Oskenov left."
    lists.entry(book, listed, "a", "Marat Oskenov", text)
    other = lists.person(book, "Aidar Oskenov", protection="always")
    lists.already_public(book, listed.people["a"], other)
    shown = narrative(planned(book), listed.entries["a"])
    assert shown.startswith("Oskenov is innocent")
    assert "Aidar" not in shown
    assert "A. Oskenov" not in shown


def test_an_address_that_names_somebody_is_left_out(book: Casebook) -> None:
    listed = lists.edition(book)
    url = "https://news.example/2024/zaderzhali-saule-dzhandosovu"
    lists.entry(book, listed, "a", "Marat Oskenov", "He was taken.", url=url)
    lists.person(book, "Сауле Джандосова")
    lists.already_public(book, listed.people["a"])
    fate = planned(book).record(listed.entries["a"])
    assert fate is not None
    address = next(unit for path, unit in fate.units.items() if path.endswith("/url"))
    assert (address.fate, address.shown) == (Fate.WITHHELD, None)


def test_a_stranger_is_hidden_until_somebody_looked(book: Casebook) -> None:
    listed = lists.edition(book)
    lists.entry(book, listed, "a", "Marat Oskenov", "Oskenov was taken by Kuanyshgali in the street.")
    lists.already_public(book, listed.people["a"])
    plan = planned(book)
    assert narrative(plan, listed.entries["a"]) == f"Oskenov was taken by {MARK} in the street."
    assert plan.unlooked == len(plan.questions) > 0
    words = frozenset(question.word for question in plan.questions)
    looked = planned(book, choices=Choices(stand=words))
    assert looked.unlooked == 0
    assert narrative(looked, listed.entries["a"]) == "Oskenov was taken by Kuanyshgali in the street."


def test_standing_words_do_not_loosen_protection(book: Casebook) -> None:
    listed = lists.edition(book)
    lists.entry(book, listed, "a", "Marat Oskenov", "Oskenov came with Dzhandosova.")
    lists.person(book, "Saule Dzhandosova")
    lists.already_public(book, listed.people["a"])
    plan = planned(book, choices=Choices(stand=frozenset(("jandosova", "dzhandosova", "saule dzhandosova"))))
    assert narrative(plan, listed.entries["a"]) == f"Oskenov came with {MARK}."


def test_a_person_may_be_stricter_than_the_plan(book: Casebook) -> None:
    listed = lists.edition(book)
    entry = lists.entry(book, listed, "a", "Marat Oskenov", "Oskenov was taken near the river.")
    lists.already_public(book, listed.people["a"])
    path = next(p for p in planned(book).record(entry).units if p.endswith("/text"))  # type: ignore[union-attr]
    chosen = Choices(hide=frozenset(((entry, path, "", 18, 22),)))
    assert narrative(planned(book, choices=chosen), entry) == MARK
    withheld = planned(book, choices=Choices(withhold=frozenset((listed.people["a"],))))
    assert withheld.record(entry).why == "chosen"  # type: ignore[union-attr]


def test_a_name_written_small_hides_its_whole_sentence(book: Casebook) -> None:
    listed = lists.edition(book)
    lists.entry(book, listed, "a", "Marat Oskenov", "He left. they took dzhandosova away. Night fell.")
    lists.person(book, "Saule Dzhandosova")
    lists.already_public(book, listed.people["a"])
    shown = narrative(planned(book), listed.entries["a"])
    assert "dzhandosova" not in shown
    assert MARK in shown


def test_numbers_with_gaps_do_not_leave(book: Casebook) -> None:
    listed = lists.edition(book)
    lists.entry(book, listed, "a", "Marat Oskenov", "He was taken.")
    lists.already_public(book, listed.people["a"])
    fate = planned(book).record(listed.entries["a"])
    assert fate is not None
    assert (fate.units["number"].fate, fate.units["number"].why) == (Fate.WITHHELD, "numbering")


def test_a_consent_without_exact_dates_gives_the_month(book: Casebook) -> None:
    listed = lists.edition(book)
    lists.entry(book, listed, "a", "Marat Oskenov", "He was taken.")
    given = lists.consent(book, listed.people["a"], level="5")
    lists.cell(book, given, "public", "exact", "no")
    fate = planned(book).record(listed.entries["a"])
    assert fate is not None
    assert (fate.units["convicted"].fate, fate.units["convicted"].shown) == (Fate.COARSER, "2024-10")


def test_a_unit_in_conflict_is_withheld(book: Casebook) -> None:
    listed = lists.edition(book)
    entry = lists.entry(book, listed, "a", "Marat Oskenov", "He was taken.")
    lists.already_public(book, listed.people["a"])
    records.write(book, Verb.EDIT, [Set(entry, "convicted", "2024-10-04", seen=())])
    fate = planned(book).record(entry)
    assert fate is not None
    assert (fate.units["convicted"].fate, fate.units["convicted"].why) == (Fate.WITHHELD, "conflict")


@pytest.mark.parametrize("audience", ["public", "partner"])
def test_an_interview_without_the_speakers_consent_never_leaves(book: Casebook, audience: str) -> None:
    about, new = lists.person(book, "Marat Oskenov"), book.new_id()
    lists.already_public(book, about)
    edits = [New(new, "interview"), Set(new, "date", "2025-01-10"), Add(new, "about", (("person", about),))]
    records.write(book, Verb.INTERVIEW, edits)
    fate = planned(book, audience).record(new)
    assert fate is not None
    assert (fate.shown, fate.why) == (False, "no-consent")


def test_an_interview_leaves_as_far_as_its_speaker_allowed(book: Casebook) -> None:
    speaker, new = lists.person(book, "Saule Dzhandosova"), book.new_id()
    given = lists.consent(book, speaker, level="2")
    edits = [
        New(new, "interview"),
        Set(new, "consent", given),
        Set(new, "speaker", speaker),
        Set(new, "interviewer", "Heron"),
        Add(new, "narrative", (("text", "They came at night."), ("place", "V"))),
    ]
    records.write(book, Verb.INTERVIEW, edits)
    fate = planned(book, "partner").record(new)
    assert fate is not None
    assert fate.shown
    assert fate.units["speaker"].fate is Fate.WITHHELD
    assert fate.units["interviewer"].fate is Fate.WITHHELD
    assert narrative(planned(book, "partner"), new) == "They came at night."
    public = planned(book, "public").record(new)
    assert public is not None
    assert not public.shown


def test_those_without_a_record_are_protected_by_default(book: Casebook) -> None:
    """Interviewers and interpreters (R14): named nowhere, whoever else is."""
    listed = lists.edition(book)
    lists.entry(book, listed, "a", "Marat Oskenov", "Oskenov told Togzhan Beisekova about it.")
    lists.already_public(book, listed.people["a"])
    new = book.new_id()
    records.write(book, Verb.ADD, [New(new, "interview"), Set(new, "interpreter", "Togzhan Beisekova")])
    assert narrative(planned(book), listed.entries["a"]) == f"Oskenov told {MARK} about it."
