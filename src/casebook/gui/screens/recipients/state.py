"""Everybody in the address book, and what can be done about them: work for the book thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import address_book, recipients
from casebook.casework.book import Casebook
from casebook.casework.recipients import EncryptionKey, Recipient, SigningKey
from casebook.casework.touched import Touched
from casebook.formats.wordlist import Comparison, list_for
from casebook.model.fields import Value
from casebook.model.vocabularies import vocabulary
from casebook.wording import of_recipients
from casebook.wording.days import in_words

Work = Callable[[Casebook, Progress], Touched]
ANSWERS: Final = (
    (Comparison.IN_PERSON, N_("They are the same: we compared them face to face")),
    (Comparison.BY_PHONE, N_("They are the same: we read them to each other over the phone")),
    (Comparison.NOT, N_("They differ, or we did not get through")),
)


@dataclass(frozen=True, slots=True, repr=False)
class KeyShown:
    """One key of somebody: what it is for, its text, its words in groups of four, and how it was compared."""

    key: str
    purpose: str
    words: tuple[str, ...]
    compared: str
    sure: bool
    signs: bool
    ended: bool


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """Somebody of the address book."""

    record: RecordId
    code: str
    called: str
    audience: str
    language: str
    keys: tuple[KeyShown, ...]


class RecipientsState:
    """Reads the address book and words it."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    def concerns(self, touched: Touched) -> bool:
        """Whether a write changes what is shown."""
        return "recipient" in touched.kinds

    def load(self, book: Casebook) -> tuple[Shown, ...]:
        """Everybody, by name."""
        found = recipients.recipients(book)
        return tuple(map(self._shown, sorted(found, key=lambda one: one.called.casefold())))

    def _shown(self, one: Recipient) -> Shown:
        tr = self.tr
        audience = vocabulary("consent-use").label(one.audience, tr.language) if one.audience else ""
        language = vocabulary("language").label(one.language, tr.language) if one.language else ""
        keys = [self._key(key, signs=False, ended=bool(key.ended)) for key in one.keys]
        keys += [self._key(key, signs=True, ended=bool(key.revoked)) for key in one.signing]
        return Shown(one.id, one.code, one.called, audience, language, tuple(keys))

    def _key(self, key: EncryptionKey | SigningKey, *, signs: bool, ended: bool) -> KeyShown:
        tr = self.tr
        if isinstance(key, SigningKey):
            text, over = key.fingerprint, key.revoked
            purpose = tr(N_("signs with"))
            told = tr(N_("lost: dead for every date, said on {date}")).format(date=in_words(over, tr))
        else:
            text, over = key.key, key.ended
            purpose = tr(N_("opens with"))
            told = tr(N_("not used any more since {date}")).format(date=in_words(over, tr))
        compared = told if over else of_recipients.comparison(key, tr, in_words)
        return KeyShown(
            text,
            purpose,
            key.words(list_for(tr.language)),
            compared,
            key.compared is Comparison.IN_PERSON and not over,
            signs,
            ended,
        )

    # ------------------------------------------------------------------------------------ acting

    @staticmethod
    def add(values: Mapping[str, Value]) -> Work:
        """Somebody new, with the key that was typed. Raises what `address_book.add` raises."""
        texts = {name: value if isinstance(value, str) else "" for name, value in values.items()}
        key = texts["key"].strip()
        signing = key.startswith(("SHA256:", "ssh-"))

        def work(book: Casebook, _progress: Progress) -> Touched:
            return address_book.add(
                book,
                name=texts["name"],
                organisation=texts["organisation"],
                audience=texts["audience"],
                language=texts["language"],
                keys=[key] if key and not signing else [],
                signing=[key] if signing else [],
            )[1]

        return work

    @staticmethod
    def add_key(record: RecordId, text: str) -> Work:
        """One more key."""

        def work(book: Casebook, _progress: Progress) -> Touched:
            return address_book.add_key(book, record, text.strip())

        return work

    @staticmethod
    def change_key(record: RecordId, old: str, new: str) -> Work:
        """Another key in place of one."""

        def work(book: Casebook, _progress: Progress) -> Touched:
            return address_book.change_key(book, record, old, new.strip())

        return work

    @staticmethod
    def drop_key(record: RecordId, key: KeyShown) -> Work:
        """Use a key no more; one that signs is lost then, for every date."""

        def work(book: Casebook, _progress: Progress) -> Touched:
            act = address_book.revoke if key.signs else address_book.end_key
            return act(book, record, key.key)

        return work

    @staticmethod
    def compare(record: RecordId, key: str, how: Comparison) -> Work:
        """How a key was compared, today."""

        def work(book: Casebook, _progress: Progress) -> Touched:
            return address_book.compare(book, record, key, how)

        return work
