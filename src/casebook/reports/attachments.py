"""What a report says of attachments: which are in the bundle, under which name, and which are only described."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from casebook.base.words import N_, Translator, translator
from casebook.model.vocabularies import vocabulary
from casebook.reports.document import (
    Block,
    Document,
    Heading,
    ListItem,
    Paragraph,
    Run,
    Runs,
    Text,
    Withheld,
)

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
    """The document with a list of attachments at its end; the same where there are none."""
    if not listed:
        return document
    t = translator(document.language)
    remark = t(
        N_(
            "Files are made anew from originals that stay with us: pictures without whatever the camera wrote into"
            " them, boxes and silences where something was taken out. They are not the originals."
        )
    )
    blocks: tuple[Block, ...] = (
        Heading(1, (Text(t(TITLE)),)),
        Paragraph((Text(remark),)),
        *(ListItem(_line(each, t)) for each in listed),
    )
    return replace(document, blocks=(*document.blocks, *blocks))


def _line(each: Listed, t: Translator) -> Runs:
    """``files/0001.jpg: photograph, the words that go with it. Record 3. Removals: 2.``"""
    kind = vocabulary("document-kind").label(each.type, t.language) if each.type else t(N_("attachment"))
    runs: list[Run] = [Text(f"{each.file}: ", bold=True)] if each.file else []
    runs.append(Text(kind if each.file else f"{kind} ({t(N_('described, not attached'))})"))
    if each.caption:
        runs += [Text(", "), *(Withheld() if piece is None else Text(piece) for piece in each.caption)]
    numbers = ", ".join(map(str, each.records))
    said = [t(N_("Record {numbers}.")).replace("{numbers}", numbers)] if numbers else []
    if each.taken_out is not None:
        said.append(t(N_("Removals: {count}.")).replace("{count}", str(each.taken_out)))
    return (*runs, Text(". " + " ".join(said))) if said else (*runs, Text("."))
