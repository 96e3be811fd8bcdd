"""The bytes of entries: as a second encoder makes them, and bytes that nobody may take."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from casebook.base.encode import pack
from casebook.base.ids import ActId, EntryId, FeedId, RecordId
from casebook.base.moment import Moment
from casebook.journal import entry
from casebook.journal.entry import BadEntry, Change, EntryTooLarge, Op, Origin, Stamp, make_entry
from second_journal import hashed, packed, plain, read, second_encoding

FEEDS = read("entries.json")["feeds"]
ENTRIES = [
    pytest.param(feed, made, id=f"{number}-{made['name']}")
    for number, feed in enumerate(FEEDS)
    for made in feed["entries"]
]


@pytest.mark.parametrize("feed", FEEDS, ids=["one", "other"])
def test_origin_and_feed(feed: Any) -> None:
    seed = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(feed["seed"]))
    assert seed.public_key().public_bytes_raw().hex() == feed["public"]
    members = [bytes.fromhex(feed[name]) for name in ("public", "compartment", "random")]
    assert packed(members).hex() == feed["origin"]
    assert hashed("casebook/feed/1", packed(members)).hex() == feed["feed"]
    assert Origin(*members).encode().hex() == feed["origin"]
    assert Origin(*members).feed.hex() == feed["feed"]


@pytest.mark.parametrize(("feed", "made"), ENTRIES)
def test_a_second_encoder_makes_the_same_bytes(feed: Any, made: Any) -> None:
    parts, header = second_encoding(feed, made)
    assert [part.hex() for part in parts] == made["parts"]
    assert header.hex() == made["header"]
    assert hashed("casebook/header/1", header).hex() == made["id"]
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(feed["public"]))
    public.verify(bytes.fromhex(made["signature"]), b"casebook/entry/1\0" + header)


@pytest.mark.parametrize(("feed", "made"), ENTRIES)
def test_the_code_makes_the_same_bytes(feed: Any, made: Any) -> None:
    salts = iter([made["stamp"]["salt"], *(change["salt"] for change in made["changes"])])
    origin = Origin(*(bytes.fromhex(feed[name]) for name in ("public", "compartment", "random")))
    stamp = made["stamp"]
    found = make_entry(
        header=(
            FeedId(bytes.fromhex(feed["feed"])),
            made["seq"],
            EntryId(bytes.fromhex(made["prev"])),
            origin if made["seq"] == 1 else None,
        ),
        changes=[_change(change) for change in made["changes"]],
        stamp=Stamp(
            Moment(stamp["hybrid"], stamp["wall"]),
            stamp["verb"],
            None if stamp["act"] is None else ActId(bytes.fromhex(stamp["act"])),
        ),
        random=lambda size: bytes.fromhex(next(salts)),
        sign=Ed25519PrivateKey.from_private_bytes(bytes.fromhex(feed["seed"])).sign,
    )
    assert [part.hex() for part in found.parts if part is not None] == made["parts"]
    assert (found.header_bytes.hex(), found.id.hex()) == (made["header"], made["id"])
    assert found.signature.hex() == made["signature"]


@pytest.mark.parametrize(("feed", "made"), ENTRIES)
def test_the_code_reads_them_with_any_part_gone(feed: Any, made: Any) -> None:
    parts = [bytes.fromhex(part) for part in made["parts"]]
    header = entry.check_entry(bytes.fromhex(made["header"]), parts)
    assert [c.hex() for c in header.commitments] == made["commitments"]
    assert [entry.decode_change(part) for part in parts[1:]] == [_change(c) for c in made["changes"]]
    for gone in range(len(parts)):
        assert entry.check_entry(
            bytes.fromhex(made["header"]), [None if i == gone else part for i, part in enumerate(parts)]
        )
        spoiled = [*parts]
        spoiled[gone] = bytes([parts[gone][0], *parts[gone][1:-1], parts[gone][-1] ^ 1])
        with pytest.raises(BadEntry) as raised:
            entry.check_entry(bytes.fromhex(made["header"]), spoiled)
        assert raised.value.why == "part-altered"


def _change(change: Any) -> Change:
    return Change(
        RecordId(bytes.fromhex(change["record"])),
        change["kind"],
        change["unit"],
        change["op"],
        _tuples(plain(change["value"])),
        tuple(EntryId(bytes.fromhex(each)) for each in change["replaces"]),
    )


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


# ------------------------------------------------------------------ bytes nobody may take

REFUSED = read("refused.json")


def _named(cases: Any) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.mark.parametrize("case", _named(REFUSED["headers"]))
def test_refused_headers(case: Any) -> None:
    data = bytes.fromhex(case["bytes"]) if case["bytes"] is not None else _many_commitments(case["repeat"])
    with pytest.raises(BadEntry) as raised:
        entry.decode_header(data)
    assert raised.value.why == case["why"]


def _many_commitments(count: int) -> bytes:
    return packed([1, bytes(32), 2, bytes(32), [bytes(32)] * count, None])


def test_as_many_commitments_as_allowed() -> None:
    assert len(entry.decode_header(_many_commitments(1024)).commitments) == 1024


@pytest.mark.parametrize("case", _named(REFUSED["stamps"]))
def test_refused_stamps(case: Any) -> None:
    with pytest.raises(BadEntry) as raised:
        entry.decode_stamp(bytes.fromhex(case["bytes"]))
    assert raised.value.why == case["why"]


@pytest.mark.parametrize("case", _named(REFUSED["changes"]))
def test_refused_changes(case: Any) -> None:
    with pytest.raises(BadEntry) as raised:
        entry.decode_change(bytes.fromhex(case["bytes"]))
    assert raised.value.why == case["why"]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_back_the_same_or_refused(data: bytes) -> None:
    for decode in (entry.decode_header, entry.decode_stamp, entry.decode_change):
        with pytest.raises(BadEntry):
            decode(data)


values = st.recursive(
    st.none() | st.integers(-(1 << 63), (1 << 64) - 1) | st.text(max_size=40) | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=5).map(tuple),
    max_leaves=12,
)


@given(values, st.lists(st.binary(min_size=32, max_size=32), max_size=4), st.integers(-3, 300))
def test_a_change_is_read_as_it_was_written(value: Any, replaces: list[bytes], op: int) -> None:
    change = Change(
        RecordId(bytes(16)), "person", "birth", op, value, tuple(EntryId(e) for e in sorted(set(replaces)))
    )
    try:
        entry.decode_value(entry.value_bytes(value))
    except BadEntry:
        return  # deeper than the grammar allows
    data = entry.encode_change(change, bytes(32))
    assert entry.decode_change(data) == change
    assert data == packed([bytes(32), 1, bytes(16), "person", "birth", op, value, sorted(set(replaces))])


# ------------------------------------------------------------------ limits of what is made


def _make(*changes: Change) -> entry.Entry:
    origin = Origin(bytes(32), bytes(16), bytes(32))
    return make_entry(
        header=(origin.feed, 1, EntryId(origin.feed), origin),
        changes=changes,
        stamp=Stamp(Moment(1, 1), "add", None),
        random=bytes,
        sign=lambda _: bytes(64),
    )


def _text(unit: str, size: int) -> Change:
    return Change(RecordId(bytes(16)), "note", unit, Op.SET, "ж" * (size // 2))


def test_a_text_of_64_kib_fits_and_a_longer_one_is_refused() -> None:
    assert _make(_text("title", 65_536))
    with pytest.raises(EntryTooLarge) as raised:
        _make(_text("title", 65_538))
    assert (raised.value.size, raised.value.limit) == (65_538, 65_536)


def test_an_entry_over_one_mebibyte_is_refused() -> None:
    assert _make(*(_text(f"u{i}", 65_000) for i in range(16)))
    with pytest.raises(EntryTooLarge):
        _make(*(_text(f"u{i}", 65_000) for i in range(17)))


def test_an_entry_with_too_many_parts_is_refused() -> None:
    assert _make(*(_text(f"u{i}", 2) for i in range(1023)))
    with pytest.raises(EntryTooLarge):
        _make(*(_text(f"u{i}", 2) for i in range(1024)))


def test_too_large_an_entry_is_refused_by_readers_too() -> None:
    parts = [bytes(35) + bytes(1 << 20)]
    header = packed([1, bytes(32), 2, bytes(32), [entry.commitment(parts[0])], None])
    with pytest.raises(BadEntry) as raised:
        entry.check_entry(header, parts)
    assert raised.value.why == "too-large"


def test_too_long_a_text_is_refused_by_readers_too() -> None:
    data = packed([bytes(32), 1, bytes(16), "note", "title", 0, "ж" * 32_769, []])
    with pytest.raises(BadEntry) as raised:
        entry.decode_change(data)
    assert raised.value.why == "text-too-long"


@pytest.mark.parametrize("value", [1.5, True, {"a": 1}, (((((((((("x",),),),),),),),),),)])
def test_what_no_reader_would_take_is_never_signed(value: Any) -> None:
    with pytest.raises(ValueError, match="value-outside-grammar"):
        _make(Change(RecordId(bytes(16)), "note", "title", Op.SET, value))


def test_a_unit_named_twice_is_a_bug() -> None:
    with pytest.raises(ValueError, match="two parts"):
        _make(_text("title", 2), _text("title", 4))


@pytest.mark.parametrize(
    ("hybrid", "wall"), [(1 << 63, 0), ((1 << 64) - 1, 0), (0, 1 << 47), (0, -1), (0, (1 << 64) - 1)]
)
def test_a_time_the_database_or_a_calendar_cannot_hold_is_none(hybrid: int, wall: int) -> None:
    assert entry.decode_stamp(pack([bytes(32), 0, (1 << 63) - 1, (1 << 47) - 1, "edit", None])).act is None
    with pytest.raises(BadEntry):
        entry.decode_stamp(pack([bytes(32), 0, hybrid, wall, "edit", None]))
