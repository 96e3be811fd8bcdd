"""Who may be named: R24, with consent, decisions and protection in every combination that matters."""

from __future__ import annotations

from datetime import date

import lists
import pytest

from casebook.casework import records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.redaction.people import Treatment, treatments
from casebook.redaction.profile import profile


def treated(book: Casebook, person: bytes, audience: str = "public") -> Treatment:
    return next(
        t for p, t in treatments(snapshot.take(book), profile(audience)).items() if p == person
    )


def test_without_consent_or_decision_nobody_is_named(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    assert (treated(book, who).named, treated(book, who).why) == (False, "no-consent")
    assert treated(book, who, "team").named


def test_a_consent_for_the_audience_lets_a_person_be_named(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    given = lists.consent(book, who, level="5")
    assert treated(book, who).named
    assert treated(book, who).by == (given,)


def test_a_decision_lets_a_person_be_named_to_its_audience_only(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    made = lists.already_public(book, who)
    assert treated(book, who).by == (made,)
    assert not treated(book, who, "partner").named


def test_always_protected_stands_above_consent_and_decision(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov", protection="always")
    lists.consent(book, who, level="5")
    lists.already_public(book, who)
    assert treated(book, who).why == "protected-always"


def test_a_withdrawn_consent_stands_above_a_decision(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    given = lists.consent(book, who, level="5")
    lists.already_public(book, who)
    records.write(book, Verb.CONSENT, [Set(given, "state", "revoked")])
    assert (treated(book, who).named, treated(book, who).why) == (False, "consent-revoked")


def test_an_older_consent_does_not_outweigh_a_withdrawal(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    lists.consent(book, who, level="5")
    lists.consent(book, who, level="x", state="revoked")
    assert treated(book, who).why == "consent-revoked"


@pytest.mark.parametrize(
    ("answer", "named"), [("yes", True), ("no", False), ("ask", False), ("disguised", False)]
)
def test_a_single_answer_stands_above_the_level(book: Casebook, answer: str, named: bool) -> None:
    who = lists.person(book, "Marat Oskenov")
    given = lists.consent(book, who, level="5")
    lists.cell(book, given, "public", "name", answer)
    assert treated(book, who).named is named


def test_an_expired_consent_allows_nothing(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    lists.consent(book, who, level="5", expires="2024-12")
    assert treated(book, who).why == "consent-expired"


def test_an_expired_answer_is_a_no(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    given = lists.consent(book, who, level="5")
    lists.cell(book, given, "public", "name", "yes", until="2020")
    assert not treated(book, who).named


def test_the_strictest_of_two_consents_counts(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    lists.consent(book, who, level="5")
    lists.consent(book, who, level="4")
    assert treated(book, who).why == "consent-disguised"


def test_a_conflict_between_two_versions_of_protection_protects(book: Casebook) -> None:
    """Two people wrote different things and nobody settled it: the stricter reading counts."""
    who = lists.person(book, "Marat Oskenov")
    lists.already_public(book, who)
    records.write(book, Verb.EDIT, [Set(who, "protection", "by-consent", seen=())])
    records.write(book, Verb.EDIT, [Set(who, "protection", "always", seen=())])
    assert len(book.need(who).values("protection")) == 2
    assert treated(book, who).why == "protected-always"


def test_the_day_is_no_earlier_than_any_entry(book: Casebook) -> None:
    assert snapshot.take(book).today >= date(2025, 6, 15)
