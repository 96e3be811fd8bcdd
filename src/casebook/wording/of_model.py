"""What does not fit a field, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.model import all_kinds, edtf, fields
from casebook.wording.said import Words

DATE: Final = {
    "not-a-date": N_(
        "It is no date. Write 2023-02-10, 10.02.2023, 2023-02 or 2023; add ~ for about, ? for unsure."
    ),
    "no-such-day": N_("There is no such day."),
    "two-digit-year": N_("Write the year with four digits."),
    "wrong-weekday": N_("That day was another day of the week."),
    "ends-before-start": N_("It ends before it begins."),
    "month-unclear": N_("It can be read as two different days. Write 2023-02-10."),
}
VALUE: Final = DATE | {
    "control-characters": N_("It holds characters that cannot be seen."),
    "too-long": N_("It is longer than 64 KiB. Divide it into paragraphs."),
    "empty": N_("It is empty."),
    "not-text": N_("It is no text."),
    "unknown-code": N_("It is not in the list for this field. `casebook kinds` shows the list."),
    "unknown-value": N_("It is not in the list for this field. `casebook kinds` shows the list."),
    "not-a-number": N_("It is no number that fits here."),
    "not-an-id": N_("It is no id of a record."),
    "not-a-struct": N_("It is not written as this field is: main text {part=value; part=value}."),
    "unknown-slot": N_("It has a part that this field does not have."),
}


def _place(error: CasebookError) -> Mapping[str, str]:
    """The unit, and within it the part: ``names/…/name (script)``; what stands in braces is not a field to fill."""
    path, slot = str(getattr(error, "field", "")), str(getattr(error, "slot", ""))
    parts = path.split("/")
    short = "/".join((parts[0], "…", *parts[2:])) if len(parts) > 2 else path
    return {"field": " ".join(part for part in (short, f"({slot})" if slot else "") if part) or "—"}


WORDS: Final[Mapping[type[CasebookError], Words]] = {
    fields.BadValue: Words(N_("The value does not fit {field}."), "", "why", VALUE, _place),
    edtf.BadDate: Words(N_("The date is not understood."), "", "why", DATE),
    all_kinds.UnknownKind: Words(
        N_("There is no kind of record of that name."), N_("`casebook kinds` names them all.")
    ),
}
