"""``casebook exposure``: what this casebook holds that would harm people, were it lost. On standard output only."""

from __future__ import annotations

import argparse
from typing import Any, Final

from casebook.base.ids import id_text
from casebook.base.words import Translator
from casebook.casework.exposure import Contact, Exposed, Exposure, Source, exposure
from casebook.casework.lost_keys import LostKey
from casebook.cli import books
from casebook.cli.books import opened, shown_time
from casebook.cli.shell import Shell
from casebook.wording import of_exposure

EXAMPLE: Final = "casebook exposure harbour"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Compute it and say it. There is no way to have it written to a file: it is the most dangerous page there is."""
    with opened(args, shell) as book:
        found = exposure(book, shell.progress)
        shell.tell(_document(found), of_exposure.lines(found, shell.t))
    return 0


def _document(found: Exposure) -> dict[str, Any]:
    return {
        "people": [person(each) for each in found.people],
        "sources": [source(each) for each in found.sources],
        "keys": [_key(each) for each in found.keys],
        "counts": {each.kind: each.count for each in found.counts},
        "files": found.files,
        "drafts": found.drafts,
        "entries": found.entries,
        "last_save": shown_time(found.last_ms),
    }


def person(one: Exposed) -> dict[str, Any]:
    """For JSON: whom to warn."""
    return {
        "id": id_text(one.record),
        "kind": one.kind,
        "code": one.code,
        "name": one.name,
        "danger": one.danger.name.lower(),
        "reasons": {reason.why.value: reason.count for reason in one.reasons},
    }


def source(one: Source) -> dict[str, Any]:
    """For JSON: whom to move to safety."""
    return {
        "id": id_text(one.record),
        "kind": one.kind,
        "code": one.code,
        "name": one.name,
        "contacts": [_contact(each) for each in one.contacts],
        "through": list(one.through),
        "held": {each.kind: each.count for each in one.held},
    }


def _contact(one: Contact) -> dict[str, str]:
    return {"address": one.address, "type": one.type, "safe": one.safe}


def _key(one: LostKey) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "name": one.name,
        "public": one.public,
        "held": one.held,
        "count": one.count,
        "id": None if one.record is None else id_text(one.record),
    }
