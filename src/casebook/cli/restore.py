"""``casebook restore``: a backup becomes a casebook in a new folder, as a new device."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from casebook.base.words import N_, Translator
from casebook.casework import backups, health, rescuing, unsealing
from casebook.casework.book import Casebook
from casebook.casework.health import Health
from casebook.casework.rescuing import Rescued
from casebook.cli import passphrase
from casebook.cli.shell import Shell, UsageWrong, read_file
from casebook.vault import recovery
from casebook.vault.slots import Opening
from casebook.wording import findings

EXAMPLE: Final = "casebook restore /media/stick --to harbour --card /media/drawer"
_LONGEST_SHARE: Final = 64 * 1024


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    parser.add_argument(
        "backup", metavar="BACKUP", help=t(N_("a backup's folder, or the folder of several: then the newest"))
    )
    parser.add_argument("--to", metavar="BOOK", required=True, help=t(N_("the new casebook's folder")))
    parser.add_argument(
        "--card", metavar="FILE", help=t(N_("its card, or the card's folder, if it lies apart"))
    )
    passphrase.arguments(parser, t)
    passphrase.key_file_arguments(parser, t)
    parser.add_argument(
        "--share",
        metavar="FILE",
        action="append",
        default=[],
        help=t(N_("instead of the passphrase: a file with the words of a recovery share, once for each")),
    )
    parser.add_argument(
        "--identity",
        metavar="FILE",
        help=t(
            N_("BACKUP is a sealed copy: the file with the private age key; the new passphrase is asked for")
        ),
    )
    passphrase.arguments(parser, t, prefix="new-")
    parser.add_argument(
        "--rescue",
        action="store_true",
        help=t(N_("the backup is damaged: save all of it that still holds")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Restore it, look at everything, and say what it is now."""
    if args.rescue and args.share:
        raise UsageWrong(N_("--rescue goes with the passphrase, not with shares"))
    if args.identity is not None:
        if args.rescue or args.share or args.card:
            raise UsageWrong(N_("--identity goes with none of --card, --share and --rescue"))
        return _finish(Path(args.backup), _unsealed(args, shell), shell)
    found = backups.found_in(Path(args.backup))
    folder, card = found[0], None if args.card is None else Path(args.card)
    if len(found) > 1:
        shell.say(
            shell.t(N_("Backups there: {value}. The newest is restored.")).replace("{value}", str(len(found)))
        )
    if args.rescue:
        return _rescue(folder, card, args, shell)
    damage = backups.damage_of_card(folder, card)
    book = _restored(folder, card, args, shell)
    if damage is not None:
        shell.say(findings.card_damage(damage, shell.t))
    return _finish(folder, book, shell)


def _finish(folder: Path, book: Casebook, shell: Shell) -> int:
    try:
        state = health.examine(book, shell.progress)
        shell.tell(_document(folder, book, state), _lines(state, shell.t))
    finally:
        book.close()
    return 3 if state.damage else 0


def _unsealed(args: argparse.Namespace, shell: Shell) -> Casebook:
    """From a sealed copy: nothing of the passphrase it once had is in it, so a new one is typed."""
    identity = read_file(Path(args.identity), _LONGEST_SHARE).decode(errors="replace")
    new = Opening(passphrase.read(args, shell, new=True, prefix="new-"))
    try:
        return unsealing.open_sealed(Path(args.backup), identity, Path(args.to), new, progress=shell.progress)
    finally:
        new.passphrase.wipe()


def _restored(folder: Path, card: Path | None, args: argparse.Namespace, shell: Shell) -> Casebook:
    to = Path(args.to)
    if not args.share:
        typed = passphrase.opening(args, shell)
        try:
            return backups.restore(folder, to, typed, card=card, progress=shell.progress)
        finally:
            typed.passphrase.wipe()
    texts = [read_file(Path(name), _LONGEST_SHARE).decode(errors="replace") for name in args.share]
    keys = recovery.from_seed(recovery.combine(texts, progress=shell.progress).seed)
    new = Opening(passphrase.read(args, shell, new=True, prefix="new-"))
    try:
        return backups.restore_by_recovery(
            folder, keys.recovery_private.reveal(), to, new, card=card, progress=shell.progress
        )
    finally:
        keys.wipe()
        new.passphrase.wipe()


def _rescue(folder: Path, card: Path | None, args: argparse.Namespace, shell: Shell) -> int:
    typed = passphrase.opening(args, shell)
    try:
        book, saved = rescuing.rescue_backup(folder, typed, Path(args.to), card=card, progress=shell.progress)
    finally:
        typed.passphrase.wipe()
    book.close()
    shell.tell(_saved(saved), [*findings.rescued(saved, shell.t), *_what_it_is(shell.t)])
    return 0


def _saved(saved: Rescued) -> dict[str, Any]:
    return {
        "entries": saved.entries,
        "gaps": [{"feed": gap.feed.hex(), "first": gap.first, "last": gap.last} for gap in saved.gaps],
        "parts": saved.parts,
        "unsigned": saved.unsigned,
        "files": list(saved.files),
    }


def _document(folder: Path, book: Casebook, state: Health) -> dict[str, Any]:
    return {
        "backup": folder.name,
        "entries": state.entries,
        "records": state.records,
        "files": state.files,
        "state": state.state.hex(),
        "feed": book.own.feed.hex(),
        "findings": [each.what.value for each in state.findings],
    }


def _lines(state: Health, t: Translator) -> list[str]:
    text = t(N_("Restored: {entries} entries, {records} records, {files} attached files."))
    for name, value in (("entries", state.entries), ("records", state.records), ("files", state.files)):
        text = text.replace(f"{{{name}}}", str(value))
    return [text, *_what_it_is(t), *findings.lines(state, t)]


def _what_it_is(t: Translator) -> list[str]:
    return [
        t(
            N_(
                "It is a new device: teammates take its entries in once one of their casebooks has named it."
                " Do not go on in the old casebook, if it turns up."
            )
        )
    ]
