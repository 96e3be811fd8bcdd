"""What the program may add to a name somebody typed: its script, its parts by their form; and offer beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Final

from casebook.model import names
from casebook.model.fields import Field, Struct, Value
from casebook.model.names import PersonName
from casebook.model.person import NAME

OTHER_SCRIPT: Final = {"Cyrl": "Latn", "Latn": "Cyrl"}


def completed(field: Field, value: Value) -> Value:
    """*value*; a name gets its script and language, and its parts if none was given. All can be changed."""
    if not isinstance(field, Struct) or field != NAME or value is None:
        return value
    name = _name(value)
    parts = {}
    if not (name.family or name.given or name.patronymic):
        split = names.split(name.full)
        parts = {"family": split.family, "given": split.given, "patronymic": split.patronymic}
    parts["script"] = name.script or names.script_of(name.full)
    parts["language"] = name.language or names.language_of(name.full)
    terms = {slot.name: slot.field for slot in field.slots}
    kept = {key: text for key, text in parts.items() if text and _fits(terms[key], text)}
    return field.replace(value, **kept)


def _fits(field: Field, text: str) -> bool:
    terms = getattr(field, "terms", None)
    return terms is None or text in terms


def other_script(held: Iterable[Value]) -> Value:
    """The first name spelt in the other script, if no name stands in that script yet; else nothing."""
    written = [_name(value) for value in held]
    for name in written:
        wanted = OTHER_SCRIPT.get(name.script, "")
        if wanted and not any(other.script == wanted for other in written):
            found = names.suggest(name, wanted)
            if found is not None and found.full:
                return NAME.make(**{key: text for key, text in asdict(found).items() if text})
    return None


def _name(value: Value) -> PersonName:
    parts = {slot.name: NAME.part(value, slot.name) for slot in NAME.slots}
    return PersonName(**{key: part for key, part in parts.items() if isinstance(part, str)})
