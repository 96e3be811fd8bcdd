"""Sealing, opening and author slips from the command line, over the very bundle that left."""

from __future__ import annotations

import zipfile

from casebook.bundle import slips
from casebook.formats.jose import decode64
from casebook.formats.sealhash import seal_hash
from commands import Desk, Published


def names_of_seals(desk: Desk, bundle: str) -> set[bytes]:
    """What slips and openings call the seals of a bundle."""
    with zipfile.ZipFile(desk.home / bundle) as found:
        tokens = [found.read(name).decode() for name in found.namelist() if name.endswith(".sdjwt")]
    return {seal_hash(token.partition("~")[0]) for token in tokens}


def test_records_are_sealed_where_they_were_recorded_and_counted(desk: Desk) -> None:
    person = desk.ok("add", "person", "names=Aru Serikova")["id"]
    before = desk.ok("seal", "--left")["seals"]
    assert [(one["free"], one["spent"], one["ours"]) for one in before] == [(0, 0, True)]

    made = desk.ok("seal", person)
    assert (made["sealed"], made["seals"]) == ([person], 4)
    assert desk.ok("seal", person)["seals"] == 0
    assert desk.ok("seal", person, "--left")["seals"][0]["free"] == 4

    desk.ok("set", person, "remarks=heard again")
    assert desk.ok("seal", "--left")["seals"][0]["before"] is True
    assert desk.ok("seal", "--renew")["sealed"] == [person]
    assert "seals left: 4" in desk("seal", person, "--left").out


def test_what_to_seal_has_to_be_said(desk: Desk) -> None:
    assert desk("seal").code == 2
    assert desk("seal", "--renew", "--left").code == 2


def test_a_word_is_opened_and_a_slip_leads_to_the_device(public_desk: Desk, published: Published) -> None:
    public_desk.ok("export", "--audience", "public", "--to", "out.zip")
    newest = public_desk.ok("disclosures")["disclosures"][-1]
    names = names_of_seals(public_desk, "out.zip")
    event = published.ids["event"]
    shown = public_desk.ok("show", event)
    unit = next(
        path for path, held in shown["units"].items() if "Timur" in str(held) and path.endswith("text")
    )
    to = ("--for", "District court", "--why", "Its order of 3 May")

    opened = public_desk.ok("opening", newest["id"], event, unit, "--to", "word.txt", *to)
    assert "Zhaksybek" in " ".join(opened["opened"])
    title, name, *disclosures = (public_desk.home / "word.txt").read_text().splitlines()
    assert title == "casebook-opening/1"
    assert decode64(name) in names
    assert len(disclosures) == opened["disclosures"]

    one = public_desk.ok("opening", newest["id"], event, unit, "--words", "Timur", "--to", "one.txt", *to)
    assert 0 < len(one["opened"]) < len(opened["opened"])
    wrong = public_desk(
        "opening", newest["id"], event, unit, "--words", "ferry", "--to", "no.txt", *to, "--json"
    )
    assert (wrong.code, wrong.error["kind"]) == (1, "NotInSeal")
    assert not (public_desk.home / "no.txt").exists()

    slip = public_desk.ok("slip", newest["id"], event, "--to", "slip.txt", *to)
    said = slips.judge((public_desk.home / "slip.txt").read_bytes(), bytes.fromhex(slip["seal"]))
    assert bytes.fromhex(slip["seal"]) in names
    assert (said.name, said.number, said.fingerprint) == ("A7", slip["entry"], slip["device"])
    told = public_desk("slip", newest["id"], event, "--to", "slip.txt", *to, "--replace").out
    assert "A7" in told
    row = public_desk.ok("show", newest["id"])
    assert "District court" in str(row)
    assert "Its order of 3 May" in str(row)
