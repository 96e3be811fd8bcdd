"""The one list of altered bundles, under the verifier itself and under `casebook verify`."""

from __future__ import annotations

import io
import json
import tracemalloc
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

import altered
import sealed
from casebook.base.errors import CasebookError
from casebook.bundle import verify
from casebook.cli import main
from casebook.wording import of_bundles

WORDS = {leaf.__name__: words for leaf, words in of_bundles.WORDS.items()}


@pytest.fixture(scope="module")
def whole() -> sealed.Bundle:
    return sealed.bundle()


def test_the_list_is_long_enough() -> None:
    assert len(altered.CASES) >= 120
    assert {case.kind for case in altered.CASES.values()} == {
        "NotABundle", "BadArchive", "BadBag", "BadSignature", "BundleAltered", "SealBroken",
    }  # fmt: skip


def test_the_whole_one_holds(whole: sealed.Bundle) -> None:
    verdict = verify.verify(whole.data())

    assert (verdict.records, verdict.attached, verdict.renamed, verdict.removals) == (4, 2, 1, 9)


@pytest.mark.parametrize("name", altered.CASES)
def test_an_altered_one_is_refused(whole: sealed.Bundle, name: str) -> None:
    case = altered.CASES[name]

    with pytest.raises(CasebookError) as caught:
        verify.verify(case.alter(whole))

    problem = getattr(caught.value, "problem", "")
    assert (type(caught.value).__name__, str(problem)) == (case.kind, case.problem)


@pytest.mark.parametrize("name", altered.CASES)
def test_the_command_says_why(whole: sealed.Bundle, tmp_path: Path, name: str) -> None:
    case = altered.CASES[name]
    (tmp_path / "list.zip").write_bytes(case.alter(whole))

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main.main(["verify", str(tmp_path / "list.zip"), "--json"])

    error = json.loads(err.getvalue().splitlines()[-1])["error"]
    assert (code, error["kind"], out.getvalue()) == (1 if case.kind == "NotABundle" else 3, case.kind, "")
    assert WORDS[case.kind].what.partition("{")[0] in error["message"]
    assert WORDS[case.kind].because.get(case.problem, "") in error["message"]


def test_a_large_one_is_read_as_it_is_looked_at(tmp_path: Path) -> None:
    """Files that are not read again go by in pieces: 200 MiB of them take a few of memory."""
    large = sealed.bundle()
    large.payload["data/files/0001.jpg"] = bytes(200 << 20)
    path = tmp_path / "large.zip"
    path.write_bytes(large.data())
    large.payload.clear()
    with path.open("rb") as file:
        data = verify.mapped(file)
        tracemalloc.start()
        try:
            assert verify.verify(data).size > 200 << 20
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 16 << 20

    out = io.StringIO()
    with redirect_stdout(out):
        assert main.main(["verify", str(path), "--json"]) == 0
    assert json.loads(out.getvalue())["bytes"] > 200 << 20
