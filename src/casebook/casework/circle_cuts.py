"""A removal in the team is said again in circles it does not name, by the members who had been there with the device.

Who removed it may not know that there is such a circle. Until a member says how far the device's entries count there,
none of them does (docs/decisions/028). A member's casebook says it by itself when the removal arrives: all that it had
confirmed by receipts until then.
"""

from __future__ import annotations

from collections.abc import Iterator

from casebook.casework import standing
from casebook.casework.book import Casebook
from casebook.casework.standing import Settled
from casebook.casework.touched import Verb
from casebook.journal import heads, quarantine, receipts
from casebook.journal.acts import ACT_UNIT, ROSTER_KIND, Cut, Heads, value_of
from casebook.journal.authority import Device, Line
from casebook.journal.entry import Change, Op
from casebook.journal.quarantine import Moved


def follow(book: Casebook, before: Settled) -> Settled:
    """Say again in own circles what was removed in the team. *before*, which was settled with it, comes back added to.

    Belongs inside the transaction that took the removal in. Nothing happens in a casebook that cannot write.
    """
    line = quarantine.line(book.db) if book.writable else None
    own = None if line is None else line.get(book.own.public)
    if line is None or own is None or own.cut is not None:
        return before
    made = False
    for device in line.devices:
        for circle, known in _unnamed(book, line, device):
            cut = Cut(device.public, heads.with_milestones(book.db, known), _reason(device))
            change = Change(book.new_id(), ROSTER_KIND, ACT_UNIT, Op.SET, value_of(cut))
            book.append(Verb.ROSTER, [change], None, homes={change.record: circle})
            made = True
    return _added(before, standing.settle(book)) if made else before


def _unnamed(book: Casebook, line: Line, device: Device) -> Iterator[tuple[bytes, Heads]]:
    """Circles in which a removed device wrote, nobody said anything of it yet, and this device had given receipts.

    Which these are is told by the own feeds: the circle's record may stand aside with all that the device wrote.
    """
    named = {feed for feed, _ in device.heads or ()}
    own = book.own
    for circle in sorted(own.feeds.keys() - {own.compartment}) if device.cut is not None else ():
        if (circle, device.public) in line.circle_cuts or not line.may_speak(circle, own.public):
            continue
        found = [
            (head.feed, head.head)
            for feed in receipts.feeds_in(book.db, circle)
            if feed.public == device.public and feed.id not in named
            for head in receipts.claims(book.db, own.public, feed)
        ]
        if found:
            yield circle, tuple(found)


def _reason(device: Device) -> str:
    assert device.cut is not None
    assert isinstance(device.cut.word, Cut)
    return device.cut.word.reason


def _added(first: Settled, second: Settled) -> Settled:
    back = set(second.moved.back)
    return Settled(
        Moved(
            tuple(each for each in first.moved.out if each not in back), first.moved.back + second.moved.back
        ),
        first.aside - back,
        first.records | second.records,
    )
