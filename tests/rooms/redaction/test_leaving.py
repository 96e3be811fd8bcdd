"""Which records leave at all: those about somebody withheld, told in confidence, or in dispute do not."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
import lists
from casebook.base.ids import RecordId
from casebook.casework import records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.records import Delete, Set
from casebook.casework.touched import Verb
from casebook.journal.entry import Change, Op
from casebook.redaction import planning, selection
from casebook.redaction.plan import Choices, Fate, RecordFate, UnitFate
from casebook.redaction.profile import profile


def fate(
    book: Casebook, record: RecordId, audience: str = "public", choices: Choices | None = None
) -> RecordFate:
    seen = snapshot.take(book)
    plan = planning.make(seen, selection.everything(seen), profile(audience), choices)
    found = plan.record(record)
    assert found is not None
    return found


def unit(found: RecordFate, name: str) -> UnitFate:
    """The only unit of that name: ``parties/person``, or a plain one."""
    first, _, last = name.partition("/")
    [path] = [p for p in found.units if p.split("/")[0] == first and p.split("/")[-1] == (last or first)]
    return found.units[path]


def two(book: Casebook) -> tuple[RecordId, RecordId]:
    """Somebody who may be named, and somebody who may not."""
    named, hidden = lists.person(book, "Marat Oskenov"), lists.person(book, "Saule Dzhandosova")
    lists.already_public(book, named)
    return named, hidden


# --------------------------------------------------------------------------------- cases, events, dossiers

CIRCLES = [
    ("dossier", "persons", "role", {}),
    ("event", "people", "role", {"title": "A search"}),
    ("proceeding", "parties", "role", {"name": "The case of the four"}),
]


@pytest.mark.parametrize(("kind", "name", "role", "units"), CIRCLES)
def test_what_is_only_about_withheld_people_stays(
    book: Casebook, kind: str, name: str, role: str, units: dict[str, str]
) -> None:
    named, hidden = two(book)
    alone = lists.record(book, kind, (name, {"person": hidden, role: "accused"}), **units)
    both = lists.record(book, kind, (name, {"person": hidden}), (name, {"person": named}), **units)
    nobody = lists.record(
        book,
        kind,
        ("themes", {"theme": "land"}) if kind != "proceeding" else ("numbers", {"number": "7"}),
        **units,
    )
    assert (fate(book, alone).shown, fate(book, alone).why) == (False, "no-consent")
    assert fate(book, both).shown
    assert fate(book, nobody).shown


def test_a_judge_is_not_whom_a_case_is_about(book: Casebook) -> None:
    named, hidden = two(book)
    parties = ({"person": hidden, "role": "accused"}, {"person": named, "role": "judge"})
    case = lists.record(book, "proceeding", *(("parties", party) for party in parties), name="The case")
    assert not fate(book, case).shown


def test_a_case_is_about_those_whose_entries_lead_to_it(book: Casebook) -> None:
    listed = lists.edition(book)
    entry = lists.entry(book, listed, "a", "Saule Dzhandosova", "She was taken.")
    case = lists.record(book, "proceeding", name="The case of the four")
    assert fate(book, case).shown
    records.write(book, Verb.EDIT, [Set(entry, "preamble", case)])
    assert fate(book, case).why == "no-consent"


def test_an_event_is_about_the_victims_of_its_acts(book: Casebook) -> None:
    _, hidden = two(book)
    event = lists.record(book, "event", title="A search")
    lists.record(book, "act", type="detention", victim=hidden, event=event)
    assert not fate(book, event).shown


def test_an_entry_that_leads_to_nobody_stays(book: Casebook) -> None:
    listed = lists.edition(book)
    entry = lists.entry(book, listed, "a", "Marat Oskenov", "He was taken.")
    lists.already_public(book, listed.people["a"])
    assert fate(book, entry).shown
    records.write(book, Verb.EDIT, [Set(entry, "person", None)])
    assert (fate(book, entry).shown, fate(book, entry).why) == (False, "no-person")


def test_a_deleted_person_takes_their_entry_along(book: Casebook) -> None:
    listed = lists.edition(book)
    entry = lists.entry(book, listed, "a", "Marat Oskenov", "He was taken.")
    lists.already_public(book, listed.people["a"])
    records.write(book, Verb.DELETE, [Delete(listed.people["a"])])
    assert fate(book, entry).why == "no-person"


# --------------------------------------------------------------------------------- what somebody told

TOLD = {"narrative": "They came at night."}


def interview(book: Casebook, **units: RecordId) -> RecordId:
    return lists.record(
        book, "interview", ("narrative", {"text": "They came at night.", "place": "V"}), basis="saw", **units
    )


def test_an_act_known_from_an_interview_leaves_by_its_speakers_word(book: Casebook) -> None:
    named, speaker = two(book)
    given = lists.consent(book, speaker, level="4")
    told = interview(book, speaker=speaker, consent=given)
    act = lists.record(book, "act", type="detention", victim=named, interview=told)
    assert fate(book, act).shown
    records.write(book, Verb.CONSENT, [Set(given, "level", "2")])
    assert (fate(book, act).shown, fate(book, act).why) == (False, "no-consent")


def test_anothers_consent_is_not_the_speakers(book: Casebook) -> None:
    other, speaker = two(book)
    told = interview(book, speaker=speaker, consent=lists.consent(book, other, level="5"))
    assert fate(book, told).why == "no-consent"


def test_a_withdrawal_counts_though_the_interview_names_an_older_consent(book: Casebook) -> None:
    _, speaker = two(book)
    told = interview(book, speaker=speaker, consent=lists.consent(book, speaker, level="5"))
    assert fate(book, told).shown
    lists.consent(book, speaker, state="revoked")
    assert not fate(book, told).shown


@pytest.mark.parametrize(
    ("answer", "shown"), [("yes", True), ("disguised", True), ("ask", False), ("no", False)]
)
def test_words_of_the_speaker_need_leave_to_quote(book: Casebook, answer: str, *, shown: bool) -> None:
    _, speaker = two(book)
    given = lists.consent(book, speaker, level="5")
    lists.cell(book, given, "public", "quote", answer)
    found = fate(book, interview(book, speaker=speaker, consent=given))
    assert found.shown
    assert (unit(found, "narrative/text").fate is not Fate.WITHHELD) is shown
    assert unit(found, "basis").fate is Fate.SHOWN


def test_when_it_happened_is_as_exact_as_the_speaker_let(book: Casebook) -> None:
    _, speaker = two(book)
    given = lists.consent(book, speaker, level="4")
    told = interview(book, speaker=speaker, consent=given)
    records.write(book, Verb.EDIT, [Set(told, "happened", "2024-05-03")])
    assert unit(fate(book, told), "happened").shown == "2024-05"
    lists.cell(book, given, "public", "exact", "yes")
    assert unit(fate(book, told), "happened").shown == "2024-05-03"


# --------------------------------------------------------------------------------- sources


@pytest.mark.parametrize(
    ("units", "shown"),
    [
        ({}, True),
        ({"protection": "open"}, True),
        ({"protection": "reader"}, False),
        ({"protection": "coded"}, False),
        ({"protection": "secret"}, False),
        ({"code_name": "Kestrel"}, False),
    ],
)
def test_a_source_that_may_not_be_named_stays(book: Casebook, units: dict[str, str], *, shown: bool) -> None:
    source = lists.record(book, "source", title="A letter", **units)
    assert fate(book, source).shown is shown


def test_a_source_is_no_better_known_than_the_person_it_is(book: Casebook) -> None:
    named, hidden = two(book)
    assert not fate(book, lists.record(book, "source", title="A neighbour", person=hidden)).shown
    assert fate(book, lists.record(book, "source", title="A lawyer", person=named)).shown


def test_a_source_only_cited_by_what_stays_here_stays_too(book: Casebook) -> None:
    listed = lists.edition(book)
    source = lists.record(book, "source", title="A newspaper", url="https://news.example/a1b2")
    for key, name in (("a", "Marat Oskenov"), ("b", "Saule Dzhandosova")):
        entry = lists.entry(book, listed, key, name, "Taken.")
        records.write(book, Verb.EDIT, [records.Add(entry, "citations", (("source", source),))])
    assert fate(book, source).why == "only-withheld"
    lists.already_public(book, listed.people["a"])
    assert fate(book, source).shown


# --------------------------------------------------------------------------------- disputes, later versions


def test_a_record_one_deleted_and_another_changed_stays(tmp_path: Path) -> None:
    with books.derived_once():
        one, other = (books.make(tmp_path / name, name) for name in ("Heron", "Kite"))
    who = lists.person(one, "Marat Oskenov")
    lists.already_public(one, who)
    books.team((one, other))
    assert fate(one, who).shown
    records.write(one, Verb.DELETE, [Delete(who)])
    records.write(other, Verb.EDIT, [Set(who, "sex", "m")])
    books.meet((one, other))
    assert (fate(one, who).shown, fate(one, who).why) == (False, "conflict")
    for book in (one, other):
        book.close()


def test_an_element_one_removed_and_another_changed_stays(tmp_path: Path) -> None:
    with books.derived_once():
        one, other = (books.make(tmp_path / name, name) for name in ("Heron", "Kite"))
    who = lists.person(one, "Marat Oskenov")
    records.write(one, Verb.EDIT, [records.Add(who, "occupations", (("occupation", "teacher"),), "ab" * 8)])
    lists.already_public(one, who)
    books.team((one, other))
    records.write(one, Verb.EDIT, [records.Remove(who, "occupations", "ab" * 8)])
    records.write(other, Verb.EDIT, [Set(who, f"occupations/{'ab' * 8}/occupation", "nurse")])
    books.meet((one, other))
    assert {u.why for p, u in fate(one, who).units.items() if p.startswith("occupations/")} == {"conflict"}
    for book in (one, other):
        book.close()


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("person", "sex", "a code of a later version"),
        ("person", "death", "not a date"),
        ("person", "custody/0123456789abcdef/period", ("prison", None, None, None, None, "a later slot")),
    ],
)
def test_what_this_version_does_not_understand_stays(
    book: Casebook, kind: str, path: str, value: object
) -> None:
    who = lists.person(book, "Marat Oskenov")
    lists.already_public(book, who)
    book.record(Verb.EDIT, [Change(who, kind, path, Op.SET, value, ())])  # type: ignore[arg-type]  # a later version's
    found = fate(book, who).units[path]
    assert (found.fate, found.why) == (Fate.WITHHELD, "newer")


# --------------------------------------------------------------------------------- chosen by hand


def test_a_record_or_a_unit_can_be_left_out_by_hand(book: Casebook) -> None:
    named, _ = two(book)
    records.write(book, Verb.EDIT, [Set(named, "sex", "m")])
    whole = Choices(leave_out=frozenset(((named, ""),)))
    assert (fate(book, named, choices=whole).shown, fate(book, named, choices=whole).why) == (False, "chosen")
    part = fate(book, named, choices=Choices(leave_out=frozenset(((named, "sex"),))))
    assert unit(part, "sex").why == "chosen"
    assert unit(part, "names/name").fate is Fate.SHOWN


# --------------------------------------------------------------------------------- health, wherever it stands


def test_what_tells_of_health_leaves_by_consent_alone(book: Casebook) -> None:
    """Who is in print already, and was decided about, did not say that this may be told again."""
    named, _ = two(book)
    act = lists.record(book, "act", type="sexual-assault", victim=named)
    lane = lists.record(
        book,
        "person",
        ("names", {"name": ("Zauresh Imanqul",)}),
        ("custody", {"period": ("psych", "2024-05"), "facility": "Hospital 3"}),
    )
    free = lists.record(
        book, "proceeding", ("outcomes", {"type": "medical", "person": named, "text": "treatment"})
    )
    lists.already_public(book, lane)
    assert (fate(book, act).shown, fate(book, act).why) == (False, "health")
    assert {unit(fate(book, lane), f"custody/{name}").why for name in ("period", "facility")} == {"health"}
    assert {u.why for u in fate(book, free).units.values()} == {"health"}
    for who in (named, lane):
        lists.consent(book, who, level="5")
    assert fate(book, act).shown
    assert unit(fate(book, lane), "custody/facility").fate is Fate.SHOWN
    assert unit(fate(book, free), "outcomes/text").fate is Fate.SHOWN


def test_a_speaker_lets_health_be_told_or_not(book: Casebook) -> None:
    _, speaker = two(book)
    given = lists.consent(book, speaker, level="5")
    told = interview(book, speaker=speaker, consent=given)
    records.write(book, Verb.EDIT, [records.Add(told, "acts", (("type", "rape"),))])
    assert unit(fate(book, told), "acts/type").fate is Fate.SHOWN
    lists.cell(book, given, "public", "health", "no")
    assert unit(fate(book, told), "acts/type").why == "health"


# ------------------------------------------------------------------------------------ what others sent


@pytest.mark.parametrize("audience", ["public", "partner", "team"])
def test_what_others_sent_stays_until_they_allow_it(book: Casebook, audience: str) -> None:
    sent = lists.record(book, "source", title="Their bundle", manifest=bytes(32))

    assert (fate(book, sent, audience).shown, fate(book, sent, audience).why) == (False, "received")

    records.write(book, Verb.EDIT, [Set(sent, "permission", "They wrote that we may")])
    assert fate(book, sent, audience).why != "received"
