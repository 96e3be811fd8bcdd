"""Editions in rounds: what replaces what, for whom the next edition is due, and why nobody gets one out of turn.

Whoever sees that record 3 is gone two weeks after the brother was called in, knows that pressure worked. So nothing
outside says what was withdrawn or when: on fixed dates every recipient of every series gets the next edition, and
with it a notice that the edition before is replaced, whether or not anything was withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import disclosures, records, settings
from casebook.casework.book import Casebook
from casebook.casework.disclosures import ids_in, keys_of, left_on
from casebook.casework.holders import Recipient, all_returned, recipients_of, signing_keys
from casebook.casework.touched import Touched, Verb
from casebook.journal import current
from casebook.journal.current import Record

MONTHS: Final = 3
"""Months from one round to the next, where the casebook says nothing else."""
OPEN_DAYS: Final = 14
"""Days from its date for which a round is open."""


@dataclass(eq=False)
class OutsideRound(Refused):
    """An edition or a notice between two rounds would tell that something happened. The next is on *next_round*."""

    next_round: str


@dataclass(eq=False)
class NoNoticeForPublic(Refused):
    """What was published is replaced by the next edition alone: a notice would tell everybody that something went."""


@dataclass(eq=False)
class NothingReplaced(Refused):
    """The disclosure replaces no earlier edition that is still out."""


@dataclass(eq=False)
class AlreadyReplaced(Refused):
    """That edition has been replaced: the newest of its series is *newest*."""

    newest: RecordId


@dataclass(eq=False)
class OtherClass(Refused):
    """The edition to be replaced was made for another audience, or one of the two is encrypted and the other is not."""


@dataclass(frozen=True, slots=True)
class Round:
    """The date of the round that was last, the one that comes, and whether the last one is still open."""

    last: date
    next: date
    open: bool


@dataclass(frozen=True, slots=True, repr=False)
class Series:
    """Editions for one class and purpose, oldest first. *public*: it left unencrypted. *ended*: none follows.

    *withdrawn*: consents and decisions that let the newest edition out and do not hold any more. *left*: the day of
    the newest edition. *noticed*: the newest edition's notice was made.
    """

    audience: str
    recipients: tuple[Recipient, ...]
    purpose: str
    editions: tuple[RecordId, ...]
    code: str
    left: date
    public: bool
    ended: bool
    withdrawn: tuple[RecordId, ...]
    noticed: bool

    @property
    def newest(self) -> RecordId:
        """The edition that stands now."""
        return self.editions[-1]


@dataclass(frozen=True, slots=True, repr=False)
class Due:
    """What a round asks of a series: a new edition, a notice for the newest one, or nothing any more."""

    series: Series
    edition: bool
    notice: bool


def round_of(book: Casebook, day: date | None = None) -> Round:
    """The rounds around *day* (today, if none is given)."""
    day = day or disclosures.today(book)
    value = settings.setting(book, "round_months")
    months = value if isinstance(value, int) and 1 <= value <= 12 else MONTHS
    number = day.year * 12 + day.month - 1
    last = _first_of(number - number % months)
    return Round(last, _first_of(number - number % months + months), day < last + timedelta(days=OPEN_DAYS))


def _first_of(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def check_round(book: Casebook, *, now: bool = False) -> Round:
    """Whether an edition that replaces another, and its notice, may go out today. Raises `OutsideRound`.

    With *now* it may: somebody was told what that gives away, and wants it.
    """
    found = round_of(book)
    if not found.open and not now:
        raise OutsideRound(found.next.isoformat())
    return found


# -------------------------------------------------------------------------------------------------- series


def series(book: Casebook) -> tuple[Series, ...]:
    """Every series there is, the one whose newest edition is oldest first."""
    rows = {row.id: row for row in current.every(book.db, "disclosure")}
    after: dict[RecordId, list[RecordId]] = {}
    for row in rows.values():
        before = _before(row)
        if before in rows:
            after.setdefault(before, []).append(row.id)
    newest = [row for row in rows.values() if row.id not in after]
    found = [_series(book, rows, row) for row in newest]
    return tuple(sorted(found, key=lambda each: (each.left, each.newest)))


def _before(row: Record) -> RecordId | None:
    value = row.value("replaces")
    return RecordId(value) if isinstance(value, bytes) else None


def _chain(rows: dict[RecordId, Record], newest: Record) -> tuple[RecordId, ...]:
    """The editions up to *newest*, oldest first; a row that leads in a circle ends it."""
    chain = [newest.id]
    before = _before(newest)
    while before is not None and before in rows and before not in chain:
        chain.append(before)
        before = _before(rows[before])
    return tuple(reversed(chain))


def _series(book: Casebook, rows: dict[RecordId, Record], newest: Record) -> Series:
    allowed = (book.get(each) for each in ids_in(newest, "allowed_by", "record"))
    return Series(
        audience=newest.text("audience"),
        recipients=recipients_of(newest),
        purpose=newest.text("purpose"),
        editions=_chain(rows, newest),
        code=newest.code,
        left=left_on(newest),
        public=not keys_of(newest),
        ended=bool(newest.values("ended")),
        withdrawn=tuple(each.id for each in allowed if each is not None and each.values("revoked")),
        noticed=bool(newest.values("noticed")),
    )


def of_disclosure(book: Casebook, disclosure: RecordId) -> Series:
    """The series an edition belongs to. Raises `NotADisclosure`."""
    disclosures.need(book, disclosure)
    return next(each for each in series(book) if disclosure in each.editions)


def next_of(book: Casebook, disclosure: RecordId) -> Series:
    """The series of which *disclosure* is the newest edition, for making the next. Raises `AlreadyReplaced`."""
    found = of_disclosure(book, disclosure)
    if found.newest != disclosure:
        raise AlreadyReplaced(found.newest)
    return found


def to_replace(
    book: Casebook, disclosure: RecordId, audience: str, *, encrypted: bool, now: bool = False
) -> RecordId:
    """*disclosure*, if a bundle for *audience* that leaves today may take its place.

    Raises `NotADisclosure`, `AlreadyReplaced`, `OtherClass`, `OutsideRound`.
    """
    found = next_of(book, disclosure)
    if found.audience != audience or found.public == encrypted:
        raise OtherClass
    check_round(book, now=now)
    return disclosure


def due(book: Casebook) -> tuple[Due, ...]:
    """What the last round asks for and was not done yet; of every series, whatever was withdrawn or not."""
    last = round_of(book).last
    found = []
    for each in series(book):
        edition = not each.ended and each.left < last
        notice = not each.public and len(each.editions) > 1 and not each.noticed
        if edition or notice:
            found.append(Due(each, edition, notice))
    return tuple(found)


def end(book: Casebook, disclosure: RecordId) -> Touched:
    """No further edition for this series: rounds pass it by. Raises `NotADisclosure`."""
    found = of_disclosure(book, disclosure)
    day = disclosures.today(book).isoformat()
    return records.write(book, Verb.DISCLOSE, [records.Set(found.newest, "ended", day)])


# -------------------------------------------------------------------------------------------------- notices


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a notice says: manifests (32 bytes) of the editions that are replaced, and of the one that stands."""

    replaces: tuple[bytes, ...]
    by: bytes


