"""Attachments of a bundle: derivatives made anew, under names that say nothing, and a list of which belongs to what.

Layout of the list: docs/formats/bundle.md. The originals, their names, sizes and fingerprints stay in the casebook.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle import contents
from casebook.casework import derivatives, deriving
from casebook.casework.book import Casebook
from casebook.casework.derivatives import Form, Hidden
from casebook.casework.disclosures import FileLeft
from casebook.casework.snapshot import Snapshot
from casebook.redaction.attaching import CAPTION, FILE, Attaching, Item
from casebook.redaction.plan import Passage, Question, RedactionPlan
from casebook.reports.attachments import Listed, with_attachments
from casebook.reports.document import Document

FOLDER: Final = "data/files/"


@dataclass(frozen=True, slots=True)
class Going:
    """One attachment as the bundle has it. *path* is empty where it is described and not attached.

    *caption*: its words in pieces, `None` for each removal. *boxes*, *pages_left_out* (runs of pages), *muted*
    (silences): how much was taken out of it. *cut*: only a part of the recording.
    """

    item: Item
    path: str = ""
    data: bytes = b""
    caption: tuple[str | None, ...] = ()
    boxes: int = 0
    pages_left_out: int = 0
    muted: int = 0
    cut: bool = False
    removed: int = 0

    @property
    def taken_out(self) -> int:
        """Marks that stand in it."""
        return self.boxes + self.pages_left_out + self.muted + self.removed + self.cut


@dataclass(frozen=True, slots=True)
class Attached:
    """The attachments of one bundle, in the order of their numbers; those that are only described last."""

    going: tuple[Going, ...] = ()

    @property
    def files(self) -> Mapping[str, bytes]:
        """Payload files by path."""
        return {each.path: each.data for each in self.going if each.path}

    @property
    def removals(self) -> int:
        """Marks in all of them."""
        return sum(each.taken_out for each in self.going)

    @property
    def allowed_by(self) -> tuple[RecordId, ...]:
        """Consents and decisions they leave by."""
        return tuple(dict.fromkeys(by for each in self.going for by in each.item.allowed_by))

    @property
    def left(self) -> tuple[FileLeft, ...]:
        """What the disclosure keeps of them."""
        return tuple(
            FileLeft(each.item.evidence, each.path.removeprefix(FOLDER), hashlib.sha256(each.data).digest())
            for each in self.going
            if each.path
        )

    @property
    def items(self) -> tuple[Item, ...]:
        """What was decided: to be compared with what would be decided later."""
        return tuple(each.item for each in self.going)

    def payload(self, export_id: Callable[[RecordId], str], plan: RedactionPlan) -> dict[str, bytes]:
        """The files and their list, as they stand in the bundle; nothing where there are no attachments."""
        if not self.going:
            return {}
        listing = self.listing(export_id, counts=plan.profile.counts_removals)
        return {**self.files, contents.FILES_LIST: listing}

    def told_in(self, report: Document, order: Sequence[RecordId], plan: RedactionPlan) -> Document:
        """*report* with a list of the attachments. *order*: the records of the bundle by their numbers."""
        numbers = {record: number for number, record in enumerate(order, 1)}
        counts = plan.profile.counts_removals
        return with_attachments(
            report,
            [
                Listed(
                    each.path.removeprefix("data/"),
                    each.item.type,
                    each.caption,
                    tuple(sorted(numbers[record] for record in each.item.about if record in numbers)),
                    each.taken_out if counts and each.path else None,
                )
                for each in self.going
            ],
        )

    def listing(self, export_id: Callable[[RecordId], str], *, counts: bool) -> bytes:
        """The list that goes along (`contents.FILES_LIST`). *counts*: whether it says how much was taken out."""
        return contents.write_json([_listed(each, export_id, counts=counts) for each in self.going])


def _listed(going: Going, export_id: Callable[[RecordId], str], *, counts: bool) -> dict[str, Any]:
    """One entry; what is nothing is not there."""
    said: dict[str, Any] = {"about": sorted(map(export_id, going.item.about))}
    if going.item.type:
        said["type"] = going.item.type
    if not going.path:
        return said
    said["file"] = going.path.removeprefix("data/")
    if going.caption:
        said["caption"] = "".join(contents.MARK if piece is None else piece for piece in going.caption)
    if counts:
        taken = {
            "boxes": going.boxes,
            "pages_left_out": going.pages_left_out,
            "muted": going.muted,
            "removed": going.removed,
            "cut": int(going.cut),
        }
        said |= {name: number for name, number in taken.items() if number}
    return said


def attached(
    book: Casebook,
    snapshot: Snapshot,
    plan: RedactionPlan,
    order: Callable[[RecordId], bytes],
    progress: Progress | None = None,
) -> Attached:
    """The attachments of what *plan* shows. *order* gives what they are numbered by: chance, and nothing of theirs.

    Raises `NotAttachable`, `DerivativeOutdated`, what making a derivative raises, `Cancelled`.
    """
    progress = progress or Progress()
    attaching = Attaching(snapshot, plan)
    items = list(attaching.items())
    hiding = derivatives.hidden_in(book, snapshot.every("derivative"))
    with_file = sorted(
        (item for item in items if item.saved is not None),
        key=lambda item: order(item.saved.record if item.saved is not None else item.evidence),
    )
    going = []
    for number, item in enumerate(with_file, 1):
        progress.step("deriving", number, len(with_file))
        going.append(_made(book, attaching, item, number, hiding, progress))
    described = sorted((item for item in items if item.saved is None), key=lambda item: order(item.evidence))
    return Attached((*going, *(Going(item) for item in described)))


@dataclass(frozen=True, slots=True)
class Looked:
    """A text that would go along with attachments: its *path* in the derivative's record (`FILE`, `CAPTION`), what
    may be seen of it, and the places a person has to look at. Answers are `Choices`, as for every text.
    """

    item: Item
    path: str
    passage: Passage
    questions: tuple[Question, ...]


def looked(
    book: Casebook, snapshot: Snapshot, plan: RedactionPlan, progress: Progress | None = None
) -> list[Looked]:
    """The texts of attachments that were chosen, before a bundle is made. Raises as `attached` does."""
    progress = progress or Progress()
    attaching = Attaching(snapshot, plan)
    hiding = derivatives.hidden_in(book, snapshot.every("derivative"))
    found = []
    for item in attaching.items():
        saved = item.saved
        if saved is None:
            continue
        texts = {CAPTION: saved.decision.caption}
        if saved.redaction.form is Form.TEXT:
            hidden = hiding.get(saved.original, Hidden())
            texts[FILE] = deriving.made(book, saved, hidden, progress).data.decode()
        found += [
            Looked(item, path, *attaching.look(item, path, text)) for path, text in texts.items() if text
        ]
    return found


def decided(snapshot: Snapshot, plan: RedactionPlan) -> frozenset[Item]:
    """What `attached` would let go along now, without making it. Raises `NotAttachable`."""
    return frozenset(Attaching(snapshot, plan).items())


def told_otherwise(
    book: Casebook, snapshot: Snapshot, plan: RedactionPlan, going: Attached, progress: Progress | None = None
) -> int:
    """How many texts that go along with *going* would be told otherwise if they were looked at now."""
    there = {each.item.saved.record: each for each in going.going if each.item.saved is not None}
    count = 0
    for one in looked(book, snapshot, plan, progress):
        made = there.get(one.item.saved.record) if one.item.saved is not None else None
        if made is None:
            count += 1
        elif one.path == FILE:
            count += made.data != one.passage.plain(contents.MARK).encode()
        else:
            count += made.caption != tuple(one.passage.pieces())
    return count


def _made(
    book: Casebook,
    attaching: Attaching,
    item: Item,
    number: int,
    hiding: Mapping[bytes, Hidden],
    progress: Progress,
) -> Going:
    saved = item.saved
    assert saved is not None
    hidden = hiding.get(saved.original, Hidden())
    preview = deriving.made(book, saved, hidden, progress)
    data, removed = preview.data, len(saved.redaction.hidden)
    if saved.redaction.form is Form.TEXT:
        passage, _ = attaching.look(item, FILE, preview.data.decode())
        data, removed = passage.plain(contents.MARK).encode(), removed + passage.hidden
    caption: tuple[str | None, ...] = ()
    if saved.decision.caption:
        caption = tuple(attaching.look(item, CAPTION, saved.decision.caption)[0].pieces())
    redaction = preview.redaction
    return Going(
        item,
        f"{FOLDER}{number:04}.{preview.ending}",
        data,
        caption,
        boxes=len(redaction.boxes),
        pages_left_out=_runs(redaction.pages, preview.pages) if redaction.form is Form.PAGES else 0,
        muted=len(redaction.muted),
        cut=redaction.kept is not None,
        removed=removed,
    )


def _runs(pages: tuple[int, ...], total: int) -> int:
    """How many black sheets stand for pages that were left out."""
    kept = set(pages or range(1, total + 1))
    return sum(page not in kept and (page == 1 or page - 1 in kept) for page in range(1, total + 1))
