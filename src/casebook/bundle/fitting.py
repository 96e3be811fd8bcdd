"""An opening or an author slip that comes after a bundle: which kept bundle it fits, and what it shows of it.

Both name one seal. The bundle is read in the jail, out of the encrypted store, and what is handed in with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle import contents, openings, reading, slips, verify
from casebook.bundle.openings import Change
from casebook.bundle.slips import AuthorSaid
from casebook.casework import evidence, receiving
from casebook.casework.book import Casebook
from casebook.casework.receiving import Place, Received, Text
from casebook.jail import launch
from casebook.jail.errors import AnswerUnreadable
from casebook.jail.task import Task

TASK: Final = "casebook.bundle.fitting:fit_task"


@dataclass(eq=False)
class FitsNothing(Refused):
    """No bundle that is here holds the seal it names."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What a slip shows of a bundle. *number* is 0 where no seal of the bundle is meant.

    *shown*: fields that were opened, as they read now; *author*: of an author slip, what it proves.
    """

    number: int
    kind: str
    id: str
    shown: tuple[str, ...]
    author: AuthorSaid | None

    def check(self) -> None:
        """Refuse what no honest reader would answer. Raises `AnswerUnreadable`."""
        words = (self.kind, self.id, *self.shown)
        if any(len(word) > reading.LONGEST_TEXT or word != reading.plain(word) for word in words):
            raise AnswerUnreadable


@dataclass(frozen=True, slots=True, repr=False)
class Fitted:
    """A slip that was kept with its bundle: what it is kept as, and what it showed."""

    source: RecordId
    file: RecordId
    fit: Fit


def fit_task(task: Task) -> Fit:
    """For the jail: the slip is the argument, the bundle the first file. Raises `BadOpening`, `BadSlip`."""
    text = task.argument
    tokens = verify.examine(verify.mapped(task.files[0]), None, task.progress).tokens
    is_author = text.startswith(slips.TITLE.encode())
    wanted = slips.seal_of(text) if is_author else openings.read(text)[0]
    path = openings.by_name(tokens).get(wanted)
    if path is None:
        return Fit(0, "", "", (), None)
    _, claims = verify.read_seal(tokens[path], path)
    told = reading.told(contents.number_of(path), contents.facts_of(claims))
    if is_author:
        return Fit(told.number, told.kind, told.id, (), slips.judge(text, wanted))
    opened, _, _ = openings.apply(text, tokens)
    shown = tuple(piece for each in opened.changes for piece in _pieces(each))
    return Fit(told.number, told.kind, told.id, shown, None)


def _pieces(change: Change) -> Iterator[str]:
    yield from reading.cut(f"{reading.line(change.field)}: {reading.indented(reading.plain(change.after))}")


def take_slip(
    book: Casebook, data: bytes, *, only: RecordId | None = None, progress: Progress | None = None
) -> Fitted:
    """Keep an opening or an author slip with the bundle it fits, and what it opens as one more claim of it.

    *only* names the bundle where that is known. Raises `BadOpening`, `BadSlip`, `FitsNothing`, leaves of the jail.
    """
    progress = progress or Progress()
    for each in receiving.every_received(book):
        if each.place is not Place.HERE or (only is not None and each.source != only):
            continue
        fit = _against(book, each, data, progress)
        if fit.number:
            return _keep(book, each, data, fit)
    raise FitsNothing


def _against(book: Casebook, received: Received, data: bytes, progress: Progress) -> Fit:
    original = book.need(received.source).value("evidence")
    assert isinstance(original, bytes)
    kept = evidence.kept(book, RecordId(original))
    with book.safe.files.open(kept.file, kept.key, kept.beside) as content:
        fit = launch.run(TASK, data, answer=Fit, sources=(content,), limits=reading.LIMITS, progress=progress)
    fit.check()
    return fit


def _keep(book: Casebook, received: Received, data: bytes, fit: Fit) -> Fitted:
    what = "opening" if fit.author is None else "author-slip"
    texts = tuple(_opened(fit))
    file, _ = receiving.attach_slip(book, received.source, f"{what} {fit.number:04}.txt", what, data, texts)
    return Fitted(received.source, file, fit)


def _opened(fit: Fit) -> Iterator[Text]:
    if fit.shown:
        for place, piece in enumerate(reading.cut("\n".join(fit.shown)), 1):
            part = f" ({place})" if place > 1 else ""
            yield Text(f"{fit.number:04} {fit.id} +{part}", fit.kind, "", piece)
