"""Size starts a conversation. These lists may shrink freely; they grow only by an edit that a reviewer
sees.
"""

from __future__ import annotations

import ast

from reading import sources

FILE, CLASS, FUNCTION = 400, 200, 60

LONGER_FILES: frozenset[str] = frozenset()
LONGER_CLASSES: frozenset[str] = frozenset()
LONGER_FUNCTIONS: frozenset[str] = frozenset()


def lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_classes_and_functions_are_small() -> None:
    files = {source.name for source in sources() if source.text.count("\n") > FILE}
    classes, functions = set(), set()
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef) and lines(node) > CLASS:
                classes.add(f"{source.name}:{node.name}")
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines(node) > FUNCTION:
                functions.add(f"{source.name}:{node.name}")

    assert files == LONGER_FILES, f"over {FILE} lines, or no longer: split it, or talk about it here"
    assert classes == LONGER_CLASSES, f"over {CLASS} lines, or no longer"
    assert functions == LONGER_FUNCTIONS, f"over {FUNCTION} lines, or no longer"
