"""The bundle itself: made and searched in memory, looked at as its recipient will see it, then let out. No Qt."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from casebook.base.encode import b32
from casebook.base.ids import RandomBytes, RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_
from casebook.bundle import attached, contents, write
from casebook.bundle.attached import Going
from casebook.bundle.numbering import Numbering
from casebook.casework import editions, organisation
from casebook.casework.book import Casebook
from casebook.casework.disclosures import Terms
from casebook.casework.snapshot import Snapshot
from casebook.casework.touched import Touched
from casebook.formats import age, archive, sshsig
from casebook.redaction.leakcheck import FileReport
from casebook.redaction.othernames import other_names
from casebook.redaction.plan import RedactionPlan
from casebook.redaction.released import ReleasedHit
from casebook.reports import all_reports, extract
from casebook.reports.document import Document
from casebook.reports.shown import ForAudience

EXTRACT: Final = "extract"
LIST: Final = "list"
PRINCIPAL: Final = "organisation"
REPORTS: Final = ((LIST, N_("Numbered list")), (EXTRACT, N_("Extract of the records")))


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the bundle shall be: its report and that report's language, who can open it, and what it is for.

    No report means the one that fits: the list where an edition is shown, else the extract. *expires*: by when it is
    to be destroyed (EDTF, or empty); *now*: between two rounds too.
    """

    report: str = ""
    language: str = "en"
    recipients: tuple[str, ...] = ()
    purpose: str = ""
    expires: str = ""
    now: bool = False

    @property
    def made_as(self) -> tuple[str, str, frozenset[str]]:
        """What the bytes depend on: whoever can open it has seals of their own, and an encrypted one is padded."""
        return self.report, self.language, frozenset(self.recipients)


@dataclass(frozen=True, slots=True, repr=False)
class Chance:
    """All that chance decides, the same for every preview of one export: a finding that was let pass stays at its
    place, and nobody changes their other name while one looks. No two bundles that leave may share it.
    """

    numbering: Numbering
    names: bytes

    @classmethod
    def drawn(cls, random: RandomBytes) -> Chance:
        """Another."""
        return cls(Numbering.drawn(random), random(32))


@dataclass(frozen=True, slots=True)
class FileShown:
    """One file of the bundle, with its size in bytes."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Pages:
    """The report of a bundle. *report*: which it is; *reports*: which it might be; *names*: other names in it."""

    document: Document
    report: str
    reports: tuple[str, ...]
    names: Mapping[RecordId, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Ready:
    """A bundle that was made, judged and searched, and of which nothing stands on a disk.

    *unlooked*: places hidden because nobody has looked at them, *in_files* those of them in texts of attachments.
    """

    made: write.Made
    pages: Pages
    files: tuple[FileShown, ...]
    made_as: tuple[str, str, frozenset[str]]
    unlooked: int = 0
    in_files: int = 0

    @property
    def checked(self) -> int:
        """For how many protected identities it was searched."""
        return self.made.checked

    @property
    def reports(self) -> tuple[FileReport, ...]:
        """What the check says of each file."""
        return self.made.found.files

    @property
    def going(self) -> tuple[Going, ...]:
        """Its attachments."""
        return self.made.attached.going

    @property
    def sealed_before(self) -> int:
        """Records whose seals were made when they were written."""
        return sum(one.kept.written for one in self.made.sealed)


@dataclass(frozen=True, slots=True)
class Done:
    """A bundle that left. *line*: for a file of allowed signers; *touched*: the note of it in the casebook.

    *replaces*: it takes the place of an edition, and *noticed*: a notice goes with it.
    """

    path: Path
    size: int
    encrypted: bool
    written: write.Written
    line: str
    touched: Touched
    replaces: RecordId | None = None
    noticed: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who will be able to open the bundle: the line of their key, and the key as twelve words."""

    line: str
    words: str


def prepare(
    book: Casebook,
    snapshot: Snapshot,
    plan: RedactionPlan,
    wanted: Wanted,
    chance: Chance,
    released: tuple[ReleasedHit, ...],
    progress: Progress,
) -> Ready:
    """The finished bytes and what is in them. Raises as `write.make` does, `OtherNameTaken`."""
    pages = pages_of(plan, snapshot, wanted, chance)
    made = write.make(
        book,
        snapshot,
        plan,
        pages.document,
        names=pages.names,
        recipients=wanted.recipients,
        padded=bool(wanted.recipients),
        numbering=chance.numbering,
        released=released,
        progress=progress,
    )
    order = [one.sealed.record for one in made.sealed]
    pages = replace(pages, document=made.attached.told_in(pages.document, order, plan))
    members = archive.read(made.data)
    files = tuple(FileShown(name.removeprefix(contents.FOLDER), len(data)) for name, data in members.items())
    texts = attached.looked(book, snapshot, plan, progress) if made.attached.files else []
    in_files = sum(len(each.questions) for each in texts)
    return Ready(made, pages, files, wanted.made_as, plan.unlooked + in_files, in_files)


