"""Taking in what others hand over, and what became of what they sent: work for the book thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.bundle import fitting, handing, papers, receive
from casebook.bundle.receive import Handed, Looked
from casebook.casework import receiving
from casebook.casework.book import Casebook
from casebook.casework.receiving import Place, Received
from casebook.casework.touched import Touched
from casebook.gui.parts.names import record_name
from casebook.wording import of_received, plans

T = TypeVar("T")
Work = Callable[[Casebook, Progress], T]
LONGEST: Final = 16 * 1024 * 1024
WHAT: Final = {
    Handed.NOTICE: N_(
        "It is a notice: an edition you have is replaced. If it was signed by whoever sent that edition, it is hidden "
        "here at once; you destroy it yourself, below."
    ),
    Handed.RECEIPT: N_("It is a receipt: a recipient says that they destroyed what you gave them."),
    Handed.OPENING: N_("It is an opening: it shows words that were hidden in a bundle you received."),
    Handed.AUTHOR_SLIP: N_("It is an author slip: it leads to the device that sealed a record you received."),
}


@dataclass(frozen=True, slots=True, repr=False)
class Bundle:
    """A bundle of which every point held: what is said of it, and who of ours it may be about."""

    path: Path
    looked: Looked
    lines: tuple[str, ...]
    suggestions: tuple[str, ...]
    before: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A notice, a receipt or a slip that lies there: nothing was done with it yet. *signed*: what needs a signature
    beside it has one.
    """

    path: Path
    handed: Handed
    signed: bool


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """A bundle that came. *waits*: a notice asks for its destruction."""

    source: RecordId
    code: str
    title: str
    meta: str
    state: str
    tone: str
    waits: bool
    openable: bool


class ReceivedState:
    """Reads files in the jail, and keeps what holds."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    def concerns(self, touched: Touched) -> bool:
        """Whether a write changes what is shown."""
        return "source" in touched.kinds

    def load(self, book: Casebook) -> tuple[Row, ...]:
        """Every bundle that came, the newest first."""
        return tuple(self._row(each) for each in reversed(receiving.every_received(book)))

    def _row(self, each: Received) -> Row:
        tr = self.tr
        tones = {Place.HERE: "accent", Place.HIDDEN: "amber", Place.DESTROYED: ""}
        meta = (
            each.received,
            tr.plural("{count} record", "{count} records", each.claims) if each.claims else "",
            tr(N_("may be handed on")) if each.permission else "",
            tr(N_("a newer edition is here")) if each.newer else "",
        )
        return Row(
            each.source,
            each.code,
            each.title or each.identifier,
            " · ".join(part for part in meta if part),
            of_received.place(each, tr),
            tones[each.place],
            each.place is Place.HIDDEN and bool(each.withdrawn),
            each.place is Place.HERE,
        )

    # ------------------------------------------------------------------------------------ looking

    def look(self, path: Path) -> Work[Bundle | Paper]:
        """What a file is; a bundle is verified in the jail. Nothing is kept. Raises what `receive.look` raises."""

        def work(book: Casebook, progress: Progress) -> Bundle | Paper:
            handed = receive.what_is(path)
            if handed is not Handed.BUNDLE:
                needs = handed in (Handed.NOTICE, Handed.RECEIPT)
                return Paper(path, handed, not needs or papers.has_signature(path))
            looked = receive.look(book, path, progress=progress)
            suggestions = tuple(
                self.tr(N_("Record {number} may be about {person} ({grade}).")).format(
                    number=each.number,
                    person=record_name(book, near.person, self.tr.language),
                    grade=plans.grade(near.likely.grade, self.tr),
                )
                for each in looked.suggestions
                for near in each.alike
            )
            lines = tuple(of_received.looked(looked, self.tr))
            return Bundle(path, looked, lines, suggestions, looked.before is not None)

        return work

    @staticmethod
    def keep(bundle: Bundle, sender: str) -> Work[Touched]:
        """Keep it as a source. Raises what `receive.keep` raises."""

        def work(book: Casebook, progress: Progress) -> Touched:
            return receive.keep(book, bundle.path, bundle.looked, sender=sender, progress=progress)[1]

        return work

    def take(self, paper: Paper) -> Work[tuple[str, ...]]:
        """Obey a notice, note a receipt, fit a slip. Returns what came of it, in words."""

        def work(book: Casebook, progress: Progress) -> tuple[str, ...]:
            match paper.handed:
                case Handed.NOTICE:
                    return self._honour(book, paper.path, progress)
                case Handed.RECEIPT:
                    return self._receipt(book, paper.path, progress)
                case _:
                    fitted = fitting.take_slip(book, papers.read_file(paper.path, LONGEST), progress=progress)
                    return tuple(of_received.slip(fitted.fit, self.tr))

        return work

    def _honour(self, book: Casebook, path: Path, progress: Progress) -> tuple[str, ...]:
        tr = self.tr
        done = handing.honour(book, *papers.read(path), progress=progress)
        told = [
            tr(N_("{code} is hidden: it is shown, found and exported no more.")).format(code=each.code)
            for each in done.hidden
        ]
        told += [
            tr(N_("This was taken over from it, and stands until you decide: {claim}")).format(
                claim=record_name(book, claim, tr.language)
            )
            for claim in done.resting
        ]
        if done.unknown:
            told.append(
                tr.plural(
                    "{count} bundle it names never came.",
                    "{count} bundles it names never came.",
                    done.unknown,
                )
            )
        return tuple(told)

    def _receipt(self, book: Casebook, path: Path, progress: Progress) -> tuple[str, ...]:
        taken = handing.take_receipt(book, *papers.read(path), progress=progress)
        words = self.tr(N_("{code}: whoever holds the key {signer} says that it was destroyed."))
        return tuple(
            words.format(code=book.need(each).code, signer=taken.signer) for each in taken.disclosures
        )

    # ------------------------------------------------------------------------------------ destroying

    @staticmethod
    def destroy(source: RecordId, receipt: Path) -> Work[Path]:
        """Erase a bundle whose sender asked for it, for good, and write the receipt to hand back."""

        def work(book: Casebook, progress: Progress) -> Path:
            if receiving.need(book, source).place is not Place.DESTROYED:
                receiving.destroy(book, source, progress)
            made = handing.receipt(book, [source])
            papers.write(made, receipt)
            return receipt

        return work

    @staticmethod
    def problem(path: Path | None) -> str:
        """Why a receipt cannot be written there, marked for translation."""
        if path is None or not path.name:
            return N_("Say where to write the receipt.")
        if not path.parent.is_dir():
            return N_("There is no such folder.")
        if path.exists() or papers.has_signature(path):
            return N_("Something stands there already. Choose another name.")
        return ""
