"""A large casebook of invented people, for measurements: made once a run, with names put together from parts."""

from __future__ import annotations

import atexit
import functools
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from casebook.base.ids import RecordId
from casebook.base.secret import Secret
from casebook.casework import records
from casebook.casework.opening import create_book
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.model.person import NAME
from casebook.vault.keys import CHEAPEST

PASSPHRASE = "ferry lantern orchard"
_GIVEN = (
    "Ai",
    "Nur",
    "Zhan",
    "Bek",
    "Dau",
    "Ser",
    "Mar",
    "Yer",
    "Kan",
    "Tem",
    "Ask",
    "Gul",
    "Say",
    "Bot",
    "Ram",
)
_GIVEN_END = ("lan", "bol", "gul", "ar", "at", "zhan", "bek", "ren", "im", "az", "mira", "sultan")
_FAMILY = (
    "Akh",
    "Bay",
    "Dzh",
    "Yer",
    "Zhum",
    "Kas",
    "Mukh",
    "Nur",
    "Os",
    "Sar",
    "Tok",
    "Ut",
    "Sha",
    "Kul",
    "Alim",
)
_FAMILY_MIDDLE = ("met", "mur", "an", "tay", "ken", "bay", "gali", "zhan", "dos", "bek")
_FAMILY_END = ("ov", "ova", "ev", "eva", "uly", "kyzy", "in", "ina")
BATCH = 100


def names(count: int, seed: int = 5) -> list[str]:
    """*count* names; the same for the same seed."""
    chance = random.Random(seed)

    def joined(*parts: Sequence[str]) -> str:
        return "".join(chance.choice(part) for part in parts)

    return [
        f"{joined(_GIVEN, _GIVEN_END)} {joined(_FAMILY, _FAMILY_MIDDLE, _FAMILY_END)}" for _ in range(count)
    ]


def person(record: RecordId, name: str, birth: str, remarks: str) -> list[records.Edit]:
    """The edits that make one person."""
    return [
        New(record, "person"),
        Add(record, "names", (("name", NAME.make(full=name, script="Latn")),)),
        Set(record, "birth", birth),
        Set(record, "remarks", remarks),
    ]


@functools.cache
def large_book(count: int, *, apart: bool = False) -> Path:
    """The folder of a closed casebook of *count* people, each with a name, a birth year and a remark.

    *apart*: each was saved by itself, so there are as many entries; else a hundred at once.
    """
    folder = Path(tempfile.mkdtemp(prefix="bench-")) / "book"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    book = create_book(folder, Secret(PASSPHRASE), kdf=CHEAPEST)
    chance = random.Random(6)
    everybody = names(count)
    for start in range(0, count, BATCH):
        people: list[list[records.Edit]] = []
        for name in everybody[start : start + BATCH]:
            words = " ".join(chance.choice(everybody).split()[0] for _ in range(20))
            people.append(person(book.new_id(), name, str(1940 + chance.randrange(60)), words))
        if not apart:
            records.write(book, Verb.IMPORT, [edit for edits in people for edit in edits], act=book.new_act())
            continue
        # As by saving each, but for the waiting for the disk.
        with book.db.transaction():
            for edits in people:
                book.append(Verb.EDIT, records.changes_for(book, edits), None)
    book.anchor()
    book.close()
    return folder
