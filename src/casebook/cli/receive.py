"""``casebook receive``: take in what others hand over: a bundle, a notice, a receipt, an opening, an author slip."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from casebook.base.ids import RecordId, id_text
from casebook.base.words import N_, Translator
from casebook.bundle import fitting, handing, known, papers, receive
from casebook.bundle.fitting import Fitted
from casebook.bundle.handing import Honoured, Receipted
from casebook.bundle.receive import Handed, Looked
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.cli import books, received, shown
from casebook.cli.books import opened
from casebook.cli.shell import Shell, read_file
from casebook.cli.verify import fingerprints
from casebook.formats.age import Identity, parse_identities
from casebook.wording import of_received, plans

EXAMPLE: Final = "casebook receive harbour 4f2c.zip.age --from 'Reed Legal Aid' --look"
_LONGEST: Final = 16 * 1024 * 1024


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "file",
        metavar="FILE",
        help=t(
            N_(
                "a bundle (.zip, .zip.age), a notice or receipt (its signature beside it, as FILE.sig), or a slip"
            )
        ),
    )
    parser.add_argument("--from", dest="sender", default="", metavar="NAME", help=t(N_("who sent it")))
    parser.add_argument(
        "--signer",
        default="",
        metavar="FILE",
        help=t(N_("it must be signed by a key of this file (allowed_signers, or a .pub file)")),
    )
    parser.add_argument(
        "--identity",
        default="",
        metavar="FILE",
        help=t(N_("a private age key that opens it, where it was not encrypted to this casebook's own")),
    )
    parser.add_argument("--look", action="store_true", help=t(N_("verify and tell; keep nothing")))
    parser.add_argument(
        "--for", dest="bundle", default="", metavar="ID", help=t(N_("a slip is for this bundle"))
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """By what the file is. What does not hold changes nothing."""
    path = Path(args.file)
    handed = receive.what_is(path)
    with opened(args, shell) as book:
        if handed is Handed.BUNDLE:
            _bundle(book, path, args, shell)
        elif handed is Handed.NOTICE:
            done = handing.honour(book, *_signed(path), progress=shell.progress)
            shell.tell(_notice_document(done), _notice_lines(book, done, shell.t))
        elif handed is Handed.RECEIPT:
            taken = handing.take_receipt(book, *_signed(path), progress=shell.progress)
            shell.tell(_receipt_document(taken), _receipt_lines(book, taken, shell.t))
        else:
            only = record_at(book, args.bundle) if args.bundle else None
            fitted = fitting.take_slip(book, read_file(path, _LONGEST), only=only, progress=shell.progress)
            shell.tell(_slip_document(fitted), of_received.slip(fitted.fit, shell.t))
    return 0


def _signed(path: Path) -> tuple[bytes, bytes]:
    return read_file(path, papers.LONGEST), read_file(papers.beside(path), papers.LONGEST)


# ------------------------------------------------------------------------------------------------- a bundle


def _bundle(book: Casebook, path: Path, args: argparse.Namespace, shell: Shell) -> None:
    expected = fingerprints(args.signer) if args.signer else ()
    identities: tuple[Identity, ...] = ()
    if args.identity:
        identities = parse_identities(read_file(Path(args.identity), _LONGEST).decode(errors="replace"))
    looked = receive.look(book, path, identities=identities, expected=expected, progress=shell.progress)
    source = None
    if not args.look:
        source, _ = receive.keep(
            book, path, looked, identities=identities, sender=args.sender, progress=shell.progress
        )
    shell.tell(_document(book, looked, source), _lines(book, looked, source, shell.t))


def _document(book: Casebook, looked: Looked, source: RecordId | None) -> dict[str, Any]:
    verdict = looked.read.verdict
    return {
        "kept": "" if source is None else id_text(source),
        "before": "" if looked.before is None else id_text(looked.before.source),
        "identifier": verdict.identifier,
        "manifest": verdict.manifest,
        "signer": verdict.signer,
        "sender": _sender(book, looked),
        "words": list(verdict.words),
        "trust": looked.trust.state.value,
        "encrypted": looked.encrypted,
        "records": verdict.records,
        "kinds": dict(verdict.kinds),
        "files": [name for name, _ in looked.read.files],
        "similar": [
            {
                "number": each.number,
                "person": id_text(near.person),
                "name": near.name,
                "grade": near.likely.grade.name.lower(),
            }
            for each in looked.suggestions
            for near in each.alike
        ],
    }


def _sender(book: Casebook, looked: Looked) -> str:
    """Whose key signed it, as the address book has it; nothing where it has not."""
    found = known.signer_of(book, looked.read.verdict.signer)
    return "" if found is None else found.called or found.code


def _lines(book: Casebook, looked: Looked, source: RecordId | None, t: Translator) -> Iterator[str]:
    yield from of_received.looked(looked, t)
    sender = _sender(book, looked)
    if sender:
        yield t(N_("In the address book it is the key of {who}.")).replace("{who}", sender)
    for each in looked.suggestions:
        for near in each.alike:
            called = shown.called(book, near.person, t.language)
            text = t(N_("  record {number} may be about {person} ({grade}); nothing was joined"))
            text = text.replace("{number}", str(each.number)).replace("{person}", called)
            yield text.replace("{grade}", plans.grade(near.likely.grade, t))
    if source is not None:
        yield t(
            N_("It is kept as {code}. It never leaves again unless you write down that its sender allows it.")
        ).replace("{code}", book.need(source).code)


# --------------------------------------------------------------------------------- notices, receipts, slips


def _notice_document(done: Honoured) -> dict[str, Any]:
    return {
        "hidden": [received.document(each) for each in done.hidden],
        "destroyed": [received.document(each) for each in done.destroyed],
        "unknown": done.unknown,
        "replaced_by": "" if done.by is None else id_text(done.by.source),
        "resting": [id_text(each) for each in done.resting],
    }


def _notice_lines(book: Casebook, done: Honoured, t: Translator) -> Iterator[str]:
    for each in done.hidden:
        yield t(N_("{code} is hidden: it is shown, found and exported no more.")).replace("{code}", each.code)
    for each in done.destroyed:
        yield t(N_("{code} was destroyed before; `casebook received` makes the receipt.")).replace(
            "{code}", each.code
        )
    if done.unknown:
        yield t.plural(
            "{count} bundle it names never came.", "{count} bundles it names never came.", done.unknown
        )
    for claim in done.resting:
        called = shown.called(book, claim, t.language)
        yield t(N_("This was taken over from it, and stands until you decide: {claim}")).replace(
            "{claim}", called
        )
    if done.hidden:
        yield t(N_("`casebook received BOOK --destroy ID --receipt FILE` destroys it and makes the receipt."))


def _receipt_document(taken: Receipted) -> dict[str, Any]:
    return {
        "disclosures": [id_text(each) for each in taken.disclosures],
        "signer": taken.signer,
        "by": "" if taken.by is None else id_text(taken.by),
    }


def _receipt_lines(book: Casebook, taken: Receipted, t: Translator) -> Iterator[str]:
    for each in taken.disclosures:
        text = t(_KNOWN if taken.by is not None else _UNKNOWN).replace("{code}", book.need(each).code)
        who = "" if taken.by is None else shown.called(book, taken.by, t.language)
        yield text.replace("{signer}", taken.signer).replace("{who}", who)


_KNOWN: Final = N_("{code}: {who} says that it was destroyed.")
_UNKNOWN: Final = N_(
    "{code}: the key {signer} says that it was destroyed. It counts once the address book knows whose key that is."
)


def _slip_document(fitted: Fitted) -> dict[str, Any]:
    author = fitted.fit.author
    return {
        "bundle": id_text(fitted.source),
        "file": id_text(fitted.file),
        "number": fitted.fit.number,
        "shown": list(fitted.fit.shown),
        "author": None
        if author is None
        else {"fingerprint": author.fingerprint, "words": list(author.words), "entry": author.number},
    }
