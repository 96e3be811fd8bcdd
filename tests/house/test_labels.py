"""Every hash and signature has a named, versioned label, and the list of them is complete."""

from __future__ import annotations

import re

from reading import ROOT, sources

IN_SOURCE = re.compile(r"casebook/[a-z][a-z0-9-]*/[0-9]+(?=\\0|\\x00|[\"'`])")
IN_LIST = re.compile(r"^\| `(casebook/[a-z][a-z0-9-]*/[0-9]+)` \|", re.MULTILINE)
LIST = ROOT / "docs" / "formats" / "labels.md"


def test_the_list_of_labels_is_the_labels_in_the_source() -> None:
    used: dict[str, list[str]] = {}
    for source in sources():
        for label in IN_SOURCE.findall(source.text):
            used.setdefault(label, []).append(source.name)
    listed = IN_LIST.findall(LIST.read_text())

    assert len(listed) == len(set(listed)), "a label stands twice"
    missing = {label: names for label, names in used.items() if label not in listed}
    assert missing == {}, "add a row to docs/formats/labels.md"
    assert set(listed) - used.keys() == set(), (
        "no longer in the source: a label that was ever written stays reserved"
    )


def test_each_label_is_listed_with_the_file_that_uses_it() -> None:
    rows = re.findall(r"^\| `(casebook/[^`]+)` \| `([^`]+)` \| \S", LIST.read_text(), re.MULTILINE)
    text = {source.name: source.text for source in sources()}

    assert rows
    assert [(label, name) for label, name in rows if label not in text.get(name, "")] == []


def test_labels_end_in_nul_where_they_are_hashed() -> None:
    """A label without its end could be the beginning of another."""
    for source in sources():
        for found in re.finditer(r'b"(casebook/[a-z][a-z0-9-]*/[0-9]+)(\\0|\\x00)?"', source.text):
            assert found[2], f"{source.name}: {found[1]} does not end in NUL"
