"""Statistics of one list edition. Every table says what it counts, as of when, and how many are not known.

Counting happens in numbers (`Counted`); a `Table` of texts is made of them for documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from casebook.base.words import N_, Translator
from casebook.model.articles import order
from casebook.model.vocabularies import vocabulary
from casebook.reports.document import Box, Column, Document, Table, Text
from casebook.reports.headline import term_words
from casebook.reports.listfacts import EntryFacts, ListFacts, in_a_line, plain
from casebook.reports.prisonerlist import AS_OF, said_date

TITLE: Final = N_("Statistics of the list")
SMALLEST: Final = 3
"""In copies for others, a cell of fewer people than this is not told."""

PEOPLE: Final = N_("Unit: people.")
PAIRS: Final = N_("Unit: person and article. Somebody held under several articles stands in several rows.")
TERMS: Final = N_("Unit: people sentenced. Two sentences of one person count as one term, added up.")
GONE: Final = N_("Charges that were dropped or replaced are not counted.")
TOTAL: Final = N_("In all")
TOO_SMALL: Final = N_("few")
FEW_REMARK: Final = N_("Numbers so small that they could point at somebody are not told.")
UNKNOWN: Final = N_("not known")
NOT_REALITY: Final = N_(
    "These are numbers of records, not of reality: who is not known is not counted, and what is known is not"
    " known of everybody alike."
)
READ_FIRST: Final = N_("Before you quote a number")


@dataclass(frozen=True, slots=True)
class Counted:
    """A table in numbers. The first cell of a row is its label; ``None`` is a cell too small to be told.

    *unit*: ``people``, ``pairs`` or ``sentenced``. *unknown*: how many the table could not place.
    """

    name: str
    caption: str
    unit: str
    as_of: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | None, ...], ...]
    unknown: int
    remark: str


_Key = str | tuple[str, str]
Count = Callable[[ListFacts, Translator], tuple[Counted, ...]]


@dataclass(frozen=True, slots=True)
class Statistic:
    """One statistic: its name for the command line, its label (marked for translation), and how it counts."""

    name: str
    label: str
    count: Count


# ------------------------------------------------------------------------------------------ the counts


def by_status(facts: ListFacts, t: Translator) -> tuple[Counted, ...]:
    """People by custody status, one column a section."""
    terms = vocabulary("custody")
    places = {term.code: i for i, term in enumerate(terms)}
    found = sorted(
        {entry.status for entry in facts.entries if entry.status}, key=lambda c: places.get(c, 999)
    )
    rows: list[tuple[str, _Key]] = [(terms.label(code, t.language), code) for code in found]
    unknown = sum(not entry.status for entry in facts.entries)
    rows += [(t(UNKNOWN), "")] if unknown else []
    caption = (t(N_("People by custody status")), t(N_("Custody status")))
    return (_people("status", caption, rows, lambda entry: entry.status, facts, t, unknown),)


def by_heading(facts: ListFacts, t: Translator) -> tuple[Counted, ...]:
    """People by heading, in the order of the list."""
    used = {(entry.section, entry.heading) for entry in facts.entries}
    rows: list[tuple[str, _Key]] = [
        (plain(each.shown) or t(UNKNOWN), (each.section, each.heading))
        for each in facts.headings
        if (each.section, each.heading) in used
    ]
    unknown = sum(not entry.heading for entry in facts.entries)
    caption = (t(N_("People by heading")), t(N_("Heading")))
    return (_people("heading", caption, rows, lambda e: (e.section, e.heading), facts, t, unknown),)


def by_article(facts: ListFacts, t: Translator) -> tuple[Counted, ...]:
    """Pairs of person and article, and people without any."""
    sections = _sections(facts)
    pairs: Counter[tuple[str, str]] = Counter()
    for entry in facts.entries:
        pairs.update(
            (entry.section, number) for number in {_number(c.article) for c in entry.charges} if number
        )
    numbers = sorted({number for _, number in pairs}, key=lambda number: (order(number), number))
    rows = [_row(number, [pairs[section, number] for section in sections]) for number in numbers]
    rows.append(_row(t(TOTAL), [sum(n for (s, _), n in pairs.items() if s == each) for each in sections]))
    unknown = sum(not entry.charges for entry in facts.entries)
    remark = f"{t(PAIRS)} {t(GONE)} " + t.plural(
        "{count} person stands in the list without an article.",
        "{count} people stand in the list without an article.",
        unknown,
    )
    columns = (t(N_("Article")), *_labels(sections, t), t(TOTAL))
    caption = t(N_("People by article"))
    return (
        Counted(
            "article", caption, "pairs", facts.as_of, columns, tuple(rows), unknown, _dated(remark, facts, t)
        ),
    )


def by_sentence(facts: ListFacts, t: Translator) -> tuple[Counted, ...]:
    """How long the terms are: shortest, median, longest and together, then each length."""
    sentenced = [entry for entry in facts.entries if entry.section == "convicted" or entry.months is not None]
    months = sorted(entry.months for entry in sentenced if entry.months is not None)
    unknown = len(sentenced) - len(months)
    remark = _dated(t(TERMS), facts, t)
    measures: list[tuple[str | int | None, ...]] = [(t(N_("People with a known term")), len(months))]
    measures.append((t(N_("People sentenced, term not known")), unknown))
    if months:
        middle = median(months)
        measures += [
            (t(N_("Shortest, in months")), months[0]),
            (t(N_("Median, in months")), int(middle) if middle == int(middle) else f"{middle:.1f}"),
            (t(N_("Longest, in months")), months[-1]),
            (t(N_("Together, in months")), sum(months)),
        ]
    lengths = Counter(months)
    rows = tuple((term_words(length, t), lengths[length]) for length in sorted(lengths))
    people = t(N_("People"))
    return (
        Counted(
            "sentence",
            t(N_("Length of sentences")),
            "sentenced",
            facts.as_of,
            (t(N_("Figure")), t(N_("Value"))),
            tuple(measures),
            unknown,
            remark,
        ),
        Counted(
            "sentence-lengths",
            t(N_("People by length of sentence")),
            "sentenced",
            facts.as_of,
            (t(N_("Term")), people),
            (*rows, (t(TOTAL), len(months))),
            unknown,
            remark,
        ),
    )


STATISTICS: Final[Mapping[str, Statistic]] = {
    each.name: each
    for each in (
        Statistic("status", N_("People by custody status"), by_status),
        Statistic("heading", N_("People by heading"), by_heading),
        Statistic("article", N_("People by article"), by_article),
        Statistic("sentence", N_("Length of sentences"), by_sentence),
    )
}
"""Every statistic, by the name the command line knows it by."""


def _people(
    name: str,
    captions: tuple[str, str],
    rows: Sequence[tuple[str, _Key]],
    key_of: Callable[[EntryFacts], _Key],
    facts: ListFacts,
    t: Translator,
    unknown: int,
) -> Counted:
    sections = _sections(facts)
    found = Counter((entry.section, key_of(entry)) for entry in facts.entries)
    counted = [_row(label, [found[section, key] for section in sections]) for label, key in rows]
    counted.append(_row(t(TOTAL), [sum(e.section == section for e in facts.entries) for section in sections]))
    columns = (captions[1], *_labels(sections, t), t(TOTAL))
    return Counted(
        name,
        captions[0],
        "people",
        facts.as_of,
        columns,
        tuple(counted),
        unknown,
        _dated(t(PEOPLE), facts, t),
    )


def _sections(facts: ListFacts) -> list[str]:
    return list(dict.fromkeys(entry.section for entry in facts.entries))


def _labels(sections: Sequence[str], t: Translator) -> tuple[str, ...]:
    return tuple(vocabulary("list-section").label(section, t.language) for section in sections)


def _row(label: str, numbers: Sequence[int]) -> tuple[str | int | None, ...]:
    return (label, *numbers, sum(numbers))


def _number(words: Sequence[str | None]) -> str:
    """The article without its part: a person counts once for an article."""
    return plain(tuple(words)).partition("(")[0].strip()


def _dated(remark: str, facts: ListFacts, t: Translator) -> str:
    if not facts.as_of:
        return remark
    said = t(N_("Facts as of {date}.")).format(date=said_date(facts.as_of, t.language))
    return f"{remark} {said}"


# ---------------------------------------------------------------------------------- telling, withholding


def coarsened(counted: Counted) -> Counted:
    """*counted* for others: cells of fewer people than `SMALLEST` are not told, nor those that would tell them.

    A hidden cell that stands alone in its row or column can be found from the sums: the next smallest goes
    with it, until none stands alone.
    """
    if counted.name == "sentence":
        return counted
    rows = [list(row) for row in counted.rows]
    body = range(len(rows) - 1)
    places = [(i, j) for i in body for j in range(1, len(rows[i]))]
    hidden = {(i, j) for i, j in places if 0 < _amount(rows[i][j]) < SMALLEST}
    lines = [[(i, j) for i in body] for j in range(1, len(counted.columns))]
    lines += [[(i, j) for j in range(1, len(rows[i]))] for i in body if len(rows[i]) > 2]
    while alone := [line for line in lines if len(hidden.intersection(line)) == 1]:
        told = [(i, j) for i, j in alone[0] if (i, j) not in hidden and _amount(rows[i][j])]
        if not told:
            lines.remove(alone[0])
            continue
        hidden.add(min(told, key=lambda place: _amount(rows[place[0]][place[1]])))
    for i, j in hidden:
        rows[i][j] = None
    return replace(counted, rows=tuple(map(tuple, rows)))


def _amount(cell: str | int | None) -> int:
    return cell if isinstance(cell, int) else 0


def table(counted: Counted, t: Translator) -> Table:
    """*counted* as a table of texts."""
    hidden = t(TOO_SMALL)
    first, *others = counted.columns
    columns = (Column(first, share=3), *(Column(name, figures=True) for name in others))
    rows = tuple(tuple(hidden if cell is None else str(cell) for cell in row) for row in counted.rows)
    small = any(None in row for row in counted.rows)
    remark = f"{counted.remark} {t(FEW_REMARK)}" if small else counted.remark
    return Table(counted.caption, columns, rows, remark)


def document(
    facts: ListFacts, t: Translator, names: Sequence[str] = (), *, for_others: bool = False
) -> Document:
    """Statistics of a list, all of them or those called *names*."""
    counted = [each for name in names or STATISTICS for each in STATISTICS[name].count(facts, t)]
    tables = [table(coarsened(each) if for_others else each, t) for each in counted]
    heads = ((t(AS_OF), said_date(facts.as_of, t.language)),) if facts.as_of else ()
    warning = Box(t(READ_FIRST), ((Text(t(NOT_REALITY)),),))
    return Document(t.language, t(TITLE), (warning, *tables), subtitle=in_a_line(facts.title), facts=heads)
