"""What identifies a stranger by its form alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.redaction.patterns import Form, formed


def seen(text: str) -> list[tuple[str, Form]]:
    return [(text[one.start : one.end], one.form) for one in formed(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to e.local.77@example.com!", ("e.local.77@example.com", Form.EMAIL)),
        ("@kara_saz_77: hello", ("@kara_saz_77", Form.HANDLE)),
        ("ask @bekarys.07.", ("@bekarys.07", Form.HANDLE)),
        ("https://t.me/steppe_voice/15", ("steppe_voice", Form.HANDLE)),
        ("https://www.instagram.com/aqtobe.boy/", ("aqtobe.boy", Form.HANDLE)),
        ("https://example.org/u/aqtobe_boy_99", ("aqtobe_boy_99", Form.HANDLE)),
        ("call +7 (707) 555-03-19 now", ("+7 (707) 555-03-19", Form.PHONE)),
        ("8-777-555-04-08", ("8-777-555-04-08", Form.PHONE)),
        ("87765550612", ("87765550612", Form.PHONE)),
        ("тел. 555-01-77 (код 727)", ("555-01-77 (код 727)", Form.PHONE)),
        ("+44 20 5550 0199", ("+44 20 5550 0199", Form.PHONE)),
        ("8 705\n555 02 31", ("8 705\n555 02 31", Form.PHONE)),
        ("ЖСН 780223300915", ("780223300915", Form.DATED_NUMBER)),
        ("plate 215 ABE 08", ("215 ABE 08", Form.PLATE)),
        ("номер 018АКМ01", ("018АКМ01", Form.PLATE)),
        ("A731BCN", ("A731BCN", Form.PLATE)),
        ("А 123 ВС 77", ("А 123 ВС 77", Form.PLATE)),
        ("дело № 1-264/2023.", ("№ 1-264/2023", Form.CASE_NUMBER)),
        ("3-П-4471/24", ("3-П-4471/24", Form.CASE_NUMBER)),
        ("7540-24-00-1/318", ("7540-24-00-1/318", Form.CASE_NUMBER)),
        ("document № 04123587", ("№ 04123587", Form.CASE_NUMBER)),
        ("at 45.3167, 55.2000.", ("45.3167, 55.2000", Form.COORDINATES)),
    ],
)
def test_each_form_is_seen(text: str, expected: tuple[str, Form]) -> None:
    assert seen(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Article 405 of the Code, part 2, on 12.05.2024 at 10:42",
        "from 2019 to 2024, 48 people, 7 500 000 tenge",
        "colony LA-155/8 and ЕС-164/3",
        "pages 12-15, notes 3/4",
        "https://example.org/2019/10/prison-report.html",
        "City Hospital No. 7, School № 12",
        "https://facebook.com/sharer?u=1",
    ],
)
def test_ordinary_numbers_are_nothing(text: str) -> None:
    assert seen(text) == []


@given(st.text(alphabet="0123456789 +-()./@№_abАВ\n", max_size=80))
def test_places_stand_in_order_and_apart(text: str) -> None:
    last = 0
    for one in formed(text):
        assert last <= one.start < one.end <= len(text)
        last = one.end
