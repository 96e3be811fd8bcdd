"""Backups in words: each act, how one backup stands, and what came of it. No Qt here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework.backing_up import AfterErasure, Made
from casebook.casework.backups import Backup, Due, Verified
from casebook.gui.parts.moments import day_text, moment_text
from casebook.vault.ledger import Generation, Plan
from casebook.wording import findings

WITH: Final = "with"
APART: Final = "apart"
TEAM: Final = "team"


class Act(StrEnum):
    """What can be done here. `AFTER` = after an erasure."""

    MAKE = "make"
    PLAN = "plan"
    AFTER = "after"
    TRY = "try"
    REMOVE = "remove"
    STRIKE = "strike"


@dataclass(frozen=True, slots=True)
class Words:
    """An act in words: heading, what it does, and the verb on its button."""

    heading: str
    told: str
    verb: str


WORDS: Final = {
    Act.MAKE: Words(
        N_("Make a backup"),
        N_(
            "Everything in this casebook, under a key of its own. It is read back to its end before it counts. "
            "Put it on another disk or a stick, and keep that somewhere else."
        ),
        N_("Make a backup now"),
    ),
    Act.PLAN: Words(
        N_("Make them on a schedule"),
        N_(
            "When the newest backup is older than this and something was written since, a new one is made right "
            "after unlocking, and opens with the passphrase typed there. If its medium is not here then, the "
            "casebook says so."
        ),
        N_("Keep this"),
    ),
    Act.AFTER: Words(
        N_("Make a new backup and remove the old cards"),
        N_(
            "The new backup comes first, and is verified. Then the card of every backup that still holds what was "
            "erased is destroyed, where it can be reached: nothing opens that backup any more. What cannot be "
            "reached is named, to be brought or destroyed."
        ),
        N_("Make it and remove the old cards"),
    ),
    Act.TRY: Words(
        N_("Try the backup of {when}"),
        N_(
            "Reads it to its end: every page, chain, signature and file. Nothing is written to it and nothing is "
            "restored."
        ),
        N_("Try it"),
    ),
    Act.REMOVE: Words(
        N_("Remove the backup of {when}"),
        N_(
            "Its card is destroyed first, then the backup itself. Nothing opens it any more; this cannot be undone."
        ),
        N_("Remove it"),
    ),
    Act.STRIKE: Words(
        N_("The backup of {when} is destroyed"),
        N_(
            "Say so only if you destroyed it and its card yourself. It leaves this list on your word, and nothing "
            "reminds you of it any more. Whoever has both still opens it with a passphrase of that day."
        ),
        N_("It is destroyed"),
    ),
}

CARDS: Final = (
    (
        WITH,
        N_("With the backup"),
        N_("It opens by itself, with the passphrase. An erasure does not reach it until you bring it."),
    ),
    (
        APART,
        N_("Apart, on a second medium"),
        N_("Without the card nothing opens the backup. An erasure reaches the card there."),
    ),
    (
        TEAM,
        N_("With the team"),
        N_("Two teammates' casebooks or more keep it, and cannot open it; an erasure reaches it there."),
    ),
)
"""Where a card may lie: what it is called, and what that means."""


@dataclass(frozen=True, slots=True)
class Row:
    """One backup as the list shows it. *chips*: text and tone. *warning*: what has to be done about it."""

    name: str
    when: str
    chips: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    warning: str
    acts: tuple[Act, ...]


def row(one: Backup, own: Path, tr: Translator) -> Row:
    """How a backup stands. *own*: the folder for those that the casebook makes in itself before an update."""
    made = one.generation
    chips = [
        (tr(N_("can be reached")), "accent") if one.reachable else (tr(N_("not here now")), ""),
        ("", "") if one.card_reachable else (tr(N_("its card is not here now")), ""),
        (tr(N_("never verified")), "amber") if one.unfinished else ("", ""),
        ("", "") if one.is_relied_on else (tr(N_("not with two teammates yet")), "amber"),
    ]
    both = one.reachable and one.card_reachable
    acts = (Act.TRY, Act.REMOVE) if both else (Act.STRIKE,)
    return Row(
        made.name,
        moment_text(made.made_ms),
        tuple(each for each in chips if each[0]),
        tuple(_lines(made, own, tr)),
        tr(N_("Still holds erased text: bring it or destroy it.")) if one.holds_erased else "",
        acts,
    )


def _lines(made: Generation, own: Path, tr: Translator) -> Iterator[str]:
    yield breakable(made.folder)
    if made.verified_ms:
        told = tr(N_("Last read to its end on {when}: {entries} entries, {files} attached files."))
        for name, value in (
            ("when", day_text(made.verified_ms)),
            ("entries", grouped(made.entries)),
            ("files", grouped(made.files)),
        ):
            told = told.replace(f"{{{name}}}", value)
        yield told
    if made.place == own:
        yield tr(N_("Made before an update, inside the casebook's own folder."))
    elif made.in_team:
        yield tr(N_("Teammates keep its card, and cannot open it."))
    elif made.card_place is None:
        yield tr(N_("Its card lies with it."))
    else:
        yield tr(N_("Its card lies apart: {path}")).replace("{path}", breakable(made.card))
    if made.lost:
        yield tr.plural(
            "It lacks {count} attached file that could not be read.",
            "It lacks {count} attached files that could not be read.",
            made.lost,
        )


def grouped(number: int) -> str:
    """A number with a space between thousands."""
    return f"{number:,}".replace(",", " ")


def breakable(path: Path) -> str:
    """A path whose line may end after each folder."""
    return str(path).replace("/", "/\u200b")


def plan_text(plan: Plan | None, tr: Translator) -> str:
    """When backups are made without being asked for."""
    if plan is None:
        return tr(N_("No schedule: backups are made by hand."))
    told = tr.plural(
        "One is made after unlocking when the newest is {count} day old.",
        "One is made after unlocking when the newest is {count} days old.",
        plan.days,
    )
    return f"{told} {_goes_to(plan, tr)}"


def _goes_to(plan: Plan, tr: Translator) -> str:
    return tr(N_("It goes to {path}")).replace("{path}", breakable(plan.place))


def due_text(due: Due, tr: Translator) -> str:
    """That a backup should be made."""
    if due.last is None:
        return f"{tr(N_('There is no backup of this casebook yet.'))} {_goes_to(due.plan, tr)}"
    if due.days < 0:
        return tr(
            N_("The newest backup says that it is from the future: the clock was wrong. Make a new one.")
        )
    told = tr.plural(
        "The newest backup is {count} day old, and something was written since.",
        "The newest backup is {count} days old, and something was written since.",
        due.days,
    )
    return f"{told} {_goes_to(due.plan, tr)}"


# ------------------------------------------------------------------ what came of it


def made_text(made: Made, tr: Translator) -> str:
    """A new backup, and what it lacks."""
    one = made.generation
    return " ".join(
        (
            tr(N_("The backup of {when} is made and verified.")).replace("{when}", moment_text(one.made_ms)),
            _where_card_lies(one, tr),
            *_counts(made, tr),
        )
    )


def _where_card_lies(one: Generation, tr: Translator) -> str:
    if one.in_team:
        kept = tr(N_("Teammates keep its card, and cannot open it."))
        later = tr(N_("It reaches them with your next stick: rely on it once two of them have it."))
        return f"{kept} {later}"
    if one.card_place is None:
        return tr(N_("Its card lies with it: the passphrase opens it."))
    return tr(N_("Its card lies apart: do not keep the two together."))


def _counts(made: Made, tr: Translator) -> Iterator[str]:
    for text, many in (
        (N_("Attached files that are whole nowhere, and not in it: {value}."), len(made.lost)),
        (N_("Older backups of this place that were removed: {value}."), len(made.forgotten)),
        (
            N_("Older backups that should go, but whose medium is not here: {value}."),
            len(made.kept_back),
        ),
    ):
        if many:
            yield tr(text).replace("{value}", str(many))


def after_text(done: AfterErasure, tr: Translator) -> str:
    """What became of the older ones. Those left are named by the notice for them (`left_text`)."""
    gone = tr(N_("Older backups that nothing opens any more: {value}."))
    return f"{made_text(done.made, tr)} {gone.replace('{value}', str(len(done.destroyed)))}"


def left_text(left: tuple[Generation, ...], tr: Translator) -> str:
    """The backups that an erasure did not reach, by place and day."""
    told = tr(N_("These still hold erased text, bring them or destroy them: {value}."))
    return told.replace(
        "{value}",
        "; ".join(
            f"{breakable(one.folder if one.in_team else one.card)} ({day_text(one.made_ms)})" for one in left
        ),
    )


def verified_text(found: Verified, tr: Translator) -> str:
    """What reading a backup to its end found."""
    told = _verified_text(found, tr)
    return told if found.card is None else f"{told} {findings.card_damage(found.card, tr)}"


def _verified_text(found: Verified, tr: Translator) -> str:
    if found.damaged:
        told = tr(
            N_("Attached files in it that are missing or damaged: {value}. Everything else can be restored.")
        )
        return told.replace("{value}", str(len(found.damaged)))
    told = tr(N_("It holds: {entries} entries, every page, chain and signature, and {files} files."))
    return told.replace("{entries}", grouped(found.entries)).replace("{files}", grouped(found.files))
