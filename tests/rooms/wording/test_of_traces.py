"""Every state of every trace has words, and no word waits for a fact that is not given."""

from __future__ import annotations

import re

import pytest

from casebook.base.words import translator
from casebook.vault import traces
from casebook.vault.trace import Kind, Severity, Trace
from casebook.wording import of_traces
from casebook.wording.of_traces import shown, warning
from reading import ROOT

CODE = "".join(
    (ROOT / "src" / "casebook" / "vault" / name).read_text() for name in ("traces.py", "leftovers.py")
)
COUNTED = {Kind[name] for name in re.findall(r"_(?:kept|counted)\(\s*Kind\.(\w+)", CODE)}
WRITTEN = {(Kind[name], state) for name, state in re.findall(r'Kind\.(\w+),\s*"([\w-]+)"', CODE)}
COMPUTED = {
    (Kind.CLIPBOARDS, "kept"),
    (Kind.CLIPBOARDS, "running"),
    (Kind.HOME, "open"),
    (Kind.HOME, "encrypted"),
    (Kind.LOGS, "kept"),
    (Kind.LOGS, "none"),
    (Kind.RECENT, "kept"),
    (Kind.RECENT, "none"),
}
STATES = WRITTEN | COMPUTED | {(kind, state) for kind in COUNTED for state in ("kept", "none")}
FACTS = {"count": 3, "programs": "Klipper"}


def test_every_state_has_words_and_no_words_are_left_over() -> None:
    assert set(of_traces._TABLE) == STATES


@pytest.mark.parametrize(("kind", "state"), sorted(STATES))
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_nothing_is_left_unfilled(kind: Kind, state: str, language: str) -> None:
    one = shown(Trace(kind, state, Severity.WARNING, FACTS), translator(language))

    assert one.heading
    assert one.meaning
    assert "{" not in one.heading + one.meaning + one.mending
    assert all(way.where and all(way.commands) for way in one.ways)


def test_what_is_bad_can_be_mended() -> None:
    for (kind, state), words in of_traces._TABLE.items():
        if state in ("open", "near", "handler", "loaded", "logged", "inside"):
            assert words.mending, (kind, state)


def test_no_command_deletes_more_than_it_names() -> None:
    commands = [part for words in of_traces._TABLE.values() for way in words.ways for part in way.commands]

    assert commands
    for command in commands:
        assert not re.search(r"rm -r[f]? (~|/)(\s|$)", command), command
        assert "curl" not in command
        assert "\n" not in command


def test_what_one_is_warned_of_has_a_sentence() -> None:
    t = translator("en")
    for kind in (Kind.SWAP, Kind.HIBERNATION):
        assert warning(Trace(kind, "open", Severity.DANGER), t)
    assert {"SWAP", "HIBERNATION"} == set(re.findall(r"Kind\.(\w+), \"open\", Severity\.DANGER", CODE)), (
        "another danger needs a sentence"
    )
    assert callable(traces.worst)
