"""The manners of the command line: exit codes, passphrases, prompts, Ctrl-C, pipes, and what it never says."""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from casebook.base.words import translator
from casebook.cli import main
from casebook.vault.keys import CHEAPEST
from commands import PASSPHRASE, Desk, environment

BARE = ("kinds", "traces", "verifier", "verify")
"""Verbs that open no casebook: nobody is asked for a passphrase."""


@pytest.mark.parametrize("verb", sorted(main.VERBS))
def test_every_verb_has_help_with_one_example(verb: str, tmp_path: Path) -> None:
    ran = Desk(tmp_path, tmp_path, environment(tmp_path)).bare(verb, "--help")

    assert ran.code == 0
    head, example = ran.out.split("Example:\n")
    assert f"  casebook {verb} " in example
    assert "--json" in head
    if verb not in BARE:
        assert "--passphrase-file" in head


def test_the_overview_names_every_verb_and_every_exit_code(tmp_path: Path) -> None:
    desk = Desk(tmp_path, tmp_path, environment(tmp_path))
    ran = desk.bare("--help")

    assert all(re.search(rf"^  {verb} ", ran.out, re.MULTILINE) for verb in main.VERBS)
    assert "3 damaged" in ran.out
    assert desk.bare("--version").out.startswith("casebook ")
    russian = Desk(tmp_path, tmp_path, environment(tmp_path) | {"LC_ALL": "ru_RU.UTF-8"}).bare("--help").out
    assert translator("ru")(main.VERBS["verify"]) in russian


def test_the_help_of_a_verb_is_in_the_language_of_the_terminal(tmp_path: Path) -> None:
    russian = Desk(tmp_path, tmp_path, environment(tmp_path) | {"LC_ALL": "ru_RU.UTF-8"})
    ran = russian.bare("undo", "--help")

    assert ran.code == 0
    words = re.findall(r"\b[a-z]{2,}\b", re.sub(r"--[a-z-]+|casebook undo( harbour)?", "", ran.out))
    assert set(words) <= {"json"}, ran.out


def test_a_wrong_command_line_is_two_and_says_how(desk: Desk) -> None:
    for words in (("fly",), ("show",), ("list", str(desk.folder)), ("info", str(desk.folder), "--colour")):
        ran = desk.bare(*words)
        assert ran.code == 2, words
        assert ran.out == ""
        assert ran.err
    for words in (
        ("add", "person"),
        ("add", "person", "birth="),
        ("find", " "),
        ("find", "Aru", "--limit", "0"),
    ):
        ran = desk(*words)
        assert (ran.code, ran.out) == (2, ""), words
    assert desk("set", "P-0000", "birth").code == 2
    assert desk("list", "person", "birth").code == 2


def test_a_passphrase_comes_from_a_file_without_its_line_end(desk: Desk) -> None:
    for content in (PASSPHRASE, f"{PASSPHRASE}\n", f"{PASSPHRASE}\r\nsecond line\n"):
        (desk.home / "pw").write_text(content)
        assert desk.bare("info", str(desk.folder), "--passphrase-file", "pw").code == 0


def test_there_is_no_other_way_to_give_a_passphrase(desk: Desk) -> None:
    desk.environment |= {"CASEBOOK_PASSPHRASE": PASSPHRASE, "PASSPHRASE": PASSPHRASE}

    nobody = desk.bare("info", str(desk.folder), "--json", stdin=PASSPHRASE.encode() + b"\n")
    argument = desk.bare("info", str(desk.folder), "--passphrase", PASSPHRASE)

    assert (nobody.code, nobody.error["kind"]) == (1, "NobodyToAsk")
    assert argument.code == 2


