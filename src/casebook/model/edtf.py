"""Dates as EDTF text (ISO 8601-2:2019, level 1 and the one-of set of level 2), with what they bound.

Kept: ``2023-02-10`` ``2023-02`` ``2023`` · ``2023-02-XX`` ``2023-XX`` ``2023-XX-XX`` ``202X`` ``20XX`` ·
seasons ``2023-21`` (spring) to ``2023-24`` (winter) · ``?`` uncertain, ``~`` about, ``%`` both · intervals
``a/b``, open ``a/..`` ``../b``, of unknown end ``a/`` ``/b`` · ``[a,b]`` one of these.
Not kept: times of day, years before 1 or after 9999, and the rest of level 2.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from casebook.base.errors import Refused

MAX_TEXT: Final = 400
"""Characters of one date; twelve dates of a one-of set fit well."""


@dataclass(eq=False)
class BadDate(Refused):
    """A text is no date.

    *why* is a code: not-a-date, no-such-day, ends-before-start, two-digit-year, wrong-weekday.
    """

    why: str


class Precision(StrEnum):
    """How much of the calendar a date names. `INTERVAL` and `ONE_OF` are made of other dates."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    INTERVAL = "interval"
    ONE_OF = "one-of"


@dataclass(frozen=True)
class EdtfDate:
    """A date in canonical EDTF with the days it cannot be before or after (`None`: no such bound).

    *parts* are the dates of a one-of set, earliest first. *start* and *end* are those of an interval, `None`
    where it is open or unknown there; *open_start* and *open_end* tell these two apart.
    """

    edtf: str
    earliest: date | None
    latest: date | None
    precision: Precision
    uncertain: bool = False
    approximate: bool = False
    parts: tuple[EdtfDate, ...] = ()
    start: EdtfDate | None = None
    end: EdtfDate | None = None
    open_start: bool = False
    open_end: bool = False

    @property
    def day(self) -> date | None:
        """The day, if exactly one day is named and nothing is doubted."""
        exact = self.precision is Precision.DAY and not self.uncertain and not self.approximate
        return self.earliest if exact else None

    @property
    def plain(self) -> str:
        """The EDTF text without its qualifier."""
        return self.edtf.rstrip("?~%")


_SIMPLE: Final = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<mark>[?~%]?)"
)
_SEASONS: Final = {21: (3, 5), 22: (6, 8), 23: (9, 11)}
WINTER: Final = 24


def parse_edtf(text: str) -> EdtfDate:
    """The date in the EDTF *text*; case of ``X`` and spaces around are forgiven. Raises `BadDate`."""
    text = text.strip().upper()
    if not text or len(text) > MAX_TEXT or not text.isascii():
        raise BadDate("not-a-date")
    if text.startswith("["):
        return _one_of(text)
    if "/" in text:
        return _interval(text)
    return _simple(text)


def _simple(text: str) -> EdtfDate:
    match = _SIMPLE.fullmatch(text)
    if match is None:
        raise BadDate("not-a-date")
    year, month, day = match["year"], match["month"], match["day"]
    earliest, latest, precision = _bounds(year, month, day)
    mark = match["mark"]
    return EdtfDate(
        text, earliest, latest, precision, uncertain=mark in ("?", "%"), approximate=mark in ("~", "%")
    )


def _bounds(year: str, month: str | None, day: str | None) -> tuple[date, date, Precision]:
    if "X" in year:
        if month is not None:
            raise BadDate("not-a-date")
        precision = Precision.CENTURY if year.endswith("XX") else Precision.DECADE
        first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
        return date(max(first, 1), 1, 1), date(last, 12, 31), precision
    y = int(year)
    if y == 0:
        raise BadDate("no-such-day")
    if month == "XX" and day not in (None, "XX"):
        raise BadDate("not-a-date")
    if month in (None, "XX"):
        return date(y, 1, 1), date(y, 12, 31), Precision.YEAR
    m = int(month or 0)
    if m in _SEASONS or m == WINTER:
        if day is not None:
            raise BadDate("not-a-date")
        return *_season(y, m), Precision.SEASON
    if not 1 <= m <= 12:
        raise BadDate("no-such-day")
    last_day = calendar.monthrange(y, m)[1]
    if day in (None, "XX"):
        return date(y, m, 1), date(y, m, last_day), Precision.MONTH
    d = int(day or 0)
    if not 1 <= d <= last_day:
        raise BadDate("no-such-day")
    return date(y, m, d), date(y, m, d), Precision.DAY


