"""What identifies somebody by its form alone: e-mail addresses, accounts, phones, plates, case numbers, places; pure.

The registry's own are found exactly (`exact.py`, `mentions.py`); these are those that nobody registered. A place is
of one kind only: the kinds stand in the order in which they are looked for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from casebook.redaction.coordinates import coordinates
from casebook.redaction.exact import LONGEST_PHONE, Digits, dated_numbers, digit_runs


class Form(Enum):
    """What something looks like."""

    EMAIL = "email"
    COORDINATES = "coordinates"
    HANDLE = "handle"
    CASE_NUMBER = "case number"
    DATED_NUMBER = "dated number"
    PLATE = "plate"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Formed:
    """A place of some form: characters of the text, end exclusive."""

    start: int
    end: int
    form: Form


_EMAIL: Final = re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_ACCOUNT: Final = re.compile(r"(?<![\w.@/])@(?=[\w.]*[^\W\d])\w[\w.]{1,31}(?<!\.)")
_IN_PATH: Final = re.compile(
    r"(?:(?:t|telegram)\.me|(?:instagram|facebook|fb|vk|twitter|x|tiktok|threads)\.com|ok\.ru(?:/profile)?|wa\.me)/@?"
    r"(?!(?:share|sharer|watch|groups|pages|events|photo|story|hashtag|search|status|p|s|c|reel|wall)\b)([\w.%-]{3,64})"
    r"|/(?:u|user|users|profile|profiles|people|author|authors|members?)/@?([\w.%-]{3,64})"
    r"|(?:youtube|medium|tiktok)\.com/@([\w.%-]{3,64})",
    re.IGNORECASE,
)
_CASE: Final = re.compile(
    r"(?<![\w/.-])(?:(?:№|No?\.?)\s?)?\d{1,6}(?:[-\u2010-\u2013]\w{1,6}){1,5}/\d{1,6}(?![\w/-])"
    r"|(?:№|(?<!\w)No?\.?)\s?(?=(?:\D?\d){5})\d[\d\w/-]{4,24}"
)
_CYRILLIC_PLATE: Final = "АВСЕНКМОРТУХ"
_PLATE: Final = re.compile(
    rf"(?<![\w-])(?:\d{{3}}[\s-]?[A-Z{_CYRILLIC_PLATE}]{{2,3}}[\s-]?\d{{2}}"
    rf"|[A-Z{_CYRILLIC_PLATE}][\s-]?\d{{3}}[\s-]?[A-Z{_CYRILLIC_PLATE}]{{2,3}}(?:[\s-]?\d{{2,3}})?)(?![\w-])"
)
_CODE: Final = re.compile(r"\s?\(\s?(?:код|code|коды)\.?\s?\d{3,5}\s?\)", re.IGNORECASE)
_LOCAL: Final = re.compile(r"\d{3}[\s-]\d{2}[\s-]\d{2}\Z")
_OF_DATES: Final = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
NATIONAL: Final = 11


def formed(text: str) -> list[Formed]:
    """Everything in *text* of one of the forms, in order; none overlaps another."""
    taken: list[Formed] = []
    for found in (
        _matches(_EMAIL, Form.EMAIL, text) if "@" in text else (),
        (Formed(pair.start, pair.end, Form.COORDINATES) for pair in coordinates(text)),
        sorted(_accounts(text), key=lambda one: one.start),
        _matches(_CASE, Form.CASE_NUMBER, text),
        (Formed(start, end, Form.DATED_NUMBER) for start, end in dated_numbers(text)),
        _matches(_PLATE, Form.PLATE, text),
        _phones(text),
    ):
        taken = _apart(taken, list(found))
    return taken


def _apart(taken: list[Formed], found: list[Formed]) -> list[Formed]:
    """*taken* (in order, none overlapping another) and of *found* what overlaps none of it, in order."""
    starts = [one.start for one in taken]
    kept: list[Formed] = []
    for one in found:
        at = bisect_left(starts, one.end)
        if (at == 0 or taken[at - 1].end <= one.start) and (not kept or kept[-1].end <= one.start):
            kept.append(one)
    return sorted((*taken, *kept), key=lambda one: one.start) if kept else taken


def _matches(pattern: re.Pattern[str], form: Form, text: str) -> Iterator[Formed]:
    for match in pattern.finditer(text):
        yield Formed(match.start(), match.end(), form)


def _accounts(text: str) -> Iterator[Formed]:
    if "@" in text:
        yield from _matches(_ACCOUNT, Form.HANDLE, text)
    for match in _IN_PATH.finditer(text):
        start, end = next(match.span(group) for group in (1, 2, 3) if match[group] is not None)
        end -= len(text[start:end]) - len(text[start:end].rstrip(".-%"))
        yield Formed(start, end, Form.HANDLE)


def _phones(text: str) -> Iterator[Formed]:
    for run in digit_runs(text):
        start = run.places[0] - run.plus
        if text[start - 1 : start] == "(" and ")" in text[start : run.places[-1]]:
            start -= 1
        end = run.places[-1] + 1
        if _is_phone(run, text[run.places[0] : end]) and not text[start - 1 : start].isalpha():
            code = _CODE.match(text, end)
            yield Formed(start, code.end() if code else end, Form.PHONE)


def _is_phone(run: Digits, written: str) -> bool:
    """A number with its country, one of eleven digits as phones begin here, one of ten, or a town's of seven."""
    digits, size = run.digits, len(run.digits)
    if run.plus:
        return NATIONAL - 1 <= size <= LONGEST_PHONE
    if _OF_DATES.search(written):
        return False
    if size == NATIONAL:
        return digits[0] in "78" and digits[1] in "3479"
    return (size == NATIONAL - 1 and digits[0] == "7") or bool(_LOCAL.match(written))
