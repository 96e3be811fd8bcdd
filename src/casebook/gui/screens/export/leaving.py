"""The bundle itself: made and searched in memory, looked at as its recipient will see it, then let out. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.bundle import contents, write
from casebook.casework import organisation, titles
from casebook.casework.book import Casebook
from casebook.casework.snapshot import Snapshot
from casebook.casework.touched import Touched
from casebook.formats import age, archive, sshsig
from casebook.redaction import leakcheck
from casebook.redaction.plan import RedactionPlan
from casebook.reports import all_reports, extract
from casebook.reports.document import Document
from casebook.reports.shown import ForAudience
from casebook.wording import plans

EXTRACT: Final = "extract"
LIST: Final = "list"
PRINCIPAL: Final = "organisation"
REPORTS: Final = ((LIST, N_("Numbered list")), (EXTRACT, N_("Extract of the records")))


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the bundle shall be: its report and that report's language, who can open it, and what it is for.

    No report means the one that fits: the list where an edition is shown, else the extract.
    """

    report: str = ""
    language: str = "en"
    recipients: tuple[str, ...] = ()
    purpose: str = ""

    @property
    def made_as(self) -> tuple[str, str, bool]:
        """What the bytes depend on: an encrypted bundle is rounded up in size before."""
        return self.report, self.language, bool(self.recipients)


@dataclass(frozen=True, slots=True)
class FileShown:
    """One file of the bundle, with its size in bytes."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Pages:
    """The report of a bundle. *report*: which it is; *reports*: which it might be."""

    document: Document
    report: str
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """A bundle that was made, judged and searched, and of which nothing stands on a disk."""

    made: write.Made
    pages: Pages
    files: tuple[FileShown, ...]
    made_as: tuple[str, str, bool]

    @property
    def checked(self) -> int:
        """For how many protected identities it was searched."""
        return self.made.checked


@dataclass(frozen=True, slots=True)
class LeakShown:
    """A place where the finished bundle names somebody: the file, how it stands there, and who it is."""

    where: str
    how: str
    name: str


@dataclass(frozen=True, slots=True)
class Done:
    """A bundle that left. *line*: for a file of allowed signers; *touched*: the note of it in the casebook."""

    path: Path
    size: int
    encrypted: bool
    written: write.Written
    line: str
    touched: Touched


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who will be able to open the bundle: the line of their key, and the key as twelve words."""

    line: str
    words: str


def prepare(
    book: Casebook, snapshot: Snapshot, plan: RedactionPlan, wanted: Wanted, progress: Progress
) -> Ready:
    """The finished bytes and what is in them. Raises as `write.make` does."""
    pages = pages_of(plan, snapshot, wanted)
    made = write.make(
        book,
        snapshot,
        plan,
        pages.document,
        recipients=wanted.recipients,
        padded=bool(wanted.recipients),
        progress=progress,
    )
    members = archive.read(made.data)
    files = tuple(FileShown(name.removeprefix(contents.FOLDER), len(data)) for name, data in members.items())
    return Ready(made, pages, files, wanted.made_as)


def pages_of(plan: RedactionPlan, snapshot: Snapshot, wanted: Wanted) -> Pages:
    """The report that is wanted, or the one that fits."""
    reports = reports_for(plan, snapshot)
    report = wanted.report if wanted.report in reports else reports[0]
    return Pages(report_of(plan, snapshot, report, wanted.language), report, reports)


def reports_for(plan: RedactionPlan, snapshot: Snapshot) -> tuple[str, ...]:
    """The reports that can be made of what is shown; the one that fits best first."""
    listed = any(ForAudience(plan, snapshot).records("list-edition"))
    return (LIST, EXTRACT) if listed else (EXTRACT,)


def report_of(plan: RedactionPlan, snapshot: Snapshot, report: str, language: str) -> Document:
    """The document a reader of the bundle reads."""
    shown = ForAudience(plan, snapshot)
    if report == EXTRACT:
        return extract.extract(shown, language)
    return all_reports.make(report, shown, all_reports.Asked(language, for_others=True))


def release(
    book: Casebook,
    plan: RedactionPlan,
    ready: Ready,
    to: Path,
    wanted: Wanted,
    month: str,
    progress: Progress,
) -> Done:
    """Let it out. Raises as `write.release` does."""
    written = write.release(
        book,
        plan,
        ready.made,
        to,
        recipients=wanted.recipients,
        purpose=wanted.purpose,
        date=month,
        progress=progress,
    )
    line = sshsig.allowed_signers_line(organisation.public_key(book), PRINCIPAL, contents.NAMESPACE)
    return Done(to, to.stat().st_size, bool(wanted.recipients), written, line.rstrip("\n"), written.touched)


def recipient(text: str) -> Recipient:
    """The recipient in a line. Raises `BadRecipient`."""
    line = age.parse_recipient(text)
    return Recipient(line, " ".join(age.recipient_words(line)))


def leaks_in_words(
    found: Sequence[leakcheck.Leak], snapshot: Snapshot, tr: Translator
) -> tuple[LeakShown, ...]:
    """Each place once, in the order of the files."""
    shown = (
        LeakShown(_file(leak.where, tr), plans.leak(leak, tr), _who(leak.person, snapshot, tr))
        for leak in found
    )
    return tuple(dict.fromkeys(shown))


def _file(where: str, tr: Translator) -> str:
    name = where.removeprefix(contents.FOLDER)
    return name or tr(N_("the whole file"))


def _who(person: RecordId | None, snapshot: Snapshot, tr: Translator) -> str:
    if person is None:
        return ""
    record = snapshot.get(person)
    return titles.title_in(snapshot.get, person, tr.language) or (record.code if record is not None else "—")


def problem_with(path: Path | None, *, encrypted: bool) -> str:
    """Why the bundle cannot be written there, marked for translation; empty if it can."""
    ending = ".zip.age" if encrypted else ".zip"
    if path is None or not path.name.endswith(ending) or path.name == ending:
        return NEEDS_AGE if encrypted else NEEDS_ZIP
    if not path.parent.is_dir():
        return N_("There is no such folder.")
    if path.exists() or path.is_symlink():
        return N_("A file stands there already. Choose another name.")
    return ""


NEEDS_ZIP: Final = N_("Write where the bundle shall go: a file that ends in .zip.")
NEEDS_AGE: Final = N_("Write where the bundle shall go: an encrypted file that ends in .zip.age.")
