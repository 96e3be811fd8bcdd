"""``casebook team … join, invite, welcome, words``: two people in one room, and what each of them types.

On a terminal the word is asked for. A script runs the command twice: the first run shows the words and writes nothing,
the second says which word was picked and of which words.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from casebook.base.errors import Cancelled
from casebook.base.words import N_, Translator
from casebook.casework.awaiting import AwaitingWelcome
from casebook.casework.book import Casebook
from casebook.casework.opening import open_book
from casebook.cli import passphrase, shares
from casebook.cli.shell import Shell, UsageWrong
from casebook.journal.acts import Role
from casebook.sync import handing, joining, newcomer, welcoming
from casebook.sync.comparing import Question, Said
from casebook.sync.joining import Compared, Join, NotCompared, Team
from casebook.sync.newcomer import Asked, Waiting
from casebook.sync.welcoming import Terms
from casebook.vault.place import Place
from casebook.vault.slots import Opening
from casebook.wording import of_teammates

_PER_LINE: Final = 4


def join(args: argparse.Namespace, shell: Shell) -> int:
    """The newcomer asks: a file on the stick, a number and words on the screen."""
    with _asking(args, shell) as found:
        handing.put(Path(args.stick), found.file(), progress=shell.progress)
        _tell_asked(found, args, shell)
        shell.say(shell.t(of_teammates.OLDER_BOOK))
    return 0


def words(args: argparse.Namespace, shell: Shell) -> int:
    """The same once more, without a file."""
    with _opened(args, shell) as here:
        _tell_asked(newcomer.asked(here.safe), args, shell)
    return 0


def invite(args: argparse.Namespace, shell: Shell) -> int:
    """The admin compares JOIN's words; then the device belongs to the team, and its welcome lies on the stick."""
    place = Path(args.stick)
    with _opened(args, shell) as book:
        if isinstance(book, Waiting):
            raise AwaitingWelcome
        if args.shares is None:
            welcoming.check_can_invite(book)
        asked = welcoming.find_join(place, args.number, shell.progress)
        compared = _compared(asked, {"name": asked.name}, _of_join(asked, shell.t), args, shell)
        if compared is None:
            return 0
        terms = Terms(Role(args.role), args.history == "all", args.person)
        with shares.as_paper(args, shell, book) as key:
            done = welcoming.welcome(book, asked, compared, terms, args.number, paper=key)
        handing.put(place, done.file, progress=shell.progress)
        shown = joining.words(done.team, _way(args, shell))
        document = {
            "key": asked.signing.hex(),
            "name": asked.name,
            "words": list(shown),
            "history": done.history,
        }
        shell.tell(document, [*_welcomed(terms, shell.t, complete=done.history), *_columns(shown)])
    return 0


def welcome(args: argparse.Namespace, shell: Shell) -> int:
    """The newcomer compares TEAM's words; then the casebook is one of the team."""
    with _opened(args, shell) as here:
        opened = newcomer.find_welcome(here.safe, Path(args.stick), shell.progress)
        compared = _compared(opened.team, {}, shell.t(_LOOK), args, shell)
        if compared is None:
            return 0
        if isinstance(here, Waiting):
            book = newcomer.enter(here, opened, compared)
        else:
            newcomer.enter_as_new_device(here, opened, compared)
            book = here
        text = shell.t(N_("This casebook belongs to the team now."))
        shell.tell({"device": book.own.public.hex()}, [text])
    return 0


_LOOK: Final = N_("Read the words on the other screen, one by one. Which is the fourth?")


def _of_join(asked: Join, t: Translator) -> str:
    return t(N_("The newcomer is called {name}.")).replace("{name}", asked.name) + " " + t(_LOOK)


def _welcomed(terms: Terms, t: Translator, *, complete: bool) -> Iterator[str]:
    yield t(N_("The device belongs to the team. Its welcome lies on the stick."))
    if terms.history and not complete:
        yield t(N_("What was recorded so far is too much for one file: it comes with the next stick."))
    yield t(N_("The newcomer's screen must show these words:"))


