"""Zip archives: the same bytes for the same files, and nothing let in that we would not have written."""

from __future__ import annotations

import io
import mmap
import struct
import subprocess
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.formats import archive
from casebook.formats.archive import ArchiveProblem, BadArchive, CannotArchive, Limits
from casebook.formats.paths import is_portable, stand_together

FILES = {
    "bundle/data/report.html": b"<p>" + b"word " * 400,
    "bundle/bagit.txt": b"BagIt-Version: 1.0\n",
    "bundle/data/files/0001.jpg": bytes(range(256)) * 3,
    "bundle/empty.txt": b"",
}


def made(files: Mapping[str, bytes] = FILES, *, deflate: bool = False) -> bytes:
    return b"".join(archive.write(files, deflate=deflate))


def problem_of(data: bytes, *, deflate: bool = True, limits: Limits | None = None) -> ArchiveProblem:
    with pytest.raises(BadArchive) as caught:
        archive.read(data, limits, deflate=deflate).check()
    return caught.value.problem


contents = st.dictionaries(
    st.from_regex(r"[a-z]{1,3}(/[a-z]{1,3}\.txt)?", fullmatch=True),
    st.binary(max_size=200) | st.sampled_from([b"word " * 500, bytes(5000)]),
    max_size=6,
)


@given(contents, st.booleans())
def test_what_is_written_is_read_and_written_again_the_same(files: dict[str, bytes], deflate: bool) -> None:  # noqa: FBT001 - a law's input
    try:
        data = made(files, deflate=deflate)
    except CannotArchive:
        return
    read = archive.read(data, deflate=deflate)
    assert dict(read) == files
    assert list(read) == sorted(files)
    assert {name: read.size(name) for name in read} == {name: len(content) for name, content in files.items()}
    assert made(read, deflate=deflate) == data
    assert made(dict(reversed(files.items())), deflate=deflate) == data


@pytest.mark.parametrize("deflate", [False, True])
def test_other_programs_read_what_we_write(tmp_path: Path, deflate: bool) -> None:  # noqa: FBT001 - both ways
    path = tmp_path / "a.zip"
    path.write_bytes(made(deflate=deflate))
    with zipfile.ZipFile(path) as other:
        assert other.testzip() is None
        assert {info.filename: other.read(info) for info in other.infolist()} == FILES
        for info in other.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert (info.extra, info.comment, info.external_attr) == (b"", b"", 0o100644 << 16)
        assert other.comment == b""
    test = subprocess.run(["unzip", "-t", str(path)], capture_output=True, check=False)
    assert test.returncode == 0, test.stdout
    subprocess.run(["unzip", "-q", str(path), "-d", str(tmp_path / "out")], check=True)
    for name, content in FILES.items():
        assert (tmp_path / "out" / name).read_bytes() == content
        assert (tmp_path / "out" / name).stat().st_mode & 0o777 == 0o644


@given(contents)
def test_the_size_is_known_before(files: dict[str, bytes]) -> None:
    if stand_together(files) and all(map(is_portable, files)):
        assert archive.stored_size({name: len(content) for name, content in files.items()}) == len(
            made(files)
        )


def test_an_empty_archive() -> None:
    assert dict(archive.read(made({}))) == {}


