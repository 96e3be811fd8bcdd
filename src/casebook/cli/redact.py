"""``casebook redact``: what may leave of an attached file: make it, look at it, and save the decision."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from casebook.base.files import write_whole
from casebook.base.ids import RecordId, id_text
from casebook.base.words import N_, Translator
from casebook.casework import derivatives, deriving, viewing
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.casework.derivatives import Box, Decision, Form, Redaction, Saved, Span
from casebook.casework.deriving import Preview
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong, new_file
from casebook.jail.derived import PARTS
from casebook.journal import current
from casebook.model.vocabularies import vocabulary
from casebook.vault.faults import disk

EXAMPLE: Final = "casebook redact harbour F-9QRT --box 120,80,340,260 --save --face-voice no --document no"
_BOX: Final = re.compile(r"(?:([0-9]{1,6}):)?([0-9]{1,7}),([0-9]{1,7}),([0-9]{1,7}),([0-9]{1,7})")
_RANGE: Final = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")
_TIME: Final = re.compile(r"(?:(?:([0-9]{1,3}):)?([0-9]{1,3}):)?([0-9]{1,6})(?:\.([0-9]{1,3}))?")


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("file", metavar="FILEID", help=t(N_("the evidence record: short code or id")))
    parser.add_argument(
        "--form", choices=[form.value for form in Form], help=t(N_("what is made of it; else the usual"))
    )
    _what(parser, t)
    parser.add_argument(
        "--to", default="", metavar="PATH", help=t(N_("write what would leave there, in clear, to look at"))
    )
    parser.add_argument("--replace", action="store_true", help=t(N_("write over a file that stands there")))
    parser.add_argument("--save", action="store_true", help=t(N_("record that this may leave")))
    for name, words in (
        ("--face-voice", N_("with --save: whether a face or a voice can be recognised")),
        ("--document", N_("with --save: whether it is a document, or shows one")),
    ):
        parser.add_argument(name, choices=("yes", "no"), default="", help=t(words))
    parser.add_argument(
        "--caption", default="", metavar="TEXT", help=t(N_("words that go with it, redacted like all"))
    )
    parser.add_argument("--why", default="", metavar="TEXT", help=t(N_("reasons; they stay in the casebook")))


def _what(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare what is taken out."""
    parser.add_argument(
        "--box",
        action="append",
        default=[],
        metavar="[PAGE:]LEFT,TOP,RIGHT,BOTTOM",
        help=t(N_("cover this with a solid box, in pixels of the upright original; may be said again")),
    )
    parser.add_argument("--pages", default="", metavar="1,3-5", help=t(N_("only these pages leave")))
    parser.add_argument(
        "--at", default="", metavar="TIME", help=t(N_("the moment of a still: seconds, 1:20.5"))
    )
    parser.add_argument(
        "--keep", default="", metavar="FROM-TO", help=t(N_("only this part of the sound leaves"))
    )
    parser.add_argument(
        "--mute",
        action="append",
        default=[],
        metavar="FROM-TO",
        help=t(N_("silence this; may be said again")),
    )
    parser.add_argument(
        "--hide",
        action="append",
        default=[],
        metavar="FROM-TO",
        help=t(N_("take these characters out of the text, all parts counted; may be said again")),
    )
    parser.add_argument("--parts", default="", metavar="PARTS", help=", ".join(PARTS))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Without anything asked for, what was decided so far; else make it, and write or save it where asked to."""
    if args.save and not (args.face_voice and args.document):
        raise UsageWrong(N_("--save needs --face-voice and --document: nobody else can say"))
    to = new_file(args.to, replace=args.replace) if args.to else None
    with opened(args, shell) as book:
        of = record_at(book, args.file)
        if not (args.save or to or _asks(args)):
            decided = derivatives.redactions_of(book, of)
            shell.tell([_saved(book, each) for each in decided], _lines(book, decided, shell.t))
            return 0
        redaction = _redaction(args, book, of)
        preview = deriving.derive(book, of, redaction, shell.progress)
        document = _document(preview)
        if to is not None:
            with disk():
                write_whole(to, preview.data)
            shell.say(shell.t(N_("It stands there in clear now: nothing here protects that copy.")))
        if args.save:
            decision = Decision(args.face_voice == "yes", args.document == "yes", args.caption, args.why)
            record, _, _ = deriving.save(
                book, of, redaction, decision, seen=preview.sha256, progress=shell.progress
            )
            document |= {"id": id_text(record), "code": current.code_of(book.db, book.need(record))}
        shell.tell(document, _told(document, preview, shell.t))
        if not args.save:
            shell.say(shell.t(N_("Nothing was recorded. `--save` records that this may leave.")))
    return 0


def _asks(args: argparse.Namespace) -> bool:
    return any((args.form, args.box, args.pages, args.at, args.keep, args.mute, args.hide, args.parts))


# ------------------------------------------------------------------------------------------- what is asked


def _redaction(args: argparse.Namespace, book: Casebook, of: RecordId) -> Redaction:
    form = Form(args.form) if args.form else deriving.forms_of(viewing.see(book, of).kind)[0]
    at_ms = _ms(args.at) if args.at else 0
    boxes = tuple(_box(text, paged=form is Form.PAGES) for text in args.box)
    plain = Redaction(form)
    return Redaction(
        form,
        boxes,
        tuple(_pages(args.pages)) if args.pages else (),
        at_ms,
        _span(args.keep, _ms) if args.keep else None,
        tuple(_span(text, _ms) for text in args.mute),
        tuple(part.strip() for part in args.parts.split(",")) if args.parts else plain.parts,
        tuple(_span(text, int) for text in args.hide),
    )


def _box(text: str, *, paged: bool) -> Box:
    match = _BOX.fullmatch(text.replace(" ", ""))
    if match is None or paged is not bool(match[1]):
        raise UsageWrong(N_("a box is LEFT,TOP,RIGHT,BOTTOM, of pages with PAGE: in front"))
    left, top, right, bottom = (int(match[n]) for n in range(2, 6))
    return Box(left, top, right, bottom, int(match[1] or 0))


def _pages(text: str) -> Iterable[int]:
    for part in text.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None or int(match[2] or match[1]) - int(match[1]) not in range(10_000):
            raise UsageWrong(N_("pages are numbers and ranges: 1,3-5"))
        yield from range(int(match[1]), int(match[2] or match[1]) + 1)


def _span(text: str, unit: Any) -> Span:  # noqa: ANN401 - a reader of one end
    start, found, end = text.partition("-")
    if not found:
        raise UsageWrong(N_("a part is FROM-TO"))
    try:
        return Span(unit(start.strip()), unit(end.strip()))
    except ValueError:
        raise UsageWrong(N_("a part is FROM-TO")) from None


def _ms(text: str) -> int:
    """A time as people say it: ``75``, ``1:15.5``, ``1:02:03``."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise UsageWrong(N_("a time is seconds, 1:20.5 or 1:02:03"))
    seconds = (int(match[1] or 0) * 60 + int(match[2] or 0)) * 60 + int(match[3])
    return seconds * 1000 + int((match[4] or "").ljust(3, "0"))


