"""Writing a stick: what it says before, what lies on it, and what is told to be safe."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import enrolling
import readstick
from casebook.base.ids import FileId
from casebook.casework import circles, evidence, records
from casebook.casework.book import Casebook
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.journal import log
from casebook.sync import carrying, items, outgoing, reading, receipts, selecting, taking
from casebook.sync.adding import Adding
from casebook.sync.medium import StickFull
from casebook.sync.outgoing import Count, NobodyToWriteFor, NothingToWrite, Outcome, Sort
from casebook.sync.selecting import Wish
from spoken import write as note

Team = tuple[Casebook, Casebook, Casebook]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """Alma founded it; Luis and Vera were taken in by her."""
    with books.derived_once():
        alma, luis, vera = enrolling.together(tmp_path, "Luis", "Vera")
    yield alma, luis, vera
    for one in (alma, luis, vera):
        one.close()


def attach(book: Casebook, folder: Path, size: int, name: str = "picture.jpg") -> FileId:
    path = folder / name
    path.write_bytes(os.urandom(size))
    about = book.new_id()
    records.write(book, Verb.ADD, [New(about, "note"), Set(about, "title", "With a file")])
    record, _ = evidence.attach(book, about, path)
    return evidence.kept(book, record).file


def write(book: Casebook, place: Path, wish: Wish | None = None) -> Outcome:
    return outgoing.write(book, place, outgoing.offer(book, wish=wish))


def meet(team: Team, folder: Path, rounds: int = 3) -> None:
    """Everybody writes a stick of their own and everybody takes from it, until there is nothing new."""
    for number in range(rounds):
        for book in team:
            place = folder / f"{number}-{book.own.public.hex()[:8]}"
            place.mkdir()
            if outgoing.offer(book).news:
                write(book, place)
            for other in team:
                if other is not book:
                    readstick.take(other, place)


def titles(book: Casebook) -> set[str]:
    return {book.need(each).text("title") for each in books.the(book, "note")}


def test_a_stick_says_what_it_carries_and_carries_it(team: Team, stick: Path) -> None:
    alma, luis, vera = team
    meet(team, stick.parent)
    note(alma, "First")
    note(alma, "Second")
    offered = outgoing.offer(alma)
    assert offered.changes == 2
    assert {one.name for one in offered.people} == {"Luis", "Vera"}
    done = outgoing.write(alma, stick, offered)
    assert done.whole
    assert (done.changes, done.of_changes) == (2, 2)
    for taker in (luis, vera):
        readstick.take(taker, stick)
        assert {"First", "Second"} <= titles(taker)


def test_offering_changes_nothing(team: Team) -> None:
    alma = team[0]
    note(alma)
    before = log.heads(alma.db)
    outgoing.offer(alma)
    assert log.heads(alma.db) == before


def test_everybody_comes_to_hold_the_same(team: Team, stick: Path) -> None:
    for book in team:
        note(book, f"By {book.own.public.hex()[:6]}")
    meet(team, stick.parent)
    assert titles(team[0]) == titles(team[1]) == titles(team[2])
    assert [outgoing.offer(book).changes for book in team] == [0, 0, 0]


def test_a_hundred_edits_take_less_than_300_kb(team: Team, stick: Path) -> None:
    alma = team[0]
    meet(team, stick.parent)
    record = alma.new_id()
    records.write(alma, Verb.ADD, [New(record, "note"), Set(record, "title", "Seen")])
    for number in range(99):
        records.write(alma, Verb.EDIT, [Set(record, "title", f"Seen again on day {number}")])
    done = write(alma, stick)
    assert done.whole
    assert done.changes == 100
    assert sum(path.stat().st_size for path in stick.rglob("*") if path.is_file()) < 300_000


def test_files_go_small_before_large_and_a_large_one_when_it_is_chosen(
    team: Team, stick: Path, tmp_path: Path
) -> None:
    alma, luis, _ = team
    meet(team, tmp_path)
    photo, video = attach(alma, tmp_path, 300_000), attach(alma, tmp_path, 900_000, "film.mp4")
    wish = Wish(limit=500_000)
    offered = outgoing.offer(alma, wish=wish)
    assert offered.files == (Count(Sort.PHOTO, 1, 300_000),)
    assert offered.left_out == (Count(Sort.VIDEO, 1, 900_000),)
    assert [each.file.file for each in offered.large] == [video]
    done = outgoing.write(alma, stick, offered)
    assert (done.files, done.of_files) == (1, 1)
    assert came(luis, stick, photo) == alma.safe.files.path(photo).read_bytes()
    assert came(luis, stick, video) == b""
    chosen = write(alma, stick, Wish(limit=500_000, files=frozenset({video})))
    assert (chosen.files, chosen.of_files) == (2, 2)
    assert came(luis, stick, video) == alma.safe.files.path(video).read_bytes()


def came(book: Casebook, place: Path, file: FileId) -> bytes:
    """The bytes of a file as its pieces on the stick make it."""
    pieces = {piece.offset: piece.data for piece in readstick.read(book, place).pieces if piece.file == file}
    return b"".join(pieces[offset] for offset in sorted(pieces))


def test_what_a_circle_holds_goes_sealed_and_only_its_members_read_it(
    team: Team, stick: Path, tmp_path: Path
) -> None:
    alma, luis, vera = team
    meet(team, tmp_path)
    circle = circles.make(alma, "Harbour", [luis.own.public]).compartment
    note(alma, "Between us", circle)
    note(alma, "For all")
    write(alma, stick)
    assert len(readstick.read(vera, stick).sealed) == 1
    readstick.take(vera, stick)
    readstick.take(luis, stick)
    assert "For all" in titles(vera)
    assert "Between us" not in titles(vera)
    assert {"Between us", "For all"} <= titles(luis)
    assert b"Between us" not in books.raw(vera)


def test_with_nobody_in_the_team_there_is_nobody_to_write_for(tmp_path: Path) -> None:
    with books.derived_once():
        alone = books.make(tmp_path / "alone", "Alone")
    note(alone)
    with pytest.raises(NobodyToWriteFor):
        outgoing.offer(alone)
    alone.close()


def test_what_cannot_be_read_back_is_not_called_safe(
    team: Team, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from casebook.sync.stick import Session

    alma, luis, _ = team
    meet(team, tmp_path)
    for number in range(400):
        note(alma, f"Note {number} " + os.urandom(200).hex())
    check = Session.check

    def torn(self: Session, progress: object = None) -> object:
        for path in stick.rglob("*.DAT"):
            os.truncate(path, max(path.stat().st_size // 2 // 65536 * 65536, 65536))
        return check(self)

    monkeypatch.setattr(Session, "check", torn)
    done = write(alma, stick)
    assert not done.whole
    assert 0 < done.changes < done.of_changes == 400
    readstick.take(luis, stick)
    assert len(titles(luis)) >= done.changes
    assert selecting.missing(alma, alma.own.compartment).changes == 400


def test_entries_are_given_before_files(team: Team, stick: Path, tmp_path: Path) -> None:
    alma, luis, _ = team
    meet(team, tmp_path)
    attach(alma, tmp_path, 100_000)
    write(alma, stick)
    indexes = readstick.read(luis, stick).indexes
    assert [bool(index.pieces) for index in indexes] == [False, True]
    assert all(index.giver == b"" for index in indexes)
    assert {each.giver for each in reading.read(luis, stick, run=items.here).packs} == {alma.own.public}


def test_a_blob_tells_the_newest_signed_header_of_every_feed(team: Team, stick: Path, tmp_path: Path) -> None:
    alma, luis, vera = team
    meet(team, tmp_path)
    note(alma)
    write(alma, stick)
    (index,) = readstick.read(luis, stick).indexes
    told = {each.header for each in index.ranges if each.header}
    for book in team:
        end = next(iter(log.latest(alma.db, book.own.feed)))
        assert end.header_bytes in told
    assert vera.own.feed in {each.feed for each in index.ranges}


def test_nothing_is_written_when_there_is_nothing(team: Team, stick: Path, tmp_path: Path) -> None:
    alma, luis, _ = team
    meet(team, tmp_path)
    there, back = tmp_path / "there", tmp_path / "back"
    there.mkdir()
    back.mkdir()
    note(alma)
    write(alma, there)
    readstick.take(luis, there)
    write(luis, back)
    readstick.take(alma, back)
    offered = outgoing.offer(alma, [luis.own.public])
    assert (offered.changes, offered.bytes, offered.news) == (0, 0, False)
    with pytest.raises(NothingToWrite):
        outgoing.write(alma, stick, offered)
    with pytest.raises(NobodyToWriteFor):
        outgoing.offer(alma, [bytes(32)])
    assert not list(stick.iterdir())


def brought(book: Casebook, place: Path) -> taking.Taken:
    """Read and taken as the program does it."""
    return taking.take(book, reading.read(book, place, run=items.here))


def test_what_is_written_is_read_by_the_program_itself(team: Team, stick: Path, tmp_path: Path) -> None:
    alma, luis, vera = team
    meet(team, tmp_path)
    file = attach(alma, tmp_path, 700_000)
    note(alma, "With a picture, for all")
    write(alma, stick)
    brought(luis, stick)
    assert "With a picture, for all" in titles(luis)
    assert luis.safe.files.path(file).read_bytes() == alma.safe.files.path(file).read_bytes()
    assert receipts.wants(luis, luis.own.public, luis.own.compartment) == ()
    back = tmp_path / "back"
    back.mkdir()
    write(luis, back)
    brought(alma, back)
    only = Wish(frozenset({luis.own.public}))
    assert outgoing.offer(alma, wish=only).changes == 0
    assert outgoing.offer(alma, wish=only).files == ()
    assert outgoing.offer(alma, wish=Wish(frozenset({vera.own.public}))).files == (
        Count(Sort.PHOTO, 1, 700_000),
    )


def test_a_picture_that_was_torn_off_is_asked_for(
    team: Team, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alma, luis, _ = team
    meet(team, tmp_path)
    file = attach(alma, tmp_path, 700_000)
    write(alma, stick)
    (largest,) = sorted(stick.rglob("*.DAT"), key=lambda path: path.stat().st_size)[-1:]
    os.truncate(largest, 5 * 65536)
    brought(luis, stick)
    assert not luis.safe.files.has(file)
    assert receipts.wants(luis, luis.own.public, luis.own.compartment) == (file,)
    back, again = tmp_path / "back", tmp_path / "again"
    back.mkdir()
    again.mkdir()
    write(luis, back)
    brought(alma, back)
    only = Wish(frozenset({luis.own.public}))
    assert outgoing.offer(alma, wish=only).files == (Count(Sort.PHOTO, 1, 700_000),)
    write(alma, again, only)
    brought(luis, again)
    assert luis.safe.files.path(file).read_bytes() == alma.safe.files.path(file).read_bytes()


def test_a_full_stick_says_how_much_is_safe_on_it(
    team: Team, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alma, luis, _ = team
    meet(team, tmp_path)
    for number in range(400):
        note(alma, f"Note {number} " + os.urandom(200).hex())
    add, frames = Adding.add, 0

    def filling(self: Adding, frame: bytes) -> None:
        nonlocal frames
        frames += 1
        if frames > 4:
            raise OSError(errno.ENOSPC, "full")
        add(self, frame)

    monkeypatch.setattr(Adding, "add", filling)
    done = write(alma, stick)
    monkeypatch.undo()
    assert isinstance(done.fault, StickFull)
    assert 0 < done.changes < done.of_changes == 400
    brought(luis, stick)
    assert sum(title.startswith("Note ") for title in titles(luis)) == done.changes


def test_a_blob_for_others_is_handed_on_some_times(team: Team, stick: Path, tmp_path: Path) -> None:
    alma, luis, vera = team
    meet(team, tmp_path)
    circle = circles.make(alma, "Harbour", [luis.own.public]).compartment
    note(alma, "Between us", circle)
    write(alma, stick)
    brought(vera, stick)
    assert len(carrying.kept(vera)) == 1
    for number in range(carrying.HANDED_ON):
        place = tmp_path / f"by-vera-{number}"
        place.mkdir()
        note(vera, f"By Vera {number}")
        write(vera, place)
        if number == 0:
            brought(luis, place)
    assert "Between us" in titles(luis)
    assert carrying.kept(vera) == ()
    assert len(vera.safe.files.ids()) == 0
