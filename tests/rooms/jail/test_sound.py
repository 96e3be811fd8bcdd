"""Sound and moving pictures: what they are, samples from any time on, a frame."""

from __future__ import annotations

import array
import io
import struct
from typing import Any

import msgspec
import pytest

import media
from casebook.jail import launch
from casebook.jail.errors import AnswerUnreadable, AskedTooMuch
from casebook.jail.limits import MIB, Limits
from casebook.jail.mediakinds import CODECS, PICTURE_CODECS
from casebook.jail.shapes import RATE, SAMPLE, WINDOW_S, At, BadSound, NoFrame, Picture, Sound, Window

CODED = (("flac", "flac"), ("libmp3lame", "mp3"), ("libopus", "ogg"), ("aac", "adts"), ("aac", "mp4"))


def ask(name: str, data: Any, answer: Any, at: At | None = None, **more: Any) -> Any:
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    argument = b"" if at is None else msgspec.msgpack.encode(at)
    return launch.run(f"casebook.jail.sound:{name}", argument, answer=answer, sources=[source], **more)


def probe(data: bytes) -> Sound:
    found: Sound = ask("probe", data, Sound)
    found.check(CODECS, PICTURE_CODECS)
    return found


def window(data: Any, second: float, **more: Any) -> Window:
    found: Window = ask("window", data, Window, At(second), **more)
    found.check(At(second))
    return found


def loudness(samples: bytes) -> float:
    heights = array.array("h", samples)
    return sum(map(abs, heights)) / len(heights)


def test_a_recording_is_described() -> None:
    assert probe(media.wav(3, 22_050, 2)) == Sound(3.0, "pcm_s16le", 22_050, 2)
    found = probe(media.film())
    assert (found.codec, found.picture, found.width, found.height) == ("aac", "mpeg4", 320, 240)
    assert found.seconds == pytest.approx(4, abs=0.1)


@pytest.mark.parametrize(("codec", "form"), CODED)
def test_every_codec_is_heard_from_any_time_on(codec: str, form: str) -> None:
    """The tone grows louder, so that a place can be told by its loudness."""
    data = media.encoded(8, codec, form)

    whole, later = window(data, 0.0), window(data, 6.0)

    assert probe(data).seconds == pytest.approx(8, abs=0.3)
    assert whole.last
    assert later.last
    assert len(whole.samples) / SAMPLE / RATE == pytest.approx(8, abs=0.1)
    assert len(later.samples) / SAMPLE / RATE == pytest.approx(2, abs=0.1)
    assert loudness(later.samples[: RATE * SAMPLE]) == pytest.approx(
        loudness(whole.samples[6 * RATE * SAMPLE : 7 * RATE * SAMPLE]), rel=0.05
    )


def test_windows_follow_on_each_other() -> None:
    data = media.wav(70, 8_000)

    first, second, third = (window(data, float(place)) for place in (0, 30, 60))

    assert [len(each.samples) for each in (first, second)] == [WINDOW_S * RATE * SAMPLE] * 2
    assert [each.last for each in (first, second, third)] == [False, False, True]
    assert len(third.samples) / SAMPLE / RATE == pytest.approx(10, abs=0.05)
    tail, head = first.samples[-SAMPLE * 50 :], second.samples[: SAMPLE * 50]
    joined = array.array("h", tail + head)
    assert max(abs(joined[n] - joined[n - 2]) for n in range(2, len(joined))) < 2_500  # no click between them
    assert window(data, 100.0).samples == b""


def test_one_second_of_a_large_file_is_found_without_reading_it_all() -> None:
    seconds = 3_600 * 3
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 0xFFFFFFFF, b"WAVE", b"fmt ", 16, 1, 2, 48_000, 192_000,
                       4, 16, b"data", seconds * 192_000)  # fmt: skip

    class Endless(io.RawIOBase):
        """Two gigabytes that stand nowhere: each byte tells its place."""

        size = len(head) + seconds * 192_000
        place, served = 0, 0

        def seek(self, offset: int, whence: int = 0) -> int:
            self.place = offset + (self.size if whence == 2 else 0)
            return self.place

        def readinto(self, buffer: Any) -> int:
            start = self.place
            data = head[start : start + len(buffer)]
            data += bytes([(start >> 20) & 0x3F]) * (min(len(buffer), self.size - start) - len(data))
            buffer[: len(data)] = data
            self.place += len(data)
            self.served += len(data)
            return len(data)

    source = Endless()
    found = window(source, 9_000.0, limits=Limits(served=64 * MIB))

    assert len(found.samples) == WINDOW_S * RATE * SAMPLE
    assert found.samples[0] == ((9_000 * 192_000 + len(head)) >> 20) & 0x3F
    assert source.served < 16 * MIB


