"""The address book in words: what can go wrong, and the sheet that is read before something leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_, Translator
from casebook.casework import address_book, recipients
from casebook.casework.leaving_sheet import Doubt, LeavingSheet, Line
from casebook.casework.recipients import EncryptionKey, SigningKey
from casebook.formats.wordlist import Comparison, list_for
from casebook.model.vocabularies import vocabulary
from casebook.wording.days import Days, as_kept
from casebook.wording.said import Words

_LIST: Final = N_("`casebook recipients BOOK list` names them all.")

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    recipients.NotARecipient: Words(N_("This record is not one of the address book."), _LIST),
    recipients.NobodyCalledSo: Words(
        N_("Nobody in the address book is called so, and it is no key that begins with “age1”."), _LIST
    ),
    recipients.SeveralCalledSo: Words(
        N_("Several in the address book are called so: {count}."), N_("Give the code, such as W-7KQ4.")
    ),
    recipients.NoKeyOfTheirs: Words(
        N_("This recipient has no key in use that a bundle could be encrypted to."),
        N_("Ask them for the line that begins with “age1”, and add it with `casebook recipients BOOK add`."),
    ),
    address_book.KeyNotTheirs: Words(N_("The recipient has no such key in use."), _LIST),
    address_book.KeyAlreadyTheirs: Words(
        N_("The recipient has this key already."), N_("Nothing was changed.")
    ),
    address_book.NameMissing: Words(
        N_("It is not said who it is."), N_("Give a name, a code name or an organisation.")
    ),
}

DOUBTS: Final[Mapping[Doubt, str]] = {
    Doubt.IN_CLEAR: N_(
        "It is not for the public, and it is not encrypted: whoever gets hold of the file can read it."
    ),
    Doubt.UNKNOWN: N_(
        "Nobody in the address book has this key. Compare its words before you hand anything over."
    ),
    Doubt.ENDED: N_("This key is not used any more: ask for the new one."),
    Doubt.CHANGED: N_(
        "This key is new, and nobody has compared it: somebody else may have sent it. Compare its words."
    ),
    Doubt.UNCOMPARED: N_("Nobody has compared this key: it may be somebody else's. Compare its words."),
    Doubt.EXPIRED: N_("It was to be compared again by {until}."),
    Doubt.AUDIENCE: N_("It was not made for them: this is for “{use}”, and they may get “{audience}”."),
}
_NOTHING: Final = N_("nothing yet")
_NOBODY: Final = N_("(nobody in the address book)")


def comparison(key: EncryptionKey | SigningKey, t: Translator, days: Days = as_kept) -> str:
    """How, when and by whom a key was compared."""
    how = vocabulary("key-comparison").label(key.compared.value, t.language)
    if key.compared is Comparison.NOT:
        return how
    return " · ".join(part for part in (how, days(key.on, t), key.by) if part)


def sheet(found: LeavingSheet, t: Translator) -> Iterator[str]:
    """The leaving sheet, to be read before it leaves."""
    for line in found.lines:
        yield t(N_("It is encrypted to: {who}")).replace("{who}", _who(line, t))
        yield f"  {line.key}"
        yield f"  {' '.join(line.words(list_for(t.language)))}"
        yield from (f"  ! {doubt(each, found, line, t)}" for each in line.doubts)
    yield from (f"! {t(DOUBTS[each])}" for each in found.doubts)


def doubt(one: Doubt, found: LeavingSheet, line: Line, t: Translator, days: Days = as_kept) -> str:
    """One doubt about a key."""
    uses = vocabulary("consent-use")
    audience = line.recipient.audience if line.recipient else ""
    facts = {
        "until": days(line.held.until, t) if line.held else "",
        "use": uses.label(found.use, t.language),
        "audience": uses.label(audience, t.language) if audience else t(_NOTHING),
    }
    text = t(DOUBTS[one])
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _who(line: Line, t: Translator) -> str:
    if line.recipient is None or line.held is None:
        return t(_NOBODY)
    return f"{line.recipient.called} · {comparison(line.held, t)}"
