"""Where in a long text somebody looked for could be named: the rest need not be read. Pure.

Reading a text for names (`mentions`) looks at every word in its place. A finished bundle holds megabytes in
which few words are like a name: here each different word is asked about once, and only what stands around
those that are like one is read. It passes over nothing that reading all of it would find.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ahocorasick_rs import AhoCorasick

from casebook.redaction import mentions
from casebook.redaction.exact import digit_runs, exact_finds, in_parts
from casebook.redaction.hits import Lookup, forget, lookup
from casebook.redaction.mentions import Mention
from casebook.redaction.registry import Phrase, Registry, digits_of, plate_letters
from casebook.redaction.runs import in_letters
from casebook.redaction.spaced import spelt_out
from casebook.search.folding import words
from casebook.search.manywords import forms as forms_of
from casebook.search.manywords import is_plain

BESIDE: Final = 40
"""Characters on each side that tell one place from another."""
AROUND: Final = 64
"""Characters read on each side: more than the longest name with what stands beside it."""

LONGEST_CHUNK: Final = 4096
"""Characters without white space, of which no part is left out."""
MOST_KNOWN: Final = 200_000
"""Words remembered at most: a text of a gigabyte has more than memory should hold."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2018\u2019\u02bb\u02bc\u02b9\u02bf\u2032][^\W\d_]+)*")
_NUMBER: Final = re.compile(r"\d+")
_DIGIT_AS_LETTER: Final = re.compile(r"[01345](?=[^\W\d_])")
_CHUNK: Final = re.compile(r"\S+")
_LONG_NUMBER: Final = re.compile(r"\d(?:[\s().\-/\u2010-\u2015\u00ad\u200b-\u200d\u2060]{0,3}\d){3,}")
_NO_DIGIT: Final = re.compile(r"\D+")
_OTHER_DIGIT: Final = re.compile(r"[26789]")
_DIGITS: Final = "0123456789"
_STOPS: Final = ".,;:!?"
_OF_ADDRESS: Final = re.compile(r"[@#_%/]|\w\.\w|\w-\w+-|xn--", re.IGNORECASE)
_DIVISION: Final = re.compile(r"[-\u2010\u00ad]\s*\n\s*")
_LAST_LETTERS: Final = re.compile(r"[^\W\d_]+\Z")
_FIRST_LETTERS: Final = re.compile(r"[^\W\d_]+")
LONGEST_HALF: Final = 64
_STRANGE: Final = re.compile(r"[^\x00-\x7f\w\s«»“”„‘’‚–—―…№·•▓§©®°€₸×→−]")
"""Marks, characters without a shape, letters in circles: inside a word they part it here and not for a reader."""


