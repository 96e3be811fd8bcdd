"""Taking somebody in: may this device, what the newcomer handed over, and the welcome. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.progress import Progress
from casebook.base.words import N_
from casebook.casework.book import Casebook
from casebook.journal.acts import Role
from casebook.sync import handing, welcoming
from casebook.sync.joining import Compared, Join
from casebook.sync.welcoming import Terms, Welcomed

ROLES: Final = (
    (
        Role.MEMBER,
        N_("Member"),
        N_("Records and reads with the team. Takes nobody in, removes nobody."),
    ),
    (
        Role.ADMIN,
        N_("Admin"),
        N_("Also takes people in, and removes those who stand below."),
    ),
    (
        Role.PUBLISHER,
        N_("Publisher"),
        N_("An admin who may also sign bundles in the organisation's name."),
    ),
)
HISTORY: Final = (
    (
        True,
        N_("Everything recorded so far"),
        N_("What stands in circles the newcomer does not belong to stays there."),
    ),
    (
        False,
        N_("Only what is recorded from now on"),
        N_("Of what was before the casebook knows that it exists, and no word of it."),
    ),
)


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A newcomer's file that was opened, by the number it was opened with. Not trusted yet."""

    number: str
    join: Join


class InviteState:
    """One newcomer at a time; nothing is kept between two."""

    def refusal(self, book: Casebook) -> CasebookError | None:
        """Why this device can take nobody in; asked before two people sit down."""
        try:
            welcoming.check_can_invite(book)
        except CasebookError as error:
            return error
        return None

    def opening(self, place: Path, number: str) -> Callable[[Casebook, Progress], Asked]:
        """Find the newcomer's file on the stick by the number that was said."""

        def work(_book: Casebook, progress: Progress) -> Asked:
            return Asked(number, welcoming.find_join(place, number, progress))

        return work

    def welcoming(
        self, asked: Asked, proof: Compared, terms: Terms, place: Path
    ) -> Callable[[Casebook, Progress], Welcomed]:
        """Take the device in and write its welcome on the stick, read back."""

        def work(book: Casebook, progress: Progress) -> Welcomed:
            made = welcoming.welcome(book, asked.join, proof, terms, asked.number)
            handing.put(place, made.file, progress=progress)
            return made

        return work
