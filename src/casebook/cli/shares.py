"""``casebook shares``: recovery on paper. Made, proved without a casebook, and used when no passphrase is left."""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from casebook.base.files import make_private_folder, write_whole
from casebook.base.words import N_, Translator
from casebook.casework import recovery
from casebook.casework.book import Casebook
from casebook.casework.recovery import Shares, Status
from casebook.casework.roster import PaperKey
from casebook.cli import books, passphrase, present
from casebook.cli.shell import MOST_INPUT, Shell, UsageWrong, new_file, read_file
from casebook.sync import paper
from casebook.vault.faults import disk
from casebook.vault.place import Place
from casebook.vault.recovery import Proof, check_counts
from casebook.vault.shares import divide, words_in
from casebook.vault.slots import Opening
from casebook.wording.shells import InputNotText

EXAMPLE: Final = "casebook shares harbour make 2/3"
_USAGE: Final = """%(prog)s BOOK make K/N [--to DIR] [options]
       %(prog)s BOOK status | withdraw [options]
       %(prog)s BOOK drill FILE …  [options]
       %(prog)s BOOK open FILE …   [options]
       %(prog)s drill FILE … [--sheet WORDS]"""
_DRILL: Final = "drill"
_LONGEST: Final = 64 * 1024
_PER_LINE: Final = 4


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    parser.usage = _USAGE
    parser.add_argument(
        "words",
        metavar="WORD",
        nargs="+",
        help=t(
            N_(
                "the casebook's folder and make K/N, status, withdraw, drill or open; or drill alone, which needs"
                " no casebook. FILE holds shares as they were written down; - is standard input"
            )
        ),
    )
    parser.add_argument(
        "--to", metavar="DIR", help=t(N_("make: each share in a file of its own there, not on the terminal"))
    )
    parser.add_argument(
        "--sheet", metavar="WORDS", help=t(N_("drill: the 12 words of the recovery sheet, to be compared"))
    )
    parser.add_argument("--label", metavar="NAME", default="", help=t(N_("open: whose new passphrase it is")))
    passphrase.arguments(parser, t)
    passphrase.key_file_arguments(parser, t)
    passphrase.arguments(parser, t, prefix="new-")
    passphrase.new_key_file_arguments(parser, t)
    present.arguments(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Do what the words say."""
    if args.words[0] == _DRILL:
        return _drill(args, args.words[1:], shell)
    if len(args.words) < 2 or args.words[1] not in _ACTS:
        raise UsageWrong(N_("after the casebook comes make, status, withdraw, drill or open"))
    args.book, what, *rest = args.words
    if args.to is not None and what != "make":
        raise UsageWrong(N_("--to belongs to make"))
    if args.sheet is not None:
        raise UsageWrong(N_("--sheet belongs to a drill without a casebook"))
    return _ACTS[what](args, rest, shell)


# -------------------------------------------------------------------------------------------------- make


def _make(args: argparse.Namespace, rest: Sequence[str], shell: Shell) -> int:
    threshold, count = _counts(rest)
    if args.to is None and not shell.json and not sys.stdout.isatty():
        raise UsageWrong(N_("shares are shown on a terminal only: give --to DIR, or --json"))
    files = [] if args.to is None else _files(Path(args.to), Path(args.book), count)
    with books.opened_typed(args, shell) as (book, typed), contextlib.ExitStack() as undo:
        others = present.others(args, shell)
        for opening in others:
            undo.callback(opening.passphrase.wipe)
        shares = recovery.prepare(threshold, count, progress=shell.progress)
        with contextlib.ExitStack() as written:
            for path, words in zip(files, shares.words, strict=False):
                with disk():
                    written.callback(path.unlink, missing_ok=True)
                    write_whole(path, _numbered(words).encode())
            shares = recovery.enact(book, typed, shares, others=others, progress=shell.progress)
            written.pop_all()
        if files:
            shell.say(
                shell.t(
                    N_(
                        "Each share is a file now. Files can be found, also deleted ones: give each away on a"
                        " medium of its own, or write the words by hand and make new shares without --to."
                    )
                )
            )
        shell.tell(_made(shares, files), _made_lines(shares, files, shell.t))
    return 0


def _counts(rest: Sequence[str]) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,3})/([0-9]{1,3})", rest[0]) if len(rest) == 1 else None
    if found is None:
        raise UsageWrong(N_("say how many shares are needed and how many are made: 2/3"))
    threshold, count = int(found[1]), int(found[2])
    check_counts(threshold, count)
    return threshold, count


def _files(folder: Path, book: Path, count: int) -> list[Path]:
    """Where the shares go. Raises `AlreadyThere`, `NoFolderThere`, disk refusals, `UsageWrong`."""
    if folder.resolve().is_relative_to(book.resolve()):
        raise UsageWrong(N_("shares do not belong in the casebook's own folder"))
    if not folder.exists():
        with disk():
            make_private_folder(folder)
    names = (f"share-{number}-of-{count}.txt" for number in range(1, count + 1))
    return [new_file(str(folder / name), replace=False) for name in names]


def _numbered(words: str) -> str:
    return "".join(f"{number:2}. {word}\n" for number, word in enumerate(words.split(), 1))


def _made(shares: Shares, files: Sequence[Path]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "threshold": shares.threshold,
        "count": len(shares.words),
        "set_name": shares.set_name,
        "sheet": list(shares.fingerprint_words),
        "emptied": list(shares.emptied),
    }
    if files:
        return found | {"files": [str(path) for path in files]}
    return found | {"shares": list(shares.words)}


def _made_lines(shares: Shares, files: Sequence[Path], t: Translator) -> list[str]:
    lines = []
    if not files:
        for number, words in enumerate(shares.words, 1):
            title = t(N_("Share {number} of {count}"))
            lines += [title.replace("{number}", str(number)).replace("{count}", str(len(shares.words)))]
            lines += [*_columns(words.split()), ""]
    text = t(N_("Recovery sheet. Shares needed: {threshold} of {count}. First two words of each: {name}."))
    for name, value in (
        ("threshold", shares.threshold),
        ("count", len(shares.words)),
        ("name", shares.set_name),
    ):
        text = text.replace(f"{{{name}}}", str(value))
    lines += [text, *_columns(shares.fingerprint_words)]
    lines.append(t(N_("Earlier shares open nothing that is written from now on.")))
    if not files:
        lines.append(
            t(
                N_(
                    "Write each share by hand on a paper of its own, try them with a drill, then close this terminal."
                )
            )
        )
    if shares.emptied:
        text = t(N_("Not typed, so these passphrases open it no more: {names}."))
        lines.append(
            text.replace("{names}", ", ".join(name or t(N_("(founder)")) for name in shares.emptied))
        )
    return lines


def _columns(words: Sequence[str]) -> list[str]:
    numbered = [f"{number:2}. {word:10}" for number, word in enumerate(words, 1)]
    return ["".join(numbered[at : at + _PER_LINE]).rstrip() for at in range(0, len(numbered), _PER_LINE)]


# ------------------------------------------------------------------------------------- status and withdraw


def _status(args: argparse.Namespace, rest: Sequence[str], shell: Shell) -> int:
    _nothing_more(rest)
    with books.opened(args, shell) as book:
        status = recovery.status(book)
        shell.tell(_told(status), _status_lines(status, shell.t))
    return 0


def _told(status: Status) -> dict[str, Any]:
    return {
        "set_up": status.set_up,
        "threshold": status.threshold,
        "count": status.count,
        "set_name": status.set_name,
        "sheet": list(status.fingerprint_words),
        "made": books.shown_time(status.made_ms) if status.made_ms else "",
    }


def _status_lines(status: Status, t: Translator) -> list[str]:
    if not status.set_up:
        return [t(N_("No shares open this casebook. If the passphrase is lost, so is the casebook."))]
    if not status.fingerprint_words:
        return [t(N_("A recovery key opens this casebook; its sheet is not known here."))]
    text = t(
        N_("Shares open this casebook: {threshold} of {count}, made {made}. First two words of each: {name}.")
    )
    facts = {"threshold": status.threshold, "count": status.count, "name": status.set_name}
    for name, value in (*facts.items(), ("made", books.shown_time(status.made_ms))):
        text = text.replace(f"{{{name}}}", str(value))
    return [text, *_columns(status.fingerprint_words)]


def _withdraw(args: argparse.Namespace, rest: Sequence[str], shell: Shell) -> int:
    _nothing_more(rest)
    with books.opened_typed(args, shell) as (book, typed), contextlib.ExitStack() as undo:
        others = present.others(args, shell)
        for opening in others:
            undo.callback(opening.passphrase.wipe)
        done = recovery.withdraw(book, typed, others=others, progress=shell.progress)
        text = shell.t(N_("No shares open the casebook any more. Copies made before still open with them."))
        shell.tell({"emptied": list(done.emptied)}, [text])
    return 0


def _nothing_more(rest: Sequence[str]) -> None:
    if rest:
        raise UsageWrong(N_("there are more words than this understands"))


# ------------------------------------------------------------------------------------------- drill and open


def read_texts(names: Sequence[str], shell: Shell) -> tuple[str, ...]:
    """The shares in files; one file may hold several. Raises `InputUnreadable`, `InputNotText`."""
    if not names:
        raise UsageWrong(N_("name the files that hold the shares, or - for standard input"))
    texts: list[str] = []
    for name in names:
        if name == "-":
            texts += divide(shell.value_of("@-"))
            continue
        try:
            texts += divide(read_file(Path(name), min(_LONGEST, MOST_INPUT)).decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise InputNotText from None
    return tuple(texts)


@contextlib.contextmanager
def as_paper(args: argparse.Namespace, shell: Shell, book: Casebook) -> Iterator[PaperKey | None]:
    """The paper admin's key within the block, if ``--shares`` names files; else nothing. For `casebook team`."""
    if args.shares is None:
        yield None
        return
    with paper.from_shares(book, read_texts(args.shares, shell), shell.progress) as key:
        yield key


def _drill(args: argparse.Namespace, names: Sequence[str], shell: Shell) -> int:
    sheet = () if args.sheet is None else words_in(args.sheet)
    proof = recovery.drill(read_texts(names, shell), sheet=sheet, progress=shell.progress)
    same = shell.t(N_("They are the words of the recovery sheet: the shares are proved. Nothing was opened."))
    compare = shell.t(N_("Compare these with the recovery sheet. Nothing was opened."))
    _tell_proof(proof, same if sheet else compare, shell)
    return 0


def _drill_here(args: argparse.Namespace, names: Sequence[str], shell: Shell) -> int:
    texts = read_texts(names, shell)
    with books.opened(args, shell) as book:
        proof = recovery.drill_here(book, texts, progress=shell.progress)
    _tell_proof(proof, shell.t(N_("These shares open this casebook.")), shell)
    return 0


def _tell_proof(proof: Proof, verdict: str, shell: Shell) -> None:
    text = shell.t(N_("Shares that fit together: {given}; needed: {threshold}."))
    text = text.replace("{given}", str(proof.given)).replace("{threshold}", str(proof.threshold))
    found = {
        "threshold": proof.threshold,
        "given": proof.given,
        "numbers": list(proof.numbers),
        "set_name": proof.set_name,
        "sheet": list(proof.fingerprint_words),
    }
    shell.tell(found, [text, *_columns(proof.fingerprint_words), verdict])


def _open(args: argparse.Namespace, names: Sequence[str], shell: Shell) -> int:
    folder = Path(args.book)
    Place(folder).check_exists()
    texts = read_texts(names, shell)
    # What is wrong with the shares is told before anybody thinks of a passphrase.
    recovery.drill(texts, progress=shell.progress)
    key_file = passphrase.new_key_file(args, shell, folder)
    new = Opening(passphrase.read(args, shell, new=True, prefix="new-"), key_file, args.label)
    try:
        book = recovery.open_with_shares(folder, texts, new, progress=shell.progress)
    finally:
        new.passphrase.wipe()
    try:
        lines = [
            shell.t(
                N_(
                    "The casebook opens with the new passphrase, and with no earlier one. The shares go on opening it."
                )
            )
        ]
        shell.tell({"emptied": list(book.safe.emptied), "entries": book.saved.entries}, lines)
    finally:
        book.close()
    return 0


_ACTS: Final[dict[str, Callable[[argparse.Namespace, Sequence[str], Shell], int]]] = {
    "make": _make,
    "status": _status,
    "withdraw": _withdraw,
    _DRILL: _drill_here,
    "open": _open,
}