def replaced(book: Casebook, disclosure: RecordId, *, now: bool = False, alone: bool = False) -> Replaced:
    """What the notice for the newest edition *disclosure* says.

    With *alone*, no edition takes its place: it is itself to be destroyed, with all before it. Raises
    `NotADisclosure`, `AlreadyReplaced`, `NoNoticeForPublic`, `NothingReplaced`, `OutsideRound`.
    """
    found = next_of(book, disclosure)
    if found.public:
        raise NoNoticeForPublic
    old = found.editions if alone else found.editions[:-1]
    rows = [disclosures.need(book, each) for each in old]
    # One that every recipient destroyed needs no notice.
    signing = signing_keys(book)
    out = [row for row in rows if not all_returned(row, signing)]
    manifests = tuple(disclosures.manifest_of(row) for row in out if disclosures.manifest_of(row))
    if not manifests:
        raise NothingReplaced
    check_round(book, now=now)
    by = b"" if alone else disclosures.manifest_of(disclosures.need(book, disclosure))
    return Replaced(manifests, by)


def note_noticed(book: Casebook, disclosure: RecordId) -> Touched:
    """Record that the notice for an edition was made today."""
    day = disclosures.today(book).isoformat()
    return records.write(book, Verb.DISCLOSE, [records.Set(disclosure, "noticed", day)])
