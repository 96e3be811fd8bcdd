"""What a lost device held, in words: dangers, reasons, sources to move, keys to cut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework.danger import Danger, Why
from casebook.casework.exposure import Contact, Exposed, Exposure, Harm, Held, Reason, Source
from casebook.casework.lost_keys import LostKey, LostKind
from casebook.model.all_kinds import KINDS
from casebook.model.vocabularies import vocabulary

DANGERS: Final[Mapping[Danger, str]] = {
    Danger.PROTECTED: N_("Always protected"),
    Danger.SPOKE: N_("Spoke to us, and was promised not to be named"),
    Danger.REACHABLE: N_("Can be found: contacts or addresses stand here"),
    Danger.WITNESS: N_("Witnesses"),
    Danger.RELATIVE: N_("Relatives, and people under pressure"),
    Danger.DETAINED: N_("Detained"),
    Danger.NAMED: N_("Others who are named"),
    Danger.PUBLIC: N_("Named in public already"),
}

REASONS: Final[Mapping[Why, str]] = {
    Why.ALWAYS_PROTECTED: N_("identity always protected"),
    Why.SPOKE_UNNAMED: N_("gave testimony without consent to be named (interviews: {count})"),
    Why.SOURCE_UNNAMED: N_("source that was promised not to be named (entries: {count})"),
    Why.SECRET_WITNESS: N_("anonymous witness"),
    Why.WITHDREW: N_("refused or withdrew consent"),
    Why.CONTACT: N_("contact stands here ({count})"),
    Why.HOME: N_("postal address stands here ({count})"),
    Why.FORMER_CONTACT: N_("earlier contact stands in the history ({count})"),
    Why.WHEREABOUTS: N_("whereabouts stand here"),
    Why.GO_BETWEEN: N_("others are reached through this person ({count})"),
    Why.WITNESS: N_("witness ({count})"),
    Why.RELATIVE: N_("relative of somebody here ({count})"),
    Why.PRESSED: N_("is pressed, or was to be ({count})"),
    Why.DETAINED: N_("in custody"),
    Why.DOCUMENT: N_("number of a document stands here ({count})"),
    Why.RISK: N_("what could happen to this person is written here"),
    Why.VULNERABLE: N_("needs special care, for reasons written here"),
    Why.HEALTH: N_("health is written here"),
    Why.SPOKE: N_("gave testimony (interviews: {count})"),
    Why.VICTIM: N_("something was done to this person ({count})"),
    Why.MENTIONED: N_("mentioned in interviews ({count})"),
    Why.DELETED: N_("deleted, but not erased"),
    Why.PUBLIC: N_("named in public already"),
}

KEYS: Final[Mapping[LostKind, str]] = {
    LostKind.DEVICE: N_("signing key of the device {name}: {public}"),
    LostKind.PUBLISHER: N_("key that signs bundles: {public}"),
    LostKind.RECEIVING: N_("key that others encrypt to, to send us something: {public}"),
    LostKind.PASSPHRASE: N_("passphrase: {name}"),
    LostKind.RECOVERY: N_("recovery shares"),
    LostKind.CARD: N_("card of a backup: {name}"),
    LostKind.WRITTEN: N_("private key written into {name}"),
    LostKind.RECIPIENT: N_("got bundles ({count}): {name}"),
}

THEN: Final[Mapping[LostKind, str]] = {
    LostKind.DEVICE: N_("Nothing it signs from now on is to be trusted."),
    LostKind.PUBLISHER: N_("Tell all who verify bundles, and go on with a new key."),
    LostKind.RECEIVING: N_("Tell all who have it: what is encrypted to it can be read. Give them a new one."),
    LostKind.PASSPHRASE: N_("Use it nowhere else any more."),
    LostKind.RECOVERY: N_("They open the lost copy too: make new ones in the casebook you go on with."),
    LostKind.CARD: N_("Destroy it, after a new backup under another passphrase."),
    LostKind.WRITTEN: N_("What was encrypted to it can be read. Make another."),
    LostKind.RECIPIENT: N_("Tell them which key not to trust any more."),
}

_FOUNDER: Final = N_("(founder)")


def danger(one: Danger, t: Translator) -> str:
    """The heading of a group of people."""
    return t(DANGERS[one])


def reason(one: Reason, t: Translator) -> str:
    """One reason."""
    return t(REASONS[one.why]).replace("{count}", str(one.count))


def reasons(one: Exposed, t: Translator) -> str:
    """All reasons of one person, the weightiest first."""
    return "; ".join(reason(each, t) for each in one.reasons)


def held(each: Held, t: Translator) -> str:
    """How much of a kind."""
    return f"{t(KINDS[each.kind].plural)}: {each.count}"


def contact(one: Contact, t: Translator) -> str:
    """A way to reach somebody."""
    label = vocabulary("contact-type").label(one.type, t.language) if one.type else ""
    return " · ".join(part for part in (label, one.address, one.safe) if part)


def key(one: LostKey, t: Translator) -> str:
    """A key, and what to do about it."""
    which, then = key_parts(one, t)
    return f"{which}. {then}"


def key_parts(one: LostKey, t: Translator) -> tuple[str, str]:
    """Which key it is; what to do about it."""
    name = one.name or (t(_FOUNDER) if one.kind is LostKind.PASSPHRASE else "")
    facts = {"name": name, "public": one.public, "count": str(one.count)}
    text = t(KEYS[one.kind])
    for slot, value in facts.items():
        text = text.replace(f"{{{slot}}}", value)
    return text, t(THEN[one.kind])


def lines(found: Exposure, t: Translator) -> Iterator[str]:
    """All of it, to read from the top down and act."""
    yield t(N_("Computed from this casebook just now. Nothing of it is stored or sent."))
    yield "; ".join(held(each, t) for each in found.counts)
    yield t(N_("Attached files: {count}")).replace("{count}", str(found.files))
    if found.drafts:
        yield t(N_("Unsaved drafts: {count}")).replace("{count}", str(found.drafts))
    yield from people_and_sources(found, t)
    yield from ("", t(N_("Keys to cut")))
    yield from (f"  {key(each, t)}" for each in found.keys)


def people_and_sources(found: Exposure | Harm, t: Translator) -> Iterator[str]:
    """Whom to warn, in the order of urgency, and whom to move first."""
    yield from _people(found, t)
    if found.sources:
        yield from ("", t(N_("Sources to move to safety first")))
    for source in found.sources:
        yield from _source(source, t)


def _people(found: Exposure | Harm, t: Translator) -> Iterator[str]:
    last = None
    for one in found.people:
        if one.danger is not last:
            yield from ("", danger(one.danger, t))
            last = one.danger
        yield f"  {one.code}  {one.name}: {reasons(one, t)}".rstrip(": ")


def _source(source: Source, t: Translator) -> Iterator[str]:
    yield f"  {source.code}  {source.name}: {'; '.join(held(each, t) for each in source.held)}".rstrip(": ")
    yield from (f"    {contact(each, t)}" for each in source.contacts)
    for name in source.through:
        yield "    " + t(N_("Reach through: {name}")).replace("{name}", name)
