"""Every stage that work reports is worded."""

from __future__ import annotations

import ast

from casebook.base.progress import Step
from casebook.base.words import translator
from casebook.wording import stages
from reading import sources

EN = translator("en")
CALLS = {"step": 0, "_step": 0, "_tell": 1, "_chunks": 2}


def reported() -> set[str]:
    """Every stage named in the source."""
    found = set()
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                if name in CALLS and len(node.args) > CALLS[name]:
                    stage = node.args[CALLS[name]]
                    if isinstance(stage, ast.Constant) and isinstance(stage.value, str):
                        found.add(stage.value)
    return found


def test_every_stage_has_its_words() -> None:
    assert len(reported()) > 20
    assert reported() <= stages.STAGES.keys(), reported() - stages.STAGES.keys()


def test_a_line_says_how_far_it_is_only_where_that_is_known() -> None:
    assert stages.line(Step("sealing", 1, 4), EN) == "Sealing records: 25 %"
    assert stages.line(Step("deriving-key", 0, 0), EN) == "Checking the passphrase"
    assert stages.line(Step("something-new", 0, 0), EN) == "Working"
