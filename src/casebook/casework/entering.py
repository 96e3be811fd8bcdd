"""The ways into a casebook that a window offers, and what is done while the passphrase is at hand: what is due.

New keys after an erasure and a planned backup both need the passphrase. Right after it was typed is the one moment
at which nobody has to be asked for it again. Neither ever keeps anybody out: what fails is told, and waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from casebook.base import log as notes
from casebook.base.errors import Cancelled, CasebookError
from casebook.base.progress import Progress, Step
from casebook.base.secret import Secret
from casebook.casework import backing_up, backups, keyfiles, keys
from casebook.casework.backing_up import Made
from casebook.casework.book import Casebook
from casebook.casework.opening import create_book, open_book
from casebook.casework.rescuing import Rescued
from casebook.vault import ledger
from casebook.vault.keys import Kdf
from casebook.vault.slots import Opening

T = TypeVar("T")


class How(StrEnum):
    """By which way a casebook was entered."""

    OPENED = "opened"
    MADE = "made"
    SHARES = "shares"
    RESTORED = "restored"
    RESCUED = "rescued"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Done:
    """What was due and done: keys made, a backup made. What was tried and failed, with the error that says why.

    *stopped*: somebody did not want to wait for the new keys.
    """

    keys: bool = False
    stopped: bool = False
    keys_failed: CasebookError | None = None
    backup: Made | None = None
    backup_failed: CasebookError | None = None


NOTHING_DONE: Final = Done()


@dataclass(frozen=True, slots=True)
class Entered:
    """An open casebook, and how it came to be open. *rescued*: what was saved and what is gone."""

    book: Casebook
    how: How = How.OPENED
    done: Done = NOTHING_DONE
    rescued: Rescued | None = None


def open_typed(
    folder: Path,
    passphrase: Secret,
    *,
    key_file: Path | None = None,
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> Entered:
    """Open the casebook in *folder*, then do what is due. *passphrase* is wiped whatever comes of it.

    Raises as `keyfiles.digest` and `open_book` do.
    """
    progress = progress or Progress()
    try:
        digest = b"" if key_file is None else keyfiles.digest(key_file, progress=progress)
        book = open_book(folder, passphrase, key_file=digest, progress=progress)
        try:
            done = do_due(book, Opening(passphrase, digest), kdf=kdf, progress=progress)
        except BaseException:
            book.close()
            raise
    finally:
        passphrase.wipe()
    return Entered(book, done=done)


def make_new(
    folder: Path,
    passphrase: Secret,
    *,
    name: str,
    author: str,
    key_file: Path | None = None,
    makes_key_file: bool = False,
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> Entered:
    """Make a casebook, and its key file if one is wanted. *passphrase* is wiped whatever comes of it.

    Raises as `keyfiles.make`, `keyfiles.digest` and `create_book` do.
    """
    progress = progress or Progress()
    try:
        digest = b""
        if key_file is not None and makes_key_file:
            digest = keyfiles.make(key_file, apart_from=folder)
        elif key_file is not None:
            digest = keyfiles.digest(key_file, apart_from=folder, progress=progress)
        book = create_book(
            folder, passphrase, key_file=digest, name=name, author=author, kdf=kdf, progress=progress
        )
    finally:
        passphrase.wipe()
    return Entered(book, How.MADE)


# --------------------------------------------------------------------------------------- what is due


def do_due(
    book: Casebook, opening: Opening, *, kdf: Kdf | None = None, progress: Progress | None = None
) -> Done:
    """New keys if an erasure waits for them and nobody else would be shut out, then the backup that is due.

    Not in a casebook of which nobody has said yet whether it was moved or copied. A refusal, damage or a wish to
    stop ends the act and is in the answer; the casebook is open as before. Raises nothing of its own.
    """
    progress = progress or Progress()
    done = NOTHING_DONE
    if book.saved.moved:
        return done
    if book.rekey_due and len(keys.ways(book)) == 1:
        made, error = _try(lambda: keys.rekey(book, opening, kdf=kdf, progress=_as("new-keys-due", progress)))
        done = replace(done, keys=made is not None, keys_failed=error, stopped=made is None and error is None)
    due = backups.due(book)
    # With a clock that was set back nobody knows what is due, and it would be made at every opening.
    if due is None or due.days < 0 or progress.cancelled:
        return done
    plan = due.plan
    if not ledger.is_place(plan.place) or (
        plan.card_place is not None and not ledger.is_place(plan.card_place)
    ):
        return done
    backup, error = _try(
        lambda: backing_up.make(
            book,
            opening,
            plan.place,
            plan.card_place,
            in_team=plan.in_team,
            keep=plan.keep,
            kdf=kdf,
            progress=_as("backup-due", progress),
        )
    )
    return replace(done, backup=backup, backup_failed=error)


def _try(act: Callable[[], T]) -> tuple[T | None, CasebookError | None]:
    try:
        return act(), None
    except Cancelled:
        notes.note("what is due was stopped")
        return None, None
    except CasebookError as error:
        notes.note("what is due failed", error=error)
        # Its frames hold what was being worked with.
        return None, error.with_traceback(None)


def _as(stage: str, outer: Progress) -> Progress:
    """Every step of an act shown as one *stage*: somebody who only wanted to open it is told why it takes longer."""

    def watch(step: Step) -> None:
        outer.step(stage, step.done, step.total)

    return Progress(watch)
