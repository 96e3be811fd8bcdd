"""Words opened later, and the slip that leads to the device: against the very bundle that left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import books
import lists
from casebook.base.ids import RecordId
from casebook.bundle import contents, openings, slips, unhiding, write
from casebook.bundle.author_slips import SealedAtExport, author_slip
from casebook.bundle.unhiding import NotInSeal, Words
from casebook.casework import decisions, disclosures, erasing, kept_seals, organisation, records
from casebook.casework.kept_seals import SealNotKept
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.formats import archive, jose, sdjwt, sshsig
from casebook.formats.sealhash import seal_hash
from casebook.redaction.seals import FOLLOWS
from casebook.reports.document import Document
from casebook.vault import keys

from .conftest import NARRATIVE, Export


def leave(export: Export, folder: Path, audience: str = "public") -> tuple[RecordId, dict[RecordId, str]]:
    """A bundle that left: its disclosure, and the tokens in it by record."""
    if audience != "public":
        people = list(export.listed.people.values())
        decisions.decide(
            export.book,
            people,
            use=audience,
            ground="already-public",
            why="in print",
            source=lists.source(export.book),
        )
    export.seen, export.plan = export.planned(audience)
    made = write.make(export.book, export.seen, export.plan, Document("en", "A list", ()))
    written = write.release(export.book, export.plan, made, folder / f"{audience}.zip", date="2025-06")
    files = archive.read((folder / f"{audience}.zip").read_bytes())
    found = {
        one.sealed.record: files[contents.FOLDER + contents.seal_path(i)].decode()
        for i, one in enumerate(made.sealed, 1)
    }
    return written.disclosure, found


def with_opening(token: str, text: str) -> sdjwt.Verified:
    """The token judged with the lines of an opening, as a reader does it."""
    title, name, *lines, end = text.split("\n")
    assert (title, end) == ("casebook-opening/1", "")
    assert jose.decode64(name) == seal_hash(token.split("~", maxsplit=1)[0])
    there = set(token.split("~"))
    return sdjwt.verify(
        sdjwt.add(token, [line for line in lines if line not in there]), typ=contents.SEAL_TYPE
    )


def unit_of(export: Export) -> str:
    [key] = export.book.need(export.entry).elements("narrative")
    return f"narrative/{key}/text"


# ------------------------------------------------------------------------------------------------- openings


@pytest.mark.parametrize("audience", ["public", "partner"])
def test_one_word_is_opened_and_no_other(export: Export, tmp_path: Path, audience: str) -> None:
    """Of a seal made at writing, and of one made at export; after the record was changed, too."""
    left, tokens = leave(export, tmp_path, audience)
    unit = unit_of(export)
    records.write(export.book, Verb.EDIT, [Set(export.entry, unit, "Something else altogether.")])
    start = NARRATIVE.index("Saule")
    opening = unhiding.open_words(export.book, left, export.entry, [Words(unit, "", start, start + 1)])
    assert opening.shown == ("Saule Dzhandosova",)
    token = tokens[export.entry]
    before = contents.hidden_in(sdjwt.verify(token, typ=contents.SEAL_TYPE).opened.claims)
    after = with_opening(token, opening.text).opened.claims
    assert "Saule Dzhandosova" in str(contents.facts_of(after))
    if audience == "public":
        assert contents.hidden_in(after) == before - 1


def test_the_receivers_reader_puts_it_into_the_bundle(export: Export, tmp_path: Path) -> None:
    left, tokens = leave(export, tmp_path)
    start = NARRATIVE.index("Saule")
    opening = unhiding.open_words(
        export.book, left, export.entry, [Words(unit_of(export), "", start, start + 1)]
    )
    held = {contents.seal_path(i): token.encode() for i, token in enumerate(tokens.values(), 1)}
    opened, path, more = openings.apply(opening.text.encode(), held)
    assert held[path] == tokens[export.entry].encode()
    assert opened.places == 1
    [change] = opened.changes
    assert (change.field, "Saule" in change.before, "Saule" in change.after) == ("narrative", False, True)
    again, _, _ = openings.apply(opening.text.encode(), held | {path: more})
    assert again.places == 0


def test_a_whole_unit_is_opened(export: Export, tmp_path: Path) -> None:
    left, tokens = leave(export, tmp_path)
    opening = unhiding.open_words(export.book, left, export.entry, [Words("number"), Words(unit_of(export))])
    facts = contents.facts_of(with_opening(tokens[export.entry], opening.text).opened.claims)
    assert facts["number"] == 1
    assert facts["narrative"] == [{"text": NARRATIVE}]
    assert opening.shown[-1] == "1"


def test_the_version_before_is_opened(export: Export, tmp_path: Path) -> None:
    leave(export, tmp_path)
    records.write(export.book, Verb.EDIT, [Set(export.entry, unit_of(export), "Oskenov was taken.")])
    left, tokens = leave(export, tmp_path)
    opening = unhiding.open_words(export.book, left, export.entry, [Words(FOLLOWS)])
    claims = with_opening(tokens[export.entry], opening.text).opened.claims
    earlier = kept_seals.kept(export.book, export.entry)
    assert jose.decode64(claims[FOLLOWS]) in {one.name for one in earlier}


def test_words_are_found_in_the_text_as_it_left(export: Export, tmp_path: Path) -> None:
    left, _ = leave(export, tmp_path)
    unit = unit_of(export)
    records.write(export.book, Verb.EDIT, [Set(export.entry, unit, "Something else altogether.")])
    text = unhiding.text_as_it_left(export.book, left, export.entry, unit)
    assert text == NARRATIVE
    [(start, end)] = unhiding.spans_of(text, ["station"])
    assert text[start:end] == "station"
    with pytest.raises(NotInSeal):
        unhiding.spans_of(text, ["altogether"])


@pytest.mark.parametrize(
    "words",
    [
        Words("nothing"),
        Words("term_text", "", 500, 501),
        Words("number", "full"),
        Words("term_text", "", 3, 3),
    ],
)
def test_what_is_not_there_is_not_opened(export: Export, tmp_path: Path, words: Words) -> None:
    left, _ = leave(export, tmp_path)
    with pytest.raises(NotInSeal):
        unhiding.open_words(export.book, left, export.entry, [words])


def test_an_opening_fits_no_other_bundle(export: Export, tmp_path: Path) -> None:
    left, _ = leave(export, tmp_path)
    _, others = leave(export, tmp_path, "partner")
    opening = unhiding.open_words(export.book, left, export.entry, [Words("number")])
    token = others[export.entry]
    assert jose.decode64(opening.text.split("\n")[1]) != seal_hash(token.split("~")[0])
    with pytest.raises(sdjwt.BadSdJwt):
        sdjwt.verify(sdjwt.add(token, opening.disclosures), typ=contents.SEAL_TYPE)


def test_what_was_erased_is_never_opened_again(export: Export, tmp_path: Path) -> None:
    left, _ = leave(export, tmp_path)
    erasing.erase(export.book, export.entry, "term_text", reason="consent-withdrawn")
    for ask in (
        lambda: unhiding.open_words(export.book, left, export.entry, [Words("number")]),
        lambda: author_slip(export.book, left, export.entry),
    ):
        with pytest.raises(SealNotKept):
            ask()


def test_what_was_handed_over_is_on_record(export: Export, tmp_path: Path) -> None:
    left, _ = leave(export, tmp_path)
    opening = unhiding.open_words(export.book, left, export.entry, [Words("number")])
    slip = author_slip(export.book, left, export.entry)
    for paper, name in ((opening, "opening"), (slip, "slip")):
        unhiding.hand_over(export.book, paper, tmp_path / name, who="District court", why="Its order")
        assert (tmp_path / name).read_text() == paper.text
    row = export.book.need(left)
    assert [value for _, value in row.each("handed", "what")] == ["opening", "author-slip"]
    assert {value for _, value in row.each("handed", "to")} == {"District court"}
    assert {value for _, value in row.each("handed", "why")} == {"Its order"}
    assert {value for _, value in row.each("handed", "record")} == {export.entry}


def test_what_cannot_be_recorded_is_not_written_out(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, _ = leave(export, tmp_path)
    opening = unhiding.open_words(export.book, left, export.entry, [Words("number")])

    def refuse(*_: object, **__: object) -> None:
        raise disclosures.NotADisclosure

    monkeypatch.setattr(disclosures, "note_handed", refuse)
    with pytest.raises(disclosures.NotADisclosure):
        unhiding.hand_over(export.book, opening, tmp_path / "word", who="Court", why="Order")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book", "public.zip"]


# ------------------------------------------------------------------------------------------------- author slips


def test_a_slip_names_the_device_and_the_entry(export: Export, tmp_path: Path) -> None:
    left, tokens = leave(export, tmp_path)
    name = seal_hash(tokens[export.entry].split("~")[0])
    slip = author_slip(export.book, left, export.entry)
    said = slips.judge(slip.text.encode(), name)
    public = export.book.safe.keyring.public("device")
    assert (said.public, said.name, said.person) == (public, "Heron", "")
    assert said.fingerprint == sshsig.fingerprint(public)
    assert said.number > 1
    assert public != organisation.public_key(export.book)
    assert len(slip.text) < 1_700


def test_slips_for_two_seals_of_one_act_show_one_header(export: Export) -> None:
    """And nothing else in common: that they are of one text is seen only by opening both."""
    from casebook.bundle import author_slips
    from casebook.redaction import sealing

    sealing.seal(export.book, [export.entry])
    one, two = kept_seals.kept(export.book, export.entry)[:2]
    lines = [[*author_slips._sealing(export.book, each)] for each in (one, two)]
    assert lines[0][:2] == lines[1][:2]
    assert lines[0][3:] == lines[1][3:]
    parts = [line[2] for line in lines]
    # Equal are the kinds of the values at each place, and no random byte for long.
    fixed = [place for place in range(140) if parts[0][place] == parts[1][place]]
    assert parts[0][:3] == parts[1][:3]
    for start, end in ((3, 35), (38, 54), (73, 105), (107, 139)):
        assert len([place for place in fixed if start <= place < end]) < 6
    said = [slips.judge(slips.write(line), each.name) for line, each in zip(lines, (one, two), strict=True)]
    assert said[0].text_version != said[1].text_version
    assert said[0].number == said[1].number


def test_a_slip_is_for_its_own_seal_and_there_is_none_for_a_forged_one(
    export: Export, tmp_path: Path
) -> None:
    """Whoever has the organisation's key seals what they like, and can show no slip of a device for it."""
    left, tokens = leave(export, tmp_path)
    slip = author_slip(export.book, left, export.entry)
    forged, forged_tokens = leave(export, tmp_path, "partner")
    with pytest.raises(SealedAtExport):
        author_slip(export.book, forged, export.entry)
    for token in (forged_tokens[export.entry], tokens[export.other]):
        with pytest.raises(slips.BadSlip) as refused:
            slips.judge(slip.text, seal_hash(token.split("~")[0]))
        assert refused.value.problem is slips.SlipProblem.OTHER_SEAL


