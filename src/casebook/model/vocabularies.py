"""Vocabularies: codes with labels in English, Russian and Kazakh, read from `resources/vocabulary`.

A file ``custody.toml`` holds one table a code, in the order in which the terms are shown::

    source = "HURIDOCS MT25, widened"
    [terms.prison]
    en = "in prison"
    ru = "в местах лишения свободы"
    kk = "бас бостандығынан айыру орнында"
    key = "p"                       # optional: one key in pick lists
    group = "liberty"               # optional: long lists are shown by groups
    deprived = true                 # optional: a mark the program counts by
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from casebook.base import resources


@dataclass(frozen=True)
class Term:
    """One code and what it is called."""

    code: str
    labels: tuple[tuple[str, str], ...]
    key: str = ""
    group: str = ""
    marks: frozenset[str] = frozenset()

    def label(self, language: str) -> str:
        """The label in *language*, else in English."""
        labels = dict(self.labels)
        return labels.get(language) or labels["en"]


@dataclass(frozen=True)
class Vocabulary:
    """Terms in the order they are shown."""

    name: str
    terms: tuple[Term, ...]

    def __contains__(self, code: object) -> bool:
        return any(term.code == code for term in self.terms)

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def term(self, code: str) -> Term | None:
        """The term with that code."""
        return next((term for term in self.terms if term.code == code), None)

    def label(self, code: str, language: str) -> str:
        """The label of *code*; the code itself where a newer version wrote it."""
        term = self.term(code)
        return term.label(language) if term else code

    def find(self, typed: str) -> str | None:
        """The code meant by a code or by a label in any language, whatever the case."""
        wanted = " ".join(typed.casefold().split())
        for term in self.terms:
            if wanted == term.code.casefold() or wanted in (label.casefold() for _, label in term.labels):
                return term.code
        return None


@cache
def vocabulary(name: str) -> Vocabulary:
    """The shipped vocabulary *name*."""
    table = tomllib.loads(resources.text("vocabulary", f"{name}.toml"))["terms"]
    return Vocabulary(
        name,
        tuple(
            Term(
                code,
                tuple((k, v) for k, v in entry.items() if k in ("en", "ru", "kk")),
                entry.get("key", ""),
                entry.get("group", ""),
                frozenset(name for name, value in entry.items() if value is True),
            )
            for code, entry in table.items()
        ),
    )
