"""What is said when a file could not be read in the confined child."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.jail import errors, ocr, pdf, shapes, tables
from casebook.wording.said import Words

_OURS_UNTOUCHED: Final = N_("Nothing of yours was touched. Ask for the file again, or in another form.")

TABLE: Final = {
    "no-workbook": N_("It is no workbook, or one that opens only with a passphrase."),
    "unfolds-too-far": N_("It is packed so that it would unfold beyond all bounds."),
    "too-large": N_("It is too large."),
    "too-many-rows": N_("It has too many rows."),
    "too-many-columns": N_("It has too many columns."),
    "unknown-encoding": N_("The encoding named in the mapping is not known."),
    "wrong-encoding": N_("It is not in the encoding that the mapping names."),
    "not-text": N_("It holds characters that no text has."),
    "broken-csv": N_("Its quotation marks do not match."),
    "broken-json": N_("It is not valid JSON."),
    "empty": N_("It holds no rows."),
    "column-without-name": N_("A column has no name in the first row."),
    "column-twice": N_("Two columns bear one name."),
    "too-deep": N_("It is nested too deeply."),
    "not-a-list-of-rows": N_("It is not a list of rows."),
    "cell-too-long": N_("A cell is too long."),
    "key-twice": N_("A row names one column twice."),
    "number-too-long": N_("A number has too many digits."),
    "not-a-number": N_("A number in it is none."),
}

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    errors.NoConfinement: Words(
        N_("This computer cannot confine the reader of strangers' files, so nothing is opened here."),
        N_("Use a newer Linux on a 64-bit processor."),
    ),
    errors.TookTooLong: Words(
        N_("The file kept its reader busy for more than {seconds} seconds: it is far too large, or made to."),
        _OURS_UNTOUCHED,
    ),
    errors.NeededTooMuchMemory: Words(
        N_("The file asked its reader for more memory than it may have: it is far too large, or made to."),
        _OURS_UNTOUCHED,
    ),
    errors.ReaderCrashed: Words(N_("The reader of the file came to an unforeseen end."), _OURS_UNTOUCHED),
    errors.AnswerUnreadable: Words(
        N_("The reader of the file gave an answer that is not to be trusted; it was thrown away."),
        _OURS_UNTOUCHED,
    ),
    errors.AskedTooMuch: Words(
        N_("The file made its reader go over it again and again: it is far too large, or made to."),
        _OURS_UNTOUCHED,
    ),
    pdf.BadPdf: Words(N_("The file is no PDF, or is broken."), N_("Ask for the file again.")),
    ocr.NotDrawn: Words(
        N_("The words in a picture cannot be read: it is broken, or of too many pages."),
        N_("Look at it yourself, or leave it out."),
    ),
    shapes.BadImage: Words(
        N_("The image cannot be shown: it is broken, or of a kind that is not read here."), _OURS_UNTOUCHED
    ),
    shapes.ImageTooLarge: Words(
        N_("The image has {width} × {height} pixels; no more than {limit} in all are read."),
        N_("Ask for it in a smaller size."),
    ),
    shapes.PdfLocked: Words(
        N_("The PDF opens with a passphrase of its own."), N_("Ask for a copy without a passphrase.")
    ),
    shapes.NoSuchPage: Words(
        N_("There is no such page; the document has {pages}."), N_("Go to another page.")
    ),
    shapes.BadSound: Words(
        N_("The recording cannot be played: it is broken, or of a kind that is not read here."),
        _OURS_UNTOUCHED,
    ),
    shapes.NoFrame: Words(
        N_("There is no picture at this place of the recording, or none that is read here."),
        N_("The sound may still be played."),
    ),
    shapes.PagesTooMany: Words(
        N_("That would be {pages} pages; no more than {limit} leave in one file."),
        N_("Choose the pages that are needed."),
    ),
    shapes.SoundTooLong: Words(
        N_("The part of the recording that shall leave is longer than {limit} minutes."),
        N_("Choose a shorter part."),
    ),
    shapes.BadOffice: Words(
        N_("The file is no office text that is read here, or is broken."),
        N_("Ask for it as .docx or .odt, or as PDF."),
    ),
    shapes.TextTooLong: Words(
        N_("The text in the file is longer than {limit} characters."),
        N_("Ask for the part that is needed."),
    ),
    shapes.NotText: Words(
        N_("The file is no text in an encoding that is read here."),
        N_("Write the original out to open it elsewhere."),
    ),
    tables.UnreadableTable: Words(
        N_("The table cannot be read; the place is row {row} (0: the file as a whole)."),
        N_("Nothing was imported. Correct the file, then try again."),
        "why",
        TABLE,
    ),
}
