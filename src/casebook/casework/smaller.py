"""A small new casebook that takes chosen records of another one along.

It is a new device with new keys, and its journal starts anew: the values as they stand are restated in one act,
conflicts side by side as they are. Nothing of the other's history, drafts, keys or erased text comes along. Records
keep their ids, so that what is written on the road can be taken back into the whole.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from casebook.base.errors import CasebookError, Damaged
from casebook.base.ids import FileId, RecordId
from casebook.base.progress import Progress
from casebook.casework import check, restating, settings
from casebook.casework.book import Casebook
from casebook.casework.closure import Closure, with_merged
from casebook.casework.opening import create_book
from casebook.casework.snapshot import Snapshot
from casebook.casework.touched import Verb
from casebook.journal import current, rows
from casebook.journal.current import Record
from casebook.journal.entry import Change, Op
from casebook.model.fields import Value
from casebook.vault.keys import Kdf
from casebook.vault.slots import Opening


@dataclass(eq=False)
class SmallBookDiffers(Damaged):
    """The small casebook does not hold what it was given: so many *records* differ. It was taken away again."""

    records: int


@dataclass(frozen=True, slots=True)
class Small:
    """The small casebook, closed: what stands in it now."""

    folder: Path
    records: int
    files: int


def make(
    book: Casebook,
    snapshot: Snapshot,
    taken: Closure,
    folder: Path,
    opening: Opening,
    *,
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> Small:
    """Make it in *folder*, verify it, close it; complete, or nothing of it is left.

    *folder* must be new or empty and lie outside of the other casebook. Raises as `create_book` does,
    `SmallBookDiffers`, `Damaged` leaves of a file that does not hold, `Cancelled`.
    """
    progress = progress or Progress()
    small = create_book(
        folder,
        opening.passphrase,
        key_file=opening.key_file,
        name=str(settings.setting(book, "organisation") or ""),
        author=str(settings.setting(book, "author") or ""),
        kdf=kdf,
        progress=progress,
        random=book.random,
    )
    try:
        files = _copy_files(book, small, snapshot, taken, progress)
        kept = with_merged(snapshot, taken.records)
        states = [_states(snapshot.records[each], kept, files) for each in taken.records]
        with small.db.transaction():
            act = small.new_act()
            for layer in range(max((len(state) for state in states), default=0)):
                changes = [c for state in states if layer < len(state) for c in state[layer]]
                small.append(Verb.IMPORT, changes, act)
        small.anchor()
        progress.step("verifying-small")
        check.check(small, progress)
        _compare(small, snapshot, taken, states)
    except BaseException:
        _take_away(small)
        raise
    small.close()
    return Small(folder, len(taken.records), len(files))


def _take_away(small: Casebook) -> None:
    from casebook.casework import wiping  # noqa: PLC0415 - only where the making failed

    with contextlib.suppress(CasebookError):
        wiping.wipe(small, Progress())


def _copy_files(
    book: Casebook, small: Casebook, snapshot: Snapshot, taken: Closure, progress: Progress
) -> dict[FileId, Value]:
    """Every file they hold, under new names and keys: old name → the value that names the new one."""
    records = [snapshot.records[each] for each in taken.records]
    try:
        return restating.copy_files(book, small, records, progress)
    except restating.CopyDiffers:
        raise SmallBookDiffers(1) from None


def _states(record: Record, kept: frozenset[RecordId], files: dict[FileId, Value]) -> list[list[Change]]:
    out = {path for target, _, path in rows.links_of(record.state) if target not in kept}
    return restating.layers(record, files, without=out)


def _compare(
    small: Casebook, snapshot: Snapshot, taken: Closure, states: Sequence[list[list[Change]]]
) -> None:
    """Every unit of every record, read from the small casebook, is what was meant."""
    wrong = 0
    for each, layers in zip(taken.records, states, strict=True):
        wanted: dict[str, list[Value]] = {}
        for change in (change for layer in layers for change in layer if change.op == Op.SET):
            wanted.setdefault(change.unit, []).append(change.value)
        found = current.get(small.db, each)
        held = {} if found is None else {p: [h.value for h in v] for p, v in found.state.units.items()}
        same = held.keys() == wanted.keys() and all(
            len(held[path]) == len(values) and all(value in held[path] for value in values)
            for path, values in wanted.items()
        )
        was = snapshot.records[each].state.elements
        wrong += not same or found is None or found.state.elements != was
    if wrong:
        raise SmallBookDiffers(wrong)
