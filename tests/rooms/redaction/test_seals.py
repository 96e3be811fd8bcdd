from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import lists
from casebook.base.ids import RecordId
from casebook.bundle.contents import MARK, SEAL_TYPE, facts_of
from casebook.casework import records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Set
from casebook.casework.touched import Verb
from casebook.formats import sdjwt
from casebook.formats.jose import decode64
from casebook.journal.entry import Change, Op
from casebook.model.places import spread
from casebook.redaction import planning, seals, selection
from casebook.redaction.profile import profile
from casebook.redaction.seals import Making
from casebook.vault import keys

TEXT = "Oskenov was taken with Saule Dzhandosova on 5 May. He was not beaten. Nobody saw it."


def sealed(book: Casebook, secret: bytes = bytes(32)) -> Iterator[tuple[seals.Sealed, bytes]]:
    seen = snapshot.take(book)
    plan = planning.make(seen, selection.everything(seen), profile("public"))
    private, public = keys.make_signing()
    key = seals.SealKey(public, lambda message: keys.sign(private, message))
    for fate in plan.records:
        record = seen.get(fate.record)
        if fate.shown and record is not None:
            yield seals.seal(record, fate, Making.of_bundle(secret, record.id), key), public


def listed(book: Casebook) -> lists.Listed:
    made = lists.edition(book)
    lists.entry(book, made, "a", "Marat Oskenov", TEXT)
    lists.person(book, "Saule Dzhandosova")
    lists.already_public(book, made.people["a"])
    return made


def test_a_seal_shows_what_the_plan_shows_and_keeps_places(book: Casebook) -> None:
    made = listed(book)
    token = next(s.token for s, _ in sealed(book) if s.record == made.entries["a"])
    proved = sdjwt.verify(token, typ=SEAL_TYPE)
    facts = facts_of(proved.opened.claims)
    assert facts["narrative"] == [
        {"text": f"Oskenov was taken with {MARK} on 5 May. He was not beaten. Nobody saw it."}
    ]
    assert facts["convicted"] == "2024-10-18"
    assert facts["charges"] == [{"charge": {"article": "272", "label": "mass riots"}}]
    assert "number" not in facts


def test_nothing_of_what_is_hidden_is_in_the_token(book: Casebook) -> None:
    listed(book)
    for one, _ in sealed(book):
        opened = json.dumps(sdjwt.verify(one.token, typ=SEAL_TYPE).opened.claims, default=str)
        assert "Dzhandosova" not in opened
        assert "Saule" not in opened


def test_a_hidden_word_can_be_opened_later(book: Casebook) -> None:
    made = listed(book)
    one = next(s for s, _ in sealed(book) if s.record == made.entries["a"])
    hidden = next(
        path
        for path, text in one.issued.disclosures.items()
        if path[0] == "narrative" and _opens(text, "Saule")
    )
    slip = [one.issued.disclosures[hidden]]
    facts = facts_of(sdjwt.verify(sdjwt.add(one.token, slip), typ=SEAL_TYPE).opened.claims)
    assert facts["narrative"][0]["text"].startswith("Oskenov was taken with Saule Dzhandosova")


def _opens(disclosure: str, word: str) -> bool:
    return word in decode64(disclosure).decode()


def test_the_same_secret_and_key_give_the_same_seal(book: Casebook) -> None:
    made = listed(book)
    seen = snapshot.take(book)
    plan = planning.make(seen, selection.everything(seen), profile("public"))
    fate, record = plan.record(made.entries["a"]), seen.get(made.entries["a"])
    assert fate is not None
    assert record is not None
    private, public = keys.make_signing()
    key = seals.SealKey(public, lambda message: keys.sign(private, message))
    one, two = (seals.seal(record, fate, Making.of_bundle(b"s" * 32, record.id), key) for _ in range(2))
    other = seals.seal(record, fate, Making.of_bundle(b"t" * 32, record.id), key)
    assert one.token == two.token
    assert not set(one.issued.disclosures.values()) & set(other.issued.disclosures.values())


def test_ids_mean_something_in_one_bundle_only(book: Casebook) -> None:
    made = listed(book)
    entry = made.entries["a"]
    assert seals.ExportIds(b"a" * 32).of(entry) == seals.ExportIds(b"a" * 32).of(entry)
    assert seals.ExportIds(b"a" * 32).of(entry) != seals.ExportIds(b"b" * 32).of(entry)


