"""Reads how the backups stand, and turns what was typed into work. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import backing_up, backups, keys
from casebook.casework.backing_up import AfterErasure, Made
from casebook.casework.backups import Backup, Due, Verified
from casebook.casework.book import Casebook
from casebook.casework.keys import Way
from casebook.casework.touched import Touched
from casebook.gui.parts.typed import Typed
from casebook.gui.screens.backups.words import (
    Act,
    Row,
    after_text,
    due_text,
    left_text,
    made_text,
    row,
    verified_text,
)
from casebook.vault import ledger
from casebook.vault.keys import Kdf
from casebook.vault.ledger import Plan

Work = Callable[[Casebook, Progress], object]
NO_PLAN = 0


@dataclass(frozen=True, slots=True)
class Where:
    """Where a backup and its card shall lie (`None` with it, or *in_team*), and how many are kept there."""

    place: Path | None = None
    card_place: Path | None = None
    keep: int = backing_up.KEEP
    in_team: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """How it stands: every backup, the plan, whether one is due, whose passphrases there are.

    *usual* is where the next one would go. *own*: the folder of those made before an update.
    """

    backups: tuple[Backup, ...] = ()
    plan: Plan | None = None
    due: Due | None = None
    ways: tuple[Way, ...] = ()
    usual: Where = Where()
    own: Path = Path()


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence above the list, its tone, and the act that answers it, if one does."""

    text: str
    tone: str
    act: Act | None = None


def reminder(book: Casebook) -> Due | None:
    """Whether somebody who just unlocked should be told that a backup is due."""
    return backups.due(book)


class BackupsState:
    """What the screen of backups knows. *kdf* as of `backing_up.make`."""

    def __init__(self, tr: Translator, kdf: Kdf | None = None) -> None:
        self.tr = tr
        self._kdf = kdf

    def concerns(self, touched: Touched) -> bool:
        """An erasure changes what the backups hold too much."""
        return bool(touched)

    def load(self, book: Casebook) -> Shown:
        """How it stands now. Looks at each medium."""
        plan, standing = backups.plan(book), backups.backups(book)
        own = ledger.own_place(book.db)
        usual = Where()
        if plan is not None:
            usual = Where(plan.place, plan.card_place, plan.keep, plan.in_team)
        else:
            newest = next((one.generation for one in standing if one.generation.place != own), None)
            usual = (
                Where() if newest is None else Where(newest.place, newest.card_place, in_team=newest.in_team)
            )
        return Shown(standing, plan, backups.due(book), keys.ways(book), usual, own)

    def rows(self, shown: Shown) -> tuple[Row, ...]:
        """Every backup in words, newest first."""
        return tuple(row(one, shown.own, self.tr) for one in shown.backups)

    def notices(self, shown: Shown) -> tuple[Told, ...]:
        """What should be done, most pressing first."""
        told = []
        holding = [one for one in shown.backups if one.holds_erased]
        newer = any(
            not one.holds_erased and not one.unfinished and one.generation.place != shown.own
            for one in shown.backups
        )
        if holding and (not newer or any(one.card_reachable for one in holding)):
            text = self.tr.plural(
                "Something was erased. {count} backup made before still holds it.",
                "Something was erased. {count} backups made before still hold it.",
                len(holding),
            )
            told.append(Told(text, "amber", Act.AFTER))
        elif holding:
            left = tuple(one.generation for one in holding)
            told.append(Told(left_text(left, self.tr), "amber"))
        if not any(not one.unfinished and one.generation.place != shown.own for one in shown.backups):
            text = self.tr(
                N_("There is no backup of this casebook yet. If this disk fails, all of it is gone.")
            )
            told.append(Told(text, "amber"))
        elif shown.due is not None and not holding:
            told.append(Told(due_text(shown.due, self.tr), "amber"))
        return tuple(told)

    def told(self, done: object) -> Told:
        """What came of an act."""
        match done:
            case Made():
                poor = bool(done.lost or done.kept_back)
                return Told(made_text(done, self.tr), "amber" if poor else "accent")
            case AfterErasure():
                return Told(after_text(done, self.tr), "amber" if done.made.lost else "accent")
            case Verified():
                return Told(verified_text(done, self.tr), "amber" if done.damaged or done.card else "accent")
            case Act.REMOVE:
                return Told(self.tr(N_("The backup and its card are destroyed.")), "accent")
            case Act.STRIKE:
                return Told(self.tr(N_("It has left the list, on your word.")), "accent")
        return Told(self.tr(N_("Kept.")), "accent")

    # ------------------------------------------------------------------ acts

    def make(self, where: Where, current: Typed, others: Sequence[Typed]) -> Work:
        """A new backup there."""
        place = where.place
        if place is None:
            raise ValueError("a backup needs a place")

        def work(book: Casebook, progress: Progress) -> Made:
            first, *rest = [one.opening(progress) for one in (current, *others)]
            return backing_up.make(
                book,
                first,
                place,
                where.card_place,
                in_team=where.in_team,
                others=rest,
                keep=where.keep,
                kdf=self._kdf,
                progress=progress,
            )

        return work

    def after(self, where: Where, current: Typed, others: Sequence[Typed]) -> Work:
        """A new backup there, and no card any more that opens what was erased."""

        def work(book: Casebook, progress: Progress) -> AfterErasure:
            first, *rest = [one.opening(progress) for one in (current, *others)]
            return backing_up.after_erasure(
                book,
                first,
                where.place,
                where.card_place,
                in_team=where.in_team,
                others=rest,
                kdf=self._kdf,
                progress=progress,
            )

        return work

    def plan(self, where: Where, days: int) -> Work:
        """Make one after so many days, right after unlocking; `NO_PLAN` = no schedule."""

        def work(book: Casebook, _progress: Progress) -> Act:
            if days == NO_PLAN or where.place is None:
                backups.set_plan(book, None)
            else:
                backups.set_plan(book, Plan(days, where.place, where.card_place, where.keep, where.in_team))
            return Act.PLAN

        return work

    def verify(self, name: str, current: Typed) -> Work:
        """Read that backup to its end."""

        def work(book: Casebook, progress: Progress) -> Verified:
            return backups.verify(book, name, current.opening(progress), progress)

        return work

    def remove(self, name: str) -> Work:
        """Destroy that backup, its card first."""

        def work(book: Casebook, _progress: Progress) -> Act:
            backups.forget(book, name)
            return Act.REMOVE

        return work

    def strike(self, name: str) -> Work:
        """Take somebody's word that it is destroyed."""

        def work(book: Casebook, _progress: Progress) -> Act:
            backups.strike(book, name)
            return Act.STRIKE

        return work
