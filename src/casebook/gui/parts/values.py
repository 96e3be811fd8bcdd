"""How a value reads on a page: codes by their labels, dates in words, links by the names of records. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from casebook.base.ids import RecordId
from casebook.base.words import Translator
from casebook.model.fields import Blob, Choice, Date, Field, Link, Struct, Text, Value
from casebook.wording import days

Names = Callable[[RecordId], str]
"""How a linked record is called."""


@dataclass(frozen=True, slots=True)
class Told:
    """A value in words: what it says, and in softer print what goes with it."""

    text: str
    meta: str = ""

    @property
    def whole(self) -> str:
        """Both in one line."""
        return f"{self.text} · {self.meta}" if self.meta and self.text else self.text or self.meta


NOTHING = Told("")


def day_in_words(edtf: str, language: str) -> str:
    """A date in words; what no version of the program can read stays as it is."""
    return days.said(edtf, language)


def told(field: Field, value: Value, tr: Translator, names: Names) -> Told:
    """*value* of *field* in the words of *tr*'s language."""
    match field, value:
        case _, None:
            return Told("")
        case Struct(), tuple():
            return _struct(field, value, tr, names)
        case Choice(), str():
            return Told(field.terms.label(value, tr.language))
        case Date(), str():
            return Told(day_in_words(value, tr.language))
        case Link(), bytes():
            return Told(names(RecordId(value)))
    return Told("" if isinstance(field, Struct) else field.text(value))


def _struct(field: Struct, value: tuple[Value, ...], tr: Translator, names: Names) -> Told:
    pieces: list[str] = []
    main = ""
    for i, (slot, part) in enumerate(zip(field.slots, value, strict=False)):
        if part is None or isinstance(slot.field, Blob):
            continue  # keys and hashes are for the program alone
        text = told(slot.field, part, tr, names).text if not isinstance(slot.field, Struct) else ""
        if i == 0:
            main = text
        elif isinstance(slot.field, Text) and text and text.casefold() in main.casefold():
            continue  # a family name that stands in the full name already
        elif isinstance(slot.field, Date):
            pieces.append(f"{_lower(tr(slot.label))} {text}")
        elif isinstance(slot.field, Choice) and slot.field.vocabulary == "yes-no":
            pieces.append(f"{_lower(tr(slot.label))}: {text}")
        elif isinstance(slot.field, Text | Choice | Link):
            pieces.append(text)
        else:
            pieces.append(f"{_lower(tr(slot.label))} {text}")
    if not main and pieces:
        return Told(" · ".join(pieces))
    return Told(main, " · ".join(pieces))


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def links_in(field: Field, value: Value) -> Iterator[RecordId]:
    """Every record a value leads to."""
    if isinstance(field, Link) and isinstance(value, bytes):
        yield RecordId(value)
    if isinstance(field, Struct) and isinstance(value, tuple):
        for slot, part in zip(field.slots, value, strict=False):
            yield from links_in(slot.field, part)
