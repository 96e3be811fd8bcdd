"""Short forms of given names: found beside the family name, asked about alone."""

import pytest

from casebook.redaction.hits import How
from casebook.redaction.mentions import Certainty, Why, find
from casebook.redaction.registry import Identity, Registry
from casebook.redaction.review import look
from casebook.redaction.shortforms import short_forms
from casebook.search.letters import readings
from casebook.search.nameparts import PersonName


def of(*names: str) -> Registry:
    return Registry.of(Identity(name, (PersonName(name),)) for name in names)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Yevgeny Zhuchkov", "Женю Жучкова"),
        ("Евгений Жучков", "Zhenya Zhuchkov"),
        ("Светлана Долматова", "Свете Долматовой"),
        ("Айгерім Бекназарова", "Айка Бекназарова"),
        ("Гүлнар Жүсіпова", "Гуле Жусиповой"),
        ("Женя Жучков", "Евгения Жучкова"),
        ("Марат Есенбаев", "Маратик Есенбаев"),
    ],
)
def test_a_short_form_beside_the_family_name_is_the_name(name: str, text: str) -> None:
    (found,) = find(f"Видели {text} там", of(name))
    assert (found.start, found.end) == (7, 7 + len(text))
    assert found.why is Why.FULL_NAME
    assert found.people == (name,)
    assert found.is_marked


def test_alone_it_is_asked_about_and_says_why() -> None:
    registry = of("Светлана Долматова")
    (found,) = find("Вчера Свету увели.", registry)
    assert found.certainty is Certainty.POSSIBLE
    assert found.how is How.SHORT_FORM
    (question,) = look("Вчера Свету увели.", registry)
    assert question.people == ("Светлана Долматова",)


def test_one_letter_from_a_short_form_is_nothing() -> None:
    assert not [m for m in find("Вчера Светочку и Цветочку видели", of("Светлана Долматова")) if m.is_marked]


def test_a_name_has_its_short_forms_and_they_the_name() -> None:
    svetlana, sveta = readings("Светлана"), readings("Света")
    assert set(sveta) & set(short_forms(svetlana))
    assert set(svetlana) & set(short_forms(sveta))
    assert not set(short_forms(svetlana)) & set(svetlana)
    assert short_forms(("kuanysbek",)) == ()
