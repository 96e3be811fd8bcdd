"""Articles of law and what they are called, read from `resources/vocabulary/articles.toml`.

A working table: it offers a label when an article is typed and sorts articles as a code of law does. What
a charge says stands with the charge, because the words drift from report to report.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from casebook.base import resources


@dataclass(frozen=True)
class Article:
    """One article: a code of the vocabulary ``law``, its number as text, its labels."""

    law: str
    article: str
    labels: tuple[tuple[str, str], ...]
    political: bool = False

    def label(self, language: str) -> str:
        """The label in *language*, else in English."""
        labels = dict(self.labels)
        return labels.get(language) or labels["en"]


@cache
def articles() -> tuple[Article, ...]:
    """Every article of the table, in the order of the codes."""
    table = tomllib.loads(resources.text("vocabulary", "articles.toml"))["articles"]
    return tuple(
        Article(
            entry["law"],
            entry["article"],
            tuple((language, entry[language]) for language in ("en", "ru", "kk")),
            entry.get("political", False),
        )
        for entry in table
    )


def article(number: str, law: str = "criminal") -> Article | None:
    """The article *number* of *law*, or `None` if the table has none such."""
    return next((each for each in articles() if each.law == law and each.article == number.strip()), None)


def order(number: str) -> tuple[tuple[int, str], ...]:
    """Sorts article numbers as a code does: 174, 380, 380-1, 1000; text without digits last."""
    parts = re.findall(r"([0-9]{1,9})|([^0-9\s.-]+)", number)
    if not parts:
        return ((2**31, ""),)
    return tuple((int(digits), "") if digits else (2**31, word.casefold()) for digits, word in parts)
