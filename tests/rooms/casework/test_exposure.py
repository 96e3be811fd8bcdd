"""What a lost device held: the order of danger, the sources, the keys; and nothing is written."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import books
from casebook.base.ids import RecordId
from casebook.casework import decisions, disclosures, organisation, records
from casebook.casework.book import Casebook
from casebook.casework.danger import Danger, Why
from casebook.casework.disclosures import Left
from casebook.casework.exposure import Exposed, exposure
from casebook.casework.lost_keys import LostKind
from casebook.casework.records import Add, Delete, New, Set
from casebook.casework.touched import Verb
from casebook.formats import sshsig
from casebook.journal import log
from casebook.model.fields import Value
from casebook.model.person import NAME


def add(book: Casebook, kind: str, **units: Value | list[dict[str, Value]]) -> RecordId:
    """A record; a unit given as a list of dictionaries is a list's elements."""
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


def held(book: Casebook) -> dict[str, Exposed]:
    return {one.name: one for one in exposure(book).people}


def why(one: Exposed) -> dict[Why, int]:
    return {reason.why: reason.count for reason in one.reasons}


def fill(book: Casebook) -> dict[str, RecordId]:
    """One person for each danger, entered in no order."""
    ids = {
        "public": person(book, "Pelin Public"),
        "detained": person(book, "Dana Detained", custody=[{"period": ("remand", "2025-01-02")}]),
        "named": person(book, "Nadir Named"),
        "relative": person(book, "Rana Relative"),
        "witness": person(book, "Wes Witness"),
        "reachable": person(
            book, "Rea Reachable", contacts=[{"address": "+7 701 000 11 22", "type": "phone"}]
        ),
        "spoke": person(
            book,
            "Sam Spoke",
            contacts=[{"address": "sam@heron.example", "type": "email", "safe": "Only after dark"}],
        ),
        "protected": person(book, "Pia Protected", protection="always"),
    }
    add(book, "relation", person=ids["relative"], type="sibling", other=ids["detained"])
    add(book, "event", title="At the harbour", people=[{"person": ids["witness"], "role": "witness"}])
    about: list[dict[str, Value]] = [{"person": ids["detained"]}, {"person": ids["public"]}]
    add(book, "interview", speaker=ids["spoke"], about=about)
    source = add(book, "source", title="The harbour list", type="list")
    decisions.decide(
        book, [ids["public"]], use="public", ground="already-public", why="Printed", source=source
    )
    return ids


def test_people_stand_in_the_order_of_danger(book: Casebook) -> None:
    fill(book)

    found = exposure(book).people

    assert [one.name.split()[1] for one in found] == [
        "Protected", "Spoke", "Reachable", "Witness", "Relative", "Detained", "Named", "Public",
    ]  # fmt: skip
    assert [one.danger for one in found] == list(Danger)


def test_each_reason_is_a_fact_with_its_number(book: Casebook) -> None:
    ids = fill(book)
    add(book, "interview", about=[{"person": ids["detained"]}], speaker=ids["spoke"])

    found = held(book)

    assert why(found["Pia Protected"]) == {Why.ALWAYS_PROTECTED: 1}
    assert why(found["Sam Spoke"]) == {Why.SPOKE_UNNAMED: 2, Why.CONTACT: 1}
    assert why(found["Dana Detained"]) == {Why.RELATIVE: 1, Why.DETAINED: 1, Why.MENTIONED: 2}
    assert why(found["Pelin Public"]) == {Why.MENTIONED: 1, Why.PUBLIC: 1}


def test_being_public_takes_no_other_danger_away(book: Casebook) -> None:
    """A published prisoner whose home address stands here can be visited because of us."""
    ids = fill(book)
    home: tuple[tuple[str, Value], ...] = (("address", "Linden street 4"), ("type", "address"))
    records.write(book, Verb.EDIT, [Add(ids["public"], "contacts", home)])

    one = held(book)["Pelin Public"]

    assert one.danger is Danger.REACHABLE
    assert {Why.HOME, Why.PUBLIC} <= why(one).keys()


def test_who_agreed_to_be_named_was_promised_nothing(book: Casebook) -> None:
    ids = fill(book)
    add(book, "consent", subject=ids["spoke"], state="given", level="5")

    one = held(book)["Sam Spoke"]

    assert why(one) == {Why.SPOKE: 1, Why.CONTACT: 1, Why.PUBLIC: 1}
    assert one.danger is Danger.REACHABLE
    assert exposure(book).sources == ()


def test_a_withdrawn_consent_is_a_promise_again(book: Casebook) -> None:
    ids = fill(book)
    add(book, "consent", subject=ids["spoke"], state="given", level="5", revoked=("2025-03-01",))

    assert why(held(book)["Sam Spoke"])[Why.WITHDREW] == 1
    assert held(book)["Sam Spoke"].danger is Danger.SPOKE