def pages_of(plan: RedactionPlan, snapshot: Snapshot, wanted: Wanted, chance: Chance) -> Pages:
    """The report that is wanted, or the one that fits. Raises `OtherNameTaken`."""
    names = other_names(snapshot, plan, chance.names, wanted.language, wanted.recipients)
    reports = reports_for(plan, snapshot)
    report = wanted.report if wanted.report in reports else reports[0]
    return Pages(report_of(plan, snapshot, names, report, wanted.language), report, reports, names)


def reports_for(plan: RedactionPlan, snapshot: Snapshot) -> tuple[str, ...]:
    """The reports that can be made of what is shown; the one that fits best first."""
    listed = any(ForAudience(plan, snapshot).records("list-edition"))
    return (LIST, EXTRACT) if listed else (EXTRACT,)


def report_of(
    plan: RedactionPlan, snapshot: Snapshot, names: Mapping[RecordId, str], report: str, language: str
) -> Document:
    """The document a reader of the bundle reads."""
    shown = ForAudience(plan, snapshot, names)
    if report == EXTRACT:
        return extract.extract(shown, language)
    return all_reports.make(report, shown, all_reports.Asked(language, for_others=True))


def release(
    book: Casebook,
    plan: RedactionPlan,
    ready: Ready,
    to: Path,
    wanted: Wanted,
    replaces: RecordId | None,
    month: str,
    progress: Progress,
) -> Done:
    """Let it out; in a folder it gets a name that says nothing. Raises as `write.release`, `editions.to_replace`."""
    encrypted = bool(wanted.recipients)
    if replaces is not None:
        editions.to_replace(book, replaces, plan.profile.name, encrypted=encrypted, now=wanted.now)
    to = destination(to, encrypted=encrypted)
    written = write.release(
        book,
        plan,
        ready.made,
        to,
        recipients=wanted.recipients,
        purpose=wanted.purpose,
        date=month,
        terms=Terms(wanted.expires, replaces),
        progress=progress,
    )
    line = sshsig.allowed_signers_line(organisation.public_key(book), PRINCIPAL, contents.NAMESPACE)
    return Done(
        to,
        to.stat().st_size,
        encrypted,
        written,
        line.rstrip("\n"),
        written.touched,
        replaces,
        replaces is not None and encrypted,
    )


def recipient(text: str) -> Recipient:
    """The recipient in a line. Raises `BadRecipient`."""
    line = age.parse_recipient(text)
    return Recipient(line, " ".join(age.recipient_words(line)))


def destination(path: Path, *, encrypted: bool) -> Path:
    """*path*, or a new file in it with a name that says nothing, if it is a folder."""
    if not path.is_dir():
        return path
    return path / f"{b32(os.urandom(10)).lower()}{_ending(encrypted=encrypted)}"


def problem_with(path: Path | None, *, encrypted: bool, over: bool = False) -> str:
    """Why the bundle cannot be written there, marked for translation; empty if it can.

    *over*: a file that stands there is to be written over.
    """
    ending = _ending(encrypted=encrypted)
    if path is not None and path.is_dir():
        return ""
    if path is None or not path.name.endswith(ending) or path.name == ending:
        return NEEDS_AGE if encrypted else NEEDS_ZIP
    if not path.parent.is_dir():
        return N_("There is no such folder.")
    if stands_there(path) and not (over and path.is_file() and not path.is_symlink()):
        return N_("A file stands there already. Choose another name.")
    return ""


def stands_there(path: Path) -> bool:
    """Whether something has that name already."""
    return path.exists() or path.is_symlink()


def _ending(*, encrypted: bool) -> str:
    return ".zip.age" if encrypted else ".zip"


NEEDS_ZIP: Final = N_(
    "Say where the bundle shall go: a folder, or a file that ends in .zip. In a folder it gets a name that says "
    "nothing."
)
NEEDS_AGE: Final = N_(
    "Say where the bundle shall go: a folder, or a file that ends in .zip.age. In a folder it gets a name that says "
    "nothing."
)
