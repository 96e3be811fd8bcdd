"""Encrypted files: whole or not there, noise on disk, every flip, cut and exchange seen."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.base.errors import Cancelled
from casebook.base.ids import FileId
from casebook.formats.stream import BadStream
from casebook.vault.faults import DiskFault, DiskFull, FileChanged, FileMissing
from casebook.vault.files import FileStore


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    (tmp_path / "files").mkdir()
    return FileStore(tmp_path / "files")


@settings(max_examples=25)
@given(content=st.one_of(st.binary(max_size=400), st.integers(262_100, 262_160).map(bytes)))
def test_what_is_put_is_read(store: FileStore, content: bytes) -> None:
    stored = store.put([content])
    assert (stored.size, stored.sha256) == (len(content), hashlib.sha256(content).digest())
    with store.open(stored.id, stored.key) as reader:
        assert reader.read() == content
        reader.seek(len(content) // 2)
        assert reader.read(10) == content[len(content) // 2 :][:10]
    store.verify(stored.id, stored.key, size=stored.size, sha256=stored.sha256)


def test_an_open_file_serves_as_source(store: FileStore, tmp_path: Path) -> None:
    stored = store.put(io.BytesIO(b"line\n" * 100_000))
    assert stored.size == 500_000
    assert store.ids() == (stored.id,)
    assert "key" not in repr(stored)


def test_nothing_readable_lies_there(store: FileStore, tmp_path: Path) -> None:
    stored = store.put([b"kestrel " * 100_000])
    path = tmp_path / "files" / stored.id
    assert len(stored.id) == 26
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"kestrel" not in path.read_bytes()
    twin = store.put([b"kestrel " * 100_000])
    assert twin.key != stored.key
    assert (tmp_path / "files" / twin.id).read_bytes()[:64] != path.read_bytes()[:64]


@pytest.mark.parametrize("error", [Cancelled, DiskFault])
def test_a_source_that_stops_leaves_nothing(store: FileStore, tmp_path: Path, error: type[Exception]) -> None:
    def source() -> Iterator[bytes]:
        yield bytes(1_000_000)
        raise error

    with pytest.raises(error):
        store.put(source())
    assert list((tmp_path / "files").iterdir()) == []


def test_a_full_disk_leaves_nothing(small_disk: Path) -> None:
    store = FileStore(small_disk)
    kept = store.put([bytes(1000)])
    with pytest.raises(DiskFull):
        store.put(bytes(100_000) for _ in range(100))
    assert [path.name for path in small_disk.iterdir()] == [kept.id]
    store.verify(kept.id, kept.key, size=kept.size, sha256=kept.sha256)


def test_every_flipped_bit_is_seen(store: FileStore, tmp_path: Path) -> None:
    stored = store.put([b"a short note"])
    path = tmp_path / "files" / stored.id
    whole = path.read_bytes()
    for offset in range(len(whole)):
        data = bytearray(whole)
        data[offset] ^= 1 << offset % 8
        path.write_bytes(data)
        with pytest.raises(BadStream):
            store.verify(stored.id, stored.key, size=stored.size, sha256=stored.sha256)


def test_files_exchanged_do_not_open(store: FileStore, tmp_path: Path) -> None:
    """Even by someone who could give the other file's key: the name is bound in."""
    one, two = store.put([b"one"]), store.put([b"two"])
    os.replace(tmp_path / "files" / two.id, tmp_path / "files" / one.id)  # noqa: PTH105 - as a person would
    for key in (one.key, two.key):
        with pytest.raises(BadStream):
            store.open(one.id, key)
    with pytest.raises(FileMissing) as caught:
        store.open(two.id, two.key)
    assert caught.value.id == two.id


def test_the_record_speaks_of_another_file(store: FileStore) -> None:
    stored = store.put([b"one"])
    for size, sha256 in ((4, stored.sha256), (3, bytes(32))):
        with pytest.raises(FileChanged):
            store.verify(stored.id, stored.key, size=size, sha256=sha256)


@pytest.mark.parametrize("name", ["../keys", "/etc/passwd", "", "a" * 25, "A" * 26, "a" * 25 + "/"])
def test_a_name_that_leads_elsewhere(store: FileStore, tmp_path: Path, name: str) -> None:
    (tmp_path / "keys").write_bytes(b"stays")
    with pytest.raises(FileMissing):
        store.open(FileId(name), bytes(32))
    with pytest.raises(FileMissing):
        store.remove(FileId(name))
    assert (tmp_path / "keys").read_bytes() == b"stays"


def test_a_link_is_not_followed(store: FileStore, tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"stays")
    name = FileId("a" * 26)
    (tmp_path / "files" / name).symlink_to(tmp_path / "outside")
    with pytest.raises(DiskFault):
        store.open(name, bytes(32))
    with pytest.raises(DiskFault):
        store.remove(name)
    assert (tmp_path / "outside").read_bytes() == b"stays"


def test_removed_is_gone(store: FileStore) -> None:
    stored = store.put([b"one"])
    store.remove(stored.id)
    store.remove(stored.id)
    assert store.ids() == ()
