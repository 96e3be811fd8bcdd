"""What two bundles share, what tells a seal made at writing from one made at export, and who stands last."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import mean, pstdev

import pytest

import lists
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle import contents, verify, write
from casebook.bundle.numbering import Numbering
from casebook.bundle.sealed import in_shown_order, seal_all
from casebook.casework import decisions, kept_seals, seal_sets
from casebook.formats import archive, jose, sdjwt
from casebook.formats.sealhash import seal_hash
from casebook.journal.current import Record
from casebook.redaction import sealing, seals
from casebook.redaction.plan import Choices, Fate, RecordFate, RedactionPlan, Stricter, UnitFate
from casebook.redaction.profile import Naming
from casebook.redaction.seals import SealChanged

from .conftest import Export

HERON = "age1heron"
EGRET = "age1egret"
DRAWN = Numbering("a" * 16, b"\1" * 32, b"\2" * 32)


@pytest.fixture(autouse=True)
def _shown_to_partners(export: Export) -> None:
    people = list(export.listed.people.values())
    source = lists.source(export.book)
    decisions.decide(
        export.book, people, use="partner", ground="already-public", why="in print", source=source
    )


def tokens(made: write.Made) -> list[str]:
    files = archive.read(made.data)
    return [files[name].decode() for name in sorted(files) if contents.SEALS in name]


def for_partner(export: Export, *recipients: str) -> write.Made:
    export.seen, export.plan = export.planned("partner")
    return export.make(recipients=recipients)


def everything_in(token: str) -> Iterator[str]:
    """Every digest, disclosure, key and id that a token holds."""
    jwt, *disclosures = token.rstrip("~").split("~")
    yield from disclosures
    for part in [*jwt.split(".")[:2], *disclosures]:
        yield from re.findall(r"[A-Za-z0-9_-]{43}", jose.decode64(part).decode())
    yield jwt.split(".")[2]


def test_two_recipients_share_nothing(export: Export) -> None:
    """No digest, disclosure, seal key, id; the names of files are numbers, and the bundle's is random."""
    one, two = for_partner(export, HERON), for_partner(export, EGRET)
    ours = {text for token in tokens(one) for text in everything_in(token)}
    theirs = {text for token in tokens(two) for text in everything_in(token)}
    assert len(ours) > 100
    assert len(theirs) > 100
    assert {json.dumps(one.verdict.kinds)} == {json.dumps(two.verdict.kinds)}
    assert dict(one.verdict.kinds)["person"] == 2
    assert not ours & theirs
    facts = [json.loads(archive.read(made.data)[contents.FOLDER + contents.RECORDS]) for made in (one, two)]
    assert not {each["id"] for each in facts[0]} & {each["id"] for each in facts[1]}
    assert one.verdict.identifier != two.verdict.identifier


def test_one_class_has_the_same_seals_again(export: Export) -> None:
    """Whoever gets a second bundle knows already that both tell of one record."""
    one, two = for_partner(export, HERON), for_partner(export, HERON)
    assert {one_.kept.name for one_ in one.sealed} == {one_.kept.name for one_ in two.sealed}
    assert all(each.kept.written for each in one.sealed)


def test_nobody_in_particular_has_seals_nobody_else_has(export: Export) -> None:
    one, two, three = for_partner(export), for_partner(export), for_partner(export, HERON)
    names = [{each.kept.name for each in made.sealed} for made in (one, two, three)]
    assert not names[0] & names[1]
    assert not names[2] & (names[0] | names[1])
    assert not any(each.kept.written for each in (*one.sealed, *two.sealed))


def test_seals_of_one_class_cannot_be_let_out_to_another(export: Export, tmp_path: Path) -> None:
    made = for_partner(export, HERON)
    with pytest.raises(ValueError, match="other recipients"):
        write.release(export.book, export.plan, made, tmp_path / "out", recipients=[EGRET], date="2025-06")


# ------------------------------------------------------------------------- made at writing, or at export


def shape(token: str) -> tuple[str, object, bool, int, str, tuple[int, ...], object]:
    """All that can be seen of a token but what is random in it: header, claims in clear, what is shown, all sizes."""
    jwt, *disclosures, end = token.split("~")
    header, payload, signature = jwt.split(".")
    head, body = json.loads(jose.decode64(header)), json.loads(jose.decode64(payload))
    digests = body.pop("_sd")
    opened = sdjwt.verify(token, typ=contents.SEAL_TYPE).opened
    return (
        json.dumps(head | {"jwk": head["jwk"] | {"x": len(head["jwk"]["x"])}}) + json.dumps(body) + end,
        (len(digests), digests == sorted(digests), len(payload), len(signature)),
        tuple(disclosures) == tuple(opened.shown.values()),
        len(set(digests)),
        json.dumps(
            contents.facts_of(opened.claims | {"id": "", "person": "", "edition": ""}), sort_keys=True
        ),
        tuple(map(len, disclosures)),
        tuple(sorted(opened.unopened.items(), key=repr)),
    )


