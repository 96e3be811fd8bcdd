"""An interview: what somebody told us, in their words, after they said what may be done with it."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Choice, Link
from casebook.model.kinds import Kind, Many, Section, Unit
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
    RESTRICTED,
    SEALED,
    VERBATIM,
    YES_NO,
    paragraphs,
)

_MEETING: Final[tuple[Unit | Many, ...]] = (
    Unit("consent", N_("What the speaker agreed to"), Link(("consent",)), RESTRICTED),
    Unit("speaker", N_("Who speaks"), PERSON, SEALED),
    Unit(
        "speaker_code", N_("Code, if the speaker stays unnamed"), LINE, RESTRICTED, column=True, identity=True
    ),
    Many("about", N_("About whom"), (Unit("person", N_("Person"), PERSON, RESTRICTED, column=True),)),
    Unit("date", N_("Date of the interview"), DATE, RESTRICTED, column=True),
    Unit("place", N_("Place of the interview"), PLACE, SEALED),
    Unit("method", N_("How we spoke"), Choice("interview-method"), RESTRICTED),
    Unit("language", N_("Language spoken"), LANGUAGE, RESTRICTED),
    Unit("interpreter", N_("Interpreter"), LINE, SEALED, identity=True),
    Unit("interviewer", N_("Interviewer"), LINE, SEALED, identity=True),
)

_STORY: Final[tuple[Unit | Many, ...]] = (
    paragraphs("narrative", N_("What happened, in their words"), RESTRICTED),
    Unit("verbatim", N_("Words to keep exactly"), VERBATIM, RESTRICTED),
    Unit("basis", N_("How the speaker knows"), Choice("basis"), RESTRICTED),
    Many("acts", N_("What was done"), (Unit("type", N_("What was done"), Choice("act-type"), RESTRICTED),)),
    Unit("happened", N_("When it happened"), DATE, RESTRICTED),
    Unit("happened_place", N_("Where it happened"), PLACE, RESTRICTED),
    Many(
        "forces",
        N_("By whom"),
        (
            Unit("force", N_("Force or service"), Choice("perpetrator-type"), RESTRICTED),
            Unit("described", N_("As described"), LINE, RESTRICTED, identity=True),
        ),
    ),
    Unit("custody_now", N_("Where the person is now"), Choice("custody"), RESTRICTED),
    Unit("custody_place", N_("Place or facility now"), LINE, RESTRICTED),
)

_NEEDS: Final[tuple[Unit | Many, ...]] = (
    Unit("urgent", N_("Urgent"), YES_NO, RESTRICTED, column=True),
    Unit("wishes", N_("What they want us to do"), LINES, RESTRICTED),
    Unit("fears", N_("Fears and safety"), LINES, SEALED),
    Unit("safe_contact", N_("Safe way and time to contact"), LINES, SEALED, identity=True),
    Unit("next_contact", N_("Next contact on"), DATE, RESTRICTED),
    Unit("earlier", N_("Other interviews given, to whom"), LINES, RESTRICTED),
)

INTERVIEW: Final = Kind(
    name="interview",
    letter="T",
    label=N_("Interview"),
    plural=N_("Interviews"),
    units=(
        *_MEETING,
        *_STORY,
        *_NEEDS,
        Unit("status", N_("Work on it"), Choice("interview-status"), INTERNAL, column=True),
        Unit("event", N_("Belongs to the event"), Link(("event",)), RESTRICTED),
        *COMMON,
    ),
    title=("speaker_code", "date"),
    sections=(
        Section(N_("Consent"), ("consent",)),
        Section(
            N_("The meeting"),
            (
                "speaker",
                "speaker_code",
                "about",
                "date",
                "place",
                "method",
                "language",
                "interpreter",
                "interviewer",
            ),
        ),
        Section(
            N_("What happened"),
            ("narrative", "verbatim", "basis", "acts", "happened", "happened_place", "forces", "event"),
        ),
        Section(
            N_("Now"),
            (
                "custody_now",
                "custody_place",
                "urgent",
                "wishes",
                "fears",
                "safe_contact",
                "next_contact",
                "earlier",
            ),
        ),
        Section(N_("Work on it"), ("status",)),
        COMMON_SECTION,
    ),
)
