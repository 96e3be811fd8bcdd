"""The health check: everything that is wrong or should be done, found in one go; and putting right what can be.

`examine` collects where `check.check` raises the first thing met. Nothing here words a finding: wording does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from casebook.base import log as notes
from casebook.base.errors import CasebookError, Damaged
from casebook.base.ids import FeedId, FileId
from casebook.base.progress import Progress
from casebook.casework import backups, check, evidence, rebuilding, rescuing
from casebook.casework.book import COPIED, Casebook, here
from casebook.casework.check import StrangerFeed, TablesDiffer, Walked
from casebook.casework.evidence import Kept
from casebook.casework.opening import open_book
from casebook.casework.rescuing import Rescued
from casebook.journal import log
from casebook.journal.fold import canonical_state
from casebook.vault import ledger
from casebook.vault.faults import DatabaseDamaged, FileMissing
from casebook.vault.slots import Opening


class Severity(IntEnum):
    """How bad: something is broken; something may go wrong; something would be wise."""

    ADVICE = 1
    WARNING = 2
    DAMAGE = 3


class What(StrEnum):
    """What was found. The value stands in JSON and is never changed."""

    UNREADABLE = "unreadable"
    PAGES = "pages"
    HEAD = "head"
    JOURNAL = "journal"
    STRANGER = "stranger"
    TABLES = "tables"
    FILE_MISSING = "file-missing"
    FILE_CHANGED = "file-changed"
    GAPS = "known-gaps"
    FORK = "fork"
    COPIED = "copied"
    STRAYS = "strays"
    KEYS_MENDED = "keys-mended"
    OTHER_DATABASES = "other-databases"
    NO_BACKUP = "no-backup"
    BACKUP_DUE = "backup-due"
    BACKUP_UNFINISHED = "backup-unfinished"
    BACKUP_HOLDS_ERASED = "backup-holds-erased"
    BACKUP_LACKS_FILES = "backup-lacks-files"
    REKEY_DUE = "rekey-due"
    NO_RECOVERY = "no-recovery"


DAMAGE: Final = frozenset(
    (
        *(What.UNREADABLE, What.PAGES, What.HEAD, What.JOURNAL, What.STRANGER),
        *(What.TABLES, What.FILE_MISSING, What.FILE_CHANGED),
    )
)
ADVICE: Final = frozenset((What.NO_RECOVERY, What.KEYS_MENDED, What.STRAYS))
_NOTHING: Final[Mapping[str, str | int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing. *facts* fill the words for it; *error* is the leaf that says it, where one does."""

    what: What
    facts: Mapping[str, str | int] = field(default_factory=lambda: _NOTHING)
    error: CasebookError | None = None

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        if self.what in DAMAGE:
            return Severity.DAMAGE
        return Severity.ADVICE if self.what in ADVICE else Severity.WARNING


@dataclass(frozen=True, slots=True)
class Health:
    """All that was found, worst first, and what holds.

    *entries*, *parts*, *destroyed*, *records*, *files* are what was verified. *state* is the canonical state's hash
    where the journal holds. *still*: what a rescue would get out of a damaged journal.
    """

    findings: tuple[Finding, ...]
    entries: int = 0
    feeds: int = 0
    parts: int = 0
    destroyed: int = 0
    records: int = 0
    files: int = 0
    state: bytes = b""
    forks: tuple[tuple[FeedId, int], ...] = ()
    strays: tuple[FileId, ...] = ()
    still: Rescued | None = None

    @property
    def damage(self) -> tuple[Finding, ...]:
        """The findings that say that something is broken."""
        return tuple(each for each in self.findings if each.severity is Severity.DAMAGE)

    def has(self, what: What) -> bool:
        """Whether *what* was found."""
        return any(each.what is what for each in self.findings)