def test_only_a_slip_tells_a_seal_made_at_export_from_one_made_at_writing(export: Export) -> None:
    """Forged with everything an export has, the organisation's key too: nothing in the token is another.

    Lists and empty spans are placed by the secret of each seal, so single sizes differ from seal to seal; of many
    of each kind they are the same.
    """
    record, fate = export.seen.records[export.entry], export.plan.record(export.entry)
    written = [shape(_made_at_writing(export, record, fate)) for _ in range(200)]
    forged = [shape(_made_at_export(export, record, fate)) for _ in range(200)]
    assert {each[:5] for each in written} == {each[:5] for each in forged}
    ours, theirs = (Counter(len(each[5]) for each in kind) for kind in (written, forged))
    common = [size for size in ours if ours[size] > 20]
    assert common
    assert all(abs(ours[size] - theirs[size]) < 6 * (2 * ours[size]) ** 0.5 for size in common)
    sizes = [[sum(each[5]) for each in kind] for kind in (written, forged)]
    assert abs(mean(sizes[0]) - mean(sizes[1])) < 6 * pstdev(sizes[0]) * (2 / 200) ** 0.5
    hidden = [Counter(repr(each[6]) for each in kind) for kind in (written, forged)]
    assert {what for what in hidden[0] if hidden[0][what] > 20} <= set(hidden[1])


def _made_at_writing(export: Export, record: Record, fate: RecordFate | None) -> str:
    """Twice: the second seal of the set follows the first."""
    of_set = seal_sets.to_seal_in(export.book)[0]
    before = kept_seals.kept(export.book, record.id)
    version = bytes([len(before) % 256]) * 32
    one = sealing._one(export.book, record, of_set, version, before[-1] if before else None, {})
    making = seals.Making(one.secret, one.ids, one.follows)
    return seals.again(record, fate, making, one.public, one.signature, one.name).token


def _made_at_export(export: Export, record: Record, fate: RecordFate | None) -> str:
    assert fate is not None
    numbering = Numbering.drawn(export.book.random)
    [one] = seal_all(export.book, export.seen, [fate], None, numbering, Progress())
    return one.sealed.token


def test_a_seal_that_is_not_what_was_signed_stops_the_export(export: Export) -> None:
    made = for_partner(export, HERON)
    one = made.sealed[0]
    record = export.seen.get(one.sealed.record)
    assert record is not None
    making = one.sealed.making
    with pytest.raises(SealChanged):
        seals.again(record, None, making, one.kept.public, bytes(64), one.kept.name)
    other = seals.Making(bytes(32), making.ids, making.follows)
    with pytest.raises(SealChanged):
        seals.again(record, None, other, one.kept.public, one.kept.signature, one.kept.name)


def test_the_name_of_a_seal_is_that_of_its_token(export: Export) -> None:
    made = for_partner(export, HERON)
    assert [seal_hash(token.split("~")[0]) for token in tokens(made)] == [
        one.kept.name for one in made.sealed
    ]


# ------------------------------------------------------------------------------------------------- order


def test_those_who_are_not_named_stand_last_in_an_order_of_chance(export: Export) -> None:
    """In every kind of record: nobody can lay a hidden name between two that are shown."""
    listed = export.listed
    for i in range(4):
        lists.entry(export.book, listed, f"z{i}", f"Abai Aaranov{'abcd'[i]}", "He is held.")
    lists.already_public(export.book, *(listed.people[f"z{i}"] for i in range(4)))
    masked = frozenset(Stricter(listed.people[f"z{i}"], Naming.PSEUDONYM) for i in range(4))
    export.seen, export.plan = export.planned("public", Choices(stricter=masked))
    orders = set()
    for _ in range(8):
        order = [
            fate.record for fate in in_shown_order(export.plan, export.seen, Numbering.drawn(os.urandom))
        ]
        for kind, of_kind in (("person", listed.people), ("list-entry", listed.entries)):
            there = [each for each in order if export.seen.records[each].kind == kind]
            assert there[:2] == [of_kind["a"], of_kind["b"]]
            assert set(there[2:]) == {of_kind[f"z{i}"] for i in range(4)}
            orders.add(tuple(there))
    assert len(orders) > 4


def test_a_hidden_link_moves_nothing(export: Export) -> None:
    """A dossier with a hidden person in it stands where its title puts it."""
    one = lists.record(export.book, "dossier", title="Amber")
    two = lists.record(
        export.book, "dossier", ("persons", {"person": export.listed.people["b"]}), title="Birch"
    )
    three = lists.record(export.book, "dossier", title="Cedar")
    export.seen, plan = export.planned("public")
    assert plan.people[export.listed.people["b"]].named
    masked = Choices(stricter=frozenset((Stricter(export.listed.people["b"], Naming.PSEUDONYM),)))
    _, plan = export.planned("public", masked)
    for link in (Fate.WITHHELD, Fate.SHOWN):
        shown = _showing(export, plan, link, one, two, three)
        order = [fate.record for fate in in_shown_order(shown, export.seen, DRAWN)]
        # Where the link is shown, everybody sees that it leads to somebody without a name.
        wanted = [one, two, three] if link is Fate.WITHHELD else [one, three, two]
        assert [each for each in order if each in wanted] == wanted


def _showing(export: Export, plan: RedactionPlan, link: Fate, *wanted: RecordId) -> RedactionPlan:
    """The plan, with dossiers shown by their titles, and the people in them as *link* says."""
    fates = [fate for fate in plan.records if fate.record not in wanted]
    for each in wanted:
        record = export.seen.records[each]
        title = record.value("title")
        units = {"title": UnitFate("title", Fate.SHOWN, "", title, title)}
        for key, value in record.each("persons", "person"):
            path = f"persons/{key}/person"
            units[path] = UnitFate(path, link, "", value, value if link is Fate.SHOWN else None)
        fates.append(RecordFate(each, "dossier", shown=True, why="", units=units))
    return replace(plan, records=tuple(fates))


def test_what_is_hidden_orders_nothing(export: Export) -> None:
    """Verified as a receiver verifies it, and numbered without a gap."""
    made = for_partner(export, HERON)
    assert verify.verify(made.data).records == len(made.sealed)
