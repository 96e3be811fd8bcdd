"""Every error the program says on purpose, in the reader's words: what happened, and what to do next.

No sentence holds a value, a name or a path of the casebook: ids, counts, dates and names of fields only.
The tables are loaded room by room, so that judging a bundle needs no safe.
"""

from __future__ import annotations

import dataclasses
import importlib
from enum import Enum
from typing import Any, Final

from casebook.base.errors import Cancelled, CasebookError, Damaged, Refused
from casebook.base.words import N_, Translator
from casebook.wording.said import Said, Table, Words

_TABLES: Final = {
    "vault": "of_vault",
    "formats": "of_bundles",
    "jail": "of_jail",
    "journal": "of_journal",
    "model": "of_model",
    "casework": "of_casework",
    "redaction": "of_redaction",
    "reports": "of_redaction",
    "wording": "shells",
    "bundle": "of_redaction",
    "casebook.casework.address_book": "of_recipients",
    "casebook.casework.recipients": "of_recipients",
    "casebook.casework.organisation": "of_publishers",
    "casebook.casework.backing_up": "of_backups",
    "casebook.casework.backups": "of_backups",
    "casebook.casework.cardkeeping": "of_backups",
    "casebook.casework.rescuing": "of_backups",
    "casebook.casework.closure": "of_travel",
    "casebook.casework.merging": "of_merging",
    "casebook.casework.merging_changes": "of_merging",
    "casebook.casework.orders": "of_orders",
    "casebook.casework.roster": "of_roster",
    "casebook.casework.sealing": "of_travel",
    "casebook.casework.smaller": "of_travel",
    "casebook.casework.travel": "of_travel",
    "casebook.bundle.verify": "of_bundles",
    "casebook.bundle.beside": "of_bundles",
    "casebook.bundle.openings": "of_bundles",
    "casebook.bundle.notices": "of_receiving",
    "casebook.bundle.reading": "of_receiving",
    "casebook.bundle.receive": "of_receiving",
    "casebook.bundle.handing": "of_receiving",
    "casebook.bundle.fitting": "of_receiving",
    "casebook.casework.receiving": "of_receiving",
    "casebook.casework.editions": "of_receiving",
    "casebook.casework.withdrawal": "of_receiving",
    "casebook.casework.derivatives": "of_derivatives",
    "casebook.casework.deriving": "of_derivatives",
    "casebook.redaction.attaching": "of_derivatives",
    "casebook.bundle.slips": "of_slips",
    "casebook.bundle.unhiding": "of_slips",
    "casebook.bundle.author_slips": "of_slips",
    "casebook.casework.kept_seals": "of_slips",
    "casebook.redaction.sealing": "of_slips",
    "casebook.redaction.seals": "of_slips",
    "casebook.bundle.lists": "of_trust",
    "casebook.casework.imports": "imports",
    "casebook.casework.keys": "of_keys",
    "casebook.casework.keyfiles": "of_keys",
    "casebook.vault.shares": "of_recovery",
    "casebook.vault.recovery": "of_recovery",
    "casebook.casework.recovery": "of_recovery",
    "casebook.casework.awaiting": "of_team",
    "casebook.casework.circles": "of_circles",
    "casebook.casework.compartments": "of_circles",
    "casebook.casework.narrowing": "of_circles",
    "casebook.casework.restating": "of_circles",
    "casebook.sync.outgoing": "of_outgoing",
    "casebook.sync.pack": "of_packs",
    "casebook.sync.medium": "of_packs",
    "casebook.sync.taking": "of_sticks",
    "casebook.sync.freeing": "of_sticks",
    "casebook.sync.epochs": "of_epochs",
    "casebook.sync.letterframes": "of_epochs",
    "casebook.sync.comparing": "of_team",
    "casebook.sync.room": "of_team",
    "casebook.sync.carrier": "of_team",
    "casebook.sync.handing": "of_team",
    "casebook.sync.newcomer": "of_team",
    "casebook.sync.paper": "of_team",
    "casebook.sync.welcoming": "of_team",
    "casebook.sync.team": "of_team",
    "casebook.sync.joining": "of_team",
}
"""The table for a module, or for its room."""

_FAMILIES: Final[Table] = {
    Refused: Words(N_("This cannot be done as asked."), N_("Nothing was changed.")),
    Damaged: Words(
        N_("Something is damaged and cannot be trusted."), N_("Everything was left as it is. Keep it so.")
    ),
    Cancelled: Words(N_("Stopped. Nothing is half-written.")),
}


def said(error: CasebookError, t: Translator) -> Said:
    """What is told of *error*: of an unknown leaf, what its family means."""
    words = words_for(type(error)) or _of_family(error)
    facts = {name: str(value) for name, value in facts_of(error).items()}
    if words.facts is not None:
        facts |= words.facts(error)
    code = str(getattr(error, words.code, "")) if words.code else ""
    because = words.because.get(code, "")
    what = _filled(t(words.what), facts)
    return Said(f"{what} {t(because)}" if because else what, _filled(t(words.then), facts))


def sentence(error: CasebookError, t: Translator) -> str:
    """The same as one text."""
    return said(error, t).text


def words_for(leaf: type[CasebookError]) -> Words | None:
    """The words for a leaf class, or `None` if it has none."""
    return _table_of(leaf.__module__).get(leaf)


def _table_of(module: str) -> Table:
    room = module.split(".")[1] if module.startswith("casebook.") else ""
    name = _TABLES.get(module) or _TABLES.get(room)
    if name is None:
        return {}
    table: Table = importlib.import_module(f"casebook.wording.{name}").WORDS
    return table


def _of_family(error: CasebookError) -> Words:
    return next(words for family, words in _FAMILIES.items() if isinstance(error, family))


def _filled(text: str, facts: dict[str, str]) -> str:
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def facts_of(error: CasebookError) -> dict[str, Any]:
    """The facts of an error as plain data: numbers, texts, lists; bytes in hexadecimal."""
    if not dataclasses.is_dataclass(error):
        return {}
    return {field.name: _plain(getattr(error, field.name)) for field in dataclasses.fields(error)}


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON can say
    match value:
        case Enum():
            return value.value
        case bytes():
            return value.hex()
        case tuple() | list() | set() | frozenset():
            return [_plain(part) for part in value]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value
