"""The one list of altered bundles, under the verifier itself and under `casebook verify`."""

from __future__ import annotations

import io
import json
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
