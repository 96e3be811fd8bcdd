"""Bugs that a program like ours may have, planted into the product in a test process of their own.

A plugin of pytest: ``-p seeded_bugs`` with the name of one in the environment variable ``SEEDED_BUG``. The tests it
runs with have to fail. Each was a bug of some tool people use, or of an earlier design of ours.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from unittest import mock

import msgspec
import pytest

from casebook.casework import incoming
from casebook.casework.book import COPIED, Casebook
from casebook.journal import accepting, authority, entry, erasure, fold, log, quarantine, receipts
from casebook.journal.acts import Cut
from casebook.journal.fold import Life, Order
from casebook.sync import epochs, outgoing, selecting, stale, taking

Plant = Callable[[ExitStack], object]
PLANTED = pytest.StashKey[ExitStack]()


def last_write_wins(stack: ExitStack) -> None:
    """Of several values the last is kept, the others are gone without a word."""
    real = fold._fold_values
    stack.enter_context(mock.patch.object(fold, "_fold_values", lambda group: real(group)[-1:]))


def acknowledged_on_write(stack: ExitStack) -> None:
    """What was written to a stick counts as arrived."""
    written: set[bytes] = set()
    write, reached = outgoing.write, selecting._Selecting._reached

    def written_is_held(book: Casebook, *args: Any, **more: Any) -> Any:
        done = write(book, *args, **more)
        written.add(book.own.public)
        return done

    def reaches(self: Any, device: bytes, feed: Any) -> Any:
        return receipts.EVERYTHING if self._book.own.public in written else reached(self, device, feed)

    stack.enter_context(mock.patch.object(outgoing, "write", written_is_held))
    stack.enter_context(mock.patch.object(selecting._Selecting, "_reached", reaches))


def erasure_not_on_import(stack: ExitStack) -> None:
    """What an obeyed order covers is stored when it arrives later."""
    stack.enter_context(mock.patch.object(incoming, "obeyed_orders", return_value=[]))
    stack.enter_context(mock.patch.object(erasure, "destroyed_here", return_value=frozenset()))


def cut_by_time(stack: ExitStack) -> None:
    """Of a removed device counts what it dates before its removal, wherever it stands."""
    real = quarantine._beyond

    def later(db: Any, number: int, feed: Any, bound: Any) -> set[int]:
        removed = max(
            (
                stamp.moment.wall_ms
                for act in quarantine.acts(db)
                if isinstance(act.word, Cut)
                and (found := log.entry(db, act.entry)) is not None
                and (stamp := found.stamp()) is not None
            ),
            default=0,
        )
        stamps = {each: receipts.entry_at(db, each).stamp() for each in real(db, number, feed, bound)}
        return {each for each, stamp in stamps.items() if stamp is None or stamp.moment.wall_ms > removed}

    stack.enter_context(mock.patch.object(quarantine, "_beyond", later))


def reject_on_receipt(stack: ExitStack) -> None:
    """Once a removal is known here, nothing more of that device is taken, whatever the removal names."""
    real = incoming._Taking.trusts

    def trusts(self: Any, header: Any) -> bool:
        device = quarantine.line(self._book.db).get(accepting.public_of(self._book.db, header) or b"")
        return real(self, header) and (device is None or device.cut is None)

    stack.enter_context(mock.patch.object(incoming._Taking, "trusts", trusts))


def no_prev_check(stack: ExitStack) -> None:
    """An entry need not follow the one that stands before it."""
    stack.enter_context(mock.patch.object(accepting, "_check_prev", return_value=None))
    stack.enter_context(mock.patch.object(incoming._Taking, "_follows", return_value=True))


def id_is_feed_and_number(stack: ExitStack) -> None:
    """Two entries with one number in one feed are taken for the same: the second is not looked at."""
    real = accepting.accept

    def accept(db: Any, header: bytes, *rest: Any) -> Any:
        one = entry.decode_header(header)
        there = db.one(
            "SELECT 1 FROM entry JOIN feed ON feed.n = entry.feed WHERE feed.id = ? AND seq = ? AND entry.id <> ?",
            (one.feed, one.seq, entry.entry_id(header)),
        )
        return real(db, header, *rest) if there is None else None

    stack.enter_context(mock.patch.object(accepting, "accept", accept))


def tombstones_expire(stack: ExitStack) -> None:
    """A deletion is forgotten after a while: what was deleted is there again."""
    real = fold._fold_register
    stack.enter_context(mock.patch.object(fold, "_fold_register", lambda *args: (Life.LIVE, real(*args)[1])))


def mutual_removal(stack: ExitStack) -> None:
    """Two who remove each other are both removed."""
    stack.enter_context(mock.patch.object(authority._Evaluation, "_is_below", return_value=True))


def intersection_of_cuts(stack: ExitStack) -> None:
    """Of several cuts counts what all of them let stand: a junior takes away what a senior kept."""
    real = authority._Evaluation._is_first_or_same

    def is_first(earlier: Any, act: Any) -> bool:
        return real(earlier, act) or (
            isinstance(act.word, Cut) and not set(act.word.heads).issuperset(earlier.word.heads)
        )

    stack.enter_context(mock.patch.object(authority._Evaluation, "_is_first_or_same", staticmethod(is_first)))


def feed_id_unbound(stack: ExitStack) -> None:
    """The id of a feed need not be the hash of its origin: anybody can begin anybody's feed."""
    real = entry.decode_header

    def loose(data: bytes) -> entry.Header:
        try:
            return real(data)
        except entry.BadEntry as bad:
            if bad.why != "origin-not-of-feed":
                raise
        _, feed, seq, prev, commitments, origin = msgspec.msgpack.decode(data)
        return entry.Header(feed, seq, prev, tuple(commitments), entry.Origin(*origin))

    for room in (entry, log, incoming):
        stack.enter_context(mock.patch.object(room, "decode_header", loose))


