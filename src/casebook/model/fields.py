"""Kinds of field: what a unit's value may be, how it is checked, typed and printed as plain text.

A value is what the journal stores: text, a code, an integer, bytes of an id, or an array of those. A field
knows the value's *text form*, used by the command line, CSV and plain copies:

* ``Text``, ``Date``, ``Choice``, ``Decimal``: the text itself (a choice by its code);
* ``Link``: the linked record's id as a UUID (shells also accept short codes and look them up first);
* ``Struct``: its main slot, then the others as ``{slot=value; slot=value}``:
  ``Айгуль Сатпаева {script=Cyrl; language=ru}``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId, id_text, parse_id
from casebook.model import dates
from casebook.model.vocabularies import Vocabulary, vocabulary

Value = str | int | bytes | None | tuple["Value", ...]
"""What a unit may hold. Equal values have equal bytes, because the journal encodes them canonically."""

MAX_TEXT: Final = 65_536
"""Bytes of UTF-8 in one text; a narrative is many paragraphs."""

_UNWANTED: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(eq=False)
class BadValue(Refused):
    """A value does not fit its field. *why* is a code (`wording` has the sentence); *field* a unit path."""

    why: str
    field: str = ""
    slot: str = ""


def clean_text(text: str, *, lines: bool) -> str:
    """NFC, no control characters, no space at the ends; one line unless *lines*.

    Raises `BadValue` on control characters, lone surrogates and texts over 64 KiB.
    """
    if _UNWANTED.search(text):
        raise BadValue("control-characters")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.strip() if lines else " ".join(text.split())
    if len(text.encode()) > MAX_TEXT:
        raise BadValue("too-long")
    return text


@dataclass(frozen=True)
class Text:
    """Text in NFC. With *lines*, of several lines; with *exact*, character for character as it stood."""

    lines: bool = False
    exact: bool = False

    def check(self, value: Value) -> Value:
        """*value*, cleaned. Raises `BadValue`."""
        if not isinstance(value, str):
            raise BadValue("not-text")
        if self.exact:
            clean_text(value, lines=True)
            return value
        cleaned = clean_text(value, lines=self.lines)
        if not cleaned:
            raise BadValue("empty")
        return cleaned

    def parse(self, text: str) -> Value:
        """From the text form."""
        return self.check(text)

    def text(self, value: Value) -> str:
        """To the text form."""
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class Date:
    """A date as EDTF text (ISO 8601-2; `model.dates` says which part of it)."""

    def check(self, value: Value) -> Value:
        """*value*, if it is EDTF we keep. Raises `BadValue`."""
        if not isinstance(value, str):
            raise BadValue("not-text")
        try:
            return dates.parse_edtf(value).edtf
        except dates.BadDate as bad:
            raise BadValue(bad.why) from None

    def parse(self, text: str) -> Value:
        """From EDTF, or from a date as typed (``10.02.2023``, ``февраль 2023``). Raises `BadValue`."""
        try:
            return dates.parse_typed(text).edtf
        except dates.BadDate as bad:
            raise BadValue(bad.why) from None

    def text(self, value: Value) -> str:
        """EDTF."""
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class Choice:
    """One code of a vocabulary (`resources/vocabulary`). Codes a later version wrote are kept and shown."""

    vocabulary: str

    @property
    def terms(self) -> Vocabulary:
        """The vocabulary itself."""
        return vocabulary(self.vocabulary)

    def check(self, value: Value) -> Value:
        """*value*, if the vocabulary has it. Raises `BadValue`."""
        if not isinstance(value, str) or value not in self.terms:
            raise BadValue("unknown-code")
        return value

    def parse(self, text: str) -> Value:
        """From a code or a label in any of the three languages."""
        code = self.terms.find(text)
        if code is None:
            raise BadValue("unknown-code")
        return code

    def text(self, value: Value) -> str:
        """The code."""
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class Integer:
    """A whole number between *least* and *most*."""

    least: int = 0
    most: int = 2**31

    def check(self, value: Value) -> Value:
        """*value*, if it is in range. Raises `BadValue`."""
        if not isinstance(value, int) or not self.least <= value <= self.most:
            raise BadValue("not-a-number")
        return int(value)

    def parse(self, text: str) -> Value:
        """From decimal digits."""
        if re.fullmatch(r"\s*-?[0-9]{1,12}\s*", text) is None:
            raise BadValue("not-a-number")
        return self.check(int(text.strip()))  # int() itself does not take the separators \s takes

    def text(self, value: Value) -> str:
        """Decimal digits."""
        return str(value) if isinstance(value, int) else ""


@dataclass(frozen=True)
class Decimal:
    """A number kept as the text it was: coordinates, sums. Never a float."""

    def check(self, value: Value) -> Value:
        """*value*, if it is a plain decimal number. Raises `BadValue`."""
        if not isinstance(value, str) or re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,12})?", value) is None:
            raise BadValue("not-a-number")
        return value

    def parse(self, text: str) -> Value:
        """From digits with a point or a comma."""
        return self.check(text.strip().replace(" ", "").replace(",", "."))

    def text(self, value: Value) -> str:
        """The digits."""
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class Link:
    """The id of another record, of one of *kinds*."""

    kinds: tuple[str, ...]

    def check(self, value: Value) -> Value:
        """*value*, if it is 16 bytes. Whether the record exists is asked by `casework`. Raises `BadValue`."""
        if not isinstance(value, bytes) or len(value) != 16:
            raise BadValue("not-an-id")
        return value

    def parse(self, text: str) -> Value:
        """From a UUID."""
        found = parse_id(text.strip())
        if found is None:
            raise BadValue("not-an-id")
        return found

    def text(self, value: Value) -> str:
        """A UUID."""
        return id_text(RecordId(value)) if isinstance(value, bytes) and len(value) == 16 else ""


@dataclass(frozen=True)
class Blob:
    """Bytes that only the program reads: a file's key, a hash. Has no text form to type."""

    size: int

    def check(self, value: Value) -> Value:
        """*value*, if it is that many bytes. Raises `BadValue`."""
        if not isinstance(value, bytes) or len(value) != self.size:
            raise BadValue("not-an-id")
        return value

    def parse(self, text: str) -> Value:
        """From hexadecimal."""
        try:
            return self.check(bytes.fromhex(text))
        except ValueError:
            raise BadValue("not-an-id") from None

    def text(self, value: Value) -> str:
        """Hexadecimal."""
        return value.hex() if isinstance(value, bytes) else ""


