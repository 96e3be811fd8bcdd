"""``casebook backup``: make, list, verify and forget backups; say where and how often."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from casebook.base.words import N_, Translator
from casebook.casework import backing_up, backups, cardkeeping
from casebook.casework.backing_up import AfterErasure, Made
from casebook.casework.backups import Backup, Verified
from casebook.casework.book import Casebook
from casebook.casework.cardkeeping import Keeping
from casebook.cli import books
from casebook.cli.books import opened_typed, shown_time
from casebook.cli.shell import Shell, UsageWrong
from casebook.vault.ledger import Generation, Plan
from casebook.vault.slots import Opening
from casebook.wording import findings

EXAMPLE: Final = "casebook backup harbour --to /media/stick --card-to /media/drawer"
_NEWEST: Final = "newest"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("--to", metavar="DIR", help=t(N_("the folder for backups, on another disk")))
    parser.add_argument(
        "--card-to", metavar="DIR", help=t(N_("put the card apart: without it nothing opens the backup"))
    )
    parser.add_argument(
        "--card-with-team",
        action="store_true",
        help=t(N_("let teammates keep the card, who cannot open it; an erasure reaches it there")),
    )
    parser.add_argument(
        "--keep",
        metavar="N",
        type=int,
        default=None,
        help=t(N_("forget older backups of this place beyond N (else 5)")),
    )
    parser.add_argument(
        "--every", metavar="DAYS", type=int, help=t(N_("plan one every so many days, there; 0: no plan"))
    )
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--list", action="store_true", help=t(N_("list the backups, and where they lie")))
    group.add_argument(
        "--verify",
        nargs="?",
        const=_NEWEST,
        metavar="NAME",
        help=t(N_("read a backup to its end; else the newest")),
    )
    group.add_argument(
        "--cards", action="store_true", help=t(N_("list the cards that are kept for the team"))
    )
    group.add_argument(
        "--card",
        metavar="NAME",
        help=t(N_("write the card of this backup out, into --card-to, for whoever lost theirs")),
    )
    group.add_argument("--forget", metavar="NAME", help=t(N_("destroy a backup and its card")))
    group.add_argument(
        "--struck", metavar="NAME", help=t(N_("you destroyed this backup and its card yourself"))
    )
    group.add_argument(
        "--after-erasure",
        action="store_true",
        help=t(N_("make a new one, then destroy every card that opens what was erased")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Do what was asked; without any of them, make a backup."""
    if args.keep is not None and args.keep < 1:
        raise UsageWrong(N_("--keep is 1 or more"))
    if args.every is not None and args.every < 0:
        raise UsageWrong(N_("--every is a number of days"))
    if args.card_with_team and args.card_to is not None:
        raise UsageWrong(N_("the card goes to one place: --card-to or --card-with-team"))
    if args.card is not None and args.card_to is None:
        raise UsageWrong(N_("say where the card shall be written: --card-to DIR"))
    with opened_typed(args, shell) as (book, typed):
        if args.list:
            return _list(book, shell)
        if args.cards:
            return _cards(book, shell)
        if args.card is not None:
            return _give_card(book, args, shell)
        if args.verify is not None:
            return _verify(book, typed, args.verify, shell)
        if args.forget is not None or args.struck is not None:
            return _forget(book, args, shell)
        if args.after_erasure:
            return _after_erasure(book, typed, args, shell)
        return _make(book, typed, args, shell)


# ------------------------------------------------------------------ making


def _make(book: Casebook, typed: Opening, args: argparse.Namespace, shell: Shell) -> int:
    planned = backups.plan(book)
    if args.every == 0:
        backups.set_plan(book, None)
        if args.to is None:
            shell.tell({"plan": None}, [shell.t(N_("No backup is planned any more."))])
            return 0
    in_team = args.card_with_team
    if args.to is not None:
        place, card_place = Path(args.to), None if args.card_to is None else Path(args.card_to)
    elif planned is not None:
        place, card_place, in_team = planned.place, planned.card_place, planned.in_team or in_team
    else:
        raise UsageWrong(N_("say where: --to DIR"))
    keep = args.keep or (planned.keep if planned is not None else backing_up.KEEP)
    made = backing_up.make(
        book, typed, place, card_place, in_team=in_team, keep=keep, progress=shell.progress
    )
    if args.every:
        one = made.generation
        backups.set_plan(book, Plan(args.every, one.place, one.card_place, keep, one.in_team))
    shell.tell(_made(made), _made_lines(made, shell.t))
    return 0


