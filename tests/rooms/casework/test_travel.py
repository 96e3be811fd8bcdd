"""Sealed, verified, wiped, a small one for the road; cut off anywhere, never neither."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

import books
from casebook.base.errors import Cancelled, Damaged, Refused
from casebook.base.ids import RecordId
from casebook.base.progress import Progress, Step
from casebook.base.secret import Secret
from casebook.casework import (
    check,
    closure,
    decisions,
    evidence,
    organisation,
    records,
    sealing,
    smaller,
    snapshot,
    travel,
    unsealing,
    wiping,
)
from casebook.casework.book import Casebook
from casebook.casework.closure import Closure, NothingToKeep
from casebook.casework.opening import open_book
from casebook.casework.records import Add, New, Set
from casebook.casework.sealing import PlaceInside, RecipientOpensHere, SealedFileThere
from casebook.casework.touched import Verb
from casebook.casework.travel import DraftsLeft, Road
from casebook.formats import age, sealed
from casebook.formats.sealed import BadSealedCopy, Item
from casebook.journal import drafts
from casebook.journal.drafts import Draft
from casebook.journal.entry import Change, Op
from casebook.model.evidence import FILE
from casebook.model.fields import Value
from casebook.model.person import NAME
from casebook.redaction.named import people_named
from casebook.vault.faults import DiskFull, FolderNotEmpty, WipeBegun
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening

ROOT = Path(__file__).resolve().parents[3]
NEW = Opening(Secret("harbour heron quay"))


def add(book: Casebook, kind: str, **units: Value | list[dict[str, Value]]) -> RecordId:
    record = book.new_id()
    edits: list[records.Edit] = [New(record, kind)]
    for name, value in units.items():
        if isinstance(value, list):
            edits += [Add(record, name, tuple(inside.items())) for inside in value]
        else:
            edits.append(Set(record, name, value))
    records.write(book, Verb.ADD, edits)
    return record


def person(book: Casebook, name: str, **units: Value | list[dict[str, Value]]) -> RecordId:
    return add(book, "person", names=[{"name": NAME.make(full=name)}], **units)


@dataclass(frozen=True)
class Filled:
    """Two dossiers that meet in one event."""

    ids: dict[str, RecordId]
    scan: bytes


def fill(book: Casebook, tmp_path: Path) -> Filled:
    ids = {
        "dana": person(book, "Dana Akhmetova", birth="1990", custody=[{"period": ("remand", "2025-01-02")}]),
        "wes": person(book, "Wes Orlov", protection="always", contacts=[{"address": "+7 701 000 11 22"}]),
        "sam": person(book, "Sam Petrenko"),
        "mentioned": person(book, "Zarina Omarova", protection="always"),
        "other": person(book, "Ulan Sadykov"),
        "far": person(book, "Farida Nurlanova"),
    }
    ids["dossier"] = add(book, "dossier", title="Dana", persons=[{"person": ids["dana"]}])
    ids["elsewhere"] = add(
        book, "dossier", title="Ulan", persons=[{"person": ids["other"]}, {"person": ids["far"]}]
    )
    ids["event"] = add(
        book,
        "event",
        title="At the harbour",
        people=[{"person": ids["dana"]}, {"person": ids["wes"], "role": "witness"}, {"person": ids["other"]}],
    )
    ids["consent"] = add(book, "consent", subject=ids["sam"], state="given", level="2")
    ids["interview"] = add(
        book,
        "interview",
        speaker=ids["sam"],
        consent=ids["consent"],
        about=[{"person": ids["dana"]}],
        narrative=[{"text": "Zarina Omarova stood beside her.", "place": "a"}],
    )
    ids["source"] = add(book, "source", title="Voice", interview=ids["interview"], protection="coded")
    ids["claim"] = add(book, "claim", about=ids["dana"], value="Beaten", source=ids["source"])
    ids["secret"] = add(book, "interview", speaker=ids["far"], about=[{"person": ids["other"]}])
    ids["printed"] = add(book, "source", title="The harbour list", type="list")
    ids["decision"], _ = decisions.decide(
        book,
        [ids["dana"], ids["far"]],
        use="public",
        ground="already-public",
        why="On the list",
        source=ids["printed"],
    )
    scan = os.urandom(600_000)
    (tmp_path / "scan.bin").write_bytes(scan)
    ids["scan"], _ = evidence.attach(book, ids["dana"], tmp_path / "scan.bin")
    (tmp_path / "scan.bin").unlink()
    return Filled(ids, scan)


@pytest.fixture
def filled(book: Casebook, tmp_path: Path) -> Filled:
    return fill(book, tmp_path)


@pytest.fixture
def away() -> age.Identity:
    """Somebody who is not here."""
    return age.Identity.made()


@pytest.fixture(scope="module")
def keyholder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An identity file that `age-keygen` wrote."""
    path = tmp_path_factory.mktemp("keyholder") / "key.txt"
    subprocess.run(["age-keygen", "-o", str(path)], check=True, capture_output=True)
    return path


