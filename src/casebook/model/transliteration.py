"""Cyrillic (Russian, Kazakh) to the Latin of the English-language press, and back: suggestions only.

The tables follow what newspapers print (Zh, Kh, Y for й, -ayev), not a library standard: sources are the
BGN/PCGN systems for Russian (1947) and Kazakh (1979) with their diacritics dropped. The way back cannot
be exact, because the press writes several letters alike: g is г or ғ, a is а or ә, u is у, ұ or ү.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_TO_LATIN: Final = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "yo",
    "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n",
    "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u",
    "ү": "u", "ф": "f", "х": "kh", "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya", "є": "ye", "ї": "yi",
    "ґ": "g", "ў": "u",
}  # fmt: skip
_VOWELS: Final = frozenset("аәеёиоөуұүыіэюя")
_AFTER_VOWEL_YE: Final = _VOWELS | frozenset("ъьй")

_SOFT: Final = {"ye": "е", "ya": "я", "yu": "ю", "yo": "ё"}
_FROM_LATIN: Final = {
    "shch": "щ", "dzh": "дж", "zh": "ж", "kh": "х", "gh": "ғ", "ts": "ц", "ch": "ч", "sh": "ш",
    "ay": "ай", "ey": "ей", "iy": "ий", "oy": "ой", "uy": "уй", "ai": "ай", "ei": "ей", "oi": "ой", "ui": "уй",
    "sky": "ский", "tsky": "цкий", "ck": "к", "ph": "ф", "oo": "у", "ee": "и", "ou": "у",
    "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "ж",
    "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "қ", "r": "р", "s": "с", "t": "т",
    "u": "у", "v": "в", "w": "у", "x": "кс", "y": "ы", "z": "з", "ä": "ә", "ğ": "ғ", "ı": "ы", "ñ": "ң",
    "ö": "ө", "ş": "ш", "ū": "ұ", "ü": "ү", "é": "е", "ç": "ч", "'": "", "’": "",
} | _SOFT | {
    vowel + latin: vowel_cyrillic + cyrillic
    for vowel, vowel_cyrillic in zip("aeiou", "аеиоу", strict=True)
    for latin, cyrillic in _SOFT.items()
}  # fmt: skip
_LONGEST: Final = max(map(len, _FROM_LATIN))


def to_latin(text: str) -> str:
    """*text* with its Cyrillic letters in press Latin; everything else stays.

    е at the start of a word and after a vowel is "ye" (Yerlan, Satpayeva); й before a consonant is
    "i" (Aigul), final -ый and -ий are "y".
    """
    text = unicodedata.normalize("NFC", text)
    out: list[str] = []
    for i, letter in enumerate(text):
        low = letter.lower()
        latin = _TO_LATIN.get(low)
        if latin is None:
            out.append(letter)
            continue
        before = text[i - 1].lower() if i else ""
        if low == "е" and (not before.isalpha() or before in _AFTER_VOWEL_YE):
            latin = "ye"
        if low == "й" and before in ("и", "ы") and not text[i + 1 : i + 2].isalpha():
            latin = ""
            out[-1] = "Y" if out[-1].isupper() else "y"
        elif low == "й" and text[i + 1 : i + 2].isalpha() and text[i + 1].lower() not in _VOWELS:
            latin = "i"
        out.append(_cased(latin, letter, text[i + 1 : i + 2]))
    return "".join(out)


def to_cyrillic(text: str) -> str:
    """*text* with its Latin letters in Russian Cyrillic (Kazakh letters where the Latin shows them)."""
    text = unicodedata.normalize("NFC", text)
    out: list[str] = []
    i = 0
    while i < len(text):
        size = next((n for n in range(_LONGEST, 0, -1) if text[i : i + n].lower() in _FROM_LATIN), 0)
        if not size:
            out.append(text[i])
            i += 1
            continue
        piece = text[i : i + size]
        cyrillic = _FROM_LATIN[piece.lower()]
        if piece.lower() == "e" and not (i and text[i - 1].isalpha()):
            cyrillic = "э"
        if text[max(i - 2, 0) : i + 1].lower() == "gul" and not text[i + 1 : i + 2].isalpha():
            cyrillic = "ль"
        out.append(_cased(cyrillic, piece, text[i + size : i + size + 1]))
        i += size
    return "".join(out)


def _cased(text: str, like: str, following: str) -> str:
    """*text* in the case of *like*: a large letter alone makes only the first of several large."""
    if not like[:1].isupper():
        return text
    return (
        text.upper()
        if (len(like) > 1 and like.isupper()) or following.isupper()
        else text[:1].upper() + text[1:]
    )
