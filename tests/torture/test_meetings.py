"""Three devices that meet in every order, as in tests/rooms/journal, far longer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

import books
import meeting_machine
from three_devices import ThreeDevices, forget_template


@pytest.mark.torture("more", "three devices apart and together, a hundred steps each: nothing is lost")
def test_apart_and_together_nothing_is_lost(rounds: Callable[[int, int], int]) -> None:
    with books.derived_once():
        run_state_machine_as_test(
            ThreeDevices,
            settings=settings(
                max_examples=rounds(5, 1000),
                stateful_step_count=100,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    forget_template()


@pytest.mark.torture("more", "a team that meets by sticks which fail in every way: two thousand histories")
def test_a_team_that_meets_by_sticks(rounds: Callable[[int, int], int]) -> None:
    with meeting_machine.cheap():
        run_state_machine_as_test(
            meeting_machine.Meetings,
            settings=settings(
                max_examples=rounds(3, 2000),
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
