from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import books
import desk
import disclosed
import leaving_list
from casebook.base.ids import RecordId
from casebook.casework import address_book, derivatives, evidence, plans, records, settings
from casebook.casework.book import Casebook
from casebook.casework.derivatives import Box, Decision, Form, Redaction
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.gui.screens.export.look import FEW, FILES, NEW, PEOPLE, TEXTS
from casebook.gui.screens.export.view import CHOOSE, LOOK, ExportView
from casebook.gui.workspace import Place, Spot
from casebook.journal import current
from casebook.redaction.precision import DateStep
from casebook.redaction.profile import Naming
from desk import Desk
from disclosed import EGRET, HERON
from leaving_list import Story

CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Kept:
    """The records a test speaks of."""

    story: Story
    picture: RecordId
    covered: RecordId
    left: RecordId


def tell(book: Casebook, folder: Path) -> Kept:
    """A list, one of whose people is the only welder; a picture of them; a bundle that left."""
    story = leaving_list.tell(book)
    oskenov = story.listed.people["oskenov"]
    records.write(book, Verb.EDIT, [Set(story.listed.entries["oskenov"], "occupation", "welder")])
    address_book.add(book, name="Watch", audience="partner", language="ru", keys=[HERON])
    address_book.add(book, name="Aid", audience="lawyer", keys=[EGRET])
    path = folder / "gate.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\nnobody reads it here")
    picture = evidence.attach(book, oskenov, path)[0]
    covered, _ = derivatives.note(
        book,
        picture,
        Redaction(Form.IMAGE, boxes=(Box(0, 0, 9, 9),)),
        Decision(face_voice=False, document=False),
        sha256=bytes(32),
        size=9,
    )
    imanqul = story.listed.people["imanqul"]
    left = disclosed.leave(book, 1, audience="public", recipients=(), shown=(imanqul,), named=(imanqul,))
    return Kept(story, picture, covered, left)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    told_of = tell(book, tmp_path)
    book.close()
    return told_of


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, kept: Kept) -> Iterator[Desk]:
    with desk.opened(qtbot, tmp_path / "book") as made:
        yield made


def looking(table: Desk, part: int = TEXTS, spot: Spot | None = None) -> ExportView:
    """The export at its second step, in one of its parts, reached by keyboard."""
    if spot is None:
        table.press(Qt.Key.Key_E, CTRL)
    else:
        table.workspace.go(spot)
    table.rest()
    screen = table.shown(ExportView)
    table.press(Qt.Key.Key_Return, CTRL)
    table.until(lambda: screen.stack.currentIndex() == LOOK)
    for _ in range(part):
        table.press(Qt.Key.Key_F6)
    settled(table, screen)
    return screen


def settled(table: Desk, screen: ExportView) -> None:
    """Every answer is in the plan, and every part has heard of it."""
    table.until(lambda: not screen.answering.stale and screen.looking.beside is not None)
    table.rest()


