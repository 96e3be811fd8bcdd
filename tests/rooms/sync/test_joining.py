"""JOIN, TEAM, WELCOME, their words, and the file they are handed over in: exact bytes, and nothing else is taken."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.base.encode import pack
from casebook.base.errors import CasebookError
from casebook.base.ids import EntryId
from casebook.formats import ed25519, stream, wordlist
from casebook.sync import comparing, joining, room
from casebook.sync.comparing import WrongWord
from casebook.sync.joining import (
    BadJoin,
    BadTeam,
    BadWelcome,
    Carried,
    Epoch,
    Join,
    NameUnfit,
    NewerJoining,
    Team,
    Welcome,
)
from casebook.vault import keys
from casebook.vault.faults import BoxDamaged

SIGNING = bytes.fromhex("942951faf9b71fd29a435f387df26a2acf74af93534890f2f782d4f36a4681e6")


@pytest.fixture(scope="module")
def newcomer() -> tuple[bytes, Join]:
    """A JOIN, and the private half of its one-time key."""
    private, public = keys.make_exchange()
    return private, joining.make_join("Omar", keys.make_signing()[1], public, os.urandom)


@pytest.fixture(scope="module")
def team() -> Team:
    return joining.make_team(EntryId(os.urandom(32)), keys.make_signing()[1], os.urandom)


def welcome_of(team: Team) -> Welcome:
    entry = Carried(b"h" * 100, b"s" * 64, (b"stamp", None, b"part"))
    return Welcome(1, team.encode(), b"d" * 16, b"c" * 32, (Epoch(b"t" * 16, b"k" * 32),), (entry,))


# ------------------------------------------------------------------------------------ exact bytes


def test_what_is_read_is_what_was_made(newcomer: tuple[bytes, Join], team: Team) -> None:
    join = newcomer[1]
    assert joining.decode_join(join.encode()) == join
    assert joining.decode_team(team.encode()) == team
    assert joining.parse_welcome(pack(welcome_of(team))) == welcome_of(team)


def test_the_words_are_those_of_the_documents() -> None:
    """The vectors of docs/formats/team.md."""
    page = (Path(__file__).parents[3] / "docs" / "formats" / "team.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| `?([^|`]+)`? \|$", page.split("## 6. Vectors")[1], re.MULTILINE)
    team = Team(EntryId(bytes(range(32))), SIGNING, bytes(range(32, 64)))
    join = Join("Omar", SIGNING, bytes(range(256)) * 4 + bytes(192), bytes(32))
    assert ("admin", SIGNING.hex()) in rows
    for of, name, ways in ((team, "TEAM", comparing.WAYS), (join, "JOIN", ("en",))):
        label = f"casebook/{name.lower()}/1\0".encode()
        digest = hashlib.sha256(label + of.encode()).digest()
        assert of.digest == digest
        assert (f"hash of {name}", digest.hex()) in rows
        for way in ways:
            called = {"en": "English", "ru": "Russian", "digits": "digits"}[way]
            assert (called, " ".join(joining.words(of, way))) in rows
    assert joining.words(team, "en") == wordlist.words_of(team.digest, "en")
    assert int("".join(joining.words(team, "digits"))) == int.from_bytes(team.digest, "big") >> 124


@given(st.binary(min_size=32, max_size=32))
def test_digits_are_eight_groups_of_five_and_say_the_same_bits(digest: bytes) -> None:
    groups = comparing.said(digest, "digits")
    assert [len(group) for group in groups] == [5] * 8
    assert int("".join(groups)) == int.from_bytes(digest, "big") >> 124


@pytest.mark.parametrize("place", range(0, 1300, 13))
def test_no_flipped_join_has_its_words(newcomer: tuple[bytes, Join], place: int) -> None:
    data = bytearray(newcomer[1].encode())
    data[place % len(data)] ^= 1
    try:
        other = joining.decode_join(bytes(data))
    except (BadJoin, NewerJoining):
        return
    assert joining.words(other, "en") != joining.words(newcomer[1], "en")


@pytest.mark.parametrize("weak", list(ed25519.weak_keys()))
def test_a_key_of_small_order_is_no_key(weak: bytes, newcomer: tuple[bytes, Join], team: Team) -> None:
    with pytest.raises(BadTeam):
        joining.decode_team(replace(team, admin=weak).encode())
    with pytest.raises(BadJoin):
        joining.decode_join(replace(newcomer[1], signing=weak).encode())


def test_an_exchange_key_of_small_order_is_no_key(newcomer: tuple[bytes, Join]) -> None:
    weak = newcomer[1].one_time[:1184] + bytes(32)
    with pytest.raises(BadJoin):
        joining.decode_join(replace(newcomer[1], one_time=weak).encode())


@pytest.mark.parametrize("name", ["", " ", "a" * 81, "Omar\u202e", "O\0", "O\nM", " Omar", "O\u0301mar"])
def test_a_name_that_cannot_be_shown_is_refused(name: str, newcomer: tuple[bytes, Join]) -> None:
    with pytest.raises(BadJoin):
        joining.decode_join(replace(newcomer[1], name=name).encode())
    if joining.unicodedata.normalize("NFC", name).strip() in ("", "a" * 81, "Omar\u202e", "O\0", "O\nM"):
        with pytest.raises(NameUnfit):
            joining.check_name(name)


@given(st.binary(max_size=200))
def test_other_bytes_are_told_to_be_none(data: bytes) -> None:
    for read in (joining.decode_join, joining.decode_team, joining.parse_welcome):
        with pytest.raises((BadJoin, BadTeam, BadWelcome, NewerJoining)):
            read(data)


def test_a_newer_form_is_told_to_be_newer(newcomer: tuple[bytes, Join], team: Team) -> None:
    for data, read in (
        (newcomer[1].encode(), joining.decode_join),
        (team.encode(), joining.decode_team),
        (pack(welcome_of(team)), joining.parse_welcome),
    ):
        fields = msgspec.msgpack.decode(data)
        with pytest.raises(NewerJoining):
            read(pack([2, *fields[1:]]))


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("carrier", b"c" * 31, "keys"),
        ("device", b"d" * 15, "keys"),
        ("epochs", (), "keys"),
        ("epochs", (Epoch(b"t" * 15, b"k" * 32),), "keys"),
        ("epochs", (Epoch(b"t" * 16, b"k" * 33),), "keys"),
        ("entries", (), "entries"),
    ],
)
def test_a_welcome_of_another_form_is_refused(team: Team, field: str, value: object, why: str) -> None:
    with pytest.raises(BadWelcome) as refused:
        joining.parse_welcome(pack(msgspec.structs.replace(welcome_of(team), **{field: value})))
    assert refused.value.why == why


def test_longer_arrays_are_not_passed_over(team: Team) -> None:
    fields = msgspec.msgpack.decode(pack(welcome_of(team)))
    with pytest.raises(BadWelcome):
        joining.parse_welcome(pack([*fields, None]))
    fields[5][0].append(None)
    with pytest.raises(BadWelcome):
        joining.parse_welcome(pack(fields))


# -------------------------------------------------------------------------------- the comparison


@pytest.mark.parametrize("way", comparing.WAYS)
def test_one_of_four_is_right_and_only_that_is_taken(way: comparing.Said, team: Team) -> None:
    question = joining.question(team, way, os.urandom)
    shown = joining.words(team, way)
    assert question.shown == (*shown[:3], "", *shown[4:])
    assert len(set(question.options)) == 4
    assert shown[3] in question.options
    for option in question.options:
        if option == shown[3]:
            assert joining.compared(team, way, f" {option.upper()} ").digest == team.digest
        else:
            with pytest.raises(WrongWord):
                joining.compared(team, way, option)


def test_the_options_tell_nothing_by_their_order(team: Team) -> None:
    places = {
        joining.question(team, "en", os.urandom).options.index(joining.words(team, "en")[3])
        for _ in range(200)
    }
    assert len(places) > 1


def test_four_letters_are_enough_and_three_are_not(team: Team) -> None:
    word = joining.words(team, "ru")[3]
    joining.compared(team, "ru", word[:4])
    with pytest.raises(WrongWord):
        joining.compared(team, "ru", word[:3])


def test_words_that_differ_in_the_fourth_are_not_compared(team: Team) -> None:
    """Eleven words alike, one another: whoever reads the other's screen out picks the other word."""
    digest = bytearray(team.digest)
    digest[5] ^= 1 << 4  # bit 43; bits 33 to 43 are the fourth word
    for way in ("en", "ru"):
        mine, other = comparing.said(team.digest, way), comparing.said(bytes(digest), way)
        assert [place for place in range(12) if mine[place] != other[place]] == [3]
        with pytest.raises(WrongWord):
            comparing.check_picked(bytes(digest), way, mine[3])


