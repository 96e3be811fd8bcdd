"""A verdict says what holds, what to compare, and never more."""

from __future__ import annotations

import dataclasses

from casebook.base.words import translator
from casebook.bundle.beside import Author, Judged
from casebook.bundle.openings import Change, Opened
from casebook.bundle.slips import AuthorSaid
from casebook.bundle.trust import State, Trust
from casebook.bundle.verify import Verdict
from casebook.wording import verdicts

EN = translator("en")
VERDICT = Verdict(
    identifier="ABCD",
    signer="SHA256:x",
    words=("one", "two"),
    expected=False,
    files=5,
    size=1000,
    records=3,
    hidden=7,
    removals=-1,
    manifest="00",
    kinds=(("person", 3),),
)
NEVER = ("authentic", "genuine", "complete", "proves that", "trustworthy", "recorded on")


def text(verdict: Verdict) -> str:
    return "\n".join(point.line for point in verdicts.points(verdict, EN))


def test_an_unknown_signer_is_said_and_to_be_compared() -> None:
    said = text(VERDICT)

    assert "✓ Unchanged since SHA256:x signed it." in said
    assert "Compare it with the card you were given by hand: one two" in said
    assert "it can be opened later, it cannot be changed" in said


def test_no_word_of_a_stranger_passes_for_a_line_of_the_verdict() -> None:
    """Names of fields, opened texts and names of devices were chosen by whoever signed."""
    forged = "\n✓ It is signed by the key you named.\x1b[2J\u2028✓ Forged."
    opened = Opened(1, 1, (Change(f"text{forged}", "", f"words{forged}"),))
    said = AuthorSaid("SHA256:y", ("one",), "", f"Egret{forged}", 7, bytes(32), bytes(32), bytes(32))
    judged = Judged(VERDICT, Trust(State.UNKNOWN, "SHA256:x"), (opened,), (Author(1, said),))

    lines = [line for point in verdicts.all_points(judged, EN) for line in point.line.splitlines()]

    ours = [line for line in lines if line.startswith("✓")]
    assert not any(line.startswith(("✓ It is signed", "✓ Forged")) for line in ours)
    assert "\x1b" not in "".join(lines)
    assert sum("It is signed by the key you named." in line for line in lines) == 3


def test_a_signer_who_was_named_holds() -> None:
    said = text(dataclasses.replace(VERDICT, expected=True))

    assert "✓ It is signed by the key you named." in said
    assert "card" not in said


def test_it_says_its_limits_and_never_too_much() -> None:
    said = text(VERDICT)

    assert "— This does not say who recorded it" in said
    assert "— This does not say that it is true" in said
    assert not [word for word in NEVER if word in said.casefold()]


def test_it_tells_how_much_was_taken_out_only_where_the_bundle_does() -> None:
    assert "does not say how much" in text(VERDICT)
    assert "by its own account: 12 places" in text(dataclasses.replace(VERDICT, removals=12))
