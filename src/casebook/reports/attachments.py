"""What a report says of attachments: which are in the bundle, under which name, and which are only described."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from casebook.base.words import N_, Translator, translator
from casebook.model.vocabularies import vocabulary
from casebook.reports.document import MARK, Column, Document, Heading, Table, Text

TITLE: Final = N_("Attachments")


@dataclass(frozen=True, slots=True)
class Listed:
    """One attachment: its file name in the bundle (empty: described, not attached), a code of ``document-kind``,
    its words in pieces, the numbers of the records it belongs to, and how much was taken out of it (`None`: not
    told).
    """

    file: str
    type: str
    caption: tuple[str | None, ...]
    records: tuple[int, ...]
    taken_out: int | None


def with_attachments(document: Document, listed: Sequence[Listed]) -> Document:
    """The document with a table of attachments at its end; the same where there are none."""
    if not listed:
        return document
    t = translator(document.language)
    counted = any(each.taken_out is not None for each in listed)
    columns = (
        Column(t(N_("File")), share=2),
        Column(t(N_("What it is")), share=4),
        Column(t(N_("Record")), figures=True),
        *((Column(t(N_("Removals")), figures=True),) if counted else ()),
    )
    rows = tuple(_row(each, t, counted=counted) for each in listed)
    remark = t(
        N_(
            "Files are made anew from originals that stay with us: pictures without whatever the camera wrote into"
            " them, boxes and silences where something was taken out. They are not the originals."
        )
    )
    table = Table(t(TITLE), columns, rows, remark)
    return replace(document, blocks=(*document.blocks, Heading(1, (Text(t(TITLE)),)), table))


def _row(each: Listed, t: Translator, *, counted: bool) -> tuple[str, ...]:
    kind = vocabulary("document-kind").label(each.type, t.language) if each.type else ""
    caption = "".join(MARK if piece is None else piece for piece in each.caption)
    said = ": ".join(part for part in (kind, caption) if part) or t(N_("An attachment"))
    cells = (
        each.file or t(N_("described, not attached")),
        said,
        ", ".join(map(str, each.records)),
    )
    return (*cells, "" if each.taken_out is None else str(each.taken_out)) if counted else cells
