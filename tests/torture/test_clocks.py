"""Clocks that go wrong: years back, years ahead, across the change to summer time, in another zone.

The real program under `libfaketime`. Time orders what is shown and decides nothing: what was written last holds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

import books
import commands
import program
from canary import Canaries
from casebook.base.secret import Secret
from casebook.casework import check
from casebook.casework.opening import create_book
from casebook.journal import log
from casebook.vault.keys import CHEAPEST
from torture import preload
from torture.table import Tally

WHEN = (
    ("-10y", "UTC"),
    ("+10y", "UTC"),
    ("+0", "UTC"),
    ("@2025-03-30 00:59:58", "Europe/Berlin"),  # the hour that is not there
    ("@2025-10-26 00:59:58", "Europe/Berlin"),  # the hour that comes twice
    ("@2025-10-26 02:00:02", "Europe/Berlin"),
    ("+0", "Pacific/Kiritimati"),
    ("+0", "Pacific/Pago_Pago"),
    ("@1971-01-01 00:00:01", "UTC"),
    ("@2106-02-07 06:28:20", "UTC"),  # 32 bits of seconds have run over
    ("+0", "UTC"),
)


def library() -> Path:
    """The library that tells another time. Skips where it is not installed."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    if not found:
        pytest.skip("not installed: libfaketime")
    return found[0]


def at(when: str, zone: str) -> dict[str, str]:
    """The environment in which it is *when* in *zone*. How long something takes stays as it is."""
    return {
        "LD_PRELOAD": str(library()),
        "FAKETIME": when,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": zone,
    }


@pytest.fixture
def desk(tmp_path: Path) -> commands.Desk:
    books.make(tmp_path / "book", "Heron").close()
    return commands.Desk(tmp_path / "book", tmp_path, commands.environment(tmp_path))


def test_the_clock_that_is_set_reaches_the_program(desk: commands.Desk) -> None:
    desk.environment |= at("@2031-05-05 05:05:05", "UTC")
    person = desk.add("person", "names=Aru Serikova")
    assert "2031-05-05" in desk("show", person, "--history").out


@pytest.mark.torture("T13", "one value set again and again, by ever other clocks: the last one written holds")
def test_what_was_written_last_holds(
    desk: commands.Desk, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    library()
    clocks = WHEN[: rounds(5, len(WHEN))]
    plain = dict(desk.environment)
    person = desk.add("person", "names=Aru Serikova")
    for number, (when, zone) in enumerate(clocks):
        desk.environment = plain | at(when, zone)
        desk.ok("set", person, f"remarks=remark {number}")
        desk.environment = plain
        assert f"remark {number}" in desk("show", person).out, (when, zone)
        tally.tried()
    for when, zone in (clocks[0], clocks[1]):
        desk.environment = plain | at(when, zone)
        assert desk("check").code == 0
        assert f"remark {len(clocks) - 1}" in desk("show", person).out
    book = books.reopen(desk.folder)
    try:
        stamps = [entry.stamp() for entry in log.entries(book.db)]
        hybrids = [stamp.moment.hybrid for stamp in stamps if stamp is not None]
        assert hybrids == sorted(set(hybrids)), "time runs backwards in the journal"
        assert check.check(book).journal.forks == ()
    finally:
        book.close()
    tally.found(
        f"{len(clocks)} clocks, years back and ahead among them; times in the journal strictly ascending"
    )


@pytest.mark.torture("T13", "a consent that has ended does not begin again when the clock is set back")
def test_a_consent_that_has_ended_stays_ended(desk: commands.Desk, tally: Tally) -> None:
    library()
    plain = dict(desk.environment)
    person = desk.add("person", "names=Aru Serikova", "contacts=+7 701 000 11 22")
    desk.add("consent", f"subject={person}", "state=given", "level=5", "expires=2031-01-01")
    held = []
    for when, save in (("+0", True), ("@2031-06-01 12:00:00", True), ("+0", False), ("-10y", False)):
        desk.environment = plain | at(when, "UTC")
        ran = desk("plan", "--audience", "public", "--json")
        held.append("consent-expired" not in ran.out)
        if save:
            desk.ok("set", person, f"remarks=on {when}")
    assert held == [True, False, False, False]
    tally.tried(len(held))
    tally.could_not(
        "a wrong clock under which something was saved since: the latest save is what today is known by"
    )


@pytest.mark.torture("T13", "the clock jumps while the window is open: it locks neither at once nor never")
@pytest.mark.parametrize("years", [-10, 10])
def test_a_jump_of_the_clock_does_not_touch_locking(
    years: int, tmp_path: Path, canaries: Canaries, tally: Tally
) -> None:
    home = program.make_home(tmp_path / "home")
    create_book(home / "Notes", Secret(canaries.passphrase), name="", author="Aigul", kdf=CHEAPEST).close()
    clock = tmp_path / "clock"
    clock.write_bytes(bytes(8))
    layer = {"LD_PRELOAD": str(preload.layer("clock", tmp_path)), "CLOCK_FILE": str(clock)}
    with program.started(home / "Notes", home, more=layer) as run:
        run.unlock(canaries.passphrase)
        with clock.open("r+b") as stream:
            stream.write((years * 365 * 86_400).to_bytes(8, "little", signed=True))
        year = int(run.do("today")[:4])
        assert abs(year - time.gmtime().tm_year - years) <= 1, "the clock was not set"
        run.do("press", "Ctrl+N")
        run.do("until_here", "Name")
        run.do("type", canaries.name)
        run.do("press", "Return")
        run.do("until_sees", "More about this: Names")
        run.do("nobody_there", 200)
        run.do("press", "Shift")
        run.wait_ready()
        run.do("until_here", "Passphrase")
        run.unlock(canaries.passphrase)
        run.do("until_sees", canaries.name)
    assert run.stderr() == ""
    tally.could_not("a clock that measures durations wrongly: idle time is taken from one that is never set")
