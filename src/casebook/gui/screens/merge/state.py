"""Two records that may be of one person: what making them one would do, and doing it. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import Translator
from casebook.casework import merging
from casebook.casework.book import Casebook
from casebook.casework.merging import Choice
from casebook.casework.touched import Touched
from casebook.gui.screens.merge.reading import Reading
from casebook.gui.screens.merge.shown import Done, Sheet


@dataclass(slots=True)
class MergeState:
    """*kept* stays. *order*: as they are shown, whichever stays. *choices*: what somebody chose for a unit."""

    kept: RecordId
    other: RecordId
    tr: Translator
    order: tuple[RecordId, RecordId] = field(init=False)
    choices: dict[str, Choice] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.order = (self.kept, self.other)

    def concerns(self, touched: Touched) -> bool:
        """Whether a write may have changed what would be done."""
        return bool(touched)

    def stay(self, record: RecordId) -> None:
        """The other one stays; a choice goes on meaning the value it was made for."""
        if record == self.other:
            self.kept, self.other = self.other, self.kept
            turned = {Choice.KEEP: Choice.OTHER, Choice.OTHER: Choice.KEEP, Choice.BOTH: Choice.BOTH}
            self.choices = {unit: turned[choice] for unit, choice in self.choices.items()}

    def choose(self, unit: str, choice: Choice) -> None:
        """What stands of a unit."""
        self.choices[unit] = choice

    def choice(self, unit: str) -> Choice:
        """Both, as long as nobody chose."""
        return self.choices.get(unit, Choice.BOTH)

    def load(self, book: Casebook) -> Sheet:
        """What would be done. Raises what `merging.look` raises."""
        return Reading(book, self.tr).sheet(self.kept, self.other)

    def work(self, sheet: Sheet, why: str) -> Callable[[Casebook, Progress], Touched]:
        """Make them one, as far as the choices are about what was shown."""
        wanted = {one.unit: self.choice(one.unit) for one in sheet.differing}
        return partial(_merge, self.kept, self.other, wanted, why)

    def done(self, sheet: Sheet) -> Callable[[Casebook], Done]:
        """What was done, as the casebook stands now."""
        return partial(_done, sheet, self.tr)


def _merge(
    kept: RecordId,
    other: RecordId,
    choices: Mapping[str, Choice],
    why: str,
    book: Casebook,
    _progress: Progress,
) -> Touched:
    return merging.merge(book, kept, other, choices, why=why)


def _done(sheet: Sheet, tr: Translator, book: Casebook) -> Done:
    return Reading(book, tr).done(sheet)
