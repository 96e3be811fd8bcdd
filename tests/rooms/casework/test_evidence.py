"""Files in the safe: kept whole, described by a record, and removed again where the record could not be written."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from casebook.base.ids import RecordId
from casebook.base.progress import Cancelled, Progress
from casebook.casework import evidence, records
from casebook.casework.book import Casebook, NoSuchRecord
from casebook.casework.evidence import NoSuchFile, NotAFile
from casebook.vault.faults import DiskFull
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
