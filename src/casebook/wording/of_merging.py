"""Merging two records of one person in words: what speaks against it, what would happen, and its errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_, Translator
from casebook.casework import merging, merging_changes
from casebook.casework.merging_changes import Along, Choice, Moved
from casebook.casework.merging_doubts import Doubt
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Struct, Value
from casebook.model.kinds import Unit
from casebook.wording.said import Words

_OPEN_BOTH: Final = N_("Open both records and look at what they say.")

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    merging.NotPeople: Words(
        N_("Only two records of people are merged. One of these is something else."),
        N_("Choose two people."),
    ),
    merging.SameRecord: Words(N_("Both are the same record."), N_("Choose two different people.")),
    merging.MergedAlready: Words(
        N_("One of these records was merged before. Another one stands for it now."),
        N_("Merge with the record it was merged into, or undo that merge first."),
    ),
    merging.DeletedRecord: Words(
        N_("One of these records is deleted, so it cannot be merged."),
        N_("Bring it back first, if it is the same person."),
    ),
    merging.LifeDisputed: Words(
        N_("One of these records was deleted by one person while another one changed it."),
        N_("Decide under Conflicts whether it is there, then merge."),
    ),
    merging.WrittenByNewer: Words(
        N_("One of these records holds something that only a newer version of the program can read."),
        N_("Merge them with the newer version, so that nothing is lost."),
    ),
    merging.ApartInCircles: Words(
        N_("The two records do not stand in the same place: one is in a circle that the other is not in."),
        N_("Merging would tell people what they must not know. Move one of them into the circle first."),
    ),
    merging.StaysGuarded: Words(
        N_("The stricter of the two protections would be lost, so nothing was merged."),
        N_(
            "Keep both or the stricter one. Decide afterwards on the merged record, if it has to be less strict."
        ),
    ),
    merging.UnsavedThere: Words(
        N_("Something was typed in the record that would be merged, and is not saved yet."),
        N_("Save it or discard it on that record, then merge."),
    ),
    merging.NothingLeftBehind: Words(N_("Nothing was left behind with that record."), _OPEN_BOTH),
    merging_changes.ErasedThere: Words(
        N_(
            "Something of the record you want to keep was ordered to be erased, and merging would write there again."
        ),
        N_("Keep the other record instead, or take over by hand what may be kept."),
    ),
}

DOUBTS: Final[Mapping[Doubt, str]] = {
    Doubt.RELATED: N_("The casebook says what the two are to each other: then they are two people."),
    Doubt.OTHER_NUMBER: N_("They have different personal identification numbers."),
    Doubt.OTHER_BIRTH: N_("They were born on different days."),
    Doubt.OTHER_SEX: N_("One is a woman, the other a man."),
    Doubt.SAME_FAMILY_NAME: N_("They share the family name and have different given names, as relatives do."),
    Doubt.OTHER_NAME: N_("Their names are not alike."),
}
CHOICES: Final[Mapping[Choice, str]] = {
    Choice.KEEP: N_("what the kept record says"),
    Choice.OTHER: N_("what the other record says"),
    Choice.BOTH: N_("both, to be decided later"),
}


def doubts(found: Iterable[Doubt], t: Translator) -> list[str]:
    """What speaks against it, one sentence each."""
    return [t(DOUBTS[each]) for each in found]


def label(path: str, t: Translator) -> str:
    """What a unit or a list of a person is called."""
    declared = KINDS["person"].by_name.get(path.partition("/")[0])
    return path if declared is None else t(declared.label)


def value(path: str, what: Value, t: Translator) -> str:
    """A value as people read it: of a choice its label, of a structure its main part."""
    declared = KINDS["person"].by_name.get(path.partition("/")[0])
    unit = declared if declared is None or isinstance(declared, Unit) else declared.main
    if unit is None:
        return ""
    field = unit.field
    if isinstance(field, Struct) and isinstance(what, tuple):
        field, what = field.slots[0].field, what[0]
    terms = getattr(field, "terms", None)
    if terms is not None and isinstance(what, str) and what in terms:
        return str(terms.label(what, t.language))
    return str(field.text(what))


def along(each: Along, t: Translator) -> str:
    """“Other names and spellings: Erzhan E.”"""
    return f"{label(each.unit, t)}: {value(each.unit, each.value, t)}"


def moved(several: Iterable[Moved], t: Translator) -> str:
    """“Claim: 3; Interview: 1”."""
    return "; ".join(f"{t(KINDS[each.kind].label)}: {each.count}" for each in several)
