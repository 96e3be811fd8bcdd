"""The numbers of sealed records in a report: what a reader quotes leads to the seal that holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from casebook.base.words import N_, translator
from casebook.reports.document import (
    Block,
    Box,
    Document,
    Entry,
    Heading,
    ListItem,
    Paragraph,
    Quotation,
    Run,
    Runs,
    SealMark,
    Table,
    Text,
)

BRACKETS: Final = N_("Numbers in brackets")
WHAT_THEY_SAY: Final = N_("the sealed record of that number in this bundle, which says it")


def with_numbers(document: Document, numbers: Mapping[bytes, int]) -> Document:
    """*document* with the number of its seal behind whatever a record says; *numbers* by record.

    A record without a seal in the bundle leaves no trace.
    """
    blocks = tuple(_block(block, numbers) for block in document.blocks)
    if blocks == document.blocks:
        return document
    t = translator(document.language)
    return replace(document, blocks=blocks, facts=(*document.facts, (t(BRACKETS), t(WHAT_THEY_SAY))))


def _block(block: Block, numbers: Mapping[bytes, int]) -> Block:
    match block:
        case Heading() | Paragraph() | ListItem():
            return replace(block, runs=_runs(block.runs, numbers))
        case Quotation():
            return replace(block, runs=_runs(block.runs, numbers), source=_runs(block.source, numbers))
        case Entry() | Box():
            return replace(block, paragraphs=tuple(_runs(runs, numbers) for runs in block.paragraphs))
        case Table():
            return block


def _runs(runs: Runs, numbers: Mapping[bytes, int]) -> Runs:
    return tuple(said for run in runs if (said := _run(run, numbers)) is not None)


def _run(run: Run, numbers: Mapping[bytes, int]) -> Run | None:
    if not isinstance(run, SealMark):
        return run
    number = numbers.get(run.record)
    return None if number is None else Text(f"\u00a0[{number}]")
