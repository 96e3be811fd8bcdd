from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import books
import disclosed
import leaving_list
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import translator
from casebook.casework import address_book
from casebook.casework.book import Casebook
from casebook.casework.editions import AlreadyReplaced
from casebook.formats.wordlist import Comparison
from casebook.gui.screens.export.answers import Said
from casebook.gui.screens.export.audiences import AUDIENCES, audience_name
from casebook.gui.screens.export.choosing import Choosing
from casebook.gui.screens.export.planned import Planned
from casebook.gui.screens.export.state import ExportState
from casebook.gui.screens.export.texts import About, Stop
from casebook.model.kinds import Sensitivity
from casebook.redaction.plan import Stricter
from casebook.redaction.precision import DateStep, PlaceStep
from casebook.redaction.profile import PROFILES, Health, Media, Naming
from disclosed import EGRET, HERON
from leaving_list import Story

TODAY = date(2025, 6, 15)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    yield made
    made.close()


@pytest.fixture
def story(book: Casebook) -> Story:
    return leaving_list.tell(book)


def state(asked: RecordId | None = None) -> ExportState:
    return ExportState((), translator("en"), TODAY, asked)


def begun(one: ExportState, book: Casebook) -> Choosing:
    """What a screen does when it reads what can be chosen."""
    shown = one.load(book)
    if shown.taken is not None:
        one.take_over(shown.taken)
    return shown


def plan(one: ExportState, book: Casebook) -> Planned:
    return one.plan()(book, Progress())


def question(planned: Planned, word: str) -> Stop:
    return next(s for s in planned.texts.stops if s.about is About.QUESTION and s.word.strip() == word)


# --------------------------------------------------------------------------------------------- audiences


def test_every_profile_is_offered_and_its_sentence_is_true() -> None:
    assert set(AUDIENCES) == set(PROFILES)
    for name, told in AUDIENCES.items():
        seen = PROFILES[name]
        assert audience_name(name, translator("en"))[0].isupper()
        assert ("no files" in told) is (seen.media in (Media.NONE, Media.DESCRIBED)), name
        assert ("every kind of file" in told) <= (seen.media is Media.ALL), name
        assert ("recordings" in told) <= (seen.media is Media.STILLS), name
        assert ("restricted" in told) <= (seen.limit is Sensitivity.RESTRICTED), name
        assert ("internal" in told) <= (seen.limit is Sensitivity.INTERNAL), name
        assert ("only what is public" in told) <= (seen.limit is Sensitivity.PUBLIC), name
        assert ("street" in told) <= (seen.fine.place > PlaceStep.EXACT), name
        assert ("no health" in told) is (seen.health is Health.NEVER), name
        assert ("Other names" in told) is (seen.identity is Naming.PSEUDONYM), name
        assert ("every name" in told) is seen.names_all, name


# --------------------------------------------------------------------------------------------- recipients


def test_the_address_book_says_whose_key_nobody_compared(book: Casebook) -> None:
    watch, _ = address_book.add(book, name="Watch", audience="partner", language="ru", keys=[HERON])
    address_book.compare(book, watch, HERON, Comparison.IN_PERSON)
    address_book.add(book, name="Aid", audience="lawyer", keys=[EGRET])
    address_book.add(book, name="Nobody's key", audience="parl")
    found = {one.called: one for one in state().load(book).recipients}
    assert found["Watch"].doubts == ()
    assert "Nobody has compared this key" in found["Aid"].doubts[0]
    assert found["Nobody's key"].keys == ()
    assert "unencrypted" in found["Nobody's key"].doubts[0]


def test_a_recipient_brings_keys_language_and_organisation(book: Casebook) -> None:
    address_book.add(
        book, name="Aigul", organisation="Watch", audience="partner", language="ru", keys=[HERON]
    )
    one = state()
    (watch,) = one.load(book).recipients
    one.choose_recipients([watch])
    assert one.wanted.recipients == (HERON,)
    assert one.wanted.language == "ru"
    assert one.partner == "Watch"
    one.choose_audience("partner")
    assert one.profile.partner == "Watch"
    one.choose_recipients([])
    assert one.wanted.recipients == ()
    assert one.profile.partner == ""


