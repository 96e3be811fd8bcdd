"""The child can reach nothing, harm nothing, and its answer is believed in nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.base.errors import Cancelled, CasebookError
from casebook.base.progress import Progress, Step
from casebook.jail import launch
from casebook.jail.errors import AnswerUnreadable, NeededTooMuchMemory, ReaderCrashed, TookTooLong
from casebook.jail.frames import HEAD, SMALL, Frame, frame
from casebook.jail.limits import MIB, Limits
from jailed import Counted, NotOurs, Torn

TESTS = Path(__file__).resolve().parents[2]
CODE = (launch.PACKAGE_ROOT, TESTS)


def run(name: str, argument: bytes = b"", *, answer: Any = bytes, **more: Any) -> Any:
    return launch.run(f"jailed:{name}", argument, answer=answer, code_from=CODE, **more)


def test_an_answer_comes_back_as_its_type() -> None:
    assert run("count", "Алма Б.".encode(), answer=Counted) == Counted(7, ("Алма", "Б."))


def test_a_large_argument_and_a_large_answer_pass() -> None:
    large = os.urandom(4 * MIB)

    assert run("echo", large) == large


def test_files_are_read_at_the_position_they_stand(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"first")
    (tmp_path / "two").write_bytes(b"second")
    with (tmp_path / "one").open("rb") as one, (tmp_path / "two").open("rb", buffering=0) as two:
        two.seek(3)

        assert run("read_files", answer=list[bytes], files=[one.fileno(), two.fileno()]) == [b"first", b"ond"]


def test_progress_is_handed_on() -> None:
    seen: list[Step] = []

    assert run("steps", answer=int, progress=Progress(seen.append)) == 3
    assert seen[0] == Step("reading", 1, 3)
    assert seen[-1] == Step("reading", 3, 3)


def test_threads_may_be_started() -> None:
    assert run("threads", answer=list[int]) == [0, 1, 2, 3]


def test_what_a_library_prints_does_not_get_into_the_answer() -> None:
    assert run("print_much", answer=str) == "fine"


# ------------------------------------------------------------------------------------------ confinement


def test_every_way_out_is_shut(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"as it was")

    met = run("forbidden", str(tmp_path).encode(), answer=dict[str, str])

    # Python says ValueError when the kernel refuses to raise a limit.
    allowed = {"PermissionError", "ValueError", "Operation not permitted", "Function not implemented"}
    assert {name: what for name, what in met.items() if what not in allowed} == {}
    assert len(met) >= 25
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert (tmp_path / "there").read_bytes() == b"as it was"


def test_the_child_is_given_nothing_but_its_pipes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEBOOK_CANARY", "zebrafinch")
    with (tmp_path / "left open").open("wb") as stream:
        os.set_inheritable(stream.fileno(), True)
        about = run("about_itself", answer=dict[str, str])

    assert set(about["environment"].split()) <= {"MALLOC_ARENA_MAX", "LC_CTYPE"}
    assert about["arguments"].split()[1:] == [str(folder) for folder in CODE]
    assert about["folder"] == "/"
    assert about["open"] == "0 1 2"


def test_the_child_dies_with_its_parent() -> None:
    code = (
        "import sys, threading; sys.path[:0] = sys.argv[1:]\n"
        "from casebook.base.progress import Progress\n"
        "from casebook.jail import launch\n"
        "def started(step):\n"
        "    print(next(iter(launch._running)).pid, flush=True)\n"
        "launch.run('jailed:sleep', answer=bytes, code_from=[*map(__import__('pathlib').Path, sys.argv[1:])],\n"
        "           progress=Progress(started))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, *map(str, CODE)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert Path(f"/proc/{child}").exists()
    parent.kill()
    parent.wait()
    parent.stdout.close()

    wait_until(lambda: not alive(child))


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)


# ------------------------------------------------------------------------------------------ limits


def test_a_file_that_wants_all_memory_is_stopped() -> None:
    with pytest.raises(NeededTooMuchMemory) as caught:
        run("swallow_memory", answer=int, limits=Limits(memory=256 * MIB))

    assert caught.value.limit == 256 * MIB


def test_an_endless_loop_is_stopped_by_the_clock() -> None:
    with pytest.raises(TookTooLong):
        run("for_ever", limits=Limits(wall_s=0.5))


def test_an_endless_loop_is_stopped_by_computing_time() -> None:
    with pytest.raises(TookTooLong):
        run("for_ever", limits=Limits(cpu_s=1, wall_s=60))


def test_a_child_that_answers_and_stays_is_killed_and_its_answer_taken() -> None:
    assert run("answer_and_stay") == b"fine"


@pytest.mark.parametrize("busy", ["for_ever", "sleep"])
def test_cancelling_kills_the_child(busy: str) -> None:
    progress = Progress(lambda _: progress.cancel())

    with pytest.raises(Cancelled):
        run(busy, progress=progress)


def test_lock_kills_every_child() -> None:
    started = threading.Event()
    met: list[BaseException] = []

    def work() -> None:
        try:
            run("sleep", progress=Progress(lambda _: started.set()))
        except CasebookError as error:
            met.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    assert started.wait(30)

    assert launch.kill_all() == 1
    worker.join()
    assert isinstance(met[0], ReaderCrashed)
    assert met[0].signal == signal.SIGKILL
    assert launch.kill_all() == 0


# ------------------------------------------------------------------------------------------ errors


def test_our_errors_cross_with_their_facts() -> None:
    with pytest.raises(Torn) as caught:
        run("torn", b"middle")
    assert (caught.value.at, caught.value.part) == (7, "middle")

    with pytest.raises(NotOurs):
        run("not_ours")


def test_an_unexpected_exception_crosses_as_its_name_and_lines_but_not_its_words() -> None:
    with pytest.raises(ReaderCrashed) as caught:
        run("crash", b"zebrafinch")

    assert caught.value.error == "KeyError"
    assert caught.value.where[-1].startswith("jailed.py:")
    assert "zebrafinch" not in repr(vars(caught.value))


@pytest.mark.parametrize(("how", "number"), [("segfault", signal.SIGSEGV), ("abort", signal.SIGABRT)])
def test_a_crash_is_named_by_its_signal(how: str, number: int) -> None:
    with pytest.raises(ReaderCrashed) as caught:
        run(how)

    assert caught.value.signal == number


def test_a_function_that_is_not_there_is_a_crash() -> None:
    with pytest.raises(ReaderCrashed) as caught:
        run("no_such_function")

    assert caught.value.error == "AttributeError"


# ------------------------------------------------------------------------------------------ hostile answers

HOSTILE = {
    "nothing": b"",
    "noise": b"\xff" * 100,
    "half a head": b"\x02\x00",
    "half a body": HEAD.pack(Frame.ANSWER, 10) + b"abc",
    "a huge length": HEAD.pack(Frame.ANSWER, 0x7FFFFFFF) + b"abc",
    "a huge failure": HEAD.pack(Frame.FAILURE, SMALL + 1) + bytes(SMALL + 1),
    "no such kind": frame(9, b"\xc4\x00"),  # type: ignore[arg-type]  # on purpose
    "another type": frame(Frame.ANSWER, msgspec.msgpack.encode({"a": 1})),
    "a text for bytes": frame(Frame.ANSWER, msgspec.msgpack.encode("text")),
    "more after the answer": frame(Frame.ANSWER, msgspec.msgpack.encode(b"a")) * 2,
    "deep nesting": frame(Frame.ANSWER, b"\x91" * 60000 + b"\xc0"),
    "progress and no more": frame(Frame.PROGRESS, msgspec.msgpack.encode(("reading", 1, 2))),
    "progress in a stage with a name": frame(Frame.PROGRESS, msgspec.msgpack.encode(("Алма Б.", 1, 2))),
    "progress below nothing": frame(Frame.PROGRESS, msgspec.msgpack.encode(("reading", -1, 2))),
    "a class to import": frame(Frame.FAILURE, msgspec.msgpack.encode(("antigravity:fly", {}))),
    "a class that is no error": frame(Frame.FAILURE, msgspec.msgpack.encode(("os:system", {"command": "x"}))),
    "a family instead of a leaf": frame(
        Frame.FAILURE, msgspec.msgpack.encode(("casebook.base.errors:Damaged", {}))
    ),
    "a fact too many": frame(
        Frame.FAILURE, msgspec.msgpack.encode(("jailed:Torn", {"at": 1, "part": "a", "x": 1}))
    ),
    "a fact too few": frame(Frame.FAILURE, msgspec.msgpack.encode(("jailed:Torn", {"at": 1}))),
    "a fact of another type": frame(
        Frame.FAILURE, msgspec.msgpack.encode(("jailed:Torn", {"at": "1", "part": "a"}))
    ),
    "a crash that tells a story": frame(Frame.CRASH, msgspec.msgpack.encode(("Key Error: secret", []))),
    "a crash at a place that is none": frame(Frame.CRASH, msgspec.msgpack.encode(("KeyError", ["/etc/x\n"]))),
}


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_hostile_answer_is_refused(answer: str) -> None:
    expected = ReaderCrashed if answer in {"nothing", "progress and no more"} else AnswerUnreadable

    with pytest.raises(expected):
        run("answer_raw", HOSTILE[answer])


@pytest.mark.parametrize("how", ["flood", "flood_progress"])
def test_an_answer_without_end_is_cut_off(how: str) -> None:
    with pytest.raises(AnswerUnreadable):
        run(how, limits=Limits(answer=MIB))


@given(body=st.binary(max_size=200), kind=st.sampled_from([Frame.ANSWER, Frame.FAILURE, Frame.CRASH]))
def test_no_body_makes_the_reader_of_answers_stumble(body: bytes, kind: Frame) -> None:
    try:
        launch._result(kind, body, Counted, "jailed:count", Limits())
    except CasebookError:
        return
    assert kind is Frame.ANSWER