def recipient_of(identity: Path) -> str:
    ran = subprocess.run(["age-keygen", "-y", str(identity)], check=True, capture_output=True)
    return ran.stdout.decode().strip()


@pytest.fixture(autouse=True)
def cheap() -> Iterator[None]:
    with books.derived_once():
        yield


def taken(book: Casebook, *chosen: RecordId) -> Closure:
    return closure.closure(snapshot.take(book), chosen, people_named)


# ---------------------------------------------------------------------------------------------- closure


def test_what_a_dossier_needs_comes_along_and_nothing_else(book: Casebook, filled: Filled) -> None:
    ids = filled.ids

    found = taken(book, ids["dossier"])

    names = {name for name, each in ids.items() if each in found.records}
    assert names == set(ids) - {"elsewhere", "far", "secret"}
    assert dict(found.counts)["person"] == 5
    assert found.named == 4
    assert (found.files, found.bytes) == (1, 600_000)
    assert found.cut == 1  # the decision's other person


def test_who_is_only_named_in_a_text_comes_along_to_stay_hidden(book: Casebook, filled: Filled) -> None:
    ids = filled.ids

    without = closure.closure(snapshot.take(book), [ids["dossier"]])

    assert ids["mentioned"] not in without.records
    assert ids["mentioned"] in taken(book, ids["dossier"]).records


def test_the_consent_of_whoever_comes_along_does_too(book: Casebook, filled: Filled) -> None:
    ids = filled.ids
    consent = add(book, "consent", subject=ids["other"], state="refused")

    assert consent in taken(book, ids["dossier"]).records


def test_nothing_to_keep_is_said(book: Casebook, filled: Filled) -> None:
    records.delete(book, filled.ids["dossier"])

    with pytest.raises(NothingToKeep):
        taken(book, filled.ids["dossier"])


# ------------------------------------------------------------------------------------ the small casebook


def small(book: Casebook, folder: Path, *chosen: RecordId) -> Casebook:
    now = snapshot.take(book)
    found = closure.closure(now, chosen, people_named)
    smaller.make(book, now, found, folder, NEW, kdf=CHEAPEST)
    return open_book(folder, NEW.passphrase)


def test_the_small_casebook_says_the_same_of_what_it_holds(
    book: Casebook, filled: Filled, tmp_path: Path
) -> None:
    ids = filled.ids
    conflict = [Change(ids["dana"], "person", "birth", Op.SET, "1991", ())]
    book.record(Verb.EDIT, conflict)

    road = small(book, tmp_path / "road", ids["dossier"])
    try:
        now = snapshot.take(road)
        assert now.records[ids["wes"]].values("protection") == ("always",)
        assert set(now.records[ids["dana"]].values("birth")) == {"1990", "1991"}
        assert now.records[ids["consent"]].values("level") == ("2",)
        assert (
            records.text_of(now.records[ids["interview"]], "narrative") == "Zarina Omarova stood beside her."
        )
        people = [v for _, v in now.records[ids["decision"]].each("people", "person")]
        assert people == [ids["dana"]]
        kept = evidence.kept(road, ids["scan"])
        with road.safe.files.open(kept.file, kept.key) as reader:
            assert reader.read() == filled.scan
        was = evidence.kept(book, ids["scan"])
        assert kept.key != was.key
        assert kept.file != was.file
        check.check(road)
        assert ids["elsewhere"] not in now.records
    finally:
        road.close()