def test_an_archive_in_a_mapped_file(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(made())
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        read = archive.read(mapped)
        assert dict(read) == FILES
        del read


@pytest.mark.parametrize(
    "name", ["../x", "/x", "a\\b", "CON", "a\u202eb", "дело", "x" * 300, "a/", "a\nb", ""]
)
def test_names_we_do_not_write(name: str) -> None:
    with pytest.raises(CannotArchive) as caught:
        made({name: b""})
    assert caught.value.problem is ArchiveProblem.NAME


def test_names_that_would_fall_together_are_not_written() -> None:
    for pair in (("a", "A"), ("a", "a/b"), ("a/x", "A/y")):
        with pytest.raises(CannotArchive):
            made(dict.fromkeys(pair, b""))


# ---- archives made by hand, one field wrong at a time --------------------------------------------------


def by_hand(members: list[dict[str, object]], **end: object) -> bytes:
    """An archive from its fields; a member's `local_…` fields stand in its local header only."""
    body, directory = b"", b""
    for member in members:
        content = member.get("content", b"text")
        raw = member.get("raw", content)
        base: dict[str, object] = {
            "name": b"a", "made_by": 0x0314, "needs": 20, "flags": 0, "method": 0, "time": 0, "date": 33,
            "crc": zlib.crc32(content), "packed": len(raw), "size": len(content), "extra": b"",
            "comment": b"", "disk": 0, "internal": 0, "mode": 0o100644 << 16, "offset": len(body),
        } | {k: v for k, v in member.items() if not k.startswith("local_")}  # fmt: skip
        local = base | {k.removeprefix("local_"): v for k, v in member.items() if k.startswith("local_")}
        body += struct.pack(
            "<4sHHHHHIIIHH", b"PK\3\4",
            local["needs"], local["flags"], local["method"], local["time"],
            local["date"], local["crc"], local["packed"], local["size"], len(local["name"]), len(local["extra"]),
        ) + local["name"] + local["extra"] + raw + member.get("behind", b"")  # fmt: skip
        directory += struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\1\2", base["made_by"], base["needs"], base["flags"], base["method"],
            base["time"], base["date"], base["crc"], base["packed"], base["size"], len(base["name"]),
            len(base["extra"]), len(base["comment"]), base["disk"], base["internal"], base["mode"],
            base["offset"],
        ) + base["name"] + base["extra"] + base["comment"]  # fmt: skip
    fields = {"disk": 0, "start_disk": 0, "here": len(members), "count": len(members), "size": len(directory),
              "offset": len(body), "comment": b"", "between": b""} | end  # fmt: skip
    return body + fields["between"] + directory + struct.pack(
        "<4sHHHHIIH", b"PK\5\6", fields["disk"], fields["start_disk"], fields["here"], fields["count"],
        fields["size"], fields["offset"], len(fields["comment"]),
    ) + fields["comment"]  # fmt: skip


def raw_deflate(content: bytes) -> bytes:
    return zlib.compress(content, 9, wbits=-15)


def test_the_hand_made_archive_is_good_when_nothing_is_wrong() -> None:
    assert by_hand([{}]) == made({"a": b"text"})
    text = b"text " * 99
    assert by_hand([{"content": text, "raw": raw_deflate(text), "method": 8}]) == made(
        {"a": text}, deflate=True
    )


A, B = {"name": b"a"}, {"name": b"b"}


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ([{"name": b"../x"}], "name"),
        ([{"name": b"/x"}], "name"),
        ([{"name": b"a/../../x"}], "name"),
        ([{"name": b"a\\..\\x"}], "name"),
        ([{"name": b"C:x"}], "name"),
        ([{"name": b"CON"}], "name"),
        ([{"name": b"data/nul.txt"}], "name"),
        ([{"name": b"a/", "content": b""}], "name"),
        ([{"name": b"a\x07b"}], "name"),
        ([{"name": b"a\0b"}], "name"),
        ([{"name": "a\u202egpj.exe".encode()}], "name"),
        ([{"name": b"\xff\xfe"}], "name"),
        ([{"name": b"x" * 300}], "name"),
        ([{"name": b""}], "name"),
        ([A, A], "twice"),
        ([{"name": b"A"}, A], "twice"),
        ([A, {"name": b"a/b"}], "twice"),
        ([{"name": b"A/x"}, {"name": b"a/y"}], "twice"),
        ([B, A], "order"),
        ([{"mode": 0o120777 << 16}], "mode"),
        ([{"mode": 0o100755 << 16}], "mode"),
        ([{"mode": 0o104644 << 16}], "mode"),
        ([{"mode": 0o060644 << 16}], "mode"),
        ([{"mode": 0}], "mode"),
        ([{"mode": 0o100644 << 16 | 0x10}], "mode"),
        ([{"flags": 1}], "encrypted"),
        ([{"flags": 1 << 6}], "encrypted"),
        ([{"flags": 1 << 13}], "encrypted"),
        ([{"flags": 1 << 3}], "form"),
        ([{"flags": 1 << 11}], "form"),
        ([{"method": 12}], "method"),
        ([{"method": 14}], "method"),
        ([{"extra": b"\x01\x00\x00\x00"}], "extra"),
        ([{"comment": b"hello"}], "comment"),
        ([{"time": 1}], "form"),
        ([{"date": 34}], "form"),
        ([{"made_by": 20}], "form"),
        ([{"needs": 45}], "form"),
        ([{"disk": 1}], "form"),
        ([{"internal": 1}], "form"),
        ([{"offset": 1}], "around"),
        ([{"behind": b"x"}, B], "around"),
        ([{"behind": b"x"}], "around"),
        ([{"size": 5}], "method"),
        ([{"packed": 3, "size": 3}], "around"),
        ([{"packed": 0xFFFFFFFF, "size": 0xFFFFFFFF}], "bomb"),
        ([{"crc": 1}], "content"),
        ([{"local_name": b"b"}], "headers"),
        ([{"local_crc": 1}], "headers"),
        ([{"local_size": 9}], "headers"),
        ([{"local_packed": 9}], "headers"),
        ([{"local_flags": 8}], "headers"),
        ([{"local_method": 8}], "headers"),
        ([{"local_extra": b"\x01\x00\x00\x00"}], "headers"),
        ([{"local_date": 34}], "headers"),
        ([{"method": 8}], "method"),
        ([{"method": 8, "raw": b"\xff\xff", "size": 4}], "content"),
        ([{"method": 8, "content": bytes(99), "raw": raw_deflate(bytes(99))[:-1]}], "content"),
        ([{"method": 8, "content": bytes(99), "raw": raw_deflate(bytes(99)) + b"x"}], "around"),
        ([{"method": 8, "content": bytes(99), "raw": raw_deflate(bytes(100))}], "bomb"),
        ([{"method": 8, "content": bytes(99), "raw": raw_deflate(bytes(98))}], "content"),
        ([{"method": 8, "content": b"ab" * 50, "raw": raw_deflate(b"ba" * 50)}], "content"),
    ],
)
def test_one_field_wrong(members: list[dict[str, object]], problem: str) -> None:
    assert problem_of(by_hand(members)).value == problem


