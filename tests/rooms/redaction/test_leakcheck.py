"""The leak check: every kind of leak planted in a finished bundle is found, and what is clean is left alone."""

from __future__ import annotations

import base64
import io
import os
import random
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import books
import leaks
import lists
import published
from casebook.base.errors import Cancelled
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle import write
from casebook.casework import records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.records import Delete
from casebook.casework.touched import Verb
from casebook.jail import ocr
from casebook.redaction import apart, leakcheck, mentions, planning, selection
from casebook.redaction.apart import has_script
from casebook.redaction.leakcheck import Leak, Protected
from casebook.redaction.profile import profile
from casebook.reports.document import Document, Paragraph, Text
from casebook.wording import plans
from neutral import neutral

SHOWN = "Oskenov was taken to the station at night. Nobody said why."


class Clean:
    """A clean bundle, what it is made of, and whom it protects."""

    def __init__(self, book: Casebook) -> None:
        listed = lists.edition(book)
        lists.entry(book, listed, "a", "Marat Oskenov", SHOWN)
        lists.already_public(book, listed.people["a"])
        addresses = ((leaks.PHONE, "phone"), (leaks.EMAIL, "email"), (leaks.HANDLE, "account"))
        self.protected = lists.record(
            book,
            "person",
            *(("names", {"name": (name,)}) for name in (leaks.LATIN, leaks.CYRILLIC)),
            ("aliases", {"alias": "Samruk Apa"}),
            *(("contacts", {"address": address, "type": kind}) for address, kind in addresses),
            ("identifiers", {"number": leaks.IIN, "type": "iin"}),
            code_name="Kestrel",
        )
        lists.person(book, leaks.KAZAKH)
        seen = snapshot.take(book)
        plan = planning.make(seen, selection.everything(seen), profile("public"))
        report = Document("en", "A list", (Paragraph((Text(SHOWN),)),))
        self.data = write.make(book, seen, plan, report).data
        self.whom = leakcheck.protected(seen, plan)
        with zipfile.ZipFile(io.BytesIO(self.data)) as found:
            self.files = {name: found.read(name) for name in found.namelist()}
        self.light = {name: content for name, content in self.files.items() if name != leaks.PDF}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clean]:
    with books.derived_once():
        book = books.make(tmp_path_factory.mktemp("clean") / "book", "Heron")
    yield Clean(book)
    book.close()


def found_in(data: bytes, whom: Protected) -> set[RecordId]:
    return set(leakcheck.of_people(leakcheck.check(data, whom).leaks))


def assert_worded(found: Sequence[Leak]) -> None:
    """Everything that is found can be told."""
    codes = {name.name.lower() for name in mentions.Why} | plans.UNREADABLE.keys() | {"exact"}
    assert {leak.how for leak in found} <= plans.HOW_SEEN.keys()
    assert {leak.why for leak in found} <= codes


# --------------------------------------------------------------------------------- what must be found


@pytest.mark.parametrize("name", leaks.KINDS)
def test_a_planted_leak_is_found(clean: Clean, name: str) -> None:
    files = clean.files if name.startswith("PDF") else clean.light
    planted = leaks.KINDS[name](files)
    found = leakcheck.check(planted, clean.whom).leaks
    people = leakcheck.of_people(found)
    assert people, name
    assert people <= clean.whom.people
    assert_worded(found)


@pytest.mark.parametrize("name", published.KINDS)
def test_a_leak_in_pictures_sound_and_documents_is_caught(clean: Clean, name: str) -> None:
    kind = published.KINDS[name]
    if kind.pixels and not ocr.is_there():
        pytest.skip(
            "Tesseract with Russian, Kazakh and English is not installed: words in pixels are not read"
        )
    files = clean.files if name.startswith("PDF") else clean.light
    found = leakcheck.check(kind.plant(files), clean.whom).leaks
    people = leakcheck.of_people(found)
    assert people == {clean.protected} or "Kazakh" in name or not kind.finds, name
    assert people or [leak for leak in found if leak.how == "unreadable"], name
    assert people <= clean.whom.people
    assert_worded(found)


def test_there_are_many_kinds_of_planted_leak() -> None:
    told = [kind.source for kind in published.KINDS.values() if kind.source]
    assert len(leaks.KINDS) + len(leaks.REFUSED) + len(published.KINDS) >= 60
    assert len(told) >= 10
    assert all("https://" in source for source in told)


def test_pictures_and_sound_that_say_nothing_are_clean(clean: Clean) -> None:
    """And each of them is named to a person all the same: no program sees a face or hears a voice."""
    found = leakcheck.check(published.clean(clean.light), clean.whom)
    assert found.leaks == ()
    eyes = {part.where: part.eye for part in found.files if part.eye}
    seen = ("faces",) if ocr.is_there() else ("picture",)
    assert eyes == {published.PHOTO: seen, published.DRAWING: seen, published.SOUND: ("sound",)}


