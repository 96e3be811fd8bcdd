"""Wiping in words: what goes, what remains and must be said, and what was done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework.wiping import Before
from casebook.vault.wiping import ReadBack, Wiped

TITLE: Final = N_("Wipe this copy of the casebook")
WORD: Final = N_("wipe")
"""What has to be typed."""
ASK: Final = N_("This cannot be undone. Type “{word}” to go on: ")
NOTHING_HERE: Final = N_("There is nothing here that you can open.")
LABORATORY: Final = N_(
    "A laboratory that recovers deleted blocks and gets your passphrase may still recover some of it;"
    " full-disk encryption, or a key file left at home, closes that."
)
BEGUN: Final = N_(
    "A wipe of this casebook was begun and cut off. Nothing in it can be opened any more; what is left is noise."
)

_REMAINS: Final = (
    N_("Copies of the folder that were made earlier, by you or by somebody who had the computer."),
    N_(
        "Old blocks of a flash disk or a copying file system: the keys were overwritten where they lay,"
        " and such a disk may keep what lay there before."
    ),
    N_("Paper, screenshots, and files you took out of the casebook."),
)


def goes(before: Before, t: Translator) -> Iterator[str]:
    """What the wipe takes away."""
    facts = {
        "records": str(before.records),
        "files": str(before.files),
        "entries": str(before.entries),
        "date": datetime.fromtimestamp(before.last_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }
    text = t(
        N_(
            "This copy holds {records} records and {files} attached files; last saved {date}, {entries} entries."
        )
    )
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", value)
    yield text
    yield t(
        N_(
            "The keys are overwritten first. From then on nothing here opens, with any passphrase or shares,"
            " and the work cannot be stopped."
        )
    )
    if before.drafts:
        yield t(N_("Unsaved drafts go too: {count}.")).replace("{count}", str(before.drafts))
    if before.publisher:
        yield t(N_("The key that signs your bundles ends with it, and is in no backup: {public}.")).replace(
            "{public}", before.publisher
        )


def remains(before: Before | None, t: Translator) -> Iterator[str]:
    """What the wipe does not reach. Without *before* (a casebook that did not open) nobody knows of backups."""
    if before is None:
        yield t(N_("Backups, if there are any: this casebook could not be asked."))
    else:
        if not before.backups:
            yield t(N_("This casebook knows of no backup: nothing brings it back."))
        for one in before.backups:
            text = t(N_("The backup {place}, which its card and its passphrase open."))
            yield text.replace("{place}", str(one.generation.folder))
        if before.disclosures:
            yield t(N_("Bundles you handed out: {count}.")).replace("{count}", str(before.disclosures))
        if before.devices:
            text = t(N_("What other devices hold of it: {count} of them wrote here."))
            yield text.replace("{count}", str(before.devices))
    yield from (t(each) for each in _REMAINS)


def done(wiped: Wiped, t: Translator) -> Iterator[str]:
    """What was done, and what is left in the folder."""
    yield t(NOTHING_HERE)
    text = t(N_("Overwritten and deleted: {files} files, {bytes} bytes."))
    yield text.replace("{files}", str(wiped.files)).replace("{bytes}", str(wiped.bytes))
    if wiped.read_back is ReadBack.SYSTEM:
        yield t(N_("The overwritten keys could be read back through the system only, not past its memory."))
    yield from urgent(wiped, t)
    if wiped.strangers:
        text = t(N_("Not the casebook's, and left alone: {names}."))
        yield text.replace("{names}", ", ".join(wiped.strangers))
    yield t(LABORATORY)


def urgent(wiped: Wiped, t: Translator) -> tuple[str, ...]:
    """Of what was done, the sentences that ask for something more to be done."""
    told = []
    if wiped.left:
        text = t(
            N_(
                "Files that could not be overwritten or deleted: {count}. They open with nothing. Do it again."
            )
        )
        told.append(text.replace("{count}", str(wiped.left)))
    if wiped.keys_beside:
        text = t(N_("Copies of the keys lie there, put aside by somebody; destroy them: {names}."))
        told.append(text.replace("{names}", ", ".join(wiped.keys_beside)))
    return tuple(told)