def test_the_small_casebook_is_another_device_without_history(
    book: Casebook, filled: Filled, tmp_path: Path
) -> None:
    ids = filled.ids
    records.write(book, Verb.EDIT, [Set(ids["dana"], "remarks", "zebrafinch before")])
    records.write(book, Verb.EDIT, [Set(ids["dana"], "remarks", "afterwards")])
    organisation.public_key(book)

    road = small(book, tmp_path / "road", ids["dossier"])
    try:
        assert b"zebrafinch" not in books.raw(road)
        assert b"Farida" not in books.raw(road)
        assert road.own.feed != book.own.feed
        assert road.safe.keyring.names() == ("device",)
        assert road.safe.keyring.public("device") != book.safe.keyring.public("device")
    finally:
        road.close()


def test_a_file_that_does_not_hold_leaves_no_small_casebook(
    book: Casebook, filled: Filled, tmp_path: Path
) -> None:
    path = next((book.safe.folder / "files").iterdir())
    data = bytearray(path.read_bytes())
    data[300_000] ^= 1
    path.write_bytes(bytes(data))

    with pytest.raises(Damaged):
        small(book, tmp_path / "road", filled.ids["dossier"])
    assert not (tmp_path / "road").exists()


# ------------------------------------------------------------------------------------------- whose key


def test_a_recipient_whose_key_is_in_the_keyring_is_refused(book: Casebook, away: age.Identity) -> None:
    point = book.safe.keyring.exchange_public("device")[-32:]
    with mock.patch.object(age, "point_of", return_value=point), pytest.raises(RecipientOpensHere) as refused:
        sealing.check_recipients(book, [away.recipient], Progress())
    assert (refused.value.number, refused.value.where) == (1, "device")


def secret_text(keyholder: Path) -> str:
    return next(line for line in keyholder.read_text().splitlines() if not line.startswith("#"))


@pytest.mark.parametrize("where", ["record", "history", "draft", "file"])
def test_a_recipient_whose_key_is_written_here_is_refused(
    book: Casebook, tmp_path: Path, keyholder: Path, away: age.Identity, where: str
) -> None:
    note = add(book, "note", title="Keys")
    text = f"kept for later: {secret_text(keyholder).lower()}."
    match where:
        case "record":
            records.write(book, Verb.EDIT, [Set(note, "remarks", text)])
        case "history":
            records.write(book, Verb.EDIT, [Set(note, "remarks", text)])
            records.write(book, Verb.EDIT, [Set(note, "remarks", "gone")])
        case "draft":
            drafts.keep(book.db, Draft(note, "note", "remarks", text))
        case "file":
            evidence.attach(book, note, keyholder)

    with pytest.raises(RecipientOpensHere) as refused:
        sealing.check_recipients(book, [away.recipient, recipient_of(keyholder)], Progress())
    assert (refused.value.number, refused.value.where) == (2, "record" if where == "history" else where)
    assert sealing.check_recipients(book, [away.recipient], Progress()) == (away.recipient,)


def test_an_erased_key_opens_nothing(book: Casebook, keyholder: Path) -> None:
    note = add(book, "note", title="Keys", remarks=secret_text(keyholder))
    book.erase(note, "remarks", "consent-withdrawn")

    assert sealing.check_recipients(book, [recipient_of(keyholder)], Progress())


# ---------------------------------------------------------------------------------------------- sealing


def test_stock_age_opens_the_sealed_copy(
    book: Casebook, filled: Filled, tmp_path: Path, keyholder: Path
) -> None:
    made = sealing.seal(book, tmp_path / "sealed.age", [recipient_of(keyholder)], Progress())

    assert made.sha256 == hashlib.sha256((tmp_path / "sealed.age").read_bytes()).digest()
    ran = subprocess.run(
        ["age", "-d", "-i", str(keyholder), str(tmp_path / "sealed.age")], check=True, capture_output=True
    )
    assert ran.stdout.startswith(b"casebook/sealed-copy/1\0")
    assert (tmp_path / "sealed.age").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book", "sealed.age"]
    check.check(book)
    assert {path.name for path in book.safe.folder.iterdir() if path.is_dir()} == {"files"}


