"""Who may be named: R24, with consent, decisions and protection in every combination that matters."""

from __future__ import annotations

from datetime import date

import pytest

import lists
from casebook.casework import records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Delete, Set
from casebook.casework.touched import Verb
from casebook.journal.entry import Change, Op
from casebook.model.consent import CELL
from casebook.model.fields import Value
from casebook.redaction import leakcheck, mentions, planning
from casebook.redaction.people import BYSTANDER, PRINTED, Treatment, beside, meant, registry_of, treatments
from casebook.redaction.profile import profile


def treated(book: Casebook, person: bytes, audience: str = "public") -> Treatment:
    return next(t for p, t in treatments(snapshot.take(book), profile(audience)).items() if p == person)


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
def test_a_single_answer_stands_above_the_level(book: Casebook, answer: str, *, named: bool) -> None:
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


def test_a_consent_for_one_partner_is_none_for_partners(book: Casebook) -> None:
    """An audience has no name: who was allowed to one organisation must be asked about."""
    who = lists.person(book, "Marat Oskenov")
    given = lists.consent(book, who)
    lists.cell(book, given, "partner", "name", "yes", who="Lantern House")
    assert treated(book, who, "partner").why == "consent-ask"
    other = lists.person(book, "Saule Dzhandosova")
    lists.cell(book, lists.consent(book, other), "partner", "name", "yes")
    assert treated(book, other, "partner").named


NEWER = 9
"""What a later version did to a record, which this one can only keep."""


@pytest.mark.parametrize("kind", ["consent", "decision", "person"])
def test_what_a_later_version_did_allows_nothing(book: Casebook, kind: str) -> None:
    """It may have withdrawn what we read there."""
    who = lists.person(book, "Marat Oskenov")
    made = lists.already_public(book, who) if kind != "consent" else lists.consent(book, who, level="5")
    assert treated(book, who).named
    book.record(Verb.EDIT, [Change(who if kind == "person" else made, kind, "revoked", NEWER, None)])  # type: ignore[arg-type]  # no op of ours
    assert not treated(book, who).named


def test_a_no_does_not_run_out_into_a_yes(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    given = lists.consent(book, who, level="1", expires="2024")
    lists.cell(book, given, "public", "name", "no")
    lists.already_public(book, who)
    assert treated(book, who).why == "consent-no"


def test_a_consent_nobody_knows_whose_lets_nothing_out(book: Casebook) -> None:
    one, other = lists.person(book, "Marat Oskenov"), lists.person(book, "Saule Dzhandosova")
    given = lists.consent(book, one, level="5")
    records.write(book, Verb.CONSENT, [Set(given, "subject", other, seen=())])
    assert not treated(book, one).named
    assert not treated(book, other).named


def test_the_strictest_version_of_a_disputed_answer_counts(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    given = lists.consent(book, who, level="5")
    path = f"grid/{'ab' * 8}/cell"
    for answer in ("yes", "no"):
        records.write(
            book,
            Verb.CONSENT,
            [Set(given, path, CELL.make(use="public", show="name", answer=answer), seen=())],
        )
    assert not treated(book, who).named


def test_protection_of_a_kind_not_known_here_protects(book: Casebook) -> None:
    who = lists.person(book, "Marat Oskenov")
    lists.already_public(book, who)
    book.record(Verb.EDIT, [Change(who, "person", "protection", Op.SET, "until-2030", ())])
    assert treated(book, who).why == "protected-always"


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("why", None),
        ("source", None),
        ("ground", "because"),
        ("use", "partner"),
        ("revoked", ("2025-01", None, None)),
    ],
)
def test_a_decision_without_its_reasons_allows_nothing(book: Casebook, unit: str, value: Value) -> None:
    """A record made by hand, or by another program, is not a decision because it says so."""
    who = lists.person(book, "Marat Oskenov")
    made = lists.already_public(book, who)
    assert treated(book, who).named
    seen = book.need(made).seen(unit)
    book.record(Verb.DECIDE, [Change(made, "decision", unit, Op.SET, value, seen)])
    assert not treated(book, who).named


def test_a_decision_about_disputed_people_allows_nothing(book: Casebook) -> None:
    one, other = lists.person(book, "Marat Oskenov"), lists.person(book, "Saule Dzhandosova")
    made = lists.already_public(book, one)
    [key] = book.need(made).elements("people")
    records.write(book, Verb.DECIDE, [Set(made, f"people/{key}/person", other, seen=())])
    assert not treated(book, one).named
    assert not treated(book, other).named


