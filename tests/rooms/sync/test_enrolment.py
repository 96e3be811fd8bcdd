"""Joining a team with real casebooks: two comparisons, and what somebody who stands between tries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import enrolling
from casebook.casework import roster
from casebook.journal.acts import Role
from casebook.sync import epochs


@pytest.fixture(autouse=True)
def cheap() -> Iterator[None]:
    with books.derived_once():
        yield


def test_a_newcomer_belongs_after_two_comparisons(tmp_path: Path) -> None:
    alma = enrolling.found(tmp_path / "alma").book
    omar = enrolling.take_in(alma, tmp_path / "omar", "Omar", history=False)
    for book in (alma, omar):
        line = roster.line(book)
        assert [device.role for device in line.devices] == [Role.PUBLISHER, Role.PUBLISHER, Role.MEMBER]
        assert line.root is not None
        assert line.root.public == alma.own.public
        assert line.devices[0].is_paper
        assert line.devices[2].public == omar.own.public
    assert omar.own.compartment == alma.own.compartment
    assert omar.own.device == roster.line(alma).devices[2].record
    assert epochs.current(omar, omar.own.compartment) is not None
    alma.close()
    omar.close()
