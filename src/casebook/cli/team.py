"""``casebook team``: who belongs to the team, taking people in by words compared in one room, removing them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework import circles
from casebook.casework.book import Casebook
from casebook.cli import books, enrolment, passphrase, shares, team_keys, team_told
from casebook.cli.shell import Shell, UsageWrong
from casebook.journal.acts import Reason, Role
from casebook.sync import comparing, lostlaptop, paper, team
from casebook.wording import of_teammates

EXAMPLE: Final = "casebook team harbour invite --stick /media/stick --number '12345 67890'"
_USAGE: Final = """%(prog)s BOOK list | trust
       %(prog)s BOOK paper [--anew]
       %(prog)s BOOK join --name NAME --stick DIR
       %(prog)s BOOK invite --stick DIR --number 'NUMBER' [--role R] [--history all] [--person CODE]
       %(prog)s BOOK welcome --stick DIR
       %(prog)s BOOK words
       %(prog)s BOOK lost WHO
       %(prog)s BOOK remove WHO --reason R [--shares FILE …]
       %(prog)s BOOK admit WHO
       %(prog)s BOOK role WHO R
       %(prog)s BOOK back --shares FILE …
       %(prog)s BOOK keys [close HASH]
       %(prog)s BOOK circle [make NAME WHO … | add NAME WHO | remove NAME WHO | rename NAME NEW]"""


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    parser.usage = _USAGE
    parser.add_argument(
        "book", metavar="BOOK", help=t(N_("the casebook's folder; for join a new one, or one that is there"))
    )
    parser.add_argument("what", choices=tuple(_ACTS), help=t(N_("what to do")))
    parser.add_argument(
        "words", metavar="WORD", nargs="*", help=t(N_("a device by its name, person or key; a circle's name"))
    )
    parser.add_argument("--stick", metavar="DIR", help=t(N_("where files are handed over: a stick's folder")))
    parser.add_argument(
        "--name", metavar="NAME", help=t(N_("join: what the team calls this device; a code name"))
    )
    parser.add_argument(
        "--number", metavar="NUMBER", help=t(N_("invite: the ten digits on the other screen"))
    )
    parser.add_argument(
        "--say", choices=comparing.WAYS, default=None, help=t(N_("compare words of this list, or digits"))
    )
    parser.add_argument(
        "--picked", metavar="WORD", help=t(N_("invite, welcome: the fourth word on the other screen"))
    )
    parser.add_argument(
        "--of", metavar="HASH", help=t(N_("with --picked: which words were compared, as the first run told"))
    )
    parser.add_argument(
        "--anew",
        action="store_true",
        help=t(N_("join: ask with other words; paper: a new team, of the former one nobody is left")),
    )
    parser.add_argument("--role", choices=[role.value for role in Role], default=Role.MEMBER.value)
    parser.add_argument(
        "--history", choices=("all", "none"), default="none", help=t(N_("invite: what was recorded so far"))
    )
    parser.add_argument("--person", metavar="CODE", default="", help=t(N_("invite: who uses the device")))
    parser.add_argument("--reason", choices=[reason.value for reason in Reason], help=t(N_("remove: why")))
    parser.add_argument(
        "--shares", metavar="FILE", nargs="+", help=t(N_("act as the paper admin: files with enough shares"))
    )
    passphrase.arguments(parser, t)
    passphrase.new_key_file_arguments(parser, t)
    passphrase.key_file_arguments(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Do what the words say."""
    _check_usage(args)
    return _ACTS[args.what](args, shell)


def _check_usage(args: argparse.Namespace) -> None:
    least, most = _WORDS.get(args.what, (0, 0))
    if not least <= len(args.words) <= most:
        raise UsageWrong(N_("that is not how this is asked: `casebook team --help` shows how"))
    if args.what in ("join", "invite", "welcome") and args.stick is None:
        raise UsageWrong(N_("say with --stick where the file is handed over"))
    if args.what == "invite" and args.number is None:
        raise UsageWrong(N_("say with --number the digits on the newcomer's screen"))
    if args.what == "remove" and args.reason is None:
        raise UsageWrong(N_("say with --reason why"))
    if args.what == "back" and args.shares is None:
        raise UsageWrong(N_("the paper admin's shares do that: name their files with --shares"))
    if (args.picked is None) != (args.of is None):
        raise UsageWrong(N_("--picked and --of belong together: what was picked, and of which words"))


# ---------------------------------------------------------------------------------------------- looking


def _list(args: argparse.Namespace, shell: Shell) -> int:
    with books.opened(args, shell) as book:
        found = team.members(book)
        lines = [of_teammates.member(each, shell.t) for each in found]
        shell.tell({"devices": [team_told.member(book, each) for each in found]}, lines)
    return 0


