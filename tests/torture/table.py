"""The table at the end of `make torture`: what was done to a casebook, how often, what came of it.

A test says which line of it it fills, and what it does in one sentence; `tally` takes its figures::

    @pytest.mark.torture("T5", "the n-th write fails")
    def test_every_write_fails_once(tally: Tally) -> None:
        for n in range(1, 201):
            ...
            tally.tried()
        tally.found("old state 140, new state 60")
        tally.could_not("a disk that answers late: only one that answers no")

Without `tally` a test counts as one try. A test may fill several lines. "more" is a line behind the numbered ones.
Numbers nobody filled, and why, stand in the table too. It holds with and without workers (`-n`).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NUMBERS = {
    "T1": "kill -9 at random moments",
    "T2": "the whole process group killed in lock, export, import, change of keys",
    "T3": "power loss: what was not synced is gone",
    "T4": "a full disk",
    "T5": "the n-th call to the disk fails",
    "T6": "single flipped bits in every file",
    "T7": "flipped bits in the file of a transaction",
    "T8": "files cut short, made longer, missing",
    "T9": "an older database put back",
    "T10": "files of two casebooks, or of two times, mixed",
    "T11": "two processes, two machines, a stale lock",
    "T12": "read-only media, folders and files without rights",
    "T13": "clocks that go wrong",
    "T14": "a stick pulled out",
    "T15": "FAT32 and exFAT",
    "T16": "casebooks of every past format; newer ones",
    "T17": "a backup restored",
    "T18": "canaries in everything written",
    "T19": "canaries in everything left behind",
    "T20": "canaries in the raw blocks of a disk",
    "T21": "deleted text in every page of the database",
    "T22": "modes of files and folders",
    "T23": "no readable header, no side files",
    "T24": "the warning of unencrypted swap",
    "T25": "a process that dies, or fails",
    "T26": "secrets in memory after locking",
    "T27": "panic",
    "T28": "another program of the same user",
    "T29": "secrets in arguments and environment",
    "T30": "the clipboard",
    "T31": "locking by itself",
    "T32": "wrong passphrases",
    "T33": "limits of key derivation",
    "T34": "passphrases in any script",
    "T35": "recovery shares",
    "T37": "an independent reader",
    "T38": "bombs",
    "T41": "rich text is text",
    "T44": "no network",
}
MORE = "more"
WIDTH = 118


class Tally:
    """The figures of one test."""

    def __init__(self) -> None:
        self.tries = 0
        self.outcomes: list[str] = []
        self.limits: list[str] = []

    def tried(self, times: int = 1) -> None:
        """So many tries more."""
        self.tries += times

    def found(self, outcome: str) -> None:
        """What came of it, in figures."""
        self.outcomes.append(outcome)

    def could_not(self, limit: str) -> None:
        """What this test does not show, or could not do on this machine."""
        self.limits.append(limit)


@dataclass
class Row:
    """All runs of the tests that say the same sentence about the same number."""

    tries: int = 0
    failed: int = 0
    passed: int = 0
    outcomes: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, told: dict[str, Any], report: pytest.TestReport) -> None:
        if report.skipped:
            _once(self.skipped, [_reason(report)])
            return
        self.failed += report.failed
        self.passed += report.passed
        self.tries += told["tries"]
        self.outcomes += told["outcomes"]
        _once(self.limits, told["limits"])

    def lines(self, what: str) -> Iterator[str]:
        """The row as printed: one line, and what is to be said of it below."""
        if not self.passed and not self.failed:
            yield from _wrapped("         not run here: ", "; ".join(self.skipped))
            return
        result = "FAILED" if self.failed else "ok"
        yield from _wrapped(f"  {self.tries:>6,}  {result:<6} ", what)
        for outcome in self.outcomes:
            yield from _wrapped("                 ", outcome)
        for limit in [*self.limits, *(f"partly not run here: {why}" for why in self.skipped)]:
            yield from _wrapped("                 (", f"{limit})")


def _once(held: list[str], new: list[str]) -> None:
    held += [text for text in new if text not in held]


def _reason(report: pytest.TestReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def _wrapped(first: str, text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first)) or [first]


class Table:
    """Gathers what the tests' reports carry, in the process that prints."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Row]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, told in report.user_properties:
            if name == "torture":
                for number, what in told["lines"]:
                    self.rows.setdefault(number, {}).setdefault(what, Row()).add(told, report)

    def lines(self) -> Iterator[str]:
        """The whole table; numbers nobody filled say so."""
        yield "   tries  result what"
        for number, title in [*NUMBERS.items(), (MORE, "beyond the numbers")]:
            rows = self.rows.get(number, {})
            if rows or number != MORE:
                yield f"{number:<5}{title}"
            for what, row in rows.items():
                yield from row.lines(what)
            if not rows and number != MORE:
                yield "         not run here: no test of it was asked for"

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, config: pytest.Config
    ) -> None:
        if not self.rows:
            return
        terminalreporter.section("torture")
        lines = list(self.lines())
        for line in lines:
            terminalreporter.write_line(line)
        if path := config.getoption("--table"):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


# ------------------------------------------------------------------------------------ what pytest calls


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rounds",
        choices=("small", "full"),
        default="small",
        help="how often the tests in tests/torture repeat: a few times, or the full number (`make torture`)",
    )
    parser.addoption("--table", metavar="FILE", help="write the table of tests/torture into FILE, too")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", 'torture("T5", "what it does"): the test fills a line of the table of tests/torture'
    )
    config.pluginmanager.register(Table(), "torture-table")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder is meant by `-m torture`, also what only shows that a search is not blind."""
    for item in items:
        if item.path.parent == Path(__file__).parent and item.get_closest_marker("torture") is None:
            item.add_marker(pytest.mark.torture)


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """``rounds(5, 200)`` is 5 in an ordinary run and 200 in `make torture`."""
    full = request.config.getoption("--rounds") == "full"
    return lambda small, many: many if full else small


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """The figures this test puts into the table."""
    held: Tally = request.node.stash.setdefault(TALLY, Tally())
    return held


TALLY = pytest.StashKey[Tally]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """The figures travel with the report of the test, from a worker too."""
    report: pytest.TestReport = yield
    lines = [_line(mark) for mark in item.iter_markers("torture") if mark.args]
    if lines and (report.when == "call" or not report.passed):
        tally = item.stash.get(TALLY, Tally())
        told = {"tries": tally.tries or 1, "outcomes": tally.outcomes, "limits": tally.limits}
        report.user_properties.append(("torture", {"lines": lines, **told}))
    return report


def _line(mark: pytest.Mark) -> list[str]:
    number, what = mark.args
    if number != MORE and number not in NUMBERS:
        pytest.fail(f"the table has no line {number}")
    assert re.search(r"\w+ \w+", what), "a sentence says what the test does"
    return [number, what]
