"""Two exports of one casebook to two recipients share nothing that could join them; chance has no habits."""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pyrage
import pytest

import lists
import media
from casebook.base.ids import RecordId
from casebook.bundle import contents, write
from casebook.bundle.numbering import Numbering
from casebook.bundle.sealed import in_shown_order
from casebook.casework import decisions, deriving, evidence
from casebook.casework.derivatives import Decision, Form, Redaction
from casebook.formats import archive
from casebook.redaction.othernames import other_names
from casebook.redaction.plan import Choices, Stricter
from casebook.redaction.profile import Naming
from casebook.reports import extract
from casebook.reports.shown import ForAudience

from .conftest import Export

TOKEN = re.compile(rb"[A-Za-z0-9_+/=-]{16,}")
"""Whatever is long enough to be found again: digests, disclosures, keys, ids, salts, names."""
DRAWS = 400
OTHERS = 4
ATTACHED = 3
MANY = 200
FORM = {"External-Identifier", "Tag-File-Character-Encoding", contents.LAYOUT}
PLAIN = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", contents.SIGNATURE}


class Sent:
    """What one recipient got, opened."""

    def __init__(self, made: write.Made, outer: Path) -> None:
        self.files = {
            name.removeprefix(contents.FOLDER): data for name, data in archive.read(made.data).items()
        }
        self.outer, self.name = outer.read_bytes(), outer.name
        self.identifier, self.signer = made.verdict.identifier, made.verdict.signer

    def json(self, name: str) -> object:
        return json.loads(self.files[name])

    def tokens(self, *besides: str) -> set[bytes]:
        return {
            token for name, data in self.files.items() if name not in besides for token in TOKEN.findall(data)
        }

    def strings(self) -> set[bytes]:
        """Strings of the report's PDF that say what it is: both halves of its /ID, and what its XMP calls it."""
        pdf = pypdf.PdfReader(io.BytesIO(self.files[contents.REPORT_PDF]))
        told = pdf.trailer["/Root"]["/Metadata"].get_data()
        named = re.findall(rb"<xmpMM:(?:Document|Instance)ID>([^<]+)</", told)
        return {bytes(half.original_bytes) for half in pdf.trailer.get("/ID", ())} | set(named)


def others(export: Export) -> list[RecordId]:
    """People who appear under other names; the casebook knows them in this order."""
    for i in range(OTHERS):
        lists.entry(
            export.book, export.listed, f"z{i}", f"Abai Aaranov{'abcd'[i]}", "He is held with Marat Oskenov."
        )
    return [export.listed.people[f"z{i}"] for i in range(OTHERS)]


def masked(people: list[RecordId]) -> frozenset[Stricter]:
    return frozenset(Stricter(each, Naming.PSEUDONYM) for each in people)


