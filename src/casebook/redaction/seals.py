"""Sealing a record: salted digests over all of it, and the disclosures an audience may have.

The seal fixes what is hidden; redaction is leaving disclosures out. Format: docs/formats/seal.md.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from casebook.base.encode import b32, b64url, pack
from casebook.base.errors import Damaged
from casebook.base.ids import RecordId
from casebook.formats.salts import Path, derived_filler, derived_salt
from casebook.formats.sdjwt import Claim, Hide, Issued, Prepared, Unfilled, prepare, present
from casebook.formats.sealhash import seal_hash
from casebook.journal.current import Record
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Blob, Date, Field, Link, Struct, Text, Value
from casebook.model.kinds import Many, Unit
from casebook.redaction.plan import Fate, Passage, RecordFate, SentenceFate, UnitFate
from casebook.redaction.segments import cut
from casebook.redaction.text_versions import is_sealed

TYPE: Final = "casebook-seal+sd-jwt"
VERSION: Final = 1
RECORD_LABEL: Final = b"casebook/seal-secret/1\0"
IDS_LABEL: Final = b"casebook/export-ids/1\0"
EXPORT_ID_LABEL: Final = b"casebook/export-id/1\0"
ORDER_LABEL: Final = b"casebook/list-order/1\0"
EMPTY_LABEL: Final = b"casebook/empty-span/1\0"
FOLLOWS: Final = "follows"
"""The hidden claim that names the seal of the version before; nothing, in every seal that follows none."""
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(eq=False)
class SealChanged(Damaged):
    """A seal that is built again is not what was signed: its record or what was kept of it is not as it was."""


@dataclass(frozen=True, slots=True)
class SealKey:
    """A key made for one seal and destroyed with it: 32 bytes public, and the act of signing."""

    public: bytes
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Making:
    """What a seal is made with, beside the record: its own secret, the secret of its ids (32 bytes each), and the
    name of the seal it follows, if any.
    """

    secret: bytes = field(repr=False)
    ids: bytes = field(repr=False)
    follows: bytes | None = None

    @classmethod
    def of_bundle(cls, bundle_secret: bytes, record: RecordId) -> Making:
        """For a seal made at export."""
        return cls(record_secret(bundle_secret, record), ids_secret(bundle_secret))


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed record: all of it, the token that shows what the plan shows, and what it was made with."""

    record: RecordId
    issued: Issued
    token: str
    making: Making
    public: bytes
    signature: bytes

    @property
    def name(self) -> bytes:
        """What slips, openings and the journal call it."""
        return seal_hash(self.issued.jwt)


class ExportIds:
    """Ids that mean something in one bundle only: 16 letters from a secret of the bundle's."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @staticmethod
    def of_bundle(bundle_secret: bytes) -> ExportIds:
        """The ids of a bundle."""
        return ExportIds(ids_secret(bundle_secret))

    def of(self, record: bytes) -> str:
        """The id of *record* in this bundle; nobody without the secret can lead it back."""
        return b32(hmac.digest(self._secret, EXPORT_ID_LABEL + record, "sha256")[:10])


def ids_secret(bundle_secret: bytes) -> bytes:
    """The secret of all ids in a bundle."""
    return hmac.digest(bundle_secret, IDS_LABEL, "sha256")


def record_secret(bundle_secret: bytes, record: RecordId) -> bytes:
    """The secret of one record's seal: enough, with the ids' and the record's text, to open any word later."""
    return hmac.digest(bundle_secret, RECORD_LABEL + record, "sha256")


def slips(record: Record, making: Making) -> Mapping[Path, str]:
    """Every disclosure of a seal that was made of *record* as it is, by path: one of them opens one word."""
    return prepared(record, making, bytes(32)).disclosures


def prepared(record: Record, making: Making, public: bytes) -> Prepared:
    """All of a seal but the signature of the key *public*."""
    return _prepared(_Writer(making).record(record, _hidden(record)), making, public)


def places(record: Record, making: Making) -> Mapping[str, Path]:
    """Where each unit of *record* stands in its seal: its path in the casebook → the path of its claim."""
    writer = _Writer(making)
    writer.record(record, _hidden(record))
    return writer.places


