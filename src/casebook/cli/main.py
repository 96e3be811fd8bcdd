"""The command line: finds the verb, loads its file alone, and turns what it raises into words and an exit code."""

from __future__ import annotations

import argparse
import importlib
import io
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn, Protocol

import casebook
from casebook.base import log
from casebook.base.errors import Cancelled, CasebookError, Damaged
from casebook.base.words import N_, Translator, translator
from casebook.cli import helping
from casebook.cli.shell import Shell, UsageWrong, terminal_language

DONE: Final = 0
REFUSED: Final = 1
USAGE: Final = 2
DAMAGED: Final = 3
CANCELLED: Final = 130

VERBS: Final = {
    "new": N_("make a casebook"),
    "info": N_("what a casebook holds: counts by kind, device, feeds, size"),
    "kinds": N_("kinds of record, their fields and lists of terms"),
    "add": N_("add a record"),
    "set": N_("change fields of a record"),
    "show": N_("show a record, and its history"),
    "list": N_("list the records of a kind"),
    "find": N_("find records by any word, in any script and spelling"),
    "similar": N_("people who may be one: suggestions only"),
    "attach": N_("keep a copy of files, encrypted, with a record"),
    "extract": N_("write an attached file out, in clear"),
    "redact": N_("what may leave of an attached file: cover, cut, silence, look, save"),
    "custody": N_("the custody sheet: originals, their fingerprints, what was made of them for whom"),
    "seal": N_("seal records on the device that recorded them; how many seals are left"),
    "erase": N_("destroy a record, or a field of it, for good"),
    "orders": N_("orders to erase that teammates gave: list, confirm, sign"),
    "conflicts": N_("fields of which two versions stand side by side"),
    "settle": N_("decide between versions"),
    "merge": N_("make two records of one person one: look first, undo takes it back"),
    "import": N_("import tables (CSV, JSON) through a mapping"),
    "undo": N_("take back the latest act of this device"),
    "decide": N_("record the decision to show people to an audience"),
    "plan": N_("what an export would show, and why not the rest"),
    "export": N_("hand out a signed bundle"),
    "verify": N_("verify a bundle; needs no casebook"),
    "verifier": N_("the page that verifies bundles in a browser"),
    "signer": N_("the key that signs: its words, its fingerprint, its line"),
    "recipients": N_("the address book: to whom bundles go, and whose keys were compared"),
    "leakcheck": N_("search finished files for everybody who is protected"),
    "disclosures": N_("what left, to whom, what allowed it, and who holds it"),
    "withdraw": N_("end a consent or a decision; which bundles held what it allowed"),
    "rounds": N_("which editions are due to whom; the notice that goes with one"),
    "receive": N_("take in what others hand over: a bundle, a notice, a receipt, a slip"),
    "received": N_("bundles others sent; destroy what they replaced, make the receipt"),
    "opening": N_("open hidden words of a bundle for one reader"),
    "slip": N_("an author slip: leads a court to the device that recorded a text"),
    "report": N_("write a report"),
    "stats": N_("print a table of figures"),
    "keys": N_("whose passphrases open the casebook; add, change, remove one; make new keys"),
    "shares": N_("recovery on paper: make shares, try them, open with them"),
    "traces": N_("what a searcher of this computer would find beside a casebook"),
    "check": N_("verify every chain, signature and file; repair, or rescue what still holds"),
    "backup": N_("make, list, verify and forget backups"),
    "restore": N_("restore a backup into a new folder, as a new device"),
    "travel": N_("seal a casebook for somebody else, wipe it here, take a small one along"),
    "wipe": N_("destroy this copy of a casebook for good"),
    "team": N_("who belongs to the team: take people in, remove them, a lost laptop, circles"),
    "stick": N_("meet by stick: write one, look at one, take what it brings, set an import aside"),
    "exposure": N_("whom the loss of this casebook would put in danger, and which keys are lost with it"),
}
"""Every verb with one line of help. Its file is of the same name (`import` is `bring_in`, for Python's sake)."""

_FILES: Final = {"import": "bring_in"}


class Command(Protocol):
    """A verb's file."""

    EXAMPLE: str

    @staticmethod
    def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
        """Declare its arguments."""

    @staticmethod
    def run(args: argparse.Namespace, shell: Shell) -> int:
        """Do it. Returns the exit code."""


