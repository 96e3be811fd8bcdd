"""JSON and base 64 as signed formats need them: one meaning, or refused.

JSON (RFC 8259) lets a name stand twice in an object, numbers no computer holds, and half characters; two
readers of such a text may see two things. Here each of these is damage (I-JSON, RFC 7493). What `write_json`
writes is the same bytes each time, and `read_json` reads it as it was.
"""

from __future__ import annotations

import base64
import json
import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeAlias

from casebook.base.errors import Damaged, Refused

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None

DEEPEST: Final = 64
_LARGEST: Final = 2**53 - 1
"""The largest whole number every JSON reader holds exactly (RFC 7493 §2.2)."""
_BASE64: Final = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


class JsonProblem(StrEnum):
    """What is wrong with a JSON text or value."""

    FORM = "form"
    TWICE = "twice"
    NUMBER = "number"
    TEXT = "text"
    DEEP = "deep"


@dataclass(eq=False)
class BadJson(Damaged):
    """The text is no JSON, or JSON that two readers may understand differently."""

    problem: JsonProblem


@dataclass(eq=False)
class CannotWriteJson(Refused):
    """The value holds what JSON cannot say to everybody: half a character, a number too large, too much depth."""

    problem: JsonProblem


@dataclass(eq=False)
class BadBase64(Damaged):
    """The text is not the one base 64 spelling, URL alphabet and no padding, of any bytes."""


def read_json(text: bytes) -> Json:
    """The value *text* holds. Raises `BadJson`."""
    try:
        value: Json = json.loads(text.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_number)
    except BadJson:
        raise
    except (ValueError, RecursionError):
        raise BadJson(JsonProblem.FORM) from None
    problem = _problem_of(value, DEEPEST)
    if problem is not None:
        raise BadJson(problem)
    return value


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJson(JsonProblem.TWICE)
    return found


def _no_number(_: str) -> float:
    raise BadJson(JsonProblem.NUMBER)


def _problem_of(value: Any, depth: int) -> JsonProblem | None:  # noqa: ANN401 - it finds out what the value is
    """What keeps *value* from being said in JSON to everybody, or `None`."""
    match value:
        case str():
            return None if value.isascii() or not _half(value) else JsonProblem.TEXT
        case None | bool():
            return None
        case int():
            return None if -_LARGEST <= value <= _LARGEST else JsonProblem.NUMBER
        case float():
            return None if math.isfinite(value) else JsonProblem.NUMBER
        case list() | dict() if depth == 0:
            return JsonProblem.DEEP
        case list():
            parts = value
        case dict() if all(type(name) is str for name in value):
            parts = [*value, *value.values()]
        case _:
            return JsonProblem.FORM
    return next((problem for part in parts if (problem := _problem_of(part, depth - 1)) is not None), None)


def _half(text: str) -> bool:
    """Whether *text* holds half a character: a surrogate that stands alone."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def write_json(value: Json) -> bytes:
    """*value* as UTF-8 without blanks, names sorted. Raises `CannotWriteJson`."""
    problem = _problem_of(value, DEEPEST)
    if problem is not None:
        raise CannotWriteJson(problem)
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return text.encode("utf-8")


def decode64(text: str) -> bytes:
    """The bytes of *text* (RFC 7515 §2). Raises `BadBase64`, also for padding and for spare bits that are set."""
    if _BASE64.fullmatch(text) is None or len(text) % 4 == 1:
        raise BadBase64
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(data).rstrip(b"=") != text.encode("ascii"):
        raise BadBase64
    return data
