from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

import books
import desk
from casebook.base.secret import Secret
from casebook.base.words import translator
from casebook.casework import keys, recovery
from casebook.casework.recovery import Shares
from casebook.gui.screens.recovery.asking import Asking
from casebook.gui.screens.recovery.counts import Counts
from casebook.gui.screens.recovery.making import Making
from casebook.gui.screens.recovery.panel import Panel
from casebook.gui.screens.recovery.papers import Papers
from casebook.gui.screens.recovery.state import Question, RecoveryState, questions, wrong
from casebook.gui.screens.recovery.view import RecoveryView
from casebook.gui.workspace import Place, Spot
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from desk import Desk

SECOND = "harbour second lantern willow crane"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    made.close()
    return tmp_path / "book"


@pytest.fixture
def table(qtbot: QtBot, book: Path) -> Iterator[Desk]:
    with desk.opened(qtbot, book) as opened:
        opened.workspace.kdf = CHEAPEST
        opened.workspace.go(Spot(Place.RECOVERY))
        opened.rest()
        yield opened


def making(table: Desk) -> Making:
    found = table.shown(RecoveryView).making
    assert found is not None
    return found


def prepared(table: Desk) -> Shares:
    """The first offer taken, by keyboard alone: the verb has the focus."""
    assert isinstance(making(table).step, Counts)
    table.press(Qt.Key.Key_Return)
    shares = making(table)._shares
    assert shares is not None
    return shares


def asked(table: Desk) -> tuple[Shares, Asking]:
    shares = prepared(table)
    for _ in range(len(shares.words) + 1):
        table.press(Qt.Key.Key_Return)
    step = making(table).step
    assert isinstance(step, Asking)
    return shares, step


def answer(table: Desk, shares: Shares, step: Asking) -> None:
    for question in step.asked:
        table.type(shares.words[question.share - 1].split()[question.word - 1][:4])
        table.press(Qt.Key.Key_Return)


