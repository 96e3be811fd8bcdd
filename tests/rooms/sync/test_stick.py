"""A stick: only added to, listed without touching, copied before it is read; full, closed, gone or strange."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import packs
from casebook.base.errors import Cancelled
from casebook.base.progress import Progress, Step
from casebook.sync import adding, medium, pack, stick
from casebook.sync.medium import StickBroken, StickClosed, StickFull, StickGone, StickTooSmall
from casebook.sync.pack import FRAME, HEAD
from casebook.sync.stick import Found, Session
from torture import disks

NOT_OURS = (
    *("System Volume Information/IndexerVolumeGuid", ".Trashes/501/x", "._ABCDEFGH.DAT", "photos/a.jpg"),
    *(
        "ABCDEFG1.DAT",
        "ABCDEFGH.DAT.part",
        "ABCDEFGHI.DAT",
        "ABCDEFG.DAT",
        "CON",
        "NUL.DAT",
        "COM1.DAT",
        "AUX",
    ),
    *("ABCDEFGH/notes.txt", "ABCDEFGH/IJKLMNOP.TXT", "ABCDEFGH/IJKLMNOP/QRSTUVWX.DAT", "ABCD\u212aFGH.DAT"),
    "deep/" * 60 + "ABCDEFGH.DAT",
)


def tree(place: Path) -> dict[str, tuple[object, ...]]:
    """Everything there: kind, mode, times, bytes."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(place.rglob("*")):
        what = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(what.st_mode) else ""
        where = str(path.readlink()) if path.is_symlink() else ""
        when = what.st_mtime_ns if not path.is_dir() else 0
        found[str(path.relative_to(place))] = (what.st_mode, what.st_size, when, content, where)
    return found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    for name in NOT_OURS:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 100)
    (folder / "ABCDEFGH" / "LINKLINK.DAT").symlink_to("/etc/passwd")
    (folder / "LINKLINK").symlink_to("/etc")
    (folder / "LINKFILE.DAT").symlink_to("photos/a.jpg")
    os.mkfifo(folder / "PIPEPIPE.DAT")
    return folder


@pytest.fixture(scope="module")
def frames() -> list[bytes]:
    data = packs.small_pack()
    return [data[at : at + FRAME] for at in range(0, len(data), FRAME)]


def write(place: Path, frames: list[bytes], count: int = 1) -> stick.Safe:
    with Session.begin(place, need=len(frames) * FRAME * count) as session:
        for _ in range(count):
            session.write(frames)
        session.check()
        return session.end()


# ---------------------------------------------------------------------------------------- writing, reading


def test_what_was_written_is_found_recognised_and_read(place: Path, frames: list[bytes]) -> None:
    safe = write(place, frames, 2)
    there = stick.look(place)
    ours = [found for found in there.files if found.folder == safe.folder]

    assert safe.whole
    assert [each.name for each in ours] == sorted(each.name for each in safe.files)
    assert {each.size for each in ours} == {len(frames) * FRAME}
    for found in ours:
        assert pack.recognise(stick.head(place, found), [packs.OTHER, packs.TEAM]) == packs.TEAM
        with stick.stage(place, found) as staged:
            assert staged.whole
            assert staged.size == found.size
            assert len(pack.Reader(staged.file, packs.TEAM).blobs) == 3


def test_nothing_that_was_there_is_changed(place: Path, frames: list[bytes]) -> None:
    """I19: writing, looking, reading, and freeing touch our own new files alone."""
    before = tree(place)
    safe = write(place, frames, 3)
    after_writing = tree(place)
    for found in stick.look(place, recovered=True).files:
        with stick.stage(place, found):
            pass
    after_reading = tree(place)
    new = {name for name in after_writing if name not in before}

    assert {name: after_writing[name] for name in before} == before
    assert after_reading == after_writing
    assert new == {safe.folder, *(f"{safe.folder}/{each.name}" for each in safe.files)}


def test_names_and_times_mean_nothing(place: Path, frames: list[bytes]) -> None:
    """I16: names of 8.3 that no system reserves, one time for all, modes for the owner alone."""
    safe = write(place, frames, 2)
    folder = place / safe.folder

    assert re.fullmatch(r"[A-Z2-7]{8}", safe.folder)
    for each in safe.files:
        assert re.fullmatch(r"[A-Z2-7]{8}\.DAT", each.name)
        assert (folder / each.name).stat().st_mtime_ns == adding.MTIME_NS
        assert (folder / each.name).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mtime_ns == adding.MTIME_NS
    assert len({*safe.files, safe.folder}) == 3


