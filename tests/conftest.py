"""What every test stands on: an unseen screen, a home of its own, the corpus, canaries, and no leftovers."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from canary import Canaries

# Before Qt is loaded by any plugin: tests draw, but on no screen, and find nobody's fonts or settings.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_ACCESSIBILITY", "1")

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
pytest_plugins = ("torture.table",)
GRACE_S = 5.0
"""How long a thread or child may take to end after the test that started it."""

# No deadlines: what a slow machine fails is not a law. In continuous integration always the same examples.
settings.register_profile(
    "house",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Five public reports and their facts, beside the checkout. Real names: for tests only."""
    if not CORPUS.is_dir():
        pytest.skip("../shared/corpus is not here")
    return CORPUS


@pytest.fixture
def canaries() -> Canaries:
    """Names and sentences made up in this run, which can be looked for wherever nothing may be."""
    return Canaries.fresh()


@pytest.fixture(autouse=True, scope="session")
def private_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the run's own, so that no test reads or writes the developer's."""
    home = tmp_path_factory.mktemp("home")
    kept = {
        name: os.environ.get(name) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    }
    os.environ["HOME"] = str(home)
    for name, folder in (("CONFIG", ".config"), ("CACHE", ".cache"), ("DATA", ".local/share")):
        os.environ[f"XDG_{name}_HOME"] = str(home / folder)
    yield home
    for name, value in kept.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


def children() -> set[int]:
    """The process ids of this process's children, dead ones that nobody waited for included."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        try:
            found |= {int(pid) for pid in (task / "children").read_text().split()}
        except (FileNotFoundError, ProcessLookupError):
            continue  # the thread ended while we looked
    return found


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """A thread or a child process that outlives its test fails it."""
    threads, processes = set(threading.enumerate()), children()
    yield
    end = time.monotonic() + GRACE_S
    while True:
        left = [thread for thread in threading.enumerate() if thread not in threads and thread.is_alive()]
        alive = children() - processes
        if not left and not alive:
            return
        if time.monotonic() > end:
            break
        time.sleep(0.01)
    names = [thread.name for thread in left] + [f"process {pid}" for pid in sorted(alive)]
    pytest.fail(f"still running after the test: {', '.join(names)}")