@dataclass(frozen=True)
class Slot:
    """One part of a structured value: its name, its label (marked for translation) and its field."""

    name: str
    label: str
    field: Simple
    default: Value = None


@dataclass(frozen=True)
class Struct:
    """Parts that only make sense together: a name with its script, a date with its precision.

    The value is an array in the order of *slots*; a missing part is nil, and missing parts at the end are
    left off, so that a slot may be added at the end later without changing the bytes of old values.
    The first slot is the main one.
    """

    slots: tuple[Slot, ...]
    _by_name: Mapping[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {slot.name: i for i, slot in enumerate(self.slots)})

    def check(self, value: Value) -> Value:
        """*value* with every part checked and trailing nils removed. Raises `BadValue` with its slot.

        Parts beyond the slots known here were written by a newer version and are kept.
        """
        if not isinstance(value, tuple):
            raise BadValue("not-a-struct")
        checked: list[Value] = []
        for i, part in enumerate(value):
            if part is None or i >= len(self.slots):
                checked.append(part)
                continue
            try:
                checked.append(self.slots[i].field.check(part))
            except BadValue as bad:
                raise BadValue(bad.why, slot=self.slots[i].name) from None
        while checked and checked[-1] is None:
            checked.pop()
        if not checked:
            raise BadValue("empty")
        return tuple(checked)

    def make(self, **parts: Value) -> Value:
        """A checked value from parts by slot name; defaults fill what is not given. Raises `BadValue`."""
        for name in parts:
            if name not in self._by_name:
                raise BadValue("unknown-slot", slot=name)
        return self.check(tuple(parts.get(slot.name, slot.default) for slot in self.slots))

    def part(self, value: Value, name: str) -> Value:
        """The part of *value* in slot *name*, or nil."""
        i = self._by_name[name]
        return value[i] if isinstance(value, tuple) and i < len(value) else None

    def replace(self, value: Value, **parts: Value) -> Value:
        """*value* with some parts exchanged. Raises `BadValue`."""
        now = {slot.name: self.part(value, slot.name) for slot in self.slots}
        return self.make(**{**now, **parts})

    def parse(self, text: str) -> Value:
        """From ``main {slot=value; slot=value}``. Raises `BadValue`."""
        match = re.fullmatch(r"\s*(?P<main>.*?)\s*(?:\{(?P<rest>[^{}]*)\})?\s*", text, re.DOTALL)
        if match is None:
            raise BadValue("not-a-struct")
        parts: dict[str, Value] = {}
        if match["main"]:
            parts[self.slots[0].name] = self.slots[0].field.parse(match["main"])
        for piece in filter(str.strip, (match["rest"] or "").split(";")):
            name, equals, typed = piece.partition("=")
            i = self._by_name.get(name.strip(), -1)
            if i < 0 or not equals:
                raise BadValue("unknown-slot", slot=name.strip())
            parts[name.strip()] = self._parse_part(i, typed.strip())
        return self.make(**parts)

    def _parse_part(self, i: int, typed: str) -> Value:
        try:
            return self.slots[i].field.parse(typed)
        except BadValue as bad:
            raise BadValue(bad.why, slot=self.slots[i].name) from None

    def text(self, value: Value) -> str:
        """To ``main {slot=value; slot=value}``."""
        if not isinstance(value, tuple):
            return ""
        texts = [
            (slot.name, slot.field.text(value[i]))
            for i, slot in enumerate(self.slots)
            if i < len(value) and value[i] is not None
        ]
        main = next((t for name, t in texts if name == self.slots[0].name), "")
        rest = "; ".join(f"{name}={t}" for name, t in texts if name != self.slots[0].name)
        return f"{main} {{{rest}}}".strip() if rest else main


Simple = Text | Date | Choice | Integer | Decimal | Link | Blob
Field = Simple | Struct


def map_texts(value: Value, change: Callable[[str], str]) -> Value:
    """*value* with every text inside it changed by *change*."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(map_texts(part, change) for part in value)
    return value
