"""A decision about several people: who they are, what may be decided, and the work of recording it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import Translator
from casebook.casework import decisions, settings
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.gui.parts.names import record_name
from casebook.model.fields import Value

NAMED_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """The people it is about: their ids, the names of the first of them, and who decides."""

    people: tuple[RecordId, ...]
    names: tuple[str, ...]
    author: str


class DecideState:
    """*records* are people, or entries of a list, which stand for the people on them."""

    def __init__(self, records: tuple[RecordId, ...], tr: Translator, today: date) -> None:
        self.tr = tr
        self.today = today
        self._records = records
        self.people: tuple[RecordId, ...] = ()

    def load(self, book: Casebook) -> Shown:
        """Who is meant."""
        people: list[RecordId] = []
        for record in self._records:
            found = book.get(record)
            if found is None:
                continue
            linked = found.value("person") if found.kind == "list-entry" else None
            if found.kind == "person":
                people.append(record)
            elif isinstance(linked, bytes):
                people.append(RecordId(linked))
        self.people = tuple(dict.fromkeys(people))
        names = tuple(record_name(book, one, self.tr.language) for one in self.people[:NAMED_AT_MOST])
        author = settings.setting(book, "author")
        return Shown(self.people, names, author if isinstance(author, str) else "")

    def missing(self, values: Mapping[str, Value]) -> str:
        """The first question that must be answered and is not."""
        for name in ("use", "ground", "why"):
            if not values.get(name):
                return name
        if values.get("ground") == "already-public" and not values.get("source"):
            return "source"
        return ""

    def decide(self, values: Mapping[str, Value]) -> Callable[[Casebook, Progress], Touched]:
        """Work that records the decision."""
        people = self.people
        source = values.get("source")

        def text(name: str) -> str:
            value = values.get(name)
            return value if isinstance(value, str) else ""

        def work(book: Casebook, _progress: Progress) -> Touched:
            _, touched = decisions.decide(
                book,
                people,
                use=text("use"),
                ground=text("ground"),
                why=text("why"),
                source=RecordId(source) if isinstance(source, bytes) else None,
                risk=text("risk"),
                date=text("date"),
                decided_by=text("decided_by"),
            )
            return touched

        return work
