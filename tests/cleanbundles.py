"""Clean bundles for measurements and endurance: whom they show and whom they hide share names and places.

Each casebook has families in which one person may be named and another may not, strangers with the same given
name, and towns everybody comes from. The bundles are genuine: planned, sealed, signed, judged.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from casebook.base.ids import RecordId
from casebook.base.secret import Secret
from casebook.bundle import write
from casebook.casework import decisions, records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.opening import create_book
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.model.person import NAME
from casebook.model.places import spread
from casebook.redaction import leakcheck, planning, selection
from casebook.redaction.leakcheck import Protected
from casebook.redaction.profile import profile
from casebook.reports.document import Document, Paragraph, Text
from casebook.vault.keys import CHEAPEST
from neutral import neutral

FAMILIES = (
    ("Oskenov", "Оскенов"), ("Dzhandosov", "Джандосов"), ("Temirov", "Темиров"), ("Kuanbekov", "Куанбеков"),
    ("Sarsembayev", "Сарсембаев"), ("Nurpeisov", "Нурпеисов"), ("Litvin", "Литвин"), ("Kim", "Ким"),
    ("Zhaksybergen", "Жақсыберген"), ("Tolegen", "Төлеген"), ("Hill", "Хилл"), ("Rose", "Роуз"),
)  # fmt: skip
GIVEN = (
    ("Marat", "Марат"), ("Aidar", "Айдар"), ("Ruslan", "Руслан"), ("Timur", "Тимур"), ("Daniyar", "Данияр"),
    ("Yerzhan", "Ержан"), ("Kairat", "Қайрат"), ("Anton", "Антон"), ("Mark", "Марк"), ("Sanzhar", "Санжар"),
)  # fmt: skip
TOWNS = ("Aksu", "Temirtau", "Saran", "Аксу", "Сарань", "Balkhash", "Роза", "Marat")
"""The last two are also a given name."""
PARAGRAPHS = 6


def bundles(folder: Path, seed: int, entries: int, times: int) -> Iterator[tuple[bytes, Protected]]:
    """*times* bundles of one casebook of *entries* entries, each with its own secrets and ids."""
    book = _book(folder, seed, entries)
    try:
        seen = snapshot.take(book)
        plan = planning.make(seen, selection.everything(seen), profile("public"))
        whom = leakcheck.protected(seen, plan)
        document = _report(plan)
        for _ in range(times):
            yield write.make(book, seen, plan, document).data, whom
    finally:
        book.close()


def members(data: bytes) -> dict[str, bytes]:
    """The files of a bundle."""
    with zipfile.ZipFile(BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def _book(folder: Path, seed: int, entries: int) -> Casebook:
    chance = random.Random(seed)
    book = create_book(
        folder, Secret("ferry lantern orchard"), name="Harbour Group", author="Heron", kdf=CHEAPEST
    )
    edition, source = book.new_id(), book.new_id()
    records.write(book, Verb.ADD, [New(edition, "list-edition"), Set(edition, "title", "A list")])
    records.write(book, Verb.ADD, [New(source, "source"), Set(source, "title", "An earlier list")])
    named: list[RecordId] = []
    edits: list[records.Edit] = []
    for number in range(entries):
        spelt = _name(chance)
        who, entry, hidden = book.new_id(), book.new_id(), book.new_id()
        edits += _person(who, spelt)
        edits += _entry(entry, edition, who, number, spelt, chance)
        named.append(who)
        edits += _person(hidden, _name(chance))
        edits += [Set(hidden, "protection", "always")]
        edits += [
            Add(hidden, "contacts", (("address", f"+7 7{chance.randrange(10**9):09}"), ("type", "phone"))),
            Add(hidden, "identifiers", (("number", f"{chance.randrange(10**12):012}"), ("type", "iin"))),
        ]
    records.write(book, Verb.IMPORT, edits)
    decisions.decide(book, named, use="public", ground="already-public", why="named in print", source=source)
    return book


def _name(chance: random.Random) -> tuple[str, str]:
    (given, cyrillic), (family, theirs) = chance.choice(GIVEN), chance.choice(FAMILIES)
    return f"{given} {family}", f"{cyrillic} {theirs}"


def _person(record: RecordId, spelt: tuple[str, str]) -> Iterator[records.Edit]:
    yield New(record, "person")
    for name in spelt:
        yield Add(record, "names", (("name", NAME.make(full=name)),))


def _entry(
    entry: RecordId,
    edition: RecordId,
    who: RecordId,
    number: int,
    spelt: tuple[str, str],
    chance: random.Random,
) -> Iterator[records.Edit]:
    yield New(entry, "list-entry")
    for unit, value in (("edition", edition), ("person", who), ("number", number), ("term_text", "5 years")):
        yield Set(entry, unit, value)
    for place, text in zip(
        spread(PARAGRAPHS), neutral(chance.randrange(10**6), 2000 * PARAGRAPHS).split("\n\n"), strict=False
    ):
        first = f"{chance.choice(spelt)} was held in {chance.choice(TOWNS)}."
        yield Add(entry, "narrative", (("text", f"{first} {text}"), ("place", place)))
    yield Add(entry, "citations", (("url", f"https://news.example/{number}-{spelt[0].split()[1].lower()}"),))


def _report(plan: planning.RedactionPlan) -> Document:
    """Only what is shown, as plain paragraphs of one page: its typesetting is not what is measured."""
    shown = [
        piece
        for fate in plan.records[:20]
        for path, unit in fate.units.items()
        if path.startswith("narrative/") and "" in unit.passages
        for piece in unit.passages[""].pieces()
        if piece is not None
    ]
    return Document("en", "A list", (Paragraph(tuple(map(Text, shown))),))