@pytest.mark.parametrize(
    ("end", "problem"),
    [
        ({"comment": b"hello"}, "comment"),
        ({"disk": 1}, "form"),
        ({"start_disk": 1}, "form"),
        ({"here": 2}, "form"),
        ({"here": 2, "count": 2}, "form"),
        ({"here": 0, "count": 0}, "around"),
        ({"here": 0xFFFF, "count": 0xFFFF}, "form"),
        ({"size": 1}, "around"),
        ({"offset": 0}, "around"),
        ({"offset": 0xFFFFFFFF}, "around"),
        ({"between": b"x"}, "around"),
    ],
)
def test_the_end_wrong(end: dict[str, object], problem: str) -> None:
    assert problem_of(by_hand([{}], **end)).value == problem


def test_a_comment_that_is_announced_but_not_there() -> None:
    assert problem_of(made()[:-2] + b"\5\0") is ArchiveProblem.COMMENT


@pytest.mark.parametrize("extra", [b"\0", b"MZ", b"PK\5\6" + bytes(18)])
def test_nothing_may_stand_before_or_behind(extra: bytes) -> None:
    assert problem_of(extra + made()) is ArchiveProblem.AROUND
    assert problem_of(made() + extra) is ArchiveProblem.AROUND


def test_an_archive_in_an_archive_is_only_a_content() -> None:
    assert archive.read(made({"a": made()}))["a"] == made()


def test_compressed_members_come_in_only_when_asked() -> None:
    assert problem_of(made(deflate=True), deflate=False) is ArchiveProblem.METHOD


