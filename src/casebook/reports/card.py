"""The card of a signing key: one page that is given from hand to hand, and compared with what a bundle says.

No name of an organisation stands on it unless somebody typed one: a card that is found should not say whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.words import N_, Translator, translator
from casebook.formats import age, sshsig
from casebook.formats.wordlist import Language
from casebook.reports.document import Block, Box, Document, Entry, Heading, Paragraph, Runs, Text

_ROW: Final = 4
CHECK: Final = (
    "ssh-keygen -Y check-novalidate -n bundle@casebook -s tagmanifest-sha256.txt.sig < tagmanifest-sha256.txt"
)
SUMS: Final = "sha256sum -c tagmanifest-sha256.txt manifest-sha256.txt"
LISTS: Final[dict[Language, str]] = {
    "en": N_("Twelve words, in English"),
    "ru": N_("Twelve words, in Russian"),
}
"""What stands over the words of a key, by the list they are of."""
_HOW: Final = (
    (N_("Open the bundle in the verifier page; or unpack it, and enter in its folder:"), CHECK),
    (N_("It names a key: the fingerprint above, to the letter, or the twelve words above."), ""),
    (N_("In the folder, enter this too. Every line must end in OK:"), SUMS),
    (N_("If anything differs, do not rely on the bundle, and ask us in another way than it came."), ""),
)


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on it. *public*: the signing key, 32 bytes. *recipient*: the key others encrypt to (``age1…``), or
    empty. *organisation*: what somebody typed, or empty.
    """

    public: bytes
    recipient: str = ""
    organisation: str = ""


def card(facts: Card, language: str) -> Document:
    """The card in ``en``, ``ru`` or ``kk``. The English words are always on it: `casebook verify` says those."""
    t = translator(language)
    return Document(
        language,
        t(N_("Card of a signing key")),
        tuple(_blocks(facts, language, t)),
        subtitle=facts.organisation,
    )


def _blocks(facts: Card, language: str, t: Translator) -> Iterator[Block]:
    yield Paragraph(_plain(t(N_("Keep this card. Whoever gave it to you signs with this key alone."))))
    yield Box(t(N_("Fingerprint")), tuple(_fingerprint(facts.public, language, t)))
    yield Heading(1, _plain(t(N_("How to check a bundle"))))
    for number, (text, command) in enumerate(_HOW, 1):
        yield Entry(str(number), (_plain(t(text)), _strong(command)) if command else (_plain(t(text)),))
    if facts.recipient:
        yield Heading(1, _plain(t(N_("How to send us something"))))
        told = t(N_("Compare the words of this key with us. Then encrypt with the program age:"))
        yield Paragraph(_plain(told))
        words = _rows(age.recipient_words(facts.recipient, _languages(language)[0]))
        yield Box(t(N_("Key to encrypt to")), (_strong(f"age -r {facts.recipient} -o FILE.age FILE"), *words))


def _fingerprint(public: bytes, language: str, t: Translator) -> Iterator[Runs]:
    yield _strong(sshsig.fingerprint(public))
    for each in _languages(language):
        yield _plain(t(LISTS[each]))
        yield from _rows(sshsig.fingerprint_words(public, each))


def _languages(language: str) -> tuple[Language, ...]:
    return ("en",) if language == "en" else ("ru", "en")


def _rows(words: Sequence[str]) -> Iterator[Runs]:
    """Four words a line, so that nobody loses their place."""
    for start in range(0, len(words), _ROW):
        yield _strong("   ".join(words[start : start + _ROW]))


def _plain(text: str) -> Runs:
    return (Text(text),)


def _strong(text: str) -> Runs:
    return (Text(text, bold=True),)
