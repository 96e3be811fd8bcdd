"""The address book: to whom bundles go, from whom they come, and whether anybody compared their keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId, id_text
from casebook.casework.book import Casebook
from casebook.casework.snapshot import Snapshot
from casebook.formats import age, sshsig
from casebook.formats.wordlist import Comparison, Language
from casebook.journal import current
from casebook.journal.current import Record
from casebook.model.fields import Struct, Value
from casebook.model.recipient import ENCRYPTION_KEY, SIGNING_KEY

FIELDS: Final = {"keys": ENCRYPTION_KEY, "signing": SIGNING_KEY}
_MAIN: Final = {"keys": "key", "signing": "fingerprint"}


@dataclass(eq=False)
class NotARecipient(Refused):
    """The record is none of the address book."""


@dataclass(eq=False)
class NobodyCalledSo(Refused):
    """Nobody in the address book is called so, and it is no key either."""


@dataclass(eq=False)
class SeveralCalledSo(Refused):
    """*count* recipients are called so."""

    count: int


@dataclass(eq=False)
class NoKeyOfTheirs(Refused):
    """The recipient has no key in use that a bundle could be encrypted to."""


@dataclass(frozen=True, slots=True)
class EncryptionKey:
    """An age recipient of somebody. Dates are EDTF, or empty. *element* is its place in the record's list."""

    element: str
    key: str
    compared: Comparison
    on: str = ""
    by: str = ""
    until: str = ""
    ended: str = ""

    def words(self, language: Language = "en") -> tuple[str, ...]:
        """Its twelve words, to compare."""
        return age.recipient_words(self.key, language)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key somebody signs bundles with. Dates are EDTF, or empty. A *revoked* one is dead for every date."""

    element: str
    fingerprint: str
    compared: Comparison
    on: str = ""
    by: str = ""
    first_seen: str = ""
    revoked: str = ""

    def words(self, language: Language = "en") -> tuple[str, ...]:
        """Its twelve words, to compare."""
        return sshsig.words_of_fingerprint(self.fingerprint, language)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody of the address book. *audience* is a code of ``consent-use``, or empty."""

    id: RecordId
    code: str
    name: str
    organisation: str
    audience: str
    language: str
    keys: tuple[EncryptionKey, ...]
    signing: tuple[SigningKey, ...]
    lists: tuple[tuple[bytes, bytes], ...] = ()
    """Lists of theirs and signatures, as they came."""

    @property
    def called(self) -> str:
        """What people call them."""
        return " · ".join(part for part in (self.name, self.organisation) if part)

    @property
    def in_use(self) -> tuple[EncryptionKey, ...]:
        """The keys a bundle may be encrypted to."""
        return tuple(key for key in self.keys if not key.ended)


# ------------------------------------------------------------------------------------------- reading


def recipients(source: Casebook | Snapshot) -> tuple[Recipient, ...]:
    """Everybody in the address book. From a snapshot, as the signed journal says it."""
    if isinstance(source, Snapshot):
        return tuple(map(of, source.every("recipient")))
    return tuple(map(of, current.every(source.db, "recipient")))


def of(record: Record) -> Recipient:
    """What a record of the address book says. What is no key, or binds nothing, is left out.

    Where teammates wrote different things about one key, the less it was compared counts.
    """
    return Recipient(
        record.id,
        record.code,
        record.text("name"),
        record.text("organisation"),
        record.text("audience"),
        record.text("language"),
        tuple(_encryption_keys(record)),
        tuple(_signing_keys(record)),
        tuple(_lists(record)),
    )


def _encryption_keys(record: Record) -> Iterator[EncryptionKey]:
    for element, value in _values(record, "keys"):
        part = _parts(ENCRYPTION_KEY, value)
        try:
            key = age.parse_recipient(part["key"])
        except age.BadRecipient:
            continue  # typed in by another way than here
        compared = _comparison(record, "keys", element, part)
        yield EncryptionKey(element, key, compared, part["on"], part["by"], part["until"], part["ended"])


def _signing_keys(record: Record) -> Iterator[SigningKey]:
    for element, value in _values(record, "signing"):
        part = _parts(SIGNING_KEY, value)
        try:
            fingerprint = sshsig.read_fingerprint(part["fingerprint"])
        except sshsig.BadKeyLine:
            continue
        compared = _comparison(record, "signing", element, part)
        revoked = part["revoked"] or _said_anywhere(record, element, fingerprint)
        yield SigningKey(element, fingerprint, compared, part["on"], part["by"], part["first_seen"], revoked)


