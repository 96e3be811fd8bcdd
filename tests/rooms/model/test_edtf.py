"""EDTF: what is kept reads back the same, what is refused is refused in one way."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from casebook.model.edtf import (
    BadDate,
    EdtfDate,
    Precision,
    covers,
    happened_by,
    holds,
    interval,
    one_of,
    parse_edtf,
    sort_key,
    to_month,
    to_year,
    with_mark,
)

marks = st.sampled_from(["", "?", "~", "%"])
days = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)
stems = st.one_of(
    days,
    days.map(lambda day: day[:7]),
    days.map(lambda day: day[:4]),
    days.map(lambda day: day[:7] + "-XX"),
    days.map(lambda day: day[:4] + "-XX"),
    days.map(lambda day: day[:4] + "-XX-XX"),
    days.map(lambda day: day[:3] + "X"),
    days.map(lambda day: day[:2] + "XX"),
    st.builds(lambda day, season: f"{day[:4]}-{season}", days, st.integers(21, 24)),
)
simple = st.builds(lambda stem, mark: parse_edtf(stem + mark), stems, marks)


@st.composite
def intervals(draw: st.DrawFn) -> EdtfDate:
    start, end = draw(simple), draw(simple)
    assume(start.earliest is not None and end.latest is not None and start.earliest <= end.latest)
    left = draw(st.sampled_from([start.edtf, "..", ""]))
    right = draw(st.sampled_from([end.edtf, "..", ""])) if left not in ("..", "") else end.edtf
    return parse_edtf(f"{left}/{right}")


sets = st.lists(simple, min_size=1, max_size=4).map(one_of)
dates = st.one_of(simple, intervals(), sets)


@given(dates)
def test_the_text_of_a_date_is_the_date(made: EdtfDate) -> None:
    assert parse_edtf(made.edtf) == made
    assert parse_edtf(f"  {made.edtf.lower()} ") == made


@given(dates)
def test_bounds_stand_in_order(made: EdtfDate) -> None:
    if made.earliest and made.latest:
        assert made.earliest <= made.latest
    assert made.earliest or made.latest


@given(st.text(max_size=60) | st.text("0123456789X-/.?~%[], ", max_size=40))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        made = parse_edtf(text)
    except BadDate:
        return
    assert parse_edtf(made.edtf) == made


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not-a-date"),
        ("2023-02-30", "no-such-day"),
        ("2023-13", "no-such-day"),
        ("2023-00", "no-such-day"),
        ("0000", "no-such-day"),
        ("2023-21-05", "not-a-date"),
        ("2023-XX-05", "not-a-date"),
        ("202X-05", "not-a-date"),
        ("2XXX", "not-a-date"),
        ("23", "not-a-date"),
        ("2023/2021", "ends-before-start"),
        ("../..", "not-a-date"),
        ("/", "not-a-date"),
        ("2023/2024/2025", "not-a-date"),
        ("[2023", "not-a-date"),
        ("[]", "not-a-date"),
        ("[2023/2024]", "not-a-date"),
        ("{2023,2024}", "not-a-date"),
        ("2023-02-10T10:00", "not-a-date"),
        ("-0044", "not-a-date"),
        ("Y170000002", "not-a-date"),
        ("２０２３", "not-a-date"),
        ("٢٠٢٣", "not-a-date"),
        ("2" * 5000, "not-a-date"),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(BadDate) as refused:
        parse_edtf(text)
    assert refused.value.why == why


def test_bounds_say_what_cannot_be_outside() -> None:
    def bounds(text: str) -> tuple[date | None, date | None]:
        made = parse_edtf(text)
        return made.earliest, made.latest

    assert bounds("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert bounds("2023-XX") == (date(2023, 1, 1), date(2023, 12, 31))
    assert bounds("202X") == (date(2020, 1, 1), date(2029, 12, 31))
    assert bounds("20XX") == (date(2000, 1, 1), date(2099, 12, 31))
    assert bounds("2021-21") == (date(2021, 3, 1), date(2021, 5, 31))
    assert bounds("2021-24") == (date(2021, 1, 1), date(2021, 12, 31))
    assert bounds("2023-06-22/..") == (date(2023, 6, 22), None)
    assert bounds("/2023-06") == (None, date(2023, 6, 30))
    assert bounds("[2024-10-18,2024-10-04]") == (date(2024, 10, 4), date(2024, 10, 18))


def test_a_set_is_sorted_and_one_date_alone_is_itself() -> None:
    assert parse_edtf("[2024-10-18, 2024-10-04,2024-10-18]").edtf == "[2024-10-04,2024-10-18]"
    assert parse_edtf("[2024-10-18]") == parse_edtf("2024-10-18")


def test_only_an_undoubted_day_is_a_day() -> None:
    assert parse_edtf("2023-02-10").day == date(2023, 2, 10)
    assert parse_edtf("2023-02-10?").day is None
    assert parse_edtf("2023-02").day is None


@given(dates)
def test_a_coarser_date_hides_the_day_and_widens_the_bounds(made: EdtfDate) -> None:
    for coarse, finest in ((to_month(made), 7), (to_year(made), 4)):
        for each in (coarse, *coarse.parts, coarse.start, coarse.end):
            if each is not None and each.precision not in (Precision.INTERVAL, Precision.ONE_OF):
                assert len(each.plain) <= finest
        if coarse.earliest and made.earliest:
            assert coarse.earliest <= made.earliest
        if coarse.latest and made.latest:
            assert coarse.latest >= made.latest
        assert (coarse.uncertain, coarse.approximate) == (made.uncertain, made.approximate)
    assert to_year(to_month(made)) == to_year(made)


def test_days_of_one_month_become_that_month() -> None:
    assert to_month(parse_edtf("2023-02-10/2023-02-15")).edtf == "2023-02"
    assert to_month(parse_edtf("[2024-10-04,2024-10-18]")).edtf == "2024-10"
    assert to_month(parse_edtf("2023-02-10/..")).edtf == "2023-02/.."
    assert to_year(parse_edtf("2021-22~")).edtf == "2021~"
    assert to_month(parse_edtf("2021-22")).edtf == "2021-22"


@given(simple, st.booleans(), st.booleans())
def test_doubts_add_up(made: EdtfDate, uncertain: bool, approximate: bool) -> None:  # noqa: FBT001 - drawn
    doubted = with_mark(made, uncertain=uncertain, approximate=approximate)
    assert doubted.plain == made.plain
    assert doubted.uncertain == (made.uncertain or uncertain)
    assert doubted.approximate == (made.approximate or approximate)


def test_dates_sort_by_when_they_begin() -> None:
    texts = ["2023-02-10", "2023", "../2022-05-18", "2022-05-18/..", "[2021,2023]", "2022-05"]
    made = sorted((parse_edtf(text) for text in texts), key=sort_key)
    assert [each.edtf for each in made] == [
        "[2021,2023]",
        "2022-05",
        "../2022-05-18",
        "2022-05-18/..",
        "2023",
        "2023-02-10",
    ]


def test_whether_something_had_happened_by_a_day() -> None:
    day = date(2023, 2, 10)
    assert happened_by(parse_edtf("2023-02-10"), day) is True
    assert happened_by(parse_edtf("2023-02-11"), day) is False
    assert happened_by(parse_edtf("2023-02"), day) is None
    assert happened_by(parse_edtf("../2022"), day) is True
    assert happened_by(parse_edtf("2022/.."), day) is None
    assert happened_by(None, day) is None


def test_whether_a_period_covers_a_day() -> None:
    def on(start: str, end: str) -> bool | None:
        return covers(
            parse_edtf(start) if start else None, parse_edtf(end) if end else None, date(2023, 2, 10)
        )

    assert on("2023-01-01", "") is True
    assert on("", "") is True
    assert on("2023-01-01", "2023-02-10") is True
    assert on("2023-01-01", "2023-02-09") is False
    assert on("2023-02-11", "") is False
    assert on("2023-02", "") is None
    assert on("2023-01", "2023") is None
    assert on("2022-06-22/..", "") is True
    assert on("", "2022/2024") is None
    assert on("", "2022/2023-01") is False
    assert on("", "../2022") is False
    assert on("", "../2024") is True
    assert on("", "2024/..") is True
    assert on("", "2022/..") is None
    assert on("2022/2024", "") is None
    assert on("../2022", "") is True
    assert on("../2024", "") is None


def test_whether_a_stated_period_holds() -> None:
    day = date(2023, 2, 10)
    assert holds(parse_edtf("2022/.."), day) is True
    assert holds(parse_edtf("../2022"), day) is False
    assert holds(parse_edtf("2023-02-10"), day) is True
    assert holds(parse_edtf("2023-02"), day) is None
    assert holds(parse_edtf("2024"), day) is False


@given(st.none() | simple, st.none() | simple, st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_period_never_covers_what_its_bounds_exclude(
    start: EdtfDate | None, end: EdtfDate | None, day: date
) -> None:
    answer = covers(start, end, day)
    if (start and start.earliest and start.earliest > day) or (end and end.latest and end.latest < day):
        assert answer is False
    else:
        assert answer is not False


@given(simple, simple)
def test_an_interval_is_what_its_ends_make(start: EdtfDate, end: EdtfDate) -> None:
    assume(start.earliest is not None and end.latest is not None and start.earliest <= end.latest)
    made = interval(start, end)
    assert (made.start, made.end) == (start, end)
    assert interval(start, None).open_end
    assert interval(None, end).open_start
    for wrong in (made, one_of([start, parse_edtf("1850")])):
        with pytest.raises(BadDate):
            interval(wrong, end)
