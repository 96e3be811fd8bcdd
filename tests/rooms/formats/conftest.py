"""Laws are tried without a stop-watch: other work on the machine must not fail them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("formats", deadline=None)
settings.load_profile("formats")


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of bytes other people made."""
    return Path(__file__).parents[2] / "vectors"
