"""One circle on the page: who is in it, who could be, and whether new records go there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.options import Options
from casebook.gui.parts.text import as_tooltip, chip, label
from casebook.gui.screens.circles.state import Device, Row, adding, check_name, removing, renaming
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.wording.of_circles import ADDED_GETS, GREY, REMOVED_KEEPS


class CircleCard(QFrame):
    """`sent` carries where new records go from now on: this circle's compartment, or nothing for the team."""

    sent = Signal(object)

    def __init__(self, workspace: Workspace, look: Look, row: Row) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.row = row
        self.act: Doing | None = None
        tr, theme = look.tr, look.theme
        self.setProperty("role", "card")
        self.setAccessibleName(row.name)
        box = QVBoxLayout(self)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(8))
        holder = QWidget()
        head = Flow(holder, gap=theme.space(8))
        head.put(label(row.name, "strong"))
        if row.chosen:
            head.put(chip(tr(N_("new records go here")), "accent"))
        box.addWidget(holder)
        box.addWidget(label(row.figures, "meta", wrap=True))
        box.addWidget(self._members())
        if row.own and any(device.barred for device in row.members):
            box.addWidget(label(tr(GREY), "meta", wrap=True))
        if not row.own:
            box.addWidget(label(row.outside, "label", wrap=True))
        else:
            box.addWidget(self._acts())
        self._below = QVBoxLayout()
        box.addLayout(self._below)

    def _members(self) -> QWidget:
        look, tr = self.look, self.look.tr
        holder = QWidget()
        flow = Flow(holder, gap=look.theme.space(16))
        for device in self.row.members:
            one = QWidget()
            line = QHBoxLayout(one)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(look.theme.space(4))
            line.addWidget(label(device.words))
            if self.row.own and len(self.row.members) > 1:
                text = tr(N_("Leave it…") if device.own else N_("Take out…"))
                pick = Pick(look, text, device, name=f"{text} {device.words}, {self.row.name}")
                pick.picked.connect(self._ask_removal)
                _bar(pick, device.barred)
                line.addWidget(pick)
            flow.put(one)
        return holder

    def _acts(self) -> QWidget:
        look, tr, row = self.look, self.look.tr, self.row
        holder = QWidget()
        acts = Flow(holder, gap=look.theme.space(12))
        if row.others:
            text = tr(N_("Add a device…"))
            self.more = Button(look, text, role="link", icon="add", name=f"{text} {row.name}")
            self.more.clicked.connect(self._ask_addition)
            _bar(self.more, "" if self._addable() else row.others[0].barred)
            acts.put(self.more)
        text = tr(N_("Let new records go to the whole team") if row.chosen else N_("Let new records go here"))
        where = b"" if row.chosen else row.compartment
        send = Pick(look, text, where, name=f"{text} {row.name}")
        send.picked.connect(self.sent)
        acts.put(send)
        text = tr(N_("Rename…"))
        self.rename = Button(look, text, role="link", name=f"{text} {row.name}")
        self.rename.clicked.connect(self._ask_name)
        acts.put(self.rename)
        return holder

    def _ask_name(self) -> None:
        empty(self._below)
        caption = self.look.tr(N_("Its name; only those in it read it"))
        name = QLineEdit(self.row.name)
        name.setAccessibleName(caption)
        self._below.addWidget(label(caption, "label"))
        self._below.addWidget(name)
        self.act = Doing(self.workspace, self.look, self.look.tr(N_("Rename the circle")))
        self.act.wanted.connect(partial(self._rename, name))
        name.returnPressed.connect(partial(self._rename, name))
        self._below.addWidget(self.act)
        name.show()
        name.selectAll()
        name.setFocus()

    def _rename(self, field: QLineEdit) -> None:
        name = field.text().strip()
        problem = check_name(name)
        if self.act is not None:
            self.act.complain(self.look.tr(problem) if problem else "")
            if not problem:
                self.act.write(renaming(self.row.compartment, name))

    def _ask_removal(self, device: object) -> None:
        assert isinstance(device, Device)
        empty(self._below)
        told = self.row.leaving if device.own else self.look.tr(REMOVED_KEEPS)
        self._below.addWidget(label(device.words, "strong"))
        self._below.addWidget(label(told, "label", wrap=True))
        verb = N_("Leave the circle") if device.own else N_("Take it out of the circle")
        self.act = Doing(self.workspace, self.look, self.look.tr(verb), role="danger")
        self.act.wanted.connect(partial(self._remove, device))
        self._below.addWidget(self.act)
        self.act.show()
        self.act.setFocus()

    def _remove(self, device: Device) -> None:
        if self.act is not None:
            self.act.write(removing(self.row.compartment, device.public))

    def _addable(self) -> list[Device]:
        return [device for device in self.row.others if not device.barred]

    def _ask_addition(self) -> None:
        empty(self._below)
        tr = self.look.tr
        self._below.addWidget(label(tr(N_("Which device comes in?")), "label"))
        options = Options(self.look, tr(N_("Which device comes in?")))
        for device in self.row.others:
            options.add(device.words, device.barred, device.public).setEnabled(not device.barred)
        options.choose(self._addable()[0].public)
        self._below.addWidget(options)
        self._below.addWidget(label(tr(ADDED_GETS), "label", wrap=True))
        self.act = Doing(self.workspace, self.look, tr(N_("Add it to the circle")))
        self.act.wanted.connect(partial(self._add, options))
        self._below.addWidget(self.act)
        options.show()
        options.setFocus()

    def _add(self, options: Options) -> None:
        public = options.thing()
        if self.act is not None and isinstance(public, bytes):
            self.act.write(adding(self.row.compartment, public))


def _bar(button: QPushButton, why: str) -> None:
    """Nobody presses it, and everybody can learn why."""
    if why:
        button.setEnabled(False)
        button.setToolTip(as_tooltip(why))
        button.setAccessibleDescription(why)
