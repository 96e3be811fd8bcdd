"""Random casebooks: nothing that stands in a withheld place is in the bundle, in any encoding."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

import withheld


@given(seed=st.integers(0, 1 << 32), audience=st.sampled_from(withheld.AUDIENCES))
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
def test_nothing_of_a_withheld_place_is_in_the_bundle(seed: int, audience: str) -> None:
    """Of chance by its seed, not drawn one by one: every word must be unlike every other."""
    with tempfile.TemporaryDirectory() as folder:
        note(str(withheld.one(Path(folder), seed, audience)))
