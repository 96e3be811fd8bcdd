"""Several contents of one name: whatever a teammate says of somebody's attachment, it comes all the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import books
from casebook.base.ids import FileId, RecordId
from casebook.base.progress import Progress
from casebook.casework import check, erasing, evidence, health, records
from casebook.casework.book import Casebook
from casebook.casework.evidence import Kept
from casebook.casework.incoming import Offered
from casebook.casework.records import Delete, New, Set
from casebook.casework.touched import Verb
from casebook.formats import stream
from casebook.journal import arrivals, attached, log
from casebook.journal.acts import Reason
from casebook.model.evidence import FILE
from casebook.sync import items, outgoing, pieces, reading, receipts, selecting, taking, team
from casebook.sync.brought import Brought, Pack, Piece
from casebook.vault.files import bound, described
from oneteam import one_team

FRAME = 256 * 1024
Three = tuple[Casebook, Casebook, Casebook]


@pytest.fixture(scope="module")
def contents_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contents")
    with books.derived_once():
        for each in one_team(folder, ["ana", "leila", "mallory"]):
            each.close()
    return folder


def opened(template: Path, folder: Path) -> Three:
    with books.derived_once():
        ana, leila, mallory = (
            books.reopen(books.copy(template / name, folder / name)) for name in ("ana", "leila", "mallory")
        )
    return ana, leila, mallory


@pytest.fixture
def three(contents_template: Path, tmp_path: Path) -> Iterator[Three]:
    """Ana takes; Leila attached something; Mallory is a teammate who says something else of it."""
    made = opened(contents_template, tmp_path)
    yield made
    for each in made:
        each.close()


def attach(book: Casebook, folder: Path, size: int = 2 * FRAME) -> Kept:
    path = folder / "recording"
    path.write_bytes(random.Random(size).randbytes(size))
    witness = book.new_id()
    records.write(book, Verb.EDIT, [New(witness, "person"), Set(witness, "remarks", "told us")])
    return evidence.kept(book, evidence.attach(book, witness, path)[0])


def another(kept: Kept, folder: Path, *, key: bytes = b"k" * 32, size: int = 2 * FRAME) -> tuple[Kept, bytes]:
    """Another content of the name of *kept*, as good as any; and its frames."""
    path = folder / f"another-{key[:1].hex()}-{size}"
    with path.open("w+b") as file:
        chunk = random.Random(size + key[0]).randbytes(size)
        written = stream.write(file.fileno(), [chunk], key=key, aad=bound(kept.file))
    return replace(kept, key=key, size=size, sha256=written.sha256), path.read_bytes()


def tell(book: Casebook, kept: Kept, record: RecordId | None = None) -> RecordId:
    """A record of *book* that describes the file so; or one that stood is changed."""
    value = FILE.make(
        name="a.bin", mime="video/mp4", size=kept.size, sha256=kept.sha256, key=kept.key, file=kept.file
    )
    lesser = record or RecordId(bytes(15) + bytes([kept.key[0]]))
    new = [] if record else [New(lesser, "evidence")]
    records.write(book, Verb.ATTACH, [*new, Set(lesser, "file", value)])
    return lesser


def said_by(giver: Casebook, taker: Casebook) -> Pack:
    """What *giver* itself wrote and *taker* lacks."""
    here = {entry.id for entry in log.entries(taker.db)}
    new = (entry for entry in log.entries(giver.db, giver.own.feed) if entry.id not in here)
    return Pack(
        "E.DAT",
        giver.own.public,
        tuple(Offered(each.header_bytes, each.signature, each.parts) for each in new),
    )


def in_pieces(name: FileId, data: bytes) -> tuple[Piece, ...]:
    return tuple(Piece(name, at, data[at : at + FRAME]) for at in range(0, len(data), FRAME))


def honest_pieces(book: Casebook, kept: Kept) -> tuple[Piece, ...]:
    return in_pieces(kept.file, book.safe.files.path(kept.file).read_bytes())


def bring(taker: Casebook, giver: Casebook, some: tuple[Piece, ...] = (), *, entries: bool = False) -> None:
    said = said_by(giver, taker).entries if entries else ()
    taking.take(taker, Brought((Pack("A.DAT", giver.own.public, said, some),)))


def content(book: Casebook, kept: Kept) -> bytes:
    with book.safe.files.open(kept.file, kept.key, kept.beside) as reader:
        return reader.read()


def is_whole(book: Casebook, kept: Kept) -> bool:
    place = attached.place(book.db, kept)
    if not book.safe.files.has(place):
        return False
    book.safe.files.verify(kept.file, kept.key, size=kept.size, sha256=kept.sha256)
    return True


# ------------------------------------------------------------------------- the honest one comes


@pytest.mark.parametrize("of_hers", [0, 1, 2, 3])
@pytest.mark.parametrize("hostile_first", [True, False])
def test_an_attachment_comes_whatever_somebody_else_says_of_it(
    three: Three, tmp_path: Path, *, of_hers: int, hostile_first: bool
) -> None:
    """With nothing, some or all of the other content brought before or after: each content is its own."""
    ana, leila, mallory = three
    kept = attach(leila, tmp_path)
    books.give(leila, mallory)
    false, data = another(kept, tmp_path)
    tell(mallory, false)
    hers, good = in_pieces(kept.file, data), honest_pieces(leila, kept)
    assert len(hers) == len(good) == 3

    if hostile_first:
        bring(ana, mallory, hers[:of_hers], entries=True)
        bring(ana, leila, good[:1], entries=True)
    else:
        bring(ana, leila, good[:1], entries=True)
        bring(ana, mallory, hers[:of_hers], entries=True)
    bring(ana, leila, good[1:])
    assert is_whole(ana, kept)
    assert content(ana, kept) == content(leila, kept)
    bring(ana, mallory, hers)
    assert is_whole(ana, false)
    assert content(ana, kept) == content(leila, kept)
    assert pieces.incomplete(ana) == ()
    found = check.check(ana)
    assert found.strays == ()
    assert len(ana.safe.files.ids()) == 2


@pytest.mark.parametrize("described", [True, False])
@pytest.mark.parametrize("of_hers", [1, 2, 3])
def test_frames_that_are_false_under_the_right_key_spoil_no_pack_that_has_it_all(
    three: Three, tmp_path: Path, *, described: bool, of_hers: int
) -> None:
    """Every teammate knows the key: only the whole shows what is false."""
    ana, leila, mallory = three
    kept = attach(leila, tmp_path)
    books.give(leila, mallory)
    false, data = another(kept, tmp_path, key=kept.key)
    if described:
        tell(mallory, false)
        bring(ana, mallory, entries=True)
    bring(ana, leila, entries=True)
    bring(ana, mallory, in_pieces(kept.file, data)[:of_hers])
    assert not is_whole(ana, kept)
    bring(ana, leila, honest_pieces(leila, kept))
    assert is_whole(ana, kept)
    assert content(ana, kept) == content(leila, kept)
    if described:
        bring(ana, mallory, in_pieces(kept.file, data))
        assert is_whole(ana, false)
        assert content(ana, kept) == content(leila, kept)
    assert check.check(ana).strays == ()


@pytest.mark.parametrize("how", ["changed", "deleted"])
def test_what_was_named_never_came_and_is_named_no_more_is_not_missed(
    three: Three, tmp_path: Path, how: str
) -> None:
    """A teammate makes nobody's casebook look damaged by naming what there is not."""
    ana, leila, mallory = three
    kept = attach(leila, tmp_path)
    record = tell(mallory, replace(kept, file=FileId("z" * 26)))
    bring(ana, mallory, entries=True)
    if how == "deleted":
        records.write(mallory, Verb.DELETE, [Delete(record)])
    else:
        tell(mallory, replace(kept, file=FileId("y" * 26)), record)
    bring(ana, mallory, entries=True)
    bring(ana, leila, honest_pieces(leila, kept), entries=True)
    assert check.check(ana).files == 1
    assert FileId("z" * 26) not in arrivals.awaited(ana.db)
    erasing.erase(ana, record, None, reason="mistake")
    check.check(ana)


