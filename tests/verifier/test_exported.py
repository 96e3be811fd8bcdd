"""A bundle as the program makes it, in the page: the same verdict, and the same words as the plain facts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

import books
import sealed
from casebook.base.secret import Secret
from casebook.bundle import contents, verify
from casebook.casework.opening import create_book
from casebook.formats import archive
from casebook.vault.keys import CHEAPEST
from commands import PASSPHRASE, Desk, environment, fill

from .conftest import Page


@dataclass(frozen=True)
class Handed:
    """A bundle that left, and what a court was given afterwards: an opening and an author slip for one record."""

    home: Path
    bundle: bytes
    opening: bytes
    slip: bytes
    device: str


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Handed:
    home: Path = tmp_path_factory.mktemp("exported")
    with books.derived_once():
        create_book(
            home / "book", Secret(PASSPHRASE), name="Harbour Group", author="A7", kdf=CHEAPEST
        ).close()
    desk = Desk(home / "book", home, environment(home))
    event = fill(desk)["event"]
    desk.ok("export", "--audience", "public", "--to", str(home / "out.zip"), "--purpose", "Published list")
    left = desk.ok("disclosures")["disclosures"][-1]["id"]
    units = desk.ok("show", event)["units"]
    unit = next(path for path, held in units.items() if "Timur" in str(held) and path.endswith("text"))
    to = ("--for", "District court", "--why", "Its order of 3 May")
    desk.ok("opening", left, event, unit, "--words", "Timur", "--to", str(home / "word.txt"), *to)
    slip = desk.ok("slip", left, event, "--to", str(home / "slip.txt"), *to)
    names = ("out.zip", "word.txt", "slip.txt")
    return Handed(home, *((home / name).read_bytes() for name in names), slip["device"])


@pytest.fixture(scope="module")
def exported(handed: Handed) -> bytes:
    return handed.bundle


def test_the_page_says_of_it_what_the_program_says(page: Page, exported: bytes) -> None:
    verdict = verify.verify(exported)

    shown = page.choose(("out.zip", exported))

    assert shown.state == "compare"
    found = page.browser.run(
        "[state.verdict.signer, state.verdict.identifier, state.verdict.manifest, state.verdict.files,"
        " state.verdict.size, state.verdict.seals.length, state.verdict.hidden, state.verdict.removals]"
    )
    assert found == [
        verdict.signer, verdict.identifier, verdict.manifest, verdict.files,
        verdict.size, verdict.records, verdict.hidden, verdict.removals,
    ]  # fmt: skip


def test_it_shows_every_text_of_the_facts(page: Page, exported: bytes) -> None:
    page.fresh()  # in English, and with no opening that another test brought
    shown = page.choose(("out.zip", exported))
    facts = json.loads(archive.read(exported)[contents.FOLDER + contents.RECORDS])

    texts = [paragraph["text"] for fact in facts for paragraph in fact.get("narrative", [])]
    assert texts
    said = " ".join(shown.text.replace("hidden", " ").split())
    for text in texts:
        for piece in text.split(contents.MARK):
            assert " ".join(piece.split()) in said
    assert "Timur" not in shown.text


def test_a_court_reads_the_word_and_is_led_to_the_device(page: Page, handed: Handed) -> None:
    """With the page alone, and with the command alone: the same word, the same device."""
    page.fresh()
    shown = page.choose(("out.zip", handed.bundle), ("word.txt", handed.opening), ("slip.txt", handed.slip))

    marks = page.browser.run("[...document.querySelectorAll('#records mark')].map((mark) => mark.innerText)")
    assert "Timur" in " ".join(marks)
    assert f"Key of the device: {handed.device}" in shown.text
    assert "Author slip: the device enrolled as A7 signed exactly the sealed text of record" in shown.text

    ran = Desk(handed.home / "book", handed.home, environment(handed.home)).bare(
        "verify", "out.zip", "--opening", "word.txt", "--author-slip", "slip.txt", "--json"
    )
    (opened,), (author,) = ran.json["opened"], ran.json["authors"]
    assert "Timur" in opened["changes"][0]["after"]
    assert "Timur" not in opened["changes"][0]["before"]
    assert (author["fingerprint"], author["record"]) == (handed.device, opened["record"])


def test_a_slip_does_not_fit_another_bundle_of_the_same_record(page: Page, handed: Handed) -> None:
    other = sealed.bundle().data()
    page.fresh()

    page.choose(("list.zip", other), ("word.txt", handed.opening), ("slip.txt", handed.slip))

    lines = page.browser.run(
        "[...document.querySelectorAll('#beside > li')].map((line) => line.dataset.problem)"
    )
    assert lines == ["other-bundle", "other-seal"]
