"""Sticks as documents, for ``--json``."""

from __future__ import annotations

from typing import Any

from casebook.base.ids import id_text
from casebook.base.words import Translator
from casebook.casework.authors import Author
from casebook.cli.books import shown_time
from casebook.journal.arrivals import Import
from casebook.sync.came import Came, Changed
from casebook.sync.ejecting import Ejected
from casebook.sync.outgoing import Count, Offer, Outcome
from casebook.wording import errors


def written(offered: Offer, done: Outcome, let_go: Ejected | None) -> dict[str, Any]:
    """What a stick carries, and what of it is safe."""
    return {
        "for": [_author(each) for each in offered.people],
        "changes": done.of_changes,
        "changes_safe": done.changes,
        "files": done.of_files,
        "files_safe": done.files,
        "left_out": [_count(each) for each in offered.left_out],
        "bytes": done.bytes,
        "folder": done.folder,
        "whole": done.whole,
        "fault": "" if done.fault is None else type(done.fault).__name__,
        "ejected": "" if let_go is None else let_go.value,
    }


def came(found: Came, t: Translator) -> dict[str, Any]:
    """What a stick brings or brought."""
    return {
        "nothing": found.is_nothing,
        "devices": [
            {
                **_author(each.author),
                "carriers": [_author(one) for one in each.carriers],
                "changes": each.changes,
                "cases": each.cases,
                "records": [_changed(one) for one in each.records],
            }
            for each in found.devices
        ],
        "cases": found.cases,
        "conflicts": [
            {"id": id_text(each.record), "path": each.path, "gravity": each.gravity.name.lower()}
            for each in found.conflicts
        ],
        "deleted": [id_text(each.record) for each in found.deleted],
        "orders": [
            {
                "entry": each.order.hex(),
                "by": None if each.author is None else _author(each.author),
                "id": id_text(each.target.record),
                "unit": each.unit,
                "reason": each.reason,
            }
            for each in found.orders
        ],
        "aside": [
            {
                **_author(each.author),
                "quarantined": each.quarantined,
                "withdrawn": each.withdrawn,
                "released": each.released,
            }
            for each in found.aside
        ],
        "waiting": [
            {**_author(each.author), "arrived": each.arrived, "missing": each.missing}
            for each in found.waiting
        ],
        **_stick(found, t),
    }


def _stick(found: Came, t: Translator) -> dict[str, Any]:
    return {
        "strangers": found.strangers,
        "attachments": [
            {"id": id_text(each.target.record), "size": each.size, "arrived": each.arrived.value}
            for each in found.attachments
        ],
        "clocks": [_author(each) for each in found.clocks],
        "forks": [{**_author(each.author), "place": each.seq} for each in found.forks],
        "claims": [{**_author(each.by), "claims": each.seq, "wrote": each.own} for each in found.claims],
        "old_copy": found.copied,
        "removed": found.removed,
        "newer": found.newer,
        "torn": found.torn,
        "refused": [
            {"pack": each.pack, "why": type(each.fault).__name__, "text": errors.said(each.fault, t).what}
            for each in found.refused
        ],
        "unfit": found.unfit,
        "carried": found.carried,
        "keys": found.keys,
        "unread": {
            "others": found.unread.others,
            "damaged": found.unread.damaged,
            "newer": found.unread.newer,
            "held": found.unread.held,
            "joinings": found.unread.joinings,
        },
        "more": found.more,
    }


def imported(each: Import) -> dict[str, Any]:
    """One import."""
    return {
        "import": each.act.hex(),
        "taken": shown_time(each.taken_ms),
        "entries": each.entries,
        "set_aside": each.undone,
    }


def _author(of: Author) -> dict[str, Any]:
    return {"key": of.public.hex(), "name": of.name, "person": of.person}


def _changed(each: Changed) -> dict[str, Any]:
    return {
        "id": id_text(each.record),
        "kind": each.kind,
        "code": each.code,
        "title": each.title,
        "new": each.is_new,
        "state": each.life.name.lower(),
    }


def _count(of: Count) -> dict[str, Any]:
    return {"sort": of.sort.value, "files": of.files, "bytes": of.bytes}
