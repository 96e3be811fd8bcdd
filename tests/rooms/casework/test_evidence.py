"""Files in the safe: kept whole, described by a record, and removed again where the record could not be written."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

import books
from casebook.base.ids import RecordId
from casebook.base.progress import Cancelled, Progress
from casebook.casework import check, erasing, evidence, records, undo
from casebook.casework.book import COPIED, Casebook, CasebookCopied, NoSuchRecord, SavedUnanchored
from casebook.casework.evidence import NoSuchFile, NotAFile
from casebook.casework.touched import Verb
from casebook.casework.undo import ChangedSince, NothingToUndo
from casebook.formats.stream import BadStream
from casebook.journal import log
from casebook.journal.entry import Change, Op
from casebook.model.fields import Value
from casebook.vault.faults import DiskFault, DiskFull
from casebook.vault.head import HeadState
from drawing import draw


@pytest.fixture
def person(book: Casebook) -> RecordId:
    return draw(book, 'person:1  remarks  "amber"')["person:1"]


def test_a_file_is_kept_described_and_given_back(book: Casebook, person: RecordId, tmp_path: Path) -> None:
    data = os.urandom(700_001)
    (tmp_path / "map of the harbour.png").write_bytes(data)
    record, touched = evidence.attach(book, person, tmp_path / "map of the harbour.png")
    kept = evidence.kept(book, record)
    assert (kept.name, kept.mime, kept.size) == ("map of the harbour.png", "image/png", len(data))
    assert kept.sha256 == hashlib.sha256(data).digest()
    assert touched.records == {record}
    assert [value for _, value in book.need(record).each("about", "record")] == [person]
    evidence.extract(book, record, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == data
    assert (tmp_path / "map of the harbour.png").read_bytes() == data
    [stored] = (book.safe.folder / "files").iterdir()
    assert data[:64] not in stored.read_bytes()


@pytest.mark.parametrize("size", [0, 1, 1 << 18, (1 << 18) + 1])
def test_files_of_any_size(book: Casebook, person: RecordId, tmp_path: Path, size: int) -> None:
    (tmp_path / "x.bin").write_bytes(bytes(size))
    record, _ = evidence.attach(book, person, tmp_path / "x.bin")
    evidence.extract(book, record, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == bytes(size)


def test_what_is_no_file_is_refused(book: Casebook, person: RecordId, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "nothing", tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(NotAFile):
            evidence.attach(book, person, path)
    (tmp_path / "x").write_text("x")
    with pytest.raises(NoSuchRecord):
        evidence.attach(book, book.new_id(), tmp_path / "x")
    assert book.safe.files.ids() == ()
    with pytest.raises(NoSuchFile):
        evidence.kept(book, person)


def test_a_record_that_could_not_be_written_takes_its_file_along(
    book: Casebook, person: RecordId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskFull

    (tmp_path / "x").write_text("x")
    monkeypatch.setattr(records, "write", full)
    with pytest.raises(DiskFull):
        evidence.attach(book, person, tmp_path / "x")
    assert book.safe.files.ids() == ()


def test_a_record_that_is_saved_keeps_its_file(
    book: Casebook, person: RecordId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails behind the commit, at the head: the record stands, so its file has to."""

    def faulty(_state: HeadState) -> None:
        raise DiskFault

    (tmp_path / "x").write_text("x")
    with monkeypatch.context() as patched:
        patched.setattr(book.safe.head, "write", faulty)
        with pytest.raises(SavedUnanchored):
            evidence.attach(book, person, tmp_path / "x")
    book.anchor()
    assert check.check(book).files == 1


