"""What two bundles say together: names withheld in one and shown in the other, other names, hidden words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import lists
from casebook.base.ids import RecordId
from casebook.base.words import translator
from casebook.bundle import write
from casebook.casework import snapshot
from casebook.casework.book import Casebook
from casebook.casework.disclosures import Terms
from casebook.casework.snapshot import Snapshot
from casebook.formats import archive
from casebook.redaction import planning, selection
from casebook.redaction.joined import Earlier, Joint, earlier, joined, told
from casebook.redaction.plan import Choices, RedactionPlan
from casebook.redaction.profile import profile
from casebook.reports.document import Document, Paragraph, Text
from casebook.wording import joining

OSKENOV = "Marat Oskenov"
WORDS = (
    f"Temirov wrote a letter about the bridge, and {OSKENOV} carried it over to the office. Nobody answered."
)
DISCLOSURE = RecordId(bytes(15) + b"\7")


def made(book: Casebook) -> tuple[lists.Listed, Snapshot]:
    """One entry about Temirov (b), whose text names Oskenov (a); and one that has nothing to do with it."""
    listed = lists.edition(book)
    listed.people["a"] = lists.person(book, OSKENOV)
    lists.entry(book, listed, "b", "Aidar Temirov", WORDS)
    lists.entry(
        book, listed, "c", "Saule Kuanbek", "Kuanbek asked for the minutes, and nobody had written any."
    )
    lists.already_public(book, *listed.people.values())
    return listed, snapshot.take(book)


def planned(seen: Snapshot, **choices: frozenset[RecordId]) -> RedactionPlan:
    return planning.make(seen, selection.everything(seen), profile("public"), Choices(**choices))  # type: ignore[arg-type]  # of ids


def before(plan: RedactionPlan, names: dict[RecordId, str] | None = None) -> list[Earlier]:
    return [Earlier(DISCLOSURE, told(plan, names), is_assumed=False)]


def kinds(found: tuple[Joint, ...]) -> set[tuple[str, RecordId | None]]:
    return {(each.kind, each.person or each.record) for each in found}


def test_the_same_bundle_twice_says_nothing_more(book: Casebook) -> None:
    _, seen = made(book)
    plan = planned(seen)
    assert joined(told(plan), before(plan)) == ()


def test_a_name_withheld_here_was_shown_there(book: Casebook) -> None:
    listed, seen = made(book)
    who, entry = listed.people["a"], listed.entries["b"]
    found = joined(told(planned(seen, withhold=frozenset((who,)))), before(planned(seen)))
    assert ("named-before", who) in kinds(found)
    assert ("hidden-here", entry) in kinds(found)
    assert not {each.person for each in found} & {listed.people["b"]}
    other_way = joined(told(planned(seen)), before(planned(seen, withhold=frozenset((who,)))))
    assert {("named-now", who), ("hidden-there", entry)} <= kinds(other_way)


def test_two_other_names_are_one_person(book: Casebook) -> None:
    listed, seen = made(book)
    who = listed.people["a"]
    about = {listed.entries["b"]: frozenset((who,))}
    bundle = replace(told(planned(seen, withhold=frozenset((who,)))), about=about)
    tulip, heath = (replace(bundle, names={who: name}) for name in ("Tulip", "Heath"))
    assert kinds(joined(tulip, [Earlier(DISCLOSURE, heath)])) == {("two-names", who)}
    assert joined(tulip, [Earlier(DISCLOSURE, tulip)]) == ()
    assert joined(tulip, [Earlier(DISCLOSURE, bundle)]) == ()


def test_what_cannot_be_laid_side_by_side_says_nothing(book: Casebook) -> None:
    listed, seen = made(book)
    who = listed.people["a"]
    here = told(planned(seen, withhold=frozenset((who,))))
    there = told(planned(seen))
    apart = replace(there, records=frozenset((listed.entries["c"],)))
    assert ("named-before", who) not in kinds(joined(here, [Earlier(DISCLOSURE, apart)]))
    bare = replace(here, texts={}, values={})
    assert joined(bare, [Earlier(DISCLOSURE, there)]) == ()


def test_disclosures_tell_what_left_before(book: Casebook, tmp_path: Path) -> None:
    listed, seen = made(book)
    plan = planned(seen)
    report = Document("en", "A list", (Paragraph((Text(WORDS),)),))
    bundle = write.make(book, seen, plan, report)
    left = write.release(book, plan, bundle, tmp_path / "out.zip", date="2025-06")
    again = snapshot.take(book)
    (one,) = earlier(again)
    assert one.disclosure == left.disclosure
    assert one.is_assumed
    assert set(listed.people.values()) <= one.told.named
    who = listed.people["a"]
    found = joined(told(planned(again, withhold=frozenset((who,)))), [one])
    assert ("named-before", who) in kinds(found)


def sent(
    book: Casebook, to: Path, terms: Terms | None = None, **choices: frozenset[RecordId]
) -> tuple[RecordId, bytes]:
    """A bundle that left, and what its recipient reads as records."""
    seen = snapshot.take(book)
    plan = planned(seen, **choices)
    bundle = write.make(book, seen, plan, Document("en", "A list", (Paragraph((Text("A list."),)),)))
    left = write.release(book, plan, bundle, to, date="2025-06", terms=terms)
    return left.disclosure, archive.read(bundle.data)["bundle/data/records.json"]


def test_two_recipients_and_two_editions_as_they_really_left(book: Casebook, tmp_path: Path) -> None:
    listed, _ = made(book)
    who = listed.people["a"]
    silent, first = sent(book, tmp_path / "one.zip", withhold=frozenset((who,)))
    full, second = sent(book, tmp_path / "two.zip", Terms(replaces=silent))
    assert OSKENOV.encode() not in first
    assert OSKENOV.encode() in second

    again = snapshot.take(book)
    before = earlier(again)
    assert {each.disclosure for each in before} == {silent, full}
    assert {each.disclosure for each in before if who in each.told.named} == {full}

    hiding = joined(told(planned(again, withhold=frozenset((who,)))), before)
    naming = joined(told(planned(again)), before)
    assert {each.disclosure for each in hiding if each.kind == "named-before"} == {full}
    assert {(each.disclosure, each.person) for each in naming if each.kind == "named-now"} == {(silent, who)}
    assert earlier(again, among=(full,)) == tuple(each for each in before if each.disclosure == full)


def test_every_finding_has_its_words() -> None:
    for kind in joining.JOINTS:
        found = Joint(kind, DISCLOSURE, None, None, 3, 5, is_assumed=True)
        told_so = joining.joint(
            found, translator("en"), person="A", record="R", date="2025-06", audience="public"
        )
        assert "{" not in told_so
        assert "2025-06" in told_so
