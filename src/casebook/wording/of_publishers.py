"""The organisation's key in words: who may sign, and what is done after a key was lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_, Translator
from casebook.bundle.confirming import Confirmation, Confirmed
from casebook.bundle.lists import REVOKED
from casebook.casework import organisation
from casebook.model.vocabularies import vocabulary
from casebook.wording.said import Words

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    organisation.NotAPublisher: Words(
        N_("Bundles are signed by the publisher of the team, and this device has another role."),
        N_(
            "Hand the finished plan to the publisher. If that is you, give this device the role: `casebook info BOOK`"
            " names it, `casebook set BOOK DEVICE role=publisher` gives it."
        ),
    ),
    organisation.KeyElsewhere: Words(
        N_("The key that signs bundles, {fingerprint}, is not in this casebook: no backup holds it."),
        N_(
            "Sign where it is. If it is lost, say `casebook signer BOOK --lost {fingerprint}`: a new one is made."
        ),
    ),
    organisation.KeyCalledLost: Words(
        N_("The key that signs bundles, {fingerprint}, was called lost by somebody of the team: it is dead."),
        N_("Say `casebook signer BOOK --lost {fingerprint}`: a new one is made."),
    ),
    organisation.NoSuchPublisher: Words(
        N_("As far as this casebook knows, no bundle was ever signed with that key."),
        N_("`casebook exposure BOOK` names every key that signed one."),
    ),
    organisation.KeyLostAlready: Words(
        N_("That key is on record as lost."),
        N_("`casebook signer BOOK --lists DIR` writes the lists for its recipients again."),
    ),
}


def confirmed(found: Confirmed, t: Translator) -> Iterator[str]:
    """What was written, and what to hand to whom."""
    if found.revoked:
        text = t(N_("{file}: the keys that are dead. Hand it to everybody, with the card of the new key."))
        yield text.replace("{file}", REVOKED)
    for fingerprint in found.unnamed:
        text = t(
            N_(
                "Of the dead key {fingerprint} only the fingerprint is known. Say `casebook signer BOOK --lost"
                " {fingerprint} --old FILE` with a line of it (an old file of allowed signers)."
            )
        )
        yield text.replace("{fingerprint}", fingerprint)
    for each in found.lists:
        text = t(N_("{folder}: for {who}. Bundles in the list: {count}. Lost key: {key}"))
        facts = {"folder": each.folder, "who": who(each, t), "count": str(each.bundles), "key": each.key}
        for name, value in facts.items():
            text = text.replace(f"{{{name}}}", value)
        yield text
    if not found.lists:
        yield t(N_("No bundle was signed with a dead key, so there is no list to hand over."))


def who(one: Confirmation, t: Translator) -> str:
    """For whom a list is."""
    if one.to is not None:
        return f"{one.to.code} {one.to.called}"
    if one.address:
        return one.address
    label = vocabulary("audience").label(one.audience, t.language)
    return t(N_("whoever got what was made for: {audience}")).replace("{audience}", label)
