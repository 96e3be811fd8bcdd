"""The custody sheet as a document: what is kept, since when, by whose hand, and what was made of it for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from casebook.base.words import N_, Translator, translator
from casebook.casework.custody import Derived, Gone, Hand, Held
from casebook.model.vocabularies import vocabulary
from casebook.reports.document import (
    Block,
    Box,
    Column,
    Document,
    Heading,
    Paragraph,
    Runs,
    Table,
    Text,
)

TITLE = N_("Custody sheet")


def document(held: Sequence[Held], language: str = "en") -> Document:
    """One table of all originals, then a part for each: its chain of custody, and what was made of it."""
    t = translator(language)
    blocks: list[Block] = [
        Box(
            t(N_("This sheet stays in the house")),
            (
                (
                    Text(
                        t(
                            N_(
                                "It holds fingerprints of originals: whoever has one of these files can recognise it"
                                " by them. Hand it to a court and to nobody else."
                            )
                        )
                    ),
                ),
            ),
        ),
        _originals(held, t),
    ]
    for each in held:
        blocks += _part(each, t)
    facts = ((t(N_("Files kept")), str(len(held))),)
    return Document(language, t(TITLE), tuple(blocks), facts=facts)


def _originals(held: Sequence[Held], t: Translator) -> Table:
    columns = (
        Column(t(N_("Record")), share=2),
        Column(t(N_("Original")), share=4),
        Column(t(N_("Size in bytes")), figures=True),
        Column(t(N_("In the casebook since")), share=3),
        Column(t(N_("By whom")), share=2),
        Column(t(N_("SHA-256")), share=5),
    )
    rows = tuple(
        (
            each.code,
            each.title,
            str(each.size),
            _time(each.attached_ms),
            _by(each.hand),
            _broken(each.sha256),
        )
        for each in held
    )
    remark = t(
        N_(
            "Times are those of the device that wrote, in UTC; each is signed by that device, and its entry is hashed"
            " into those that follow it."
        )
    )
    return Table(t(N_("Originals")), columns, rows, remark)


def _part(held: Held, t: Translator) -> list[Block]:
    named = ": ".join(part for part in (held.code, held.title) if part)
    blocks: list[Block] = [Heading(1, (Text(named),))]
    kind = vocabulary("document-kind").label(held.type, t.language) if held.type else ""
    for label, words in (
        (N_("What it is"), kind),
        (N_("Received on"), held.received),
        (N_("How and when we got it"), held.obtained),
        (N_("Signed entry"), held.entry.hex() if held.entry is not None else ""),
    ):
        if words:
            blocks.append(Paragraph(_labelled(t(label), words)))
    if held.steps:
        events = vocabulary("custody-event")
        columns = (
            Column(t(N_("When")), share=2),
            Column(t(N_("What was done")), share=3),
            Column(t(N_("By whom")), share=2),
            Column(t(N_("SHA-256 then")), share=5),
            Column(t(N_("Note")), share=3),
        )
        rows = tuple(
            (
                step.date,
                events.label(step.what, t.language) if step.what else "",
                step.by,
                _broken(step.sha256),
                step.note,
            )
            for step in held.steps
        )
        blocks.append(Table(t(N_("Chain of custody")), columns, rows))
    if held.derived:
        blocks.append(_derivatives(held.derived, t))
    blocks += [
        Paragraph(
            (
                Text(t(N_("Left by a decision that is not on record any more, or as text: "))),
                Text(_went(g, t)),
            )
        )
        for g in held.gone
    ]
    return blocks


def _derivatives(derived: Sequence[Derived], t: Translator) -> Table:
    columns = (
        Column(t(N_("Derivative")), share=2),
        Column(t(N_("Decided on")), share=2),
        Column(t(N_("By whom")), share=2),
        Column(t(N_("What was taken out")), share=3),
        Column(t(N_("SHA-256")), share=5),
        Column(t(N_("Went to")), share=4),
    )
    forms = vocabulary("derivative-form")
    rows = tuple(
        (
            f"{each.code}, {forms.label(each.form.value, t.language)}",
            each.decided,
            _by(each.hand),
            _taken(each, t),
            _broken(each.sha256),
            "; ".join(_went(gone, t) for gone in each.gone),
        )
        for each in derived
    )
    return Table(t(N_("Made from it for others")), columns, rows)


def _taken(each: Derived, t: Translator) -> str:
    redaction = each.redaction
    counted = (
        (len(redaction.boxes), N_("boxes: {count}")),
        (len(redaction.muted), N_("silences: {count}")),
        (len(redaction.hidden), N_("cuts: {count}")),
        (len(redaction.pages), N_("pages kept: {count}")),
        (int(redaction.kept is not None), N_("a part of the recording")),
    )
    said = [t(words).replace("{count}", str(count)) for count, words in counted if count]
    return ", ".join(said) or t(N_("nothing beside what stands in no pixel"))


def _went(gone: Gone, t: Translator) -> str:
    audience = vocabulary("audience").label(gone.audience, t.language) if gone.audience else ""
    whom = ", ".join(gone.recipients)
    return ", ".join(part for part in (gone.code, audience, whom, gone.date, gone.name) if part)


def _labelled(label: str, words: str) -> Runs:
    return Text(f"{label}: ", bold=True), Text(words)


def _by(hand: Hand | None) -> str:
    return "" if hand is None else hand.name or hand.feed.hex()[:16]


def _time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S") if ms else ""


def _broken(digest: bytes) -> str:
    """Hexadecimal in groups of eight, so that it is compared by eye and breaks over lines."""
    text = digest.hex()
    return " ".join(text[at : at + 8] for at in range(0, len(text), 8))
