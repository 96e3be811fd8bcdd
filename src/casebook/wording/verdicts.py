"""What a bundle proves, point by point; and what it does not prove, whatever it looks like. Needs no casebook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.words import N_, Translator
from casebook.bundle.beside import Author, Judged, Noticed
from casebook.bundle.openings import Opened
from casebook.bundle.trust import State
from casebook.bundle.verify import Verdict

MARKS: Final = {"holds": "✓", "said": "·", "limit": "—"}


@dataclass(frozen=True, slots=True)
class Point:
    """One line. *kind*: ``holds`` was checked, ``said`` is what the bundle says of itself or you must compare,
    ``limit`` is what nothing here proves.
    """

    kind: str
    text: str

    @property
    def line(self) -> str:
        """With its mark in front."""
        return f"{MARKS[self.kind]} {self.text}"


def points(verdict: Verdict, t: Translator) -> tuple[Point, ...]:
    """The verdict for a reader: what holds, what to compare, and what it does not say."""
    return (*_holds(verdict, t), *_said(verdict, t), *_limits(t))


def all_points(judged: Judged, t: Translator) -> tuple[Point, ...]:
    """The same with what lay beside the bundle, before what nothing here proves."""
    verdict = judged.verdict
    texts = [*_key(judged, t)]
    for opened in judged.opened:
        texts.extend(_opened(opened, t))
    texts.extend(_author(author, t) for author in judged.authors)
    texts.extend(_noticed(notice, t) for notice in judged.notices)
    return (*_holds(verdict, t), *texts, *_said(verdict, t), *_limits(t))


def _key(judged: Judged, t: Translator) -> Iterator[Point]:
    if judged.trust.state is State.CONFIRMED:
        text = t(N_("It is signed by a revoked key; confirmed by {by}, which you named."))
        yield Point("holds", text.replace("{by}", judged.trust.by))


def _opened(opened: Opened, t: Translator) -> Iterator[Point]:
    text = t(N_("Places opened in record {number}: {places}. They fit what was fixed when it was sealed."))
    yield Point("holds", text.replace("{number}", str(opened.number)).replace("{places}", str(opened.places)))
    for change in opened.changes:
        after = printable(change.after).replace("\n", "\n    ")
        yield Point("said", f"{in_a_line(change.field)}: {after}")


def _author(author: Author, t: Translator) -> Point:
    said = author.said
    text = t(
        N_(
            "The device enrolled as {person} signed exactly the sealed text of record {number}, as entry"
            " {entry} of its journal. Its key: {fingerprint} ({words})."
        )
    )
    facts = {
        "number": str(author.number),
        "entry": str(said.number),
        "fingerprint": said.fingerprint,
        "words": " ".join(said.words),
        "person": f"“{in_a_line(said.person or said.name)}”",
    }
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", value)
    return Point("holds", text)


def _noticed(notice: Noticed, t: Translator) -> Point:
    if not notice.meant:
        return Point("said", t(N_("The notice is not about this bundle.")))
    if notice.counts:
        text = N_("A later edition has taken the place of this bundle. Use that one, and destroy this one.")
        return Point("said", t(text))
    text = N_("The notice is signed by {signer}, which may not speak for this bundle. It does not count.")
    return Point("limit", t(text).replace("{signer}", notice.signer))


_STEERING: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """A stranger's words without what steers a terminal or turns the direction of writing."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def in_a_line(text: str) -> str:
    """The same where a line of its own would pass for one of ours."""
    return printable(text.replace("\n", " "))


def _holds(verdict: Verdict, t: Translator) -> tuple[Point, ...]:
    texts = (
        t(N_("Unchanged since {signer} signed it.")).replace("{signer}", verdict.signer),
        t(N_("Files: {files}, each as it was signed; none is missing, none was added ({size} bytes)."))
        .replace("{files}", str(verdict.files))
        .replace("{size}", str(verdict.size)),
        t(N_("Nothing stands before, between or after the files of the archive.")),
        t(N_("Sealed records: {records}. Every seal holds, each under a key of its own.")).replace(
            "{records}", str(verdict.records)
        ),
        t(N_("The list of facts says exactly what the sealed records say.")),
        t(
            N_(
                "What is hidden was fixed then: it can be opened later, it cannot be changed. Places kept"
                " back: {hidden}."
            )
        ).replace("{hidden}", str(verdict.hidden)),
    )
    return tuple(Point("holds", text) for text in texts)


def _said(verdict: Verdict, t: Translator) -> tuple[Point, ...]:
    if verdict.expected:
        signer = Point("holds", t(N_("It is signed by the key you named.")))
    else:
        signer = Point(
            "said",
            t(
                N_(
                    "Whose key this is, the bundle cannot say. Compare it with the card you were given by hand:"
                    " {words}"
                )
            ).replace("{words}", " ".join(verdict.words)),
        )
    if verdict.removals < 0:
        removed = t(N_("The bundle does not say how much was taken out of it."))
    else:
        removed = t(N_("Taken out before it was signed, by its own account: {removals} places.")).replace(
            "{removals}", str(verdict.removals)
        )
    number = t(N_("Number of the bundle: {identifier}")).replace("{identifier}", verdict.identifier)
    return signer, Point("said", removed), Point("said", number)


def _limits(t: Translator) -> tuple[Point, ...]:
    return (
        Point("limit", t(N_("This does not say who recorded it, or when: only which key signed it."))),
        Point("limit", t(N_("This does not say that it is true, or that it is all there is."))),
    )
