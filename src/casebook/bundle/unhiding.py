"""Openings: later, and for one reader, words of a bundle that were hidden in it. docs/formats/slip.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from casebook.base.encode import b64url
from casebook.base.errors import Refused
from casebook.base.files import write_whole
from casebook.base.ids import RecordId
from casebook.bundle.author_slips import AuthorSlip
from casebook.bundle.openings import TITLE
from casebook.casework import disclosures, kept_seals, seal_sets
from casebook.casework.book import Casebook
from casebook.casework.kept_seals import Kept, SealNotKept
from casebook.casework.touched import Touched
from casebook.formats import jose, sdjwt
from casebook.formats.salts import Path as ClaimPath
from casebook.journal.current import Record
from casebook.journal.frontier import record_at
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Struct, Text
from casebook.redaction import seals
from casebook.redaction.seals import Making, Sealed


@dataclass(eq=False)
class NotInSeal(Refused):
    """The record as it left has nothing at that place: no such field, or no words there."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be opened: a unit by its path in the casebook, or of one of its texts (*slot*; empty in a plain text)
    the spans that *start* to *end* touch: characters of the text as it left, end exclusive. Without *end*, all of it.
    The path ``follows`` opens which seal it follows: that of the version before.
    """

    path: str
    slot: str = ""
    start: int = 0
    end: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Opening:
    """Hidden words of one record of a bundle: the *name* of its seal, the disclosures, parents first, and the values
    they show, as they will be read.
    """

    disclosure: RecordId
    record: RecordId
    name: bytes
    disclosures: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def text(self) -> str:
        """The file."""
        return "\n".join((TITLE, b64url(self.name), *self.disclosures, ""))


@dataclass(frozen=True, slots=True, repr=False)
class Openable:
    """Something of a record as it left that can be opened: a text with its words, or (*whole*) any other value."""

    path: str
    slot: str
    text: str
    whole: bool


def openable(book: Casebook, disclosure: RecordId, record: RecordId) -> tuple[Openable, ...]:
    """All that the seal of *record* in a bundle holds, in the order of the record. Raises as `open_words` does."""
    kept = kept_seals.in_bundle(book, disclosure, record)
    then, sealed = _as_it_left(book, record, kept), _again(book, record, kept)
    every = sealed.issued.disclosures
    return tuple(
        found
        for path, at in seals.places(then, sealed.making).items()
        for found in _openable(then, path, at, every)
    )


def _openable(then: Record, path: str, at: ClaimPath, every: Mapping[ClaimPath, str]) -> Iterator[Openable]:
    unit = KINDS[then.kind].find(path)
    if unit is None:
        return
    if isinstance(unit.field, Text):
        yield from _text_at(path, "", at, every)
    elif isinstance(unit.field, Struct):
        told = " ".join(filter(None, (_plain(every[each]) for each in sorted(_below(every, at)))))
        yield Openable(path, "", told, whole=True)
        for slot in unit.field.slots:
            if isinstance(slot.field, Text):
                yield from _text_at(path, slot.name, (*at, slot.name), every)
    else:
        told = "-".join(
            filter(None, (_plain(every[each]) for each in sorted(_below(every, at), key=_by_size)))
        )
        yield Openable(path, "", told, whole=True)


def _text_at(path: str, slot: str, at: ClaimPath, every: Mapping[ClaimPath, str]) -> Iterator[Openable]:
    text = "".join(text for _, text in _spans(every, at))
    if text:
        yield Openable(path, slot, text, whole=False)


def _by_size(path: ClaimPath) -> tuple[bool, bool]:
    """Of a date year, month and day in that order."""
    return path[-1] == "d", path[-1] == "m"


def text_as_it_left(book: Casebook, disclosure: RecordId, record: RecordId, path: str, slot: str = "") -> str:
    """A text of *record* as it was in a bundle: what characters in `Words` count. Raises as `open_words` does."""
    kept = kept_seals.in_bundle(book, disclosure, record)
    sealed = _again(book, record, kept)
    at = _place(_as_it_left(book, record, kept), sealed.making, Words(path, slot))
    return "".join(text for _, text in _spans(sealed.issued.disclosures, at))


def open_words(book: Casebook, disclosure: RecordId, record: RecordId, wanted: Iterable[Words]) -> Opening:
    """The opening of *wanted* in a bundle that left. Nothing is written or recorded: see `hand_over`.

    Whoever has the bundle and the opening can prove that just these words stood there. Raises `NotADisclosure`,
    `SealNotKept`, `NotInSeal`; `SealChanged` where the seal built again is not the one that left.
    """
    kept = kept_seals.in_bundle(book, disclosure, record)
    then, sealed = _as_it_left(book, record, kept), _again(book, record, kept)
    every = sealed.issued.disclosures
    chosen: set[ClaimPath] = set()
    for each in wanted:
        at = _place(then, sealed.making, each)
        found = set(_below(every, at) if each.end is None else _touched(every, at, each.start, each.end))
        if not found:
            raise NotInSeal
        chosen |= found
    paths = sorted(sdjwt.with_parents(sealed.issued, chosen))
    shown = tuple(text for path in sorted(chosen) if (text := _plain(every[path])))
    return Opening(disclosure, record, kept.name, tuple(every[path] for path in paths), shown)


def hand_over(book: Casebook, paper: Opening | AuthorSlip, to: Path, *, who: str, why: str) -> Touched:
    """Write an opening or an author slip out, because somebody asked for it, and record to whom it goes and why.

    What cannot be recorded is not written out. Raises disk refusals, `CasebookCopied`; nothing is left then.
    """
    what = "opening" if isinstance(paper, Opening) else "author-slip"
    touched: list[Touched] = []

    def content() -> Iterator[bytes]:
        yield paper.text.encode()
        # Whole, but not yet under its name: if this cannot be saved, the file goes again.
        touched.append(disclosures.note_handed(book, paper.disclosure, paper.record, what, to=who, why=why))

    write_whole(to, content())
    return touched[0]


# ---------------------------------------------------------------------------------------- the seal as it left


def _as_it_left(book: Casebook, record: RecordId, kept: Kept) -> Record:
    found = record_at(book.db, record, kept.reached)
    if found is None:
        raise SealNotKept
    return found


def _again(book: Casebook, record: RecordId, kept: Kept) -> Sealed:
    ids = kept.ids or next((one.ids for one in seal_sets.sets(book) if one.record == kept.set), b"")
    if not ids:
        raise SealNotKept
    making = Making(kept.secret, ids, kept.follows)
    then = _as_it_left(book, record, kept)
    return seals.again(then, None, making, kept.public, kept.signature, kept.name)


def _place(record: Record, making: Making, wanted: Words) -> ClaimPath:
    if wanted.path == seals.FOLLOWS:
        return (seals.FOLLOWS,)
    found = seals.places(record, making).get(wanted.path)
    if found is None:
        raise NotInSeal
    return (*found, wanted.slot) if wanted.slot else found


def _below(every: Mapping[ClaimPath, str], at: ClaimPath) -> Iterator[ClaimPath]:
    return (path for path in every if path[: len(at)] == at)


def _touched(every: Mapping[ClaimPath, str], at: ClaimPath, start: int, end: int) -> Iterator[ClaimPath]:
    """The spans of a text that any of these characters stands in."""
    here = 0
    for path, text in _spans(every, at):
        if max(start, here) < min(end, here + len(text)):
            yield path
        here += len(text)


def _spans(every: Mapping[ClaimPath, str], at: ClaimPath) -> Iterator[tuple[ClaimPath, str]]:
    for i in count():
        sentence = (*at, i, "s")
        if sentence not in every:
            return
        for j in count():
            span = (*sentence, j, "t")
            if span not in every:
                break
            yield span, _plain(every[span])


def _plain(disclosure: str) -> str:
    """The value a disclosure shows, if it is one that is read; what only holds others is read in them."""
    content = jose.read_json(jose.decode64(disclosure))
    value = content[-1] if isinstance(content, list) else None
    return str(value) if isinstance(value, str | int) else ""


def spans_of(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Every place of *text* where one of *words* stands, for `Words`. Raises `NotInSeal` for words that do not."""
    found: list[tuple[int, int]] = []
    for word in words:
        at = text.find(word) if word else -1
        if at < 0:
            raise NotInSeal
        while at >= 0:
            found.append((at, at + len(word)))
            at = text.find(word, at + len(word))
    return found