def test_a_sealed_copy_becomes_a_casebook_again(
    book: Casebook, filled: Filled, tmp_path: Path, keyholder: Path
) -> None:
    state = check.state_hash(book)
    assert state
    sealing.seal(book, tmp_path / "sealed.age", [recipient_of(keyholder)], Progress())

    again = unsealing.open_sealed(
        tmp_path / "sealed.age", keyholder.read_text(), tmp_path / "again", NEW, kdf=CHEAPEST
    )
    try:
        check.check(again)
        assert again.own.feed != book.own.feed
        assert again.need(filled.ids["wes"]).value("protection") == "always"
        kept = evidence.kept(again, filled.ids["scan"])
        with again.safe.files.open(kept.file, kept.key) as reader:
            assert reader.read() == filled.scan
    finally:
        again.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "book", "sealed.age"]


def test_nothing_of_a_draft_or_a_device_key_is_in_it(
    book: Casebook, filled: Filled, tmp_path: Path, keyholder: Path
) -> None:
    private = book.db.one("SELECT private FROM private_key WHERE kind = 'signing'")
    assert private is not None
    drafts.keep(book.db, Draft(filled.ids["dana"], "person", "remarks", "zebrafinch draft"))
    sealing.seal(book, tmp_path / "sealed.age", [recipient_of(keyholder)], Progress())
    again = unsealing.open_sealed(
        tmp_path / "sealed.age", keyholder.read_text(), tmp_path / "again", NEW, kdf=CHEAPEST
    )

    try:
        raw = books.raw(again)
        assert b"Zarina" in raw
        assert b"zebrafinch" not in raw
        assert bytes(private[0]) not in raw
    finally:
        again.close()


def test_a_medium_that_gives_other_bytes_back_leaves_no_sealed_copy(
    book: Casebook, filled: Filled, tmp_path: Path, away: age.Identity
) -> None:
    real = sealing._encrypt

    def spoiling(part: Path, contents: object, recipients: object) -> None:
        real(part, contents, recipients)  # type: ignore[arg-type]  # as it was called
        data = bytearray(part.read_bytes())
        data[len(data) // 2] ^= 1
        part.write_bytes(bytes(data))

    with mock.patch.object(sealing, "_encrypt", spoiling), pytest.raises(sealing.SealedDiffers):
        travel.travel(book, tmp_path / "sealed.age", [away.recipient])
    assert [path.name for path in tmp_path.iterdir()] == ["book"]
    check.check(book)


def test_an_encryption_that_made_something_else_is_found(
    book: Casebook, filled: Filled, tmp_path: Path, away: age.Identity
) -> None:
    """A whole and well-formed sealed copy, of something else."""
    real = sealing._encrypt
    other = [Item("a" * 26, 5)]

    def mistaken(part: Path, _: object, recipients: Sequence[str]) -> None:
        real(part, sealed.pack(bytes(32), other, lambda item: [b"other"]), recipients)

    with mock.patch.object(sealing, "_encrypt", mistaken), pytest.raises(sealing.SealedDiffers):
        travel.travel(book, tmp_path / "sealed.age", [away.recipient])
    assert [path.name for path in tmp_path.iterdir()] == ["book"]
    check.check(book)


def test_an_altered_or_foreign_file_opens_as_nothing(
    book: Casebook, filled: Filled, tmp_path: Path, keyholder: Path, away: age.Identity
) -> None:
    sealing.seal(book, tmp_path / "sealed.age", [recipient_of(keyholder)], Progress())
    sealing.seal(book, tmp_path / "foreign.age", [away.recipient], Progress())
    good = (tmp_path / "sealed.age").read_bytes()
    (tmp_path / "cut.age").write_bytes(good[:-70_000])
    (tmp_path / "flipped.age").write_bytes(good[:-5] + bytes([good[-5] ^ 1]) + good[-4:])
    (tmp_path / "letter.age").write_bytes(age.encrypt(b"a letter", [recipient_of(keyholder)]))

    expected: dict[str, type[Refused | Damaged]] = {
        "foreign.age": age.NotForThisIdentity,
        "cut.age": age.AgeDamaged,
        "flipped.age": age.AgeDamaged,
        "letter.age": BadSealedCopy,
    }
    for name, error in expected.items():
        with pytest.raises(error):
            unsealing.open_sealed(
                tmp_path / name, keyholder.read_text(), tmp_path / "again", NEW, kdf=CHEAPEST
            )
        assert not (tmp_path / "again").exists(), name
    with pytest.raises(age.BadIdentity):
        unsealing.open_sealed(tmp_path / "sealed.age", "heron", tmp_path / "again", NEW)
    assert not [path for path in tmp_path.iterdir() if path.is_dir() and path.name != "book"]


def test_a_full_disk_leaves_the_casebook_and_no_half_copy(
    book: Casebook, filled: Filled, tmp_path: Path, away: age.Identity
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(stick)], check=False
    ).returncode:
        pytest.skip("mounting needs root")
    try:
        with pytest.raises(DiskFull):
            travel.travel(book, stick / "sealed.age", [away.recipient])
        assert list(stick.iterdir()) == []
    finally:
        subprocess.run(["umount", str(stick)], check=True)
    check.check(book)