# ----------------------------------------------------------------------------------------- what is printed


def _document(preview: Preview) -> dict[str, Any]:
    return {
        "ending": preview.ending,
        "size": len(preview.data),
        "sha256": preview.sha256.hex(),
        "width": preview.width,
        "height": preview.height,
        "whole_width": preview.whole_width,
        "whole_height": preview.whole_height,
        "pages": preview.pages,
        "ms": preview.ms,
        **_taken_out(preview.redaction),
    }


def _taken_out(redaction: Redaction) -> dict[str, Any]:
    return {
        "form": redaction.form.value,
        "boxes": [[box.place, box.left, box.top, box.right, box.bottom] for box in redaction.boxes],
        "pages_chosen": list(redaction.pages),
        "at_ms": redaction.at_ms,
        "kept": [redaction.kept.start, redaction.kept.end] if redaction.kept else None,
        "muted": [[span.start, span.end] for span in redaction.muted],
        "hidden": [[span.start, span.end] for span in redaction.hidden],
        "parts": list(redaction.parts) if redaction.form is Form.TEXT else [],
    }


def _saved(book: Casebook, saved: Saved) -> dict[str, Any]:
    return {
        "id": id_text(saved.record),
        "code": current.code_of(book.db, book.need(saved.record)),
        "decided": saved.decided,
        "face_voice": saved.decision.face_voice,
        "document": saved.decision.document,
        "caption": saved.decision.caption,
        "sha256": saved.sha256.hex(),
        **_taken_out(saved.redaction),
    }


def _lines(book: Casebook, decided: Sequence[Saved], t: Translator) -> Iterable[str]:
    if not decided:
        yield t(N_("Nobody has decided yet what of it may leave: it is described, and not attached."))
    for saved in decided:
        form = vocabulary("derivative-form").label(saved.redaction.form.value, t.language)
        code = current.code_of(book.db, book.need(saved.record))
        yield f"{code}  {saved.decided}  {form}  {_counted(saved.redaction, t)}".rstrip()


def _told(document: dict[str, Any], preview: Preview, t: Translator) -> Iterable[str]:
    if "code" in document:
        yield t(N_("It may leave now: {code}.")).replace("{code}", document["code"])
    yield (
        t(N_("What would leave: {ending}, {size} bytes."))
        .replace("{ending}", preview.ending)
        .replace("{size}", str(len(preview.data)))
    )
    counted = _counted(preview.redaction, t)
    if counted:
        yield counted
    yield f"SHA-256 {preview.sha256.hex()}"


def _counted(redaction: Redaction, t: Translator) -> str:
    """How much was taken out, earlier decisions included."""
    said = (
        (len(redaction.boxes), t.plural("{count} box", "{count} boxes", len(redaction.boxes))),
        (len(redaction.muted), t.plural("{count} silence", "{count} silences", len(redaction.muted))),
        (len(redaction.hidden), t.plural("{count} cut", "{count} cuts", len(redaction.hidden))),
    )
    return ", ".join(words for count, words in said if count)
