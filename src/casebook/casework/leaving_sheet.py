"""What to read before something leaves: to whom it goes, by which key, and what is not as it should be. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casebook.casework.recipients import EncryptionKey, Recipient, owner_of
from casebook.formats import age
from casebook.formats.wordlist import Comparison, Language
from casebook.model.edtf import BadDate, parse_edtf

PUBLIC = "public"


class Doubt(StrEnum):
    """What is not as it should be, the gravest first."""

    IN_CLEAR = "in-clear"
    UNKNOWN = "unknown"
    ENDED = "ended"
    CHANGED = "changed"
    UNCOMPARED = "uncompared"
    EXPIRED = "expired"
    AUDIENCE = "audience"


@dataclass(frozen=True, slots=True)
class Line:
    """One key it is encrypted to. *recipient* is empty for a key nobody in the address book has."""

    key: str
    recipient: Recipient | None
    held: EncryptionKey | None
    doubts: tuple[Doubt, ...]

    def words(self, language: Language = "en") -> tuple[str, ...]:
        """The key's twelve words, to compare: in the language of whoever reads the sheet."""
        return age.recipient_words(self.key, language)


@dataclass(frozen=True, slots=True)
class LeavingSheet:
    """*use* is whom it was made for (``consent-use``); *doubts* are those about the whole."""

    use: str
    lines: tuple[Line, ...]
    doubts: tuple[Doubt, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The age recipients it is encrypted to."""
        return tuple(line.key for line in self.lines)

    @property
    def language(self) -> str:
        """The language all its recipients read; empty where they differ, or nobody said."""
        found = {line.recipient.language if line.recipient else "" for line in self.lines}
        return found.pop() if len(found) == 1 else ""

    @property
    def warns(self) -> bool:
        """Whether there is anything to think about before it leaves."""
        return bool(self.doubts) or any(line.doubts for line in self.lines)


def leaving_sheet(everybody: Sequence[Recipient], keys: Sequence[str], use: str, today: date) -> LeavingSheet:
    """The sheet for a bundle made for *use* and encrypted to *keys* (age recipients; none: it goes in clear)."""
    lines = tuple(_line(everybody, key, use, today) for key in keys)
    in_clear = not keys and use != PUBLIC
    return LeavingSheet(use, lines, (Doubt.IN_CLEAR,) if in_clear else ())


def _line(everybody: Sequence[Recipient], key: str, use: str, today: date) -> Line:
    age.parse_recipient(key)
    found = owner_of(everybody, key)
    if found is None:
        return Line(key, None, None, (Doubt.UNKNOWN,))
    one, held = found
    return Line(key, one, held, tuple(_doubts(one, held, use, today)))


def _doubts(one: Recipient, held: EncryptionKey, use: str, today: date) -> Iterator[Doubt]:
    if held.ended:
        yield Doubt.ENDED
    if held.compared is Comparison.NOT:
        changed = any(other.ended for other in one.keys if other is not held)
        yield Doubt.CHANGED if changed else Doubt.UNCOMPARED
    if held.until and _is_over(held.until, today):
        yield Doubt.EXPIRED
    if use not in (PUBLIC, one.audience):
        yield Doubt.AUDIENCE


def _is_over(until: str, today: date) -> bool:
    """A date that cannot be read has passed: nobody can say that it has not."""
    try:
        last = parse_edtf(until).latest
    except BadDate:
        return True
    return last is not None and last < today
