"""How long keys are kept: an epoch key as long as something under it may be on its way, a one-time key as short.

A key that goes takes the sticks with it that were not read yet: what was written under it opens nowhere any more, on
no laptop, whoever has it. No clock does that. It goes once a newer key exists and every live device's receipt covers
all that can have been written under the old one; or by hand, which is offered after 90 days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casebook.base.ids import FeedId
from casebook.casework.book import REKEY_DUE, Casebook
from casebook.journal import compartments as places
from casebook.journal import epochs as announcing
from casebook.journal import log
from casebook.journal import receipts as said
from casebook.journal.epochs import Announced, Where
from casebook.sync import epochs, keyrules, onetime
from casebook.sync.epochs import Epoch, NoSuchEpoch
from casebook.sync.live import live
from casebook.sync.receipts import receipt_id

_DAY_MS: Final = 24 * 60 * 60 * 1000
_Place = tuple[FeedId, int]


@dataclass(frozen=True, slots=True)
class Due:
    """A replaced epoch whose key is still here. *settled*: nothing under it is on its way, so it goes by itself.

    *waits_for*: devices that have not said that they hold what was written under it. *since_ms*: when the newer one
    was made, by the clock of whoever made it. *offered*: so long ago that somebody should look at it.
    """

    epoch: Epoch
    settled: bool
    waits_for: frozenset[bytes]
    since_ms: int
    offered: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """The hashes of epochs whose keys were destroyed, and how many one-time keys were."""

    epochs: tuple[bytes, ...] = ()
    one_times: int = 0


# ------------------------------------------------------------------------------------------ epoch keys


def due(book: Casebook) -> tuple[Due, ...]:
    """Every replaced epoch whose key is still here, of every compartment."""
    now_ms = book.clock.now().wall_ms
    found = []
    for compartment in epochs.compartments(book):
        made = {each.hash: each for each in announcing.announced(book.db, compartment)}
        rules = [keyrules.Made(each.hash, each.devices, each.after) for each in made.values()]
        judging = _Judging(book, compartment)
        for epoch in epochs.held(book, compartment):
            newer = [made[each] for each in sorted(keyrules.newer(rules, epoch.hash)) if each in made]
            if newer:
                found.append(judging.judge(epoch, newer, now_ms))
    return tuple(found)


class _Judging:
    """What the receipts of one compartment say."""

    def __init__(self, book: Casebook, compartment: bytes) -> None:
        self._db = book.db
        self._live = live(book, compartment)
        self._feeds = {feed.id: feed for feed in said.feeds_in(book.db, compartment)}

    def judge(self, epoch: Epoch, newer: list[Announced], now_ms: int) -> Due:
        """Whether *epoch* may go, now that *newer* ones exist: one that everybody knows is enough."""
        waits_for = min((self._waits_for(one.where) for one in newer), key=len)
        since = min(one.made_ms for one in newer)
        offered = now_ms - since >= keyrules.ASKED_AFTER_DAYS * _DAY_MS
        return Due(epoch, not waits_for, waits_for, since, offered)

    def _waits_for(self, newer: Where) -> frozenset[bytes]:
        last = self._last_before(newer)
        if keyrules.settled(self._live, last, self._covers):
            return frozenset()
        places = [place for place in last.values() if place is not None]
        return frozenset(
            device
            for device in self._live
            if device not in last or not all(self._covers(device, place) for place in places)
        )

    def _last_before(self, newer: Where) -> dict[bytes, _Place | None]:
        """For each live device that knows of *newer*: the last entry it wrote before it did, if any."""
        found: dict[bytes, _Place | None] = {}
        for device in self._live:
            heard = announcing.heard_at(self._db, device, newer)
            if device == newer.public:
                heard = (newer.feed, newer.seq)
            if heard is not None:
                found[device] = (heard[0], heard[1] - 1) if heard[1] > 1 else None
        return found

    def _covers(self, device: bytes, place: _Place) -> bool:
        feed = self._feeds.get(place[0])
        return feed is not None and said.reached(self._db, device, feed).trunk >= place[1]


def destroy(book: Casebook, digest: bytes) -> None:
    """Destroy a key by hand, whatever is still on its way: sticks not read yet become unreadable.

    If it was the one written under, the next write makes a new one. Raises `NoSuchEpoch`.
    """
    with epochs.transaction(book):
        if not epochs.forget(book, digest):
            raise NoSuchEpoch
        # Whoever closes a key by hand means it: old disk blocks hold it under today's keys of the casebook.
        log.note(book.db, REKEY_DUE, b"1")


# ------------------------------------------------------------------------------------------ all that may go


def sweep(book: Casebook) -> Gone:
    """Destroy every key that the rule lets go. To be called after something was taken in.

    No change of the casebook's own keys becomes due by it: that would be after every meeting.
    """
    with epochs.transaction(book):
        settled = [each.epoch.hash for each in due(book) if each.settled]
        for digest in settled:
            epochs.forget(book, digest)
        spent = spent_one_times(book)
        for public in spent:
            onetime.destroy(book, public)
    return Gone(tuple(settled), len(spent))


def spent_one_times(book: Casebook) -> tuple[bytes, ...]:
    """One-time keys nobody seals letters to any more: a newer one was told, and every live device has heard of it.

    A letter sealed to one of them that lies on a stick not read yet is lost with it, and sealed again to the newest.
    None goes while nobody else is left: whoever was removed as a copy and comes back as a new device knows an old one
    alone, and could say nothing to the only one there is to hear it.
    """
    own = book.own.public
    if live(book, places.team(book.db)) <= {own}:
        return ()
    told = {}
    for compartment in (places.team(book.db), *places.others(book.db)):
        where = announcing.said_at(book.db, receipt_id(own, compartment), own, compartment, said.ONE_TIME)
        if where is not None:
            told[compartment] = where
    if not told:
        return ()
    for compartment, (_, at) in told.items():
        if not all(
            device == own or announcing.heard_at(book.db, device, at) is not None
            for device in live(book, compartment)
        ):
            return ()
    wanted = {public for public, _ in told.values()} | {onetime.newest(book)}
    return tuple(public for public in book.safe.keyring.one_times().values() if public not in wanted)
