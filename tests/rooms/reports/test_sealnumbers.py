from __future__ import annotations

from casebook.reports.document import Document, Entry, Heading, Note, SealMark, Text
from casebook.reports.sealnumbers import with_numbers
from casebook.reports.to_html import to_html

ONE, OTHER = b"\1" * 16, b"\2" * 16
REPORT = Document(
    "en",
    "A list",
    (
        Heading(1, (Text("Convicted"),)),
        Entry("1", ((Text("Marat OSKENOV – 5 years."), SealMark(ONE), Note((Text("a page"),))),)),
        Entry("2", ((Text("Somebody else."), SealMark(OTHER)),)),
    ),
)


def test_what_a_record_says_carries_the_number_of_its_seal() -> None:
    page = to_html(with_numbers(REPORT, {ONE: 9})).decode()

    assert "Marat OSKENOV – 5 years.\u00a0[9]<sup>" in page
    assert "Somebody else.</p>" in page
    assert "Numbers in brackets" in page


def test_a_report_that_is_no_bundle_has_no_numbers() -> None:
    page = to_html(REPORT).decode()

    assert "[" not in page.partition("<body")[2]
    assert "Numbers in brackets" not in page
