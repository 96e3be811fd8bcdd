"""Every verb has its words, done and undone."""

from __future__ import annotations

import pytest

from casebook.base.words import translator
from casebook.casework.touched import Touched, Verb
from casebook.wording import verbs

EN = translator("en")


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_is_worded_both_ways(verb: Verb) -> None:
    touched = Touched(verb, frozenset(), frozenset(("person", "interview")), None)

    assert verbs.done(verb.value, EN) == verbs.DONE[verb]
    assert verbs.undo_text(touched, EN).endswith("Person, Interview")


def test_undo_of_an_edit_names_what_was_edited() -> None:
    touched = Touched(Verb.EDIT, frozenset(), frozenset(("interview",)), None)

    assert verbs.undo_text(touched, EN) == "Undo edit of: Interview"


def test_a_verb_of_a_newer_version_is_called_so() -> None:
    assert verbs.done("teleport", EN) == "Something a newer version did"