def told(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def to_person(screen: ExportView, name: str) -> None:
    people = screen.looking.people
    people.table.go_to([one.name for one in people.shown.people].index(name))


# --------------------------------------------------------------------------------------------- for whom


def test_whom_it_is_for_is_ticked_by_keyboard(table: Desk) -> None:
    table.press(Qt.Key.Key_E, CTRL)
    table.rest()
    screen = table.shown(ExportView)
    box = table.tab_to("Watch")
    assert isinstance(box, QCheckBox)
    assert "Nobody has compared this key" in box.accessibleDescription()
    assert "goes unencrypted" in told(screen.choosing)
    table.press(Qt.Key.Key_Space)
    assert screen.state.wanted.recipients == (HERON,)
    assert (screen.state.audience, screen.state.wanted.language) == ("partner", "ru")
    assert "Only they can open it." in told(screen.choosing)
    organisation = table.tab_to("Organisation that receives it")
    assert isinstance(organisation, QLineEdit)
    assert organisation.text() == "Watch"


def test_the_next_edition_is_begun_from_the_rounds(table: Desk, kept: Kept) -> None:
    table.workspace.go(Spot(Place.EXPORT, record=kept.left))
    table.rest()
    screen = table.shown(ExportView)
    assert screen.state.replaces == kept.left
    assert "The next edition of" in told(screen.choosing)
    table.press_button("Replace nothing")
    assert screen.state.replaces is None
    assert screen.state.chosen == (kept.story.listed.people["imanqul"],)


# --------------------------------------------------------------------------------------------- people


def test_a_person_is_made_stricter_step_by_step(table: Desk, kept: Kept) -> None:
    screen = looking(table, PEOPLE)
    oskenov = kept.story.listed.people["oskenov"]
    to_person(screen, "Marat Oskenov")
    seen = []
    for _ in range(5):
        table.press(Qt.Key.Key_T)
        settled(table, screen)
        assert screen.answering.planned is not None
        seen.append(screen.answering.planned.plan.people[oskenov].naming)
    assert seen == [Naming.INITIALS, Naming.PSEUDONYM, Naming.ROLE, Naming.WITHHELD, Naming.NAMED]
    for _ in range(5):
        table.press(Qt.Key.Key_Z)
    settled(table, screen)
    assert not screen.state.can_undo


def test_nobody_is_made_less_strict(table: Desk, kept: Kept) -> None:
    screen = looking(table, PEOPLE)
    to_person(screen, "Saule Dzhandosova")
    assert not screen.looking.people.one.step.isEnabled()
    table.press(Qt.Key.Key_T)
    table.press(Qt.Key.Key_Return)
    assert screen.answering.planned is not None
    assert screen.answering.planned.plan.people[kept.story.protected].naming is Naming.WITHHELD
    assert not screen.state.can_undo


def test_dates_of_everybody_are_told_by_the_year(table: Desk) -> None:
    screen = looking(table, PEOPLE)
    people = screen.looking.people
    people.all_dates.picked.emit(DateStep.YEAR.name)
    settled(table, screen)
    assert screen.answering.planned is not None
    assert screen.answering.planned.plan.choices.date is DateStep.YEAR
    assert people.all_dates.text() == "dates by the year at most"


def test_other_names_are_fresh_unless_somebody_keeps_them(qtbot: QtBot, tmp_path: Path, kept: Kept) -> None:
    with books.derived_once():
        book = books.reopen(tmp_path / "book")
    oskenov = kept.story.listed.people["oskenov"]
    disclosed.leave(
        book, 2, audience="public", recipients=(), shown=(oskenov,), pseudonyms=((oskenov, "Person 512"),)
    )
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as table:
        screen = looking(table, PEOPLE)
        to_person(screen, "Marat Oskenov")
        table.press(Qt.Key.Key_T)
        table.press(Qt.Key.Key_T)
        settled(table, screen)
        assert screen.looking.people.names.text() == "other names: fresh ones"
        screen.looking.people.names.picked.emit("kept")
        settled(table, screen)
        assert screen.answering.planned is not None
        assert screen.answering.planned.plan.choices.kept == {(oskenov, "Person 512")}
        screen.go_to(CHOOSE)
        screen.state.choose_audience("media")
        assert not screen.state.answers.rest.kept, "others know them by no name yet"


# --------------------------------------------------------------------------------------------- who stands out


def disguised(table: Desk) -> ExportView:
    """The only welder is told of under another name."""
    screen = looking(table, PEOPLE)
    to_person(screen, "Marat Oskenov")
    table.press(Qt.Key.Key_T)
    table.press(Qt.Key.Key_T)
    settled(table, screen)
    table.press(Qt.Key.Key_F6)
    assert screen.looking.stack.currentIndex() == FEW
    return screen


def test_who_could_be_recognised_is_in_the_way(table: Desk) -> None:
    screen = disguised(table)
    assert "Marat Oskenov · under another name" in told(screen.looking.few)
    assert "welder" in told(screen.looking.few)
    screen.looking.go_to(TEXTS)
    table.press(Qt.Key.Key_Return, CTRL)
    assert screen.stack.currentIndex() == LOOK
    assert screen.looking.stack.currentIndex() == FEW
    assert "Somebody could be recognised" in told(screen.looking)


def test_a_proposal_is_followed_with_one_key(table: Desk, kept: Kept) -> None:
    screen = disguised(table)
    assert screen.looking.few.table.hasFocus()
    table.press(Qt.Key.Key_Return)
    settled(table, screen)
    assert (kept.story.listed.entries["oskenov"], "occupation") in screen.state.answers.rest.leave_out
    assert screen.looking.beside is not None
    assert not screen.looking.beside.few.blocked


def test_only_a_reason_lets_it_be_shown_all_the_same(table: Desk, kept: Kept) -> None:
    screen = disguised(table)
    table.tab_to("Why it may be shown all the same")
    table.press(Qt.Key.Key_Return)
    assert not screen.state.answers.rest.overrides
    table.type("she told the papers herself")
    table.press(Qt.Key.Key_Return)
    settled(table, screen)
    oskenov = kept.story.listed.people["oskenov"]
    assert screen.state.answers.rest.overrides == {(oskenov, "she told the papers herself")}
    assert screen.looking.beside is not None
    assert not screen.looking.beside.few.blocked
    assert [one.blocks for one in screen.looking.beside.few.people] == [False]
    assert screen.looking.refuses() == ""


# --------------------------------------------------------------------------------------------- files


def test_a_file_goes_along_only_as_it_was_decided(table: Desk, kept: Kept) -> None:
    screen = looking(table, FILES)
    assert screen.looking.files.table.hasFocus()
    assert screen.state.answers.rest.attach == frozenset()
    table.press(Qt.Key.Key_Return)
    settled(table, screen)
    assert screen.state.answers.rest.attach == {kept.covered}
    assert "goes along" in screen.looking.row._picks[FILES].text()
    table.press(Qt.Key.Key_Return)
    settled(table, screen)
    assert screen.state.answers.rest.attach == frozenset()


def test_what_of_a_file_may_leave_is_decided_elsewhere(table: Desk, kept: Kept) -> None:
    looking(table, FILES)
    table.press_button("Decide what may leave of it")
    assert table.workspace.here == Spot(Place.REDACT, record=kept.picture)


def test_a_file_that_may_not_go_any_more_is_in_the_way(table: Desk, kept: Kept) -> None:
    screen = looking(table, FILES)
    table.press(Qt.Key.Key_Return)
    screen.looking.go_to(PEOPLE)
    to_person(screen, "Marat Oskenov")
    table.press(Qt.Key.Key_Return)
    settled(table, screen)
    # Withheld, nothing of them is shown: the file belongs to nothing any more.
    assert screen.state.answers.rest.attach == {kept.covered}
    assert "may not go along any more" in screen.looking.refuses()
    assert screen.looking.stack.currentIndex() == FILES
    table.press(Qt.Key.Key_Return)
    settled(table, screen)
    assert screen.looking.refuses() == ""


# --------------------------------------------------------------------------------------------- what is new


def test_what_is_new_since_the_last_bundle(table: Desk) -> None:
    screen = looking(table, NEW)
    new = screen.looking.new
    assert "New since 2025-06" in told(new)
    assert screen.looking.beside is not None
    assert screen.looking.beside.news.last is not None
    changes = {(one.name, one.what) for one in screen.looking.beside.news.last.changes}
    assert ("Marat Oskenov", "named now and not then") in changes
    assert ("Zauresh Imanqul", "named now and not then") not in changes
    assert new.table.hasFocus()
    table.press(Qt.Key.Key_Return)
    assert table.workspace.here is not None
    assert table.workspace.here.place is Place.RECORD


# --------------------------------------------------------------------------------------------- kept, and a second look


def test_a_plan_is_kept_and_gone_on_from(table: Desk, kept: Kept) -> None:
    screen = looking(table)
    table.press(Qt.Key.Key_H)
    left = screen.looking.asking.stops[0]
    table.press_button("Keep the plan")
    table.press(Qt.Key.Key_A, CTRL)
    table.type("Spring list")
    table.press(Qt.Key.Key_Return)
    settled(table, screen)
    assert screen.looking.keeping.isHidden()
    (record,) = table.read(lambda book: [one.id for one in current.every(book.db, "plan")])
    assert screen.state.plan_kept == record
    assert screen.answering.planned is not None, "to keep a plan changes nothing of it"

    table.workspace.go(Spot(Place.BROWSE, kind="person"))
    table.rest()
    table.press(Qt.Key.Key_E, CTRL)
    table.rest()
    table.press_button("Spring list")
    other = table.shown(ExportView)
    assert "Goes on from the plan “Spring list”." in told(other.choosing)
    table.press(Qt.Key.Key_Return, CTRL)
    table.until(lambda: other.stack.currentIndex() == LOOK)
    settled(table, other)
    same = other.looking.asking.stops[0]
    assert (same.place, same.open) == (left.place, False)
    assert other.looking.beside is not None
    assert other.looking.beside.news.kept is not None
    assert other.looking.beside.news.kept.changes == ()


def test_where_the_team_asks_a_second_person_must_look(qtbot: QtBot, tmp_path: Path, kept: Kept) -> None:
    with books.derived_once():
        book = books.reopen(tmp_path / "book")
    settings.set_setting(book, "second_review", "yes")
    book.close()
    with desk.opened(qtbot, tmp_path / "book") as table:
        screen = looking(table)
        assert "A second person has to look at this plan before it leaves" in told(screen.looking)
        table.press(Qt.Key.Key_Return, CTRL)
        assert screen.stack.currentIndex() == LOOK
        assert "A second person has to look at this plan first." in told(screen.looking)
        table.press_button("Second look")
        table.type("Heron")
        table.press(Qt.Key.Key_Return)
        assert screen.looking.refuses(), "whoever made it is no second person"
        table.press(Qt.Key.Key_A, CTRL)
        table.type("Lark")
        table.press(Qt.Key.Key_Return)
        table.until(lambda: screen.stack.currentIndex() == LOOK)
        settled(table, screen)
        assert "Lark looked at exactly this plan on" in told(screen.looking)
        assert screen.looking.refuses() == ""
        table.press(Qt.Key.Key_H)
        settled(table, screen)
        screen.looking.go_to(PEOPLE)
        to_person(screen, "Marat Oskenov")
        table.press(Qt.Key.Key_T)
        settled(table, screen)
        assert screen.looking.beside is not None
        assert screen.looking.beside.needs_second, "it is another plan now"
        assert len(table.read(lambda b: [plans.read(one) for one in current.every(b.db, "plan")])) == 1


@pytest.mark.parametrize("scale", [100, 200])
def test_every_part_fits_a_small_screen(qtbot: QtBot, tmp_path: Path, kept: Kept, scale: int) -> None:
    with desk.opened(qtbot, tmp_path / "book", scale=scale) as table:
        table.shell.resize(1366, 768)
        screen = disguised(table)
        assert table.shell.width() == 1366
        screen.looking.keep.click()
        for part in (TEXTS, PEOPLE, FEW, FILES, NEW):
            screen.looking.go_to(part)
            table.rest()
            QApplication.processEvents()
            assert table.shell.size().toTuple() == (1366, 768)
            for area in screen.looking.findChildren(QWidget):
                bar = getattr(area, "horizontalScrollBar", None)
                if bar is not None and area.isVisible():
                    assert bar().maximum() == 0, f"part {part}: {type(area).__name__} scrolls sideways"
