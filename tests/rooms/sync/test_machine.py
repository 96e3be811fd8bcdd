"""A team that meets by sticks in every way, two hundred times over: I1–I8 and I11–I14 of docs/formats/pack.md.

What the machine does and what it holds against what stands in tests/meeting_machine.py and tests/meeting_oracle.py;
what it found once, in tests/meeting_histories.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

import meeting_machine
from meeting_histories import FOUND, Step, play
from meeting_machine import Meetings

PARTS = 4
HISTORIES = 200


@pytest.fixture(autouse=True, scope="module")
def cheap() -> Iterator[None]:
    with meeting_machine.cheap():
        yield


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_lost_and_nothing_is_forced(part: int) -> None:
    """In parts, so that several processes share the work."""
    run_state_machine_as_test(
        seed(part)(type(f"Meetings{part}", (Meetings,), {})),
        settings=settings(
            max_examples=HISTORIES // PARTS,
            stateful_step_count=10,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("steps", FOUND.values(), ids=FOUND.keys())
def test_what_was_found_once_stays_mended(steps: list[Step]) -> None:
    play(steps)
