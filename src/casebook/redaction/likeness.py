"""Which folded words cannot be anybody's name, told by how they begin; pure.

Of the words of a long text nearly none is like a name. Whether one is takes its cases and its neighbours one letter
away; whether it cannot be takes its first letters. It lets through too many, and stops none that `hits` would find.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from casebook.redaction.dictionary import english
from casebook.redaction.registry import Registry
from casebook.search.endings import TAKEN_FROM, VOWELS
from casebook.search.keys import SHORTEST_ONE_EDIT
from casebook.search.manywords import Forms

HEAD: Final = 5
"""Letters by which words are told from names in any case."""
NEAR: Final = 4
"""Letters that a word of six or more keeps in every case: the nominative has them too."""
_SHORTEST_REST: Final = 2


class Likeness:
    """The beginnings of everything by which the people of a registry can be called."""

    def __init__(self, registry: Registry) -> None:
        names = self._names = frozenset(registry.tokens)
        self._phrases = {rest[:HEAD] for first in registry.phrases for rest in _rests(first)}
        self._heads = self._phrases.union(rest[:HEAD] for name in names for rest in _rests(name))
        self._firsts = {head[:2] for head in self._heads}
        long = [name for name in names if len(name) >= SHORTEST_ONE_EDIT]
        self._alike = {
            _like(name) + part for name in long for part in (name[:NEAR], *_less(name[: NEAR + 1]))
        }
        self._shorter = {
            _like(name) + part for name in long for part in (name[: NEAR - 1], *_less(name[:NEAR]))
        }

    def among(self, words: Forms) -> set[str]:
        """Those of *words* of which one form may be a name, a case of one, or one letter away from either. An English
        word is a name only as it stands (`hits`).
        """
        ordinary = english()
        names, phrases = self._names, self._phrases
        found = {word for word, form in words.first.items() if form in names}
        found.update(
            word for word, form in words.first.items() if word not in ordinary and self._is_like(form)
        )
        found.update(
            word
            for word, forms in words.others.items()
            if not names.isdisjoint(forms) or (word not in ordinary and any(map(self._is_like, forms)))
        )
        if phrases:
            found.update(word for word, form in words.first.items() if _begins(form, phrases))
            found.update(
                word for word, forms in words.others.items() if any(_begins(form, phrases) for form in forms)
            )
        return found

    def _is_like(self, form: str) -> bool:
        return (form[:2] in self._firsts and _begins(form, self._heads)) or self._is_near(form)

    def may_begin(self, form: str) -> bool:
        """Whether *form* may be a name or a case of one."""
        return _begins(form, self._heads)

    def may_begin_phrase(self, form: str) -> bool:
        """Whether *form* may be the first word of an alias, a code name or an account name, or a case of it."""
        return _begins(form, self._phrases)

    def _is_near(self, form: str) -> bool:
        """One letter more, less, another, or two changed over, within the first letters or behind them."""
        head, like = form[:NEAR], _like(form)
        return like + head in self._alike or any(like + less in self._shorter for less in _less(head))


def _begins(form: str, heads: Collection[str]) -> bool:
    """Whether *form* may be a case: what is left of a nominative without its last letters, and an ending."""
    return form[:5] in heads or form[:4] in heads or form[:3] in heads or form[:2] in heads


def _rests(name: str) -> Iterator[str]:
    """What may be left of *name* before the ending of a case."""
    yield name
    for taken in set(TAKEN_FROM.values()):
        if taken and name.endswith(taken) and len(name) - len(taken) >= _SHORTEST_REST:
            yield name.removesuffix(taken)


def _like(word: str) -> str:
    """The first letter; all vowels are one, as `keys.one_letter_apart` has it."""
    return "a" if word[:1] in VOWELS else word[:1]


def _less(part: str) -> list[str]:
    """*part* less one letter, each in turn."""
    return [part[:at] + part[at + 1 :] for at in range(len(part))]