# ------------------------------------------------------------------------------------------- opening


@contextmanager
def _opened(args: argparse.Namespace, shell: Shell) -> Iterator[Casebook | Waiting]:
    """The casebook, or what waits to become one."""
    Place(Path(args.book)).check_exists()
    typed = passphrase.opening(args, shell)
    try:
        here = _unlocked(Path(args.book), typed, shell)
    finally:
        typed.passphrase.wipe()
    try:
        yield here
    finally:
        # After it entered, the casebook and what waited for it share one safe; closing twice is allowed.
        here.close()


def _unlocked(folder: Path, typed: Opening, shell: Shell) -> Casebook | Waiting:
    try:
        return open_book(folder, typed.passphrase, key_file=typed.key_file, progress=shell.progress)
    except AwaitingWelcome:
        return newcomer.resume(folder, typed.passphrase, key_file=typed.key_file, progress=shell.progress)


@contextmanager
def _asking(args: argparse.Namespace, shell: Shell) -> Iterator[Asked]:
    """What it asks: a new casebook, one that asked before, or one that became a new device."""
    folder = Path(args.book)
    if not Place(folder).keys.exists():
        secret = passphrase.read(args, shell, new=True)
        try:
            key_file = passphrase.new_key_file(args, shell, folder)
            waiting = newcomer.ask(folder, secret, _name(args), key_file=key_file, progress=shell.progress)
        finally:
            secret.wipe()
        try:
            yield waiting.asked
        finally:
            waiting.close()
        return
    with _opened(args, shell) as here:
        if isinstance(here, Casebook):
            yield newcomer.ask_as_new_device(here, _name(args))
            return
        if args.anew:
            newcomer.ask_again(here)
        yield here.asked


def _name(args: argparse.Namespace) -> str:
    if args.name is None:
        raise UsageWrong(N_("say with --name what the team will call this device: a code name is enough"))
    return str(args.name)


# ----------------------------------------------------------------------------------------- comparing


def _way(args: argparse.Namespace, shell: Shell) -> Said:
    way: Said = args.say or ("ru" if shell.language == "ru" else "en")
    return way


def _compared(
    of: Join | Team, facts: dict[str, Any], text: str, args: argparse.Namespace, shell: Shell
) -> Compared | None:
    """That the words were compared; nothing if they were only shown. Raises `WrongWord`, `NotCompared`."""
    way = _way(args, shell)
    if args.picked is not None:
        # Between the two runs somebody may have put another file there.
        if args.of != of.digest.hex():
            raise NotCompared
        return joining.compared(of, way, args.picked)
    asked = joining.question(of, way, os.urandom)
    lines = [text, *_columns(asked.shown), "  ".join(asked.options)]
    shell.tell(facts | _question(asked, of.digest), lines)
    if shell.json or not sys.stdin.isatty():
        return None
    with shell.wait():
        try:
            picked = input()
        except EOFError:
            raise Cancelled from None
    return joining.compared(of, way, picked)


def _question(asked: Question, digest: bytes) -> dict[str, Any]:
    return {
        "words": list(asked.shown),
        "place": asked.place + 1,
        "options": list(asked.options),
        "of": digest.hex(),
    }


def _tell_asked(found: Asked, args: argparse.Namespace, shell: Shell) -> None:
    shown = joining.words(found.join, _way(args, shell))
    text = shell.t(N_("Say this number to whoever takes you in: {number}"))
    then = shell.t(N_("Their screen must show these words:"))
    shell.tell(
        {"number": found.number, "words": list(shown), "name": found.join.name},
        [text.replace("{number}", found.number), then, *_columns(shown)],
    )


def _columns(shown: Sequence[str]) -> list[str]:
    numbered = [f"{number:2}. {word or '…':12}" for number, word in enumerate(shown, 1)]
    return ["".join(numbered[at : at + _PER_LINE]).rstrip() for at in range(0, len(numbered), _PER_LINE)]
