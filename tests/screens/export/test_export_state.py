from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import books
import leaving_list
import lists
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import translator
from casebook.bundle.write import LeakFound, NothingToShow
from casebook.casework import disclosures, records
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Touched, Verb
from casebook.gui.screens.export.answers import Said
from casebook.gui.screens.export.leaving import problem_with, recipient
from casebook.gui.screens.export.state import ExportState, Planned
from casebook.gui.screens.export.texts import About, Stop, pieces
from casebook.redaction.leakcheck import Leak
from leaving_list import Story

TODAY = date(2025, 6, 15)
MARK = "▓▓▓"
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    yield made
    made.close()


@pytest.fixture
def story(book: Casebook) -> Story:
    return leaving_list.tell(book)


def state(*chosen: RecordId) -> ExportState:
    return ExportState(chosen, translator("en"), TODAY)


def plan(one: ExportState, book: Casebook) -> Planned:
    return one.plan()(book, Progress())


def answered(one: ExportState, planned: Planned, book: Casebook) -> Planned:
    return one.answered(planned)(book, Progress())


def stop(planned: Planned, word: str, about: About = About.QUESTION) -> Stop:
    return next(s for s in planned.texts.stops if s.about is about and s.word.strip() == word)


def narrative(planned: Planned, entry: RecordId) -> str:
    return next(
        text.passage.plain(MARK)
        for text in planned.texts.texts
        if text.record == entry and text.path.startswith("narrative/")
    )


# --------------------------------------------------------------------------------------------- choosing


def test_editions_are_offered_with_what_is_on_them(book: Casebook, story: Story) -> None:
    choosing = state().load(book)
    (edition,) = choosing.editions
    assert (edition.record, edition.name, edition.count) == (story.listed.edition, "A list", 4)
    assert choosing.everything == 4 + 5 + 1 + 1  # entries, people, the edition, the source of the decision


def test_what_was_selected_elsewhere_is_chosen(book: Casebook, story: Story) -> None:
    one = state(*story.listed.people.values())
    assert not one.everything
    assert [item.name for item in one.load(book).chosen] == [
        "Marat Oskenov",
        "Zauresh Imanqul",
        "Vadim Korneyev",
        "Erkin Dauletov",
    ]
    one.leave_out(story.listed.people["left"])
    assert len(one.load(book).chosen) == 3


def test_nothing_chosen_is_said(book: Casebook) -> None:
    one = state()
    one.choose_everything(wanted=False)
    assert one.missing()
    one.choose(lists.person(book, "Marat Oskenov"))
    assert not one.missing()


# --------------------------------------------------------------------------------------------- the plan


def test_the_plan_says_who_is_named_and_why(book: Casebook, story: Story) -> None:
    planned = plan(state(), book)
    told = {person.name: (person.named, person.why) for person in planned.people.people}
    assert told["Marat Oskenov"] == (True, "a decision on record allows it")
    assert told["Erkin Dauletov"] == (False, "nobody was asked, and no decision is on record")
    assert told["Saule Dzhandosova"] == (False, "the person is always protected")
    assert (planned.people.named, planned.people.withheld) == (3, 2)
    assert not planned.people.people[0].named, "those who are withheld stand first"


def test_it_counts_what_leaves_and_what_stays_back(book: Casebook, story: Story) -> None:
    summary = plan(state(), book).summary
    assert ("List entries", 3, 4) in summary.leaving
    assert ("People", 3, 5) in summary.leaving
    assert {count.words: count.count for count in summary.left_out} == {
        "nobody was asked, and no decision is on record": 2,  # the person and the entry
        "the person is always protected": 1,
    }
    # Three entries: a number each; one address that names somebody.
    withheld = {count.words: count.count for count in summary.withheld}
    assert withheld["gaps in the numbers would tell who is missing"] == 3
    assert withheld["names somebody who may not be named"] == 1


def test_only_an_edition_leaves_with_what_belongs_to_it(book: Casebook, story: Story) -> None:
    lists.person(book, "Somebody Else")
    planned = plan(state(story.listed.edition), book)
    assert {person.name for person in planned.people.people} == {
        "Marat Oskenov",
        "Zauresh Imanqul",
        "Vadim Korneyev",
        "Erkin Dauletov",
    }
    assert planned.people.others == 2


# --------------------------------------------------------------------------------------------- questions


def test_every_stranger_is_asked_about_and_hidden_meanwhile(book: Casebook, story: Story) -> None:
    planned = plan(state(), book)
    questions = [one.word for one in planned.texts.stops if one.about is About.QUESTION]
    assert sorted(questions) == ["Kuanyshgali", "Kuanyshgali", "Togzhanbek"]
    assert all(one.open for one in planned.texts.stops if one.about is About.QUESTION)
    assert narrative(planned, story.listed.entries["imanqul"]) == f"Imanqul drew the map. {MARK} folded it."


def test_one_place_is_shown_and_the_other_waits(book: Casebook, story: Story) -> None:
    one = state()
    planned = plan(one, book)
    first = stop(planned, "Kuanyshgali")
    assert first.also == 1
    assert one.show(first)
    planned = answered(one, planned, book)
    said = [s.said for s in planned.texts.stops if s.word == "Kuanyshgali"]
    assert said == [Said.SHOWN, Said.OPEN]


