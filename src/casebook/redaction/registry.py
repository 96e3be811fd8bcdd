"""Everything by which the people of a casebook can be named, compiled for looking through texts; pure.

`Registry.of(identities)` takes plain values, not a casebook. It is built once per export and asked by
`mentions.find`, `review.look` and the leak check.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from casebook.redaction.coordinates import Spots
from casebook.redaction.dictionary import is_name, is_word
from casebook.redaction.shortforms import short_forms
from casebook.search.folding import words
from casebook.search.keys import SHORTEST_ONE_EDIT, NameToken, name_tokens, skeleton
from casebook.search.letters import bare, fold_word, like_latin
from casebook.search.nameparts import Part, PersonName, parts, without_notes

PersonKey = str | bytes | int
"""What the caller knows a person by; given back as it is."""

SHORTEST_PHONE: Final = 6
PHONE_DIGITS: Final = 10
IIN_DIGITS: Final = 12
SHORTEST_HANDLE: Final = 3
_FULL_YEAR: Final = re.compile(r"/(19|20)\d\d\s*\Z")
_NOTE: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_FEMININE: Final = re.compile(r"(?<=ov|ev|in)a$|(?<=sk)aia$")


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """By what one person can be named."""

    person: PersonKey
    names: tuple[PersonName, ...] = ()
    """Names and spellings, in any script."""
    aliases: tuple[str, ...] = ()
    """Nicknames and other names that may be no person's name in form."""
    code_names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    iins: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    """Documents and case numbers: matched letter by letter, separators aside."""
    coordinates: tuple[str, ...] = ()
    """A home, as anybody writes coordinates: matched by nearness."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """One person bears a folded word as that part of a name."""

    person: int
    part: Part
    sure: bool
    own: bool = True
    """False for the other gender's form of a family name: a husband's of a wife's."""
    short: bool = False
    """A short form of the given name, or the full one of a short (`shortforms.py`)."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of folded words that names one person: an alias, a code name, a handle, a plate, a number."""

    words: tuple[str, ...]
    person: int
    kind: str
    """``alias``, ``code``, ``handle`` or ``number``; the words of a number are `plate_letters`."""
    is_word: bool
    """It is one ordinary word: only a capital or an @ makes it a name."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Registry:
    """What texts are looked through for. People are counted from 0 in the order they were given.

    It shows none of its names when it is printed, as an error that passes by might.
    """

    people: tuple[PersonKey, ...]
    tokens: Mapping[str, tuple[Bearing, ...]]
    """Folded word → who bears it."""
    one_less: Mapping[str, tuple[str, ...]]
    """A folded word of `tokens` less one letter → the words: how one edit is found."""
    skeletons: Mapping[str, frozenset[int]]
    """The consonants of a part of a name → who bears it."""
    phrases: Mapping[str, tuple[Phrase, ...]]
    """First folded word → phrases, longest first."""
    plates: Mapping[str, tuple[Phrase, ...]]
    """The same for plates and numbers with letters, by `plate_letters` of their words."""
    emails: Mapping[str, frozenset[int]]
    phones: Mapping[str, frozenset[int]]
    """Last ten digits, or all of a shorter number."""
    iins: Mapping[str, frozenset[int]]
    digit_numbers: Mapping[str, frozenset[int]]
    spots: Spots
    initials: tuple[frozenset[str], ...]
    """For each person the folded letters a given name or patronymic may be shortened to."""
    families: tuple[frozenset[str], ...]
    """For each person the family names, in a man's form."""
    memory: dict[str, object] = field(default_factory=dict)
    """What those who ask it remember of it; it goes when the registry goes."""

    @staticmethod
    def of(identities: Iterable[Identity]) -> Registry:
        """Compile *identities*; time and memory grow with their number, not with its square."""
        building = _Building()
        for identity in identities:
            building.add(identity)
        return building.finished()


def masculine(folded: str) -> str:
    """A folded family name in a man's form."""
    if folded.endswith("skaia"):
        return folded[:-3] + "i"
    return _FEMININE.sub("", folded)


def digits_of(text: str) -> str:
    """The digits of *text*, in ASCII."""
    return "".join(word.folded for word in words(text) if word.is_number)