@pytest.mark.parametrize("brought", [0, 3])
def test_what_is_here_is_not_touched_and_nothing_is_damaged(
    three: Three, tmp_path: Path, brought: int
) -> None:
    _, leila, mallory = three
    kept = attach(leila, tmp_path)
    books.give(leila, mallory)
    false, data = another(kept, tmp_path)
    tell(mallory, false)
    bring(leila, mallory, in_pieces(kept.file, data)[:brought], entries=True)
    assert is_whole(leila, kept)
    assert is_whole(leila, false) == bool(brought)
    assert check.check(leila).files == 1 + bool(brought)
    assert not any(
        each.what in (health.What.FILE_CHANGED, health.What.FILE_MISSING, health.What.STRAYS)
        for each in health.examine(leila).findings
    )


def test_an_attachment_whose_record_was_changed_comes_all_the_same(three: Three, tmp_path: Path) -> None:
    """What it said before stands in its history, and can be put back."""
    ana, leila, mallory = three
    kept = attach(leila, tmp_path)
    books.give(leila, mallory)
    false, _ = another(kept, tmp_path)
    tell(mallory, false, kept.record)
    bring(ana, leila, entries=True)
    bring(ana, mallory, entries=True)
    assert ana.need(kept.record).values("file") == mallory.need(kept.record).values("file")
    bring(ana, leila, honest_pieces(leila, kept))
    assert is_whole(ana, kept)
    (left,) = pieces.incomplete(ana)
    assert (left.place, left.here) == (false.beside, 0)