def test_the_same_for_all_places_of_a_word(book: Casebook, story: Story) -> None:
    one = state()
    planned = plan(one, book)
    first = stop(planned, "Kuanyshgali")
    assert not one.same(first, planned), "nothing was answered yet"
    one.show(first)
    assert one.same(first, planned)
    planned = answered(one, planned, book)
    assert (
        narrative(planned, story.listed.entries["imanqul"]) == "Imanqul drew the map. Kuanyshgali folded it."
    )
    last = [s for s in planned.texts.stops if s.word == "Kuanyshgali"][-1]
    one.hide(last)
    planned = answered(one, planned, book)
    shown = [
        narrative(planned, entry).count("Kuanyshgali")
        for key, entry in story.listed.entries.items()
        if key in ("oskenov", "imanqul")
    ]
    assert sorted(shown) == [0, 1], "one place hidden by hand stays hidden whatever its word does"


def test_hiding_answers_a_question_and_changes_nothing(book: Casebook, story: Story) -> None:
    one = state()
    planned = plan(one, book)
    before = planned.texts.open
    one.hide(stop(planned, "Togzhanbek"))
    after = answered(one, planned, book)
    assert after.texts.open == before - 1
    assert narrative(after, story.listed.entries["korneyev"]) == narrative(
        planned, story.listed.entries["korneyev"]
    )


def test_a_mark_beside_a_negation_is_asked_about_and_its_sentence_may_go(
    book: Casebook, story: Story
) -> None:
    one = state()
    planned = plan(one, book)
    touch = stop(planned, "Dzhandosova", About.TOUCH)
    assert "“not”" in touch.why
    one.hide(touch)
    planned = answered(one, planned, book)
    assert narrative(planned, story.listed.entries["korneyev"]) == MARK
    assert not [s for s in planned.texts.stops if s.about is About.TOUCH]


def test_a_mark_beside_a_negation_may_be_left(book: Casebook, story: Story) -> None:
    one = state()
    planned = plan(one, book)
    before = planned.texts.open
    one.show(stop(planned, "Dzhandosova", About.TOUCH))
    planned = answered(one, planned, book)
    assert planned.texts.open == before - 1
    assert stop(planned, "Dzhandosova", About.TOUCH).said is Said.LEFT


def test_a_protected_name_cannot_be_shown(book: Casebook, story: Story) -> None:
    one = state()
    planned = plan(one, book)
    mark = stop(planned, "Saule Dzhandosova", About.MARK)
    assert not one.show(mark)
    assert "Saule" not in narrative(answered(one, planned, book), story.listed.entries["oskenov"])


def test_more_may_be_hidden_by_hand_and_shown_again(book: Casebook, story: Story) -> None:
    one = state()
    planned = plan(one, book)
    entry = story.listed.entries["imanqul"]
    text = next(t for t in planned.texts.texts if t.record == entry)
    here = next(s for s in planned.texts.stops if planned.texts.texts[s.text] is text)
    start = text.passage.text.index("the map")
    one.cut(here, start, start + len("the map"))
    planned = answered(one, planned, book)
    assert narrative(planned, entry).startswith(MARK)
    assert one.show(next(s for s in planned.texts.stops if s.about is About.MARK and s.place[0] == entry))
    assert narrative(answered(one, planned, book), entry).startswith("Imanqul drew the map.")


def test_a_person_may_be_withheld_and_named_again(book: Casebook, story: Story) -> None:
    one = state()
    planned = plan(one, book)
    one.withhold(story.listed.people["imanqul"])
    planned = answered(one, planned, book)
    person = next(p for p in planned.people.people if p.name == "Zauresh Imanqul")
    assert (person.named, person.by_hand, person.why) == (False, True, "chosen by hand")
    assert planned.people.named == 2
    one.withhold(story.listed.people["imanqul"])
    assert answered(one, planned, book).people.named == 3


def test_why_says_whom_a_place_names(book: Casebook, story: Story) -> None:
    one = state()
    planned = plan(one, book)
    (known,) = one.why(planned, stop(planned, "Saule Dzhandosova", About.MARK))(book, Progress())
    assert (known.name, known.named, known.why) == (
        "Saule Dzhandosova",
        False,
        "the person is always protected",
    )
    (stranger,) = one.why(planned, stop(planned, "Togzhanbek"))(book, Progress())
    assert stranger.person is None


def test_after_a_change_of_the_text_its_answers_are_forgotten(book: Casebook, story: Story) -> None:
    """The same characters may name somebody else by now."""
    one = state()
    planned = plan(one, book)
    here = stop(planned, "Togzhanbek")
    one.show(here)
    touched = records.write(
        book,
        Verb.EDIT,
        [
            Set(
                here.place[0],
                here.place[1],
                "It was not Dzhandosova who threw the flask but Karakhanov, said Korneyev.",
            )
        ],
    )
    assert one.concerns(touched)
    one.forget(touched)
    planned = plan(one, book)
    assert "Karakhanov" not in narrative(planned, story.listed.entries["korneyev"])
    assert stop(planned, "Karakhanov").open