def test_attaching_can_be_stopped(book: Casebook, person: RecordId, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(bytes(3 << 18))
    progress = Progress()

    def stop(step: object) -> None:
        progress.cancel()

    progress._watch = stop
    with pytest.raises(Cancelled):
        evidence.attach(book, person, tmp_path / "x", progress)
    assert book.safe.files.ids() == ()
    assert list((book.safe.folder / "files").iterdir()) == []


# ----------------------------------------------------------------------------- written out, and recorded


def test_writing_an_original_out_is_recorded(book: Casebook, person: RecordId, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("amber")
    record, _ = evidence.attach(book, person, tmp_path / "letter.txt")

    touched = evidence.extract(book, record, tmp_path / "a place nobody should learn")

    assert (touched.verb, touched.records) == (Verb.EXTRACT, {record})
    now = book.need(record)
    assert [value for _, value in now.each("custody", "what")] == ["extracted"]
    assert [value for _, value in now.each("custody", "date")] == ["2025-06-15"]
    assert [value for _, value in now.each("custody", "sha256")] == [hashlib.sha256(b"amber").digest()]
    [last] = list(log.latest(book.db, book.own.feed))[:1]
    assert last.stamp().verb == "extract"
    assert b"nobody should learn" not in books.raw(book)
    with pytest.raises(NothingToUndo):
        undo.undo(book, touched.act)
    with pytest.raises(ChangedSince):
        undo.undo_last(book)  # that is the attaching before it, and the record says more by now


def test_a_casebook_that_takes_no_entry_writes_nothing_in_clear(
    book: Casebook, person: RecordId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter.txt").write_text("amber")
    record, _ = evidence.attach(book, person, tmp_path / "letter.txt")
    with book.db.transaction():
        log.note(book.db, COPIED, b"1")
    began: list[object] = []
    monkeypatch.setattr(evidence, "write_whole", lambda *_: began.append(1))

    with pytest.raises(CasebookCopied):
        evidence.extract(book, record, tmp_path / "out.txt")
    assert not began
    assert book.need(record).elements("custody") == ()


def called(name: Value) -> Value:
    """What a record says of a file of that name in the safe."""
    return ("a.txt", "text/plain", 3, bytes(32), bytes(32), name)


NAMES: list[Value] = [
    "../../head", "/etc/hostname", "A" * 26, "a" * 25 + "\n", "a" * 26 + "\n", "", None, 7, "q" * 26,
]  # fmt: skip


@pytest.mark.parametrize("value", [*map(called, NAMES), ("a.txt",), "q" * 26, None])
def test_erasing_what_a_hostile_teammate_called_a_file_removes_nothing_and_fails_nowhere(
    book: Casebook, person: RecordId, tmp_path: Path, value: Value
) -> None:
    (tmp_path / "x.txt").write_bytes(b"amber")
    kept, _ = evidence.attach(book, person, tmp_path / "x.txt")
    hostile = book.new_id()
    book.record(Verb.EDIT, [Change(hostile, "evidence", "file", Op.SET, value)])
    before = sorted(path.name for path in book.safe.folder.rglob("*"))
    erasing.erase(book, hostile, reason="consent-withdrawn")
    assert sorted(path.name for path in book.safe.folder.rglob("*")) == before
    evidence.extract(book, kept, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"amber"


def test_a_rehearsal_leaves_nothing_behind(book: Casebook, person: RecordId, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("amber")
    record, _ = evidence.attach(book, person, tmp_path / "letter.txt")
    before = len(list(log.latest(book.db, book.own.feed)))

    evidence.extract(book, record, tmp_path / "out.txt")

    assert len(list(log.latest(book.db, book.own.feed))) == before + 1
    assert len(book.need(record).elements("custody")) == 1
    assert check.check(book).files == 1


def test_what_cannot_be_recorded_is_not_written_out(
    book: Casebook, person: RecordId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter.txt").write_text("amber")
    record, _ = evidence.attach(book, person, tmp_path / "letter.txt")
    (tmp_path / "out").mkdir()

    def full(*_: object, **__: object) -> None:
        raise DiskFull

    monkeypatch.setattr(records, "write", full)
    with pytest.raises(DiskFull):
        evidence.extract(book, record, tmp_path / "out" / "letter.txt")
    assert list((tmp_path / "out").iterdir()) == []


def test_what_cannot_be_written_out_is_not_recorded(book: Casebook, person: RecordId, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_bytes(os.urandom(600_000))
    record, _ = evidence.attach(book, person, tmp_path / "letter.txt")
    progress = Progress(lambda _step: progress.cancel())
    for to, error, steps in (
        (tmp_path / "nowhere" / "letter.txt", OSError, Progress()),
        (tmp_path / "stopped", Cancelled, progress),
    ):
        with pytest.raises(error):
            evidence.extract(book, record, to, steps)
        assert not to.exists()
    kept = evidence.kept(book, record)
    with (book.safe.folder / "files" / kept.file).open("r+b") as file:
        file.seek(-100, os.SEEK_END)
        file.write(bytes(50))
    with pytest.raises(BadStream):
        evidence.extract(book, record, tmp_path / "broken")
    assert not (tmp_path / "broken").exists()
    assert list(book.need(record).each("custody", "what")) == []
