"""What the documents name exists, and the words they fix are the words the program says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from reading import PACKAGE, ROOT, committed, sources

PLACES = ("docs/", "changelog/", "packaging/", "resources/templates/", "README", "SECURITY", "CONTRIBUTING")
PAGES = sorted(
    path
    for path in committed()
    if path.suffix == ".md" and path.relative_to(ROOT).as_posix().startswith(PLACES)
)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LOOKS_LIKE_A_PATH = re.compile(
    r"[\w.-]+(/[\w.-]+)+/?|[\w-]+\.(py|md|toml|sql|typ|html|sh|po|pot|tsv|txt|qss)"
)
HEADINGS = ("Summary", "Context", "Decision", "Consequences", "Alternatives considered")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def spoken(path: Path) -> set[str]:
    """What stands in backticks outside of fenced examples."""
    return set(re.findall(r"`([^`\n]+)`", FENCE.sub("", path.read_text(encoding="utf-8"))))


def exists(name: str, page: Path) -> bool:
    """In the tree, in the package, or beside the page. Names inside a bundle are described in its format."""
    places = (ROOT, PACKAGE, page.parent, ROOT / "docs")
    return any((place / name).exists() for place in places) or any(path.name == name for path in committed())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_that_are_named_exist(page: Path) -> None:
    inside_a_bundle = set(re.findall(r"[\w.-]+", (ROOT / "docs" / "formats" / "bundle.md").read_text()))
    missing = [
        name
        for name in spoken(page)
        if LOOKS_LIKE_A_PATH.fullmatch(name)
        and not name.startswith(("casebook/", "asm", "files/", "data/"))
        and not exists(name, page)
        and not {*name.split("/")} <= inside_a_bundle
    ]

    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_make_targets_that_are_named_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:\w+=\w+ )?make ([a-z]+)`", text)) | set(
        re.findall(r"^make ([a-z]+)$", text, re.MULTILINE)
    )

    assert named <= targets


def test_functions_and_classes_that_are_named_exist() -> None:
    """`file.py` and what stands in backticks after it on a line are not compared; plain `name()` is."""
    known = {name for source in sources() for name in re.findall(r"\b(?:def|class) (\w+)", source.text)}
    for page in PAGES:
        for name in spoken(page):
            found = re.fullmatch(r"(?:\w+\.)*(\w+)\(\)", name)
            assert not found or found[1] in known, f"{name_of(page)}: {name}"


def test_every_walk_has_its_test() -> None:
    walks = re.findall(r"^## ([a-z]+)$", (ROOT / "docs" / "walks.md").read_text(), re.MULTILINE)
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "walks").glob("test_*.py")}

    assert len(walks) >= 4
    assert set(walks) - tests == set()


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")), ids=lambda page: page.stem
)
def test_a_decision_has_its_five_headings(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == HEADINGS
    assert re.match(rf"# {page.name[:3]} \S", text)


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(page.name[:3]) for page in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))


def words() -> list[tuple[str, list[str]]]:
    """Each word of docs/words.md with the words it is used instead of."""
    rows = re.findall(
        r"^\| ([a-z ]+) \| .+? \| (.*) \|$", (ROOT / "docs" / "words.md").read_text(), re.MULTILINE
    )
    return [
        (word, [other for other in others.split(", ") if other]) for word, others in rows if word != "word"
    ]


def test_the_program_says_the_words_of_the_glossary_and_no_others() -> None:
    with (ROOT / "resources" / "locale" / "casebook.pot").open("rb") as stream:
        said = [
            text
            for message in read_po(stream)
            for text in (message.id if isinstance(message.id, tuple) else (message.id,))
        ]
    assert len(words()) > 30
    wrong = [
        f"{text!r}: not {other!r} but {word!r}"
        for word, others in words()
        for other in others
        for text in said
        if re.search(rf"\b{re.escape(other)}s?\b", text, re.IGNORECASE)
    ]

    assert wrong == []


def words_in(language: str) -> list[tuple[str, str, list[str]]]:
    """Rows of the first table of docs/words-xx.md: English, the translation, and the words that are not said."""
    table = (ROOT / "docs" / f"words-{language}.md").read_text(encoding="utf-8").split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line[:1] == "|"
    ]
    return [(english, word, [w for w in others.split(", ") if w]) for english, word, others, _ in rows[2:]]


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_catalogue_says_the_words_of_its_glossary_and_no_others(language: str) -> None:
    with (ROOT / "resources" / "locale" / f"{language}.po").open("rb") as stream:
        said = [
            text
            for message in read_po(stream, locale=language)
            for text in (message.string if isinstance(message.string, tuple) else (message.string,))
        ]
    rows = words_in(language)
    assert len(rows) > 25
    assert {english for english, _, _ in rows} <= {word for word, _ in words()}
    wrong = [
        f"{text!r}: not {other!r} but {word!r}"
        for _, word, others in rows
        for other in others
        for text in said
        if re.search(r"\b" + other.replace("*", r"\w*") + r"\b", text, re.IGNORECASE)
    ]

    assert wrong == []


def test_a_word_has_one_meaning() -> None:
    names = [word for word, _ in words()]
    others = [other for _, each in words() for other in each]

    assert len(names) == len(set(names))
    assert set(names) & set(others) == set()


def test_a_change_is_told_to_users_in_the_form_of_the_template() -> None:
    pages = sorted((ROOT / "changelog" / "unreleased").glob("*.md"))

    assert pages
    for page in pages:
        assert re.match(r"# (New|Change|Repair|Security): \S", page.read_text(encoding="utf-8")), page.name