def test_the_note_of_what_left_makes_no_plan_stale() -> None:
    assert not state().concerns(Touched(Verb.DISCLOSE, frozenset(), frozenset(("disclosure",)), None))


def test_pieces_are_the_text(book: Casebook, story: Story) -> None:
    planned = plan(state(), book)
    for number, text in enumerate(planned.texts.texts):
        stops = tuple(s for s in planned.texts.stops if s.text == number)
        for current in (None, *stops):
            found = pieces(text, stops, current)
            assert "".join(piece.text for piece in found) == text.passage.text
            hidden = "".join(piece.text for piece in found if not piece.seen.hidden)
            assert hidden == "".join(piece for piece in text.passage.pieces() if piece is not None)


# --------------------------------------------------------------------------------------------- leaving


def test_the_bundle_is_made_searched_and_let_out(book: Casebook, story: Story, tmp_path: Path) -> None:
    one = state(story.listed.edition)
    one.want(purpose="for the yearly list")
    planned = plan(one, book)
    ready = one.ready(planned)(book, Progress())
    assert ready.checked >= 2, "two people are withheld; whoever writes here is protected besides"
    assert not list(tmp_path.glob("*.zip"))
    assert {"data/report.html", "data/report.pdf", "data/records.json"} <= {file.path for file in ready.files}
    to = tmp_path / "out.zip"
    done = one.release(planned, ready, to)(book, Progress())
    assert (done.path, done.size, done.encrypted) == (to, to.stat().st_size, False)
    assert done.touched.verb is Verb.DISCLOSE
    (left,) = disclosures.disclosures(book)
    assert (left.value("purpose"), left.value("audience")) == ("for the yearly list", "public")
    with zipfile.ZipFile(to) as bundle:
        text = b"".join(bundle.read(name) for name in bundle.namelist()).decode("utf-8", "ignore")
    assert "Oskenov" in text
    assert "zhandosova" not in text
    signers = tmp_path / "signers"
    signers.write_text(done.line + "\n")
    with zipfile.ZipFile(to) as bundle:
        bundle.extractall(tmp_path / "open")
    folder = tmp_path / "open" / "bundle"
    checked = subprocess.run(
        f"ssh-keygen -Y verify -f {signers} -I organisation -n bundle@casebook -s tagmanifest-sha256.txt.sig".split(),
        cwd=folder,
        input=(folder / "tagmanifest-sha256.txt").read_bytes(),
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def test_a_name_nobody_hid_is_found_and_nothing_is_written(
    book: Casebook, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = state()
    planned = plan(one, book)
    from casebook.gui.screens.export import leaving
    from casebook.reports.document import Document, Paragraph, Text

    spoiled = Document("en", "Spoiled", (Paragraph((Text("Сауле Джандосова was there."),)),))
    monkeypatch.setattr(leaving, "report_of", lambda *_: spoiled)
    with pytest.raises(LeakFound) as found:
        one.ready(planned)(book, Progress())
    shown = one.leaks(planned, found.value.leaks)
    assert {leak.name for leak in shown} == {"Saule Dzhandosova"}
    assert {"data/report.html"} <= {leak.where for leak in shown}


def test_nothing_to_show_is_refused(book: Casebook) -> None:
    lists.person(book, "Marat Oskenov")
    one = state()
    with pytest.raises(NothingToShow):
        one.ready(plan(one, book))(book, Progress())


def test_what_is_in_a_leak_that_nobody_owns(book: Casebook, story: Story) -> None:
    (shown,) = state().leaks(plan(state(), book), (Leak("", "unreadable", None, "script"),))
    assert (shown.where, shown.name) == ("the whole file", "")
    assert "script" in shown.how


def test_a_bundle_for_recipients_is_made_for_them(book: Casebook, story: Story, tmp_path: Path) -> None:
    one = state()
    one.audience = "partner"
    planned = plan(one, book)
    assert not one.want(purpose="x")
    assert one.want(recipients=(recipient(f"  {KEY}\n").line,)), "its size is rounded up before"
    ready = one.ready(planned)(book, Progress())
    done = one.release(planned, ready, tmp_path / "out.zip.age")(book, Progress())
    assert done.encrypted
    assert done.path.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert "data/padding.bin" in {file.path for file in ready.files}


def test_the_words_of_a_recipient_are_twelve() -> None:
    assert len(recipient(KEY).words.split()) == 12


def test_where_a_bundle_cannot_go_is_said(tmp_path: Path) -> None:
    taken = tmp_path / "there.zip"
    taken.touch()
    assert problem_with(None, encrypted=False)
    assert problem_with(tmp_path / "out.txt", encrypted=False)
    assert problem_with(tmp_path / ".zip", encrypted=False)
    assert problem_with(tmp_path / "out.zip", encrypted=True)
    assert problem_with(tmp_path / "none" / "out.zip", encrypted=False)
    assert problem_with(taken, encrypted=False)
    assert not problem_with(tmp_path / "out.zip", encrypted=False)
    assert not problem_with(tmp_path / "out.zip.age", encrypted=True)
