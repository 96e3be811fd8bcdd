"""Packs: the start is of use without the end, a key is known by one comparison, and nothing else shows."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import packs
import second_pack
from casebook.base.encode import pack as encoded
from casebook.base.errors import CasebookError
from casebook.formats.stream import padme
from casebook.sync import directory, items, pack
from casebook.sync.items import BlobIndex, Rest
from casebook.sync.pack import (
    FRAME,
    HEAD,
    MOST_FRAMES,
    BadPack,
    Blob,
    Carried,
    Composition,
    Key,
    Opened,
    Reader,
)
from packs import CIRCLE, OTHER, TEAM

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "pack"
EMPTY = BlobIndex(b"e" * 16)


@pytest.fixture(scope="module")
def small() -> bytes:
    return packs.small_pack()


@pytest.fixture(scope="module")
def composition() -> Composition:
    """Several blobs, so large that most items cross frames."""
    team = packs.rows("a", [200] * 40 + [40_000] * 6, [100_000, 500_000])
    circle = packs.rows("b", [9_000] * 60, [262_144, 1])
    return Composition(
        [packs.blob(team, TEAM, b"t" * 16), packs.blob(circle, CIRCLE)], TEAM, packs.chance("property")
    )


@pytest.fixture(scope="module")
def large(composition: Composition) -> bytes:
    return b"".join(composition.frames())


# ------------------------------------------------------------------------------------------- round trip


def test_what_was_composed_is_read(small: bytes) -> None:
    team, circle, carried = packs.opened(small)
    told = packs.rows("team", [300, 20_000, 4_000, 50_000], [30_000, 270_000])
    came = packs.taken(team)

    assert came.index == told.index(b"t" * 16)
    assert [(each.header, each.signature, each.parts) for each in came.entries] == list(told.entries)
    assert [(each.file, each.offset, each.data) for each in came.pieces] == list(told.pieces)
    assert (came.rest, came.newer, came.count) == (Rest.END, 0, len(told.entries) + len(told.pieces))
    assert len(packs.taken(circle).entries) == 10
    assert isinstance(carried, Carried)


def test_a_second_reader_finds_the_same(small: bytes) -> None:
    keys = [TEAM.key, CIRCLE.key]
    theirs = second_pack.read(small, keys)
    ours = packs.opened(small)

    assert [name for name, _ in theirs] == [each.id for each in ours if each is not None]
    index, *rows = theirs[0][1]
    assert index[1] == b"t" * 16
    assert [row[1] for row in rows if isinstance(row, list) and row[0] == 1] == [
        each.header for each in packs.taken(ours[0]).entries
    ]
    assert isinstance(ours[2], Carried)
    assert theirs[2][1] == ours[2].data


def test_a_pack_is_recognised_by_its_first_bytes_and_under_no_other_key(small: bytes) -> None:
    assert pack.recognise(small[:HEAD], [OTHER, CIRCLE, TEAM]) == TEAM
    assert pack.recognise(small[:HEAD], [OTHER, CIRCLE]) is None
    assert pack.recognise(small[: HEAD - 1], [TEAM]) is None
    assert pack.recognise(b"", [TEAM]) is None


def test_a_pack_commits_to_its_key(small: bytes) -> None:
    """AES-GCM frames could be made to open under two keys; the tag before them cannot fit both."""
    with pytest.raises(BadPack):
        Reader(io.BytesIO(small), OTHER)
    with pytest.raises(BadPack):
        Reader(io.BytesIO(small[:32] + os.urandom(32) + small[64:]), TEAM)


def test_a_blob_of_others_comes_out_whole_and_goes_on_as_it_is(small: bytes) -> None:
    carried = packs.opened(small)[2]
    assert isinstance(carried, Carried)
    again = packs.composed([packs.blob(packs.rows("mine", [10]), TEAM), carried], "again")
    arrived = packs.opened(again, [TEAM, OTHER])[1]

    assert isinstance(arrived, Opened)
    assert arrived.id == carried.id
    assert arrived.whole
    assert len(packs.taken(arrived).entries) == 1


def test_who_hands_a_pack_over_is_who_signed_for_it() -> None:
    by = packs.hand("giver")
    signed = packs.small_pack(by)
    assert second_pack.read(signed, [TEAM.key, CIRCLE.key])
    reader = Reader(io.BytesIO(signed), TEAM)
    assert reader.giver == by.public
    came = [reader.blob(each, [TEAM, CIRCLE]) for each in reader.blobs]
    assert isinstance(came[2], Carried)
    assert came[2].id == directory.blob_id(came[2].data)
    assert Reader(io.BytesIO(packs.small_pack()), TEAM).giver == b""

    other = packs.hand("other")
    for false in (
        directory.Hand(by.public, other.sign),
        directory.Hand(by.public, lambda _: bytes(64)),
        directory.Hand(bytes(32), by.sign),
    ):
        assert Reader(io.BytesIO(packs.small_pack(false)), TEAM).giver == b""


def test_what_somebody_signed_for_does_not_stand_for_other_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A member of the team puts another blob where one was, and leaves the directory as it is signed."""
    by = packs.hand("giver")
    honest = packs.opened(packs.small_pack(by))[2]
    assert isinstance(honest, Carried)
    other = Carried(honest.id, os.urandom(len(honest.data)))
    with monkeypatch.context() as lying:
        lying.setattr(directory, "blob_id", lambda _: honest.id)
        forged = packs.composed([other], hand=by)
    reader = Reader(io.BytesIO(forged), TEAM)
    assert reader.giver == by.public
    assert reader.blob(reader.blobs[0], [TEAM]) is None