def _season(year: int, code: int) -> tuple[date, date]:
    """The days a season may mean. "Winter 2021" is said of both ends of the year, so it bounds the year."""
    if code == WINTER:
        return date(year, 1, 1), date(year, 12, 31)
    first, last = _SEASONS[code]
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _interval(text: str) -> EdtfDate:
    left, slash, right = text.partition("/")
    left, right = left.strip(), right.strip()
    if not slash or "/" in right:
        raise BadDate("not-a-date")
    start = None if left in ("", "..") else _simple(left)
    end = None if right in ("", "..") else _simple(right)
    return _make_interval(start, end, open_start=left == "..", open_end=right == "..")


def _make_interval(
    start: EdtfDate | None, end: EdtfDate | None, *, open_start: bool, open_end: bool
) -> EdtfDate:
    if start is None and end is None:
        raise BadDate("not-a-date")
    earliest = start.earliest if start else None
    latest = end.latest if end else None
    if earliest and latest and latest < earliest:
        raise BadDate("ends-before-start")
    left = start.edtf if start else ".." if open_start else ""
    right = end.edtf if end else ".." if open_end else ""
    ends = [each for each in (start, end) if each]
    return EdtfDate(
        f"{left}/{right}",
        earliest,
        latest,
        Precision.INTERVAL,
        uncertain=any(each.uncertain for each in ends),
        approximate=any(each.approximate for each in ends),
        start=start,
        end=end,
        open_start=open_start,
        open_end=open_end,
    )


def _one_of(text: str) -> EdtfDate:
    if not text.endswith("]"):
        raise BadDate("not-a-date")
    return one_of([_simple(piece.strip()) for piece in text[1:-1].split(",")])


def one_of(dates: list[EdtfDate]) -> EdtfDate:
    """One of several simple dates: sorted, each once; a single one is itself. Raises `BadDate`."""
    unique = {each.edtf: each for each in dates}
    parts = tuple(sorted(unique.values(), key=sort_key))
    if not parts or any(each.precision in (Precision.INTERVAL, Precision.ONE_OF) for each in parts):
        raise BadDate("not-a-date")
    if len(parts) == 1:
        return parts[0]
    lows = [each.earliest for each in parts if each.earliest]
    highs = [each.latest for each in parts if each.latest]
    made = EdtfDate(
        f"[{','.join(each.edtf for each in parts)}]",
        min(lows),
        max(highs),
        Precision.ONE_OF,
        uncertain=any(each.uncertain for each in parts),
        approximate=any(each.approximate for each in parts),
        parts=parts,
    )
    if len(made.edtf) > MAX_TEXT:
        raise BadDate("not-a-date")
    return made


def interval(start: EdtfDate | None, end: EdtfDate | None) -> EdtfDate:
    """From *start* until *end*; `None` leaves that end open. Raises `BadDate`, also for intervals."""
    for each in (start, end):
        if each is not None and each.precision in (Precision.INTERVAL, Precision.ONE_OF):
            raise BadDate("not-a-date")
    return _make_interval(start, end, open_start=start is None, open_end=end is None)