def texts(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def test_shares_are_made_with_the_keyboard_alone_and_open_the_casebook(table: Desk, book: Path) -> None:
    shares, step = asked(table)
    answer(table, shares, step)
    assert isinstance(making(table).step, Panel)
    assert not table.read(recovery.status).set_up, "nothing changes before the last step"
    table.type(books.PASSPHRASE)
    table.press(Qt.Key.Key_Return)

    status = table.read(recovery.status)
    assert (status.threshold, status.count, status.set_name) == (2, 3, shares.set_name)
    shown = texts(table.screen)
    assert "Any 2 of 3 shares open this casebook" in shown
    assert all(word in shown for word in shares.fingerprint_words)
    assert shares.words[0].split()[7] not in shown.split()

    table.workspace.leave()
    table.until(lambda: not table.workspace.is_open)
    opened = recovery.open_with_shares(
        book, shares.words[1:], Opening(Secret(SECOND), label="Reed"), kdf=CHEAPEST
    )
    opened.close()


def test_every_paper_shows_its_share_and_the_last_one_the_sheet(table: Desk) -> None:
    shares = prepared(table)
    for number, words in enumerate(shares.words, 1):
        step = making(table).step
        assert isinstance(step, Papers)
        assert step.words is not None
        assert [one.text() for one in step.words.labels] == words.split()
        assert f"Share {number} of 3" in texts(table.screen)
        assert shares.set_name in texts(table.screen)
        table.press(Qt.Key.Key_Return)
    assert isinstance(step, Papers)
    assert step.words is not None
    assert [one.text() for one in step.words.labels] == list(shares.fingerprint_words)


def test_words_can_be_neither_selected_nor_copied(table: Desk) -> None:
    prepared(table)
    step = making(table).step
    assert isinstance(step, Papers)
    assert step.words is not None
    for one in step.words.labels:
        assert one.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction
        assert one.focusPolicy() == Qt.FocusPolicy.NoFocus
    clipboard = QApplication.clipboard()
    clipboard.setText("before")
    table.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    table.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "before"


def test_a_wrong_word_is_named_by_its_place_and_nothing_goes_on(table: Desk) -> None:
    shares, step = asked(table)
    for field, question in zip(step.fields, step.asked, strict=True):
        field.setText(shares.words[question.share - 1].split()[question.word - 1])
    step.fields[3].setText("lantern")
    step.submit()

    assert f"share 2, word {step.asked[3].word}" in step.notice.text.text()
    assert step.fields[3].property("bad") == "true"
    assert making(table).step is step


def test_a_wrong_passphrase_leaves_everything_as_it_was(table: Desk) -> None:
    shares, step = asked(table)
    answer(table, shares, step)
    table.type("something else entirely")
    table.press(Qt.Key.Key_Return)

    panel = making(table).step
    assert isinstance(panel, Panel)
    assert panel.doing._notice.isVisible()
    assert not table.read(recovery.status).set_up


@pytest.mark.parametrize("leave", ["place", "lock", "escape"])
def test_whoever_leaves_takes_no_words_along(table: Desk, leave: str) -> None:
    prepared(table)
    made = making(table)
    step = made.step
    assert isinstance(step, Papers)
    assert step.words is not None
    labels = step.words.labels
    shown = []
    for one in labels:
        one.setParent(None)  # kept alive for the test, whatever becomes of the screen
    if leave == "place":
        table.workspace.go(Spot(Place.SAFETY))
    elif leave == "lock":
        table.workspace.lock(now=True)
    else:
        table.press(Qt.Key.Key_Escape)
    shown = [one.text() for one in labels]
    table.rest()

    assert not any(shown)


def test_shares_that_come_after_the_lock_began_are_not_shown(table: Desk) -> None:
    made = making(table)
    assert isinstance(made.step, Counts)
    made.step.submit()
    table.workspace.locking.emit()
    table.rest()

    assert made._shares is None
    assert isinstance(made.step, Counts)


def test_going_back_to_the_papers_shows_them_again(table: Desk) -> None:
    shares, step = asked(table)
    step.fields[0].setText("lantern")
    making(table).steps.picked.emit(1)
    papers = making(table).step
    assert isinstance(papers, Papers)
    assert papers.words is not None
    assert [one.text() for one in papers.words.labels] == shares.words[0].split()


def test_other_numbers_are_checked_before_anything_is_made(table: Desk) -> None:
    counts = making(table).step
    assert isinstance(counts, Counts)
    counts.options.choose(None)
    counts._choose(None)
    for threshold, count in (("1", "3"), ("4", "3"), ("", "3")):
        counts.threshold.setText(threshold)
        counts.count.setText(count)
        counts.submit()
        assert counts.doing._notice.isVisible()
        assert not counts.doing.busy
    counts.threshold.setText("4")
    counts.count.setText("6")
    counts.submit()
    table.rest()
    shares = making(table)._shares
    assert shares is not None
    assert (shares.threshold, len(shares.words)) == (4, 6)


def set_up(folder: Path, *, second: bool = False) -> Shares:
    with books.derived_once():
        made = books.reopen(folder)
        if second:
            keys.add(
                made, Opening(Secret(books.PASSPHRASE)), Opening(Secret(SECOND), label="Linden"), kdf=CHEAPEST
            )
        others = [Opening(Secret(SECOND), label="Linden")] if second else []
        shares = recovery.make(made, Opening(Secret(books.PASSPHRASE)), 3, 5, others=others, kdf=CHEAPEST)
        made.close()
    return shares


def test_recovery_is_withdrawn_and_who_was_not_there_is_named(qtbot: QtBot, book: Path) -> None:
    set_up(book, second=True)
    with desk.opened(qtbot, book) as table:
        table.workspace.kdf = CHEAPEST
        table.workspace.go(Spot(Place.RECOVERY))
        table.rest()
        view = table.shown(RecoveryView)
        table.press_button("Withdraw recovery")
        assert view.panel is not None
        assert "Linden" in view.panel.present.outcome.text()
        table.type(books.PASSPHRASE)
        table.press(Qt.Key.Key_Return)

        assert not table.read(recovery.status).set_up
        assert [way.label for way in table.read(keys.ways)] == [""]
        assert "Linden" in texts(view)


def test_new_shares_make_the_old_ones_worthless(qtbot: QtBot, book: Path) -> None:
    old = set_up(book)
    with desk.opened(qtbot, book) as table:
        table.workspace.kdf = CHEAPEST
        table.workspace.go(Spot(Place.RECOVERY))
        table.rest()
        assert "Any 3 of 5 shares open this casebook" in texts(table.screen)
        table.press_button("Make new shares")
        shares, step = asked(table)
        answer(table, shares, step)
        table.type(books.PASSPHRASE)
        table.press(Qt.Key.Key_Return)

        assert table.read(recovery.status).set_name == shares.set_name
        table.workspace.leave()
        table.until(lambda: not table.workspace.is_open)
    with pytest.raises(recovery.SharesOfAnother):
        recovery.open_with_shares(book, old.words[:3], Opening(Secret(SECOND)), kdf=CHEAPEST)


def test_two_different_words_of_each_share_are_asked_back() -> None:
    for _ in range(50):
        found = questions(3)
        assert [one.share for one in found] == [1, 1, 2, 2, 3, 3]
        assert len(set(found)) == 6
        assert all(5 <= one.word <= 20 for one in found)


def test_what_is_typed_back_is_compared_by_four_letters() -> None:
    words = [" ".join(f"word{chr(97 + n)}" for n in range(20)), " ".join(["academic"] * 20)]
    two = (Question(1, 7), Question(2, 20))

    assert wrong(words, two, ("wordg", "Acad")) == ((), ())
    assert wrong(words, two, ("", "aca")) == ((two[0],), (two[1],))
    assert wrong(words, two, ("wordg", "academics")) == ((), (two[1],))


def test_a_recovery_key_that_was_not_made_here_is_said_so() -> None:
    heading, facts = RecoveryState(translator("en")).stands(recovery.Status(set_up=True))

    assert heading == "Recovery is set up"
    assert "not known" in facts
