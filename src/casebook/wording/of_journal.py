"""The journal's and the lists' errors in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.journal import entry, lists, log, verifying
from casebook.wording.said import Words

_KEEP: Final = N_(
    "Keep the folder as it is: everything before that place still verifies. Put it back from a backup."
)

ENTRY: Final = {
    "not-messagepack": N_("Its bytes are no entry at all."),
    "not-a-header": N_("Its header is none."),
    "not-an-origin": N_("The beginning of its feed is none."),
    "not-a-stamp": N_("Its stamp is none."),
    "not-a-part": N_("One of its parts is none."),
    "not-canonical": N_("It is not written in the one way entries are written."),
    "value-outside-grammar": N_("A value in it is of a kind that no entry holds."),
    "text-too-long": N_("A text in it is longer than any may be."),
    "too-large": N_("It is larger than any entry may be."),
    "origin-misplaced": N_("The beginning of a feed stands in the wrong place."),
    "origin-not-of-feed": N_("The beginning of its feed belongs to another feed."),
    "parts-missing": N_("It has another number of parts than its header says."),
    "part-altered": N_("One of its parts was altered."),
    "part-misplaced": N_("One of its parts stands in the wrong place."),
    "unit-named-twice": N_("It says two things of one field at once."),
}
CHAIN: Final = {
    "feed-unknown": N_("No beginning of this feed is here."),
    "feed-empty": N_("The feed holds no entry."),
    "prev-unknown": N_("The entry before it is not here."),
    "prev-elsewhere": N_("The entry before it belongs elsewhere."),
    "copy-differs": N_("What the tables say of it is not what it says itself."),
    "key-differs": N_("The key of the feed is not the one it began with."),
}


def _feed(error: CasebookError) -> Mapping[str, str]:
    return {"feed": str(getattr(error, "feed", ""))[:8] or "—"}


WORDS: Final[Mapping[type[CasebookError], Words]] = {
    entry.BadEntry: Words(
        N_("An entry of the journal is damaged: feed {feed}, entry {seq}."), _KEEP, "why", ENTRY, _feed
    ),
    entry.EntryTooLarge: Words(
        N_("This is too much for one save: {size} bytes, of at most {limit}."),
        N_("Divide the text into paragraphs, or attach it as a file."),
    ),
    log.BrokenChain: Words(
        N_("The chain of the journal does not hold: feed {feed}, entry {seq}."), _KEEP, "why", CHAIN, _feed
    ),
    verifying.MissingPart: Words(
        N_("A part of the journal is gone that nobody ordered to be erased: feed {feed}, entry {seq}."),
        _KEEP,
        facts=_feed,
    ),
    verifying.CountsWrongly: Words(
        N_("In feed {feed}, {entries} entries are shown that must not count, or kept back though they do."),
        _KEEP,
        facts=_feed,
    ),
    lists.UnknownColumn: Words(
        N_("A list of this kind has no column “{column}”."),
        N_("`casebook kinds` names the columns of every kind."),
    ),
}
