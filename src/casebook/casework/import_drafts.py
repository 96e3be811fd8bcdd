"""What an import would leave standing in one record, and what may be changed without overriding a person.

A value that only imports have said may be changed by the next import of the same rows; one that a person has
set, cleared or erased since is left as it is, and the row is doubted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from casebook.base.encode import label_hash, pack
from casebook.base.ids import RecordId
from casebook.casework.book import Casebook
from casebook.casework.records import text_of
from casebook.casework.touched import Verb
from casebook.journal.current import Record
from casebook.journal.entry import Op, value_bytes
from casebook.journal.history import Moved, history
from casebook.model.fields import Field, Struct, Value
from casebook.model.kinds import Kind

ELEMENT_LABEL: Final = b"casebook/imported-element/1\0"


class Why(StrEnum):
    """Why a row, or a cell of it, is doubted. Shells word these."""

    CHANGED_SINCE = "changed-since"
    REMOVED_SINCE = "removed-since"
    ERASED_SINCE = "erased-since"
    DELETED_SINCE = "deleted-since"
    IN_CONFLICT = "in-conflict"
    ROWS_DISAGREE = "rows-disagree"
    LIKE_A_PERSON = "like-a-person"
    LIKE_A_ROW = "like-a-row"
    SEVERAL_KNOWN = "several-known"


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be done about a unit: nothing, set it to *value*, or doubt."""

    same: bool = False
    value: Value = None
    doubt: Why | None = None


class Flattening:
    """What the file cannot write (line breaks, say), so that it is no change when the file has it otherwise."""

    def __init__(self, written: tuple[tuple[str, str], ...]) -> None:
        self._written = written

    def __call__(self, text: str) -> str:
        """*text* as the file would have it, with single spaces."""
        for ours, theirs in self._written:
            text = text.replace(ours, theirs)
        return " ".join(text.split())

    def agree(self, held: Value, wanted: Value) -> bool:
        """Whether *held* already says all that *wanted* does; parts of a structure nobody asks for are free."""
        if isinstance(held, str) and isinstance(wanted, str):
            return held == wanted or (bool(self._written) and self(held) == self(wanted))
        if isinstance(held, tuple) and isinstance(wanted, tuple):
            longer = (*held, *[None] * len(wanted))
            return all(part is None or self.agree(longer[i], part) for i, part in enumerate(wanted))
        return held == wanted


class Past:
    """What imports and people have said of one record before."""

    def __init__(self, moves: list[Moved], record: Record) -> None:
        self._moves = moves
        self._record = record

    @cached_property
    def _imported(self) -> set[tuple[str, bytes]]:
        return {
            (move.unit, value_bytes(move.value))
            for move in self._moves
            if move.op == Op.SET and move.verb == Verb.IMPORT
        }

    def imported(self, path: str, value: Value) -> bool:
        """Whether an import ever said this."""
        return (path, value_bytes(value)) in self._imported

    def erased(self, path: str) -> bool:
        """Whether somebody ordered this unit, or what it lies in, to be erased."""
        return any(
            order.unit is None or f"{path}/".startswith(f"{order.unit}/")
            for order in self._record.state.orders
        )

    def against_setting(self, path: str) -> Why | None:
        """Why an import may not set *path* by itself; `None` if only imports have said what stands there."""
        if self.erased(path):
            return Why.ERASED_SINCE
        held = self._record.state.units.get(path, ())
        if len([value for value in held if value.value is not None]) > 1:
            return Why.IN_CONFLICT
        for value in held:
            if value.value is None:
                if self._last_verb(path) not in (Verb.IMPORT, Verb.UNDO):
                    return Why.REMOVED_SINCE
            elif not self.imported(path, value.value):
                return Why.CHANGED_SINCE
        return None

    def against_adding(self, path: str) -> Why | None:
        """Why an import may not add the element at *path* again: somebody took it away."""
        if self.erased(path):
            return Why.ERASED_SINCE
        if self._last_verb(path) in ("", Verb.IMPORT, Verb.UNDO):
            return None
        return Why.REMOVED_SINCE

    def against_rewriting(self, name: str) -> Why | None:
        """Why an import may not rewrite the paragraphs of *name*."""
        for path in (p for p in self._record.state.units if p.startswith(f"{name}/") and p.endswith("/text")):
            why = self.against_setting(path)
            if why is not None:
                return why
        for move in self._moves:
            gone = move.op == Op.REMOVE and move.unit.startswith(f"{name}/")
            if gone and move.verb not in (Verb.IMPORT, Verb.UNDO):
                return Why.REMOVED_SINCE
        return Why.ERASED_SINCE if self.erased(name) else None

    def added_by_import(self, path: str) -> bool:
        """Whether the element at *path* came with an import."""
        return any(m.unit == path and m.op == Op.ADD and m.verb == Verb.IMPORT for m in self._moves)

    def deleted_by_person(self) -> bool:
        """Whether somebody deleted the record; the undoing of an import does not count."""
        return next((m.verb != Verb.UNDO for m in self._moves if m.op in (Op.DELETE, Op.RESTORE)), False)

    def _last_verb(self, path: str) -> str:
        return next((move.verb for move in self._moves if move.unit == path), "")


