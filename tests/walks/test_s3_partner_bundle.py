"""The scenario S3: a partner hands over a bundle with names we spell otherwise, or in other letters. Real names: they
are those of the public list, which is read from the corpus, with the partner's spellings beside it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import books
from casebook.base.secret import Secret
from casebook.casework.opening import create_book
from casebook.vault.keys import CHEAPEST
from commands import PASSPHRASE, Desk, environment

MAPPING = Path(__file__).parents[1] / "mappings" / "people_csv.toml"
MEANT = {
    "Shaden Kiribayev": "Shaden Karibayev",
    "Akylzhan Kiisimbayev": "Akylzhan Kiysymbayev",
    "Temirlan Yensebek": "Temirlan Ensebek",
    "Асылбек Жамуратов": "Asylbek Zhamuratov",
    "Ержан Елшібаев": "Yerzhan Yelshibayev",
}
"""How the partner writes a name, and how the public list does."""
NAMESAKES = {"Fazylzhan Syzdykov": "Aidar Syzdykov", "Seytkazy Matayev": "Aset Matayev"}
"""Two people each, of one family name."""


@dataclass
class Two:
    """Our desk with everybody of the reports but the namesakes the partner writes of; the partner's; the bundle."""

    ours: Desk
    theirs: Desk
    bundle: Path
    ids: dict[str, str]


def desk(home: Path, name: str, organisation: str) -> Desk:
    folder = home / name
    create_book(folder, Secret(PASSPHRASE), name=organisation, author="A7", kdf=CHEAPEST).close()
    return Desk(folder, home, environment(home))