def with_mark(simple: EdtfDate, *, uncertain: bool = False, approximate: bool = False) -> EdtfDate:
    """*simple* with a doubt added to those it has; an interval or set gets it on each of its dates."""
    if simple.precision is Precision.ONE_OF:
        return one_of(
            [with_mark(each, uncertain=uncertain, approximate=approximate) for each in simple.parts]
        )
    if simple.precision is Precision.INTERVAL:
        return _make_interval(
            with_mark(simple.start, uncertain=uncertain, approximate=approximate) if simple.start else None,
            with_mark(simple.end, uncertain=uncertain, approximate=approximate) if simple.end else None,
            open_start=simple.open_start,
            open_end=simple.open_end,
        )
    doubts = (uncertain or simple.uncertain, approximate or simple.approximate)
    mark = {(True, True): "%", (True, False): "?", (False, True): "~", (False, False): ""}[doubts]
    return _simple(simple.plain + mark)


def sort_key(edtf: EdtfDate) -> tuple[date, date, str]:
    """Orders dates by when they begin, then by when they end; an open beginning stands by its end."""
    first = edtf.earliest or edtf.latest or date.min
    return first, edtf.latest or date.max, edtf.edtf


def to_month(edtf: EdtfDate) -> EdtfDate:
    """*edtf* no finer than a month: what a redacted report may say. Doubts stay, unknown days go."""
    return _coarser(edtf, 7)


def to_year(edtf: EdtfDate) -> EdtfDate:
    """*edtf* no finer than a year."""
    return _coarser(edtf, 4)


def _coarser(edtf: EdtfDate, characters: int) -> EdtfDate:
    if edtf.precision is Precision.ONE_OF:
        return one_of([_coarser(each, characters) for each in edtf.parts])
    if edtf.precision is Precision.INTERVAL:
        start = _coarser(edtf.start, characters) if edtf.start else None
        end = _coarser(edtf.end, characters) if edtf.end else None
        if start and end and start.plain == end.plain:
            return with_mark(_simple(start.plain), uncertain=edtf.uncertain, approximate=edtf.approximate)
        return _make_interval(start, end, open_start=edtf.open_start, open_end=edtf.open_end)
    kept = edtf.plain[:characters].removesuffix("-XX")
    return with_mark(_simple(kept), uncertain=edtf.uncertain, approximate=edtf.approximate)


def happened_by(edtf: EdtfDate | None, day: date) -> bool | None:
    """Whether something dated *edtf* had happened by the end of *day*; `None`: cannot be said."""
    if edtf is None:
        return None
    if edtf.latest is not None and edtf.latest <= day:
        return True
    if edtf.earliest is not None and edtf.earliest > day:
        return False
    return None


def covers(start: EdtfDate | None, end: EdtfDate | None, day: date) -> bool | None:
    """Whether a period from *start* to *end* holds on *day*: yes, no, or `None` for "cannot be said".

    A start not recorded lies before everything, an end not recorded after everything: that is how people
    write "in prison since June". As a start ``2022/..`` reads "since 2022", as an end ``../2022`` reads "until
    2022"; any other interval is a span somewhere in which it began or ended.
    """
    began = True if start is None else _start_reached(start, day)
    lasts = True if end is None else _end_ahead(end, day)
    if began is False or lasts is False:
        return False
    return True if began and lasts else None


def _start_reached(start: EdtfDate, day: date) -> bool | None:
    since = start.start if start.precision is Precision.INTERVAL and start.end is None else None
    return happened_by(since or start, day)


def _end_ahead(end: EdtfDate, day: date) -> bool | None:
    until = end.end if end.precision is Precision.INTERVAL and end.start is None else None
    end = until or end
    if end.earliest is not None and end.earliest >= day:
        return True
    if end.latest is not None and end.latest < day:
        return False
    return None


def holds(period: EdtfDate, day: date) -> bool | None:
    """Whether *day* lies in *period*: for an interval as `covers`, for a simple date within its bounds."""
    if period.precision is Precision.INTERVAL:
        return covers(period.start, period.end, day)
    if period.earliest is None or period.latest is None or not period.earliest <= day <= period.latest:
        return False
    return True if period.precision is Precision.DAY and not period.uncertain else None
