"""Places of paragraphs: texts that sort between any two others, so that a paragraph moves by one small change.

A place is a fraction below one, written in base 62 without its leading "0."; places sort as plain text
(digits, capitals, small letters: the order of ASCII). Two devices apart may make equal places: then the
element ids decide, the same way everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUE: Final = {digit: i for i, digit in enumerate(DIGITS)}


def between(before: str | None, after: str | None) -> str:
    """A place after *before* and before *after*; `None` stands for the beginning and the end.

    Never ends in ``0``, so that there is always room below it. Where there is no room (equal places, or
    places in the wrong order or form, as a foreign device may write them), the result follows *before* closely:
    a paragraph is then misplaced by one, never lost.
    """
    low = _cleaned(before or "")
    high = None if after is None else _cleaned(after)
    if high is not None and high <= low:
        high = None if not low else _next(low)
    return _middle(low, high)


def spread(count: int) -> list[str]:
    """Places for *count* paragraphs written at once, in order and short."""
    length = 1
    while len(DIGITS) ** length < 2 * (count + 1):
        length += 1
    step = len(DIGITS) ** length // (count + 1)
    return [_digits((i + 1) * step, length) for i in range(count)]


def in_order(elements: Iterable[tuple[str, str]]) -> list[str]:
    """The element ids of (place, element id) pairs in reading order."""
    return [element for _, element in sorted(elements)]


def is_place(text: str) -> bool:
    """Whether *text* is a place `between` could have made."""
    return bool(text) and all(digit in _VALUE for digit in text) and not text.endswith("0")


def _cleaned(place: str) -> str:
    return "".join(digit for digit in place if digit in _VALUE).rstrip("0")


def _next(place: str) -> str | None:
    """The smallest place of the same length above *place*, or `None` if there is none."""
    for i in range(len(place) - 1, -1, -1):
        if place[i] != DIGITS[-1]:
            return place[:i] + DIGITS[_VALUE[place[i]] + 1]
    return None


def _middle(low: str, high: str | None) -> str:
    """A place strictly between *low* and *high* (`None`: one). Both without trailing zeros, *low* < *high*."""
    common = 0
    while high is not None and common < len(high) and low[common : common + 1].ljust(1, "0") == high[common]:
        common += 1
    prefix, low, high = low[:common].ljust(common, "0"), low[common:], None if high is None else high[common:]
    first = _VALUE[low[0]] if low else 0
    last = len(DIGITS) if high is None else _VALUE[high[0]]
    if last - first > 1:
        return prefix + DIGITS[(first + last) // 2]
    if high is not None and len(high) > 1:
        return prefix + high[0]
    # No digit lies between: keep the low one and look for room behind it.
    for at in range(1, len(low) + 1):
        digit = _VALUE[low[at]] if at < len(low) else 0
        if digit < len(DIGITS) - 1:
            return prefix + low[:at] + DIGITS[(digit + len(DIGITS)) // 2]
    return prefix + (low or "0") + DIGITS[len(DIGITS) // 2]


def _digits(number: int, length: int) -> str:
    text = ""
    for _ in range(length):
        number, digit = divmod(number, len(DIGITS))
        text = DIGITS[digit] + text
    return text if not text.endswith("0") else text + DIGITS[len(DIGITS) // 2]
