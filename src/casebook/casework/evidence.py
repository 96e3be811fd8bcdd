"""Evidence: files kept encrypted in the safe, described by a record each."""

from __future__ import annotations

import contextlib
import hashlib
import mimetypes
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from casebook.base.errors import Refused
from casebook.base.files import write_whole
from casebook.base.ids import FileId, RecordId
from casebook.base.progress import Progress
from casebook.casework import records
from casebook.casework.book import Casebook, SavedUnanchored
from casebook.casework.touched import Touched, Verb
from casebook.formats.stream import BadStream, Reader
from casebook.journal import arrivals, attached
from casebook.model.evidence import FILE
from casebook.model.fields import Value
from casebook.vault.arriving import part_name
from casebook.vault.database import Database
from casebook.vault.faults import FileChanged, FileMissing, disk
from casebook.vault.files import FileStore, described
from casebook.vault.place import NAME

CHUNK: Final = 1 << 18


@dataclass(eq=False)
class NotAFile(Refused):
    """What should be attached is no regular file, or cannot be read."""


@dataclass(eq=False)
class NoSuchFile(Refused):
    """The record holds no file."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the safe, as its record describes it."""

    record: RecordId
    name: str
    mime: str
    size: int
    sha256: bytes
    key: bytes
    file: FileId

    @property
    def beside(self) -> FileId:
        """The name together with what the record says: where the content lies if another one has the name."""
        return described(self.file, self.key, self.size, self.sha256)


def attach(
    book: Casebook, about: RecordId, path: Path, progress: Progress | None = None
) -> tuple[RecordId, Touched]:
    """Keep a copy of *path* in the safe, with a record of it that belongs to *about*.

    Returns the new record's id. Raises `NotAFile`, `DiskFull`; an encrypted file whose record could not be
    written is removed again. The original stays where it is: deleting it is the person's own act.
    """
    progress = progress or Progress()
    book.need(about)
    try:
        # Without waiting: a pipe nobody writes to would hold the program.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        raise NotAFile from None
    with _held(handle):
        with disk():
            about_it = os.fstat(handle)
        if not stat.S_ISREG(about_it.st_mode):
            raise NotAFile
        stream = open(handle, "rb", closefd=False)  # noqa: SIM115 - closed with its descriptor
        stored = book.safe.files.put(chunks(stream, progress, "encrypting-file", about_it.st_size))
    value = FILE.make(
        name=path.name,
        mime=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        size=stored.size,
        sha256=stored.sha256,
        key=stored.key,
        file=stored.id,
    )
    record = book.new_id()
    try:
        touched = records.write(
            book,
            Verb.ATTACH,
            [
                records.New(record, "evidence"),
                records.Set(record, "title", path.name),
                records.Set(record, "file", value),
                records.Add(record, "about", (("record", about),)),
            ],
        )
    except SavedUnanchored:
        raise  # the record is there, and needs its file
    except BaseException:
        # A disk that failed in the commit may have kept the record all the same. A file too many harms nobody.
        if book.get(record) is None:
            book.safe.files.remove(stored.id)
        raise
    return record, touched


@contextlib.contextmanager
def _held(handle: int) -> Iterator[None]:
    """A descriptor that is read from. A stick that was pulled out refuses even to close it: nothing is lost by that."""
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)


def kept(book: Casebook, record: RecordId) -> Kept:
    """The file a record holds. Raises `NoSuchRecord`, `NoSuchFile`."""
    found = kept_in(record, book.need(record).value("file"))
    if found is None:
        raise NoSuchFile
    return found


def kept_in(record: RecordId, value: Value) -> Kept | None:
    """The file that a value of the unit `file` names; `None` if none, or by a name that is no file's, or a key that
    is none: it may be a teammate's, and leads nowhere.
    """
    match value:
        case (
            str() as name,
            str() as mime,
            int() as size,
            bytes() as sha256,
            bytes() as key,
            str() as file,
        ) if NAME.fullmatch(file) and 0 <= size <= 1 << 53 and len(key) == len(sha256) == 32:
            return Kept(record, name, mime, size, sha256, key, FileId(file))
    return None


