"""Sound played from memory: half a minute at a time is here, and the device's own thread takes from it.

Nothing of it is written anywhere. The device is opened when somebody plays, and closed when they stop looking.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Generator
from typing import Final

import miniaudio
from PySide6.QtCore import QObject, QTimer, Signal

RATE: Final = 48_000
CHANNELS: Final = 2
BYTES: Final = 2 * CHANNELS
"""Bytes of one moment: 16 bits for each channel."""
WINDOW_S: Final = 30
AHEAD_S: Final = 12
"""How long before its end the next window is asked for."""
TICK_MS: Final = 100
BACKENDS: Final = tuple(backend for backend in miniaudio.Backend if backend is not miniaudio.Backend.NULL)
"""Where a device is looked for. (One that plays to nobody would be found everywhere.)"""
_WINDOW: Final = WINDOW_S * RATE


class Tape:
    """Windows of samples, and the place in them; shared with the thread of the device."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: dict[int, tuple[bytes, bool]] = {}
        self._place = 0
        self._ended = False

    @property
    def place(self) -> int:
        """The moment that comes next, counted from the beginning."""
        return self._place

    @property
    def ended(self) -> bool:
        """Whether the last moment was taken."""
        return self._ended

    def go(self, place: int) -> None:
        """Go on from another moment."""
        with self._lock:
            self._place, self._ended = max(0, place), False

    def put(self, number: int, samples: bytes, *, last: bool) -> None:
        """A window; those far from the place are let go."""
        with self._lock:
            self._windows[number] = (samples, last)
            here = self._place // _WINDOW
            for other in [other for other in self._windows if abs(other - here) > 1]:
                del self._windows[other]

    def missing(self) -> list[int]:
        """The windows that are needed now or soon and are not here."""
        with self._lock:
            here, inside = divmod(self._place, _WINDOW)
            needed = [here]
            if inside > (WINDOW_S - AHEAD_S) * RATE and not self._windows.get(here, (b"", True))[1]:
                needed.append(here + 1)
            return [number for number in needed if number not in self._windows]

    def take(self, count: int) -> bytes:
        """The next *count* moments; silence where there is nothing yet, or nothing any more."""
        with self._lock:
            here, inside = divmod(self._place, _WINDOW)
            samples, last = self._windows.get(here, (b"", False))
            piece = samples[inside * BYTES : (inside + count) * BYTES]
            self._place += len(piece) // BYTES
            if not piece and here in self._windows:
                if last:
                    self._ended = True
                else:
                    self._place = (here + 1) * _WINDOW  # a window shorter than it should be
            return piece + bytes(count * BYTES - len(piece))

    def forget(self) -> None:
        """Hold nothing."""
        with self._lock:
            self._windows.clear()

    def turning(self) -> Generator[bytes, int, None]:
        """What the device asks: it sends a count and gets samples."""
        count = yield b""
        while True:
            count = yield self.take(count)


class Playback(QObject):
    """Plays. `wanted` asks for a window by number, `moved` tells the second, `silent` that there is no device."""

    wanted = Signal(int)
    moved = Signal(float)
    changed = Signal()
    silent = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._tape = Tape()
        self._device: miniaudio.PlaybackDevice | None = None
        self._asked: set[int] = set()
        self._playing = False
        self._hushed = False
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def playing(self) -> bool:
        """Whether sound is going out."""
        return self._playing

    @property
    def second(self) -> float:
        """Where it stands."""
        return self._tape.place / RATE

    def play(self) -> None:
        """From where it stands; from the beginning if it had ended."""
        if self._playing or self._hushed:
            return
        if self._tape.ended:
            self._tape.go(0)
        try:
            if self._device is None:
                self._device = miniaudio.PlaybackDevice(
                    nchannels=CHANNELS, sample_rate=RATE, buffersize_msec=TICK_MS, backends=list(BACKENDS)
                )
            turning = self._tape.turning()
            next(turning)
            self._device.start(turning)
        except miniaudio.MiniaudioError:
            self.close()
            self.silent.emit()
            return
        self._playing = True
        self._timer.start()
        self._ask()
        self.changed.emit()

    def pause(self) -> None:
        """Stop where it stands."""
        if not self._playing:
            return
        self._playing = False
        self._timer.stop()
        if self._device is not None:
            with contextlib.suppress(miniaudio.MiniaudioError):
                self._device.stop()
        self.changed.emit()

    def go(self, second: float) -> None:
        """Another place, playing or not."""
        self._tape.go(round(second * RATE))
        self._ask()
        self.moved.emit(self.second)

    def feed(self, number: int, samples: bytes, *, last: bool) -> None:
        """The window that was asked for."""
        if self._hushed:
            return
        self._asked.discard(number)
        self._tape.put(number, samples, last=last)

    def forget_asking(self) -> None:
        """What was asked for will not come: ask again when it is needed."""
        self._asked.clear()

    def hush(self) -> None:
        """Silence at once, and no sample kept. The device is not closed: that may take as long as its buffer is,
        and who asks for this is about to replace the whole process.
        """
        self._tape.forget()
        self._hushed, self._playing = True, False
        self._timer.stop()

    def close(self) -> None:
        """Let the device go, and every sample."""
        if self._hushed:
            return
        self.pause()
        if self._device is not None:
            self._device.close()
            self._device = None
        self._tape.forget()
        self._asked.clear()

    def _ask(self) -> None:
        for number in self._tape.missing():
            if number not in self._asked:
                self._asked.add(number)
                self.wanted.emit(number)

    def _tick(self) -> None:
        self._ask()
        self.moved.emit(self.second)
        if self._tape.ended:
            self.pause()
