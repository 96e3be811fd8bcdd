"""The invented casebook that the pictures show: something for every screen. Nobody in it exists."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from casebook.base import resources
from casebook.base.ids import RecordId
from casebook.base.secret import Secret
from casebook.casework import decisions, imports, records
from casebook.casework.book import Casebook
from casebook.casework.opening import create_book
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.gui.pictures.exchanged import exchange
from casebook.gui.pictures.files import attach_files, cover
from casebook.journal import current
from casebook.model.person import NAME
from casebook.vault.keys import CHEAPEST

PASSPHRASE: Final = "ferry lantern orchard"  # noqa: S105 - it opens invented people only
TOLD: Final = (
    "We stood at the depot gate with the others from the night shift. The demands were read out loud.",
    "An officer took the notebook out of her hands. Nobody threw anything that I could see.",
)


def make_book(folder: Path) -> dict[str, RecordId]:
    """An invented casebook with something on every screen, closed; the records the pictures show, by name."""
    book = create_book(
        folder, Secret(PASSPHRASE), name="Harbour Documentation Group", author="Heron", kdf=CHEAPEST
    )
    shown = _people(book)
    mapping = imports.read_mapping(resources.path("demo", "list_json.toml"))
    table = imports.read_table(resources.path("demo", "list.json"), mapping)
    imports.carry_out(book, imports.plan_import(book, table, mapping))
    everybody = [person.id for person in current.every(book.db, "person") if person.id != shown["person"]]
    source = book.new_id()
    records.write(
        book, Verb.ADD, [New(source, "source"), Set(source, "title", "Spring list, printed edition")]
    )
    decisions.decide(
        book, everybody[:9], use="public", ground="already-public", why="Named in print.", source=source
    )
    shown["edition"] = next(current.every(book.db, "list-edition")).id
    shown["one"], shown["two"], shown["three"] = everybody[:3]
    shown["left"] = exchange(book, shown)
    more = attach_files(book, folder.with_name("more files"), shown["one"])
    cover(book, more["photograph"])
    shown |= attach_files(book, folder.with_name("files"), shown["person"])
    book.close()
    return shown


def _people(book: Casebook) -> dict[str, RecordId]:
    person, consent, interview, dossier = (book.new_id() for _ in range(4))
    edits: list[records.Edit] = [
        New(person, "person"),
        Add(person, "names", (("name", NAME.make(full="Ainur Beisen", script="Latn", language="kk")),)),
        Add(person, "names", (("name", NAME.make(full="Айнұр Бейсен", script="Cyrl", language="kk")),)),
        Set(person, "birth", "1988~"),
        Set(person, "protection", "always"),
        Add(person, "contacts", (("address", "+7 701 555 01 23"), ("type", "phone"))),
        New(consent, "consent"),
        Set(consent, "subject", person),
        Set(consent, "state", "given"),
        Set(consent, "level", "2"),
        Set(consent, "date", "2026-03-04"),
        New(interview, "interview"),
        Set(interview, "consent", consent),
        Set(interview, "speaker_code", "Linden"),
        Set(interview, "date", "2026-03-04"),
        New(dossier, "dossier"),
        Set(dossier, "title", "The depot strike"),
        Add(dossier, "persons", (("person", person), ("role", "witness"))),
        Set(dossier, "next_action", "Ask the lawyer for the text of the verdict"),
        Set(dossier, "next_date", "2026-12-03"),
    ]
    records.write(book, Verb.ADD, edits)
    records.write(
        book, Verb.INTERVIEW, records.paragraph_edits(book, interview, "narrative", "\n\n".join(TOLD))
    )
    records.write(book, Verb.EDIT, [Set(person, "risk", "Works at the depot; her employer watches her.")])
    # Somebody else wrote another date without having seen this one: that is what a conflict is.
    records.write(book, Verb.EDIT, [Set(dossier, "review", "2026-12-01", seen=())])
    records.write(book, Verb.EDIT, [Set(dossier, "review", "2027-01-15", seen=())])
    return {"person": person, "interview": interview, "dossier": dossier}