ON_A_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "casebook", *sys.argv[1:]])
"""


def test_a_terminal_is_asked_and_shows_nothing_of_what_is_typed(desk: Desk) -> None:
    leader, follower = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", ON_A_TERMINAL, "info", str(desk.folder), "--json"],
        stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=desk.environment, cwd=desk.home,
        start_new_session=True,
    )  # fmt: skip
    os.close(follower)
    shown = b""
    while b"assphrase" not in shown:
        shown += os.read(leader, 100)
    time.sleep(
        0.2
    )  # getpass has turned the echo off once its prompt stands; it flushes what was typed before
    os.write(leader, PASSPHRASE.encode() + b"\n")
    out, _ = child.communicate(timeout=60)
    shown += os.read(leader, 1000)
    os.close(leader)

    assert child.returncode == 0
    assert b'"name": "Harbour Group"' in out
    assert PASSPHRASE.encode() not in shown


def test_refusals_are_one_and_say_what_to_do(desk: Desk) -> None:
    wrong = desk("info", "--json", passphrase="wrong lantern")
    plain = desk("info", passphrase="wrong lantern")
    nowhere = desk.bare("info", str(desk.home / "nowhere"), "--json")

    assert (wrong.code, wrong.out, wrong.error["kind"]) == (1, "", "WrongPassphrase")
    assert plain.err.startswith(
        "casebook: This passphrase does not open the casebook. Check the keyboard layout"
    )
    assert (nowhere.code, nowhere.error["kind"]) == (1, "NotACasebook")


def test_errors_say_nothing_that_was_typed_or_kept(desk: Desk) -> None:
    secret = "zebrafinch seven"
    person = desk.add("person", f"names={secret}", f"risk={secret}")

    refused = [
        desk("info", passphrase=secret),
        desk("set", person, f"sex={secret}"),
        desk("set", person, f"birth={secret}", "--json"),
        desk("add", "person", f"{secret.split(maxsplit=1)[0]}={secret}"),
        desk("show", secret),
        desk("undo"),
        desk("undo"),
        desk("extract", person, "--to", f"{secret}.pdf"),
        desk("import", f"{secret}.csv", "--map", f"{secret}.toml"),
    ]

    assert [ran.code for ran in refused] == [1, 1, 1, 1, 1, 0, 1, 1, 1]
    for ran in refused:
        assert "zebrafinch" not in ran.out + ran.err, ran


def test_damage_is_three_and_named(desk: Desk) -> None:
    [database] = [path for path in desk.folder.iterdir() if re.fullmatch(r"[a-z2-7]{26}", path.name)]
    data = bytearray(database.read_bytes())
    data[len(data) // 2] ^= 1
    database.write_bytes(data)

    ran = desk("check", "--json")

    assert ran.code == 3
    assert {found["what"] for found in ran.json["findings"]} & {"pages", "unreadable"}
    assert ran.json["still"]["entries"] == 1
    assert ran.error["kind"] == "DatabaseDamaged"
    assert "backup" in ran.error["message"]
    (desk.folder / "head").unlink()
    assert desk("info").code == 3


def test_a_casebook_that_is_open_stays_with_whoever_opened_it(desk: Desk) -> None:
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from casebook.base.secret import Secret\nfrom casebook.casework.opening import open_book\n"
        f"book = open_book(Path({str(desk.folder)!r}), Secret({PASSPHRASE!r}))\n"
        "print('open', flush=True)\nsys.stdin.read()\nbook.close()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=desk.environment
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()
        ran = desk("info", "--json")
        other.stdin.close()

    assert (ran.code, ran.error["kind"]) == (1, "AlreadyOpen")
    assert desk("info").code == 0


def test_a_new_casebook_at_this_machines_own_cost(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "fresh", tmp_path, environment(tmp_path))

    made = desk.ok("new", "--name", "Harbour Group", "--author", "A7")
    info = desk.ok("info")
    again = desk("new", "--json")

    assert made["kdf"]["memory_kib"] >= CHEAPEST.memory_kib
    assert info["name"] == "Harbour Group"
    assert (again.code, again.error["kind"]) == (1, "FolderNotEmpty")
    assert (tmp_path / "fresh").stat().st_mode & 0o777 == 0o700
    assert [path for path in (tmp_path / "fresh").rglob("*") if path.stat().st_mode & 0o077] == []


def test_an_empty_passphrase_makes_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "fresh", tmp_path, environment(tmp_path))

    ran = desk.bare("new", str(tmp_path / "fresh"), "--json", passphrase="")

    assert (ran.code, ran.error["kind"]) == (1, "EmptyPassphrase")
    assert not (tmp_path / "fresh").exists()


def test_a_changed_passphrase_opens_and_the_old_one_does_not(desk: Desk) -> None:
    person = desk.add("person", "names=Aru")
    (desk.home / "new").write_text("another quiet harbour\n")

    changed = desk("keys", "change", "--new-passphrase-file", "new", "--json")

    assert changed.code == 0, changed.err
    assert desk("show", person, "--json").error["kind"] == "WrongPassphrase"
    opened = desk("show", person, "--json", passphrase="another quiet harbour")
    assert opened.json["title"] == "Aru"
    assert desk("keys", "list", "--json", passphrase="another quiet harbour").json["slots"] == [""]


def fill(desk: Desk, count: int) -> None:
    """Many records in one go, so that checking takes a while."""
    from casebook.base.secret import Secret
    from casebook.casework import records
    from casebook.casework.opening import open_book
    from casebook.casework.records import Add, New
    from casebook.casework.touched import Verb

    book = open_book(desk.folder, Secret(PASSPHRASE))
    try:
        edits: list[records.Edit] = []
        for number in range(count):
            record = book.new_id()
            edits += [New(record, "person"), Add(record, "aliases", (("alias", f"Heron {number}"),))]
        records.write(book, Verb.ADD, edits)
    finally:
        book.close()


def wait_until_held(lock: Path, pid: int) -> None:
    """Until the process has opened the casebook's lock: from then on it listens to Ctrl-C."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            try:
                if handle.readlink() == lock:
                    return
            except FileNotFoundError:
                continue  # closed while we looked
        time.sleep(0.01)
    raise AssertionError("it never took the casebook")


