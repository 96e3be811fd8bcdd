"""Every error the program can say is worded, and none carries a sentence of its own."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import re
from collections.abc import Iterator

import pytest

from casebook.base.errors import Cancelled, CasebookError, Damaged, Refused
from reading import sources

FAMILIES = (Refused, Damaged, Cancelled)


def below(family: type[CasebookError]) -> Iterator[type[CasebookError]]:
    for kind in family.__subclasses__():
        yield kind
        yield from below(kind)


def leaves() -> list[type[CasebookError]]:
    """Every leaf, with every module of the product loaded."""
    for source in sources():
        if source.room != "demo" and source.path.name not in {"__main__.py", "child.py"}:
            importlib.import_module(source.module)
    ours = {kind for kind in below(CasebookError) if kind.__module__.startswith("casebook.")}
    return sorted((kind for kind in ours if not kind.__subclasses__()), key=lambda kind: kind.__qualname__)


def test_every_error_has_words() -> None:
    from casebook.wording import errors

    silent = [
        f"{kind.__module__}.{kind.__name__}"
        for kind in leaves()
        if kind not in FAMILIES and not errors.words_for(kind)
    ]
    assert not silent, "no sentence in wording/ for:\n" + "\n".join(silent)


def test_every_fact_a_sentence_names_is_one_of_the_error() -> None:
    from casebook.wording import errors

    for kind in leaves():
        words = errors.words_for(kind)
        if words is None:
            continue
        facts = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]  # tested above
        assert not words.code or words.code in facts, f"{kind.__name__}: code {words.code}"
        if words.facts is None:
            named = set(re.findall(r"\{(\w+)\}", " ".join((words.what, words.then, *words.because.values()))))
            assert named <= facts, f"{kind.__name__}: {named - facts}"


def test_every_error_is_a_dataclass_of_one_family() -> None:
    for kind in leaves():
        if kind in FAMILIES:
            continue
        name = f"{kind.__module__}.{kind.__name__}"
        assert dataclasses.is_dataclass(kind), f"{name}: facts are fields: @dataclass(eq=False)"
        assert sum(issubclass(kind, family) for family in FAMILIES) == 1, (
            f"{name}: one family: what can the user do?"
        )
        assert kind.__hash__ is not None, f"{name}: @dataclass(eq=False), or it cannot be raised twice"


def test_no_error_says_its_facts_in_a_traceback() -> None:
    for kind in leaves():
        if dataclasses.is_dataclass(kind) and kind not in FAMILIES:
            error = kind(*("zebrafinch" for _ in dataclasses.fields(kind)))
            assert "zebrafinch" not in f"{error!s}{error!r}", (
                f"{kind.__name__}: @dataclass(eq=False, repr=False)"
            )


def test_errors_are_raised_with_facts_and_not_with_sentences() -> None:
    ours = {kind.__name__ for kind in leaves()}
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                name = ast.unparse(node.exc.func).rpartition(".")[2]
                if name in ours:
                    for argument in node.exc.args:
                        said = argument.value if isinstance(argument, ast.Constant) else ""
                        assert not (isinstance(said, str) and said.count(" ") > 2), source.at(node)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_never_raised_itself(family: type[CasebookError]) -> None:
    if family is Cancelled:
        return
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Raise) and node.exc is not None:
                raised = ast.unparse(node.exc).partition("(")[0].rpartition(".")[2]
                assert raised != family.__name__, f"{source.at(node)}: raise a leaf, which can be worded"
