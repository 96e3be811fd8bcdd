"""The line that begins an entry, and how it is held against a text that brings its own."""

from __future__ import annotations

import pytest

from casebook.base.ids import RecordId
from casebook.base.words import translator
from casebook.reports.headline import Reason, line, opening, term_words
from casebook.reports.listfacts import ChargeFacts, EntryFacts, plain

EN = translator("en")


def charge(
    article: str, label: str = "", law: str = "criminal", state: str = "", *, attempt: bool = False
) -> ChargeFacts:
    return ChargeFacts((article,), law, (label,) if label else (), attempt, state)


def entry(
    *charges: ChargeFacts, term: str = "5 years' imprisonment", text: str = "", months: int | None = 60
) -> EntryFacts:
    return EntryFacts(
        record=RecordId(bytes(16)),
        section="convicted",
        heading="",
        order=1,
        name=("Marzhan TUYAKOVA",),
        sort=(),
        status="prison",
        term=(term,) if term else (),
        months=months,
        charges=charges,
        charge_words=("extradition request from another State",),
        narrative=((text,),) if text else (),
        notes=(),
        group="",
        introduction=(),
        introduction_notes=(),
    )


@pytest.mark.parametrize(
    ("charges", "term", "said"),
    [
        (
            [charge("272", "mass riots")],
            "5 years",
            "5 years under Article 272 of the Criminal Code (“mass riots”)",
        ),
        ([charge("272")], "5 years", "5 years under Article 272 of the Criminal Code"),
        ([charge("272", law="")], "5 years", "5 years under Article 272"),
        (
            [charge("1", "a"), charge("2", "b"), charge("3", "c", law="administrative")],
            "5 years",
            (
                "5 years under Article 1 of the Criminal Code (“a”), Article 2 of the Criminal Code (“b”) and"
                " Article 3 (Code on Administrative Offences) (“c”)"
            ),
        ),
        ([charge("405", "x", state="charged")], "", "charged under Article 405 of the Criminal Code (“x”)"),
        (
            [charge("272", "organise riots", state="suspected", attempt=True)],
            "",
            "arrested on suspicion of attempt to “organise riots” (Article 272 of the Criminal Code)",
        ),
        (
            [charge("272", "riots", state="suspected")],
            "",
            "arrested on suspicion of “riots” (Article 272 of the Criminal Code)",
        ),
        (
            [charge("272", "riots", state="convicted")],
            "",
            "convicted under Article 272 of the Criminal Code (“riots”)",
        ),
        ([charge("272", "riots")], "", "under arrest under Article 272 of the Criminal Code (“riots”)"),
        ([], "", "extradition request from another State"),
        ([], "5 years", "5 years"),
    ],
)
def test_the_line_says_term_articles_and_labels(charges: list[ChargeFacts], term: str, said: str) -> None:
    assert plain(line(entry(*charges, term=term, months=None), EN)) == said


def test_a_hidden_label_is_a_mark_in_the_line() -> None:
    hidden = ChargeFacts(("272",), "criminal", ("riots in ", None), attempt=False, state="convicted")
    assert line(entry(hidden), EN) == (
        "5 years' imprisonment under Article 272 of the Criminal Code (“riots in ",
        None,
        "”)",
    )


RIOTS = charge("272", "mass riots")
FALSE = charge("274", "false information")


@pytest.mark.parametrize(
    ("text", "reason", "rest"),
    [
        (
            (
                "Marzhan TUYAKOVA – 5 years' imprisonment under Article 272 of the Criminal Code (“mass riots”) and"
                " Article 274 of the Criminal Code (“false information”). She is well."
            ),
            Reason.EQUAL,
            ". She is well.",
        ),
        (
            (
                "Marzhan TUYAKOVA – 5 years' imprisonment under Article 272 of the Criminal Code (“mass riots”) and"
                " Article 274 of the Criminal Code (“false information”) for a song."
            ),
            Reason.GOES_ON,
            " for a song.",
        ),
        (
            (
                "Marzhan TUYAKOVA – 5 years' imprisonment under Article 272 of the Criminal Code (“mass riots”),"
                " Article 274 of the Criminal Code (“false information”). She is well."
            ),
            Reason.JOINED_OTHERWISE,
            ". She is well.",
        ),
        (
            (
                "Marzhan TUYAKOVA – 5 years' imprisonment under Article 272 (“mass riots”) and"
                " Article 274 of the Criminal Code (“false information”)"
            ),
            Reason.LAW_NOT_NAMED,
            "",
        ),
        (
            (
                "Marzhan TUYAKOVA — sentenced to 5 years' imprisonment under Article 272 of the Criminal Code"
                " (“mass riots”) and Article 274 of the Criminal Code (“false information”). She is well."
            ),
            Reason.OTHER_LEAD,
            ". She is well.",
        ),
        (
            "Marzhan TUYAKOVA – 5 years' imprisonment for alleged “mass riots”. She is well.",
            Reason.OWN_WORDS,
            "5 years' imprisonment for alleged “mass riots”. She is well.",
        ),
        (
            "Marzhan TUYAKOVA – 5 years' imprisonment under Article 2720 of the Criminal Code.",
            Reason.OWN_WORDS,
            "5 years' imprisonment under Article 2720 of the Criminal Code.",
        ),
        ("She is well.", Reason.NO_LINE, "She is well."),
        ("Marzhan TUYAKOVA-ALI is another.", Reason.NO_LINE, "Marzhan TUYAKOVA-ALI is another."),
    ],
)
def test_a_text_that_says_the_same_is_not_printed_twice(text: str, reason: Reason, rest: str) -> None:
    found = opening(entry(RIOTS, FALSE, text=text), EN, "en")
    assert (found.reason, plain(found.rest)) == (reason, rest)
    assert found.own is (reason is Reason.OWN_WORDS)


def test_a_reader_of_another_language_gets_a_line_of_theirs_and_the_whole_text() -> None:
    text = "Marzhan TUYAKOVA – 5 years' imprisonment under Article 272 of the Criminal Code (“mass riots”). She sings."
    found = opening(entry(RIOTS, text=text), translator("ru"), "en")
    assert found.reason is Reason.NO_LINE
    assert plain(found.rest) == text
    assert "272" in plain(found.line)
    assert "5 years' imprisonment" not in plain(found.line)


def test_terms_in_words() -> None:
    assert [term_words(months, EN) for months in (1, 12, 13, 78, 240)] == [
        "1 month",
        "1 year",
        "1 year and 1 month",
        "6 years and 6 months",
        "20 years",
    ]
