"""Orders to erase in words: what waits for a yes, and how far every other has come."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial

from casebook.base.ids import EntryId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import incoming, orders
from casebook.casework.book import Casebook
from casebook.casework.orders import Given
from casebook.casework.touched import Touched, Verb
from casebook.gui.parts.moments import moment_text
from casebook.wording import of_orders


@dataclass(frozen=True, slots=True)
class Row:
    """One order. *waits*: it destroys here only once somebody says yes; *foreign*: somebody else gave it."""

    given: Given
    about: str
    reason: str
    by: str
    how_far: str
    waits: bool
    foreign: bool

    @property
    def entry(self) -> EntryId:
        """What tells it from every other."""
        return self.given.order.entry


@dataclass(slots=True)
class OrdersState:
    """Every order that holds, and which of those that wait are chosen: all of them, until somebody says otherwise."""

    tr: Translator
    rows: tuple[Row, ...] = ()
    left: set[EntryId] = field(default_factory=set)

    def concerns(self, touched: Touched) -> bool:
        """An order, or what came from teammates."""
        return touched.verb in (Verb.ERASE, Verb.ERASED, Verb.RECEIPT) or bool(touched.records)

    def load(self, book: Casebook) -> tuple[Row, ...]:
        """All of them, those that wait first."""
        rows = [self._row(one, book.own.public) for one in orders.given(book)]
        return tuple(sorted(rows, key=lambda row: not row.waits))

    def _row(self, one: Given, own: bytes) -> Row:
        tr = self.tr
        when = "" if one.stamp is None else moment_text(one.stamp.moment.shown_ms)
        by = tr(N_("given by {who}")).format(who=of_orders.named(one.by, tr))
        return Row(
            one,
            of_orders.about(one, tr),
            of_orders.reason(one, tr),
            " · ".join(piece for piece in (by, when) if piece),
            of_orders.how_far(one, tr),
            not one.here,
            own not in {one.by.public, *(each.public for each in one.signed)},
        )

    @property
    def chosen(self) -> tuple[Given, ...]:
        """Those that wait and are chosen."""
        return tuple(row.given for row in self.rows if row.waits and row.entry not in self.left)

    def choose(self, entry: EntryId, *, wanted: bool) -> None:
        """Take one along, or leave it waiting."""
        (self.left.discard if wanted else self.left.add)(entry)

    def confirming(self) -> Callable[[Casebook, Progress], Touched]:
        """Destroys here what the chosen ones name."""
        return partial(_confirm, self.chosen)

    def signing(self, rows: Collection[Row]) -> Callable[[Casebook, Progress], Touched]:
        """Signs these as a second person."""
        return partial(_sign, tuple(row.given for row in rows))


def _confirm(chosen: tuple[Given, ...], book: Casebook, _progress: Progress) -> Touched:
    incoming.obey(book, [one.order for one in chosen])
    kinds = frozenset(one.kind for one in chosen)
    return Touched(Verb.ERASED, frozenset(one.order.record for one in chosen), kinds, chosen[-1].order.entry)


def _sign(chosen: tuple[Given, ...], book: Casebook, _progress: Progress) -> Touched:
    return orders.sign_too(book, [one.order for one in chosen])
