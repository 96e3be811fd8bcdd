"""Writes into a casebook without end, and says so: what the kills in tests/torture kill.

    python writer.py FOLDER PASSPHRASE-NUMBER SEED OUTSIDE [early|import|export|passphrase|lock]

Each act is told twice on standard output, one JSON line before it begins and one after it was acknowledged. With
``early`` the second line comes before the act: a fault the tests have to notice. With the name of an act, that
and saving is all it does.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from casebook.base.ids import RecordId
from casebook.base.secret import Secret
from casebook.bundle import write
from casebook.casework import erasing, evidence, identity, imports, keys, mapping_file, records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.opening import open_book
from casebook.casework.touched import Verb
from casebook.redaction import planning, selection
from casebook.redaction.profile import profile
from casebook.reports.extract import extract
from casebook.reports.shown import ForAudience
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening

MAPPING = b"""
format = 1
name = "torture"
kind = "person"
key = "id"

[columns]
remark = "remarks"
"""


def passphrase(number: int) -> Secret:
    """The casebook's passphrase after so many changes."""
    return Secret("ferry lantern orchard" if number == 0 else f"ferry lantern orchard {number}")


def tell(**line: Any) -> None:
    """One line, at once."""
    os.write(1, json.dumps(line).encode() + b"\n")


class Writer:
    """The acts, in an order that *seed* decides."""

    def __init__(self, folder: Path, number: int, seed: int, outside: Path, *, early: bool) -> None:
        self.folder, self.number, self.outside, self.early = folder, number, outside, early
        self.chance = random.Random(seed)
        self.seed = seed
        self.count = 0
        self.book: Casebook = open_book(folder, passphrase(number))
        if self.book.saved.moved:  # a copy made for one trial, or a stick at another place
            identity.stay(self.book)
        identity.stay(self.book)
        self.people = [r for r in _people(self.book) if r is not None]
        tell(ready=True)

    def act(self, kind: str, work: Callable[[], object], **what: Any) -> None:
        """Do one thing between its two lines. A dictionary *work* returns goes into the second one."""
        tell(begin=kind, **what)
        if self.early:
            tell(done=kind, **what)
            work()
            return
        more = work()
        tell(done=kind, **{**what, **(more if isinstance(more, dict) else {})})

    def word(self) -> str:
        """A text nobody wrote before."""
        self.count += 1
        return "word " + "".join(random.Random(f"{self.seed}/{self.count}").choices("abdegiklmnoprstu", k=32))

    def save(self) -> None:
        word = self.word()
        if self.people and self.chance.random() < 0.6:
            person = self.chance.choice(self.people)
            edits: list[records.Edit] = [records.Set(person, "remarks", word)]
        else:
            person = self.book.new_id()
            self.people.append(person)
            edits = [records.New(person, "person"), records.Set(person, "remarks", word)]
        self.act(
            "save",
            lambda: records.write(self.book, Verb.EDIT, edits),
            record=person.hex(),
            value=word,
        )

    def bring_in(self) -> None:
        """A real import: a table read in the jail, planned, carried out as one act."""
        rows = self.chance.randint(2, 120)
        words = [self.word() for _ in range(rows)]
        table = self.outside / "table.csv"
        lines = [f"{self.seed}-{self.count}-{i},{word}" for i, word in enumerate(words)]
        table.write_text("\n".join(["id,remark", *lines]) + "\n", encoding="utf-8")
        mapping = mapping_file.parse(MAPPING)

        def work() -> dict[str, Any]:
            plan = imports.plan_import(self.book, imports.read_table(table, mapping), mapping)
            touched = imports.carry_out(self.book, plan)
            self.people += sorted(touched.records)
            return {"people": {r.hex(): self.book.need(r).text("remarks") for r in touched.records}}

        self.act("import", work, values=words)

    def erase(self) -> None:
        if not self.people:
            return
        person = self.people.pop(self.chance.randrange(len(self.people)))
        value = self.book.need(person).text("remarks")
        self.act(
            "erase",
            lambda: erasing.erase(self.book, person, reason="consent-withdrawn"),
            record=person.hex(),
            value=value,
        )

    def attach(self) -> None:
        if not self.people:
            return
        path = self.outside / "paper.txt"
        path.write_bytes(self.chance.randbytes(self.chance.randrange(1, 400_000)))
        person = self.chance.choice(self.people)
        self.act("attach", lambda: evidence.attach(self.book, person, path), record=person.hex())

    def export(self) -> None:
        to = self.outside / f"bundle-{self.seed}-{self.count}.zip"
        self.count += 1

        def work() -> None:
            taken = snapshot.take(self.book)
            plan = planning.make(taken, selection.everything(taken), profile("public"))
            report = extract(ForAudience(plan, taken), "en")
            made = write.make(self.book, taken, plan, report)
            write.release(self.book, plan, made, to, date="2025-06")

        self.act("export", work, file=to.name)

    def change_passphrase(self) -> None:
        self.number += 1
        self.act(
            "passphrase",
            lambda: keys.change(
                self.book,
                Opening(passphrase(self.number - 1)),
                Opening(passphrase(self.number)),
                kdf=CHEAPEST,
            ),
            number=self.number,
        )

    def lock(self) -> None:
        """Close, and let the process replace itself, as locking does."""
        self.act("lock", self.book.close)
        arguments = [str(self.folder), str(self.number), str(self.seed + 1000), str(self.outside)]
        os.execv(sys.executable, [sys.executable, __file__, *arguments, *sys.argv[5:]])

    def run(self, mostly: str) -> None:
        """Go on until somebody kills it."""
        acts = [self.save] * 12 + [self.bring_in, self.erase, self.erase, self.attach, self.export]
        acts += [self.change_passphrase, self.lock]
        long = {
            "import": self.bring_in,
            "export": self.export,
            "passphrase": self.change_passphrase,
            "lock": self.lock,
        }
        if mostly:
            acts = [self.save, self.save, long[mostly]]
        while True:
            self.chance.choice(acts)()


def _people(book: Casebook) -> list[RecordId]:
    rows = book.db.execute("SELECT id FROM record WHERE kind = 'person' AND life = 0 ORDER BY id")
    found = [RecordId(bytes(row[0])) for row in rows]
    return [person for person in found if book.need(person).text("remarks").startswith("word ")]


if __name__ == "__main__":
    Writer(
        Path(sys.argv[1]),
        int(sys.argv[2]),
        int(sys.argv[3]),
        Path(sys.argv[4]),
        early=sys.argv[5:] == ["early"],
    ).run("".join(sys.argv[5:]).removeprefix("early"))