# ------------------------------------------------------------------------------------ the box and the file


def test_a_welcome_opens_for_its_join_alone(newcomer: tuple[bytes, Join], team: Team) -> None:
    private, join = newcomer
    box = joining.seal_welcome(welcome_of(team), join)
    info = joining.WELCOME_LABEL + join.digest
    assert joining.parse_welcome(keys.unseal(private, box, info)) == welcome_of(team)
    again = joining.make_join("Omar", join.signing, join.one_time, os.urandom)
    with pytest.raises(BoxDamaged):
        keys.unseal(private, box, joining.WELCOME_LABEL + again.digest)
    with pytest.raises(BoxDamaged):
        keys.unseal(keys.make_exchange()[0], box, info)


@pytest.mark.parametrize("size", [0, 1, 65448, 65449, 200_000])
def test_a_file_in_the_room_looks_like_a_pack_and_opens_with_its_number(size: int) -> None:
    content, number = os.urandom(size), room.new_number(os.urandom)
    data = room.seal(content, number, os.urandom)
    assert len(data) % room.FRAME == 0
    assert stream.padme(len(data) // room.FRAME) == len(data) // room.FRAME
    assert len(data) == room.FRAME * {0: 1, 1: 1, 65448: 1, 65449: 2, 200_000: 4}[size]
    assert room.recognises(data[:64], number)
    assert not room.recognises(data[:64], "00000 00000")
    assert not room.recognises(data[:63], number)
    assert room.unseal(data, number) == content
    assert room.unseal(data, number.replace(" ", "")) == content
    assert room.seal(content, number, os.urandom)[:32] != data[:32]


def test_a_file_is_known_by_its_mark_and_to_nobody_else_by_anything() -> None:
    mark, number = os.urandom(32), "12345 67890"
    one, two = (room.seal(b"JOIN", number, os.urandom, mark=mark) for _ in range(2))
    assert room.unseal(one, number) == room.unseal(two, number) == b"JOIN"
    assert room.bears(one[:64], mark)
    assert room.bears(two[:64], mark)
    assert not room.bears(one[:64], os.urandom(32))
    assert not room.bears(one[:63], mark)
    assert not room.bears(room.seal(b"JOIN", number, os.urandom)[:64], mark)
    assert one[:16] != two[:16]
    assert one[16:32] != two[16:32]


def test_another_number_or_a_changed_file_opens_nothing() -> None:
    number = "12345 67890"
    data = room.seal(b"JOIN", number, os.urandom)
    for other in ("12345 67891", "00000 00000"):
        with pytest.raises(room.OpensNot):
            room.unseal(data, other)
    for place in (0, 31, 32, 63, 64, 40_000, len(data) - 1):
        broken = bytearray(data)
        broken[place] ^= 1
        with pytest.raises(room.OpensNot):
            room.unseal(bytes(broken), number)
    for cut in (data[:-1], data + b"\0", b"", data * 2):
        with pytest.raises(room.OpensNot):
            room.unseal(cut, number)


@pytest.mark.parametrize("typed", ["", "12345", "12345 6789", "12345 678901", "12345 6789x", "١٢٣٤٥ ٦٧٨٩٠"])
def test_what_is_no_number_is_told(typed: str) -> None:
    with pytest.raises(room.NotANumber):
        room.unseal(bytes(room.FRAME), typed)


def test_a_file_in_the_room_has_no_pattern() -> None:
    """Every byte value about equally often: nothing shows that two files hold the same zeros."""
    data = room.seal(b"", "12345 67890", os.urandom)
    expected = len(data) / 256
    chi = sum((data.count(value) - expected) ** 2 / expected for value in range(256))
    assert 130 < chi < 420


def test_too_much_for_one_file_is_refused() -> None:
    with pytest.raises(room.RoomFileTooLarge):
        room.seal(bytes(room.MOST), "12345 67890", os.urandom)


def test_every_refusal_is_one_of_ours() -> None:
    for leaf in (BadJoin, BadTeam, BadWelcome, NewerJoining, NameUnfit, WrongWord, room.OpensNot):
        assert issubclass(leaf, CasebookError)
