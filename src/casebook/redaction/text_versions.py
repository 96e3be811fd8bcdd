"""The text version of a record: what of it a seal holds, named by one hash; and whose words these are."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from typing import Final

from casebook.base.encode import label_hash, pack
from casebook.base.ids import EntryId
from casebook.journal.current import Record
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Blob, Value
from casebook.model.kinds import Many, Unit
from casebook.redaction.plan import fits

TEXT_LABEL: Final = b"casebook/text/1\0"
VERSION_LABEL: Final = b"casebook/text-version/1\0"


def text_version(record: Record) -> bytes:
    """32 bytes that name all that a seal of *record* holds: the same as long as a new seal would say the same.

    They can be guessed at by whoever guesses the text, so they leave only under a seal's secret (`version_mark`).
    """
    kind = KINDS[record.kind]
    values = [[path, record.values(path)[0]] for path, _ in _sealed_units(record)]
    lists = [[many.name, *_stable(record, many)] for many in kind.units if isinstance(many, Many)]
    return label_hash(TEXT_LABEL, pack([record.kind, values, [each for each in lists if len(each) > 1]]))


def version_mark(secret: bytes, version: bytes) -> bytes:
    """The text version as the statement of one seal holds it: without the seal's secret it tells nothing."""
    return hmac.digest(hmac.digest(secret, VERSION_LABEL, "sha256"), version, "sha256")


def witnesses(record: Record) -> Iterator[tuple[EntryId, ...]]:
    """For every value a seal of *record* holds, and the place of every paragraph, the entries that said it."""
    for path, _ in _sealed_units(record, places=True):
        for held in record.state.units.get(path, ()):
            if held.value is not None:
                yield held.entries


def _sealed_units(record: Record, *, places: bool = False) -> Iterator[tuple[str, Unit]]:
    for declared in KINDS[record.kind].units:
        if isinstance(declared, Unit):
            if is_sealed(declared, record.values(declared.name)):
                yield declared.name, declared
            continue
        for key in _stable(record, declared):
            for unit in declared.inside:
                path = f"{declared.name}/{key}/{unit.name}"
                is_place = declared.paragraphs and unit.name == "place"
                if is_sealed(unit, record.values(path)) and (places or not is_place):
                    yield path, unit


def _stable(record: Record, many: Many) -> list[str]:
    """The elements of a list in an order that depends on nothing but what is there."""
    keys = list(record.elements(many.name))
    return keys if many.paragraphs else sorted(keys)


def is_sealed(unit: Unit, values: tuple[Value, ...]) -> bool:
    """Not a key, not what nobody settled, not what only a later version understands."""
    return len(values) == 1 and not isinstance(unit.field, Blob) and fits(unit, values[0])
