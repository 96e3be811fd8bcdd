"""What two bundles say together, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.words import N_, Translator
from casebook.redaction.joined import Joint

JOINTS: Final[Mapping[str, str]] = {
    "named-before": N_(
        "{person} is not named here, but was in the bundle of {date} for {audience}. Records in both: {records}"
    ),
    "named-now": N_(
        "{person} is named here, and was not in the bundle of {date} for {audience}. Records in both: {records}"
    ),
    "two-names": N_(
        "{person} has another name here than in the bundle of {date} for {audience}. Telling records: {records}"
    ),
    "hidden-here": N_(
        "{record}: hidden here, and shown in the bundle of {date} for {audience}. Places: {count}"
    ),
    "hidden-there": N_(
        "{record}: shown here, and hidden in the bundle of {date} for {audience}. Places: {count}"
    ),
}

ASSUMED: Final = N_("as that audience would be shown it today")


def joint(found: Joint, t: Translator, *, person: str, record: str, date: str, audience: str) -> str:
    """One finding. The names of things are given as the reader of the preview knows them."""
    text = (
        t(JOINTS[found.kind])
        .replace("{records}", str(found.records))
        .replace("{count}", str(found.count))
        .replace("{date}", date)
        .replace("{audience}", audience)
        .replace("{person}", person)
        .replace("{record}", record)
    )
    return f"{text} ({t(ASSUMED)})" if found.is_assumed and found.kind.startswith("hidden") else text
