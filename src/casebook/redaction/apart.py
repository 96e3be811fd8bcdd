"""A finished file taken apart: every view of it, what nobody can look into, and the PDFs and pictures inside. Pure.

For a file of ours it runs where the leak check runs; a file somebody names is taken apart in the jail, part by
part, and only its texts come out. However large the file is, one part is held at a time, and of texts and sound a
piece of it.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

import msgspec

from casebook.jail import pdf
from casebook.jail.task import Task
from casebook.redaction import archives, media
from casebook.redaction.archives import MOST_INSIDE, Unreadable, View
from casebook.redaction.blocks import Blocks, BrokenOff, kind_of
from casebook.redaction.exactkeys import InBytes
from casebook.redaction.views import (
    DEEPEST,
    Folded,
    Seen,
    encoded,
    gunzipped,
    gzip_name,
    is_json,
    of_stream,
    of_text,
    readable,
    strings,
)

MOST_PIECES: Final = 100_000
"""Views, PDFs and unreadable parts of a stranger's file, at most: a bundle of ten thousand records has fewer."""
MOST_AT_ONCE: Final = 16 * 1024 * 1024
"""Letters and bytes after which the jail hands out what it has; a part is never handed out in halves."""
MOST_STRINGS: Final = 32 * 1024 * 1024
"""Bytes of one part in which anything like a text is looked at; in all of it, exact names."""
_WHOLE: Final = ("pdf", "jpg", "png", "zip", "gzip")
_DOING: Final = frozenset(("/JS", "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia"))
"""Names in a PDF of what does something when it is opened."""
_TAG: Final = re.compile(r"<[a-zA-Z!?][^<>]{0,20000}")
_AGE: Final = "age-encryption.org/v"
_ENCRYPTED: Final = re.compile(r"-----BEGIN (?:AGE ENCRYPTED FILE|PGP MESSAGE)-----$", re.MULTILINE)
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
class Picture:
    """A picture inside a file: what stands in its pixels is read in a jail of its own."""

    where: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Hit:
    """An exact name among bytes. *how* is the encoding it stands in, *key* which it is."""

    where: str
    how: str
    key: str


@dataclass(frozen=True, slots=True)
class About:
    """A file that is being looked at: its kind, and how many bytes it has."""

    where: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Eye:
    """What only a person can judge. *why* is a code."""

    where: str
    why: str


Piece = View | Unreadable | Pdf | Picture | Hit | About | Eye


