"""Habits of the house that a machine can see. Each message names the right way."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from reading import PACKAGE, Source, called, committed, docstrings, imported, sources

SQL = re.compile(
    r"\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|PRAGMA\s|ATTACH\s|VACUUM\b"
    r"|(CREATE|DROP|ALTER)\s+(VIRTUAL\s+|TEMP\s+|UNIQUE\s+)?(TABLE|INDEX|VIEW|TRIGGER)\s)"
)
NETWORK = {
    "socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "poplib", "imaplib", "xmlrpc", "socketserver",
    "asyncio", "requests", "httpx", "aiohttp", "urllib3", "PySide6.QtNetwork", "PySide6.QtWebEngineCore", "webbrowser",
}  # fmt: skip
EXECUTABLE_DATA = {"pickle", "marshal", "shelve", "dill", "yaml"}
WRITERS = re.compile(
    r"(\w+\.)*(write_text|write_bytes|mkstemp|mkdtemp|NamedTemporaryFile|TemporaryDirectory|copyfile|copy2)"
)
CLOCKS = re.compile(r"(datetime\.)?(datetime|date)\.(now|today|utcnow)|time\.(time|time_ns|localtime|gmtime)")

Found = Iterator[tuple[ast.AST | None, str]]


def sql_outside_the_ground(source: Source) -> Found:
    if source.room in {"vault", "journal", "search"}:
        return
    skipped = docstrings(source.tree)
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in skipped
            and SQL.match(node.value)
        ):
            yield node, "SQL stands in vault, journal and search only; ask journal/lists.py or search/"


def printing(source: Source) -> Found:
    if source.room in {"cli", "demo"}:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and called(node) in {"print", "sys.stdout.write", "sys.stderr.write"}:
            yield node, "only the command line prints; core returns facts, wording words them"


def network(source: Source) -> Found:
    for node, module in imported(source):
        if any(module == name or module.startswith(f"{name}.") for name in NETWORK):
            yield node, f"{module}: the program opens no network socket, for nothing"


def executable_data(source: Source) -> Found:
    for node, module in imported(source):
        if module.partition(".")[0] in EXECUTABLE_DATA:
            yield node, f"{module} runs what it reads; use msgspec with a type"


def half_written_files(source: Source) -> Found:
    if source.name == "base/files.py" or source.room in {"vault", "demo"}:
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        if WRITERS.fullmatch(called(node)):
            yield node, f"{called(node)}: use base.files.write_whole (complete or absent, 0600)"
        mode = [
            argument.value
            for argument in (*node.args, *(word.value for word in node.keywords))
            if isinstance(argument, ast.Constant)
        ]
        if called(node).split(".")[-1] == "open" and any(
            isinstance(value, str) and re.fullmatch(r"[rbt+]*[wax+][rbt+]*", value) for value in mode
        ):
            yield node, "open for writing: use base.files.write_whole (complete or absent, 0600)"


def programs(source: Source) -> Found:
    # The demonstration lets stock tools judge a bundle, as a stranger would; a stick is unmounted by the system's
    # own service, which is told a device and nothing else (decision 031).
    if source.name in {
        "jail/launch.py",
        "base/process.py",
        "jail/child.py",
        "demo/stock.py",
        "sync/ejecting.py",
    }:
        return
    for node, module in imported(source):
        if module in {"subprocess", "multiprocessing", "pty"}:
            yield (
                node,
                f"{module}: a child is started by jail.launch.run; the process is replaced by base.process",
            )
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and re.fullmatch(
            r"os\.(exec\w+|fork|forkpty|system|popen|spawn\w+|posix_spawn\w*)", called(node)
        ):
            yield (
                node,
                f"{called(node)}: a child is started by jail.launch.run; the process is replaced by base.process",
            )


def ends(source: Source) -> Found:
    if source.name in {"gui/main.py", "__main__.py", "jail/child.py", "base/process.py"} or source.room in {
        "cli",
        "demo",
    }:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and called(node) in {
            "sys.exit",
            "exit",
            "quit",
            "os._exit",
            "os.abort",
        }:
            yield node, "raise a leaf of base.errors; only a shell ends the process"


def clocks(source: Source) -> Found:
    if source.name in {"base/moment.py", "base/log.py"} or source.room in {"gui", "demo"}:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and CLOCKS.fullmatch(called(node)):
            yield node, f"{called(node)}: time is passed in (base/moment.py), so that tests are exact"


def chance(source: Source) -> Found:
    for node, module in imported(source):
        if module == "random" or module.startswith("random."):
            yield node, "random can be foretold; take os.urandom, passed in"


def logging(source: Source) -> Found:
    for node, module in imported(source):
        if module.partition(".")[0] in {"logging", "syslog", "warnings"}:
            yield node, f"{module}: base.log.note holds ids and counts and is never written by itself"


def swallowed(source: Source) -> Found:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler):
            broad = node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
            if broad and all(isinstance(line, ast.Pass | ast.Continue) for line in node.body):
                yield node, "name the error you expect, and say why nothing has to be done"


def traces(source: Source) -> Found:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name | ast.Attribute | ast.alias):
            name = (
                node.id
                if isinstance(node, ast.Name)
                else node.attr
                if isinstance(node, ast.Attribute)
                else node.name
            )
            if name in {"QSettings", "QStandardPaths", "QTemporaryFile", "QSaveFile", "QPrinter"}:
                yield (
                    node,
                    f"{name} leaves traces outside the casebook; see gui/settings.py and docs/threat-model.md",
                )


def reasons(source: Source) -> Found:
    for number, line in enumerate(source.text.splitlines(), 1):
        at = ast.Pass(lineno=number, col_offset=0)
        if "# noqa" in line and not re.search(r"# noqa: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)* - \S", line):
            yield at, "`# noqa: RULE - why`"
        if "# type: ignore" in line and not re.search(r"# type: ignore\[[a-z, -]+\]  # \S", line):
            yield at, "`# type: ignore[rule]  # why`"


HABITS: tuple[Callable[[Source], Found], ...] = (
    sql_outside_the_ground, printing, network, executable_data, half_written_files, programs, ends, clocks, chance,
    logging, swallowed, traces, reasons,
)  # fmt: skip


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.__name__)
def test_habit(habit: Callable[[Source], Found]) -> None:
    found = [
        f"{source.at(node)}: {why}" for source in sources() for node, why in habit(source) if node is not None
    ]

    assert not found, "\n" + "\n".join(found)


BREACHES = {
    "sql_outside_the_ground": 'x = "SELECT a FROM b"',
    "printing": "print(1)",
    "network": "from urllib import request",
    "executable_data": "import pickle",
    "half_written_files": "open('a', 'wb')",
    "programs": "import os\nos.execv('a', [])",
    "ends": "import sys\nsys.exit(1)",
    "clocks": "import datetime\ndatetime.datetime.now()",
    "chance": "from random import choice",
    "logging": "import logging",
    "swallowed": "try:\n    x = 1\nexcept Exception:\n    pass",
    "traces": "from PySide6.QtCore import QSettings",
    "reasons": "x = 1  # noqa: E501",
}


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.__name__)
def test_a_breach_of_the_habit_is_seen(habit: Callable[[Source], Found]) -> None:
    text = BREACHES[habit.__name__]
    breach = Source(sources()[0].path.parent / "reports" / "breach.py", text, ast.parse(text))

    assert list(habit(breach))


def test_sql_files_stand_with_the_rooms_that_run_them() -> None:
    files = [
        path.relative_to(PACKAGE) for path in committed() if path.suffix == ".sql" and PACKAGE in path.parents
    ]

    assert files
    assert [str(path) for path in files if path.parts[0] not in {"vault", "journal", "search"}] == []