def seal(record: Record, fate: RecordFate, making: Making, key: SealKey) -> Sealed:
    """Seal all of *record* and open what *fate* shows of it.

    The same input gives the same bytes. Keys of encrypted files are no part of a seal.
    """
    writer = _Writer(making)
    ready = _prepared(writer.record(record, fate), making, key.public)
    return _shown_of(record, writer, ready, key.public, key.sign(ready.to_sign))


def again(
    record: Record, fate: RecordFate | None, making: Making, public: bytes, signature: bytes, name: bytes
) -> Sealed:
    """The seal of that *name*, built again from the record as it was, with what *fate* shows (`None`: nothing).

    Raises `SealChanged` unless every byte is what was signed.
    """
    writer = _Writer(making)
    ready = _prepared(writer.record(record, fate or _hidden(record)), making, public)
    if fate is None:
        writer.shown.clear()
    found = _shown_of(record, writer, ready, public, signature)
    if found.name != name:
        raise SealChanged
    return found


def _hidden(record: Record) -> RecordFate:
    return RecordFate(record.id, record.kind, shown=False, why="")


def _prepared(claims: Mapping[str, Claim], making: Making, public: bytes) -> Prepared:
    salt, filler = derived_salt(making.secret), derived_filler(making.secret)
    return prepare(claims, typ=TYPE, public=public, salt=salt, filler=filler)


def _shown_of(record: Record, writer: _Writer, ready: Prepared, public: bytes, signature: bytes) -> Sealed:
    issued = ready.signed(signature)
    # Places in arrays that hold no digest of their own are on the way to what is shown, and open nothing.
    shown = writer.shown & issued.disclosures.keys()
    return Sealed(record.id, issued, present(issued, shown), writer.making, public, signature)