@dataclass(frozen=True, slots=True)
class Apart:
    """Some parts of a file, as they come out of the jail. *following* is the next part, -1 after the last."""

    seen: tuple[View, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    pdfs: tuple[Pdf, ...] = ()
    pictures: tuple[Picture, ...] = ()
    hits: tuple[Hit, ...] = ()
    about: tuple[About, ...] = ()
    eyes: tuple[Eye, ...] = ()
    following: int = -1

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All of them."""
        return (
            *self.about, *self.seen, *self.unreadable, *self.pdfs, *self.pictures, *self.hits, *self.eyes
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """Which parts are asked for, from which on, and the keys to look for among bytes."""

    keys: tuple[str, ...]
    first: int = 0
    pieces: int = 0
    """How many pieces the parts before had."""


# ------------------------------------------------------------------------------------------ parts


def pieces(source: BinaryIO, search: InBytes) -> Iterator[Piece]:
    """Every view, part that cannot be read, PDF and picture of a file."""
    for _, part in parts(source, search):
        yield from part


def parts(source: BinaryIO, search: InBytes, first: int = 0) -> Iterator[tuple[int, Iterator[Piece]]]:
    """The parts of a file by number: an archive's members, headers and names, or the whole of any other file."""
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    is_archive = zipfile.is_zipfile(source)
    source.seek(0)
    number = 0
    if not is_archive or source.read(2) != b"PK":
        if first == 0:
            source.seek(0)
            yield 0, _content(Blocks(source, size), "", search, 0, alone=not is_archive)
        number = 1
    if is_archive:
        if number == 0:
            yield 0, iter((About("", "zip", size),))
        for at, found in enumerate(archives.opened(source, ""), start=1):
            if at >= first:
                yield at, _of_archive(found, search, 0)


def _of_archive(
    found: View | Unreadable | archives.Member | archives.Lost | archives.Rest, search: InBytes, depth: int
) -> Iterator[Piece]:
    if isinstance(found, archives.Member):
        try:
            with found.open() as stream:
                yield from _content(Blocks(stream, found.size), found.where, search, depth)
        except archives.BROKEN:
            yield Unreadable(found.where, "broken-zip")
    elif isinstance(found, archives.Lost):
        yield from _content(Blocks(io.BytesIO(found.content), len(found.content)), found.where, search, depth)
    elif isinstance(found, archives.Rest):
        yield from _bytes(found.content, found.where, search)
    else:
        yield found


def _content(
    blocks: Blocks, where: str, search: InBytes, depth: int, *, alone: bool = True
) -> Iterator[Piece]:
    """Every piece of one file. *alone*: what else it may be is not looked at elsewhere."""
    try:
        kind = kind_of(blocks.head, where)
        yield About(where, kind, blocks.size)
        if kind in _WHOLE:
            if blocks.size > MOST_INSIDE:
                yield Unreadable(where, "too-large")
            else:
                yield from _whole(kind, blocks.whole(), where, search, depth, alone=alone)
        elif kind == "flac":
            yield from _sound(blocks, where, search)
        elif kind == "unknown":
            yield from _binary(blocks, where, search)
        elif kind != "padding":
            yield from _text(blocks, where, kind, search)
        else:
            yield from _padding(blocks, where, search)
    except BrokenOff:
        yield Unreadable(where, "broken-zip")


def _whole(
    kind: str, data: bytes, where: str, search: InBytes, depth: int, *, alone: bool
) -> Iterator[Piece]:
    if depth > DEEPEST:
        yield Unreadable(where, "too-deep")
        return
    if kind == "zip" or (alone and zipfile.is_zipfile(io.BytesIO(data))):
        for found in archives.opened(io.BytesIO(data), where):
            yield from _of_archive(found, search, depth + 1)
    if kind == "gzip":
        inside = gunzipped(data)
        yield from _folded(gzip_name(data, where), search, depth)
        if inside is None:
            yield Unreadable(where, "broken-gzip")
        else:
            yield from _content(Blocks(io.BytesIO(inside), len(inside)), where, search, depth + 1)
    elif kind == "pdf":
        yield from _bytes(data, where, search)
        yield Pdf(where, data)
    elif kind in media.PICTURES:
        yield from _hits(data, where, search)
        yield from _folded(media.in_picture(data, kind, where), search, depth)
        yield Picture(where, data)


def _bytes(data: bytes, where: str, search: InBytes) -> Iterator[Piece]:
    yield from _hits(data, where, search)
    text = readable(data)
    if text is not None:
        yield from _folded(of_text(text, where), search)
    else:
        yield from strings(data[:MOST_STRINGS], where)
    yield from _folded(encoded(data[:MOST_STRINGS], where), search)


def _hits(data: bytes, where: str, search: InBytes) -> Iterator[Hit]:
    for how, key in dict.fromkeys(search.find(data)):
        yield Hit(where, how, key)


def _folded(found: Iterable[Seen], search: InBytes, depth: int = 0) -> Iterator[Piece]:
    """What stands written out in a text, or small in a picture, is taken apart as any file is."""
    for seen in found:
        if not isinstance(seen, Folded):
            yield seen
        elif depth > DEEPEST:
            yield Unreadable(seen.where, "too-deep")
        else:
            yield from _content(
                Blocks(io.BytesIO(seen.content), len(seen.content)), seen.where, search, depth + 1
            )


# ------------------------------------------------------------------------------------------ long files


def _sound(blocks: Blocks, where: str, search: InBytes) -> Iterator[Piece]:
    end = b""
    for window in blocks.windows():
        yield from _hits(window, where, search)
        end = (end + window)[-media.TAIL :]
    yield from _folded(media.in_sound(blocks.head, end, where), search)
    yield Eye(where, "sound")


def _binary(blocks: Blocks, where: str, search: InBytes) -> Iterator[Piece]:
    yield Unreadable(where, "unknown-kind")
    done = 0
    for window in blocks.windows():
        yield from _hits(window, where, search)
        if done < MOST_STRINGS:
            yield from strings(window, where)
            yield from _folded(encoded(window, where), search)
        done += len(window)


def _padding(blocks: Blocks, where: str, search: InBytes) -> Iterator[Piece]:
    """Zeros are looked at to the last: anything else among them is of no kind."""
    for window in blocks.windows():
        if window.strip(b"\0"):
            yield Unreadable(where, "unknown-kind")
            yield from _bytes(window, where, search)


def _text(blocks: Blocks, where: str, kind: str, search: InBytes) -> Iterator[Piece]:
    refused: dict[str, None] = {}
    for block in blocks.texts(keep=kind == "json"):
        text = readable(block)
        if text is None:
            refused["unknown-kind"] = None
            yield from _hits(block, where, search)
            yield from strings(block, where)
        else:
            yield from _folded(of_text(text, where), search)
            if _is_encrypted(text):
                refused["encrypted"] = None
            if has_script(text):
                refused["script"] = None
        yield from _folded(encoded(block, where), search)
    if kind == "json" and not is_json(b"".join(blocks.kept)):
        refused["not-json"] = None
    yield from (Unreadable(where, why) for why in refused)


def _is_encrypted(text: str) -> bool:
    begun = (text[max(0, found.start() - 1) : found.start()] for found in _ENCRYPTED.finditer(text))
    return text.startswith(_AGE) or any(before in ("", "\n") for before in begun)


def has_script(text: str) -> bool:
    """Whether one of the tags in *text* would do something when the page is shown. In prose the same words do not."""
    return any(_ACTIVE.search(html.unescape(tag)) for tag in _TAG.findall(text))


# ------------------------------------------------------------------------------------------ in the jail


def apart_task(task: Task) -> Apart:
    """Some parts of the first file, for the jail. Nothing is raised: what cannot be read is among the answer.

    Of a file of more than `MOST_PIECES` nothing comes out but that it is one: half a search finds nobody safe.
    """
    asked = msgspec.msgpack.decode(task.argument, type=Question)
    search = InBytes(asked.keys)
    found: list[Piece] = []
    size = 0
    for number, part in parts(task.files[0], search, asked.first):
        if size > MOST_AT_ONCE:
            return gathered(found, number)
        for piece in part:
            found.append(piece)
            size += _size(piece)
            if asked.pieces + len(found) > MOST_PIECES:
                return Apart(unreadable=(Unreadable("", "too-many"),), following=-1)
    return gathered(found, -1)


def _size(piece: Piece) -> int:
    if isinstance(piece, View):
        return len(piece.text) + 64
    return len(piece.content) if isinstance(piece, Pdf | Picture) else 64


def gathered(found: list[Piece], following: int) -> Apart:
    """*found* by kind, as it leaves the jail."""
    return Apart(
        tuple(each for each in found if isinstance(each, View)),
        tuple(each for each in found if isinstance(each, Unreadable)),
        tuple(each for each in found if isinstance(each, Pdf)),
        tuple(each for each in found if isinstance(each, Picture)),
        tuple(each for each in found if isinstance(each, Hit)),
        tuple(each for each in found if isinstance(each, About)),
        tuple(each for each in found if isinstance(each, Eye)),
        following,
    )


def pdf_task(task: Task) -> Apart:
    """Every view of the PDF given as the first file, for the jail; the argument is a `Question`. Raises `BadPdf`."""
    search = InBytes(msgspec.msgpack.decode(task.argument, type=Question).keys)
    found: list[Piece] = []
    for kind, text in pdf.texts(task):
        if kind != "stream":
            found.append(View("", f"pdf-{kind}", text, exact=False))
            if kind == "string" and not _DOING.isdisjoint(text.split("\n")):
                found.append(Unreadable("", "script"))
            if kind == "string" and "/Image" in text.split("\n"):
                found.append(Eye("", "picture"))
            continue
        content = text.encode("latin-1")
        found += _hits(content, "", search)
        found += _folded(of_stream(content, ""), search)
    return gathered(found, -1)
