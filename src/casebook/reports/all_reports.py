"""Every report there is, by the name the command line and the screens know it by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.base.progress import Progress
from casebook.base.words import N_, translator
from casebook.reports import counts, listfacts, prisonerlist
from casebook.reports.document import Document
from casebook.reports.shown import Shown
from casebook.reports.to_csv import to_csv
from casebook.reports.to_html import to_html
from casebook.reports.to_pdf import to_pdf


@dataclass(eq=False)
class UnknownReport(Refused):
    """There is no report, or statistic, of that *name*. *known*: those there are."""

    name: str
    known: tuple[str, ...]


@dataclass(eq=False)
class UnknownEnding(Refused):
    """A report is written as PDF, HTML or CSV, by the ending of its file. *ending* is none of these."""

    ending: str


@dataclass(frozen=True, slots=True)
class Asked:
    """How somebody wants a report: language, as-of date (EDTF, empty: the latest), and whether it is for others."""

    language: str = "en"
    as_of: str = ""
    for_others: bool = False
    large: bool = False


Make = Callable[[Shown, Asked], Document]


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its name, its label (marked for translation), and how it is made."""

    name: str
    label: str
    make: Make


def _list(shown: Shown, asked: Asked) -> Document:
    t = translator(asked.language)
    return prisonerlist.document(_facts(shown, asked), t, large=asked.large)


def _statistics(shown: Shown, asked: Asked) -> Document:
    t = translator(asked.language)
    return counts.document(_facts(shown, asked), t, for_others=asked.for_others)


def _facts(shown: Shown, asked: Asked) -> listfacts.ListFacts:
    return listfacts.gather(shown, listfacts.pick_edition(shown, asked.as_of), asked.language)


REPORTS: Final[Mapping[str, Report]] = {
    each.name: each
    for each in (
        Report("list", N_("List of political prisoners"), _list),
        Report("statistics", N_("Statistics of the list"), _statistics),
    )
}
"""Reports by name."""


def make(name: str, shown: Shown, asked: Asked | None = None) -> Document:
    """The report called *name*, of what *shown* lets its audience see. Raises `UnknownReport`, `NoEdition`."""
    if name not in REPORTS:
        raise UnknownReport(name, tuple(REPORTS))
    return REPORTS[name].make(shown, asked or Asked())


def count(name: str, shown: Shown, asked: Asked | None = None) -> tuple[counts.Counted, ...]:
    """The statistic called *name*, in numbers. Raises `UnknownReport`, `NoEdition`."""
    asked = asked or Asked()
    if name not in counts.STATISTICS:
        raise UnknownReport(name, tuple(counts.STATISTICS))
    found = counts.STATISTICS[name].count(_facts(shown, asked), translator(asked.language))
    return tuple(map(counts.coarsened, found)) if asked.for_others else found


def render(document: Document, ending: str, progress: Progress | None = None) -> bytes:
    """The bytes of a file with that *ending* (``pdf``, ``html`` or ``csv``). Raises `UnknownEnding`, `NoTable`."""
    match ending.lower().lstrip("."):
        case "pdf":
            return to_pdf(document, progress=progress)
        case "html" | "htm":
            return to_html(document)
        case "csv":
            return to_csv(document)
    raise UnknownEnding(ending)
