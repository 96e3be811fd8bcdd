"""Parts that several kinds of record share: a place, a charge, a term, paragraphs, the common units."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Choice, Date, Decimal, Integer, Link, Slot, Struct, Text
from casebook.model.kinds import Many, Section, Sensitivity, Unit

SUBJECTS: Final = (
    "person",
    "dossier",
    "proceeding",
    "event",
    "act",
    "interview",
    "source",
    "claim",
    "evidence",
    "derivative",
    "relation",
    "note",
    "consent",
    "decision",
    "list-edition",
    "list-entry",
    "disclosure",
    "plan",
)
"""What a link to "anything" may lead to: every kind but orders, settings and devices."""

PUBLIC: Final = Sensitivity.PUBLIC
INTERNAL: Final = Sensitivity.INTERNAL
RESTRICTED: Final = Sensitivity.RESTRICTED
SEALED: Final = Sensitivity.SEALED

LINE: Final = Text()
LINES: Final = Text(lines=True)
VERBATIM: Final = Text(lines=True, exact=True)
DATE: Final = Date()
YES_NO: Final = Choice("yes-no")
LANGUAGE: Final = Choice("language")
PERSON: Final = Link(("person",))

PLACE: Final = Struct(
    (
        Slot("name", N_("Place as said"), LINE),
        Slot("locality", N_("Town or village"), LINE),
        Slot("region", N_("Region"), LINE),
        Slot("country", N_("Country"), LINE),
        Slot("latitude", N_("Latitude"), Decimal()),
        Slot("longitude", N_("Longitude"), Decimal()),
        Slot("accuracy", N_("Accurate to metres"), Integer(0, 1_000_000)),
    )
)
"""A place with its coordinates. An export may coarsen it: coordinates and name go first, then locality."""

CHARGE: Final = Struct(
    (
        Slot("article", N_("Article"), LINE),
        Slot("part", N_("Part"), LINE),
        Slot("point", N_("Point"), LINE),
        Slot("law", N_("Which law"), Choice("law")),
        Slot("label", N_("What the article is called here"), LINE),
        Slot("attempt", N_("Attempt only"), YES_NO),
    )
)
"""One article with the words the State (or a report) used for it. Labels drift, so they stay with it."""

TERM: Final = Struct(
    (
        Slot("years", N_("Years"), Integer(0, 200)),
        Slot("months", N_("Months"), Integer(0, 2400)),
        Slot("days", N_("Days"), Integer(0, 73_000)),
        Slot("plus", N_("And further"), LINE),
    )
)
"""How long a penalty lasts. A half year is six months; *plus* holds what no number can say ("for life")."""


def months_of(value: object) -> int | None:
    """A `TERM` in whole months (30 days and more count as one), or `None` if it names no length."""
    if not isinstance(value, tuple):
        return None
    years, months, days = (part if isinstance(part, int) else None for part in (*value, None, None, None)[:3])
    if years is None and months is None and days is None:
        return None
    return (years or 0) * 12 + (months or 0) + (days or 0) // 30


def paragraphs(name: str, label: str, sensitivity: Sensitivity) -> Many:
    """A long text: paragraphs in the order of their `place` (`model.places`; equal places by element id)."""
    return Many(
        name,
        label,
        (
            Unit("text", N_("Paragraph"), LINES, sensitivity),
            Unit("place", N_("Place of the paragraph"), Text(exact=True), sensitivity, search=False),
        ),
        paragraphs=True,
    )


MERGED: Final = Many(
    "merged",
    N_("Said when these were one with whom it names"),
    (Unit("person", N_("Merged record"), PERSON, SEALED, search=False),),
)
"""Of a consent or a decision: the merged records it speaks of besides, because whoever spoke knew of them."""

COMMON: Final[tuple[Unit | Many, ...]] = (
    Unit("sensitivity", N_("Who may see the whole record"), Choice("sensitivity-class"), INTERNAL),
    Unit("received", N_("Received on"), DATE, INTERNAL),
    Many("tags", N_("Tags"), (Unit("tag", N_("Tag"), LINE, INTERNAL),)),
    Unit("remarks", N_("Remarks for the team"), LINES, INTERNAL),
    Many(
        "origins",
        N_("Taken over from"),
        (Unit("origin", N_("Mapping and row"), LINE, RESTRICTED, search=False),),
    ),
)
"""What every record of the field's work has. By its *origins* an import knows a row it has taken over before."""

COMMON_SECTION: Final = Section(
    N_("About this record"), ("sensitivity", "received", "tags", "remarks", "origins")
)
