"""An error in the words of the person who reads it."""

from __future__ import annotations

from casebook.base.errors import CasebookError
from casebook.base.words import N_, Translator
from casebook.casework.whereabouts import MovedOrCopied
from casebook.wording import errors

WHERE = N_(
    "The casebook lies in another place than before. It can be read; nothing is saved until somebody says whether "
    "it was moved or copied."
)
"""What is said instead of the commands, as there is a page for it."""


def says(error: BaseException, tr: Translator) -> str:
    """One sentence that says what is wrong and what to do."""
    if isinstance(error, MovedOrCopied):
        return tr(WHERE)
    if isinstance(error, CasebookError):
        told = errors.said(error, tr)
        # What to type in a terminal is no way on in a window: the page itself has one.
        return told.what if "`" in told.then else told.text
    return tr(N_("Something went wrong inside the program. Nothing was changed; what you typed is kept."))