@pytest.fixture(scope="module")
def made(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Two:
    home = tmp_path_factory.mktemp("s3")
    ours, theirs = desk(home, "ours", "Harbour Group"), desk(home, "theirs", "Northern Watch")
    people = (corpus / "people.csv").read_text("utf-8").splitlines(keepends=True)
    known = [line for line in people if not any(f",{name}," in line for name in NAMESAKES)]
    assert len(known) == len(people) - 2
    (home / "people.csv").write_text("".join(known), "utf-8")
    ours.ok("import", "people.csv", "--map", str(MAPPING))
    ids = {row["title"]: row["id"] for row in ours.ok("list", "person")["rows"]}
    source = theirs.add("source", "title=The partner's list", "type=list", "date=2025-03")
    told = [theirs.add("person", f"names={name}") for name in (*MEANT, *NAMESAKES)]
    theirs.ok(
        "decide", "--people", ",".join(told), "--use", "partner", "--ground", "already-public", "--source", source,
        "--why", "On the published list",
    )  # fmt: skip
    key = ours.ok("signer", "--receiving")["receiving"]["key"]
    theirs.ok("recipients", "add", "--name", "Harbour Group", "--audience", "partner", "--key", key)
    theirs.ok("recipients", "compare", "Harbour Group", "--key", key, "--how", "in-person")
    theirs.ok("export", "--audience", "partner", "--recipient", key, "--to", "partner.zip.age")
    return Two(ours, theirs, home / "partner.zip.age", ids)


@pytest.fixture
def two(made: Two, tmp_path: Path) -> Two:
    """Ours as before anything came."""
    folder = books.moved(made.ours.folder, tmp_path / "ours")
    return Two(Desk(folder, tmp_path, environment(tmp_path)), made.theirs, made.bundle, made.ids)


def written(desk: Desk) -> dict[str, str]:
    """Every file of a casebook, and what is in it."""
    return {
        str(path.relative_to(desk.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(desk.folder.rglob("*"))
        if path.is_file()
    }


def state(desk: Desk) -> Any:
    """What the casebook holds, as it tells."""
    return desk.ok("info")["counts"], desk.ok("list", "person")["rows"], desk.ok("received")["received"]


def test_signature_and_sender_are_shown_before_anything_is_written(two: Two) -> None:
    signer = two.theirs.ok("signer")["fingerprint"]
    who = ("recipients", "add", "--name", "Northern Watch", "--audience", "partner", "--key", signer)
    assert two.ours.ok("receive", str(two.bundle), "--look")["trust"] == "unknown"
    two.ours.ok(*who)
    two.ours.ok("recipients", "compare", "Northern Watch", "--key", signer, "--how", "in-person")
    before = written(two.ours)
    looked = two.ours.ok("receive", str(two.bundle), "--look")
    text = two.ours("receive", str(two.bundle), "--look").out
    assert (looked["kept"], looked["signer"], looked["trust"]) == ("", signer, "verified")
    assert looked["sender"] == "Northern Watch"
    assert signer in text
    assert "Northern Watch" in text
    assert " ".join(looked["words"]) in text
    assert written(two.ours) == before


def test_a_tampered_copy_is_refused(two: Two, tmp_path: Path) -> None:
    data = two.bundle.read_bytes()
    before = state(two.ours)
    for place in (len(data) // 3, len(data) // 2, len(data) - 3):
        altered = data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :]
        (tmp_path / "altered.zip.age").write_bytes(altered)
        ran = two.ours("receive", "altered.zip.age", "--json")
        assert ran.code == 3, ran.err
    # Somebody who has our key, and not theirs, may seal another file to us: its signature does not hold.
    other = desk(tmp_path, "thief", "Northern Watch")
    told = other.add("person", "names=Zauresh Imanqul")
    source = other.add("source", "title=A list", "type=list")
    other.ok(
        "decide", "--people", told, "--use", "public", "--ground", "already-public", "--source", source,
        "--why", "In print",
    )  # fmt: skip
    other.ok("export", "--audience", "public", "--to", "forged.zip")
    forged = (tmp_path / "forged.zip").read_bytes()
    at = forged.index(b"Zauresh")
    (tmp_path / "forged.zip").write_bytes(forged[:at] + b"Y" + forged[at + 1 :])
    ran = two.ours("receive", "forged.zip", "--json")
    assert ran.code == 3, ran.err
    assert state(two.ours) == before


def test_who_may_be_meant_is_suggested_and_nobody_else(two: Two) -> None:
    looked = two.ours.ok("receive", str(two.bundle), "--look")
    found: dict[str, dict[str, str]] = {}
    for each in looked["similar"]:
        found.setdefault(each["name"], {})[each["person"]] = each["grade"]
    for name, meant in MEANT.items():
        assert found[name][two.ids[meant]] in ("strong", "medium"), name
        assert not [one for one, grade in found[name].items() if grade == "strong" and one != two.ids[meant]]
    for name, namesake in NAMESAKES.items():
        # Nothing stronger than "same family name, another given name", which is no suggestion at all, or a weak one.
        assert found.get(name, {}).get(two.ids[namesake], "none") in ("none", "weak")
        assert not [grade for grade in found.get(name, {}).values() if grade in ("strong", "medium")]


def test_nothing_merges_by_itself_and_twice_is_once(two: Two) -> None:
    people = two.ours.ok("list", "person")["rows"]
    kept = two.ours.ok("receive", str(two.bundle), "--from", "Northern Watch")
    assert two.ours.ok("list", "person")["rows"] == people
    assert not two.ours.ok("conflicts")["conflicts"]
    once = state(two.ours)
    again = two.ours("receive", str(two.bundle), "--json")
    assert (again.code, again.error["kind"]) == (1, "ReceivedBefore")
    assert two.ours.ok("receive", str(two.bundle), "--look")["before"] == kept["kept"]
    assert state(two.ours) == once
    pairs = two.ours.ok("similar")["pairs"]
    namesakes = {two.ids[name] for name in NAMESAKES.values()}
    assert not [
        pair for pair in pairs if {pair["one"], pair["other"]} & namesakes and pair["grade"] == "strong"
    ]


def told(desk: Desk, record: str) -> Any:
    """What a record says, but when it was changed."""
    shown = desk.ok("show", record)
    return {key: value for key, value in shown.items() if key not in ("changed", "history")}


def test_a_merge_keeps_all_spellings_and_undo_restores_both_with_their_claims(two: Two) -> None:
    ours = two.ours
    received = ours.ok("receive", str(two.bundle), "--from", "Northern Watch")
    for theirs, name in list(MEANT.items())[::3]:  # in other letters, and in other spelling
        kept, other = two.ids[name], ours.add("person", f"names={theirs}", "birth=1979")
        claims = [
            ours.add("claim", f"about={about}", f"source={received['kept']}", f"value=said of {theirs}")
            for about in (kept, other)
        ]
        before = [told(ours, record) for record in (kept, other, *claims)]
        looked = ours.ok("merge", kept, other, "--look")
        assert theirs in [each["value"] for each in looked["names"]]
        assert (looked["moved"], looked["doubts"]) == ({"claim": 1}, [])
        ours.ok("merge", kept, other, "--why", "The partner spells him so")
        spelt = [text for path, text in told(ours, kept)["units"].items() if path.endswith("/name")]
        assert any(theirs in text for text in spelt)
        assert len(spelt) == len([path for path in before[0]["units"] if path.endswith("/name")]) + 1
        assert [told(ours, claim)["units"]["about"] for claim in claims] == [kept, kept]
        assert other not in [row["id"] for row in ours.ok("find", theirs)["hits"]]
        assert told(ours, other)["stands_for_it"] == kept
        ours.ok("undo")
        assert [told(ours, record) for record in (kept, other, *claims)] == before
        ours.ok("merge", kept, other)
    once = state(ours)
    for again in range(2):
        refused = ours("receive", str(two.bundle), "--json")
        assert (refused.code, refused.error["kind"]) == (1, "ReceivedBefore"), again
        ours.ok("import", str(two.theirs.home / "people.csv"), "--map", str(MAPPING))
        assert state(ours) == once
    assert not ours.ok("merge", "--left-behind")["left_behind"]


def test_namesakes_are_told_apart_before_they_are_merged(two: Two) -> None:
    for theirs, name in NAMESAKES.items():
        other = two.ours.add("person", f"names={theirs}")
        looked = two.ours.ok("merge", two.ids[name], other, "--look")
        assert looked["doubts"] == ["same-family-name"]
