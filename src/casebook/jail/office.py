"""Runs in the jail: an office text in, its words out in their order, and where each piece of them stands.

Tracked insertions and deletions, comments, hidden text, notes and what stands at the margins are told apart:
the file shows its reader some of them, and keeps all. Pictures, fields' instructions, macros and properties
are not looked at.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

from casebook.jail import sheets, texts
from casebook.jail.derived import MOST_PIECES, MOST_TEXT, Told, Words
from casebook.jail.shapes import BadOffice, TextTooLong
from casebook.jail.tables import MAX_BYTES, UnreadableTable
from casebook.jail.task import Task

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_MOST_XML: Final = 64 << 20
_DEEPEST: Final = 200
_LINE: Final = "\n"


def words(task: Task) -> Told:
    """The text of a .docx or .odt. Raises `BadOffice`, `TextTooLong`."""
    file = task.files[0]
    try:
        if file.seek(0, 2) > MAX_BYTES:
            raise TextTooLong(MOST_TEXT)
        sheets.check_archive(file)
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if "word/document.xml" in names:
                return _bounded(_docx(archive, names))
            if "content.xml" in names:
                return _bounded(_odt(archive))
    except (
        UnreadableTable,
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        OSError,
        ValueError,
        KeyError,
        EOFError,
    ):
        raise BadOffice from None
    except (NotImplementedError, RuntimeError, ET.ParseError, expat.ExpatError, RecursionError):
        raise BadOffice from None
    raise BadOffice


def table(task: Task) -> Told:
    """The cells of a workbook, a row a line, cells parted by tabs. Raises `UnreadableTable`, `TextTooLong`."""
    lines = (
        "\t".join(" ".join(cell.split()) for cell in line).rstrip()
        for sheet in sheets.every_sheet(task.files[0])
        for line in sheet
    )
    return _bounded(Words("body", line + _LINE) for line in lines if line)


def plain(task: Task) -> Told:
    """A plain text. Raises `NotText`, `TextTooLong`."""
    file: BinaryIO = task.files[0]
    data = file.read(4 * MOST_TEXT + 1)
    text = data.decode(texts.encoding_of(data[: 1 << 16]), "replace").removeprefix("\ufeff")
    text = texts.CONTROLS.sub("\ufffd", text.replace("\r\n", _LINE).replace("\r", _LINE))
    return _bounded([Words("body", text)])


def _bounded(pieces: Iterable[Words]) -> Told:
    """Neighbours from the same place made one, as far as may leave."""
    found: list[Words] = []
    size = 0
    for piece in pieces:
        size += len(piece.text)
        if size > MOST_TEXT or len(found) >= MOST_PIECES:
            raise TextTooLong(MOST_TEXT)
        if not piece.text:
            continue
        clean = texts.CONTROLS.sub("\ufffd", piece.text)
        if found and found[-1].part == piece.part and not found[-1].text.endswith(_LINE):
            found[-1] = Words(piece.part, found[-1].text + clean)
        else:
            found.append(Words(piece.part, clean))
    return Told(found)


def _xml(archive: zipfile.ZipFile, name: str) -> ET.Element:
    """One part. Its document type is refused, for what it may define, and so is what is nested without end."""
    with archive.open(name) as part:
        data = part.read(_MOST_XML + 1)
    if len(data) > _MOST_XML:
        raise TextTooLong(MOST_TEXT)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or data[:2] in (b"\xfe\xff", b"\xff\xfe"):
        raise BadOffice
    root: ET.Element | None = None
    depth = 0
    for event, element in ET.iterparse(io.BytesIO(data), ("start", "end")):  # noqa: S314 - in the jail, and without a document type
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise BadOffice
        root = root if root is not None else element
    if root is None:
        raise BadOffice
    return root


# -------------------------------------------------------------------------------------------------- .docx

_DOCX_PARTS: Final = (
    ("word/document", "body"),
    ("word/footnotes", "note"),
    ("word/endnotes", "note"),
    ("word/comments", "comment"),
    ("word/header", "margin"),
    ("word/footer", "margin"),
)


def _docx(archive: zipfile.ZipFile, names: set[str]) -> Iterator[Words]:
    """ECMA-376-1, 17: the main story, then notes, comments, and what stands at the margins."""
    for start, part in _DOCX_PARTS:
        for name in sorted(name for name in names if name.startswith(start) and name.endswith(".xml")):
            if name.removeprefix(start).removesuffix(".xml").isdigit() or name == f"{start}.xml":
                yield from _docx_words(_xml(archive, name), part)


def _docx_words(element: ET.Element, part: str) -> Iterator[Words]:
    name = element.tag.removeprefix(_W).removeprefix(_MC)
    if name in ("ins", "moveTo"):
        part = "inserted"
    elif name in ("del", "moveFrom"):
        part = "deleted"
    elif name == "r" and _is_hidden(element):
        part = "hidden"
    if name in ("t", "delText"):
        yield Words(part, element.text or "")
    elif name == "tab":
        yield Words(part, "\t")
    elif name in ("br", "cr"):
        yield Words(part, _LINE)
    elif name == "noBreakHyphen":
        yield Words(part, "-")
    elif name not in ("rPr", "pPr", "sectPr", "tblPr", "instrText", "delInstrText", "Fallback"):
        for child in element:
            yield from _docx_words(child, part)
    if name == "p":
        yield Words(part, _LINE)


def _is_hidden(run: ET.Element) -> bool:
    """ECMA-376-1, 17.3.2.41 and .44."""
    for name in ("vanish", "webHidden", "specVanish"):
        found = run.find(f"{_W}rPr/{_W}{name}")
        if found is not None and found.get(f"{_W}val", "true") not in ("0", "false", "off"):
            return True
    return False


# --------------------------------------------------------------------------------------------------- .odt


def _odt(archive: zipfile.ZipFile) -> Iterator[Words]:
    """OpenDocument 1.3, part 3: deletions lie in a list of their own; a mark in the text says where they were."""
    root = _xml(archive, "content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise BadOffice
    deleted: dict[str, ET.Element] = {}
    inserted: set[str] = set()
    for region in body.iter(f"{_TEXT}changed-region"):
        number = region.get(f"{_TEXT}id") or region.get("{http://www.w3.org/XML/1998/namespace}id") or ""
        gone = region.find(f"{_TEXT}deletion")
        if gone is not None:
            deleted[number] = gone
        elif region.find(f"{_TEXT}insertion") is not None:
            inserted.add(number)
    yield from _OdtReader(deleted, inserted).words(body, "body")
    if "styles.xml" in archive.namelist():
        for name in ("header", "footer", "header-left", "footer-left", "header-first", "footer-first"):
            tag = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}" + name
            for margin in _xml(archive, "styles.xml").iter(tag):
                yield from _OdtReader({}, set()).words(margin, "margin")


class _OdtReader:
    """Walks a text and keeps in mind whether it stands in an insertion."""

    def __init__(self, deleted: dict[str, ET.Element], inserted: set[str]) -> None:
        self._deleted = deleted
        self._inserted = inserted
        self._open: set[str] = set()

    def words(self, element: ET.Element, part: str) -> Iterator[Words]:
        """The pieces of an element; what stands behind it is its parent's."""
        name = element.tag.removeprefix(_TEXT)
        if name in ("tracked-changes", "sequence-decls", "variable-decls") or element.tag.endswith(
            "}binary-data"
        ):
            return
        if name in ("change", "change-start", "change-end"):
            yield from self._changed(name, element.get(f"{_TEXT}change-id", ""))
            return
        part = self._part(element, name, part)
        now = part if part != "body" or not self._open else "inserted"
        yield Words(now, element.text or "")
        if name == "s":
            yield Words(now, " " * min(int(element.get(f"{_TEXT}c", "1")), 1000))
        elif name in ("tab", "line-break"):
            yield Words(now, "\t" if name == "tab" else _LINE)
        for child in element:
            yield from self.words(child, part)
            yield Words(part if part != "body" or not self._open else "inserted", child.tail or "")
        if name in ("p", "h"):
            yield Words(part, _LINE)

    def _changed(self, name: str, number: str) -> Iterator[Words]:
        if name == "change" and number in self._deleted:
            for child in self._deleted[number]:
                if child.tag.startswith(_TEXT):
                    yield from self.words(child, "deleted")
        elif name == "change-start" and number in self._inserted:
            self._open.add(number)
        elif name == "change-end":
            self._open.discard(number)

    @staticmethod
    def _part(element: ET.Element, name: str, part: str) -> str:
        if part in ("deleted", "comment", "hidden"):
            return part
        if element.tag == f"{_OFFICE}annotation":
            return "comment"
        if name in ("hidden-text", "hidden-paragraph") or element.get(f"{_TEXT}display") in (
            "none",
            "condition",
        ):
            return "hidden"
        return "note" if name == "note" else part