def test_where_nobody_reads_pixels_a_person_is_told_to(clean: Clean, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: False)
    planted = published.KINDS["pixels of a photograph"].plant(clean.light)
    found = leakcheck.check(planted, clean.whom)
    assert found.leaks == ()
    assert [part.eye for part in found.files if part.where == published.PHOTO] == [("picture",)]
    scanned = leakcheck.check(published.KINDS["pixels of a scanned page"].plant(clean.light), clean.whom)
    assert [part.eye for part in scanned.files if part.where.endswith("scan.pdf")] == [("picture",)]


def test_every_file_is_reported(clean: Clean) -> None:
    found = leakcheck.check(clean.data, clean.whom)
    told = {part.where: part for part in found.files if part.kind and part.where}
    assert told.keys() == clean.files.keys()
    assert all(part.views and part.size == len(clean.files[part.where]) for part in told.values())
    assert told[leaks.PDF].kind == "pdf"
    assert {"pdf-page", "pdf-metadata", "pdf-string"} <= set(told[leaks.PDF].ways)
    assert told[leaks.JSON].kind == "json"


@pytest.mark.parametrize("name", leaks.REFUSED)
def test_what_cannot_be_looked_into_is_refused(clean: Clean, name: str) -> None:
    found = leakcheck.check(leaks.REFUSED[name](clean.files), clean.whom).leaks
    assert [leak for leak in found if leak.how == "unreadable"], name
    assert all(leak.person is None for leak in found)
    assert_worded(found)


def test_a_leak_says_where_and_whom_and_no_word_of_it(clean: Clean) -> None:
    planted = leaks.in_text(clean.light, leaks.LATIN)
    found = leakcheck.check(planted, clean.whom).leaks
    assert {(leak.where, leak.person) for leak in found} == {(leaks.TEXT, clean.protected)}
    assert "zhandosova" not in repr(found).casefold()


def test_a_strangers_file_is_searched_the_same(clean: Clean, tmp_path: Path) -> None:
    for name, plant in (
        ("a zip comment", leaks.KINDS["a zip comment"]),
        ("PDF, XMP", leaks.KINDS["PDF, XMP"]),
    ):
        file = tmp_path / "stranger.zip"
        file.write_bytes(plant(clean.files))
        handle = os.open(file, os.O_RDONLY)
        try:
            assert leakcheck.of_people(leakcheck.check_file(handle, clean.whom).leaks), name
        finally:
            os.close(handle)


