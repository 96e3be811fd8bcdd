"""``casebook stick``: write a stick for teammates, look at one, take what it brings, make room on it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from casebook.base.ids import ActId
from casebook.base.words import N_, Translator
from casebook.casework.book import Casebook
from casebook.cli import books, stick_told
from casebook.cli.books import shown_time
from casebook.cli.shell import Shell, UsageWrong
from casebook.journal.arrivals import Import
from casebook.sync import ejecting, freeing, outgoing, preview, reading, taking, team
from casebook.sync.brought import EVERYTHING, Chosen
from casebook.sync.came import Came
from casebook.sync.selecting import Wish
from casebook.sync.taking import NoSuchImport
from casebook.wording import of_outgoing, of_sticks
from casebook.wording.of_sticks import Line

EXAMPLE: Final = "casebook stick harbour read /media/stick"
_USAGE: Final = """%(prog)s BOOK write DIR [--for WHO …] [--again] [--large]
       %(prog)s BOOK look DIR [--only WHO …] [--recovered]
       %(prog)s BOOK read DIR [--only WHO …] [--recovered]
       %(prog)s BOOK free DIR
       %(prog)s BOOK imports
       %(prog)s BOOK undo [IMPORT] | redo [IMPORT]"""


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    parser.usage = _USAGE
    books.arguments(parser, t)
    parser.add_argument("what", choices=tuple(_ACTS), help=t(N_("what to do")))
    parser.add_argument(
        "words", metavar="DIR", nargs="*", help=t(N_("the stick's folder; for undo and redo, which import"))
    )
    parser.add_argument(
        "--for",
        dest="whom",
        metavar="WHO",
        nargs="+",
        help=t(N_("write: for these devices alone (name, person or key)")),
    )
    parser.add_argument(
        "--only", metavar="WHO", nargs="+", help=t(N_("look, read: only what these devices wrote"))
    )
    parser.add_argument(
        "--again", action="store_true", help=t(N_("write: everything, for somebody who lost what they had"))
    )
    parser.add_argument("--large", action="store_true", help=t(N_("write: large files too")))
    parser.add_argument(
        "--recovered",
        action="store_true",
        help=t(N_("look, read: also what a repair of the stick's file system saved")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Do what the words say."""
    least, most = (0, 1) if args.what in ("undo", "redo") else (0, 0) if args.what == "imports" else (1, 1)
    if not least <= len(args.words) <= most:
        raise UsageWrong(N_("that is not how this is asked: `casebook stick --help` shows how"))
    with books.opened(args, shell) as book:
        return _ACTS[args.what](book, args, shell)


# ---------------------------------------------------------------------------------------------- writing


def _write(book: Casebook, args: argparse.Namespace, shell: Shell) -> int:
    place = Path(args.words[0])
    devices = None if args.whom is None else frozenset(_devices(book, args.whom))
    wish = Wish(devices, again=args.again)
    offered = outgoing.offer(book, wish=wish)
    if args.large and offered.large:
        wish = Wish(devices, frozenset(each.file.file for each in offered.large), again=args.again)
        offered = outgoing.offer(book, wish=wish)
    for line in of_outgoing.offer(offered, shell.t):
        shell.say(line)
    done = outgoing.write(book, place, offered, shell.progress)
    let_go = ejecting.eject(place) if done.whole else None
    lines = [shell.t(of_sticks.EJECTED[let_go])] if let_go is not None else []
    lines += of_outgoing.outcome(done, shell.t)
    shell.tell(stick_told.written(offered, done, let_go), [line for line in lines if line])
    return 0 if done.whole else 1


def _devices(book: Casebook, names: list[str]) -> Iterator[bytes]:
    for name in names:
        yield team.find(book, name).device.public


# ---------------------------------------------------------------------------------------------- reading


