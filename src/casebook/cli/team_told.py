"""The team as documents, for ``--json``."""

from __future__ import annotations

from typing import Any

from casebook.base.ids import RecordId, id_text
from casebook.base.words import Translator
from casebook.casework import circles
from casebook.casework.authors import of_key
from casebook.casework.book import Casebook
from casebook.casework.circles import Circle
from casebook.casework.roster import Quarantined
from casebook.cli import exposure
from casebook.cli.books import shown_time
from casebook.sync.lostlaptop import LostLaptop
from casebook.sync.team import Member, Trust
from casebook.wording import of_circles, of_teammates


def member(book: Casebook, one: Member) -> dict[str, Any]:
    """One device."""
    return {
        "key": one.device.public.hex(),
        "id": None if one.device.record is None else id_text(one.device.record),
        "name": one.author.name,
        "person": one.author.person,
        "role": one.device.role.value,
        "rank": one.device.rank,
        "paper": one.device.is_paper,
        "here": one.author.own,
        "live": one.live,
        "removed": one.reason,
        "heard": shown_time(one.heard_ms) if one.heard_ms else "",
        "silent_days": one.silent_days,
        "still_in_use": one.asked_about,
        "clock_ahead": one.ahead,
        "lacks": one.lacks,
        "quarantined": one.aside,
        "program": one.program,
        "circles": [circles.code(book, each) for each in one.circles],
    }


def trust(book: Casebook, found: Trust) -> dict[str, Any]:
    """The trust page."""
    return {
        "enrolled": found.enrolled,
        "removed": found.removed,
        "paper": found.has_paper,
        "devices": [member(book, each) for each in found.members],
        "quarantined": [_quarantined(each) for each in found.quarantined],
        "erasures": [
            {"entry": one.order.entry.hex(), "code": one.code, "here": one.here} for one in found.erasures
        ],
        "forks": [{"key": one.author.public.hex(), "place": one.seq} for one in found.forks],
        "claims": [{"key": one.by.public.hex(), "claims": one.seq, "wrote": one.own} for one in found.claims],
    }


def _quarantined(one: Quarantined) -> dict[str, Any]:
    return {
        "key": one.public.hex(),
        "since": shown_time(one.since_ms),
        "entries": [
            {
                "entry": each.entry.hex(),
                "had_before": sorted(key.hex() for key in one.witnessed.get(each.entry, ())),
            }
            for each in one.entries
        ],
    }


def lost(found: LostLaptop, t: Translator) -> dict[str, Any]:
    """What was on a laptop that is gone."""
    return {
        "key": found.device.public.hex(),
        "removed": found.removed,
        "steps": list(of_teammates.steps(found, t)),
        "confirmed": [id_text(each) for each in sorted(found.confirmed)],
        "perhaps": [id_text(each) for each in sorted(found.perhaps)],
        "people": [exposure.person(each) for each in found.harm.people],
        "sources": [exposure.source(each) for each in found.harm.sources],
        "counts": {each.kind: each.count for each in found.harm.counts},
        "files": found.harm.files,
        "publishers": [{"fingerprint": one.fingerprint, "lost": one.lost} for one in found.publishers],
        "may_publish": found.may_publish,
        "teammates": [each.public.hex() for each in found.teammates],
    }


def circle(book: Casebook, one: Circle) -> dict[str, Any]:
    """One circle."""
    return {
        "id": id_text(RecordId(one.compartment)),
        "code": circles.code(book, one.compartment),
        "name": one.name,
        "founder": "" if one.founder is None else one.founder.hex(),
        "members": [each.hex() for each in one.members],
        "may_remove": sorted(each.hex() for each in one.below),
        "may_not_add": sorted(each.hex() for each in one.barred),
        "own": one.own,
        "records": dict(one.records),
    }


def circle_line(book: Casebook, one: Circle, t: Translator) -> str:
    """The same as a line."""
    members = t.plural("{count} device", "{count} devices", len(one.members))
    line = f"{circles.code(book, one.compartment)}  {one.name}: {members}, {_founder(book, one, t)}"
    if one.own:
        return line
    return f"{line}\n    {t(of_circles.RESTORED if one.former else of_circles.SHOWN_OUT)}"


def _founder(book: Casebook, one: Circle, t: Translator) -> str:
    if one.founder is None:
        return t(of_circles.NO_FOUNDER)
    return t(of_circles.FOUNDED_BY).replace("{name}", of_teammates.called(of_key(book, one.founder), t))