def test_sticks_of_one_size_class_are_told_apart_by_nothing(tmp_path: Path) -> None:
    """I16: two casebooks, other content of about the same size, and not a name, size or time that follows it."""
    seen = []
    for seed, sizes in (("one", [900] * 80), ("two", [1_400] * 40 + [77] * 12)):
        (tmp_path / seed).mkdir()
        data = packs.composed([packs.blob(packs.rows(seed, sizes), packs.TEAM)], seed)
        for _ in range(2):
            write(tmp_path / seed, [data[at : at + FRAME] for at in range(0, len(data), FRAME)], 2)
        seen.append(tree(tmp_path / seed))
    one, two = seen

    def shape(found: dict[str, tuple[object, ...]]) -> list[tuple[object, ...]]:
        return sorted((len(name), *what[:3]) for name, what in found.items() if name.endswith(".DAT"))

    assert shape(one) == shape(two)
    assert len(shape(one)) == 4
    assert not {part for name in one for part in name.split("/")} & {
        part for name in two for part in name.split("/")
    }


def test_names_are_taken_from_chance_until_one_is_free(tmp_path: Path, frames: list[bytes]) -> None:
    chance = iter([b"aaaaa", b"aaaaa", b"bbbbb", b"ccccc"])
    with Session.begin(tmp_path, lambda _: b"aaaaa"):
        pass
    with Session.begin(tmp_path, lambda _: next(chance)) as session:
        assert session.write(frames[:1]).whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["MFQWCYLB", "MJRGEYTC"]

    with pytest.raises(StickBroken):
        Session.begin(tmp_path, lambda _: b"aaaaa")


def test_no_file_is_ever_written_over(tmp_path: Path, frames: list[bytes]) -> None:
    chance = iter([b"aaaaa", b"bbbbb", b"bbbbb", b"ccccc"])
    with Session.begin(tmp_path, lambda _: next(chance)) as session:
        session.write(frames[:1])
        session.write(frames[1:2])
        assert [each.safe for each in session.check()] == [1, 1]
        assert session.end().whole
    assert len(stick.look(tmp_path).files) == 2


