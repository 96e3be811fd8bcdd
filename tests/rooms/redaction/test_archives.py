"""Archives opened: members one by one, and every byte that is no member's content."""

from __future__ import annotations

import io
import struct
import zipfile

import leaks
from casebook.redaction.archives import Member, Rest, Unreadable, View, opened


def taken(data: bytes) -> list[object]:
    return list(opened(io.BytesIO(data), ""))


def test_members_names_and_the_rest() -> None:
    data = b"before" + leaks.zipped({"a/b.txt": b"hello", "c": b""}, comment=b"after") + b"behind"
    found = taken(data)
    assert [each.where for each in found if isinstance(each, Member)] == ["a/b.txt", "c"]
    assert [each.text for each in found if isinstance(each, View) and each.how == "zip-name"] == [
        "a/b.txt",
        "c",
    ]
    (rest,) = [each for each in found if isinstance(each, Rest)]
    assert rest.content.startswith(b"before")
    assert b"hello" not in rest.content
    assert b"after" in rest.content
    assert rest.content.endswith(b"behind")


def test_a_member_is_read_when_it_is_asked_for() -> None:
    data = leaks.zipped({f"{i}": bytes(1000) for i in range(3)}, method=zipfile.ZIP_DEFLATED)
    with io.BytesIO(data) as source:
        read = [each.read() for each in opened(source, "") if isinstance(each, Member)]
    assert read == [bytes(1000)] * 3


def test_bombs_and_broken_ones() -> None:
    bomb = leaks.zipped({"a": bytes(40 << 20)}, method=zipfile.ZIP_DEFLATED)
    assert [each.why for each in taken(bomb) if isinstance(each, Unreadable)] == ["too-large"]
    broken = leaks.zipped({"a": b"x" * 50})[:-30]
    assert [each.why for each in taken(broken) if isinstance(each, Unreadable)] == ["broken-zip"]
    assert isinstance(taken(broken)[-1], Rest)


def test_a_file_of_an_office_program_is_one() -> None:
    for name in ("[Content_Types].xml", "mimetype"):
        found = taken(leaks.zipped({name: b"x"}))
        assert [each.why for each in found if isinstance(each, Unreadable)] == ["office"]


def test_members_that_share_their_bytes_are_a_bomb() -> None:
    """Of one content ten names: it unfolds to ten times what it is, or a thousand."""
    data = bytearray(leaks.zipped({"a": bytes(5000)}, method=zipfile.ZIP_STORED))
    start = data.rindex(b"PK\1\2")
    entry, end = bytes(data[start : data.rindex(b"PK\5\6")]), bytearray(data[data.rindex(b"PK\5\6") :])
    end[8:12] = struct.pack("<HH", 10, 10)
    end[12:16] = struct.pack("<I", 10 * len(entry))
    found = taken(bytes(data[:start]) + entry * 10 + bytes(end))
    assert [each.why for each in found if isinstance(each, Unreadable)] == ["too-large"]
    assert not [each for each in found if isinstance(each, Member)]
