"""An opening put to the bundle it is for: the words it opens, judged as strictly as the seal. Needs no casebook.

Specified in docs/formats/slip.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from casebook.base.errors import Damaged
from casebook.bundle import contents, verify
from casebook.formats import jose
from casebook.formats.sealhash import seal_hash

TITLE: Final = "casebook-opening/1"
MOST: Final = 16 * 1024 * 1024
"""Bytes of an opening."""
_DISCLOSURE: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


class OpeningProblem(StrEnum):
    """Why an opening opens nothing."""

    FORM = "form"
    TOO_LARGE = "too-large"
    OTHER_BUNDLE = "other-bundle"
    DOES_NOT_FIT = "does-not-fit"


@dataclass(eq=False)
class BadOpening(Damaged):
    """It is no opening, or not of a seal in this bundle, or what it says is not what was fixed."""

    problem: OpeningProblem


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a record before and after it was opened, as plain facts in one text; empty: it was hidden whole."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What an opening shows of the record of that number; *places* is how many claims it opens."""

    number: int
    places: int
    changes: tuple[Change, ...]


def read(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The name of the seal (32 bytes) and the disclosures. Raises `BadOpening`."""
    if len(data) > MOST:
        raise BadOpening(OpeningProblem.TOO_LARGE)
    try:
        title, named, *disclosures, end = data.decode("ascii").split("\n")
        seal = jose.decode64(named)
    except (ValueError, jose.BadBase64):
        raise BadOpening(OpeningProblem.FORM) from None
    fine = title == TITLE and len(seal) == 32 and disclosures and not end
    if not fine or not all(map(_DISCLOSURE.fullmatch, disclosures)):
        raise BadOpening(OpeningProblem.FORM)
    return seal, tuple(disclosures)


def by_name(tokens: Mapping[str, bytes]) -> dict[bytes, str]:
    """The paths of seals by the names openings and slips call them. *tokens* hold, as `verify.examine` gave them."""
    return {
        seal_hash(token.partition(b"~")[0].decode("ascii")): path for path, token in sorted(tokens.items())
    }


def apply(data: bytes, tokens: Mapping[str, bytes]) -> tuple[Opened, str, bytes]:
    """What an opening shows, the path of its seal, and the token with it: for the next opening of the same seal.

    Raises `BadOpening`.
    """
    seal, disclosures = read(data)
    path = by_name(tokens).get(seal)
    if path is None:
        raise BadOpening(OpeningProblem.OTHER_BUNDLE)
    token = tokens[path]
    there = set(token.decode("ascii").split("~"))
    fresh = [disclosure for disclosure in disclosures if disclosure not in there]
    more = token + "".join(f"{disclosure}~" for disclosure in fresh).encode()
    try:
        _, after = verify.read_seal(more, path)
    except (verify.SealBroken, verify.BundleAltered):
        raise BadOpening(OpeningProblem.DOES_NOT_FIT) from None
    _, before = verify.read_seal(token, path)
    return Opened(contents.number_of(path), len(fresh), tuple(_changes(before, after))), path, more


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in sorted(after):
        new = contents.facts_of(after[name])
        old = contents.facts_of(before[name]) if name in before else None
        if name not in before or old != new:
            yield Change(name, "" if name not in before else _told(old), _told(new))


def _told(fact: Any) -> str:  # noqa: ANN401 - whatever was signed
    """A plain fact in one text: paragraphs as paragraphs, anything else with parts as JSON."""
    if isinstance(fact, str):
        return fact
    if (
        isinstance(fact, list)
        and fact
        and all(isinstance(each, dict) and each.keys() <= {"text"} for each in fact)
    ):
        return "\n\n".join(str(each.get("text", contents.MARK)) for each in fact)
    return json.dumps(fact, ensure_ascii=False, sort_keys=True)