def test_what_is_read_back_was_forgotten_before(
    tmp_path: Path, frames: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the medium, and not from what this computer remembers of it."""
    told: list[tuple[int, int, int]] = []
    real = os.posix_fadvise

    def noted(handle: int, offset: int, length: int, advice: int) -> None:
        told.append((offset, length, advice))
        assert os.lseek(handle, 0, os.SEEK_CUR) == 0
        real(handle, offset, length, advice)

    monkeypatch.setattr(os, "posix_fadvise", noted)
    write(tmp_path, frames, 2)
    assert told == [(0, 0, os.POSIX_FADV_DONTNEED)] * 2


def test_files_that_look_like_ours_in_any_case_are_candidates_and_nothing_else(place: Path) -> None:
    for name in ("HGFEDCBA/ABCDEFGH.DAT", "hgfedcba/ABCDEFGH.DAT", "hgfedcba/abcdefgh.dat", "ZZZZZZZZ.DAT"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(b"x")
    there = stick.look(place)

    assert [f"{each.folder}/{each.name}" for each in there.files] == [
        "/ZZZZZZZZ.DAT", "HGFEDCBA/ABCDEFGH.DAT", "hgfedcba/ABCDEFGH.DAT", "hgfedcba/abcdefgh.dat",
    ]  # fmt: skip
    assert there.sessions == 3
    assert there.foreign == 21
    assert not there.more


def test_an_empty_stick_is_empty(tmp_path: Path) -> None:
    assert stick.look(tmp_path) == stick.Stick(tmp_path, (), 0, 0, 0, more=False)


def test_what_a_repair_left_is_looked_at_when_asked_for(tmp_path: Path, frames: list[bytes]) -> None:
    """Chains of clusters that lost their names: known by their bytes, also when longer than the pack was."""
    (tmp_path / "found.000").mkdir()
    (tmp_path / "found.000" / "file0000.chk").write_bytes(b"".join(frames) + bytes(12_288))
    (tmp_path / "found.000" / "FILE0001.CHK").write_bytes(b"".join(frames)[: 3 * FRAME + 4096])
    (tmp_path / "found.000" / "DIR0000.CHK").mkdir()
    (tmp_path / "FSCK0000.REC").write_bytes(b"".join(frames))

    assert stick.look(tmp_path).files == ()
    saved, torn, whole = stick.look(tmp_path, recovered=True).files
    assert saved == Found("", "FSCK0000.REC", len(frames) * FRAME)
    with stick.stage(tmp_path, whole) as staged:
        assert not pack.Reader(staged.file, packs.TEAM).torn
    with stick.stage(tmp_path, torn) as staged:
        assert pack.Reader(staged.file, packs.TEAM).good_frames() == 3


def test_so_many_files_that_nobody_reads_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ABCDEFGH").mkdir()
    for number in range(300):
        (tmp_path / "ABCDEFGH" / f"ABCD{adding_name(number)}.DAT").touch()
        (tmp_path / f"other {number}").touch()
    assert len(stick.look(tmp_path).files) == 300

    monkeypatch.setattr(stick, "MOST_FILES", 100)
    there = stick.look(tmp_path)
    assert (len(there.files), there.more) == (100, True)
    monkeypatch.setattr(stick, "MOST_SEEN", 50)
    assert stick.look(tmp_path).more


def adding_name(number: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return "".join(letters[number >> (5 * place) & 31] for place in range(4))


def test_a_hundred_thousand_files_of_somebody(tmp_path: Path, frames: list[bytes]) -> None:
    for number in range(100_000):
        os.mknod(tmp_path / f"{number:x}")
    safe = write(tmp_path, frames[:1])
    there = stick.look(tmp_path)

    assert [each.folder for each in there.files] == [safe.folder]
    assert (there.foreign, there.more) == (100_000, False)


# -------------------------------------------------------------------------------------------- links, kinds


@pytest.mark.parametrize("found", [Found("ABCDEFGH", "LINKLINK.DAT", 5), Found("LINKLINK", "passwd", 5),
                                   Found("", "LINKFILE.DAT", 5), Found("", "PIPEPIPE.DAT", 0),
                                   Found("", "photos", 0), Found("ABCDEFGH", "NOTTHERE.DAT", 5)])  # fmt: skip
def test_links_pipes_and_what_is_gone_are_not_opened(place: Path, found: Found) -> None:
    with pytest.raises(StickGone):
        stick.stage(place, found)
    with pytest.raises(StickGone):
        stick.head(place, found)


def test_more_than_a_pack_is_never_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stick, "MOST_SIZE", 2 * FRAME)
    with (tmp_path / "ABCDEFGH.DAT").open("wb") as stream:
        stream.truncate(1 << 40)
    (found,) = stick.look(tmp_path).files
    with stick.stage(tmp_path, found) as staged:
        assert staged.size == 2 * FRAME


def test_a_directory_that_cannot_be_read_costs_nothing_of_the_others(
    tmp_path: Path, frames: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    safe = write(tmp_path, frames[:1])
    (tmp_path / "BROKENAA").mkdir()
    real = os.open

    def broken(path: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if path == "BROKENAA":
            raise OSError(errno.EIO, "a torn directory")
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", broken)
    there = stick.look(tmp_path)

    assert [each.folder for each in there.files] == [safe.folder]
    assert there.unreadable == 1


# -------------------------------------------------------------------------------- full, closed, gone, stopped


def test_a_stick_without_enough_room_is_not_begun(tmp_path: Path) -> None:
    with disks.small(tmp_path / "disk", "4m") as disk:
        with pytest.raises(StickTooSmall) as caught:
            Session.begin(disk, need=8 << 20)

        assert caught.value.needed == 8 << 20
        assert 0 < caught.value.free <= 4 << 20
        assert list(disk.iterdir()) == []


def test_a_stick_that_fills_up_keeps_the_start_and_what_was_there(tmp_path: Path) -> None:
    rows = packs.rows("full", [3000] * 40, [3_000_000])
    made = pack.Composition([packs.blob(rows, packs.TEAM)], packs.TEAM)
    with disks.small(tmp_path / "disk", "2m") as disk:
        (disk / "photo").write_bytes(bytes(300_000))
        before = tree(disk)
        with Session.begin(disk) as session:
            with pytest.raises(StickFull):
                session.write(made.frames())
            (written,) = session.check()
            safe = session.end()
        assert {name: tree(disk)[name] for name in before} == before
        assert not written.whole
        assert not safe.whole
        assert 20 < written.safe == written.frames == written.synced < made.count
        (found,) = stick.look(disk).files
        with stick.stage(disk, found) as staged:
            reader = pack.Reader(staged.file, packs.TEAM)
            came = packs.taken(reader.blob(reader.blobs[0], [packs.TEAM]))
        assert (came.count,) == made.items_within(written.safe)
        assert len(came.entries) == 40


def test_a_stick_without_room_for_a_directory(tmp_path: Path) -> None:
    how = ("-t", "tmpfs", "-o", "size=1m,nr_inodes=1", "tmpfs")
    with disks.mounted(tmp_path / "disk", *how) as disk, pytest.raises(StickFull):
        Session.begin(disk)


def test_a_read_only_stick_is_read_and_not_written(tmp_path: Path, frames: list[bytes]) -> None:
    (tmp_path / "stick").mkdir()
    write(tmp_path / "stick", frames)
    with disks.read_only(tmp_path / "stick", tmp_path / "seen") as disk:
        (found,) = stick.look(disk).files
        with stick.stage(disk, found) as staged:
            assert staged.size == len(frames) * FRAME
        with pytest.raises(StickClosed):
            Session.begin(disk)
        with pytest.raises(StickClosed):
            stick.free(disk, [(found, stick.head(disk, found))])
    assert len(stick.look(tmp_path / "stick").files) == 1


@pytest.mark.parametrize("place", ["nothing", "file", "file/below"])
def test_no_stick_at_all(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    for act in (stick.look, stick.room, Session.begin):
        with pytest.raises(StickGone):
            act(tmp_path / place)


def test_a_stick_that_is_gone_between_listing_and_reading(tmp_path: Path, frames: list[bytes]) -> None:
    with disks.small(tmp_path / "disk") as disk:
        write(disk, frames)
        there = stick.look(disk)
    with pytest.raises(StickGone):
        stick.stage(disk, there.files[0])
    assert stick.look(disk).files == ()


def test_a_stick_pulled_out_while_it_is_written(tmp_path: Path, frames: list[bytes]) -> None:
    """A file system served by a program that dies, as a stick does to those who hold files on it."""
    disks.need_fuse("bindfs")
    (tmp_path / "behind").mkdir()
    with (
        disks.served(
            tmp_path / "seen", ["bindfs", "-f", str(tmp_path / "behind"), str(tmp_path / "seen")]
        ) as program,
        Session.begin(tmp_path / "seen") as session,
    ):
        assert session.write(frames).whole

        def pulled() -> Iterator[bytes]:
            yield from frames[:2]
            program.kill()
            program.wait()
            yield from frames[2:]

        with pytest.raises((StickGone, StickBroken)):
            session.write(pulled())
        first, second = session.check()
        safe = session.end()
    assert (first.whole, first.synced) == (True, len(frames))
    assert (second.whole, second.synced, second.frames) == (False, 0, 2)
    assert not safe.whole
    (whole, torn) = sorted(stick.look(tmp_path / "behind").files, key=lambda each: -each.size)
    with stick.stage(tmp_path / "behind", whole) as staged:
        assert pack.Reader(staged.file, packs.TEAM).good_frames() == len(frames)
    assert torn.size <= 2 * FRAME


def test_a_medium_that_gives_other_bytes_back_is_found_out(tmp_path: Path, frames: list[bytes]) -> None:
    """A stick that lies: it says that it wrote, and did not."""
    with Session.begin(tmp_path) as session:
        session.write(frames)
        session.write(frames)
        lying, gone = sorted((tmp_path / session.folder).iterdir())
        data = bytearray(lying.read_bytes())
        data[3 * FRAME + 5] ^= 1
        lying.write_bytes(data)
        gone.unlink()
        session.check()
        safe = session.end()

    assert {each.name: each.safe for each in safe.files} == {lying.name: 3, gone.name: 0}
    assert not safe.whole


def test_a_session_that_was_not_checked_is_not_called_safe(tmp_path: Path, frames: list[bytes]) -> None:
    with Session.begin(tmp_path) as session:
        session.write(frames)
        assert not session.end().whole


def test_a_writing_that_is_stopped_takes_its_file_away_and_no_other(
    tmp_path: Path, frames: list[bytes]
) -> None:
    def stop(step: Step) -> None:
        if step.done >= 2 * FRAME:
            progress.cancel()

    progress = Progress(stop)
    with Session.begin(tmp_path) as session:
        first = session.write(frames)
        with pytest.raises(Cancelled):
            session.write(frames, progress, total=len(frames) * FRAME)
        assert session.files == (first,)
        session.check()
        assert session.end().whole
    assert [path.name for path in (tmp_path / session.folder).iterdir()] == [first.name]


def test_frames_that_cannot_be_made_leave_no_file(tmp_path: Path, frames: list[bytes]) -> None:
    def failing() -> Iterator[bytes]:
        yield frames[0]
        raise ValueError

    with Session.begin(tmp_path) as session, pytest.raises(ValueError):
        session.write(failing())
    assert list((tmp_path / session.folder).iterdir()) == []


def test_a_long_file_is_synced_on_its_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    real = os.fsync

    def noted(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            sizes.append(os.fstat(handle).st_size)
        real(handle)

    monkeypatch.setattr(os, "fsync", noted)
    with Session.begin(tmp_path) as session:
        session.write(bytes(FRAME) for _ in range(300))
    assert sizes == [8 << 20, 16 << 20, 300 * FRAME]


def test_the_directory_and_the_stick_are_synced_after_the_file(tmp_path: Path, frames: list[bytes]) -> None:
    """The order that made every file survive a pull: the file, its directory, the place of the directory."""
    asked: list[Path] = []
    real = os.fsync

    def noted(handle: int) -> None:
        asked.append(Path(f"/proc/self/fd/{handle}").readlink())
        real(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", noted)
        with Session.begin(tmp_path) as session:
            name = session.write(frames).name
            folder = tmp_path / session.folder
            session.end()

    assert asked == [tmp_path, folder / name, folder, folder, tmp_path]


# ---------------------------------------------------------------------------------------------- free space


def test_freeing_takes_what_is_named_and_nothing_else(place: Path, frames: list[bytes]) -> None:
    one, two = write(place, frames, 2), write(place, frames[:3])
    before = tree(place)
    there = stick.look(place)
    mine = [(each, stick.head(place, each)) for each in there.files if each.folder == one.folder]

    assert stick.free(place, mine[:1]) == 1
    assert set(before) - set(tree(place)) == {f"{one.folder}/{mine[0][0].name}"}
    assert stick.free(place, mine[1:]) == 1
    assert set(before) - set(tree(place)) == {one.folder, *(f"{one.folder}/{each.name}" for each, _ in mine)}
    assert (place / two.folder / two.files[0].name).exists()


def test_freeing_leaves_what_was_exchanged_and_what_is_not_ours(place: Path, frames: list[bytes]) -> None:
    safe = write(place, frames[:1])
    (found,) = (each for each in stick.look(place).files if each.folder == safe.folder)
    head = stick.head(place, found)
    (place / safe.folder / found.name).write_bytes(os.urandom(FRAME))
    before = tree(place)
    photo = (place / "photos" / "a.jpg").read_bytes()

    assert stick.free(place, [(found, head), (found, b"")]) == 0
    assert stick.free(place, [(Found("photos", "a.jpg", 5), photo[:HEAD])]) == 0
    assert stick.free(place, [(Found("..", "ABCDEFGH.DAT", 5), bytes(HEAD))]) == 0
    assert tree(place) == before


def test_freeing_leaves_a_directory_in_which_something_else_lies(place: Path, frames: list[bytes]) -> None:
    safe = write(place, frames[:1])
    (place / safe.folder / "letter.odt").write_text("mine")
    (found,) = (each for each in stick.look(place).files if each.folder == safe.folder)

    assert stick.free(place, [(found, stick.head(place, found))]) == 1
    assert [path.name for path in (place / safe.folder).iterdir()] == ["letter.odt"]


# ------------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("number", "leaf"),
    [
        (errno.ENOSPC, StickFull),
        (errno.EDQUOT, StickFull),
        (errno.EROFS, StickClosed),
        (errno.EACCES, StickClosed),
        (errno.ENODEV, StickGone),
        (errno.ENOTCONN, StickGone),
        (errno.EIO, StickBroken),
        (errno.EFBIG, StickBroken),
    ],
)
def test_a_fault_of_the_system_becomes_one_of_ours(number: int, leaf: type[medium.Fault]) -> None:
    with pytest.raises(leaf), medium.faults():
        raise OSError(number, "said by the system")


@pytest.mark.parametrize("call", ["mkdir", "open", "write", "fsync", "utime", "fstatvfs"])
def test_each_call_may_fail(
    call: str, tmp_path: Path, frames: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A leaf of ours, whatever call meets the fault; and what was whole before stays whole."""
    before = write(tmp_path, frames[:2])
    real: Callable[..., object] = getattr(os, call)
    for turn in range(12):
        left = iter([None] * turn)

        def failing(*given: object, left: Iterator[None] = left, **named: object) -> object:
            if next(left, Ellipsis) is Ellipsis:
                raise OSError(errno.EIO, "a broken stick")
            return real(*given, **named)

        monkeypatch.setattr(os, call, failing)
        with contextlib.suppress(StickBroken):  # nothing else comes out; late turns meet no call
            write(tmp_path, frames[:3])
        monkeypatch.setattr(os, call, real)
    (old,) = (each for each in stick.look(tmp_path).files if each.folder == before.folder)
    assert old.size == 2 * FRAME
