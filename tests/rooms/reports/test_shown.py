"""What an audience sees of a list: nobody the plan withholds, marks where words were taken out, new numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import lists
import tables
from casebook.base.ids import RecordId
from casebook.base.words import translator
from casebook.casework import records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.redaction import planning, selection
from casebook.redaction.plan import Choices
from casebook.redaction.profile import profile
from casebook.reports import all_reports, listfacts, prisonerlist
from casebook.reports.document import Document, Entry, Note, SealMark, Withheld, plain, runs_of
from casebook.reports.headline import Reason
from casebook.reports.shown import ForAudience, ForTeam, joined

PROTECTED = {("convicted", 6), ("convicted", 8)}


@pytest.fixture
def seen_by(book: Casebook) -> Callable[..., ForAudience]:
    """``seen_by("public")``: the invented list as they see it; all but two may be named."""
    tables.take_in_demo(book)
    named = []
    for entry in tables.every(book, "list-entry"):
        person = RecordId(bytes(entry.value("person")))  # type: ignore[arg-type]  # a link
        if (entry.value("list"), entry.value("number")) in PROTECTED:
            records.write(book, Verb.EDIT, [Set(person, "protection", "always")])
        else:
            named.append(person)
    lists.already_public(book, *named)

    def see(audience: str, *words: str) -> ForAudience:
        snap = snapshot.take(book)
        chosen = selection.closure(snap, [tables.every(book, "list-edition")[0].id])
        choices = Choices(stand=frozenset(words))
        return ForAudience(planning.make(snap, chosen, profile(audience), choices), snap)

    return see


def said(document: Document) -> str:
    """All the words, footnotes too, with a sign for each removal."""
    found = []
    for block in document.blocks:
        for runs in runs_of(block):
            for run in runs:
                inside = run.runs if isinstance(run, Note) else (run,)
                found += [
                    "▓" if isinstance(r, Withheld) else r.text for r in inside if not isinstance(r, SealMark)
                ]
    return " ".join(found)


def test_the_public_does_not_meet_those_who_are_protected(seen_by: Callable[..., ForAudience]) -> None:
    shown = seen_by("public")
    for name in ("list", "statistics"):
        html = all_reports.render(
            all_reports.make(name, shown, all_reports.Asked(for_others=True)), "html"
        ).decode()
        for word in ("PSHENICHNY", "Pshenichny", "LUGOVAYA", "Lugovaya", "Пшеничный", "Луговая", "lugov"):
            assert word not in html
    team = all_reports.render(all_reports.make("list", ForTeam(*_all_of(shown))), "html").decode()
    assert "LUGOVAYA" in team


def _all_of(shown: ForAudience) -> tuple[Callable[..., object], Callable[..., object]]:
    return shown._snapshot.get, shown._snapshot.every


def test_numbers_run_without_gaps_that_tell_who_is_missing(seen_by: Callable[..., ForAudience]) -> None:
    document = all_reports.make("list", seen_by("public"))
    entries = [block for block in document.blocks if isinstance(block, Entry)]
    assert [entry.number for entry in entries] == [*map(str, range(1, 8)), "1", "2", "3"]
    names = [plain(entry.paragraphs[0]).split(" – ")[0].split(" ")[-1] for entry in entries]
    assert names[:4] == ["BEKTASOVA", "KORNEYEV", "MOLDABEK", "ORAZKHANOV"]  # by family name, not as printed
    text = said(document)
    assert "10 people are shown in this copy" in text
    assert "Not everybody on this list is shown in this copy." in text


def test_a_removal_is_a_mark_and_an_address_that_may_name_somebody_is_one(
    seen_by: Callable[..., ForAudience],
) -> None:
    document = all_reports.make("list", seen_by("public"))
    text = said(document)
    assert "▓" in text
    assert "kettles.example" not in text
    assert any(
        isinstance(run, Note) and run.runs == (Withheld(),)
        for b in document.blocks
        for r in runs_of(b)
        for run in r
    )


def test_lines_are_compared_with_what_is_shown(seen_by: Callable[..., ForAudience]) -> None:
    shown = seen_by("public")
    facts = listfacts.gather(shown, listfacts.pick_edition(shown))
    reasons = {each.reason for each in prisonerlist.differences(facts, translator("en"))}
    assert reasons <= {Reason.OWN_WORDS}
    text = said(prisonerlist.document(facts, translator("en")))
    assert text.count("4 years' imprisonment under Article 272") == 1


def test_a_partner_whom_no_decision_names_sees_nobody_and_how_many_there_are(
    seen_by: Callable[..., ForAudience],
) -> None:
    text = said(all_reports.make("list", seen_by("partner")))
    assert "12 people of this list are not shown in this copy." in text
    assert "BEKTASOVA" not in text


def test_the_team_sees_both_sides_of_a_conflict(book: Casebook) -> None:
    tables.take_in_demo(book)
    entry = tables.entry(book, 1)
    records.write(book, Verb.EDIT, [Set(entry.id, "term_text", "7 years' imprisonment", seen=())])
    words = ForTeam.of_book(book).words(entry.id, "term_text")
    assert words == ("4 years' imprisonment ⚡ 7 years' imprisonment",)


def test_pieces_that_touch_are_one() -> None:
    assert joined(["a", "b", None, None, "", ", c"]) == ("ab", None, ", c")
    assert joined(["a. ", None, "Night fell."]) == ("a. ", None, " Night fell.")
    assert joined(["Night fell."]) == ("Night fell.",)
    assert joined([]) == ()


def test_a_removal_in_the_title_leaves_its_mark(book: Casebook, seen_by: Callable[..., ForAudience]) -> None:
    seen_by("public")
    edition = tables.every(book, "list-edition")[0].id
    records.write(book, Verb.EDIT, [Set(edition, "title", "Prisoners of Kuanyshgali, February 2026")])
    snap = snapshot.take(book)
    plan = planning.make(snap, selection.closure(snap, [edition]), profile("public"))
    shown = ForAudience(plan, snap)
    facts = listfacts.gather(shown, edition, "en")
    assert prisonerlist.document(facts, translator("en")).title == "Prisoners of ▓▓▓, February 2026"
