"""Runs in the jail: sound and moving pictures in; what they are, half a minute of samples, or one frame out.

Containers and codecs are those of the lists below and no others. One thread decodes, and what a file says of
its length is not believed where the samples say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

import av
import msgspec
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from casebook.jail.mediakinds import CODECS, CONTAINERS, PICTURE_CODECS
from casebook.jail.shapes import (
    MOST_DAYS_S,
    MOST_PIXELS,
    RATE,
    SAMPLE,
    WINDOW_S,
    Ask,
    At,
    BadSound,
    NoFrame,
    Picture,
    Sound,
    Window,
)
from casebook.jail.task import Task

_MICROSECONDS: Final = 1_000_000
_BEFORE_S: Final = 0.2
"""How much earlier than asked decoding begins: codecs need a run-up until what they give is right."""
_SILENT_FRAMES: Final = 100_000
"""Frames without one sample, or packets without one frame, before it is given up."""


def probe(task: Task) -> Sound:
    """What the first file holds. Raises `BadSound`."""
    with opened(task) as container:
        sound, moving = first_sound(container), first_film(container)
        if sound is None and moving is None:
            raise BadSound
        told = Sound(
            _seconds(container, sound or moving),
            "" if sound is None else sound.codec_context.name,
            0 if sound is None else int(sound.codec_context.sample_rate or 0),
            0 if sound is None else int(sound.codec_context.channels or 0),
        )
        if moving is None:
            return told
        context = moving.codec_context
        return Sound(
            told.seconds, told.codec, told.rate, told.channels, context.name, context.width, context.height
        )


def window(task: Task) -> Window:
    """Samples (48 kHz, 16 bits, stereo) from a time on, as the argument (an `At`) says. Raises `BadSound`."""
    at = msgspec.msgpack.decode(task.argument, type=At)
    with opened(task) as container:
        stream = first_sound(container)
        if stream is None:
            raise BadSound
        go_to(container, at.second)
        samples, last = _samples(container, stream, at.second)
    return Window(at.second, samples, last)


def poster(task: Task) -> Picture:
    """The frame shown at a time, no larger than the argument (an `At`) says. Raises `NoFrame`, `BadSound`."""
    at = msgspec.msgpack.decode(task.argument, type=At)
    ask = Ask(at.width, at.height)
    with opened(task) as container:
        stream = first_film(container)
        if stream is None or not 0 < stream.codec_context.width * stream.codec_context.height <= MOST_PIXELS:
            raise NoFrame
        go_to(container, at.second)
        frame = frame_at(container, stream, at.second)
        whole = (frame.width, frame.height)
        size = ask.fit(*whole)
        plane = frame.reformat(width=size[0], height=size[1], format="rgb24").planes[0]
        rows, step = memoryview(bytes(plane)), plane.line_size
        pixels = b"".join(rows[row * step : row * step + size[0] * 3] for row in range(size[1]))
    return Picture(*size, True, pixels, *whole)


# ------------------------------------------------------------------------------------------------ opening


def opened(task: Task) -> InputContainer:
    """The first file, as one of the containers on the list. Raises `BadSound`."""
    av.logging.set_level(None)
    try:
        return av.open(
            task.files[0],
            mode="r",
            options={"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": ""},
            metadata_errors="replace",
        )
    except (av.FFmpegError, ValueError, OSError):
        raise BadSound from None


def first_sound(container: InputContainer) -> AudioStream | None:
    """The first track of sound that can be decoded, to be decoded by one thread."""
    for stream in container.streams.audio:
        if stream.codec_context.name in CODECS:
            stream.codec_context.thread_count = 1
            return stream
    return None


def first_film(container: InputContainer) -> VideoStream | None:
    """The first track of moving pictures that can be decoded, to be decoded by one thread."""
    for stream in container.streams.video:
        if stream.codec_context.name in PICTURE_CODECS:
            stream.codec_context.thread_count = 1
            return stream
    return None


def _seconds(container: InputContainer, stream: AudioStream | VideoStream | None) -> float:
    """How long it says it is."""
    if stream is not None and stream.duration and stream.time_base:
        seconds = float(stream.duration * stream.time_base)
    elif container.duration:
        seconds = container.duration / _MICROSECONDS
    else:
        return 0.0
    return min(max(0.0, seconds), float(MOST_DAYS_S))


def go_to(container: InputContainer, second: float) -> None:
    """Before a time, as near as the container can. One that cannot go anywhere is read from its start."""
    try:
        container.seek(int(max(0.0, second - _BEFORE_S) * _MICROSECONDS), backward=True)
    except (av.FFmpegError, OverflowError):
        if second > 0:
            raise BadSound from None


def frames(container: InputContainer, stream: AudioStream | VideoStream) -> Iterator[AudioFrame | VideoFrame]:
    """Frames until the end, or until the file is broken: what stands before a broken place is still given."""
    empty = 0
    try:
        for packet in container.demux(stream):
            try:
                found = packet.decode()
            except (av.InvalidDataError, ValueError):
                found = []
            empty = 0 if found else empty + 1
            if empty > _SILENT_FRAMES:
                return
            yield from (frame for frame in found if isinstance(frame, AudioFrame | VideoFrame))
    except (av.FFmpegError, OSError):
        return


# ------------------------------------------------------------------------------------------------ sound


def _samples(container: InputContainer, stream: AudioStream, second: float) -> tuple[bytes, bool]:
    """Samples from *second* on, half a minute or less; and whether the sound ends with them."""
    resampler = AudioResampler(format="s16", layout="stereo", rate=RATE)
    most = WINDOW_S * RATE * SAMPLE
    kept = bytearray()
    skip: int | None = None  # samples before the time that was asked for
    silent = 0
    for frame in chain(frames(container, stream), (None,)):
        if isinstance(frame, VideoFrame):
            continue
        if skip is None and frame is not None:
            skip = max(0, round((second - (frame.time or 0.0)) * RATE))
        try:
            made = resampler.resample(frame)
        except (av.FFmpegError, ValueError):
            raise BadSound from None
        silent = 0 if made else silent + 1
        if silent > _SILENT_FRAMES:
            raise BadSound
        for piece in made:
            data = bytes(piece.planes[0])[: piece.samples * SAMPLE]
            gone = min(skip or 0, piece.samples)
            skip = (skip or 0) - gone
            kept += data[gone * SAMPLE :]
        if len(kept) >= most:
            return bytes(kept[:most]), len(kept) == most and frame is None
    return bytes(kept), True


# ------------------------------------------------------------------------------------------------ pictures


def frame_at(container: InputContainer, stream: VideoStream, second: float) -> VideoFrame:
    """The last frame that begins no later than *second*; the first there is, if all are later."""
    found: VideoFrame | None = None
    for frame in frames(container, stream):
        if not isinstance(frame, VideoFrame) or frame.width * frame.height > MOST_PIXELS:
            raise NoFrame
        if found is not None and (frame.time or 0.0) > second:
            break
        found = frame
        if (frame.time or 0.0) >= second:
            break
    if found is None:
        raise NoFrame
    return found
