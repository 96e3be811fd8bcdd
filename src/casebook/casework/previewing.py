"""Looking at what would leave, before it does: bytes that are in memory, read in the jail like any file.

They were made there by a reader that had met a stranger's file, so they are a stranger's too.
"""

from __future__ import annotations

import io
from typing import Any, Final, TypeVar

from casebook.base.encode import pack
from casebook.base.progress import Progress
from casebook.casework.deriving import Preview
from casebook.jail import launch
from casebook.jail.limits import MIB, Limits
from casebook.jail.mediakinds import CODECS, PICTURE_CODECS
from casebook.jail.shapes import Ask, At, Picture, Sound, Window

T = TypeVar("T")

_PICTURE: Final = Limits(memory=1024 * MIB, cpu_s=30, wall_s=60.0, answer=65 * MIB, served=512 * MIB)
_SOUND: Final = Limits(memory=768 * MIB, cpu_s=10, wall_s=40.0, answer=8 * MIB, served=512 * MIB)


def picture(preview: Preview, ask: Ask, progress: Progress | None = None) -> Picture:
    """A part of the picture, or of a page, that would leave. Raises what the jail raises."""
    reader = "pages:draw" if preview.ending == "pdf" else "images:draw"
    found = _read(preview, reader, ask, Picture, _PICTURE, progress)
    found.check(ask)
    return found


def sound(preview: Preview, progress: Progress | None = None) -> Sound:
    """What the sound that would leave holds. Raises what the jail raises."""
    found = _read(preview, "sound:probe", None, Sound, _SOUND, progress)
    found.check(CODECS, PICTURE_CODECS)
    return found


def window(preview: Preview, second: float, progress: Progress | None = None) -> Window:
    """Half a minute of its samples from *second* on. Raises what the jail raises."""
    at = At(second)
    found = _read(preview, "sound:window", at, Window, _SOUND, progress)
    found.check(at)
    return found


def _read(
    preview: Preview,
    reader: str,
    ask: Any,  # noqa: ANN401 - one of the questions of `jail.shapes`
    answer: type[T],
    limits: Limits,
    progress: Progress | None,
) -> T:
    return launch.run(
        f"casebook.jail.{reader}",
        b"" if ask is None else pack(ask),
        answer=answer,
        sources=[io.BytesIO(preview.data)],
        limits=limits,
        progress=progress,
    )
