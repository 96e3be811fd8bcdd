"""Imports in words: what becomes of rows, what is doubted, and why a cell cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_, Translator
from casebook.casework import imports
from casebook.casework.import_drafts import Why
from casebook.casework.import_plan import Fate
from casebook.wording.of_model import VALUE
from casebook.wording.said import Words

FATES: Final[Mapping[str, str]] = {
    Fate.NEW: N_("new"),
    Fate.CHANGED: N_("changed"),
    Fate.SAME: N_("no change"),
    Fate.LEFT: N_("left out"),
    Fate.REFUSED: N_("cannot be read"),
}

DOUBTS: Final[Mapping[str, str]] = {
    Why.CHANGED_SINCE: N_("Somebody changed this since the last import. What stands in the casebook stays."),
    Why.REMOVED_SINCE: N_("Somebody removed this since the last import. It stays removed."),
    Why.ERASED_SINCE: N_("This was erased. It stays erased."),
    Why.DELETED_SINCE: N_("Somebody deleted this record since the last import. It stays deleted."),
    Why.IN_CONFLICT: N_("Two versions stand side by side here. Settle them first."),
    Why.ROWS_DISAGREE: N_("Two rows say different things of one record."),
    Why.LIKE_A_PERSON: N_("This may be somebody the casebook knows. Nobody is merged."),
    Why.LIKE_A_ROW: N_("This may be the person of another row. Nobody is merged."),
    Why.SEVERAL_KNOWN: N_("Several records bear this name. None was chosen."),
}

TROUBLES: Final[Mapping[str, str]] = VALUE | {
    "no-key": N_("The row has no key, so it could not be known again."),
    "key-twice": N_("Another row has the same key."),
    "not-one-value": N_("It holds a list where one value is wanted."),
    "several-values": N_("It holds several values where one is wanted."),
    "counts-differ": N_("The columns of this list hold different numbers of values."),
    "not-a-list": N_("It holds no list where one is wanted."),
    "not-an-object": N_("It holds one text where several named ones are wanted."),
    "cells": N_("The row has another number of cells than the table has columns."),
    "not-in-values": N_("The mapping does not say what this text stands for."),
}
MOST_COLUMNS: Final = 5
LONGEST_COLUMN: Final = 40


def fate(which: Fate, t: Translator) -> str:
    """What becomes of a row."""
    return t(FATES[which])


def doubt(why: str, t: Translator) -> str:
    """Why something should be looked at."""
    return t(DOUBTS.get(why, why))


def trouble(why: str, t: Translator) -> str:
    """Why a cell cannot be read; a code nobody worded stands as it is."""
    return t(TROUBLES.get(why, why))


def _columns(error: CasebookError) -> Mapping[str, str]:
    names: tuple[str, ...] = getattr(error, "columns", ())
    shown = ", ".join(
        "".join(c if c.isprintable() else "?" for c in name[:LONGEST_COLUMN]) for name in names[:MOST_COLUMNS]
    )
    return {"columns": shown + (" …" if len(names) > MOST_COLUMNS else "")}


def _rows(error: CasebookError) -> Mapping[str, str]:
    rows: tuple[int, ...] = getattr(error, "rows", ())
    shown = ", ".join(map(str, rows[:20]))
    return {"rows": shown + (" …" if len(rows) > 20 else "")}


WORDS: Final[Mapping[type[CasebookError], Words]] = {
    imports.UnknownColumns: Words(
        N_("The file has columns that the mapping does not speak of: {columns}."),
        N_("Nothing was imported. Map them, or list them under ignore."),
        facts=_columns,
    ),
    imports.MissingColumns: Words(
        N_("The file does not have columns that the mapping speaks of: {columns}."),
        N_("Nothing was imported. Choose the mapping made for this file."),
        facts=_columns,
    ),
    imports.RowsRefused: Words(
        N_("Some rows cannot be read: {rows}."),
        N_("Nothing was imported. Correct the cells named in the dry run, or leave these rows out."),
        facts=_rows,
    ),
    imports.PlanOutdated: Words(
        N_("The casebook was written to since the dry run."), N_("Nothing was imported. Look at it again.")
    ),
    imports.FileTooLarge: Words(
        N_("The file is too large: {limit} bytes are read at most."), N_("Divide it into several files.")
    ),
    imports.UnknownFormat: Words(
        N_("By its name the file is none of CSV, JSON, XLSX and ODS."), N_("Say which it is, or rename it.")
    ),
}
