"""A bundle as the program makes it, in the page: the same verdict, and the same words as the plain facts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import books
from casebook.base.secret import Secret
from casebook.bundle import contents, verify
from casebook.casework.book import create_book
from casebook.formats import archive
from casebook.vault.keys import CHEAPEST
from commands import PASSPHRASE, Desk, environment, fill

from .conftest import Page


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    home: Path = tmp_path_factory.mktemp("exported")
    with books.derived_once():
        create_book(
            home / "book", Secret(PASSPHRASE), name="Harbour Group", author="A7", kdf=CHEAPEST
        ).close()
    desk = Desk(home / "book", home, environment(home))
    fill(desk)
    desk.ok("export", "--audience", "public", "--to", str(home / "out.zip"), "--purpose", "Published list")
    return (home / "out.zip").read_bytes()


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
    shown = page.choose(("out.zip", exported))
    facts = json.loads(archive.read(exported)[contents.FOLDER + contents.RECORDS])

    texts = [paragraph["text"] for fact in facts for paragraph in fact.get("narrative", [])]
    assert texts
    said = " ".join(shown.text.replace("hidden", " ").split())
    for text in texts:
        for piece in text.split(contents.MARK):
            assert " ".join(piece.split()) in said
    assert "Timur" not in shown.text
