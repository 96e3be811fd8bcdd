"""What the last round asks for and was not done yet: work for the book thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.bundle import handing, papers
from casebook.casework import editions
from casebook.casework.book import Casebook
from casebook.casework.editions import Due
from casebook.casework.touched import Touched
from casebook.model.vocabularies import vocabulary
from casebook.wording import of_editions
from casebook.wording.days import in_words


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One series: who gets it, what is due. *newest* is the edition that stands now."""

    newest: RecordId
    code: str
    who: str
    meta: str
    due: tuple[str, ...]
    edition: bool
    notice: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """The rounds in a sentence, and every series of which something is due. *open*: a notice may go out today."""

    sentence: str
    open: bool
    rows: tuple[Row, ...]


class RoundsState:
    """Asks the ledger."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    def concerns(self, touched: Touched) -> bool:
        """Whether a write changes what is due."""
        return bool(touched.kinds & {"disclosure", "consent", "decision"})

    def load(self, book: Casebook) -> Shown:
        """Dates, and what is due."""
        found = editions.round_of(book)
        rows = tuple(map(self._row, editions.due(book)))
        return Shown(of_editions.rounds(found, self.tr, in_words), found.open, rows)

    def _row(self, each: Due) -> Row:
        tr, series = self.tr, each.series
        whom = ", ".join(one.name or f"{one.key[:12]}…" for one in series.recipients)
        audience = vocabulary("audience").label(series.audience, tr.language)
        due = []
        if each.edition:
            words = tr(N_("a new edition is due (the last one left on {left})"))
            due.append(words.format(left=in_words(series.left.isoformat(), tr)))
        if each.notice:
            due.append(tr(N_("its notice is due")))
        count = tr.plural("{count} edition", "{count} editions", len(series.editions))
        meta = " · ".join(part for part in (audience, series.purpose, count, series.code) if part)
        return Row(
            series.newest,
            series.code,
            whom or audience,
            meta,
            tuple(due),
            each.edition,
            each.notice,
            bool(series.withdrawn),
        )

    @staticmethod
    def notice(edition: RecordId, to: Path, *, now: bool) -> Callable[[Casebook, Progress], Path]:
        """Make the notice that goes with an edition. Raises as `editions.replaced` does."""

        def work(book: Casebook, _progress: Progress) -> Path:
            papers.write(handing.notice(book, edition, now=now), to)
            return to

        return work

    @staticmethod
    def end(edition: RecordId) -> Callable[[Casebook, Progress], Touched]:
        """No edition follows."""

        def work(book: Casebook, _progress: Progress) -> Touched:
            return editions.end(book, edition)

        return work

    @staticmethod
    def problem(to: Path | None) -> str:
        """Why nothing can be written there, marked for translation."""
        if to is None or not to.name:
            return N_("Say where to write the notice.")
        if not to.parent.is_dir():
            return N_("There is no such folder.")
        if to.exists() or papers.has_signature(to):
            return N_("Something stands there already. Choose another name.")
        return ""
