"""Which folded words cannot be anybody's name, told by how they begin; pure.

Of the words of a long text nearly none is like a name. Whether one is takes its cases and its neighbours one letter
away; whether it cannot be takes its first letters. It lets through too many, and stops none that `hits` would find.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from casebook.redaction.dictionary import is_word
from casebook.redaction.registry import Registry
from casebook.search.endings import TAKEN_FROM, VOWELS
from casebook.search.keys import SHORTEST_ONE_EDIT

HEAD: Final = 5
"""Letters by which words are told from names in any case."""
NEAR: Final = 4
"""Letters that a word of six or more keeps in every case: the nominative has them too."""
_SHORTEST_REST: Final = 2


class Likeness:
    """The beginnings of everything by which the people of a registry can be called."""

    def __init__(self, registry: Registry) -> None:
        names = registry.tokens.keys()
        self._names = names
        self._phrases = {rest[:HEAD] for first in registry.phrases for rest in _rests(first)}
        self._heads = self._phrases.union(rest[:HEAD] for name in names for rest in _rests(name))
        long = [name for name in names if len(name) >= SHORTEST_ONE_EDIT]
        self._alike = {
            _like(name) + part for name in long for part in (name[:NEAR], *_less(name[: NEAR + 1]))
        }
        self._shorter = {
            _like(name) + part for name in long for part in (name[: NEAR - 1], *_less(name[:NEAR]))
        }

    def may_be(self, word: str, forms: Iterable[str]) -> bool:
        """Whether one of *forms* (folded) of *word* (in small letters) may be a name, a case of one, or one
        letter away from either. An English word is a name only as it stands (`hits`).
        """
        if not any(_begins(form, self._heads) or self._is_near(form) for form in forms):
            return False
        if not word.isascii() or not is_word(word):
            return True
        return any(form in self._names or _begins(form, self._phrases) for form in forms)

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
