"""Dates as typed and as said back, in three languages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casebook.model.date_words import CALENDARS, echo
from casebook.model.dates import parse_typed
from casebook.model.edtf import BadDate, EdtfDate, interval, one_of, parse_edtf, with_mark
from casebook.model.fields import BadValue, Date

TODAY = date(2025, 2, 13)


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("10.02.2023", "2023-02-10"),
        ("1.2.2023", "2023-02-01"),
        ("10. 02. 2023", "2023-02-10"),
        ("10.02.2023 г.", "2023-02-10"),
        ("2023-02-10", "2023-02-10"),
        ("2023-2-1", "2023-02-01"),
        ("2023.02.10", "2023-02-10"),
        ("02.2023", "2023-02"),
        ("2023", "2023"),
        ("2023 год", "2023"),
        ("10 февраля 2023", "2023-02-10"),
        ("10 февраля 2023 года", "2023-02-10"),
        ("10 фев 2023", "2023-02-10"),
        ("10 фев. 2023 г.", "2023-02-10"),
        ("февраль 2023", "2023-02"),
        ("в феврале 2023 года", "2023-02"),
        ("ФЕВРАЛЬ 2023", "2023-02"),
        ("2023 ж. 10 ақпан", "2023-02-10"),
        ("2023 жылғы 10 ақпан", "2023-02-10"),
        ("2023 жылгы 10 акпан", "2023-02-10"),
        ("10 ақпан 2023", "2023-02-10"),
        ("2023 жылы ақпанда", "2023-02"),
        ("2023 ж. қыркүйек", "2023-09"),
        ("February 2023", "2023-02"),
        ("in February 2023", "2023-02"),
        ("10 Feb 2023", "2023-02-10"),
        ("10th of February 2023", "2023-02-10"),
        ("February 10, 2023", "2023-02-10"),
        ("Sept 2023", "2023-09"),
        ("Friday, 10 February 2023", "2023-02-10"),
        ("10 февраля 2023, пятница", "2023-02-10"),
        ("до 18.05.2022", "../2022-05-18"),
        ("before 18.05.2022", "../2022-05-18"),
        ("until May 2022", "../2022-05"),
        ("2022 ж. 18 мамырға дейін", "../2022-05-18"),
        ("после 18.05.2022", "2022-05-18/.."),
        ("after 18 May 2022", "2022-05-18/.."),
        ("с 22 июня 2023", "2023-06-22/.."),
        ("since 2017", "2017/.."),
        ("2017 жылдан бастап", "2017/.."),
        ("около 2017", "2017~"),
        ("ок. 2017", "2017~"),
        ("about 2017", "2017~"),
        ("about February 2023", "2023-02~"),
        ("~2017", "2017~"),
        ("2017?", "2017?"),
        ("около 2017?", "2017%"),
        ("шамамен 2017 ж.", "2017~"),
        ("с 10 по 15 февраля 2023", "2023-02-10/2023-02-15"),
        ("10–15 февраля 2023", "2023-02-10/2023-02-15"),
        ("10-15 февраля 2023", "2023-02-10/2023-02-15"),
        ("10.02.2023 - 15.02.2023", "2023-02-10/2023-02-15"),
        ("from 10 February 2023 to 15 March 2023", "2023-02-10/2023-03-15"),
        ("from 10 February to 15 March 2023", "2023-02-10/2023-03-15"),
        ("февраль-март 2023", "2023-02/2023-03"),
        ("2019–2020", "2019/2020"),
        ("2019/2020", "2019/2020"),
        ("4 or 18 October 2024", "[2024-10-04,2024-10-18]"),
        ("4 или 18 октября 2024", "[2024-10-04,2024-10-18]"),
        ("2023 ж. 4 қазан немесе 2023 ж. 18 қазан", "[2023-10-04,2023-10-18]"),
        ("весной 2021", "2021-21"),
        ("spring 2021", "2021-21"),
        ("fall 2021", "2021-23"),
        ("1990-е", "199X"),
        ("1990s", "199X"),
        ("2023-02-XX", "2023-02-XX"),
        ("t", "2025-02-13"),
        ("т", "2025-02-13"),
        ("Сегодня", "2025-02-13"),
        ("yesterday", "2025-02-12"),
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, edtf: str) -> None:
    assert parse_typed(typed, TODAY).edtf == edtf


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("10/02/2023", "not-a-date"),
        ("02/10/2023", "not-a-date"),
        ("02/2023", "not-a-date"),
        ("10-02-2023", "not-a-date"),
        ("10.02", "not-a-date"),
        ("10.02.23", "two-digit-year"),
        ("10 Feb 23", "two-digit-year"),
        ("31.02.2023", "no-such-day"),
        ("10.13.2023", "no-such-day"),
        ("05.22.2023", "no-such-day"),
        ("30 February 2023", "no-such-day"),
        ("Monday 10 February 2023", "wrong-weekday"),
        ("2023 – 2021", "ends-before-start"),
        ("soon", "not-a-date"),
        ("до", "not-a-date"),
        ("or", "not-a-date"),
        ("about", "not-a-date"),
        ("10 10 2023", "not-a-date"),
        ("February", "not-a-date"),
        ("февраль февраль 2023", "not-a-date"),
        ("", "not-a-date"),
        ("x" * 100_000, "not-a-date"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_reason(typed: str, why: str) -> None:
    with pytest.raises(BadDate) as refused:
        parse_typed(typed, TODAY)
    assert refused.value.why == why


def test_today_is_not_read_without_a_day_given() -> None:
    with pytest.raises(BadDate):
        parse_typed("t")


def test_a_field_refuses_as_fields_do() -> None:
    assert Date().parse("10 ақпан 2023") == "2023-02-10"
    for call, text, why in (
        (Date().parse, "10/02/2023", "not-a-date"),
        (Date().check, "2023-02-30", "no-such-day"),
    ):
        with pytest.raises(BadValue) as refused:
            call(text)
        assert refused.value.why == why


@given(st.text(max_size=80))
@example("с")
@example("с  по ")
@example("1 или")
@example("] или [")
@example("– 2023")
@example("~~?2023")
@example("2023 , day unknown, day unknown")
@example("-")
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        made = parse_typed(text, TODAY)
    except BadDate:
        return
    assert parse_edtf(made.edtf) == made


words = st.sampled_from(
    [
        "с",
        "по",
        "до",
        "около",
        "or",
        "2023",
        "10",
        "февраля",
        "ақпан",
        "-",
        "–",
        "?",
        ",",
        "бастап",
        "about",
        "xx",
        "t",
    ]
)


@given(st.lists(words, max_size=8).map(" ".join))
def test_any_heap_of_date_words_is_read_or_refused(text: str) -> None:
    try:
        made = parse_typed(text, TODAY)
    except BadDate:
        return
    assert parse_edtf(made.edtf) == made


days = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)
plain = st.one_of(
    days,
    days.map(lambda day: day[:7]),
    days.map(lambda day: day[:4]),
    days.map(lambda day: day[:7] + "-XX"),
    days.map(lambda day: day[:4] + "-XX"),
    days.map(lambda day: day[:4] + "-XX-XX"),
    days.map(lambda day: day[:3] + "X"),
    days.map(lambda day: day[:2] + "XX"),
    st.builds(lambda day, season: f"{day[:4]}-{season}", days, st.integers(21, 24)),
).map(parse_edtf)
doubted = st.builds(
    lambda made, u, a: with_mark(made, uncertain=u, approximate=a), plain, st.booleans(), st.booleans()
)


@st.composite
def longer(draw: st.DrawFn) -> EdtfDate:
    ends = sorted(
        draw(st.lists(doubted, min_size=2, max_size=2)),
        key=lambda each: (each.earliest or date.min, each.latest or date.max),
    )
    how = draw(st.sampled_from(["closed", "since", "until", "no-end", "no-start", "one-of"]))
    return {
        "closed": lambda: interval(ends[0], ends[1]),
        "since": lambda: interval(ends[0], None),
        "until": lambda: interval(None, ends[0]),
        "no-end": lambda: parse_edtf(ends[0].edtf + "/"),
        "no-start": lambda: parse_edtf("/" + ends[0].edtf),
        "one-of": lambda: one_of(ends),
    }[how]()


@pytest.mark.parametrize("language", sorted(CALENDARS))
@given(made=st.one_of(doubted, longer()))
def test_what_is_said_back_is_what_was_meant(language: str, made: EdtfDate) -> None:
    assert parse_typed(echo(made, language)) == made


@pytest.mark.parametrize(
    ("edtf", "en", "ru", "kk"),
    [
        ("2023-02-10", "10 February 2023, Friday", "10 февраля 2023, пятница", "2023 ж. 10 ақпан, жұма"),
        ("2023-02", "February 2023", "февраль 2023", "2023 ж. ақпан"),
        (
            "2023-02-XX",
            "February 2023, day unknown",
            "февраль 2023, день неизвестен",
            "2023 ж. ақпан, күні белгісіз",
        ),
        ("2017~", "about 2017", "около 2017 года", "шамамен 2017 ж."),
        ("2023-02~", "about February 2023", "около февраля 2023", "шамамен 2023 ж. ақпан"),
        ("2017?", "2017 (uncertain)", "2017 (под вопросом)", "2017 ж. (күмәнді)"),
        ("2023-06-22/..", "since 22 June 2023", "с 22 июня 2023", "2023 ж. 22 маусымнан бастап"),
        ("../2022-05-18", "until 18 May 2022", "до 18 мая 2022", "2022 ж. 18 мамырға дейін"),
        (
            "2019/2020-03",
            "from 2019 to March 2020",
            "с 2019 года по март 2020",
            "2019 ж. – 2020 ж. наурыз",
        ),
        (
            "[2024-10-04,2024-10-18]",
            "4 October 2024 or 18 October 2024",
            "4 октября 2024 или 18 октября 2024",
            "2024 ж. 4 қазан немесе 2024 ж. 18 қазан",
        ),
        ("201X", "2010s", "2010-е годы", "2010-жылдар"),
        ("2021-24", "winter 2021", "зима 2021", "2021 ж. қыс"),
    ],
)
def test_dates_are_said_in_three_languages(edtf: str, en: str, ru: str, kk: str) -> None:
    made = parse_edtf(edtf)
    assert (echo(made, "en"), echo(made, "ru"), echo(made, "kk")) == (en, ru, kk)
    assert echo(made, "de") == en
