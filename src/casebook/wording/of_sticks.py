"""What a stick brings, or brought, in words: the dry run and the outcome, for both shells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.sync import taking
from casebook.wording.said import Words

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    taking.NoSuchImport: Words(
        N_("There is no such import to turn round."),
        N_("It may be set aside already, or be taken again already. Look at the list of imports."),
    ),
}