def test_every_flipped_bit_is_noticed() -> None:
    data = made({"a/b.txt": b"word " * 30, "c": b"x"})
    for bit in range(len(data) * 8):
        broken = bytearray(data)
        broken[bit // 8] ^= 1 << bit % 8
        assert problem_of(bytes(broken))


def test_a_flipped_bit_in_a_compressed_archive_changes_no_content() -> None:
    """Deflate leaves spare bits behind its last block; that is why bundles are stored."""
    files = {"a/b.txt": b"word " * 30, "c": b"x"}
    data = made(files, deflate=True)
    unnoticed = 0
    for bit in range(len(data) * 8):
        broken = bytearray(data)
        broken[bit // 8] ^= 1 << bit % 8
        try:
            assert dict(archive.read(bytes(broken), deflate=True)) == files
        except BadArchive:
            continue
        unnoticed += 1
    assert 0 < unnoticed < 8


def test_every_cut_is_noticed() -> None:
    data = made()
    for end in range(len(data)):
        assert problem_of(data[:end])


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_damage(data: bytes) -> None:
    assert problem_of(data) in {ArchiveProblem.FORM, ArchiveProblem.AROUND, ArchiveProblem.COMMENT}


@given(st.data())
def test_accepted_means_written_again_identically(data: st.DataObject) -> None:
    """Mutations of a good archive: refused with a leaf of ours, or the same archive again."""
    hostile = bytearray(made({"a": b"text", "b/c": b"word " * 30}))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(hostile) - 1))
        hostile[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        files = dict(archive.read(bytes(hostile)))
    except BadArchive:
        return
    assert made(files) == bytes(hostile)


# ---- bombs -----------------------------------------------------------------------------------------------


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    zeros = bytes(10_000_000)
    assert (
        problem_of(by_hand([{"content": zeros, "raw": raw_deflate(zeros), "method": 8}]))
        is ArchiveProblem.BOMB
    )


def test_a_bomb_that_lies_about_its_size_is_stopped_while_it_inflates() -> None:
    raw = raw_deflate(bytes(200_000_000))
    hostile = by_hand([{"method": 8, "raw": raw, "size": len(raw) * 2, "crc": 0}])
    tracemalloc.start()
    try:
        assert problem_of(hostile) is ArchiveProblem.BOMB
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()


def test_a_quoted_overlap_bomb_is_refused() -> None:
    """CVE-2024-0450: many directory entries over one content."""
    kernel = made({"a": b"text " * 100}, deflate=True)
    start = struct.unpack("<I", kernel[-6:-2])[0]
    entry = kernel[start:-22]
    names = [b"a", b"b", b"c"]
    directory = b"".join(entry[:-1] + name for name in names)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 3, 3, len(directory), start, 0)
    assert problem_of(kernel[:start] + directory + end) is ArchiveProblem.AROUND


@pytest.mark.parametrize("limits", [Limits(members=3), Limits(member_bytes=2000), Limits(total_bytes=2700)])
def test_the_limits_hold(limits: Limits) -> None:
    assert problem_of(made(), limits=limits) is ArchiveProblem.BOMB
    assert archive.read(made(), Limits(members=4, member_bytes=2003, total_bytes=2790))


def test_a_million_entries_are_refused_at_once() -> None:
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0xFFFE, 0xFFFE, 46 * 0xFFFE, 0, 0)
    assert problem_of(bytes(46 * 0xFFFE) + end) is ArchiveProblem.BOMB


def test_too_many_files_are_not_written() -> None:
    with pytest.raises(CannotArchive) as caught:
        next(archive.write(dict.fromkeys((f"{n:05}" for n in range(0xFFFF)), b"")))
    assert caught.value.problem is ArchiveProblem.TOO_LARGE


def test_memory_stays_flat_over_a_large_content() -> None:
    class Large(Mapping[str, bytes]):
        """Contents that exist only while they are asked for."""

        def __getitem__(self, name: str) -> bytes:
            return bytes(4_000_000)

        def __iter__(self) -> Iterator[str]:
            return iter(f"{n:02}" for n in range(20))

        def __len__(self) -> int:
            return 20

    tracemalloc.start()
    try:
        size = sum(len(piece) for piece in archive.write(Large()))
        assert size > 80_000_000
        assert tracemalloc.get_traced_memory()[1] < 9_000_000
    finally:
        tracemalloc.stop()


def test_zipfile_would_have_let_in_what_we_refuse() -> None:
    """Why the reader is our own: the standard library reads each of these without a word."""
    for hostile in (
        b"MZ" + made({"a": b"text"}),
        by_hand([{"behind": b"hidden"}]),
        by_hand([{"comment": b"hidden"}]),
        by_hand([{"extra": b"\xff\xff\x02\x00hi"}]),
        by_hand([{"name": b"a"}], comment=b"hidden"),
    ):
        with zipfile.ZipFile(io.BytesIO(hostile)) as lenient:
            assert lenient.testzip() is None
        assert problem_of(hostile)
