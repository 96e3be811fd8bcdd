"""Author slips, judged against vectors: what holds says who signed; all else is refused with its reason."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from casebook.bundle import slips
from casebook.formats.sealhash import seal_hash
from reading import ROOT

VECTORS: Final[dict[str, Any]] = json.loads((ROOT / "tests" / "vectors" / "slip" / "slips.json").read_text())
SEAL: Final = bytes.fromhex(VECTORS["name"])


def test_the_name_of_a_seal_is_the_hash_of_its_signed_part() -> None:
    assert seal_hash(VECTORS["jwt"]) == SEAL


@pytest.mark.parametrize("case", VECTORS["accepted"], ids=lambda case: str(case["what"]))
def test_a_slip_that_holds_says_who_signed(case: dict[str, Any]) -> None:
    found = slips.judge(case["slip"].encode(), SEAL)
    assert {
        "fingerprint": found.fingerprint,
        "words": list(found.words),
        "name": found.name,
        "person": found.person,
        "number": found.number,
        "text_version": found.text_version.hex(),
    } == case["said"]
    assert slips.seal_of(case["slip"]) == found.seal == SEAL


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: str(case["what"]))
def test_a_slip_that_does_not_hold_is_refused_with_its_reason(case: dict[str, Any]) -> None:
    with pytest.raises(slips.BadSlip) as refused:
        slips.judge(case["slip"], SEAL)
    assert refused.value.problem == case["problem"]


def test_every_reason_is_among_the_vectors() -> None:
    assert {case["problem"] for case in VECTORS["refused"]} == {
        problem.value for problem in slips.SlipProblem
    }


def test_no_letter_of_a_slip_can_be_another() -> None:
    """The text version is the one thing no verifier can judge; the commitment holds it too."""
    slip: str = VECTORS["accepted"][0]["slip"]
    for place, letter in enumerate(slip):
        other = "A" if letter != "A" else "B"
        with pytest.raises(slips.BadSlip):
            slips.judge(slip[:place] + other + slip[place + 1 :], SEAL)
