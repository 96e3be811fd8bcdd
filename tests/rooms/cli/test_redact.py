"""What may leave of a file, from the command line: looked at, saved, and on the custody sheet."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

import media
from commands import Desk


@pytest.fixture
def photo(desk: Desk, tmp_path: Path) -> str:
    return attached(desk, tmp_path / "IMG_1.jpg", media.lying(800, 600, 6))


def attached(desk: Desk, path: Path, data: bytes) -> str:
    path.write_bytes(data)
    person = desk.add("person", "names=Aru Serikova")
    return str(desk.ok("attach", person, str(path))["attached"][0]["code"])


def test_looked_at_saved_and_listed(desk: Desk, photo: str, tmp_path: Path) -> None:
    look = tmp_path / "look.png"
    seen = desk.ok("redact", photo, "--box", "100,50,200,150", "--to", str(look))
    assert desk.ok("redact", photo) == []
    saved = desk.ok(
        "redact",
        photo,
        "--box",
        "100,50,200,150",
        "--save",
        "--face-voice",
        "no",
        "--document",
        "no",
        "--caption",
        "Gate",
    )
    (listed,) = desk.ok("redact", photo)

    assert (
        hashlib.sha256(look.read_bytes()).hexdigest() == seen["sha256"] == saved["sha256"] == listed["sha256"]
    )
    assert (seen["ending"], seen["whole_width"], seen["whole_height"]) == ("png", 800, 600)
    assert listed["code"] == saved["code"]
    assert saved["code"].startswith("B-")
    assert (listed["boxes"], listed["caption"]) == ([[0, 100, 50, 200, 150]], "Gate")
    assert (listed["face_voice"], listed["document"]) == (False, False)


def test_what_was_covered_stays_covered(desk: Desk, photo: str) -> None:
    desk.ok("redact", photo, "--box", "100,50,200,150", "--save", "--face-voice", "no", "--document", "no")

    assert len(desk.ok("redact", photo, "--box", "300,50,400,150")["boxes"]) == 2


def test_pages_times_and_texts(desk: Desk, tmp_path: Path) -> None:
    paper = attached(desk, tmp_path / "a.pdf", media.document(4))
    film = attached(desk, tmp_path / "b.mp4", media.film(4))
    note = attached(desk, tmp_path / "c.txt", b"One two three.\n")

    pages = desk.ok("redact", paper, "--pages", "1,3-4", "--box", "3:10,10,90,90")
    sound = desk.ok("redact", film, "--keep", "0:01-0:03", "--mute", "1.2-1.4")
    still = desk.ok("redact", film, "--form", "still", "--at", "0:02.5", "--box", "1,1,50,50")
    text = desk.ok("redact", note, "--hide", "4-7", "--to", str(tmp_path / "out.txt"))

    assert (pages["ending"], pages["pages_chosen"], pages["boxes"]) == (
        "pdf",
        [1, 3, 4],
        [[3, 10, 10, 90, 90]],
    )
    assert (sound["ending"], sound["kept"], sound["muted"], sound["ms"]) == (
        "flac",
        [1000, 3000],
        [[1200, 1400]],
        2000,
    )
    assert (still["ending"], still["at_ms"]) == ("jpg", 2500)
    assert (text["ending"], (tmp_path / "out.txt").read_text()) == ("txt", "One ▓▓▓ three.\n")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--save"],
        ["--save", "--face-voice", "no"],
        ["--box", "1,2,3"],
        ["--box", "1:1,2,3,4"],
        ["--form", "pages", "--box", "1,2,3,4"],
        ["--mute", "1"],
        ["--mute", "x-y"],
        ["--pages", "3-1"],
        ["--hide", "a-b"],
    ],
)
def test_a_wrong_wish_is_said_so(desk: Desk, photo: str, wrong: list[str]) -> None:
    assert desk("redact", photo, *wrong).code == 2


def test_the_custody_sheet_knows_every_hand_and_fingerprint(desk: Desk, photo: str, tmp_path: Path) -> None:
    saved = desk.ok("redact", photo, "--save", "--face-voice", "no", "--document", "no")
    sheet = tmp_path / "custody.html"

    (held,) = desk.ok("custody", photo, "--to", str(sheet))

    original = hashlib.sha256((tmp_path / "IMG_1.jpg").read_bytes()).hexdigest()
    assert held["sha256"] == original
    assert held["size"] == (tmp_path / "IMG_1.jpg").stat().st_size
    assert held["by"]["feed"]
    assert [step["what"] for step in held["custody"]] == ["derived"]
    assert [each["sha256"] for each in held["derivatives"]] == [saved["sha256"]]
    told = sheet.read_text()
    assert " ".join(original[at : at + 8] for at in range(0, 64, 8)) in told
    assert saved["code"] in told


def test_it_goes_along_only_where_it_was_chosen(desk: Desk, photo: str, tmp_path: Path) -> None:
    desk.ok("redact", photo, "--box", "1,1,90,90", "--save", "--face-voice", "yes", "--document", "no")
    choices = tmp_path / "choices.json"
    choices.write_text(json.dumps({"attach": [photo]}))

    desk.ok("export", "--audience", "team", "--to", str(tmp_path / "without.zip"))
    desk.ok("export", "--audience", "team", "--to", str(tmp_path / "with.zip"), "--plan", str(choices))

    names = [
        [
            name
            for name in zipfile.ZipFile(tmp_path / each).namelist()
            if name.startswith("bundle/data/files/")
        ]
        for each in ("without.zip", "with.zip")
    ]
    assert names == [[], ["bundle/data/files/0001.png"]]
    assert desk.bare("verify", str(tmp_path / "with.zip"), "--json").code == 0
    (held,) = desk.ok("custody", photo)
    assert [gone["name"] for gone in held["derivatives"][0]["left"]] == ["0001.png"]
    refused = desk("export", "--audience", "public", "--to", str(tmp_path / "no.zip"), "--plan", str(choices))
    assert refused.code == 1
    assert not (tmp_path / "no.zip").exists()
