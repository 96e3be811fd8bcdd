from __future__ import annotations

import pytest

from casebook.redaction.plan import Passage, SentenceFate, SpanFate
from casebook.redaction.segments import cut
from casebook.redaction.touching import NEGATION, NUMBER, touches


def hiding(text: str, *words: str, whole: bool = False) -> Passage:
    """The passage in which every run that holds one of *words* is hidden."""
    sentences = []
    for sentence in cut(text):
        spans = tuple(
            SpanFate(
                span.start,
                span.end,
                span.run,
                "mention" if any(word in text[span.start : span.end] for word in words) else "",
            )
            for span in sentence.spans
        )
        sentences.append(SentenceFate(sentence.start, sentence.end, "mention" if whole else "", spans))
    return Passage(text, tuple(sentences))


@pytest.mark.parametrize(
    ("text", "word", "touched", "why"),
    [
        ("It was not Kabdolov who struck him.", "Kabdolov", "not", NEGATION),
        ("Not Kabdolov but an officer struck him.", "Kabdolov", "Not", NEGATION),
        ("Kabdolov didn't strike him.", "Kabdolov", "didn't", NEGATION),
        ("Его ударил не Кабдолов.", "Кабдолов", "не", NEGATION),
        ("Кабдолов ешқашан ұрған жоқ.", "Кабдолов", "ешқашан", NEGATION),
        ("Кабдолов бармады.", "Кабдолов", "бармады", NEGATION),
        ("Kabdolov isn’t the one.", "Kabdolov", "isn’t", NEGATION),
        ("They came without Kabdolov.", "Kabdolov", "without", NEGATION),
        ("Ни Кабдолов, ни сержант не били.", "Кабдолов", "Ни", NEGATION),
        ("Все, кроме Кабдолова, подписали.", "Кабдолова", "кроме", NEGATION),
        ("Нельзя Кабдолову верить.", "Кабдолову", "Нельзя", NEGATION),
        ("Отнюдь Кабдолов виноват.", "Кабдолов", "Отнюдь", NEGATION),
        ("Оны ұрған Кабдолов емес.", "Кабдолов", "емес", NEGATION),
        ("Оны ұрған Кабдолов емеспін деді.", "Кабдолов", "емеспін", NEGATION),
        ("Онда Кабдолов жоқ.", "Кабдолов", "жоқ", NEGATION),
        ("Кабдолов келмеген.", "Кабдолов", "келмеген", NEGATION),
        ("Мен Кабдоловты көрмеймін.", "Кабдоловты", "көрмеймін", NEGATION),
        ("Біз Кабдоловқа сенбейміз.", "Кабдоловқа", "сенбейміз", NEGATION),
        ("Ол Кабдоловты танымайды.", "Кабдоловты", "танымайды", NEGATION),
        ("Кабдоловты ұрмаңдар деді.", "Кабдоловты", "ұрмаңдар", NEGATION),
        ("Кабдолов айтпаса, біз айтамыз.", "Кабдолов", "айтпаса", NEGATION),
        ("Кабдоловты көрместен кетті.", "Кабдоловты", "көрместен", NEGATION),
        ("Кабдолов бармақшы болмады.", "болмады", "болмады", NEGATION),
        ("Кабдоловсыз іс қаралды.", "Кабдоловсыз", "Кабдоловсыз", NEGATION),
        ("Ony urǵan Qabdolov emes.", "Qabdolov", "emes", NEGATION),
        ("Qabdolov barmady.", "Qabdolov", "barmady", NEGATION),
        ("Qabdolov joq.", "Qabdolov", "joq", NEGATION),
        ("Кабдоловтар екеуі келді.", "Кабдоловтар", "екеуі", NUMBER),
        ("Кабдоловтар үшеу еді.", "Кабдоловтар", "үшеу", NUMBER),
        ("Там двумя Кабдоловыми были.", "Кабдоловыми", "двумя", NUMBER),
        ("The third Kabdolov stood there.", "Kabdolov", "third", NUMBER),
        ("There were 3 Kabdolovs at the gate.", "Kabdolov", "3", NUMBER),
        ("Kabdolov, two officers and a driver came.", "Kabdolov", "two", NUMBER),
    ],
)
def test_a_mark_beside_a_negation_or_a_number_is_found(text: str, word: str, touched: str, why: str) -> None:
    (found,) = touches(hiding(text, word))
    assert (found.word, found.why) == (touched, why)
    assert text[found.sentence[0] : found.sentence[1]] == text


@pytest.mark.parametrize(
    "text",
    [
        "He was taken by Kabdolov to the station and did not come back.",
        "Nobody came. Kabdolov struck him.",
        "He noted that Kabdolov knotted the rope.",
        "Кабдолов мектепке келді.",
        "Кабдолов алмаға қарады.",
        "Кабдолов көмекке келді.",
        "Кабдолов нетто весил.",
        "Қабдолов бөлмеде отыр.",
    ],
)
def test_words_further_off_and_other_sentences_are_no_touch(text: str) -> None:
    assert not list(touches(hiding(text, "Kabdolov")))


def test_a_sentence_that_goes_whole_turns_nothing() -> None:
    assert not list(touches(hiding("It was not Kabdolov.", "Kabdolov", whole=True)))


def test_what_is_not_hidden_is_not_asked_about() -> None:
    assert not list(touches(hiding("It was not Kabdolov.")))


def test_a_mark_is_asked_about_once() -> None:
    found = list(touches(hiding("Not Kabdolov, never Kabdolov.", "Kabdolov")))
    assert [one.word for one in found] == ["Not", "never"]