def test_a_file_of_too_many_parts_is_refused_as_a_whole(clean: Clean, tmp_path: Path) -> None:
    """Also where somebody is found among the first of them: nobody hears half an answer."""
    file = tmp_path / "stranger.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("first.txt", leaks.LATIN)
        for number in range(apart.MOST_PIECES // 2):
            packed.writestr(f"{number}.txt", "a word")
    handle = os.open(file, os.O_RDONLY)
    try:
        found = leakcheck.check_file(handle, clean.whom)
    finally:
        os.close(handle)
    assert found.leaks == (Leak("", "unreadable", None, "too-many"),)
    assert_worded(found.leaks)


def test_a_search_can_be_stopped(clean: Clean) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        leakcheck.check(clean.light[leaks.TEXT], clean.whom, progress)


def test_deleted_people_and_those_only_a_list_prints_are_looked_for(book: Casebook) -> None:
    gone = lists.person(book, leaks.LATIN)
    records.write(book, Verb.DELETE, [Delete(gone)])
    lists.record(book, "interview", interviewer="Togzhan Beisekova")
    known = lists.person(book, "Сауле")
    lists.record(
        book, "list-entry", edition=lists.edition(book).edition, person=known, name="Saulesh ZHANDOS"
    )
    seen = snapshot.take(book)
    whom = leakcheck.protected(seen, planning.make(seen, [], profile("public")))
    assert found_in(f"They took {leaks.LATIN} away.".encode(), whom) == {gone}
    assert found_in(os.urandom(40) + b"dzhandosova" + os.urandom(40), whom) == {gone}
    assert found_in(b"said to Beisekova", whom)
    assert found_in(b"said to Zhandos", whom) == {known}


def test_the_team_may_read_everything(book: Casebook) -> None:
    lists.person(book, leaks.LATIN)
    seen = snapshot.take(book)
    whom = leakcheck.protected(seen, planning.make(seen, [], profile("team")))
    assert not found_in(leaks.LATIN.encode(), whom)


# --------------------------------------------------------------------------------- what must not be found


def test_the_clean_bundle_is_clean(clean: Clean) -> None:
    found = leakcheck.check(clean.data, clean.whom)
    assert found.leaks == ()
    assert found.identities == len(clean.whom.people) >= 2
    assert found.views > len(clean.files)


def crowd(book: Casebook) -> Protected:
    """Sixty protected people with names of every form."""
    chance = random.Random(7)
    given = [
        "Marat",
        "Aidar",
        "Saule",
        "Zhanna",
        "Ruslan",
        "Dina",
        "Timur",
        "Асель",
        "Данияр",
        "Гульнара",
        "Ержан",
        "Жулдыз",
        "Қайрат",
        "Әсем",
    ]
    family = [
        "Oskenov",
        "Dzhandosova",
        "Temirov",
        "Akhmetova",
        "Li",
        "Kim",
        "Петров",
        "Сулейменова",
        "Ахметжанов",
        "Қасымов",
        "Rose",
        "Hill",
    ]
    for _ in range(60):
        name = f"{chance.choice(given)} {chance.choice(family)}"
        phone = f"+7 7{chance.randrange(10**9):09}"
        lists.record(
            book,
            "person",
            ("names", {"name": (name,)}),
            ("contacts", {"address": phone, "type": "phone"}),
            ("identifiers", {"number": f"{chance.randrange(10**12):012}", "type": "iin"}),
        )
    seen = snapshot.take(book)
    return leakcheck.protected(seen, planning.make(seen, [], profile("public")))


@pytest.mark.parametrize("seed", range(3))
def test_a_megabyte_of_neutral_text_names_nobody(book: Casebook, seed: int) -> None:
    whom = crowd(book)
    text = neutral(seed, 1 << 20)
    assert leakcheck.check(text.encode(), whom).leaks == ()


@pytest.mark.parametrize("seed", range(2))
def test_a_megabyte_of_random_bytes_names_nobody(book: Casebook, seed: int) -> None:
    """Digests, salts and signatures: as bytes, in hexadecimal, in base 64, in a packed file."""
    whom = crowd(book)
    noise = random.Random(seed).randbytes(1 << 20)
    for data in (noise.hex().encode(), base64.b64encode(noise), base64.urlsafe_b64encode(noise)):
        assert leakcheck.check(data, whom).leaks == ()
    packed = leakcheck.check(leaks.zipped({"a.bin": noise}), whom).leaks
    assert [leak.why for leak in packed] == ["unknown-kind"]


def test_a_family_name_somebody_named_bears_is_no_leak(book: Casebook) -> None:
    named, hidden = lists.person(book, "Marat Oskenov"), lists.person(book, "Aidar Oskenov")
    lists.already_public(book, named)
    seen = snapshot.take(book)
    whom = leakcheck.protected(seen, planning.make(seen, [], profile("public")))
    assert not found_in(b"Oskenov was taken. Marat Oskenov, M. Oskenov, OSKENOV.", whom)
    assert not found_in("https://news.example/oskenova-zaderzhali base Оскенову".encode(), whom)
    for words in ("Aidar Oskenov", "A. Oskenov", "Айдара Оскенова", "https://news.example/aidar-oskenov"):
        assert found_in(f"They took {words} away".encode(), whom) == {hidden}, words


@pytest.mark.parametrize(
    ("text", "active"),
    [
        ("<p>He said &lt;script&gt; and javascript: were in the letter, on = off.</p>", False),
        ("<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">", False),
        ("<a href='https://news.example/?onload=1'>x</a>", False),
        ("<SCRIPT src=x>", True),
        ("<svg/onload=alert(1)>", True),
        ("<a href=' jAvascript :x'>", True),
        ("<iframe srcdoc='x'>", True),
        ("<meta http-equiv=refresh content='0;url=https://x.example'>", True),
    ],
)
def test_a_script_is_what_would_run(text: str, *, active: bool) -> None:
    assert has_script(text) is active


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r", "utf-16-le"])
@pytest.mark.parametrize("around", ["{}", '"{}"', '["x","{}"]'])
def test_a_name_in_the_form_of_a_digest_is_found(clean: Clean, encoding: str, around: str) -> None:
    """32 bytes in base 64, as a seal lists its digests."""
    words = "- Dzhandosova -" if encoding == "utf-16-le" else "- Джандосова -"
    told = words.encode(encoding)
    told += (" ".encode(encoding) * 32)[: 32 - len(told)]
    spelt = base64.urlsafe_b64encode(told).decode().rstrip("=")
    assert len(spelt) == 43
    found = found_in(around.replace("{}", spelt).encode(), clean.whom)
    assert found == {clean.protected}
