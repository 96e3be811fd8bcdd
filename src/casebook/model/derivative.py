"""A derivative: what somebody decided may leave of a piece of evidence, and how much of it was covered first.

The original never leaves in a bundle. This record holds the decision, not the picture: from it and from the
original the same bytes are made again, and they leave only if they are those that were looked at.
"""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.model.fields import Blob, Choice, Integer, Link, Slot, Struct
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.shared import COMMON, COMMON_SECTION, DATE, LINE, LINES, RESTRICTED, SEALED, YES_NO

MOST_SIDE: Final = 1 << 20
MOST_MS: Final = 366 * 86_400 * 1000

BOX: Final = Struct(
    (
        Slot("place", N_("Page, or millisecond"), Integer(0, MOST_MS * 10)),
        Slot("left", N_("Left"), Integer(0, MOST_SIDE)),
        Slot("top", N_("Top"), Integer(0, MOST_SIDE)),
        Slot("right", N_("Right"), Integer(0, MOST_SIDE)),
        Slot("bottom", N_("Bottom"), Integer(0, MOST_SIDE)),
    )
)
"""A solid box, in pixels of the upright original. *place*: the page from 1 on, of a still its millisecond, else 0."""

SPAN: Final = Struct(
    (
        Slot("start", N_("From"), Integer(0, MOST_MS * 10)),
        Slot("end", N_("To"), Integer(0, MOST_MS * 10)),
    )
)
"""Milliseconds of a recording, or characters of a text; the end is exclusive."""

DERIVATIVE: Final = Kind(
    name="derivative",
    letter="B",
    label=N_("Derivative for others"),
    plural=N_("Derivatives for others"),
    units=(
        Unit("of", N_("Made from"), Link(("evidence",)), RESTRICTED, column=True, required=True),
        Unit("form", N_("What may leave"), Choice("derivative-form"), RESTRICTED, column=True),
        Unit("caption", N_("Words that go with it"), LINE, RESTRICTED),
        Unit("face_voice", N_("A face or a voice can be recognised in it"), YES_NO, RESTRICTED),
        Unit("document", N_("It is a document, or shows one"), YES_NO, RESTRICTED),
        Unit("decided", N_("Decided on"), DATE, RESTRICTED, column=True),
        Unit("why", N_("Reasons"), LINES, RESTRICTED),
        Many("boxes", N_("Covered by boxes"), (Unit("box", N_("Box"), BOX, RESTRICTED, search=False),)),
        Many("pages", N_("Pages that leave"), (Unit("page", N_("Page"), Integer(1, 100_000), RESTRICTED),)),
        Unit("at", N_("Moment of the still, in milliseconds"), Integer(0, MOST_MS * 10), RESTRICTED),
        Unit("kept", N_("Part of the recording that leaves"), SPAN, RESTRICTED, search=False),
        Many("muted", N_("Silenced"), (Unit("span", N_("Part"), SPAN, RESTRICTED, search=False),)),
        Many(
            "parts",
            N_("Parts of the text that leave"),
            (Unit("part", N_("Part"), Choice("text-part"), RESTRICTED),),
        ),
        Many(
            "hidden", N_("Taken out of the text"), (Unit("span", N_("Part"), SPAN, RESTRICTED, search=False),)
        ),
        Unit("original", N_("SHA-256 of the original"), Blob(32), SEALED, search=False),
        Unit("sha256", N_("SHA-256 of what was looked at"), Blob(32), RESTRICTED, search=False),
        Unit("size", N_("Size in bytes"), Integer(0, 2**53), RESTRICTED, search=False),
        *COMMON,
    ),
    title=("caption", "of"),
    sections=(
        Section(N_("The decision"), ("of", "form", "caption", "face_voice", "document", "decided", "why")),
        Section(N_("What was taken out"), ("boxes", "pages", "at", "kept", "muted", "parts", "hidden")),
        Section(N_("Fingerprints"), ("original", "sha256", "size")),
        COMMON_SECTION,
    ),
    parent="of",
)
