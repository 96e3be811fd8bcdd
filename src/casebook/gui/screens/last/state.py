"""What is said on the last page: that something goes, what came of it, and where one can go from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from casebook.base.errors import Cancelled, CasebookError
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import wiping
from casebook.casework.travel import Travelled
from casebook.gui.parts.says import says
from casebook.vault.wiping import Found, KeysNotOverwritten, Wiped
from casebook.wording import of_travel, of_wiping


class Way(StrEnum):
    """Where one can go from the last page. All of them end this process or replace it."""

    CLOSE = "close"
    OPEN = "open"
    AGAIN = "again"
    FINISH = "finish"


VERBS = {
    Way.CLOSE: N_("Close"),
    Way.OPEN: N_("Open the small casebook"),
    Way.AGAIN: N_("To the passphrase"),
    Way.FINISH: N_("Wipe what is left"),
}
BEGUN = N_("A wipe was begun here and cut off")
WORKING = N_("This casebook is being wiped")
PASSED = N_("The keys are being overwritten: from here on it cannot be stopped. Leave the computer on.")
STOPPABLE = N_(
    "Stay with the computer. When nobody is there it locks itself, and this stops before the wipe."
)


@dataclass(frozen=True, slots=True)
class Told:
    """The page: *warnings* ask for something to be done; the first of *ways* is the one most people want."""

    title: str
    lines: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    ways: tuple[Way, ...] = (Way.CLOSE,)


def is_begun(folder: Path | None) -> bool:
    """Whether what lies there is left of a wipe that was cut off."""
    try:
        return folder is not None and wiping.found(folder) is Found.BEGUN
    except CasebookError:
        return False


def finishing(folder: Path) -> Callable[[Progress], Wiped]:
    """Work that ends it."""
    return partial(wiping.finish, folder)


def begun(tr: Translator) -> Told:
    """What is said at the door of a casebook that was being wiped."""
    return Told(tr(BEGUN), (tr(of_wiping.BEGUN),), ways=(Way.FINISH,))


def told(result: object, tr: Translator) -> Told:
    """What came of a wipe or of a journey; of an error that left the casebook closed."""
    if isinstance(result, Wiped):
        return _wiped(result, tuple(of_wiping.done(result, tr)), tr)
    if isinstance(result, Travelled):
        made = _wiped(result.wiped, tuple(of_travel.done(result, tr)), tr)
        title = made.title if result.wiped.left else tr(N_("Sealed, and wiped here"))
        if result.small is None:
            return Told(title, made.lines, made.warnings, made.ways)
        lines = tuple(text for text in made.lines if text != tr(of_wiping.NOTHING_HERE))
        return Told(title, lines, made.warnings, (Way.OPEN, *made.ways))
    if isinstance(result, Cancelled):
        stopped = N_("Stopped in time: no key was overwritten, and the casebook opens as before.")
        return Told(tr(N_("The casebook was not wiped")), (tr(stopped),), ways=(Way.AGAIN, Way.CLOSE))
    assert isinstance(result, BaseException)
    ways = (Way.CLOSE,) if isinstance(result, KeysNotOverwritten) else (Way.AGAIN, Way.CLOSE)
    return Told(tr(N_("The casebook was not wiped")), (), (says(result, tr),), ways)


def _wiped(wiped: Wiped, lines: tuple[str, ...], tr: Translator) -> Told:
    """Sentences that ask for something to be done stand apart."""
    urgent = of_wiping.urgent(wiped, tr)
    title = tr(N_("Wiped, but something is left") if wiped.left else N_("Wiped"))
    calm = tuple(text for text in lines if text not in urgent)
    return Told(title, calm, urgent, (Way.FINISH, Way.CLOSE) if wiped.left else (Way.CLOSE,))
