"""The team in words: who belongs, how they stand, what waits; what was on a laptop that is gone, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework.authors import Author
from casebook.casework.roster import Quarantined
from casebook.journal.acts import Reason
from casebook.model.vocabularies import vocabulary
from casebook.sync.lostlaptop import LostLaptop
from casebook.sync.stale import Claimed, Fork
from casebook.sync.team import Member, Trust
from casebook.wording import of_exposure

REASONS: Final[Mapping[str, str]] = {
    Reason.LEFT: N_("left the team"),
    Reason.LOST: N_("lost"),
    Reason.STOLEN: N_("stolen"),
    Reason.COPIED: N_("copied"),
    Reason.REPLACED: N_("replaced by a new one"),
}
"""Why a device was removed."""

REMOVED_KEEPS: Final = N_(
    "It keeps what it already had. From now on it gets nothing, and its changes wait in quarantine."
)
"""Said wherever a device is removed."""

OLDER_BOOK: Final = N_(
    "A casebook you kept until now is not merged. What is in it comes along as a bundle: export it there, receive it"
    " here; then it stands as recorded earlier by you."
)
"""Said to whoever joins."""


def role(code: str, t: Translator) -> str:
    """A role in words."""
    return vocabulary("team-role").label(code, t.language)


def called(author: Author, t: Translator) -> str:
    """A device and who uses it."""
    name = author.name or author.public.hex()[:8]
    who = f"{name} ({author.person})" if author.person and author.person != author.name else name
    return t(N_("{name}, this one")).replace("{name}", who) if author.own else who


def day(milliseconds: int) -> str:
    """A day, UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).date().isoformat()


def member(one: Member, t: Translator) -> str:
    """One line for one device."""
    if one.device.is_paper:
        return t(N_("Paper admin: shares on paper, above everybody"))
    facts = [called(one.author, t), role(one.device.role, t)]
    if one.reason:
        facts.append(
            t(N_("removed: {reason}")).replace("{reason}", t(REASONS.get(one.reason, N_("left the team"))))
        )
    if one.heard_ms and not one.author.own:
        facts.append(t(N_("last heard of {day}, by its own clock")).replace("{day}", day(one.heard_ms)))
    elif not one.author.own:
        facts.append(t(N_("nothing heard of yet")))
    facts += _stands(one, t)
    return " · ".join(facts)


def _stands(one: Member, t: Translator) -> Iterator[str]:
    if one.asked_about:
        yield t(N_("still in use?"))
    if one.ahead:
        yield t(N_("its clock runs ahead"))
    if one.lacks:
        yield t(N_("changes it is not known to have: {count}")).replace("{count}", str(one.lacks))
    if one.aside:
        yield t(N_("changes in quarantine: {count}")).replace("{count}", str(one.aside))


def trust(found: Trust, t: Translator) -> Iterator[str]:
    """The trust page from the top down."""
    if found.removed:
        yield t(N_("This device was removed from the team. It can be read, and writes nothing more."))
    elif not found.enrolled and found.has_paper:
        yield t(N_("This device is not one of the team: an admin, or the paper admin's shares, takes it in."))
    if not found.has_paper:
        yield t(N_("There is no paper admin yet, so nobody can be taken in."))
    yield from (member(one, t) for one in found.members)
    by_key = {one.device.public: one.author for one in found.members}
    for waiting in found.quarantined:
        yield quarantined(waiting, by_key.get(waiting.public), t)
    if found.erasures:
        text = t(N_("Orders to erase that not everybody has said to have obeyed: {count}"))
        yield text.replace("{count}", str(len(found.erasures)))
    yield from (fork(each, t) for each in found.forks)
    yield from (claim(each, t) for each in found.claims)


def fork(one: Fork, t: Translator) -> str:
    """Somebody's casebook was copied, and both copies wrote on."""
    text = t(N_("{name}: the casebook was copied or restored, and both went on writing."))
    return text.replace("{name}", called(one.author, t))


def claim(one: Claimed, t: Translator) -> str:
    """A receipt says more than can be proved."""
    text = t(N_("{name} claims more of this device's entries than it wrote. Nothing proves it."))
    return text.replace("{name}", called(one.by, t))


def quarantined(waiting: Quarantined, author: Author | None, t: Translator) -> str:
    """What waits of one device; and how much of it somebody had before they knew of the removal."""
    before = sum(bool(seen) for seen in waiting.witnessed.values())
    text = t(N_("In quarantine from {name}: {count} changes, the first here since {day}"))
    if before:
        text = t(
            N_(
                "In quarantine from {name}: {count} changes, the first here since {day}. Teammates had {before} of them"
                " before they knew of the removal"
            )
        ).replace("{before}", str(before))
    name = called(author, t) if author is not None else waiting.public.hex()[:8]
    facts = {"name": name, "count": str(len(waiting.entries)), "day": day(waiting.since_ms)}
    for slot, value in facts.items():
        text = text.replace(f"{{{slot}}}", value)
    return text


def lost(found: LostLaptop, t: Translator) -> Iterator[str]:
    """What was on it, and what to do, the most urgent first."""
    yield t(N_("{name}: computed from this casebook just now. Nothing of it is stored or sent.")).replace(
        "{name}", called(found.author, t)
    )
    yield from (f"{number}. {text}" for number, text in enumerate(steps(found, t), 1))
    yield ""
    text = t(N_("Records it said it holds: {count}. Others that may have reached it: {perhaps}."))
    yield text.replace("{count}", str(len(found.confirmed))).replace("{perhaps}", str(len(found.perhaps)))
    yield "; ".join(of_exposure.held(each, t) for each in found.harm.counts)
    yield from of_exposure.people_and_sources(found.harm, t)


def steps(found: LostLaptop, t: Translator) -> Iterator[str]:
    """What to do, in this order."""
    if found.removed:
        yield t(N_("It is removed. What it still signs waits in quarantine."))
    else:
        yield t(N_("Remove it: `casebook team BOOK remove NAME --reason lost`, or stolen."))
    if found.teammates:
        text = t(N_("Carry a stick to the others, so that they stop writing for it: {names}."))
        yield text.replace("{names}", ", ".join(called(each, t) for each in found.teammates))
    for one in found.publishers:
        text = t(N_("The organisation's key {key} was made on it and is on record as lost."))
        if not one.lost:
            text = t(
                N_("The organisation's key {key} was made on it: call it lost, and tell whoever verifies.")
            )
        yield text.replace("{key}", one.fingerprint)
    if found.may_publish and not found.publishers:
        yield t(N_("It may sign for the organisation; no key that was made on it is known here."))
    yield t(N_("Warn the people below, from the top down; move the sources first."))
    yield t(N_("Whoever used it does not use its passphrase anywhere else any more."))
