"""Two casebooks with equal size classes and different content: nothing of their sticks tells one from the other.

Names, sizes, times, order and the first 64 KiB of every file, of letters, and of JOIN and WELCOME. A difference counts
if two independent runs find it: of ten tests at p < 0.001 one in a hundred runs finds what chance put there.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import pytest

import enrolling
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.journal.acts import Role
from casebook.sync import letters, outgoing, room
from casebook.sync.welcoming import Terms
from casebook.vault import keys
from casebook.vault.keys import CHEAPEST
from torture.table import Tally
from unlike import chi_square, chi_square_p, smirnov_p

FRAME = 64 * 1024
LEAST_P = 0.001
HEAD = 64
TEXTS = ("a" * 900, "Зимородок над гаванью, 17 марта; " * 40)
"""As unlike as texts are: one letter again and again, and sentences in another script."""


@dataclass
class Seen:
    """What somebody who finds the sticks of one casebook has in hand."""

    names: list[str] = field(default_factory=list)
    sizes: list[tuple[int, ...]] = field(default_factory=list)
    times: set[int] = field(default_factory=set)
    ranks: list[int] = field(default_factory=list)
    firsts: list[bytes] = field(default_factory=list)

    def look(self, place: Path, is_special: Callable[[bytes], bool]) -> None:
        """Everything on one stick, with the place of the file that is unlike the others (letters) among the names."""
        [folder] = place.iterdir()
        files = sorted(folder.iterdir())
        self.names += [folder.name, *(path.stem for path in files)]
        self.sizes.append(tuple(sorted(path.stat().st_size for path in files)))
        self.times |= {path.stat().st_mtime_ns for path in (folder, *files) if path.is_file()}
        for rank, path in enumerate(files):
            with path.open("rb") as stream:
                first = stream.read(FRAME)
            self.firsts.append(first)
            if is_special(first):
                self.ranks.append(rank)


def counted(values: Sequence[Hashable]) -> Counter[Hashable]:
    return Counter(values)


def compared(one: Sequence[bytes], other: Sequence[bytes]) -> Iterator[tuple[str, float]]:
    """How likely it is by chance that the first frames of two casebooks differ as they do."""
    bytes_one, bytes_other = Counter[Hashable](), Counter[Hashable]()
    for data in one:
        bytes_one.update(data)
    for data in other:
        bytes_other.update(data)
    yield "bytes", chi_square_p(*chi_square(bytes_one, bytes_other))
    found, freedom = 0.0, 0
    for at in range(HEAD):
        there = chi_square(counted([d[at] >> 4 for d in one]), counted([d[at] >> 4 for d in other]))
        found, freedom = found + there[0], freedom + there[1]
    yield "places of the first 64 bytes", chi_square_p(found, freedom)
    for name, value in (
        ("beginning", lambda data: int.from_bytes(data[:8], "big")),
        ("behind the head", lambda data: int.from_bytes(data[HEAD : HEAD + 8], "big")),
        ("end", lambda data: int.from_bytes(data[-8:], "big")),
        ("bits", lambda data: int.from_bytes(data, "big").bit_count()),
        ("different bytes in 4 KiB", lambda data: len(set(data[: 4 * 1024 // 8]))),
    ):
        yield name, smirnov_p([value(data) for data in one], [value(data) for data in other])


def names_and_order(one: Seen, other: Seen) -> Iterator[tuple[str, float]]:
    letters_one, letters_other = (counted([c for name in seen.names for c in name]) for seen in (one, other))
    yield "letters of names", chi_square_p(*chi_square(letters_one, letters_other))
    yield "order", chi_square_p(*chi_square(counted(one.ranks), counted(other.ranks)))


def differences(found: Iterator[tuple[str, float]], least: float = LEAST_P) -> set[str]:
    return {name for name, p in found if p < least}


# ------------------------------------------------------------------------------------------ sticks


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Casebook, Casebook]]:
    """Two casebooks of two teams of two. The other devices read nothing, so letters go on every stick."""
    with enrolling.numbers_once():
        made = []
        for name in ("red", "blue"):
            book = enrolling.found(tmp_path / name).book
            mate = enrolling.take_in(book, tmp_path / f"{name}-mate", "Luis", Role.MEMBER)
            mate.close()
            made.append(book)
    yield made[0], made[1]
    for book in made:
        book.close()


def one_stick(book: Casebook, place: Path, seen: Seen, text: str) -> None:
    person = book.new_id()
    fitting = text.encode()[:900].decode(errors="ignore").strip()  # as it is kept: one byte less would add up
    fitting += "." * (900 - len(fitting.encode()))
    records.write(book, Verb.ADD, [New(person, "person"), Set(person, "remarks", fitting)])
    place.mkdir()
    # All of it each time, so that packs of many sizes are seen.
    outgoing.write(book, place, outgoing.offer(book))
    seen.look(place, lambda first: letters.recognises(book, first[:HEAD]))
    shutil.rmtree(place)


def run(two: tuple[Casebook, Casebook], folder: Path, pairs: int) -> tuple[Seen, Seen]:
    """So many sticks of each."""
    red, blue = Seen(), Seen()
    for number in range(pairs):
        one_stick(two[0], folder / f"red-{number}", red, TEXTS[0])
        one_stick(two[1], folder / f"blue-{number}", blue, TEXTS[1])
    return red, blue


@pytest.mark.torture(
    "more", "sticks of two casebooks of equal size classes: names, sizes, times, order, bytes compared"
)
def test_sticks_of_equal_size_are_not_told_apart(
    two: tuple[Casebook, Casebook], tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    pairs = rounds(8, 200)
    found = []
    for again in range(2):
        (tmp_path / str(again)).mkdir()
        red, blue = run(two, tmp_path / str(again), pairs)
        assert red.sizes == blue.sizes
        assert all(size % FRAME == 0 for sizes in red.sizes for size in sizes)
        assert len(red.times | blue.times) == 1
        assert {len(name) for name in red.names + blue.names} == {8}
        assert len(red.ranks) == len(blue.ranks) == pairs
        found.append(differences(iter([*names_and_order(red, blue), *compared(red.firsts, blue.firsts)])))
        if not found[-1]:
            break
    assert not set.intersection(*found), found
    tally.tried(pairs)
    tally.found(f"{pairs} pairs: nothing at p < {LEAST_P} twice; sizes and times equal in all of them")


# ---------------------------------------------------------------------------------- letters, joining


@pytest.mark.torture("more", "frames of letters, JOIN and WELCOME of two teams: their bytes compared")
def test_letters_and_joining_are_not_told_apart(
    two: tuple[Casebook, Casebook], tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    """One team gives every newcomer its history and the role of an admin, the other neither."""
    pairs = rounds(3, 200)
    frames: tuple[list[bytes], list[bytes]] = [], []
    joins: tuple[list[bytes], list[bytes]] = [], []
    welcomes: tuple[list[bytes], list[bytes]] = [], []
    cheap = mock.patch.object(room, "derive", lambda typed, salt, cost: keys.derive(typed, salt, CHEAPEST))
    with enrolling.numbers_once(), cheap:
        for number in range(pairs):
            for which, book in enumerate(two):
                [frame] = letters.frames(book)
                frames[which].append(frame)
                name = ("Al", "A newcomer with a long name")[which]
                waiting = enrolling.ask(tmp_path / f"{which}-{number}", name)
                joins[which].append(waiting.asked.file())
                terms = Terms(Role.ADMIN, True, name) if which else Terms(Role.MEMBER, False, "")
                with book.db.rehearsal():
                    welcomes[which].append(enrolling.welcome(book, waiting, terms).file)
                waiting.safe.close()
                shutil.rmtree(tmp_path / f"{which}-{number}")
    for what, (one, other) in (("letters", frames), ("JOIN", joins), ("WELCOME", welcomes)):
        assert {len(data) for data in one} == {len(data) for data in other} == {FRAME}, what
        half = pairs // 2 or 1
        # Of three files the statistic itself is rough: there only what stands out beyond any chance counts.
        least = LEAST_P if pairs > 20 else 1e-9
        first, second = (
            differences(compared(one[part], other[part]), least) for part in (slice(half), slice(half, None))
        )
        assert not first & second, (what, first & second)
        assert len({data[:32] for data in (*one, *other)}) == 2 * pairs
    tally.tried(pairs)
    tally.found(f"{pairs} pairs each: nothing at p < {LEAST_P} in both halves")


# ------------------------------------------------------------------------------------------ not blind


@pytest.mark.parametrize(
    "leak", ["a constant at the beginning", "one bit in a hundred", "a counter", "text inside"]
)
def test_the_tests_find_what_is_there(leak: str) -> None:
    import os

    clean, leaking = ([os.urandom(FRAME) for _ in range(200)] for _ in range(2))
    for number, data in enumerate(leaking):
        match leak:
            case "a constant at the beginning":
                leaking[number] = b"PK" + data[2:]
            case "one bit in a hundred":
                leaking[number] = bytes(b | 1 if at % 50 == 0 else b for at, b in enumerate(data))
            case "a counter":
                leaking[number] = data[:HEAD] + number.to_bytes(8, "big") + data[HEAD + 8 :]
            case _:
                leaking[number] = data[:1000] + TEXTS[0].encode() + data[1900:]
    assert differences(compared(clean, leaking))
    assert not differences(compared(clean[:100], clean[100:])) & differences(
        compared(clean[::2], clean[1::2])
    )