class Sieve:
    """Asks a registry about each different word once, for some of its people."""

    def __init__(self, registry: Registry, people: Iterable[object]) -> None:
        wanted = set(people)
        self._registry = registry
        self._people = frozenset(i for i, person in enumerate(registry.people) if person in wanted)
        self._known: dict[str, bool] = {}
        self._digits = _by_length(registry)
        self._numbers = frozenset(
            key for held in (registry.phrases, registry.plates) for key in held if key.isdigit()
        )

    @property
    def _lookup(self) -> Lookup:
        """The one that reading uses too: a word is looked up once."""
        return lookup(self._registry)

    def find(self, text: str) -> Iterator[Mention]:
        """Every mention in *text* that may name one of the people; places are those of a part of the text."""
        for mention, _ in self.found(text):
            yield mention

    def found(self, text: str) -> Iterator[tuple[Mention, str]]:
        """The same, each with the words it stands in."""
        if not self._people:
            return
        for start, end in self._windows(text):
            part = text[start:end]
            for mention in mentions.find(part, self._registry):
                yield mention, part[max(0, mention.start - BESIDE) : mention.end + BESIDE]

    def _windows(self, text: str) -> Iterator[tuple[int, int]]:
        """Parts of *text* that are to be read, in order, none touching another."""
        last: tuple[int, int] | None = None
        for start, end in sorted(_widened(text, *place) for place in self._places(text)):
            if last is not None and start <= last[1]:
                last = (last[0], max(last[1], end))
                continue
            if last is not None:
                yield last
            last = (start, end)
        if last is not None:
            yield last

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        chunks = set(text.split())
        yield from _standing(text, self._like(set(_WORD.findall("\n".join(chunks)))))
        yield from self._disguised(text)
        addresses = {c for c in chunks if not c.rstrip(_STOPS).isalpha() and _OF_ADDRESS.search(c)}
        yield from _standing(text, {c for c in addresses if self._is_like_in_address(c)})
        for start, end, word in _divided(text):
            if self._is_like(word):
                yield start, end
        yield from (found.span() for found in spelt_out(text))
        yield from (found.span() for found in _STRANGE.finditer(text))
        yield from self._addresses_and_numbers(text)
        if self._numbers:
            yield from (n.span() for n in _NUMBER.finditer(text) if digits_of(n[0]) in self._numbers)

    def _addresses_and_numbers(self, text: str) -> Iterator[tuple[int, int]]:
        """Where an e-mail address or a number of somebody could stand."""
        if self._registry.emails and "@" in text:
            for found in _CHUNK.finditer(text):
                if "@" in found[0] and exact_finds(found[0], self._registry):
                    yield found.span()
        yield from ((exact.start, exact.end) for exact in in_parts(text, self._registry))
        for found in _LONG_NUMBER.finditer(text):
            digits = _NO_DIGIT.sub("", found[0])
            if not digits.isascii():
                digits = "".join(run.digits for run in digit_runs(found[0]))
            for length, known in self._digits.items():
                if any(digits[at : at + length] in known for at in range(len(digits) - length + 1)):
                    yield found.span()
                    break

    def _like(self, found: set[str]) -> set[str]:
        """The words of *found* that are like a name; those not met before are looked at together first."""
        plain = [word for word in found.difference(self._known) if is_plain(word)]
        if plain:
            like = self._lookup.likeness.among(forms_of(plain))
            others = [word for word in plain if word.lower() not in like and not self._plates_of(word)]
            self._make_room(len(others))
            self._lookup.pass_over(others)
            self._known.update(dict.fromkeys(others, False))
        known = self._known
        return {word for word in found if known.get(word, True) and self._is_like(word)}

    def _disguised(self, text: str) -> Iterator[tuple[int, int]]:
        """Where digits stand for letters of a name: T1mur."""
        found = {run: in_letters(run) for run in _mixed(text)}
        like = self._like({word for word in found.values() if word.isalpha()})
        yield from _standing(text, {run for run, word in found.items() if word in like})

    def _plates_of(self, word: str) -> tuple[Phrase, ...]:
        plates = self._registry.plates
        return plates.get(plate_letters(word), ()) if plates else ()

    def _is_like(self, word: str) -> bool:
        known = self._known.get(word)
        if known is None:
            known = any(self._names(each.text, each.folded) for each in words(word))
            self._remember(word, known=known)
        return known

    def _remember(self, key: str, *, known: bool) -> None:
        self._make_room(1)
        self._known[key] = known

    def _make_room(self, count: int) -> None:
        if len(self._known) + count > MOST_KNOWN:
            self._known.clear()
            forget(self._registry)

    def _names(self, text: str, folded: str) -> bool:
        phrases: tuple[Phrase, ...] = self._lookup.phrases(folded, as_it_stands=False)
        if any(phrase.person in self._people for phrase in (*phrases, *self._plates_of(text))):
            return True
        hits = self._lookup.word(text, in_address=False) if len(folded) > 1 else ()
        return any(hit.person in self._people for hit in hits)

    def _is_like_in_address(self, chunk: str) -> bool:
        """The same for what is written as an address is: its words may stand together, or be escaped."""
        key = f" {chunk}"
        known = self._known.get(key)
        if known is None:
            known = self._may_name(chunk) and any(mentions.find(chunk, self._registry))
            self._remember(key, known=known)
        return known

    def _may_name(self, chunk: str) -> bool:
        """Whether a word of an address is like a name, or may be once its escapes are opened."""
        if "%" in chunk or "xn--" in chunk.lower():
            return True
        return any(
            self._is_like(word)
            or any(hit.person in self._people for hit in self._lookup.word(word, in_address=True))
            for word in _WORD.findall(chunk)
        )


def _mixed(text: str) -> set[str]:
    """Runs of letters and digits that begin with a letter and have a digit that looks like one inside."""
    runs: set[str] = set()
    for found in _DIGIT_AS_LETTER.finditer(text):
        start, end = found.span()
        while start > 0 and text[start - 1].isalnum() and found.start() - start < LONGEST_HALF:
            start -= 1
        while end < len(text) and text[end].isalnum() and end - found.end() < LONGEST_HALF:
            end += 1
        run = _OTHER_DIGIT.split(text[start:end].rstrip(_DIGITS))[-1]
        runs.update(run[part.start() :] for part in _FIRST_LETTERS.finditer(run))
    return {run for run in runs if not run.isalpha()}


def _standing(text: str, words: set[str]) -> Iterator[tuple[int, int]]:
    """Where in *text* one of *words* stands with no letter of a word beside it."""
    if not words:
        return
    for _, start, end in AhoCorasick(words).find_matches_as_indexes(text, overlapping=True):
        if not (text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()):
            yield start, end


def _divided(text: str) -> Iterator[tuple[int, int, str]]:
    """Words that a line's end divides, with a hyphen: where, and the word."""
    for found in _DIVISION.finditer(text):
        start = max(0, found.start() - LONGEST_HALF)
        before = _LAST_LETTERS.search(text[start : found.start()])
        behind = _FIRST_LETTERS.match(text, found.end(), found.end() + LONGEST_HALF)
        if before is not None and behind is not None:
            yield start + before.start(), behind.end(), before[0] + behind[0]


def _by_length(registry: Registry) -> dict[int, set[str]]:
    """Every number of four digits or more that is matched whatever separates its digits."""
    found: dict[int, set[str]] = {}
    for held in (registry.phones, registry.iins, registry.digit_numbers):
        for digits in held:
            found.setdefault(len(digits), set()).add(digits)
    return found


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """With what stands around it, to the white space beyond, if that is not far."""
    first, last = max(0, start - AROUND), end + AROUND
    lowest, highest = max(0, first - LONGEST_CHUNK), min(len(text), last + LONGEST_CHUNK)
    begin = max(text.rfind(" ", lowest, first), text.rfind("\n", lowest, first)) + 1 or lowest
    stops = [at for at in (text.find(" ", last, highest), text.find("\n", last, highest)) if at >= 0]
    return begin, min(stops, default=highest)