def freeze_on_receipt(stack: ExitStack) -> None:
    """A receipt that claims more than we wrote stops us, without a header that we signed."""
    real = taking.apply

    def apply(book: Casebook, *args: Any) -> Any:
        beside = real(book, *args)
        if stale.claims(book):
            log.note(book.db, COPIED, b"1")
        return beside

    stack.enter_context(mock.patch.object(taking, "apply", apply))


def erasure_by_entry(stack: ExitStack) -> None:
    """An order covers what its author held, and not what was still on its way."""
    destroy, covers = erasure.destroy, Order.covers
    held: dict[Any, set[Any]] = {}

    def note(db: Any, order: Order, *rest: Any) -> erasure.Destroyed:
        parts = [said.change for said in log.parts_of(db, order.record)]
        held.setdefault(order.entry, {(c.record, c.unit, repr(c.value)) for c in parts})
        return destroy(db, order, *rest)

    def known(self: Order, change: Any) -> bool:
        return (change.record, change.unit, repr(change.value)) in held.get(self.entry, ()) and covers(
            self, change
        )

    stack.enter_context(mock.patch.object(erasure, "destroy", note))
    stack.enter_context(mock.patch.object(Order, "covers", known))


def rotation_leaves_one_out(stack: ExitStack) -> None:
    """A new key is announced for all but one of those who belong, and counts as theirs."""
    rotate, live = epochs.rotate, epochs.live

    def without(book: Casebook, compartment: bytes) -> epochs.Epoch:
        everybody = live(book, compartment)
        out = max(everybody - {book.own.public}, default=b"")
        with mock.patch.object(epochs, "live", return_value=everybody - {out}):
            return rotate(book, compartment)

    def fits(made: Iterable[Any], live: frozenset[bytes], held: Any) -> Any:
        widened = [replace(one, devices=live) if one.devices < live else one for one in made]
        return real(widened, live, held)

    real = epochs.keyrules.usable
    stack.enter_context(mock.patch.object(epochs, "rotate", without))
    stack.enter_context(mock.patch.object(epochs.keyrules, "usable", fits))


_LINE = "rooms/journal/test_authority.py"
BUGS: dict[Plant, str] = {
    last_write_wins: "rooms/journal/test_accepting.py::test_both_edited_the_same_field",
    acknowledged_on_write: "rooms/sync/test_keys_on_sticks.py::test_a_lost_stick_becomes_unreadable_for_everybody",
    erasure_not_on_import: "rooms/journal/test_erasure.py rooms/journal/test_accepting.py",
    cut_by_time: "rooms/casework/test_roster.py::test_what_a_device_does_after_its_cut_changes_nothing",
    reject_on_receipt: "rooms/casework/test_roster.py::test_whatever_the_order_of_arrival_what_counts_is_the_same",
    no_prev_check: "rooms/journal/test_accepting.py::test_forgeries",
    id_is_feed_and_number: "rooms/sync/test_stale.py::test_whoever_sees_both_branches_tells_the_others_once",
    tombstones_expire: "rooms/journal/test_accepting.py::test_deleted_by_one_and_changed_by_another",
    mutual_removal: f"{_LINE}::test_every_way_three_devices_can_cut_and_admit_each_other",
    intersection_of_cuts: f"{_LINE}::test_of_several_cuts_the_seniors_counts_and_of_ones_own_the_last",
    feed_id_unbound: "rooms/journal/test_accepting.py::test_forgeries",
    freeze_on_receipt: "rooms/sync/test_stale.py::test_a_receipt_that_claims_more_is_shown_and_changes_nothing",
    erasure_by_entry: "rooms/journal/test_accepting.py::test_an_order_that_comes_before_the_record_hides_it_on_arrival",
    rotation_leaves_one_out: "rooms/sync/test_epochs.py::test_who_comes_and_who_goes_changes_the_key",
}
"""Each with the tests that have to notice it."""


def pytest_configure(config: pytest.Config) -> None:
    """Plant the bug before anything is collected: tests import names, too."""
    wanted = os.environ["SEEDED_BUG"]
    stack = ExitStack()
    next(plant for plant in BUGS if plant.__name__ == wanted)(stack)
    config.stash[PLANTED] = stack


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take it out again."""
    config.stash[PLANTED].close()
