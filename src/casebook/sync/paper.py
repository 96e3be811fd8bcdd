"""Acting as the paper admin: its key is put together from shares, signs, and is forgotten.

It may do what nobody else may: remove the laptop of whoever stands highest, take a restored casebook back in, admit
what a removed admin wrote. docs/formats/recovery.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.progress import Progress
from casebook.casework import recovery as sheets
from casebook.casework import roster
from casebook.casework.book import Casebook
from casebook.casework.device import former_keys
from casebook.casework.roster import AlreadyInLine, NeedsPaperAdmin, PaperKey
from casebook.journal import log, quarantine
from casebook.vault import keys, recovery


@dataclass(eq=False)
class NoShares(Refused):
    """No paper admin can be named: no shares were made in this casebook, or their sheet is not known."""


@dataclass(eq=False)
class SharesOfFormerTeam(Refused):
    """The shares of this casebook are those of the team that is left: they may be in anybody's hands."""


@dataclass(eq=False)
class SharesOfAnotherTeam(Refused):
    """The shares are whole, and their key is not the paper admin's of this team."""


def name(book: Casebook) -> None:
    """Name the paper admin of the shares that open this casebook: from then on it is a team that can take people in.

    Raises `NoShares`, `PaperAdminStands`, `NotFromAbove`.
    """
    sheet = sheets.status(book)
    if not sheet.admin:
        raise NoShares
    roster.name_paper(book, sheet.admin)


def found_anew(book: Casebook) -> None:
    """Found a new team from this device: no admin of the former one is left, and none of its shares.

    What the others wrote so far counts and stays readable; they belong to the new team once they join it. Raises
    `NoShares`, `SharesOfFormerTeam`, `AlreadyInLine` where this device still belongs to the former team.
    """
    sheet, line = sheets.status(book), roster.line(book)
    own = line.get(book.own.public)
    if own is not None and own.cut is None and line.paper is not None:
        raise AlreadyInLine
    if not sheet.admin:
        raise NoShares
    if not may_found_anew(book):
        raise SharesOfFormerTeam
    past = {device.public for device in line.devices if not device.is_paper} | former_keys(book.db)
    first = next(log.entries(book.db, book.own.feed))
    with book.db.transaction():
        log.note(book.db, quarantine.TEAM, first.id)
        log.forget(book.db, quarantine.PAPER)
    roster.name_paper(book, sheet.admin, past - {book.own.public})


def may_found_anew(book: Casebook) -> bool:
    """Whether shares were made here that are not those of the team as it stands."""
    admin = sheets.status(book).admin
    return bool(admin) and not any(device.public == admin for device in roster.line(book).devices)


@contextmanager
def from_shares(book: Casebook, texts: Sequence[str], progress: Progress | None = None) -> Iterator[PaperKey]:
    """The paper admin's key, within the block.

    Raises as `recovery.combine`, `NeedsPaperAdmin`, `SharesOfAnotherTeam`.
    """
    papers = {device.public for device in roster.line(book).devices if device.is_paper}
    if not papers:
        raise NeedsPaperAdmin
    found = recovery.combine(texts, progress=progress)
    recovered = recovery.from_seed(found.seed)
    found.seed.wipe()
    try:
        if recovered.public.admin not in papers:
            raise SharesOfAnotherTeam
        secret = recovered.admin_private
        yield PaperKey(recovered.public.admin, lambda data: keys.sign(secret.reveal(), data))
    finally:
        recovered.wipe()