@pytest.fixture
def planned(export: Export, tmp_path: Path) -> Export:
    """A plan for partners with everything in it: other names, a picture, a paper and a text."""
    people = others(export)
    source = lists.source(export.book)
    decisions.decide(
        export.book,
        list(export.listed.people.values()),
        use="partner",
        ground="already-public",
        why="in print",
        source=source,
    )
    attach = []
    for name, data, form in (
        ("a.jpg", media.lying(320, 200, 1), Form.IMAGE),
        ("b.pdf", media.document(1), Form.PAGES),
        ("c.txt", b"They met Saule Dzhandosova at the gate.\n", Form.TEXT),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        record, _ = evidence.attach(export.book, export.named, path)
        deriving.save(export.book, record, Redaction(form), Decision(False, True, "At the gate"))
        attach.append(record)
    overrides = frozenset((each, "they were asked") for each in people)
    choices = Choices(stricter=masked(people), attach=frozenset(attach), overrides=overrides)
    export.seen, export.plan = export.planned("partner", choices)
    return export


def sent(export: Export, folder: Path, key: str) -> Sent:
    """As `casebook export` makes and releases it."""
    names = other_names(export.seen, export.plan, export.book.random(32), "en")
    report = extract.extract(ForAudience(export.plan, export.seen, names), "en")
    made = write.make(
        export.book, export.seen, export.plan, report, names=names, recipients=[key], padded=True
    )
    to = folder / f"{export.book.random(8).hex()}.zip.age"
    write.release(export.book, export.plan, made, to, recipients=[key], date="2025-06")
    return Sent(made, to)


def keys_of(value: object) -> Iterator[str]:
    """Every id in the facts or in the list of files."""
    for each in value if isinstance(value, list) else ():
        yield each.get("id", "")
        yield from each.get("about", ())
        yield from (each[link] for link in ("person", "edition") if isinstance(each.get(link), str))


def test_two_recipients_share_nothing_at_all(planned: Export, tmp_path: Path) -> None:
    """What both hold is what is said to be public (the signer, the form), and what was attached: the same pixels."""
    keys = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)]
    one, two = (sent(planned, tmp_path, key) for key in keys)

    assert all(
        {contents.PSEUDONYMS, contents.FILES_LIST, contents.PADDING} <= each.files.keys()
        for each in (one, two)
    )
    assert all(name in PLAIN or contents.is_listed(name) for each in (one, two) for name in each.files)
    attached = [
        {data for name, data in each.files.items() if contents.is_attached(name)} for each in (one, two)
    ]
    assert len(attached[0]) == ATTACHED
    assert attached[0] == attached[1]
    same = {
        name for name, data in one.files.items() if data in two.files.values() and data not in attached[0]
    }
    assert same <= {"bagit.txt", contents.REMOVALS, contents.PADDING}

    # Layouts, words of the form and of the language are anybody's; our signature and its key are meant to be known.
    besides = contents.REPORT_PDF, contents.REPORT_HTML, *filter(contents.is_attached, one.files | two.files)
    digests = {hashlib.sha256(data).hexdigest() for name in same for data in (one.files[name],)}
    digests |= {hashlib.sha256(data).hexdigest() for data in attached[0]}
    shared = {token.decode() for token in one.tokens(*besides) & two.tokens(*besides)} - digests
    assert not shared - told_by_form(one)
    assert all(len(each.tokens(*besides)) > MANY for each in (one, two))

    for name in (contents.RECORDS, contents.FILES_LIST):
        mine, theirs = (set(keys_of(each.json(name))) - {""} for each in (one, two))
        assert mine
        assert not mine & theirs
    names = [each.json(contents.PSEUDONYMS) for each in (one, two)]
    assert [len(each) for each in names] == [OTHERS, OTHERS]
    assert not set(names[0]) & set(names[1])
    assert not set(names[0].values()) & set(names[1].values())
    assert one.strings()
    assert not one.strings() & two.strings()
    assert one.identifier != two.identifier
    assert one.name != two.name
    assert not windows(one.outer) & windows(two.outer)


def told_by_form(one: Sent) -> set[str]:
    """What every bundle of this organisation holds: words of the form, names of files, its own public key."""
    stems = {name.rpartition(".")[0] for name in one.files}
    return FORM | stems | set(one.files[contents.SIGNATURE].decode().splitlines())


def windows(data: bytes, width: int = 24) -> set[bytes]:
    """Every run of so many bytes behind the line that says what the file is."""
    body = data.split(b"\n", 1)[1]
    return {body[at : at + width] for at in range(len(body) - width)}


# ------------------------------------------------------------------------------------------------- chance


def even(counts: Counter[object], cells: int) -> bool:
    """Whether so many cells were met as often as chance has it: within six standard deviations."""
    expected = sum(counts.values()) / cells
    return (
        all(abs(counts[cell] - expected) < 6 * math.sqrt(expected) for cell in counts)
        and len(counts) == cells
    )


def test_chance_has_no_habits(export: Export) -> None:
    """Who is not named stands at each place behind the named equally often, in every kind, and each gets each name."""
    people = others(export)
    lists.already_public(export.book, *people)
    choices = Choices(stricter=masked(people), overrides=frozenset((each, "asked") for each in people))
    export.seen, export.plan = export.planned("public", choices)
    entries = [export.listed.entries[f"z{i}"] for i in range(OTHERS)]
    places: Counter[object] = Counter()
    numbers: Counter[object] = Counter()
    for _ in range(DRAWS):
        numbering = Numbering.drawn(os.urandom)
        order = [fate.record for fate in in_shown_order(export.plan, export.seen, numbering)]
        for kind, unnamed in (("person", people), ("list-entry", entries)):
            there = [each for each in order if export.seen.records[each].kind == kind]
            last = there[-OTHERS:]
            assert set(last) == set(unnamed)
            places.update((kind, last.index(each), each) for each in unnamed)
        names = other_names(export.seen, export.plan, os.urandom(32), "en")
        numbers.update((place, who) for place, who in enumerate(names))
    for kind in ("person", "list-entry"):
        mine = Counter({cell: count for cell, count in places.items() if kind in cell})
        assert even(mine, OTHERS * OTHERS)
    assert even(numbers, OTHERS * OTHERS)
