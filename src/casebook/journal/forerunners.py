"""Who had an entry in hands before they knew that its author was removed: asked when somebody weighs admitting it.

A witness proves that the entry is older than the news of the removal was with them, and nothing about who wrote it.
"""

from __future__ import annotations

from casebook.base.ids import EntryId, FeedId
from casebook.journal.authority import Line
from casebook.journal.chains import leads_to
from casebook.journal.quarantine import Aside
from casebook.vault.database import Database


def had_before_removal(db: Database, line: Line, aside: Aside) -> frozenset[bytes]:
    """The devices whose receipts name the entry, or one it leads to, and do not follow the removal of its author.

    Receipts that stand aside themselves, and the author's own, count for nothing. In a circle receipts say nothing of
    the team's feeds, so there all of them are named.
    """
    rows = db.execute(
        "SELECT held.device, held.head, said.feed, said.seq FROM held JOIN entry AS said ON said.n = held.receipt"
        " WHERE held.feed = ? AND held.seq >= ? AND held.device <> ?"
        " AND NOT EXISTS (SELECT 1 FROM aside WHERE aside.entry = held.receipt)",
        (aside.feed, aside.seq, aside.public),
    )
    device = line.get(aside.public)
    cut = None if device is None else device.cut
    found = set()
    for public, head, feed, seq in rows:
        if not leads_to(line.chains, aside.entry, EntryId(bytes(head))):
            continue
        if cut is not None and _knew(db, bytes(public), (feed, seq), (cut.feed, cut.seq), cut.author):
            continue
        found.add(bytes(public))
    return frozenset(found)


def _knew(
    db: Database, public: bytes, receipt: tuple[int, int], cut: tuple[FeedId, int], author: bytes
) -> bool:
    """Whether a device had said, with that receipt or before it in the same feed, that it holds the removal."""
    if public == author:
        row = db.one(
            "SELECT 1 FROM feed WHERE n = ? AND id = ? AND ? > ?", (receipt[0], cut[0], receipt[1], cut[1])
        )
        return row is not None
    row = db.one(
        "SELECT 1 FROM held JOIN entry ON entry.n = held.receipt WHERE held.device = ? AND held.feed = ?"
        " AND held.seq >= ? AND entry.feed = ? AND entry.seq <= ? LIMIT 1",
        (public, *cut, *receipt),
    )
    return row is not None
