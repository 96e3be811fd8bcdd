from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import books
import lists
from casebook.base.progress import Progress
from casebook.base.words import translator
from casebook.casework import snapshot, undo
from casebook.casework.book import Casebook
from casebook.casework.decisions import allowing
from casebook.gui.screens.decide.state import LIFTED, DecideState
from casebook.model.fields import Value
from casebook.redaction.people import treatments
from casebook.redaction.profile import profile

TODAY = date(2025, 6, 15)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    yield made
    made.close()


def answers(source: bytes | None) -> dict[str, Value]:
    return {
        "use": "public",
        "ground": "already-public",
        "source": source,
        "why": "printed in an earlier list",
        "risk": "",
        "date": "2025-06-15",
        "decided_by": "Heron",
    }


def test_it_says_whom_a_decision_reaches_and_whom_it_does_not(book: Casebook) -> None:
    plain = lists.person(book, "Marat Oskenov")
    always = lists.person(book, "Saule Dzhandosova", protection="always")
    withdrawn, agreed, partners = (
        lists.person(book, name) for name in ("Ruslan Pshenichny", "Zauresh Imanqul", "Vadim Korneyev")
    )
    lists.consent(book, withdrawn, level="5", state="refused")
    lists.consent(book, agreed, level="5")
    lists.consent(book, partners, level="2")
    people = (plain, always, withdrawn, agreed, partners)
    state = DecideState(people, translator("en"), TODAY)
    shown = state.load("public")(book)
    assert {group.code: group.names for group in shown.groups} == {
        LIFTED: ("Marat Oskenov",),
        "consent": ("Zauresh Imanqul",),
        "protected-always": ("Saule Dzhandosova",),
        "consent-revoked": ("Ruslan Pshenichny",),
        "consent-not-discussed": ("Vadim Korneyev",),
    }
    assert shown.reached == 1
    assert shown.author == "Heron"


def test_what_the_screen_says_is_what_the_plan_does(book: Casebook) -> None:
    people = [lists.person(book, f"Marat Oskenov{letter * 3}") for letter in "abcdef"]
    lists.person(book, "Saule Dzhandosova")
    lists.consent(book, people[0], level="5", state="refused")
    lists.consent(book, people[1], level="5", expires="2024-01")
    lists.consent(book, people[2], level="4")
    lists.consent(book, people[3], level="5")
    state = DecideState(
        (*people, lists.person(book, "Erkin Dauletov", protection="always")), translator("en"), TODAY
    )
    shown = state.load("public")(book)
    state.decide(shown.people, answers(lists.source(book)))(book, Progress())
    treated = treatments(snapshot.take(book), profile("public"))
    named = {person for person in shown.people if treated[person].named}
    told = sum(group.count for group in shown.groups if group.code in (LIFTED, "consent"))
    assert len(named) == told == 4


def test_entries_of_a_list_stand_for_the_people_on_them_once(book: Casebook) -> None:
    listed = lists.edition(book)
    lists.entry(book, listed, "a", "Marat Oskenov", "He was taken.")
    state = DecideState((listed.entries["a"], listed.people["a"]), translator("en"), TODAY)
    assert state.load("public")(book).people == (listed.people["a"],)


@pytest.mark.parametrize("name", ["use", "ground", "source", "why"])
def test_the_first_missing_answer_is_asked_for(book: Casebook, name: str) -> None:
    state = DecideState((), translator("en"), TODAY)
    whole = answers(lists.source(book))
    assert state.missing(whole) == ""
    assert state.missing(whole | {name: None}) == name


def test_whoever_cannot_be_asked_needs_no_source_and_none_is_kept(book: Casebook) -> None:
    person = lists.person(book, "Marat Oskenov")
    state = DecideState((person,), translator("en"), TODAY)
    values = answers(lists.source(book)) | {"ground": "cannot-be-asked"}
    assert state.missing(values | {"source": None}) == ""
    state.decide((person,), values)(book, Progress())
    (made,) = books.the(book, "decision")
    assert book.need(made).value("source") is None


def test_a_decision_is_undone(book: Casebook) -> None:
    person = lists.person(book, "Marat Oskenov")
    state = DecideState((person,), translator("en"), TODAY)
    state.decide((person,), answers(lists.source(book)))(book, Progress())
    assert allowing(snapshot.take(book), person, "public")
    undo.undo_last(book)
    assert not allowing(snapshot.take(book), person, "public")