def test_a_file_that_was_named_no_more_is_awaited_once_somebody_puts_it_back(
    three: Three, tmp_path: Path
) -> None:
    ana, leila, mallory = three
    kept = attach(leila, tmp_path)
    books.give(leila, mallory)
    bring(ana, leila, honest_pieces(leila, kept)[:1], entries=True)
    said = ana.need(kept.record).value("file")
    tell(mallory, replace(kept, file=FileId("z" * 26)), kept.record)
    bring(ana, mallory, entries=True)
    bring(ana, leila, honest_pieces(leila, kept))
    assert {each.file for each in pieces.incomplete(ana)} == {"z" * 26}
    records.write(ana, Verb.EDIT, [Set(kept.record, "file", said)])
    bring(ana, leila)
    assert {each.file for each in pieces.incomplete(ana)} == {kept.file}
    bring(ana, leila, honest_pieces(leila, kept))
    assert is_whole(ana, kept)
    assert check.check(ana).strays == ()


def test_of_one_device_nobody_waits_for_more_than_what_it_said_last(three: Three, tmp_path: Path) -> None:
    ana, leila, mallory = three
    kept = attach(leila, tmp_path)
    books.give(leila, mallory)
    told = [another(kept, tmp_path, key=bytes([n + 1]) * 32, size=1000 + n) for n in range(20)]
    for false, data in told:
        tell(mallory, false)
        bring(ana, mallory, in_pieces(kept.file, data[:500]), entries=True)
    bring(ana, leila, honest_pieces(leila, kept)[:1], entries=True)
    assert {each.size for each in pieces.incomplete(ana)} == {kept.size, told[-1][0].size}
    assert len(ana.safe.files.ids()) == 1
    bring(ana, leila, honest_pieces(leila, kept))
    assert is_whole(ana, kept)
    check.check(ana)


