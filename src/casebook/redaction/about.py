"""What one unit is looked at with when a plan is made: its record, whom it is about, how exactly it may be told."""

from __future__ import annotations

from dataclasses import dataclass

from casebook.base.ids import RecordId
from casebook.journal.current import Record
from casebook.redaction.precision import DateStep, Precision


@dataclass(frozen=True, slots=True)
class About:
    """*owners*: the people the unit is about; *addresses*: whether theirs may be told."""

    record: Record
    owners: tuple[RecordId, ...]
    precision: Precision
    disguised: bool
    """Somebody it is about appears under another name."""
    addresses: bool

    @property
    def exact(self) -> bool:
        """Whether days may stand."""
        return self.precision.date is DateStep.DAY