@dataclass
class _Building:
    """The registry while it is being compiled."""

    people: list[PersonKey] = field(default_factory=list)
    tokens: dict[str, dict[Bearing, None]] = field(default_factory=dict)
    skeletons: dict[str, set[int]] = field(default_factory=dict)
    phrases: dict[str, set[Phrase]] = field(default_factory=dict)
    plates: dict[str, set[Phrase]] = field(default_factory=dict)
    exact: dict[str, dict[str, set[int]]] = field(
        default_factory=lambda: {kind: {} for kind in ("email", "phone", "iin", "number")}
    )
    initials: list[set[str]] = field(default_factory=list)
    families: list[set[str]] = field(default_factory=list)
    coordinates: list[tuple[int, str]] = field(default_factory=list)

    def add(self, identity: Identity) -> None:
        person = len(self.people)
        self.people.append(identity.person)
        self.initials.append(set())
        self.families.append(set())
        for name in identity.names:
            self._add_name(person, name)
        for texts, kind in (
            (identity.aliases, "alias"),
            (identity.code_names, "code"),
            (identity.handles, "handle"),
            (identity.plates, "number"),
            (identity.numbers, "number"),
        ):
            for text in texts:
                self._add_phrase(person, account_of(text) if kind == "handle" else text, kind)
        for email in identity.emails:
            self._add_exact("email", email.strip().casefold(), person)
        for phone in identity.phones:
            self._add_exact("phone", digits_of(phone)[-PHONE_DIGITS:], person, SHORTEST_PHONE)
        self.coordinates += [(person, written) for written in identity.coordinates]
        for iin in identity.iins:
            self._add_exact("iin", digits_of(iin), person, IIN_DIGITS)

    def _add_exact(self, kind: str, value: str, person: int, shortest: int = 3) -> None:
        if len(value) >= shortest:
            self.exact[kind].setdefault(value, set()).add(person)

    def _bear(self, folded: str, bearing: Bearing) -> None:
        self.tokens.setdefault(folded, {})[bearing] = None

    def _add_name(self, person: int, name: PersonName) -> None:
        for part in parts(name):
            if part.part is Part.PARTICLE:
                continue
            if part.part is Part.INITIAL:
                self.initials[person].add(part.token.folded)
                continue
            for form in part.token.readings:
                self._bear(form, Bearing(person, part.part, part.sure))
            self._add_family_or_given(person, part.token, part.part)
        for joined in hyphenated(name.full):
            self._bear(joined, Bearing(person, Part.GIVEN, sure=False))
        for noted in notes(name.full):
            self._bear(noted.folded, Bearing(person, Part.FAMILY, sure=False))

    def _add_family_or_given(self, person: int, token: NameToken, part: Part) -> None:
        if part is not Part.PATRONYMIC:
            self.skeletons.setdefault(skeleton(token.folded), set()).add(person)
        if part in (Part.FAMILY, Part.WHOLE):
            for form in token.readings:
                man = masculine(form)
                self.families[person].add(man)
                if man != form:
                    self._bear(man, Bearing(person, Part.FAMILY, sure=True, own=False))
        if part is not Part.FAMILY:
            self.initials[person].update(initials_of(token))
        if part in (Part.GIVEN, Part.WHOLE):
            for form in short_forms(token.readings):
                self._bear(form, Bearing(person, Part.GIVEN, sure=True, short=True))

    def _add_phrase(self, person: int, text: str, kind: str) -> None:
        run = tuple(word.folded for word in words(text))
        if not run:
            return
        if kind in ("alias", "code") and _is_like_a_name(text):
            self._add_name(person, PersonName(text))
        if kind == "number":
            self._add_number(person, text)
        elif kind != "handle" or len("".join(run)) >= SHORTEST_HANDLE:
            word = len(run) == 1 and (is_word(text) or len(run[0]) < SHORTEST_HANDLE + 1)
            self.phrases.setdefault(run[0], set()).add(Phrase(run, person, kind, word))

    def _add_number(self, person: int, text: str) -> None:
        """All digits: to the digits. Else to the plates, and its long runs of digits to the digits as well."""
        run = tuple(plate_letters(word.text) for word in words(text))
        digits = [word for word in run if word.isdigit()]
        if len(digits) == len(run):
            self._add_exact("number", "".join(digits), person, SHORTEST_HANDLE + 1)
            year = _FULL_YEAR.search(text)
            if year is not None:  # 1-264/2023 is 1-264/23 as well
                short = digits_of(text[: year.start(1)] + text[year.end(1) :])
                self._add_exact("number", short, person, SHORTEST_PHONE)
            return
        for word in digits:
            self._add_exact("number", word, person, SHORTEST_PHONE)
        if len("".join(run)) > SHORTEST_HANDLE:
            self.plates.setdefault(run[0], set()).add(Phrase(run, person, "number", is_word=False))

    def finished(self) -> Registry:
        one_less: dict[str, set[str]] = {}
        for folded, held in self.tokens.items():
            if len(folded) >= SHORTEST_ONE_EDIT and not all(b.short for b in held):
                for less in less_one(folded):
                    one_less.setdefault(less, set()).add(folded)
        given = {
            folded
            for folded, bearings in self.tokens.items()
            if any(b.part is Part.GIVEN and b.sure and not b.short for b in bearings)
        }
        return Registry(
            people=tuple(self.people),
            tokens={f: tuple(_settled(b, f in given) for b in held) for f, held in self.tokens.items()},
            one_less={less: tuple(sorted(whole)) for less, whole in one_less.items()},
            skeletons={bones: frozenset(who) for bones, who in self.skeletons.items()},
            phrases=_longest_first(self.phrases),
            plates=_longest_first(self.plates),
            emails=_frozen(self.exact["email"]),
            phones=_frozen(self.exact["phone"]),
            iins=_frozen(self.exact["iin"]),
            digit_numbers=_frozen(self.exact["number"]),
            spots=Spots.of(self.coordinates),
            initials=tuple(map(frozenset, self.initials)),
            families=tuple(map(frozenset, self.families)),
        )


