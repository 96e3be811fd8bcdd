"""The trust page: who belongs, when each was heard, what each lacks, what waits in quarantine. No Qt here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import recovery, roster
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.gui.parts.moments import day_text
from casebook.journal.acts import Reason, Role
from casebook.sync import team
from casebook.sync.team import Member, Trust
from casebook.wording import of_teammates

REASON_WORDS: Final = (
    (Reason.LOST, N_("The laptop is lost")),
    (Reason.STOLEN, N_("The laptop was stolen or seized")),
    (Reason.LEFT, N_("The person left the team")),
    (Reason.COPIED, N_("It was copied or restored elsewhere")),
    (Reason.REPLACED, N_("A new device took its place")),
)
ROLE_WORDS: Final = (
    (Role.MEMBER, N_("Member")),
    (Role.ADMIN, N_("Admin")),
    (Role.PUBLISHER, N_("Publisher")),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A short state; *tone* only repeats what the words say."""

    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One device. *below*: this device stands above it and may change what it is; else only shares can."""

    public: bytes
    record: RecordId | None
    name: str
    role: Role | None
    role_words: str
    heard: str
    chips: tuple[Chip, ...]
    live: bool
    own: bool
    below: bool


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """What waits of one device, and whether this one stands high enough to admit it."""

    public: bytes
    words: str
    may_admit: bool


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """The page. *lacks_paper*: nobody can be taken in yet; *has_shares*: the paper admin could be named at once.

    *apart*: this device is none of the team's; the first of the notes says so. *may_be_left*: it is one of the team's
    that takes nobody in, so that its person may be left without anybody who does.
    """

    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    apart: bool
    waiting: tuple[Waiting, ...]
    lacks_paper: bool
    has_shares: bool
    erasures: int
    may_be_left: bool


class TeamState:
    """Asked of the open casebook each time."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    def concerns(self, touched: Touched) -> bool:
        """Any write may change what somebody lacks."""
        return bool(touched)

    def load(self, book: Casebook) -> Shown:
        """Everybody, the paper admin first."""
        found, line = team.trust(book), roster.line(book)
        rows = tuple(
            self._row(one, below=line.is_above(book.own.public, one.device.public)) for one in found.members
        )
        return Shown(
            rows,
            tuple(self._notes(found)),
            found.has_paper and not found.enrolled,
            tuple(self._waiting(book, found)),
            not found.has_paper,
            bool(recovery.status(book).admin),
            len(found.erasures),
            any(one.author.own and one.live and one.device.role is Role.MEMBER for one in found.members)
            and found.has_paper,
        )

    def _row(self, one: Member, *, below: bool) -> Row:
        tr = self.tr
        if one.device.is_paper:
            told = tr(N_("Stands above everybody. Acts when enough shares are put together."))
            return Row(
                one.device.public, None, tr(N_("Paper admin")), None, "", told, (), False, False, False
            )
        heard = ""
        if one.heard_ms and not one.author.own:
            heard = tr(N_("last heard of {day}, by its own clock")).format(day=day_text(one.heard_ms))
        elif not one.author.own:
            heard = tr(N_("nothing heard of yet"))
        return Row(
            one.device.public,
            one.device.record,
            of_teammates.called(one.author, tr),
            one.device.role,
            of_teammates.role(one.device.role, tr),
            heard,
            tuple(self._chips(one)),
            one.live,
            one.author.own,
            below and not one.author.own,
        )

    def _chips(self, one: Member) -> Iterator[Chip]:
        tr = self.tr
        if one.reason:
            words = tr(of_teammates.REASONS.get(one.reason, N_("left the team")))
            yield Chip(tr(N_("removed: {reason}")).format(reason=words), "red")
        if one.asked_about:
            yield Chip(tr(N_("still in use? silent for {days} days")).format(days=one.silent_days), "amber")
        if one.ahead:
            yield Chip(tr(N_("its clock runs ahead")), "amber")
        if one.lacks:
            yield Chip(tr.plural("lacks {count} change", "lacks {count} changes", one.lacks), "")
        if one.aside:
            yield Chip(
                tr.plural("{count} change in quarantine", "{count} changes in quarantine", one.aside), "amber"
            )

    def _notes(self, found: Trust) -> Iterator[str]:
        tr = self.tr
        if found.removed:
            yield tr(N_("This device was removed from the team. It can be read, and writes nothing more."))
        elif not found.enrolled and found.has_paper:
            yield tr(
                N_("This device is not one of the team: an admin, or the paper admin's shares, takes it in.")
            )
        for fork in found.forks:
            yield of_teammates.fork(fork, tr)
        for claim in found.claims:
            yield of_teammates.claim(claim, tr)

    def _waiting(self, book: Casebook, found: Trust) -> Iterator[Waiting]:
        authors = {one.device.public: one.author for one in found.members}
        for one in found.quarantined:
            yield Waiting(
                one.public,
                of_teammates.quarantined(one, authors.get(one.public), self.tr),
                any(
                    team.may_admit(book, last) for last in {each.feed: each for each in one.entries}.values()
                ),
            )
