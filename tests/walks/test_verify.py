"""The walk *verify* of docs/walks.md: a confined child reads the file, a verdict comes back, point by point."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

import books
import lists
from casebook.base.errors import CasebookError, Damaged
from casebook.base.words import translator
from casebook.bundle import write
from casebook.bundle.verify import Verdict
from casebook.casework import organisation, snapshot
from casebook.formats import sshsig
from casebook.jail import launch
from casebook.redaction import planning, selection
from casebook.redaction.profile import profile
from casebook.reports import extract
from casebook.reports.shown import ForAudience
from casebook.wording import errors, verdicts


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A bundle, and the fingerprint of the key that signed it; its casebook is gone."""
    folder = tmp_path_factory.mktemp("verify")
    book = books.make(folder / "Notes", "Heron")
    listed = lists.edition(book)
    lists.entry(book, listed, "a", "Marat Oskenov", "Oskenov is held since.")
    lists.already_public(book, listed.people["a"])
    seen = snapshot.take(book)
    plan = planning.make(seen, selection.everything(seen), profile("public"))
    made = write.make(book, seen, plan, extract.extract(ForAudience(plan, seen), "en"))
    write.release(book, plan, made, folder / "out.zip", recipients=[], purpose="", date="2026-03")
    fingerprint = sshsig.fingerprint(organisation.public_key(book))
    book.close()
    return folder / "out.zip", fingerprint


def judged(path: Path) -> Verdict:
    """The way of `casebook verify`: the file is opened here, and read by the child."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return launch.run("casebook.bundle.verify:verify_task", answer=Verdict, files=(handle,))
    finally:
        os.close(handle)


def test_verify(handed_out: tuple[Path, str]) -> None:
    """What holds, and what no signature can say."""
    path, fingerprint = handed_out
    verdict = judged(path)
    assert verdict.signer == fingerprint
    told = [point.line for point in verdicts.points(verdict, translator("en"))]
    assert any(fingerprint in line and "Unchanged since" in line for line in told)
    assert any("Every seal holds" in line for line in told)
    assert any("does not say that it is true" in line for line in told)
    assert len(verdicts.points(verdict, translator("ru"))) == len(told)


@pytest.mark.parametrize("member", ["data/report.html", "manifest-sha256.txt", "tagmanifest-sha256.txt.sig"])
def test_an_altered_copy_is_refused_in_words(
    handed_out: tuple[Path, str], tmp_path: Path, member: str
) -> None:
    """The child raises, the parent says what was altered, and no verdict is given."""
    copy = io.BytesIO()
    with zipfile.ZipFile(handed_out[0]) as before, zipfile.ZipFile(copy, "w") as after:
        for info in before.infolist():
            data = before.read(info)
            if info.filename.endswith(member):
                data = data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]
            after.writestr(info, data)
    (tmp_path / "copy.zip").write_bytes(copy.getvalue())
    with pytest.raises(Damaged) as damaged:
        judged(tmp_path / "copy.zip")
    assert "Do not rely on it" in errors.sentence(damaged.value, translator("en"))


def test_what_is_no_bundle_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(4000))
    with pytest.raises(CasebookError) as refused:
        judged(tmp_path / "photo.jpg")
    assert errors.sentence(refused.value, translator("en"))
