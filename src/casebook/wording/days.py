"""How a date is said: as it is kept, for whoever reads commands; in words, for whoever reads a window."""

from __future__ import annotations

from collections.abc import Callable

from casebook.base.words import Translator
from casebook.model import dates

Days = Callable[[str, Translator], str]
"""Says a date of EDTF; an empty one is empty."""


def as_kept(edtf: str, _t: Translator) -> str:
    """As it is kept: 2023-06, 2023-06-22."""
    return edtf


def in_words(edtf: str, t: Translator) -> str:
    """In the words of *t*'s language."""
    return said(edtf, t.language) if edtf else ""


def said(edtf: str, language: str) -> str:
    """A date in words, without the day of the week; what no version of the program can read stays as it is."""
    try:
        return dates.echo(dates.parse_edtf(edtf), language).partition(",")[0]
    except dates.BadDate:
        return edtf