def main(arguments: Sequence[str]) -> int:
    """Run one command. Returns the exit code; never raises for what a user can meet."""
    t = translator(terminal_language())
    if not arguments or arguments[0] in ("-h", "--help"):
        print(overview(t))
        return DONE
    if arguments[0] == "--version":
        print(f"casebook {casebook.__version__}")
        return DONE
    verb = arguments[0]
    if verb not in VERBS:
        print(
            t(N_("casebook: there is no verb of that name; `casebook --help` lists them.")), file=sys.stderr
        )
        return USAGE
    try:
        command: Command = importlib.import_module(f"casebook.cli.{_FILES.get(verb, verb)}")  # type: ignore[assignment]  # the protocol above
        parser = parser_of(verb, command, t)
        args = parser.parse_intermixed_args(arguments[1:])
        _show_everything(json=args.json)
        shell = Shell(json=args.json, quiet=args.quiet, language=terminal_language())
        _listen(shell)
    except KeyboardInterrupt:  # before anything was opened
        return CANCELLED
    return _guarded(command, args, shell, parser)


def _show_everything(*, json: bool) -> None:
    """A terminal that has no letter for a name gets its number instead; JSON is always UTF-8 (RFC 8259, 8.1)."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if json else None, errors="backslashreplace")


def parser_of(verb: str, command: Command, t: Translator) -> argparse.ArgumentParser:
    """The parser of one verb, with its example."""
    parser = argparse.ArgumentParser(
        prog=f"casebook {verb}",
        description=_sentence(t(VERBS[verb])),
        epilog=f"{t(N_('Example:'))}\n  {command.EXAMPLE}",
        formatter_class=helping.formatter(t),
        allow_abbrev=False,
        add_help=False,
    )
    command.arguments(parser, t)
    parser.add_argument("-h", "--help", action="help", help=t(N_("this help")))
    parser.add_argument("--json", action="store_true", help=t(N_("one JSON document on standard output")))
    parser.add_argument("--quiet", action="store_true", help=t(N_("no progress on standard error")))
    return parser


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def overview(t: Translator) -> str:
    """The help of the program as a whole."""
    width = max(map(len, VERBS)) + 2
    verbs = "\n".join(f"  {verb:{width}}{t(summary)}" for verb, summary in VERBS.items())
    return "\n".join(
        (
            t(N_("usage: casebook [BOOK]             the desktop program")),
            t(N_("       casebook VERB …             without it; `casebook VERB --help` says how")),
            t(N_("       casebook demo DIR           an invented casebook, shown from end to end")),
            "",
            verbs,
            "",
            t(N_("A VALUE of @- is read from standard input, one of @FILE from a file; dates are EDTF.")),
            t(N_("Exit codes: 0 done · 1 refused · 2 wrong command line · 3 damaged · 130 stopped")),
        )
    )


# ---------------------------------------------------------------------------------------------- running


def _guarded(
    command: Command, args: argparse.Namespace, shell: Shell, parser: argparse.ArgumentParser
) -> int:
    try:
        return command.run(args, shell)
    except UsageWrong as wrong:
        _refuse_usage(parser, shell.t(str(wrong)))
    except BrokenPipeError:
        return _reader_gone()
    except KeyboardInterrupt:
        return _tell_error(Cancelled(), shell)
    except CasebookError as error:
        return _tell_error(error, shell)
    except Exception as error:  # noqa: BLE001 - our bug: told without what it says, which may hold anything
        return _tell_bug(error, shell)


def _refuse_usage(parser: argparse.ArgumentParser, what: str) -> NoReturn:
    parser.error(what)


def _tell_error(error: CasebookError, shell: Shell) -> int:
    from casebook.wording import errors  # noqa: PLC0415 - only where something has to be said

    said = errors.said(error, shell.t)
    told = {"kind": type(error).__name__, "message": said.text, "facts": errors.facts_of(error)}
    _tell(told, shell)
    log.note("command ended", error=error)
    if isinstance(error, Cancelled):
        return CANCELLED
    return DAMAGED if isinstance(error, Damaged) else REFUSED


def _tell_bug(error: Exception, shell: Shell) -> int:
    places = []
    trace = error.__traceback__
    while trace is not None:
        places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    message = shell.t(
        N_(
            "Something went wrong inside the program. This is a mistake of ours; your data was left as it was."
        )
    )
    _tell(
        {"kind": "Bug", "message": message, "facts": {"error": type(error).__name__, "at": places[-6:]}},
        shell,
    )
    if not shell.json:
        print(f"({type(error).__name__}: {' '.join(places[-6:])})", file=sys.stderr)
    return REFUSED


def _tell(told: Mapping[str, object], shell: Shell) -> None:
    text = json.dumps({"error": told}, ensure_ascii=False) if shell.json else f"casebook: {told['message']}"
    print(text, file=sys.stderr, flush=True)


def _reader_gone() -> int:
    """Whoever read our output has gone (`| head`): say nothing, also not when Python flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return REFUSED


def _listen(shell: Shell) -> None:
    """Ctrl-C stops work at its next safe step; a second one, or one at a prompt, at once."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if shell.waiting or shell.progress.cancelled:
            raise KeyboardInterrupt
        shell.progress.cancel()

    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, stop)
