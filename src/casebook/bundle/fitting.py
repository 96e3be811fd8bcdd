"""An opening or an author slip that comes after a bundle: which kept bundle it fits, and what it shows of it.

Both name one seal. The bundle is read in the jail, out of the encrypted store, and what is handed in with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from casebook.base.errors import Damaged, Refused
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle import contents, reading, slips
from casebook.bundle.slips import AuthorSaid
from casebook.casework import evidence, receiving
from casebook.casework.book import Casebook
from casebook.casework.receiving import Place, Received, Text
from casebook.formats import archive, jose, sdjwt
from casebook.formats.sealhash import seal_hash
from casebook.jail import launch
from casebook.jail.errors import AnswerUnreadable
from casebook.jail.task import Task

OPENING: Final = "casebook-opening/1"
TASK: Final = "casebook.bundle.fitting:fit_task"
MOST: Final = 16 * 1024 * 1024


@dataclass(eq=False)
class BadOpening(Damaged):
    """It is not written as an opening, or does not fit the seal it names."""


@dataclass(eq=False)
class FitsNothing(Refused):
    """No bundle that is here holds the seal it names."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What a slip shows of a bundle. *number* is 0 where no seal of the bundle is meant.

    *shown*: lines that were hidden before; *author*: of an author slip, what it proves.
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
    """For the jail: the slip is the argument, the bundle the first file. Raises `BadOpening`, `slips.BadSlip`."""
    text = task.argument
    is_author = text.startswith(slips.TITLE.encode())
    wanted = slips.seal_of(text) if is_author else _opening(text)[0]
    members = archive.read(task.files[0].read())
    folder = contents.FOLDER + contents.SEALS
    for name in members:
        token = members[name].decode("ascii", "replace") if name.startswith(folder) else ""
        if token and seal_hash(token.partition("~")[0]) == wanted:
            number = int(name.removeprefix(folder).partition(".")[0])
            author = slips.judge(text, wanted) if is_author else None
            added = () if is_author else _opening(text)[1]
            return _fit(number, token, added, author)
    return Fit(0, "", "", (), None)


def _opening(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The seal it names, and its disclosures. Raises `BadOpening`."""
    try:
        title, named, *disclosures, end = data.decode("ascii").split("\n")
        seal = jose.decode64(named)
    except (UnicodeDecodeError, ValueError, jose.BadBase64):
        raise BadOpening from None
    fine = title == OPENING and len(seal) == 32 and disclosures and not end and len(data) <= MOST
    if not fine or not all(re.fullmatch(r"[A-Za-z0-9_-]+", each) for each in disclosures):
        raise BadOpening
    return seal, tuple(disclosures)


def _fit(number: int, token: str, added: tuple[str, ...], author: AuthorSaid | None) -> Fit:
    before = _facts(token)
    jwt, *known, _ = token.split("~")
    new = [each for each in added if each not in known]
    try:
        after = _facts("~".join((jwt, *known, *new, "")))
    except sdjwt.BadSdJwt:
        raise BadOpening from None
    told, more = reading.told(number, before), reading.told(number, after)
    old = {line for piece in told.pieces for line in piece.split("\n")}
    shown = [line for piece in more.pieces for line in piece.split("\n") if line not in old]
    return Fit(number, more.kind, more.id, tuple(shown), author)


def _facts(token: str) -> Mapping[str, Any]:
    claims = sdjwt.verify(token, typ=contents.SEAL_TYPE).opened.claims
    claims.pop("v", None)
    found = contents.facts_of(claims)
    return found if isinstance(found, dict) else {}


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
    with book.safe.files.open(kept.file, kept.key) as content:
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
