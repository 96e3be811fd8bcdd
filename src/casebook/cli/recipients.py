"""``casebook recipients``: the address book; whose keys they are, and whether anybody compared them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.bundle import known, lists
from casebook.casework import address_book, recipients
from casebook.casework.book import Casebook
from casebook.casework.recipients import EncryptionKey, Recipient, SigningKey
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong
from casebook.formats.wordlist import Comparison, Language
from casebook.model.vocabularies import vocabulary
from casebook.wording import of_recipients
from casebook.wording.shells import InputUnreadable

EXAMPLE: Final = "casebook recipients harbour compare 'Northern Watch' --key age1… --how in-person"
_NEEDS_KEY: Final = frozenset(("compare", "change"))


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "what",
        choices=("list", "add", "compare", "change", "lost", "remove"),
        help=t(
            N_(
                "list them; add somebody, or a key of somebody; note how a key was compared; change a key; note that"
                " they lost the key they sign with; remove somebody, or a key"
            )
        ),
    )
    parser.add_argument(
        "who", nargs="?", default="", metavar="WHO", help=t(N_("a code, a name or an organisation"))
    )
    parser.add_argument("--name", default="", metavar="TEXT", help=t(N_("add: a name or code name")))
    parser.add_argument("--organisation", default="", metavar="TEXT", help=t(N_("add: the organisation")))
    parser.add_argument(
        "--audience", default="", metavar="CODE", help=t(N_("add: may get what is made for it (consent-use)"))
    )
    parser.add_argument("--lang", default="", choices=("en", "ru", "kk"), help=t(N_("add: of their reports")))
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="KEY",
        help=t(N_("age1…, or of the key they sign with SHA256:…, a line “ssh-ed25519 …” or @FILE of it")),
    )
    parser.add_argument("--new", default="", metavar="age1…", help=t(N_("change: the key from now on")))
    parser.add_argument(
        "--how",
        default="",
        choices=[each.value for each in Comparison],
        help=t(N_("compare: how it was done")),
    )
    parser.add_argument("--by", default="", metavar="NAME", help=t(N_("compare: who did it (a code name)")))
    parser.add_argument("--until", default="", metavar="DATE", help=t(N_("compare: compare it again then")))
    parser.add_argument(
        "--list",
        default="",
        metavar="list.json",
        help=t(N_("lost: the list of bundles they sent; its signature, list.json.sig, lies beside it")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Do it, and show who was concerned."""
    _check_usage(args)
    keys = [shell.value_of(text).strip() for text in args.key]
    with opened(args, shell) as book:
        if args.what == "list":
            everybody = recipients.recipients(book)
            found = (recipients.find(everybody, args.who),) if args.who else everybody
            _tell(found, shell)
            if not found:
                shell.say(shell.t(N_("Nobody is in the address book.")))
            return 0
        _tell(_act(args, shell, book, keys), shell)
    return 0


def _check_usage(args: argparse.Namespace) -> None:
    if args.what not in ("list", "add") and not args.who:
        raise UsageWrong(N_("say whom it is about"))
    if args.what in _NEEDS_KEY and len(args.key) != 1:
        raise UsageWrong(N_("say with --key which key, once"))
    if args.what == "compare" and not args.how:
        raise UsageWrong(N_("say with --how it was compared"))
    if args.what == "change" and not args.new:
        raise UsageWrong(N_("say with --new which key it is from now on"))
    if args.what == "lost" and not (args.key or args.list):
        raise UsageWrong(N_("say with --key which key was lost, or give the --list they sent"))


