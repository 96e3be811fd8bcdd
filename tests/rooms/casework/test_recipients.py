"""The address book: keys are compared one by one, and a changed key has been compared by nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import books
from casebook.base.ids import RecordId, id_text
from casebook.casework import address_book, recipients, records, snapshot, undo
from casebook.casework.address_book import KeyAlreadyTheirs, KeyNotTheirs, NameMissing
from casebook.casework.book import Casebook
from casebook.casework.leaving_sheet import Doubt, leaving_sheet
from casebook.casework.recipients import (
    NobodyCalledSo,
    NoKeyOfTheirs,
    NotARecipient,
    Recipient,
    SeveralCalledSo,
)
from casebook.casework.touched import Verb
from casebook.formats import age, ed25519, sshsig
from casebook.formats.wordlist import Comparison
from casebook.model.fields import BadValue
from casebook.model.recipient import ENCRYPTION_KEY, SIGNING_KEY
from casebook.vault import keys

ONE, TWO, THREE = (age.Identity.made().recipient for _ in range(3))
SIGNER = sshsig.fingerprint(keys.make_signing()[1])
TODAY = date(2025, 6, 15)


def the(book: Casebook) -> Recipient:
    (found,) = recipients.recipients(book)
    return found


@pytest.fixture
def partner(book: Casebook) -> RecordId:
    record, _ = address_book.add(
        book, name="Ilse Brandt", organisation="Northern Watch", audience="partner", language="en",
        keys=[ONE], signing=[SIGNER],
    )  # fmt: skip
    return record


def doubts(book: Casebook, *wanted: str, use: str = "partner", today: date = TODAY) -> list[Doubt]:
    sheet = leaving_sheet(recipients.recipients(book), wanted, use, today)
    return [*sheet.doubts, *(doubt for line in sheet.lines for doubt in line.doubts)]


def test_somebody_new_has_keys_that_nobody_compared(book: Casebook, partner: RecordId) -> None:
    found = the(book)
    assert (found.id, found.called) == (partner, "Ilse Brandt · Northern Watch")
    assert found.code.startswith("W-")
    assert [(key.key, key.compared) for key in found.keys] == [(ONE, Comparison.NOT)]
    (signing,) = found.signing
    assert (signing.fingerprint, signing.compared, signing.first_seen) == (
        SIGNER,
        Comparison.NOT,
        "2025-06-15",
    )
    assert found.keys[0].words() == age.recipient_words(ONE)
    assert len(signing.words("ru")) == 12


def test_the_words_of_a_fingerprint_are_those_of_its_key() -> None:
    _, public = keys.make_signing()
    for language in ("en", "ru"):
        assert sshsig.words_of_fingerprint(sshsig.fingerprint(public), language) == sshsig.fingerprint_words(
            public, language
        )


def test_a_comparison_says_how_when_and_by_whom(book: Casebook, partner: RecordId) -> None:
    address_book.compare(book, partner, ONE, Comparison.IN_PERSON)
    address_book.compare(book, partner, SIGNER, Comparison.BY_PHONE, by="Crane")
    found = the(book)
    assert (found.keys[0].compared, found.keys[0].on, found.keys[0].by) == (
        "in-person",
        "2025-06-15",
        "Heron",
    )
    assert (found.signing[0].compared, found.signing[0].by) == ("by-phone", "Crane")
    assert found.signing[0].first_seen == "2025-06-15"
    address_book.compare(book, partner, ONE, Comparison.NOT)
    assert (the(book).keys[0].compared, the(book).keys[0].on) == ("not", "")


def test_a_changed_key_has_to_be_compared_again_and_the_old_one_is_kept(
    book: Casebook, partner: RecordId
) -> None:
    address_book.compare(book, partner, ONE, Comparison.IN_PERSON)
    address_book.change_key(book, partner, ONE, TWO)
    old, new = the(book).keys
    assert (old.key, old.compared, old.ended) == (ONE, Comparison.IN_PERSON, "2025-06-15")
    assert (new.key, new.compared, new.ended) == (TWO, Comparison.NOT, "")
    assert doubts(book, TWO) == [Doubt.CHANGED]
    assert doubts(book, ONE) == [Doubt.ENDED]
    assert recipients.keys_for(recipients.recipients(book), ["Northern Watch"]) == (TWO,)
    address_book.compare(book, partner, TWO, Comparison.IN_PERSON)
    assert doubts(book, TWO) == []


def test_setting_a_key_by_hand_cannot_leave_the_old_comparison_beside_it(
    book: Casebook, partner: RecordId
) -> None:
    address_book.compare(book, partner, ONE, Comparison.IN_PERSON)
    path = f"keys/{the(book).keys[0].element}/key"
    records.write(book, Verb.EDIT, [records.Set(partner, path, ENCRYPTION_KEY.parse(TWO))])
    assert [(key.key, key.compared) for key in the(book).keys] == [(TWO, Comparison.NOT)]


def test_versions_that_differ_count_as_not_compared(book: Casebook, partner: RecordId) -> None:
    element = the(book).keys[0].element
    path = f"keys/{element}/key"
    seen = book.need(partner).seen(path)
    for compared in ("in-person", "not"):
        value = ENCRYPTION_KEY.make(key=ONE, compared=compared)
        records.write(book, Verb.EDIT, [records.Set(partner, path, value, seen)])
    assert len(book.need(partner).values(path)) == 2
    assert [(key.key, key.compared) for key in the(book).keys] == [(ONE, Comparison.NOT)]


def test_a_key_called_lost_in_any_version_is_lost(book: Casebook, partner: RecordId) -> None:
    path = f"signing/{the(book).signing[0].element}/key"
    seen = book.need(partner).seen(path)
    for revoked in ("2025-05", None):
        value = SIGNING_KEY.make(fingerprint=SIGNER, compared="in-person", revoked=revoked)
        records.write(book, Verb.EDIT, [records.Set(partner, path, value, seen)])
    assert [key.revoked for key in the(book).signing] == ["2025-05"]


def test_a_lost_key_is_marked(book: Casebook, partner: RecordId) -> None:
    address_book.revoke(book, partner, SIGNER)
    assert the(book).signing[0].revoked == "2025-06-15"


def test_what_is_no_key_is_neither_taken_nor_read(book: Casebook, partner: RecordId) -> None:
    weak = "age1" + "q" * 58
    with pytest.raises(age.BadRecipient):
        address_book.add_key(book, partner, weak)
    for public in ed25519.weak_keys():
        with pytest.raises(sshsig.BadKeyLine):
            address_book.add_key(book, partner, sshsig.public_line(public))
        with pytest.raises(sshsig.BadKeyLine):
            address_book.add_key(book, partner, sshsig.fingerprint(public))
    inside = (("key", ENCRYPTION_KEY.make(key=weak, compared="in-person")),)
    lost = (("key", SIGNING_KEY.make(fingerprint="SHA256:x", compared="in-person")),)
    records.write(
        book, Verb.EDIT, [records.Add(partner, "keys", inside), records.Add(partner, "signing", lost)]
    )
    found = the(book)
    assert [key.key for key in found.keys] == [ONE]
    assert [key.fingerprint for key in found.signing] == [SIGNER]


def test_several_keys_and_a_public_key_line(book: Casebook, partner: RecordId) -> None:
    _, public = keys.make_signing()
    address_book.add_key(book, partner, sshsig.public_line(public, "card"))
    address_book.add_key(book, partner, THREE)
    found = the(book)
    assert [key.key for key in found.in_use] == [ONE, THREE]
    assert [key.fingerprint for key in found.signing] == [SIGNER, sshsig.fingerprint(public)]
    assert recipients.keys_for([found], [found.code]) == (ONE, THREE)
    for again in (THREE, SIGNER):
        with pytest.raises(KeyAlreadyTheirs):
            address_book.add_key(book, partner, again)
    address_book.end_key(book, partner, ONE)
    assert [key.key for key in the(book).in_use] == [THREE]
    with pytest.raises(KeyNotTheirs):
        address_book.compare(book, partner, ONE, Comparison.IN_PERSON)
    address_book.add_key(book, partner, ONE)
    assert [key.key for key in the(book).in_use] == [THREE, ONE]


def test_whom_a_name_means(book: Casebook, partner: RecordId) -> None:
    address_book.add(book, name="Otto", organisation="northern watch", keys=[TWO])
    address_book.add(book, name="No Key")
    everybody = recipients.recipients(book)
    assert recipients.keys_for(everybody, ["ilse  BRANDT", TWO, ONE]) == (ONE, TWO)
    assert recipients.find(everybody, id_text(partner)).id == partner
    with pytest.raises(SeveralCalledSo):
        recipients.keys_for(everybody, ["Northern Watch"])
    for text in ("", "Nobody", "."):
        with pytest.raises(NobodyCalledSo):
            recipients.keys_for(everybody, [text])
    with pytest.raises(NoKeyOfTheirs):
        recipients.keys_for(everybody, ["No Key"])
    with pytest.raises(age.BadRecipient):
        recipients.keys_for(everybody, ["AGE-SECRET-KEY-1QQQ"])


def test_what_a_disclosure_calls_them(book: Casebook, partner: RecordId) -> None:
    address_book.add(book, organisation="Northern Star", keys=[TWO])
    code = recipients.find(recipients.recipients(book), "Northern Star").code
    assert recipients.called(book, [TWO, THREE, ONE]) == (code, "", "Ilse Brandt")


def test_a_recipient_needs_a_name_and_a_known_audience(book: Casebook) -> None:
    with pytest.raises(NameMissing):
        address_book.add(book, name=" ", keys=[ONE])
    with pytest.raises(BadValue):
        address_book.add(book, name="A", audience="everybody")
    assert recipients.recipients(book) == ()


def test_another_record_is_no_recipient(book: Casebook) -> None:
    person = book.new_id()
    records.write(book, Verb.ADD, [records.New(person, "person"), records.Set(person, "code_name", "Reed")])
    with pytest.raises(NotARecipient):
        address_book.remove(book, person)


def test_who_is_removed_is_gone_and_can_come_back(book: Casebook, partner: RecordId) -> None:
    address_book.remove(book, partner)
    assert recipients.recipients(book) == ()
    undo.undo_last(book)
    assert the(book).id == partner


def test_the_sheet_names_every_doubt(book: Casebook, partner: RecordId) -> None:
    assert doubts(book, TWO) == [Doubt.UNKNOWN]
    assert doubts(book) == [Doubt.IN_CLEAR]
    assert doubts(book, use="public") == []
    assert doubts(book, ONE) == [Doubt.UNCOMPARED]
    address_book.compare(book, partner, ONE, Comparison.BY_PHONE, until="2025-08")
    assert doubts(book, ONE) == []
    assert doubts(book, ONE, use="public") == []
    assert doubts(book, ONE, today=date(2025, 9, 1)) == [Doubt.EXPIRED]
    assert doubts(book, ONE, use="court") == [Doubt.AUDIENCE]
    sheet = leaving_sheet(recipients.recipients(book), [ONE], "partner", TODAY)
    assert not sheet.warns
    assert sheet.lines[0].words() == age.recipient_words(ONE)
    assert sheet.lines[0].words("ru") == age.recipient_words(ONE, "ru") != sheet.lines[0].words()


def test_the_language_all_of_them_read(book: Casebook, partner: RecordId) -> None:
    address_book.add(book, name="Otto", language="ru", keys=[TWO])
    everybody = recipients.recipients(book)
    for wanted, language in (([ONE], "en"), ([TWO], "ru"), ([ONE, TWO], ""), ([ONE, THREE], ""), ([], "")):
        assert leaving_sheet(everybody, wanted, "partner", TODAY).language == language


def test_a_date_nobody_can_read_has_passed(book: Casebook, partner: RecordId) -> None:
    address_book.compare(book, partner, ONE, Comparison.IN_PERSON)
    found = the(book)
    odd = replace(found, keys=(replace(found.keys[0], until="soon"),))
    assert leaving_sheet([odd], [ONE], "partner", TODAY).lines[0].doubts == (Doubt.EXPIRED,)


def test_the_journal_says_the_same_as_the_tables(book: Casebook, partner: RecordId) -> None:
    address_book.change_key(book, partner, ONE, TWO)
    assert recipients.recipients(snapshot.take(book)) == recipients.recipients(book)


def test_it_is_there_after_closing(book: Casebook, partner: RecordId, tmp_path: Path) -> None:
    before = recipients.recipients(book)
    book.close()
    again = books.reopen(tmp_path / "book")
    try:
        assert recipients.recipients(again) == before
    finally:
        again.close()
