"""Errors of what may leave of attachments, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.casework import derivatives, deriving
from casebook.redaction import attaching
from casebook.wording.said import Words

UNFIT: Final = {
    "box": N_("A box has no size, or stands on no page."),
    "span": N_("A part ends before it begins."),
    "page": N_("Pages are counted from 1."),
    "part": N_("No part of the text is chosen, or one there is not."),
    "moment": N_("The recording shows another frame each time it is asked for this one."),
    "too-many-pages": N_("More pages are chosen than leave in one file."),
}
OUTDATED: Final = {
    "original": N_("The file of the record is not the one it was decided about."),
    "hides-less": N_("Something else made of the same original hides more."),
    "bytes": N_("Made again, it is not byte for byte what was looked at."),
}

NOT_ATTACHED: Final = {
    "no-derivative": N_("Nobody has decided yet what of it may leave, or that decision cannot be read."),
    "nothing-shown": N_("It belongs to nothing that is shown."),
    "newer": N_("A newer version of the program wrote it."),
    "sensitivity": N_("Its record is marked as more sensitive than this audience may see."),
    "chosen": N_("Its record was left out by hand."),
    "withheld": N_("It is about somebody who is not shown to this audience."),
    "media": N_("This audience gets no attachments of that kind."),
    "nobody-asked": N_(
        "A face or a voice can be recognised, and it is about nobody who could have allowed it."
    ),
    "consent-face-voice": N_(
        "Not everybody it is about allowed this audience to see their face or hear their voice."
    ),
    "consent-documents": N_("Not everybody it is about allowed this audience to see documents."),
}

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    derivatives.RedactionUnfit: Words(
        N_("This redaction cannot be made."),
        N_("Nothing was recorded. Correct it, then try again."),
        "why",
        UNFIT,
    ),
    deriving.LooksDifferent: Words(
        N_("What would be recorded is not what was looked at."),
        N_("Nothing was recorded. Look at it once more, then save."),
    ),
    deriving.DerivativeOutdated: Words(
        N_("What was decided about an attachment does not hold any more."),
        N_("Nothing left. Make it again, look at it, and save it."),
        "why",
        OUTDATED,
    ),
    attaching.NotAttachable: Words(
        N_("An attachment that was chosen may not go along."),
        N_("Leave it out, or record what allows it."),
        "why",
        NOT_ATTACHED,
    ),
}