def _act(args: argparse.Namespace, shell: Shell, book: Casebook, keys: list[str]) -> tuple[Recipient, ...]:
    if args.what == "add" and not args.who:
        signing = [key for key in keys if not key.lower().startswith("age")]
        record, _ = address_book.add(
            book,
            name=args.name,
            organisation=args.organisation,
            audience=_audience(args.audience),
            language=args.lang,
            keys=[key for key in keys if key not in signing],
            signing=signing,
        )
        return (recipients.need(book, record),)
    who = recipients.find(recipients.recipients(book), args.who)
    if args.what == "add":
        for key in keys:
            address_book.add_key(book, who.id, key)
    elif args.what == "compare":
        how = Comparison(args.how)
        address_book.compare(book, who.id, keys[0], how, by=args.by, until=args.until)
    elif args.what == "change":
        address_book.change_key(book, who.id, keys[0], shell.value_of(args.new).strip())
        shell.say(
            shell.t(N_("The new key has been compared by nobody. Compare its words before you use it."))
        )
    elif args.what == "lost":
        _lost(args, shell, book, who, keys)
    elif keys:
        for key in keys:
            address_book.end_key(book, who.id, key)
    else:
        address_book.remove(book, who.id)
        return ()
    return (recipients.need(book, who.id),)


def _audience(typed: str) -> str:
    """The code; what is none is refused by the model."""
    return vocabulary("consent-use").find(typed) or typed


def _lost(args: argparse.Namespace, shell: Shell, book: Casebook, who: Recipient, keys: list[str]) -> None:
    """The list is judged first, in the jail: where it does not hold, nothing is changed."""
    if not args.list:
        for key in keys:
            address_book.revoke(book, who.id, key)
        return
    path = Path(args.list)
    data, signature = _read(path), _read(path.with_name(f"{path.name}.sig"))
    found = known.read_list(data, signature, shell.progress)
    for key in keys:
        address_book.revoke(book, who.id, key)
    known.take_list(book, who.id, data, signature, found)


def _read(path: Path) -> bytes:
    """A file somebody sent, as it is; more than a list may have is not read."""
    try:
        with path.open("rb") as file:
            return file.read(lists.MOST + 1)
    except OSError:
        raise InputUnreadable from None


# ------------------------------------------------------------------------------------------- telling


def _tell(found: tuple[Recipient, ...], shell: Shell) -> None:
    language: Language = "ru" if shell.language == "ru" else "en"
    lines = (line for one in found for line in _lines(one, language, shell.t))
    shell.tell({"recipients": [_document(one) for one in found]}, lines)


def _lines(one: Recipient, language: Language, t: Translator) -> Iterator[str]:
    audience = vocabulary("consent-use").label(one.audience, t.language) if one.audience else ""
    yield "  ".join(part for part in (one.code, one.called, audience, one.language) if part)
    for key in one.keys:
        yield f"  {key.key}"
        if key.ended:
            yield f"    {t(N_('not used any more since {date}')).replace('{date}', key.ended)}"
            continue
        yield f"    {' '.join(key.words(language))}"
        yield f"    {of_recipients.comparison(key, t)}"
    for signing in one.signing:
        yield f"  {signing.fingerprint}"
        yield f"    {' '.join(signing.words(language))}"
        seen = (
            t(N_("first seen on {date}")).replace("{date}", signing.first_seen) if signing.first_seen else ""
        )
        yield f"    {' · '.join(part for part in (of_recipients.comparison(signing, t), seen) if part)}"
        if signing.revoked:
            text = t(N_("lost, so dead for every date; said on {date}"))
            yield f"    {text.replace('{date}', signing.revoked)}"


def _document(one: Recipient) -> dict[str, Any]:
    return {
        "id": id_text(one.id),
        "code": one.code,
        "name": one.name,
        "organisation": one.organisation,
        "audience": one.audience,
        "language": one.language,
        "keys": [_key(key) | {"key": key.key, "until": key.until, "ended": key.ended} for key in one.keys],
        "signing": [
            _key(key) | {"fingerprint": key.fingerprint, "first_seen": key.first_seen, "revoked": key.revoked}
            for key in one.signing
        ],
        "lists": len(one.lists),
    }


def _key(key: EncryptionKey | SigningKey) -> dict[str, Any]:
    return {
        "words": list(key.words()),
        "words_ru": list(key.words("ru")),
        "compared": key.compared.value,
        "on": key.on,
        "by": key.by,
    }