# --------------------------------------------------------------------------------------------- travelling


def test_look_says_what_would_happen_and_writes_nothing(
    book: Casebook, filled: Filled, tmp_path: Path, away: age.Identity
) -> None:
    organisation.public_key(book)
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    look = travel.look(book, [away.recipient], [filled.ids["dossier"]], people_named)

    assert look.recipients == ((away.recipient, age.recipient_words(away.recipient)),)
    assert look.taken == taken(book, filled.ids["dossier"])
    assert look.before.publisher.startswith("SHA256:")
    assert (look.before.files, look.before.drafts) == (1, 0)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == files


def test_the_whole_journey(book: Casebook, filled: Filled, tmp_path: Path, keyholder: Path) -> None:
    folder = book.safe.folder
    road = Road((filled.ids["dossier"],), tmp_path / "road", NEW, CHEAPEST, people_named)

    done = travel.travel(book, tmp_path / "sealed.age", [recipient_of(keyholder)], road=road)

    assert done.wiped.gone
    assert not folder.exists()
    assert done.small is not None
    assert done.small.files == 1
    with_me = open_book(tmp_path / "road", NEW.passphrase)
    assert with_me.get(filled.ids["elsewhere"]) is None
    with_me.close()
    home = unsealing.open_sealed(
        tmp_path / "sealed.age", keyholder.read_text(), tmp_path / "home", NEW, kdf=CHEAPEST
    )
    assert home.get(filled.ids["elsewhere"]) is not None
    home.close()


def test_what_is_refused_changes_nothing(
    book: Casebook, filled: Filled, tmp_path: Path, away: age.Identity
) -> None:
    folder = book.safe.folder
    to, who = tmp_path / "sealed.age", [away.recipient]
    chosen = (filled.ids["dossier"],)
    (tmp_path / "there.age").write_bytes(b"mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter").touch()

    with pytest.raises(SealedFileThere):
        travel.travel(book, tmp_path / "there.age", who)
    with pytest.raises(PlaceInside):
        travel.travel(book, folder / "sealed.age", who)
    with pytest.raises(PlaceInside):
        travel.travel(book, folder / "files" / ".." / "sealed.age", who)
    with pytest.raises(PlaceInside):
        travel.travel(book, to, who, road=Road(chosen, folder / "road", NEW, CHEAPEST))
    with pytest.raises(PlaceInside):
        travel.travel(
            book, tmp_path / "road" / "s.age", who, road=Road(chosen, tmp_path / "road", NEW, CHEAPEST)
        )
    with pytest.raises(FolderNotEmpty):
        travel.travel(book, to, who, road=Road(chosen, tmp_path / "full", NEW, CHEAPEST))
    with pytest.raises(NothingToKeep):
        travel.travel(book, to, who, road=Road((book.new_id(),), tmp_path / "road", NEW, CHEAPEST))
    drafts.keep(book.db, Draft(filled.ids["dana"], "person", "remarks", "begun"))
    with pytest.raises(DraftsLeft):
        travel.travel(book, to, who)
    assert (tmp_path / "there.age").read_bytes() == b"mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book", "full", "there.age"]
    check.check(book)