def _lists(record: Record) -> Iterator[tuple[bytes, bytes]]:
    for element in record.elements("lists"):
        yield (
            record.text(f"lists/{element}/list").encode(),
            record.text(f"lists/{element}/signature").encode(),
        )


def _values(record: Record, name: str) -> Iterator[tuple[str, Value]]:
    """Element and value, one for each key that any version of it names."""
    for element in record.elements(name):
        seen = set()
        for value in record.values(f"{name}/{element}/key"):
            main = _parts(FIELDS[name], value)[_MAIN[name]]
            if main not in seen:
                seen.add(main)
                yield element, value


def _parts(field: Struct, value: Value) -> dict[str, str]:
    found = ((slot.name, field.part(value, slot.name)) for slot in field.slots)
    return {name: part if isinstance(part, str) else "" for name, part in found}


def _comparison(record: Record, name: str, element: str, part: dict[str, str]) -> Comparison:
    """How it was compared: only where every version of the value says so."""
    said = {
        (other[_MAIN[name]], other["compared"])
        for other in (_parts(FIELDS[name], value) for value in record.values(f"{name}/{element}/key"))
    }
    known = set(Comparison)
    return Comparison(part["compared"]) if len(said) == 1 and part["compared"] in known else Comparison.NOT


def _said_anywhere(record: Record, element: str, fingerprint: str) -> str:
    """When any version says that the key is lost."""
    parts = (_parts(SIGNING_KEY, value) for value in record.values(f"signing/{element}/key"))
    return max((part["revoked"] for part in parts if part["fingerprint"] == fingerprint), default="")


def need(book: Casebook, record: RecordId) -> Recipient:
    """A recipient that has to be there. Raises `NoSuchRecord`, `NotARecipient`."""
    found = book.need(record)
    if found.kind != "recipient":
        raise NotARecipient
    return of(found)


def find(everybody: Sequence[Recipient], text: str) -> Recipient:
    """Who is called *text*: a code, a name or an organisation. Raises `NobodyCalledSo`, `SeveralCalledSo`."""
    wanted = " ".join(text.casefold().split())
    found = [
        one
        for one in everybody
        if wanted
        and wanted in (one.code.casefold(), id_text(one.id), one.name.casefold(), one.organisation.casefold())
    ]
    if not found:
        raise NobodyCalledSo
    if len(found) > 1:
        raise SeveralCalledSo(len(found))
    return found[0]


def keys_for(everybody: Sequence[Recipient], texts: Iterable[str]) -> tuple[str, ...]:
    """The age recipients that *texts* mean, each once: a key (``age1…``), or somebody of the address book with all
    keys in use. Raises `BadRecipient`, `NobodyCalledSo`, `SeveralCalledSo`, `NoKeyOfTheirs`.
    """
    found: list[str] = []
    for text in texts:
        if is_like_a_key(text):
            found.append(age.parse_recipient(text))
            continue
        keys = [key.key for key in find(everybody, text).in_use]
        if not keys:
            raise NoKeyOfTheirs
        found += keys
    return tuple(dict.fromkeys(found))


def is_like_a_key(text: str) -> bool:
    """Whether it is meant as a key, a private or otherwise wrong one too, and not as a name."""
    return text.strip().lower().startswith(("age1", "age-secret-key-", "ssh-", "ecdsa-", "sk-"))


def owner_of(everybody: Sequence[Recipient], key: str) -> tuple[Recipient, EncryptionKey] | None:
    """Whose age recipient it is, as far as the address book knows; keys that ended included."""
    return next(((one, held) for one in everybody for held in one.keys if held.key == key), None)


def called(book: Casebook, keys: Iterable[str]) -> tuple[str, ...]:
    """The owners of age recipients by name, in that order; empty texts for keys nobody here has.

    Who has no name is told by the code: what a disclosure calls somebody is protected like a person's name, and an
    organisation's is no secret.
    """
    everybody = recipients(book)
    found = (owner_of(everybody, key) for key in keys)
    return tuple("" if each is None else each[0].name or each[0].code for each in found)


def read_signing(text: str) -> str:
    """The fingerprint in a typed fingerprint or public-key line. Raises `BadKeyLine`, for weak keys too."""
    if text.strip().startswith("SHA256:"):
        return sshsig.read_fingerprint(text)
    return sshsig.fingerprint(sshsig.read_public_line(text.strip()))
