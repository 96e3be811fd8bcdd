"""Records by what people call them: the id as a UUID, or the short code they say aloud."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId, parse_id
from casebook.casework.book import Casebook, NoSuchRecord
from casebook.journal import current

_CODE: Final = re.compile(r"(?:([A-Z])-)?([0-9A-HJKMNP-TV-Z]{4,14})")
_CONFUSED: Final = str.maketrans("OIL", "011")


@dataclass(eq=False)
class SeveralRecords(Refused):
    """*count* records share that short code: more letters of it are needed."""

    count: int


def record_at(book: Casebook, text: str) -> RecordId:
    """The record called *text*: a UUID, or a code such as ``P-7KQ4`` with or without its letter.

    The letters O, I and L are read as the digits they are confused with. Deleted records are found too.
    Raises `NoSuchRecord`, `SeveralRecords`.
    """
    record = parse_id(text.strip())
    if record is not None:
        return book.need(record).id
    letter, _, digits = text.strip().upper().rpartition("-")
    match = _CODE.fullmatch(
        f"{letter}-{digits.translate(_CONFUSED)}" if letter else digits.translate(_CONFUSED)
    )
    if match is None:
        raise NoSuchRecord
    found = [book.need(each) for each in current.by_code(book.db, match[2])]
    wanted = [each for each in found if not match[1] or each.code.startswith(match[1])]
    if not wanted:
        raise NoSuchRecord
    if len(wanted) > 1:
        raise SeveralRecords(len(wanted))
    return wanted[0].id