def examine(book: Casebook, progress: Progress | None = None) -> Health:
    """Look at everything. Raises `Cancelled` and disk refusals, nothing else: damage is a finding."""
    progress = progress or Progress()
    about = [*_about_keys(book), *_about_backups(book)]
    try:
        progress.step("checking-database")
        book.db.check_integrity(progress)
        walked, faults = check.survey(book.db, progress)
    except DatabaseDamaged as damage:
        still = rescuing.survey_open(book.safe, progress)
        return _health([Finding(What.PAGES, {"pages": len(damage.pages)}, damage), *about], still=still)
    found = [Finding(What.JOURNAL, error=fault) for fault in faults]
    found += _about_head(book)
    found += _about_journal(book, walked)
    if not faults:
        found += _about_tables(book, walked, progress)
    files = evidence.by_place(book.db, book.safe.files, check.files_of(walked))
    found += _about_files(book, files, progress)
    strays = () if faults else evidence.strays(book, files)
    if strays:
        found.append(Finding(What.STRAYS, {"files": len(strays)}))
    states = [state for state, _ in walked.folded]
    seen = walked.verified
    return Health(
        _worst_first([*found, *about]),
        entries=seen.entries,
        feeds=seen.feeds,
        parts=seen.parts,
        destroyed=seen.destroyed,
        records=sum(not state.is_blank for state in states),
        files=len(files),
        state=b"" if faults else canonical_state(states),
        forks=seen.forks,
        strays=strays,
        still=rescuing.survey_open(book.safe, progress) if faults else None,
    )


def examine_closed(
    folder: Path, opening: Opening, progress: Progress | None = None
) -> tuple[Casebook | None, Health]:
    """Open the casebook in *folder* and examine it. The casebook is open if it could be opened at all.

    Where it could not because of damage, that is a finding, and what a rescue would get out is told where the file
    `keys` still opens. Raises `WrongPassphrase` and whatever else is refused.
    """
    progress = progress or Progress()
    try:
        book = open_book(folder, opening.passphrase, key_file=opening.key_file, progress=progress)
    except Damaged as damage:
        return None, _unopened(folder, opening, damage, progress)
    try:
        return book, examine(book, progress)
    except BaseException:
        book.close()
        raise


def _unopened(folder: Path, opening: Opening, damage: Damaged, progress: Progress) -> Health:
    finding = Finding(What.UNREADABLE, error=damage)
    try:
        return _health([finding], still=rescuing.survey(folder, opening, progress))
    except Damaged as error:
        notes.note("nothing to survey", error=error)
        return _health([finding], still=None)


def _health(findings: list[Finding], *, still: Rescued | None) -> Health:
    """Of a casebook whose journal could not be walked."""
    return Health(_worst_first(findings), still=still)


def _worst_first(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda each: -each.severity))


# ------------------------------------------------------------------ the findings


def _about_head(book: Casebook) -> Iterator[Finding]:
    try:
        book.safe.head.settle(here(book.safe))
    except Damaged as damage:
        yield Finding(What.HEAD, error=damage)


def _about_journal(book: Casebook, walked: Walked) -> Iterator[Finding]:
    seen = walked.verified
    for feed in check.strangers(book, seen):
        yield Finding(What.STRANGER, error=StrangerFeed(feed.hex()))
    if seen.gaps or seen.lost_parts:
        gone = sum(gap.last - gap.first + 1 for gap in seen.gaps)
        yield Finding(What.GAPS, {"entries": gone, "parts": seen.lost_parts})
    if seen.forks:
        yield Finding(What.FORK, {"places": len(seen.forks)})
    if log.noted(book.db, COPIED):
        yield Finding(What.COPIED)


def _about_tables(book: Casebook, walked: Walked, progress: Progress) -> Iterator[Finding]:
    rows, search = check.differing(book, walked.folded, progress)
    if rows or search:
        yield Finding(What.TABLES, error=TablesDiffer(rows, search))


