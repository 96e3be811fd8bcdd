"""The guide to the command line is true: every command in it is one, every verb is in it, its choices are read."""

from __future__ import annotations

import importlib
import json
import re
import shlex
from pathlib import Path

import msgspec
import pytest

from casebook.base.words import translator
from casebook.cli import leaving, main

GUIDE = (Path(__file__).parents[3] / "docs" / "guide" / "command-line.md").read_text(encoding="utf-8")
COMMANDS = [line.removeprefix("$ ") for line in GUIDE.splitlines() if line.startswith("$ ")]


def parsed(words: list[str]) -> None:
    """Raises `SystemExit` if the words are none of the verb's."""
    verb = words[1]
    command = importlib.import_module(f"casebook.cli.{main._FILES.get(verb, verb)}")
    main.parser_of(verb, command, translator("en")).parse_intermixed_args(words[2:])  # type: ignore[arg-type]  # a command by its shape


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_guide_is_understood(line: str) -> None:
    words = shlex.split(re.sub(r" 3< \S+| < \S+", "", line))

    assert words[0] == "casebook"
    parsed(words)


@pytest.mark.parametrize("verb", sorted(main.VERBS))
def test_every_example_of_the_help_is_understood(verb: str) -> None:
    command = importlib.import_module(f"casebook.cli.{main._FILES.get(verb, verb)}")
    example = re.sub(r" [<>] \S+", "", command.EXAMPLE.replace("\\\n", " "))

    parsed(shlex.split(example))


def test_every_verb_stands_in_the_guide() -> None:
    shown = {line.split()[1] for line in COMMANDS}

    assert main.VERBS.keys() <= shown, main.VERBS.keys() - shown


def test_the_choices_of_the_guide_are_read() -> None:
    [block] = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)

    read = msgspec.json.decode(block.encode(), type=leaving.Reviewed)

    assert json.loads(block).keys() == {field.name for field in msgspec.structs.fields(leaving.Reviewed)}
    assert read.withhold == ["P-2M8A"]


def test_the_exit_codes_of_the_guide_are_those_of_the_program() -> None:
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", GUIDE, re.MULTILINE)}

    assert told == {main.DONE, main.REFUSED, main.USAGE, main.DAMAGED, main.CANCELLED}
