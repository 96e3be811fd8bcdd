"""``casebook orders``: orders to erase that teammates gave, and the yes without which they destroy nothing here."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import Any, Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import incoming, orders
from casebook.casework.orders import Given
from casebook.cli import books
from casebook.cli.books import opened, shown_time
from casebook.cli.shell import Shell, UsageWrong
from casebook.wording import of_orders

EXAMPLE: Final = "casebook orders harbour --confirm 3f9a21c07b44"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument(
        "--confirm",
        nargs="+",
        default=[],
        metavar="ENTRY",
        help=t(N_("destroy here what these orders name; `all` takes every order that waits")),
    )
    chosen.add_argument(
        "--sign",
        nargs="+",
        default=[],
        metavar="ENTRY",
        help=t(
            N_("sign them as a second person: then they destroy on every device without being asked about")
        ),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List them; with --confirm or --sign answer some. Cannot be undone."""
    with opened(args, shell) as book:
        if args.confirm:
            waiting = orders.waiting(book)
            incoming.obey(book, [one.order for one in _chosen(waiting, args.confirm)])
        if args.sign:
            orders.sign_too(book, [one.order for one in _chosen(orders.given(book), args.sign)])
        found = orders.given(book)
        shell.tell({"orders": [_document(one) for one in found]}, _lines(found, shell.t))
        waiting = tuple(one for one in found if not one.here)
        shell.say(shell.t.plural("{count} order waits for you", "{count} orders wait for you", len(waiting)))
    return 0


def _chosen(among: Sequence[Given], wanted: Sequence[str]) -> list[Given]:
    """Those whose entry begins with one of *wanted*."""
    if list(wanted) == ["all"]:
        return list(among)
    found: list[Given] = []
    for each in wanted:
        fitting = [one for one in among if one.order.entry.hex().startswith(each.lower())]
        if len(each) < 8 or len(fitting) != 1:
            raise UsageWrong(N_("name each order by at least 8 signs of its entry, as the list shows it"))
        found += fitting
    return found


def _document(one: Given) -> dict[str, Any]:
    return {
        "entry": one.order.entry.hex(),
        "id": id_text(one.order.record),
        "kind": one.kind,
        "unit": one.order.unit,
        "reason": one.order.reason,
        "by": one.by.person or one.by.name,
        "time": "" if one.stamp is None else shown_time(one.stamp.moment.shown_ms),
        "erased_here": one.here,
        "parts_here": one.parts,
        "erased_on": [each.name for each in one.erased],
        "signed_by": [each.person or each.name for each in one.signed],
    }


def _lines(found: Sequence[Given], t: Translator) -> Iterator[str]:
    for one in found:
        state = t(N_("erased here")) if one.here else t(N_("waits for you"))
        yield f"{one.order.entry.hex()[:12]}  {of_orders.about(one, t)}  {of_orders.reason(one, t)}  [{state}]"
        by = t(N_("given by {who}")).format(who=of_orders.named(one.by, t))
        yield f"  {by}. {of_orders.how_far(one, t)}"