# --------------------------------------------------------------------------------- who is looked for


def mentioned(book: Casebook, text: str) -> set[object]:
    return {
        person for found in mentions.find(text, registry_of(snapshot.take(book))) for person in found.people
    }


def test_a_deleted_person_is_still_looked_for(book: Casebook) -> None:
    who = lists.person(book, "Saule Dzhandosova")
    records.write(book, Verb.DELETE, [Delete(who)])
    assert mentioned(book, "They asked for Saule Dzhandosova.") == {who}


def test_a_name_only_a_list_prints_is_looked_for(book: Casebook) -> None:
    who = lists.person(book, "Сауле")
    lists.record(book, "list-entry", edition=lists.edition(book).edition, person=who, name="Saulesh ZHANDOS")
    assert mentioned(book, "They asked for Zhandos.") == {f"{PRINTED}{who.hex()}"}
    assert meant([f"{PRINTED}{who.hex()}"], ()) == (who,)


def test_a_name_a_list_prints_takes_it_from_nobody(book: Casebook) -> None:
    """An entry with the wrong name on it does not make that name its person's."""
    listed = lists.edition(book)
    entry = lists.entry(book, listed, "a", "Marat Oskenov", "They asked for Saule Dzhandosova at noon.")
    hidden = lists.person(book, "Saule Dzhandosova")
    lists.already_public(book, listed.people["a"])
    records.write(book, Verb.EDIT, [Set(entry, "name", "Saule DZHANDOSOVA")])
    seen = snapshot.take(book)
    plan = planning.make(seen, [entry], profile("public"))
    fate = plan.record(entry)
    assert fate is not None
    assert "Saule" not in str([p.plain("") for unit in fate.units.values() for p in unit.passages.values()])
    whom = leakcheck.protected(seen, plan)
    assert leakcheck.of_people(leakcheck.check(b"They asked for Saule Dzhandosova.", whom).leaks) == {hidden}


def test_a_doctor_in_somebodys_record_is_looked_for_and_is_not_that_person(book: Casebook) -> None:
    who = lists.record(
        book,
        "person",
        ("names", {"name": ("Marat Oskenov",)}),
        ("health", {"what": "bruises", "examined_by": "Togzhan Beisekova"}),
    )
    assert mentioned(book, "They asked for Beisekova.") == {beside(who)}
    lists.already_public(book, who)
    seen = snapshot.take(book)
    plan = planning.make(seen, [who], profile("public"))
    whom = leakcheck.protected(seen, plan)
    assert who not in whom.people
    assert leakcheck.of_people(leakcheck.check(b"said Togzhan Beisekova to Marat Oskenov", whom).leaks) == {
        beside(who)
    }


def test_a_description_is_no_name_but_the_number_in_it_is_looked_for(book: Casebook) -> None:
    told = lists.record(
        book,
        "interview",
        ("forces", {"force": "police", "described": "two men in masks"}),
        ("forces", {"force": "police", "described": "Togzhan Beisekova"}),
        safe_contact="evenings only, +7 701 555 01 02",
    )
    assert mentioned(book, "There were two men in masks.") == set()
    assert mentioned(book, "They asked for Beisekova.") == {told}
    assert mentioned(book, "Call 8-701-555-01-02 at night.") == {told}


def test_who_is_only_mentioned_is_nobody_of_the_casebook(book: Casebook) -> None:
    listed = lists.edition(book)
    entry = lists.entry(book, listed, "a", "Marat Oskenov", "He was taken.")
    records.write(book, Verb.EDIT, [Add(entry, "mentioned", (("name", "Rose Hill"), ("relation", "lawyer")))])
    assert mentioned(book, "He asked for Rose Hill.") == {f"{BYSTANDER}{entry.hex()}"}


def test_who_is_named_in_many_records_is_looked_for_once(book: Casebook) -> None:
    """The interviewer of a thousand interviews would else be a thousand people at every place."""
    for _ in range(3):
        lists.record(book, "interview", interviewer="Togzhan Beisekova")
        lists.record(
            book,
            "list-entry",
            ("mentioned", {"name": "Daniyar Kasteev"}),
            edition=lists.edition(book).edition,
        )
    registry = registry_of(snapshot.take(book))
    found = mentions.find("Togzhan Beisekova met Daniyar Kasteev.", registry)
    assert [len(mention.people) for mention in found] == [1, 1]
