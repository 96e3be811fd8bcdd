"""Review: what a person should look at, because no registry can know it."""

import csv
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.redaction.doubts import Doubt
from casebook.redaction.mentions import find
from casebook.redaction.registry import Identity, Registry
from casebook.redaction.review import look
from casebook.search.nameparts import PersonName


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.of(
        [Identity("s", (PersonName("Sanzhar Kuanbekov"),)), Identity("r", (PersonName("Julie Ward"),))]
    )


def asked(text: str, registry: Registry) -> list[tuple[str, Doubt]]:
    return [(text[q.start : q.end], q.why) for q in look(text, registry)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met Dinara Zhaksybergenova in prison.", ("Dinara Zhaksybergenova", Doubt.NO_WORD)),
        ("Задержали Бауржана Жаксыбергенова вчера.", ("Бауржана Жаксыбергенова", Doubt.NO_WORD)),
        ("Кеше Дінмұхамед келді.", ("Дінмұхамед", Doubt.NO_WORD)),
        ("they asked Rose again", ("Rose", Doubt.NAME_AND_WORD)),
        ("вчера Роза пришла", ("Роза", Doubt.NAME_AND_WORD)),
        ("they met Dinara Brown there", ("Dinara Brown", Doubt.NO_WORD)),
        ("see https://a.example/zhaksybergenov", ("zhaksybergenov", Doubt.ADDRESS_WORD)),
        ("he is a brother of a lawyer", ("brother", Doubt.RELATIVE)),
        ("they threatened her husband", ("husband", Doubt.RELATIVE)),
        ("угрожали его брату", ("брату", Doubt.RELATIVE)),
        ("оның әкесі келді", ("әкесі", Doubt.RELATIVE)),
        ("қарындасына айтты", ("қарындасына", Doubt.RELATIVE)),
        ("number 850504400999 given", ("850504400999", Doubt.DATED_NUMBER)),
        ("Ward spoke first", ("Ward", Doubt.POSSIBLE_MENTION)),
    ],
)
def test_each_doubt_is_asked(registry: Registry, text: str, expected: object) -> None:
    assert expected in asked(text, registry)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The prison in Almaty was closed in September by the Ministry of Justice.", []),
        ("Суд в Астане рассмотрел дело в понедельник.", []),
        ("The NGO and the UN wrote on 12.05.2019. Mother of pearl.", ["Mother"]),
        ("Адамдар келді. Сол жерде адамдар бар.", ["Сол"]),
        ("https://www.a.example/report/court.html", []),
    ],
)
def test_plain_text_asks_little(registry: Registry, text: str, expected: object) -> None:
    assert [word for word, _ in asked(text, registry)] == expected


def test_what_is_marked_is_not_asked_again(registry: Registry) -> None:
    text = "Sanzhar Kuanbekov met Dinara. Kuanbekov left."
    assert asked(text, registry) == [("Dinara", Doubt.NO_WORD)]
    assert look(text, registry) == look(text, registry, find(text, registry))


def test_a_relative_beside_a_name_is_asked(registry: Registry) -> None:
    assert ("sister", Doubt.RELATIVE) in asked("Kuanbekov’s sister was fired", registry)
    assert ("sister", Doubt.RELATIVE) in asked("the sister, Sanzhar Kuanbekov says, was fired", registry)


def test_possible_mentions_say_whom(registry: Registry) -> None:
    (question,) = look("Ward spoke first", registry)
    assert question.people == ("r",)


@given(st.text(st.characters(), max_size=60))
def test_any_text_is_looked_through(registry: Registry, text: str) -> None:
    for question in look(text, registry):
        assert 0 <= question.start < question.end <= len(text)


READ = (
    ("2018-list", "2018-list", 0, 1 << 30),
    ("2020-recommendations.section3", "2020-recommendations", 11838, 20760),
)


@pytest.mark.parametrize("missing", [0, 60, 120])
def test_registry_and_review_reach_everybody_though_many_are_not_registered(
    corpus: Path, missing: int
) -> None:
    with (corpus / "people.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    strangers = set(random.Random(missing).sample(names, missing))
    registry = Registry.of(Identity(name, (PersonName(name),)) for name in names if name not in strangers)
    wanted = covered = 0
    for listed, report, first, last in READ:
        text = (corpus / "reports" / f"{report}.txt").read_bytes().decode("utf-8")
        found = find(text, registry)
        seen = bytearray(len(text))
        for place in (*(m for m in found if m.is_marked), *look(text, registry, found)):
            seen[place.start : place.end] = b"x" * (place.end - place.start)
        for line in (corpus / "mentions" / f"{listed}.jsonl").read_text(encoding="utf-8").splitlines():
            mention = json.loads(line)
            assert first <= mention["start"] < last
            wanted += 1
            covered += all(seen[i] for i in range(mention["start"], mention["end"]) if text[i].isalpha())
    assert wanted == 173
    assert covered >= 172
