"""The calendar in English, Russian and Kazakh, and dates said back in words.

The forms are inflected by tables: Russian needs the genitive after «с» and «до», Kazakh endings before
«бастап» (since) and «дейін» (until). What `echo` says, `dates.parse_typed` reads back as the same date.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casebook.model.edtf import EdtfDate, Precision

Forms = tuple[str, ...]


@dataclass(frozen=True)
class Calendar:
    """One language: names by case, and patterns with ``{d}``, ``{m}`` (month or season), ``{y}``.

    Cases: 0 alone · 1 within a day's date · 2 after "since" · 3 after "until" · 4 as the end of a range.
    """

    months: tuple[Forms, Forms, Forms, Forms, Forms]
    seasons: tuple[Forms, Forms, Forms, Forms, Forms]
    weekdays: Forms
    day: str
    month: str
    year: tuple[str, str, str, str, str]
    decade: tuple[str, str, str, str, str]
    century: str
    month_unknown: str
    day_unknown: str
    about: str
    about_after: str
    uncertain: str
    since: str
    until: str
    between: str
    either: str
    end_unknown: str
    start_unknown: str


_EN_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_EN_SEASONS: Final = ("spring", "summer", "autumn", "winter")
_RU_MONTHS: Final = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
_RU_MONTHS_OF: Final = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
_RU_SEASONS: Final = ("весна", "лето", "осень", "зима")
_RU_SEASONS_OF: Final = ("весны", "лета", "осени", "зимы")
_KK_MONTHS: Final = (
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
)
_KK_MONTHS_FROM: Final = (
    "қаңтардан",
    "ақпаннан",
    "наурыздан",
    "сәуірден",
    "мамырдан",
    "маусымнан",
    "шілдеден",
    "тамыздан",
    "қыркүйектен",
    "қазаннан",
    "қарашадан",
    "желтоқсаннан",
)
_KK_MONTHS_TO: Final = (
    "қаңтарға",
    "ақпанға",
    "наурызға",
    "сәуірге",
    "мамырға",
    "маусымға",
    "шілдеге",
    "тамызға",
    "қыркүйекке",
    "қазанға",
    "қарашаға",
    "желтоқсанға",
)
_KK_SEASONS: Final = ("көктем", "жаз", "күз", "қыс")
_KK_SEASONS_FROM: Final = ("көктемнен", "жаздан", "күзден", "қыстан")
_KK_SEASONS_TO: Final = ("көктемге", "жазға", "күзге", "қысқа")

CALENDARS: Final = {
    "en": Calendar(
        months=(_EN_MONTHS,) * 5,
        seasons=(_EN_SEASONS,) * 5,
        weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        day="{d} {m} {y}",
        month="{m} {y}",
        year=("{y}",) * 5,
        decade=("{y}s",) * 5,
        century="some year {y}",
        month_unknown=", month unknown",
        day_unknown=", day unknown",
        about="about {x}",
        about_after=" (about)",
        uncertain=" (uncertain)",
        since="since {x}",
        until="until {x}",
        between="from {a} to {b}",
        either=" or ",
        end_unknown=", end unknown",
        start_unknown=", start unknown",
    ),
    "ru": Calendar(
        months=(_RU_MONTHS, _RU_MONTHS_OF, _RU_MONTHS_OF, _RU_MONTHS_OF, _RU_MONTHS),
        seasons=(
            _RU_SEASONS,
            _RU_SEASONS,
            _RU_SEASONS_OF,
            _RU_SEASONS_OF,
            ("весну", "лето", "осень", "зиму"),
        ),
        weekdays=("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
        day="{d} {m} {y}",
        month="{m} {y}",
        year=("{y}", "{y}", "{y} года", "{y} года", "{y} год"),
        decade=("{y}-е годы", "{y}-е годы", "{y}-х годов", "{y}-х годов", "{y}-е годы"),
        century="какой-то год {y}",
        month_unknown=", месяц неизвестен",
        day_unknown=", день неизвестен",
        about="около {x}",
        about_after=" (примерно)",
        uncertain=" (под вопросом)",
        since="с {x}",
        until="до {x}",
        between="с {a} по {b}",
        either=" или ",
        end_unknown=", конец неизвестен",
        start_unknown=", начало неизвестно",
    ),
    "kk": Calendar(
        months=(_KK_MONTHS, _KK_MONTHS, _KK_MONTHS_FROM, _KK_MONTHS_TO, _KK_MONTHS),
        seasons=(_KK_SEASONS, _KK_SEASONS, _KK_SEASONS_FROM, _KK_SEASONS_TO, _KK_SEASONS),
        weekdays=("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"),
        day="{y} ж. {d} {m}",
        month="{y} ж. {m}",
        year=("{y} ж.", "{y} ж.", "{y} жылдан", "{y} жылға", "{y} ж."),
        decade=("{y}-жылдар", "{y}-жылдар", "{y}-жылдардан", "{y}-жылдарға", "{y}-жылдар"),
        century="жылдардың бірі {y}",
        month_unknown=", айы белгісіз",
        day_unknown=", күні белгісіз",
        about="шамамен {x}",
        about_after=" (шамамен)",
        uncertain=" (күмәнді)",
        since="{x} бастап",
        until="{x} дейін",
        between="{a} – {b}",
        either=" немесе ",
        end_unknown=", соңы белгісіз",
        start_unknown=", басы белгісіз",
    ),
}

ALONE, SINCE, UNTIL, RANGE_END = 0, 2, 3, 4


def echo(edtf: EdtfDate, language: str) -> str:
    """*edtf* in words of *language* (``en`` where it is unknown); an exact day with its weekday.

    ``10 February 2023, Friday`` · ``около 2017 года`` · ``2023 ж. 22 маусымнан бастап``.
    """
    words = CALENDARS.get(language, CALENDARS["en"])
    if edtf.precision is Precision.ONE_OF:
        return words.either.join(_simple(words, part, ALONE) for part in edtf.parts)
    if edtf.precision is Precision.INTERVAL:
        return _interval(words, edtf)
    if edtf.approximate:
        # "about" stands before the date, and in Russian asks for the genitive as "until" does.
        case = UNTIL if words is CALENDARS["ru"] else ALONE
        said = words.about.format(x=_bare(words, edtf, case))
        return said + words.uncertain if edtf.uncertain else said
    said = _bare(words, edtf, ALONE)
    if edtf.precision is Precision.DAY and edtf.earliest is not None:
        said += f", {words.weekdays[edtf.earliest.weekday()]}"
    return said + words.uncertain if edtf.uncertain else said


def _interval(words: Calendar, edtf: EdtfDate) -> str:
    if edtf.start and edtf.end:
        # Kazakh joins two plain dates with a dash; the others decline what stands after their "from".
        first = ALONE if words is CALENDARS["kk"] else SINCE
        return words.between.format(
            a=_simple(words, edtf.start, first), b=_simple(words, edtf.end, RANGE_END)
        )
    if edtf.start:
        said = words.since.format(x=_simple(words, edtf.start, SINCE))
        return said if edtf.open_end else said + words.end_unknown
    assert edtf.end is not None
    said = words.until.format(x=_simple(words, edtf.end, UNTIL))
    return said if edtf.open_start else said + words.start_unknown


def _simple(words: Calendar, edtf: EdtfDate, case: int) -> str:
    """A date inside a longer phrase: no weekday, doubts after it."""
    said = _bare(words, edtf, case)
    if edtf.approximate:
        said += words.about_after
    return said + words.uncertain if edtf.uncertain else said


def _bare(words: Calendar, edtf: EdtfDate, case: int) -> str:
    """A simple date without its doubts, in the given case."""
    year, *rest = edtf.plain.split("-")
    if year.endswith("XX"):
        return words.century.format(y=year)
    if year.endswith("X"):
        return words.decade[case].format(y=year.replace("X", "0"))
    if not rest or rest[0] == "XX":
        unknown = "" if not rest else words.day_unknown if len(rest) == 2 else words.month_unknown
        return words.year[case].format(y=year) + unknown
    number = int(rest[0])
    if edtf.precision is Precision.SEASON:
        return words.month.format(m=words.seasons[case][number - 21], y=year)
    if len(rest) == 2 and rest[1] != "XX":
        # A day's month: genitive in Russian whatever stands before; in Kazakh it takes the ending.
        month = words.months[case if case in (SINCE, UNTIL) else 1][number - 1]
        return words.day.format(d=int(rest[1]), m=month, y=year)
    said = words.month.format(m=words.months[case][number - 1], y=year)
    return said + words.day_unknown if len(rest) == 2 else said