def test_a_slip_cannot_be_made_with_the_organisations_key(export: Export, tmp_path: Path) -> None:
    """The entry's words changed to another seal, and signed by whoever exports."""
    left, _ = leave(export, tmp_path)
    slip = author_slip(export.book, left, export.entry)
    lines = [jose.decode64(line) for line in slip.text.split("\n")[1:-1]]
    other = bytes(32)
    part = lines[2][:73] + other + lines[2][105:]
    old, new = slips._commitment(lines[2]), slips._commitment(part)
    header = lines[0].replace(old, new)
    private, _ = keys.make_signing()
    signed = keys.sign(private, b"casebook/entry/1\0" + header)
    for signature in (lines[1], signed, organisation.sign(export.book, b"casebook/entry/1\0" + header)):
        with pytest.raises(slips.BadSlip) as refused:
            slips.judge(slips.write([header, signature, part, *lines[3:]]), other)
        assert refused.value.problem is slips.SlipProblem.SIGNATURE


def test_a_slip_tells_nothing_but_what_it_says(export: Export, tmp_path: Path) -> None:
    left, _ = leave(export, tmp_path)
    slip = author_slip(export.book, left, export.entry)
    raw = b"".join(jose.decode64(line) for line in slip.text.split("\n")[1:-1])
    for telling in (export.entry, *export.listed.people.values(), b"Oskenov", b"Harbour", b"list-entry"):
        assert telling not in raw
    # A time, as it stands in every id of a record and in every stamp; the device's own record has one.
    began = books.START_MS.to_bytes(6, "big")[:4]
    assert raw.count(began) == len(slip.text.split("\n")[6:-1])


