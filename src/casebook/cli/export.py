"""``casebook export``: a signed bundle for an audience, complete and checked, or nothing."""

from __future__ import annotations

import argparse
from typing import Any, Final

from casebook.base.ids import id_text
from casebook.base.words import LANGUAGES, N_, Translator
from casebook.bundle import write
from casebook.bundle.write import LeakFound, Made, Written
from casebook.casework import organisation
from casebook.cli import delivery, leaving, terms
from casebook.cli.books import opened
from casebook.cli.shell import Shell
from casebook.redaction.leakcheck import Leak
from casebook.redaction.othernames import other_names
from casebook.reports import all_reports, extract
from casebook.reports.all_reports import Asked
from casebook.reports.document import Document
from casebook.reports.shown import ForAudience
from casebook.wording import plans

EXAMPLE: Final = "casebook export harbour --audience public --to 2025.zip --purpose 'Published list'"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    leaving.arguments(parser, t)
    parser.add_argument(
        "--to",
        required=True,
        metavar="FILE.zip",
        help=t(N_("where to write the bundle; in a folder, it gets a name that says nothing")),
    )
    parser.add_argument("--replace", action="store_true", help=t(N_("write over a file that stands there")))
    parser.add_argument(
        "--purpose", default="", metavar="TEXT", help=t(N_("what it is for; stays in the casebook"))
    )
    parser.add_argument(
        "--lang",
        default="",
        choices=("en", "ru", "kk"),
        help=t(N_("of the report in it; else its recipients' own")),
    )
    terms.arguments(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Plan, seal, sign, verify, search, write, record. Any refusal leaves nothing behind."""
    to = delivery.destination(args.to, replace=args.replace, encrypted=bool(args.recipient))
    delivery.check_typed(args.recipient)
    with opened(args, shell) as book:
        organisation.check(book)
        asked = leaving.asked(args, shell, book)
        snapshot, plan = asked.snapshot, asked.plan
        if asked.keys and not args.recipient:
            to = delivery.destination(args.to, replace=args.replace, encrypted=True)
        sheet = delivery.sheet(snapshot, asked.keys, plan.profile.use, shell)
        recipients = sheet.keys
        on_terms = terms.terms(args, book, plan.profile.name, encrypted=bool(recipients))
        language = args.lang or (sheet.language if sheet.language in LANGUAGES else shell.language)
        names = other_names(snapshot, plan, book.random(32), language, recipients)
        report = _report(ForAudience(plan, snapshot, names), language)
        try:
            made = write.make(
                book,
                snapshot,
                plan,
                report,
                names=names,
                recipients=recipients,
                padded=bool(recipients),
                progress=shell.progress,
            )
        except LeakFound as found:
            for leak in found.leaks:
                shell.say(leak_line(leak, shell.t))
            raise
        written = write.release(
            book,
            plan,
            made,
            to,
            recipients=recipients,
            purpose=args.purpose,
            date=f"{snapshot.today:%Y-%m}",
            terms=on_terms,
            progress=shell.progress,
        )
        document = _document(made, written, plan.removals)
        document |= {"file": to.name, **delivery.document(sheet)}
        lines = [
            *_lines(written, shell.t),
            shell.t(N_("Name of the file: {value}")).replace("{value}", to.name),
        ]
        shell.tell(document, lines)
        if plan.unlooked:
            count = plan.unlooked
            shell.say(
                shell.t.plural(
                    "{count} place was hidden because nobody has looked at it; `casebook plan` shows it.",
                    "{count} places were hidden because nobody has looked at them; `casebook plan` shows them.",
                    count,
                )
            )
    return 0


def _report(shown: ForAudience, language: str) -> Document:
    """The list, where an edition of one is shown; else the shown records, one after the other."""
    if next(shown.records("list-edition"), None) is None:
        return extract.extract(shown, language)
    return all_reports.make("list", shown, Asked(language, for_others=True))


def leak_line(leak: Leak, t: Translator) -> str:
    """Where a leak is, and what kind of name it is; whom it names stands in ``--json`` alone."""
    return f"  ✗ {leak.where or '—'}: {plans.leak(leak, t)}"


def _document(made: Made, written: Written, removals: int) -> dict[str, Any]:
    verdict = written.verdict
    return {
        "identifier": written.identifier,
        "sha256": written.outer.hex(),
        "manifest": verdict.manifest,
        "signer": verdict.signer,
        "words": list(verdict.words),
        "records": verdict.records,
        "files": verdict.files,
        "bytes": len(made.data),
        "removals": removals,
        "protected": written.checked,
        "disclosure": id_text(written.disclosure),
    }


def _lines(written: Written, t: Translator) -> list[str]:
    verdict = written.verdict
    said = (
        (N_("Bundle {value} is written and verified as its receiver will verify it."), written.identifier),
        (N_("Records in it: {value}."), str(verdict.records)),
        (N_("Searched for {value} protected identities: none was found."), str(written.checked)),
        (N_("Signed by {value}"), verdict.signer),
        (N_("SHA-256 of the file: {value}"), written.outer.hex()),
        (N_("Number of the disclosure on record: {value}"), id_text(written.disclosure)),
    )
    return [t(text).replace("{value}", value) for text, value in said]
