"""Every error and every code of every error has a sentence, and no sentence holds a value, a name or a path."""

from __future__ import annotations

import ast
import dataclasses
import enum
import importlib
import re
import typing
from collections.abc import Iterator

import pytest

from casebook.base.errors import Cancelled, CasebookError, Damaged, Refused
from casebook.base.words import translator
from casebook.wording import errors, imports
from reading import sources

EN = translator("en")
FAMILIES = (Refused, Damaged, Cancelled)


def below(family: type[CasebookError]) -> Iterator[type[CasebookError]]:
    for kind in family.__subclasses__():
        yield kind
        yield from below(kind)


def leaves() -> list[type[CasebookError]]:
    for source in sources():
        if source.room not in {"demo", "gui"} and source.path.name not in {"__main__.py", "child.py"}:
            importlib.import_module(source.module)
    found = {kind for family in FAMILIES for kind in below(family) if kind.__module__.startswith("casebook.")}
    return sorted(
        (kind for kind in found if not kind.__subclasses__()), key=lambda k: (k.__module__, k.__name__)
    )


def fields(kind: type[CasebookError]) -> dict[str, typing.Any]:
    return typing.get_type_hints(kind) if dataclasses.is_dataclass(kind) else {}


ODD = "zebrafinch"


def one(kind: type[CasebookError]) -> CasebookError:
    """An error of that class with a canary in every text and the first code in every enumeration."""
    facts: dict[str, object] = {}
    for name, hint in fields(kind).items():
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            facts[name] = next(iter(hint))
        elif hint is int:
            facts[name] = 3
        elif hint is float:
            facts[name] = 3.5
        elif hint is bool:
            facts[name] = False
        elif typing.get_origin(hint) is tuple:
            facts[name] = ()
        else:
            facts[name] = ODD
    return kind(**facts)


@pytest.mark.parametrize("kind", leaves(), ids=lambda kind: kind.__name__)
def test_every_leaf_has_a_sentence(kind: type[CasebookError]) -> None:
    assert errors.words_for(kind) is not None, f"no words for {kind.__module__}.{kind.__name__}"

    said = errors.said(one(kind), EN)

    assert said.what.endswith("."), said
    assert "{" not in said.text, f"a fact of {kind.__name__} has another name: {said.text}"


TOLD = {
    "UnknownColumn": "column",  # a word the person typed into the command, and no value of the casebook
    "BadChoices": "place",
    "BadMapping": "place",
    "OtherSigner": "found",  # a fingerprint
    "RevokedSigner": "found",  # the same
    "SignerRevoked": "signer",  # a fingerprint
    "KeyElsewhere": "fingerprint",
    "KeyCalledLost": "fingerprint",
    "NoticeNotTheirs": "owner",  # fingerprints
    "OutsideRound": "next_round",  # a date
    "FileMissing": "id",
    "FileChanged": "id",
    "EngineUnsafe": "promise",
    "BadValue": "field",  # a unit's path
    "BundleAltered": "paths",
    "SealBroken": "path",  # a file inside a stranger's bundle
    "BadBag": "paths",
    "BrokenChain": "feed",
    "BadEntry": "feed",
    "MissingPart": "feed",
    "CountsWrongly": "feed",
    "StrangerFeed": "feed",
    "StickBroken": "code",  # the system's name of a fault
}


@pytest.mark.parametrize("kind", leaves(), ids=lambda kind: kind.__name__)
def test_a_sentence_tells_no_text_but_ids_and_words_of_the_program(kind: type[CasebookError]) -> None:
    if kind.__name__ in TOLD:
        return

    assert ODD not in errors.sentence(one(kind), EN)


@pytest.mark.parametrize("kind", leaves(), ids=lambda kind: kind.__name__)
def test_every_code_of_an_enumeration_has_its_sentence(kind: type[CasebookError]) -> None:
    words = errors.words_for(kind)
    assert words is not None
    for name, hint in fields(kind).items():
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            assert words.code == name
            assert {code.value for code in hint} <= {str(code) for code in words.because}


CODED = {"BadValue": 0, "BadDate": 0, "BadEntry": 0, "BrokenChain": 0, "UnreadableTable": 0, "BadMapping": 0,
         "ReasonMissing": 0}  # fmt: skip


def codes_in_source(leaf: str, place: int) -> set[str]:
    found = set()
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == leaf:
                given = node.args[place] if len(node.args) > place else None
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    found.add(given.value)
    return found


@pytest.mark.parametrize("leaf", sorted(CODED))
def test_every_code_that_is_raised_has_its_sentence(leaf: str) -> None:
    kind = next(each for each in leaves() if each.__name__ == leaf)
    words = errors.words_for(kind)
    assert words is not None
    codes = codes_in_source(leaf, CODED[leaf])

    assert codes, "the source raises it with another argument"
    assert codes <= words.because.keys(), codes - words.because.keys()


def test_every_reason_why_a_cell_cannot_be_read_has_its_sentence() -> None:
    codes = (
        codes_in_source("UnreadableCell", 1) | codes_in_source("BadValue", 0) | codes_in_source("BadDate", 0)
    )

    assert codes <= imports.TROUBLES.keys(), codes - imports.TROUBLES.keys()


def test_a_code_is_a_sentence_of_its_own() -> None:
    for kind in leaves():
        words = errors.words_for(kind)
        assert words is not None
        for text in (*words.because.values(), words.what, words.then):
            assert not text or re.search(r"[.]$", text), f"{kind.__name__}: {text!r}"


def test_an_error_nobody_worded_says_what_its_family_means() -> None:
    class Strange(Refused):
        pass

    assert errors.said(Strange(), EN).what == "This cannot be done as asked."


def test_facts_are_plain_data() -> None:
    from casebook.bundle.verify import Altered, BundleAltered

    assert errors.facts_of(BundleAltered(Altered.RECORDS, ("data/records.json",))) == {
        "problem": "records",
        "paths": ["data/records.json"],
    }


def test_a_name_a_stranger_chose_cannot_write_over_the_terminal() -> None:
    from casebook.bundle.verify import Altered, BundleAltered

    error = BundleAltered(Altered.UNLISTED, ("data/\x1b[2Jevil name",))

    assert "data/??2Jevil?name" in errors.sentence(error, EN)


def test_wording_a_bundle_needs_no_safe() -> None:
    import subprocess
    import sys

    code = (
        "import sys\n"
        "from casebook.base.words import translator\n"
        "from casebook.bundle.verify import NotABundle\n"
        "from casebook.wording import errors\n"
        "assert errors.sentence(NotABundle(False), translator('en'))\n"
        "assert not [m for m in sys.modules if m.startswith(('casebook.vault', 'casebook.model', 'sqlcipher3'))]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
