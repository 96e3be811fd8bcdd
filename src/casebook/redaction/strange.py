"""Words of a text that may be a stranger's name: with a capital and no word, or strange in an address; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from casebook.redaction.addresses import Piece
from casebook.redaction.dictionary import is_kazakh, is_known, is_name, is_place, is_word, plain
from casebook.redaction.doubts import Doubt, Question
from casebook.redaction.kazakh import is_kazakh_name, is_kazakh_word
from casebook.redaction.spellings import (
    is_kazakh_latin,
    spells_kazakh,
    spells_kazakh_name,
    spells_name,
    spells_word,
)

SHORTEST_IN_ADDRESS: Final = 4
LONGEST_ACRONYM: Final = 5
SHOWS_KAZAKH: Final = 2
"""Words with letters that only Kazakh has, from which a text counts as Kazakh."""
_ADDRESS_WORDS: Final = frozenset(
    ("http", "https", "www", "html", "aspx", "php", "pdf", "utm", "fbclid", "mailto")
)
_BESIDE: Final = frozenset((" ", "-", "\u00a0", "\u2011", " \n", "\n"))
_PLACE_BEHIND: Final = re.compile(
    r"(?:districts?|regions?|oblast|provinces?|streets?|avenues?|squares?|bazaar|rivers?|lakes?|mountains|airport|station"
    r"|villages?|railway|district|аудан\w*|облыс\w*|көше\w*|өзен\w*|даңғыл\w*|ауыл\w*|audan\w*|oblys\w*|kóshe\w*|köşe\w*)\Z"
)
_RUSSIAN_PLACE: Final = re.compile(
    r"(?:район|област|округ|городск|районн|областн|суд|проспект|улиц|площад)\w*\Z"
)
_RUSSIAN_ADJECTIVE: Final = re.compile(r"\w{3,}ск(?:ий|ого|ому|им|ом|ая|ой|ую|ое)\Z")
_PLACE_BEFORE: Final = re.compile(
    r"(?:улиц[аыеу]|улицей|ул|проспект[ае]?|площад[ьи]|пос[её]л(?:ок|ке|ка)|переул(?:ок|ке|ка))\Z"
)


class Strange:
    """The words of one text, and what is strange among them."""

    def __init__(self, text: str, run: list[Piece], marked: list[tuple[int, int]]) -> None:
        self._text = text
        self._run = run
        self._marked = _within(run, marked)
        self._small = {plain(piece.text) for piece in run if not piece.is_capital and not piece.address}

    @cached_property
    def _is_kazakh(self) -> bool:
        seen = 0
        for piece in self._run:
            seen += not piece.address and is_kazakh(piece.text)
            if seen >= SHOWS_KAZAKH:
                return True
        return False

    @cached_property
    def _is_kazakh_latin(self) -> bool:
        seen = {piece.folded for piece in self._run if not piece.address and is_kazakh_latin(piece.text)}
        return len(seen) > SHOWS_KAZAKH

    def questions(self) -> Iterator[Question]:
        """Every word to be asked about, in order, then those beside them."""
        found: dict[int, Doubt] = {}
        for index, piece in enumerate(self._run):
            doubt = self._in_address(piece) if piece.address else self._in_prose(index, piece)
            if doubt is not None:
                found[index] = doubt
        found |= dict.fromkeys(list(self._with_digits()), Doubt.NO_WORD)
        found |= dict.fromkeys(list(self._beside(found)), Doubt.NAME_AND_WORD)
        found |= dict.fromkeys(list(self._beside_in_address(found)), Doubt.ADDRESS_WORD)
        for index, doubt in sorted(found.items()):
            yield Question(self._run[index].start, self._run[index].end, doubt)

    def _in_address(self, piece: Piece) -> Doubt | None:
        if piece.is_number or len(piece.text) < SHORTEST_IN_ADDRESS or piece.text.lower() in _ADDRESS_WORDS:
            return None
        if is_word(piece.text):
            return Doubt.NAME_AND_WORD if piece.is_capital and is_name(piece.text) else None
        if is_place(piece.text) or is_known(piece.text):
            return None
        if self._is_spelt(piece):
            return Doubt.NAME_AND_WORD if spells_name(piece.text) else None
        return Doubt.ADDRESS_WORD

    @staticmethod
    def _is_spelt(piece: Piece) -> bool:
        """Whether a word of an address is an ordinary one in Latin letters, or of Kazakh."""
        return spells_word(piece.text) or (is_kazakh_word(piece.text) and not is_kazakh_name(piece.text))

    def _in_prose(self, index: int, piece: Piece) -> Doubt | None:
        if piece.is_number or not piece.is_capital or len(piece.text) < 2 or is_place(piece.text):
            return None
        in_capitals = piece.text.isupper()
        if is_known(piece.text):
            return None
        if is_word(piece.text) or self._is_kazakh_word(piece.text):
            # In the middle of a sentence a word that is also a name is more likely the name.
            tells = is_name(piece.text) and not piece.begins and not in_capitals
            return Doubt.NAME_AND_WORD if tells or self._is_kazakh_name(piece.text) else None
        if in_capitals and len(piece.text) <= LONGEST_ACRONYM and not is_name(piece.text):
            return None
        if piece.begins and plain(piece.text) in self._small:
            return None  # written small elsewhere in the same text: a word no list has, as Kazakh words are
        return None if self._is_of_a_place(index, piece) else Doubt.NO_WORD

    def _is_kazakh_word(self, word: str) -> bool:
        if self._is_kazakh_latin and (word.isascii() or is_kazakh_latin(word)):
            return spells_kazakh(word)
        return self._is_kazakh and is_kazakh_word(word)

    def _is_kazakh_name(self, word: str) -> bool:
        if self._is_kazakh_latin and (word.isascii() or is_kazakh_latin(word)):
            return spells_kazakh_name(word)
        return self._is_kazakh and is_kazakh_name(word)

    def _gap(self, index: int) -> str:
        """What stands between word *index* and the next."""
        if not 0 <= index < len(self._run) - 1:
            return "\0"
        return self._text[self._run[index].end : self._run[index + 1].start]

    def _is_of_a_place(self, index: int, piece: Piece) -> bool:
        """Whether the word beside it says that it names a street, a district, a river."""
        if self._gap(index) in _BESIDE:
            behind = plain(self._run[index + 1].text)
            if _PLACE_BEHIND.match(behind):
                return True
            if _RUSSIAN_PLACE.match(behind) and _RUSSIAN_ADJECTIVE.match(plain(piece.text)):
                return True
        if self._gap(index - 1) in {" ", ". ", "\u00a0"}:
            return bool(_PLACE_BEFORE.match(plain(self._run[index - 1].text)))
        return False

    def _beside(self, found: dict[int, Doubt]) -> Iterator[int]:
        """Capitalised words right beside a strange word: a name whose half is a word."""
        for index, piece in enumerate(self._run):
            if index in found or piece.address or not piece.is_capital or len(piece.text) == 1:
                continue
            if not (is_word(piece.text) or is_known(piece.text) or self._is_kazakh_word(piece.text)):
                continue
            if piece.begins and not (is_name(piece.text) or self._is_kazakh_name(piece.text)):
                continue
            is_named = is_name(piece.text) or self._is_kazakh_name(piece.text)
            if is_place(piece.text) and not is_named:
                continue
            before, after = (
                self._is_strange(near, found, also_marked=is_named) for near in (index - 1, index + 1)
            )
            if (before and self._gap(index - 1) in _BESIDE) or (after and self._gap(index) in _BESIDE):
                yield index

    def _with_digits(self) -> Iterator[int]:
        """All parts of a capitalised word with digits among its letters: they may stand for letters."""
        run = self._run
        for at in range(1, len(run) - 1):
            if run[at - 1].end != run[at].start:
                continue
            parts = run[at - 1 : at + 2]
            if not run[at].is_number or len(run[at].text) > 1 or parts[0].address or not parts[0].is_capital:
                continue
            together = parts[0].end == parts[1].start and parts[1].end == parts[2].start
            if (
                together
                and parts[2].text.islower()
                and len(parts[0].text) + len(parts[2].text) >= SHORTEST_IN_ADDRESS
            ):
                yield from (at - 1, at, at + 1)

    def _is_strange(self, near: int, found: dict[int, Doubt], *, also_marked: bool) -> bool:
        if near not in found or found[near] is Doubt.ADDRESS_WORD:
            return False
        return also_marked or near not in self._marked

    def _beside_in_address(self, found: dict[int, Doubt]) -> Iterator[int]:
        """Words that only spell a word, right beside a strange one of the same address: half of a name, perhaps."""
        for index, piece in enumerate(self._run):
            if (
                index in found
                or not piece.address
                or len(piece.text) < SHORTEST_IN_ADDRESS
                or is_word(piece.text)
            ):
                continue
            if piece.is_number or is_place(piece.text) or is_known(piece.text):
                continue
            for near in (index - 1, index + 1):
                if near in found and near not in self._marked and self._run[near].address == piece.address:
                    gap = self._gap(min(near, index))
                    if len(gap) == 1 and gap in "-_.+":
                        yield index
                        break


def _within(run: list[Piece], spans: list[tuple[int, int]]) -> frozenset[int]:
    """Which words of *run* lie inside one of *spans*, which are in order."""
    inside: set[int] = set()
    at = 0
    for index, piece in enumerate(run):
        while at < len(spans) and spans[at][1] <= piece.start:
            at += 1
        if at < len(spans) and spans[at][0] <= piece.start and piece.end <= spans[at][1]:
            inside.add(index)
    return frozenset(inside)
