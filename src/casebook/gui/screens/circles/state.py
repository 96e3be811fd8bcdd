"""Circles in words: who is in each, how much stands in it, and where new records go. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import authors, circles, roster
from casebook.casework.book import Casebook
from casebook.casework.circles import Circle
from casebook.casework.touched import Touched, Verb
from casebook.journal import log
from casebook.journal.acts import CIRCLE_KIND
from casebook.wording import of_circles, of_teammates


@dataclass(frozen=True, slots=True, repr=False)
class Device:
    """A device of the team, or one that was; *own*: this casebook's.

    *barred*: why this casebook cannot show it out of a circle, or take it in; empty where it can.
    """

    public: bytes
    words: str
    own: bool
    barred: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One circle. *others*: live devices of the team that are not in it. *chosen*: new records go there.

    *outside*: why this device is not in it; empty where it is. *leaving*: what it means for it to leave.
    """

    compartment: bytes
    name: str
    figures: str
    members: tuple[Device, ...]
    others: tuple[Device, ...]
    own: bool
    chosen: bool
    outside: str = ""
    leaving: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """The page. *team*: devices a new circle can be made of, this one left out."""

    rows: tuple[Row, ...]
    team: tuple[Device, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Choice:
    """Where new records can go: (hex of the compartment, name), the team (empty) first; and where they go now."""

    options: tuple[tuple[str, str], ...]
    chosen: str


class CirclesState:
    """Asked of the open casebook each time."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    def concerns(self, touched: Touched) -> bool:
        """Any write may change how much stands in one."""
        return bool(touched)

    def load(self, book: Casebook) -> Shown:
        """Every circle by name, and who could be in one."""
        live = [device.public for device in roster.live(book) if not device.is_paper]
        team = tuple(self._device(book, public) for public in live)
        rows = tuple(self._row(book, each, team) for each in circles.circles(book))
        return Shown(rows, tuple(each for each in team if not each.own))

    def _row(self, book: Casebook, one: Circle, team: Iterable[Device]) -> Row:
        tr, count = self.tr, sum(one.records.values())
        figures = (
            circles.code(book, one.compartment),
            tr.plural("{count} device", "{count} devices", len(one.members)),
            tr.plural("{count} record", "{count} records", count),
            self._founder(book, one),
        )
        others = (each for each in team if each.public not in one.members)
        return Row(
            one.compartment,
            one.name,
            " · ".join(figures),
            tuple(self._device(book, each, self._why_stays(one, each)) for each in one.members),
            tuple(replace(each, barred=self._why_out(one, each.public)) for each in others)
            if one.own
            else (),
            one.own,
            book.circle == one.compartment,
            "" if one.own else tr(of_circles.RESTORED if one.former else of_circles.SHOWN_OUT),
            tr(of_circles.FOUNDER_LEAVES if one.founder == book.own.public else of_circles.LEAVING_LASTS),
        )

    def _founder(self, book: Casebook, one: Circle) -> str:
        if one.founder is None:
            return self.tr(of_circles.NO_FOUNDER)
        name = of_teammates.called(authors.of_key(book, one.founder), self.tr)
        return self.tr(of_circles.FOUNDED_BY).replace("{name}", name)

    def _why_stays(self, one: Circle, public: bytes) -> str:
        """Why this device cannot show out a member."""
        return "" if public in one.below else self.tr(of_circles.STANDS_ABOVE)

    def _why_out(self, one: Circle, public: bytes) -> str:
        """Why this device cannot take one in."""
        return self.tr(of_circles.OUT_FROM_ABOVE) if public in one.barred else ""

    def _device(self, book: Casebook, public: bytes, barred: str = "") -> Device:
        author = authors.of_key(book, public)
        return Device(public, of_teammates.called(author, self.tr), author.own, barred)

    def choice(self, book: Casebook) -> Choice:
        """Where new records can go."""
        mine = [each for each in circles.circles(book) if each.own]
        options = ((each.compartment.hex(), each.name) for each in mine)
        return Choice((("", self.tr(N_("Team"))), *options), (book.circle or b"").hex())


# --------------------------------------------------------------------------------------------- acting


def check_name(name: str) -> str:
    """What is wrong with the name of a circle; empty if nothing is."""
    return "" if name.strip() else N_("Write a name. Only those in the circle read it.")


def making(name: str, devices: tuple[bytes, ...]) -> Callable[[Casebook, Progress], Touched]:
    """Make a circle of this device and *devices*."""
    return partial(_make, name, devices)


def _make(name: str, devices: tuple[bytes, ...], book: Casebook, _progress: Progress) -> Touched:
    made = circles.make(book, name, devices)
    end = log.feed_end(book.db, book.own.feeds[made.compartment])
    assert end is not None
    return Touched(Verb.CIRCLE, frozenset((RecordId(made.compartment),)), frozenset((CIRCLE_KIND,)), end.prev)


def renaming(compartment: bytes, name: str) -> Callable[[Casebook, Progress], Touched]:
    """Call a circle something else."""
    return partial(_rename, compartment, name)


def _rename(compartment: bytes, name: str, book: Casebook, _progress: Progress) -> Touched:
    return circles.rename(book, compartment, name)


def adding(compartment: bytes, device: bytes) -> Callable[[Casebook, Progress], Touched]:
    """Take a device into a circle."""
    return partial(_add, compartment, device)


def _add(compartment: bytes, device: bytes, book: Casebook, _progress: Progress) -> Touched:
    return circles.add(book, compartment, device)


def removing(compartment: bytes, device: bytes) -> Callable[[Casebook, Progress], Touched]:
    """Take a device out of a circle."""
    return partial(_remove, compartment, device)


def _remove(compartment: bytes, device: bytes, book: Casebook, _progress: Progress) -> Touched:
    done = circles.remove(book, compartment, device)
    if device == book.own.public and book.circle == compartment:
        book.circle = None
    return done


def choosing(compartment: bytes) -> Callable[[Casebook, Progress], None]:
    """New records go into that circle from now on, until the casebook is locked; empty: to the whole team."""
    return partial(_choose, compartment)


def _choose(compartment: bytes, book: Casebook, _progress: Progress) -> None:
    if compartment:
        circles.check_writable(book, compartment)
    book.circle = compartment or None
