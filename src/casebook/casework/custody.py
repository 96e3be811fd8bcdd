"""The chain of custody of everything that is kept, as data: for the team, and for a court that asks the team.

Holds fingerprints of originals: it stays in the house, or goes to a court by hand. It is no part of any bundle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.base.progress import Progress
from casebook.casework import derivatives, evidence
from casebook.casework.authors import of_key
from casebook.casework.book import Casebook
from casebook.casework.derivatives import Form, Redaction
from casebook.casework.titles import code as code_of
from casebook.casework.titles import title as title_of
from casebook.casework.touched import Verb
from casebook.journal import current, log
from casebook.journal.current import Record
from casebook.journal.history import history


@dataclass(frozen=True, slots=True)
class Hand:
    """Who did something: the device's user or name as it stands now, and the fingerprint-like id of its feed."""

    name: str
    feed: FeedId


@dataclass(frozen=True, slots=True)
class Step:
    """An element of the chain of custody: codes and texts as the record has them."""

    what: str
    date: str
    by: str
    sha256: bytes
    note: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Where a derivative went: the disclosure, its audience and date, its recipients, the name it had there."""

    disclosure: RecordId
    code: str
    audience: str
    date: str
    recipients: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A decision about what may leave, with its fingerprint, and where it went."""

    record: RecordId
    code: str
    form: Form
    redaction: Redaction
    decided: str
    hand: Hand | None
    sha256: bytes
    size: int
    gone: tuple[Gone, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One original. *attached_ms*: when it came into the casebook (wall clock); *entry*: the signed entry that says so.

    *gone*: what went into bundles that is told by no decision that is still there (a text, whose bytes differ from
    bundle to bundle, and what was deleted since).
    """

    record: RecordId
    code: str
    title: str
    type: str
    size: int
    sha256: bytes
    received: str
    obtained: str
    attached_ms: int
    hand: Hand | None
    entry: EntryId | None
    steps: tuple[Step, ...]
    derived: tuple[Derived, ...]
    gone: tuple[Gone, ...]


def sheet(
    book: Casebook, only: Sequence[RecordId] = (), *, language: str = "en", progress: Progress | None = None
) -> list[Held]:
    """Every file that is kept, or *only* some, in the order in which they came. Raises `NoSuchFile`, `Cancelled`."""
    progress = progress or Progress()
    hands = {feed: _hand(book, feed, public) for feed, public in log.feeds(book.db)}
    records = [book.need(each) for each in only] or list(current.every(book.db, "evidence"))
    left = list(current.every(book.db, "disclosure"))
    found = []
    for done, record in enumerate(records):
        progress.step("reading-rows", done, len(records))
        kept = evidence.kept_in(record.id, record.value("file"))
        if kept is not None:
            found.append(_held(book, record, kept, hands, left, language))
        elif only:
            raise evidence.NoSuchFile
    return sorted(found, key=lambda held: (held.attached_ms, held.record))


def _hand(book: Casebook, feed: FeedId, public: bytes) -> Hand:
    author = of_key(book, public)
    return Hand(
        "" if author.device is None else author.person or author.name or book.need(author.device).code, feed
    )


def _held(
    book: Casebook,
    record: Record,
    kept: evidence.Kept,
    hands: dict[FeedId, Hand],
    left: Iterable[Record],
    language: str,
) -> Held:
    moved = [move for move in history(book.db, record.id, "file") if move.value is not None]
    first = moved[-1] if moved else None
    gone = _gone(book, record.id, left)
    derived = tuple(
        _derived(book, saved, hands, gone) for saved in derivatives.redactions_of(book, record.id)
    )
    told = {each for one in derived for each in one.gone}
    return Held(
        record.id,
        code_of(book, record.id),
        title_of(book, record.id, language),
        record.text("type"),
        kept.size,
        kept.sha256,
        record.text("received"),
        record.text("obtained"),
        first.moment.shown_ms if first is not None and first.moment is not None else 0,
        hands.get(first.feed) if first is not None else None,
        first.entry if first is not None else None,
        tuple(_steps(record)),
        derived,
        tuple(each for each, _ in gone if each not in told),
    )


def _steps(record: Record) -> Iterable[Step]:
    for key in record.elements("custody"):
        at = f"custody/{key}/"
        sha256 = record.value(f"{at}sha256")
        yield Step(
            record.text(f"{at}what"),
            record.text(f"{at}date"),
            record.text(f"{at}by"),
            sha256 if isinstance(sha256, bytes) else b"",
            record.text(f"{at}note"),
        )


def _gone(book: Casebook, of: RecordId, left: Iterable[Record]) -> list[tuple[Gone, bytes]]:
    """Every file made of a piece of evidence that left, with its fingerprint."""
    found = []
    for disclosure in left:
        recipients = tuple(
            disclosure.text(f"recipients/{key}/name") or disclosure.text(f"recipients/{key}/key")
            for key in disclosure.elements("recipients")
        )
        for key in disclosure.elements("files"):
            at = f"files/{key}/"
            sha256 = disclosure.value(f"{at}sha256")
            if of in disclosure.values(f"{at}record"):
                gone = Gone(
                    disclosure.id,
                    code_of(book, disclosure.id),
                    disclosure.text("audience"),
                    disclosure.text("date"),
                    recipients,
                    disclosure.text(f"{at}name"),
                )
                found.append((gone, sha256 if isinstance(sha256, bytes) else b""))
    return found


def _derived(
    book: Casebook,
    saved: derivatives.Saved,
    hands: dict[FeedId, Hand],
    gone: Iterable[tuple[Gone, bytes]],
) -> Derived:
    made = [move for move in history(book.db, saved.record, "sha256") if move.verb == Verb.DERIVE]
    return Derived(
        saved.record,
        code_of(book, saved.record),
        saved.redaction.form,
        saved.redaction,
        saved.decided,
        hands.get(made[-1].feed) if made else None,
        saved.sha256,
        saved.size,
        tuple(each for each, sha256 in gone if sha256 == saved.sha256),
    )
