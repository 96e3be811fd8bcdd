"""Everything a PDF can say, read in the jail: page texts, metadata, strings of every object, open streams."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from casebook.base.errors import Damaged
from casebook.jail.task import Task

MOST_TEXT = 64 * 1024 * 1024


@dataclass(eq=False)
class BadPdf(Damaged):
    """The file is no PDF, or broken beyond reading."""


def texts(task: Task) -> list[tuple[str, str]]:
    """(kind, text) for everything found in the PDF given as the first file. Raises `BadPdf`.

    Kinds: ``page`` (in reading order, by PDFium), ``metadata``, ``string`` (all strings of all objects),
    ``stream`` (streams after their filters, as Latin-1).
    """
    data = task.files[0].read() if task.files else task.argument
    try:
        found = [("page", page) for page in _pages(data)]
        reader = PdfReader(io.BytesIO(data))
        found += [("metadata", text) for text in _metadata(reader)]
        found += list(_objects(reader))
    except (
        PyPdfError,
        pypdfium2.PdfiumError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ):
        raise BadPdf from None
    return _bounded(found)


def _bounded(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    size = 0
    kept = []
    for kind, text in found:
        size += len(text)
        if size > MOST_TEXT:
            raise BadPdf
        kept.append((kind, text.encode("utf-8", "replace").decode()))
    return kept


def _pages(data: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            yield page.get_textpage().get_text_range()
    finally:
        document.close()


def _metadata(reader: PdfReader) -> Iterator[str]:
    for value in (reader.metadata or {}).values():
        yield str(value)
    if reader.xmp_metadata is not None:
        yield reader.xmp_metadata.stream.get_data().decode("utf-8", "replace")


def _objects(reader: PdfReader) -> Iterator[tuple[str, str]]:
    numbers = {(0, n) for n in reader.xref_objStm} | {
        (g, n) for g, table in reader.xref.items() for n in table
    }
    for generation, number in sorted(numbers):
        thing = reader.get_object(IndirectObject(number, generation, reader))
        strings: list[str] = []
        _strings(thing, strings)
        if strings:
            yield "string", "\n".join(strings)
        if isinstance(thing, StreamObject):
            try:
                yield "stream", thing.get_data().decode("latin-1")
            except (PyPdfError, NotImplementedError, ValueError):
                yield "stream", bytes(thing._data).decode("latin-1")  # noqa: SLF001 - the bytes before any filter


def _strings(thing: Any, found: list[str], depth: int = 0) -> None:  # noqa: ANN401 - pypdf's objects
    if depth > 12 or isinstance(thing, IndirectObject):
        return
    if isinstance(thing, DictionaryObject):
        for name, value in thing.items():
            found.append(str(name))
            _strings(value, found, depth + 1)
    elif isinstance(thing, ArrayObject):
        for value in thing:
            _strings(value, found, depth + 1)
    elif isinstance(thing, str) and not (isinstance(thing, NameObject) and len(thing) < 4):
        found.append(str(thing))
    elif isinstance(thing, bytes):
        found.append(thing.decode("latin-1"))
