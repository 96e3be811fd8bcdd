"""A finished file taken apart: every view of it, what nobody can look into, and the PDFs inside. Pure.

For a file of ours it runs where the leak check runs; a file somebody names is taken apart in the jail, and
only its texts come out.
"""

from __future__ import annotations

import html
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.jail import pdf
from casebook.jail.task import Task
from casebook.redaction.views import MOST_INSIDE, Seen, Unreadable, View, is_json, of_stream, readable, views

DEEPEST = 3
MOST_PIECES: Final = 100_000
"""Views, PDFs and unreadable parts of a stranger's file, at most: a bundle of ten thousand records has fewer."""
_DOING: Final = frozenset(("/JS", "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia"))
"""Names in a PDF of what does something when it is opened."""
_TAG: Final = re.compile(r"<[a-zA-Z!?][^<>]{0,20000}")
_ENCRYPTED: Final = re.compile(
    r"\Aage-encryption\.org/v|^-----BEGIN (?:AGE ENCRYPTED FILE|PGP MESSAGE)-----$", re.MULTILINE
)
"""What is written in letters and says nothing to whoever lacks the key."""
_ACTIVE: Final = re.compile(
    r"<(?:script|iframe|frame|object|embed|applet|base|portal)\b"
    r"|[\s\"'/]on[a-z]{3,}\s*=|(?:java|vb)script\s*:|data\s*:\s*text/html|http-equiv\s*=\s*[\"']?refresh",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF inside a file: it has a reader of its own, in a jail of its own."""

    where: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Apart:
    """All of it at once, as it comes out of the jail."""

    seen: tuple[View, ...]
    unreadable: tuple[Unreadable, ...]
    pdfs: tuple[Pdf, ...]


def pieces(data: bytes) -> Iterator[Seen | Pdf]:
    """Every view, part that cannot be read, and PDF of a file."""
    yield from views(data)
    for where, content in _members(data):
        yield from _by_kind(where, content)


def apart_task(task: Task) -> Apart:
    """`pieces` of the first file, for the jail. Nothing is raised: what cannot be read is among the answer.

    Of a file of more than `MOST_PIECES` nothing comes out but that it is one: half a search finds nobody safe.
    """
    found = list(itertools.islice(pieces(task.files[0].read()), MOST_PIECES + 1))
    if len(found) > MOST_PIECES:
        return Apart((), (Unreadable("", "too-many"),), ())
    return Apart(
        tuple(each for each in found if isinstance(each, View)),
        tuple(each for each in found if isinstance(each, Unreadable)),
        tuple(each for each in found if isinstance(each, Pdf)),
    )


def pdf_task(task: Task) -> Apart:
    """Every view of the PDF given as the first file, for the jail. Raises `BadPdf`."""
    seen: list[View] = []
    unreadable: list[Unreadable] = []
    for kind, text in pdf.texts(task):
        if kind != "stream":
            seen.append(View("", f"pdf-{kind}", text, exact=False))
            if kind == "string" and not _DOING.isdisjoint(text.split("\n")):
                unreadable.append(Unreadable("", "script"))
            continue
        for each in of_stream(text.encode("latin-1"), ""):
            if isinstance(each, View):
                seen.append(each)
            else:
                unreadable.append(each)
    return Apart(tuple(seen), tuple(unreadable), ())


def _members(data: bytes, where: str = "", depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The files inside, archives opened; what `views` reported as broken is passed over here."""
    if depth < DEEPEST and zipfile.is_zipfile(io.BytesIO(data)):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as found:
                for info in found.infolist():
                    if not info.is_dir() and info.file_size <= MOST_INSIDE:
                        inside = f"{where}/{info.filename}".lstrip("/")
                        yield from _members(found.read(info), inside, depth + 1)
        except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, EOFError, NotImplementedError):
            return
    else:
        yield where, data


def has_script(text: str) -> bool:
    """Whether one of the tags in *text* would do something when the page is shown. In prose the same words do not."""
    return any(_ACTIVE.search(html.unescape(tag)) for tag in _TAG.findall(text))


def _by_kind(where: str, content: bytes) -> Iterator[Seen | Pdf]:
    """What only a reader of that kind of file sees; a kind nobody can read is reported."""
    if content.startswith(b"%PDF-"):
        yield Pdf(where, content)
        return
    if not content.strip(b"\0"):
        return
    text = readable(content)
    if text is None:
        yield Unreadable(where, "unknown-kind")
    elif _ENCRYPTED.search(text):
        yield Unreadable(where, "encrypted")
    elif has_script(text):
        yield Unreadable(where, "script")
    elif where.endswith(".json") and not is_json(content):
        yield Unreadable(where, "not-json")
