"""The numbered list of political prisoners of one edition, for one audience."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.words import N_, Translator
from casebook.model import edtf
from casebook.model.articles import article, order
from casebook.model.dates import echo
from casebook.model.vocabularies import vocabulary
from casebook.reports import headline
from casebook.reports.document import (
    Block,
    Box,
    Column,
    Document,
    Entry,
    Heading,
    Note,
    Paragraph,
    Runs,
    SealMark,
    Table,
    Text,
    Withheld,
)
from casebook.reports.headline import Reason
from casebook.reports.listfacts import EntryFacts, ListFacts, NoteFacts, in_a_line, marked_or_said, plain
from casebook.reports.shown import Words

TITLE: Final = N_("List of political prisoners")
AS_OF: Final = N_("Facts as of")
BY: Final = N_("Published by")
SUMMARY: Final = N_("In short")
ARTICLES: Final = N_("“Political” articles used in this list")
CRITERIA: Final = N_("Criteria for inclusion")
METHODOLOGY: Final = N_("How the list was made")
OTHER_NAMES: Final = N_("Other names")
WHAT_THEY_ARE: Final = N_("A name in ‹ › was given for this report alone; the person’s own name is withheld.")
LEAST_COUNT: Final = 5
"""People left out are counted from this many up: a smaller number may tell who they are."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry whose text does not begin with exactly the line that its facts make.

    *own*: the text's words were printed and no line was made.
    """

    section: str
    number: int
    made: str
    printed: str
    reason: Reason
    own: bool


def document(facts: ListFacts, t: Translator, *, large: bool = False) -> Document:
    """The list, to be turned into PDF or HTML. Numbers run through a section and begin again in the next."""
    texts = dict(facts.texts)
    title = in_a_line(facts.title) or t(TITLE)
    blocks: list[Block] = [Box(t(SUMMARY), tuple(_summary(facts, t)))]
    blocks += [Paragraph(_runs(words)) for words in texts["summary"]]
    blocks += _titled(CRITERIA, texts["criteria"], t)
    political = _political(facts, t)
    if political is not None:
        blocks.append(political)
    blocks += _sections(facts, t)
    blocks += _titled(METHODOLOGY, texts["methodology"], t)
    blocks += [Paragraph(_runs(words)) for name in ("disclaimer", "contact") for words in texts[name]]
    return Document(
        t.language,
        title,
        tuple(blocks),
        facts=tuple(_heads(facts, t)),
        running_title=title,
        large_letters=large,
    )


def differences(facts: ListFacts, t: Translator) -> tuple[Difference, ...]:
    """Every entry whose text brings a first clause that is not the made line, letter by letter."""
    found = []
    for number, entry in numbered(facts):
        start = headline.opening(entry, t, facts.language)
        if start.reason in (Reason.EQUAL, Reason.GOES_ON, Reason.NO_LINE):
            continue
        made = plain(headline.line(entry, t))
        found.append(Difference(entry.section, number, made, start.printed, start.reason, start.own))
    return tuple(found)


def numbered(facts: ListFacts) -> Iterator[tuple[int, EntryFacts]]:
    """The entries with the numbers they are printed with."""
    section, number = "", 0
    for entry in facts.entries:
        number = number + 1 if entry.section == section else 1
        section = entry.section
        yield number, entry


# ------------------------------------------------------------------------------------------------ head


def _heads(facts: ListFacts, t: Translator) -> Iterator[tuple[str, str]]:
    if facts.as_of:
        yield t(AS_OF), said_date(facts.as_of, t.language)
    organisations = ", ".join(filter(None, map(in_a_line, facts.organisations)))
    if organisations:
        yield t(BY), organisations
    if facts.other_names:
        yield t(OTHER_NAMES), t(WHAT_THEY_ARE)


def said_date(said: str, language: str) -> str:
    """An EDTF date in words, without the day of the week."""
    parsed = edtf.parse_edtf(said)
    words = echo(parsed, language)
    plain_day = parsed.precision is edtf.Precision.DAY and not (parsed.approximate or parsed.uncertain)
    return words.rpartition(", ")[0] if plain_day and ", " in words else words


def _summary(facts: ListFacts, t: Translator) -> Iterator[Runs]:
    shown = len(facts.entries)
    if facts.left_out:
        told = t.plural(
            "{count} person is shown in this copy", "{count} people are shown in this copy", shown
        )
    else:
        told = t.plural("{count} person on the list", "{count} people on the list", shown)
    yield (Text(told, bold=True),)
    for section, entries in by_section(facts):
        label = vocabulary("list-section").label(section, t.language)
        yield (Text(f"{label}: {len(entries)}"),)
    if facts.left_out >= LEAST_COUNT:
        told = t.plural(
            "{count} person of this list is not shown in this copy.",
            "{count} people of this list are not shown in this copy.",
            facts.left_out,
        )
        yield (Text(told),)
    elif facts.left_out:
        yield (Text(t(N_("Not everybody on this list is shown in this copy."))),)


def by_section(facts: ListFacts) -> list[tuple[str, list[EntryFacts]]]:
    """The entries of each section, in order."""
    found: dict[str, list[EntryFacts]] = {}
    for entry in facts.entries:
        found.setdefault(entry.section, []).append(entry)
    return list(found.items())


def _titled(title: str, texts: Sequence[Words], t: Translator) -> Iterator[Block]:
    if texts:
        yield Heading(1, (Text(t(title)),))
        for words in texts:
            yield Paragraph(_runs(words))


def _political(facts: ListFacts, t: Translator) -> Table | None:
    """The articles used here that reports call political, with their working labels."""
    used = {
        plain(c.article).partition("(")[0] for e in facts.entries for c in e.charges if c.law != "foreign"
    }
    found = [each for number in sorted(used, key=order) if (each := article(number)) and each.political]
    if not found:
        return None
    rows = tuple((each.article, each.label(t.language)) for each in found)
    columns = (Column(t(N_("Article")), share=1), Column(t(N_("What it is called here")), share=5))
    return Table(
        t(ARTICLES), columns, rows, t(N_("Labels are ours, shortened; they are no official wording."))
    )


# --------------------------------------------------------------------------------------------- entries


def _sections(facts: ListFacts, t: Translator) -> Iterator[Block]:
    shown = {(each.section, each.heading): each.shown for each in facts.headings}
    section, heading = None, None
    introduced: set[str] = set()
    for number, entry in numbered(facts):
        if entry.section != section:
            section, heading = entry.section, None
            label = vocabulary("list-section").label(entry.section, t.language)
            yield Heading(1, (Text(label.upper()),))
        if entry.heading != heading:
            heading = entry.heading
            words = shown.get((entry.section, entry.heading), ())
            if words:
                yield Heading(2, _runs(words))
        if entry.introduction and entry.group not in introduced:
            introduced.add(entry.group)
            yield from _introduction(facts, entry)
        yield Entry(str(number), tuple(_entry(entry, facts, t)))


def _introduction(facts: ListFacts, first: EntryFacts) -> Iterator[Block]:
    """What a group case has in common, once, with the footnotes its entries give for it."""
    notes: list[NoteFacts] = []
    for entry in facts.entries:
        if entry.group == first.group:
            notes += [note for note in entry.introduction_notes if note not in notes]
    for i, words in enumerate(first.introduction):
        last = i == len(first.introduction) - 1
        yield Paragraph((*_runs(words), *(_notes(notes) if last else ())))


def _entry(entry: EntryFacts, facts: ListFacts, t: Translator) -> Iterator[Runs]:
    start = headline.opening(entry, t, facts.language)
    name = tuple(Text(run.text, bold=True) if isinstance(run, Text) else run for run in _runs(entry.name))
    if (
        t.language != facts.language
    ):  # the text stays in its own language, under a line the reader understands
        paragraphs = [_line(name, (*start.line, ".")), *map(_runs, entry.narrative)]
    else:
        first = start.rest if start.own else (*start.line, *_after(start.line, start.rest))
        paragraphs = [_line(name, first), *map(_runs, entry.narrative[1:])]
    paragraphs[-1] = (*paragraphs[-1], SealMark(entry.record), *_notes(entry.notes))
    yield from paragraphs


def _line(name: Runs, words: Words) -> Runs:
    return (*name, Text(" – "), *_runs(words)) if words else name


def _after(line: Words, rest: Words) -> Words:
    """The rest of the text as it goes on after the line: a sentence of its own gets a full stop before it."""
    lead = rest[0] if rest else ""
    if not line or (lead is not None and lead.startswith((".", ",", ";", " ", ")"))):
        return rest
    return (". ", *rest) if rest and lead != "" else (".", *rest[1:])


def _notes(notes: Sequence[NoteFacts]) -> Runs:
    """Footnotes one after another, with a narrow space between their figures."""
    runs: list[Text | Note] = []
    for note in notes:
        runs += [Text("\u202f")] if runs else []
        runs.append(Note(_runs(note.text)))
    return tuple(runs)


def _runs(words: Words) -> tuple[Text | Withheld, ...]:
    return tuple(marked_or_said(piece) for piece in words if piece != "")
