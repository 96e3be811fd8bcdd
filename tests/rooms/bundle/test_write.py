"""A bundle is complete and checked, or nothing; stock tools accept it; what left is recorded."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from pypdf import PdfReader

import lists
from casebook.base.errors import Cancelled, CasebookError, Refused
from casebook.base.progress import Progress, Step
from casebook.bundle import contents, verify, write
from casebook.bundle.numbering import Numbering
from casebook.bundle.write import LeakFound, NothingToShow, PlanOutdated, WrittenOtherwise
from casebook.casework import disclosures, organisation, records
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Set
from casebook.casework.touched import Verb
from casebook.formats import archive, sshsig
from casebook.formats.age import BadRecipient
from casebook.formats.stream import padme
from casebook.journal.current import Record
from casebook.redaction import leakcheck, planning, released
from casebook.redaction.plan import Choices
from casebook.redaction.released import ReleasedHit
from casebook.vault.faults import DiskFault, DiskFull

from .conftest import Export


def unpacked(data: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        found.extractall(folder)
    return folder / "bundle"


def facts(data: bytes) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(archive.read(data)["bundle/data/records.json"])
    return found


def only(found: list[Record] | tuple[Record, ...]) -> Record:
    [one] = found
    return one


# --------------------------------------------------------------------------------- with what is at hand


def test_stock_tools_accept_it(export: Export, tmp_path: Path) -> None:
    folder = unpacked(export.make().data, tmp_path)
    public = organisation.public_key(export.book)
    signers = tmp_path / "allowed_signers"
    signers.write_text(sshsig.allowed_signers_line(public, "reports@harbour.example", contents.NAMESPACE))
    tags = (folder / "tagmanifest-sha256.txt").read_bytes()
    asked = ["-n", contents.NAMESPACE, "-s", str(folder / "tagmanifest-sha256.txt.sig")]
    for more in (["verify", "-f", str(signers), "-I", "reports@harbour.example"], ["check-novalidate"]):
        done = subprocess.run(
            ["ssh-keygen", "-Y", *more, *asked], input=tags, capture_output=True, check=True
        )
        assert sshsig.fingerprint(public) in done.stdout.decode()
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "-c", "--strict", manifest], cwd=folder, check=True, capture_output=True)
    bagit = [sys.executable, "-W", "ignore", "-m", "bagit", "--validate", str(folder)]
    subprocess.run(bagit, check=True, capture_output=True)


def test_the_receivers_check_says_point_by_point_what_holds(export: Export) -> None:
    made = export.make()
    verdict = verify.verify(made.data, sshsig.public_line(organisation.public_key(export.book)))
    assert verdict.expected
    assert verdict.records == sum(fate.shown for fate in export.plan.records)
    assert dict(verdict.kinds) == {"list-edition": 1, "list-entry": 2, "person": 2, "source": 1}
    assert verdict.removals == -1
    assert verdict.hidden > 0
    assert (
        verdict.manifest
        == hashlib.sha256(archive.read(made.data)["bundle/tagmanifest-sha256.txt"]).hexdigest()
    )


# --------------------------------------------------------------------------------- what is in it


def test_it_shows_what_the_plan_shows(export: Export) -> None:
    found = facts(export.make().data)
    [told] = [f["narrative"] for f in found if f["kind"] == "list-entry" and "Oskenov" in str(f)]
    assert told == [
        {"text": f"Oskenov was taken with {contents.MARK} to the station. Nobody said why. He is held since."}
    ]


def test_links_lead_to_records_of_the_same_bundle(export: Export) -> None:
    found = facts(export.make().data)
    ids = {f["id"] for f in found}
    assert {f["person"] for f in found if f["kind"] == "list-entry"} <= ids
    assert {f["edition"] for f in found if f["kind"] == "list-entry"} <= ids


def test_records_stand_in_the_order_of_what_is_shown(export: Export) -> None:
    """By kind and by title, whatever order the casebook knows them in."""
    found = facts(export.make().data)
    for kind in ("person", "list-entry"):
        said = [str(f) for f in found if f["kind"] == kind]
        assert ["Oskenov" in text for text in said] == [True, False]
    assert [f["kind"] for f in found] == [
        "list-edition",
        "list-entry",
        "list-entry",
        "person",
        "person",
        "source",
    ]


def test_it_says_nothing_of_software_people_devices_or_days(export: Export) -> None:
    data = export.make().data
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert {info.date_time for info in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any(info.extra or info.comment for info in found.infolist())
        everything = b"\n".join(found.read(name) for name in found.namelist())
        pages = PdfReader(io.BytesIO(found.read("bundle/data/report.pdf")))
    raw = everything + data
    for word in (b"typst", b"python", b"pypdf", b"heron", b"harbour", b"linux", b"qt "):
        assert word not in raw.lower().replace(b"qt-", b"")
    assert not {"/CreationDate", "/ModDate", "/Author", "/Producer"} & set(pages.metadata or {})
    assert b"xmp:CreateDate" not in raw


def test_the_number_of_removals_is_told_to_partners_and_not_in_public(export: Export) -> None:
    assert contents.FOLDER + contents.REMOVALS not in archive.read(export.make().data)
    lists.consent(export.book, export.named, level="5")
    export.seen, export.plan = export.planned("partner")
    said = json.loads(archive.read(export.make().data)[contents.FOLDER + contents.REMOVALS])
    assert said == {"removals": export.plan.removals}
    assert said["removals"] > 0


@pytest.mark.parametrize("audience", ["public", "partner"])
def test_the_same_seals_and_numbering_give_the_same_bytes(export: Export, audience: str) -> None:
    """With seals made at writing, and with seals made now."""
    export.seen, export.plan = export.planned(audience)
    numbering = Numbering.drawn(os.urandom)
    one, two = (export.make(numbering=numbering) for _ in range(2))
    assert one.data == two.data
    assert {each.kept.written for each in one.sealed} == {audience == "public"}
    assert export.make().data != one.data


# --------------------------------------------------------------------------------- encrypted


@pytest.fixture(scope="module")
def key() -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.generate()


def test_stock_age_opens_an_encrypted_one(
    export: Export, tmp_path: Path, key: pyrage.x25519.Identity
) -> None:
    made = export.make(padded=True)
    to = tmp_path / "out.age"
    write.release(export.book, export.plan, made, to, recipients=[str(key.to_public())], date="2025-06")
    (tmp_path / "key").write_text(f"{key}\n")
    opened = subprocess.run(
        ["age", "-d", "-i", str(tmp_path / "key"), str(to)], capture_output=True, check=True
    ).stdout
    assert opened == made.data
    assert b"Oskenov" not in to.read_bytes()
    assert to.read_bytes().startswith(b"age-encryption.org/v1\n")


def test_an_encrypted_one_has_one_of_few_sizes(export: Export, tmp_path: Path) -> None:
    for words in ("", "a word more", "x" * 700, "y" * 5000):
        data = export.make(words, padded=True).data
        assert len(data) == padme(len(data))
        assert set(archive.read(data)[contents.FOLDER + contents.PADDING]) <= {0}
        verify.verify(data)
        subprocess.run(
            [
                sys.executable,
                "-W",
                "ignore",
                "-m",
                "bagit",
                "--validate",
                str(unpacked(data, tmp_path / str(len(words)))),
            ],
            check=True,
            capture_output=True,
        )


def test_a_recipient_that_is_none_refuses_all(export: Export, tmp_path: Path) -> None:
    with pytest.raises(BadRecipient):
        write.release(
            export.book,
            export.plan,
            export.make(),
            tmp_path / "out",
            recipients=["age1nobody"],
            date="2025-06",
        )
    nothing_left(export.book, tmp_path)


# --------------------------------------------------------------------------------- complete or absent


def nothing_left(book: Casebook, folder: Path) -> None:
    assert [path.name for path in folder.iterdir() if path.name != "book"] == []
    assert not disclosures.disclosures(book)


def release(export: Export, to: Path, **more: object) -> write.Written:
    return write.release(export.book, export.plan, export.make(), to, date="2025-06", **more)  # type: ignore[arg-type]  # of release


def test_it_can_be_stopped_at_every_stage_and_leaves_nothing(export: Export, tmp_path: Path) -> None:
    def work(watch: Callable[[Step], None]) -> None:
        progress = Progress(watch)
        made = write.make(export.book, export.seen, export.plan, export.report(), progress=progress)
        write.release(export.book, export.plan, made, tmp_path / "out", date="2025-06", progress=progress)

    def stopping(at: str) -> Callable[[Step], None]:
        def watch(step: Step) -> None:
            if step.stage == at:
                raise Cancelled

        return watch

    stages: dict[str, None] = {}
    work(lambda step: stages.setdefault(step.stage))
    assert {"sealing", "typesetting", "judging-bundle", "searching-leaks", "writing-bundle"} <= stages.keys()
    (tmp_path / "out").unlink()
    for stage in stages:
        with pytest.raises(Cancelled):
            work(stopping(stage))
        assert [path.name for path in tmp_path.iterdir()] == ["book"], stage
        assert len(disclosures.disclosures(export.book)) == 1, stage


def test_a_full_disk_leaves_nothing(export: Export, small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(40_000))
    with pytest.raises(DiskFull):
        release(export, small_disk / "out.zip")
    assert [path.name for path in small_disk.iterdir()] == ["ballast"]
    assert not disclosures.disclosures(export.book)


def test_a_file_that_stood_there_stands_there_still(export: Export, small_disk: Path) -> None:
    (small_disk / "out.zip").write_bytes(b"an older bundle" * 2000)
    with pytest.raises(DiskFull):
        release(export, small_disk / "out.zip")
    assert (small_disk / "out.zip").read_bytes() == b"an older bundle" * 2000


def test_where_the_file_cannot_have_its_name_nothing_is_recorded(export: Export, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "something").touch()
    with pytest.raises(CasebookError):
        release(export, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book", "out"]
    assert not disclosures.disclosures(export.book)


def test_what_has_its_name_is_recorded_though_the_disk_failed_then(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file can be taken away from then on, so the record of it stays."""

    def faulty(_folder: Path) -> None:
        raise OSError(errno.EIO, "")

    monkeypatch.setattr(write, "sync_folder", faulty)
    with pytest.raises(DiskFault):
        release(export, tmp_path / "out.zip")
    assert (tmp_path / "out.zip").exists()
    assert len(disclosures.disclosures(export.book)) == 1


