"""Dates as people type them: in three languages, day before month, with all the ways of not being sure.

`parse_typed` reads, `date_words.echo` says back what was understood, `edtf` is what is kept.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from casebook.model.date_words import CALENDARS
from casebook.model.date_words import echo as echo
from casebook.model.edtf import MAX_TEXT
from casebook.model.edtf import BadDate as BadDate
from casebook.model.edtf import EdtfDate as EdtfDate
from casebook.model.edtf import Precision as Precision
from casebook.model.edtf import covers as covers
from casebook.model.edtf import happened_by as happened_by
from casebook.model.edtf import holds as holds
from casebook.model.edtf import interval as interval
from casebook.model.edtf import one_of as one_of
from casebook.model.edtf import parse_edtf as parse_edtf
from casebook.model.edtf import sort_key as sort_key
from casebook.model.edtf import to_month as to_month
from casebook.model.edtf import to_year as to_year
from casebook.model.edtf import with_mark as with_mark

_KAZAKH: Final = str.maketrans("әғқңөұүһі", "агкноуухи")
"""Kazakh letters as they are typed on a Russian keyboard."""


def _fold(word: str) -> str:
    return word.casefold().translate(_KAZAKH).rstrip(".")


def _month_table() -> dict[str, int]:
    table: dict[str, int] = {}
    for calendar in CALENDARS.values():
        for forms in calendar.months:
            table |= {_fold(word): i + 1 for i, word in enumerate(forms)}
    short = ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
    table |= {word: i + 1 for i, word in enumerate(short)}
    table |= {word[:3].casefold(): i + 1 for i, word in enumerate(CALENDARS["en"].months[0])}
    table |= {"sept": 9, "сент": 9, "нояб": 11, "февр": 2, "апреле": 4}
    inside = [
        "январе",
        "феврале",
        "марте",
        "апреле",
        "мае",
        "июне",
        "июле",
        "августе",
        "сентябре",
        "октябре",
        "ноябре",
        "декабре",
    ]
    table |= {word: i + 1 for i, word in enumerate(inside)}
    for i, word in enumerate(CALENDARS["kk"].months[0]):
        table |= {_fold(word) + ending: i + 1 for ending in ("да", "де", "та", "те", "нда", "нде")}
    return table


def _season_table() -> dict[str, int]:
    table = {"fall": 23}
    for calendar in CALENDARS.values():
        for forms in calendar.seasons:
            table |= {_fold(word): i + 21 for i, word in enumerate(forms)}
    table |= {"весной": 21, "летом": 22, "осенью": 23, "зимой": 24}
    return table | {"коктемде": 21, "жазда": 22, "кузде": 23, "кыста": 24}


def _weekday_table() -> dict[str, int]:
    table: dict[str, int] = {}
    for calendar in CALENDARS.values():
        table |= {_fold(word): i for i, word in enumerate(calendar.weekdays)}
    table |= {word[:3].casefold(): i for i, word in enumerate(CALENDARS["en"].weekdays)}
    return table | {
        "пн": 0,
        "вт": 1,
        "ср": 2,
        "чт": 3,
        "пт": 4,
        "сб": 5,
        "вс": 6,
        "среду": 2,
        "пятницу": 4,
        "субботу": 5,
    }


_MONTHS: Final = _month_table()
_SEASONS: Final = _season_table()
_WEEKDAYS: Final = _weekday_table()
_NOISE: Final = frozenset(
    [
        "г",
        "гг",
        "год",
        "года",
        "году",
        "годы",
        "годов",
        "ж",
        "жж",
        "жыл",
        "жылы",
        "жылгы",
        "жылдан",
        "жылга",
        "in",
        "on",
        "the",
        "of",
        "в",
        "во",
        "year",
    ]
)
_DAYS_AGO: Final = {
    "t": 0,
    "т": 0,
    "today": 0,
    "сегодня": 0,
    "бүгін": 0,
    "бугин": 0,
    "yesterday": 1,
    "вчера": 1,
    "кеше": 1,
}

_ABOUT: Final = r"about|around|circa|ca\.?|approximately|approx\.?|около|примерно|приблизительно|ок\.|шамамен"
_SINCE: Final = r"since|from|after|начиная\s+с|с|со|после"
_UNTIL: Final = r"until|till|before|up\s+to|до|прежде"
_OR: Final = re.compile(r"\s+(?:or|или|немесе)\s+")
_BETWEEN: Final = re.compile(
    r"(?:between|from|с|со|между)\s+(?P<a>.+?)\s+(?:and|to|until|till|по|до|и)\s+(?P<b>.+)"
)
_DASH: Final = re.compile(r"(?P<a>.+?)(?:\s*[–—]\s*|\s+-\s+)(?P<b>.+)")
_SHORT_DASH: Final = re.compile(
    r"(?P<a>[0-9]{1,2}|[^\W\d_]+)-(?P<b>(?:[0-9]{1,2}\s+)?[^\W\d_]+\.?\s.*[0-9]{4}.*)"
)
_CENTURY: Final = re.compile(r"(?:some year|какой-то год|жылдардың бірі) (?P<year>[0-9]{2}xx)")
_DECADE: Final = re.compile(r"(?P<a>[0-9]{3})0(?:s|-?[ех]|-?жылдар(?:дан|ға)?)")
_ORDINAL: Final = re.compile(r"(?P<n>[0-9]{1,2})(?:st|nd|rd|th|-?го|-?е|-?[шс][ыі])")


def parse_typed(text: str, today: date | None = None) -> EdtfDate:
    """The date meant by typed *text*, or by EDTF. With *today*, ``t``, ``т``, "today", «вчера» are read too.

    ``10.02.2023`` is the tenth of February; a date with two slashes is refused, because nobody can know what
    it means. "Until" and "before" include the day named. Raises `BadDate` and nothing else.
    """
    said = " ".join(unicodedata.normalize("NFC", text[: MAX_TEXT + 1]).casefold().split())
    if not said or len(said) > MAX_TEXT:
        raise BadDate("not-a-date")
    try:
        return parse_edtf(said)
    except BadDate as bad:
        if bad.why != "not-a-date":
            raise
    if today is not None and said in _DAYS_AGO:
        return parse_edtf((today - timedelta(days=_DAYS_AGO[said])).isoformat())
    return _phrase(said)


def _phrase(said: str) -> EdtfDate:
    pieces = _OR.split(said)
    if len(pieces) > 1:
        last = _doubted(pieces[-1])
        return one_of([*(_completed(piece, pieces[-1]) for piece in pieces[:-1]), last])
    for pattern in (_BETWEEN, _DASH, _SHORT_DASH):
        match = pattern.fullmatch(said)
        if match:
            return interval(_completed(match["a"], match["b"]), _doubted(match["b"]))
    return _one_ended(said) or _doubted(said)


def _one_ended(said: str) -> EdtfDate | None:
    """A date that is open at one end: since, after, until, before."""
    for ending in [calendar.end_unknown for calendar in CALENDARS.values()]:
        if said.endswith(ending):
            return parse_edtf(f"{_open(said.removesuffix(ending), _SINCE, 'бастап|кейін').edtf}/")
    for ending in [calendar.start_unknown for calendar in CALENDARS.values()]:
        if said.endswith(ending):
            return parse_edtf(f"/{_open(said.removesuffix(ending), _UNTIL, 'дейін').edtf}")
    since = _inside(said, _SINCE, "бастап|кейін")
    if since is not None:
        return interval(_doubted(since), None)
    until = _inside(said, _UNTIL, "дейін")
    return None if until is None else interval(None, _doubted(until))


def _inside(said: str, before: str, after: str) -> str | None:
    match = re.fullmatch(rf"(?:{before})\s+(.+)", said) or re.fullmatch(rf"(.+?)\s+(?:{after})", said)
    return match[1] if match else None


def _open(said: str, before: str, after: str) -> EdtfDate:
    found = _inside(said, before, after)
    if found is None:
        raise BadDate("not-a-date")
    return _doubted(found)


def _completed(piece: str, whole: str) -> EdtfDate:
    """*piece* as a date, taking month and year from *whole* where it names none: "4 or 18 October 2024"."""
    try:
        return _doubted(piece)
    except BadDate as bad:
        if bad.why != "not-a-date":
            raise
    model = _doubted(whole).plain
    if re.fullmatch(r"[0-9]{1,2}", piece) and len(model) == 10:
        return parse_edtf(f"{model[:8]}{int(piece):02}")
    return _doubted(f"{piece} {model[:4]}")


def _doubted(said: str) -> EdtfDate:
    """One date with its doubts: "about", "~", "?", "(uncertain)"."""
    about = uncertain = False
    for calendar in CALENDARS.values():
        if said.endswith(calendar.uncertain):
            said, uncertain = said.removesuffix(calendar.uncertain), True
        if said.endswith(calendar.about_after):
            said, about = said.removesuffix(calendar.about_after), True
    match = re.fullmatch(rf"(?:(?:{_ABOUT})\s+|~\s*)(?P<rest>.+)", said)
    if match:
        said, about = match["rest"], True
    match = re.fullmatch(r"(?P<rest>.+?)\s*(?P<marks>[?~%]+)", said)
    if match:
        said = match["rest"]
        about = about or bool(set("~%") & set(match["marks"]))
        uncertain = uncertain or bool(set("?%") & set(match["marks"]))
    return with_mark(_atom(said), uncertain=uncertain, approximate=about)


def _atom(said: str) -> EdtfDate:
    """One date without doubts."""
    for unknown in (c.day_unknown for c in CALENDARS.values()):
        if said.endswith(unknown):
            known = _atom(said.removesuffix(unknown))
            return parse_edtf(known.edtf + ("-XX" if known.precision is Precision.MONTH else "-XX-XX"))
    for unknown in (c.month_unknown for c in CALENDARS.values()):
        if said.endswith(unknown):
            return parse_edtf(_atom(said.removesuffix(unknown)).edtf + "-XX")
    if century := _CENTURY.fullmatch(said):
        return parse_edtf(century["year"])
    return _numbers(said) or _words(said)


def _numbers(said: str) -> EdtfDate | None:
    """A date of digits alone, or `None` if there are words in it."""
    bare = re.sub(r"\s*(?:г\.?|года?|ж\.?)$", "", said)
    if match := re.fullmatch(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})", bare):
        return parse_edtf(f"{match[3]}-{_calendar(match[2])}-{match[1]:0>2}")
    if re.fullmatch(r"[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?[0-9]{2}", bare):
        raise BadDate("two-digit-year")
    if match := re.fullmatch(r"([0-9]{1,2})\.([0-9]{4})", bare):
        return parse_edtf(f"{match[2]}-{_calendar(match[1])}")
    if match := re.fullmatch(r"([0-9]{4})[.-]([0-9]{1,2})[.-]([0-9]{1,2})", bare):
        return parse_edtf(f"{match[1]}-{_calendar(match[2])}-{match[3]:0>2}")
    if re.fullmatch(r"[0-9X]{4}(-[0-9X]{2}){0,2}", bare.upper()):
        return parse_edtf(bare)
    return None


def _calendar(month: str) -> str:
    """*month* in two digits, if it is one: 21 to 24 would be seasons."""
    if not 1 <= int(month) <= 12:
        raise BadDate("no-such-day")
    return f"{month:0>2}"


def _words(said: str) -> EdtfDate:
    """A date with a month or season in words, in any of the usual orders."""
    shape, year, month, days, weekday = "", "", 0, [], -1
    for raw in said.replace(",", " ").split():
        word = _fold(raw)
        if decade := _DECADE.fullmatch(raw):
            shape, year = shape + "E", f"{decade['a']}X"
        elif re.fullmatch(r"[0-9]{4}", word):
            shape, year = shape + "Y", word
        elif re.fullmatch(r"[0-9]{1,2}", word) or _ORDINAL.fullmatch(word):
            days.append(re.split(r"[^0-9]", word)[0])
            shape += "D"
        elif word in _MONTHS or word in _SEASONS:
            month = _MONTHS.get(word) or _SEASONS[word]
            shape += "M" if word in _MONTHS else "S"
        elif word in _WEEKDAYS and weekday < 0:
            weekday = _WEEKDAYS[word]
        elif word not in _NOISE:
            raise BadDate("not-a-date")
    if shape in ("DMD", "MDD"):
        raise BadDate("two-digit-year")
    if shape in ("Y", "E"):
        return parse_edtf(year)
    if shape in ("MY", "YM", "SY", "YS"):
        return parse_edtf(f"{year}-{month:02}")
    if shape not in ("DMY", "YDM", "MDY", "YMD"):
        raise BadDate("not-a-date")
    found = parse_edtf(f"{year}-{month:02}-{days[0]:0>2}")
    if weekday >= 0 and found.earliest is not None and found.earliest.weekday() != weekday:
        raise BadDate("wrong-weekday")
    return found