def _about_files(book: Casebook, files: Mapping[FileId, Kept], progress: Progress) -> Iterator[Finding]:
    for done, (place, one) in enumerate(files.items()):
        progress.step("checking-files", done, len(files))
        facts = {"file": place, "record": book.need(one.record).code if book.get(one.record) else ""}
        try:
            book.safe.files.verify(one.file, one.key, size=one.size, sha256=one.sha256)
        except FileMissing as damage:
            yield Finding(What.FILE_MISSING, facts, damage)
        except Damaged as damage:
            yield Finding(What.FILE_CHANGED, facts, damage)


def _about_keys(book: Casebook) -> Iterator[Finding]:
    if book.safe.mended is not None:
        yield Finding(What.KEYS_MENDED, {"copy": book.safe.mended.copy, "bits": book.safe.mended.bits})
    if book.safe.strangers:
        yield Finding(What.OTHER_DATABASES, {"databases": len(book.safe.strangers)})
    if book.rekey_due:
        yield Finding(What.REKEY_DUE)
    if book.safe.recovery_public() is None:
        yield Finding(What.NO_RECOVERY)


def _about_backups(book: Casebook) -> Iterator[Finding]:
    own = ledger.own_place(book.db)
    standing = backups.backups(book)
    elsewhere = [one for one in standing if one.generation.place != own]
    if not any(not one.unfinished for one in elsewhere):
        yield Finding(What.NO_BACKUP)
    due = backups.due(book)
    if due is not None and due.last is not None:
        yield Finding(What.BACKUP_DUE, {"days": due.days})
    newest = next((one.generation for one in elsewhere if not one.unfinished), None)
    if newest is not None and newest.lost:
        yield Finding(What.BACKUP_LACKS_FILES, {"name": newest.name, "files": newest.lost})
    for one in standing:
        facts = {"name": one.generation.name, "place": str(one.generation.place)}
        if one.unfinished:
            yield Finding(What.BACKUP_UNFINISHED, facts)
        if one.holds_erased:
            yield Finding(What.BACKUP_HOLDS_ERASED, facts)


# ------------------------------------------------------------------ putting right


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was put right: *tables* made again from the journal, *fetched* files, *strays* removed.

    *missing*: files that no backup that can be reached has whole.
    """

    tables: bool
    fetched: tuple[FileId, ...]
    strays: int
    missing: tuple[FileId, ...]


def repair(book: Casebook, health: Health, progress: Progress | None = None) -> Repaired:
    """Put right what *health* found and what can be, and touch nothing else.

    Where the journal or its pages are damaged nothing is done: see `rescuing.rescue`. A missing or changed file is
    taken, encrypted as it is, from a backup that can be reached and that has it whole; no card is needed for that.
    Raises disk refusals, `Cancelled`.
    """
    progress = progress or Progress()
    if health.has(What.PAGES) or health.has(What.JOURNAL):
        return Repaired(tables=False, fetched=(), strays=0, missing=())
    tables = health.has(What.TABLES)
    if tables:
        check.make_tables_again(book, progress)
    broken = {
        str(each.facts["file"])
        for each in health.findings
        if each.what in (What.FILE_MISSING, What.FILE_CHANGED)
    }
    files = check.files_in(book.db, book.safe.files, progress)
    folders = [one.folder / "files" for one in ledger.ledger(book.db) if one.reachable]
    fetched: list[FileId] = []
    missing: list[FileId] = []
    for place, one in files.items():
        if place in broken:
            got = any(rebuilding.fetch_file(book.safe.files, one, folder, progress) for folder in folders)
            (fetched if got else missing).append(place)
    strays: tuple[FileId, ...] = ()
    # A file whose record is lost may find its record again, when a gap is filled.
    if health.has(What.STRAYS) and not health.has(What.GAPS):
        strays = evidence.strays(book, files)
        for file in strays:
            book.safe.files.remove(file)
    return Repaired(tables, tuple(fetched), len(strays), tuple(missing))