@pytest.mark.parametrize("stage", ["sealing-copy", "verifying-sealed", "copying-files", "verifying-small"])
def test_stopped_before_the_wipe_the_casebook_is_as_it_was(
    book: Casebook, filled: Filled, tmp_path: Path, away: age.Identity, stage: str
) -> None:
    progress: Progress

    def stop(step: Step) -> None:
        if step.stage == stage:
            progress.cancel()

    progress = Progress(stop)
    road = Road((filled.ids["dossier"],), tmp_path / "road", NEW, CHEAPEST, people_named)

    with pytest.raises(Cancelled):
        travel.travel(book, tmp_path / "sealed.age", [away.recipient], road=road, progress=progress)

    check.check(book)
    left = {path.name for path in tmp_path.iterdir()}
    assert left <= {"book", "sealed.age"}
    assert ("sealed.age" in left) == (stage == "verifying-small")


KILLED = """
import os, signal, sys
from pathlib import Path
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.base.ids import parse_id
from casebook.casework import travel
from casebook.casework.opening import open_book
from casebook.casework.travel import Road
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
folder, to, road, recipient, dossier, at, nth = sys.argv[1:]
seen = 0
def watch(step):
    global seen
    if step.stage == at:
        seen += 1
        if seen == int(nth):
            os.kill(os.getpid(), signal.SIGKILL)
book = open_book(Path(folder), Secret("ferry lantern orchard"))
way = Road((parse_id(dossier),), Path(road), Opening(Secret("harbour heron quay")), CHEAPEST)
travel.travel(book, Path(to), [recipient], road=way, progress=Progress(watch))
"""


@pytest.mark.parametrize(
    ("stage", "nth"),
    [
        ("copying-database", 1),
        ("sealing-copy", 2),
        ("verifying-sealed", 2),
        ("making-keys", 1),
        ("verifying-small", 1),
        ("wiping-keys", 2),
        ("wiping", 1),
        ("wiping", 3),
    ],
)
def test_killed_anywhere_the_old_casebook_opens_or_the_sealed_copy_is_whole(
    book: Casebook, filled: Filled, tmp_path: Path, keyholder: Path, stage: str, nth: int
) -> None:
    from casebook.base.ids import id_text

    folder, to = book.safe.folder, tmp_path / "sealed.age"
    book.close()
    ran = subprocess.run(
        [
            *(sys.executable, "-c", KILLED, str(folder), str(to), str(tmp_path / "road")),
            *(recipient_of(keyholder), id_text(filled.ids["dossier"]), stage, str(nth)),
        ],
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": os.environ["PATH"]},
        check=False,
    )
    assert ran.returncode == -signal.SIGKILL

    if stage != "wiping":
        again = books.reopen(folder)
        check.check(again)
        # And the journey can be made again, under another name.
        travel.travel(again, tmp_path / "second.age", [recipient_of(keyholder)])
        assert not folder.exists()
        return
    with pytest.raises(WipeBegun):
        books.reopen(folder)
    assert wiping.finish(folder).gone
    home = unsealing.open_sealed(to, keyholder.read_text(), tmp_path / "home", NEW, kdf=CHEAPEST)
    check.check(home)
    home.close()
    road = open_book(tmp_path / "road", NEW.passphrase)
    check.check(road)
    road.close()


def test_the_file_value_keeps_everything_but_name_and_key(
    book: Casebook, filled: Filled, tmp_path: Path
) -> None:
    was = book.need(filled.ids["scan"]).value("file")
    road = small(book, tmp_path / "road", filled.ids["dossier"])
    now = road.need(filled.ids["scan"]).value("file")
    road.close()

    for slot in ("name", "mime", "size", "sha256"):
        assert FILE.part(was, slot) == FILE.part(now, slot)
