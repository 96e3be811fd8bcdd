"""A bundle of 1,000 records: planned, sealed, signed, judged and searched; and judged by who receives it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import largebook
from figure import Figure

from casebook.base.ids import RecordId
from casebook.base.progress import Progress, Step
from casebook.base.secret import Secret
from casebook.bundle import verify, write
from casebook.casework import decisions, records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.opening import create_book
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.model.person import NAME
from casebook.model.places import spread
from casebook.model.shared import CHARGE
from casebook.redaction import leakcheck, planning, selection
from casebook.redaction.profile import profile
from casebook.reports.document import Document, Entry, Text, Withheld
from casebook.vault.keys import CHEAPEST
from neutral import neutral

PEOPLE = 505
"""With an entry each; one in a hundred is always protected: about 1,000 records leave."""
PARAGRAPHS = 4
Result = TypeVar("Result")


def figures(folder: Path) -> Iterator[Figure]:
    """Every stage once, as an export goes through them."""
    book = _book(folder / "book")
    seen, walked = _timed(lambda: snapshot.take(book))
    wanted = selection.everything(seen)
    plan, planned = _timed(lambda: planning.make(seen, wanted, profile("public")))
    report = _report(plan)
    watch = _Watch()
    made, whole = _timed(lambda: write.make(book, seen, plan, report, progress=Progress(watch)))
    watch.end()
    count, size = made.verdict.records, len(made.data) / 2**20
    against = "reading the whole journal"
    yield Figure("reading and verifying the whole journal", walked, remark=f"({len(seen.records)} records)")
    yield Figure(
        "a plan for the public",
        planned,
        base=walked,
        against=against,
        remark=f"({len(plan.questions)} questions)",
    )
    yield Figure(f"a bundle of {count} records, {size:.1f} MB", whole, base=walked, against=against)
    for stage, spent in watch.spent.items():
        yield Figure(f"  of it {stage}", spent, base=whole, against="the whole")
    _, checked = _timed(lambda: leakcheck.check(made.data, leakcheck.protected(seen, plan)))
    yield Figure(
        "the leak check by itself",
        checked,
        base=whole,
        against="making the bundle",
        remark=f"({made.checked} identities)",
    )
    _, released = _timed(lambda: write.release(book, plan, made, folder / "out.zip", date="2025-06"))
    yield Figure("asking the journal again, writing, recording", released, base=walked, against=against)
    data = (folder / "out.zip").read_bytes()
    _, judged = _timed(lambda: verify.verify(data))
    yield Figure("judging it, as its receiver does", judged, base=whole, against="making the bundle")
    book.close()


def _timed(work: object) -> tuple[Result, float]:
    start = time.perf_counter()
    result = work()  # type: ignore[operator]  # a function without arguments
    return result, (time.perf_counter() - start) * 1000


class _Watch:
    """How long each stage took, in milliseconds."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._stage = ""
        self._since = time.perf_counter()

    def __call__(self, step: Step) -> None:
        if step.stage != self._stage:
            self.end()
            self._stage = step.stage

    def end(self) -> None:
        now = time.perf_counter()
        if self._stage:
            self.spent[self._stage] = self.spent.get(self._stage, 0.0) + (now - self._since) * 1000
        self._since = now


def _book(folder: Path) -> Casebook:
    chance = random.Random(11)
    book = create_book(
        folder, Secret(largebook.PASSPHRASE), name="Harbour Group", author="Heron", kdf=CHEAPEST
    )
    edition = book.new_id()
    records.write(book, Verb.ADD, [New(edition, "list-edition"), Set(edition, "title", "A list")])
    names = largebook.names(PEOPLE)
    people: list[RecordId] = []
    for at in range(0, PEOPLE, largebook.BATCH):
        edits: list[records.Edit] = []
        for number, name in enumerate(names[at : at + largebook.BATCH], start=at):
            who, entry = book.new_id(), book.new_id()
            people.append(who)
            edits += [New(who, "person"), Add(who, "names", (("name", NAME.make(full=name)),))]
            edits += [Set(who, "protection", "always")] if number % 100 == 50 else []
            edits += _entry(entry, edition, who, number, name, chance)
        records.write(book, Verb.IMPORT, edits)
    source = book.new_id()
    records.write(book, Verb.ADD, [New(source, "source"), Set(source, "title", "An earlier list")])
    decisions.decide(book, people, use="public", ground="already-public", why="named in print", source=source)
    return book


def _entry(
    entry: RecordId, edition: RecordId, who: RecordId, number: int, name: str, chance: random.Random
) -> Iterator[records.Edit]:
    yield New(entry, "list-entry")
    units = {
        "edition": edition,
        "person": who,
        "number": number,
        "convicted": "2024-10-18",
        "term_text": "5 years",
    }
    yield from (Set(entry, unit, value) for unit, value in units.items())
    yield Add(
        entry,
        "charges",
        (("charge", CHARGE.make(article=str(chance.randrange(100, 400)), label="mass riots")),),
    )
    for place, text in zip(spread(PARAGRAPHS), neutral(number, 3000).split("\n\n"), strict=False):
        yield Add(entry, "narrative", (("text", f"{name} was held. {text}"), ("place", place)))
    yield Add(entry, "citations", (("url", f"https://news.example/{number}"),))


def _report(plan: planning.RedactionPlan) -> Document:
    entries = []
    for fate in plan.records:
        paragraphs = []
        for path, unit in fate.units.items():
            if path.startswith("narrative/") and "" in unit.passages:
                pieces = unit.passages[""].pieces()
                paragraphs.append(tuple(Withheld() if piece is None else Text(piece) for piece in pieces))
        if paragraphs:
            entries.append(Entry(str(len(entries) + 1), tuple(paragraphs)))
    return Document("en", "A list", tuple(entries))
