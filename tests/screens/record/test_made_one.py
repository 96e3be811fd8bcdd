"""The pages of two records that were made one: each leads to the other, and what came later can be moved over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import desk
import merging_people
from casebook.base.ids import RecordId
from casebook.base.words import translator
from casebook.casework import merging
from casebook.gui.screens.conflicts.view import ConflictsView
from casebook.gui.screens.find.state import FindState
from casebook.gui.screens.record.view import RecordView
from casebook.gui.workspace import Place, Spot
from desk import Desk
from merging_people import Two

EN = translator("en")


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return merging_people.unknowing(tmp_path)


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, two: Two) -> Iterator[Desk]:
    assert two
    with desk.opened(qtbot, tmp_path / "Heron") as opened:
        yield opened


def page(table: Desk, record: RecordId) -> RecordView:
    table.workspace.go(Spot(Place.RECORD, kind="person", record=record))
    table.rest()
    return table.shown(RecordView)


def said(widget: QWidget) -> str:
    labels = [each.text() for each in widget.findChildren(QLabel) if each.isVisible()]
    return "\n".join(
        [*labels, *(each.text() for each in widget.findChildren(QPushButton) if each.isVisible())]
    )


def test_the_record_that_stays_names_the_other_and_leads_to_it(table: Desk, two: Two) -> None:
    kept = page(table, two.kept)
    assert "Made one with this record:" in said(kept.one)
    table.press_button("Marat Öskenov ·")
    other = table.shown(RecordView)
    assert other.state.record == two.other
    assert "This record was made one with" in said(other.one)


def test_what_came_later_is_said_on_the_page_and_moved_over(table: Desk, two: Two) -> None:
    kept = page(table, two.kept)
    told = said(kept.one)
    assert "Something was written about Marat Öskenov (" in told
    assert "still lead there: Notes: 1." in told
    table.press_button("Move it over")

    assert table.read(merging.left_behind) == ()
    assert table.read(lambda book: book.need(two.kept).text("code_name")) == "Poplar"
    assert "is not here yet" not in said(table.shown(RecordView).one)


def test_it_waits_under_conflicts_as_one_thing_to_do(table: Desk, two: Two) -> None:
    table.workspace.go(Spot(Place.CONFLICTS))
    table.rest()
    view = table.shown(ConflictsView)
    assert len(view.left) == 1
    assert [card.one.record for card in view.cards if card.one.conflict.path == ""] == []
    shown = len(view.cards)
    table.press_button("Move it over")

    assert view.left == []
    assert len(view.cards) == shown
    assert table.read(merging.left_behind) == ()


def test_made_one_both_ways_round_is_one_thing_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    """Neither record is there for sure; asking whether each is to stay deleted would lose the person."""
    two = merging_people.crosswise(tmp_path)
    with desk.opened(qtbot, tmp_path / "Heron") as table:
        table.workspace.go(Spot(Place.CONFLICTS))
        table.rest()
        view = table.shown(ConflictsView)
        assert len(view.left) == 1
        assert [card.one.conflict.path for card in view.cards] == ["birth", "risk"]
        table.press_button("Move it over")

        assert view.left == []
        assert [card.one.conflict.path for card in view.cards] == ["birth", "risk"]
        stands = table.read(lambda book: merging.standing_for(book, two.kept))
        assert table.read(lambda book: merging.standing_for(book, two.other)) == stands


def test_from_there_one_comes_to_the_person(table: Desk, two: Two) -> None:
    table.workspace.go(Spot(Place.CONFLICTS))
    table.rest()
    table.press_button("Marat Oskenov")
    assert table.shown(RecordView).state.record == two.kept


def test_the_old_code_finds_the_person(table: Desk, two: Two) -> None:
    table.workspace.go(Spot(Place.CONFLICTS))
    table.rest()
    table.press_button("Move it over")
    old = table.read(lambda book: book.need(two.other).code)
    found = table.read(lambda book: FindState(EN, ()).search(old)(book).found)

    assert [each.record for each in found] == [two.kept]
    assert found[0].meta == f"Person · {old} was made one with it"


def test_a_merged_page_offers_no_bringing_back(table: Desk, two: Two) -> None:
    """That would leave two records with everything twice; undoing is the way."""
    table.read(lambda book: bool(merging.follow(book, two.other)))
    other = page(table, two.other)
    assert other.shown is not None
    assert other.shown.merged
    assert "Bring it back" not in said(other)
    assert [section.label for section in other.shown.sections if section.label == "Merged records"] == []


def test_elsewhere_nothing_is_said_of_it(table: Desk, two: Two) -> None:
    table.workspace.go(Spot(Place.RECORD, kind="dossier", record=two.dossier))
    table.rest()
    assert not table.shown(RecordView).one.isVisible()
