"""What a list edition says, as its audience sees it: the facts from which lists and statistics are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.model import edtf, names
from casebook.model.shared import months_of
from casebook.model.vocabularies import vocabulary
from casebook.reports.document import MARK, Text, Withheld
from casebook.reports.shown import OtherName, Shown, Words, joined

LAST: Final = "\U0010ffff"
"""Sorts those under other names behind everybody else: they stand there in an order of chance."""
GONE: Final = frozenset(("changed", "dropped", "acquitted"))
"""States of a charge that stands against nobody any more: it is neither printed nor counted."""


@dataclass(eq=False)
class NoEdition(Refused):
    """There is no list edition (as of *as_of*, if a date was given) that this audience may see."""

    as_of: str


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """One article. *law*: a code, empty where the text names none. *attempt*: only an attempt at it."""

    article: Words
    law: str
    label: Words
    attempt: bool
    state: str


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """A footnote: an address, or words. *number*: as printed, for the order; 0 if it is not shown."""

    text: Words
    number: int


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One person's place in the edition."""

    record: RecordId
    section: str
    heading: str
    order: int
    name: Words
    sort: tuple[str, ...]
    status: str
    term: Words
    months: int | None
    charges: tuple[ChargeFacts, ...]
    charge_words: Words
    narrative: tuple[Words, ...]
    notes: tuple[NoteFacts, ...]
    group: str
    introduction: tuple[Words, ...]
    introduction_notes: tuple[NoteFacts, ...]


@dataclass(frozen=True, slots=True)
class HeadingFacts:
    """A heading of the edition: the words entries use for it, and those for a reader of this language."""

    section: str
    heading: str
    shown: Words


@dataclass(frozen=True, slots=True)
class ListFacts:
    """One edition. *entries* are in the order of the list; *left_out* of them are not shown to this audience."""

    edition: RecordId
    title: Words
    as_of: str
    language: str
    organisations: tuple[Words, ...]
    texts: tuple[tuple[str, tuple[Words, ...]], ...]
    headings: tuple[HeadingFacts, ...]
    entries: tuple[EntryFacts, ...]
    left_out: int
    other_names: bool = False


def pick_edition(shown: Shown, as_of: str = "") -> RecordId:
    """The edition with the latest as-of date, not after *as_of* (EDTF) if one is given. Raises `NoEdition`."""
    limit = (edtf.parse_edtf(as_of).latest or date.max) if as_of else date.max
    found = []
    for record in shown.records("list-edition"):
        said = shown.value(record, "as_of")
        first = edtf.sort_key(edtf.parse_edtf(said))[0] if isinstance(said, str) else None
        if first is None and not as_of:
            found.append((date.min, record))
        elif first is not None and first <= limit:
            found.append((first, record))
    if not found:
        raise NoEdition(as_of)
    return max(found)[1]


def gather(shown: Shown, edition: RecordId, language: str = "en") -> ListFacts:
    """All an edition says to that audience; headings in *language* where the edition has them."""
    headings = _headings(shown, edition, language)
    own = _code(shown, edition, "language") or "en"
    entries = [
        _entry(shown, record, (language, language != own))
        for record in shown.records("list-entry")
        if shown.value(record, "edition") == edition
    ]
    known = {(each.section, each.heading) for each in headings}
    for entry in entries:
        if (entry.section, entry.heading) not in known:
            known.add((entry.section, entry.heading))
            headings.append(HeadingFacts(entry.section, entry.heading, shown.words(entry.record, "heading")))
    place = {(each.section, each.heading): i for i, each in enumerate(headings)}
    sections = {term.code: i for i, term in enumerate(vocabulary("list-section"))}
    entries.sort(
        key=lambda e: (
            sections.get(e.section, 99),
            place[e.section, e.heading],
            e.sort[0] == LAST,
            e.order,
            e.sort,
            e.record,
        )
    )
    said = shown.value(edition, "as_of")
    texts = ("summary", "criteria", "methodology", "disclaimer", "contact")
    return ListFacts(
        edition=edition,
        title=shown.words(edition, "title"),
        as_of=said if isinstance(said, str) else "",
        language=own,
        organisations=tuple(
            shown.words(edition, f"organisations/{key}/organisation")
            for key in shown.elements(edition, "organisations")
        ),
        texts=tuple((name, _text(shown, edition, name)) for name in texts),
        headings=tuple(headings),
        entries=tuple(entries),
        left_out=shown.left_out("list-entry", "edition", edition),
        other_names=shown.has_other_names(),
    )


def _headings(shown: Shown, edition: RecordId, language: str) -> list[HeadingFacts]:
    found = []
    for i, key in enumerate(shown.elements(edition, "headings")):
        path = f"headings/{key}"
        heading = shown.words(edition, f"{path}/heading")
        other = shown.words(edition, f"{path}/{language}") if language in ("ru", "kk") else ()
        order = shown.value(edition, f"{path}/order")
        section = _code(shown, edition, f"{path}/list")
        place = order if isinstance(order, int) else 10_000
        found.append((place, i, HeadingFacts(section, marked(heading), other or heading)))
    return [each for _, _, each in sorted(found, key=lambda triple: triple[:2])]


