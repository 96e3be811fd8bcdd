"""The health check in words: every finding, what to do about it, and what a rescue would save."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework.health import Finding, Health, Repaired, Severity, What
from casebook.casework.rescuing import Rescued
from casebook.vault.slots import Mend
from casebook.wording import errors
from casebook.wording.said import Said

SEVERITIES: Final[Mapping[Severity, str]] = {
    Severity.DAMAGE: N_("Damage"),
    Severity.WARNING: N_("Warning"),
    Severity.ADVICE: N_("Advice"),
}

_FROM_BACKUP: Final = N_(
    "`casebook check --repair` takes it from a backup that can be reached; else restore a backup into a new folder."
)
_RESCUE: Final = N_(
    "Do not write in it any more. Keep the folder, restore the newest backup, or save what still holds with"
    " `casebook check --rescue-to`."
)

FINDINGS: Final[Mapping[What, tuple[str, str]]] = {
    What.UNREADABLE: ("", _RESCUE),
    What.PAGES: (N_("Pages of the database are damaged: {pages}."), _RESCUE),
    What.HEAD: ("", ""),
    What.JOURNAL: ("", _RESCUE),
    What.STRANGER: ("", ""),
    What.TABLES: ("", ""),
    What.FILE_MISSING: (N_("An attached file is missing: {file}, of {record}."), _FROM_BACKUP),
    What.FILE_CHANGED: (N_("An attached file is damaged: {file}, of {record}."), _FROM_BACKUP),
    What.GAPS: (
        N_(
            "Known gaps, from the rescue of a damaged casebook: {entries} entries and {parts} single changes."
        ),
        N_(
            "What stood there is not here, a withdrawal of consent or an order to erase too: think of it before"
            " anything leaves. A teammate's copy or an older backup may still have it."
        ),
    ),
    What.FORK: (
        N_("Places where a device said two things at once: {places}. Its casebook was copied."),
        N_("Both are kept. Find out who writes in the copy."),
    ),
    What.COPIED: (
        N_("This casebook was copied or restored: another copy writes under the same name."),
        N_("Before it is written in again it has to become a new device."),
    ),
    What.STRAYS: (
        N_("Encrypted files that no record knows, left by an interrupted save: {files}."),
        N_("Nobody has their keys. `casebook check --repair` removes them."),
    ),
    What.KEYS_MENDED: (
        N_("The file “keys” had a damaged copy, number {copy}, and was mended from its twin."),
        N_("The disk may be failing: make a backup on another one."),
    ),
    What.OTHER_DATABASES: (
        N_("Databases in the folder that do not belong to this casebook: {databases}."),
        N_("They were left alone. If nobody put them there, they are leftovers of another copy."),
    ),
    What.NO_BACKUP: (
        N_("There is no backup of this casebook."),
        N_("Make one on another disk: `casebook backup`."),
    ),
    What.BACKUP_DUE: (
        N_("The newest backup is {days} days old, and something was written since."),
        N_("Make a new one: `casebook backup`."),
    ),
    What.BACKUP_UNFINISHED: (
        N_("The backup {name} in {place} was never verified: its making was cut off."),
        N_("Verify it: `casebook backup --verify`, or make a new one."),
    ),
    What.BACKUP_HOLDS_ERASED: (
        N_("The backup {name} in {place} still holds erased text."),
        N_("Bring it, so that its card can be destroyed, or destroy both."),
    ),
    What.BACKUP_LACKS_FILES: (
        N_("The newest backup lacks attached files that could not be read whole: {files}."),
        N_("Repair them here if an older backup has them, and make a new backup."),
    ),
    What.REKEY_DUE: (
        N_("Something was erased, and the keys have not been changed since: old blocks may still hold it."),
        N_("Change the keys: `casebook keys rekey`, or lock the casebook in the desktop program."),
    ),
    What.NO_RECOVERY: (
        N_("If the passphrase is forgotten, nothing opens this casebook: no recovery is set up."),
        N_("Make shares for people you trust: `casebook shares`."),
    ),
}


def said(finding: Finding, t: Translator) -> Said:
    """A finding in words: what was found, and what to do."""
    what, then = (t(text) for text in FINDINGS[finding.what])
    if finding.error is not None:
        own = errors.said(finding.error, t)
        what, then = what or own.what, then or own.then
    for name, value in finding.facts.items():
        what = what.replace(f"{{{name}}}", str(value) or "—")
    return Said(what, then)


def lines(health: Health, t: Translator) -> Iterator[str]:
    """All findings, worst first, a line each; then what still holds of what is damaged."""
    for finding in health.findings:
        yield f"{t(SEVERITIES[finding.severity])}: {said(finding, t).text}"
    if health.still is not None:
        yield t(N_("What could be saved into a new casebook:"))
        yield from rescued(health.still, t)


def rescued(found: Rescued, t: Translator) -> Iterator[str]:
    """What a rescue saves or saved, and what is gone."""
    yield _count(t, N_("Entries that can be read and verify: {value}."), found.entries)
    for gap in found.gaps:
        text = t(N_("Gone: entries {first} to {last} of feed {feed}."))
        for name, value in (("first", gap.first), ("last", gap.last), ("feed", gap.feed.hex()[:8])):
            text = text.replace(f"{{{name}}}", str(value))
        yield text
    for text, value in (
        (N_("Gone: {value} single changes inside entries that are there."), found.parts),
        (N_("Left behind: {value} entries whose signature cannot be verified."), found.unsigned),
        (N_("Gone: the last {value} saves or more."), found.tail),
        (N_("Gone: {value} attached files that are whole nowhere."), len(found.files)),
    ):
        if value > 0:
            yield _count(t, text, value)
    if found.tail < 0:
        yield t(N_("How many saves there were cannot be told: some at the end may be gone."))
    if found.whole:
        yield t(N_("Nothing is gone."))
    else:
        yield t(
            N_(
                "A withdrawal of consent or an order to erase may have stood there: think of it before anything leaves."
            )
        )


def repaired(done: Repaired, t: Translator) -> Iterator[str]:
    """What was put right, and what could not be."""
    if done.tables:
        yield t(N_("Tables were made again from the journal."))
    for text, value in (
        (N_("Attached files taken from a backup: {value}."), len(done.fetched)),
        (N_("Encrypted files that no record knows, removed: {value}."), done.strays),
        (N_("Attached files that no backup at hand has whole: {value}."), len(done.missing)),
    ):
        if value:
            yield _count(t, text, value)


def _count(t: Translator, text: str, value: int) -> str:
    return t(text).replace("{value}", str(value))


def card_damage(found: Mend, t: Translator) -> str:
    """What is said of a card that opens its backup with one of its two copies only."""
    text = t(
        N_(
            "The card of this backup had a damaged copy, number {copy}; the other one is whole and opens it. The"
            " medium may be failing: make a backup on another one."
        )
    )
    return text.replace("{copy}", str(found.copy))