def _made_lines(made: Made, t: Translator) -> list[str]:
    one = made.generation
    lines = [_with(t(N_("The backup {name} is made and verified.")), one)]
    if one.in_team:
        lines.append(
            t(
                N_(
                    "Teammates keep its card, and cannot open it. It is theirs once they have read your next stick:"
                    " `casebook backup BOOK --list` says who has it. Until then it is in this casebook alone."
                )
            )
        )
        lines.append(t(N_("Rely on it once two of them have it.")))
    elif one.card_place is None:
        lines.append(
            t(N_("Its card lies with it: the passphrase opens it. An erasure reaches it when you bring it."))
        )
    else:
        lines.append(
            t(
                N_(
                    "Its card lies apart. Without the card nothing opens the backup: do not keep the two together."
                )
            )
        )
    for text, many in (
        (N_("Attached files that are whole nowhere, and not in it: {value}."), len(made.lost)),
        (N_("Older backups forgotten: {value}."), len(made.forgotten)),
        (
            N_("Older backups that should be forgotten, but whose medium is not here: {value}."),
            len(made.kept_back),
        ),
    ):
        if many:
            lines.append(t(text).replace("{value}", str(many)))
    return lines


def _made(made: Made) -> dict[str, Any]:
    return {
        **_generation(made.generation),
        "lost": list(made.lost),
        "forgotten": [one.name for one in made.forgotten],
        "kept_back": [one.name for one in made.kept_back],
    }


def _after_erasure(book: Casebook, typed: Opening, args: argparse.Namespace, shell: Shell) -> int:
    place = None if args.to is None else Path(args.to)
    card_place = None if args.card_to is None else Path(args.card_to)
    done = backing_up.after_erasure(
        book, typed, place, card_place, in_team=args.card_with_team, progress=shell.progress
    )
    shell.tell(_after(done), _after_lines(done, shell.t))
    return 0


def _after(done: AfterErasure) -> dict[str, Any]:
    return {
        "made": _made(done.made),
        "destroyed": [one.name for one in done.destroyed],
        "left": [_generation(one) for one in done.left],
    }


def _after_lines(done: AfterErasure, t: Translator) -> list[str]:
    lines = _made_lines(done.made, t)
    text = t(N_("Older backups that nothing opens any more: {value}."))
    lines.append(text.replace("{value}", str(len(done.destroyed))))
    warned = t(N_("The backup {name} in {place} still holds erased text: bring it, or destroy it."))
    return [*lines, *(_with(warned, one) for one in done.left)]


# ------------------------------------------------------------------ what there is


def _list(book: Casebook, shell: Shell) -> int:
    found = backups.backups(book)
    planned = backups.plan(book)
    document = {
        "backups": [_standing(one) for one in found],
        "plan": None
        if planned is None
        else {
            "days": planned.days,
            "place": str(planned.place),
            "card_place": None if planned.card_place is None else str(planned.card_place),
            "in_team": planned.in_team,
            "keep": planned.keep,
        },
        "due": backups.due(book) is not None,
    }
    lines = [_line(one, shell.t) for one in found] or [shell.t(N_("There is no backup of this casebook."))]
    if backups.due(book) is not None:
        lines.append(shell.t(N_("The next one is due.")))
    shell.tell(document, lines)
    return 0


def _standing(one: Backup) -> dict[str, Any]:
    return {
        **_generation(one.generation),
        "reachable": one.reachable,
        "card_reachable": one.card_reachable,
        "holds_erased": one.holds_erased,
        "unfinished": one.unfinished,
        "keeping": None if one.keeping is None else _keeping(one.keeping),
    }


def _keeping(kept: Keeping) -> dict[str, Any]:
    return {
        "here": kept.here,
        "ordered": kept.ordered,
        "kept": [one.name for one in kept.kept],
        "waiting": [one.name for one in kept.waiting],
        "gone": [one.name for one in kept.gone],
        "relied_on": kept.is_relied_on,
    }


