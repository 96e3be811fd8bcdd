"""Random casebooks: nothing that stands in a withheld place is in the bundle, in any encoding."""

from __future__ import annotations

import base64
import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

import withheld
from casebook.bundle import contents
from casebook.formats import archive

from .conftest import Export


@given(seed=st.integers(0, 1 << 32), audience=st.sampled_from(withheld.AUDIENCES))
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
def test_nothing_of_a_withheld_place_is_in_the_bundle(seed: int, audience: str) -> None:
    """Of chance by its seed, not drawn one by one: every word must be unlike every other."""
    with tempfile.TemporaryDirectory() as folder:
        note(str(withheld.one(Path(folder), seed, audience)))


# ------------------------------------------------------------------------------- the judge is not blind


@pytest.mark.parametrize("coded", [bytes, base64.b64encode, gzip.compress, bytes.hex])
def test_a_word_that_left_is_found(coded: object) -> None:
    assert callable(coded)
    found = coded(b"..." + b"zobukelitara" + b"...")
    data = found.encode() if isinstance(found, str) else found
    parts = list(withheld.canary.unpacked(b"before" + data + b"behind"))
    assert withheld.found_in({"zobukelitara", "gimatosevuba"}, parts) == {"zobukelitara"}


@pytest.mark.parametrize("name", [contents.RECORDS, contents.REPORT_HTML])
def test_a_word_that_goes_without_a_mark_is_noticed(exported: Export, name: str) -> None:
    """In the records and in the report: "Nobody said why" must not become "said why"."""
    files = {
        path.removeprefix(contents.FOLDER): data for path, data in archive.read(exported.make().data).items()
    }
    assert withheld.judge_marks(exported.plan, files)["marks"] > 0
    changed = files | {name: files[name].replace(b"Nobody said", b"said")}
    assert changed != files
    with pytest.raises(AssertionError):
        withheld.judge_marks(exported.plan, changed)
