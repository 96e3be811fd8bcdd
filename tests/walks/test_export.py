"""The walk *export* of docs/walks.md: plan, look, make, check, write, and what is noted of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import lists
from casebook.base.errors import Cancelled
from casebook.base.progress import Progress
from casebook.bundle import verify, write
from casebook.bundle.write import PlanOutdated
from casebook.casework import disclosures, organisation, records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.formats import sshsig
from casebook.redaction import planning, selection
from casebook.redaction.plan import RedactionPlan
from casebook.redaction.profile import profile
from casebook.reports import extract
from casebook.reports.shown import ForAudience

NARRATIVE = "Oskenov was taken with Saule Dzhandosova to the station. He is held since."


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "Notes", "Heron")
    yield made
    made.close()


@pytest.fixture
def listed(book: Casebook) -> lists.Listed:
    """One of two on a list is shown by decision; a third is named in what is told of them."""
    made = lists.edition(book)
    lists.entry(book, made, "a", "Marat Oskenov", NARRATIVE)
    lists.entry(book, made, "b", "Zauresh Imanqul", "Imanqul was held for a day.")
    lists.person(book, "Saule Dzhandosova", "Сауле Джандосова", protection="always")
    lists.already_public(book, made.people["a"])
    return made


def planned(book: Casebook) -> tuple[snapshot.Snapshot, RedactionPlan]:
    seen = snapshot.take(book)
    return seen, planning.make(seen, selection.everything(seen), profile("public"))


def test_export(book: Casebook, listed: lists.Listed, tmp_path: Path) -> None:
    """What leaves is what was allowed; its receiver's own check holds; what left is noted."""
    seen, plan = planned(book)
    made = write.make(book, seen, plan, extract.extract(ForAudience(plan, seen), "en"))
    to = tmp_path / "out.zip"
    written = write.release(book, plan, made, to, recipients=[], purpose="The list", date="2026-03")

    verdict = verify.verify(to.read_bytes(), sshsig.public_line(organisation.public_key(book)))
    assert verdict.expected
    with zipfile.ZipFile(io.BytesIO(to.read_bytes())) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist()).decode("latin-1")
    assert "Oskenov" in told
    for hidden in ("Dzhandosova", "Imanqul", "Zauresh", "Saule"):
        assert hidden not in told
    [noted] = disclosures.disclosures(book)
    assert noted.id == written.disclosure
    assert disclosures.disclosures(book, listed.people["a"])
    assert not disclosures.disclosures(book, listed.people["b"])
    assert {path.name for path in tmp_path.iterdir()} == {"Notes", "out.zip"}


def export(book: Casebook, to: Path, progress: Progress) -> None:
    seen, plan = planned(book)
    report = extract.extract(ForAudience(plan, seen), "en")
    made = write.make(book, seen, plan, report, progress=progress)
    write.release(book, plan, made, to, recipients=[], purpose="", date="2026-03", progress=progress)


class Stopped:
    """A progress that is cancelled after so many steps; it counts them."""

    def __init__(self, after: int = 0) -> None:
        self.steps, self._after = 0, after
        self.progress = Progress(self._step)

    def _step(self, _step: object) -> None:
        self.steps += 1
        if self.steps == self._after:
            self.progress.cancel()


def test_stopped_at_any_step_nothing_is_left(book: Casebook, listed: lists.Listed, tmp_path: Path) -> None:
    """Neither a file nor a note of one."""
    whole = Stopped()
    seen, plan = planned(book)
    write.make(book, seen, plan, extract.extract(ForAudience(plan, seen), "en"), progress=whole.progress)
    for after in (1, whole.steps // 3, whole.steps // 2, whole.steps):
        with pytest.raises(Cancelled):
            export(book, tmp_path / "out.zip", Stopped(after).progress)
        assert [path.name for path in tmp_path.iterdir()] == ["Notes"]
        assert disclosures.disclosures(book) == []


def test_a_plan_of_before_is_not_carried_out(book: Casebook, listed: lists.Listed, tmp_path: Path) -> None:
    """Somebody is protected after the plan was read: it is made again, not written."""
    seen, plan = planned(book)
    made = write.make(book, seen, plan, extract.extract(ForAudience(plan, seen), "en"))
    records.write(book, Verb.EDIT, [Set(listed.people["a"], "protection", "always")])
    with pytest.raises(PlanOutdated):
        write.release(book, plan, made, tmp_path / "out.zip", recipients=[], purpose="", date="2026-03")
    assert [path.name for path in tmp_path.iterdir()] == ["Notes"]
