"""Rounds: what is due is due to everybody, with or without a withdrawal, and nothing goes out in between."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import books
import lists
from casebook.base.ids import RecordId
from casebook.casework import disclosures, editions, holders, settings, withdrawal
from casebook.casework.book import Casebook
from casebook.casework.editions import (
    AlreadyReplaced,
    NoNoticeForPublic,
    NothingReplaced,
    OutsideRound,
    Round,
)
from casebook.casework.holders import How
from casebook.casework.withdrawal import NotWithdrawable, Todo
from disclosed import EGRET, HERON, known, leave, manifest, receive_receipt

DAY_MS = 86_400_000


def at(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp() * 1000)


class Desk:
    """A casebook and its clock."""

    def __init__(self, folder: Path, day: date) -> None:
        self.wall = books.Wall(at(day))
        with books.derived_once():
            self.book = books.make(folder, "Heron", wall=self.wall)

    def on(self, day: date) -> Casebook:
        self.wall.ms = at(day)
        return self.book

    def due(self) -> dict[str, tuple[bool, bool]]:
        """Code of the newest edition → whether an edition, whether a notice is due."""
        return {each.series.code: (each.edition, each.notice) for each in editions.due(self.book)}

    def code(self, disclosure: RecordId) -> str:
        return self.book.need(disclosure).code


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "book", date(2025, 5, 20))


def test_rounds_lie_on_fixed_dates(desk: Desk) -> None:
    assert editions.round_of(desk.book) == Round(date(2025, 4, 1), date(2025, 7, 1), open=False)
    assert editions.round_of(desk.on(date(2025, 7, 14))).open
    assert not editions.round_of(desk.on(date(2025, 7, 15))).open
    settings.set_setting(desk.book, "round_months", 6)
    assert editions.round_of(desk.book, date(2025, 12, 31)) == Round(
        date(2025, 7, 1), date(2026, 1, 1), open=False
    )


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_between_its_rounds(day: date) -> None:
    months = editions.MONTHS
    number = day.year * 12 + day.month - 1
    first = editions._first_of(number - number % months)
    assert first <= day < editions._first_of(number - number % months + months)
    assert first.day == 1


def test_a_round_asks_for_the_next_edition_of_everything_withdrawn_or_not(desk: Desk) -> None:
    marat = lists.person(desk.book, "Marat Oskenov")
    consent = lists.consent(desk.book, marat, level="4")
    first = leave(desk.book, 1, named=(marat,), allowed_by=(consent,))
    second = leave(desk.book, 2, recipients=(EGRET,))
    public = leave(desk.book, 3, audience="public", recipients=())
    ended = leave(desk.book, 4, purpose="One hearing")
    editions.end(desk.book, ended)
    withdrawal.withdraw(desk.book, consent)
    assert desk.due() == {}, "the round before was over when they left"

    desk.on(date(2025, 7, 3))

    codes = [desk.code(each) for each in (first, second, public)]
    assert desk.due() == dict.fromkeys(codes, (True, False))
    assert [each.series.withdrawn for each in editions.due(desk.book)] == [(consent,), (), ()]

    newer = leave(desk.book, 5, replaces=first)
    leave(desk.book, 6, audience="public", recipients=(), replaces=public)
    assert desk.due() == {desk.code(newer): (False, True), desk.code(second): (True, False)}
    editions.note_noticed(desk.book, newer)
    assert desk.due() == {desk.code(second): (True, False)}


def test_a_notice_names_every_edition_that_is_still_out(desk: Desk) -> None:
    first = leave(desk.book, 1)
    second = leave(desk.book, 2, replaces=first)
    third = leave(desk.book, 3, replaces=second)
    desk.on(date(2025, 7, 3))

    said = editions.replaced(desk.book, third)
    assert (said.replaces, said.by) == ((manifest(1), manifest(2)), manifest(3))

    receive_receipt(desk.book, first, known(desk.book, HERON, "Heron"))
    assert editions.replaced(desk.book, third).replaces == (manifest(2),)
    assert editions.replaced(desk.book, third, alone=True).replaces == (manifest(2), manifest(3))
    assert editions.replaced(desk.book, third, alone=True).by == b""
    with pytest.raises(AlreadyReplaced) as refused:
        editions.replaced(desk.book, second)
    assert refused.value.newest == third


def test_between_two_rounds_nothing_goes_out_unless_somebody_wants_it(desk: Desk) -> None:
    first = leave(desk.book, 1)
    second = leave(desk.book, 2, replaces=first)

    with pytest.raises(OutsideRound) as refused:
        editions.replaced(desk.book, second)

    assert refused.value.next_round == "2025-07-01"
    assert editions.replaced(desk.book, second, now=True).replaces == (manifest(1),)


def test_the_public_gets_no_notice_and_a_first_edition_replaces_nothing(desk: Desk) -> None:
    public = leave(desk.book, 1, audience="public", recipients=())
    newer = leave(desk.book, 2, audience="public", recipients=(), replaces=public)
    lone = leave(desk.book, 3)
    desk.on(date(2025, 7, 3))

    with pytest.raises(NoNoticeForPublic):
        editions.replaced(desk.book, newer)
    with pytest.raises(NothingReplaced):
        editions.replaced(desk.book, lone)


# ---------------------------------------------------------------------------------------------- withdrawal


def test_withdrawing_lists_every_bundle_and_what_to_do(desk: Desk) -> None:
    book = desk.book
    marat, saule = lists.person(book, "Marat Oskenov"), lists.person(book, "Saule Dzhandosova")
    consent, other = lists.consent(book, marat, level="4"), lists.consent(book, saule, level="4")
    out = leave(book, 1, named=(marat,), allowed_by=(consent,))
    public = leave(book, 2, audience="public", recipients=(), named=(marat,), allowed_by=(consent,))
    old = leave(book, 3, recipients=(EGRET,), named=(marat,), allowed_by=(consent,))
    leave(book, 4, recipients=(EGRET,), replaces=old)
    told = leave(book, 5, recipients=(HERON, EGRET), mentioned=(marat,))
    gone = leave(book, 6, purpose="Hearing", allowed_by=(consent,))
    receive_receipt(book, gone, known(book, HERON, "Heron"))
    leave(book, 7, named=(saule,), allowed_by=(other,))

    done = withdrawal.withdraw(book, consent, why="Afraid for the brother", by="Marat")

    assert done.touched
    assert {each.holding.disclosure: each.todo for each in done.affected} == {
        out: Todo.NEXT_ROUND,
        public: Todo.NEXT_PUBLIC,
        old: Todo.RECEIPT,
        told: Todo.NEXT_ROUND,
        gone: Todo.NOTHING,
    }
    assert {each.when for each in done.affected} == {date(2025, 7, 1)}
    assert book.need(consent).values("revoked")
    again = withdrawal.withdraw(book, consent)
    assert again.touched is None
    assert len(again.affected) == 5
    with pytest.raises(NotWithdrawable):
        withdrawal.withdraw(book, marat)


def test_a_decision_is_withdrawn_alike(desk: Desk) -> None:
    marat = lists.person(desk.book, "Marat Oskenov")
    decision = lists.already_public(desk.book, marat)
    leave(desk.book, 1, named=(marat,), allowed_by=(decision,))

    done = withdrawal.withdraw(desk.book, decision)

    assert [each.todo for each in done.affected] == [Todo.NEXT_ROUND]
    assert done.affected[0].holding.how == (How.ALLOWED,)
    assert desk.book.need(decision).values("revoked")


def test_what_left_unencrypted_is_never_called_returned(desk: Desk) -> None:
    public = leave(desk.book, 1, audience="public", recipients=())
    receive_receipt(desk.book, public, known(desk.book, HERON, "Heron"))

    assert holders.every_holding(desk.book)[0].standing is holders.Standing.OUT
    assert disclosures.today(desk.book) == date(2025, 5, 20)
