"""Who holds what, what became of it, and what is to be done about it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework.holders import Holding, How, Standing
from casebook.wording.days import Days, as_kept

_HOW: Final[Mapping[How, str]] = {
    How.NAMED: N_("the person is named in it"),
    How.OTHER_NAME: N_("the person stands in it under another name"),
    How.MENTIONED: N_("it tells of the person without the name"),
    How.SHOWN: N_("the record is in it"),
    How.FILE: N_("the file is in it"),
    How.ALLOWED: N_("it left because this allowed it"),
}
_STANDING: Final[Mapping[Standing, str]] = {
    Standing.OUT: N_("still out"),
    Standing.OVERDUE: N_("to be destroyed since {expires}, and nobody said that it was"),
    Standing.REPLACED: N_("replaced by {code}, and not returned"),
    Standing.RETURNED: N_("destroyed: every recipient sent a receipt"),
}


def how(way: How, t: Translator) -> str:
    """In what way a bundle holds it."""
    return t(_HOW[way])


def standing(each: Holding, t: Translator, code: str | None = None, days: Days = as_kept) -> str:
    """What became of a bundle; *code* names the edition that replaced it."""
    expires = days(each.expires, t)
    said = t(_STANDING[each.standing]).replace("{expires}", expires).replace("{code}", code or "")
    if each.standing is Standing.OUT and each.expires:
        said += "; " + t(N_("to be destroyed by {expires}")).replace("{expires}", expires)
    if each.receipts and each.standing is not Standing.RETURNED:
        said += "; " + t.plural("{count} receipt", "{count} receipts", each.receipts)
    return said


def edition(each: Holding, t: Translator) -> str:
    """Its number in its series, from the second on."""
    return t(N_("edition {number}")).replace("{number}", str(each.edition)) if each.edition > 1 else ""