def _entry(shown: Shown, record: RecordId, reader: tuple[str, bool]) -> EntryFacts:
    name, sort = _name(shown, record, *reader)
    order = shown.value(record, "order")
    number = shown.value(record, "number")
    place = order if isinstance(order, int) else number
    preamble = shown.value(record, "preamble")
    own = _text(shown, record, "introduction")
    shared = _text(shown, RecordId(preamble), "narrative") if isinstance(preamble, bytes) else ()
    return EntryFacts(
        record=record,
        section=_code(shown, record, "list"),
        heading=marked(shown.words(record, "heading")),
        order=place if isinstance(place, int) else 0,
        name=name,
        sort=sort,
        status=_code(shown, record, "status"),
        term=shown.words(record, "term_text"),
        months=months_of(shown.value(record, "term")),
        charges=tuple(_charges(shown, record)),
        charge_words=shown.words(record, "charge_words"),
        narrative=_text(shown, record, "narrative"),
        notes=tuple(_notes(shown, record, introduction=False)),
        group=preamble.hex() if isinstance(preamble, bytes) else plain(shown.words(record, "group_case")),
        introduction=own or shared,
        introduction_notes=tuple(_notes(shown, record, introduction=True)),
    )


def _name(shown: Shown, record: RecordId, language: str, foreign: bool) -> tuple[Words, tuple[str, ...]]:  # noqa: FBT001 - one caller
    """The name as printed, else the person's; and what it is sorted by.

    With *foreign*, the person's name in the reader's language (or its script) goes before the printed one.
    """
    printed = shown.words(record, "name")
    person = shown.value(record, "person")
    who = RecordId(person) if isinstance(person, bytes) else None
    other = shown.other_name(who) if who is not None else None
    if other is not None:
        return (other,), (LAST, f"{other.place:06}")
    found = [_person_name(shown, who, key) for key in shown.elements(who, "names")] if who is not None else []
    best = names.best([name for name in found if name.full], language)
    if best is not None and foreign and _is_for(best, language):
        return (names.printed(best),), names.sort_key(best)
    by = best or names.split(plain(printed))
    return printed or (names.printed(by),), names.sort_key(by)


def _person_name(shown: Shown, person: RecordId, key: str) -> names.PersonName:
    """A name of a person; without its text where any of it is withheld."""
    path = f"names/{key}/name"
    words = [shown.words(person, path, slot) for slot in ("full", "family", "given", "patronymic")]
    if any(None in each for each in words):
        return names.PersonName("")
    codes = (shown.part(person, path, slot) for slot in ("script", "language"))
    script, language = (code if isinstance(code, str) else "" for code in codes)
    full, family, given, patronymic = map(plain, words)
    return names.PersonName(full, family, given, patronymic, script, language)


def _is_for(name: names.PersonName, language: str) -> bool:
    """Whether a reader of *language* reads the script of *name*."""
    return (name.script or names.script_of(name.full)) == ("Latn" if language == "en" else "Cyrl")


def _charges(shown: Shown, record: RecordId) -> Iterator[ChargeFacts]:
    found = []
    for i, key in enumerate(shown.elements(record, "charges")):
        path = f"charges/{key}"
        state = _code(shown, record, f"{path}/state")
        if state in GONE:
            continue
        order = shown.value(record, f"{path}/order")
        article = shown.words(record, f"{path}/charge", "article")
        for slot in ("part", "point"):
            more = shown.words(record, f"{path}/charge", slot)
            article = joined((*article, "(", *more, ")")) if more else article
        law = shown.part(record, f"{path}/charge", "law")
        charge = ChargeFacts(
            article=article,
            law=law if isinstance(law, str) else "",
            label=shown.words(record, f"{path}/charge", "label"),
            attempt=shown.part(record, f"{path}/charge", "attempt") == "yes",
            state=state,
        )
        found.append((order if isinstance(order, int) else 10_000, i, charge))
    for _, _, charge in sorted(found, key=lambda triple: triple[:2]):
        yield charge


def _notes(shown: Shown, record: RecordId, *, introduction: bool) -> Iterator[NoteFacts]:
    found = []
    for i, key in enumerate(shown.elements(record, "citations")):
        path = f"citations/{key}"
        if (_code(shown, record, f"{path}/part") == "introduction") is not introduction:
            continue
        text = shown.words(record, f"{path}/text") or shown.words(record, f"{path}/url")
        source = shown.value(record, f"{path}/source")
        if not text and isinstance(source, bytes):
            title = shown.words(RecordId(source), "title")
            url = shown.words(RecordId(source), "url")
            text = joined((*title, ". ", *url)) if title and url else title or url
        locator = shown.words(record, f"{path}/locator")
        number = shown.value(record, f"{path}/number")
        if text:
            text = joined((*text, ", ", *locator)) if locator else text
            found.append((number if isinstance(number, int) else 0, i, text))
    for number, _, text in sorted(found, key=lambda triple: triple[:2]):
        yield NoteFacts(text, number)


def _text(shown: Shown, record: RecordId, name: str) -> tuple[Words, ...]:
    """The paragraphs of a text; a plain unit is one."""
    keys = shown.elements(record, name)
    if not keys:
        words = shown.words(record, name)
        return (words,) if words else ()
    paragraphs = (shown.words(record, f"{name}/{key}/text") for key in keys)
    return tuple(words for words in paragraphs if words)


def _code(shown: Shown, record: RecordId, path: str) -> str:
    value = shown.value(record, path)
    return value if isinstance(value, str) else ""


def plain(words: Words) -> str:
    """*words* without the marks of removals."""
    return "".join(piece or "" for piece in words)


def in_a_line(words: Words) -> str:
    """*words* where only plain text can stand, as in a title: a removal is never silent."""
    return "".join(MARK if p is None else p.marked if isinstance(p, OtherName) else p for p in words)


def marked_or_said(piece: str | None) -> Text | Withheld:
    """A piece as a run: a mark, a mark with another name on it, or words."""
    if piece is None:
        return Withheld()
    return Withheld(str(piece)) if isinstance(piece, OtherName) else Text(piece)


def marked(words: Words) -> str:
    """*words* with a sign for each removal, so that two texts that hide something are told apart."""
    return "".join("\ufffc" if piece is None else piece for piece in words)
