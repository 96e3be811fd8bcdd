"""What holds on every screen: names for readers, plain text, a neutral title, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from canary import Canaries
from casebook.base.ids import RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.gui.workspace import Place, Spot
from casebook.journal import current
from casebook.model.all_kinds import KINDS
from casebook.model.person import NAME
from desk import Desk

PLACES = (
    Spot(Place.BROWSE, kind="person"),
    Spot(Place.BROWSE, kind="source"),
    Spot(Place.RECORD, kind="person", new=True),
    Spot(Place.INTERVIEW, kind="interview", new=True),
    Spot(Place.IMPORT),
    Spot(Place.EXCHANGE),
    Spot(Place.LEFT),
    Spot(Place.SEALS),
    Spot(Place.ROUNDS),
    Spot(Place.RECEIVED),
    Spot(Place.SIGNER),
    Spot(Place.RECIPIENTS),
    Spot(Place.EXPORT),
    Spot(Place.CONFLICTS),
    Spot(Place.ALIKE),
    Spot(Place.SETTINGS),
    Spot(Place.KEYS),
    Spot(Place.RECOVERY),
    Spot(Place.DRILL),
    Spot(Place.BACKUPS),
    Spot(Place.HEALTH),
    Spot(Place.EXPOSURE),
    Spot(Place.WIPE),
    Spot(Place.TRAVEL),
)


def full(book: Casebook, name: str) -> RecordId:
    """A person with something in every corner of the page."""
    person = lists.person(book, name, birth="1970", risk=f"{name} was called in.", protection="always")
    edits: list[records.Edit] = [
        Add(person, "names", (("name", NAME.make(full="Aigul Sarsenova", script="Latn")),)),
        Add(person, "custody", (("facility", "colony"),)),
        Add(person, "contacts", (("address", "+7 700 000 00 00"),)),
    ]
    records.write(book, Verb.EDIT, edits)
    seen = book.need(person).seen("birth")
    for year in ("1971", "1972"):
        records.write(book, Verb.EDIT, [Set(person, "birth", year, seen)])
    dossier = book.new_id()
    with_person = Add(dossier, "persons", (("person", person),))
    records.write(
        book, Verb.ADD, [New(dossier, "dossier"), Set(dossier, "title", f"The case of {name}"), with_person]
    )
    lists.person(book, "Айгуль Сарсенова", "Aigul Sarsenova", birth="1980", risk="The same, perhaps.")
    return person


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, canaries: Canaries) -> Iterator[Desk]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    full(made, canaries.name)
    made.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def every(widget: QWidget) -> Iterator[QWidget]:
    """Every widget one can see."""
    for child in widget.findChildren(QWidget):
        if child.isVisible():
            yield child


def visit(table: Desk) -> Iterator[tuple[str, QWidget]]:
    """Every place, one after the other, and the page of a full record."""
    for spot in PLACES:
        table.workspace.go(spot)
        table.rest()
        yield f"{spot.place} {spot.kind}".strip(), table.shell
    person, other = table.read(lambda book: [each.id for each in current.every(book.db, "person")])
    for spot in (
        Spot(Place.ALIKE, record=person),
        Spot(Place.MERGE, kind="person", records=(person, other)),
    ):
        table.workspace.go(spot)
        table.rest()
        yield f"{spot.place} of a person", table.shell
    table.workspace.go(Spot(Place.RECORD, kind="person", record=person))
    table.rest()
    assert table.shell.desk is not None
    table.shell.desk.toggle_history()
    table.rest()
    yield "a full person with history", table.shell
    table.shell.desk.find_anything()
    yield "the palette", table.shell


def test_everything_one_can_stand_on_has_a_name(table: Desk) -> None:
    nameless = []
    for where, widget in visit(table):
        for child in every(widget):
            if child.focusPolicy() == Qt.FocusPolicy.NoFocus or isinstance(child, QScrollBar):
                continue
            interface = QAccessible.queryAccessibleInterface(child)
            name = interface.text(QAccessible.Text.Name) if interface is not None else ""
            if not name.strip():
                nameless.append(f"{where}: {type(child).__name__} {child.objectName()}")

    assert sorted(set(nameless)) == []


def test_every_text_is_shown_as_plain_text(table: Desk) -> None:
    rich = [
        f"{where}: {label.text()[:40]}"
        for where, widget in visit(table)
        for label in widget.findChildren(QLabel)
        if label.textFormat() != Qt.TextFormat.PlainText and not label.pixmap()
    ]

    assert rich == []


def test_no_lambda_holds_a_widget(table: Desk) -> None:
    """A connection to a lambda outlives what it touches; only bound methods are skipped when that is gone."""
    from reading import sources

    found = [
        f"{source.name}:{number}"
        for source in sources()
        if source.name.startswith("gui/")
        for number, text in enumerate(source.text.splitlines(), start=1)
        if ".connect(lambda" in text
    ]

    assert found == []


def test_the_title_says_nothing(table: Desk, canaries: Canaries) -> None:
    titles = {widget.windowTitle() for _, widget in visit(table)}
    titles |= {widget.windowTitle() for widget in QApplication.topLevelWidgets()}

    assert titles <= {"Casebook", ""}


def test_buttons_are_large_enough_to_hit(table: Desk) -> None:
    small = [
        f"{where}: {button.text() or button.accessibleName()} {button.width()}×{button.height()}"
        for where, widget in visit(table)
        for button in every(widget)
        if isinstance(button, QAbstractButton) and min(button.width(), button.height()) < 24
    ]

    assert sorted(set(small)) == []


@pytest.mark.parametrize("language", ["en", "ru", "kk", "en_XA"])
@pytest.mark.parametrize("scale", [100, 200])
def test_no_button_cuts_its_words(qtbot: QtBot, tmp_path: Path, language: str, scale: int) -> None:
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
    full(book, "Marat Oskenov")
    book.close()
    spoken = language if language != "en_XA" else "en"
    with desk.opened(qtbot, tmp_path / "book", language=spoken, scale=scale) as table:
        table.shell.resize(1366, 768)
        cut = []
        for where, widget in visit(table):
            for button in every(widget):
                if not isinstance(button, QPushButton) or button.property("role") == "search":
                    continue
                needed = button.fontMetrics().horizontalAdvance(button.text().replace("&&", "&"))
                icon = button.iconSize().width() if not button.icon().isNull() else 0
                if button.text() and button.width() < needed + icon:
                    cut.append(f"{where}: {button.text()}")

    assert sorted(set(cut)) == []


def test_no_screen_needs_more_than_a_small_screen_has(table: Desk) -> None:
    table.shell.resize(1366, 768)
    wide = []
    for where, widget in visit(table):
        for area in every(widget):
            if isinstance(area, QAbstractScrollArea) and not isinstance(
                area, QAbstractItemView | QPlainTextEdit
            ):
                bar = area.horizontalScrollBar()
                if bar.maximum() > 0 and bar.isVisible():
                    wide.append(f"{where}: {type(area).__name__} {bar.maximum()}")

    assert wide == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("erase", "device")])
def test_every_field_of_every_kind_can_be_opened(table: Desk, kind: str) -> None:
    table.workspace.go(Spot(Place.RECORD, kind=kind, new=True))
    table.rest()
    from casebook.gui.screens.record.view import RecordView

    page = table.shown(RecordView)
    for section in page._sections:
        for part in section.shown.parts:
            key = getattr(part, "path", "") or getattr(part, "name", "")
            section.open_part(key)
            assert any(place.is_open for _, place, _ in section.places()), key
            for _, place, _ in section.places():
                place.cancel()
    assert not [
        line for line in page.findChildren(QLineEdit) if line.isVisible() and not line.accessibleName()
    ]
