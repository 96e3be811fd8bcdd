"""Writing records of any kind: edits by a person become changes for the journal.

An edit names what its author had on screen (*seen*); where it does not, what is visible now is taken for
it, which is right for a command that reads and writes at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import ActId, EntryId, RecordId
from casebook.casework.book import Casebook
from casebook.casework.merged import MERGED, identities, merged_in
from casebook.casework.touched import Touched, Verb
from casebook.journal.current import Record
from casebook.journal.entry import Change, Op
from casebook.journal.fold import Life, orders_over, seen_by_delete, seen_by_remove
from casebook.model import places
from casebook.model.all_kinds import KINDS
from casebook.model.fields import BadValue, Link, Struct, Value
from casebook.model.kinds import Kind, Many, Unit


@dataclass(eq=False)
class UnknownKind(Refused):
    """No kind of record has that name."""

    name: str


@dataclass(eq=False)
class UnknownUnit(Refused):
    """The kind has no unit at that path."""

    kind: str
    path: str


@dataclass(eq=False)
class BrokenLink(Refused):
    """A link leads to no record, or to one of a kind it may not lead to."""

    path: str


@dataclass(frozen=True, slots=True)
class New:
    """A record that begins with the other edits of the same save."""

    record: RecordId
    kind: str


@dataclass(frozen=True, slots=True)
class Set:
    """This unit now has this value (nil: nothing)."""

    record: RecordId
    path: str
    value: Value
    seen: tuple[EntryId, ...] | None = None


@dataclass(frozen=True, slots=True)
class Add:
    """One more element of a list, with values for the units inside it, by name. *element*: 16 hex, made if empty."""

    record: RecordId
    name: str
    inside: tuple[tuple[str, Value], ...]
    element: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """An element of a list is gone, with what the author saw of it."""

    record: RecordId
    name: str
    element: str


@dataclass(frozen=True, slots=True)
class Delete:
    """The record is gone: hidden, and brought back by `Restore`. Not an erasure."""

    record: RecordId


@dataclass(frozen=True, slots=True)
class Restore:
    """A deleted record is there again."""

    record: RecordId


Edit = New | Set | Add | Remove | Delete | Restore


def write(
    book: Casebook,
    verb: Verb,
    edits: Sequence[Edit],
    *,
    act: ActId | None = None,
    drafts_done: Sequence[tuple[RecordId, str]] = (),
    circle: bytes | None = None,
) -> Touched:
    """Check *edits* against the model and save them as one act; new records go into *circle* (see `Casebook.record`).

    Raises `BadValue` (with the unit's path), `UnknownUnit`, `BrokenLink`, `NoSuchRecord`; nothing is
    written then. An edit that changes nothing still writes: the person confirmed the value.
    """
    changes = changes_for(book, edits)
    return book.record(verb, changes, act=act, drafts_done=drafts_done, circle=circle)


def changes_for(book: Casebook, edits: Sequence[Edit]) -> list[Change]:
    """The changes that *edits* mean, each checked. Raises as `write` does."""
    new = {edit.record: edit.kind for edit in edits if isinstance(edit, New)}
    known: dict[RecordId, Record | None] = {}
    changes: list[Change] = []
    for edit in edits:
        if edit.record not in known:
            known[edit.record] = None if edit.record in new else book.need(edit.record)
        now = known[edit.record]
        kind = _kind(new[edit.record] if now is None else now.kind)
        match edit:
            case New():
                pass
            case Set(path=path, value=value, seen=seen):
                checked = None if value is None else check_value(book, kind, path, value, new)
                changes.append(_set(now, edit.record, kind, path, checked, seen))
            case Add():
                changes += _add(book, kind, edit, new)
            case Remove(name=name, element=element):
                changes.append(_remove(now, edit.record, kind, f"{name}/{element}"))
            case Delete():
                changes.append(_delete(_there(now)))
            case Restore():
                state = _there(now).state
                stands = (*state.register, *orders_over(state, ""))
                changes.append(Change(edit.record, kind.name, "", Op.RESTORE, None, stands))
    changes = _latest(changes)
    return [*changes, *_besides(book, changes)]


def _besides(book: Casebook, changes: Sequence[Change]) -> Iterator[Change]:
    """A consent or a decision about somebody into whom records were merged speaks of those too: who said it knew.

    One that was said before, or elsewhere by somebody who did not know, speaks only of the record it names.
    """
    for change in changes:
        names = (change.kind, change.unit.partition("/")[0]) in _SPEAKING_OF and change.op == Op.SET
        if not names or not isinstance(change.value, bytes):
            continue
        now = book.get(change.record)
        known = set() if now is None else set(merged_in(now))
        for one in identities(book, RecordId(change.value))[1:]:
            if one not in known:
                element = f"{MERGED}/{book.random(8).hex()}"
                yield Change(change.record, change.kind, element, Op.ADD)
                yield Change(change.record, change.kind, f"{element}/person", Op.SET, one)


_SPEAKING_OF: Final = frozenset((("consent", "subject"), ("decision", "people")))


def _latest(changes: list[Change]) -> list[Change]:
    """Two edits of one unit in one save: the later one is what the person left standing."""
    kept: dict[tuple[RecordId, str], Change] = {}
    for change in changes:
        kept[change.record, change.unit] = change
    return list(kept.values())


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise UnknownKind(name)
    return KINDS[name]


def _there(record: Record | None) -> Record:
    if record is None:
        raise UnknownUnit("", "")
    return record


def check_value(book: Casebook, kind: Kind, path: str, value: Value, new: dict[RecordId, str]) -> Value:
    """*value* as the unit at *path* keeps it. Raises `BadValue` with the path, `UnknownUnit`, `BrokenLink`."""
    unit = kind.find(path)
    if unit is None:
        raise UnknownUnit(kind.name, path)
    try:
        checked = unit.field.check(value)
    except BadValue as bad:
        raise BadValue(bad.why, field=path, slot=bad.slot) from None
    _check_links(book, unit, path, checked, new)
    return checked


def _check_links(book: Casebook, unit: Unit, path: str, value: Value, new: dict[RecordId, str]) -> None:
    pairs = [(unit.field, value)]
    if isinstance(unit.field, Struct) and isinstance(value, tuple):
        pairs = [(slot.field, part) for slot, part in zip(unit.field.slots, value, strict=False)]
    for field, part in pairs:
        if isinstance(field, Link) and isinstance(part, bytes):
            target = RecordId(part)
            linked = book.get(target)
            kind = new.get(target) or ("" if linked is None else linked.kind)
            if kind not in field.kinds:
                raise BrokenLink(path)


def _set(
    now: Record | None,
    record: RecordId,
    kind: Kind,
    path: str,
    value: Value,
    seen: tuple[EntryId, ...] | None,
) -> Change:
    if kind.find(path) is None:
        raise UnknownUnit(kind.name, path)
    if seen is None:
        seen = () if now is None else now.seen(path)
    else:
        # Orders to erase are never "on screen", but a value written after them has to name them to live.
        seen = tuple(sorted({*seen, *(() if now is None else orders_over(now.state, path))}))
    return Change(record, kind.name, path, Op.SET, value, seen)


def _add(book: Casebook, kind: Kind, edit: Add, new: dict[RecordId, str]) -> list[Change]:
    declared = kind.by_name.get(edit.name)
    if not isinstance(declared, Many):
        raise UnknownUnit(kind.name, edit.name)
    element = edit.element or book.random(8).hex()
    path = f"{edit.name}/{element}"
    now = None if edit.record in new else book.get(edit.record)
    orders = () if now is None else orders_over(now.state, path)
    changes = [Change(edit.record, kind.name, path, Op.ADD, None, orders)]
    for name, value in edit.inside:
        if value is not None:
            inner = f"{path}/{name}"
            checked = check_value(book, kind, inner, value, new)
            changes.append(_set(now, edit.record, kind, inner, checked, None))
    return changes


def _remove(now: Record | None, record: RecordId, kind: Kind, path: str) -> Change:
    seen = () if now is None else seen_by_remove(now.state, path)
    if now is None or not seen:
        raise UnknownUnit(kind.name, path)
    return Change(record, kind.name, path, Op.REMOVE, seen, orders_over(now.state, path))


def _delete(now: Record) -> Change:
    state = now.state
    stands = (*state.register, *orders_over(state, ""))
    return Change(now.id, now.kind, "", Op.DELETE, seen_by_delete(state), stands)


def paragraph_edits(
    book: Casebook, record: RecordId, name: str, text: str, *, new: bool = False
) -> list[Edit]:
    """Edits that make the paragraphs of *name* read as *text* (blank lines part them), touching as few as they can.

    A paragraph that stayed the same is not written again; one that changed keeps its element, so that two
    people who change different paragraphs apart do not meet.
    """
    wanted = [piece.strip() for piece in text.replace("\r\n", "\n").split("\n\n") if piece.strip()]
    now = None if new else book.need(record)
    old = [] if now is None else [(key, now.text(f"{name}/{key}/text")) for key in now.elements(name)]
    same = _aligned([piece for _, piece in old], wanted)
    edits: list[Edit] = []
    used: set[int] = set()
    place = ""
    for i, piece in enumerate(wanted):
        j = same.get(i)
        if j is not None:
            key = old[j][0]
            used.add(j)
            if old[j][1] != piece:
                edits.append(Set(record, f"{name}/{key}/text", piece, _shown(now, f"{name}/{key}/text")))
            place = now.text(f"{name}/{key}/place") if now is not None else place
            continue
        following = min((k for k in same.values() if k not in used), default=None)
        upper = (
            now.text(f"{name}/{old[following][0]}/place") if now is not None and following is not None else ""
        )
        place = places.between(place, upper)
        edits.append(Add(record, name, (("text", piece), ("place", place))))
    edits += [Remove(record, name, key) for j, (key, _) in enumerate(old) if j not in set(same.values())]
    return edits


def _shown(now: Record | None, path: str) -> tuple[EntryId, ...]:
    """What a text editor had on screen of a paragraph: of several versions only the one `text_of` shows."""
    held = () if now is None else now.state.units.get(path, ())
    return next((value.entries for value in held if value.value is not None), ())


def _aligned(old: list[str], new: list[str]) -> dict[int, int]:
    """New paragraph → the old one it continues: equal ones first (in order), then those that stand between."""
    import difflib  # noqa: PLC0415 - only where a text was changed

    pairs: dict[int, int] = {}
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag in ("equal", "replace"):
            pairs.update(zip(range(b1, b2), range(a1, a2), strict=False))
    return pairs


def text_of(record: Record, name: str) -> str:
    """The paragraphs of *name* as one text, parted by blank lines."""
    return "\n\n".join(record.text(f"{name}/{key}/text") for key in record.elements(name))


def delete(book: Casebook, record: RecordId) -> Touched:
    """Hide a record; `Restore` or undo brings it back. Raises `NoSuchRecord`."""
    return write(book, Verb.DELETE, [Delete(record)])


def restore(book: Casebook, record: RecordId) -> Touched:
    """Bring a deleted record back. Raises `NoSuchRecord`."""
    return write(book, Verb.RESTORE, [Restore(record)])


def is_deleted(record: Record) -> bool:
    """Whether everybody who deleted it had seen all of it, and nobody restored it."""
    return record.state.life is Life.DELETED
