"""A list that somebody wants to publish: three people decided about, one always protected, strangers in the texts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import books
import lists
from casebook.base.ids import RecordId
from casebook.casework.book import Casebook
from lists import Listed

URL = "https://gate.example/saryirim/dzhandosova-notebook"


@dataclass(frozen=True)
class Story:
    """The records a test speaks of."""

    listed: Listed
    protected: RecordId


def tell(book: Casebook) -> Story:
    listed = lists.edition(book)
    lists.entry(
        book,
        listed,
        "oskenov",
        "Marat Oskenov",
        "Oskenov was taken with Saule Dzhandosova to the station. Kuanyshgali wrote no report.",
        url=URL,
    )
    lists.entry(book, listed, "imanqul", "Zauresh Imanqul", "Imanqul drew the map. Kuanyshgali folded it.")
    lists.entry(
        book,
        listed,
        "korneyev",
        "Vadim Korneyev",
        "It was not Dzhandosova who threw the flask but Togzhanbek, said Korneyev.",
    )
    lists.entry(book, listed, "left", "Erkin Dauletov", "Dauletov refused food.")
    protected = lists.person(book, "Saule Dzhandosova", protection="always")
    lists.already_public(book, *(listed.people[key] for key in ("oskenov", "imanqul", "korneyev")), protected)
    return Story(listed, protected)


def closed(folder: Path) -> Story:
    """The same in a casebook that is closed again."""
    with books.derived_once():
        book = books.make(folder, "Heron")
    story = tell(book)
    book.close()
    return story
