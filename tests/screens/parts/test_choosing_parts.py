from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from casebook.base.progress import Step
from casebook.base.words import translator
from casebook.gui.parts.options import Options
from casebook.gui.parts.picking import Picking
from casebook.gui.parts.steps import Steps
from casebook.gui.parts.turning import Turning
from casebook.gui.parts.working import Working
from casebook.gui.theme import Look, Theme, load_fonts


@pytest.fixture
def look() -> Look:
    return Look(translator("en"), Theme("light"))


@pytest.fixture(autouse=True)
def fonts(qtbot: QtBot) -> None:
    load_fonts()


def test_arrows_choose_among_options(qtbot: QtBot, look: Look) -> None:
    options = Options(look, "For whom")
    qtbot.addWidget(options)
    first = options.add("The public", "anybody", "public")
    second = options.add("Partners", "their keys", "partner")
    options.choose("public")
    with qtbot.waitActive(options):
        options.show()
        options.activateWindow()
    qtbot.waitUntil(second.isVisible)
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    assert first.accessibleDescription() == "anybody"
    with qtbot.waitSignal(options.chosen) as chosen:
        QTest.keyClick(first, Qt.Key.Key_Down)
    assert chosen.args == ["partner"]
    assert options.thing() == "partner"


def test_showing_a_choice_tells_nobody(qtbot: QtBot, look: Look) -> None:
    options = Options(look, "For whom")
    qtbot.addWidget(options)
    options.add("The public", "", "public")
    assert options.thing() is None
    with qtbot.assertNotEmitted(options.chosen):
        options.choose("public")
    options.clear()
    assert options.thing() is None


def test_only_steps_one_has_reached_can_be_picked(qtbot: QtBot, look: Look) -> None:
    steps = Steps(look, ("Choose", "Look", "Sign"))
    qtbot.addWidget(steps)
    steps.show_step(1, reached=1)
    choose, now, sign = steps.findChildren(QPushButton)
    assert (choose.isEnabled(), now.isChecked(), sign.isEnabled()) == (True, True, False)
    with qtbot.assertNotEmitted(steps.picked):
        now.click()
    assert now.isChecked()
    with qtbot.waitSignal(steps.picked) as picked:
        choose.click()
    assert picked.args == [0]


def test_a_pick_says_which_it_is(qtbot: QtBot, look: Look) -> None:
    picking = Picking(look, "Report", (("list", "Numbered list"), ("extract", "Extract")), "list")
    qtbot.addWidget(picking)
    assert picking.accessibleName() == "Report: Numbered list"
    one, other = picking.menu().actions()
    with qtbot.waitSignal(picking.picked) as picked:
        other.trigger()
    assert picked.args == ["extract"]
    assert picking.text() == "Extract"
    with qtbot.assertNotEmitted(picking.picked):
        picking.show_thing("extract", ("extract",))
    assert not one.isEnabled()


@pytest.mark.parametrize(("width", "turned"), [(900, False), (500, True)])
def test_a_row_turns_where_it_is_narrow(qtbot: QtBot, width: int, turned: bool) -> None:  # noqa: FBT001 - a parameter
    row = Turning(700, gap=8, last_first=True)
    qtbot.addWidget(row)
    first, last = QLabel("people"), QLabel("text")
    row.put(first, 1)
    row.put(last, 2)
    row.resize(width, 400)
    row.show()
    qtbot.waitUntil(last.isVisible)
    row.layout_.activate()
    assert row.turned is turned
    if turned:
        assert last.y() < first.y()
    else:
        assert first.x() < last.x()


def test_long_work_says_where_it_stands_and_can_be_stopped(qtbot: QtBot, look: Look) -> None:
    working = Working(look)
    qtbot.addWidget(working)
    working.begin("Making the plan", "Nothing is written.")
    working.show_step(Step("planning", 50, 200))
    texts = [label.text() for label in working.findChildren(QLabel)]
    assert "Making the plan" in texts
    assert any("25 %" in text for text in texts)
    (stop,) = working.findChildren(QPushButton)
    with qtbot.waitSignal(working.stopped):
        stop.click()
    assert not stop.isEnabled()