def test_a_frame_of_moving_pictures() -> None:
    data = media.film(seconds=4)

    early = ask("poster", data, Picture, At(0.5, 200, 200))
    late = ask("poster", data, Picture, At(3.5, 200, 200))

    assert (early.width, early.height, early.whole_width) == (200, 150, 320)
    assert early.pixels[0] > 2 * early.pixels[2]
    assert late.pixels[2] > 2 * late.pixels[0]
    with pytest.raises(NoFrame):
        ask("poster", media.wav(1), Picture, At(0.0, 100, 100))
    with pytest.raises(BadSound):
        ask("window", media.film(sound=False), Window, At(0.0))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(5_000),
        b"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 0\r\n",
        media.saved(media.quarters(64, 64), "PNG"),
        b"ID3\3\0\0\0\0\0\0" + bytes(1000),
        media.wav(1)[:20],
    ],
)
def test_what_is_no_recording_of_the_list(data: bytes) -> None:
    """Play lists among them: a file never makes the reader open another."""
    with pytest.raises(BadSound):
        ask("probe", data, Sound)


def test_a_broken_recording_gives_what_it_has() -> None:
    data = media.encoded(8, "flac", "flac")

    found = window(data[: len(data) // 2], 0.0)

    assert 1.0 < len(found.samples) / SAMPLE / RATE < 7.0


def test_endless_sound_ends_with_its_window() -> None:
    """A file that says it lasts for ever, and goes on giving samples."""
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 0xFFFFFFFF, b"WAVE", b"fmt ", 16, 1, 1, 8_000, 8_000,
                       1, 8, b"data", 0xFFFFFFFF)  # fmt: skip
    data = head + bytes(8_000 * 200)

    assert len(window(data, 0.0).samples) == WINDOW_S * RATE * SAMPLE
    assert probe(data).seconds <= 366 * 86_400


def test_a_tiny_file_of_very_much_silence() -> None:
    """FLAC says a second of silence in a few dozen bytes; what is handed out is half a minute all the same."""
    data = media.silence(1_800)
    assert len(data) < 1_800 * 8_000 * 2 / 50

    found = window(data, 900.0)

    assert found.samples == bytes(WINDOW_S * RATE * SAMPLE)
    assert not found.last


@pytest.mark.parametrize("limits", [Limits(reads=0), Limits(served=1000)])
def test_a_recording_that_makes_its_reader_read_too_much(limits: Limits) -> None:
    with pytest.raises(AskedTooMuch):
        window(media.wav(1), 0.0, limits=limits)


@pytest.mark.parametrize(
    "lie",
    [
        Window(1.0, b"", True),
        Window(0.0, bytes(3), True),
        Window(0.0, bytes(WINDOW_S * RATE * SAMPLE + SAMPLE), False),
    ],
)
def test_samples_that_cannot_be_are_thrown_away(lie: Window) -> None:
    with pytest.raises(AnswerUnreadable):
        lie.check(At(0.0))


@pytest.mark.parametrize(
    "lie",
    [
        Sound(-1.0, "flac", 48_000, 1),
        Sound(float("nan"), "flac", 48_000, 1),
        Sound(float("inf"), "flac", 48_000, 1),
        Sound(1.0, "<b>flac</b>", 48_000, 1),
        Sound(1.0, "flac", -1, 1),
        Sound(1.0, "flac", 48_000, 1 << 20),
        Sound(1.0, "", 0, 0),
        Sound(1.0, "flac", 48_000, 1, "h264", 1 << 30, 2),
    ],
)
def test_a_description_that_cannot_be_is_thrown_away(lie: Sound) -> None:
    with pytest.raises(AnswerUnreadable):
        lie.check(CODECS, PICTURE_CODECS)
