"""The verifier page as people open it: from a file, in a browser that may ask nobody anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import chromium
import sealed
from casebook.base import resources
from chromium import Browser

PAGE = resources.path("verifier", "verifier.html")


@dataclass(frozen=True)
class Shown:
    """What the page says of the files it was given."""

    kind: str
    problem: str
    state: str
    verdict: str
    text: str


@dataclass
class Page:
    """The page, open in a browser."""

    browser: Browser
    folder: Path
    count: int = 0

    def fresh(self, language: str = "en") -> None:
        """As just opened."""
        self.browser.open(PAGE.as_uri())
        self.browser.run("started.then(() => true)")
        self.browser.run(f"choose_language({json.dumps(language)}).then(() => true)")

    def write(self, name: str, data: bytes) -> Path:
        """A file with that name, in a folder of its own."""
        self.count += 1
        path = self.folder / str(self.count) / name
        path.parent.mkdir()
        path.write_bytes(data)
        return path

    def choose(self, *files: tuple[str, bytes]) -> Shown:
        """Choose files (name, bytes) in the dialogue, as a person does, and wait for what is said of them."""
        self.browser.run("state.run = 0, byId('result').replaceChildren(), true")
        self.browser.choose_files("#files", *(self.write(*file) for file in files))
        self.browser.wait("state.run > 0 && byId('result').childElementCount > 0")
        return self.shown()

    def shown(self) -> Shown:
        """What stands on the page now."""
        found = self.browser.run(
            """(() => {
              const verdict = document.querySelector(".verdict");
              const { kind = "", problem = "", state = "" } = verdict ? verdict.dataset : {};
              return [kind, problem, state, verdict ? verdict.innerText : "", byId("result").innerText];
            })()"""
        )
        return Shown(*found)

    def call(self, script: str) -> Any:
        """The value of an expression, or ``["refused", kind, problem]`` if it was refused."""
        return self.browser.run(
            f"(async () => {{ try {{ return await ({script}); }} catch (error) {{"
            " if (!(error instanceof Refusal)) throw error;"
            " return ['refused', error.kind, error.problem]; } })()"
        )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium.executable()
    if path is None:
        pytest.skip("no Chromium is here: install the package chromium")
    with chromium.browser(path) as running:
        yield running


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Page:
    made = Page(browser, tmp_path_factory.mktemp("chosen"))
    made.fresh()
    return made


@pytest.fixture(scope="module")
def whole() -> sealed.Bundle:
    return sealed.bundle()
