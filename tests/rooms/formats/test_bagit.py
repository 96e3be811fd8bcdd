"""Bags: stock tools find them whole, and we find what they pass over."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import bagit as other_bagit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.formats import bagit
from casebook.formats.bagit import BadBag, BagInfo, BagProblem
from casebook.formats.paths import is_portable, stand_together

PAYLOAD = {
    "data/report.html": "<p>Что видели</p>".encode(),
    "data/records/0001.sdjwt": b"e30.e30.e30~",
    "data/records.json": b"{}",
    "data/files/0001.jpg": bytes(5000),
    "data/empty": b"",
}
INFO = BagInfo("k3x9", "casebook-bundle/1")
SIGNATURE = "tagmanifest-sha256.txt.sig"


def bag(payload: Mapping[str, bytes] = PAYLOAD) -> dict[str, bytes]:
    return dict(payload) | bagit.make(payload, INFO)


def lay(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def verdict(files: Mapping[str, bytes], *beside: str) -> tuple[BagProblem, tuple[str, ...]]:
    with pytest.raises(BadBag) as caught:
        bagit.check(files, beside=beside)
    return caught.value.problem, caught.value.paths


def test_the_tag_files_are_those_of_the_document() -> None:
    tags = bagit.make({"data/b": b"xy", "data/a": b"z"}, INFO)
    assert list(tags) == ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"]
    assert tags["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert tags["bag-info.txt"] == (
        b"External-Identifier: k3x9\nPayload-Oxum: 3.2\nFormat: casebook-bundle/1\n"
    )
    a, b = hashlib.sha256(b"z").hexdigest(), hashlib.sha256(b"xy").hexdigest()
    assert tags["manifest-sha256.txt"].decode() == f"{a}  data/a\n{b}  data/b\n"
    assert [line.split()[1] for line in tags["tagmanifest-sha256.txt"].splitlines()] == [
        b"bag-info.txt", b"bagit.txt", b"manifest-sha256.txt",
    ]  # fmt: skip


def test_stock_tools_find_the_bag_whole_and_notice_a_change(tmp_path: Path) -> None:
    folder = lay(tmp_path, bag() | {SIGNATURE: b"signature"})
    assert other_bagit.Bag(str(folder)).validate()
    command = Path(sys.executable).with_name("bagit.py")
    assert subprocess.run([command, "--validate", folder], capture_output=True, check=False).returncode == 0
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        sums = ["sha256sum", "--strict", "-c", manifest]
        assert subprocess.run(sums, cwd=folder, capture_output=True, check=False).returncode == 0
    (folder / "data/records.json").write_bytes(b"[]")
    assert subprocess.run([command, "--validate", folder], capture_output=True, check=False).returncode != 0
    sums = ["sha256sum", "--strict", "-c", "manifest-sha256.txt"]
    assert subprocess.run(sums, cwd=folder, capture_output=True, check=False).returncode != 0


def test_a_bag_is_whole() -> None:
    whole = bagit.check(bag())
    assert whole.info == INFO
    assert whole.payload == {path: hashlib.sha256(content).digest() for path, content in PAYLOAD.items()}
    assert bagit.check(bag() | {SIGNATURE: b"x"}, beside=[SIGNATURE]) == whole
    assert bagit.check(bag(), beside=[SIGNATURE]) == whole


def test_a_bag_another_program_made_is_not_ours(tmp_path: Path) -> None:
    """It holds a bagging date and the software's name: neither may stand in a bag of ours."""
    lay(tmp_path, {path.removeprefix("data/"): content for path, content in PAYLOAD.items()})
    other_bagit.make_bag(str(tmp_path), {"External-Identifier": "k3x9"}, checksums=["sha256"])
    files = {str(p.relative_to(tmp_path)): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    problem, paths = verdict(files)
    assert problem is BagProblem.FORM
    assert set(paths) < {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}


@pytest.mark.parametrize("name", list(bag()))
def test_every_missing_file_is_named(name: str) -> None:
    files = bag()
    del files[name]
    assert verdict(files) == (BagProblem.MISSING, (name,))


@pytest.mark.parametrize("name", ["data/more.txt", "note.txt", SIGNATURE, "fetch.txt", "manifest-sha512.txt"])
def test_every_file_nobody_listed_is_named(name: str) -> None:
    """Stock tools pass over all of these but the first."""
    assert verdict(bag() | {name: b"x"}) == (BagProblem.EXTRA, (name,))


@pytest.mark.parametrize("name", list(PAYLOAD))
def test_every_changed_payload_file_is_named(name: str) -> None:
    assert verdict(bag() | {name: PAYLOAD[name] + b"!"}) == (BagProblem.CHANGED, (name,))


@pytest.mark.parametrize("name", ["bagit.txt", "bag-info.txt"])
def test_every_changed_tag_file_is_named(name: str) -> None:
    files = bag()
    assert verdict(files | {name: files[name] + b"X: y\n"}) == (BagProblem.CHANGED, (name,))


def retagged(**changed: bytes) -> dict[str, bytes]:
    """A bag whose tag files were changed and whose tag manifest was made to fit again."""
    files = bag() | {name.replace("_", "-") + ".txt": text for name, text in changed.items()}
    names = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in names)
    return files | {"tagmanifest-sha256.txt": "".join(lines).encode()}


