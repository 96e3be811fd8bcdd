"""Every reason of a plan, every way a leak is seen and every likeness is worded."""

from __future__ import annotations

import ast

import pytest

from casebook.base.ids import RecordId
from casebook.base.words import translator
from casebook.redaction import blocks
from casebook.redaction.doubts import Doubt
from casebook.redaction.leakcheck import Leak
from casebook.redaction.mentions import Why
from casebook.redaction.plan import Fate
from casebook.search.keys import Match
from casebook.search.similarity import Grade, Likeness
from casebook.wording import plans
from reading import PACKAGE, sources

EN = translator("en")


def arguments(leaf: str, place: int, rooms: set[str]) -> set[str]:
    """Constants given to *leaf* at *place* in the source of some rooms, both halves of a choice."""
    found = set()
    for source in sources():
        if source.room not in rooms:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == leaf:
                for given in [*node.args[place : place + 1]]:
                    parts = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
                    found |= {
                        p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)
                    }
    return found - {""}


def test_every_reason_a_plan_gives_has_its_words() -> None:
    codes = (
        arguments("UnitFate", 2, {"redaction"})
        | arguments("Treatment", 2, {"redaction"})
        | arguments("Answer", 1, {"casework"})
    )

    assert "protected-always" in codes
    assert codes <= plans.REASONS.keys(), codes - plans.REASONS.keys()


def test_every_answer_of_a_consent_grid_is_a_reason() -> None:
    from casebook.model.consent import STRICTEST

    assert {f"consent-{answer}" for answer in STRICTEST if answer != "yes"} <= plans.REASONS.keys()


def test_every_part_that_cannot_be_read_has_its_words() -> None:
    codes = arguments("Unreadable", 1, {"redaction"})

    assert codes
    assert codes <= plans.UNREADABLE.keys(), codes - plans.UNREADABLE.keys()


def test_every_reason_to_look_oneself_has_its_words() -> None:
    codes = arguments("Eye", 1, {"redaction"})

    assert codes
    assert codes <= plans.EYES.keys()
    assert all(plans.eye(code, EN) for code in plans.EYES)


def test_every_kind_of_file_that_is_told_apart_has_its_words() -> None:
    known = {kind for _, kind in blocks._MAGIC} | {
        *blocks._NAMED.values(),
        "gzip",
        "padding",
        "unknown",
        "text",
    }

    assert known == plans.FILE_KINDS.keys()
    assert all(plans.file_kind(kind, EN) for kind in known)


def test_every_view_of_a_file_has_its_words() -> None:
    written = {
        node.value
        for name in ("views", "escapes", "archives", "exactkeys", "apart", "leakcheck")
        for node in ast.walk(ast.parse((PACKAGE / "redaction" / f"{name}.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made = ("percent", "quoted", "pdf", "unreadable")  # put together where they are given
    unused = {how for how in plans.HOW_SEEN if not how.startswith(made)} - written

    assert not unused, "no view is called so"
    assert arguments("View", 1, {"redaction"}) <= plans.HOW_SEEN.keys()


@pytest.mark.parametrize("fate", Fate)
def test_every_fate(fate: Fate) -> None:
    assert plans.fate(fate, EN)


@pytest.mark.parametrize("doubt", Doubt)
def test_every_question(doubt: Doubt) -> None:
    assert plans.doubt(doubt.name.lower(), EN) == doubt.value


def test_matches_and_likenesses() -> None:
    assert all(plans.match(each, EN) for each in Match)
    assert all(plans.likeness(each, EN) for each in Likeness)
    assert all(plans.grade(each, EN) for each in Grade)


def test_a_leak_says_what_and_where_but_not_whom() -> None:
    leak = Leak("data/report.html", "spaced", RecordId(bytes(16)), Why.FULL_NAME.name.lower())

    assert plans.leak(leak, EN) == "full name, with spaces between the letters"
