"""The page is what its parts give, is one file that asks for nothing, and is the one whose hash the guide tells."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

from casebook.cli import main
from casebook.model.all_kinds import KINDS
from casebook.redaction.selection import EXPORTED
from reading import ROOT

from .conftest import PAGE

GUIDE = ROOT / "docs" / "guide" / "verify-a-bundle.md"
PARTS = ROOT / "resources" / "verifier" / "parts"


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verifier_builder", ROOT / "packaging" / "verifier.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_its_parts_give(builder: ModuleType) -> None:
    assert PAGE.read_bytes() == builder.page(), "run `python packaging/verifier.py build`"


def test_the_guide_tells_its_hash(builder: ModuleType) -> None:
    text = GUIDE.read_text()

    assert f"{hashlib.sha256(PAGE.read_bytes()).hexdigest()}  verifier.html\n" in text
    assert builder.told(text) == text


def test_the_command_writes_it_and_prints_its_hash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "page.html"

    assert main.main(["verifier", "--to", str(to), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sha256"] == hashlib.sha256(PAGE.read_bytes()).hexdigest()
    assert to.read_bytes() == PAGE.read_bytes()
    assert main.main(["verifier", "--to", str(to)]) == 1


class Elements(HTMLParser):
    """Elements with their attributes, and the text of scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inline: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] in ("script", "style") and data.strip():
            self.inline.setdefault(self.found[-1][0], data)


@pytest.fixture(scope="module")
def elements() -> Elements:
    parser = Elements()
    parser.feed(PAGE.read_text())
    return parser


def test_its_policy_allows_its_own_script_and_style_and_nothing_else(elements: Elements) -> None:
    (policy,) = [a["content"] for t, a in elements.found if t == "meta" and "http-equiv" in a]
    hashes = {
        tag: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for tag, text in elements.inline.items()
    }

    assert policy == (
        f"default-src 'none'; script-src 'sha256-{hashes['script']}'; style-src 'sha256-{hashes['style']}'; "
        "base-uri 'none'; form-action 'none'"
    )
    # The policy stands before anything it is for.
    assert [tag for tag, _ in elements.found].index("style") > next(
        i for i, (_, attributes) in enumerate(elements.found) if "http-equiv" in attributes
    )


def test_it_names_no_other_file_and_no_address(elements: Elements) -> None:
    names = {"src", "href", "srcset", "action", "formaction", "data", "poster", "background", "ping", "style"}

    assert [(tag, a) for tag, a in elements.found if names & a.keys()] == []
    assert not [(tag, a) for tag, a in elements.found if any(name.startswith("on") for name in a)]
    assert [
        tag for tag, _ in elements.found if tag in ("link", "iframe", "object", "embed", "img", "form")
    ] == []
    assert re.findall(r"https?://|//[a-z]+\.", "".join(elements.inline.values())) == []


def test_no_part_reads_markup_or_code_from_data() -> None:
    for path in PARTS.glob("*.js"):
        text = path.read_text()
        assert text.count("\n") <= 400, path.name
        for banned in (
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "fetch(",
            "XMLHttpRequest", "WebSocket", "sendBeacon", "EventSource", "import(", "importScripts", "localStorage",
            "sessionStorage", "indexedDB", "cookie", 'setAttribute("style', ".style.", "createContextualFragment",
        ):  # fmt: skip
            assert banned not in text, f"{path.name}: {banned}"


def test_every_kind_that_leaves_is_labelled(builder: ModuleType) -> None:
    """In three languages: a field's label comes from the translations, a term's from its vocabulary."""
    text = (ROOT / "resources" / "verifier" / "labels.json").read_bytes()
    labels = json.loads(text)

    assert text == builder.labels(), "run `make verifier`"
    assert set(labels["kinds"]) == set(EXPORTED)
    for kind in EXPORTED:
        assert {unit.name for unit in KINDS[kind].units} <= set(labels["kinds"][kind]["units"])
    found = every_label(labels["kinds"])
    said = [word for _, *words in found for word in words]
    assert [word for word in said if not re.search("[а-яәіңғүұқөһ]", word, re.IGNORECASE)] == []


def every_label(kinds: dict[str, dict[str, object]]) -> list[list[str]]:
    found: list[list[str]] = []
    for each in kinds.values():
        label, units = each["label"], each.get("units", {})
        assert isinstance(label, list)
        assert isinstance(units, dict)
        found += [label, *every_label(units)]
    return found
