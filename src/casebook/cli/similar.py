"""``casebook similar``: people who may be one; nothing is ever merged by it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Final

from casebook.base.ids import RecordId, id_text
from casebook.base.words import N_, Translator
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.casework.import_people import candidate_of
from casebook.cli import books, shown
from casebook.cli.books import opened
from casebook.cli.shell import Shell
from casebook.journal import current
from casebook.search.similarity import Grade, Likely, grade, likely_pairs
from casebook.wording import plans

ORDER: Final = (Grade.STRONG, Grade.MEDIUM, Grade.WEAK)

EXAMPLE: Final = "casebook similar harbour P-7KQ4"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("id", nargs="?", default="", metavar="ID", help=t(N_("only pairs with this person")))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Compare."""
    with opened(args, shell) as book:
        wanted = record_at(book, args.id) if args.id else None
        pairs = sorted(_pairs(book, wanted), key=lambda pair: ORDER.index(pair[2].grade))
        document = [
            {
                "one": id_text(one),
                "other": id_text(other),
                "grade": likely.grade.name.lower(),
                "reasons": [reason.name.lower().replace("_", "-") for reason in likely.reasons],
            }
            for one, other, likely in pairs
        ]
        shell.tell({"pairs": document}, (_line(book, *pair, shell.t) for pair in pairs))
        if pairs:
            shell.say(
                shell.t(
                    N_(
                        "Nothing is merged by itself: `casebook merge BOOK KEEP OTHER --look` says what it would do."
                    )
                )
            )
    return 0


def _pairs(book: Casebook, wanted: RecordId | None) -> Iterator[tuple[RecordId, RecordId, Likely]]:
    people = [(person.id, candidate_of(person)) for person in current.every(book.db, "person")]
    if wanted is None:
        yield from likely_pairs(people)
        return
    ours = candidate_of(book.need(wanted))
    for other, candidate in people:
        likely = grade(ours, candidate)
        if other != wanted and likely.grade is not Grade.NONE:
            yield wanted, other, likely


def _line(book: Casebook, one: RecordId, other: RecordId, likely: Likely, t: Translator) -> str:
    reasons = ", ".join(plans.likeness(reason, t) for reason in likely.reasons)
    ours, theirs = (shown.called(book, each, t.language) for each in (one, other))
    return f"{plans.grade(likely.grade, t)}: {ours} — {theirs} ({reasons})"