def test_what_is_awaited_is_asked_for_and_given_as_what_it_is(three: Three, tmp_path: Path) -> None:
    """Nobody is sent the same bytes again and again because somebody talks of others by the same name."""
    ana, leila, mallory = three
    kept = attach(leila, tmp_path, 1000)
    books.give(leila, mallory)
    false, data = another(kept, tmp_path, size=2000)
    tell(mallory, false)
    bring(leila, mallory, entries=True)
    bring(ana, leila, honest_pieces(leila, kept), entries=True)
    bring(ana, mallory, entries=True)
    home = ana.own.compartment
    with ana.db.transaction():
        receipts.append(ana, [home], anyway=True)
    assert receipts.wants(ana, ana.own.public, home) == (false.beside,)

    for giver in (leila, mallory):
        books.give(ana, giver)
    due = selecting.missing(leila, home, [ana.own.public]).pieces
    assert [each.place for each in due] == []
    mallory.safe.files.path(kept.file).write_bytes(data)
    due = selecting.missing(mallory, home, [ana.own.public]).pieces
    assert [(each.file.beside, each.stored) for each in due] == [(false.beside, len(data))]


def test_a_device_that_has_both_hands_both_on(three: Three, tmp_path: Path) -> None:
    ana, leila, mallory = three
    kept = attach(leila, tmp_path)
    books.give(leila, mallory)
    false, data = another(kept, tmp_path, size=FRAME // 2)
    tell(mallory, false)
    bring(ana, mallory, in_pieces(kept.file, data), entries=True)
    bring(ana, leila, honest_pieces(leila, kept), entries=True)
    due = selecting.missing(ana, ana.own.compartment).pieces
    stored = {each.place: ana.safe.files.path(each.place).read_bytes() for each in due}
    assert stored == {
        kept.file: data,
        kept.beside: leila.safe.files.path(kept.file).read_bytes(),
    } or stored == {
        kept.file: leila.safe.files.path(kept.file).read_bytes(),
        false.beside: data,
    }


# ---------------------------------------------------------------------------------- erased, copied


@pytest.mark.parametrize("hostile_first", [True, False])
def test_an_order_to_erase_reaches_the_content_and_no_other(
    three: Three, tmp_path: Path, *, hostile_first: bool
) -> None:
    ana, leila, mallory = three
    kept = attach(leila, tmp_path)
    books.give(leila, mallory)
    false, data = another(kept, tmp_path)
    record = tell(mallory, false)
    both = [(leila, honest_pieces(leila, kept)), (mallory, in_pieces(kept.file, data))]
    for giver, some in reversed(both) if hostile_first else both:
        bring(ana, giver, some, entries=True)
    assert is_whole(ana, kept)
    assert is_whole(ana, false)
    erasing.erase(ana, record, None, reason="mistake")
    assert is_whole(ana, kept)
    assert len(ana.safe.files.ids()) == 1
    tell(mallory, replace(false, key=b"n" * 32))
    bring(ana, mallory, entries=True)
    erasing.erase(ana, kept.record, None, reason="consent-withdrawn")
    assert ana.safe.files.ids() == ()


def test_a_backup_holds_both_contents(three: Three, tmp_path: Path) -> None:
    ana, leila, mallory = three
    kept = attach(leila, tmp_path)
    books.give(leila, mallory)
    false, data = another(kept, tmp_path)
    tell(mallory, false)
    bring(ana, mallory, in_pieces(kept.file, data), entries=True)
    bring(ana, leila, honest_pieces(leila, kept), entries=True)
    assert set(check.files_in(ana.db, ana.safe.files, Progress())) == set(ana.safe.files.ids())


# ------------------------------------------------------------------------------------------ a law

NAMES = st.lists(
    st.tuples(st.sampled_from(["leila", "mallory"]), st.sets(st.integers(0, 2))), min_size=1, max_size=6
)


@settings(max_examples=15, deadline=None)
@given(steps=NAMES)
def test_each_content_is_here_once_all_its_pieces_came(
    contents_template: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, set[int]]]
) -> None:
    """Whoever gives what in whatever order: what came of one content is what was given of it since it was told of."""
    folder = tmp_path_factory.mktemp("law")
    ana, leila, mallory = opened(contents_template, folder)
    kept = attach(leila, folder)
    books.give(leila, mallory)
    false, data = another(kept, folder)
    tell(mallory, false)
    told = {
        "leila": (leila, kept, honest_pieces(leila, kept)),
        "mallory": (mallory, false, in_pieces(kept.file, data)),
    }
    came: dict[str, set[int]] = {}
    for name, numbers in steps:
        giver, _, every = told[name]
        bring(ana, giver, tuple(every[n] for n in sorted(numbers)), entries=True)
        came.setdefault(name, set()).update(numbers)
    for name, numbers in came.items():
        assert is_whole(ana, told[name][1]) == (numbers == {0, 1, 2})
    left = {(each.place, each.here) for each in pieces.incomplete(ana)}
    assert {here for _, here in left} == {len(each) for each in came.values() if len(each) < 3}
    assert check.check(ana).strays == ()
    assert len(ana.safe.files.ids()) == sum(bool(each) for each in came.values())
    for each in (ana, leila, mallory):
        each.close()