def _look(book: Casebook, args: argparse.Namespace, shell: Shell) -> int:
    brought = reading.read(book, Path(args.words[0]), shell.progress, recovered=args.recovered)
    found = preview.look(
        book, brought, _chosen(book, args), progress=shell.progress, language=shell.t.language
    )
    shell.tell(stick_told.came(found, shell.t), _lines(found, of_sticks.before, shell.t))
    return 0


def _read(book: Casebook, args: argparse.Namespace, shell: Shell) -> int:
    """Turn by turn, where a stick holds more than fits into memory; each turn is an import of its own."""
    documents: list[dict[str, Any]] = []
    lines: list[str] = []
    chosen = _chosen(book, args)
    while True:
        brought = reading.read(book, Path(args.words[0]), shell.progress, recovered=args.recovered)
        done = taking.take(book, brought, chosen, progress=shell.progress, language=shell.t.language)
        documents.append(
            {"import": None if done.act is None else done.act.hex(), **stick_told.came(done.came, shell.t)}
        )
        lines += _lines(done.came, of_sticks.after, shell.t)
        if not brought.more or done.act is None:
            break
    shell.tell({"turns": documents}, lines)
    return 0


def _chosen(book: Casebook, args: argparse.Namespace) -> Chosen:
    return EVERYTHING if args.only is None else Chosen(frozenset(_devices(book, args.only)))


def _lines(found: Came, words: Callable[[Came, Translator], Iterator[Line]], t: Translator) -> list[str]:
    return [line.text for line in words(found, t)]


# ------------------------------------------------------------------------------------ making room, undoing


def _free(book: Casebook, args: argparse.Namespace, shell: Shell) -> int:
    gone = freeing.free(book, Path(args.words[0]), shell.progress)
    text = shell.t.plural(
        "{count} file that everybody has was taken off the stick.",
        "{count} files that everybody has were taken off the stick.",
        len(gone.packs),
    )
    shell.tell({"files": len(gone.packs), "bytes": gone.bytes}, [text])
    return 0


def _imports(book: Casebook, args: argparse.Namespace, shell: Shell) -> int:  # noqa: ARG001 - one form for all
    found = taking.imports(book)
    shell.tell(
        {"imports": [stick_told.imported(each) for each in found]}, [_import(each, shell.t) for each in found]
    )
    return 0


def _import(each: Import, t: Translator) -> str:
    what = t.plural("{count} entry", "{count} entries", each.entries)
    state = t(N_("set aside")) if each.undone else ""
    return "  ".join(part for part in (each.act.hex()[:8], shown_time(each.taken_ms), what, state) if part)


def _undo(book: Casebook, args: argparse.Namespace, shell: Shell) -> int:
    moved = taking.undo(book, _which(book, args, undone=False))
    text = shell.t.plural(
        "{count} entry is set aside: kept, and out of sight.",
        "{count} entries are set aside: kept, and out of sight.",
        len(moved.out),
    )
    shell.tell({"aside": len(moved.out)}, [text])
    return 0


def _redo(book: Casebook, args: argparse.Namespace, shell: Shell) -> int:
    moved = taking.again(book, _which(book, args, undone=True))
    text = shell.t.plural("{count} entry counts again.", "{count} entries count again.", len(moved.back))
    shell.tell({"back": len(moved.back)}, [text])
    return 0


def _which(book: Casebook, args: argparse.Namespace, *, undone: bool) -> ActId:
    """The import that was named by the beginning of its id, or the latest one. Raises `NoSuchImport`."""
    wanted = args.words[0].lower() if args.words else ""
    fit = [
        each.act
        for each in taking.imports(book)
        if each.undone == undone and each.act.hex().startswith(wanted)
    ]
    if not fit or (wanted and len(fit) > 1):
        raise NoSuchImport
    return fit[0]


_ACTS: Final[Mapping[str, Callable[[Casebook, argparse.Namespace, Shell], int]]] = {
    "write": _write,
    "look": _look,
    "read": _read,
    "free": _free,
    "imports": _imports,
    "undo": _undo,
    "redo": _redo,
}
