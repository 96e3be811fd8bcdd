"""A proceeding: the State's file. Shared facts stand here once; charge and outcome are each person's own."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Choice, Slot, Struct
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.shared import (
    CHARGE,
    COMMON,
    COMMON_SECTION,
    DATE,
    INTERNAL,
    LINE,
    LINES,
    PERSON,
    PLACE,
    PUBLIC,
    RESTRICTED,
    TERM,
    YES_NO,
    paragraphs,
)

_CHARGE_STATE: Final = Struct(
    (Slot("state", N_("State of the charge"), Choice("charge-state")), Slot("date", N_("Since"), DATE))
)

_PARTIES: Final = Many(
    "parties",
    N_("Parties"),
    (
        Unit("person", N_("Person"), PERSON, PUBLIC, column=True),
        Unit("role", N_("Role"), Choice("party-role"), PUBLIC),
        Unit("name", N_("Name, if there is no record of the person"), LINE, RESTRICTED, identity=True),
        Unit("period", N_("From – until"), DATE, INTERNAL),
    ),
)

_CHARGES: Final = Many(
    "charges",
    N_("Charges"),
    (
        Unit("charge", N_("Article and its words"), CHARGE, PUBLIC, column=True),
        Unit("person", N_("Against"), PERSON, PUBLIC),
        Unit("state", N_("State of the charge"), _CHARGE_STATE, PUBLIC),
        Unit("note", N_("Note"), LINES, INTERNAL),
    ),
)

_OUTCOMES: Final = Many(
    "outcomes",
    N_("Outcomes"),
    (
        Unit("type", N_("Outcome"), Choice("outcome-type"), PUBLIC, column=True),
        Unit("person", N_("For"), PERSON, PUBLIC),
        Unit("term", N_("Term"), TERM, PUBLIC),
        Unit("regime", N_("Regime"), Choice("regime"), PUBLIC),
        Unit("date", N_("Decided on"), DATE, PUBLIC),
        Unit("in_force", N_("In force since"), DATE, PUBLIC),
        Unit("counted_from", N_("Term counted from"), DATE, PUBLIC),
        Unit("bans", N_("Bans added to it"), LINE, PUBLIC),
        Unit("fine", N_("Sum, with its currency"), LINE, PUBLIC),
        Unit("text", N_("In the words of the decision"), LINES, PUBLIC),
    ),
)

_STEPS: Final = Many(
    "steps",
    N_("Steps"),
    (
        Unit("stage", N_("Step"), Choice("stage"), PUBLIC),
        Unit("date", N_("Date"), DATE, PUBLIC),
        Unit("person", N_("Only for"), PERSON, PUBLIC),
        Unit("authority", N_("Authority"), LINE, PUBLIC),
        Unit("decision", N_("What was decided"), LINES, PUBLIC),
        Unit("next_date", N_("Next date"), DATE, INTERNAL),
    ),
)

_HEARINGS: Final = Many(
    "hearings",
    N_("Hearings"),
    (
        Unit("date", N_("Date"), DATE, PUBLIC),
        Unit("place", N_("Place"), PLACE, PUBLIC),
        Unit("open", N_("Open to the public"), YES_NO, PUBLIC),
        Unit("defence", N_("Defence present"), YES_NO, PUBLIC),
        Unit("observer", N_("Our observer"), LINE, RESTRICTED, identity=True),
        Unit("notes", N_("What happened"), LINES, INTERNAL),
    ),
)

_RESTRAINTS: Final = Many(
    "restraints",
    N_("Measures of restraint"),
    (
        Unit("measure", N_("Measure"), Choice("restraint"), PUBLIC),
        Unit("person", N_("For"), PERSON, PUBLIC),
        Unit("date", N_("Ordered on"), DATE, PUBLIC),
        Unit("expires", N_("Runs out on"), DATE, PUBLIC, column=True),
    ),
)

PROCEEDING: Final = Kind(
    name="proceeding",
    letter="C",
    label=N_("Proceeding"),
    plural=N_("Proceedings"),
    units=(
        Unit("name", N_("What people call it"), LINE, PUBLIC, column=True),
        Many("numbers", N_("Official numbers"), (Unit("number", N_("Official number"), LINE, INTERNAL),)),
        Unit("type", N_("What it is"), Choice("proceeding-kind"), PUBLIC, column=True),
        Unit("authority", N_("Authority now in charge"), LINE, PUBLIC),
        Unit("court", N_("Court"), LINE, PUBLIC),
        Unit("opened", N_("Opened on"), DATE, PUBLIC),
        _PARTIES,
        _CHARGES,
        _OUTCOMES,
        _STEPS,
        _HEARINGS,
        _RESTRAINTS,
        paragraphs("narrative", N_("What all share"), PUBLIC),
        *COMMON,
    ),
    title=("name", "numbers", "parties"),
    sections=(
        Section(N_("The case"), ("name", "numbers", "type", "authority", "court", "opened", "narrative")),
        Section(N_("People"), ("parties",)),
        Section(N_("Law"), ("charges", "outcomes", "restraints")),
        Section(N_("Course"), ("steps", "hearings")),
        COMMON_SECTION,
    ),
)