class Draft:
    """One record as it will stand: what is there, overlaid with what this import plans."""

    def __init__(self, book: Casebook, record: RecordId, kind: Kind, existing: Record | None) -> None:
        self._book = book
        self.record = record
        self.kind = kind
        self.existing = existing
        self.texts: dict[str, tuple[str, ...]] = {}
        self._values: dict[str, Value] = {}
        self._elements: dict[str, list[str]] = {}

    @cached_property
    def past(self) -> Past:
        """What was said before. Asked only where something would change."""
        assert self.existing is not None
        return Past(history(self._book.db, self.record), self.existing)

    def value(self, path: str) -> Value:
        """What stands, or will stand, in the unit at *path*."""
        if path in self._values:
            return self._values[path]
        return None if self.existing is None else self.existing.value(path)

    def elements(self, name: str) -> list[str]:
        """The element ids of a list, those that are planned last."""
        held = [] if self.existing is None else list(self.existing.elements(name))
        return held + self._elements.get(name, [])

    def text(self, name: str) -> tuple[str, ...]:
        """The paragraphs of a text."""
        if name in self.texts:
            return self.texts[name]
        whole = "" if self.existing is None else text_of(self.existing, name)
        return tuple(piece for piece in whole.split("\n\n") if piece)

    def plan(self, path: str, value: Value) -> None:
        """From here on the unit holds *value*."""
        self._values[path] = value

    def plan_element(self, name: str, key: str, values: Mapping[str, Value]) -> None:
        """From here on the list has one more element."""
        self._elements.setdefault(name, []).append(key)
        for inner, value in values.items():
            self._values[f"{name}/{key}/{inner}"] = value

    def judge(self, path: str, declared: Field, wanted: Value, agree: Flattening) -> Judged:
        """What is to be done so that the unit says *wanted*."""
        held = () if self.existing is None else self.existing.values(path)
        if path in self._values:
            stands = self._values[path]
            return Judged(same=True) if agree.agree(stands, wanted) else Judged(doubt=Why.ROWS_DISAGREE)
        if any(agree.agree(value, wanted) for value in held):
            return Judged(same=True)
        value = merged(next(iter(held), None), wanted, declared)
        doubt = None if self.existing is None else self.past.against_setting(path)
        if doubt is Why.CHANGED_SINCE and _completes(value, held[0]):
            doubt = None
        return Judged(value=value, doubt=doubt)

    def element_id(self, name: str, key: Value, nth: int) -> str:
        """The id of an element a row asks for: the same whenever the row comes, also on another device."""
        return label_hash(ELEMENT_LABEL, pack([self.record, name, key, nth]))[:8].hex()


def _completes(value: Value, held: Value) -> bool:
    """Whether *value* only adds parts to a structure that somebody left open."""
    if not (isinstance(value, tuple) and isinstance(held, tuple)):
        return False
    return all(part is None or part == value[i] for i, part in enumerate(held))


def merged(held: Value, wanted: Value, declared: Field) -> Value:
    """*wanted*, with the parts of a structure that it does not speak of as they are held."""
    if not (isinstance(declared, Struct) and isinstance(held, tuple) and isinstance(wanted, tuple)):
        return wanted
    size = max(len(held), len(wanted))
    mine, theirs = (*held, *[None] * size)[:size], (*wanted, *[None] * size)[:size]
    return tuple(mine[i] if theirs[i] is None else theirs[i] for i in range(size))
