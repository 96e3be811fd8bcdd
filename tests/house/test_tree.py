"""The tree speaks of the project alone: of no machine, no registry, no tool that helped, no real person."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from reading import ROOT, committed, texts

# Put together here, so that this file does not hold what it looks for.
NOT_OURS = {
    "a path of somebody's machine": r"/wo" + r"rk/|/ro" + r"ot/|/ho" + r"me/[a-z]+/(?!user)",
    "a package registry": r"pypi\." + r"org|python" + r"hosted|npmjs\." + r"com|deb\." + r"debian",
    "a tool that helped": r"(?i)\bclau"
    r"de\b|anth"
    r"ropic|chat"
    r"gpt|copi"
    r"lot|co-auth"
    r"ored-by",
    "an issue by its number": r"(?i)\bissue #?[0-9]+\b(?! of)",
    "a note to oneself": r"\bTO" + r"DO\b|\bFIX" + r"ME\b|\bXX" + r"X\b|\bHA" + r"CK\b",
}
EXCEPT = re.compile(r"LICENSE|requirements/lock\.txt|resources/(words|wordlists|folding)/.*|tests/vectors/.*")
"""Other people's texts: word lists, test vectors."""


@pytest.mark.parametrize("what", NOT_OURS)
def test_nothing_foreign_is_in_the_tree(what: str) -> None:
    pattern = re.compile(NOT_OURS[what])
    found = [
        f"{path.relative_to(ROOT)}: {match[0]!r}"
        for path, text in texts()
        if not EXCEPT.fullmatch(path.relative_to(ROOT).as_posix())
        for match in [pattern.search(text)]
        if match
    ]

    assert not found, "\n" + "\n".join(found)


def shipped() -> list[tuple[Path, str]]:
    """What people get: the product, its resources and its documents."""
    return [
        (path, text)
        for path, text in texts()
        if path.relative_to(ROOT).parts[0] in {"src", "resources", "docs"}
    ]


def test_no_real_person_stands_in_what_we_ship(corpus: Path) -> None:
    """Invented people only. A full name counts, in either order and in any case."""
    with (corpus / "people.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = {
        value.strip()
        for row in rows
        for key, value in row.items()
        if "name" in key and value and " " in value.strip()
    }
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, text in shipped()
        for name in names
        if name.casefold() in text.casefold()
    ]

    assert len(names) > 100
    assert not found, "\n" + "\n".join(found)


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Every run of so many words in a row."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_no_sentence_of_a_public_report_stands_in_what_we_ship(corpus: Path) -> None:
    """Fifteen words in a row of a report are somebody else's sentence. Charges are the law's, in a set
    form.
    """
    reports = [path.read_text(encoding="utf-8") for path in sorted((corpus / "reports").glob("*.txt"))]
    theirs = set().union(*(runs(text, 15) for text in reports))
    found = [
        f"{path.relative_to(ROOT)}: {' '.join(run)}"
        for path, text in shipped()
        for run in sorted(runs(text, 15) & theirs)
        if not {"article", "code"} & {*run}
    ]

    assert len(theirs) > 10_000
    assert not found, "\n" + "\n".join(found[:20])


def test_no_file_is_larger_than_it_need_be() -> None:
    large = {
        path.relative_to(ROOT).as_posix(): path.stat().st_size
        for path in committed()
        if path.stat().st_size > 1 << 20
    }

    assert large == {}
