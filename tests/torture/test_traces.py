"""What a session leaves outside the casebook: nothing. Not on the disk, not in a name, not on a socket.

The command line and the real window run under strace in a fresh home and with texts made up in this run; then
every write that was made and every file that was left is searched for them.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import lists
import program
import traces
from canary import Canaries
from casebook.base.secret import Secret
from casebook.casework import evidence
from casebook.casework.opening import create_book
from casebook.gui.settings import DeviceSettings
from casebook.vault.keys import CHEAPEST
from program import Program

MAPPING = """
format = 1
name = "people"
kind = "person"
key = "id"

[columns]
note = "remarks"

[[lists.names]]
columns = { name = { unit = "name", split = true } }
by = "name.full"
"""
GIVEN = "given"
"""The folder of what a person had before and asked for: tables to import, bundles and reports."""


@dataclass
class Session:
    """A fresh home, what is said in it, and the logs of everything that ran there."""

    home: Path
    said: Canaries
    logs: list[Path] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.home / "Notes"

    def next_log(self) -> Path:
        self.logs.append(self.home.parent / f"strace{len(self.logs)}")
        return self.logs[-1]

    def run(self, *words: str, typed: str = "", code: int = 0, on: Path | None = None) -> str:
        """One command on the casebook, or *on* another folder; passphrase by a pipe, values by standard input."""
        reading, writing = os.pipe()
        os.write(writing, self.said.passphrase.encode() + b"\n")
        os.close(writing)
        verb, *rest = words
        command = [
            sys.executable,
            "-m",
            "casebook",
            verb,
            str(on or self.folder),
            *rest,
            "--passphrase-fd",
            str(reading),
        ]
        done = subprocess.run(
            [*traces.watched(self.next_log()), *command],
            input=typed,
            capture_output=True,
            text=True,
            pass_fds=(reading,),
            env=program.environment(self.home),
            cwd=self.home,
            umask=0,
            check=False,
        )
        os.close(reading)
        assert done.returncode == code, done.stderr
        assert not self.said.found_in(done.stderr.encode())
        return done.stdout

    def calls(self) -> Iterator[traces.Call]:
        for log in self.logs:
            yield from traces.calls(log)


@pytest.fixture
def session(tmp_path: Path, canaries: Canaries) -> Session:
    home = program.make_home(tmp_path / "home")
    given = home / GIVEN
    given.mkdir(mode=0o700)
    with (given / "table.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "name", "note"])
        writer.writerows([number, f"{canaries.name} {number}th", canaries.sentence] for number in range(40))
    (given / "table.toml").write_text(MAPPING)
    (given / "photo.txt").write_text(canaries.sentence * 900)
    for path in (given, *given.iterdir()):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return Session(home, canaries)


# ------------------------------------------------------------------------------------ what may be found


def outside(session: Session) -> list[str]:
    """Where something said stands outside the casebook, names of files included."""
    given = str(session.home / GIVEN)
    return [found for found in session.said.found_under(session.home) if not found.startswith(given)]


def written(session: Session) -> list[str]:
    """The files, sockets and names of files into which something said was written in clear."""
    given = str(session.home / GIVEN)
    found = []
    for call in session.calls():
        assert call.name not in traces.UNSEEN, call.name
        if call.name == "mmap":
            assert not (
                b"MAP_SHARED" in call.arguments
                and b"PROT_WRITE" in call.arguments
                and b"</" in call.arguments
            )
        elif call.name in traces.WRITES:
            assert not call.cut, "a write longer than what strace shows"
            # A pipe ends in this test or in the jail; a file that exists in memory only is memory.
            is_ours = call.place.startswith(("pipe:", "/memfd:", given))
            if not is_ours and any(session.said.found_in(text) for text in call.strings):
                found.append(f"{call.name} {call.place}")
        elif call.name in traces.NAMES:
            created = call.name not in {"openat", "open"} or b"O_CREAT" in call.arguments
            if created and any(session.said.found_in(text) for text in call.strings):
                found.append(f"{call.name} {call.arguments!r}")
        elif call.name == "execve":
            assert not [text for text in call.strings if session.said.found_in(text)]
    return found


def sockets(session: Session) -> set[bytes]:
    """The families of every socket that was asked for."""
    return {call.arguments.split(b",")[0] for call in session.calls() if call.name == "socket"}


def too_open(session: Session) -> list[str]:
    """Files and folders that others than the owner may look into."""
    return [
        f"{path}: {stat.S_IMODE(path.stat().st_mode):o}"
        for path in sorted(session.home.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)
    ]


def new_in_tmp(before: set[Path], session: Session) -> list[str]:
    """Files made beside the session in the folders everybody writes to, with something said in them."""
    born = [path for path in shared_files() if path not in before]
    return [
        str(path) for path in born if session.said.found_in(str(path).encode()) or _holds(path, session.said)
    ]


def shared_files() -> set[Path]:
    found = set()
    for folder in (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")):
        found |= {path for path in folder.iterdir() if path.is_file()} if folder.is_dir() else set()
    return found


def _holds(path: Path, said: Canaries) -> bool:
    try:
        return path.stat().st_size < 1 << 24 and bool(said.found_in(path.read_bytes()))
    except OSError:
        return False


def assert_no_trace(session: Session, before: set[Path]) -> None:
    saved = [call for call in session.calls() if call.place.startswith(str(session.folder))]
    assert len(saved) > 100, "the watch is blind"
    assert written(session) == []
    assert sockets(session) <= {b"AF_UNIX"}
    assert outside(session) == []
    assert new_in_tmp(before, session) == []
    assert too_open(session) == []


# ------------------------------------------------------------------------------------ the command line


@pytest.mark.torture("T19", "everything the command line leaves behind")
@pytest.mark.torture("T18", "every write of the command line")
@pytest.mark.torture("T22", "modes of everything the command line makes, under umask 000")
@pytest.mark.torture("T29", "arguments and environment of everything the command line starts")
@pytest.mark.torture("T44", "sockets the command line asks for")
def test_the_command_line_leaves_no_trace(session: Session) -> None:
    """From making it to a backup, new keys after an erasure, and a restored copy: each a process under strace."""
    before = shared_files()
    said, given = session.said, session.home / GIVEN
    create_book(session.folder, Secret(said.passphrase), name="", author="Aigul", kdf=CHEAPEST).close()
    session.run("add", "person", "names=@-", typed=said.name)
    session.run("add", "person", "names=@-", typed=said.cyrillic)
    session.run("add", "person", "names=Rustem Beisekov")
    found = json.loads(session.run("find", "--json", "--kind", "person", "Бейсеков"))
    code = found["hits"][0]["code"]
    session.run("set", code, "remarks=@-", typed=said.sentence)
    attached = json.loads(session.run("attach", code, str(given / "photo.txt"), "--json"))
    session.run("extract", attached["attached"][0]["code"], "--to", str(given / "written-out.txt"))
    session.run("import", str(given / "table.csv"), "--map", str(given / "table.toml"))
    assert said.sentence in session.run("show", code)
    session.run(
        "decide", "--people", code, "--use", "public", "--ground", "cannot-be-asked", "--why", "It was."
    )
    session.run("export", "--audience", "public", "--to", str(given / "bundle.zip"))
    assert said.found_in((given / "bundle.zip").read_bytes()) == []
    backups, restored = session.home / "backups", session.home / "Restored"
    backups.mkdir(mode=0o700)
    session.run("backup", "--to", str(backups))
    session.run("erase", code, "--reason", "consent-withdrawn")
    session.run("keys", "rekey")
    session.run("backup", "--after-erasure")
    (given / "new.txt").write_text(said.passphrase)
    (given / "new.txt").chmod(0o600)
    words = ("--to", str(restored), "--new-passphrase-file", str(given / "new.txt"))
    session.run("restore", *words, on=backups)
    session.run("check", on=restored)
    session.run("check")
    assert_no_trace(session, before)


def test_a_search_that_sees_nothing_would_be_no_search(session: Session) -> None:
    """A program that does leave traces, watched and searched in the same way."""
    said = session.said
    leaky = (
        "import pathlib, socket, sys\n"
        "said = sys.stdin.read()\n"
        "pathlib.Path('left').write_bytes(said.encode('utf-16'))\n"
        "pathlib.Path('gone').write_bytes(said.encode().hex().encode())\n"
        "pathlib.Path('gone').unlink()\n"
        "pathlib.Path(said[:20]).mkdir()\n"
        "socket.socket(socket.AF_INET).close()\n"
    )
    subprocess.run(
        [*traces.watched(session.next_log()), sys.executable, "-c", leaky],
        input=said.name,
        text=True,
        cwd=session.home,
        umask=0,
        check=True,
    )
    assert {place.rpartition("/")[2].split()[0] for place in written(session)[:2]} == {"left", "gone"}
    assert len(written(session)) == 3
    assert sockets(session) == {b"AF_INET"}
    assert len(outside(session)) == 2
    assert len(too_open(session)) == 2


# ------------------------------------------------------------------------------------ the window


@pytest.mark.torture("T19", "everything the window leaves behind")
@pytest.mark.torture("T18", "every write of the window")
@pytest.mark.torture("T22", "modes of everything the window makes, under umask 000")
@pytest.mark.torture("T29", "arguments and environment of everything the window starts")
@pytest.mark.torture("T44", "sockets the window asks for")
def test_the_window_leaves_no_trace(session: Session) -> None:
    """Open, write, interview, search, import, change a setting, lock, open again: one process under strace."""
    before = shared_files()
    said, given = session.said, session.home / GIVEN
    book = create_book(session.folder, Secret(said.passphrase), name="", author="Aigul", kdf=CHEAPEST)
    rustem = lists.person(book, "Rustem Beisekov")
    lists.already_public(book, rustem)
    evidence.attach(book, rustem, given / "photo.txt")
    book.close()
    with program.started(None, session.home, under=traces.watched(session.next_log()), umask=0) as run:
        open_by_path(run, session)
        write_a_person(run, said)
        hear_an_interview(run, said)
        search(run, said)
        view(run, said)
        take_in(run, given)
        hand_out(run, session)
        other_language(run)
        assert nothing_public(run, said)
        run.lock()
        assert nothing_public(run, said)
        run.do("until_here", "Парольная фраза")
        run.do("type", said.passphrase)
        run.do("press", "Return")
        run.do("until_sees", said.name)
        run.lock("F12")
        assert run.do("titles") == ["Casebook"]
    assert run.stderr() == ""
    assert_no_trace(session, before)
    kept = [
        path
        for path in session.home.rglob("*")
        if path.is_file() and path.is_relative_to(session.home / ".config")
    ]
    assert [path.name for path in kept] == ["device.json"]
    settings = json.loads(kept[0].read_text())
    assert set(settings) == set(DeviceSettings.__slots__)
    assert all(isinstance(value, bool | int) or value in ("ru", "system") for value in settings.values())


@pytest.mark.torture("T41", "markup in every visible field is shown as written")
def test_markup_is_text(session: Session) -> None:
    """Names, remarks and narratives that look like a page of the web are shown as typed; nothing is fetched."""
    bait = session.home / GIVEN / "bait.png"
    bait.write_bytes(b"")
    bait.chmod(0o600)
    markup = f'<b>Aru</b><img src="file://{bait}"><a href="file://{bait}">Sagat</a>'
    said = dataclasses.replace(session.said, name=markup, sentence=markup, cyrillic=markup)
    create_book(session.folder, Secret(said.passphrase), name="", author="Aigul", kdf=CHEAPEST).close()
    with program.started(session.folder, session.home, under=traces.watched(session.next_log())) as run:
        run.unlock(said.passphrase)
        write_a_person(run, said)
        run.do("press", "Ctrl+H")
        run.do("until_sees", f"Name: {markup[:60]}")
        assert run.do("rich") == []
        run.do("press", "Ctrl+H")
        hear_an_interview(run, said)
        assert run.do("rich") == []
        run.do("press", "Ctrl+K")
        run.do("until_here", "Find or do anything")
        run.do("type", "Aru")
        run.do("until_sees", markup[:60])
        assert run.do("rich") == []
        run.do("press", "Escape")
        run.do("press", "Alt+1")
        run.do("until_sees", "People: 2")
        run.do("press", "Ctrl+D")
        run.do("until_here", "They may be shown to")
        assert run.do("rich") == []
    opened = [call for call in session.calls() if call.name in ("openat", "open")]
    assert any(b"fonts" in text for call in opened for text in call.strings), "the watch is blind"
    assert not any(b"bait" in text for call in opened for text in call.strings)


@pytest.mark.torture("T44", "the whole session in an empty network")
def test_it_works_where_there_is_no_network_at_all(session: Session) -> None:
    """In a network namespace without even a loopback that is up."""
    if os.geteuid() != 0:
        pytest.skip("needs root to be where there is no network")
    said = session.said
    create_book(session.folder, Secret(said.passphrase), name="", author="Aigul", kdf=CHEAPEST).close()
    with program.started(session.folder, session.home, under=("unshare", "--net")) as run:
        run.unlock(said.passphrase)
        write_a_person(run, said)
        run.lock()
        run.unlock(said.passphrase)
        run.do("until_sees", said.name)
        devices = Path(f"/proc/{run.pid}/net/dev").read_text().splitlines()[2:]
        assert [line.split(":")[0].strip() for line in devices] == ["lo"]


def open_by_path(run: Program, session: Session) -> None:
    run.do("until_here", "Your name or a code name")
    run.do("go_to", "Open one that exists…")
    run.do("press", "Return")
    run.do("until_here", "Folder of the casebook")
    run.do("clear_and_type", str(session.folder))
    run.do("press", "Return")
    run.unlock(session.said.passphrase)


def write_a_person(run: Program, said: Canaries) -> None:
    run.do("press", "Ctrl+N")
    run.do("until_here", "Name")
    run.do("type", said.name)
    run.do("press", "Return")
    run.do("until_sees", "More about this: Names")
    run.do("go_to", "Add: Contacts")
    run.do("press", "Return")
    run.do("type", said.phone)
    run.do("press", "Tab")


def hear_an_interview(run: Program, said: Canaries) -> None:
    run.do("press", "Ctrl+I")
    run.do("until_here", "Who speaks")
    run.do("fill", "Or a code for them", said.cyrillic)
    run.do("go_to", "0…")
    run.do("press", "3")
    run.do("press", "Ctrl+Return")
    run.do("until_here", "What happened, in their words")
    run.do("type", said.sentence)
    run.do("press", "Ctrl+A")
    run.do("press", "Ctrl+C")
    run.do("press", "Ctrl+S")
    run.do("until_sees", said.sentence)


def search(run: Program, said: Canaries) -> None:
    for text in (said.cyrillic, said.name):
        run.do("press", "Ctrl+K")
        run.do("until_here", "Find or do anything")
        run.do("clear_and_type", text)
        run.do("until_sees", "P-" if text == said.name else "Interview")
        run.do("press", "Escape")


def view(run: Program, said: Canaries) -> None:
    """The attached file is read in the jail and shown."""
    run.do("press", "Ctrl+K")
    run.do("until_here", "Find or do anything")
    run.do("clear_and_type", "photo.txt")
    run.do("until_sees", "F-")
    run.do("press", "Return")
    run.do("until_sees", "View")
    run.do("go_to", "View…")
    run.do("press", "Return")
    run.do("until_sees", "Write the original out…")
    run.do("until_sees", said.sentence)


def take_in(run: Program, given: Path) -> None:
    run.do("press", "Ctrl+M")
    run.do("until_here", "Table: CSV, JSON, XLSX or ODS")
    run.do("clear_and_type", str(given / "table.csv"))
    run.do("go_to", "Mapping: what each column means")
    run.do("clear_and_type", str(given / "table.toml"))
    run.do("press", "Return")
    run.do("until_here", "Rows of the table")
    run.do("go_to", "Import …")
    run.do("press", "Return")
    run.do("until_sees", "People: 43")


def hand_out(run: Program, session: Session) -> None:
    """A bundle for the public, in which one person is named, and nobody else."""
    to = session.home / GIVEN / "bundle.zip"
    run.do("press", "Ctrl+E")
    run.do("until_here", "See what would leave")
    run.do("press", "Return")
    run.do("until_sees", "1 named")
    run.do("go_to", "Preview as the recipient")
    run.do("press", "Return")
    run.do("until_sees", "Leak check: 0 of")
    run.do("fill", "Where to", str(to))
    run.do("go_to", "Sign and write bundle")
    run.do("press", "Return")
    run.do("until_sees", "The bundle is written")
    assert session.said.found_in(to.read_bytes()) == []


def other_language(run: Program) -> None:
    run.do("press", "Ctrl+K")
    run.do("until_here", "Find or do anything")
    run.do("type", "settings")
    run.do("press", "Return")
    run.do("until_here", "Language: English")
    run.do("go_to", "Language: Русский")
    run.do("press", "Return")
    run.do("until_sees", "Люди")


def nothing_public(run: Program, said: Canaries) -> bool:
    """What everybody on the computer may read of the process, and the title of its window."""
    files = [Path(f"/proc/{run.pid}/{name}").read_bytes() for name in ("cmdline", "environ", "comm")]
    return run.do("titles") == ["Casebook"] and not any(said.found_in(data) for data in files)