def test_a_disk_that_forgets_is_not_trusted(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = write.write_whole
    monkeypatch.setattr(write, "write_whole", lambda path, data: kept(path, data[:-1] + b"\1"))
    with pytest.raises(WrittenOtherwise):
        release(export, tmp_path / "out")
    nothing_left(export.book, tmp_path)


def test_nothing_leaves_where_nothing_may_be_shown(export: Export) -> None:
    choices = Choices(leave_out=frozenset((fate.record, "") for fate in export.plan.records))
    seen, plan = export.planned(choices=choices)
    with pytest.raises(NothingToShow):
        write.make(export.book, seen, plan, export.report())


# --------------------------------------------------------------------------------- the leak check stands in the way


@pytest.mark.parametrize("words", ["Dzhandosova", "Сауле Джандосову", "S. Dzhandosova", "to Heron by hand"])
def test_a_report_that_names_somebody_protected_is_not_made(export: Export, words: str) -> None:
    with pytest.raises(LeakFound) as refused:
        export.make(f"It was told by {words}.")
    assert refused.value.leaks
    assert {leak.where for leak in refused.value.leaks} == {
        "bundle/data/report.html",
        "bundle/data/report.pdf",
    }


def test_a_word_of_a_seal_that_names_somebody_stops_it(
    export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong before it: the check reads the bytes, not the plan."""
    shown = replace(export.plan, records=tuple(map(_all_shown, export.plan.records)))
    with pytest.raises(LeakFound):
        write.make(export.book, export.seen, shown, export.report())


def _all_shown(fate: object) -> object:
    units = {}
    for path, unit in fate.units.items():  # type: ignore[attr-defined]  # a RecordFate
        passages = {
            slot: replace(
                passage,
                sentences=tuple(
                    replace(s, why="", spans=tuple(replace(span, why="") for span in s.spans))
                    for s in passage.sentences
                ),
            )
            for slot, passage in unit.passages.items()
        }
        units[path] = replace(unit, passages=passages)
    return replace(fate, units=units)  # type: ignore[type-var]  # a RecordFate


def test_only_the_bytes_that_were_searched_are_released(export: Export, tmp_path: Path) -> None:
    made = export.make()
    looser = replace(export.plan, choices=Choices(stand=frozenset(("station",))))
    for other in (replace(made, data=made.data + b"x"), replace(made, plan=looser)):
        with pytest.raises(ValueError, match="judged"):
            write.release(export.book, export.plan, other, tmp_path / "out", date="2025-06")
    nothing_left(export.book, tmp_path)


# --------------------------------------------------------------------------------- between preview and release


def test_a_consent_withdrawn_during_the_preview_stops_it(export: Export, tmp_path: Path) -> None:
    made = export.make()
    lists.consent(export.book, export.named, state="revoked")
    with pytest.raises(PlanOutdated) as refused:
        write.release(export.book, export.plan, made, tmp_path / "out", date="2025-06")
    assert refused.value.people == 1
    nothing_left(export.book, tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda export: records.write(export.book, Verb.EDIT, [Set(export.named, "protection", "always")]),
        lambda export: records.write(export.book, Verb.EDIT, [Set(export.entry, "sensitivity", "sealed")]),
        lambda export: records.write(export.book, Verb.EDIT, [Set(export.entry, "term_text", "2 years")]),
        lambda export: lists.person(export.book, "Nobody Station"),
    ],
    ids=["protection", "sensitivity", "words", "a new person whose name stands in a text"],
)
def test_what_changes_the_plan_stops_it(export: Export, tmp_path: Path, change: object) -> None:
    made = export.make()
    change(export)  # type: ignore[operator]  # a function
    with pytest.raises(Refused):
        write.release(export.book, export.plan, made, tmp_path / "out", date="2025-06")
    nothing_left(export.book, tmp_path)


def test_what_does_not_concern_it_does_not_stop_it(export: Export, tmp_path: Path) -> None:
    made = export.make()
    lists.record(export.book, "note", title="call back on Monday")
    release(export, tmp_path / "first")
    write.release(export.book, export.plan, made, tmp_path / "second", date="2025-06")
    assert len(disclosures.disclosures(export.book)) == 2


# --------------------------------------------------------------------------------- what left is recorded


def test_what_left_is_recorded(export: Export, tmp_path: Path, key: pyrage.x25519.Identity) -> None:
    line = str(key.to_public())
    written = release(export, tmp_path / "out", recipients=[line], purpose="for the committee")
    record = only(list(disclosures.disclosures(export.book)))
    assert record.id == written.disclosure
    assert [value for _, value in record.each("recipients", "key")] == [line]
    assert record.text("purpose") == "for the committee"
    assert record.value("outer") == hashlib.sha256((tmp_path / "out").read_bytes()).digest() == written.outer
    assert record.value("manifest") == bytes.fromhex(written.verdict.manifest)
    assert record.text("signer") == written.verdict.signer
    assert {value for _, value in record.each("named", "person")} == set(export.listed.people.values())
    assert [value for _, value in record.each("allowed_by", "record")] == [export.decision]
    shown = {value for _, value in record.each("shown", "record")}
    assert shown == {fate.record for fate in export.plan.records if fate.shown}
    for of in (export.entry, export.named, export.decision):
        assert only(list(disclosures.disclosures(export.book, of))).id == record.id
    # Told of and not named: the hidden words can be opened later.
    assert [value for _, value in record.each("mentioned", "person")] == [export.protected]


def test_people_named_only_in_words_and_the_consents_of_speakers_are_recorded(
    book: Casebook, tmp_path: Path
) -> None:
    """Withdrawal must find every bundle somebody is in."""
    named, speaker = lists.person(book, "Marat Oskenov"), lists.person(book, "Saule Dzhandosova")
    lists.already_public(book, named)
    given = lists.consent(book, speaker, level="4")
    narrative = {"text": "Marat Oskenov was beaten.", "place": "V"}
    told = lists.record(book, "interview", ("narrative", narrative), speaker=speaker, consent=given)
    export = Export.__new__(Export)
    export.book = book
    export.seen, whole = export.planned()
    export.plan = planning.make(export.seen, [told], whole.profile)
    written = release(export, tmp_path / "out")
    record = book.need(written.disclosure)
    assert [value for _, value in record.each("named", "person")] == [named]
    assert given in {value for _, value in record.each("allowed_by", "record")}


def test_a_hit_somebody_looked_at_is_let_pass_and_recorded_without_the_name(
    export: Export, tmp_path: Path
) -> None:
    numbering = Numbering.drawn(os.urandom)
    report = export.report("It was told by Dzhandosova.")

    def made(*hits: ReleasedHit) -> write.Made:
        return write.make(export.book, export.seen, export.plan, report, numbering=numbering, released=hits)

    with pytest.raises(LeakFound) as refused:
        made()
    hits = [released.release(leak, "Another of that name") for leak in refused.value.leaks]
    with pytest.raises(LeakFound) as left:
        made(*hits[1:])
    assert {leak.fingerprint for leak in left.value.leaks} == {hits[0].fingerprint}
    written = write.release(export.book, export.plan, made(*hits), tmp_path / "out", date="2025-06")
    row = export.book.need(written.disclosure)
    assert {value for _, value in row.each("released", "reason")} == {"Another of that name"}
    assert row.value("released_by") == "Heron"
    other = export.make()
    assert other.released == ()


def test_an_error_says_no_name(export: Export) -> None:
    with pytest.raises(LeakFound) as refused:
        export.make("It was told by Dzhandosova.")
    assert not re.search("zhandosova", f"{refused.value!r} {refused.value}", re.IGNORECASE)


def test_an_element_added_during_the_preview_does_not_leave(export: Export, tmp_path: Path) -> None:
    made = export.make()
    records.write(export.book, Verb.EDIT, [Add(export.entry, "dates", (("what", "heard again"),))])
    with pytest.raises(PlanOutdated):
        write.release(export.book, export.plan, made, tmp_path / "out", date="2025-06")


def test_what_stands_at_a_hit_can_be_looked_at(export: Export) -> None:
    """Where it is on the page, and the words around it: nobody lets pass what they have not seen."""
    with pytest.raises(LeakFound) as refused:
        export.make("It was told by Dzhandosova on Monday.")
    error = refused.value
    assert {each.where for each in error.found.files} >= {leak.where for leak in error.leaks}
    whom = leakcheck.protected(export.seen, export.plan)
    seen = {leak.where: leakcheck.look(error.data, whom, leak) for leak in error.leaks if leak.place}
    html, pdf = seen["bundle/data/report.html"], seen["bundle/data/report.pdf"]
    assert html is not None
    assert "told by Dzhandosova on Monday" in html.around
    assert html.around[html.start : html.end] == "Dzhandosova"
    assert pdf is not None
    assert pdf.page == 0
    assert pdf.around[pdf.start : pdf.end] == "Dzhandosova"