def test_what_names_a_description_depends_on_all_of_it(tmp_path: Path) -> None:
    one = ("a" * 26, b"k" * 32, 5, b"h" * 32)
    others = [
        ("b" * 26, *one[1:]),
        (one[0], b"l" * 32, *one[2:]),
        (*one[:2], 6, one[3]),
        (*one[:3], b"i" * 32),
    ]
    names = {described(FileId(name), *rest) for name, *rest in [one, *others]}  # type: ignore[arg-type]  # as listed
    assert len(names) == 5


def test_the_file_of_what_stood_aside_is_awaited_once_it_counts(
    acquainted: tuple[Casebook, Casebook, Casebook], tmp_path: Path
) -> None:
    alma, _, vera = acquainted
    team.remove(alma, vera.own.public, Reason.LOST)
    kept = attach(vera, tmp_path)
    bring(alma, vera, entries=True)
    assert alma.get(kept.record) is None
    assert pieces.incomplete(alma) == ()
    team.admit(alma, vera.own.public)
    assert alma.get(kept.record) is not None
    bring(alma, vera)
    assert [each.file for each in pieces.incomplete(alma)] == [kept.file]
    bring(alma, vera, honest_pieces(vera, kept))
    assert is_whole(alma, kept)


def carry(giver: Casebook, taker: Casebook, stick: Path) -> int:
    """One stick from one to the other; how many pieces of files lay on it."""
    stick.mkdir()
    outgoing.write(giver, stick, outgoing.offer(giver))
    brought = reading.read(taker, stick, run=items.here)
    taking.take(taker, brought)
    return sum(len(each.pieces) for each in brought.packs)


@pytest.mark.parametrize("hostile_first", [True, False])
def test_by_real_sticks_it_comes_once_and_is_not_sent_again(
    acquainted: tuple[Casebook, Casebook, Casebook], tmp_path: Path, *, hostile_first: bool
) -> None:
    """Vera describes what Luis attached, and never gives what she describes."""
    alma, luis, vera = acquainted
    kept = attach(luis, tmp_path, 100_000)
    assert carry(luis, vera, tmp_path / "1") == 1
    assert is_whole(vera, kept)
    false, _ = another(kept, tmp_path)
    tell(vera, false)
    order = (vera, luis) if hostile_first else (luis, vera)
    for number, giver in enumerate(order):
        carry(giver, alma, tmp_path / f"2{number}")
    assert is_whole(alma, kept)
    assert content(alma, kept) == content(luis, kept)
    assert [each.place for each in pieces.incomplete(alma)] == [false.beside]
    for number, (giver, taker) in enumerate([(alma, luis), (alma, vera), (luis, alma), (vera, alma)]):
        assert carry(giver, taker, tmp_path / f"3{number}") == 0
    assert check.check(alma).strays == ()
