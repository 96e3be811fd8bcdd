"""``casebook orders``: what a teammate ordered waits here until somebody says yes."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
from casebook.base.ids import parse_id
from casebook.base.secret import Secret
from casebook.casework import erasing, records
from casebook.casework.opening import open_book
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from rooms.cli.conftest import PASSPHRASE, Desk


@pytest.fixture
def ordered(desk: Desk, tmp_path: Path) -> str:
    """A person whom a teammate ordered to be erased."""
    person = desk.add("person", "names=Aru", "remarks=amber lantern")
    record = parse_id(person)
    assert record is not None
    other = books.make(tmp_path / "other", "Luis")
    book = open_book(desk.folder, Secret(PASSPHRASE))
    try:
        for each, name in ((book, "Ana"), (other, "Luis")):
            records.write(each, Verb.SET_UP, [Set(each.own.device, "person", name)])
        books.team([book, other])
        erasing.erase(other, record, reason="consent-withdrawn")
        books.meet([book, other])
    finally:
        book.close()
        other.close()
    return person


def test_it_is_listed_and_waits(desk: Desk, ordered: str) -> None:
    [one] = desk.ok("orders")["orders"]
    assert (one["id"], one["by"], one["erased_here"], one["erased_on"]) == (ordered, "Luis", False, ["Luis"])
    assert one["parts_here"] > 0
    assert "Aru" not in desk("orders").out


def test_a_yes_destroys_here(desk: Desk, ordered: str) -> None:
    [one] = desk.ok("orders")["orders"]
    [now] = desk.ok("orders", "--confirm", one["entry"][:12])["orders"]
    assert now["id"] == ordered
    assert (now["erased_here"], now["parts_here"], len(now["erased_on"])) == (True, 0, 2)
    assert desk.ok("orders", "--confirm", "all")["orders"] == [now]


def test_a_second_signature_destroys_here_and_is_told(desk: Desk, ordered: str) -> None:
    [one] = desk.ok("orders")["orders"]
    [now] = desk.ok("orders", "--sign", one["entry"])["orders"]
    assert now["id"] == ordered
    assert (now["erased_here"], now["signed_by"]) == (True, ["Ana"])
    assert desk("orders", "--sign", one["entry"], "--json").error["kind"] == "NothingToSign"


def test_an_order_is_named_by_enough_of_it(desk: Desk, ordered: str) -> None:
    [one] = desk.ok("orders")["orders"]
    for wanted in (one["entry"][:4], "00000000"):
        assert desk("orders", "--confirm", wanted).code == 2
    assert desk.ok("orders")["orders"] == [one]
    assert one["id"] == ordered
