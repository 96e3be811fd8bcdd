"""Words of a text that stand beside each other read as one name: whose, and how much of a name it is; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from casebook.redaction.addresses import Piece, pieces
from casebook.redaction.dictionary import is_place, is_word
from casebook.redaction.hits import Hit, Hits, How, Lookup, lookup
from casebook.redaction.registry import Phrase, Registry
from casebook.search.letters import fold_word
from casebook.search.nameparts import Part, is_patronymic

LONGEST_NAME: Final = 5
"""Words of a name that stand beside each other."""
SHORTEST_SPELT_OUT: Final = 4
LONGEST_SPELT_OUT: Final = 24
_BESIDE: Final = re.compile(r"(?:[^\S\n]*\n?[^\S\n]*|[-\u2010\u2011\u00ad]\n?)\Z")
_IN_ADDRESS: Final = re.compile(r"[-_.+~,%0-9]{0,3}\Z")
_LISTED: Final = re.compile(r"\s*(?:,\s*)?(?:(?:and|и|және|мен|пен|бен)\s+)?\Z")
_DIVIDED: Final = re.compile(r"[-\u2010\u00ad]\s*\n\s*\Z")
_DIVIDERS: Final = frozenset("-\u2010\u00ad")
_DOT: Final = re.compile(r"\.\s{0,2}\Z")


@dataclass(frozen=True, slots=True)
class Run:
    """Words first to last (exclusive) read as one name; *people* counted as in the registry."""

    first: int
    last: int
    people: frozenset[int]
    parts: frozenset[Part]
    how: How
    initials: bool = False

    @property
    def is_full(self) -> bool:
        """Given and family name, or given name and patronymic, are both there."""
        family = bool(self.parts & {Part.FAMILY, Part.WHOLE})
        return (family and len(self.parts) > 1) or self.parts >= {Part.GIVEN, Part.PATRONYMIC}


def _mended(text: str, run: list[Piece], words: Lookup) -> list[Piece]:
    """*run* with a known name put together where a line end or spaces between its letters took it apart."""
    mended: list[Piece] = []
    at = spelt_until = 0
    while at < len(run):
        touches_next = at + 1 < len(run) and run[at].end == run[at + 1].start
        disguised = _with_digits(run, at) if touches_next else None
        if disguised is not None and words.word(disguised[0].text, in_address=False):
            mended.append(disguised[0])
            at = disguised[1]
            continue
        piece, last = run[at], 0
        if at >= spelt_until and len(piece.text) == 1:
            spelt_until = last = _spelt_out(text, run, at)
        if not last and text[piece.end : piece.end + 1] in _DIVIDERS:
            last = _hyphenated(text, run, at)
        for begin, end in _takes(at, last) if last else ():
            joined = "".join(each.text for each in run[begin:end])
            if words.word(joined, in_address=False):
                mended += run[at:begin]
                one = run[begin]
                mended.append(one._replace(end=run[end - 1].end, text=joined, folded=fold_word(joined)))
                at = end
                break
        else:
            mended.append(piece)
            at += 1
    return mended


_AS_LETTERS: Final = str.maketrans("01345", "oieas")


def in_letters(text: str) -> str:
    """*text* with the digits that look like letters written as those."""
    return text.translate(_AS_LETTERS)


def _with_digits(run: list[Piece], at: int) -> tuple[Piece, int] | None:
    """Word *at* with digits in it that stand for letters (T1mur), and where it ends; `None` if it is none."""
    if at + 2 >= len(run) or not run[at + 1].is_number or run[at].is_number or run[at].address:
        return None
    last = at
    while (
        last + 1 < len(run)
        and run[last + 1].start == run[last].end
        and len(run[last + 1].text) < LONGEST_SPELT_OUT
    ):
        last += 1
    if last < at + 2:
        return None
    joined = in_letters("".join(piece.text for piece in run[at : last + 1]))
    if not joined.isalpha():
        return None
    return run[at]._replace(end=run[last].end, text=joined, folded=fold_word(joined)), last + 1


def _takes(first: int, last: int) -> list[tuple[int, int]]:
    """What to try of the words from *first* to *last*: all, and all but a letter more at either end."""
    if last - first <= SHORTEST_SPELT_OUT:
        return [(first, last)] if last else []
    return [(first, last), (first + 1, last), (first, last - 1)]


def _hyphenated(text: str, run: list[Piece], at: int) -> int:
    """Where a word that is divided at a line end ends; 0 if word *at* is none."""
    if at + 1 >= len(run) or run[at].address or run[at].is_number or run[at + 1].is_capital:
        return 0
    return at + 2 if _DIVIDED.match(text[run[at].end : run[at + 1].start]) else 0


def _spelt_out(text: str, run: list[Piece], at: int) -> int:
    """Where a word written letter by letter ends: four letters or more, one sign between them; 0 if none begins."""
    last = at
    most = min(len(run), at + LONGEST_SPELT_OUT)
    while last < most and len(run[last].text) == 1 and not run[last].is_number:
        gap = text[run[last].end : run[last + 1].start] if last + 1 < len(run) else ""
        last += 1
        if len(gap) != 1 or gap.isalnum():
            break
    return last if last - at >= SHORTEST_SPELT_OUT else 0


class Reader:
    """One text being read for names."""

    def __init__(self, text: str, registry: Registry) -> None:
        self._text = text
        self._registry = registry
        self._lookup = lookup(registry)
        self.pieces = _mended(text, pieces(text), self._lookup)
        self._hits: list[Hits] = [self._lookup.hits(piece) for piece in self.pieces]

    def phrases(self, piece: Piece) -> tuple[Phrase, ...]:
        """Phrases that may begin with a word; an English word stands for itself only."""
        as_it_stands = piece.text.isascii() and not piece.address
        return self._lookup.phrases(piece.folded, as_it_stands=as_it_stands)

    def runs(self) -> list[Run]:
        """Every name of the registry in the text, none inside another."""
        runs: list[Run] = []
        at = 0
        while at < len(self.pieces):
            if not self._hits[at]:
                at += 1
                continue
            runs.append(self._run_from(at))
            at = runs[-1].last
        return [self._of_one_family(runs, place) for place in range(len(runs))]

    def _beside(self, index: int) -> bool:
        """Whether word *index* and the next stand beside each other as parts of one name do."""
        if index + 1 >= len(self.pieces):
            return False
        one, other = self.pieces[index], self.pieces[index + 1]
        gap = self._text[one.end : other.start]
        if one.address != other.address:
            # A name may run into a slug or a path: "Given Family/2024.pdf".
            return other.address == other.start + 1 and other.is_capital and gap.isspace() and len(gap) <= 2
        if one.address:
            return bool(_IN_ADDRESS.match(gap))
        if len(one.text) <= 2 and one.is_capital and _DOT.match(gap):
            return True
        return len(gap) <= 4 and bool(_BESIDE.match(gap))

    def _run_from(self, first: int) -> Run:
        """The longest name beginning at word *first*, whose people are those that all its words may name."""
        hits = self._hits[first]
        alone = self._lookup.alone(self.pieces[first])
        best = Run(first, first + 1, alone.people, alone.parts, alone.how)
        taken: dict[int, Hits] = {first: hits}
        people = alone.people
        at = first
        while self._beside(at) and at + 1 - first < LONGEST_NAME:
            at += 1
            piece = self.pieces[at]
            more = self._hits[at]
            common = people & {hit.person for hit in more}
            if not common and not more:
                common, more = self._near(at, people, taken)
            if common and piece.folded not in {self.pieces[i].folded for i in taken}:
                people = common
                taken[at] = more
                best = self._run(first, at + 1, taken)
            elif not self._is_passed_over(piece):
                break
        return self._with_initials(best)

    def _near(self, at: int, people: frozenset[int], taken: dict[int, Hits]) -> tuple[frozenset[int], Hits]:
        """A word unknown by itself, but with the consonants of the other name of one of *people*."""
        common = self._with_consonants(at, people)
        parts = {hit.part for hits in taken.values() for hit in hits if hit.person in common}
        other = Part.GIVEN if parts & {Part.FAMILY, Part.WHOLE} else Part.FAMILY
        return common, tuple(Hit(person, other, How.SKELETON) for person in common)

    def _with_consonants(self, at: int, people: frozenset[int]) -> frozenset[int]:
        """Those of *people* of whose names one has the consonants of word *at*, if that may be a name."""
        piece = self.pieces[at]
        if not (piece.is_capital or piece.address) or piece.is_number or is_word(piece.text):
            return frozenset()
        return people & self._lookup.by_skeleton(piece.text)

    def _is_passed_over(self, piece: Piece) -> bool:
        """A patronymic or a middle initial that no record holds."""
        return piece.is_capital and (len(piece.folded) == 1 or is_patronymic(piece.folded))

    def _run(self, first: int, last: int, taken: dict[int, Hits]) -> Run:
        people = frozenset.intersection(*(frozenset(h.person for h in hits) for hits in taken.values()))
        parts: set[Part] = set()
        hows: list[How] = []
        for hits in taken.values():
            mine = [hit for hit in hits if hit.person in people]
            surest = min(mine, key=lambda hit: hit.how.rank)
            hows.append(surest.how)
            parts |= {hit.part for hit in mine}
        return Run(first, last, people, frozenset(parts), max(hows, key=lambda how: how.rank))

    def _with_initials(self, run: Run) -> Run:
        """*run* with initials before or after it; they narrow down whom a family name may mean."""
        run = self._with_given_before(run)
        if run.is_full or not run.parts & {Part.FAMILY, Part.WHOLE}:
            return self._with_patronymic(run)
        before = self._initials(run.first - 1, -1)
        after = [] if before else self._initials(run.last, 1)
        letters = before or after
        if not letters:
            return run
        first = self.pieces[min(letters)]
        narrowed = frozenset(p for p in run.people if fold_word(first.text) in self._registry.initials[p])
        return Run(
            min(run.first, *letters), max(run.last, max(letters) + 1), narrowed or run.people,
            run.parts, run.how, initials=bool(narrowed),
        )  # fmt: skip

    def _with_given_before(self, run: Run) -> Run:
        """A lone family name with the word before it, if that has the consonants of a bearer's given name."""
        at = run.first - 1
        if run.parts != {Part.FAMILY} or at < 0 or self._hits[at] or not self._beside(at):
            return run
        common = self._with_consonants(at, run.people)
        if not common:
            return run
        return Run(at, run.last, common, run.parts | {Part.GIVEN}, How.SKELETON)

    def _initials(self, at: int, step: int) -> list[int]:
        found: list[int] = []
        while 0 <= at < len(self.pieces) and len(found) < 2:
            piece = self.pieces[at]
            gap_at = (at, at + 1) if step < 0 else (at - 1, at)
            dotted = self._text[piece.end : piece.end + 1] == "."
            letter = len(piece.text) <= 2 and piece.is_capital and len(fold_word(piece.text)) == 1
            if not (letter and dotted and not piece.address and self._beside_initial(*gap_at, step)):
                break
            found.append(at)
            at += step
        return found

    def _beside_initial(self, one: int, other: int, step: int) -> bool:
        gap = self._text[self.pieces[one].end : self.pieces[other].start]
        signs = (
            " .,\n\u00a0\u202f" if step > 0 else " .\n\u00a0\u202f"
        )  # "Family A., Other B.": A. is no Other's
        return len(gap) <= 3 and not gap.strip(signs)

    def _with_patronymic(self, run: Run) -> Run:
        """A given or full name takes the patronymic behind it along, registered or not."""
        if run.last < len(self.pieces) and self._beside(run.last - 1):
            piece = self.pieces[run.last]
            if piece.is_capital and is_patronymic(piece.folded) and not self._hits[run.last]:
                return Run(run.first, run.last + 1, run.people, run.parts, run.how)
        return run

    def _of_one_family(self, runs: list[Run], place: int) -> Run:
        """In "A, B and C Family", A and B are those of that family, if there are any."""
        run = runs[place]
        if run.parts != {Part.GIVEN}:
            return run
        end = run.last
        for at in range(place + 1, len(runs)):
            other = runs[at]
            gap = self._text[self.pieces[end - 1].end : self.pieces[other.first].start]
            if other.first != end and not self._only_conjunction(end, other.first):
                break
            if not _LISTED.match(gap):
                break
            if other.is_full:
                families = {f for person in other.people for f in self._registry.families[person]}
                kin = frozenset(p for p in run.people if families & self._registry.families[p])
                return Run(run.first, run.last, kin, run.parts, run.how) if kin else run
            if other.parts != {Part.GIVEN}:
                break
            end = other.last
        return run

    def _only_conjunction(self, first: int, last: int) -> bool:
        return last - first == 1 and len(self.pieces[first].text) <= 4

    def has_stranger_beside(self, run: Run) -> bool:
        """Whether a capitalised word that is no word, and names none of the same people, stands beside."""
        for pair, other in ((run.last - 1, run.last), (run.first - 1, run.first - 1)):
            if pair < 0 or not self._beside(pair):
                continue
            piece = self.pieces[other]
            if (
                piece.is_capital
                and len(piece.text) > 2
                and not is_word(piece.text)
                and not is_place(piece.text)
            ):
                return True
        return False