def test_two_packs_of_one_content_have_nothing_in_common() -> None:
    blobs = [packs.blob(packs.rows("x", [1000]), TEAM)]
    one, two = (b"".join(pack.compose(blobs, TEAM)) for _ in range(2))

    assert len(one) == len(two)
    assert not {one[at : at + 16] for at in range(0, len(one), 16)} & {
        two[at : at + 16] for at in range(0, len(two), 16)
    }


# ------------------------------------------------------------------------------------------------- sizes


@pytest.mark.parametrize("count", [0, 1, 2, 3, 8, 9, 17, 63, 64, 65, 130])
def test_the_number_of_frames_is_rounded_as_padme_says(count: int) -> None:
    rows = packs.Rows((), tuple(("f", n * 1000, bytes(1000)) for n in range(60 * count)))
    blobs = [Blob(TEAM, EMPTY, rows.encoded())] if count else []
    made = Composition(blobs, TEAM, os.urandom)
    data = b"".join(made.frames())

    assert len(data) == made.size == made.count * FRAME
    assert padme(made.count) == made.count
    assert Reader(io.BytesIO(data), TEAM).good_frames() == made.count
    if count:
        needed = sum(map(len, rows.encoded())) / (FRAME - 48)
        assert made.count <= 1 + 1.125 * (1 + 1.125 * (needed + 1))


def test_the_largest_pack_and_one_item_more() -> None:
    piece = items.piece("f", 0, bytes(items.MOST_PIECE))
    room = 992 * (FRAME - 32) - HEAD
    count = (room - 100) // len(piece)
    assert pack.fits([100 + count * len(piece)])
    made = Composition([Blob(TEAM, EMPTY, [piece] * count)], TEAM, os.urandom)
    assert made.count == MOST_FRAMES
    assert made.items_within(MOST_FRAMES) == (count,)

    too_many = (1023 * (FRAME - 32)) // len(piece) + 1
    assert not pack.fits([too_many * len(piece)])
    with pytest.raises(ValueError):
        Composition([Blob(TEAM, EMPTY, [piece] * too_many)], TEAM, os.urandom)


def test_frames_are_handed_out_once_and_not_kept() -> None:
    """A session of many packs must not hold them all; what is complete in them is known all the same."""
    made = Composition([packs.blob(packs.rows("x", [50_000] * 40), TEAM)], TEAM, os.urandom)
    expected = made.items_within(10)

    assert sum(1 for _ in made.frames()) == made.count
    assert made.items_within(10) == expected
    assert made._blobs == []
    with pytest.raises(ValueError):
        made.frames()


