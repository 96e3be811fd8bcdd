"""Sound from memory: the tape that the device's thread reads, and the player around it."""

from __future__ import annotations

from collections.abc import Iterator

import miniaudio
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from casebook.gui.parts import playback
from casebook.gui.parts.playback import BYTES, RATE, WINDOW_S, Playback, Tape

WINDOW = WINDOW_S * RATE


def samples(number: int, seconds: float = WINDOW_S) -> bytes:
    return bytes([number + 1]) * (round(seconds * RATE) * BYTES)


def test_a_tape_gives_what_it_has_and_silence_else() -> None:
    tape = Tape()
    assert tape.take(10) == bytes(40)
    assert tape.place == 0  # it waits for what is missing
    tape.put(0, samples(0, 0.001), last=True)

    assert tape.take(10) == bytes([1]) * 40
    tape.go(40)
    assert tape.take(10) == bytes([1]) * 32 + bytes(8)
    assert not tape.ended
    assert tape.take(10) == bytes(40)
    assert tape.ended


def test_windows_join_and_those_behind_are_let_go() -> None:
    tape = Tape()
    for number in range(2):
        tape.put(number, samples(number), last=False)
    tape.go(WINDOW - 5)

    assert tape.take(5) == bytes([1]) * 20
    assert tape.take(5) == bytes([2]) * 20
    tape.go(5 * WINDOW)
    tape.put(5, samples(5), last=True)
    assert list(tape._windows) == [5]


def test_what_is_missing_is_known_before_it_is_heard() -> None:
    tape = Tape()
    assert tape.missing() == [0]
    tape.put(0, samples(0), last=False)
    assert tape.missing() == []
    tape.go(WINDOW - RATE)
    assert tape.missing() == [1]
    tape.put(1, samples(1), last=True)
    tape.go(2 * WINDOW - RATE)
    assert tape.missing() == []


def test_a_window_that_is_too_short_holds_nobody_up() -> None:
    tape = Tape()
    tape.put(0, samples(0, 1), last=False)
    tape.put(1, samples(1), last=True)
    tape.go(RATE)

    assert tape.take(4) == bytes(16)
    assert tape.take(4) == bytes([2]) * 16


@pytest.fixture
def null_device(monkeypatch: pytest.MonkeyPatch) -> None:
    """The device that plays to nobody, at the speed of a real one."""
    monkeypatch.setattr(playback, "BACKENDS", (miniaudio.Backend.NULL,))


@pytest.fixture
def player(qtbot: QtBot) -> Iterator[Playback]:
    owner = QObject()
    made = Playback(owner)
    made.setProperty("owner", owner)
    yield made
    made.close()


@pytest.mark.usefixtures("null_device")
def test_it_plays_pauses_and_ends(qtbot: QtBot, player: Playback) -> None:
    asked: list[int] = []
    player.wanted.connect(asked.append)
    player.play()
    assert player.playing
    assert asked == [0]
    player.feed(0, samples(0, 1.0), last=True)
    qtbot.waitUntil(lambda: player.second > 0.2, timeout=20_000)
    player.pause()
    stood = player.second
    qtbot.wait(300)
    assert player.second == stood

    player.play()
    qtbot.waitUntil(lambda: not player.playing, timeout=20_000)

    assert player.second == pytest.approx(1.0, abs=0.01)
    player.play()  # again, from the beginning
    assert player.second < 0.5


@pytest.mark.usefixtures("null_device")
def test_going_elsewhere_asks_for_what_is_there(player: Playback) -> None:
    asked: list[int] = []
    player.wanted.connect(asked.append)

    player.go(95.0)
    player.go(96.0)

    assert asked == [3]
    player.forget_asking()
    player.go(95.0)
    assert asked == [3, 3]


@pytest.mark.usefixtures("null_device")
def test_closing_forgets_every_sample(qtbot: QtBot, player: Playback) -> None:
    player.feed(0, samples(0), last=False)
    player.play()
    qtbot.waitUntil(lambda: player.second > 0.1, timeout=20_000)

    player.close()

    assert not player.playing
    assert player._device is None
    assert player._tape._windows == {}


@pytest.mark.usefixtures("null_device")
def test_hushing_waits_for_nothing(qtbot: QtBot, player: Playback) -> None:
    player.feed(0, samples(0), last=False)
    player.play()
    qtbot.waitUntil(lambda: player.second > 0.1, timeout=20_000)
    device = player._device
    assert device is not None

    player.hush()

    assert not player.playing
    assert player._tape._windows == {}
    player.play()
    assert not player.playing
    device.close()


def test_no_device_is_said_calmly(player: Playback, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(**_: object) -> None:
        raise miniaudio.MiniaudioError("failed to init device", -1)

    monkeypatch.setattr(miniaudio, "PlaybackDevice", none)
    told: list[str] = []
    player.silent.connect(lambda: told.append("silent"))

    player.play()

    assert told == ["silent"]
    assert not player.playing