def _longest_first(held: Mapping[str, set[Phrase]]) -> dict[str, tuple[Phrase, ...]]:
    return {
        first: tuple(sorted(phrases, key=lambda p: (-len(p.words), p.words, p.person, p.kind)))
        for first, phrases in held.items()
    }


def account_of(handle: str) -> str:
    """The account in an account name or its address: `https://t.me/sapar?x` and `@sapar` are `sapar`."""
    return handle.partition("?")[0].strip().rstrip("/").rpartition("/")[2].lstrip("@")


def plate_letters(text: str) -> str:
    """*text* as a plate shows it: small letters, Cyrillic ones as the Latin ones they look like."""
    return like_latin(bare(text)) if not text.isdigit() else digits_of(text)


def _frozen(held: Mapping[str, set[int]]) -> dict[str, frozenset[int]]:
    return {value: frozenset(who) for value, who in held.items()}


def _settled(bearing: Bearing, is_given: bool) -> Bearing:  # noqa: FBT001 - private, called once
    """A part guessed by its place alone: a given name where others bear it so, else perhaps a family name."""
    if bearing.sure or bearing.part not in (Part.GIVEN, Part.FAMILY) or not bearing.own:
        return bearing
    if bearing.part is Part.FAMILY and not is_given:
        return bearing
    return Bearing(bearing.person, Part.GIVEN, sure=bearing.sure)


def less_one(folded: str) -> set[str]:
    """*folded* and every word it becomes by losing one letter: two words one edit apart share one."""
    return {folded, *(folded[:i] + folded[i + 1 :] for i in range(len(folded)))}


def initials_of(token: NameToken) -> set[str]:
    """The folded letters *token* may be shortened to: Yerzhan is Y., E., Е.; Zhanar is Zh., Z., Ж."""
    found = {form[0] for form in token.readings}
    for letters in (token.text[:1], token.text[:2]):
        folded = fold_word(letters)
        if len(folded) == 1:
            found.add(folded)
    return found


def _is_like_a_name(text: str) -> bool:
    """Whether an alias is formed like a name, so that it may be declined: one to four capitalised words."""
    run = list(words(without_notes(text)))
    return 0 < len(run) <= 4 and all(word.text[0].isupper() and not word.is_number for word in run)


def hyphenated(name: str) -> Iterator[str]:
    """The folded forms of hyphenated parts of *name* written as one word: Zhan-Aidar is Zhanaidar too."""
    for run in re.findall(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)+", name):
        yield fold_word(re.sub(r"\W", "", run))


def notes(name: str) -> Iterator[NameToken]:
    """A family name that stands in brackets, as a maiden name does: one capitalised word that is no other word."""
    if not without_notes(name).strip():
        return
    for note in _NOTE.findall(name):
        tokens = name_tokens(note)
        if len(tokens) != 1 or len(tokens[0].text) < 4 or not tokens[0].text[0].isupper():
            continue
        if is_name(tokens[0].text) or not is_word(tokens[0].text):
            yield tokens[0]
