"""An error in the words of the person who reads it."""

from __future__ import annotations

from casebook.base.errors import CasebookError
from casebook.base.words import N_, Translator
from casebook.wording import errors


def says(error: BaseException, tr: Translator) -> str:
    """One sentence that says what is wrong and what to do."""
    if isinstance(error, CasebookError):
        return errors.sentence(error, tr)
    return tr(N_("Something went wrong inside the program. Nothing was changed; what you typed is kept."))
