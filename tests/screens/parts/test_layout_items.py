"""Asking a layout what stands in it leaves no object behind that outlives what it stood for."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import arrange, by_eye, empty, widgets_in


def items() -> list[object]:
    """The objects that stand for items of Qt's own layouts: none may be kept, for Qt frees the item unseen."""
    return [
        one
        for one in shiboken6.getAllValidWrappers()
        if isinstance(one, QLayoutItem) and not isinstance(one, QLayout)
    ]


def test_no_item_of_a_layout_is_kept(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    box, row = QVBoxLayout(page), QHBoxLayout()
    box.addLayout(row)
    buttons = [QPushButton(str(number)) for number in range(4)]
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    page.show()
    before = items()
    assert widgets_in(row) == buttons
    assert list(by_eye(page)) == buttons
    column = QVBoxLayout()
    box.addLayout(column)
    assert arrange(column, [buttons[2], buttons[0]]) == []
    assert arrange(column, [buttons[0], buttons[3]]) == [buttons[2]]
    assert widgets_in(column) == [buttons[0], buttons[3]]
    empty(column)
    assert items() == before


def test_a_flow_keeps_its_own_items(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    flow = Flow(page, gap=2)
    buttons = [QPushButton(str(number)) for number in range(3)]
    for button in buttons:
        flow.put(button)
    assert widgets_in(flow) == buttons
    assert widgets_in(flow) == buttons
    assert flow.heightForWidth(400) > 0
    empty(flow)
    assert flow.count() == 0
