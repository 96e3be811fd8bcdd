"""Every kind of record there is. A new kind is one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from casebook.base.errors import Refused
from casebook.model.act import ACT
from casebook.model.circle import CIRCLE
from casebook.model.claim import CLAIM
from casebook.model.consent import CONSENT
from casebook.model.decision import DECISION
from casebook.model.derivative import DERIVATIVE
from casebook.model.device import DEVICE
from casebook.model.disclosure import DISCLOSURE
from casebook.model.dossier import DOSSIER
from casebook.model.erase import ERASE
from casebook.model.event import EVENT
from casebook.model.evidence import EVIDENCE
from casebook.model.interview import INTERVIEW
from casebook.model.kinds import Kind
from casebook.model.list_edition import LIST_EDITION
from casebook.model.list_entry import LIST_ENTRY
from casebook.model.note import NOTE
from casebook.model.person import PERSON_KIND
from casebook.model.plan import PLAN
from casebook.model.proceeding import PROCEEDING
from casebook.model.publisher import PUBLISHER
from casebook.model.recipient import RECIPIENT
from casebook.model.relation import RELATION
from casebook.model.setting import SETTING
from casebook.model.source import SOURCE

_ALL: Final = (
    PERSON_KIND,
    DOSSIER,
    PROCEEDING,
    EVENT,
    ACT,
    INTERVIEW,
    SOURCE,
    CLAIM,
    EVIDENCE,
    DERIVATIVE,
    RELATION,
    NOTE,
    CONSENT,
    DECISION,
    LIST_EDITION,
    LIST_ENTRY,
    DISCLOSURE,
    PLAN,
    RECIPIENT,
    PUBLISHER,
    SETTING,
    DEVICE,
    CIRCLE,
    ERASE,
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({each.name: each for each in _ALL})
"""Kinds by name, in the order in which they are shown."""

ORDERS: Final = frozenset({"erase"})
"""Kinds that are orders to the journal. They are never shown as records, exported or erased."""

TEAMS: Final = frozenset({"setting", "device", "recipient", "publisher"})
"""Kinds that are the whole team's, whoever writes them and wherever."""

HOUSEHOLD: Final = TEAMS | {"circle"}
"""Kinds about the casebook itself. They never leave in a bundle."""


@dataclass(eq=False)
class UnknownKind(Refused):
    """There is no kind of record of that *name*, in this version."""

    name: str


def kind(name: str) -> Kind:
    """The kind called *name*. Raises `UnknownKind`."""
    found = KINDS.get(name)
    if found is None:
        raise UnknownKind(name)
    return found