def extract(book: Casebook, record: RecordId, to: Path, progress: Progress | None = None) -> Touched:
    """Write the original out, in clear, because somebody asked for it; the chain of custody says so.

    When and by whom stands in the journal; where to stands nowhere. What cannot be recorded is not written
    out. Raises `NoSuchFile`, `Damaged`, `DiskFull`, `OSError`.
    """
    found = kept(book, record)
    _rehearse(book, found)
    touched: list[Touched] = []

    def content() -> Iterator[bytes]:
        digest = hashlib.sha256()
        for chunk in chunks(reader, progress or Progress(), "writing-file", found.size):
            digest.update(chunk)
            yield chunk
        if reader.size != found.size or digest.digest() != found.sha256:
            raise FileChanged(found.file)
        # Whole, but not yet under its name: if this cannot be saved, the file goes again.
        touched.append(_note_extract(book, found))

    with book.safe.files.open(found.file, found.key, found.beside) as reader:
        write_whole(to, content())
    return touched[0]


class _TakenBack(Exception):  # noqa: N818 - nothing went wrong
    """Ends a rehearsal."""


def _rehearse(book: Casebook, found: Kept) -> None:
    """Write the entry and take it back: a casebook that takes none (a copy, a place that is only read, a full disk)
    says so before the first byte stands anywhere in clear.
    """
    changes = records.changes_for(book, [_custody_of_extract(book, found)])
    with contextlib.suppress(_TakenBack), book.db.transaction():
        book.append(Verb.EXTRACT, changes, None)
        raise _TakenBack


def _note_extract(book: Casebook, found: Kept) -> Touched:
    return records.write(book, Verb.EXTRACT, [_custody_of_extract(book, found)])


def _custody_of_extract(book: Casebook, found: Kept) -> records.Edit:
    now = datetime.fromtimestamp(book.clock.now().wall_ms / 1000, tz=UTC).astimezone()
    inside = (("what", "extracted"), ("date", now.date().isoformat()), ("sha256", found.sha256))
    return records.Add(found.record, "custody", inside)


def chunks(stream: BinaryIO | Reader, progress: Progress, stage: str, size: int) -> Iterator[bytes]:
    """An open file piece by piece, telling how far it has come. Raises `Cancelled`."""
    done = 0
    while chunk := stream.read(CHUNK):
        progress.step(stage, done, size)
        done += len(chunk)
        yield chunk


def verify_files(
    book: Casebook, values: Iterable[tuple[RecordId, Value]], progress: Progress
) -> tuple[int, tuple[FileId, ...]]:
    """Read every file that *values* (record, file) name to its end. Raises `Damaged` leaves.

    What has not come from a teammate yet is not read. Returns how many there are, and the names of files no value
    knows (left by an interrupted save).
    """
    told = (found for record, value in values if (found := kept_in(record, value)) is not None)
    known = by_place(book.db, book.safe.files, told)
    for done, found in enumerate(known.values()):
        progress.step("checking-files", done)
        book.safe.files.verify(found.file, found.key, size=found.size, sha256=found.sha256)
    return len(known), strays(book, known)


def by_place(db: Database, store: FileStore, told: Iterable[Kept]) -> dict[FileId, Kept]:
    """What belongs under which name of *store*, of all that is *told*; without what has not come from a teammate yet.

    Where several describe what lies in one place, the one it opens to: nobody damages a file by talking about it.
    """
    not_come = arrivals.not_come(db)
    several: dict[FileId, dict[FileId, Kept]] = {}
    for each in told:
        place = attached.place(db, each)
        if store.has(place) or (place not in not_come and (place == each.file or _is_due(db, each))):
            several.setdefault(place, {}).setdefault(each.beside, each)
    return {place: _opening(store, tuple(those.values())) for place, those in several.items()}


def _is_due(db: Database, kept: Kept) -> bool:
    """Whether a second content of a name is one that is waited for, and not only talked of."""
    return any(each.beside == kept.beside for each in attached.descriptions(db, kept.file))


def _opening(store: FileStore, several: Sequence[Kept]) -> Kept:
    for each in several if len(several) > 1 else ():
        with (
            contextlib.suppress(BadStream, FileMissing),
            store.open(each.file, each.key, each.beside) as reader,
        ):
            if reader.size == each.size:
                return each
    return several[0]


def strays(book: Casebook, known: Collection[FileId]) -> tuple[FileId, ...]:
    """The encrypted files that belong to nothing here: not in a place *known*, nor on their way, nor carried for
    others.
    """
    beside = arrivals.files_beside(book.db) | {part_name(file) for file in arrivals.not_come(book.db)}
    return tuple(sorted(set(book.safe.files.ids()) - set(known) - beside))