@dataclass
class _Writer:
    """Builds the claims of one record and notes the paths that are shown."""

    making: Making
    shown: set[Path] = field(default_factory=set)
    places: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.secret = self.making.secret
        self.ids = ExportIds(self.making.ids)

    def record(self, record: Record, fate: RecordFate) -> dict[str, Claim]:
        kind = KINDS[record.kind]
        claims: dict[str, Claim] = {
            "v": VERSION,
            "kind": Hide(record.kind),
            "id": Hide(self.ids.of(record.id)),
            # In every seal, or its length would tell whether one came before.
            FOLLOWS: Hide(None if self.making.follows is None else b64url(self.making.follows)),
        }
        self.shown |= {("kind",), ("id",)}
        for declared in kind.units:
            if isinstance(declared, Unit):
                self._unit(claims, record, fate, declared)
            else:
                self._many(claims, record, fate, declared)
        return claims

    def _unit(self, claims: dict[str, Claim], record: Record, fate: RecordFate, unit: Unit) -> None:
        values = record.values(unit.name)
        if is_sealed(unit, values):
            self.places[unit.name] = (unit.name,)
            claims[unit.name] = Hide(
                self._value((unit.name,), unit.field, values[0], _shown(fate, unit.name, values[0]))
            )

    def _many(self, claims: dict[str, Claim], record: Record, fate: RecordFate, many: Many) -> None:
        elements: list[Claim] = []
        for key in self._in_order(record, many):
            here: Path = (many.name, len(elements))
            inside: dict[str, Claim] = {}
            for unit in many.inside:
                path = f"{many.name}/{key}/{unit.name}"
                values = record.values(path)
                if not is_sealed(unit, values) or (many.paragraphs and unit.name == "place"):
                    continue
                self.places[path] = (*here, unit.name)
                inside[unit.name] = Hide(
                    self._value((*here, unit.name), unit.field, values[0], _shown(fate, path, values[0]))
                )
            elements.append(Hide(inside))
        if elements:
            claims[many.name] = Hide(elements)

    def _in_order(self, record: Record, many: Many) -> list[str]:
        """Paragraphs in theirs. Any other list in an order of the secret's: between which names a hidden one
        stands, or when it was added, is nobody's to see.
        """
        keys = list(record.elements(many.name))
        if many.paragraphs:
            return keys
        return sorted(
            keys, key=lambda key: hmac.digest(self.secret, ORDER_LABEL + pack([many.name, key]), "sha256")
        )

    # ------------------------------------------------------------------------------------------ values

    def _show(self, path: Path) -> None:
        """Show what stands at *path* and all it stands in."""
        for length in range(1, len(path) + 1):
            self.shown.add(path[:length])

    def _value(self, path: Path, field_: Field, value: Value, unit: UnitFate | None) -> Claim:
        if unit is not None and not (isinstance(field_, Struct | Date | Text)):
            self._show(path)
        match field_, value:
            case Struct(), tuple():
                return dict(self._slots(path, field_, value, unit))
            case Text(), str():
                return self._text(path, value, None if unit is None else unit.passages.get(""))
            case Date(), str():
                return self._date(path, value, None if unit is None else unit.shown)
            case Link(), bytes():
                return self.ids.of(value)
            case _, str() | int():
                return value
        raise ValueError("a value of no field")

    def _slots(
        self, path: Path, struct: Struct, value: tuple[Value, ...], unit: UnitFate | None
    ) -> Iterator[tuple[str, Claim]]:
        shown = unit.shown if unit is not None and isinstance(unit.shown, tuple) else ()
        for i, (slot, part) in enumerate(zip(struct.slots, value, strict=False)):
            if part is None or isinstance(slot.field, Blob):
                continue
            here = (*path, slot.name)
            visible = shown[i] if i < len(shown) else None
            if isinstance(slot.field, Text) and isinstance(part, str):
                passage = unit.passages.get(slot.name) if unit is not None and visible is not None else None
                yield slot.name, Hide(self._text(here, part, passage))
            elif isinstance(slot.field, Date) and isinstance(part, str):
                yield slot.name, Hide(self._date(here, part, visible))
            else:
                if visible is not None:
                    self._show(here)
                yield slot.name, Hide(self.ids.of(part) if isinstance(part, bytes) else _plain(part))

    def _date(self, path: Path, value: str, shown: Value) -> Claim:
        """A day as year, month and day apart, so that coarser truths come free; all else as EDTF text."""
        day = _DAY.fullmatch(value)
        if day is None:
            if shown == value:
                self._show((*path, "edtf"))
            return {"edtf": Hide(value)}
        for i, name in enumerate("ymd"):
            # A decade is said in the report alone: its year is no part of it.
            if isinstance(shown, str) and value.startswith(shown) and len(shown.split("-")) > i:
                self._show((*path, name))
        return {name: Hide(day[i + 1]) for i, name in enumerate("ymd")}

    def _text(self, path: Path, text: str, passage: Passage | None) -> Claim:
        """Sentences of spans; hidden ones keep their places."""
        fates = passage.sentences if passage is not None else (None,) * len(cut(text))
        sentences: list[Claim] = []
        for place, (sentence, fate) in enumerate(zip(cut(text), fates, strict=True)):
            here = (*path, place, "s")
            spans: list[Claim] = []
            for at, span in enumerate(sentence.spans):
                visible = fate is not None and not fate.why and not fate.spans[at].why
                self._span(here, spans, text[span.start : span.end], visible=visible)
                for _ in range(self._empties((*here, at)) if span.run else 0):
                    self._span(here, spans, "", visible=visible)
            if _any_shown(fate):
                self._show(here)
            sentences.append(Unfilled({"s": Hide(spans)}))
        if passage is not None:
            self._show(path)
        return sentences

    def _span(self, here: Path, spans: list[Claim], text: str, *, visible: bool) -> None:
        if visible:
            self._show((*here, len(spans), "t"))
        spans.append(Unfilled({"t": Hide(text)}))

    def _empties(self, path: Path) -> int:
        """None, one or two real spans without text after a run: hidden, they look like words."""
        return hmac.digest(self.secret, EMPTY_LABEL + pack([*path]), "sha256")[0] % 3


def _plain(value: Value) -> str | int | None:
    assert not isinstance(value, bytes | tuple)
    return value


def _shown(fate: RecordFate, path: str, value: Value) -> UnitFate | None:
    """What is shown of a unit that holds *value*: a plan of other words says nothing about these."""
    unit = fate.units.get(path)
    if not fate.shown or unit is None or unit.fate is Fate.WITHHELD:
        return None
    if unit.value != value:
        raise ValueError("the plan was made of another version")
    return unit


def _any_shown(fate: SentenceFate | None) -> bool:
    return fate is not None and not fate.why