def test_hiding_a_word_leaves_what_remains_as_it_was(book: Casebook) -> None:
    """A hidden "not" must not read as a clean sentence: a mark stands in its place."""
    made = listed(book)
    one = next(s for s, _ in sealed(book) if s.record == made.entries["a"])
    shown = set(_shown(one))
    for path in sorted(p for p in shown if p[-1] == "t"):
        less = sdjwt.present(one.issued, shown - {path})
        text = facts_of(sdjwt.verify(less, typ=SEAL_TYPE).opened.claims)["narrative"][0]["text"]
        whole = facts_of(sdjwt.verify(one.token, typ=SEAL_TYPE).opened.claims)["narrative"][0]["text"]
        assert text == whole or text.count(MARK) >= 1


def _shown(one: seals.Sealed) -> Iterator[sdjwt.Path]:
    given = set(one.token.split("~")[1:])
    return (path for path, text in one.issued.disclosures.items() if text in given)


def test_what_a_later_version_wrote_is_no_part_of_a_seal(book: Casebook) -> None:
    made = listed(book)
    for path, value in (
        ("sex", "a later code"),
        (f"custody/{'ab' * 8}/period", ("prison", *[None] * 4, "later")),
    ):
        book.record(Verb.EDIT, [Change(made.people["a"], "person", path, Op.SET, value, ())])
    one = next(s for s, _ in sealed(book) if s.record == made.people["a"])
    paths = set(one.issued.disclosures)
    assert {path[0] for path in paths if len(path) != 2} == {"kind", "id", "follows", "names", "custody"}
    assert not any(path[0] == "custody" for path in paths if len(path) > 2)


def test_where_a_hidden_element_stood_is_not_told(book: Casebook) -> None:
    """The order of a list's elements in a seal is the secret's; that of paragraphs is the text's."""
    who = lists.person(book, "Marat Oskenov")
    lists.already_public(book, who)
    works = [f"occupation {number}" for number in range(8)]
    records.write(
        book,
        Verb.EDIT,
        [Add(who, "occupations", (("occupation", w),), f"{i:016x}") for i, w in enumerate(works)],
    )
    told = lists.record(
        book,
        "event",
        *(("narrative", {"text": w, "place": p}) for w, p in zip(works, spread(8), strict=True)),
    )

    def held(record: RecordId, name: str, inner: str, secret: bytes) -> list[str]:
        token = next(s.token for s, _ in sealed(book, secret) if s.record == record)
        return [part[inner] for part in facts_of(sdjwt.verify(token, typ=SEAL_TYPE).opened.claims)[name]]

    orders = {tuple(held(who, "occupations", "occupation", bytes([n]) * 32)) for n in range(4)}
    assert len(orders) == 4
    assert all(sorted(order) == works for order in orders)
    assert held(told, "narrative", "text", bytes(32)) == held(told, "narrative", "text", b"n" * 32) == works


def test_a_plan_of_other_words_opens_nothing(book: Casebook) -> None:
    """What was hidden in one version would open as many words of another."""
    made = listed(book)
    before = snapshot.take(book)
    plan = planning.make(before, selection.everything(before), profile("public"))
    entry = made.entries["a"]
    [key] = book.need(entry).elements("narrative")
    other = "Oskenov was taken by Togzhan Beisekova on 6 May. She was not beaten. Nobody saw it."
    records.write(book, Verb.EDIT, [Set(entry, f"narrative/{key}/text", other)])
    record, fate = snapshot.take(book).get(entry), plan.record(entry)
    assert record is not None
    assert fate is not None
    key = keys.OneTimeKey()
    with pytest.raises(ValueError, match="version"):
        seals.seal(record, fate, Making.of_bundle(bytes(32), record.id), seals.SealKey(key.public, key.sign))


def test_empty_spans_stand_behind_runs_and_look_like_words(book: Casebook) -> None:
    """None, one or two behind each run, by the secret: so many marks do not tell how many words are hidden."""
    made = listed(book)
    seen = snapshot.take(book)
    fate = planning.make(seen, [made.entries["a"]], profile("public")).record(made.entries["a"])
    record = seen.get(made.entries["a"])
    assert fate is not None
    assert record is not None
    private, public = keys.make_signing()
    key = seals.SealKey(public, lambda message: keys.sign(private, message))
    counts: set[int] = set()
    for n in range(60):
        disclosures = seals.seal(
            record, fate, Making.of_bundle(bytes([n]) * 32, record.id), key
        ).issued.disclosures
        sentence = ("narrative", 0, "text", 0, "s")
        words = [_said(text) for path, text in disclosures.items() if path[:5] == sentence and len(path) == 7]
        assert "".join(words) == TEXT.split("He was not", maxsplit=1)[0]
        assert words[0] == "Oskenov"
        counts.add(next(i for i, word in enumerate(words[1:]) if word))
    assert counts == {0, 1, 2}


def _said(disclosure: str) -> str:
    said = json.loads(decode64(disclosure))[-1]
    assert isinstance(said, str)
    return said
