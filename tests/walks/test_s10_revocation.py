"""The scenario S10: a source whose interview went to a partner, into a public edition and into a file for the United
Nations takes her word back; then the laptop is seized, and work goes on from a backup at another desk. Everybody in it
is invented.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

import books
import enrolling
import lists
import sticks
from casebook.base.ids import RecordId
from casebook.base.secret import Secret
from casebook.bundle import handing, papers, receive, write
from casebook.casework import (
    address_book,
    backing_up,
    backups,
    check,
    disclosures,
    erasing,
    evidence,
    holders,
    organisation,
    receiving,
    receiving_key,
    records,
    snapshot,
    withdrawal,
)
from casebook.casework.book import Casebook
from casebook.casework.disclosures import Terms
from casebook.casework.holders import How, Standing
from casebook.casework.receiving import Place
from casebook.casework.touched import Verb
from casebook.casework.withdrawal import Todo
from casebook.formats import age, sshsig
from casebook.formats.wordlist import Comparison
from casebook.journal.acts import Reason
from casebook.redaction import planning, selection
from casebook.redaction.profile import profile
from casebook.reports import extract
from casebook.reports.shown import ForAudience
from casebook.search import query
from casebook.sync import lostlaptop, paper, team
from casebook.vault.faults import CardMissing, PassphraseNotOfCard
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from commands import Desk, environment

NAMES = ("Saule Dzhandosova", "Сауле Джандосова")
ALIAS = "Magpie"
TOLD = "Marat Oskenov was taken to the harbour station. A relative saw two of them. It was Saule Dzhandosova."
STORY = "I am Saule. They came at night and I stood behind the door with the lamp off."
OPENING = Opening(Secret(books.PASSPHRASE))


@dataclass
class World:
    """Ours (a team with shares, and a teammate), the partner's, the UN's key; and what was recorded."""

    ours: Casebook
    mate: Casebook
    theirs: Casebook
    shares: tuple[str, ...]
    un: age.Identity
    keys: dict[str, str]
    source: RecordId
    told_of: RecordId
    interview: RecordId
    scan: RecordId
    consent: RecordId
    out: Path
    stick: Path


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with enrolling.numbers_once():
        founded = enrolling.found(tmp_path / "ours", "Alma")
        ours = founded.book
        mate = enrolling.take_in(ours, tmp_path / "mate", "Luis")
        theirs = books.make(tmp_path / "theirs", "Egret")
    un = age.Identity.made()
    keys = {"partner": receiving_key.our_recipient(theirs), "un-conf": un.recipient}
    partner, _ = address_book.add(
        ours,
        name="Northern Watch",
        audience="partner",
        keys=[keys["partner"]],
        signing=[sshsig.fingerprint(organisation.public_key(theirs))],
    )
    address_book.compare(ours, partner, keys["partner"], Comparison.IN_PERSON)
    desk, _ = address_book.add(ours, name="Complaints desk", audience="un-conf", keys=[keys["un-conf"]])
    address_book.compare(ours, desk, keys["un-conf"], Comparison.IN_PERSON)
    made = World(
        ours, mate, theirs, founded.shares, un, keys, *_record(ours, tmp_path), tmp_path, tmp_path / "stick"
    )
    made.stick.mkdir()
    sticks.meet((ours, mate), made.stick)
    yield made
    for book in (ours, mate, theirs):
        book.close()


def _record(book: Casebook, folder: Path) -> tuple[RecordId, RecordId, RecordId, RecordId, RecordId]:
    listed = lists.edition(book)
    lists.entry(book, listed, "a", "Marat Oskenov", TOLD)
    lists.consent(book, listed.people["a"], level="5", state="given")
    source = lists.person(book, *NAMES, code_name=ALIAS)
    given = lists.consent(book, source, level="5", state="given")
    for show in ("name", "face-voice", "quote"):
        lists.cell(book, given, "public", show, "no")
    told = lists.record(
        book,
        "interview",
        ("narrative", {"text": STORY, "place": "V"}),
        ("about", {"person": listed.people["a"]}),
        speaker=source,
        consent=given,
    )
    photograph = folder / "saule dzhandosova at the door.jpg"
    exif = Image.Exif()
    exif[0x013B] = NAMES[0]
    Image.new("RGB", (64, 48), "grey").save(photograph, exif=exif)
    scan, _ = evidence.attach(book, told, photograph)
    return source, listed.people["a"], told, scan, given


def send(world: World, audience: str, name: str, replaces: RecordId | None = None) -> RecordId:
    """A bundle of everything for one audience; the disclosure."""
    book = world.ours
    seen = snapshot.take(book)
    plan = planning.make(seen, selection.everything(seen), profile(audience))
    recipients = [world.keys[audience]] if audience in world.keys else []
    shown = extract.extract(ForAudience(plan, seen), "en")
    made = write.make(book, seen, plan, shown, recipients=recipients, padded=bool(recipients))
    written = write.release(
        book,
        plan,
        made,
        world.out / name,
        recipients=recipients,
        purpose="Review",
        date="2026-03",
        terms=Terms(replaces=replaces),
    )
    return written.disclosure


def everything_out(world: World) -> dict[str, RecordId]:
    """The three bundles; the partner has kept theirs."""
    sent = {name: send(world, name, f"{name}.zip") for name in ("partner", "public", "un-conf")}
    path = world.out / "partner.zip"
    receive.keep(world.theirs, path, receive.look(world.theirs, path), sender="Alma")
    return sent


def opened(path: Path, folder: Path) -> str:
    """All a bundle says, by tools of others: names, texts, what is written in base 64, PDF, what pictures say."""
    with zipfile.ZipFile(path) as found:
        found.extractall(folder)
        said = [" ".join(found.namelist()), found.comment.decode()]
    for each in sorted(folder.rglob("*")):
        if not each.is_file():
            continue
        data = each.read_bytes()
        said += [data.decode("utf-8", "replace"), data.decode("utf-16-le", "replace")]
        if each.suffix == ".pdf":
            for tool in (("pdftotext", "-layout", str(each), "-"), ("pdfinfo", str(each))):
                said.append(subprocess.run(tool, capture_output=True, check=True).stdout.decode())
        if each.suffix in (".jpg", ".jpeg", ".png"):
            with Image.open(each) as image:
                said.append(f"{dict(image.getexif())} {image.info}")
                assert not image.getexif()
        for run in re.findall(rb"[A-Za-z0-9_-]{8,}", data):
            with_rest = run + b"=" * (-len(run) % 4)
            said.append(
                base64.urlsafe_b64decode(with_rest).decode("utf-8", "replace") if len(run) % 4 != 1 else ""
            )
    return "\n".join(said)


def test_the_three_destinations_are_one_question_away_and_what_is_public_names_nobody(world: World) -> None:
    sent = everything_out(world)
    found = {each.disclosure: each for each in holders.holders(world.ours, world.source)}
    assert set(found) == set(sent.values())
    assert found[sent["partner"]].how[0] is How.NAMED
    assert found[sent["un-conf"]].how[0] is How.NAMED
    assert How.NAMED not in found[sent["public"]].how
    assert all(each.standing is Standing.OUT for each in found.values())

    text = opened(world.out / "public.zip", world.out / "public")
    code = world.ours.need(world.source).code
    assert "Oskenov" in text
    assert "A relative saw two of them." in text
    for word in (
        "saule",
        "dzhandosov",
        "сауле",
        "джандосов",
        ALIAS.lower(),
        code.lower(),
        "at the door",
        "/tmp/",
    ):
        assert word not in text.lower(), word


def test_a_word_taken_back_reaches_everybody_who_has_it(world: World) -> None:
    sent = everything_out(world)
    done = withdrawal.withdraw(world.ours, world.consent, why="They came to her sister.")
    assert {each.holding.disclosure: each.todo for each in done.affected} == {
        sent["partner"]: Todo.NEXT_ROUND,
        sent["public"]: Todo.NEXT_PUBLIC,
        sent["un-conf"]: Todo.NEXT_ROUND,
    }
    # She still lets the United Nations have it.
    again = lists.consent(world.ours, world.source, level="1", state="given")
    for show in ("facts", "name", "quote"):
        lists.cell(world.ours, again, "un-conf", show, "yes")

    # The next edition cannot include it, whoever presses the button.
    partner = send(world, "partner", "partner-2.zip", replaces=sent["partner"])
    public = send(world, "public", "public-2.zip", replaces=sent["public"])
    for disclosure in (partner, public):
        assert not [each for each in holders.holders(world.ours, world.source) if each.disclosure == disclosure
                    and {How.NAMED, How.SHOWN, How.FILE} & set(each.how)]  # fmt: skip
        assert world.interview not in disclosures.ids_in(world.ours.need(disclosure), "shown", "record")
    assert "lamp" not in opened(world.out / "public-2.zip", world.out / "second")

    # A signed notice, which the stock tool checks, and which says nothing of her or of why.
    notice = handing.notice(world.ours, partner, now=True)
    (world.out / "notice.sig").write_bytes(notice.signature)
    signer = ("ssh-keygen", "-Y", "check-novalidate", "-n", "withdrawal@casebook", "-s", "notice.sig")
    ran = subprocess.run(signer, input=notice.data, capture_output=True, check=True, cwd=world.out)
    assert sshsig.fingerprint(organisation.public_key(world.ours)) in ran.stdout.decode()
    assert not [word for word in (*NAMES, ALIAS, "sister", "Oskenov") if word.encode() in notice.data]

    # The partner's program hides it, and says when it is destroyed.
    path = world.out / "partner-2.zip"
    receive.keep(world.theirs, path, receive.look(world.theirs, path), sender="Alma")
    first, second = receiving.every_received(world.theirs)
    assert {hit.record for hit in query.find(world.theirs.db, "Dzhandosova")}
    honoured = handing.honour(world.theirs, notice.data, notice.signature)
    assert [each.source for each in honoured.hidden] == [first.source]
    assert not query.find(world.theirs.db, "Dzhandosova")
    assert receiving.need(world.theirs, first.source).place is Place.HIDDEN
    assert receiving.need(world.theirs, second.source).place is Place.HERE
    receiving.destroy(world.theirs, first.source)
    papers.write(handing.receipt(world.theirs, [first.source]), world.out / "receipt.json")
    handing.take_receipt(world.ours, *papers.read(world.out / "receipt.json"))
    standing = {each.disclosure: each.standing for each in holders.every_holding(world.ours)}
    assert standing[sent["partner"]] is Standing.RETURNED
    assert standing[sent["un-conf"]] is Standing.OUT


@pytest.mark.parametrize("choice", ["kept", "erased"])
def test_originals_are_kept_or_destroyed_as_was_chosen(world: World, choice: str) -> None:
    kept = evidence.kept(world.ours, world.scan)
    withdrawal.withdraw(world.ours, world.consent)
    if choice == "kept":
        assert world.ours.safe.files.has(kept.file)
        evidence.extract(world.ours, world.scan, world.out / "again.jpg")
        assert "lamp" in str(world.ours.need(world.interview).state)
        return
    for record in (world.scan, world.interview):
        erasing.erase(world.ours, record, reason="consent-withdrawn")
    assert not world.ours.safe.files.has(kept.file)
    raw = books.raw(world.ours)
    assert b"lamp off" not in raw
    assert kept.key not in raw
    check.check(world.ours)


def test_the_record_of_it_says_who_did_what_and_names_nobody(world: World) -> None:
    sent = everything_out(world)
    withdrawal.withdraw(world.ours, world.consent)
    folder, consent = world.ours.safe.folder, world.ours.need(world.consent).code
    world.ours.close()
    desk = Desk(folder, world.out, environment(world.out))
    for bundle in sent.values():
        history = desk("show", bundle.hex(), "--history").out
        assert "Handed out a bundle" in history
        assert_names_nobody(history)
    ledger = desk("disclosures").out
    assert ledger.count(consent) == len(sent)
    assert_names_nobody(ledger + str(desk.ok("disclosures")))
    told = desk("withdraw", world.consent.hex()).out
    assert "3 bundles held it" in told
    assert_names_nobody(told + str(desk.ok("withdraw", world.consent.hex())))
    # Who did it: on whose device.
    assert "Alma" in str(desk.ok("team", "list"))


def assert_names_nobody(told: str) -> None:
    assert not [word for word in ("Saule", "Dzhandosova", "Сауле", "Джандосова", ALIAS) if word in told]


def test_a_seized_laptop_and_a_backup_at_another_desk(world: World, tmp_path: Path) -> None:
    withdrawal.withdraw(world.ours, world.consent, why="They came to her sister.")
    sticks.meet((world.ours, world.mate), world.stick)
    place, drawer = tmp_path / "backups", tmp_path / "drawer"
    place.mkdir()
    drawer.mkdir()
    one = backing_up.make(world.ours, OPENING, place, drawer, kdf=CHEAPEST).generation
    seized = world.ours.own.public
    world.ours.close()
    shutil.move(world.ours.safe.folder, tmp_path / "seized")

    # The backup opens only as was arranged: with the card, and the passphrase of its time or enough shares.
    other = tmp_path / "other-desk"
    with pytest.raises(CardMissing):
        backups.restore(one.folder, other, OPENING, kdf=CHEAPEST)
    with pytest.raises(PassphraseNotOfCard):
        backups.restore(one.folder, other, Opening(Secret("a guess")), card=drawer, kdf=CHEAPEST)
    assert not other.exists()
    again = backups.restore(one.folder, other, OPENING, card=drawer, kdf=CHEAPEST)
    assert again.own.public != seized
    assert again.need(world.consent).values("revoked")
    assert not team.trust(again).enrolled

    # At the teammate's: what was on it, and it is removed; with the shares, for it was the founder's.
    found = lostlaptop.lost(world.mate, seized)
    assert {world.source, world.interview} <= found.confirmed
    assert world.source in {each.record for each in found.harm.people}
    with paper.from_shares(world.mate, world.shares[:2]) as key:
        team.remove(world.mate, seized, Reason.STOLEN, paper=key)
    assert lostlaptop.lost(world.mate, seized).removed
    # The restored one is taken in by the same shares and works on.
    with paper.from_shares(again, world.shares[:2]) as key:
        team.take_back_in(again, key)
    assert team.trust(again).enrolled
    records.write(again, Verb.EDIT, [records.Set(world.told_of, "remarks", "Moved to another town")])
    check.check(again)
    folder = again.safe.folder
    again.close()
    desk = Desk(folder, tmp_path, environment(tmp_path))
    assert desk.ok("team", "lost", seized.hex())
    assert "Moved to another town" in desk("show", world.told_of.hex()).out
