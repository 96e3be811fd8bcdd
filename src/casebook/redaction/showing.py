"""How much of a value is shown: texts without what may name somebody, dates and places no more exact than is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from casebook.base.ids import RecordId
from casebook.casework.snapshot import Snapshot
from casebook.model.fields import Blob, Date, Struct, Text, Value
from casebook.model.shared import PLACE
from casebook.redaction.about import About
from casebook.redaction.cited import ADDRESSES
from casebook.redaction.passages import Masker, Place
from casebook.redaction.plan import Fate, Passage, UnitFate
from casebook.redaction.precision import DateStep, PlaceStep, birth_at, date_at, is_address, tells_slot
from casebook.redaction.towns import Town, found_in, towns_of


@dataclass
class Showing:
    """The same for all units of a plan."""

    snapshot: Snapshot
    masker: Masker
    _known: dict[RecordId, frozenset[Town]] = field(default_factory=dict)
    """Towns of people under other names."""

    def value(self, path: str, field_: object, value: Value, about: About) -> UnitFate:
        """What is shown of *value*, which stands in *path* and is not withheld as a whole."""
        if isinstance(field_, Struct):
            return self._struct(path, field_, value, about)
        if isinstance(field_, Text) and isinstance(value, str):
            return self._text(path, value, about)
        return self._plain(path, field_, value, about)

    def _text(self, path: str, text: str, about: About) -> UnitFate:
        passage = self._passage(path, "", text, about)
        if not passage.hidden:
            return UnitFate(path, Fate.SHOWN, "", text, text, {"": passage})
        if path.rsplit("/", maxsplit=1)[-1] in ADDRESSES:
            return UnitFate(path, Fate.WITHHELD, passage.why, text)
        return UnitFate(path, Fate.MASKED, passage.why, text, text, {"": passage})

    def _passage(self, path: str, slot: str, text: str, about: About) -> Passage:
        step = about.precision
        coordinates, months = step.place is PlaceStep.EXACT, step.date is not DateStep.YEAR
        place = Place(about.record.id, path, slot, about.owners, about.exact, coordinates, months)
        return self.masker.passage(place, text, self._towns(text, about))

    def _towns(self, text: str, about: About) -> Iterator[tuple[int, int, str]]:
        """Towns of those under other names, where a place says no more than the region."""
        if not about.disguised or about.precision.place <= PlaceStep.CITY:
            return
        for owner in about.owners:
            if owner not in self._known:
                self._known[owner] = towns_of(self.snapshot, owner)
            yield from ((start, end, "exact") for start, end in found_in(text, self._known[owner]))

    def _plain(self, path: str, field_: object, value: Value, about: About) -> UnitFate:
        if not isinstance(field_, Date) or not isinstance(value, str):
            return UnitFate(path, Fate.SHOWN, "", value, value)
        step = about.precision.date
        coarse = birth_at(value, step, band=about.disguised) if path == "birth" else date_at(value, step)
        if coarse is None:
            # Its parts are not sealed apart, so there is no coarser truth to open.
            return UnitFate(path, Fate.WITHHELD, "exact", value)
        same = coarse == value
        return UnitFate(path, Fate.SHOWN if same else Fate.COARSER, "" if same else "exact", value, coarse)

    def _struct(self, path: str, struct: Struct, value: Value, about: About) -> UnitFate:
        assert isinstance(value, tuple)
        shown: list[Value] = []
        passages: dict[str, Passage] = {}
        coarser = masked = ""
        date, place = about.precision.date, about.precision.place
        for slot, part in zip(struct.slots, value, strict=False):
            kept = part
            if part is None:
                pass
            elif isinstance(slot.field, Blob) or (struct is PLACE and not tells_slot(slot.name, place)):
                kept, coarser = None, "exact"
            elif struct is PLACE and not about.addresses and is_address(slot.name, part):
                kept, coarser = None, "address"
            elif isinstance(slot.field, Date) and isinstance(part, str):
                kept = date_at(part, date)
                coarser = coarser if kept == part else "exact"
            elif isinstance(slot.field, Text) and isinstance(part, str):
                passages[slot.name] = passage = self._passage(path, slot.name, part, about)
                masked = masked or passage.why
            shown.append(kept)
        fate = Fate.MASKED if masked else Fate.COARSER if coarser else Fate.SHOWN
        return UnitFate(path, fate, masked or coarser, value, tuple(shown), passages)
