"""Names of people: taking one apart, telling its script, printing it, suggesting it in another script.

Nothing here decides. Parts may be empty: Kazakh names often have no family name, and one is never required.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from casebook.model import transliteration


@dataclass(frozen=True)
class PersonName:
    """A name in one script and its parts, those of `person.NAME`. Empty text: not known, or there is none."""

    full: str
    family: str = ""
    given: str = ""
    patronymic: str = ""
    script: str = ""
    language: str = ""
    scheme: str = ""


_SCRIPTS: Final = {"CYRILLIC": "Cyrl", "LATIN": "Latn", "ARABIC": "Arab", "CJK": "Hans"}
_KAZAKH: Final = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
_DOTLESS: Final = frozenset("ıİ")

_PATRONYMIC: Final = re.compile(
    r".{2,}(?:ович|евич|ьич|овна|евна|ична|инична|ұлы|улы|қызы|кызы|оглы|"
    r"ovich|evich|yevich|ovna|evna|yevna|ichna|uly|ūly|ūlı|kyzy|qyzy|qyz|qyzı|ogly|ogli|o['’]?g['’]?li|qizi)",
    re.IGNORECASE,
)
_FAMILY: Final = re.compile(
    r".{2,}(?:ов|ев|ёв|ова|ева|ёва|ский|ская|цкий|цкая|енко|[oe]va?|ski|sky|skiy|skaya|enko)", re.IGNORECASE
)
"""Endings only family names have. Not -in: Konstantin and Martin are given names."""


def script_of(text: str) -> str:
    """The script most letters of *text* belong to (ISO 15924), or "" if it has no letters of a known one."""
    counts: dict[str, int] = {}
    for letter in text:
        if letter.isalpha():
            script = _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "other")
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda script: (counts[script], script)) if counts else ""


def language_of(text: str) -> str:
    """A guess: "kk" for letters only Kazakh has, "ru" for other Cyrillic, "" for the rest."""
    if _KAZAKH & set(text):
        return "kk"
    return "ru" if script_of(text) == "Cyrl" else ""


def split(printed: str, *, family_first: bool | None = None) -> PersonName:
    """*printed* taken apart as far as its form tells.

    "Aigul SATPAYEVA": capitals are the family name. «Сатпаева Айгуль Ерлановна», "Aigul Yerlanovna
    Satpayeva": the patronymic tells the order. Two words: given name first, unless *family_first* says
    otherwise or the first looks like a family name and the second does not. A patronymic in place of a family
    name (Saparuly, Қайратқызы) leaves the family name empty. One word is a given name.
    """
    full = " ".join(unicodedata.normalize("NFC", printed).split())
    name = PersonName(full, script=script_of(full), language=language_of(full))
    if "," in full:
        family, _, rest = full.partition(",")
        given, patronymic = _given_and_patronymic(rest.split())
        return replace(name, family=family.strip(), given=given, patronymic=patronymic)
    words = full.split()
    shouted = [word for word in words if _is_capitals(word)]
    if shouted and len(shouted) < len(words):
        given, patronymic = _given_and_patronymic([word for word in words if not _is_capitals(word)])
        return replace(name, family=_softened(" ".join(shouted)), given=given, patronymic=patronymic)
    words = [_softened(word) for word in words] if shouted and len(words) > 1 else words
    return _by_form(name, words, family_first=family_first)


def _by_form(name: PersonName, words: list[str], *, family_first: bool | None) -> PersonName:
    if len(words) < 2:
        return replace(name, given="".join(words))
    at = next((i for i, word in enumerate(words) if i and _PATRONYMIC.fullmatch(word)), 0)
    if at == len(words) - 1 and at >= 2:
        return replace(name, family=" ".join(words[: at - 1]), given=words[at - 1], patronymic=words[at])
    if at and at < len(words) - 1:
        return replace(
            name, given=" ".join(words[:at]), patronymic=words[at], family=" ".join(words[at + 1 :])
        )
    if at:
        return replace(name, given=words[0], patronymic=words[1])
    if family_first is None:
        family_first = bool(_FAMILY.fullmatch(words[0])) and not _FAMILY.fullmatch(words[-1])
    if family_first:
        return replace(name, family=words[0], given=" ".join(words[1:]))
    return replace(name, given=" ".join(words[:-1]), family=words[-1])


def _given_and_patronymic(words: list[str]) -> tuple[str, str]:
    at = next((i for i, word in enumerate(words) if i and _PATRONYMIC.fullmatch(word)), len(words))
    return " ".join(words[:at]), " ".join(words[at:])


def _is_capitals(word: str) -> bool:
    """Whether *word* is printed in capitals: at least two letters, all of them large."""
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


def _softened(text: str) -> str:
    """*text* with only the first letter of each part large: SATPAYEVA → Satpayeva, AL-FARABI → Al-Farabi."""
    return re.sub(r"[^\W\d_]+", lambda word: word[0][:1] + word[0][1:].lower(), text)


def printed(name: PersonName, *, shout: bool = True) -> str:
    """The name as lists print it: "Aigul SATPAYEVA"; without *shout*, "Aigul Satpayeva".

    Without parts it is the full name, as it stands.
    """
    if not name.family and not name.given:
        return name.full
    last = name.family or name.patronymic
    return " ".join(part for part in (name.given, last.upper() if shout else last) if part)


def formal(name: PersonName) -> str:
    """Family name, given name, patronymic: the order of official papers."""
    parts = " ".join(part for part in (name.family, name.given, name.patronymic) if part)
    return parts or name.full


def sort_key(name: PersonName) -> tuple[str, str, str]:
    """Orders names by family name (where there is none, by patronymic, then given name), then given name.

    By letters without their marks; an order by the rules of one language is the reader's (`gui`, `reports`).
    """
    first = name.family or name.patronymic or name.given or name.full
    return _plain(first), _plain(name.given), name.full


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalpha() or letter.isspace())


def best(names: Iterable[PersonName], language: str) -> PersonName | None:
    """The name for a text in *language*: one of that language, else of its script, else the first."""
    wanted = "Latn" if language == "en" else "Cyrl"

    def distance(name: PersonName) -> int:
        if name.language == language:
            return 0
        return 1 if (name.script or script_of(name.full)) == wanted else 2

    return min(names, key=distance, default=None)


def suggest(name: PersonName, script: str) -> PersonName | None:
    """*name* in the other *script* (``Latn`` or ``Cyrl``), to be confirmed by a person; `None` if it is in it.

    The scheme is ``suggested``: it is no fact until somebody says so.
    """
    source = name.script or script_of(name.full)
    if source == script or {source, script} != {"Latn", "Cyrl"}:
        return None
    change = transliteration.to_latin if script == "Latn" else transliteration.to_cyrillic
    parts = (change(part) for part in (name.full, name.family, name.given, name.patronymic))
    full, family, given, patronymic = parts
    language = "en" if script == "Latn" else "ru"
    return PersonName(full, family, given, patronymic, script, language, "suggested")
