"""What making two records one would do, read from the casebook and put into words. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import merging
from casebook.casework.book import Casebook
from casebook.casework.merging import Differing, Merging
from casebook.casework.merging_changes import Along, Moved
from casebook.gui.parts.moments import day_text
from casebook.gui.parts.names import names_of, record_name
from casebook.gui.parts.values import told
from casebook.gui.screens.merge.shown import Differs, Done, Line, Named, Sheet, Side
from casebook.journal import current
from casebook.journal.current import Record
from casebook.model import names
from casebook.model.all_kinds import KINDS
from casebook.model.fields import BadValue, Choice, Field, Value
from casebook.model.kinds import Many, Unit
from casebook.model.person import NAME, PERSON_KIND
from casebook.wording import of_merging


class Reading:
    """Reads two people."""

    def __init__(self, book: Casebook, tr: Translator) -> None:
        self._book = book
        self._tr = tr
        self._names = names_of(book, tr.language)

    def sheet(self, kept: RecordId, other: RecordId) -> Sheet:
        """Everything somebody should know before. Raises what `merging.look` raises."""
        found = merging.look(self._book, kept, other)
        return Sheet(
            self._side(kept),
            self._side(other),
            tuple(of_merging.doubts(found.doubts, self._tr)),
            tuple(self._differs(one) for one in found.differing),
            tuple(self._comes([*found.names, *found.rest])),
            tuple(self._hangs(found)),
        )

    def done(self, sheet: Sheet) -> Done:
        """What was done, as the casebook stands now."""
        tr, kept = self._tr, sheet.kept.record
        words = tr(N_("{other} goes on in {kept}. Every name stays, and the old code leads there."))
        return Done(
            kept,
            record_name(self._book, kept, tr.language),
            words.replace("{other}", f"{sheet.other.name} ({sheet.other.code})").replace(
                "{kept}", f"{sheet.kept.name} ({sheet.kept.code})"
            ),
            len(self._book.need(kept).state.conflicts),
        )

    # ------------------------------------------------------------------------------------ two people

    def _side(self, record: RecordId) -> Side:
        person = self._book.need(record)
        leading = len({each[0] for each in current.pointing_at(self._book.db, record)})
        tr = self._tr
        meta = [tr(N_("begun {day}")).format(day=day_text(person.created_ms))]
        if leading:
            meta.append(tr.plural("{count} record leads here", "{count} records lead here", leading))
        return Side(
            record,
            record_name(self._book, record, tr.language),
            current.code_of(self._book.db, person),
            " · ".join(meta),
            tuple(self._named(person)),
        )

    def _named(self, person: Record) -> Iterator[Named]:
        for _, value in person.each("names", "name"):
            full, script = NAME.part(value, "full"), NAME.part(value, "script")
            if isinstance(full, str):
                yield Named(full, self._script(script if isinstance(script, str) else names.script_of(full)))
        for _, alias in person.each("aliases", "alias"):
            if isinstance(alias, str):
                yield Named(alias, self._script(names.script_of(alias)))

    def _script(self, code: str) -> str:
        field = next(slot.field for slot in NAME.slots if slot.name == "script")
        assert isinstance(field, Choice)
        return field.terms.label(code, self._tr.language) if code else ""

    # ------------------------------------------------------------------------------------ in words

    def _differs(self, one: Differing) -> Differs:
        unit = PERSON_KIND.by_name[one.unit]
        return Differs(
            one.unit, self._tr(unit.label), self._told(unit, one.kept), self._told(unit, one.other)
        )

    def _told(self, unit: Unit | Many, value: Value) -> str:
        fields = [unit.field] if isinstance(unit, Unit) else [inner.field for inner in unit.inside]
        field = next((each for each in fields if _holds(each, value)), None)
        return told(field, value, self._tr, self._names).whole if field is not None else ""

    def _comes(self, along: Iterable[Along]) -> Iterator[Line]:
        by_unit: dict[str, list[str]] = {}
        for each in along:
            unit = PERSON_KIND.by_name[each.unit]
            by_unit.setdefault(self._tr(unit.label), []).append(self._told(unit, each.value))
        for label, values in by_unit.items():
            yield Line(label, "; ".join(value for value in values if value))

    def _hangs(self, found: Merging) -> Iterator[Line]:
        tr = self._tr
        if found.moved:
            yield Line(tr(N_("Leads to the one that stays")), self._counted(found.moved))
        if found.apart:
            yield Line(tr(N_("Stays as it was said, and counts")), self._counted(found.apart))
        if found.related:
            ends = tr.plural("{count} link between the two", "{count} links between the two", found.related)
            yield Line(tr(N_("Ends")), ends)
        if found.bundles:
            left = tr.plural(
                "{count} bundle left with this person; it will be found under the one that stays.",
                "{count} bundles left with this person; they will be found under the one that stays.",
                found.bundles,
            )
            yield Line(tr(N_("Left already")), left)

    def _counted(self, moved: Iterable[Moved]) -> str:
        return " · ".join(f"{self._tr(KINDS[each.kind].plural)}: {each.count}" for each in moved)


def _holds(field: Field, value: Value) -> bool:
    try:
        field.check(value)
    except BadValue:
        return False
    return True
