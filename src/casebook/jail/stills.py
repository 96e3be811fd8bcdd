"""Runs in the jail: moving pictures in, one frame of them with solid boxes out. No moving pictures ever leave.

A frame is coded as what changed since others, so that a place that is hidden has left traces beside itself:
boxes have a margin, and a still is as exact as its film was.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec

from casebook.jail import painting, sound
from casebook.jail.derived import MOST_LEAVING, Paint, Painted
from casebook.jail.shapes import MOST_PIXELS, NoFrame
from casebook.jail.task import Task

BLOCK: Final = (16, 16, 8)
"""Macroblocks (ITU H.264, 6.4), and how far its filter reaches over their edges (8.7)."""


def paint(task: Task) -> Painted:
    """The frame that the argument (a `Paint`) asks for; JPEG always. Raises `NoFrame`, `BadSound`.

    Its `ms` is the first whole millisecond at which this frame is shown: asked for that, it is found again.
    """
    ask = msgspec.msgpack.decode(task.argument, type=Paint)
    with sound.opened(task) as container:
        stream = sound.first_film(container)
        if stream is None or not 0 < stream.codec_context.width * stream.codec_context.height <= MOST_PIXELS:
            raise NoFrame
        task.progress.step("decoding")
        sound.go_to(container, ask.ms / 1000)
        frame = sound.frame_at(container, stream, ask.ms / 1000)
        whole = (frame.width, frame.height)
        plane = frame.reformat(format="rgb24").planes[0]
        rows, step = memoryview(bytes(plane)), plane.line_size
        pixels = b"".join(rows[row * step : row * step + whole[0] * 3] for row in range(whole[1]))
        ms = max(0, math.ceil((frame.time or 0.0) * 1000 - 1e-6))
    task.progress.step("painting")
    boxes = [painting.grown((a.left, a.top, a.right, a.bottom), whole, BLOCK) for a in ask.areas]
    data, size = painting.from_pixels(whole, pixels, boxes, MOST_LEAVING)
    return Painted(data, False, *size, *whole, ms)
