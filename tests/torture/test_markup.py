"""Markup in every field of every kind: shown as it was written, read by nobody, fetched from nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import program
import traces
from canary import Canaries
from casebook.base.ids import RecordId
from casebook.base.secret import Secret
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.erasing import KEPT_KINDS
from casebook.casework.opening import create_book
from casebook.casework.records import Add, Edit, New, Set
from casebook.casework.touched import Verb
from casebook.gui.parts.text import as_tooltip
from casebook.journal import current
from casebook.model.all_kinds import KINDS
from casebook.model.fields import BadValue, Text, Value
from casebook.model.kinds import Kind, Unit
from casebook.vault.keys import CHEAPEST
from driver import Driver
from program import Program
from torture import watching
from torture.table import Tally

MOST_GROWTH = 200 << 20
"""OnionShare's twenty bytes took two gigabytes."""


def markups(bait: Path) -> tuple[str, ...]:
    """What Qt's rich text would fetch, follow, or make room for."""
    return (
        f'<img src="file://{bait}" width="30000" height="30000">',
        f'<a href="file://{bait}">here</a> <b>Aru</b> &lt;i&gt;',
        f"<table width=100000><tr><td background='file://{bait}'>x</td></tr></table>",
        f"<p style=\"background-image:url('file://{bait}')\">x</p><!-- <qt> -->",
        f'<svg><image href="file://{bait}"/></svg><object data="file://{bait}">',
    )


def filled(kind: Kind, record: RecordId, markup: str) -> Iterator[Edit]:
    """Every field of *kind* that takes words, in the record itself and in one element of every list."""
    for unit in kind.units:
        if isinstance(unit, Unit):
            if (value := _value(unit, markup)) is not None:
                yield Set(record, unit.name, value)
        else:
            inside = [(one.name, _value(one, markup)) for one in unit.inside]
            values = tuple((name, value) for name, value in inside if value is not None)
            if values:
                yield Add(record, unit.name, values)


def _value(unit: Unit, markup: str) -> Value:
    """*markup* as that unit's value; nil where it takes no free words, or is not for people to write."""
    field = unit.field
    try:
        value = field.parse(markup)
    except BadValue:
        return None
    return value if isinstance(field, Text) or isinstance(value, tuple) else None


def fill(book: Casebook, bait: Path) -> dict[str, str]:
    """A record of each kind; its short code by kind."""
    codes = {}
    for number, kind in enumerate(KINDS.values()):
        if kind.name in KEPT_KINDS or kind.name == "setting":
            continue
        record = book.new_id()
        markup = markups(bait)[number % len(markups(bait))]
        edits = list(filled(kind, record, markup))
        if edits:
            records.write(book, Verb.ADD, [New(record, kind.name), *edits])
            codes[kind.name] = current.code_of(book.db, book.need(record))
    return codes


@pytest.mark.torture("T41", "markup in every field of every kind, each record, its history, search and lists")
def test_every_field_is_plain(tmp_path: Path, canaries: Canaries, tally: Tally) -> None:
    """Labels, tooltips, tooltips of cells; the bait is opened by nobody; the program stays as large as it was."""
    home = program.make_home(tmp_path / "home")
    bait = home / "bait.png"
    bait.write_bytes(b"")
    book = create_book(
        home / "Notes", Secret(canaries.passphrase), name="", author="<b>Aigul</b>", kdf=CHEAPEST
    )
    codes = fill(book, bait)
    book.close()
    assert len(codes) > 10
    log = tmp_path / "strace"
    with program.started(home / "Notes", home, under=traces.watched(log)) as run:
        run.unlock(canaries.passphrase)
        look(run, tally)
        before = watching.peak(run.pid)
        for code in codes.values():
            run.do("press", "Ctrl+K")
            run.do("until_here", "Find or do anything")
            run.do("type", code)
            run.do("until_sees", code)
            look(run, tally)
            run.do("press", "Return")
            run.do("until_gone", "Find or do anything")
            run.do("until_sees_one_of", "<", "First, the consent")
            look(run, tally)
            run.do("press", "Ctrl+H")
            look(run, tally)
            run.do("press", "Ctrl+H")
        for number in range(1, 10):
            run.do("press", f"Alt+{number}")
            run.do("settle")
            look(run, tally)
        grown = watching.peak(run.pid) - before
    opened = [call for call in traces.calls(log) if call.name in ("openat", "open")]
    assert any(b"fonts" in text for call in opened for text in call.strings), "the watch is blind"
    assert not any(b"bait" in text for call in opened for text in call.strings)
    assert grown < MOST_GROWTH
    tally.found(f"{len(codes)} kinds; {grown >> 20} MiB more at the end")


def look(run: Program, tally: Tally) -> None:
    assert run.do("rich") == []
    tally.tried()


@pytest.mark.torture("T41", "a label, a tooltip and a cell that take markup, seeded: seen")
def test_a_look_that_sees_nothing_would_be_no_look(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    label, plain, names = QLabel("<b>Aru</b>"), QLabel("Sagat"), QListWidget()
    plain.setToolTip("<i>Sagat</i>")
    names.addItem("Timur")
    names.item(0).setToolTip('<img src="file:///bait.png">')
    for one in (label, plain, names):
        column.addWidget(one)
    qtbot.addWidget(window)
    window.show()
    driver = Driver()
    assert driver.rich() == ["<b>Aru</b>", "<i>Sagat</i>", '<img src="file:///bait.png">']
    label.setTextFormat(Qt.TextFormat.PlainText)
    plain.setToolTip(as_tooltip("<i>Sagat</i>\n&lt;"))
    names.item(0).setToolTip("")
    assert driver.rich() == []
