"""The health check on screen: findings in plain words by how bad they are, and what can be done. No Qt here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import health, rescuing
from casebook.casework.book import Casebook
from casebook.casework.health import Finding, Health, Repaired, Severity, What
from casebook.casework.rescuing import Rescued
from casebook.gui.parts.typed import Typed
from casebook.gui.spots import Place
from casebook.vault.keys import Kdf
from casebook.wording import findings

MOST: Final = 25
"""How many findings of one severity are told one by one."""

_RESCUE: Final = N_(
    "Do not write in it any more. Save what still holds into a new casebook, as offered below, or restore the newest "
    "backup; keep this folder."
)
_FROM_BACKUP: Final = N_("Repair takes it from a backup that can be reached: plug the medium in first.")
_THEN: Final = {
    What.UNREADABLE: _RESCUE,
    What.PAGES: _RESCUE,
    What.JOURNAL: _RESCUE,
    What.TABLES: N_("The journal is whole. Repair makes the tables from it again."),
    What.FILE_MISSING: _FROM_BACKUP,
    What.FILE_CHANGED: _FROM_BACKUP,
    What.STRAYS: N_("Nobody has their keys. Repair removes them."),
    What.NO_BACKUP: N_("Make one on another disk."),
    What.BACKUP_DUE: N_("Make a new one."),
    What.BACKUP_UNFINISHED: N_("Try it, or make a new one."),
    What.REKEY_DUE: N_("Make new keys, or lock the casebook: it offers to make them then."),
    What.NO_RECOVERY: N_("Make shares for people you trust."),
}
"""What to do about it, where the words for the command line name a command."""

_WAYS: Final = {
    **dict.fromkeys(
        (
            What.NO_BACKUP,
            What.BACKUP_DUE,
            What.BACKUP_UNFINISHED,
            What.BACKUP_HOLDS_ERASED,
            What.BACKUP_LACKS_FILES,
        ),
        Place.BACKUPS,
    ),
    What.REKEY_DUE: Place.WAYS,
    What.NO_RECOVERY: Place.RECOVERY,
}
_BEYOND: Final = frozenset((What.PAGES, What.JOURNAL))
"""What no repair mends."""
_BROKEN: Final = frozenset((What.TABLES, What.FILE_MISSING, What.FILE_CHANGED))

WAY_WORDS: Final = {
    Place.BACKUPS: N_("Go to the backups"),
    Place.WAYS: N_("Go to the keys"),
    Place.RECOVERY: N_("Go to the recovery shares"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding: what it is, what to do, and where one goes for that."""

    what: str
    then: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that are equally bad. *more*: how many are not told one by one."""

    severity: Severity
    title: str
    lines: tuple[Line, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Mended:
    """What a repair did, and how everything stands after it."""

    repaired: Repaired
    health: Health


@dataclass(frozen=True, slots=True)
class Saved:
    """A rescue: where the new casebook is and what was saved into it."""

    folder: Path
    rescued: Rescued


class HealthState:
    """What the screen says of a health check, and the work behind its buttons. *kdf* as of `rescuing.rescue`."""

    def __init__(self, tr: Translator, kdf: Kdf | None = None) -> None:
        self.tr = tr
        self._kdf = kdf

    def summary(self, found: Health) -> str:
        """How it stands, in one sentence."""
        if found.damage:
            return self.tr.plural(
                "{count} thing is damaged.", "{count} things are damaged.", len(found.damage)
            )
        return self.tr(N_("Everything holds."))

    def figures(self, found: Health) -> tuple[str, ...]:
        """What was verified. Nothing where the pages of the database could not be read."""
        if found.has(What.PAGES):
            return ()
        told = [
            self.tr.plural("{count} entry read", "{count} entries read", found.entries),
            self.tr.plural("{count} signature verified", "{count} signatures verified", found.entries)
            if not found.has(What.JOURNAL)
            else "",
            self.tr.plural("{count} record", "{count} records", found.records),
            self.tr.plural(
                "{count} attached file read to its end",
                "{count} attached files read to their ends",
                found.files,
            ),
            self.tr.plural(
                "{count} part erased in good order", "{count} parts erased in good order", found.destroyed
            )
            if found.destroyed
            else "",
        ]
        return tuple(each for each in told if each)

    def groups(self, found: Health) -> tuple[Group, ...]:
        """The findings, worst first."""
        groups = []
        for severity in sorted(Severity, reverse=True):
            ones = [each for each in found.findings if each.severity is severity]
            if ones:
                lines = self._lines(ones)
                more = len(lines) - MOST
                groups.append(
                    Group(
                        severity,
                        self.tr(findings.SEVERITIES[severity]),
                        _each_way_once(lines[:MOST]),
                        self.tr.plural("And {count} more.", "And {count} more.", more) if more > 0 else "",
                    )
                )
        return tuple(groups)

    def _lines(self, ones: list[Finding]) -> list[Line]:
        """A line for each; what is said alike is said once, with how often."""
        lines = []
        for line, times in Counter(self._line(each) for each in ones).items():
            often = self.tr.plural("({count} time)", "({count} times)", times)
            lines.append(line if times == 1 else replace(line, what=f"{line.what} {often}"))
        return lines

    def _line(self, finding: Finding) -> Line:
        said = findings.said(finding, self.tr)
        then = self.tr(_THEN[finding.what]) if finding.what in _THEN else said.then
        return Line(said.what, then, _WAYS.get(finding.what))

    def mendable(self, found: Health) -> bool:
        """Whether a repair would try anything: see `health.repair`."""
        if self.beyond(found):
            return False
        strays = found.has(What.STRAYS) and not found.has(What.GAPS)
        return strays or any(found.has(what) for what in _BROKEN)

    def beyond(self, found: Health) -> bool:
        """Whether something is damaged that no repair mends."""
        return any(found.has(what) for what in _BEYOND)

    def still(self, found: Health) -> tuple[str, ...]:
        """What a rescue would save, and what is gone."""
        return () if found.still is None else tuple(findings.rescued(found.still, self.tr))[:MOST]

    def mended(self, done: Mended) -> str:
        """What a repair did."""
        lines = tuple(findings.repaired(done.repaired, self.tr))
        return " ".join(lines) or self.tr(N_("There was nothing that could be repaired."))

    def saved(self, done: Saved) -> str:
        """What came of a rescue."""
        told = self.tr(
            N_(
                "The new casebook is in {path}. It is a new device. Lock this one, open that one, and keep this folder"
                " as it is."
            )
        )
        path = str(done.folder).replace("/", "/\u200b")
        return " ".join((told.replace("{path}", path), *findings.rescued(done.rescued, self.tr)))

    # ------------------------------------------------------------------ acts

    def examine(self, book: Casebook, progress: Progress) -> Health:
        """Look at everything."""
        return health.examine(book, progress)

    def repair(self, found: Health) -> Callable[[Casebook, Progress], Mended]:
        """Put right what can be, and look at everything again."""

        def work(book: Casebook, progress: Progress) -> Mended:
            repaired = health.repair(book, found, progress)
            return Mended(repaired, health.examine(book, progress))

        return work

    def rescue(self, to: Path, typed: Typed) -> Callable[[Casebook, Progress], Saved]:
        """Save all that still holds into a new casebook in *to*; this one stays open and as it is."""

        def work(book: Casebook, progress: Progress) -> Saved:
            opening = typed.opening(progress)
            folder = book.safe.folder
            made, rescued = rescuing.rescue(
                folder, opening, to, open_here=True, kdf=self._kdf, progress=progress
            )
            made.close()
            return Saved(to, rescued)

        return work


def _each_way_once(lines: Sequence[Line]) -> tuple[Line, ...]:
    """What is to be done stands under the last of several in a row that ask for the same."""
    following = [*lines[1:], None]
    return tuple(
        replace(line, then="", place=None)
        if after is not None and (after.then, after.place) == (line.then, line.place)
        else line
        for line, after in zip(lines, following, strict=True)
    )
