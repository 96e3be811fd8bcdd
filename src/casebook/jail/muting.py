"""Runs in the jail: sound in; a part of it out, with silence of zeros where somebody wanted none of it heard.

Cut on the samples as they were decoded, before they are mixed or brought to another rate: those who compute
with samples beside a silence compute with zeros. Since codecs carry sound over from frame to frame, a silence
is wider than asked on both sides.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import Any, Final

import av
import msgspec
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import OutputContainer

from casebook.formats import bare
from casebook.jail import sound
from casebook.jail.derived import MOST_SOUND_MS, SOUND_RATE, Mute, Muted
from casebook.jail.shapes import BadSound, SoundTooLong
from casebook.jail.task import Task

AROUND_MS: Final = 250
"""Beyond the longest frame of the codecs that are read and what it overlaps: Vorbis 8,192 samples, Opus 120 ms."""
_FRAME: Final = 4096
"""Samples of a FLAC frame."""
_EVERY: Final = 200
_INTO_MEMORY: Final = "w"


def mute(task: Task) -> Muted:
    """The part that the argument (a `Mute`) asks for. Raises `BadSound`, `SoundTooLong`."""
    ask = msgspec.msgpack.decode(task.argument, type=Mute)
    out = _Flac()
    with sound.opened(task) as container:
        stream = sound.first_sound(container)
        if stream is None:
            raise BadSound
        cutter = _Cutter(ask)
        resampler = AudioResampler(format="s16", layout="mono", rate=SOUND_RATE)
        try:
            for number, frame in enumerate(chain(_plain(sound.frames(container, stream), cutter), (None,))):
                if number % _EVERY == 0:
                    task.progress.step("muting", cutter.at_ms, max(cutter.at_ms, ask.end))
                for piece in resampler.resample(frame):
                    out.put(piece)
        except (av.FFmpegError, ValueError):
            raise BadSound from None
    return out.finished()


def _plain(frames: Iterator[Any], cutter: _Cutter) -> Iterator[AudioFrame]:
    """Frames in 16 bits at their own rate and number of channels, cut and silenced."""
    to_samples: AudioResampler | None = None
    for frame in chain(frames, (None,)):
        if frame is not None and not isinstance(frame, AudioFrame):
            continue
        if to_samples is None:
            if frame is None:
                return
            # Only the form of numbers changes here, each by itself.
            to_samples = AudioResampler(format="s16", layout=frame.layout, rate=frame.rate)
        for piece in to_samples.resample(frame):
            kept = cutter.cut(piece)
            if kept is not None:
                yield kept
            if cutter.is_over:
                return


class _Cutter:
    """Knows where a sample stands by two clocks: its number from the start of the file, and the time its frame bears.

    Files whose first sample bears another time than nought, or that leave out a moment, make the two differ, and a
    listener may have been shown either. What one of them silences is silent; what one of them leaves out is out.
    """

    def __init__(self, ask: Mute) -> None:
        self._ask = ask
        self._done = 0
        self._kept = 0
        self._rate = 0
        self.is_over = False

    @property
    def at_ms(self) -> int:
        """How far it has come."""
        return self._done * 1000 // self._rate if self._rate else 0

    def cut(self, frame: AudioFrame) -> AudioFrame | None:
        """What is kept of a frame of 16 bits; `None` where nothing is. Raises `BadSound`, `SoundTooLong`."""
        if self._rate not in (0, frame.rate):
            raise BadSound
        self._rate = frame.rate
        count = frame.samples
        starts = {self._done, self._done if frame.time is None else round(frame.time * frame.rate)}
        self._done += count
        first = max(self._sample(self._ask.start) - start for start in starts)
        last = count
        if self._ask.end:
            end = self._sample(self._ask.end)
            last = min(end - start for start in starts)
            self.is_over = all(start + count >= end for start in starts)
        first, last = max(0, first), min(count, last)
        if first >= last:
            return None
        width = 2 * frame.layout.nb_channels
        data = bytearray(bytes(frame.planes[0])[: count * width])
        for span in self._ask.muted:
            for start in starts:
                quiet = max(0, self._sample(span.start - AROUND_MS) - start)
                loud = min(count, self._sample(span.end + AROUND_MS) - start)
                if quiet < loud:
                    data[quiet * width : loud * width] = bytes((loud - quiet) * width)
        return self._made(frame, bytes(data[first * width : last * width]), last - first)

    def _made(self, frame: AudioFrame, data: bytes, count: int) -> AudioFrame:
        """A frame of these samples, behind those that were kept before. Raises `SoundTooLong`."""
        made = AudioFrame(format="s16", layout=frame.layout, samples=count)
        made.planes[0].update(data + bytes(made.planes[0].buffer_size - len(data)))
        made.sample_rate, made.pts, made.time_base = frame.rate, self._kept, Fraction(1, frame.rate)
        self._kept += count
        if self._kept > MOST_SOUND_MS * frame.rate // 1000:
            raise SoundTooLong(MOST_SOUND_MS // 60_000)
        return made

    def _sample(self, ms: int) -> int:
        return max(0, ms) * self._rate // 1000


class _Flac:
    """Collects samples of one channel and gives them as bare FLAC."""

    def __init__(self) -> None:
        self._fifo = AudioFifo()
        self._to = io.BytesIO()
        self._out: OutputContainer = av.open(self._to, mode=_INTO_MEMORY, format="flac")
        self._stream: Any = self._out.add_stream("flac", rate=SOUND_RATE)
        self._stream.layout, self._stream.format = "mono", "s16"
        self._samples = 0

    def put(self, frame: AudioFrame) -> None:
        """Take samples; those that fill a frame are coded."""
        frame.pts = None
        self._fifo.write(frame)
        for whole in self._fifo.read_many(_FRAME):
            self._code(whole)

    def _code(self, frame: AudioFrame) -> None:
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, self._samples, Fraction(1, SOUND_RATE)
        self._samples += frame.samples
        self._out.mux(self._stream.encode(frame))

    def finished(self) -> Muted:
        """The file. Raises `BadSound` if nothing was put in."""
        rest = self._fifo.read(partial=True)
        if rest is not None:
            self._code(rest)
        if not self._samples:
            raise BadSound
        self._out.mux(self._stream.encode(None))
        self._out.close()
        return Muted(bare.bared_flac(self._to.getvalue()), self._samples * 1000 // SOUND_RATE)