def _trust(args: argparse.Namespace, shell: Shell) -> int:
    with books.opened(args, shell) as book:
        found = team.trust(book)
        shell.tell(team_told.trust(book, found), of_teammates.trust(found, shell.t))
    return 0


def _lost(args: argparse.Namespace, shell: Shell) -> int:
    with books.opened(args, shell) as book:
        public = team.find(book, args.words[0]).device.public
        found = lostlaptop.lost(book, public, shell.progress)
        shell.tell(team_told.lost(found, shell.t), of_teammates.lost(found, shell.t))
    return 0


# --------------------------------------------------------------------------------------------- changing


def _paper(args: argparse.Namespace, shell: Shell) -> int:
    with books.opened(args, shell) as book:
        if args.anew:
            paper.found_anew(book)
        else:
            paper.name(book)
        text = N_(
            "The paper admin is named: the shares of this casebook stand above everybody in the team. Keep them for as"
            " long as the team lasts, also after new shares were made."
        )
        shell.tell({"paper": True}, [shell.t(text)])
    return 0


def _remove(args: argparse.Namespace, shell: Shell) -> int:
    with books.opened(args, shell) as book, shares.as_paper(args, shell, book) as key:
        found = team.find(book, args.words[0])
        team.remove(book, found.device.public, Reason(args.reason), paper=key)
        shell.tell(
            {"removed": found.device.public.hex(), "reason": args.reason},
            [shell.t(of_teammates.REMOVED_KEEPS)],
        )
    return 0


def _role(args: argparse.Namespace, shell: Shell) -> int:
    who, wanted = args.words
    if wanted not in {role.value for role in Role}:
        raise UsageWrong(N_("a role is publisher, admin or member"))
    with books.opened(args, shell) as book, shares.as_paper(args, shell, book) as key:
        found = team.find(book, who)
        team.give_role(book, found.device.public, Role(wanted), paper=key)
        shell.tell(
            {"device": found.device.public.hex(), "role": wanted}, [of_teammates.role(wanted, shell.t)]
        )
    return 0


def _admit(args: argparse.Namespace, shell: Shell) -> int:
    with books.opened(args, shell) as book, shares.as_paper(args, shell, book) as key:
        count = team.admit(book, team.find(book, args.words[0]).device.public, paper=key)
        text = shell.t(N_("Admitted: {count} changes. They count from now on."))
        shell.tell({"admitted": count}, [text.replace("{count}", str(count))])
    return 0


def _back(args: argparse.Namespace, shell: Shell) -> int:
    with books.opened(args, shell) as book, shares.as_paper(args, shell, book) as key:
        assert key is not None
        team.take_back_in(book, key)
        text = N_(
            "This device belongs to the team again. Until one of the others welcomed it, it cannot write for them."
        )
        shell.tell({"enrolled": book.own.public.hex()}, [shell.t(text)])
    return 0


# ---------------------------------------------------------------------------------------------- circles


def _circle(args: argparse.Namespace, shell: Shell) -> int:
    with books.opened(args, shell) as book:
        if args.words:
            _change_circle(book, args.words)
        found = circles.circles(book)
        shell.tell(
            {"circles": [team_told.circle(book, each) for each in found]},
            [team_told.circle_line(book, each, shell.t) for each in found],
        )
    return 0


def _change_circle(book: Casebook, words: Sequence[str]) -> None:
    def key(text: str) -> bytes:
        return team.find(book, text).device.public

    match words:
        case ["make", name, *who]:
            circles.make(book, name, [key(each) for each in who])
        case ["add", name, who]:
            circles.add(book, circles.find(book, name).compartment, key(who))
        case ["remove", name, who]:
            circles.remove(book, circles.find(book, name).compartment, key(who))
        case ["rename", name, new]:
            circles.rename(book, circles.find(book, name).compartment, new)
        case _:
            raise UsageWrong(N_("a circle is made, renamed, or has somebody added or removed"))


_ACTS: Final[dict[str, Callable[[argparse.Namespace, Shell], int]]] = {
    "list": _list,
    "trust": _trust,
    "paper": _paper,
    "join": enrolment.join,
    "invite": enrolment.invite,
    "welcome": enrolment.welcome,
    "words": enrolment.words,
    "lost": _lost,
    "remove": _remove,
    "admit": _admit,
    "role": _role,
    "back": _back,
    "circle": _circle,
    "keys": team_keys.keys,
}
_WORDS: Final = {
    "lost": (1, 1),
    "remove": (1, 1),
    "admit": (1, 1),
    "role": (2, 2),
    "circle": (0, 64),
    "keys": (0, 2),
}
"""How many words each act takes."""