def test_json_of_what_is_shown_holds_no_link_to_the_version_before(export: Export, tmp_path: Path) -> None:
    leave(export, tmp_path)
    files = archive.read((tmp_path / "public.zip").read_bytes())
    facts = json.loads(files[contents.FOLDER + contents.RECORDS])
    assert not any(FOLLOWS in each for each in facts)


def test_a_bundle_shows_the_seal_its_disclosure_names(export: Export, tmp_path: Path) -> None:
    left, tokens = leave(export, tmp_path)
    row = export.book.need(left)
    named = {
        row.value(f"shown/{key}/record"): row.value(f"shown/{key}/seal") for key in row.elements("shown")
    }
    assert named == {record: seal_hash(token.split("~")[0]) for record, token in tokens.items()}
    assert {value for _, value in row.each("shown", "written")} == {"yes"}


def test_records_of_another_book_have_no_opening(export: Export, tmp_path: Path) -> None:
    left, _ = leave(export, tmp_path)
    stranger = lists.person(export.book, "Ferry Lantern")
    with pytest.raises(SealNotKept):
        unhiding.open_words(export.book, left, stranger, [Words("names")])


def test_everything_that_can_be_opened_is_told_as_it_left(export: Export, tmp_path: Path) -> None:
    left, _ = leave(export, tmp_path)
    records.write(export.book, Verb.EDIT, [Set(export.entry, unit_of(export), "Something else altogether.")])

    found = {(one.path, one.slot): one for one in unhiding.openable(export.book, left, export.entry)}

    text = found[unit_of(export), ""]
    assert (text.text, text.whole) == (NARRATIVE, False)
    for (path, slot), one in found.items():
        opened = unhiding.open_words(export.book, left, export.entry, [Words(path, slot)])
        assert opened.disclosures, one.path