def test_sources_stand_with_ways_to_reach_them_and_what_they_gave(book: Casebook) -> None:
    ids = fill(book)
    records.write(book, Verb.EDIT, [Set(ids["spoke"], "safe_person", ids["relative"])])
    add(book, "interview", speaker_code="Linden", safe_contact="Through the baker")
    evidence = add(book, "evidence", title="ruling.pdf", obtained_from="A clerk")
    source = add(book, "source", title="Voice", person=ids["named"], protection="coded")
    add(book, "claim", about=ids["detained"], value="Beaten", source=source)

    found = {source.name: source for source in exposure(book).sources}

    assert found.keys() == {"Sam Spoke", "Linden", "A clerk", "Nadir Named"}
    spoke = found["Sam Spoke"]
    assert [(c.address, c.type, c.safe) for c in spoke.contacts] == [
        ("sam@heron.example", "email", "Only after dark")
    ]
    assert spoke.through == ("Rana Relative",)
    assert [(each.kind, each.count) for each in spoke.held] == [("interview", 1)]
    assert [c.address for c in found["Linden"].contacts] == ["Through the baker"]
    assert found["A clerk"].record == evidence
    assert {(each.kind, each.count) for each in found["Nadir Named"].held} == {("source", 1), ("claim", 1)}


def test_a_source_that_may_be_named_is_not_moved(book: Casebook) -> None:
    someone = person(book, "Olga Open")
    add(book, "source", title="Statement", person=someone, protection="open")

    assert exposure(book).sources == ()


def test_a_source_of_whom_nobody_said_anything_is_taken_for_promised(book: Casebook) -> None:
    someone = person(book, "Uma Unasked")
    add(book, "source", title="Statement", person=someone)

    assert held(book)["Uma Unasked"].danger is Danger.SPOKE


def test_what_was_deleted_or_written_over_was_on_the_device_too(book: Casebook) -> None:
    ids = fill(book)
    contact = book.need(ids["reachable"]).elements("contacts")[0]
    path = f"contacts/{contact}/address"
    records.write(book, Verb.EDIT, [Set(ids["reachable"], path, "+7 701 999 99 99")])
    records.write(book, Verb.DELETE, [Delete(ids["witness"])])

    found = held(book)

    assert why(found["Rea Reachable"])[Why.FORMER_CONTACT] == 1
    assert why(found["Wes Witness"])[Why.DELETED] == 1


def test_what_was_erased_is_gone(book: Casebook) -> None:
    ids = fill(book)
    book.erase(ids["reachable"], "contacts", "consent-withdrawn")
    book.erase(ids["witness"], None, "consent-withdrawn")

    found = held(book)

    assert found["Rea Reachable"].danger is Danger.NAMED
    assert "Wes Witness" not in found


def test_keys_to_cut(book: Casebook) -> None:
    fill(book)
    publisher = sshsig.fingerprint(organisation.public_key(book))
    ours = sshsig.fingerprint(book.safe.keyring.public("device"))
    left = Left("partner", "2025-01", "Review", ("age1heron",), "1", bytes(32), bytes(32), publisher, bytes(32), (), (), (), 0)  # fmt: skip  # noqa: E501 - positional facts
    disclosures.note(book, left)
    secret = "AGE-SECRET-KEY-1" + "Q" * 58
    note = add(book, "note", title="Keys", remarks=f"mine: {secret.lower()}!")

    found = {key.kind: key for key in exposure(book).keys}

    assert (found[LostKind.DEVICE].public, found[LostKind.DEVICE].held) == (ours, True)
    assert (found[LostKind.PUBLISHER].public, found[LostKind.PUBLISHER].held) == (publisher, True)
    assert found[LostKind.PASSPHRASE].held
    assert LostKind.RECOVERY not in found
    assert found[LostKind.WRITTEN].record == note
    assert (found[LostKind.RECIPIENT].name, found[LostKind.RECIPIENT].count) == ("age1heron", 1)


def test_a_restored_copy_names_the_lost_device_as_not_its_own(book: Casebook, tmp_path: Path) -> None:
    """Asked of what a backup becomes elsewhere: the key that was lost is another's there."""
    from casebook.casework import identity

    fill(book)
    lost = sshsig.fingerprint(book.safe.keyring.public("device"))
    identity.renew(book)

    devices = [key for key in exposure(book).keys if key.kind is LostKind.DEVICE]

    assert {(key.public == lost, key.held) for key in devices} == {(True, False), (False, True)}


def test_nothing_is_written(book: Casebook, tmp_path: Path) -> None:
    fill(book)
    folder = book.safe.folder

    def everything() -> dict[str, str]:
        return {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file()
        }

    before, head = everything(), log.heads(book.db)
    beside = sorted(folder.parent.rglob("*"))

    exposure(book)

    assert log.heads(book.db) == head
    assert everything() == before
    assert sorted(folder.parent.rglob("*")) == beside


def test_every_danger_reason_and_key_has_words(book: Casebook) -> None:
    from casebook.base.words import translator
    from casebook.wording import of_exposure

    fill(book)
    text = "\n".join(of_exposure.lines(exposure(book), translator("en")))

    assert of_exposure.DANGERS.keys() == set(Danger)
    assert of_exposure.REASONS.keys() == set(Why)
    assert of_exposure.KEYS.keys() == of_exposure.THEN.keys() == set(LostKind)
    assert text.index("Pia Protected") < text.index("Sam Spoke") < text.index("Pelin Public")
    assert "{" not in text


def test_a_copy_opened_elsewhere_says_the_same_of_people(book: Casebook, tmp_path: Path) -> None:
    fill(book)
    here = exposure(book).people
    folder = book.safe.folder
    book.close()
    shutil.copytree(folder, tmp_path / "copy")
    with books.derived_once():
        other = books.reopen(tmp_path / "copy")

    try:
        assert exposure(other).people == here
    finally:
        other.close()