# --------------------------------------------------------------------------------------------- the next edition


def test_the_next_edition_takes_over_what_the_last_one_was(book: Casebook, story: Story) -> None:
    people = (story.listed.people["oskenov"], story.listed.people["imanqul"])
    left = disclosed.leave(book, 1, names=("Watch",), purpose="Yearly", shown=people)
    one = state(left)
    shown = begun(one, book)
    assert (one.audience, one.wanted.recipients, one.wanted.purpose) == ("partner", (HERON,), "Yearly")
    assert one.replaces == left
    assert set(one.chosen) == set(people)
    assert not one.everything
    assert "Watch" in one.told_taken
    assert [item.name for item in shown.chosen] == ["Marat Oskenov", "Zauresh Imanqul"]


def test_for_another_audience_it_replaces_nothing(book: Casebook, story: Story) -> None:
    one = state(disclosed.leave(book, 1, shown=(story.listed.people["oskenov"],)))
    begun(one, book)
    one.choose_audience("public")
    assert one.replaces is None


def test_an_edition_that_was_replaced_has_no_next_one(book: Casebook, story: Story) -> None:
    first = disclosed.leave(book, 1, shown=(story.listed.people["oskenov"],))
    disclosed.leave(book, 2, shown=(story.listed.people["oskenov"],), replaces=first)
    with pytest.raises(AlreadyReplaced):
        state(first).load(book)


# --------------------------------------------------------------------------------------------- kept plans


def test_a_kept_plan_is_gone_on_from_where_one_stopped(book: Casebook, story: Story) -> None:
    one = state()
    one.choose_only(story.listed.edition)
    planned = plan(one, book)
    one.hide(question(planned, "Togzhanbek"))
    one.show(question(planned, "Kuanyshgali"))
    one.same(question(planned, "Kuanyshgali"), planned)
    touch = next(s for s in planned.texts.stops if s.about is About.TOUCH)
    one.show(touch)
    one.treat(Stricter(story.listed.people["oskenov"], Naming.INITIALS, DateStep.YEAR))
    one.withhold(story.listed.people["imanqul"])
    planned = one.answered(planned)(book, Progress())
    draft = one.draft_of(planned, "Spring", "", "to finish on Monday")
    touched = one.keep(draft)(book, Progress())
    assert touched.kinds == {"plan"}
    assert not one.concerns(touched)

    (kept,) = state().load(book).plans
    assert (kept.name, "The public" in kept.told, "Heron" in kept.told) == ("Spring", True, True)
    other = state(kept.record)
    begun(other, book)
    assert other.answers == one.answers
    assert other.chosen == (story.listed.edition,)
    again = plan(other, book)
    assert again.plan.choices == planned.plan.choices
    assert question(again, "Togzhanbek").said is Said.HIDDEN
    assert again.texts.open == planned.texts.open


def test_a_plan_that_is_kept_again_stays_one(book: Casebook, story: Story) -> None:
    one = state()
    planned = plan(one, book)
    for name in ("Spring", "Spring, second look"):
        draft = one.draft_of(planned, name, "Lark", "")
        one.kept(one.keep(draft)(book, Progress()), draft)
    (kept,) = state().load(book).plans
    assert kept.name == "Spring, second look"
    assert "Lark" in kept.told


def test_to_begin_anew_forgets_what_was_kept(book: Casebook, story: Story) -> None:
    one = state()
    one.treat(Stricter(story.listed.people["oskenov"], Naming.INITIALS))
    draft = one.draft_of(plan(one, book), "Spring", "", "")
    one.keep(draft)(book, Progress())
    (kept,) = state().load(book).plans
    other = state(kept.record)
    begun(other, book)
    other.begin_anew()
    assert other.plan_kept is None
    assert other.answers == state().answers
