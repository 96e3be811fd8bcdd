"""Three devices under every order of meeting, beside an oracle: and the same with the rules broken on purpose.

Invariants I1, I3, I4, I5, I6, I7, I8 and I14 of docs/formats/journal.md. A machine that no broken rule fails
proves nothing, so each fault below is planted in turn and the machine has to find it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from unittest import mock

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import run_state_machine_as_test

import books
from casebook.base.errors import Damaged
from casebook.base.ids import EntryId, RecordId
from casebook.casework import book as book_module
from casebook.casework import incoming
from casebook.casework.book import Casebook
from casebook.journal import accepting, entry, erasure, fold, log, projection
from casebook.journal.entry import Change, Entry, Op
from casebook.journal.fold import Held, Life, Order, Said
from casebook.vault.database import Database
from three_devices import ThreeDevices, forget_template

QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


@pytest.fixture(autouse=True, scope="module")
def cheap_opening() -> Iterator[None]:
    with books.derived_once():
        yield
    forget_template()


def test_apart_and_together_nothing_is_lost() -> None:
    run_state_machine_as_test(
        ThreeDevices,
        settings=settings(
            max_examples=10, stateful_step_count=30, deadline=None, suppress_health_check=QUIET
        ),
    )


# ------------------------------------------------------------------ rules broken on purpose


@contextmanager
def all_of(*patches: AbstractContextManager[object]) -> Iterator[None]:
    with ExitStack() as stack:
        for patch in patches:
            stack.enter_context(patch)
        yield


def last_write_wins() -> AbstractContextManager[object]:
    """The greatest entry id wins, as a clock would decide: the others are gone without a word."""
    real = fold._fold_values

    def one(group: list[Said]) -> tuple[Held, ...]:
        values = real(group)
        return values[-1:]

    return mock.patch.object(fold, "_fold_values", one)


def equal_values_stay_apart() -> AbstractContextManager[object]:
    """A value two people entered counts as one witness only."""
    real = fold._fold_values

    def one(group: list[Said]) -> tuple[Held, ...]:
        return tuple(Held(held.value, held.entries[:1]) for held in real(group))

    return mock.patch.object(fold, "_fold_values", one)


def removal_takes_what_it_did_not_see() -> AbstractContextManager[object]:
    """An element that one removed and another changed meanwhile is gone."""
    real = fold._fold_elements

    def removed(by_unit: object) -> object:
        adds, elements, disputed, hidden = real(by_unit)
        left = {
            name: tuple(k for k in keys if f"{name}/{k}" not in disputed) for name, keys in elements.items()
        }
        return adds, {name: keys for name, keys in left.items() if keys}, (), hidden | set(disputed)

    return mock.patch.object(fold, "_fold_elements", removed)


def deletion_takes_what_it_did_not_see() -> AbstractContextManager[object]:
    real = fold._fold_register

    def deleted(*args: object) -> tuple[Life, tuple[EntryId, ...]]:
        life, register = real(*args)
        return (Life.DELETED if life is Life.DISPUTED else life), register

    return mock.patch.object(fold, "_fold_register", deleted)


def erasure_forgotten_on_arrival() -> AbstractContextManager[object]:
    """What an obeyed order covers is stored when it arrives later."""
    return mock.patch.object(incoming, "obeyed_orders", return_value=[])


def order_forgotten_on_arrival() -> AbstractContextManager[object]:
    """Orders of teammates are kept but do not hide."""
    real = projection.note_orders

    def own_only(db: Database, entries: Iterable[Entry]) -> set[RecordId]:
        return real(db, [e for e in entries if e.header.feed == log.noted(db, "feed")])

    return mock.patch.object(projection, "note_orders", own_only)


def erasing_single_entries() -> AbstractContextManager[object]:
    """An order covers what its author held, and not what was still on its way."""
    real_destroy, real_covers = erasure.destroy, Order.covers
    held: dict[EntryId, set[tuple[RecordId, str, object]]] = {}

    def destroy(db: Database, order: Order, new_record: Callable[[], RecordId]) -> erasure.Destroyed:
        if order.entry not in held:
            parts = [said.change for said in log.parts_of(db, order.record)]
            held[order.entry] = {(c.record, c.unit, c.value) for c in parts}
        return real_destroy(db, order, new_record)

    def covers(self: Order, change: Change) -> bool:
        known = (change.record, change.unit, change.value) in held.get(self.entry, ())
        return known and real_covers(self, change)

    return all_of(mock.patch.object(erasure, "destroy", destroy), mock.patch.object(Order, "covers", covers))


def erasure_acknowledged_but_not_done() -> AbstractContextManager[object]:
    real = erasure.destroy

    class Reluctant:
        def __init__(self, db: Database) -> None:
            self._db = db

        def execute(self, sql: str, params: Sequence[object] = ()) -> list[tuple[object, ...]]:
            return [] if sql.startswith("DELETE FROM part") else self._db.execute(sql, params)

        def __getattr__(self, name: str) -> object:
            return getattr(self._db, name)

    return mock.patch.object(erasure, "destroy", lambda db, *rest: real(Reluctant(db), *rest))


def index_remembers() -> AbstractContextManager[object]:
    """The full-text table deletes as it does by default: the words stay in its segments."""
    real = books.reopen

    def reopen(*args: object, **more: object) -> Casebook:
        book = real(*args, **more)
        book.db.execute("INSERT INTO full_text (full_text, rank) VALUES ('secure-delete', 0)")
        return book

    return mock.patch.object(books, "reopen", reopen)


def missing_prev_check() -> AbstractContextManager[object]:
    return all_of(
        mock.patch.object(accepting, "_check_prev", return_value=None),
        mock.patch.object(incoming._Taking, "_follows", return_value=True),
    )


def prev_of_any_feed() -> AbstractContextManager[object]:
    return mock.patch.object(accepting, "_check_prev", return_value=None)


def feed_id_unbound() -> AbstractContextManager[object]:
    """The id of a feed need not be the hash of its origin."""

    real = entry.decode_header

    def loose(data: bytes) -> entry.Header:
        try:
            return real(data)
        except entry.BadEntry as bad:
            if bad.why != "origin-not-of-feed":
                raise
        _, feed, seq, prev, commitments, origin = msgspec.msgpack.decode(data)
        return entry.Header(feed, seq, prev, tuple(commitments), entry.Origin(*origin))

    return all_of(*(mock.patch.object(room, "decode_header", loose) for room in (entry, log, incoming)))


def commitments_unchecked() -> AbstractContextManager[object]:
    return mock.patch.object(accepting, "check_entry", lambda data, parts: entry.decode_header(data))


def signatures_unchecked() -> AbstractContextManager[object]:
    return mock.patch.object(accepting, "verify", return_value=None)


def a_unit_may_be_said_twice() -> AbstractContextManager[object]:
    return mock.patch.object(Entry, "checked", lambda self: list(self.changes()))


def strangers_are_trusted() -> AbstractContextManager[object]:
    return mock.patch.object(incoming._Taking, "trusts", return_value=True)


def a_copied_casebook_writes_on() -> AbstractContextManager[object]:
    return mock.patch.object(book_module, "COPIED", "nothing is noted under this name")


def orders_can_be_outrun() -> AbstractContextManager[object]:
    """A value that names any order lives under every order."""
    real = Order.covers

    def covers(self: Order, change: Change) -> bool:
        return real(self, change) and not (change.op == Op.SET and change.replaces)

    return mock.patch.object(Order, "covers", covers)


FAULTS = [
    last_write_wins,
    equal_values_stay_apart,
    removal_takes_what_it_did_not_see,
    deletion_takes_what_it_did_not_see,
    erasure_forgotten_on_arrival,
    order_forgotten_on_arrival,
    erasing_single_entries,
    erasure_acknowledged_but_not_done,
    index_remembers,
    missing_prev_check,
    prev_of_any_feed,
    feed_id_unbound,
    commitments_unchecked,
    signatures_unchecked,
    a_unit_may_be_said_twice,
    strangers_are_trusted,
    a_copied_casebook_writes_on,
    orders_can_be_outrun,
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_the_machine_finds(fault: Callable[[], AbstractContextManager[object]]) -> None:
    with fault(), pytest.raises((AssertionError, Damaged, FlakyFailure)):
        run_state_machine_as_test(
            ThreeDevices,
            settings=settings(
                max_examples=400,
                stateful_step_count=60,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                report_multiple_bugs=False,
                suppress_health_check=QUIET,
            ),
        )
