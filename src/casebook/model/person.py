"""A person: somebody persecuted, a relative, a witness, an official; or a group that is spoken of as one."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Choice, Field, Integer, Link, Slot, Struct
from casebook.model.kinds import Kind, Many, Section, Sensitivity, Unit
from casebook.model.shared import (
    COMMON,
    COMMON_SECTION,
    DATE,
    INTERNAL,
    LANGUAGE,
    LINE,
    LINES,
    PERSON,
    PLACE,
    PUBLIC,
    RESTRICTED,
    SEALED,
    YES_NO,
)

NAME: Final = Struct(
    (
        Slot("full", N_("Name as written"), LINE),
        Slot("family", N_("Family name, if any"), LINE),
        Slot("given", N_("Given name"), LINE),
        Slot("patronymic", N_("Patronymic"), LINE),
        Slot("script", N_("Script"), Choice("script")),
        Slot("language", N_("Language"), LANGUAGE),
        Slot("scheme", N_("Spelling from"), Choice("name-scheme")),
    )
)
"""A name in one script. *full* stands as the person or the source writes it; no family name is required."""


def _lane(
    name: str, label: str, status: str, value: Field, sensitivity: Sensitivity, *, column: bool
) -> Many:
    """The dated periods of one lane. Value and dates are one unit: apart, they would be two half-truths."""
    assert not isinstance(value, Struct)
    period = Struct(
        (
            Slot("value", status, value),
            Slot("start", N_("From"), DATE),
            Slot("end", N_("Until"), DATE),
            Slot("start_known", N_("It truly began then"), YES_NO),
            Slot("end_known", N_("It truly ended then"), YES_NO),
        )
    )
    return Many(
        name,
        label,
        (
            Unit("period", status, period, sensitivity, column=column),
            Unit("place", N_("Place"), PLACE, sensitivity),
            Unit("facility", N_("Facility"), LINE, sensitivity),
            Unit("authority", N_("Authority in charge"), LINE, sensitivity),
            Unit("cause", N_("Because of"), Link(("act", "event", "proceeding")), sensitivity),
            Unit("note", N_("Note"), LINES, max(sensitivity, INTERNAL)),
        ),
    )


LANES: Final = ("custody", "procedure", "safety", "whereabouts")
"""The four status lanes. Periods of one lane that overlap disagree; a gap means "unknown since"."""

_IDENTITY: Final[tuple[Unit | Many, ...]] = (
    Many(
        "names",
        N_("Names"),
        (
            Unit("name", N_("Name"), NAME, PUBLIC, column=True, identity=True),
            Unit("preferred", N_("Use it in texts in"), LANGUAGE, INTERNAL),
            Unit("period", N_("Used from – until"), DATE, INTERNAL),
        ),
    ),
    Many(
        "aliases",
        N_("Other names and spellings"),
        (
            Unit("alias", N_("Other name"), LINE, INTERNAL, identity=True),
            Unit("type", N_("What it is"), Choice("alias-type"), INTERNAL),
        ),
    ),
    Unit("code_name", N_("Code name for our texts"), LINE, RESTRICTED, column=True, identity=True),
    Unit("counting", N_("One person or a group"), Choice("counting-unit"), PUBLIC),
    Unit("group_size", N_("Size of the group"), Integer(1, 10_000_000), INTERNAL),
    Unit("sex", N_("Sex"), Choice("sex"), PUBLIC),
    Unit("birth", N_("Born"), DATE, INTERNAL, column=True),
    Unit("birth_place", N_("Born in"), PLACE, INTERNAL),
    Unit("age", N_("Age as stated, and when"), LINE, INTERNAL),
    Unit("death", N_("Died"), DATE, PUBLIC),
    Unit("life", N_("Alive or dead"), Choice("life-status"), INTERNAL),
    Many("citizenships", N_("Citizenships"), (Unit("country", N_("Country"), LINE, INTERNAL),)),
    Many("languages", N_("Speaks"), (Unit("language", N_("Language"), LANGUAGE, INTERNAL),)),
    Unit("ethnicity", N_("Ethnicity, if the person names it"), LINE, RESTRICTED),
)

_ACTIVITY: Final[tuple[Unit | Many, ...]] = (
    Many(
        "profiles", N_("Known as"), (Unit("profile", N_("Known as"), Choice("profile"), PUBLIC, column=True),)
    ),
    Many(
        "occupations",
        N_("Occupations"),
        (
            Unit("occupation", N_("Occupation"), LINE, PUBLIC),
            Unit("period", N_("From – until"), DATE, INTERNAL),
        ),
    ),
    Many(
        "affiliations",
        N_("Organisations"),
        (
            Unit("organisation", N_("Organisation"), LINE, INTERNAL),
            Unit("role", N_("Role in it"), LINE, INTERNAL),
            Unit("period", N_("From – until"), DATE, INTERNAL),
            Unit("group", N_("The organisation's own record"), PERSON, INTERNAL),
        ),
    ),
    Many(
        "vulnerabilities",
        N_("Needs special care because of"),
        (Unit("vulnerability", N_("Reason"), Choice("vulnerability"), SEALED),),
    ),
)

_STATUS: Final[tuple[Unit | Many, ...]] = (
    _lane("custody", N_("Custody"), N_("Custody status"), Choice("custody"), PUBLIC, column=True),
    _lane("procedure", N_("Procedure"), N_("Stage of the case"), Choice("stage"), PUBLIC, column=False),
    _lane("safety", N_("Health and safety"), N_("Health and safety"), Choice("safety"), SEALED, column=False),
    _lane(
        "whereabouts", N_("Whereabouts"), N_("Whereabouts"), Choice("whereabouts"), RESTRICTED, column=False
    ),
)

_HEALTH: Final = Many(
    "health",
    N_("Health and treatment"),
    (
        Unit("what", N_("Condition, injury, care asked for or refused"), LINES, SEALED),
        Unit("type", N_("What it is"), Choice("health-entry"), SEALED),
        Unit("date", N_("When"), DATE, SEALED),
        Unit("examined_by", N_("Examined by"), LINE, SEALED, identity=True),
        Unit("independent", N_("Independent of the authorities"), YES_NO, SEALED),
        Unit("care", N_("Care given"), YES_NO, SEALED),
    ),
)

_PROTECTED: Final[tuple[Unit | Many, ...]] = (
    Unit("protection", N_("Protection"), Choice("protection"), RESTRICTED, column=True),
    Many(
        "identifiers",
        N_("Identity documents and numbers"),
        (
            Unit("number", N_("Number"), LINE, SEALED, identity=True),
            Unit("type", N_("What it is"), Choice("identifier-type"), SEALED),
            Unit("issuer", N_("Issued by"), LINE, SEALED),
            Unit("issued", N_("Issued on"), DATE, SEALED),
        ),
    ),
    Many(
        "contacts",
        N_("Contacts"),
        (
            Unit("address", N_("Number, address or account"), LINE, SEALED, identity=True),
            Unit("type", N_("What it is"), Choice("contact-type"), SEALED),
            Unit("safe", N_("Safe times, words to use; when never"), LINES, SEALED),
        ),
    ),
    Unit("safe_person", N_("Reach through"), PERSON, SEALED),
    Unit("risk", N_("What could happen to this person"), LINES, SEALED),
)

_MERGED: Final = Many(
    "merged", N_("Merged with it"), (Unit("person", N_("Record"), PERSON, SEALED, search=False),)
)
"""Records of the same person that were merged into this one. Whoever asks by this one means them too."""

PERSON_KIND: Final = Kind(
    name="person",
    letter="P",
    label=N_("Person"),
    plural=N_("People"),
    units=(*_IDENTITY, *_ACTIVITY, *_STATUS, _HEALTH, *_PROTECTED, _MERGED, *COMMON),
    title=("names", "code_name", "aliases"),
    sections=(
        Section(
            N_("Who this is"),
            (
                "names",
                "aliases",
                "code_name",
                "counting",
                "group_size",
                "sex",
                "birth",
                "birth_place",
                "age",
                "death",
                "life",
                "citizenships",
                "languages",
                "ethnicity",
            ),
        ),
        Section(N_("Status"), LANES),
        Section(N_("Work and circle"), ("profiles", "occupations", "affiliations")),
        Section(N_("Health"), ("health", "vulnerabilities")),
        Section(
            N_("Protection and contacts"), ("protection", "risk", "safe_person", "contacts", "identifiers")
        ),
        Section(N_("Merged records"), ("merged",)),
        COMMON_SECTION,
    ),
)
