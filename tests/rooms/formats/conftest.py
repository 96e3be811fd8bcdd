"""What the tests of formats share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of bytes other people made."""
    return Path(__file__).parents[2] / "vectors"
