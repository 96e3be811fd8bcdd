"""Ways into the casebook in words: whose each is, and who goes on opening it after new keys. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence

from casebook.base.words import N_, Translator
from casebook.casework.keys import Way


def name(way: Way, tr: Translator) -> str:
    """Whose way in it is."""
    return way.label or tr(N_("Whoever made the casebook"))


def outcome(others: Sequence[Way], typed: Sequence[Way], tr: Translator) -> str:
    """What new keys mean for those beside whoever acts: who stays, and who has to be let in again."""
    lost = [name(way, tr) for way in others if way not in typed]
    if not others:
        return ""
    if not lost:
        return tr(N_("Everybody whose passphrase is typed here goes on opening it."))
    told = tr(N_("Without their passphrase typed here, this opens nothing for them any more: {value}."))
    return told.replace("{value}", ", ".join(lost))


def emptied(labels: Sequence[str], tr: Translator) -> str:
    """Who was shut out by an act; empty if nobody was."""
    if not labels:
        return ""
    names = ", ".join(label or tr(N_("whoever made the casebook")) for label in labels)
    return tr(N_("These open nothing any more, until you let them in again: {value}.")).replace(
        "{value}", names
    )