def _line(one: Backup, t: Translator) -> str:
    said = [
        N_("its medium is not here") if not one.reachable else "",
        N_("its card is not here") if not one.card_reachable else "",
        N_("still holds erased text") if one.holds_erased else "",
        N_("never verified") if one.unfinished else "",
    ]
    state = "; ".join(t(each) for each in said if each) or t(N_("whole when last read"))
    made = shown_time(one.generation.made_ms)
    line = f"{made}  {one.generation.name}  {one.generation.place}  ({state})"
    if one.keeping is None:
        return line
    yet = "" if one.is_relied_on or one.keeping.ordered else f"; {t(_NOT_YET)}"
    return f"{line}  {_kept_by(one.keeping, t)}{yet}"


_NOT_YET: Final = N_("two teammates have to hold it before you rely on it")


def _kept_by(kept: Keeping, t: Translator) -> str:
    """On whose devices its card is known to be, or to be gone."""
    if kept.ordered:
        text = N_("card to be erased: done on {done} devices of teammates, not known of {rest}")
        done, rest = len(kept.gone), len(kept.waiting) + len(kept.kept)
    else:
        text = N_("card kept on {done} devices of teammates, not known of {rest}")
        done, rest = len(kept.kept), len(kept.waiting)
    return t(text).replace("{done}", str(done)).replace("{rest}", str(rest))


def _cards(book: Casebook, shell: Shell) -> int:
    found = cardkeeping.cards(book)
    document = [
        {"name": one.name, "device": one.author.name, "person": one.author.person, "own": one.author.own}
        for one in found
    ]
    lines = [f"{one.name}  {one.author.person or one.author.name}" for one in found]
    shell.tell({"cards": document}, lines or [shell.t(N_("No card is kept here."))])
    return 0


def _give_card(book: Casebook, args: argparse.Namespace, shell: Shell) -> int:
    path = cardkeeping.write_out(book, args.card, Path(args.card_to))
    text = N_("The card is written to {path}. With the backup and its passphrase it opens everything in it.")
    shell.tell({"card": str(path)}, [shell.t(text).replace("{path}", str(path))])
    return 0


def _verify(book: Casebook, typed: Opening, name: str, shell: Shell) -> int:
    if name == _NEWEST:
        reachable = [one for one in backups.backups(book) if one.reachable and one.card_reachable]
        name = reachable[0].generation.name if reachable else ""
    found = backups.verify(book, name, typed, shell.progress)
    shell.tell(_verified(found), _verified_lines(found, shell.t))
    return 3 if found.damaged else 0


def _verified(found: Verified) -> dict[str, Any]:
    return {
        "name": found.name,
        "entries": found.entries,
        "files": found.files,
        "damaged": list(found.damaged),
        "card_copy_damaged": None if found.card is None else found.card.copy,
    }


def _verified_lines(found: Verified, t: Translator) -> list[str]:
    text = t(N_("The backup {name} holds {entries} entries; every page, chain and signature holds."))
    lines = [text.replace("{name}", found.name).replace("{entries}", str(found.entries))]
    if found.card is not None:
        lines.append(findings.card_damage(found.card, t))
    if found.damaged:
        text = t(
            N_("Attached files in it that are missing or damaged: {value}. Everything else can be restored.")
        )
        return [*lines, text.replace("{value}", str(len(found.damaged)))]
    text = t(N_("Attached files: {value}, each as its record says."))
    return [*lines, text.replace("{value}", str(found.files))]


def _forget(book: Casebook, args: argparse.Namespace, shell: Shell) -> int:
    one = backups.find(book, args.forget or args.struck)
    if args.forget is not None:
        backups.forget(book, one.name)
        said = shell.t(N_("The backup {name} and its card are destroyed."))
    else:
        backups.strike(book, one.name)
        said = shell.t(N_("The backup {name} is struck from the list, on your word."))
    shell.tell(_generation(one), [_with(said, one)])
    return 0


def _generation(one: Generation) -> dict[str, Any]:
    return {
        "name": one.name,
        "place": str(one.place),
        "card": "" if one.in_team else str(one.card),
        "card_in_team": one.in_team,
        "made": shown_time(one.made_ms),
        "verified": shown_time(one.verified_ms) if one.verified_ms else None,
        "entries": one.entries,
        "files": one.files,
        "bytes": one.bytes,
    }


def _with(text: str, one: Generation) -> str:
    return text.replace("{name}", one.name).replace("{place}", str(one.place))