@given(st.lists(st.integers(0, 3_000_000), max_size=30), st.lists(st.integers(1, 40), max_size=5))
def test_what_fits_is_composed_and_nothing_else(sizes: list[int], carried: list[int]) -> None:
    """The rule that a caller asks is the rule that the writer keeps."""
    frames = 1 + sum(padme(-(-(size + 4 + 64) // (FRAME - 32))) for size in sizes) + sum(carried)

    assert pack.fits(sizes, [n * (FRAME - 16) for n in carried]) == (frames <= MOST_FRAMES)


@pytest.mark.parametrize("row", [b"", b"\0\0\0\0", b"\0\0\0\2a", b"abc", b"\xff\xff\xff\xffa"])
def test_what_is_no_item_is_not_written(row: bytes) -> None:
    with pytest.raises(ValueError):
        Composition([Blob(TEAM, EMPTY, [row])], TEAM, os.urandom)


@pytest.mark.parametrize("data", [b"", bytes(65_519), bytes(65_521)])
def test_what_is_no_blob_is_not_carried(data: bytes) -> None:
    with pytest.raises(ValueError):
        Composition([Carried(bytes(16), data)], TEAM, os.urandom)


# ------------------------------------------------------------------------------- nothing shows (I12, I16)


def chi_square(data: bytes) -> float:
    """Over 256 values: about 255 for random bytes, with a deviation of 23."""
    expected = len(data) / 256
    return sum((data.count(bytes([value])) - expected) ** 2 / expected for value in range(256))


@pytest.mark.parametrize("what", ["zeros", "text", "nothing"])
def test_without_keys_a_pack_is_random_bytes(what: str) -> None:
    content = {"zeros": bytes(300_000), "text": b"lantern orchard " * 20_000, "nothing": b""}[what]
    pieces = [items.piece("f", at, content[at : at + 200_000]) for at in range(0, len(content), 200_000)]
    data = packs.composed([Blob(TEAM, EMPTY, pieces), Blob(CIRCLE, EMPTY, pieces)], what)

    assert 120 < chi_square(data) < 400
    assert 120 < chi_square(data[:FRAME]) < 400
    assert 120 < chi_square(b"".join(data[at : at + HEAD] for at in range(0, len(data), FRAME)) * 4) < 2000


def test_the_measure_of_randomness_is_not_blind(small: bytes) -> None:
    (team, *_) = packs.opened(small)
    assert isinstance(team, Opened)
    assert chi_square(team.plain) > 5_000


def test_two_casebooks_of_one_size_class_write_packs_of_one_size() -> None:
    one = packs.composed([packs.blob(packs.rows("one", [900] * 80), TEAM)], "1")
    two = packs.composed([packs.blob(packs.rows("two", [1_400] * 40 + [77] * 12), TEAM)], "2")

    assert len(one) == len(two)


def test_a_member_without_the_circles_key_sees_sizes_and_ids_alone(small: bytes) -> None:
    reader = Reader(io.BytesIO(small), TEAM)
    directory = second_pack.layer(small, b"casebook/pack/1\0", FRAME, [TEAM.key])
    assert directory is not None
    said = second_pack.decoded(second_pack.row(directory[0])[0])

    assert said == [1, [[each.id, each.frames] for each in reader.blobs]]
    circle = reader.blob(reader.blobs[1], [TEAM])
    assert isinstance(circle, Carried)
    assert 120 < chi_square(circle.data) < 400


# ------------------------------------------------------------------------- torn, flipped, spliced (I18)


def held(data: bytes, expected: tuple[int, ...], whole: bytes) -> None:
    """Exactly so many items of each blob come out, and they are the first ones of the whole pack."""
    complete = [packs.taken(each) for each in packs.opened(whole)]
    for came, count, all_of_it in zip(packs.opened(data), expected, complete, strict=True):
        if came is None:
            assert count == 0
            continue
        found = packs.taken(came)
        entries, pieces = len(found.entries), len(found.pieces)
        assert (entries, pieces) == (min(count, len(all_of_it.entries)), count - entries)
        assert found.entries == all_of_it.entries[:entries]
        assert found.pieces == all_of_it.pieces[:pieces]


def test_cut_at_every_frame_exactly_what_is_complete_comes_out(
    composition: Composition, large: bytes
) -> None:
    seen = set()
    for frames in range(1, composition.count + 1):
        expected = composition.items_within(frames)
        seen.add(expected)
        held(large[: frames * FRAME], expected, large)

    assert len(seen) > 10
    assert composition.items_within(composition.count) == (49, 62)


@pytest.mark.parametrize(("over", "complete"), [(0, 1), (1, 0), (64, 0)])
def test_an_item_that_ends_at_the_edge_of_the_first_frame(over: int, complete: int) -> None:
    """The first frame of a blob holds 64 bytes less than the others."""
    room = FRAME - 16 - 16 - HEAD - len(items.index(EMPTY))
    row = items.piece("f", 0, bytes(room + over - 12))
    assert len(row) == room + over
    made = Composition([Blob(TEAM, EMPTY, [row])], TEAM, os.urandom)
    expected = made.items_within(2)
    data = b"".join(made.frames())

    assert expected == (complete,)
    assert packs.taken(packs.opened(data[: 2 * FRAME])[0]).count == complete
    assert packs.taken(packs.opened(data)[0]).count == 1


@given(at=st.integers(0, 1 << 24))
@settings(max_examples=60)
def test_cut_at_any_byte_exactly_what_is_complete_comes_out(
    composition: Composition, large: bytes, at: int
) -> None:
    cut = at % len(large)
    if cut < FRAME:
        with pytest.raises(BadPack):
            packs.opened(large[:cut])
    else:
        held(large[:cut], composition.items_within(cut // FRAME), large)


@given(at=st.integers(0, 1 << 24), bit=st.integers(0, 7))
@settings(max_examples=60)
def test_one_flipped_bit_costs_the_rest_of_one_blob_and_no_other(
    composition: Composition, large: bytes, at: int, bit: int
) -> None:
    place = at % len(large)
    damaged = bytearray(large)
    damaged[place] ^= 1 << bit
    if place < FRAME:
        with pytest.raises(BadPack):
            packs.opened(bytes(damaged))
        return
    reader = Reader(io.BytesIO(damaged), TEAM)
    whole = composition.items_within(composition.count)
    before = composition.items_within(place // FRAME)
    hit = [each.first <= place // FRAME < each.first + each.frames for each in reader.blobs]
    expected = tuple(b if h else w for w, b, h in zip(whole, before, hit, strict=True))
    held(bytes(damaged), expected, large)
    assert reader.good_frames() == place // FRAME


@given(data=st.data())
@settings(max_examples=40)
def test_frames_of_another_pack_do_not_open_in_this_one(
    large: bytes, small: bytes, data: st.DataObject
) -> None:
    """Splices of two valid packs of the same team: where a foreign or moved frame stands, reading ends."""
    other = packs.composed([packs.blob(packs.rows("q", [9_000] * 60), TEAM)], "splice")
    frames = [large[at : at + FRAME] for at in range(0, len(large), FRAME)]
    place = data.draw(st.integers(1, len(frames) - 1))
    source = data.draw(st.sampled_from((small, other, large)))
    taken = data.draw(st.integers(0, len(source) // FRAME - 1))
    spliced = source[taken * FRAME : (taken + 1) * FRAME]
    if spliced == frames[place]:
        return
    frames[place] = spliced
    assert Reader(io.BytesIO(b"".join(frames)), TEAM).good_frames() == place


def test_a_blob_torn_for_others_is_not_carried(small: bytes) -> None:
    reader = Reader(io.BytesIO(small), TEAM)
    third = reader.blobs[2]
    cut = small[: third.first * FRAME + 10]

    assert packs.opened(cut)[2] is None
    assert Reader(io.BytesIO(cut), TEAM).torn


def test_what_stands_behind_a_pack_is_not_read(small: bytes) -> None:
    assert packs.opened(small + os.urandom(5000)) == packs.opened(small)


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_any_directory_is_read_or_refused(said: bytes) -> None:
    """Written by a member of the team who means harm: under the right key, and saying anything."""
    salt = b"s" * 32
    tag, frames_key = second_pack.both(TEAM.key, b"casebook/pack/1\0", salt)
    plain = (len(said).to_bytes(4, "big") + said).ljust(FRAME - 80, b"\0")
    sealed = second_pack.AESGCM(frames_key).encrypt(bytes(12), plain, b"casebook/pack/1\0")
    with pytest.raises(BadPack):
        Reader(io.BytesIO(salt + tag + sealed), TEAM)


@pytest.mark.parametrize(
    "directory",
    [
        [1, [[b"i" * 16, 1024]]],
        [1, [[b"i" * 16, 1]] * 1024],
        [1, [[b"i" * 16, 600], [b"j" * 16, 600]]],
        [1, [[b"i" * 16, 0]]],
        [1, [[b"i" * 16, -1]]],
        [1, [[b"i" * 16, 1 << 60]]],
        [1, [[b"i" * 15, 1]]],
        [2, [[b"i" * 16, 1]]],
        [2, [[b"i" * 16, 1]], b"g" * 31, b"s" * 64],
        [2, [[b"i" * 16, 1]], b"g" * 32, b"s" * 63],
        [1, [[b"i" * 16, 1]], b"g" * 32, b"s" * 64],
        [3, [[b"i" * 16, 1]], b"g" * 32, b"s" * 64],
        [1, []],
    ],
)
def test_counts_beyond_a_pack_are_refused(directory: list[object]) -> None:
    """The last of them is fine: a pack of nothing, whose one frame is its last."""
    salt = b"s" * 32
    tag, frames_key = second_pack.both(TEAM.key, b"casebook/pack/1\0", salt)
    plain = items.framed(encoded(directory)).ljust(FRAME - 80, b"\0")
    nonce = bytes(11) + bytes([directory == [1, []]])
    sealed = second_pack.AESGCM(frames_key).encrypt(nonce, plain, b"casebook/pack/1\0")
    if directory == [1, []]:
        assert Reader(io.BytesIO(salt + tag + sealed), TEAM).blobs == ()
    else:
        with pytest.raises(BadPack):
            Reader(io.BytesIO(salt + tag + sealed), TEAM)


@given(st.binary(max_size=3000))
@settings(max_examples=60)
def test_any_bytes_are_read_or_refused_by_a_leaf(data: bytes) -> None:
    head = b"s" * 32 + second_pack.both(TEAM.key, b"casebook/pack/1\0", b"s" * 32)[0]
    for whole in (data, head + data, head + data.ljust(FRAME - 64, b"x")):
        with pytest.raises(CasebookError):
            packs.opened(whole)


def test_only_the_first_frames_are_read_for_the_index(small: bytes) -> None:
    reader = Reader(io.BytesIO(small), TEAM)
    first = reader.blob(reader.blobs[0], [TEAM], most=1)

    assert isinstance(first, Opened)
    assert not first.whole
    assert len(first.plain) == FRAME - 16 - 80
    index = packs.taken(first).index
    assert index is not None
    assert index.pieces[-1].file == "file1"


# ----------------------------------------------------------------------------------------------- vectors


def written() -> dict[str, bytes]:
    """The packs of both versions that must open for ever."""
    return {
        "team": packs.composed([packs.blob(packs.rows("team", [300, 9_000]), TEAM)]),
        "three": packs.small_pack(),
        "signed": packs.small_pack(packs.hand("giver")),
    }


@pytest.mark.parametrize("name", ["team", "three", "signed"])
def test_packs_of_every_version_open_for_ever(name: str) -> None:
    told = json.loads((VECTORS / "packs.json").read_text())
    keys = [Key(bytes.fromhex(each["hash"]), bytes.fromhex(each["key"])) for each in told["keys"]]
    data = (VECTORS / f"{name}.DAT").read_bytes()
    said = told["packs"][name]
    ours = packs.opened(data, keys)

    assert second_pack.read(data, [key.key for key in keys])
    for came, expected in zip(ours, said, strict=True):
        assert came is not None
        assert came.id.hex() == expected["id"]
        if isinstance(came, Carried):
            assert len(came.data) == expected["carried"]
        else:
            found = packs.taken(came)
            assert found.index is not None
            assert found.index.compartment.hex() == expected["compartment"]
            assert [each.header.hex() for each in found.entries] == expected["headers"]
            assert [[each.file, each.offset, len(each.data)] for each in found.pieces] == expected["pieces"]
            assert found.rest is Rest.END


@pytest.mark.parametrize("name", ["team", "three", "signed"])
def test_what_is_written_today_are_the_same_packs(name: str) -> None:
    assert written()[name] == (VECTORS / f"{name}.DAT").read_bytes()
