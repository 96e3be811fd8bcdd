"""Runs: words beside each other are one name, as far as they name the same person."""

import pytest

from casebook.redaction.registry import Identity, Registry
from casebook.redaction.runs import Reader
from casebook.search.nameparts import PersonName

NAMES = ("Sanzhar Kuanbekov", "Berik Kuanbekov", "Куанбеков Санжар Маратович", "Zhan-Aidar Ospanov")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.of(
        [
            Identity(0, (PersonName(NAMES[0]), PersonName(NAMES[2]))),
            Identity(1, (PersonName(NAMES[1]),)),
            Identity(2, (PersonName(NAMES[3]),)),
        ]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sanzhar Kuanbekov", [("Sanzhar Kuanbekov", {0}, True)]),
        ("Sanzhar, Kuanbekov", [("Sanzhar", {0}, False), ("Kuanbekov", {0, 1}, False)]),
        ("Sanzhar\n\nKuanbekov", [("Sanzhar", {0}, False), ("Kuanbekov", {0, 1}, False)]),
        ("Санжар Серикович Куанбеков", [("Санжар Серикович Куанбеков", {0}, True)]),
        ("Berik M. Kuanbekov", [("Berik M. Kuanbekov", {1}, True)]),
        ("Sanzhar Berik", [("Sanzhar", {0}, False), ("Berik", {1}, False)]),
        ("Kuanbekov Sanzhar Berik", [("Kuanbekov Sanzhar", {0}, True), ("Berik", {1}, False)]),
        ("Zhan-Aidar Ospanov", [("Zhan-Aidar Ospanov", {2}, True)]),
        ("Zhanaidar Ospanov", [("Zhanaidar Ospanov", {2}, True)]),
        ("Berek Kuanbekov", [("Berek Kuanbekov", {1}, True)]),
        ("O s p a n o v", [("O s p a n o v", {2}, False)]),
    ],
)
def test_names_end_where_people_part(
    registry: Registry, text: str, expected: list[tuple[str, set[int], bool]]
) -> None:
    reader = Reader(text, registry)
    read = [
        (
            text[reader.pieces[run.first].start : reader.pieces[run.last - 1].end],
            set(run.people),
            run.is_full,
        )
        for run in reader.runs()
    ]
    assert read == expected