GOOD_INFO = bag()["bag-info.txt"]
GOOD_MANIFEST = bag()["manifest-sha256.txt"]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        GOOD_INFO + b"Bagging-Date: 2024-05-01\n",
        b"Bag-Software-Agent: x\n" + GOOD_INFO,
        GOOD_INFO.replace(b"\n", b"\r\n"),
        GOOD_INFO.replace(b"External-Identifier: k3x9", b"External-Identifier: k 3"),
        GOOD_INFO.replace(b"External", b"external"),
        GOOD_INFO.replace(b"Oxum: ", b"Oxum: 0"),
        GOOD_INFO[:-1],
    ],
)
def test_bag_info_says_three_things_and_no_more(text: bytes) -> None:
    assert verdict(retagged(bag_info=text)) == (BagProblem.FORM, ("bag-info.txt",))


def test_the_count_must_be_right() -> None:
    wrong = GOOD_INFO.replace(b".5\n", b".6\n")
    assert wrong != GOOD_INFO
    assert verdict(retagged(bag_info=wrong)) == (BagProblem.COUNT, ("bag-info.txt",))


def test_another_version_is_not_ours() -> None:
    old = bag()["bagit.txt"].replace(b"1.0", b"0.97")
    assert verdict(retagged(bagit=old)) == (BagProblem.FORM, ("bagit.txt",))


LINES = GOOD_MANIFEST.splitlines(keepends=True)


@pytest.mark.parametrize(
    "text",
    [
        b"".join(reversed(LINES)),
        GOOD_MANIFEST + LINES[0],
        GOOD_MANIFEST.replace(b"  ", b" *"),
        GOOD_MANIFEST.replace(b"\n", b"\r\n"),
        GOOD_MANIFEST + b"\n",
        b"# comment\n" + GOOD_MANIFEST,
        GOOD_MANIFEST[:-1],
        LINES[0].upper() + b"".join(LINES[1:]),
        b"0" * 64 + b"  ../outside\n" + GOOD_MANIFEST,
        b"0" * 64 + b"  bag-info.txt\n" + GOOD_MANIFEST,
    ],
)
def test_a_manifest_is_written_in_one_way(text: bytes) -> None:
    assert verdict(retagged(manifest_sha256=text)) == (BagProblem.FORM, ("manifest-sha256.txt",))


@pytest.mark.parametrize(
    "paths", [["data/../x"], ["data/CON"], ["data//x"], ["data/A", "data/a"], ["data/a", "data/a/b"]]
)
def test_a_manifest_lists_portable_files_that_stand_together(paths: list[str]) -> None:
    text = "".join(f"{hashlib.sha256(b'').hexdigest()}  {path}\n" for path in paths).encode()
    files = {name: content for name, content in retagged(manifest_sha256=text).items() if name not in PAYLOAD}
    assert verdict(files | dict.fromkeys(paths, b"")) == (BagProblem.FORM, ("manifest-sha256.txt",))


def test_the_tag_manifest_lists_the_three_and_no_more() -> None:
    files = bag()
    name = "tagmanifest-sha256.txt"
    lines = files[name].splitlines(keepends=True)
    for text in (b"".join(lines[1:]), b"".join(lines) + b"0" * 64 + b"  zzz\n", b""):
        assert verdict(files | {name: text}) == (BagProblem.FORM, (name,))


@pytest.mark.parametrize("path", ["report.html", "data/../x", "data/", "data/CON", "data/дело", "/data/x"])
def test_a_payload_path_is_portable_and_inside(path: str) -> None:
    with pytest.raises(ValueError, match="portable"):
        bagit.make({path: b""}, INFO)


@pytest.mark.parametrize("word", ["", "a b", "a\nb", "é", "x" * 101])
def test_a_word_fits_on_its_line(word: str) -> None:
    for info in (BagInfo(word, "f"), BagInfo("i", word)):
        with pytest.raises(ValueError, match="bag-info"):
            bagit.make(PAYLOAD, info)


payloads = st.dictionaries(
    st.from_regex(r"data/[a-z]{1,3}(/[a-z]{1,3}\.txt)?", fullmatch=True), st.binary(max_size=40), max_size=5
)


@given(payloads)
def test_what_is_made_is_whole_and_made_again_the_same(payload: dict[str, bytes]) -> None:
    if not stand_together(payload) or not all(map(is_portable, payload)):
        with pytest.raises(ValueError, match="portable"):
            bag(payload)
        return
    files = bag(payload)
    whole = bagit.check(files)
    assert bagit.make(payload, whole.info) == {name: files[name] for name in bagit.make(payload, INFO)}


@given(st.data())
def test_hostile_tag_files_raise_only_damage(data: st.DataObject) -> None:
    files = bag()
    name = data.draw(st.sampled_from([*bagit.make(PAYLOAD, INFO)]))
    text = bytearray(files[name])
    place = data.draw(st.integers(0, len(text) - 1))
    text[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(min_size=4, max_size=9))
    with pytest.raises(BadBag):
        bagit.check(files | {name: bytes(text)})
