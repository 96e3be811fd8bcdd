"""What a bundle proves, point by point; and what it does not prove, whatever it looks like. Needs no casebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casebook.base.words import N_, Translator
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