def test_ctrl_c_ends_work_with_130_and_leaves_a_clean_book(desk: Desk) -> None:
    fill(desk, 1500)
    for words in (("check", str(desk.folder)), ("plan", str(desk.folder), "--audience", "public")):
        with desk.start(*words, "--json") as child:
            wait_until_held(desk.folder / "lock", child.pid)
            child.send_signal(signal.SIGINT)
            out, err = child.communicate(timeout=60)
        if child.returncode != 0:  # it may have been done by then
            assert child.returncode == 130, err
            assert out == b""
            assert b'"kind": "Cancelled"' in err
        assert not list(desk.folder.rglob("*.part"))
    assert desk("check").code == 0


def test_ctrl_c_at_the_prompt_ends_at_once(desk: Desk) -> None:
    reading, writing = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-m", "casebook", "info", str(desk.folder), "--passphrase-fd", str(reading)],
        pass_fds=(reading,), env=desk.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as child:  # fmt: skip
        os.close(reading)
        time.sleep(1.0)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=20)
    os.close(writing)

    assert child.returncode == 130
    assert err == b"casebook: Stopped. Nothing is half-written.\n"


def test_a_reader_that_goes_away_is_no_crash(desk: Desk) -> None:
    fill(desk, 3000)
    reading, writing = os.pipe()
    with subprocess.Popen(
        f"{sys.executable} -m casebook list {desk.folder} person --passphrase-fd {reading} | head -1",
        shell=True, pass_fds=(reading,), env=desk.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as child:  # fmt: skip
        os.close(reading)
        os.write(writing, PASSPHRASE.encode() + b"\n")
        os.close(writing)
        out, err = child.communicate(timeout=60)

    assert out.count(b"\n") == 1
    assert err == b""


def test_a_terminal_without_the_letters_gets_their_numbers_and_json_is_utf8(desk: Desk) -> None:
    desk.add("person", "names=Ару 🦊")
    latin = Desk(desk.folder, desk.home, {**desk.environment, "PYTHONIOENCODING": "ascii"})
    nameless = desk.home / "\udcff.txt"
    nameless.write_text("nobody")

    plain = latin("list", "person")
    document = latin.ok("list", "person")
    searched = desk("leakcheck", nameless.name)

    assert plain.code == 0
    assert "\\u0410\\u0440\\u0443 \\U0001f98a" in plain.out
    assert document["rows"][0]["title"] == "Ару 🦊"
    assert (searched.code, searched.out[:7]) == (0, "\\udcff.")


def test_quiet_and_json_keep_the_streams_clean(desk: Desk) -> None:
    fill(desk, 2000)

    loud, quiet = desk("check", "--json"), desk("check", "--json", "--quiet")

    assert loud.json == quiet.json
    assert quiet.err == ""


def test_a_bug_is_told_without_what_it_says(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from casebook.cli.shell import Shell

    class Broken:
        EXAMPLE = "casebook broken"

        @staticmethod
        def arguments(*_: object) -> None:
            """None."""

        @staticmethod
        def run(*_: object) -> int:
            raise KeyError("zebrafinch seven")

    parser = main.parser_of("info", Broken, translator("en"))  # type: ignore[arg-type]  # a command by its shape
    written: list[str] = []
    monkeypatch.setattr("builtins.print", lambda *words, **_: written.append(" ".join(map(str, words))))

    assert main._guarded(Broken, parser.parse_args([]), Shell(), parser) == 1  # type: ignore[arg-type]  # the same
    assert "KeyError" in "".join(written)
    assert "zebrafinch" not in "".join(written)


def test_conflicts_are_listed_and_settled(desk: Desk, tmp_path: Path) -> None:
    import books
    from casebook.base.ids import parse_id
    from casebook.base.secret import Secret
    from casebook.casework import records
    from casebook.casework.opening import open_book
    from casebook.casework.records import Set
    from casebook.casework.touched import Verb

    person = desk.add("person", "names=Aru", "birth=1990", "aliases=Heron")
    shutil.rmtree(tmp_path / "other", ignore_errors=True)
    other = books.make(tmp_path / "other", "Luis")
    book = open_book(desk.folder, Secret(PASSPHRASE))
    record = parse_id(person)
    assert record is not None
    try:
        books.team([book, other])
        for each, birth, sex in ((book, "1991", "f"), (other, "1992", "m")):
            records.write(each, Verb.EDIT, [Set(record, "birth", birth), Set(record, "sex", sex)])
        books.meet([book, other])
    finally:
        book.close()
        other.close()

    listed = desk.ok("conflicts")["conflicts"]
    assert {(each["id"], each["path"]) for each in listed} == {(person, "birth"), (person, "sex")}
    assert " ⚡ " in desk("show", person).out
    [birth] = [each for each in listed if each["path"] == "birth"]
    wanted = next(version for version in birth["versions"] if version["text"] == "1992")
    sides = {(side["name"], side["here"], side["did"], tuple(side["saw"])) for side in birth["sides"]}
    assert sides == {("A7", True, "said", ("1990",)), ("Luis", False, "said", ("1990",))}
    assert birth["gravity"] == "identity"
    desk.ok("settle", person, "birth", "--keep", wanted["entries"][0][:12])
    desk.ok("settle", person, "sex=other", "--why", "asked her lawyer")
    assert "asked her lawyer" in desk("list", "note").out

    assert desk.ok("conflicts")["conflicts"] == []
    units = desk.ok("show", person)["units"]
    assert (units["birth"], units["sex"]) == ("1992", "other")
    assert desk("settle", person, "birth", "--keep", "00", "--json").error["kind"] == "NoConflict"
    assert desk("settle", person, "birth").code == 2


def test_long_work_tells_its_stage_once_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    from casebook.cli.shell import QUIET_S, Shell

    began = time.monotonic()
    quick, long, quiet = Shell(), Shell(_began=began - QUIET_S), Shell(_began=began - QUIET_S, quiet=True)

    for shell in (quick, long, quiet):
        for done in range(3):
            shell.progress.step("sealing", done, 3)
        shell.progress.step("typesetting")
        shell.tell({}, ["done"])

    out, err = capsys.readouterr()
    assert err == "Sealing records\nSetting the pages\n"
    assert out == "done\n" * 3
