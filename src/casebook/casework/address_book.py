"""Writing in the address book: who is new, which key changed, and how it was compared.

A key that is new or changed has been compared by nobody, whatever was known of the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import records, settings
from casebook.casework.book import Casebook
from casebook.casework.disclosures import today
from casebook.casework.recipients import FIELDS, Recipient, need, read_signing
from casebook.casework.touched import Touched, Verb
from casebook.formats import age
from casebook.formats.wordlist import Comparison
from casebook.model.fields import Value
from casebook.model.recipient import ENCRYPTION_KEY, SIGNING_KEY


@dataclass(eq=False)
class KeyNotTheirs(Refused):
    """The recipient has no such key."""


@dataclass(eq=False)
class KeyAlreadyTheirs(Refused):
    """The recipient has this key already."""


@dataclass(eq=False)
class NameMissing(Refused):
    """A recipient needs a name, or the name of an organisation."""


def add(
    book: Casebook,
    *,
    name: str = "",
    organisation: str = "",
    audience: str = "",
    language: str = "",
    keys: Sequence[str] = (),
    signing: Sequence[str] = (),
) -> tuple[RecordId, Touched]:
    """Somebody new. Nobody has compared their keys yet (`compare`). *signing* are fingerprints or public-key lines.

    Raises `NameMissing`, `BadRecipient`, `BadKeyLine`, `BadValue`.
    """
    if not name.strip() and not organisation.strip():
        raise NameMissing
    record = book.new_id()
    edits: list[records.Edit] = [records.New(record, "recipient")]
    units = {"name": name, "organisation": organisation, "audience": audience, "language": language}
    edits += [records.Set(record, unit, value) for unit, value in units.items() if value]
    edits += [_new_key(record, age.parse_recipient(key)) for key in dict.fromkeys(keys)]
    edits += [_new_signing(book, record, read_signing(text)) for text in dict.fromkeys(signing)]
    return record, records.write(book, Verb.ADD, edits)


def add_key(book: Casebook, record: RecordId, text: str) -> Touched:
    """One more key of a recipient, not compared yet: an age recipient, a fingerprint or a public-key line.

    Raises `NotARecipient`, `BadRecipient`, `BadKeyLine`, `KeyAlreadyTheirs`.
    """
    now = need(book, record)
    if _is_signing(text):
        fingerprint = read_signing(text)
        if any(key.fingerprint == fingerprint for key in now.signing):
            raise KeyAlreadyTheirs
        return records.write(book, Verb.EDIT, [_new_signing(book, record, fingerprint)])
    key = age.parse_recipient(text)
    if any(held.key == key for held in now.in_use):
        raise KeyAlreadyTheirs
    return records.write(book, Verb.EDIT, [_new_key(record, key)])


def change_key(book: Casebook, record: RecordId, old: str, new: str) -> Touched:
    """A recipient's age key was replaced: *old* ends, *new* has to be compared before anybody relies on it.

    Raises `NotARecipient`, `BadRecipient`, `KeyNotTheirs`, `KeyAlreadyTheirs`.
    """
    now = need(book, record)
    key = age.parse_recipient(new)
    if any(held.key == key for held in now.in_use):
        raise KeyAlreadyTheirs
    ended = _ended(book, now, age.parse_recipient(old))
    return records.write(book, Verb.EDIT, [ended, _new_key(record, key)])


def end_key(book: Casebook, record: RecordId, key: str) -> Touched:
    """Use an age key no more. Raises `NotARecipient`, `BadRecipient`, `KeyNotTheirs`."""
    now = need(book, record)
    return records.write(book, Verb.EDIT, [_ended(book, now, age.parse_recipient(key))])


def compare(
    book: Casebook, record: RecordId, key: str, how: Comparison, *, by: str = "", until: str = ""
) -> Touched:
    """Record how a key (age recipient, fingerprint or public-key line) was compared, today, by *by* (a code name;
    the casebook's author if empty). *until*: compare it again then (EDTF; age keys only).

    Raises `NotARecipient`, `KeyNotTheirs`, `BadRecipient`, `BadKeyLine`, `BadValue`.
    """
    now = need(book, record)
    name, element, value = _held(book, now, key)
    said: dict[str, Value] = {
        "compared": how.value,
        "on": None if how is Comparison.NOT else today(book).isoformat(),
        "by": None if how is Comparison.NOT else by or settings.setting(book, "author"),
    }
    if name == "keys" and until:
        said["until"] = until
    changed = FIELDS[name].replace(value, **said)
    return records.write(book, Verb.EDIT, [records.Set(record, f"{name}/{element}/key", changed)])


def revoke(book: Casebook, record: RecordId, key: str) -> Touched:
    """Their signing key was lost: dead for every date. Raises `NotARecipient`, `KeyNotTheirs`, `BadKeyLine`."""
    now = need(book, record)
    fingerprint = read_signing(key)
    name, element, value = _held(book, now, fingerprint)
    changed = SIGNING_KEY.replace(value, revoked=today(book).isoformat())
    return records.write(book, Verb.EDIT, [records.Set(record, f"{name}/{element}/key", changed)])


def keep_list(book: Casebook, record: RecordId, data: bytes, signature: bytes) -> Touched:
    """Keep a list of theirs that was read and whose signature holds. Raises `NotARecipient`, `BadValue`."""
    need(book, record)
    inside = (("list", data.decode()), ("signature", signature.decode("ascii")))
    return records.write(book, Verb.EDIT, [records.Add(record, "lists", inside)])


def remove(book: Casebook, record: RecordId) -> Touched:
    """Out of the address book; undo, or `records.restore`, brings it back. Raises `NotARecipient`."""
    need(book, record)
    return records.delete(book, record)


def _is_signing(text: str) -> bool:
    return text.strip().startswith(("SHA256:", "ssh-"))


def _new_key(record: RecordId, key: str) -> records.Add:
    return records.Add(record, "keys", (("key", ENCRYPTION_KEY.make(key=key, compared="not")),))


def _new_signing(book: Casebook, record: RecordId, fingerprint: str) -> records.Add:
    seen = today(book).isoformat()
    value = SIGNING_KEY.make(fingerprint=fingerprint, compared="not", first_seen=seen)
    return records.Add(record, "signing", (("key", value),))


def _ended(book: Casebook, now: Recipient, key: str) -> records.Set:
    held = next((held for held in now.in_use if held.key == key), None)
    if held is None:
        raise KeyNotTheirs
    path = f"keys/{held.element}/key"
    value = ENCRYPTION_KEY.replace(_value(book, now, path, key), ended=today(book).isoformat())
    return records.Set(now.id, path, value)


def _held(book: Casebook, now: Recipient, text: str) -> tuple[str, str, Value]:
    """List, element and value of a key. Raises `KeyNotTheirs`."""
    if _is_signing(text):
        name, wanted = "signing", read_signing(text)
        element = next((key.element for key in now.signing if key.fingerprint == wanted), "")
    else:
        name, wanted = "keys", age.parse_recipient(text)
        element = next((key.element for key in now.in_use if key.key == wanted), "")
    if not element:
        raise KeyNotTheirs
    return name, element, _value(book, now, f"{name}/{element}/key", wanted)


def _value(book: Casebook, now: Recipient, path: str, wanted: str) -> Value:
    """The version of a key's value that names *wanted*."""
    values = book.need(now.id).values(path)
    return next(value for value in values if isinstance(value, tuple) and value[0] == wanted)
